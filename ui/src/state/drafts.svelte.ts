import { SvelteMap } from "svelte/reactivity";
import type { NoteEntry } from "../ipc/generated/types";
import type { App } from "./app.svelte";

/** Milliseconds of quiet after which what is typed counts. */
export const PAUSE = 400;

/** Notes of the next release as they are being edited; they are kept after each pause. */
export class NoteDrafts {
  /** Whether edited notes are being kept. */
  saving = $state(false);
  readonly #drafts = new SvelteMap<string, string | null>();
  readonly #app: App;
  readonly #service: string;
  readonly #onkept: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, service: string, onkept: () => void) {
    this.#app = app;
    this.#service = service;
    this.#onkept = onkept;
  }

  /** The text of an entry as it is edited now; null where it is as generated. */
  textOf(entry: NoteEntry): string | null {
    const draft = this.#drafts.get(entry.commit);
    return draft === undefined ? entry.edited : draft;
  }

  /** Edits an entry: null for the generated text, empty to leave it out. */
  edit(entries: readonly NoteEntry[], commit: string, text: string | null): void {
    const generated = entries.find((entry) => entry.commit === commit)?.generated;
    this.#drafts.set(commit, text === generated ? null : text);
    this.saving = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#keep(entries), PAUSE);
  }

  async #keep(entries: readonly NoteEntry[]): Promise<void> {
    const edited = entries.map((entry) => ({ ...entry, edited: this.textOf(entry) }));
    const kept = await this.#app.attempt(async () => {
      await this.#app.backend.keepNotes(this.#service, edited);
      return true;
    });
    // Asked anew, so that the plan of other notes is not taken for news.
    if (kept === true) this.#onkept();
    this.saving = kept !== true;
  }
}
