import type { Answer, CellState, PassageState, RunState, StepState } from "../ipc/generated/types";
import type { IconName } from "./icons";
import type { Tone } from "./tone";

/** How a state is drawn. */
export interface Face {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

/** What lives in an environment. */
export const CELL_FACES: Record<CellState, Face> = {
  live: { tone: "ok", icon: "tick", word: "Live" },
  deploying: { tone: "move", icon: "arrow", word: "Deploying" },
  soaking: { tone: "water", icon: "hourglass", word: "Soaking" },
  waiting: { tone: "wait", icon: "person", word: "Waiting" },
  gate_failed: { tone: "bad", icon: "cross", word: "Gate failed" },
  frozen: { tone: "frozen", icon: "snowflake", word: "Frozen" },
  degraded: { tone: "warn", icon: "warning", word: "Degraded" },
  rolled_back: { tone: "back", icon: "back", word: "Rolled back" },
  drift: { tone: "bad", icon: "broken-seal", word: "No valid record" },
  unknown: { tone: "gone", icon: "cloud-off", word: "Unknown" },
  empty: { tone: "gone", icon: "minus", word: "Empty" },
  absent: { tone: "gone", icon: "minus", word: "Not here" },
};

/** What a gate between two environments says. */
export const PASSAGE_FACES: Record<PassageState, Face> = {
  open: { tone: "ok", icon: "arrow", word: "Open" },
  waiting: { tone: "wait", icon: "hourglass", word: "Waiting" },
  shut: { tone: "bad", icon: "cross", word: "Shut" },
  frozen: { tone: "frozen", icon: "snowflake", word: "Frozen" },
  unknown: { tone: "gone", icon: "cloud-off", word: "Unknown" },
  same: { tone: "gone", icon: "minus", word: "Same" },
  none: { tone: "gone", icon: "minus", word: "No way" },
};

/** What one gate answers. */
export const ANSWER_FACES: Record<Answer["answer"], Face> = {
  pass: { tone: "ok", icon: "tick", word: "Yes" },
  wait: { tone: "wait", icon: "hourglass", word: "Not yet" },
  fail: { tone: "bad", icon: "cross", word: "No" },
  unknown: { tone: "gone", icon: "cloud-off", word: "Unknown" },
};

/** Where a run is. */
export const RUN_FACES: Record<RunState, Face> = {
  running: { tone: "move", icon: "arrow", word: "Running" },
  interrupted: { tone: "wait", icon: "pause", word: "Interrupted" },
  succeeded: { tone: "ok", icon: "tick", word: "Done" },
  failed: { tone: "bad", icon: "cross", word: "Failed" },
  conflict: { tone: "warn", icon: "warning", word: "Conflict" },
  cancelled: { tone: "gone", icon: "stop", word: "Cancelled" },
};

/** Where something that was asked stands; what the core adds later is drawn as unknown. */
export const REQUEST_FACES: Record<string, Face> = {
  waiting: { tone: "wait", icon: "person", word: "Waiting" },
  approved: { tone: "ok", icon: "seal", word: "Approved" },
  running: { tone: "move", icon: "arrow", word: "Running" },
  done: { tone: "ok", icon: "tick", word: "Done" },
  in_force: { tone: "ok", icon: "tick", word: "In force" },
  rejected: { tone: "bad", icon: "cross", word: "Rejected" },
  withdrawn: { tone: "gone", icon: "back", word: "Taken back" },
  superseded: { tone: "gone", icon: "minus", word: "Overtaken" },
  policy: { tone: "gone", icon: "minus", word: "Closed by new rules" },
  expired: { tone: "gone", icon: "clock", word: "Expired" },
};

/** The verdict on the ledger. */
export const SEAL_FACES: Record<string, Face> = {
  none: { tone: "gone", icon: "minus", word: "Not begun" },
  intact: { tone: "ok", icon: "seal", word: "Intact" },
  broken: { tone: "bad", icon: "broken-seal", word: "Broken" },
  forked: { tone: "bad", icon: "broken-seal", word: "Another ledger" },
  rewound: { tone: "bad", icon: "broken-seal", word: "Went back" },
  unread: { tone: "bad", icon: "broken-seal", word: "Unread" },
  newer: { tone: "warn", icon: "warning", word: "Newer than this program" },
  ahead: { tone: "warn", icon: "clock", word: "Ahead of the clock" },
};

/** How something with no known word is drawn. */
export const UNKNOWN_FACE: Face = { tone: "gone", icon: "info", word: "Unknown" };

/** Where a step is. */
export const STEP_FACES: Record<StepState, Face> = {
  pending: { tone: "gone", icon: "dot", word: "Not started" },
  started: { tone: "move", icon: "arrow", word: "Working" },
  waiting: { tone: "water", icon: "hourglass", word: "Waiting" },
  done: { tone: "ok", icon: "tick", word: "Done" },
  already_done: { tone: "ok", icon: "tick", word: "Was done already" },
  skipped: { tone: "gone", icon: "minus", word: "Not needed" },
  failed: { tone: "bad", icon: "cross", word: "Failed" },
  conflict: { tone: "warn", icon: "warning", word: "Conflict" },
};
