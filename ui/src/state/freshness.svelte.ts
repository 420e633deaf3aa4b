import type { PlanOutcome } from "../ipc/generated/types";
import type { App } from "./app.svelte";
import type { Asked } from "./asked.svelte";

/** Milliseconds between two tries to plan again. */
const PAUSE = 15_000;

/** How a page keeps its plan fresh. */
export interface Upkeep<T> {
  /** Milliseconds that the facts under a plan may be old before it is made again. */
  readonly limit: number;
  /** The plan that is shown. */
  readonly planOf: (view: T) => PlanOutcome;
  /** What the page says, without its ages: equal where nothing changed. */
  readonly meaning: (view: T) => string;
  /** Whether it has to wait, as while a question about the plan is open. */
  readonly held: () => boolean;
}

/** Plans again, quietly, while a page stays open; says so where the plan is another one then. */
export class Freshness<Q, T> {
  /** Whether the plan became another one while nobody asked for that. */
  changed = $state(false);
  readonly #app: App;
  readonly #asked: Asked<Q, T>;
  readonly #upkeep: Upkeep<T>;
  #before: { readonly question: Q; readonly meaning: string } | null = null;
  #tried = 0;

  constructor(app: App, asked: Asked<Q, T>, upkeep: Upkeep<T>) {
    this.#app = app;
    this.#asked = asked;
    this.#upkeep = upkeep;
  }

  /** Looks at what is there; called whenever that or the time changes. */
  look(now: number): void {
    const { loaded } = this.#asked.query;
    if (loaded.status !== "ready") return;
    this.#compare(loaded.value);
    const outcome = this.#upkeep.planOf(loaded.value);
    const facts = outcome.outcome === "planned" ? Date.parse(outcome.plan.facts_at) : loaded.at;
    const due = now - facts > this.#upkeep.limit && now - this.#tried > PAUSE;
    if (!due || this.#upkeep.held() || !document.hasFocus()) return;
    this.#tried = now;
    void this.#asked.query.renew();
  }

  #compare(view: T): void {
    const { question } = this.#asked;
    const meaning = this.#upkeep.meaning(view);
    const before = this.#before;
    this.#before = { question, meaning };
    if (before === null || before.meaning === meaning) return;
    this.changed = before.question === question;
    if (this.changed) this.#app.say("The plan has changed.");
  }
}

/** What a plan does, or why there is none; without its identifier and its ages. */
export function planMeaning(outcome: PlanOutcome): string {
  if (outcome.outcome === "refused") {
    return JSON.stringify(outcome.refusals.map(({ code }) => code));
  }
  const { title, steps, notes, typed } = outcome.plan;
  return JSON.stringify([title, steps, notes.map(({ code }) => code), typed]);
}
