//! `lockkeeper next-version`, `parse-commit` and `changelog`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desktop, read_workspace, told, usage, workspace_path};
use crate::words::{ChangelogWords, NextVersionWords, Shared, StyleWord};
use lockkeeper_compose::WorkspaceFile;
use lockkeeper_contract::NextVersionDocument;
use lockkeeper_domain::changelog::{Style, is_same_repository};
use lockkeeper_domain::commit::{Meanings, Message};
use lockkeeper_domain::ids::ServiceName;
use lockkeeper_domain::intent::CutKind;
use lockkeeper_domain::words::count;
use lockkeeper_engine::error::EngineError;
use lockkeeper_engine::observe::{ORIGIN, bring_up_to_date};
use lockkeeper_engine::ports::Repo;
use lockkeeper_engine::usecases::standalone::{
    ChangelogQuestion, Described, Question, changelog_of, next_version_of,
};
use serde::Serialize;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Says what the next version would be; the last line is the version or `none`.
pub async fn next(shared: &Shared, words: &NextVersionWords, out: &mut Out) -> Ended {
    let (repo, described) =
        asked(shared, words.repo.as_deref(), words.component.as_deref()).await?;
    let question = Question {
        repo,
        component: words.component.as_deref(),
        described: described.as_ref(),
        rev: words.rev.as_deref(),
        kind: match &words.pre {
            Some(label) => CutKind::Pre {
                label: label.clone(),
            },
            None => CutKind::Final,
        },
        first_parent: words.first_parent,
    };
    let answer = next_version_of(&question)
        .await
        .map_err(|error| told(&error))?;
    out.answer(&answer, || text(&answer));
    Ok(Exit::Done)
}

fn text(answer: &NextVersionDocument) -> String {
    let mut lines = Vec::new();
    let base = answer.base_tag.as_deref().unwrap_or("the beginning");
    lines.push(format!(
        "{} since {base}, {}",
        count(answer.range_count, "commit"),
        answer.level
    ));
    for commit in &answer.commits {
        let short = commit.oid.get(..7).unwrap_or(&commit.oid);
        lines.push(format!(
            "  {short} {} {}",
            crate::text::pad(&commit.level, 5),
            commit.why
        ));
    }
    lines.extend(answer.warnings.iter().map(|warning| format!("! {warning}")));
    lines.push(answer.next.clone().unwrap_or_else(|| "none".to_owned()));
    lines.join("\n")
}

/// Writes the changelog of a repository.
pub async fn changelog(shared: &Shared, words: &ChangelogWords, out: &mut Out) -> Ended {
    let (repo, described) =
        asked(shared, words.repo.as_deref(), words.component.as_deref()).await?;
    let question = ChangelogQuestion {
        repo,
        component: words.component.as_deref(),
        described: described.as_ref(),
        from: words.from.as_deref(),
        to: words.to.as_deref(),
        style: match words.style {
            StyleWord::KeepAChangelog => Style::KeepAChangelog,
            StyleWord::Types => Style::Types,
        },
    };
    let answer = changelog_of(&question)
        .await
        .map_err(|error| told(&error))?;
    out.answer(&answer, || answer.markdown.trim_end().to_owned());
    Ok(Exit::Done)
}

/// The repository that is asked about, and the service where a workspace has
/// one of that name.
async fn asked(
    shared: &Shared,
    path: Option<&Path>,
    component: Option<&str>,
) -> Result<(Arc<dyn Repo>, Option<Described>), Told> {
    let named = path.unwrap_or(Path::new("."));
    let Some(name) = component.filter(|_| workspace_path(shared).is_ok()) else {
        return Ok((open(shared, named).await?, None));
    };
    let file = read_workspace(shared)?;
    let Some(described) = Described::of(file.workspace(), name) else {
        let nowhere = |why| match path {
            Some(_) => why,
            None => usage(format!(
                "The workspace has no service {name}, and this folder is no repository with a \
                 component of that name."
            )),
        };
        return Ok((open(shared, named).await.map_err(nowhere)?, None));
    };
    let described = described.as_seen(desktop(shared)?.seen_last(&file).await);
    let repo = match path {
        Some(path) => open(shared, path).await?,
        None => own(shared, &file, &described).await?,
    };
    Ok((repo, Some(described)))
}

/// The repository of a service: the one of the current folder where it is a
/// clone of it, because what lies there is what its caller means. The journal
/// stays closed.
async fn own(
    shared: &Shared,
    file: &WorkspaceFile,
    described: &Described,
) -> Result<Arc<dyn Repo>, Told> {
    let wrong = |error| told(&EngineError::read_repo(&described.repo.name)(error));
    let url = &described.repo.url;
    if let Ok(here) = open(shared, Path::new(".")).await
        && let Ok(Some(origin)) = here.remote_url(ORIGIN).await
        && is_same_repository(&origin, url)
    {
        return Ok(here);
    }
    let repos = desktop(shared)?.repos_for_one_question(file.folder());
    let repo = repos.open(&described.repo).await.map_err(wrong)?;
    // A repository that is only known by its URL is nobody's clone to bring up
    // to date, and what was fetched last may be old.
    if repo.remote_url(ORIGIN).await.map_err(wrong)?.as_ref() == Some(url) {
        bring_up_to_date(&repo).await.map_err(wrong)?;
    }
    Ok(repo)
}

/// A repository by its path; the journal stays closed.
async fn open(shared: &Shared, path: &Path) -> Result<Arc<dyn Repo>, Told> {
    let here = std::env::current_dir().unwrap_or_default();
    let opened = desktop(shared)?
        .repos_for_one_question(&here)
        .open_path(&here.join(path))
        .await;
    opened.map_err(|error| told(&EngineError::read_repo(&path.display().to_string())(error)))
}

/// What one message stands for; the document of `parse-commit --json`.
#[derive(Debug, Serialize)]
struct Parsed {
    r#type: String,
    scope: Option<String>,
    breaking: bool,
    description: String,
    level: String,
    reverts: Vec<String>,
    release_as: Option<String>,
    warnings: Vec<String>,
}

/// Reads one message from standard input.
pub fn parse(shared: &Shared, service: Option<&str>, out: &mut Out) -> Ended {
    let meanings = match service {
        Some(name) => meanings_of(shared, name)?,
        None => Meanings::default(),
    };
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| usage(format!("Standard input cannot be read: {error}.")))?;
    let message = Message::read_in(&text, &meanings);
    let parsed = Parsed {
        breaking: message.breaking.is_some(),
        level: message.level().word().to_owned(),
        release_as: message.release_as.as_ref().map(ToString::to_string),
        warnings: message.warnings("The message"),
        r#type: message.kind,
        scope: message.scope,
        description: message.description,
        reverts: message.reverts,
    };
    out.answer(&parsed, || parsed.level.clone());
    Ok(Exit::Done)
}

/// Other words for types, as the service of the workspace has them.
fn meanings_of(shared: &Shared, name: &str) -> Result<Meanings, Told> {
    let file = read_workspace(shared)?;
    let service = file.workspace().services.get(&ServiceName::from(name));
    let found = service.map(|service| service.types.clone());
    found.ok_or_else(|| {
        told(&EngineError::Unknown {
            what: "service",
            name: name.to_owned(),
        })
    })
}
