import { SvelteMap } from "svelte/reactivity";
import type {
  CutIntent,
  CutKind,
  CutView,
  Level,
  NoteEntry,
  PlanText,
} from "../../ipc/generated/types";
import type { App } from "../../state/app.svelte";
import { Asked } from "../../state/asked.svelte";

/** Milliseconds of quiet after which what is typed counts. */
const PAUSE = 400;

/** How a release is being cut: the kind of version, the levels accepted, the notes edited. */
export class Cut {
  readonly asked: Asked<CutIntent, CutView>;
  /** `final`, `exact`, or `pre:` with a label. */
  kind = $state("final");
  version = $state("");
  reason = $state("");
  /** Whether edited notes are being kept. */
  saving = $state(false);
  readonly #drafts = new SvelteMap<string, string | null>();
  readonly #app: App;
  readonly #service: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, service: string) {
    this.#app = app;
    this.#service = service;
    this.asked = new Asked<CutIntent, CutView>(
      { service, kind: { kind: "final" }, rev: null, accepted: {}, notes: null },
      (intent) => app.backend.cutView(intent),
    );
  }

  /** Chooses the kind of version. */
  choose(kind: string): void {
    this.kind = kind;
    const meant = this.#meant();
    if (meant !== null) this.asked.ask({ kind: meant });
  }

  /** The version or the reason was typed. */
  typed(): void {
    this.#later(() => this.choose(this.kind));
  }

  /** Counts a commit as that level, or as its message says when null. */
  accept(commit: string, level: Level | null): void {
    const others = Object.entries(this.asked.question.accepted).filter(([key]) => key !== commit);
    const entry: [string, Level][] = level === null ? [] : [[commit, level]];
    this.asked.ask({ accepted: Object.fromEntries([...others, ...entry]) });
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
    this.#later(() => void this.#keep(entries));
  }

  /** Why the tag cannot be made now; null when it can. */
  against(view: CutView): string | null {
    if (this.kind === "exact" && this.version.trim() === "") return "Type a version";
    if (this.kind === "exact" && this.reason.trim() === "") return "Give a reason";
    if (view.outcome.outcome === "refused") {
      return view.outcome.refusals[0]?.text ?? "There is no plan";
    }
    return null;
  }

  /** Whether what is shown is not yet the answer to what was asked. */
  get waiting(): boolean {
    return this.saving || this.asked.settled === null;
  }

  /** The plan to confirm; null while there is none. */
  get plan(): PlanText | null {
    const view = this.asked.settled;
    if (view === null || this.waiting || this.against(view) !== null) return null;
    return view.outcome.outcome === "planned" ? view.outcome.plan : null;
  }

  async #keep(entries: readonly NoteEntry[]): Promise<void> {
    const edited = entries.map((entry) => ({ ...entry, edited: this.textOf(entry) }));
    const kept = await this.#app.attempt(async () => {
      await this.#app.backend.keepNotes(this.#service, edited);
      return true;
    });
    // Asked anew, so that the plan of other notes is not taken for news.
    if (kept === true) this.asked.ask({});
    this.saving = kept !== true;
  }

  #meant(): CutKind | null {
    const { kind } = this;
    if (kind.startsWith("pre:")) return { kind: "pre", label: kind.slice(4) };
    if (kind === "final") return { kind: "final" };
    const version = this.version.trim();
    const reason = this.reason.trim();
    return version === "" || reason === "" ? null : { kind: "exact", version, reason };
  }

  #later(act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, PAUSE);
  }
}
