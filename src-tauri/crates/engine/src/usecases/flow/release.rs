//! The release a finish makes: its tag is named after the branch; version,
//! notes and files are those the release screen would write for that commit.

mod together;

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::RepoError;
use crate::usecases::cut::{Draft, Prospect};
use crate::usecases::standalone::release_notes;
use lockkeeper_contract::{NotesView, ReleaseDraft};
use lockkeeper_domain::branching::{Lane, TagFacts, Topic};
use lockkeeper_domain::ids::{ServiceName, TagName};
use lockkeeper_domain::intent::{CutIntent, CutKind, FinishOptions};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::version::Version;
use std::collections::BTreeMap;

/// A release before it is planned.
pub(super) struct Release {
    pub(super) tag: TagFacts,
    pub(super) draft: ReleaseDraft,
}

/// What a finish of a branch would release; nothing where its kind makes no
/// tag.
pub(super) async fn release(
    desk: &Desk,
    sight: &Sight,
    topic: &Topic,
    lane: &Lane,
    options: &FinishOptions,
) -> Result<Option<Release>, EngineError> {
    let Some(prefix) = topic.tag.as_ref().filter(|_| !options.no_tag) else {
        return Ok(None);
    };
    let rest = lane.name.as_str().strip_prefix(&topic.prefix);
    let rest = rest.unwrap_or(lane.name.as_str());
    let asked = Asked {
        desk,
        sight,
        lane,
        options,
    };
    let Some(said) = asked.said((prefix, rest)).await? else {
        return Ok(None);
    };
    Ok(Some(asked.release(said).await?))
}

/// What a release says, by whoever knows its rules.
struct Said {
    name: TagName,
    /// The services that are released, and their version.
    services: Vec<ServiceName>,
    version: Option<Version>,
    notes: NotesView,
    text: String,
    blocked: Vec<String>,
    files: Vec<FileChange>,
    commit_message: String,
}

/// One question about the release of a branch.
struct Asked<'a> {
    desk: &'a Desk,
    sight: &'a Sight,
    lane: &'a Lane,
    options: &'a FinishOptions,
}

impl Asked<'_> {
    /// By the services whose tag it is; otherwise as the tags so far are.
    async fn said(&self, called: (&str, &str)) -> Result<Option<Said>, EngineError> {
        let named = self.options.tag.clone().or_else(|| self.named(called));
        if let Some(name) = &named {
            let mut each = Vec::new();
            for (service, version) in self.named_so(name) {
                each.push(self.by_service(name, service, version).await?);
            }
            if let Some(said) = together::together(each) {
                return Ok(Some(said));
            }
        }
        let notes = release_notes(&self.sight.repo, self.lane.tip.as_str()).await?;
        let version = || Version::parse(called.1.strip_prefix('v').unwrap_or(called.1)).ok();
        let by_version = || version().map(|v| TagName::new(format!("{}{v}", notes.prefix)));
        let name = named.or_else(by_version).or_else(|| notes.tag.clone());
        let Some(name) = name else {
            return Ok(None);
        };
        let whole = self.options.message.is_some();
        let said = self.options.message.clone().unwrap_or(notes.markdown);
        Ok(Some(Said {
            text: format!("{name}\n\n{}\n", said.trim()),
            notes: NotesView {
                markdown: said,
                entries: Vec::new(),
                edited: whole,
            },
            name,
            services: Vec::new(),
            version: None,
            blocked: Vec::new(),
            files: Vec::new(),
            commit_message: String::new(),
        }))
    }

    /// The name of the tag as git-flow is configured, or as the services of
    /// the repository all name the version the branch is called by.
    fn named(&self, (prefix, rest): (&str, &str)) -> Option<TagName> {
        if self.sight.config.dialect().is_some() || !prefix.is_empty() {
            return Some(TagName::new(format!("{prefix}{rest}")));
        }
        let version = Version::parse(rest.strip_prefix('v').unwrap_or(rest)).ok()?;
        let mut names = self.services().map(|service| service.tag.tag(&version));
        let first = names.next()?;
        names.all(|name| name == first).then_some(first)
    }

    /// The services of the repository.
    fn services(&self) -> impl Iterator<Item = &Service> {
        let services = self.desk.workspace.services.values();
        services.filter(|service| service.repo == self.sight.ground.repo)
    }

    /// The services whose tag has that name, with the version it names.
    fn named_so(&self, name: &TagName) -> Vec<(&Service, Version)> {
        let version = |service: &Service| service.tag.version(name.as_str());
        let fitting = self.services();
        fitting
            .filter_map(|service| Some((service, version(service)?)))
            .collect()
    }

    async fn by_service(
        &self,
        name: &TagName,
        service: &Service,
        version: Version,
    ) -> Result<Said, EngineError> {
        let intent = CutIntent {
            service: service.name.clone(),
            kind: CutKind::Exact {
                version: version.clone(),
                reason: String::new(),
            },
            rev: None,
            accepted: BTreeMap::new(),
            notes: self.options.message.clone(),
        };
        let repo = self.sight.repo.clone();
        let place = (&self.lane.tip, None);
        let prospect = Prospect::of(self.desk, service, &intent, repo, place, None).await?;
        let draft = Draft::of(self.desk, service, &intent, &prospect).await?;
        Ok(Said {
            name: name.clone(),
            services: vec![service.name.clone()],
            version: Some(version),
            notes: draft.notes,
            text: draft.tag_text,
            blocked: prospect.next.blocked,
            files: draft.files,
            commit_message: draft.commit_message,
        })
    }

    /// What was said, with what is there of it.
    async fn release(&self, said: Said) -> Result<Release, EngineError> {
        let sight = self.sight;
        let read = |error: RepoError| EngineError::read_repo(&sight.ground.repo)(error);
        let there = format!("refs/tags/{}", said.name);
        let local = match sight.repo.read_ref(&there).await.map_err(read)? {
            Some(_) => Some(sight.repo.resolve(&there).await.map_err(read)?),
            None => None,
        };
        let setup = sight.repo.signing().await.map_err(read)?;
        // Words of several services are edited for each of them, not here.
        let service = match said.services.as_slice() {
            [service] => Some(service.to_string()),
            _ => None,
        };
        Ok(Release {
            draft: ReleaseDraft {
                service,
                version: said.version.map(|version| version.to_string()),
                tag: said.name.to_string(),
                notes: said.notes,
                tag_text: said.text.clone(),
                files: said.files.iter().map(|file| file.path.clone()).collect(),
            },
            tag: TagFacts {
                name: said.name,
                text: said.text,
                blocked: said.blocked,
                files: said.files,
                commit_message: said.commit_message,
                signing: setup.signing,
                local,
                remote: sight.remote.contains_key(&there),
            },
        })
    }
}
