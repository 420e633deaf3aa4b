import type { Backend } from "../backend";
import type { Decision, RequestView, SealView } from "../generated/types";
import { agreedOf, agreementOf, sealAfter } from "./agreement";
import { calendarOf } from "./calendar";
import { decided, entryView, policyOf, REQUESTS, trailOf, trailView } from "./ledger";
import { refusal } from "./refusal";
import { signedAs, stoppedAfter, wordsOf } from "./said";

/** What the mock world lends to its ledger. */
interface World {
  readonly later: <T>(answer: () => T) => Promise<T>;
  readonly tell: (topics: string[]) => void;
}

/** The ledger of the mock world. Keys whose seal says so ask for the passphrase `sesame`. */
export class MockLedger {
  #seal: SealView;
  #requests: readonly RequestView[];
  #unsigned: { readonly id: string; readonly decision: Decision } | null = null;
  #count = 0;
  readonly #world: World;

  constructor(seal: SealView, world: World) {
    this.#seal = seal;
    this.#requests = seal.verdict === "none" ? [] : REQUESTS;
    this.#world = world;
  }

  /** The calls about it. */
  calls() {
    const { later } = this.#world;
    return {
      seal: () => later(() => this.#seal),
      inbox: () => later(() => [...this.#requests]),
      trail: (most) => later(() => trailView(this.#seal, most)),
      entry: (name) => later(() => this.#entry(name)),
      calendar: (from, until) => later(() => calendarOf(from, until, this.#seal.freezes)),
      policy: () => later(() => policyOf(this.#seal)),
      exportLedger: (folder, form) =>
        later(() => [`${folder}/${form === "bundle" ? "ledger/ledger.bundle" : `ledger.${form}`}`]),
      agreement: (hash) => later(() => agreementOf(this.#seal, hash)),
      agree: () =>
        later(() => {
          const done = agreedOf(this.#seal);
          this.#seal = sealAfter(this.#seal);
          this.#world.tell(["ledger"]);
          return done;
        }),
      planFreeze: (environments) =>
        later(() => environments.map((one) => `${one} would have one freeze more.`)),
      prepare: (decision) => later(() => this.#prepare(decision)),
      sign: (id, passphrase) => later(() => this.#sign(id, passphrase)),
    } satisfies Partial<Backend>;
  }

  #entry(name: string) {
    const found = trailOf(this.#seal.entries).find(
      (line) => String(line.number) === name || line.hash.startsWith(name),
    );
    return found ? entryView(found) : fail(`There is no entry ${name} in this workspace.`);
  }

  #prepare(decision: Decision) {
    this.#count += 1;
    const id = `words-${this.#count}`;
    this.#unsigned = { id, decision };
    return { id, words: wordsOf(decision) };
  }

  #sign(id: string, passphrase: string | null) {
    const decision = this.#unsigned?.id === id ? this.#unsigned.decision : null;
    if (decision === null) return fail("These words were replaced by others. Nothing was signed.");
    if (this.#seal.you?.place.startsWith("/") === true && passphrase !== "sesame") {
      const detail =
        passphrase === null
          ? "the key needs its passphrase"
          : "the passphrase does not open the key";
      return fail("Nothing was signed.", "key-locked", detail);
    }
    const signed = signedAs(this.#seal, decision);
    this.#requests = decided(this.#requests, decision, signed.number);
    this.#seal = stoppedAfter(this.#seal, decision);
    this.#world.tell(["ledger"]);
    return signed;
  }
}

function fail(message: string, code = "refused", detail = message): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
  throw refusal(message, { code, detail: [detail], retry: "after_change" });
}
