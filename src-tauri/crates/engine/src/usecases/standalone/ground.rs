//! What a question without a workspace stands on.

use super::Described;
use super::guess::{PatternGuess, glob_of, guess_folders, guess_pattern};
use crate::error::EngineError;
use crate::observe::{Before, ORIGIN, RepoTags};
use crate::ports::{Repo, RepoError};
use lockkeeper_domain::changelog::Style;
use lockkeeper_domain::commit::Meanings;
use lockkeeper_domain::ids::{Oid, ServiceName};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::version::{TagPattern, Version, ZeroRule};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a changelog is called where nobody says.
const CHANGELOG: &str = "CHANGELOG.md";

/// A revision of a repository, and the policy that was guessed for it.
pub(super) struct Ground {
    pub(super) target: Oid,
    pub(super) branch: Option<String>,
    /// The tags that may be versions of it.
    pub(super) tags: RepoTags,
    pub(super) service: Service,
    /// Those of the same repository, where they are known.
    siblings: Vec<Service>,
    /// Where its changelog lies, or would.
    pub(super) changelog: Option<String>,
    /// Doubts about the guess.
    pub(super) warnings: Vec<String>,
}

impl Ground {
    pub(super) async fn of(
        repo: &Arc<dyn Repo>,
        component: Option<&str>,
        rev: Option<&str>,
    ) -> Result<Self, EngineError> {
        let read = |error| EngineError::read_repo(&repo.place())(error);
        let (target, branch) = target(repo, rev).await.map_err(read)?;
        let names = repo.tag_names().await.map_err(read)?;
        let mut guess = named_by(component, &names);
        let tags = repo.tags_beginning(&guess.prefix).await.map_err(read)?;
        let mut paths = Vec::new();
        let mut changelog = component.is_none().then(|| CHANGELOG.to_owned());
        if let Some(component) = component {
            let mut found = folder(repo, &target, component).await.map_err(read)?;
            if let (None, Some(last), 1..) = (&found, last_part(component), guess.count) {
                found = folder(repo, &target, last).await.map_err(read)?;
            }
            match found {
                Some(folder) => {
                    paths.push(glob_of(&folder));
                    changelog = Some(format!("{folder}/{CHANGELOG}"));
                }
                None if guess.count == 0 => return Err(unknown(component)),
                None => guess.warnings.push(format!(
                    "No folder of {component} was found, so every commit counts."
                )),
            }
        }
        let pattern = TagPattern::parse(&format!("{}{{version}}", guess.prefix));
        let pattern = pattern.map_err(|error| EngineError::Usage {
            text: format!("{error}."),
        })?;
        Ok(Self {
            target,
            branch,
            tags: RepoTags::new(tags),
            service: service(component.unwrap_or("repository"), pattern, paths),
            siblings: Vec::new(),
            changelog,
            warnings: guess.warnings,
        })
    }

    /// The same for a service that a workspace describes.
    pub(super) async fn described(
        repo: &Arc<dyn Repo>,
        described: &Described,
        rev: Option<&str>,
    ) -> Result<Self, EngineError> {
        let read = |error| EngineError::read_repo(&repo.place())(error);
        let (target, branch) = target(repo, rev).await.map_err(read)?;
        let prefix = described.service.tag.prefix();
        let mut tags = repo.tags_beginning(prefix).await.map_err(read)?;
        if tags.is_empty() {
            // Before a first release it matters what else is there.
            tags = repo.tags().await.map_err(read)?;
        }
        let tags = RepoTags::new(tags);
        let tags = match &described.seen {
            Some(seen) => {
                tags.compared(None, &Before::of_services(described.siblings.iter(), seen))
            }
            None => tags,
        };
        Ok(Self {
            target,
            branch,
            tags,
            service: described.service.clone(),
            siblings: described.siblings.clone(),
            changelog: described.service.changelog.clone(),
            warnings: not_counted(&described.service).into_iter().collect(),
        })
    }

    /// The services of the repository that are known, the one asked about
    /// among them.
    pub(super) fn services(&self) -> Vec<&Service> {
        match self.siblings.as_slice() {
            [] => vec![&self.service],
            known => known.iter().collect(),
        }
    }
}

/// What only a look at the whole workspace counts.
fn not_counted(service: &Service) -> Option<String> {
    let names: Vec<&str> = service.depends.iter().map(ServiceName::as_str).collect();
    let (named, service) = (names.join(" and "), &service.name);
    (!names.is_empty()).then(|| {
        format!(
            "{service} depends on {named}, whose releases are not counted here: \
             `lockkeeper release cut {service} --dry-run` counts them."
        )
    })
}

/// How the tags of a component are named. Where none names it as it was said,
/// a path or a name with a scope, its last part may.
fn named_by(component: Option<&str>, tags: &[String]) -> PatternGuess {
    let guess = |name| guess_pattern(name, tags.iter().map(String::as_str));
    let whole = guess(component);
    let (Some(component), 0) = (component, whole.count) else {
        return whole;
    };
    let mut short = guess(last_part(component));
    if last_part(component).is_none() || short.count == 0 {
        return whole;
    }
    let prefix = &short.prefix;
    short.warnings.push(format!(
        "No tag names {component}; those named {prefix}{{version}} were taken."
    ));
    short
}

fn last_part(component: &str) -> Option<&str> {
    let (_, last) = component.rsplit_once('/')?;
    (!last.is_empty()).then_some(last)
}

/// The folder of a component. A name that is no path has none.
async fn folder(
    repo: &Arc<dyn Repo>,
    commit: &Oid,
    component: &str,
) -> Result<Option<String>, RepoError> {
    for folder in guess_folders(component) {
        match repo.is_folder(commit, &folder).await {
            Ok(true) => return Ok(Some(folder)),
            Ok(false) | Err(RepoError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn unknown(component: &str) -> EngineError {
    EngineError::Usage {
        text: format!(
            "There is no component {component} here: no tag and no folder is named after it."
        ),
    }
}

/// The commit that is asked about, and the branch it was asked by. A history
/// that is cut off is refused: the tag that matters may lie behind the cut.
async fn target(
    repo: &Arc<dyn Repo>,
    rev: Option<&str>,
) -> Result<(Oid, Option<String>), RepoError> {
    let head = repo.head().await?;
    if head.shallow {
        return Err(RepoError::Incomplete {
            what: "history is cut off by a shallow clone; `git fetch --unshallow` brings the rest"
                .to_owned(),
        });
    }
    let Some(rev) = rev else {
        let commit = head.commit.ok_or_else(RepoError::without_commits)?;
        return Ok((commit, head.branch.map(|branch| branch.0)));
    };
    let commit = repo.resolve(rev).await?;
    for name in [format!("refs/heads/{rev}"), format!("refs/remotes/{rev}")] {
        // What is no name of a ref is no branch either.
        if let Ok(Some(_)) = repo.read_ref(&name).await {
            let branch = rev.strip_prefix(&format!("{ORIGIN}/")).unwrap_or(rev);
            return Ok((commit, Some(branch.to_owned())));
        }
    }
    Ok((commit, None))
}

/// A service of which only the guess is known.
fn service(name: &str, tag: TagPattern, paths: Vec<String>) -> Service {
    Service {
        name: name.into(),
        repo: name.into(),
        group: None,
        paths,
        exclude: Vec::new(),
        tag,
        artifact: None,
        zero: ZeroRule::default(),
        first: Version::new(0, 1, 0),
        types: Meanings::default(),
        version_files: Vec::new(),
        changelog: None,
        style: Style::default(),
        requires: BTreeMap::new(),
        depends: Vec::new(),
        on: BTreeMap::new(),
    }
}
