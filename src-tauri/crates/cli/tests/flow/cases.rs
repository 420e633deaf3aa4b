//! The matrix: every model with every kind of branch it has, every way its
//! work can go, every state it may be found in, and the end that is expected.

use crate::yard::{Clone, Yard};

/// A model, with the branches it lives by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    Gitflow,
    GithubFlow,
    Environments,
    GitflowEnvironments,
    /// A table of the team's own.
    Own,
}

/// How work goes into a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Merge,
    FastForward,
    Squash,
    Rebase,
}

/// In which state a finish finds the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Clean,
    /// The parent changed the same lines.
    ConflictUp,
    /// A branch that follows changed the same lines.
    ConflictDown,
    /// The remote's parent moved on.
    Lagging,
    /// The remote's parent and the parent here both moved on.
    Diverged,
    /// A tag of that name is here.
    TagHere,
    /// A tag of that name is on the remote.
    TagThere,
    /// The parent takes work by pull request only.
    Protected,
    /// The same, and the request was merged.
    Requested,
}

/// Where a finish ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Where plain git commands end, object by object.
    AsGit,
    /// At a conflict; solved and continued, where plain git ends.
    Solved,
    /// The branch is on the remote; nothing else moved.
    Pushed,
    /// Nothing moved, and these words are said.
    Refused(&'static str),
    /// There is no such state: nothing follows, or no tag is made.
    Impossible,
}

/// A kind of branch in a model: where it starts, where it goes, who follows.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub model: Model,
    /// Its kind; a branch that stays has its own name here.
    pub kind: &'static str,
    pub branch: &'static str,
    pub start: &'static str,
    /// Where its work goes; empty where it is never finished.
    pub parent: &'static str,
    pub followers: &'static [&'static str],
    pub tag: bool,
    pub keep: bool,
}

impl Model {
    pub const ALL: [Self; 5] = [
        Self::Gitflow,
        Self::GithubFlow,
        Self::Environments,
        Self::GitflowEnvironments,
        Self::Own,
    ];

    pub const fn bases(self) -> &'static [&'static str] {
        match self {
            Self::Gitflow => &["main", "develop"],
            Self::GithubFlow => &["main"],
            Self::Environments | Self::GitflowEnvironments => &["main", "staging", "develop"],
            Self::Own => &["main", "next", "demo"],
        }
    }

    /// As the workspace file names it; a table says which way work goes.
    fn table(self, way: Way) -> String {
        let word = match self {
            Self::Gitflow => "gitflow",
            Self::GithubFlow => "github-flow",
            Self::Environments => "environment-branches",
            Self::GitflowEnvironments => "gitflow-environments",
            Self::Own => return own(way.up()),
        };
        format!("{word:?}")
    }
}

/// A model that no tool knows: work on `next`, drops into `main`, and trials
/// that stay open beside a branch nothing follows.
fn own(up: &str) -> String {
    let bases = r#"{ name = "main" }, { name = "next", parent = "main", up = "UP" }, { name = "demo", parent = "main", follows = false, up = "UP" }"#;
    let topics = r#"{ kind = "task", prefix = "task-", start = "next", parent = "next", up = "UP" }, { kind = "drop", start = "next", parent = "main", tag = "v", up = "UP" }, { kind = "trial", start = "main", parent = "demo", keep = true, up = "UP" }, { kind = "line", start = "main" }"#;
    format!("{{ bases = [{bases}], topics = [{topics}] }}").replace("UP", up)
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Merge, Self::FastForward, Self::Squash, Self::Rebase];

    /// As the workspace file says it.
    const fn up(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::FastForward => "ff-only",
            Self::Squash => "squash",
            Self::Rebase => "rebase",
        }
    }
}

impl State {
    pub const ALL: [Self; 9] = [
        Self::Clean,
        Self::ConflictUp,
        Self::ConflictDown,
        Self::Lagging,
        Self::Diverged,
        Self::TagHere,
        Self::TagThere,
        Self::Protected,
        Self::Requested,
    ];
}

const fn case(
    model: Model,
    (kind, branch): (&'static str, &'static str),
    (start, parent): (&'static str, &'static str),
) -> Case {
    Case {
        model,
        kind,
        branch,
        start,
        parent,
        followers: &[],
        tag: false,
        keep: false,
    }
}

/// One that makes a tag and comes back into the branches that follow.
const fn tagged(followers: &'static [&'static str], case: Case) -> Case {
    Case {
        followers,
        tag: true,
        ..case
    }
}

const fn kept(case: Case) -> Case {
    Case { keep: true, ..case }
}

/// Every kind of branch of every model, and every base that has a parent.
pub const CASES: &[Case] = &{
    use Model::{Environments, Gitflow, GitflowEnvironments, GithubFlow, Own};
    const FEATURE: (&str, &str) = ("feature", "feature/1.1.0");
    const BUGFIX: (&str, &str) = ("bugfix", "bugfix/1.1.0");
    const RELEASE: (&str, &str) = ("release", "release/1.1.0");
    const HOTFIX: (&str, &str) = ("hotfix", "hotfix/1.1.0");
    const SUPPORT: (&str, &str) = ("support", "support/1.1.0");
    const DEVELOP: (&str, &str) = ("develop", "develop");
    const STAGING: (&str, &str) = ("staging", "staging");
    const LEVELS: &[&str] = &["staging", "develop"];
    [
        case(Gitflow, FEATURE, ("develop", "develop")),
        case(Gitflow, BUGFIX, ("develop", "develop")),
        tagged(&["develop"], case(Gitflow, RELEASE, ("develop", "main"))),
        tagged(&["develop"], case(Gitflow, HOTFIX, ("main", "main"))),
        case(Gitflow, SUPPORT, ("main", "")),
        kept(case(Gitflow, DEVELOP, ("develop", "main"))),
        case(GithubFlow, FEATURE, ("main", "main")),
        case(GithubFlow, BUGFIX, ("main", "main")),
        case(GithubFlow, HOTFIX, ("main", "main")),
        case(GithubFlow, ("chore", "chore/1.1.0"), ("main", "main")),
        case(GithubFlow, ("docs", "docs/1.1.0"), ("main", "main")),
        case(Environments, FEATURE, ("develop", "develop")),
        case(Environments, BUGFIX, ("develop", "develop")),
        tagged(LEVELS, case(Environments, HOTFIX, ("main", "main"))),
        kept(case(Environments, DEVELOP, ("develop", "staging"))),
        kept(case(Environments, STAGING, ("staging", "main"))),
        case(GitflowEnvironments, FEATURE, ("develop", "develop")),
        case(GitflowEnvironments, BUGFIX, ("develop", "develop")),
        tagged(
            LEVELS,
            case(GitflowEnvironments, RELEASE, ("develop", "main")),
        ),
        tagged(LEVELS, case(GitflowEnvironments, HOTFIX, ("main", "main"))),
        case(GitflowEnvironments, SUPPORT, ("main", "")),
        kept(case(GitflowEnvironments, DEVELOP, ("develop", "staging"))),
        kept(case(GitflowEnvironments, STAGING, ("staging", "main"))),
        case(Own, ("task", "task-1.1.0"), ("next", "next")),
        tagged(
            &["next"],
            case(Own, ("drop", "drop/1.1.0"), ("next", "main")),
        ),
        kept(case(Own, ("trial", "trial/1.1.0"), ("main", "demo"))),
        case(Own, ("line", "line/1.1.0"), ("main", "")),
        kept(case(Own, ("next", "next"), ("next", "main"))),
        kept(case(Own, ("demo", "demo"), ("demo", "main"))),
    ]
};

impl Case {
    /// Where a finish of this kind, this way, in this state has to end.
    pub fn end(&self, way: Way, state: State) -> End {
        if self.parent.is_empty() {
            return End::Refused("is never finished");
        }
        match state {
            State::ConflictDown if self.followers.is_empty() => return End::Impossible,
            State::TagHere | State::TagThere if !self.tag => return End::Impossible,
            State::Diverged => return End::Refused("gone apart"),
            _ => {}
        }
        // What is on the remote and stays there is never made anew.
        if way == Way::Rebase && self.keep {
            return End::Refused("cannot be rebased");
        }
        let moved_on = matches!(state, State::ConflictUp | State::Lagging);
        if way == Way::FastForward && moved_on {
            return End::Refused("only a fast-forward is allowed");
        }
        match state {
            State::ConflictUp | State::ConflictDown => End::Solved,
            State::TagHere | State::TagThere => End::Refused("v1.1.0 exists already"),
            State::Protected => End::Pushed,
            _ => End::AsGit,
        }
    }

    pub fn is_base(&self) -> bool {
        self.kind == self.branch
    }

    /// The words after `flow`.
    pub fn finish(&self) -> Vec<&'static str> {
        match self.is_base() {
            true => vec!["finish", self.branch],
            false => vec!["finish", self.kind, "1.1.0"],
        }
    }

    /// The words after `flow`, with the way where the model does not say it.
    pub fn finish_by(&self, way: Way) -> Vec<&'static str> {
        let mut words = self.finish();
        match way {
            _ if self.model == Model::Own => {}
            Way::Merge => {}
            Way::FastForward => words.push("--ff-only"),
            Way::Squash => words.push("--squash"),
            Way::Rebase => words.push("--rebase"),
        }
        words
    }

    /// The branch that follows last: where a conflict on the way down is.
    pub fn last(&self) -> &'static str {
        self.followers.last().copied().unwrap_or(self.parent)
    }

    /// Makes the state a finish is to find.
    pub fn prepare(&self, yard: &Yard, clone: &Clone<'_>, way: Way, state: State) {
        match state {
            State::Clean => {}
            State::ConflictUp => self.disagree(clone, self.parent),
            State::ConflictDown => self.disagree(clone, self.last()),
            State::Lagging | State::Diverged => {
                let other = yard.clone("other");
                other.git(&["switch", "-q", self.parent]);
                other.commit("other.txt", "x\n", "feat: by somebody else");
                other.git(&["push", "-q", "origin", self.parent]);
                if state == State::Diverged {
                    clone.git(&["switch", "-q", self.parent]);
                    clone.commit("mine.txt", "x\n", "feat: mine");
                }
            }
            State::TagHere | State::TagThere => {
                clone.git(&["tag", "-a", "v1.1.0", "-m", "another", "v1.0.0"]);
                if state == State::TagThere {
                    clone.git(&["push", "-q", "origin", "v1.1.0"]);
                    clone.git(&["tag", "-d", "v1.1.0"]);
                }
            }
            State::Protected => self.agree(clone, way, true),
            State::Requested => {
                self.agree(clone, way, true);
                clone.flows(&self.finish_by(way));
                let other = yard.clone("other");
                other.git(&["switch", "-q", self.parent]);
                let work = format!("origin/{}", self.branch);
                other.git(&["merge", "-q", "--no-ff", "-m", "Request 7", &work]);
                other.git(&["push", "-q", "origin", self.parent]);
            }
        }
        clone.git(&["switch", "-q", self.branch]);
    }

    /// The branch and another one change the same line.
    fn disagree(&self, clone: &Clone<'_>, other: &str) {
        clone.commit("a.txt", "from the branch\n", "fix: mine");
        clone.git(&["switch", "-q", other]);
        clone.commit("a.txt", "from the other\n", "fix: theirs");
        clone.git(&["push", "-q", "origin", "--all"]);
    }

    /// A clone in which the branch has two commits, and every base one more
    /// that the branch lacks; where only a fast-forward will do, the parent
    /// has none.
    pub fn scene<'a>(&self, yard: &'a Yard, way: Way) -> Clone<'a> {
        let clone = yard.clone("work");
        self.agree(&clone, way, false);
        if self.is_base() {
            clone.git(&["switch", "-q", self.branch]);
        } else {
            clone.flows(&["start", self.kind, "1.1.0"]);
            let began = clone.git(&["rev-parse", "HEAD", self.start]);
            let (here, there) = began.split_once('\n').expect("two were asked for");
            assert_eq!(here, there, "{self:?}");
        }
        clone.commit("work.txt", "one\n", "feat: work");
        clone.commit("more.txt", "two\n", "fix: more work");
        let parent = Some(self.parent).filter(|name| !name.is_empty() && way != Way::FastForward);
        for base in parent.iter().chain(self.followers) {
            clone.git(&["switch", "-q", base]);
            clone.commit(&format!("{base}.txt"), "x\n", "fix: elsewhere");
        }
        clone.git(&["push", "-q", "origin", "--all"]);
        clone.git(&["switch", "-q", self.branch]);
        clone
    }

    /// Writes down what was agreed on: the model, the way, and whether the
    /// parent takes pull requests only.
    pub fn agree(&self, clone: &Clone<'_>, way: Way, protected: bool) {
        let model = self.model.table(way);
        let mut file = format!(
            "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n\
             [repos.shop]\nurl = \".\"\nbranching = {model}\n[env.dev]\ntier = \"development\"\n"
        );
        if protected {
            file += &format!("[repos.shop.branches.{}]\npush = false\n", self.parent);
        }
        clone.write("lockkeeper.toml", &file);
        clone.write(".git/info/exclude", "/lockkeeper.toml\n");
    }

    /// Whether the scene of one way is not that of the others.
    const fn has_own_scene(way: Way, state: State) -> bool {
        matches!(way, Way::FastForward) || matches!(state, State::Requested)
    }

    pub fn name(&self, way: Way, state: State) -> String {
        format!("{:?} {} by {way:?}, {state:?}", self.model, self.branch)
    }
}

/// Scenes that were made: one serves many ways.
#[derive(Default)]
pub struct Scenes(Option<(&'static Case, Way, State, Yard)>);

impl Scenes {
    /// A yard of its own with a clone `work` in which a finish finds a state.
    pub fn of(&mut self, case: &'static Case, way: Way, state: State) -> Yard {
        let alike = |(known, by, at, _): &(&Case, Way, State, Yard)| {
            let own = Case::has_own_scene(*by, state) || Case::has_own_scene(way, state);
            std::ptr::eq(*known, case) && *at == state && (*by == way || !own)
        };
        let there_is = !case.parent.is_empty();
        if !self.0.as_ref().is_some_and(alike) {
            let yard = Yard::of(case.model.bases());
            let clone = case.scene(&yard, way);
            let asked = state != State::Requested || case.end(way, state) == End::AsGit;
            if there_is && asked {
                case.prepare(&yard, &clone, way, state);
            }
            self.0 = Some((case, way, state, yard));
        }
        let (.., yard) = self.0.as_ref().expect("it was just made");
        let copy = yard.copy();
        let protected = matches!(state, State::Protected | State::Requested) && there_is;
        case.agree(&copy.at("work"), way, protected);
        copy
    }
}
