//! The words for branches; git-flow's own work as well.

use clap::{Args, Subcommand, ValueEnum};

/// `lockkeeper flow`
#[derive(Debug, Args)]
pub struct FlowWords {
    /// The repository: its handle in the workspace, or a path (default: the
    /// one the current folder lies in).
    #[arg(long, global = true, value_name = "REPO")]
    pub repo: Option<String>,
    /// Behave as git-flow does: do not ask, and push only when told to.
    #[arg(long, global = true, hide = true)]
    pub as_git_flow: bool,
    /// What to do.
    #[command(subcommand)]
    pub verb: FlowVerb,
}

/// What to do with branches.
#[derive(Debug, Subcommand)]
pub enum FlowVerb {
    /// Show the branches: what is open, merged, stale, or in conflict.
    Status,
    /// Compare what protects the branches with the commits they have.
    Protection,
    /// Make a branch and show it in the work tree.
    Start {
        /// Its kind: feature, bugfix, release, hotfix, support, or your own.
        #[arg(value_name = "TYPE")]
        kind: String,
        /// Its name, with or without the prefix of its kind.
        name: String,
        /// The branch, tag or commit it starts from.
        base: Option<String>,
        /// Push it at once.
        #[arg(short, long)]
        publish: bool,
    },
    /// Bring its work where it belongs, tag it, and end it.
    Finish(FinishWords),
    /// Go on with an operation that stopped.
    Continue {
        /// The run (default: the one that waits).
        run: Option<String>,
    },
    /// Give an operation that stopped up.
    Abort {
        /// The run (default: the one that waits).
        run: Option<String>,
    },
    /// Take back what an operation did, while nothing of it is pushed.
    Undo {
        /// The run (default: the newest).
        run: Option<String>,
    },
    /// Bring the parent into a branch.
    Update(TopicWords),
    /// Push a branch.
    Publish(TopicWords),
    /// Make a local branch of the remote's.
    Track(TopicWords),
    /// Delete a branch, here and on the remote.
    Delete {
        /// Which.
        #[command(flatten)]
        branch: TopicWords,
        /// Also when its commits are nowhere else.
        #[arg(short = 'D', long)]
        force: bool,
    },
    /// Delete every branch whose work has arrived, here and on the remote.
    Tidy,
    /// Print a program that answers to `git flow` with this one.
    Shim,
    /// Install or remove a hook that calls `lockkeeper check`.
    Hook {
        /// Which.
        hook: HookWord,
        /// Take it away.
        #[arg(long)]
        remove: bool,
    },
    /// The same in git-flow's order: `feature start NAME`.
    #[command(external_subcommand)]
    Kind(Vec<String>),
}

/// A branch by its kind and name, or by its whole name.
#[derive(Debug, Args)]
pub struct TopicWords {
    /// Its kind, or the whole name of the branch (default: the branch the
    /// work tree shows).
    #[arg(value_name = "TYPE")]
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// `lockkeeper flow finish`
#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line, and git-flow has them all"
)]
pub struct FinishWords {
    /// Which.
    #[command(flatten)]
    pub branch: TopicWords,
    /// Leave everything on this machine.
    #[arg(long, conflicts_with = "push")]
    pub no_push: bool,
    /// Push everything in one atomic push; so it is without git-flow's shim.
    #[arg(short, long)]
    pub push: bool,
    /// Keep the branch.
    #[arg(short, long)]
    pub keep: bool,
    /// Bring it by a merge commit, always.
    #[arg(long, conflicts_with_all = ["rebase", "squash", "ff_only"])]
    pub no_ff: bool,
    /// Make its commits anew on top of the parent.
    #[arg(short, long, conflicts_with_all = ["squash", "ff_only"])]
    pub rebase: bool,
    /// Bring it as one commit.
    #[arg(short = 'S', long, conflicts_with = "ff_only")]
    pub squash: bool,
    /// Move the parent on, or do nothing.
    #[arg(long)]
    pub ff_only: bool,
    /// Make no tag.
    #[arg(short = 'n', long = "notag", alias = "no-tag")]
    pub no_tag: bool,
    /// Another name of the tag.
    #[arg(short = 'T', long = "tagname", alias = "tag", value_name = "TAG")]
    pub tag: Option<String>,
    /// What the release says instead of its notes.
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    pub message: Option<String>,
    /// Do not bring it into the branches that follow.
    #[arg(short = 'b', long = "nobackmerge", alias = "no-back-merge")]
    pub no_back_merge: bool,
    /// Do not bring a fix into open releases.
    #[arg(long)]
    pub no_releases: bool,
}

/// `lockkeeper check`
#[derive(Debug, Subcommand)]
pub enum CheckWords {
    /// Judge the message of a commit, from a file or standard input (`-`).
    Message {
        /// The file.
        file: std::path::PathBuf,
        /// The repository: its handle in the workspace, or a path.
        #[arg(long, value_name = "REPO")]
        repo: Option<String>,
    },
    /// Judge a push, as git tells a pre-push hook of it on standard input.
    Push {
        /// The remote's name, which git gives.
        remote: Option<String>,
        /// The remote's URL, which git gives.
        url: Option<String>,
        /// The repository: its handle in the workspace, or a path.
        #[arg(long, value_name = "REPO")]
        repo: Option<String>,
    },
}

/// A hook that can be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HookWord {
    /// Before a commit gets its message.
    CommitMsg,
    /// Before a push.
    PrePush,
}
