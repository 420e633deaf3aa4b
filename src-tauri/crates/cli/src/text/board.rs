//! The board as a table.

use super::{not_known, pad, shorten};
use lockkeeper_contract::board::{Board, Cell, CellState, Passage, PassageState, Row};

/// The widest a column gets.
const WIDEST: usize = 40;

/// The board: two lines a service, one for versions and one for reasons.
pub fn board(board: &Board) -> String {
    let mut lines = vec![format!("{}  {}", board.workspace, age(board))];
    let width = columns(board);
    let mut head = pad("", width.name);
    for column in &board.environments {
        head.push_str(&pad(column.name.as_str(), width.cell));
    }
    lines.push(head.trim_end().to_owned());
    for group in &board.groups {
        lines.push(String::new());
        lines.push(format!("{}  {}", group.name, group.line));
        for row in &group.rows {
            lines.extend(of_row(row, &width));
            // What stands in its cells may be all that is left to see of it.
            if !row.known {
                let why = not_known(row.service.as_str(), &row.line);
                lines.push(format!("  {why}"));
            }
        }
    }
    for column in &board.environments {
        if let Some(reason) = &column.closed {
            lines.push(format!("\n{} is closed: {reason}", column.name));
        }
    }
    if !board.notices.is_empty() {
        lines.push(String::new());
        lines.extend(board.notices.iter().map(|notice| format!("· {notice}")));
    }
    lines.join("\n")
}

struct Columns {
    name: usize,
    cell: usize,
}

fn columns(board: &Board) -> Columns {
    let rows = || board.groups.iter().flat_map(|group| &group.rows);
    let name = rows()
        .map(|row| row.service.as_str().chars().count())
        .max()
        .unwrap_or(8);
    let cells = rows().flat_map(|row| &row.cells);
    let cell = cells
        .map(|cell| second(cell).chars().count())
        .max()
        .unwrap_or(12);
    Columns {
        name: name.clamp(8, WIDEST) + 3,
        cell: cell.clamp(14, WIDEST) + 3,
    }
}

fn of_row(row: &Row, width: &Columns) -> [String; 3] {
    let mut first = pad(&format!("  {}", row.service), width.name);
    let mut below = pad("", width.name);
    let mut gates = pad("", width.name);
    for (place, cell) in row.cells.iter().enumerate() {
        first.push_str(&pad(&shorten(&version(cell), WIDEST), width.cell));
        below.push_str(&pad(&shorten(&second(cell), WIDEST), width.cell));
        let gate = row.passages.get(place).map(passage).unwrap_or_default();
        gates.push_str(&pad(&shorten(&gate, WIDEST), width.cell));
    }
    [first, below, gates].map(|line| line.trim_end().to_owned())
}

fn version(cell: &Cell) -> String {
    match (&cell.version, &cell.moving) {
        (Some(version), Some(moving)) => format!("{version} {moving}"),
        (Some(version), None) if cell.behind > 0 => format!("{version}  behind by {}", cell.behind),
        (Some(version), None) => version.clone(),
        (None, _) => "—".to_owned(),
    }
}

fn second(cell: &Cell) -> String {
    let mark = match cell.state {
        CellState::Live => "✓",
        CellState::Deploying => "→",
        CellState::Soaking => "◔",
        CellState::Waiting => "…",
        CellState::GateFailed => "✗",
        CellState::Frozen => "❄",
        CellState::Degraded => "!",
        CellState::RolledBack => "←",
        CellState::Drift => "≠",
        CellState::Unknown => "?",
        CellState::Empty | CellState::Absent => return cell.reason.clone(),
    };
    let broken = cell.incident.as_ref().map_or("", |_| "· incident · ");
    format!("{mark} {} {broken}{}", cell.word, cell.reason)
        .trim_end()
        .to_owned()
}

fn passage(passage: &Passage) -> String {
    let Some(candidate) = &passage.candidate else {
        return String::new();
    };
    match passage.state {
        PassageState::Open => format!("⇥ {candidate} may pass"),
        PassageState::Waiting
        | PassageState::Shut
        | PassageState::Frozen
        | PassageState::Unknown => {
            format!("| {candidate}: {}", passage.word)
        }
        PassageState::Same | PassageState::None => String::new(),
    }
}

fn age(board: &Board) -> String {
    match board.facts_at {
        Some(at) => format!("facts of {at:.0}"),
        None => "nothing observed yet".to_owned(),
    }
}
