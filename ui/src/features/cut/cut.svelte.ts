import type { CutIntent, CutKind, CutView, Level, PlanText } from "../../ipc/generated/types";
import type { App } from "../../state/app.svelte";
import { Asked } from "../../state/asked.svelte";
import { NoteDrafts, PAUSE } from "../../state/drafts.svelte";

/** How a release is being cut: the kind of version, the levels accepted, the notes edited. */
export class Cut {
  readonly asked: Asked<CutIntent, CutView>;
  /** `final`, `exact`, or `pre:` with a label. */
  kind = $state("final");
  version = $state("");
  reason = $state("");
  /** The notes as they are being edited. */
  readonly drafts: NoteDrafts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, service: string) {
    this.drafts = new NoteDrafts(app, service, () => this.asked.ask({}));
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
    return this.drafts.saving || this.asked.settled === null;
  }

  /** The plan to confirm; null while there is none. */
  get plan(): PlanText | null {
    const view = this.asked.settled;
    if (view === null || this.waiting || this.against(view) !== null) return null;
    return view.outcome.outcome === "planned" ? view.outcome.plan : null;
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
