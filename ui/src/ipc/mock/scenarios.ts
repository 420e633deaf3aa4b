import type {
  AppState,
  Board,
  PromotionView,
  RunStepView,
  RunView,
  SealView,
  StepState,
} from "../generated/types";
import { FORKED } from "./agreement";
import { BARE, DEMO, LARGE, STATES, WIDE } from "./boards";
import { before, NOW } from "./cells";
import { LEVELS, onBranches } from "./levels";
import { DANA, FORGED, FREEZE, INTACT, UNBEGUN } from "./ledger";

/** A state of the mock world to begin with. */
export interface Scenario {
  readonly board: Board;
  readonly app: AppState;
  readonly seal: SealView;
  /** Milliseconds that every call takes. */
  readonly delay: number;
  /** What is otherwise where the places are others. */
  readonly dress?: (view: PromotionView) => PromotionView;
  /** Every read of the board fails. */
  readonly broken: boolean;
}

const APP: AppState = {
  version: "0.1.0",
  workspace: "Harbour",
  workspace_path: "/home/dana/harbour",
  recent: ["/home/dana/harbour", "/home/dana/fleet"],
  actor: "Dana Ito",
  key: "…a1b2",
  refreshed_at: before(0.2),
  online: true,
  open_runs: [],
  appearance: { theme: "system", zoom: 100 },
  problem: null,
};

const BASE: Scenario = { board: DEMO, app: APP, seal: INTACT, delay: 30, broken: false };

const UNDERWAY: RunView = {
  id: "run-7",
  kind: "promote",
  subject: { service: "worker", environment: "production", version: "0.14.3", from: "0.14.2" },
  title: "worker 0.14.3 → production",
  state: "running",
  line: "step 3 of 4 · waiting until the remote has it · this desktop is watching",
  started_at: NOW,
  ended_at: null,
  by: "Dana Ito",
  steps: [
    step(0, "Write 0.14.3 into the environment repository", "done", 84),
    step(1, "Push it", "done", 412),
    step(2, "Wait until the remote has it", "waiting", null),
    step(3, "Record it in the journal", "pending", null),
  ],
  can_cancel: true,
  can_continue: false,
  can_undo: false,
  can_replan: false,
  set: null,
  after: null,
};

function step(
  number: number,
  title: string,
  state: StepState,
  elapsed_ms: number | null,
): RunStepView {
  const line = state === "done" ? "Done." : "";
  return { number, title, command: null, state, line, started_at: NOW, elapsed_ms };
}

/** Every scenario by its name. */
export const SCENARIOS = {
  demo: BASE,
  states: { ...BASE, board: STATES, app: { ...APP, open_runs: [UNDERWAY] } },
  first: {
    ...BASE,
    app: { ...APP, workspace: null, workspace_path: null, recent: [], refreshed_at: null },
  },
  bare: { ...BASE, board: BARE, seal: UNBEGUN },
  forged: { ...BASE, seal: FORGED },
  forked: { ...BASE, seal: FORKED },
  stopped: { ...BASE, seal: { ...INTACT, freezes: [FREEZE] } },
  locked: {
    ...BASE,
    seal: { ...INTACT, you: { ...DANA, place: "/home/dana/.ssh/id_ed25519" } },
  },
  long: { ...BASE, seal: { ...INTACT, entries: 12_000 } },
  levels: { ...BASE, board: LEVELS, seal: UNBEGUN, dress: onBranches },
  large: { ...BASE, board: LARGE },
  wide: { ...BASE, board: WIDE },
  offline: { ...BASE, app: { ...APP, online: false, refreshed_at: before(95) } },
  broken: { ...BASE, broken: true },
  slow: { ...BASE, delay: 60_000 },
} satisfies Record<string, Scenario>;

/** The scenario with that name, or the demo. */
export function scenarioNamed(name: string): Scenario {
  const found = Object.entries(SCENARIOS).find(([key]) => key === name);
  return found?.[1] ?? SCENARIOS.demo;
}
