import { SLACK } from "./grid";

/** What is seen of the grid: how far it was scrolled, and the room there is, in pixels. */
export class Viewport {
  top = $state(0);
  left = $state(0);
  // Until they are measured: what the window has, less what is around the grid at least.
  room = $state(Math.max(0, window.innerHeight - 180));
  width = $state(Math.max(0, window.innerWidth - 150));
  /** What is drawn beyond the edges. The first frame has what is seen: it is there the sooner. */
  slack = $state(0);
  #awaited = false;

  /** Draws beyond the edges once the first frame is there; the shape `$effect` wants. */
  widen(): () => void {
    let later = 0;
    const frame = requestAnimationFrame(() => {
      later = window.setTimeout(() => (this.slack = SLACK));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
    };
  }

  /** Drawing follows the scroll bar once a frame, however often it tells. */
  scrolled(box: HTMLElement): void {
    if (this.#awaited) return;
    this.#awaited = true;
    requestAnimationFrame(() => {
      this.#awaited = false;
      [this.top, this.left] = [box.scrollTop, box.scrollLeft];
    });
  }
}
