use super::Walk;
use git2::{Oid as Id, Repository};
use lockkeeper_testkit::repo::RepoFixture;

/// So many commits on one line; the newest first.
fn line(commits: usize) -> (RepoFixture, Vec<Id>) {
    let mut fixture = RepoFixture::new();
    let made = (0..commits).map(|number| {
        let commit = fixture.commit_files("feat: more", &[("file", &number.to_string())]);
        Id::from_str(commit.as_str()).expect("an id")
    });
    let mut line: Vec<Id> = made.collect();
    line.reverse();
    (fixture, line)
}

#[test]
fn nothing_below_the_base_is_read_where_all_that_is_shown_contains_it() {
    let (fixture, line) = line(40);
    let library = Repository::open(fixture.path()).expect("it opens");
    let odb = library.odb().expect("it has objects");
    for base in [0, 1, 12] {
        let mut walk = Walk::from(&odb, line[0], 100).expect("it begins");
        walk.hide_all(&odb, &[line[base]]).expect("it ends");
        assert_eq!(walk.len(), base + 1, "of {base}");
        assert_eq!(walk.in_order().len(), base, "of {base}");
    }
}

#[test]
fn what_began_beside_the_base_is_looked_for_below_it() {
    let (fixture, line) = line(12);
    fixture.git(["switch", "-q", "-c", "side", &line[9].to_string()]);
    fixture.git([
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "merge",
        &line[4].to_string(),
    ]);
    fixture.git(["commit", "-q", "--allow-empty", "-m", "fix: beside"]);
    let beside = fixture.git(["rev-parse", "HEAD"]);
    let beside = Id::from_str(beside.trim()).expect("an id");
    let library = Repository::open(fixture.path()).expect("it opens");
    let odb = library.odb().expect("it has objects");
    let mut walk = Walk::from(&odb, beside, 100).expect("it begins");
    walk.hide_all(&odb, &[line[0]]).expect("it ends");
    let range = format!("{}..side", line[0]);
    let counted = fixture.git(["rev-list", "--count", &range]);
    assert_eq!(walk.in_order().len().to_string(), counted.trim());
}
