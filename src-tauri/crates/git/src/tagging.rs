//! Annotated tags, signed as the user's git is configured.

use crate::commits::check_name;
use crate::failure::classify_local;
use crate::read::id;
use crate::repo::GitRepo;
use crate::signing::is_signing_failure;
use crate::tags::signature_start;
use lockkeeper_domain::ids::Oid;
use lockkeeper_domain::plan::Signing;
use lockkeeper_engine::ports::{Repo, RepoError, TagSpec};

pub(crate) async fn create_tag(repo: &GitRepo, spec: &TagSpec) -> Result<Oid, RepoError> {
    let name = format!("refs/tags/{}", spec.name);
    check_name(&name)?;
    let signed = spec.signing != Signing::No;
    let how = if signed { "-s" } else { "--no-sign" };
    let mut run = repo.local().args(["-c", "user.useConfigOnly=true"]);
    if !signed {
        run = run.args(["-c", "tag.forceSignAnnotated=false"]);
    }
    let run = run
        .args(["tag", "-a", how, "--cleanup=verbatim", "-F", "-"])
        .args(["--", spec.name.as_str(), spec.commit.as_str()])
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
            let in_the_way = matches!(
                locked,
                RepoError::Blocked { .. } | RepoError::Unwritable { .. }
            );
            return Err(if in_the_way { locked } else { taken });
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
    let made = made.ok_or_else(|| RepoError::NotFound { what: name.clone() })?;
    if signed && !carries_signature(repo, &made).await? {
        // git up to 2.39 answers success when ssh-keygen could not sign.
        repo.restore_ref(&name, &made, None).await?;
        return Err(RepoError::Signing {
            detail: outcome.detail(),
        });
    }
    Ok(made)
}

async fn carries_signature(repo: &GitRepo, tag: &Oid) -> Result<bool, RepoError> {
    let tag = id(tag)?;
    repo.read(move |library| {
        let tag = library.find_tag(tag).ok();
        let message = tag.as_ref().and_then(git2::Tag::message_bytes);
        Ok(message.is_some_and(|message| signature_start(message).is_some()))
    })
    .await
}
