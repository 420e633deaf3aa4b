import type { AgreedView, AgreementView, SealView, StrayView } from "../generated/types";
import { INTACT } from "./ledger";

const stray = (
  number: number,
  [kind, by, sentence]: readonly [string, string, string],
  more: Partial<StrayView> = {},
): StrayView => ({ number, kind, by, sentence, here: true, why: null, ...more });

const STOP = stray(38, ["freeze", "lee", "Stop the line in staging: the night is short"]);
const NOTE = stray(37, ["note", "dana", "Note: read the runbook"]);
const NO = stray(
  39,
  ["rejection", "mia", "Reject: api 1.9.0 \u2192 production: not before the audit"],
  {
    here: false,
  },
);
const LEFT = stray(36, ["start", "dana", "Start request 5b7e41a2"], {
  here: false,
  why: "it is judged again and signed again",
});

/** The remote shows another chain. */
export const FORKED: SealView = {
  ...INTACT,
  verdict: "forked",
  broken_at: 36,
  rule: "the remote shows another entry here than the one verified before",
};

const OTHER =
  "It is another ledger, not another end of the one verified here: ask an admin over another way before you agree.";

/** What the chain that the remote shows would take over. */
export function agreementOf(seal: SealView, hash: string | null): AgreementView {
  const settled = seal.verdict === "intact";
  return {
    number: settled ? seal.entries - 1 : 37,
    head: hash ?? "c41d".padEnd(64, "7"),
    remote: hash === null,
    again: settled ? [] : [STOP, NOTE],
    anew: [NO],
    left: [LEFT],
    lacking: [],
    warnings: settled ? [] : [OTHER],
    asks_passphrase: false,
  };
}

/** What was taken over. */
export function agreedOf(seal: SealView): AgreedView {
  const linked = seal.verdict === "intact" ? [] : [STOP, NOTE];
  return { number: 39, linked, signed: [], waits: [NO], left: [LEFT], lacking: [], warnings: [] };
}

/** The seal afterwards. */
export function sealAfter(seal: SealView): SealView {
  return { ...INTACT, entries: seal.entries, waits: [NO] };
}
