import type { CandidateView, ChoiceView } from "../../ipc/generated/types";

/** Pixels that the pointer moves before a press becomes a drag. */
const SLACK = 5;

/** Carries a candidate to an environment: by pointer, by keyboard or by button, all end in `bring`. */
export class Carry {
  /** What is in hand. */
  picked: CandidateView | null = $state.raw(null);
  /** The environment below the pointer. */
  over: string | null = $state(null);
  /** Where the pointer is while something is dragged. */
  at: { readonly x: number; readonly y: number } | null = $state.raw(null);
  readonly #bring: (candidate: CandidateView, environment: string) => void;
  #from: { readonly x: number; readonly y: number } | null = null;
  #pressed: CandidateView | null = null;

  constructor(bring: (candidate: CandidateView, environment: string) => void) {
    this.#bring = bring;
  }

  /** Whether what is in hand may go there; null while nothing is in hand. */
  choice(environment: string): ChoiceView | null {
    return this.picked?.choices.find((one) => one.environment === environment) ?? null;
  }

  /** Takes a candidate in hand, or puts it down again. */
  toggle(candidate: CandidateView): void {
    this.picked = this.picked?.version === candidate.version ? null : candidate;
  }

  /** Brings what is in hand there, if it may go there; puts it down in any case. */
  drop(environment: string | null): void {
    const candidate = this.picked;
    const choice = environment === null ? null : this.choice(environment);
    this.putDown();
    if (candidate !== null && choice?.eligible === true) this.#bring(candidate, choice.environment);
  }

  /** Puts down what is in hand. */
  putDown(): void {
    this.picked = null;
    this.over = null;
    this.at = null;
    this.#from = null;
    this.#pressed = null;
  }

  /** The pointer went down on a card. */
  press(event: PointerEvent, candidate: CandidateView): void {
    if (event.button !== 0) return;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#pressed = candidate;
  }

  /** The pointer moved. */
  move(event: PointerEvent): void {
    if (this.#from === null || this.#pressed === null) return;
    const { clientX: x, clientY: y } = event;
    if (this.at === null && Math.hypot(x - this.#from.x, y - this.#from.y) < SLACK) return;
    event.preventDefault();
    this.picked = this.#pressed;
    this.at = { x, y };
    const below = document.elementFromPoint(x, y)?.closest("[data-environment]");
    this.over = below?.getAttribute("data-environment") ?? null;
  }

  /** The pointer came up. */
  release(): void {
    if (this.at === null) {
      this.#from = null;
      this.#pressed = null;
    } else {
      this.drop(this.over);
    }
  }
}
