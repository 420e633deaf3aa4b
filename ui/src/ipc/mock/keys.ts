import type { Backend } from "../backend";
import type { KeyHere, KeysView, SealView } from "../generated/types";
import { refusal } from "./refusal";

/** The keys of the mock desk: what the seal says of the person, and what is made. */
export class MockKeys {
  #keys: KeyHere[];
  #chosen: string | null = null;
  readonly #later: <T>(answer: () => T) => Promise<T>;

  constructor(seal: SealView, later: <T>(answer: () => T) => Promise<T>) {
    this.#later = later;
    const you = seal.you;
    this.#keys =
      you === null
        ? []
        : [
            keyOf(you.key, you.place, you.handle),
            keyOf("SHA256:tokenOfTheSamePerson0123456789abcdefg", "ssh-agent", you.handle, "touch"),
          ];
  }

  /** The calls about them. */
  calls() {
    const later = this.#later;
    return {
      keys: () => later(() => this.#view()),
      makeKey: (name) =>
        later(() => {
          const made = {
            ...keyOf(`SHA256:made${this.#keys.length}For${name}`, "keychain", null),
            made: true,
          };
          this.#keys = [...this.#keys, made];
          return made;
        }),
      removeKey: (fingerprint) =>
        later(() => {
          this.#keys = this.#keys.filter((key) => key.fingerprint !== fingerprint);
          return this.#view();
        }),
      chooseKey: (fingerprint) =>
        later(() => {
          this.#chosen = fingerprint;
          return this.#view();
        }),
      openKey: (passphrase) =>
        later(() => {
          if (passphrase === "sesame") return null;
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
          throw refusal("Nothing was signed.", {
            code: "key-locked",
            detail: ["the passphrase does not open the key"],
            retry: "after_change",
          });
        }),
    } satisfies Partial<Backend>;
  }

  #view(): KeysView {
    const mine = this.#keys.filter((key) => key.person !== null);
    const acting = mine.find((key) => key.fingerprint === this.#chosen) ?? mine[0];
    const keys = this.#keys.map((key) => ({ ...key, signs: key === acting }));
    return {
      keys: keys.sort((one, other) => Number(other.signs) - Number(one.signs)),
      chosen: this.#chosen,
    };
  }
}

function keyOf(
  fingerprint: string,
  place: string,
  person: string | null,
  asks = "nothing",
): KeyHere {
  return {
    fingerprint,
    line: `ssh-ed25519 AAAA${fingerprint.slice(7, 19)} ${person ?? "lockkeeper"}`,
    place,
    asks,
    person,
    device_of: null,
    device_until: null,
    signs: false,
    made: false,
  };
}
