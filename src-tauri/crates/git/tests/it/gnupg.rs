//! Tags signed by GnuPG, with a real key in a keyring made for the test.

use crate::support::{open_with, tag_spec};
use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::plan::Signing;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::{Repo, RepoError};
use lockkeeper_git::Deadlines;
use lockkeeper_testkit::repo::RepoFixture;
use lockkeeper_testkit::untried::missing;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

const DANA: &str = "Dana Ito <dana@harbour.example>";

/// A keyring; its agent ends with it.
struct Keyring(TempDir);

impl Keyring {
    fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder can be made"))
    }

    /// A keyring with one key, and the key's fingerprint. Nothing where GnuPG
    /// is missing.
    fn with_a_key() -> Option<(Self, String)> {
        let keyring = Self::empty();
        let words = ["--quick-generate-key", DANA, "ed25519", "sign", "never"];
        let Some(made) = keyring.gpg(&words) else {
            missing("gpg");
            return None;
        };
        assert!(made.status.success(), "{made:?}");
        let listed = keyring.gpg(&["--with-colons", "--list-keys"])?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let print = listed.lines().find_map(|line| line.strip_prefix("fpr:"));
        let print = print.expect("it has one").trim_matches(':').to_owned();
        Some((keyring, print))
    }

    fn gpg(&self, words: &[&str]) -> Option<Output> {
        let mut command = Command::new("gpg");
        command
            .args(["--batch", "--passphrase", ""])
            .args(words)
            .env("GNUPGHOME", self.0.path())
            .stdin(Stdio::null());
        command.output().ok()
    }

    /// The fixture's repository, where git asks this keyring.
    async fn open(&self, fixture: &RepoFixture) -> Arc<dyn Repo> {
        let place = self.0.path().display().to_string();
        open_with(fixture, &[("GNUPGHOME", &place)], Deadlines::default()).await
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        let mut kill = Command::new("gpgconf");
        let kill = kill.args(["--kill", "all"]).env("GNUPGHOME", self.0.path());
        let _nothing_to_end = kill.stderr(Stdio::null()).status();
    }
}

/// A repository in which git signs with that key.
fn signing_with(print: &str) -> RepoFixture {
    let fixture = RepoFixture::new();
    fixture.git(["config", "gpg.format", "openpgp"]);
    fixture.git(["config", "user.signingkey", print]);
    fixture.git(["config", "tag.gpgSign", "true"]);
    fixture
}

async fn verified(repo: &dyn Repo, tag: &str, people: &[(&str, &str)]) -> Signature {
    let owned = |(name, key): &(&str, &str)| ((*name).to_owned(), (*key).to_owned());
    let people: Vec<_> = people.iter().map(owned).collect();
    let object = repo.read_ref(&format!("refs/tags/{tag}")).await;
    let object = object.expect("a ref").expect("the tag");
    let answer = repo.verify_tag(&TagName::from(tag), &object, &people).await;
    answer.expect("an answer")
}

#[tokio::test]
async fn a_tag_signed_by_a_gpg_key_is_by_its_person_and_a_changed_one_by_nobody() {
    let Some((keyring, print)) = Keyring::with_a_key() else {
        return;
    };
    let mut fixture = signing_with(&print);
    let commit = fixture.commit("chore: begin");
    let repo = keyring.open(&fixture).await;
    let setup = repo.signing().await.expect("a setup");
    assert!(
        matches!(&setup.signing, Signing::AsGit { format, .. } if format == "openpgp"),
        "{setup:?}"
    );
    let spec = tag_spec("v1.0.0", &commit, setup.signing);
    repo.create_tag(&spec).await.expect("a tag");
    assert!(repo.tags().await.expect("tags")[0].signed);

    let long = &print[print.len() - 16..];
    for listed in [&*print, &*print.to_lowercase(), long] {
        let by = verified(&*repo, "v1.0.0", &[("kim", "ABCD"), ("dana", listed)]).await;
        let is_dana =
            matches!(&by, Signature::By { person, key } if person == "dana" && *key == print);
        assert!(is_dana, "{listed}: {by:?}");
    }
    let stranger = verified(&*repo, "v1.0.0", &[("kim", "0123456789ABCDEF")]).await;
    assert!(
        matches!(&stranger, Signature::Stranger { key } if *key == print),
        "{stranger:?}"
    );

    let raw = fixture.git(["cat-file", "tag", "v1.0.0"]) + "\n";
    let changed = raw.replace("a change", "another");
    assert_ne!(changed, raw);
    let words = ["hash-object", "-t", "tag", "-w", "--stdin"];
    let forged = fixture.try_git(words, changed.as_bytes());
    let forged = forged.expect("an object");
    fixture.git(["update-ref", "refs/tags/v1.0.1", &forged]);
    let bad = verified(&*repo, "v1.0.1", &[("dana", &print)]).await;
    assert!(matches!(bad, Signature::Bad { .. }), "{bad:?}");
}

#[tokio::test]
async fn without_the_key_a_gpg_signature_is_not_believed_and_none_is_made() {
    let Some((keyring, print)) = Keyring::with_a_key() else {
        return;
    };
    let mut fixture = signing_with(&print);
    let commit = fixture.commit("chore: begin");
    let repo = keyring.open(&fixture).await;
    let setup = repo.signing().await.expect("a setup");
    let spec = tag_spec("v1.0.0", &commit, setup.signing.clone());
    repo.create_tag(&spec).await.expect("a tag");

    let elsewhere = Keyring::empty();
    let repo = elsewhere.open(&fixture).await;
    let unknown = verified(&*repo, "v1.0.0", &[("dana", &print)]).await;
    let told = matches!(&unknown, Signature::Bad { reason } if reason.contains("keyring"));
    assert!(told, "{unknown:?}");
    let spec = tag_spec("v1.1.0", &commit, setup.signing);
    let error = repo.create_tag(&spec).await;
    let told = matches!(&error, Err(RepoError::Signing { detail }) if !detail.is_empty());
    assert!(told, "{error:?}");
    assert_eq!(repo.tags().await.expect("tags").len(), 1);
}
