//! The frame of the window: state, settings, events, call log.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window needs to draw its frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AppState {
    /// The program's version.
    pub version: String,
    /// The open workspace's name; absent on the first run.
    pub workspace: Option<String>,
    /// Where it lies.
    pub workspace_path: Option<String>,
    /// Workspaces opened before, newest first.
    pub recent: Vec<String>,
    /// Who acts, as git is configured (`Dana Ito`).
    pub actor: Option<String>,
    /// The key tags are signed with, shortened.
    pub key: Option<String>,
    /// When the facts were refreshed last.
    pub refreshed_at: Option<String>,
    /// Whether the last refresh reached every remote.
    pub online: bool,
    /// Runs that are under way or interrupted.
    pub open_runs: Vec<crate::RunView>,
    /// Appearance.
    pub appearance: Appearance,
    /// Why the workspace could not be opened, when it could not.
    pub problem: Option<crate::WireError>,
}

/// How the window looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Appearance {
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Zoom in percent, 80 to 200.
    pub zoom: u16,
}

/// What the desktop tells while nobody looks at the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeChoice {
    /// Something waits for the person at this desk.
    pub needs_me: bool,
    /// Broken glass waits for a second person, who may be the one at this desk.
    pub glass: bool,
    /// Somebody decided on what the person at this desk asked for.
    pub decided: bool,
    /// Somebody stopped a line.
    pub frozen: bool,
}

impl Default for NoticeChoice {
    /// Only what needs the person.
    fn default() -> Self {
        Self {
            needs_me: true,
            glass: true,
            decided: false,
            frozen: false,
        }
    }
}

/// Light, dark, or as the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings of this desktop and what the workspace file says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// Appearance.
    pub appearance: Appearance,
    /// What the desktop tells.
    pub notices: NoticeChoice,
    /// Keys that can sign tags.
    pub keys: Vec<KeyLine>,
    /// Repositories of the workspace.
    pub repos: Vec<RepoLine>,
    /// Environments with their gates, in words.
    pub environments: Vec<Scale>,
    /// The workspace file as it stands.
    pub file: String,
    /// Where it lies.
    pub file_path: String,
    /// Where the app keeps its data.
    pub data_path: String,
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyLine {
    /// What it is used for ("git signs tags with it", "listed for dana").
    pub role: String,
    /// `ssh` or `openpgp`.
    pub format: String,
    /// The key as git or the workspace names it, shortened.
    pub key: String,
}

/// A repository of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepoLine {
    /// Its handle.
    pub name: String,
    /// Where it comes from.
    pub url: String,
    /// Its branching model.
    pub branching: Option<String>,
    /// What is wrong with it, when something is.
    pub problem: Option<String>,
    /// Its services.
    pub services: Vec<String>,
}

/// An environment and its gates, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Scale {
    /// The environment.
    pub name: String,
    /// What it is for.
    pub tier: String,
    /// One sentence per gate.
    pub gates: Vec<String>,
}

/// A call the app made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallLine {
    /// When it began.
    pub at: String,
    /// What was called.
    pub line: String,
    /// How long it took, in milliseconds.
    #[ts(type = "number")]
    pub elapsed_ms: u64,
    /// Whether it succeeded.
    pub ok: bool,
    /// What it answered, shortened.
    pub answer: String,
}

/// The event under which an [`EventMessage`] reaches the window.
pub const CHANGED: &str = "changed";

/// The event under which a `lockkeeper://` link reaches the window, as text.
pub const OPEN_LINK: &str = "open-link";

/// A change that the window is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EventMessage {
    /// One more than the one before; a gap means: fetch again.
    #[ts(type = "number")]
    pub seq: u64,
    /// What became stale: `board`, `releases`, `runs`, `workspace`, `calls`,
    /// `ledger`.
    pub topics: Vec<String>,
    /// The run it is about.
    pub run: Option<String>,
}
