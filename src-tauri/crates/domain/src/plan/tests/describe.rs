use super::facts::*;
use super::planned;
use crate::fixtures::*;
use crate::plan::command::quote;
use crate::plan::*;
use std::fmt::Write;

/// A plan as the terminal shows it.
pub(super) fn text(plan: &Plan) -> String {
    let text = describe(plan);
    let mut page = format!("{}\n", text.title);
    for step in &text.steps {
        writeln!(page, "\n{}. {}", step.number, step.title).unwrap();
        if let Some(command) = &step.command {
            writeln!(page, "   $ {command}").unwrap();
        }
        for line in &step.lines {
            writeln!(page, "   | {line}").unwrap();
        }
    }
    for note in &text.notes {
        writeln!(page, "\n{}: {}", note.code, note.text).unwrap();
        for line in &note.lines {
            writeln!(page, "   {line}").unwrap();
        }
    }
    if let Some(typed) = &text.typed {
        writeln!(page, "\ntype {typed}").unwrap();
    }
    page
}

#[test]
fn the_text_of_a_cut() {
    insta::assert_snapshot!(text(&planned(cut(&cut_intent(), &cut_facts(), &stamp()))));
}

#[test]
fn the_text_of_a_cut_without_files_and_signature() {
    let facts = CutFacts {
        files: Vec::new(),
        signing: Signing::No,
        target: Some(oid("aa11")),
        branch: Some(BranchFacts {
            tip: oid("aa11"),
            standing: Standing::Ahead(2),
            ..main_branch()
        }),
        ..cut_facts()
    };
    insta::assert_snapshot!(text(&planned(cut(&cut_intent(), &facts, &stamp()))));
}

#[test]
fn the_text_of_an_undo() {
    insta::assert_snapshot!(text(&planned(undo(
        &release_intent("too early"),
        &release_facts(),
        &stamp()
    ))));
}

#[test]
fn the_text_of_a_withdrawal() {
    insta::assert_snapshot!(text(&planned(withdraw(
        &release_intent("wrong commit"),
        &pushed_facts(),
        &stamp()
    ))));
}

#[test]
fn the_text_of_a_yank() {
    insta::assert_snapshot!(text(&planned(yank(
        &release_intent("loses orders"),
        &yank_facts(),
        &stamp()
    ))));
}

#[test]
fn the_text_of_a_promotion() {
    let facts = PromoteFacts {
        alone: true,
        skipped: vec![version("1.8.9")],
        ..promote_facts()
    };
    insta::assert_snapshot!(text(&planned(promote(&promote_intent(), &facts, &stamp()))));
}

#[test]
fn the_text_of_a_rollback() {
    insta::assert_snapshot!(text(&planned(rollback(
        &rollback_intent(),
        &rollback_facts(),
        &stamp()
    ))));
}

#[test]
fn the_text_of_hostile_names() {
    let mut facts = cut_facts();
    facts.branch.as_mut().unwrap().name = "-d; rm -rf ~".into();
    facts.remote.as_mut().unwrap().name = "o'r'igin $(x)".into();
    facts.next.as_mut().unwrap().tag = Some("v1.10.0\u{202e}\n`id`".into());
    facts.commit_message = "it's \"done\"; $(reboot)\n".into();
    insta::assert_snapshot!(text(&planned(cut(&cut_intent(), &facts, &stamp()))));
}

#[test]
fn words_are_quoted_so_that_a_shell_reads_them_back() {
    for (word, quoted) in [
        ("main", "main"),
        ("", "''"),
        ("two words", "'two words'"),
        ("it's", r"'it'\''s'"),
        ("$(x)", "'$(x)'"),
        ("*", "'*'"),
        ("~root", "'~root'"),
        ("a\nb", r"$'a\nb'"),
        ("a\u{202e}b", r"$'a\u202eb'"),
        ("\u{1b}[31m'", r"$'\x1b[31m\''"),
    ] {
        assert_eq!(quote(word), quoted);
    }
}

#[test]
fn a_plan_survives_its_way_through_json() {
    let plans = [
        planned(cut(&cut_intent(), &cut_facts(), &stamp())),
        planned(promote(&promote_intent(), &promote_facts(), &stamp())),
        planned(rollback(&rollback_intent(), &rollback_facts(), &stamp())),
    ];
    for plan in plans {
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    }
}
