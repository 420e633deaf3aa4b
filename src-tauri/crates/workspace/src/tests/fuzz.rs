use super::HARBOUR;
use crate::parse;
use proptest::prelude::*;

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
        let _ = parse(&text, "f");
    }

    #[test]
    fn a_damaged_file_never_panics(start in 0..HARBOUR.len(), length in 0usize..60, put in "[\\[\\]{}=\".\n a-z*0-9é]{0,12}") {
        let end = (start + length).min(HARBOUR.len());
        let mut text = HARBOUR.to_owned();
        text.replace_range(start..end, &put);
        if let Err(problems) = parse(&text, "f") {
            prop_assert!(!problems.is_empty());
            let lines = text.lines().count() + 1;
            prop_assert!(problems.iter().all(|p| p.line >= 1 && p.line <= lines && p.column >= 1));
        }
    }

    #[test]
    fn an_edit_that_changes_nothing_keeps_every_byte(comment in "[a-z ]{0,20}", spaces in 1usize..5) {
        let gap = " ".repeat(spaces);
        let text = format!("# {comment}\n{HARBOUR}\n[people.a]\nname{gap}={gap}\"A\"{gap}# {comment}\n");
        let same = crate::set(&text, &["people", "a", "name"], "\"A\"").unwrap();
        prop_assert_eq!(same, text);
    }
}
