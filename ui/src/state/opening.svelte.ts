import type { Backend } from "../ipc/backend";
import { failureOf } from "../ipc/failure";
import type { WireError } from "../ipc/generated/types";

/** Asks for the passphrase of a key where a run needs it, and then does again what stopped for it. */
export class Opening {
  /** Whether the passphrase is asked for now. */
  open = $state(false);
  busy = $state(false);
  /** Why the key did not open. */
  failure: WireError | null = $state.raw(null);
  readonly #backend: Backend;
  readonly #say: (text: string) => void;
  #answer: (opened: boolean) => void = () => undefined;

  constructor(backend: Backend, say: (text: string) => void) {
    this.#backend = backend;
    this.#say = say;
  }

  /** Does something; where a locked key is all that stops it, it is done again once the key is open. */
  async around<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (thrown) {
      if (failureOf(thrown).code !== "key-locked" || !(await this.#ask())) throw thrown;
    }
    return await act();
  }

  /** Tries the passphrase. It goes to the key, is kept for the run that follows, and is wiped. */
  async with(passphrase: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await this.#backend.openKey(passphrase);
      this.#end(true);
    } catch (thrown) {
      this.failure = failureOf(thrown);
      this.#say(this.failure.message);
    } finally {
      this.busy = false;
    }
  }

  /** Nobody types it. */
  leave(): void {
    this.#end(false);
  }

  #ask(): Promise<boolean> {
    this.#end(false);
    this.failure = null;
    this.open = true;
    this.#say("The key asks for its passphrase.");
    return new Promise((answer) => (this.#answer = answer));
  }

  #end(opened: boolean): void {
    const answer = this.#answer;
    this.#answer = () => undefined;
    this.open = false;
    answer(opened);
  }
}
