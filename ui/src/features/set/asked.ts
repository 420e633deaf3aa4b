import type { SetItem, UmbrellaIntent, UmbrellaView } from "../../ipc/generated/types";
import type { SetRoute } from "../../kit/sets";
import { type Meaning, planMeaning, shut } from "../../state/freshness.svelte";

/** A set as it is being asked for. */
export interface Setting {
  readonly ticked: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly lane: string | null;
  /** Flags that are raised here. */
  readonly flags: readonly string[];
}

/** What is asked at first. */
export function firstOf({ lane }: SetRoute): Setting {
  return { ticked: {}, reason: null, lane, flags: [] };
}

/** `web@4.1.7` as an item; a service alone goes in its best version. */
function itemOf(word: string): SetItem {
  const at = word.indexOf("@");
  return at < 0
    ? { service: word, version: null }
    : { service: word.slice(0, at), version: word.slice(at + 1) };
}

/** What the core is asked. */
export function intentOf(route: SetRoute, asked: Setting): UmbrellaIntent {
  return {
    environment: route.environment,
    rollback: route.back,
    items: route.items.map(itemOf),
    ticked: { ...asked.ticked },
    reason: asked.reason,
    lane: asked.lane,
    flags: [...asked.flags],
    after: route.after,
  };
}

/** The act as the main button says it. */
export function actOf(view: UmbrellaView): string {
  const count = view.members.filter((member) => !member.stays).length;
  const what = count === 1 ? "1 service" : `${count} services`;
  return view.rollback
    ? `Bring ${what} back in ${view.environment}`
    : `Bring ${what} to ${view.environment}`;
}

/** The first reason against it; null when there is none. */
export function againstOf(view: UmbrellaView): string | null {
  if (view.how.outcome === "planned") return null;
  return view.how.refusals[0]?.text ?? "There is no plan";
}

/** What the page says, without its ages. */
export function meaningOf({ members, gates, how }: UmbrellaView): Meaning {
  const { does, against } = planMeaning(how);
  const goes = members.map(({ service, from, to, wave }) => [service, from, to, wave]);
  return { goes: JSON.stringify(goes), does, against: [...shut(gates), ...against] };
}
