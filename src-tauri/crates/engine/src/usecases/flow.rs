//! Operations on branches: seen, planned, given up.

mod facts;
mod forward;
mod ground;
mod past;
mod protection;
mod release;
mod rules;
mod status;
mod tidy;

pub(super) use ground::checkout_of;
pub use protection::protection_view;
pub use rules::{PushedBranch, check_commit_message, check_push};
pub use status::branches_view;

use super::planned;
use crate::desk::{Desk, unknown};
use crate::error::EngineError;
use crate::ports::RepoError;
use ground::Sight;
use lockkeeper_contract::{FinishView, PlanOutcome, RunView};
use lockkeeper_domain::branching::Model;
use lockkeeper_domain::ids::{BranchName, RepoName, RunId};
use lockkeeper_domain::intent::{FinishOptions, FlowAct, FlowIntent};
use lockkeeper_domain::plan::{
    Action, Plan, PlanKind, Subject, delete, finish, finish_command, finish_sentence,
    newest_to_undo, publish, start, tidy, track, undo_flow, update,
};
use lockkeeper_domain::refusal::{Refusal, refused};
use lockkeeper_domain::run::{Run, RunState};

/// Plans an operation on a branch.
///
/// # Errors
/// When there is no such repository, branch or kind, or it cannot be read.
pub async fn plan_flow(desk: &Desk, intent: &FlowIntent) -> Result<PlanOutcome, EngineError> {
    let sight = Sight::of(desk, &intent.repo).await?;
    let read = |error: RepoError| EngineError::read_repo(&intent.repo)(error);
    let stamp = planned::stamp(desk);
    let act = intent.act.clone();
    let built: Result<Plan, Vec<Refusal>> = match &intent.act {
        FlowAct::Start { kind, name, from } => {
            let topic = sight.topic(kind)?;
            let facts = facts::start(&sight, topic, name, from.as_deref()).await;
            start(act, &facts.map_err(read)?, &stamp)
        }
        FlowAct::Finish { branch, options } => {
            let (facts, _) = facts::finish(desk, &sight, branch, options).await?;
            finish(branch, options, &facts, &stamp)
        }
        FlowAct::Update { branch } => {
            let facts = facts::update(&sight, branch).await.map_err(read)?;
            update(act, &facts, &stamp)
        }
        FlowAct::Publish { branch } => publish(
            act,
            &facts::publish(&sight, branch).await.map_err(read)?,
            &stamp,
        ),
        FlowAct::Track { branch } => track(
            act,
            &facts::publish(&sight, branch).await.map_err(read)?,
            &stamp,
        ),
        FlowAct::Delete { branch, force } => {
            let facts = facts::leave(&sight, branch).await.map_err(read)?;
            delete(act, *force, &facts, &stamp)
        }
        FlowAct::Tidy => tidy(&tidy::facts(desk, &sight).await.map_err(read)?, &stamp),
        FlowAct::Undo { run } => {
            let run = desk.executor.look(run).await?;
            let facts = facts::undo(&sight, &run).await.map_err(read)?;
            undo_flow(&run, &facts, &stamp)
        }
    };
    planned::keep(desk, built).await
}

/// The screen of a finish: the release it makes, with the version, the notes
/// and the tag of the release screen, and the plan.
///
/// # Errors
/// When there is no such repository, branch or kind, or it cannot be read.
pub async fn finish_view(
    desk: &Desk,
    repo: &RepoName,
    branch: &BranchName,
    options: &FinishOptions,
) -> Result<FinishView, EngineError> {
    let sight = Sight::of(desk, repo).await?;
    let (facts, release) = facts::finish(desk, &sight, branch, options).await?;
    let built = finish(branch, options, &facts, &planned::stamp(desk));
    Ok(FinishView {
        branch: branch.to_string(),
        parent: facts.parent.name.to_string(),
        sentence: finish_sentence(options, &facts),
        way: facts.topic.up.word().to_owned(),
        stays: facts.topic.keep,
        has_remote: facts.ground.remote.is_some(),
        followers: facts
            .followers
            .iter()
            .map(|lane| lane.name.to_string())
            .collect(),
        releases: facts
            .releases
            .iter()
            .filter(|(_, fits)| *fits)
            .map(|(lane, _)| lane.name.to_string())
            .collect(),
        is_tagged: facts.topic.tag.is_some(),
        release,
        outcome: planned::keep(desk, built).await?,
        command: finish_command(repo, branch, options),
    })
}

/// The branch that a kind and a name stand for.
///
/// # Errors
/// When there is no such repository or kind.
pub async fn branch_of(
    desk: &Desk,
    repo: &RepoName,
    kind: &str,
    name: &str,
) -> Result<BranchName, EngineError> {
    let model = ground::model_of(desk, repo).await?;
    let topic = model
        .topic(kind)
        .ok_or_else(|| unknown("kind of branch called", kind))?;
    Ok(Model::branch(topic, name))
}

/// The branch the work tree shows, unless it is one that stays: those are
/// only ever meant by their name.
///
/// # Errors
/// When there is no such repository, or HEAD is on no branch that goes.
pub async fn shown_topic(desk: &Desk, repo: &RepoName) -> Result<BranchName, EngineError> {
    let policy = desk.repo_policy(repo)?;
    let read = |error: RepoError| EngineError::read_repo(repo)(error);
    let opened = desk.ports.repos.open(policy).await.map_err(read)?;
    let head = opened.head().await.map_err(read)?;
    let branch = head.branch;
    let branch = branch.ok_or_else(|| unknown("branch that is checked out in", repo.as_str()))?;
    let model = ground::model_of(desk, repo).await?;
    if model.base(&branch).is_some() {
        let text = format!("{branch} is a branch that stays. Name it, or the one that is meant.");
        return Err(EngineError::Usage { text });
    }
    Ok(branch)
}

/// The newest operation of a repository that has not ended.
///
/// # Errors
/// When there is none, or the journal cannot be read.
pub async fn newest(desk: &Desk, repo: &RepoName) -> Result<RunId, EngineError> {
    let runs = operations(desk, repo).await?;
    if let Some(run) = runs.iter().find(|run| !run.state.has_ended()) {
        return Ok(run.id.clone());
    }
    let way_on = runs.first().and_then(way_on);
    Err(match way_on {
        Some(text) => EngineError::refused(refused::ended_early(text)),
        None => unknown("operation on a branch to go on with in", repo.as_str()),
    })
}

/// The operation of a repository that is taken back where nobody names one.
///
/// # Errors
/// When there is none, or the journal cannot be read.
pub async fn newest_undone(desk: &Desk, repo: &RepoName) -> Result<RunId, EngineError> {
    let runs = operations(desk, repo).await?;
    let found = newest_to_undo(&runs).map(|run| run.id.clone());
    found.ok_or_else(|| unknown("operation on a branch to take back in", repo.as_str()))
}

/// What can be done where the newest operation ended before its end.
fn way_on(run: &Run) -> Option<String> {
    let again = crate::executor::again(run)?;
    let Subject::Branch(about) = &run.plan.subject else {
        return None;
    };
    let why = match run.state {
        RunState::Conflict => "the world changed",
        _ => "a step failed",
    };
    Some(format!(
        "The {} of {} cannot be continued, because {why}. Bring branches that went apart together \
         with `git merge`; then {again}. What was decided in a conflict stays, unless it is \
         undone.",
        about.act, about.branch
    ))
}

/// The branch at which the newest operation of a repository stopped.
async fn waiting(desk: &Desk, repo: &RepoName) -> Result<Option<BranchName>, EngineError> {
    let run = unended(desk, repo).await?;
    let run = run.filter(|run| run.state == RunState::Interrupted);
    Ok(run.as_ref().and_then(stopped_at).cloned())
}

/// The newest operation of a repository that has not ended, where there is one.
async fn unended(desk: &Desk, repo: &RepoName) -> Result<Option<Run>, EngineError> {
    let runs = operations(desk, repo).await?;
    Ok(runs.into_iter().find(|run| !run.state.has_ended()))
}

/// The operations on branches of a repository, newest first.
async fn operations(desk: &Desk, repo: &RepoName) -> Result<Vec<Run>, EngineError> {
    let about = |run: &Run| match &run.plan.subject {
        Subject::Branch(about) => run.plan.kind == PlanKind::Flow && about.repo == *repo,
        Subject::Version(_) | Subject::Set(_) => false,
    };
    let runs = super::runs::recent(desk).await?;
    Ok(runs.into_iter().filter(about).collect())
}

/// Gives an unfinished operation up: the work tree is as before the merge
/// that stopped, and what was done before it stays until it is undone.
///
/// # Errors
/// When there is no such run, it has ended, or git cannot give the merge up.
pub async fn abort(desk: &Desk, run: &RunId) -> Result<RunView, EngineError> {
    let found = desk.executor.look(run).await?;
    let Subject::Branch(about) = &found.plan.subject else {
        return Err(unknown("operation on a branch", run.as_str()));
    };
    if found.state == RunState::Interrupted {
        let policy = desk.repo_policy(&about.repo)?;
        let wrong = |error: RepoError| EngineError::write_repo(&about.repo)(error);
        let branches = desk.ports.repos.branches(policy).await.map_err(wrong)?;
        if let Some(branch) = stopped_at(&found)
            && let Some(unfinished) = branches.unfinished(branch).await.map_err(wrong)?
        {
            branches.abandon(&unfinished).await.map_err(wrong)?;
            if !was_elsewhere(&found, &about.branch)
                && let Err(error) = branches.show(&about.branch).await
            {
                tracing::debug!(%error, "the work tree stays where it is");
            }
        }
    }
    super::runs::cancel_run(desk, run).await
}

/// Whether the work tree was on another branch all along: a run that deletes
/// its branch leaves it first where it is shown.
fn was_elsewhere(run: &Run, own: &BranchName) -> bool {
    let mut actions = run.plan.steps.iter().map(|step| &step.action);
    let deletes =
        |action: &Action| matches!(action, Action::DeleteBranch { branch, .. } if branch == own);
    let leaves =
        |action: &Action| matches!(action, Action::Switch { from: Some(from), .. } if from == own);
    actions.clone().any(deletes) && !actions.any(leaves)
}

/// The branch the step in doubt moves.
fn stopped_at(run: &Run) -> Option<&BranchName> {
    let place = run
        .steps
        .iter()
        .position(|record| !record.state.is_settled())?;
    match &run.plan.steps.get(place)?.action {
        Action::Merge { branch, .. } | Action::Rebase { branch, .. } => Some(branch),
        _ => None,
    }
}
