use super::facts::*;
use super::{codes, note, planned, refusal, steps};
use crate::branching::Checkout;
use crate::fixtures::*;
use crate::plan::*;

// Situation 15: a tag on the wrong commit.

#[test]
fn situation_15_unpushed_is_undone_exactly() {
    let facts = release_facts();
    assert_eq!(way_out(&facts), PlanKind::Undo);
    let plan = planned(undo(&release_intent(""), &facts, &stamp()));
    assert_eq!(steps(&plan), ["restore", "restore", "record"]);
    let restores = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Restore {
            name,
            expected,
            restored,
            ..
        } => Some((name.as_str(), expected.clone(), restored.clone())),
        _ => None,
    });
    // Whatever stops the branch leaves the tag, so that it can be repeated.
    assert_eq!(
        restores.collect::<Vec<_>>(),
        [
            ("refs/heads/main", oid("be1ea5e"), Some(oid("3f9c2e1"))),
            ("refs/tags/api-v1.10.0", oid("7a9"), None)
        ]
    );
    assert_eq!(
        codes(withdraw(&release_intent(""), &facts, &stamp())),
        ["not-pushed"]
    );
}

#[test]
fn situation_15_pushed_and_never_requested_is_withdrawn_with_a_lease() {
    let facts = pushed_facts();
    assert_eq!(way_out(&facts), PlanKind::Withdraw);
    let plan = planned(withdraw(&release_intent("wrong commit"), &facts, &stamp()));
    assert_eq!(steps(&plan), ["push", "restore", "record"]);
    let Action::Push { refs, .. } = &plan.steps[0].action else {
        panic!()
    };
    assert_eq!(
        (&refs[0].expected, &refs[0].desired),
        (&Some(oid("7a9")), &None)
    );
    note(&plan, "commit-stays");
    assert_eq!(
        codes(undo(&release_intent(""), &facts, &stamp())),
        ["pushed"]
    );
}

#[test]
fn a_release_commit_that_others_have_stays_and_the_plan_says_so() {
    let facts = ReleaseFacts {
        remote: release_facts().remote,
        ..pushed_facts()
    };
    let plan = planned(undo(&release_intent(""), &facts, &stamp()));
    assert_eq!(steps(&plan), ["restore", "record"]);
    note(&plan, "commit-stays");
}

#[test]
fn a_place_that_cannot_be_seen_stops_both() {
    let unseen = vec!["production: infra is offline".to_owned()];
    for facts in [release_facts(), pushed_facts()] {
        let facts = ReleaseFacts {
            unseen: unseen.clone(),
            ..facts
        };
        let built = match way_out(&facts) {
            PlanKind::Undo => undo(&release_intent("x"), &facts, &stamp()),
            _ => withdraw(&release_intent("x"), &facts, &stamp()),
        };
        assert_eq!(codes(built), ["use-unknown"]);
    }
}

#[test]
fn situation_15_a_name_once_requested_or_deployed_is_never_used_again() {
    let deployed = ReleaseFacts {
        deployed: vec!["dev".into(), "staging".into()],
        ..pushed_facts()
    };
    let requested = ReleaseFacts {
        requested: true,
        ..pushed_facts()
    };
    assert_eq!(
        (way_out(&deployed), way_out(&requested)),
        (PlanKind::Yank, PlanKind::Yank)
    );
    let found = refusal(
        withdraw(&release_intent("x"), &deployed, &stamp()),
        "deployed",
    );
    assert_eq!(found.text, "api-v1.10.0 is or was live in dev and staging.");
    assert_eq!(
        found.hint.unwrap(),
        "Yank it and cut the next patch: the name is never used again."
    );
    assert_eq!(
        codes(withdraw(&release_intent("x"), &requested, &stamp())),
        ["requested"]
    );
    let unpushed = ReleaseFacts {
        requested: true,
        ..release_facts()
    };
    assert_eq!(
        codes(undo(&release_intent("x"), &unpushed, &stamp())),
        ["requested"]
    );
}

#[test]
fn a_branch_that_moved_on_keeps_its_release_commit() {
    let mut facts = release_facts();
    facts.commit.as_mut().unwrap().tip = oid("aa11");
    facts.checkout = Some(changed("CHANGELOG.md"));
    let plan = planned(undo(&release_intent(""), &facts, &stamp()));
    assert_eq!(steps(&plan), ["restore", "record"]);
    assert_eq!(
        note(&plan, "commit-stays").text,
        "The release commit be1ea5e stays on main. The next cut writes its section of the changelog anew."
    );
    assert_eq!(
        note(&plan, "kept-by-push").text,
        "Newer commits stand on it. To keep the release: `git push --atomic origin main api-v1.10.0`."
    );
    facts.tag.version = version("1.10.0-rc.1");
    let plan = planned(undo(&release_intent(""), &facts, &stamp()));
    assert!(!note(&plan, "commit-stays").text.contains("section"));
}

/// The work tree of main, with a change in that file.
fn changed(file: &str) -> Checkout {
    Checkout {
        folder: "/src/shop".into(),
        branch: Some("main".into()),
        here: true,
        dirty: vec!["README.md".into(), file.into()],
        under_way: None,
    }
}

#[test]
fn changes_in_the_files_of_a_release_are_kept_and_others_are_in_nobodys_way() {
    let facts = |file: &str| ReleaseFacts {
        checkout: Some(changed(file)),
        ..release_facts()
    };
    let found = refusal(
        undo(&release_intent(""), &facts("CHANGELOG.md"), &stamp()),
        "dirty",
    );
    assert_eq!(found.lines, ["CHANGELOG.md"]);
    assert!(undo(&release_intent(""), &facts("other"), &stamp()).is_ok());
    let yanked = |file: &str| {
        let mut yanked = yank_facts();
        yanked.release.checkout = Some(changed(file));
        yank(&release_intent("why"), &yanked, &stamp())
    };
    assert_eq!(codes(yanked("CHANGELOG.md")), ["dirty"]);
    assert!(yanked("other").is_ok());
}

#[test]
fn a_remote_that_cannot_be_asked_stops_both() {
    let facts = ReleaseFacts {
        remote: Some(unreachable()),
        ..release_facts()
    };
    assert_eq!(
        codes(undo(&release_intent(""), &facts, &stamp())),
        ["remote-unknown"]
    );
    assert_eq!(
        codes(withdraw(&release_intent(""), &facts, &stamp())),
        ["remote-unknown"]
    );
}

#[test]
fn a_tag_that_only_the_remote_has_is_withdrawn_there() {
    let facts = ReleaseFacts {
        object: None,
        ..pushed_facts()
    };
    assert_eq!(
        steps(&planned(withdraw(&release_intent("x"), &facts, &stamp()))),
        ["push", "record"]
    );
    assert_eq!(
        codes(undo(
            &release_intent("x"),
            &ReleaseFacts {
                object: None,
                ..release_facts()
            },
            &stamp()
        )),
        ["no-tag"]
    );
}

#[test]
fn a_tag_that_is_another_object_on_the_remote_is_left_alone() {
    let facts = ReleaseFacts {
        object: Some(oid("0dd")),
        ..pushed_facts()
    };
    let refusals = withdraw(&release_intent("x"), &facts, &stamp()).unwrap_err();
    let tag = &facts.tag.name;
    let taken = format!("`git fetch --force origin refs/tags/{tag}:refs/tags/{tag}`");
    assert_eq!(refusals[0].code, "tag-differs");
    assert!(
        refusals[0].hint.as_ref().unwrap().contains(&taken),
        "{refusals:?}"
    );
}

#[test]
fn a_release_that_lost_to_somebody_elses_is_undone_and_theirs_stays() {
    let facts = ReleaseFacts {
        object: Some(oid("0dd")),
        remote: pushed_facts().remote,
        // Theirs was asked for and deployed by the same name.
        requested: true,
        deployed: vec!["dev".into()],
        ..release_facts()
    };
    assert_eq!(way_out(&facts), PlanKind::Undo);
    let plan = planned(undo(&release_intent(""), &facts, &stamp()));
    assert_eq!(steps(&plan), ["restore", "restore", "record"]);
    let theirs = note(&plan, "theirs-stays");
    assert!(theirs.text.contains("somebody else's"), "{}", theirs.text);
    let moved_later = ReleaseFacts {
        never_pushed: false,
        ..facts
    };
    assert_eq!(way_out(&moved_later), PlanKind::Yank);
}

#[test]
fn a_yank_marks_the_changelog_and_leaves_the_tag() {
    let plan = planned(yank(
        &release_intent("loses orders"),
        &yank_facts(),
        &stamp(),
    ));
    assert_eq!(steps(&plan), ["write_files", "commit", "push", "record"]);
    note(&plan, "tag-stays");
    assert_eq!(
        note(&plan, "deployed").text,
        "It is or was live in staging; a yank takes it off nowhere."
    );
}

#[test]
fn a_yank_without_a_changelog_is_only_recorded() {
    let facts = YankFacts {
        changelogs: Vec::new(),
        branch: None,
        identity: None,
        ..yank_facts()
    };
    let plan = planned(yank(&release_intent("bad"), &facts, &stamp()));
    assert_eq!(steps(&plan), ["record"]);
    note(&plan, "only-here");
    let facts = YankFacts {
        recorded: true,
        ..facts
    };
    let plan = planned(yank(&release_intent("bad"), &facts, &stamp()));
    let told = plan.notes.iter().any(|note| note.code == "only-here");
    assert!(!told, "the ledger tells everybody");
}

#[test]
fn a_yank_marks_every_changelog_in_one_commit() {
    let mut facts = yank_facts();
    let other = FileChange {
        path: "web/CHANGELOG.md".into(),
        ..facts.changelogs[0].clone()
    };
    facts.changelogs.push(other);
    let plan = planned(yank(&release_intent("bad"), &facts, &stamp()));
    assert_eq!(steps(&plan), ["write_files", "commit", "push", "record"]);
    let Action::WriteFiles { files, .. } = &plan.steps[0].action else {
        panic!()
    };
    assert_eq!(*files, facts.changelogs);
    assert!(plan.notes.iter().all(|note| note.code != "only-here"));
}

#[test]
fn what_was_yanked_stays_under_its_name() {
    let yanked = ReleaseFacts {
        yanked: true,
        ..release_facts()
    };
    for plan in [
        withdraw(&release_intent("why"), &yanked, &stamp()),
        undo(&release_intent("why"), &yanked, &stamp()),
    ] {
        assert_eq!(codes(plan).first().map(String::as_str), Some("yanked"));
    }
}

#[test]
fn a_yank_names_everything_in_its_way() {
    let mut facts = yank_facts();
    facts.release.yanked = true;
    facts.release.remote = Some(unreachable());
    facts.branch = Some(BranchFacts {
        standing: Standing::Behind(1),
        ..main_branch()
    });
    facts.identity = None;
    let found = codes(yank(&release_intent("  "), &facts, &stamp()));
    assert_eq!(
        found,
        [
            "yanked",
            "no-reason",
            "behind",
            "no-identity",
            "remote-unknown"
        ]
    );
}
