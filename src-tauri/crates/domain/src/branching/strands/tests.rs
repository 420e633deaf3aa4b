use super::*;
use proptest::prelude::*;

fn oid(name: &str) -> Oid {
    Oid::new(format!("{name:0>40}"))
}

/// Rows as `column above below past`.
fn drawn(tips: &[&str], rows: &[(&str, &[&str])]) -> Vec<String> {
    let mut strands = Strands::above(tips.iter().map(|tip| oid(tip)));
    let mut texts = Vec::new();
    for (commit, parents) in rows {
        let parents: Vec<Oid> = parents.iter().map(|parent| oid(parent)).collect();
        let Strand {
            column,
            above,
            below,
            past,
        } = strands.draw(&oid(commit), &parents);
        texts.push(format!("{column} {above:?} {below:?} {past:?}"));
    }
    assert_eq!(strands, Strands::default(), "nothing is open at the end");
    texts
}

#[test]
fn a_line_of_work_stays_in_its_column() {
    let rows = drawn(&["c"], &[("c", &["b"]), ("b", &["a"]), ("a", &[])]);
    assert_eq!(rows, ["0 [] [0] []", "0 [0] [0] []", "0 [0] [] []"]);
}

#[test]
fn a_merge_opens_a_column_that_ends_where_the_branch_began() {
    let rows: &[(&str, &[&str])] = &[("d", &["b", "c"]), ("c", &["a"]), ("b", &["a"]), ("a", &[])];
    assert_eq!(
        drawn(&["d"], rows),
        [
            "0 [] [0, 1] []",
            "1 [1] [1] [0]",
            "0 [0] [0] [1]",
            "0 [0, 1] [] []"
        ]
    );
}

#[test]
fn an_octopus_has_a_line_for_each_parent() {
    let rows: &[(&str, &[&str])] = &[
        ("e", &["a", "b", "c", "d"]),
        ("d", &["a"]),
        ("c", &["a"]),
        ("b", &["a"]),
        ("a", &[]),
    ];
    let rows = drawn(&["e"], rows);
    assert_eq!(rows[0], "0 [] [0, 1, 2, 3] []");
    assert_eq!(rows[4], "0 [0, 1, 2, 3] [] []");
}

#[test]
fn two_merges_that_cross_join_what_leads_there() {
    let rows: &[(&str, &[&str])] = &[
        ("f", &["c", "d"]),
        ("e", &["d", "c"]),
        ("d", &["a"]),
        ("c", &["a"]),
        ("a", &[]),
    ];
    let rows = drawn(&["e", "f"], rows);
    assert_eq!(rows[0], "0 [] [0, 1] []");
    // `e` is a tip of its own; its second parent is what column 0 leads to.
    assert_eq!(rows[1], "2 [] [2, 0] [0, 1]");
    assert_eq!(rows[2], "1 [1, 2] [1] [0]");
}

#[test]
fn roots_end_their_columns_and_tips_take_what_is_free() {
    let rows: &[(&str, &[&str])] = &[("c", &["b"]), ("z", &[]), ("b", &[]), ("y", &[])];
    assert_eq!(
        drawn(&["c", "y", "z"], rows),
        ["0 [] [0] []", "1 [] [] [0]", "0 [0] [] []", "0 [] [] []"]
    );
}

#[test]
fn a_place_that_nobody_gave_out_is_none() {
    for text in ["", "abc", "x;", "-,zz;", ";0000"] {
        assert_eq!(Strands::parse(text), Err(NoPlace), "{text}");
    }
    assert_eq!(Strands::parse(";"), Ok(Strands::default()));
}

proptest! {
    /// Any history, drawn in one go or page by page from the texts between,
    /// looks the same; every line arrives, and the frontier has what is left.
    #[test]
    fn a_history_continues_from_the_text_of_any_place(
        links in proptest::collection::vec(proptest::collection::vec(1_usize..6, 0..4), 1..60),
        page in 1_usize..9,
    ) {
        let count = links.len();
        let parents = |number: usize| -> Vec<Oid> {
            let mut found: Vec<usize> = links[number].iter().map(|step| number + step).collect();
            found.retain(|parent| *parent < count);
            found.dedup();
            let mut seen = BTreeSet::new();
            found.retain(|parent| seen.insert(*parent));
            found.into_iter().map(|parent| oid(&format!("{parent:x}"))).collect()
        };
        let led: BTreeSet<Oid> = (0..count).flat_map(parents).collect();
        let all = (0..count).map(|number| oid(&format!("{number:x}")));
        let tips: Vec<Oid> = all.filter(|commit| !led.contains(commit)).collect();
        let mut whole = Strands::above(tips.clone());
        let mut paged = Strands::above(tips);
        for number in 0..count {
            if number % page == 0 {
                paged = Strands::parse(&paged.text()).expect("it was given out");
            }
            let commit = oid(&format!("{number:x}"));
            prop_assert!(whole.frontier().contains(&commit));
            let strand = whole.draw(&commit, &parents(number));
            prop_assert_eq!(&strand, &paged.draw(&commit, &parents(number)));
            prop_assert_eq!(strand.below.len(), parents(number).len());
            prop_assert!(!strand.past.contains(&strand.column));
        }
        prop_assert_eq!(whole, Strands::default());
    }
}
