//! `lockkeeper flow` and `lockkeeper check`

mod hooks;
mod message;

use super::runs::look;
use super::{Ended, plan};
use crate::Exit;
use crate::out::Out;
use crate::session::{Told, flow_desk, has_workspace, told, usage};
use crate::text;
use crate::words::{CheckWords, FinishWords, FlowVerb, FlowWords, Shared, TopicWords, Words};
use clap::Parser;
use lockkeeper_contract::{CheckView, KeptState};
use lockkeeper_domain::branching::Up;
use lockkeeper_domain::ids::{BranchName, Oid, RepoName, RunId};
use lockkeeper_domain::intent::{FinishOptions, FlowAct, FlowIntent};
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::flow::PushedBranch;
use lockkeeper_engine::usecases::{flow, runs};
use std::io::Read;

/// What git-flow's words mean here, for those who type them.
const SHIM: &str = include_str!("../../assets/git-flow");

/// Looks after branches.
pub async fn run(shared: &Shared, words: &FlowWords, out: &mut Out) -> Ended {
    if let FlowVerb::Kind(said) = &words.verb {
        let (more, turned) = turned(words, said)?;
        let shared = Shared {
            yes: shared.yes || more.yes,
            dry_run: shared.dry_run || more.dry_run,
            json: shared.json || more.json,
            workspace: more.workspace.or_else(|| shared.workspace.clone()),
            data_dir: more.data_dir.or_else(|| shared.data_dir.clone()),
            key: more.key.or_else(|| shared.key.clone()),
        };
        let mut out = Out::new(shared.json || out.is_json());
        return Box::pin(run(&shared, &turned, &mut out)).await;
    }
    if matches!(words.verb, FlowVerb::Shim) {
        out.raw(SHIM);
        return Ok(Exit::Done);
    }
    let (desk, repo) = flow_desk(shared, words.repo.as_deref()).await?;
    let asked = Asked {
        desk: &desk,
        repo,
        shared: &Shared {
            yes: shared.yes || (words.as_git_flow && !shared.dry_run),
            ..shared.clone()
        },
        as_git_flow: words.as_git_flow,
    };
    asked.answer(&words.verb, out).await
}

/// `feature start NAME` as `start feature NAME`; a kind alone lists.
fn turned(words: &FlowWords, said: &[String]) -> Result<(Shared, FlowWords), Told> {
    let (kind, rest) = said
        .split_first()
        .ok_or_else(|| usage("A kind is missing."))?;
    let mut line: Vec<&str> = vec!["lockkeeper", "flow"];
    match rest.split_first() {
        None => line.push("status"),
        Some((verb, rest)) if verb == "list" || verb.starts_with('-') => {
            line.push("status");
            let options = if verb == "list" {
                rest
            } else {
                said.get(1..).unwrap_or_default()
            };
            line.extend(options.iter().map(String::as_str));
        }
        Some((verb, rest)) => {
            line.extend([verb.as_str(), kind.as_str()]);
            line.extend(rest.iter().map(String::as_str));
        }
    }
    let parsed = Words::try_parse_from(line).map_err(|error| {
        let text = error.to_string();
        let first = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        usage(format!("{first}."))
    })?;
    let crate::words::Verb::Flow(turned) = parsed.verb else {
        return Err(usage("That is no operation on a branch."));
    };
    if matches!(turned.verb, FlowVerb::Kind(_)) {
        return Err(usage(format!(
            "`{}` is no operation on a branch.",
            said.join(" ")
        )));
    }
    let turned = FlowWords {
        repo: turned.repo.or_else(|| words.repo.clone()),
        as_git_flow: words.as_git_flow,
        verb: turned.verb,
    };
    Ok((parsed.shared, turned))
}

/// One question about the branches of one repository.
struct Asked<'a> {
    desk: &'a Desk,
    repo: RepoName,
    shared: &'a Shared,
    as_git_flow: bool,
}

impl Asked<'_> {
    async fn answer(&self, verb: &FlowVerb, out: &mut Out) -> Ended {
        match verb {
            FlowVerb::Status => self.status(out).await,
            FlowVerb::Protection => self.protection(out).await,
            FlowVerb::Start {
                kind,
                name,
                base,
                publish,
            } => self.start(kind, name, base.as_deref(), *publish, out).await,
            FlowVerb::Continue { run } | FlowVerb::Abort { run } if self.shared.dry_run => {
                let run = self.run(run.as_deref()).await?;
                look(self.desk, run.as_str(), out).await
            }
            FlowVerb::Continue { run } => {
                let run = self.run(run.as_deref()).await?;
                let run = runs::continue_run(self.desk, &run).await;
                Ok(plan::show(&run.map_err(|error| told(&error))?, out))
            }
            FlowVerb::Abort { run } => {
                let run = self.run(run.as_deref()).await?;
                let run = flow::abort(self.desk, &run).await;
                let run = run.map_err(|error| told(&error))?;
                out.answer(&run, || text::run(&run));
                Ok(Exit::Done)
            }
            FlowVerb::Hook { hook, remove } => {
                hooks::install(self.desk, &self.repo, *hook, *remove, out)
            }
            planned => {
                let act = self.act(planned).await?;
                self.plan(act, out).await
            }
        }
    }

    /// What is planned for a word that needs nothing but its branch.
    async fn act(&self, verb: &FlowVerb) -> Result<FlowAct, Told> {
        Ok(match verb {
            FlowVerb::Finish(words) => self.finish(words).await?,
            FlowVerb::Undo { run } => FlowAct::Undo {
                run: match run {
                    Some(id) => id.as_str().into(),
                    None => {
                        let newest = flow::newest_undone(self.desk, &self.repo).await;
                        newest.map_err(|error| told(&error))?
                    }
                },
            },
            FlowVerb::Tidy => FlowAct::Tidy,
            FlowVerb::Update(words) => FlowAct::Update {
                branch: self.branch(words).await?,
            },
            FlowVerb::Publish(words) => FlowAct::Publish {
                branch: self.branch(words).await?,
            },
            FlowVerb::Track(words) => FlowAct::Track {
                branch: self.branch(words).await?,
            },
            FlowVerb::Delete { branch, force } => FlowAct::Delete {
                branch: self.branch(branch).await?,
                force: *force,
            },
            _ => return Err(usage("That is no operation on a branch.")),
        })
    }

    async fn start(
        &self,
        kind: &str,
        name: &str,
        base: Option<&str>,
        publish: bool,
        out: &mut Out,
    ) -> Ended {
        let act = FlowAct::Start {
            kind: kind.to_owned(),
            name: name.to_owned(),
            from: base.map(str::to_owned),
        };
        let ended = self.plan(act, out).await?;
        if !publish || ended != Exit::Done || self.shared.dry_run {
            return Ok(ended);
        }
        let branch = flow::branch_of(self.desk, &self.repo, kind, name).await;
        let branch = branch.map_err(|error| told(&error))?;
        self.plan(FlowAct::Publish { branch }, out).await
    }

    async fn status(&self, out: &mut Out) -> Ended {
        let view = flow::branches_view(self.desk, Some(&self.repo)).await;
        let view = view.map_err(|error| told(&error))?;
        out.answer(&view, || text::branches(&view));
        Ok(Exit::Done)
    }

    async fn protection(&self, out: &mut Out) -> Ended {
        let view = flow::protection_view(self.desk, &self.repo).await;
        let view = view.map_err(|error| told(&error))?;
        out.answer(&view, || text::protection(&view));
        let mut rules = view.branches.iter().flat_map(|branch| &branch.rules);
        let broken = rules.any(|rule| rule.state == KeptState::Broken);
        Ok(if broken { Exit::Refused } else { Exit::Done })
    }

    async fn plan(&self, act: FlowAct, out: &mut Out) -> Ended {
        let intent = FlowIntent {
            repo: self.repo.clone(),
            act,
        };
        let outcome = flow::plan_flow(self.desk, &intent).await;
        let outcome = outcome.map_err(|error| told(&error))?;
        plan::go(self.desk, self.shared, &outcome, None, out).await
    }

    async fn finish(&self, words: &FinishWords) -> Result<FlowAct, Told> {
        let ways = [
            (words.no_ff, Up::Merge),
            (words.rebase, Up::Rebase),
            (words.squash, Up::Squash),
            (words.ff_only, Up::FfOnly),
        ];
        let up = ways.into_iter().find(|(said, _)| *said);
        Ok(FlowAct::Finish {
            branch: self.branch(&words.branch).await?,
            options: FinishOptions {
                local: words.no_push || (self.as_git_flow && !words.push),
                keep: words.keep,
                up: up.map(|(_, up)| up.word().to_owned()),
                no_tag: words.no_tag,
                tag: words.tag.as_deref().map(Into::into),
                message: words.message.clone(),
                no_back_merge: words.no_back_merge,
                no_releases: words.no_releases,
            },
        })
    }

    /// The branch that is meant: by kind and name, by its whole name, or the
    /// one the work tree shows.
    async fn branch(&self, words: &TopicWords) -> Result<BranchName, Told> {
        let view = match (&words.kind, &words.name) {
            (Some(kind), Some(name)) => {
                let branch = flow::branch_of(self.desk, &self.repo, kind, name).await;
                return branch.map_err(|error| told(&error));
            }
            (Some(whole), None) => return Ok(whole.as_str().into()),
            (None, _) => flow::shown_topic(self.desk, &self.repo).await,
        };
        view.map_err(|error| told(&error))
    }

    async fn run(&self, said: Option<&str>) -> Result<RunId, Told> {
        match said {
            Some(id) => Ok(id.into()),
            None => {
                let newest = flow::newest(self.desk, &self.repo).await;
                newest.map_err(|error| told(&error))
            }
        }
    }
}

/// Judges messages and pushes.
pub async fn check(shared: &Shared, words: &CheckWords, out: &mut Out) -> Ended {
    let view: CheckView = match words {
        CheckWords::Message { file, repo } => {
            let (desk, repo) = asked_desk(shared, repo.as_deref(), out).await?;
            let text = message::committed(&read(file)?);
            flow::check_commit_message(&desk, &repo, &text).map_err(|error| told(&error))?
        }
        CheckWords::Push { repo, remote, .. } => {
            let (desk, repo) = asked_desk(shared, repo.as_deref(), out).await?;
            let pushed = pushed(&read(std::path::Path::new("-"))?);
            let view = flow::check_push(&desk, &repo, remote.as_deref(), &pushed).await;
            view.map_err(|error| told(&error))?
        }
    };
    let fine = view.problems.is_empty();
    if out.is_json() {
        out.document(&view);
    } else if !fine {
        out.aside(text::check(&view));
    }
    Ok(if fine { Exit::Done } else { Exit::Refused })
}

/// The repository whose rules are asked; whoever has none is told, because a
/// hook that asks nothing looks like one that is content.
async fn asked_desk(
    shared: &Shared,
    repo: Option<&str>,
    out: &mut Out,
) -> Result<(Desk, RepoName), Told> {
    let (desk, repo) = flow_desk(shared, repo).await?;
    if !has_workspace(&desk) {
        out.aside("lockkeeper: no workspace file names this repository, so no rule was asked.");
    }
    Ok((desk, repo))
}

/// `<local ref> <local id> <remote ref> <remote id>` lines as branches.
fn pushed(lines: &str) -> Vec<PushedBranch> {
    // A deleted branch has zeros, and so has one that is not there yet.
    let object = |word: &str| {
        let is_id = word.len() >= 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_id && word.bytes().any(|byte| byte != b'0')).then(|| Oid::new(word))
    };
    let branch = |line: &str| {
        let mut words = line.split(' ').skip(1);
        let (tip, name, there) = (words.next()?, words.next()?, words.next());
        Some(PushedBranch {
            name: BranchName::from(name.strip_prefix("refs/heads/")?),
            tip: object(tip),
            there: there.and_then(object),
        })
    };
    lines.lines().filter_map(branch).collect()
}

fn read(path: &std::path::Path) -> Result<String, Told> {
    let mut bytes = Vec::new();
    let read = if path == std::path::Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|found| bytes = found)
    };
    read.map_err(|error| usage(format!("{} cannot be read: {error}.", path.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
