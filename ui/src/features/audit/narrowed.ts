import type { EntryLine } from "../../ipc/generated/types";
import type { IconName } from "../../kit/icons";

/** What of the trail is shown. */
export interface Narrowing {
  readonly text: string;
  readonly by: string;
  readonly kind: string;
}

/** All of it. */
export const ALL: Narrowing = { text: "", by: "", kind: "" };

/** The entries that are wanted; every word has to stand somewhere in the line. */
export function narrowed(lines: readonly EntryLine[], wanted: Narrowing): readonly EntryLine[] {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (wanted.by !== "" && line.by !== wanted.by) return false;
    if (wanted.kind !== "" && line.kind !== wanted.kind) return false;
    const text =
      `${line.number} ${line.sentence} ${line.by} ${line.kind} ${line.hash}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What stands in a list, each once, in order. */
export function choices(all: string, values: readonly string[]) {
  const each = [...new Set(values)].sort();
  return [{ value: "", word: all }, ...each.map((value) => ({ value, word: value }))];
}

const ICONS: Record<string, IconName> = {
  genesis: "book",
  policy: "document",
  delegation: "key",
  release: "tag",
  request: "person",
  approval: "seal",
  rejection: "cross",
  withdrawal: "back",
  "break-glass": "warning",
  start: "play",
  finish: "stop",
  freeze: "snowflake",
  thaw: "snowflake",
  adopt: "broken-seal",
  incident: "warning",
};

/** The drawing of a kind. */
export function iconOf(kind: string): IconName {
  return ICONS[kind] ?? "dot";
}
