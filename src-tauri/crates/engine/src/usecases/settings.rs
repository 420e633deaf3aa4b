//! The frame of the window, settings, and the call log.

use super::runs;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::{Calls, Settings};
use lockkeeper_contract::{
    AppState, Appearance, CallLine, KeyLine, RepoLine, Scale, SettingsView, Theme, WireError,
};
use lockkeeper_domain::environment::Environment;
use lockkeeper_domain::plan::Signing;
use lockkeeper_domain::words;

const THEME: &str = "appearance.theme";
const ZOOM: &str = "appearance.zoom";
const RECENT: &str = "workspaces.recent";
/// How many workspaces are remembered.
const REMEMBERED: usize = 8;
/// How many calls the log shows.
const CALLS: usize = 200;

/// How the window looks.
///
/// # Errors
/// When the settings cannot be read.
pub async fn appearance(settings: &dyn Settings) -> Result<Appearance, EngineError> {
    let theme = match settings.get(THEME).await?.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    let zoom = settings.get(ZOOM).await?.and_then(|text| text.parse().ok());
    Ok(Appearance {
        theme,
        zoom: zoom.unwrap_or(100).clamp(80, 200),
    })
}

/// Changes how the window looks.
///
/// # Errors
/// When the settings cannot be written.
pub async fn set_appearance(
    settings: &dyn Settings,
    wanted: &Appearance,
) -> Result<Appearance, EngineError> {
    let theme = match wanted.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    settings.set(THEME, theme).await?;
    settings
        .set(ZOOM, &wanted.zoom.clamp(80, 200).to_string())
        .await?;
    appearance(settings).await
}

/// Workspaces opened before, newest first.
///
/// # Errors
/// When the settings cannot be read.
pub async fn recent(settings: &dyn Settings) -> Result<Vec<String>, EngineError> {
    let text = settings.get(RECENT).await?.unwrap_or_default();
    Ok(text.lines().map(str::to_owned).collect())
}

/// Remembers that a workspace was opened.
///
/// # Errors
/// When the settings cannot be written.
pub async fn remember(settings: &dyn Settings, path: &str) -> Result<(), EngineError> {
    let mut list = recent(settings).await?;
    list.retain(|known| known != path);
    list.insert(0, path.to_owned());
    list.truncate(REMEMBERED);
    Ok(settings.set(RECENT, &list.join("\n")).await?)
}

/// What the window's frame shows.
///
/// # Errors
/// When settings or journal cannot be read.
pub async fn app_state(
    desk: Option<&Desk>,
    settings: &dyn Settings,
    version: &str,
    problem: Option<WireError>,
) -> Result<AppState, EngineError> {
    let mut state = AppState {
        version: version.to_owned(),
        workspace: None,
        workspace_path: None,
        recent: recent(settings).await?,
        actor: None,
        key: None,
        refreshed_at: None,
        online: true,
        open_runs: Vec::new(),
        appearance: appearance(settings).await?,
        problem,
    };
    if let Some(desk) = desk {
        let seen = desk.seen();
        let (actor, key) = acting(desk).await;
        state.workspace = Some(desk.workspace.name.clone());
        state.workspace_path = Some(desk.places.file.clone());
        state.actor = actor;
        state.key = key;
        state.refreshed_at = seen.refreshed_at.map(|at| at.to_string());
        state.online = seen.unreached.is_empty();
        let all = runs::runs(desk).await?;
        state.open_runs = all
            .into_iter()
            .filter(|run| run.ended_at.is_none())
            .collect();
    }
    Ok(state)
}

/// Who acts, and the key tags are signed with, as git is configured.
async fn acting(desk: &Desk) -> (Option<String>, Option<String>) {
    for policy in desk.workspace.repos.values() {
        let Ok(repo) = desk.ports.repos.open(policy).await else {
            continue;
        };
        let Ok(setup) = repo.signing().await else {
            continue;
        };
        if setup.identity.is_some() {
            return (setup.identity.map(|who| name(&who)), key(&setup.signing));
        }
    }
    (None, None)
}

/// The name without the mail address.
fn name(identity: &str) -> String {
    identity.split(" <").next().unwrap_or(identity).to_owned()
}

fn key(signing: &Signing) -> Option<String> {
    match signing {
        Signing::No => None,
        Signing::AsGit { key, .. } => Some(shortened(key)),
    }
}

/// The end of a key or of the name of its file: enough to tell keys apart.
fn shortened(key: &str) -> String {
    let last = key.rsplit('/').next().unwrap_or(key);
    let count = last.chars().count();
    if count <= 24 {
        last.to_owned()
    } else {
        format!("…{}", last.chars().skip(count - 12).collect::<String>())
    }
}

/// Everything the settings page shows.
///
/// # Errors
/// When the settings cannot be read.
pub async fn settings(desk: &Desk) -> Result<SettingsView, EngineError> {
    let mut repos = Vec::new();
    let mut keys: Vec<KeyLine> = Vec::new();
    for policy in desk.workspace.repos.values() {
        let opened = desk.ports.repos.open(policy).await;
        if let Ok(repo) = &opened
            && let Ok(setup) = repo.signing().await
            && let Signing::AsGit { format, key } = setup.signing
        {
            let line = KeyLine {
                role: "git signs tags with it".to_owned(),
                format,
                key: shortened(&key),
            };
            if !keys.contains(&line) {
                keys.push(line);
            }
        }
        let services = desk
            .workspace
            .services
            .values()
            .filter(|s| s.repo == policy.name);
        repos.push(RepoLine {
            name: policy.name.to_string(),
            url: policy.url.clone(),
            branching: policy.branching.clone(),
            problem: opened.err().map(|error| error.to_string()),
            services: services.map(|service| service.name.to_string()).collect(),
        });
    }
    keys.extend(listed(desk));
    Ok(SettingsView {
        appearance: appearance(&*desk.ports.settings).await?,
        notices: super::notices::choice(&*desk.ports.settings).await?,
        keys,
        repos,
        environments: desk.workspace.environments.iter().map(scale).collect(),
        file: desk.places.text.clone(),
        file_path: desk.places.file.clone(),
        data_path: desk.places.data.clone(),
    })
}

fn listed(desk: &Desk) -> Vec<KeyLine> {
    let people = desk.workspace.people.values();
    let lines = people.flat_map(|person| {
        person.keys.iter().map(|key| KeyLine {
            role: format!("listed for {}", person.name),
            format: "ssh".to_owned(),
            key: shortened(key.split_whitespace().nth(1).unwrap_or(key)),
        })
    });
    lines.collect()
}

/// An environment's gates, one sentence each.
fn scale(environment: &Environment) -> Scale {
    let gates = &environment.gates;
    let mut sentences = Vec::new();
    if gates.previous {
        sentences.push("The version is live in the environment before.".to_owned());
    }
    if let Some(soak) = &gates.soak {
        sentences.push(format!(
            "It soaked {} in {}.",
            words::duration(soak.required),
            soak.within
        ));
    }
    sentences.extend(
        gates
            .approvals
            .iter()
            .map(|rule| format!("{} of the role {} approve.", rule.count, rule.role)),
    );
    sentences.extend(
        gates
            .windows
            .iter()
            .map(|w| format!("Only {} ({}).", w.allow, w.zone)),
    );
    sentences.extend(
        gates
            .freezes
            .iter()
            .map(|freeze| format!("Not in “{}”.", freeze.name)),
    );
    if gates.signed_tag {
        sentences.push("The tag is signed by a person of the workspace.".to_owned());
    }
    sentences.extend(
        gates
            .checklist
            .iter()
            .map(|line| format!("Ticked: {line}.")),
    );
    sentences.extend(
        gates
            .after
            .iter()
            .map(|line| format!("To do afterwards: {line}.")),
    );
    sentences.extend(
        gates
            .without_source
            .iter()
            .map(|(gate, why)| format!("{gate}: {why}.")),
    );
    Scale {
        name: environment.name.to_string(),
        tier: format!("{:?}", environment.tier).to_lowercase(),
        gates: sentences,
    }
}

/// The newest calls this process made.
#[must_use]
pub fn calls(calls: &dyn Calls) -> Vec<CallLine> {
    let recent = calls.recent(CALLS).into_iter();
    recent
        .map(|call| CallLine {
            at: call.at.to_string(),
            line: call.line,
            elapsed_ms: call.elapsed_ms,
            ok: call.ok,
            answer: call.answer,
        })
        .collect()
}
