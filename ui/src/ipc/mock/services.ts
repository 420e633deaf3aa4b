import type {
  Board,
  CandidateView,
  ChoiceView,
  HistoryLine,
  Row,
  ServiceView,
} from "../generated/types";
import { before } from "./cells";

function choicesOf(row: Row, version: string): ChoiceView[] {
  return row.cells.map((cell, at): ChoiceView => {
    const environment = cell.environment;
    const passage = row.passages[at];
    if (cell.version === version)
      return { environment, eligible: false, reason: "It is live there.", verdicts: [] };
    if (cell.state === "absent")
      return {
        environment,
        eligible: false,
        reason: "The service is not deployed there.",
        verdicts: [],
      };
    if (passage?.candidate === version) {
      return {
        environment,
        eligible: passage.state === "open",
        reason: passage.reason,
        verdicts: passage.verdicts,
      };
    }
    const from = row.cells[at - 1]?.environment ?? "a release";
    return {
      environment,
      eligible: at === 0,
      reason: at === 0 ? `${environment} has no gates.` : `It is not live in ${from}.`,
      verdicts: [],
    };
  });
}

function candidatesOf(row: Row): CandidateView[] {
  const versions = new Set<string>();
  const head = row.passages[0]?.candidate;
  if (head) versions.add(head);
  for (const cell of row.cells) if (cell.version !== null) versions.add(cell.version);
  return [...versions].map((version, at) => ({
    version,
    commit: "3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e",
    line: version.includes("+") ? "untagged build of main" : `tagged ${at + 1} d ago by Dana Ito`,
    live_in: row.cells.filter((cell) => cell.version === version).map((cell) => cell.environment),
    choices: choicesOf(row, version),
  }));
}

function historyOf(row: Row): HistoryLine[] {
  return row.cells
    .flatMap((cell, at): HistoryLine[] => {
      if (cell.version === null) return [];
      const common = { environment: cell.environment, by: "Dana Ito", ours: true, run: null };
      const now = {
        ...common,
        version: cell.version,
        at: before(120 + at * 1440),
        ours: cell.ours,
        word: cell.ours ? "promoted" : "by hand",
        current: true,
        last_good: false,
        change: `8c1d04${at}`,
      };
      if (cell.back_to === null) return [now];
      return [
        now,
        {
          ...common,
          version: cell.back_to,
          at: before(9000 + at * 1440),
          word: "promoted",
          current: false,
          last_good: true,
          change: `77e0d1${at}`,
        },
      ];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

/** The service opened; undefined when the board has none of that name. */
export function serviceView(board: Board, service: string): ServiceView | undefined {
  for (const group of board.groups) {
    const row = group.rows.find((one) => one.service === service);
    if (row) {
      return {
        service,
        line: `${group.name} · ${group.line}`,
        environments: board.environments,
        row,
        candidates: candidatesOf(row),
        history: historyOf(row),
      };
    }
  }
  return undefined;
}
