//! Cutting a release: the version, the notes, the plan.

mod draft;
mod prospect;
mod written;

pub(super) use draft::Draft;
pub(super) use prospect::Prospect;

use super::flow::checkout_of;
use super::planned;
use crate::desk::Desk;
use crate::error::EngineError;
use crate::observe::{Lineage, ORIGIN, release_branch};
use crate::ports::{RangeOptions, RemoteRef, Repo, RepoError, has_remote};
use lockkeeper_contract::{CutView, NoteEntry, NotesView};
use lockkeeper_domain::branching::Checkout;
use lockkeeper_domain::ids::{BranchName, Oid, RunId, ServiceName};
use lockkeeper_domain::intent::CutIntent;
use lockkeeper_domain::plan::{
    BranchFacts, CutFacts, PlanKind, RemoteFacts, RemoteRefs, Standing, cut,
};
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::snapshot::Known;
use lockkeeper_domain::version::{Version, VersionTag, label};
use std::sync::Arc;

/// Keeps the user's words for the notes of the next release, by commit.
///
/// # Errors
/// When they cannot be written.
pub async fn keep_notes(
    desk: &Desk,
    service: &ServiceName,
    entries: &[NoteEntry],
) -> Result<(), EngineError> {
    desk.service(service)?;
    let edited = entries
        .iter()
        .filter_map(|e| Some((e.commit.clone(), e.edited.clone()?)));
    Ok(desk
        .ports
        .drafts
        .keep_edits(service, &edited.collect())
        .await?)
}

/// The screen "Cut release": the version with its reasons, the notes, and the
/// plan, kept for confirmation.
///
/// # Errors
/// When the service does not exist or its repository cannot be read.
pub async fn cut_view(desk: &Desk, intent: &CutIntent) -> Result<CutView, EngineError> {
    let service = desk.service(&intent.service)?;
    let sight = Sight::of(desk, service, intent).await?;
    let released = sharing(service, &desk.siblings(service));
    let draft = Draft::of(desk, service, intent, &sight.prospect, &released).await?;
    let facts = sight.facts(desk, service, &draft).await?;
    let outcome = planned::keep(desk, cut(intent, &facts, &planned::stamp(desk))).await?;
    Ok(CutView {
        intent: intent.clone(),
        services: desk
            .workspace
            .services
            .keys()
            .map(ToString::to_string)
            .collect(),
        labels: labels(&sight.prospect.line),
        pattern: service.tag.prefix().to_owned(),
        scope: scope(&released),
        next: sight.prospect.next,
        notes: draft.notes,
        tag_text: draft.tag_text,
        outcome,
        command: command(intent),
    })
}

/// Labels in use, the newest first; at least `rc`.
fn labels(line: &Lineage) -> Vec<String> {
    let used = line
        .tags
        .versions
        .iter()
        .filter_map(|tag| label(&tag.version));
    let mut labels: Vec<String> = Vec::new();
    for word in used.chain(["rc"]) {
        if !labels.iter().any(|known| known == word) {
            labels.push(word.to_owned());
        }
    }
    labels
}

/// The services that the tag releases: the one that was chosen first.
fn sharing<'a>(service: &'a Service, siblings: &[&'a Service]) -> Vec<&'a Service> {
    let others = siblings.iter().copied();
    let others = others.filter(|other| other.name != service.name && other.shares_tag(service));
    std::iter::once(service).chain(others).collect()
}

/// The paths of the services a tag releases.
fn scope(released: &[&Service]) -> String {
    let mut paths: Vec<&str> = Vec::new();
    for service in released {
        if service.paths.is_empty() {
            return "the whole repository".to_owned();
        }
        paths.extend(service.paths.iter().map(String::as_str));
    }
    paths.join(", ")
}

fn command(intent: &CutIntent) -> String {
    use lockkeeper_domain::intent::CutKind;
    let mut command = format!("lockkeeper release cut {}", intent.service);
    match &intent.kind {
        CutKind::Final => {}
        CutKind::Pre { label } => command.push_str(&format!(" --pre {label}")),
        CutKind::Exact { version, reason } => {
            let reason = reason.replace('\'', "'\\''");
            command.push_str(&format!(" --version {version} --reason '{reason}'"));
        }
    }
    if let Some(rev) = &intent.rev {
        command.push_str(&format!(" --rev {rev}"));
    }
    for (commit, level) in &intent.accepted {
        command.push_str(&format!(
            " --count {}={}",
            commit.get(..12).unwrap_or(commit),
            level.word()
        ));
    }
    command
}

/// Everything that is seen of the repository for one cut.
struct Sight {
    prospect: Prospect,
    branch: Option<BranchName>,
    remote: Option<Known<Vec<RemoteRef>>>,
}

impl Sight {
    async fn of(desk: &Desk, service: &Service, intent: &CutIntent) -> Result<Self, EngineError> {
        let repo = desk.repo_of(service).await?;
        let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
        let remote = if has_remote(&*repo, ORIGIN).await.map_err(read)? {
            Some(ask(&repo).await)
        } else {
            None
        };
        let policy = desk.repo_policy(&service.repo)?;
        let release = release_branch(&repo, policy).await.map_err(read)?;
        let target = match &intent.rev {
            Some(rev) => repo.resolve(rev).await.map_err(read)?,
            None => tip(&repo, &release).await.map_err(read)?,
        };
        let said = intent.rev.as_deref();
        let branch = branch_at(&repo, said, &release, &target).await;
        let branch = branch.map_err(read)?;
        let named = said.and_then(on_remote).map(BranchName::from);
        let place = (&target, named.as_ref().or(branch.as_ref()));
        let refs = match &remote {
            Some(Known::Seen(refs)) => Some(refs.as_slice()),
            Some(Known::Unknown(_)) | None => None,
        };
        Ok(Self {
            prospect: Prospect::of(desk, service, intent, repo, place, refs).await?,
            branch,
            remote,
        })
    }

    async fn facts(
        &self,
        desk: &Desk,
        service: &Service,
        draft: &Draft,
    ) -> Result<CutFacts, EngineError> {
        let read = |error: RepoError| EngineError::read_repo(&service.repo)(error);
        let signing = self.prospect.repo.signing().await.map_err(read)?;
        let local_tag = match &self.prospect.next.tag {
            Some(tag) => self
                .prospect
                .repo
                .read_ref(&format!("refs/tags/{tag}"))
                .await
                .map_err(read)?,
            None => None,
        };
        let branch = match &self.branch {
            Some(name) => Some(self.branch_facts(name).await.map_err(read)?),
            None => None,
        };
        Ok(CutFacts {
            checkout: self.checkout(desk, service, draft).await,
            repo: service.repo.clone(),
            next: Some(self.prospect.next.clone()),
            target: Some(self.prospect.line.target.clone()),
            incomplete: self
                .prospect
                .repo
                .head()
                .await
                .map_err(read)?
                .shallow
                .then(|| "it is a shallow clone".to_owned()),
            protected: self.protected(desk, service)?,
            branch,
            remote: self.remote_facts(),
            local_tag,
            in_the_way: self.prospect.in_the_way.clone(),
            requested: self.requested(desk, service).await?,
            waiting: match self.prospect.next.next {
                Some(_) => None,
                None => waiting(desk, service).await?,
            },
            files: draft.files.clone(),
            commit_message: draft.commit_message.clone(),
            tag_text: draft.tag_text.clone(),
            signing: signing.signing,
            identity: signing.identity,
            observed_at: desk.now(),
        })
    }

    /// The work tree that files of the release are written into. A repository
    /// that is only mirrored has none.
    async fn checkout(&self, desk: &Desk, service: &Service, draft: &Draft) -> Option<Checkout> {
        let branch = self.branch.as_ref().filter(|_| !draft.files.is_empty())?;
        checkout_of(desk, &service.repo, branch).await
    }

    /// Whether the branch takes work by pull request only.
    fn protected(&self, desk: &Desk, service: &Service) -> Result<bool, EngineError> {
        let flow = &desk.repo_policy(&service.repo)?.flow;
        let branch = self.branch.as_ref();
        Ok(branch.is_some_and(|branch| flow.wants_pull_request(branch)))
    }

    /// Whether the version that comes was already asked for somewhere: its
    /// tag may be gone, its name is not free.
    async fn requested(&self, desk: &Desk, service: &Service) -> Result<bool, EngineError> {
        let (Some(version), Some(name)) = (&self.prospect.next.next, &self.prospect.next.tag)
        else {
            return Ok(false);
        };
        if let Err(error) = super::seal::follow(desk).await {
            tracing::warn!(%error, "a cut looks at the ledger as it was seen last");
        }
        let tag = VersionTag {
            name: name.clone(),
            version: version.clone(),
            commit: self.prospect.line.target.clone(),
        };
        super::releases::requested(desk, service, &tag).await
    }

    fn remote_facts(&self) -> Option<RemoteFacts> {
        let refs = match self.remote.as_ref()? {
            Known::Seen(refs) => Known::Seen(RemoteRefs {
                branch: self
                    .branch
                    .as_ref()
                    .and_then(|b| object(refs, &format!("refs/heads/{b}"))),
                tag: self
                    .prospect
                    .next
                    .tag
                    .as_ref()
                    .and_then(|t| object(refs, &format!("refs/tags/{t}"))),
            }),
            Known::Unknown(why) => Known::Unknown(why.clone()),
        };
        Some(RemoteFacts {
            name: ORIGIN.to_owned(),
            refs,
        })
    }

    async fn branch_facts(&self, name: &BranchName) -> Result<BranchFacts, RepoError> {
        let tip = tip(&self.prospect.repo, name).await?;
        let theirs = match &self.remote {
            Some(Known::Seen(refs)) => Some(object(refs, &format!("refs/heads/{name}"))),
            _ => None,
        };
        let standing = match theirs {
            None => Standing::Level,
            Some(None) => Standing::New,
            Some(Some(theirs)) => standing(&self.prospect.repo, &tip, &theirs).await?,
        };
        Ok(BranchFacts {
            name: name.clone(),
            tip,
            standing,
        })
    }
}

fn object(refs: &[RemoteRef], name: &str) -> Option<Oid> {
    refs.iter()
        .find(|one| one.name == name)
        .map(|one| one.object.clone())
}

async fn ask(repo: &Arc<dyn Repo>) -> Known<Vec<RemoteRef>> {
    // What the remote has is fetched first, so that standings can be counted.
    let asked = match repo.fetch(ORIGIN).await {
        Ok(_) => repo.remote_refs(ORIGIN).await,
        Err(error) => Err(error),
    };
    asked.map_or_else(|error| Known::Unknown(error.to_string()), Known::Seen)
}

/// The local branch, or the remote's where there is no local one.
async fn tip(repo: &Arc<dyn Repo>, branch: &BranchName) -> Result<Oid, RepoError> {
    if let Some(oid) = repo.read_ref(&format!("refs/heads/{branch}")).await? {
        return Ok(oid);
    }
    let tracking = repo
        .read_ref(&format!("refs/remotes/{ORIGIN}/{branch}"))
        .await?;
    tracking.ok_or_else(|| RepoError::NotFound {
        what: format!("the branch {branch}"),
    })
}

/// The branch whose tip the target is: the one that was asked for by name, as
/// it is here or on the remote, then the release branch, then any.
async fn branch_at(
    repo: &Arc<dyn Repo>,
    said: Option<&str>,
    release: &BranchName,
    target: &Oid,
) -> Result<Option<BranchName>, RepoError> {
    let branches = repo.branches().await?;
    let there = branches.iter().filter(|b| b.commit == *target);
    let there = there.filter_map(|b| b.name.strip_prefix("refs/heads/"));
    let there: Vec<&str> = there.collect();
    let mut named = said.into_iter().chain(said.and_then(on_remote));
    if let Some(named) = named.find(|name| there.contains(name)) {
        return Ok(Some(named.into()));
    }
    if tip(repo, release).await.is_ok_and(|tip| tip == *target) {
        return Ok(Some(release.clone()));
    }
    Ok(there.first().copied().map(BranchName::from))
}

/// The branch that a revision like `origin/main` names.
fn on_remote(rev: &str) -> Option<&str> {
    rev.strip_prefix(ORIGIN)?.strip_prefix('/')
}

async fn standing(repo: &Arc<dyn Repo>, ours: &Oid, theirs: &Oid) -> Result<Standing, RepoError> {
    let options = RangeOptions::default();
    let count = async |without: &Oid, of: &Oid| {
        repo.range(std::slice::from_ref(without), of, options)
            .await
            .map(|range| range.len())
    };
    let (ahead, behind) = (count(theirs, ours).await?, count(ours, theirs).await?);
    Ok(Standing::of(ahead, behind))
}

/// The notes of a release as they are shown and edited.
fn notes_view(markdown: String, entries: Vec<NoteEntry>, whole: bool) -> NotesView {
    let edited = whole || entries.iter().any(|entry| entry.edited.is_some());
    NotesView {
        markdown,
        entries,
        edited,
    }
}

/// A version of the service that a run cut here which has not ended: as long
/// as its tag is only here, there is nothing to release.
async fn waiting(desk: &Desk, service: &Service) -> Result<Option<(Version, RunId)>, EngineError> {
    let failed = EngineError::journal("see which cuts have not ended");
    let runs = desk.ports.journal.unfinished().await.map_err(failed)?;
    let cut = runs
        .into_iter()
        .filter(|run| run.plan.kind == PlanKind::Cut);
    let mut about = cut.filter_map(|run| Some((run.plan.subject.versioned()?.clone(), run.id)));
    let ours = about.find(|(about, _)| about.service == service.name);
    Ok(ours.map(|(about, run)| (about.version, run)))
}
