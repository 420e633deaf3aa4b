import type { Row } from "../../ipc/generated/types";
import type { Action } from "../../state/actions.svelte";
import type { Spot } from "../../kit/records";
import type { Route } from "../../routes";

/** A place on the board: a service, in an environment, or at the gate into it. */
export interface Place {
  readonly row: Row;
  /** The position of the environment; null for the service itself. */
  readonly at: number | null;
  readonly gate: boolean;
}

/** What can be said of a place for the record: nothing of a gate. */
export function spotOf(place: Place | null): Spot | null {
  if (place === null || place.gate) return null;
  const { row, at } = place;
  const cell = at === null ? undefined : row.cells[at];
  const drifts = cell?.state === "drift";
  return {
    service: row.service,
    environment: cell?.environment ?? null,
    unexplained: drifts ? (cell.version ?? "something") : null,
  };
}

/** What can be done at a place; the same for keys, menu and palette. */
export function actsAt(place: Place | null, go: (route: Route) => void): readonly Action[] {
  if (place === null) return [];
  const { row } = place;
  return [
    {
      id: "board-open",
      title: `Open ${row.service}`,
      group: "Board",
      against: null,
      run: () => go({ screen: "service", service: row.service }),
    },
    promote(place, go),
    rollBack(place, go),
    {
      id: "board-cut",
      title: `Cut a release of ${row.service}`,
      group: "Board",
      shortcut: "c",
      against: null,
      run: () => go({ screen: "cut", service: row.service }),
    },
  ];
}

/** A cell brings its version onward; a gate brings what stands before it. */
function promote({ row, at, gate }: Place, go: (route: Route) => void): Action {
  const into = at === null ? 0 : gate ? at : at + 1;
  const passage = row.passages[into];
  const title =
    passage?.candidate === undefined || passage.candidate === null
      ? `Promote ${row.service}`
      : `Promote ${row.service} ${passage.candidate} to ${passage.to}`;
  const to = passage?.to ?? "";
  const candidate = passage?.candidate ?? null;
  // An untagged build has no version to name; the core brings the best candidate.
  const version = candidate?.includes("+") === true ? null : candidate;
  return {
    id: "board-promote",
    title,
    group: "Board",
    shortcut: "p",
    against: againstPromotion(row, into),
    run: () => go({ screen: "promotion", service: row.service, to, version, commit: null }),
  };
}

function againstPromotion(row: Row, into: number): string | null {
  const passage = row.passages[into];
  if (passage === undefined) return "This is the last environment.";
  if (passage.candidate === null) return passage.reason;
  return null;
}

function rollBack({ row, at }: Place, go: (route: Route) => void): Action {
  const cell = at === null ? undefined : row.cells[at];
  const to = cell?.back_to ?? null;
  const within = cell?.environment ?? "";
  return {
    id: "board-rollback",
    title:
      cell === undefined || to === null
        ? "Roll back"
        : `Roll ${row.service} back to ${to} in ${within}`,
    group: "Board",
    shortcut: "r",
    against:
      cell === undefined
        ? "Choose an environment first."
        : to === null
          ? (cell.no_way_back ?? "There is no earlier version there.")
          : null,
    run: () => go({ screen: "rollback", service: row.service, within, to }),
  };
}

/** For each environment that several services stand before: bring them as one. */
export function setActs(rows: readonly Row[], go: (route: Route) => void): readonly Action[] {
  const environments = rows[0]?.passages.map(({ to }) => to) ?? [];
  return environments.flatMap((environment, at) => {
    const standing = rows.flatMap(({ service, passages }) => {
      const candidate = passages[at]?.candidate ?? null;
      return candidate === null || candidate.includes("+") ? [] : [`${service}@${candidate}`];
    });
    if (standing.length < 2) return [];
    const title = `Bring ${standing.length} services to ${environment} as one`;
    return [
      {
        id: `board-set-${environment}`,
        title,
        group: "Board",
        against: null,
        run: () =>
          go({ screen: "set", environment, items: standing, back: false, lane: null, after: null }),
      },
    ];
  });
}
