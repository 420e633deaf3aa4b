import type {
  Answer,
  Cell,
  CellState,
  GateKind,
  Passage,
  PassageState,
  Row,
  Verdict,
} from "../generated/types";

const WORDS: Record<CellState, string> = {
  live: "Live",
  deploying: "Deploying",
  soaking: "Soaking",
  waiting: "Waiting",
  gate_failed: "Gate failed",
  frozen: "Frozen",
  degraded: "Degraded",
  rolled_back: "Rolled back",
  drift: "No valid record",
  unknown: "Unknown",
  empty: "Empty",
  absent: "Not here",
};

/** The moment the mock world was made. */
export const NOW = new Date().toISOString();

/** A moment so many minutes before the world's. */
export function before(minutes: number): string {
  return new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
}

/** A cell; the state's word and quiet answers unless told otherwise. */
export function cell(
  environment: string,
  version: string | null,
  state: CellState,
  reason: string,
  more: Partial<Cell> = {},
): Cell {
  return {
    environment,
    version,
    state,
    word: WORDS[state],
    reason,
    incident: null,
    moving: null,
    behind: 0,
    level: 0,
    since: before(600),
    observed_at: before(1),
    ours: state !== "drift",
    run: null,
    back_to: null,
    no_way_back: "There is no earlier version there.",
    ...more,
  };
}

/** A verdict; its evidence is one line. */
export function verdict(
  gate: GateKind,
  answer: Answer,
  title: string,
  reason: string,
  short: string,
): Verdict {
  return { gate, answer, title, reason, short, evidence: [{ name: "observed", value: NOW }] };
}

/** A passage; same on both sides unless told otherwise. */
export function passage(
  to: string,
  state: PassageState = "same",
  candidate: string | null = null,
  word = "same",
  reason = "Both sides run the same version.",
  verdicts: Verdict[] = [],
): Passage {
  return { to, candidate, state, word, reason, verdicts, lane: null, plan: null };
}

/** A row of the board. */
export function row(service: string, unreleased: number, cells: Cell[], passages: Passage[]): Row {
  const line =
    unreleased === 0
      ? "nothing unreleased"
      : `${unreleased} commit${unreleased === 1 ? "" : "s"} unreleased`;
  return { service, line, known: true, unreleased, cells, passages };
}
