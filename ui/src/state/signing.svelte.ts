import type { Backend } from "../ipc/backend";
import { failureOf } from "../ipc/failure";
import type { Decision, FreezeView, Signed, Unsigned, WireError } from "../ipc/generated/types";
import type { Plan, Stop } from "../kit/later";

/** Carries a decision from its button over the words that are signed to the ledger. */
export class Signing {
  /** Whether the words are shown now. */
  open = $state(false);
  busy = $state(false);
  /** The words, and who signs them; null while they are being put together. */
  unsigned: Unsigned | null = $state.raw(null);
  /** What the button says. */
  act = $state("Sign");
  /** Whether the key asked for its passphrase. */
  locked = $state(false);
  /** What did not go with what was signed and hinders nothing. */
  warnings: readonly string[] = $state.raw([]);
  /** Why it was not signed. */
  failure: WireError | null = $state.raw(null);
  readonly #backend: Backend;
  readonly #say: (text: string) => void;
  #turn = 0;
  #done: (signed: Signed) => void = () => undefined;

  constructor(backend: Backend, say: (text: string) => void) {
    this.#backend = backend;
    this.#say = say;
  }

  /** Puts a decision into words and shows them; `done` hears what was signed. */
  async ask(
    decision: Decision,
    act: string,
    done: (signed: Signed) => void = () => undefined,
  ): Promise<void> {
    const turn = ++this.#turn;
    this.#done = done;
    this.act = act;
    this.unsigned = null;
    this.failure = null;
    this.warnings = [];
    this.locked = false;
    this.busy = true;
    this.open = true;
    try {
      const unsigned = await this.#backend.prepare(decision);
      if (turn === this.#turn) this.unsigned = unsigned;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = failureOf(thrown);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Asks to stop a line. */
  stop(stop: Stop): void {
    void this.ask({ decision: "freeze", ...stop }, "Sign and stop the line");
  }

  /** Writes a freeze that begins later into the workspace file, and asks to propose the rules. */
  async plan({ environments, from, until, zone }: Plan): Promise<void> {
    await this.#backend.planFreeze(environments, from, until, zone);
    await this.ask({ decision: "policy" }, "Sign and propose the rules");
  }

  /** Asks to let a stopped line go on. */
  thaw(freeze: FreezeView | null, reason: string): void {
    if (freeze === null) return;
    void this.ask({ decision: "thaw", freeze: freeze.hash, reason }, "Sign and let it go on");
  }

  /** Signs the words that are shown. The passphrase goes to the key and is kept nowhere. */
  async sign(passphrase: string | null): Promise<void> {
    if (this.busy || this.unsigned === null) return;
    this.busy = true;
    this.failure = null;
    try {
      const signed = await this.#backend.sign(this.unsigned.id, passphrase);
      this.open = signed.warnings.length > 0;
      this.warnings = signed.warnings;
      this.unsigned = null;
      this.#say([`Signed as entry ${signed.number}.`, ...signed.effects].join(" "));
      this.#done(signed);
    } catch (thrown) {
      const failure = failureOf(thrown);
      const first = failure.code === "key-locked" && !this.locked;
      this.locked ||= failure.code === "key-locked";
      // That a key has a passphrase is no failure; that another one was typed is.
      this.failure = first && passphrase === null ? null : failure;
      this.#say(first ? "The key asks for its passphrase." : failure.message);
    } finally {
      this.busy = false;
    }
  }
}
