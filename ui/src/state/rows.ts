import type { Backend } from "../ipc/backend";
import type { Board, RowGroup } from "../ipc/generated/types";
import type { Following } from "./query.svelte";

/** Rows that fill any screen: they are there before all the others. */
export const FIRST = 48;

/** Rows fetched at once after them, so that what is seen goes on moving meanwhile. */
const MOST = 200;

/** Fetches the rows of a board that are not there yet. */
export function restOf(backend: Backend): Following<Board> {
  return (board) =>
    board.below === 0
      ? null
      : backend.board(rowsIn(board), MOST).then((rest) => joined(board, rest));
}

/** How many rows of a board are there. */
export const rowsIn = (board: Board): number =>
  board.groups.reduce((sum, group) => sum + group.rows.length, 0);

/** A board with the rows that follow; the newer part says what is known of the whole. */
export function joined(above: Board, rest: Board): Board {
  const groups = [...above.groups];
  for (const group of rest.groups) {
    const last = groups.at(-1);
    if (last?.name === group.name) groups[groups.length - 1] = continued(last, group);
    else groups.push(group);
  }
  return { ...rest, groups };
}

const continued = (above: RowGroup, below: RowGroup): RowGroup => ({
  ...below,
  rows: [...above.rows, ...below.rows],
});
