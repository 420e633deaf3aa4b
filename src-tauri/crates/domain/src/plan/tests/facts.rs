//! Facts under which every plan is possible; a test spoils what it is about.

use crate::fixtures::*;
use crate::ids::RepoName;
use crate::intent::{CutIntent, CutKind, PromoteIntent, ReleaseIntent, RollbackIntent};
use crate::plan::*;
use crate::release::NextVersion;
use crate::snapshot::{AtRemote, Between, Known};
use crate::version::{Level, VersionTag};
use jiff::SignedDuration;
use std::collections::BTreeMap;

pub(super) fn cut_intent() -> CutIntent {
    CutIntent {
        service: "api".into(),
        kind: CutKind::Final,
        rev: None,
        accepted: BTreeMap::new(),
        notes: None,
    }
}

pub(super) fn next() -> NextVersion {
    NextVersion {
        base: Some(release("1.9.0").tag),
        range_count: 7,
        level: Level::Minor,
        next: Some(version("1.10.0")),
        tag: Some("api-v1.10.0".into()),
        warnings: Vec::new(),
        blocked: Vec::new(),
        commits: Vec::new(),
        because: "minor, because of 8c1d04a".into(),
    }
}

pub(super) fn remote(tag: Option<&str>) -> RemoteFacts {
    RemoteFacts {
        name: "origin".into(),
        refs: Known::Seen(RemoteRefs {
            branch: Some(oid("3f9c2e1")),
            tag: tag.map(oid),
        }),
    }
}

pub(super) fn unreachable() -> RemoteFacts {
    RemoteFacts {
        name: "origin".into(),
        refs: Known::Unknown("it did not answer within 20 s".into()),
    }
}

pub(super) fn main_branch() -> BranchFacts {
    BranchFacts {
        name: "main".into(),
        tip: oid("3f9c2e1"),
        standing: Standing::Level,
    }
}

pub(super) fn changelog() -> FileChange {
    FileChange {
        path: "services/api/CHANGELOG.md".into(),
        before: Some("# Changelog\n\n## [1.9.0]\n".into()),
        after: "# Changelog\n\n## [1.10.0] - 2026-11-24\n\n### Added\n\n- Greeting\n\n## [1.9.0]\n"
            .into(),
        lowers: None,
    }
}

pub(super) fn cut_facts() -> CutFacts {
    CutFacts {
        repo: RepoName::new("shop"),
        next: Some(next()),
        target: Some(oid("3f9c2e1")),
        incomplete: None,
        branch: Some(main_branch()),
        checkout: None,
        protected: false,
        remote: Some(remote(None)),
        local_tag: None,
        in_the_way: None,
        requested: false,
        waiting: None,
        files: vec![changelog()],
        commit_message: "release: api 1.10.0\n".into(),
        tag_text: "api 1.10.0\n\n- Greeting\n".into(),
        signing: Signing::AsGit {
            format: "ssh".into(),
            key: "~/.ssh/id_ed25519.pub".into(),
        },
        identity: Some("Dana Ito <dana@harbour.example>".into()),
        observed_at: now() - SignedDuration::from_secs(5),
    }
}

pub(super) fn release_intent(reason: &str) -> ReleaseIntent {
    ReleaseIntent {
        service: "api".into(),
        tag: "api-v1.10.0".into(),
        reason: reason.into(),
    }
}

/// Cut with a release commit, nothing pushed.
pub(super) fn release_facts() -> ReleaseFacts {
    ReleaseFacts {
        repo: RepoName::new("shop"),
        tag: VersionTag {
            name: "api-v1.10.0".into(),
            version: version("1.10.0"),
            commit: oid("be1ea5e"),
        },
        object: Some(oid("7a9")),
        remote: Some(remote(None)),
        never_pushed: true,
        commit: Some(ReleaseCommit {
            branch: "main".into(),
            tip: oid("be1ea5e"),
            commit: oid("be1ea5e"),
            parent: oid("3f9c2e1"),
            pushed: false,
            files: vec!["CHANGELOG.md".into()],
        }),
        checkout: None,
        requested: false,
        deployed: Vec::new(),
        unseen: Vec::new(),
        yanked: false,
        observed_at: now(),
    }
}

/// The same, pushed.
pub(super) fn pushed_facts() -> ReleaseFacts {
    let mut facts = release_facts();
    facts.remote = Some(remote(Some("7a9")));
    facts.never_pushed = false;
    facts.commit.as_mut().unwrap().pushed = true;
    facts
}

pub(super) fn yank_facts() -> YankFacts {
    YankFacts {
        recorded: false,
        release: ReleaseFacts {
            deployed: vec!["staging".into()],
            ..pushed_facts()
        },
        changelogs: vec![FileChange {
            path: "CHANGELOG.md".into(),
            before: Some("## [1.10.0] - 2026-11-24\n".into()),
            after: "## [1.10.0] - 2026-11-24 [YANKED]\n".into(),
            lowers: None,
        }],
        branch: Some(main_branch()),
        commit_message: "changelog: mark api 1.10.0 as yanked\n".into(),
        identity: Some("Dana Ito <dana@harbour.example>".into()),
    }
}

pub(super) fn promote_intent() -> PromoteIntent {
    PromoteIntent {
        service: "api".into(),
        version: None,
        commit: None,
        to: "production".into(),
        ticked: BTreeMap::new(),
        reason: None,
        flags: Vec::new(),
        lane: None,
    }
}

/// 1.9.0 comes to production, which runs 1.8.2.
pub(super) fn promote_facts() -> PromoteFacts {
    PromoteFacts {
        environment: production(),
        place: Destination::Gitops(gitops("production")),
        candidate: build("1.9.0"),
        desired: "1.9.0".into(),
        here: seen(place(&[("1.8.2", 100), ("1.8.1", 200)])),
        between: Known::Seen(Between {
            gained: vec![
                commit("8c1d04a", "feat: greet by name"),
                commit("77e0d13", "fix: trim the name"),
            ],
            lost: Vec::new(),
        }),
        skipped: Vec::new(),
        yanked: false,
        at_remote: AtRemote::Same,
        verdicts: Vec::new(),
        lane: None,
        lane_refusals: Vec::new(),
        patched: None,
        under_way: None,
        requirements: Vec::new(),
        automatic: false,
        alone: false,
        patience: SignedDuration::from_mins(2),
        observed_at: now(),
    }
}

pub(super) fn rollback_intent() -> RollbackIntent {
    RollbackIntent {
        service: "api".into(),
        within: "production".into(),
        to: None,
        reason: Some("errors at checkout".into()),
        flags: Vec::new(),
    }
}

/// Production runs 1.9.0 for two hours, 1.8.2 before it.
pub(super) fn rollback_facts() -> RollbackFacts {
    RollbackFacts {
        unrecorded: Vec::new(),
        forgotten: None,
        only_adopted: false,
        environment: production(),
        place: Destination::Gitops(gitops("production")),
        here: seen(place(&[("1.9.0", 2), ("1.8.2", 100), ("1.8.1", 200)])),
        yanked: Vec::new(),
        between: Known::Seen(Between {
            gained: Vec::new(),
            lost: vec![commit("8c1d04a", "feat: greet by name")],
        }),
        verdicts: Vec::new(),
        under_way: None,
        requirements: Vec::new(),
        alone: false,
        patience: SignedDuration::from_mins(2),
        observed_at: now(),
    }
}
