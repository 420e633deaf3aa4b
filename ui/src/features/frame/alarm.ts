import type { SealView } from "../../ipc/generated/types";

/** Whether the ledger cannot be trusted as it stands, so that nothing can be promoted. */
export function isAlarming(seal: SealView | null): boolean {
  return seal !== null && !["none", "intact"].includes(seal.verdict);
}

/** What is wrong with the ledger, and what that means; for the whole window. */
export function alarmOf(seal: SealView): string {
  const at = seal.broken_at === null ? "" : ` at entry ${seal.broken_at}`;
  const why = seal.rule === null ? "" : `: ${seal.rule}`;
  switch (seal.verdict) {
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
