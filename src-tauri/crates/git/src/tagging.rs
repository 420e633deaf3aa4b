//! Annotated tags, signed as the user's git is configured.

use crate::commits::check_name;
use crate::failure::classify_local;
use crate::repo::GitRepo;
use crate::signing::is_signing_failure;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::ports::{Repo, RepoError, TagSpec};

pub(crate) async fn create_tag(repo: &GitRepo, spec: &TagSpec) -> Result<Oid, RepoError> {
    let name = format!("refs/tags/{}", spec.name);
    check_name(&name)?;
    let signed = spec.signing != Signing::No;
    let mut run = repo.local().args(["-c", "user.useConfigOnly=true"]);
    if !signed {
        run = run.args(["-c", "tag.forceSignAnnotated=false"]);
    }
    let run = run
        .args(
            ["tag", if signed { "-s" } else { "--no-sign" }, "-a"]
                .into_iter()
                .filter(|flag| {
                    // `-s` implies `-a`, and a later `-a` would take it back.
                    !(signed && *flag == "-a")
                }),
        )
        .args([
            "--cleanup=verbatim",
            "-F",
            "-",
            "--",
            spec.name.as_str(),
            spec.commit.as_str(),
        ])
        .input(spec.message.as_bytes())
        .env(
            "GIT_COMMITTER_DATE",
            format!("@{} +0000", spec.at.as_second()),
        );
    let outcome = repo.program().run(run).await;
    if !outcome.ok() {
        let what = format!("the tag {}", spec.name);
        let words = outcome.words.to_lowercase();
        if words.contains("already exists") || words.contains("cannot lock ref") {
            let taken = RepoError::Conflict {
                what: what.clone(),
                detail: outcome.detail(),
            };
            let locked = classify_local(&what, &outcome);
            return Err(if matches!(locked, RepoError::Blocked { .. }) {
                locked
            } else {
                taken
            });
        }
        let other = classify_local(&what, &outcome);
        let unknown = matches!(
            other,
            RepoError::Malformed { .. } | RepoError::Unavailable { .. }
        );
        if signed && unknown && is_signing_failure(&outcome) {
            return Err(RepoError::Signing {
                detail: outcome.detail(),
            });
        }
        return Err(other);
    }
    let made = repo.read_ref(&name).await?;
    made.ok_or(RepoError::NotFound { what: name })
}
