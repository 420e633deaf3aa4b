import { SvelteMap } from "svelte/reactivity";
import { failureOf } from "../../ipc/failure";
import type { CommitRow, CommitsView, WireError } from "../../ipc/generated/types";
import type { Backend } from "../../ipc/backend";

/** Rows that are fetched together. */
export const PAGE = 200;
/** Pages that are kept; those farthest from what is seen go first. */
const KEPT = 30;
/** Columns that are drawn; lines beyond them are cut off at the edge. */
export const COLUMNS = 14;
/** Pages below a known place that are still near; the core walks through all of history for more. */
export const NEAR = 50;

/** A history of which only what is looked at is here. */
export class History {
  /** How many commits there are; as many as are known until they were counted. */
  count = $state(0);
  /** How many columns are drawn. */
  columns = $state(1);
  leftOut = $state(0);
  /** Whether the first rows are here. */
  ready = $state(false);
  failure: WireError | null = $state.raw(null);
  /** Whether the core walks through all of history, so that any place is near from then on. */
  walking = $state(false);
  readonly #pages = new SvelteMap<number, readonly CommitRow[]>();
  /** Where pages begin, as far as known; places say nothing to the window. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  readonly #places = new Map<number, string | null>([[0, null]]);
  readonly #backend: Pick<Backend, "commits" | "commitCount">;
  readonly #repo: string;
  #wanted: readonly [number, number] = [0, 1];
  #busy = false;
  /** Answers of an earlier time are dropped. */
  #turn = 0;

  constructor(backend: Pick<Backend, "commits" | "commitCount">, repo: string) {
    this.#backend = backend;
    this.#repo = repo;
  }

  /** A row, when it is here. */
  row(at: number): CommitRow | null {
    return this.#pages.get(Math.floor(at / PAGE))?.[at % PAGE] ?? null;
  }

  /** Looks from the beginning; what is seen stays until the answer is there. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.failure = null;
    try {
      const first = await this.#backend.commits(this.#repo, null, 0, PAGE);
      if (turn !== this.#turn) return;
      this.#pages.clear();
      this.#places.clear();
      this.#places.set(0, null);
      this.#put(0, first);
      this.count = first.rows.length;
      this.leftOut = first.left_out;
      this.ready = true;
      if (first.next !== null) await this.#counted(turn);
      void this.#walked(turn);
    } catch (thrown) {
      if (turn === this.#turn) this.failure = failureOf(thrown);
    }
  }

  /** Rows from the first to before the last are looked at. */
  see(first: number, last: number): void {
    this.#wanted = [Math.floor(first / PAGE), Math.floor(Math.max(first, last - 1) / PAGE)];
    void this.#fetch();
  }

  async #counted(turn: number): Promise<void> {
    const count = await this.#backend.commitCount(this.#repo);
    if (turn === this.#turn) this.count = Math.max(count, this.count);
  }

  /** Fetches the end of a long history while nobody waits for it. */
  async #walked(turn: number): Promise<void> {
    const last = Math.floor((this.count - 1) / PAGE);
    if (turn !== this.#turn || last <= NEAR) return;
    this.walking = true;
    try {
      const view = await this.#backend.commits(this.#repo, null, last * PAGE, PAGE);
      if (turn === this.#turn) this.#put(last, view);
    } catch {
      // Whoever goes there asks again, and is told.
    } finally {
      if (turn === this.#turn) {
        this.walking = false;
        void this.#fetch();
      }
    }
  }

  /** One page after the other, always one that is looked at now. */
  async #fetch(): Promise<void> {
    if (this.#busy || !this.ready) return;
    this.#busy = true;
    try {
      for (let page = this.#missing(); page !== null; page = this.#missing()) {
        const turn = this.#turn;
        const [known, place] = this.#near(page);
        // The walk that is under way ends with all places.
        if (known === null && this.walking) break;
        const skip = (page - (known ?? 0)) * PAGE;
        const view = await this.#backend.commits(this.#repo, place, skip, PAGE);
        if (turn === this.#turn) this.#put(page, view);
      }
    } catch (thrown) {
      this.failure = failureOf(thrown);
    } finally {
      this.#busy = false;
    }
  }

  #missing(): number | null {
    const [first, last] = this.#wanted;
    const end = Math.min(last, Math.floor((this.count - 1) / PAGE));
    for (let page = first; page <= end; page += 1) {
      if (!this.#pages.has(page)) return page;
    }
    return null;
  }

  /** The nearest place above a page that is known; of one far below all, the top. */
  #near(page: number): readonly [number | null, string | null] {
    let [known, place]: readonly [number, string | null] = [0, null];
    for (const [at, here] of this.#places) {
      if (at <= page && at > known) [known, place] = [at, here];
    }
    return page - known > NEAR ? [null, null] : [known, place];
  }

  #put(page: number, view: CommitsView): void {
    const next = this.#places.get(page + 1);
    if (next !== undefined && next !== view.next) this.#forget(page);
    this.#pages.set(page, view.rows);
    if (page > 0) this.#places.set(page, view.from);
    if (view.next !== null) this.#places.set(page + 1, view.next);
    const widest = view.rows.reduce(
      (most, row) => Math.max(most, row.column, ...row.below, ...row.past),
      0,
    );
    this.columns = Math.min(COLUMNS, Math.max(this.columns, widest + 1));
    const [first, last] = this.#wanted;
    const far = (one: number): number => Math.max(first - one, one - last);
    const pages = [...this.#pages.keys()].sort((a, b) => far(b) - far(a));
    for (const gone of pages.slice(0, Math.max(0, pages.length - KEPT))) this.#pages.delete(gone);
  }

  /** Pages below one that has changed do not follow it any more. */
  #forget(page: number): void {
    for (const at of [...this.#pages.keys()]) if (at > page) this.#pages.delete(at);
    for (const at of [...this.#places.keys()]) if (at > page) this.#places.delete(at);
  }
}
