import type { RequestView, UmbrellaIntent } from "../ipc/generated/types";
import type { Route } from "../routes";

/** The page of several services that go as one. */
export type SetRoute = Extract<Route, { screen: "set" }>;

/** The page of a set that somebody offers or asks for. */
export function routeOf(intent: UmbrellaIntent): SetRoute {
  return {
    screen: "set",
    environment: intent.environment,
    items: intent.items.map(({ service, version }) =>
      version === null ? service : `${service}@${version}`,
    ),
    back: intent.rollback,
    lane: intent.lane,
    after: intent.after,
  };
}

/** The page of a request that moves several; null for all others. */
export function pageOf(request: RequestView): SetRoute | null {
  if (request.kind !== "request" || request.to === null || request.items.length < 2) return null;
  return {
    screen: "set",
    environment: request.to,
    items: request.items.map(({ service, version }) => `${service}@${version}`),
    back: request.rollback,
    lane: request.lane,
    after: null,
  };
}
