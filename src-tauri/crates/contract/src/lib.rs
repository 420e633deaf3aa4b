//! The wire between the core and its two clients, the window and the command
//! line: views, requests, errors and events.
//!
//! Everything here is data without behaviour. Fields are snake case, times are
//! RFC 3339 in UTC, object ids full-length hex. Views that are decisions live
//! in `domain` and are only re-exported.

mod agreement;
mod app;
mod branches;
mod calendar;
mod changelog;
mod command;
mod decisions;
mod error;
mod history;
mod keys;
mod ledger;
mod next_version;
mod protection;
mod release;
mod service;
mod setup;
mod umbrella;
mod views;

pub use agreement::{AgreedView, AgreementView, StrayView};
pub use app::{
    AppState, Appearance, CHANGED, CallLine, EventMessage, KeyLine, NoticeChoice, OPEN_LINK,
    RepoLine, Scale, SettingsView, Theme,
};
pub use branches::{BaseView, BranchesView, CheckView, FinishView, ReleaseDraft, TopicView};
pub use calendar::{CalendarView, LaneView, MarkKind, MarkView, StretchView};
pub use changelog::{ChangelogDocument, ChangelogRelease};
pub use command::{COMMANDS, Command};
pub use decisions::{
    AfterView, ApprovalView, AwayView, Decision, FlagView, ItemLine, RequestView, RuleView, Signed,
    Stance, TickView, ToAdopt, ToSign, Unsigned,
};
pub use error::{Retry, WireError};
pub use history::{CommitLabel, CommitRow, CommitView, CommitsView, LabelKind};
pub use keys::{KeyHere, KeysView};
pub use ledger::{
    ActorView, EntryLine, EntryView, FreezeView, IncidentView, PolicyView, SealView, TrailView,
};
pub use next_version::{NextVersionDocument, NextVersionLine};
pub use protection::{CommitName, KeptState, ProtectedView, ProtectionView, RuleFindingView};
pub use release::{
    CompareView, CutView, NoteEntry, NotesView, ReleaseLine, ReleaseView, ReleasesView,
    UnknownReleases,
};
pub use service::{CandidateView, ChoiceView, HistoryLine, ServiceView};
pub use setup::{Evidence, ProposalView, ProposedEnvironment, ProposedService};
pub use umbrella::{MemberView, SetEndView, SetOffer, UmbrellaView};
pub use views::{
    AlreadyLive, AskView, DiffLine, PlanOutcome, PromotionView, RunStepView, RunView, WayBack, What,
};

pub use lockkeeper_domain::board;
pub use lockkeeper_domain::plan::{PlanText, StepText};
pub use lockkeeper_domain::refusal::Refusal;
