//! A board that is drawn a few rows at a time.

use super::*;

/// Five services in two repositories.
fn many() -> World {
    let mut world = usual();
    let mut services: Vec<_> = ["a", "b", "c", "d", "e"]
        .map(|name| service(name, &ALL))
        .into();
    for service in &mut services[3..] {
        service.repo = "zoo".into();
    }
    world.workspace = workspace(services);
    world
}

impl World {
    fn rows(&self, rows: std::ops::Range<usize>) -> Board {
        let (zone, waiting) = (berlin(), BTreeMap::new());
        let inputs = BoardInputs {
            workspace: &self.workspace,
            snapshot: &self.snapshot,
            runs: &self.runs,
            waiting: &waiting,
            notices: Vec::new(),
            ledger: None,
            at: self.at,
            zone: &zone,
        };
        draw_rows(&inputs, rows)
    }
}

fn named(board: &Board) -> Vec<&str> {
    let rows = board.groups.iter().flat_map(|group| &group.rows);
    rows.map(|row| row.service.as_str()).collect()
}

#[test]
fn a_part_of_the_board_says_how_many_rows_are_below_it() {
    let world = many();
    let first = world.rows(0..2);
    assert_eq!(named(&first), ["a", "b"]);
    assert_eq!((first.groups.len(), first.below), (1, 3));
    let next = world.rows(2..4);
    assert_eq!(named(&next), ["c", "d"]);
    assert_eq!((next.groups.len(), next.below), (2, 1));
    assert_eq!(
        (world.rows(4..9).below, world.rows(7..9).groups.len()),
        (0, 0)
    );
}

#[test]
fn parts_hold_the_same_rows_and_lines_as_the_whole() {
    let world = many();
    let whole = world.rows(0..usize::MAX);
    let parts = (0..5).flat_map(|at| world.rows(at..at + 1).groups);
    let parts: Vec<_> = parts
        .map(|group| (group.name, group.line, group.rows))
        .collect();
    let rows = whole.groups.into_iter().flat_map(|group| {
        let (name, line) = (group.name, group.line);
        let rows = group.rows.into_iter();
        rows.map(move |row| (name.clone(), line.clone(), vec![row]))
    });
    assert_eq!(parts, rows.collect::<Vec<_>>());
    assert_eq!(whole.below, 0);
}
