import type { Action } from "../../state/actions.svelte";

/** Actions under one heading. */
export interface Section {
  readonly name: string;
  readonly actions: readonly Action[];
}

/** Lines that are drawn at most; more are found by typing more. */
const MOST = 60;

/** How well a text answers what was typed; null when it does not. */
function rank(action: Action, words: readonly string[]): number | null {
  const title = action.title.toLowerCase();
  const text = `${title} ${action.group.toLowerCase()}`;
  if (!words.every((word) => text.includes(word))) return null;
  const [first = ""] = words;
  if (title.startsWith(first)) return 0;
  return title.includes(` ${first}`) ? 1 : 2;
}

/** What answers what was typed: the best first, below its heading. */
export function found(actions: readonly Action[], typed: string): readonly Section[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = actions
    .flatMap((action) => {
      const place = words.length === 0 ? 0 : rank(action, words);
      return place === null ? [] : [{ action, place }];
    })
    .sort((a, b) => a.place - b.place)
    .slice(0, MOST);
  const names = [...new Set(ranked.map(({ action }) => action.group))];
  return names.map((name) => ({
    name,
    actions: ranked.filter(({ action }) => action.group === name).map(({ action }) => action),
  }));
}
