//! `lockkeeper doctor`

use super::Ended;
use crate::Exit;
use crate::out::Out;
use crate::session::{desk, desktop, told, workspace_path};
use crate::text;
use crate::words::Shared;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::owed;
use serde::Serialize;
use std::process::Command;

/// The oldest git that pushes, signs and lists as this program asks.
const OLDEST_GIT: (u32, u32) = (2, 34);

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: String,
    ok: bool,
    says: String,
}

/// Checks what this machine has; changes nothing but the folders of its own.
pub async fn run(shared: &Shared, out: &mut Out) -> Ended {
    let mut findings = vec![
        git(),
        program("ssh-keygen", "tags can be signed with SSH keys"),
    ];
    let desktop = desktop(shared)?;
    let store = desktop.store().await;
    findings.push(Finding {
        what: "journal".to_owned(),
        ok: store.is_ok(),
        says: store.map_or_else(
            |error| error.to_string(),
            |_| desktop.folders().journal().display().to_string(),
        ),
    });
    if workspace_path(shared).is_ok() {
        findings.extend(workspace(shared).await);
    } else {
        findings.push(Finding {
            what: "workspace".to_owned(),
            ok: true,
            says: "none here".to_owned(),
        });
    }
    let healthy = findings.iter().all(|finding| finding.ok);
    out.answer(&findings, || {
        let rows = findings
            .iter()
            .map(|f| format!("{} {}: {}", if f.ok { "✓" } else { "✗" }, f.what, f.says));
        rows.collect::<Vec<_>>().join("\n")
    });
    Ok(if healthy { Exit::Done } else { Exit::Cannot })
}

fn git() -> Finding {
    let said = Command::new("git").arg("--version").output();
    let text = said
        .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
        .unwrap_or_default();
    let numbers = text.strip_prefix("git version ").unwrap_or_default();
    let mut numbers = numbers
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let ok = version >= OLDEST_GIT;
    let says = match ok {
        true => text,
        false => format!(
            "`{text}`, and {}.{} or newer is needed",
            OLDEST_GIT.0, OLDEST_GIT.1
        ),
    };
    Finding {
        what: "git".to_owned(),
        ok,
        says,
    }
}

fn program(name: &str, why: &str) -> Finding {
    let ok = Command::new(name).arg("-?").output().is_ok();
    let says = if ok {
        why.to_owned()
    } else {
        "not installed".to_owned()
    };
    Finding {
        what: name.to_owned(),
        ok,
        says,
    }
}

/// The repository of the workspace file, on whose remote the ledger lies.
async fn control(desk: &Desk) -> Finding {
    let answer = match &desk.ledger {
        None => Ok("in no git repository, so there is no ledger".to_owned()),
        Some(ledger) => ledger.glance().await.map(|walk| {
            if walk.is_empty() && walk.stop().is_none() {
                "no ledger has begun".to_owned()
            } else {
                text::verdict(&walk)
            }
        }),
    };
    let sound = desk.walk().is_none_or(|walk| walk.stop().is_none());
    Finding {
        what: "control repository".to_owned(),
        ok: answer.is_ok() && sound,
        says: answer.unwrap_or_else(|error| told(&error).sentence()),
    }
}

async fn workspace(shared: &Shared) -> Vec<Finding> {
    let desk = match desk(shared).await {
        Ok(desk) => desk,
        Err(error) => {
            let says = error.sentence();
            return vec![Finding {
                what: "workspace".to_owned(),
                ok: false,
                says,
            }];
        }
    };
    let mut findings = vec![control(&desk).await];
    let owed = owed::notices(&desk).await.into_iter();
    findings.extend(owed.map(|says| Finding {
        what: "end of a run".to_owned(),
        ok: false,
        says,
    }));
    for policy in desk.workspace.repos.values() {
        let what = format!("repository {}", policy.name);
        let opened = desk.ports.repos.open(policy).await;
        let finding = match opened {
            Err(error) => Finding {
                what,
                ok: false,
                says: error.to_string(),
            },
            Ok(repo) => match repo.signing().await {
                Err(error) => Finding {
                    what,
                    ok: false,
                    says: error.to_string(),
                },
                Ok(setup) => {
                    let signs = match setup.signing {
                        Signing::No => "tags are not signed".to_owned(),
                        Signing::AsGit { format, .. } => format!("tags are signed with {format}"),
                    };
                    let who = setup
                        .identity
                        .unwrap_or_else(|| "no git identity".to_owned());
                    Finding {
                        what,
                        ok: true,
                        says: format!("{}; {who}; {signs}", repo.place()),
                    }
                }
            },
        };
        findings.push(finding);
    }
    findings
}
