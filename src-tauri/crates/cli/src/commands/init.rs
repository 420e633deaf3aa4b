//! `lockkeeper init`

use super::Ended;
use crate::Exit;
use crate::confirm::{YesNo, yes_or_no};
use crate::out::Out;
use crate::session::{desktop, told};
use crate::words::{InitWords, Shared};
use lockkeeper_compose::setup;
use lockkeeper_contract::ProposalView;

/// Proposes a workspace from a repository, and writes it when told to.
pub async fn run(shared: &Shared, words: &InitWords, out: &mut Out) -> Ended {
    let desktop = desktop(shared)?;
    let proposal = setup::propose(&desktop, &words.from)
        .await
        .map_err(|error| told(&error))?;
    if !(out.is_json() && shared.yes) {
        out.answer(&proposal, || text(&proposal));
    }
    let question = format!(
        "Write {}? [y/N] ",
        words.dir.join(lockkeeper_compose::NAME).display()
    );
    match yes_or_no(shared.yes, shared.dry_run, &question, out) {
        YesNo::Look => return Ok(Exit::Done),
        YesNo::No => {
            out.aside("Nothing was written. Add --yes to write it.");
            return Ok(if shared.yes {
                Exit::Refused
            } else {
                Exit::Done
            });
        }
        YesNo::Yes => {}
    }
    let path = setup::create(&words.dir, &proposal).map_err(|error| told(&error))?;
    let path = path.display().to_string();
    let document = serde_json::json!({ "workspace": path });
    out.answer(&document, || {
        format!("Written: {path}\nNext: lockkeeper board")
    });
    Ok(Exit::Done)
}

fn text(proposal: &ProposalView) -> String {
    let mut lines = vec![format!("From {}:", proposal.repo), String::new()];
    for service in &proposal.services {
        let mark = if service.take { "+" } else { "·" };
        lines.push(format!(
            "{mark} service {}  tag {}",
            service.name, service.tag
        ));
        lines.extend(
            service
                .evidence
                .iter()
                .map(|e| format!("    {}: {}", e.place, e.says)),
        );
    }
    for environment in &proposal.environments {
        lines.push(format!(
            "+ environment {}  ({})",
            environment.name, environment.tier
        ));
        lines.extend(
            environment
                .evidence
                .iter()
                .map(|e| format!("    {}: {}", e.place, e.says)),
        );
    }
    lines.push(format!("+ branching {}", proposal.branching));
    lines.extend(
        proposal
            .branching_evidence
            .iter()
            .map(|e| format!("    {}: {}", e.place, e.says)),
    );
    lines.extend(proposal.doubts.iter().map(|doubt| format!("! {doubt}")));
    lines.push(String::new());
    lines.push(proposal.file.clone());
    lines.join("\n")
}
