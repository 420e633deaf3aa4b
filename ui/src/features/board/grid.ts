import type { Board, Cell, Column, Passage, Row, RowGroup } from "../../ipc/generated/types";

/** A column as it is drawn: one environment, or several of one tier as a stack. */
export type Lane =
  | { readonly kind: "one"; readonly column: Column; readonly at: number }
  | {
      readonly kind: "stack";
      readonly name: string;
      readonly columns: readonly Column[];
      readonly at: number;
    };

/** A line as it is drawn; heights in pixels from the top. */
export type Line =
  | {
      readonly kind: "group";
      readonly group: RowGroup;
      readonly top: number;
      readonly height: number;
    }
  | {
      readonly kind: "row";
      readonly row: Row;
      readonly index: number;
      readonly quiet: boolean;
      readonly top: number;
      readonly height: number;
    };

/** A place that the arrow keys stop at; lane -1 is the service, and a gate stands left of its lane. */
export interface Spot {
  readonly index: number;
  readonly lane: number;
  readonly gate: boolean;
}

/** What the rows are filtered by. */
export interface Filter {
  readonly text: string;
  readonly product: string;
  readonly frozen: boolean;
  readonly drift: boolean;
  readonly ready: boolean;
}

/** Shows everything. */
export const EVERYTHING: Filter = {
  text: "",
  product: "",
  frozen: false,
  drift: false,
  ready: false,
};

/** More columns than this are stacked by tier, more rows than this fold where quiet. */
const MOST = { columns: 12, rows: 40 };

/** Pixels that are drawn of a grid whose height nobody measured. */
const UNKNOWN = 800;

/** Pixels beyond the edges of what is seen, so that a turn of the wheel finds rows drawn. */
export const SLACK = 260;

export const HEIGHT = { head: 38, group: 30, row: 64, quiet: 36 };

const SEVERITY: readonly Cell["state"][] = [
  "drift",
  "gate_failed",
  "degraded",
  "rolled_back",
  "deploying",
  "waiting",
  "unknown",
  "frozen",
  "soaking",
  "live",
  "empty",
  "absent",
];

/** Whether an environment of the row is in one of those states. */
const has = (row: Row, state: Cell["state"]): boolean =>
  row.cells.some((cell) => cell.state === state);

/** Whether something could pass a gate now. */
export const isReady = (row: Row): boolean =>
  row.passages.some(
    (passage, at) => at > 0 && passage.state === "open" && passage.candidate !== null,
  );

/** Whether there is nothing to look at. */
export const isQuiet = (row: Row): boolean =>
  row.cells.every(
    (cell) => (cell.state === "live" || cell.state === "absent") && cell.incident === null,
  ) && row.passages.every((passage) => passage.state === "same" || passage.state === "none");

/** The groups with the rows that the filter leaves. */
export function filtered(board: Board, filter: Filter): readonly RowGroup[] {
  const text = filter.text.trim().toLowerCase();
  return board.groups
    .filter((group) => filter.product === "" || group.name === filter.product)
    .map((group) => ({
      ...group,
      rows: group.rows.filter(
        (row) =>
          (text === "" || `${group.name} ${row.service}`.toLowerCase().includes(text)) &&
          (!filter.frozen || has(row, "frozen")) &&
          (!filter.drift || has(row, "drift")) &&
          (!filter.ready || isReady(row)),
      ),
    }))
    .filter((group) => group.rows.length > 0);
}

/** The lines with their places, top to bottom; `below` rows follow that are not here yet. */
export function linesOf(groups: readonly RowGroup[], below = 0): readonly Line[] {
  const many = groups.reduce((count, group) => count + group.rows.length, below) > MOST.rows;
  const lines: Line[] = [];
  let top = 0;
  let index = 0;
  for (const group of groups) {
    lines.push({ kind: "group", group, top, height: HEIGHT.group });
    top += HEIGHT.group;
    for (const row of group.rows) {
      const quiet = many && isQuiet(row);
      const height = quiet ? HEIGHT.quiet : HEIGHT.row;
      lines.push({ kind: "row", row, index, quiet, top, height });
      top += height;
      index += 1;
    }
  }
  return lines;
}

/** What tells a line from the others. */
export const nameOf = (line: Line): string =>
  line.kind === "group" ? `group ${line.group.name}` : `row ${line.row.service}`;

/** How high the lines are together, with those that are not here yet. */
export function heightOf(lines: readonly Line[], below: number): number {
  const last = lines.at(-1);
  return (last === undefined ? 0 : last.top + last.height) + below * HEIGHT.quiet;
}

/** The part of the lines that is in sight, with `slack` pixels above and below; all that could be
 * in a window where the room is not known. */
export function inSight(
  lines: readonly Line[],
  top: number,
  room: number,
  slack = SLACK,
): readonly Line[] {
  const first = lines.findIndex((line) => line.top + line.height >= top - slack);
  if (first === -1) return [];
  const beyond = lines.findIndex((line) => line.top > top + (room || UNKNOWN) + slack);
  return lines.slice(first, beyond === -1 ? lines.length : beyond);
}

/** The columns; with very many of them neighbours of one tier are stacked unless opened. */
export function lanesOf(columns: readonly Column[], opened: ReadonlySet<string>): readonly Lane[] {
  const one = (column: Column, at: number): Lane => ({ kind: "one", column, at });
  if (columns.length <= MOST.columns) return columns.map(one);
  const lanes: Lane[] = [];
  for (let at = 0; at < columns.length;) {
    const tier = columns[at]?.tier;
    let end = at;
    while (columns[end]?.tier === tier && end < columns.length) end++;
    const run = columns.slice(at, end);
    const name = tier ?? "";
    if (run.length > 2 && !opened.has(name)) lanes.push({ kind: "stack", name, columns: run, at });
    else run.forEach((column, place) => lanes.push(one(column, at + place)));
    at = end;
  }
  return lanes;
}

/** The cells of a lane in a row. */
export function cellsIn(row: Row, lane: Lane): readonly Cell[] {
  return row.cells.slice(lane.at, lane.at + (lane.kind === "stack" ? lane.columns.length : 1));
}

/** The passage into a lane. */
export function passageInto(row: Row, lane: Lane): Passage | undefined {
  return row.passages[lane.at];
}

/** The cell that needs a look first. */
export function worst(cells: readonly Cell[]): Cell | undefined {
  return [...cells].sort((a, b) => SEVERITY.indexOf(a.state) - SEVERITY.indexOf(b.state))[0];
}

/** Pixels of the columns where there are many lanes; a cell may be wider. */
const WIDTH = { name: 200, cell: 176, gate: 88 };
const isMany = (lanes: readonly Lane[]): boolean => lanes.length > 6;

/** The columns of the grid, as CSS writes them. */
export function tracks(lanes: readonly Lane[]): string {
  const many = isMany(lanes);
  const cell = many ? `minmax(${WIDTH.cell}px, 1fr)` : "minmax(150px, 1fr)";
  const gate = many ? `${WIDTH.gate}px` : "minmax(84px, 104px)";
  const name = many ? `${WIDTH.name}px` : "minmax(132px, 232px)";
  return [name, ...lanes.map((_, at) => (at === 0 ? cell : `${gate} ${cell}`))].join(" ");
}

/** The lanes in sight, from the first to before the last; all of them where they are few. */
export function lanesInSight(
  lanes: readonly Lane[],
  left: number,
  room: number,
): { readonly first: number; readonly last: number } {
  const step = WIDTH.cell + WIDTH.gate;
  const whole = WIDTH.name + lanes.length * step - WIDTH.gate;
  if (!isMany(lanes) || room === 0 || whole <= room) return { first: 0, last: lanes.length };
  return {
    first: Math.max(0, Math.floor(left / step) - 1),
    last: Math.min(lanes.length, Math.ceil((left + room - WIDTH.name) / step) + 1),
  };
}
