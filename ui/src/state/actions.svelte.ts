import { SvelteMap } from "svelte/reactivity";

/** Something a person can do: a button, a shortcut and a line of the palette at once. */
export interface Action {
  readonly id: string;
  readonly title: string;
  /** Where it stands in the palette. */
  readonly group: string;
  /** Keys as in `mod+k`, `p`, `.`; `mod` is Ctrl or Cmd. */
  readonly shortcut?: string;
  /** Why it cannot be done now; null when it can. */
  readonly against: string | null;
  readonly run: () => void;
}

/** The actions of everything that is on the screen. */
export class Actions {
  readonly #sources = new SvelteMap<symbol, () => readonly Action[]>();

  /** Offers actions until the answer is called; the shape `$effect` wants. */
  offer(source: () => readonly Action[]): () => void {
    const key = Symbol("actions");
    this.#sources.set(key, source);
    return () => {
      this.#sources.delete(key);
    };
  }

  /** Every action on offer; of two with one id the later counts. */
  get all(): readonly Action[] {
    const offered = [...this.#sources.values()].flatMap((source) => source());
    return offered.filter(
      (action, at) => !offered.some((other, later) => later > at && other.id === action.id),
    );
  }

  /** The action with that id. */
  find(id: string): Action | undefined {
    return this.all.find((action) => action.id === id);
  }

  /** Runs what the keys mean; answers whether they meant something. */
  press(event: KeyboardEvent): boolean {
    const keys = keysOf(event);
    if (isTyping(event.target) && !keys.startsWith("mod+")) return false;
    const action = this.all.find((one) => one.shortcut === keys);
    if (action === undefined) return false;
    if (action.against === null) action.run();
    return true;
  }
}

/** The keys of an event as shortcuts write them. */
export function keysOf(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  parts.push(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return parts.join("+");
}

/** Whether the keys go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
