import type { SealView } from "../../ipc/generated/types";

/** Whether the ledger cannot be trusted as it stands, so that nothing can be promoted. */
export function isAlarming(seal: SealView | null): boolean {
  return seal !== null && (!["none", "intact"].includes(seal.verdict) || seal.waits.length > 0);
}

/** Whether the ledger is in order and only lacks what held something back on another chain. */
export function owesOnly(seal: SealView): boolean {
  return seal.verdict === "intact" && seal.waits.length > 0;
}

/** What it hinders. */
export function meaningOf(seal: SealView): string {
  return owesOnly(seal)
    ? "Nobody starts anything before it stands here again."
    : "Nothing from there counts, and nothing can be promoted.";
}

/** What is wrong with the ledger, and what that means; for the whole window. */
export function alarmOf(seal: SealView): string {
  const at = seal.broken_at === null ? "" : ` at entry ${seal.broken_at}`;
  const why = seal.rule === null ? "" : `: ${seal.rule}`;
  switch (seal.verdict) {
    case "intact":
      return "The ledger lacks what was held back on the chain that was left";
    case "forked":
      return `The remote shows another ledger than the one verified here, from entry ${seal.broken_at ?? 0} on`;
    case "rewound":
      return `The remote shows an older ledger than the one verified here${why}`;
    case "unread":
      return `What was verified of the ledger could not be read${why}`;
    case "newer":
      return `The ledger needs a newer version of this program${at}${why}`;
    case "ahead":
      return `The ledger is ahead of the clock${at}${why}`;
    default:
      return `The ledger is broken${at}${why}`;
  }
}
