import type { Row } from "../../ipc/generated/types";
import type { Route } from "../../routes";
import type { Place } from "./acts";

/** A version that was picked to go somewhere, to go there with others. */
export interface Pick {
  readonly service: string;
  readonly version: string;
  readonly to: string;
}

/** What stands for a pick while the facts change. */
export const keyOf = ({ service, to }: Pick): string => pickKey(service, to);
/** The key of what would go into an environment. */
export const pickKey = (service: string, to: string): string => `${to} ${service}`;

/** What would go into the environment at a position; else why nothing can be picked. */
export function pickInto(row: Row, into: number): Pick | string {
  const passage = row.passages[into];
  if (passage === undefined) return "This is the last environment.";
  const { candidate, to, reason } = passage;
  if (candidate === null) return reason;
  if (candidate.includes("+")) return `${candidate} has no tag, so it goes alone.`;
  return { service: row.service, version: candidate, to };
}

/** What is picked at a place: a gate, what a cell brings onward, the first that is ready. */
export function pickAt({ row, at, gate }: Place): Pick | string {
  if (at !== null) return pickInto(row, gate ? at : at + 1);
  const ready = row.passages.findIndex(
    ({ state, candidate }, into) => into > 0 && state === "open" && candidate !== null,
  );
  return ready < 0 ? `Nothing of ${row.service} is ready.` : pickInto(row, ready);
}

/** What was picked and still stands there, in the order of the board. */
export function picksOf(rows: readonly Row[], keys: ReadonlySet<string>): readonly Pick[] {
  if (keys.size === 0) return [];
  return rows.flatMap((row) =>
    row.passages.flatMap((_, into) => {
      const pick = pickInto(row, into);
      return typeof pick !== "string" && keys.has(keyOf(pick)) ? [pick] : [];
    }),
  );
}

/** The act as its button says it. */
export function actOf(picks: readonly Pick[]): string {
  const [first] = picks;
  if (first === undefined) return "Promote what is picked";
  return picks.length === 1
    ? `Promote ${first.service} ${first.version} to ${first.to}`
    : `Promote ${picks.length} services to ${first.to}…`;
}

/** Why they cannot go as one; null when they can. */
export function againstOf(picks: readonly Pick[]): string | null {
  const places = [...new Set(picks.map(({ to }) => to))];
  if (places.length === 0) return "Pick a service first.";
  return places.length === 1
    ? null
    : `A set goes to one environment, and these go to ${places.join(" and ")}.`;
}

/** The page of what was picked: of a set, or of the only one. */
export function pageOf(picks: readonly Pick[]): Route | null {
  const [first, ...others] = picks;
  if (first === undefined) return null;
  const { service, version, to } = first;
  if (others.length === 0) return { screen: "promotion", service, to, version, commit: null };
  const items = picks.map((pick) => `${pick.service}@${pick.version}`);
  return { screen: "set", environment: to, items, back: false, lane: null, after: null };
}
