import { SvelteSet } from "svelte/reactivity";

/** Where the user was on the board, so that coming back leads there. */
class BoardPlace {
  spot: { readonly index: number; readonly lane: number; readonly gate: boolean } = $state.raw({
    index: 0,
    lane: 0,
    gate: false,
  });
  /** Tiers whose stack was unfolded. */
  readonly unfolded = new SvelteSet<string>();
  /** What was picked to go somewhere with others. */
  readonly picked = new SvelteSet<string>();
  visited = false;
}

export const boardPlace = new BoardPlace();
