import type { SealView, Verdict } from "../ipc/generated/types";

/** Why nothing can be promoted at all; null when the ledger is sound, or none has begun. */
export function distrust(seal: SealView | null): string | null {
  if (seal === null || ["none", "intact"].includes(seal.verdict)) return null;
  const at = seal.broken_at === null ? "" : ` from entry ${seal.broken_at} on`;
  return `The ledger cannot be trusted${at}`;
}

/** How the gates stand together, in words. */
export function standing(gates: readonly Verdict[]): string {
  const shut = gates.filter((gate) => gate.answer.answer !== "pass").length;
  if (gates.length === 0) return "none";
  return shut === 0 ? "all open" : `${shut} of ${gates.length} not open`;
}

/** The ways into the environment, as they are chosen between. */
export function waysIn(view: {
  readonly lanes: readonly string[];
}): { value: string; word: string }[] {
  const lanes = view.lanes.map((value) => ({ value, word: `${value} lane` }));
  return [{ value: "", word: "Ordinary way" }, ...lanes];
}
