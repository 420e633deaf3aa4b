import type { Backend } from "../../ipc/backend";
import { failureOf } from "../../ipc/failure";
import type { AgreedView, AgreementView, StrayView, WireError } from "../../ipc/generated/types";

/** Carries an agreement from the look at a chain to what is still to be said by others. */
export class Agreeing {
  open = $state(false);
  busy = $state(false);
  /** The chain that is looked at, before anything is done. */
  view: AgreementView | null = $state.raw(null);
  /** What was done. */
  done: AgreedView | null = $state.raw(null);
  failure: WireError | null = $state.raw(null);
  readonly #backend: Backend;
  readonly #say: (text: string) => void;

  constructor(backend: Backend, say: (text: string) => void) {
    this.#backend = backend;
    this.#say = say;
  }

  /** Looks at the chain with this hash, or at the one that the remote shows. */
  async look(hash: string | null): Promise<void> {
    this.open = true;
    this.view = null;
    this.done = null;
    await this.#try(async () => {
      this.view = await this.#backend.agreement(hash);
    });
  }

  /** Settles on the chain that is shown. */
  async agree(passphrase: string | null): Promise<void> {
    const { view } = this;
    if (view === null || this.busy) return;
    await this.#try(async () => {
      this.done = await this.#backend.agree(view.head, passphrase);
      this.view = null;
      this.#say(`Agreed, up to entry ${this.done.number}.`);
    });
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await act();
    } catch (thrown) {
      this.failure = failureOf(thrown);
      this.#say(this.failure.message);
    } finally {
      this.busy = false;
    }
  }
}

/** Entries of the other chain that have the same fate. */
export interface Fate {
  readonly name: string;
  readonly strays: readonly StrayView[];
}

const apart = (strays: readonly StrayView[], here: boolean): readonly StrayView[] =>
  strays.filter((stray) => stray.here === here);

/** What becomes of each entry that the agreed chain lacks; no fate without entries. */
export function fatesOf(view: AgreementView | AgreedView): readonly Fate[] {
  const all: readonly Fate[] =
    "head" in view
      ? [
          { name: "Linked again, as they were signed", strays: apart(view.again, true) },
          { name: "An admin has to link it again", strays: apart(view.again, false) },
          { name: "You sign anew", strays: apart(view.anew, true) },
          { name: "Its author has to sign it anew", strays: apart(view.anew, false) },
          { name: "Not taken over", strays: view.left },
        ]
      : [
          { name: "Linked again", strays: view.linked },
          { name: "Signed anew", strays: view.signed },
          { name: "Nobody starts before these are signed anew", strays: view.waits },
          { name: "Not taken over", strays: view.left },
        ];
  return all.filter(({ strays }) => strays.length > 0);
}
