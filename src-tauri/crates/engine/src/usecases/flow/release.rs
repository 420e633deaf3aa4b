//! The release a finish makes: its tag is named after the branch, or after the
//! next version where the branch is called by something else; version,
//! notes and files are those the release screen would write for that commit.

mod naming;
mod together;

use super::ground::Sight;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::{RepoTags, own_paths};
use crate::ports::RepoError;
use crate::usecases::cut::{Draft, Prospect};
use crate::usecases::standalone::release_notes;
use lockkeeper_contract::{NotesView, ReleaseDraft};
use lockkeeper_domain::branching::{Lane, LocalTag, TagFacts, Topic, Untagged};
use lockkeeper_domain::ids::{Oid, ServiceName, TagName};
use lockkeeper_domain::intent::{CutIntent, CutKind, FinishOptions};
use lockkeeper_domain::plan::FileChange;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::version::Version;
use naming::{Named, Naming};
use std::collections::{BTreeMap, BTreeSet};

/// A release before it is planned.
pub(super) struct Release {
    pub(super) tag: TagFacts,
    pub(super) draft: ReleaseDraft,
}

/// What comes of the question which tag a finish makes.
pub(super) enum Tagging {
    /// This one.
    Release(Box<Release>),
    /// None, although its kind has them.
    Without(Untagged),
    /// None; nobody wants one.
    Unwanted,
}

/// What a finish of a branch would release.
pub(super) async fn release(
    desk: &Desk,
    sight: &Sight,
    topic: &Topic,
    lane: &Lane,
    options: &FinishOptions,
) -> Result<Tagging, EngineError> {
    let Some(prefix) = topic.tag.as_ref().filter(|_| !options.no_tag) else {
        return Ok(Tagging::Unwanted);
    };
    let rest = lane.name.as_str().strip_prefix(&topic.prefix);
    let services = desk.workspace.services.values();
    let naming = Naming {
        services: services
            .filter(|service| service.repo == sight.ground.repo)
            .collect(),
        prefix,
        rest: rest.unwrap_or(lane.name.as_str()),
        configured: sight.config.dialect().is_some(),
    };
    let asked = Asked {
        desk,
        sight,
        lane,
        options,
        naming,
    };
    Ok(match asked.said().await? {
        Ok(said) => Tagging::Release(Box::new(asked.release(said).await?)),
        Err(why) => Tagging::Without(why),
    })
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
    naming: Naming<'a>,
}

impl Asked<'_> {
    /// By the services whose tag it is; otherwise as the tags so far are.
    async fn said(&self) -> Result<Result<Said, Untagged>, EngineError> {
        let named = match &self.options.tag {
            Some(tag) => Named::As(tag.clone()),
            None => self.naming.named(),
        };
        let name = match named {
            Named::As(name) => Some(name),
            Named::NextOf(service) => match self.next(service).await? {
                Some(name) => Some(name),
                None => return Ok(Err(Untagged::NothingNew)),
            },
            Named::NoService { possible } => return Ok(Err(Untagged::NoService { possible })),
            Named::ByTags => None,
        };
        if let Some(name) = &name {
            let each = self.by_services(name).await?;
            if let Some(said) = together::together(each) {
                return Ok(Ok(said));
            }
        }
        Ok(self.by_tags(name).await?.ok_or(Untagged::NothingNew))
    }

    /// The tag of the next version of a service.
    async fn next(&self, service: &Service) -> Result<Option<TagName>, EngineError> {
        let intent = self.intent(service, CutKind::Final);
        let prospect = self.prospect(service, &intent).await?;
        Ok(prospect.next.tag)
    }

    /// As the tags of the repository so far are, where no service knows better.
    async fn by_tags(&self, named: Option<TagName>) -> Result<Option<Said>, EngineError> {
        let notes = release_notes(&self.sight.repo, self.lane.tip.as_str()).await?;
        let version = || self.naming.version();
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

    fn intent(&self, service: &Service, kind: CutKind) -> CutIntent {
        CutIntent {
            service: service.name.clone(),
            kind,
            rev: None,
            accepted: BTreeMap::new(),
            notes: self.options.message.clone(),
        }
    }

    async fn prospect(
        &self,
        service: &Service,
        intent: &CutIntent,
    ) -> Result<Prospect, EngineError> {
        let repo = self.sight.repo.clone();
        let place = (&self.lane.tip, None);
        Prospect::of(self.desk, service, intent, repo, place, None).await
    }

    /// What each service of a tag says of it; the first has the files of all,
    /// since they may keep one together.
    async fn by_services(&self, name: &TagName) -> Result<Vec<Said>, EngineError> {
        let fitting = self.naming.fitting(name);
        let released: Vec<&Service> = fitting.iter().map(|(service, _)| *service).collect();
        let mut each: Vec<Said> = Vec::new();
        for (service, version) in fitting {
            let kind = CutKind::Exact {
                version,
                reason: String::new(),
            };
            let intent = self.intent(service, kind);
            let mut prospect = self.prospect(service, &intent).await?;
            let files = match each.is_empty() {
                true => Draft::files(self.desk, &intent, &prospect, &released).await?,
                false => Vec::new(),
            };
            self.keep_own(service, &mut prospect)?;
            let said = self.by_service(name, &intent, prospect).await?;
            each.push(Said { files, ..said });
        }
        Ok(each)
    }

    /// What a service says of its own commits.
    async fn by_service(
        &self,
        name: &TagName,
        intent: &CutIntent,
        prospect: Prospect,
    ) -> Result<Said, EngineError> {
        let service = self.desk.service(&intent.service)?;
        let draft = Draft::of(self.desk, service, intent, &prospect, &[]).await?;
        Ok(Said {
            name: name.clone(),
            services: vec![service.name.clone()],
            version: prospect.next.next,
            notes: draft.notes,
            text: draft.tag_text,
            blocked: prospect.next.blocked,
            files: Vec::new(),
            commit_message: draft.commit_message,
        })
    }

    /// Services of one tag have its version together; what each says of it is
    /// about its own commits.
    fn keep_own(&self, service: &Service, prospect: &mut Prospect) -> Result<(), EngineError> {
        let filter = own_paths(self.desk, service)?;
        let range = prospect.line.range.iter();
        let own = range.filter(|commit| filter.takes(commit));
        let own: BTreeSet<&Oid> = own.map(|commit| &commit.oid).collect();
        let commits = &mut prospect.next.commits;
        commits.retain(|commit| own.contains(&commit.oid));
        Ok(())
    }

    /// What was said, with what is there of it.
    async fn release(&self, said: Said) -> Result<Release, EngineError> {
        let sight = self.sight;
        let read = |error: RepoError| EngineError::read_repo(&sight.ground.repo)(error);
        let there = format!("refs/tags/{}", said.name);
        let local = match sight.repo.read_ref(&there).await.map_err(read)? {
            Some(object) => Some(LocalTag {
                object,
                commit: sight.repo.resolve(&there).await.map_err(read)?,
            }),
            None => None,
        };
        let tags = RepoTags::read(sight.repo.as_ref()).await.map_err(read)?;
        let in_the_way = tags.in_the_way(&said.name).cloned();
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
                of_no_service: said.services.is_empty() && !self.naming.services.is_empty(),
                name: said.name,
                text: said.text,
                blocked: said.blocked,
                files: said.files,
                commit_message: said.commit_message,
                signing: setup.signing,
                local,
                in_the_way,
                remote: sight.remote.get(&there).cloned(),
            },
        })
    }
}
