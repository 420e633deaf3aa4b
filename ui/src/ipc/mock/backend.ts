import type { Backend } from "../backend";
import type {
  EventMessage,
  NoteEntry,
  PlanOutcome,
  PromoteIntent,
  PromotionView,
  Row,
  RunView,
} from "../generated/types";
import { partOf } from "./boards";
import { MockLedger } from "./book";
import { branchesView } from "./branches";
import { CALLS, proposalOf, settingsOf } from "./desk";
import { finishView, flowPlan } from "./flows";
import { COMMITS, commitsView, commitView, protectionView } from "./history";
import { MockKeys } from "./keys";
import { entryView, trailOf } from "./ledger";
import { cutView, planned, promotionView, refused } from "./plans";
import { guard, refusal } from "./refusal";
import { RELEASES, releaseView } from "./releases";
import { advanced, begun, cancelled } from "./runs";
import { SCENARIOS, type Scenario } from "./scenarios";
import { serviceView } from "./services";
import { setView } from "./sets";

/** Milliseconds between two steps of a run. */
const PACE = 700;

/** A world in memory that behaves as the core does. */
export function mockBackend(scenario: Scenario): Backend {
  return new MockWorld(scenario).backend();
}

class MockWorld {
  #scenario: Scenario;
  #runs: RunView[] = [];
  #plans = new Map<string, PlanOutcome>();
  #notes = new Map<string, NoteEntry[]>();
  #seq = 0;
  #listeners = new Set<(event: EventMessage) => void>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#runs = [...scenario.app.open_runs];
  }

  /** The calls of the core. */
  backend(): Backend {
    const ledger = new MockLedger(this.#scenario.seal, {
      later: (answer) => this.#later(answer),
      tell: (topics) => this.#tell(topics),
    });
    const keys = new MockKeys(this.#scenario.seal, (answer) => this.#later(answer));
    return { ...this.#reads(), ...this.#acts(), ...ledger.calls(), ...keys.calls() };
  }

  #reads() {
    return {
      // The frame is always there, so that a slow scenario shows how regions wait.
      appState: () => Promise.resolve(this.#app()),
      board: (from: number, most: number | null) =>
        this.#later(() => {
          if (this.#scenario.broken)
            this.#fail("The board could not be drawn. Nothing was changed.");
          return partOf(this.#scenario.board, from, most);
        }),
      service: (name: string) =>
        this.#later(() => {
          guard(name);
          return (
            serviceView(this.#scenario.board, name) ?? this.#fail(`There is no service ${name}.`)
          );
        }),
      branches: (repo: string | null) =>
        this.#later(() => ({
          ...branchesView(repo),
          run: this.#runs.find((run) => "branch" in run.subject && run.ended_at === null) ?? null,
        })),
      protection: (repo: string) => this.#later(() => protectionView(repo)),
      commits: (_repo: string, from: string | null, skip: number, most: number) =>
        this.#later(() => commitsView(from, skip, most)),
      commitCount: () => this.#later(() => COMMITS),
      commit: (_repo: string, oid: string) => this.#later(() => commitView(oid)),
      releases: () =>
        this.#later(() => ({
          releases: [...RELEASES],
          services: ["api", "web", "worker"],
          unknown: [],
        })),
      release: (service: string, tag: string) =>
        this.#later(() => {
          const found = RELEASES.find((line) => line.service === service && line.tag === tag);
          return found ? releaseView(found) : this.#fail(`There is no tag ${tag}.`);
        }),
      compare: (_service: string, from: string, to: string) =>
        this.#later(() => ({
          from,
          to,
          notes: "### Fixed\n\n- Totals no longer round twice (`90ab11c`)\n",
          commits: ["90ab11c fix: totals no longer round twice"],
          lost: [],
        })),
      runs: () => this.#later(() => this.#runs),
      run: (id: string) => this.#later(() => this.#run(id)),
      settings: () => this.#later(() => settingsOf(this.#scenario.app)),
      calls: () => this.#later(() => [...CALLS]),
      explain: (service: string, version: string, environment: string) =>
        this.#later(() => {
          const passage = this.#row(service).passages.find((one) => one.to === environment);
          return passage?.candidate === version ? passage.verdicts : [];
        }),
    } satisfies Partial<Backend>;
  }

  #acts() {
    return {
      openDemo: () => this.#open(SCENARIOS.demo),
      openWorkspace: (place: string) => {
        guard(place);
        return this.#open(SCENARIOS.demo);
      },
      firstSight: (place: string) =>
        this.#later(() => {
          guard(place);
          const [genesis] = trailOf(1);
          return place.endsWith("/joined") && genesis ? entryView(genesis) : null;
        }),
      proposeWorkspace: (place: string) =>
        this.#later(() => {
          guard(place);
          return proposalOf(place);
        }),
      createWorkspace: () => this.#open(SCENARIOS.demo),
      refresh: () => this.#later(() => this.#app({ refreshed_at: new Date().toISOString() })),
      keepNotes: (service, entries) =>
        this.#later(() => {
          this.#notes.set(service, entries);
          return null;
        }),
      cutView: (intent) =>
        this.#later(() => {
          guard(intent.service);
          const view = cutView(intent, ["api", "web", "worker"], this.#notes.get(intent.service));
          this.#keep(view.outcome);
          return view;
        }),
      promotion: (intent) => this.#later(() => this.#promotion(intent)),
      umbrella: (intent) =>
        this.#later(() => {
          const view = setView(intent, (service) => this.#row(service));
          this.#keep(view.how);
          return view;
        }),
      rollback: (intent) =>
        this.#later(() => this.#rollback(intent.service, intent.within, intent.to)),
      planWithdraw: (service, tag) => this.#later(() => this.#away("withdraw", service, tag)),
      planYank: (service, tag) => this.#later(() => this.#away("yank", service, tag)),
      planFlow: (intent) =>
        this.#later(() => {
          const outcome = flowPlan(intent);
          this.#keep(outcome);
          return outcome;
        }),
      finishView: (repo, branch, options) =>
        this.#later(() => {
          const view = finishView(repo, branch, options, this.#notes.get("api"));
          this.#keep(view.outcome);
          return view;
        }),
      abortFlow: (id) => this.#later(() => this.#change(cancelled(this.#run(id)))),
      planUndo: (id) => this.#later(() => this.#undo(this.#run(id))),
      startRun: (plan, typed) => this.#later(() => this.#start(plan, typed)),
      cancelRun: (id) => this.#later(() => this.#change(cancelled(this.#run(id)))),
      continueRun: (id) =>
        this.#later(() => this.#drive(this.#change({ ...this.#run(id), state: "running" }))),
      setAppearance: (appearance) =>
        this.#later(() => {
          this.#app({ appearance });
          this.#tell(["workspace"]);
          return appearance;
        }),
      setNotices: (notices) => this.#later(() => notices),
      onEvent: (tell) => {
        this.#listeners.add(tell);
        return () => this.#listeners.delete(tell);
      },
      onLink: () => () => undefined,
      chooseFolder: () => Promise.resolve("/home/dana/code/shop"),
      openAddress: () => Promise.resolve(),
      zoomTo: (percent) => {
        document.documentElement.style.setProperty("zoom", percent === 100 ? "" : `${percent}%`);
        return Promise.resolve();
      },
    } satisfies Partial<Backend>;
  }

  async #later<T>(answer: () => T): Promise<T> {
    await new Promise((resolve) => setTimeout(resolve, this.#scenario.delay));
    return answer();
  }

  #fail(message: string): never {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
    throw refusal(message);
  }

  #app(change: Partial<Scenario["app"]> = {}) {
    const open_runs = this.#runs.filter(
      (run) => run.state === "running" || run.state === "interrupted",
    );
    const app = { ...this.#scenario.app, ...change, open_runs };
    this.#scenario = { ...this.#scenario, app };
    return app;
  }

  #open(scenario: Scenario) {
    return this.#later(() => {
      this.#scenario = scenario;
      return this.#app();
    });
  }

  #row(service: string): Row {
    guard(service);
    const rows = this.#scenario.board.groups.flatMap((group) => group.rows);
    return (
      rows.find((row) => row.service === service) ?? this.#fail(`There is no service ${service}.`)
    );
  }

  #promotion({ service, to, version, ticked }: PromoteIntent): PromotionView {
    const row = this.#row(service);
    const passage = row.passages.find((one) => one.to === to);
    const from = row.cells.find((one) => one.environment === to)?.version ?? null;
    const about = { service, environment: to, from, to: version ?? passage?.candidate ?? "0.0.0" };
    return this.#dressed(promotionView(about, passage?.verdicts ?? [], false, ticked));
  }

  #rollback(service: string, within: string, to: string | null): PromotionView {
    const cell = this.#row(service).cells.find((one) => one.environment === within);
    const about = {
      service,
      environment: within,
      from: cell?.version ?? null,
      to: to ?? cell?.back_to ?? "0.0.0",
    };
    return this.#dressed(promotionView(about, [], true));
  }

  #dressed(made: PromotionView): PromotionView {
    const view = this.#scenario.dress?.(made) ?? made;
    this.#keep(view.how);
    return view;
  }

  #away(kind: "withdraw" | "yank" | "undo", service: string, tag: string): PlanOutcome {
    if (tag.includes("1.8.1")) {
      return refused({ code: "yanked", text: `${tag} is yanked already.`, hint: null, lines: [] });
    }
    const about = { service, environment: null, version: tag.replace(/^.*v/, ""), from: null };
    const outcome = planned(kind, about, `${kind === "yank" ? "Yank" : "Take back"} ${tag}`, [
      [`Delete ${tag} on the remote`, `git push origin :refs/tags/${tag}`],
      [`Delete ${tag} here`, `git tag -d ${tag}`],
      ["Record it in the journal", null],
    ]);
    this.#keep(outcome);
    return outcome;
  }

  #undo({ subject }: RunView): PlanOutcome {
    return "branch" in subject
      ? flowPlan({ repo: subject.repo, act: { act: "publish", branch: subject.branch } })
      : "members" in subject
        ? this.#fail("A set is not undone.")
        : this.#away("undo", subject.service, subject.version);
  }

  #keep(outcome: PlanOutcome): void {
    if (outcome.outcome === "planned") this.#plans.set(outcome.plan.id, outcome);
  }

  #start(id: string, typed: string | null): RunView {
    const outcome = this.#plans.get(id);
    if (outcome?.outcome !== "planned")
      return this.#fail("There is no such plan. Nothing was done.");
    if (outcome.plan.typed !== null && outcome.plan.typed !== typed) {
      return this.#fail("The version was not typed. Nothing was done.");
    }
    const run = begun(`run-${this.#runs.length + 1}`, outcome.plan, this.#scenario.app.actor ?? "");
    this.#runs = [run, ...this.#runs];
    this.#tell(["runs"], run.id);
    return this.#drive(run);
  }

  #drive(run: RunView): RunView {
    setTimeout(() => {
      const next = advanced(this.#run(run.id));
      this.#change(next);
      if (next.state === "running") this.#drive(next);
    }, PACE);
    return run;
  }

  #run(id: string): RunView {
    return this.#runs.find((run) => run.id === id) ?? this.#fail(`There is no run ${id}.`);
  }

  #change(run: RunView): RunView {
    this.#runs = this.#runs.map((one) => (one.id === run.id ? run : one));
    this.#tell(run.state === "succeeded" ? ["runs", "board", "releases"] : ["runs"], run.id);
    return run;
  }

  #tell(topics: string[], run: string | null = null): void {
    this.#seq += 1;
    for (const tell of this.#listeners) tell({ seq: this.#seq, topics, run });
  }
}
