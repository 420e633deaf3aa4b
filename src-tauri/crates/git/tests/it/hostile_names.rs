//! Names that try to be options, commands or other places.

use crate::support::{moved, open, tag_spec};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_domain::plan::{FileChange, Signing};
use lockkeeper_engine::ports::{PushSpec, Repo};
use lockkeeper_testkit::repo::RepoFixture;
use std::path::Path;

fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "--upload-pack=touch PWNED",
        "--receive-pack=touch PWNED",
        "--output=PWNED",
        "-d",
        "--force",
        "--help",
        "-",
        "--",
        "ext::sh -c touch% PWNED",
        "$(touch PWNED)",
        "`touch PWNED`",
        "; touch PWNED",
        "a b",
        "it's",
        "say \"so\"",
        "two\nlines",
        "tab\tname",
        "\u{202e}gnp.v1",
        "naïve-ünïcode-名前",
        "..",
        "../../PWNED",
        "/PWNED",
        ".git/PWNED",
        "a/../../PWNED",
        "a%2fb",
        "x.lock",
        "a..b",
        "@{-1}",
        "HEAD",
        "refs/heads/main",
        ":(glob)**",
        "nul\0byte",
        "",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("n".repeat(1_000));
    names
}

/// Everything that takes a name, tried with that one.
async fn try_everything(repo: &dyn Repo, commit: &Oid, name: &str) -> usize {
    let tag = TagName::from(name);
    let change = FileChange {
        path: name.to_owned(),
        before: None,
        after: "x".to_owned(),
        lowers: None,
    };
    let push = |remote: &str, name: &str| PushSpec {
        remote: remote.to_owned(),
        refs: vec![moved(name, None, Some(commit))],
    };
    let _ = repo.resolve(name).await;
    let _ = repo.read_ref(name).await;
    let _ = repo.file(commit, name).await;
    let _ = repo.file_histories(commit, &[name], 3).await;
    let _ = repo.write_tree(commit, &[change]).await;
    let _ = repo
        .verify_tag(&tag, commit, &[(name.to_owned(), name.to_owned())])
        .await;
    let _ = repo.restore_ref(name, commit, None).await;
    let _ = repo.remote_url(name).await;
    let _ = repo.push(&push(name, "refs/heads/x")).await;
    let _ = repo.push(&push("origin", name)).await;
    let _ = repo
        .range(
            &[Oid::from(name)],
            commit,
            lockkeeper_engine::ports::RangeOptions::default(),
        )
        .await;
    // These two find whatever repository a name leads to, which may be this one.
    if name.starts_with('-') || name.contains("PWNED") {
        let _ = repo.remote_refs(name).await;
        let _ = repo.fetch(name).await;
    }
    match repo.create_tag(&tag_spec(name, commit, Signing::No)).await {
        Ok(object) => {
            let tags = repo.tags().await.expect("tags");
            let made = tags
                .iter()
                .find(|made| made.name == tag)
                .expect("the tag is listed");
            assert_eq!((&made.object, &made.commit), (&object, commit));
            let full = format!("refs/tags/{name}");
            repo.restore_ref(&full, &object, None)
                .await
                .expect("it can be deleted");
            13
        }
        Err(_) => 12,
    }
}

fn holds_canary(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .expect("a folder can be read")
        .any(|entry| {
            let path = entry.expect("an entry").path();
            let named = path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().contains("PWNED"));
            named || (path.is_dir() && !path.is_symlink() && holds_canary(&path))
        })
}

#[tokio::test]
async fn a_name_is_never_an_option_a_command_or_another_place() {
    let mut fixture = RepoFixture::new();
    let commit = fixture.commit("chore: begin");
    let remote = fixture.with_remote("origin");
    let repo = open(&fixture).await;
    let mut cases = 0;
    for name in names() {
        cases += try_everything(repo.as_ref(), &commit, &name).await;
        assert_eq!(
            fixture.rev("refs/heads/main"),
            commit,
            "{name:?} moved main"
        );
        let known = remote.git(["for-each-ref", "--format=%(refname)"]);
        let fine = known.lines().all(|line| line.starts_with("refs/"));
        assert!(fine, "{name:?} made {known}");
    }
    assert!(cases >= 200, "{cases} cases");
    let place = fixture.beside("");
    assert!(!holds_canary(&place), "a name left its place");
    assert!(
        !holds_canary(&remote.beside("")),
        "a name reached the remote's folder"
    );
}
