//! Bad input: a clear error that says what was not done, and nothing lost.

use crate::tools::Tools;
use crate::world::{World, aside, code, said};
use serde_json::Value;
use std::process::Output;

/// A failure with this code whose words hold each of these.
fn fails(output: &Output, with: i32, words: &[&str]) {
    assert_eq!(code(output), with, "{}", said(output));
    let aside = aside(output);
    for word in words {
        assert!(aside.contains(word), "{word}: {}", said(output));
    }
    assert!(!aside.contains("panicked"), "{}", said(output));
}

/// A repository with one commit, and none of the demo's.
fn repo(world: &World, name: &str) -> String {
    std::fs::create_dir_all(world.path(name)).expect("it can be made");
    world.git(name, &["init", "-q", "-b", "main"]);
    commit(world, name, "feat: begin");
    world.path(name).display().to_string()
}

fn commit(world: &World, name: &str, message: &str) {
    let words = ["commit", "-q", "--allow-empty", "-m", message];
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    world.git(name, &[&who[..], &words[..]].concat());
}

#[test]
fn a_broken_workspace_file_is_told_with_line_and_column() {
    let world = World::new();
    let file = world.path("demo/control/lockkeeper.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    std::fs::write(&file, format!("{text}\n[broken\n")).expect("it can be written");
    let line = (text.lines().count() + 2).to_string();
    let output = world.run(&["board"]);
    fails(&output, 3, &["lockkeeper.toml", &format!("{line}:")]);
}

#[test]
fn of_a_thousand_faults_twenty_are_told_and_the_document_has_all() {
    let world = World::new();
    let file = world.path("demo/control/lockkeeper.toml");
    let mut text = std::fs::read_to_string(&file).expect("it is there");
    for number in 0..1_000 {
        text.push_str(&format!("\n[services.more-{number}]\nrepo = \"nowhere\"\n"));
    }
    std::fs::write(&file, text).expect("it can be written");
    let output = world.run(&["board", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let all = document["error"]["detail"]
        .as_array()
        .expect("a list")
        .len();
    assert!(all >= 1_000, "{all}");
    let output = world.run(&["board"]);
    let more = format!("and {} more; --json has all of them", all - 20);
    fails(&output, 3, &[&more]);
    assert!(aside(&output).lines().count() < 30, "{}", said(&output));
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_one() {
    let world = World::new();
    let file = world.path("demo/control/lockkeeper.toml");
    let text = std::fs::read_to_string(&file).expect("it is there");
    let (at, _) = text.match_indices("\n[").next().expect("it has a table");
    let end = text[at + 1..].find('\n').expect("the table has lines") + at + 2;
    let broken = format!("{}nmae = \"x\"\n{}", &text[..end], &text[end..]);
    std::fs::write(&file, broken).expect("it can be written");
    fails(&world.run(&["board"]), 3, &["nmae", "name"]);
}

#[test]
fn a_name_that_is_nowhere_is_told() {
    let world = World::new();
    let output = world.run(&["release", "cut", "wbe", "--yes"]);
    fails(&output, 3, &["wbe"]);
    let output = world.run(&["promote", "worker", "--to", "prodction", "--yes"]);
    fails(&output, 3, &["prodction"]);
}

#[test]
fn a_repository_that_is_missing_leaves_the_rest_of_the_board() {
    let world = World::new();
    for gone in ["demo/web", "demo/remotes/web.git"] {
        std::fs::remove_dir_all(world.path(gone)).expect("it can be removed");
    }
    let board = world.run(&["board"]);
    assert!(said(&board).contains("worker"), "{}", said(&board));
    let output = world.run(&["release", "cut", "web", "--yes"]);
    fails(&output, 3, &["web"]);
}

#[test]
fn a_remote_that_is_gone_is_told_and_no_tag_is_made() {
    let world = World::new();
    let tags = world.git("demo/web", &["tag"]);
    std::fs::rename(
        world.path("demo/remotes/web.git"),
        world.path("demo/remotes/gone.git"),
    )
    .expect("it can be moved");
    let output = world.run(&["release", "cut", "web", "--yes"]);
    assert_ne!(code(&output), 0, "{}", said(&output));
    let told = aside(&output).contains("could not be asked");
    assert!(told, "{}", said(&output));
    assert_eq!(world.git("demo/web", &["tag"]), tags);
    assert_eq!(world.git("demo/remotes/gone.git", &["tag"]), tags);
}

#[test]
fn a_repository_without_tags_starts_at_the_beginning() {
    let world = World::empty();
    let repo = repo(&world, "fresh");
    let document = world.document(&["next-version", "--repo", &repo]);
    assert_eq!(document["base_tag"], serde_json::Value::Null);
    assert_eq!(document["range_count"], 1);
    assert_eq!(document["next"], "0.1.0");
}

#[test]
fn a_shallow_clone_gives_no_wrong_answer() {
    let world = World::new();
    let from = format!("file://{}", world.path("demo/remotes/web.git").display());
    let place = world.path("shallow").display().to_string();
    world.git("demo", &["clone", "-q", "--depth", "1", &from, &place]);
    let output = world.run(&["next-version", "--repo", &place]);
    fails(&output, 3, &["shallow"]);
    assert!(output.stdout.is_empty(), "{}", said(&output));
}

#[test]
fn a_branch_without_commits_is_told() {
    let world = World::empty();
    std::fs::create_dir_all(world.path("unborn")).expect("it can be made");
    world.git("unborn", &["init", "-q", "-b", "main"]);
    let place = world.path("unborn").display().to_string();
    for words in [["next-version", "--repo"], ["init", "--from"]] {
        let output = world.run(&[&words[..], &[&place]].concat());
        fails(&output, 3, &["lockkeeper: ", "it has none yet"]);
        assert!(output.stdout.is_empty(), "{}", said(&output));
    }
}

#[test]
fn a_tag_without_a_remote_is_told_to_stay_here() {
    let world = World::new();
    world.git("demo/web", &["remote", "remove", "origin"]);
    let output = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let told = said(&output).contains("There is no remote");
    assert!(told, "{}", said(&output));
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_nothing_is_started() {
    let world = World::new();
    std::fs::write(world.path("blocked"), "a file").expect("it can be written");
    let place = world.path("blocked").display().to_string();
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    let words = ["release", "cut", "web", "--yes", "--data-dir", &place];
    fails(&world.run(&words), 3, &["lockkeeper: "]);
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
    assert_eq!(
        std::fs::read_to_string(world.path("blocked")).ok(),
        Some("a file".to_owned())
    );
}

#[test]
fn a_tag_that_only_the_remote_has_is_never_moved() {
    let world = World::new();
    let planned = world.document(&["release", "cut", "web", "--dry-run"]);
    let tag = format!("v{}", planned["next"]["next"].as_str().expect("a version"));
    let remote = "demo/remotes/web.git";
    world.git(remote, &["tag", &tag, "main~1"]);
    let theirs = world.git(remote, &["rev-parse", &tag]);
    let output = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(world.git(remote, &["rev-parse", &tag]), theirs);
    if code(&output) == 0 {
        let tags = world.git(remote, &["tag", "--points-at", "main"]);
        assert!(!tags.is_empty() && !tags.lines().any(|name| name == tag));
    }
}

#[test]
fn ten_thousand_tags_are_no_trouble() {
    let world = World::empty();
    let repo = repo(&world, "many");
    let head = world.git("many", &["rev-parse", "HEAD"]);
    let tags: String = (0..10_000)
        .map(|n| format!("{head} refs/tags/v1.{}.{}\n", n / 100, n % 100))
        .collect();
    let packed = format!(
        "# pack-refs with: peeled fully-peeled sorted \n{}",
        sorted(&tags)
    );
    std::fs::write(world.path("many/.git/packed-refs"), packed).expect("it can be written");
    commit(&world, "many", "fix: one more");
    let document = world.document(&["next-version", "--repo", &repo]);
    assert_eq!(document["base_tag"], "v1.99.99", "{document:#}");
    assert_eq!(document["next"], "1.99.100");
}

fn sorted(lines: &str) -> String {
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_by_key(|line| line.split_once(' ').map(|(_, name)| name));
    lines.join("\n") + "\n"
}

#[test]
fn strange_names_reach_nothing_but_an_error() {
    let world = World::new();
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    for name in [
        "we b",
        "we\"b",
        "we'b",
        "we\nb",
        "\u{202e}web",
        "--web",
        "-web",
    ] {
        for words in [
            &["release", "cut", "--yes", "--", name][..],
            &["rollback", "--in", "staging", "--yes", "--", name],
            &["promote", "--to", "staging", "--yes", "--", name],
            &["config", "show", "--", name],
        ] {
            let output = world.run_alone(words);
            assert!(
                matches!(code(&output), 2 | 3),
                "{words:?}: {}",
                said(&output)
            );
        }
        let rev = format!("--rev={name}");
        let output = world.run(&["release", "cut", "web", "--yes", &rev]);
        assert_eq!(code(&output), 3, "{name:?}: {}", said(&output));
    }
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
}

#[test]
fn strange_branches_and_tags_are_read_as_they_are() {
    let world = World::empty();
    let repo = repo(&world, "a folder 'of' \"quotes\"");
    let name = "a folder 'of' \"quotes\"";
    for tag in ["v1.0.0", "v\u{202e}2.0.0", "a'b", "a\"b", "v9"] {
        world.git(name, &["tag", tag]);
    }
    let head = world.git(name, &["rev-parse", "HEAD"]);
    world.git(name, &["update-ref", "refs/tags/-v3.0.0", &head]);
    commit(&world, name, "fix: one more");
    world.git(name, &["update-ref", "refs/heads/-main", "HEAD"]);
    let document = world.document(&["next-version", "--repo", &repo]);
    assert_eq!(document["next"], "1.0.1", "{document:#}");
    let document = world.document(&["next-version", "--repo", &repo, "--rev=-main"]);
    assert!(
        document["next"] == "1.0.1" || document["error"]["code"] == "repo-not-found",
        "{document:#}"
    );
}

#[test]
fn without_an_identity_nothing_is_made() {
    let world = World::new();
    for repo in ["demo/web", "demo/shop", "demo/infra"] {
        for key in ["user.name", "user.email"] {
            let script = world.path(repo).join(".git/config");
            let text = std::fs::read_to_string(&script).expect("it is there");
            let word = key.trim_start_matches("user.");
            let kept: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with(&format!("{word} =")))
                .collect();
            std::fs::write(&script, kept.join("\n") + "\n").expect("it can be written");
        }
    }
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    let output = world.run(&["release", "cut", "web", "--yes"]);
    assert_ne!(code(&output), 0, "{}", said(&output));
    assert!(
        said(&output).contains("user.name") || said(&output).contains("identity"),
        "{}",
        said(&output)
    );
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
}

#[test]
fn without_git_the_missing_program_is_named() {
    let world = World::new();
    let empty = tempfile::tempdir().expect("a folder can be made");
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    let output = world.run_with(
        empty.path().as_os_str(),
        &["release", "cut", "web", "--yes"],
    );
    fails(&output, 3, &["git"]);
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
}

#[test]
fn where_nothing_can_sign_the_demo_is_made_and_nothing_goes() {
    let world = World::empty();
    let tools = Tools::with_git("exec \"$GIT\" \"$@\"\n");
    let only_git = tools.folder().as_os_str();
    let place = world.path("demo").display().to_string();
    let made = world.run_with(only_git, &["demo", "--dir", &place]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let before = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    let goes = ["promote", "web@4.2.0", "--to", "staging", "--yes"];
    fails(&world.run_with(only_git, &goes), 3, &["ssh-keygen"]);
    let after = world.git("demo/remotes/infra.git", &["for-each-ref"]);
    assert_eq!(after, before);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let world = World::new();
    let tools = Tools::with_git(
        "case \" $* \" in *' push '*) echo 'fatal: write error: No space left on device' >&2; exit 128;; esac
exec \"$GIT\" \"$@\"
",
    );
    let before = world.git("demo/remotes/web.git", &["for-each-ref"]);
    let output = world.run_with(&tools.path(), &["release", "cut", "web", "--yes"]);
    fails(&output, 3, &[]);
    assert!(said(&output).contains("space left"), "{}", said(&output));
    assert_eq!(world.git("demo/remotes/web.git", &["for-each-ref"]), before);
    let runs = world.document(&["runs"]);
    assert_ne!(runs[0]["state"], "succeeded", "{runs:#}");
}
