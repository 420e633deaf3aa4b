import type { PlanOutcome, Verdict } from "../ipc/generated/types";
import type { App } from "./app.svelte";
import type { Asked } from "./asked.svelte";

/** Milliseconds between two tries to plan again. */
const PAUSE = 15_000;

/** What a page says, without its ages: equal where nothing changed. */
export interface Meaning {
  /** Who goes where. */
  readonly goes: string;
  /** What is done for it; null while there is no plan. */
  readonly does: string | null;
  /** What stands against it. */
  readonly against: readonly string[];
}

/** How a page keeps its plan fresh. */
export interface Upkeep<T> {
  /** Milliseconds that the facts under a plan may be old before it is made again. */
  readonly limit: number;
  /** The plan that is shown. */
  readonly planOf: (view: T) => PlanOutcome;
  /** What somebody who read the page knows of it. */
  readonly meaning: (view: T) => Meaning;
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
  #before: { readonly question: Q; readonly meaning: Meaning } | null = null;
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
    if (before === null) return;
    if (before.question !== question) this.changed = false;
    else if (hasToBeRead(before.meaning, meaning)) {
      this.changed = true;
      this.#app.say("The plan has changed.");
    }
  }
}

/**
 * Whether somebody who read the one page has to read the other; not where something only stands
 * in the way no more.
 */
export function hasToBeRead(before: Meaning, after: Meaning): boolean {
  const other = before.does !== null && after.does !== null && before.does !== after.does;
  const worse = after.against.some((one) => !before.against.includes(one));
  return before.goes !== after.goes || other || worse;
}

/**
 * What a plan does, or why there is none; without its ages, and without its own name, which the
 * texts of its commits bear.
 */
export function planMeaning(outcome: PlanOutcome): Omit<Meaning, "goes"> {
  if (outcome.outcome === "refused") {
    return { does: null, against: outcome.refusals.map(({ code }) => code) };
  }
  const { id, title, steps, notes, typed } = outcome.plan;
  const does = JSON.stringify([title, steps, notes.map(({ code }) => code), typed]);
  return { does: does.replaceAll(id, ""), against: [] };
}

/** Gates that do not let in, with their answer. */
export const shut = (gates: readonly Verdict[]): readonly string[] =>
  gates
    .filter(({ answer }) => answer.answer !== "pass")
    .map(({ gate, answer }) => `${gate} ${answer.answer}`);
