import type { PromoteIntent, PromotionView, RollbackIntent } from "../../ipc/generated/types";
import type { Backend } from "../../ipc/backend";
import type { Route } from "../../routes";
import { type Meaning, planMeaning, shut } from "../../state/freshness.svelte";

/** What the page was opened for. */
export type PassageRoute = Extract<Route, { screen: "promotion" | "rollback" }>;

/** A promotion or a rollback as it is being asked for. */
export interface Passing {
  readonly version: string | null;
  readonly ticked: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly lane: string | null;
  /** Flags that are raised here. */
  readonly flags: readonly string[];
}

/** What is asked at first. */
export function firstAsked(route: PassageRoute): Passing {
  const version = route.screen === "rollback" ? route.to : route.version;
  return { version, ticked: {}, reason: null, lane: null, flags: [] };
}

/** Asks the core. */
export function viewOf(
  backend: Backend,
  route: PassageRoute,
  asked: Passing,
): Promise<PromotionView> {
  const { service } = route;
  if (route.screen === "rollback") {
    const intent: RollbackIntent = {
      service,
      within: route.within,
      to: asked.version,
      reason: asked.reason,
      flags: [...asked.flags],
    };
    return backend.rollback(intent);
  }
  const chosen = asked.version !== route.version;
  const intent: PromoteIntent = {
    service,
    version: asked.version,
    commit: chosen ? null : route.commit,
    to: route.to,
    ticked: { ...asked.ticked },
    reason: asked.reason,
    lane: asked.lane,
    flags: [...asked.flags],
  };
  return backend.promotion(intent);
}

/** The act as the main button says it. */
export function actOf(view: PromotionView): string {
  const { service, environment, what } = view;
  return view.rollback
    ? `Roll back ${service} in ${environment} to ${what.to}`
    : `Bring ${service} ${what.to} to ${environment}`;
}

/** The first reason against it; null when there is none. */
export function againstOf(view: PromotionView): string | null {
  if (view.how.outcome === "planned") return null;
  return view.how.refusals[0]?.text ?? "There is no plan";
}

/** What the page says, without its ages: who goes where, what the gates answer, what is done. */
export function meaningOf({ what, gates, how }: PromotionView): Meaning {
  const { does, against } = planMeaning(how);
  const goes = JSON.stringify([what.from, what.to, what.commit]);
  return { goes, does, against: [...shut(gates), ...against] };
}

/** Who brought what is live, when, and what could be done next. */
export function alreadyLine(by: string, age: string, next: string | null): string {
  const came = `${by} brought it ${age}, so there is nothing to bring.`;
  return next === null
    ? `${came} It is at the end of its way.`
    : `${came} It can go on to ${next}.`;
}
