//! Signed tags, by keys made for the test.

use crate::support::{graph, open, tag_spec};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::Signing;
use lockkeeper_domain::snapshot::Signature;
use lockkeeper_engine::ports::RepoError;
use lockkeeper_testkit::repo::RepoFixture;

#[tokio::test]
async fn a_tag_signed_as_git_is_configured_is_by_the_person_of_that_key() {
    let mut fixture = RepoFixture::new();
    let commit = fixture.commit("chore: begin");
    let key = fixture.sign_with_ssh();
    let repo = open(&fixture).await;
    let setup = repo.signing().await.expect("a setup");
    assert_eq!(setup.missing, None);
    assert_eq!(
        setup.identity.as_deref(),
        Some("Dana Ito <dana@harbour.example>")
    );
    assert!(matches!(&setup.signing, Signing::AsGit { format, .. } if format == "ssh"));
    repo.create_tag(&tag_spec("v1.0.0", &commit, setup.signing.clone()))
        .await
        .expect("a tag");
    assert!(repo.tags().await.expect("tags")[0].signed);
    let object = repo
        .read_ref("refs/tags/v1.0.0")
        .await
        .expect("a ref")
        .expect("the tag");
    let (_, message) = repo
        .tag_message(&object)
        .await
        .expect("a message")
        .expect("a tag");
    assert_eq!(message, "v1.0.0\n\n- a change\n");

    let name = TagName::from("v1.0.0");
    let other =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0V8aU0yv0dO9nM3kGQn8wJ8m4m0vG1Qe5nUe3vW1aa x";
    let people = [
        ("kim".to_owned(), other.to_owned()),
        ("dana *".to_owned(), key),
    ];
    let by = repo
        .verify_tag(&name, &object, &people)
        .await
        .expect("an answer");
    assert!(
        matches!(&by, Signature::By { person, key } if person == "dana *" && key.starts_with("SHA256:")),
        "{by:?}"
    );
    let stranger = repo
        .verify_tag(&name, &object, &people[..1])
        .await
        .expect("an answer");
    assert!(
        matches!(stranger, Signature::Stranger { .. }),
        "{stranger:?}"
    );

    let raw = fixture
        .git(["cat-file", "tag", "v1.0.0"])
        .replace("a change", "another")
        + "\n";
    let forged = fixture.try_git(
        ["hash-object", "-t", "tag", "-w", "--stdin"],
        raw.as_bytes(),
    );
    let forged = Oid::new(forged.expect("an object"));
    let bad = repo
        .verify_tag(&name, &forged, &people)
        .await
        .expect("an answer");
    assert!(matches!(bad, Signature::Bad { .. }), "{bad:?}");

    let elsewhere = TagName::from("v9.0.0");
    let bad = repo.verify_tag(&elsewhere, &object, &people).await;
    let reason = "it was signed as the tag v1.0.0".to_owned();
    assert_eq!(bad.expect("an answer"), Signature::Bad { reason });
}

#[tokio::test]
async fn a_key_that_is_missing_makes_no_tag_and_says_why() {
    let mut fixture = RepoFixture::new();
    let commit = fixture.commit("chore: begin");
    fixture.git(["config", "gpg.format", "ssh"]);
    fixture.git(["config", "user.signingkey", "/nowhere/key"]);
    let repo = open(&fixture).await;
    let setup = repo.signing().await.expect("a setup");
    assert_eq!(setup.missing.as_deref(), Some("/nowhere/key"));
    let error = repo
        .create_tag(&tag_spec("v1.0.0", &commit, setup.signing))
        .await;
    assert!(
        matches!(&error, Err(RepoError::Signing { detail }) if !detail.is_empty()),
        "{error:?}"
    );
    assert!(repo.tags().await.expect("tags").is_empty());
    let plain = tag_spec("v1.0.0", &commit, Signing::No);
    fixture.git(["config", "tag.gpgSign", "true"]);
    repo.create_tag(&plain).await.expect("an unsigned tag");
}

#[tokio::test]
async fn a_commit_is_signed_where_git_says_so() {
    let mut fixture = RepoFixture::new();
    let first = fixture.commit("chore: begin");
    fixture.sign_with_ssh();
    fixture.git(["config", "commit.gpgSign", "true"]);
    let repo = open(&fixture).await;
    let (tree, ..) = repo.commit_parts(&first).await.expect("its parts");
    let made = repo
        .commit_object(
            &tree,
            std::slice::from_ref(&first),
            "chore: x",
            fixture.now(),
        )
        .await
        .expect("a commit");
    assert!(
        fixture
            .git(["cat-file", "commit", made.as_str()])
            .contains("gpgsig -----BEGIN SSH")
    );
}

#[tokio::test]
async fn signatures_of_commits_are_verified_by_those_who_are_known() {
    let mut fixture = RepoFixture::new();
    fixture.commit("chore: begin");
    let key = fixture.sign_with_ssh();
    fixture.git(["commit", "-q", "--allow-empty", "-S", "-m", "feat: signed"]);
    let raw = fixture.git(["cat-file", "commit", "HEAD"]) + "\n";
    let raw = raw.replace("feat: signed", "feat: forged");
    let made = fixture.try_git(
        ["hash-object", "-t", "commit", "-w", "--stdin"],
        raw.as_bytes(),
    );
    let forged = Oid::new(made.expect("an object").trim());
    let ids = fixture.git(["rev-list", "HEAD"]);
    let mut commits: Vec<Oid> = ids.lines().map(Oid::new).collect();
    commits.insert(0, forged);
    let graph = graph(&fixture).await;
    let people = [("dana".to_owned(), key.clone())];
    let found = graph.signatures(&commits, &people).await.expect("answers");
    assert!(matches!(&found[0], Signature::Bad { .. }), "{found:?}");
    assert!(
        matches!(&found[1], Signature::By { person, .. } if person == "dana"),
        "{found:?}"
    );
    assert_eq!(found[2], Signature::Unsigned);
    let found = graph.signatures(&commits, &[]).await.expect("answers");
    assert!(matches!(&found[1], Signature::Stranger { .. }), "{found:?}");
    // Whom git is told to trust is known as well.
    let list = fixture.path().join("trusted");
    std::fs::write(&list, format!("kim@harbour.example {key}\n")).expect("it can be written");
    let list = list.display().to_string();
    fixture.git(["config", "gpg.ssh.allowedSignersFile", &list]);
    let found = graph.signatures(&commits, &[]).await.expect("answers");
    assert!(
        matches!(&found[1], Signature::By { person, .. } if person == "kim@harbour.example"),
        "{found:?}"
    );
}
