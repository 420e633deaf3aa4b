import type { FinishOptions, FinishView } from "../../ipc/generated/types";
import { NoteDrafts } from "../../state/drafts.svelte";
import type { App } from "../../state/app.svelte";
import type { Starting } from "../../state/starting.svelte";

/** The end of a branch before it is confirmed: how it goes, and the release it makes. */
export class Finishing {
  /** What it comes to; null while something else is planned. */
  view: FinishView | null = $state.raw(null);
  /** The notes of its release as they are edited; null where they are nobody's. */
  drafts: NoteDrafts | null = $state.raw(null);
  /** How it is to go, as it was chosen last. */
  options: FinishOptions | null = $state.raw(null);
  readonly #app: App;
  readonly #starting: Starting;
  #place: readonly [repo: string, branch: string] = ["", ""];

  constructor(app: App, starting: Starting) {
    this.#app = app;
    this.#starting = starting;
  }

  /** Something else is planned. */
  none(): void {
    this.view = null;
    this.drafts = null;
    this.options = null;
  }

  /** Plans the end of a branch. */
  ask(repo: string, branch: string, options: FinishOptions): void {
    this.none();
    this.#place = [repo, branch];
    this.options = options;
    void this.#plan();
  }

  /** Plans it another way. */
  change(change: Partial<FinishOptions>): void {
    if (this.options === null) return;
    this.options = { ...this.options, ...change };
    void this.#plan();
  }

  /** Plans what is asked for; again where that changed on the way. */
  async #plan(): Promise<void> {
    const options = this.options;
    await this.#starting.plan(async () => {
      const view = await this.#app.backend.finishView(...this.#place, options ?? AS_THE_MODEL);
      this.view = view;
      const service = view.release?.service ?? null;
      if (service !== null) {
        this.drafts ??= new NoteDrafts(this.#app, service, () => void this.#plan());
      }
      return view.outcome;
    });
    if (this.options !== options && !this.#starting.busy) await this.#plan();
  }
}

/** What a finish does when nobody says more. */
export const AS_THE_MODEL: FinishOptions = {
  local: false,
  keep: false,
  up: null,
  no_tag: false,
  tag: null,
  message: null,
  no_back_merge: false,
  no_releases: false,
};
