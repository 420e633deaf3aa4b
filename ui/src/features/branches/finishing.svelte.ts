import type { FinishOptions, ReleaseDraft } from "../../ipc/generated/types";
import type { App } from "../../state/app.svelte";
import type { Starting } from "../../state/starting.svelte";
import { NoteDrafts } from "../../state/drafts.svelte";

/** The end of a branch before it is confirmed, with the release it makes. */
export class Finishing {
  /** What the release will say; null for a branch that makes none. */
  release: ReleaseDraft | null = $state.raw(null);
  /** Its notes as they are edited; null where they are nobody's. */
  drafts: NoteDrafts | null = $state.raw(null);
  readonly #app: App;
  readonly #starting: Starting;

  constructor(app: App, starting: Starting) {
    this.#app = app;
    this.#starting = starting;
  }

  /** Something else is planned. */
  none(): void {
    this.release = null;
    this.drafts = null;
  }

  /** Plans the end of a branch; again whenever its notes were edited. */
  ask(repo: string, branch: string, options: FinishOptions): void {
    this.none();
    const plan = (): void =>
      void this.#starting.plan(async () => {
        const view = await this.#app.backend.finishView(repo, branch, options);
        this.release = view.release;
        const service = view.release?.service ?? null;
        if (service !== null) this.drafts ??= new NoteDrafts(this.#app, service, plan);
        return view.outcome;
      });
    plan();
  }
}
