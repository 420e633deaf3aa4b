import { createContext } from "svelte";
import type { Backend } from "../ipc/backend";
import { failureOf } from "../ipc/failure";
import type { Appearance, AppState, EventMessage, WireError } from "../ipc/generated/types";
import type { Route } from "../routes";
import { Actions } from "./actions.svelte";
import { Look } from "./appearance.svelte";
import { Clock } from "./clock.svelte";
import { hear, SILENCE, type Heard } from "./events";
import { Opening } from "./opening.svelte";
import { type Queries, queriesOver, staleIn } from "./queries";
import type { Query } from "./query.svelte";
import { Router } from "./router.svelte";
import { Signing } from "./signing.svelte";

/** What the views share: reads, actions, the route, the time. */
export class App {
  readonly backend: Backend;
  readonly queries: Queries;
  readonly actions = new Actions();
  readonly router = new Router();
  readonly clock = new Clock();
  readonly look = new Look();
  readonly signing: Signing;
  readonly opening: Opening;
  /** The same as the screen as a command line; each view sets its own. */
  command = $state("lockkeeper board");
  /** What is read out; changes are announced. */
  said = $state("");
  /** What failed outside of a region, until it is put away. */
  failure: WireError | null = $state.raw(null);
  /** Whether the facts are being read anew. */
  refreshing = $state(false);
  #heard: Heard = SILENCE;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing draws it
  readonly #listeners = new Set<(stale: readonly string[] | "all") => void>();

  constructor(backend: Backend) {
    this.backend = backend;
    this.queries = queriesOver(backend);
    this.signing = new Signing(backend, (text) => this.say(text));
    this.opening = new Opening(backend, (text) => this.say(text));
  }

  /** Follows the world until the answer is called, and asks what the first screen shows. */
  follow(): () => void {
    const stops = [
      this.router.follow(),
      this.clock.follow(),
      this.look.follow(),
      this.backend.onEvent((event) => this.take(event)),
      this.backend.onLink((link) => this.router.open(link)),
      this.queries.app.of().watch(),
    ];
    this.#first().forEach((query) => query.want());
    return () => stops.forEach((stop) => stop());
  }

  /** Settles once there is what the first screen shows. */
  async begun(): Promise<void> {
    await Promise.all(this.#first().map((query) => query.settled()));
  }

  // Most starts show the board: it is asked for together with the frame.
  #first(): readonly Pick<Query<unknown>, "want" | "settled">[] {
    const frame = this.queries.app.of();
    return this.router.route.screen === "board" ? [frame, this.queries.board.of()] : [frame];
  }

  /** Takes a change in. */
  take(event: EventMessage): void {
    const { heard, stale } = hear(this.#heard, event);
    this.#heard = heard;
    this.#outdate(stale);
  }

  /** Tells what became stale until the answer is called; the shape `$effect` wants. */
  onStale(tell: (stale: readonly string[] | "all") => void): () => void {
    this.#listeners.add(tell);
    return () => {
      this.#listeners.delete(tell);
    };
  }

  /** Shows a screen. */
  go(route: Route): void {
    this.router.go(route);
  }

  /** Reads something out. */
  say(text: string): void {
    this.said = text;
  }

  /** Does something that may fail; what failed is shown and null is the answer. */
  async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      return await this.opening.around(act);
    } catch (thrown) {
      this.failure = failureOf(thrown);
      this.say(this.failure.message);
      return null;
    }
  }

  /** Keeps how the window looks. An answer that was on its way before says
   * how it looked, so it is asked for again. */
  async wear(wanted: Appearance): Promise<void> {
    const kept = await this.attempt(() => this.backend.setAppearance(wanted));
    if (kept === null) return;
    this.look.appearance = kept;
    const state = this.queries.app.of();
    if (state.value === null) return;
    state.put({ ...state.value, appearance: kept });
    state.outdated();
  }

  /** Reads the facts anew. */
  async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    const state = await this.attempt(() => this.backend.refresh());
    this.refreshing = false;
    if (state !== null) this.entered(state);
  }

  /** A workspace was opened or read anew: everything may have changed. */
  entered(state: AppState): void {
    this.#outdate("all");
    this.queries.app.of().put(state);
  }

  #outdate(stale: readonly string[] | "all"): void {
    staleIn(this.queries, stale);
    for (const tell of this.#listeners) tell(stale);
  }
}

export const [getApp, setApp] = createContext<App>();
