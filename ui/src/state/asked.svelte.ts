import type { App } from "./app.svelte";
import { Query } from "./query.svelte";

/** A read whose question the user changes; what was seen stays until the new answer is there. */
export class Asked<Q, T> {
  question: Q;
  readonly query: Query<T>;

  constructor(question: Q, fetch: (question: Q) => Promise<T>) {
    this.question = $state.raw(question);
    this.query = new Query(() => fetch(this.question));
  }

  /** The answer to the question as it stands; null while it is on its way or did not come. */
  get settled(): T | null {
    const { loaded } = this.query;
    return loaded.status === "ready" ? loaded.value : null;
  }

  /** Asks anew, with changes. */
  ask(change: Partial<Q>): void {
    this.question = { ...this.question, ...change };
    void this.query.refetch();
  }

  /**
   * Asks again whenever a topic becomes stale, until the answer is called; after the quiet
   * ones without taking away what can be done with the answer that is there.
   */
  follow(app: App, topics: readonly string[], quiet: readonly string[] = []): () => void {
    return app.onStale((stale) => {
      const names = (some: readonly string[]): boolean =>
        stale !== "all" && some.some((topic) => stale.includes(topic));
      if (stale === "all" || names(topics)) this.query.stale();
      else if (names(quiet)) this.query.outdated();
    });
  }
}
