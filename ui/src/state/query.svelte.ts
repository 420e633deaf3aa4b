import { untrack } from "svelte";
import { failureOf } from "../ipc/failure";
import { type Loaded, refetching, refused, valueOf } from "./loaded";

/** What comes after a part of something, with the part itself; null where that is all of it. */
export type Following<T> = (part: T) => Promise<T> | null;

/** How it is fetched again once the answer that is on its way is there. */
type Again = "seen" | "quietly";

/** Something fetched by its key and kept until a topic makes it stale. */
export class Query<T> {
  loaded: Loaded<T> = $state.raw({ status: "loading" });
  readonly #fetch: () => Promise<T>;
  readonly #following: Following<T>;
  #watchers = 0;
  #wanted = true;
  #turn = 0;
  #underway = false;
  #again: Again | null = null;

  constructor(fetch: () => Promise<T>, following: Following<T> = () => null) {
    this.#fetch = fetch;
    this.#following = following;
  }

  /** The value, if there is one. */
  get value(): T | null {
    return valueOf(this.loaded);
  }

  /** Settles with the first answer, or with what came instead of it. */
  settled(): Promise<void> {
    return new Promise((settle) => {
      const stop = $effect.root(() => {
        $effect(() => {
          if (this.loaded.status === "loading") return;
          settle();
          stop();
        });
      });
    });
  }

  /** Keeps it fresh until the answer is called; the shape `$effect` wants. */
  watch(): () => void {
    this.#watchers += 1;
    // What it fetches is no reason to begin anew.
    untrack(() => this.want());
    return () => {
      this.#watchers -= 1;
    };
  }

  /** Fetches it if nobody did, or if it became stale since. */
  want(): void {
    if (this.#wanted) void this.refetch();
  }

  /** Fetches again, now; answers of earlier fetches are dropped. */
  async refetch(): Promise<void> {
    this.loaded = refetching(this.loaded);
    await this.renew();
  }

  /** Fetches again and leaves what is seen as it is until the answer is there. */
  async renew(): Promise<void> {
    const turn = ++this.#turn;
    this.#wanted = false;
    this.#underway = true;
    this.#again = null;
    try {
      let value = await this.#fetch();
      let next = this.#following(value);
      // A first part is better than nothing, and worse than all of it from before.
      if (next !== null && this.value === null) this.#show(value, turn);
      while (next !== null && turn === this.#turn) {
        value = await next;
        next = this.#following(value);
      }
      this.#show(value, turn);
    } catch (thrown) {
      if (turn === this.#turn) {
        this.loaded = refused(this.loaded, failureOf(thrown));
        this.#wanted = true;
      }
    }
    if (turn === this.#turn) this.#ended();
  }

  #show(value: T, turn: number): void {
    if (turn !== this.#turn) return;
    const ready = { status: "ready", value, at: Date.now() } as const;
    this.loaded = this.#again === "seen" ? refetching(ready) : ready;
  }

  #ended(): void {
    const again = this.#again;
    this.#underway = false;
    if (again !== null) this.#changed(again);
  }

  // An answer that is on its way is waited for: changes that come faster than the answers
  // would else be asked about forever, and nothing of them shown.
  #changed(how: Again): void {
    if (this.#underway) this.#again = this.#again === "seen" ? "seen" : how;
    else if (this.#watchers === 0) this.#wanted = true;
    else void (how === "seen" ? this.refetch() : this.renew());
  }

  /** Puts a value there that an action answered with. */
  put(value: T): void {
    this.#turn += 1;
    this.#wanted = false;
    this.#underway = false;
    this.loaded = { status: "ready", value, at: Date.now() };
  }

  /** The same as `stale`, and what is seen stays as it is until the answer is there. */
  outdated(): void {
    this.#changed("quietly");
  }

  /** Fetches again if anybody looks, else when somebody does. */
  stale(): void {
    if (this.#underway) this.loaded = refetching(this.loaded);
    this.#changed("seen");
  }
}

/** Queries of one kind, by their arguments. */
export class Family<A extends readonly unknown[], T> {
  readonly #fetch: (...args: A) => Promise<T>;
  readonly #following: Following<T> | undefined;
  readonly #topics: readonly string[];
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- only the queries in it are reactive
  readonly #members = new Map<string, Query<T>>();

  constructor(
    topics: readonly string[],
    fetch: (...args: A) => Promise<T>,
    following?: Following<T>,
  ) {
    this.#topics = topics;
    this.#fetch = fetch;
    this.#following = following;
  }

  /** The query with those arguments. */
  of(...args: A): Query<T> {
    const key = JSON.stringify(args);
    const known = this.#members.get(key);
    if (known !== undefined) return known;
    const made = new Query(() => this.#fetch(...args), this.#following);
    this.#members.set(key, made);
    return made;
  }

  /** Makes its members stale when one of its topics is named. */
  stale(topics: readonly string[] | "all"): void {
    if (topics === "all" || this.#topics.some((topic) => topics.includes(topic))) {
      for (const member of this.#members.values()) member.stale();
    }
  }
}
