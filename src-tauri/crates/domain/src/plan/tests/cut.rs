use super::facts::*;
use super::{codes, note, planned, refusal, steps};
use crate::branching::Checkout;
use crate::fixtures::*;
use crate::intent::CutKind;
use crate::plan::*;
use crate::snapshot::Known;

fn cut_of(facts: &CutFacts) -> Result<Plan, Vec<Refusal>> {
    cut(&cut_intent(), facts, &stamp())
}

fn refs(plan: &Plan) -> Vec<RefUpdate> {
    let pushes = plan.steps.iter().filter_map(|s| match &s.action {
        Action::Push { refs, .. } => Some(refs.clone()),
        _ => None,
    });
    pushes.flatten().collect()
}

#[test]
fn a_cut_writes_commits_tags_and_pushes_everything_at_once() {
    let plan = planned(cut_of(&cut_facts()));
    assert_eq!(
        steps(&plan),
        ["write_files", "commit", "create_tag", "push", "record"]
    );
    let refs = refs(&plan);
    assert_eq!(refs[0].name, "refs/heads/main");
    assert_eq!(
        (&refs[0].expected, &refs[0].desired),
        (&Some(oid("3f9c2e1")), &Some(Desired::MadeCommit))
    );
    assert_eq!(refs[1].name, "refs/tags/api-v1.10.0");
    assert_eq!(
        (&refs[1].expected, &refs[1].desired),
        (&None, &Some(Desired::MadeTag))
    );
}

#[test]
fn what_people_wrote_into_a_changelog_never_goes_in_silence() {
    let written = |line: &str| format!("# Changelog\n\n## [1.10.0] - 2026-11-23\n\n{line}\n");
    let plan = planned(cut_of(&CutFacts {
        files: vec![FileChange {
            path: "CHANGELOG.md".into(),
            before: Some(written("- Rebates, from 1 December.")),
            after: written("- Rebates."),
            lowers: None,
        }],
        ..cut_facts()
    }));
    let told = note(&plan, "rewritten");
    assert_eq!(told.lines, ["- Rebates, from 1 December."]);
    let before = "# Changelog\n\n## [Unreleased]\n\n- Vouchers.\n";
    let plan = planned(cut_of(&CutFacts {
        files: vec![FileChange {
            path: "CHANGELOG.md".into(),
            before: Some(before.into()),
            after: format!("{before}\n## [1.10.0] - 2026-11-23\n\n- Rebates.\n"),
            lowers: None,
        }],
        ..cut_facts()
    }));
    assert_eq!(note(&plan, "unreleased").lines, ["- Vouchers."]);
}

#[test]
fn without_files_there_is_no_commit_and_only_the_tag_goes_out() {
    let plan = planned(cut_of(&CutFacts {
        files: Vec::new(),
        ..cut_facts()
    }));
    assert_eq!(steps(&plan), ["create_tag", "push", "record"]);
    assert_eq!(refs(&plan).len(), 1);
}

#[test]
fn commits_the_remote_lacks_go_out_with_the_tag_and_are_announced() {
    let mut facts = CutFacts {
        files: Vec::new(),
        ..cut_facts()
    };
    facts.target = Some(oid("aa11"));
    facts.branch = Some(BranchFacts {
        tip: oid("aa11"),
        standing: Standing::Ahead(2),
        ..main_branch()
    });
    let plan = planned(cut_of(&facts));
    let refs = refs(&plan);
    assert_eq!(refs[0].expected, Some(oid("3f9c2e1")));
    assert_eq!(refs[0].desired, Some(Desired::Object(oid("aa11"))));
    assert_eq!(
        note(&plan, "goes-out").text,
        "2 commits of main that the remote lacks will be pushed with the tag."
    );
}

#[test]
fn an_older_commit_is_tagged_without_touching_the_branch() {
    let facts = CutFacts {
        files: Vec::new(),
        target: Some(oid("01d")),
        ..cut_facts()
    };
    assert_eq!(refs(&planned(cut_of(&facts))).len(), 1);
    let with_files = CutFacts {
        target: Some(oid("01d")),
        ..cut_facts()
    };
    assert_eq!(codes(cut_of(&with_files)), ["not-the-tip"]);
}

#[test]
fn without_a_remote_the_tag_stays_here() {
    let plan = planned(cut_of(&CutFacts {
        remote: None,
        ..cut_facts()
    }));
    assert_eq!(
        steps(&plan),
        ["write_files", "commit", "create_tag", "record"]
    );
    note(&plan, "no-remote");
}

#[test]
fn a_tag_that_exists_is_named_with_the_place_it_exists_in() {
    let text = |local: bool, there: bool| {
        let facts = CutFacts {
            local_tag: local.then(|| oid("7a9")),
            remote: Some(remote(there.then_some("7a9"))),
            ..cut_facts()
        };
        refusal(cut_of(&facts), "tag-exists").text
    };
    assert_eq!(
        text(true, false),
        "The tag api-v1.10.0 exists already, in this repository only."
    );
    assert_eq!(
        text(false, true),
        "The tag api-v1.10.0 exists already, on origin only."
    );
    assert_eq!(
        text(true, true),
        "The tag api-v1.10.0 exists already, here and on origin."
    );
}

#[test]
fn nothing_is_pushed_to_a_branch_that_takes_pull_requests_only() {
    let protected = || CutFacts {
        protected: true,
        ..cut_facts()
    };
    let found = refusal(cut_of(&protected()), "by-request");
    assert_eq!(
        found.text,
        "main takes work by pull request only, and the release would push its commit there."
    );
    let tag_only = || CutFacts {
        files: Vec::new(),
        ..protected()
    };
    assert_eq!(refs(&planned(cut_of(&tag_only()))).len(), 1);
    let ahead = CutFacts {
        branch: Some(BranchFacts {
            standing: Standing::Ahead(2),
            ..main_branch()
        }),
        ..tag_only()
    };
    let found = refusal(cut_of(&ahead), "by-request");
    assert_eq!(
        found.text,
        "main takes work by pull request only, and the cut would push commits there."
    );
    planned(cut_of(&CutFacts {
        remote: None,
        ..protected()
    }));
}

#[test]
fn a_branch_that_lacks_commits_of_the_remote_is_refused() {
    for (standing, code) in [
        (Standing::Behind(3), "behind"),
        (
            Standing::Diverged {
                ahead: 1,
                behind: 2,
            },
            "diverged",
        ),
    ] {
        let branch = Some(BranchFacts {
            standing,
            ..main_branch()
        });
        let found = refusal(
            cut_of(&CutFacts {
                branch,
                ..cut_facts()
            }),
            code,
        );
        assert!(found.hint.is_some());
    }
}

#[test]
fn all_refusals_come_together() {
    let facts = CutFacts {
        target: None,
        incomplete: Some("the clone is shallow".into()),
        next: None,
        branch: Some(BranchFacts {
            standing: Standing::Behind(1),
            ..main_branch()
        }),
        remote: Some(unreachable()),
        identity: None,
        ..cut_facts()
    };
    let found = codes(cut_of(&facts));
    assert_eq!(
        found,
        [
            "unborn",
            "incomplete",
            "remote-unknown",
            "behind",
            "no-identity"
        ]
    );
}

#[test]
fn nothing_to_release_says_since_when() {
    let mut next = next();
    (next.next, next.tag) = (None, None);
    let found = refusal(
        cut_of(&CutFacts {
            next: Some(next.clone()),
            ..cut_facts()
        }),
        "nothing-to-release",
    );
    assert_eq!(found.text, "There is nothing to release since api-v1.9.0.");
    next.blocked = vec!["The base tag names two commits.".into()];
    assert_eq!(
        codes(cut_of(&CutFacts {
            next: Some(next),
            ..cut_facts()
        })),
        ["blocked"]
    );
}

#[test]
fn a_version_set_by_hand_keeps_its_reason_in_the_plan() {
    let mut intent = cut_intent();
    intent.kind = CutKind::Exact {
        version: version("2.0.0"),
        reason: "marketing".into(),
    };
    let plan = planned(cut(&intent, &cut_facts(), &stamp()));
    assert_eq!(
        note(&plan, "set-by-hand").text,
        "The version was set by hand: marketing"
    );
}

#[test]
fn an_unsigned_tag_is_announced() {
    let plan = planned(cut_of(&CutFacts {
        signing: Signing::No,
        ..cut_facts()
    }));
    note(&plan, "unsigned");
}

#[test]
fn a_branch_that_is_new_on_the_remote_must_not_exist_there() {
    let facts = CutFacts {
        branch: Some(BranchFacts {
            standing: Standing::New,
            ..main_branch()
        }),
        remote: Some(RemoteFacts {
            name: "origin".into(),
            refs: Known::Seen(RemoteRefs::default()),
        }),
        ..cut_facts()
    };
    assert_eq!(refs(&planned(cut_of(&facts)))[0].expected, None);
}

#[test]
fn a_work_tree_that_cannot_take_the_files_is_refused_in_the_plan() {
    let written = cut_facts().files[0].path.clone();
    let shown = |dirty: &[&str], under_way: Option<&str>| CutFacts {
        checkout: Some(Checkout {
            folder: "/src/shop".to_owned(),
            branch: Some(main_branch().name),
            here: true,
            dirty: dirty.iter().map(ToString::to_string).collect(),
            under_way: under_way.map(str::to_owned),
        }),
        ..cut_facts()
    };
    let found = refusal(cut_of(&shown(&[], Some("merge"))), "under-way");
    assert_eq!(found.text, "A merge is in progress in /src/shop.");
    assert!(found.hint.unwrap().contains("git merge --abort"));
    let found = refusal(cut_of(&shown(&["README.md", &written], None)), "dirty");
    assert_eq!(found.lines, [written]);
    planned(cut_of(&shown(&["README.md"], None)));
}

#[test]
fn a_version_by_hand_needs_a_reason() {
    let by_hand = |reason: &str| {
        let kind = CutKind::Exact {
            version: crate::version::Version::new(1, 10, 0),
            reason: reason.to_owned(),
        };
        let intent = crate::intent::CutIntent {
            kind,
            ..cut_intent()
        };
        cut(&intent, &cut_facts(), &stamp())
    };
    assert_eq!(codes(by_hand(" \n")), ["no-reason"]);
    assert!(by_hand("a launch").is_ok());
}
