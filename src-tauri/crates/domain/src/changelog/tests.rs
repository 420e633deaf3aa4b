//! Changelogs as people read them.

use super::*;
use crate::version::Version;

fn new<'a>(version: &'a Version, tag: &'a crate::ids::TagName) -> NewSection<'a> {
    NewSection {
        version,
        tag,
        previous: None,
        date: jiff::civil::date(2026, 11, 21),
        notes: "### Added\n\n- A thing\n",
    }
}

#[test]
fn a_new_file_begins_with_the_preamble() {
    let links = Links::of(Some("git@github.com:harbour/api.git"), None, None);
    let text = insert(None, &new(&Version::new(1, 0, 0), &"v1.0.0".into()), &links);
    insta::assert_snapshot!(text);
    let again = insert(
        Some(&text),
        &new(&Version::new(1, 0, 0), &"v1.0.0".into()),
        &links,
    );
    assert_eq!(again, text);
}
