//! The words of the command line: names, options, help.

use self::moment::moment;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

mod decide;
mod flow;
mod key;
mod ledger;
mod moment;
mod narrow;
mod release;

pub use decide::{
    AdoptWords, ApproveWords, CalendarWords, FreezeWords, GlassWords, IncidentWords, NoteWords,
    RejectWords, ThawWords, TickWords,
};
pub use flow::{CheckWords, FinishWords, FlowVerb, FlowWords, HookWord, TopicWords};
pub use key::KeyWords;
pub use ledger::{ForgeWord, LedgerPlace, LedgerWords, VerifyWords};
pub use release::{CutWords, PickedRelease, ReleaseWords};

/// See which version runs where, cut the next release, carry it through its gates.
#[derive(Debug, Parser)]
#[command(name = "lockkeeper", version, disable_help_subcommand = true)]
pub struct Words {
    /// Options that every command takes.
    #[command(flatten)]
    pub shared: Shared,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

impl Words {
    /// Reads a command line, its program's name included.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        narrow::read(arguments).map_or_else(|| Self::try_parse_from(arguments), Ok)
    }
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// Answer with a stable JSON document.
    #[arg(long, global = true)]
    pub json: bool,
    /// The workspace file or its folder (default: walk up from the current folder).
    #[arg(long, global = true, value_name = "PATH")]
    pub workspace: Option<PathBuf>,
    /// Confirm the plan.
    #[arg(long, global = true)]
    pub yes: bool,
    /// Print the plan and stop.
    #[arg(long, global = true, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Keep files in this folder instead of the usual ones.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Sign with this key, a fingerprint or the path of a key file, and no other;
    /// it is remembered for the workspace.
    #[arg(long, global = true, value_name = "KEY")]
    pub key: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make the demo workspace; --play runs the whole story.
    Demo(DemoWords),
    /// Propose a workspace from a repository.
    Init(InitWords),
    /// Show which version runs where.
    Board,
    /// The same as `board`.
    #[command(hide = true)]
    Status,
    /// Say what the next version would be, and why.
    NextVersion(NextVersionWords),
    /// Say what one commit message, read from standard input, stands for.
    ParseCommit {
        /// The service by whose other words for types it is read.
        #[arg(long)]
        service: Option<String>,
    },
    /// Write the changelog of a repository.
    Changelog(ChangelogWords),
    /// Cut, list, show, withdraw and yank releases.
    #[command(subcommand)]
    Release(ReleaseWords),
    /// Bring a version into an environment.
    Promote(PromoteWords),
    /// Bring an earlier version back.
    Rollback(RollbackWords),
    /// List runs, newest first.
    Runs,
    /// Show, continue or cancel a run.
    #[command(subcommand)]
    Run(RunWords),
    /// Say what each gate answers, now or at another time.
    Explain(ExplainWords),
    /// List requests, and who still may sign.
    Requests,
    /// Approve a request, a proposal of rules, broken glass or an adopt.
    Approve(ApproveWords),
    /// Reject a request or a proposal.
    Reject(RejectWords),
    /// Take back a request, an approval or a proposal of your own.
    Withdraw(RejectWords),
    /// Tick a line of a request's checklist.
    Tick(TickWords),
    /// Pass gates of a request, with a reason that a second person confirms.
    BreakGlass(GlassWords),
    /// Stop the line.
    Freeze(FreezeWords),
    /// Let the line run again.
    Thaw(ThawWords),
    /// Say when each environment lets in, and why not when it does not.
    Calendar(CalendarWords),
    /// Accept what runs without a record, with a reason.
    Adopt(AdoptWords),
    /// Write words into the ledger, or that a feature flag was switched.
    Note(NoteWords),
    /// Say that something is broken, and that it is mended.
    #[command(subcommand)]
    Incident(IncidentWords),
    /// Read, check and export the ledger.
    #[command(subcommand)]
    Ledger(LedgerWords),
    /// Make, list, choose and remove the keys that sign here.
    #[command(subcommand)]
    Key(KeyWords),
    /// Say whether a deployment is the one that was started; for pipelines.
    Verify(VerifyWords),
    /// Print the job that asks `verify` before it deploys.
    CiSnippet {
        /// For which forge.
        forge: ForgeWord,
    },
    /// Start, finish and look after branches.
    Flow(FlowWords),
    /// Judge messages and pushes by the rules of the repository.
    #[command(subcommand)]
    Check(CheckWords),
    /// Show every value of the workspace file with the line it came from.
    #[command(subcommand)]
    Config(ConfigWords),
    /// Promote by itself what the policy says goes by itself.
    Watch(WatchWords),
    /// Check what this machine has: git, keys, folders, repositories.
    Doctor,
    /// Write the completions of a shell to standard output.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder.
    #[command(hide = true)]
    Manual {
        /// Where to.
        dir: PathBuf,
    },
}

/// `lockkeeper demo`
#[derive(Debug, Args)]
pub struct DemoWords {
    /// Where to; a new folder.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Run the whole story and print it.
    #[arg(long)]
    pub play: bool,
    /// The moment the demo is made for (RFC 3339) (default: now).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<jiff::Timestamp>,
}

/// `lockkeeper init`
#[derive(Debug, Args)]
pub struct InitWords {
    /// The repository to read: a path or a URL.
    #[arg(long, value_name = "REPO", default_value = ".")]
    pub from: String,
    /// Where the control repository's file goes.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
}

/// `lockkeeper next-version`
#[derive(Debug, Args)]
pub struct NextVersionWords {
    /// The repository (default: the current folder; for a service of a workspace
    /// that is not there, its own).
    #[arg(long, value_name = "REPO")]
    pub repo: Option<PathBuf>,
    /// The component of a monorepo, or the service of a workspace.
    #[arg(long, value_name = "C")]
    pub component: Option<String>,
    /// The revision to release (default: HEAD).
    #[arg(long, value_name = "X")]
    pub rev: Option<String>,
    /// The next prerelease with this label.
    #[arg(long, value_name = "LABEL", conflicts_with = "final")]
    pub pre: Option<String>,
    /// The next final version, also where a prerelease is open.
    #[arg(long = "final")]
    pub r#final: bool,
    /// Follow first parents only.
    #[arg(long)]
    pub first_parent: bool,
}

/// `lockkeeper changelog`
#[derive(Debug, Args)]
pub struct ChangelogWords {
    /// The repository (default: the current folder; for a service of a workspace
    /// that is not there, its own).
    #[arg(long, value_name = "REPO")]
    pub repo: Option<PathBuf>,
    /// The component of a monorepo, or the service of a workspace.
    #[arg(long, value_name = "C")]
    pub component: Option<String>,
    /// Leave out everything up to this tag.
    #[arg(long, value_name = "TAG")]
    pub from: Option<String>,
    /// The newest revision (default: HEAD).
    #[arg(long, value_name = "REV")]
    pub to: Option<String>,
    /// How entries are grouped.
    #[arg(long, value_enum, default_value_t = StyleWord::KeepAChangelog)]
    pub style: StyleWord,
}

/// How entries are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StyleWord {
    /// Added, Changed, Deprecated, Removed, Fixed, Security.
    KeepAChangelog,
    /// Features, Bug Fixes, Performance, Reverts.
    Types,
}

/// `lockkeeper promote`
#[derive(Debug, Args)]
pub struct PromoteWords {
    /// What to bring: SERVICE or SERVICE@VERSION; several go as one.
    #[arg(required = true, value_name = "SERVICE[@VERSION]")]
    pub services: Vec<String>,
    /// Where to.
    #[arg(long, value_name = "ENV")]
    pub to: String,
    /// Go on from the run of a larger set that failed: what it brought stays.
    #[arg(long, value_name = "RUN")]
    pub after: Option<String>,
    /// The lane it takes (default: that of the open request, else the ordinary way).
    #[arg(long, value_name = "L")]
    pub lane: Option<String>,
    /// A line of the checklist that is done; may be given several times.
    #[arg(long, value_name = "LINE")]
    pub tick: Vec<String>,
    /// Raise a flag for which the rules ask more approvals; may be given several times.
    #[arg(long = "flag", value_name = "NAME")]
    pub flags: Vec<String>,
    /// Why; needed when a version comes back that was rolled back from.
    #[arg(long, value_name = "R")]
    pub reason: Option<String>,
}

/// `lockkeeper rollback`
#[derive(Debug, Args)]
pub struct RollbackWords {
    /// What to bring back: SERVICE or SERVICE@VERSION; several go as one.
    #[arg(required = true, value_name = "SERVICE[@VERSION]")]
    pub services: Vec<String>,
    /// Where.
    #[arg(long = "in", value_name = "ENV")]
    pub within: String,
    /// The version to bring back (default: the last good one); for one service.
    #[arg(long, value_name = "V")]
    pub to: Option<String>,
    /// Raise a flag for which the rules ask more approvals; may be given several times.
    #[arg(long = "flag", value_name = "NAME")]
    pub flags: Vec<String>,
    /// Why.
    #[arg(long, value_name = "R")]
    pub reason: Option<String>,
}

/// `lockkeeper run`
#[derive(Debug, Subcommand)]
pub enum RunWords {
    /// Show a run's steps.
    Show {
        /// The run.
        id: String,
    },
    /// Continue an interrupted run at its unfinished step.
    Continue {
        /// The run.
        id: String,
    },
    /// Stop a run before its next step.
    Cancel {
        /// The run.
        id: String,
    },
}

/// `lockkeeper explain`
#[derive(Debug, Args)]
pub struct ExplainWords {
    /// `SERVICE[@VERSION]:ENV`, a plan's or run's id, or a request's id, number or hash.
    #[arg(value_name = "REQUEST")]
    pub request: String,
    /// The lane it takes (default: that of the open request, else the ordinary way).
    #[arg(long, value_name = "L")]
    pub lane: Option<String>,
    /// As if this flag were raised; may be given several times.
    #[arg(long = "flag", value_name = "NAME")]
    pub flags: Vec<String>,
    /// One gate only.
    #[arg(long, value_name = "G")]
    pub gate: Option<String>,
    /// The moment to answer for, past or future (RFC 3339) (default: now).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<jiff::Timestamp>,
}

/// `lockkeeper config`
#[derive(Debug, Subcommand)]
pub enum ConfigWords {
    /// Show every value that holds for a service, with the line it came from.
    Show {
        /// The service.
        service: String,
        /// The environment; all of them when absent.
        #[arg(long, value_name = "E")]
        env: Option<String>,
    },
    /// Check the file, and say everything that is wrong with it.
    Check,
}

/// `lockkeeper watch`
#[derive(Debug, Args)]
pub struct WatchWords {
    /// Look once and return.
    #[arg(long)]
    pub once: bool,
}
