import type { CommitRow } from "../../ipc/generated/types";

/** Height of a row, and room of a column, in pixels. */
const HEIGHT = 28;
const ROOM = 14;
const HUES = 5;

/** A line of a row, with the hue of the column it belongs to. */
export interface StrandLine {
  readonly path: string;
  readonly hue: number;
}

/** A row as it is drawn. */
export interface StrandDrawing {
  /** Where its commit stands, in pixels from the left. */
  readonly at: number;
  readonly hue: number;
  readonly merge: boolean;
  readonly lines: readonly StrandLine[];
}

const place = (column: number): number => 10 + column * ROOM;
const hueOf = (column: number): number => column % HUES;

/** A line between two heights, straight within a column and bent between two. */
function path(from: number, to: number, above: number, below: number): string {
  const [x, y] = [place(from), place(to)];
  if (x === y) return `M${x} ${above}V${below}`;
  const middle = (above + below) / 2;
  return `M${x} ${above}C${x} ${middle} ${y} ${middle} ${y} ${below}`;
}

/** The lines and the commit of a row. */
export function strandsOf({ column, above, below, past }: CommitRow): StrandDrawing {
  const half = HEIGHT / 2;
  const lines = [
    ...past.map((one) => ({ path: path(one, one, 0, HEIGHT), hue: hueOf(one) })),
    ...above.map((one) => ({ path: path(one, column, 0, half), hue: hueOf(one) })),
    ...below.map((one) => ({ path: path(column, one, half, HEIGHT), hue: hueOf(one) })),
  ];
  return { at: place(column), hue: hueOf(column), merge: below.length > 1, lines };
}
