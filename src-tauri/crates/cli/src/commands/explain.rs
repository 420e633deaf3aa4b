//! `lockkeeper explain`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, desk, told, usage};
use crate::text;
use crate::words::{ExplainWords, Shared};
use lockkeeper_domain::gates::{Answer, Verdict, passes};
use lockkeeper_domain::ids::{EnvName, ServiceName};
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_domain::version::Version;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::{board, explain, runs};

/// What is asked about.
struct Subject {
    service: ServiceName,
    version: Version,
    environment: EnvName,
}

/// Says what each gate answers.
pub async fn run(shared: &Shared, words: &ExplainWords, out: &mut Out) -> Ended {
    let desk = desk(shared).await?;
    let mut verdicts = verdicts(&desk, words).await?;
    if let Some(gate) = &words.gate {
        verdicts.retain(|verdict| verdict.gate.word() == gate);
        if verdicts.is_empty() {
            return Err(usage(format!(
                "No gate `{gate}` is asked for {}.",
                words.request
            )));
        }
    }
    out.answer(&verdicts, || text::verdicts(&verdicts));
    let known = verdicts
        .iter()
        .all(|verdict| verdict.answer == Answer::Pass);
    Ok(if known && passes(&verdicts) {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// What the gates say to whatever is named.
async fn verdicts(desk: &Desk, words: &ExplainWords) -> Result<Vec<Verdict>, Told> {
    let of_itself = words.lane.is_none() && words.flags.is_empty();
    if of_itself && !words.request.contains(':') {
        let recorded = explain::recorded(desk, &words.request, words.at).await;
        if let Some(verdicts) = recorded.map_err(|error| told(&error))? {
            return Ok(verdicts);
        }
    }
    let subject = subject(desk, &words.request).await?;
    let mut intent = PromoteIntent::of(subject.service, subject.version, subject.environment);
    intent.lane.clone_from(&words.lane);
    intent.flags.clone_from(&words.flags);
    let asked = explain::explain(desk, &intent, words.at).await;
    asked.map_err(|error| told(&error))
}

/// A plan or a run by its id, or `SERVICE[@VERSION]:ENV`.
async fn subject(desk: &Desk, request: &str) -> Result<Subject, Told> {
    let Some((service, environment)) = request.rsplit_once(':') else {
        return by_id(desk, request).await;
    };
    let environment = EnvName::from(environment);
    let (service, version) = match service.split_once('@') {
        Some((service, version)) => (service, Some(version)),
        None => (service, None),
    };
    let service = ServiceName::from(service);
    let wanted = match version {
        Some(text) => text.strip_prefix('v').unwrap_or(text).to_owned(),
        None => candidate(desk, &service, &environment).await?,
    };
    let version = Version::parse(&wanted);
    let version =
        version.map_err(|e| usage(format!("`{wanted}` is not a semantic version: {e}.")))?;
    Ok(Subject {
        service,
        version,
        environment,
    })
}

async fn by_id(desk: &Desk, id: &str) -> Result<Subject, Told> {
    let Ok(plan) = desk.ports.journal.plan(&id.into()).await else {
        let run = runs::run(desk, &id.into()).await;
        let subject = run.map_err(|error| told(&error))?.subject;
        return of(&subject);
    };
    of(&plan.subject)
}

fn of(subject: &lockkeeper_domain::plan::Subject) -> Result<Subject, Told> {
    let about = subject.versioned().and_then(|about| {
        let environment = about.environment.clone()?;
        Some(Subject {
            service: about.service.clone(),
            version: about.version.clone(),
            environment,
        })
    });
    about.ok_or_else(|| usage("That plan goes to no environment, so no gate is asked."))
}

/// The version that wants to enter, as the board shows it.
async fn candidate(
    desk: &Desk,
    service: &ServiceName,
    environment: &EnvName,
) -> Result<String, Told> {
    board::refresh(desk).await.map_err(|error| told(&error))?;
    let board = board::board(desk).await.map_err(|error| told(&error))?;
    let rows = board.groups.iter().flat_map(|group| &group.rows);
    let row = rows.into_iter().find(|row| row.service == *service);
    let passage = row.and_then(|row| row.passages.iter().find(|p| p.to == *environment));
    passage
        .and_then(|passage| passage.candidate.clone())
        .ok_or_else(|| {
            usage(format!(
                "Nothing of {service} wants to enter {environment}: name a version."
            ))
        })
}
