import { failureOf } from "../ipc/failure";
import type { PlanOutcome, PlanText, WireError } from "../ipc/generated/types";
import type { App } from "./app.svelte";

/** Carries a plan from its button over a question, where one is due, to its run. */
export class Starting {
  /** Whether the question is asked now. */
  open = $state(false);
  busy = $state(false);
  /** What is asked about. */
  outcome: PlanOutcome | null = $state.raw(null);
  /** Why it could not be started. */
  failure: WireError | null = $state.raw(null);
  readonly #app: App;
  #again: () => void;

  /** `again` makes the plan of a page anew; a plan made by `plan` knows its way. */
  constructor(app: App, again: () => void = () => undefined) {
    this.#app = app;
    this.#again = again;
  }

  /** Plans anew after the world has changed. */
  planAgain(): void {
    this.open = false;
    this.failure = null;
    this.#again();
  }

  /** Starts at once, or asks first where something has to be typed. */
  begin(plan: PlanText): void {
    if (plan.typed !== null) this.ask({ outcome: "planned", plan });
    else void this.#start(plan, null);
  }

  /** Asks before it starts. */
  ask(outcome: PlanOutcome): void {
    this.outcome = outcome;
    this.failure = null;
    this.open = true;
  }

  /** Makes a plan and asks about it. */
  async plan(make: () => Promise<PlanOutcome>): Promise<void> {
    if (this.busy) return;
    this.#again = () => void this.plan(make);
    this.busy = true;
    const outcome = await this.#app.attempt(make);
    this.busy = false;
    if (outcome !== null) this.ask(outcome);
  }

  /** The question was answered with yes. */
  confirm(typed: string | null): void {
    if (this.outcome?.outcome === "planned") void this.#start(this.outcome.plan, typed);
  }

  async #start(plan: PlanText, typed: string | null): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const start = () => this.#app.backend.startRun(plan.id, typed);
      const run = await this.#app.opening.around(start);
      this.#app.queries.run.of(run.id).put(run);
      this.open = false;
      this.#app.go({ screen: "run", id: run.id });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (this.open || failure.retry === "replan") this.failure = failure;
      else this.#app.failure = failure;
      this.#app.say(failure.message);
    } finally {
      this.busy = false;
    }
  }
}
