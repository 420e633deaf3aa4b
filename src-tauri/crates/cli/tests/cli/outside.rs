//! Questions that need no workspace.

use crate::tools::Tools;
use crate::world::{World, code, said};

#[test]
fn branches_that_are_environments_are_proposed_and_read() {
    let world = World::empty();
    std::fs::create_dir(world.path("shop")).expect("a folder");
    let git = |words: &[&str]| world.git("shop", words);
    git(&["init", "-q", "-b", "main"]);
    std::fs::write(world.path("shop/Dockerfile"), "FROM scratch\n").expect("a file");
    git(&["add", "."]);
    let who = [
        "-c",
        "user.name=Dana",
        "-c",
        "user.email=dana@harbour.example",
    ];
    git(&[&who[..], &["commit", "-qm", "feat: sell"]].concat());
    git(&["tag", "v1.0.0"]);
    git(&["branch", "develop"]);
    git(&["branch", "staging"]);
    let (shop, place) = (world.path("shop"), world.path("control"));
    let (shop, place) = (shop.display().to_string(), place.display().to_string());
    let proposed = world.done(&["init", "--from", &shop, "--dir", &place, "--yes"]);
    for evidence in [
        "develop: is a branch of its own",
        "staging: a branch per environment",
    ] {
        assert!(proposed.contains(evidence), "{proposed}");
    }
    let board = world.run_in(&world.path("control"), &["board"]);
    let text = said(&board);
    for environment in ["dev", "staging", "production"] {
        assert!(text.contains(environment), "{text}");
    }
    assert!(
        text.contains("1.0.0"),
        "what is on the branches runs there: {text}"
    );
}

#[test]
fn a_repository_is_answered_for_without_a_journal() {
    let world = World::new();
    let shop = world.path("demo/shop");
    for words in [
        &["next-version"][..],
        &["next-version", "--component", "worker", "--rev", "HEAD"],
        &["next-version", "--pre", "rc"],
        &["changelog"],
        &["changelog", "--style", "types"],
    ] {
        let output = world.run_in(&shop, words);
        assert_eq!(code(&output), 0, "{words:?}: {}", said(&output));
    }
    assert!(!world.path("data").exists(), "no journal was opened");
}

#[test]
fn a_message_on_standard_input_is_judged() {
    let world = World::empty();
    let output = world.tell(&["parse-commit"], "feat(api)!: drop v1\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "major\n");
    let output = world.tell(&["parse-commit", "--json"], "fix: a leak\n\nRefs: #7\n");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&document["type"], &document["level"]),
        (&"fix".into(), &"patch".into())
    );
    let output = world.tell(
        &["parse-commit", "--json"],
        "fix: x\n\nAnd so\nBREAKING CHANGE: y\n",
    );
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        document["warnings"][0],
        "The message says BREAKING CHANGE in its body, not in a footer; it is counted as breaking."
    );
}

#[test]
fn a_workspace_is_found_from_any_folder_below_it() {
    let world = World::new();
    let below = world.path("demo/control/deep/below");
    std::fs::create_dir_all(&below).expect("it can be made");
    let output = world.run_in(&below, &["board"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let above = world.run_in(&world.path(""), &["board"]);
    assert_eq!(code(&above), 3, "{}", said(&above));
}

#[test]
fn a_workspace_is_proposed_and_written_once() {
    let world = World::new();
    let shop = world.path("demo/shop").display().to_string();
    let place = world.path("new").display().to_string();
    let words = ["init", "--from", &shop, "--dir", &place, "--yes"];
    let first = world.run_in(&world.path(""), &words);
    assert_eq!(code(&first), 0, "{}", said(&first));
    let written = std::fs::read_to_string(world.path("new/lockkeeper.toml")).expect("it is there");
    assert!(written.contains("worker"), "{written}");
    let again = world.run_in(&world.path(""), &words);
    assert_ne!(code(&again), 0, "{}", said(&again));
    let kept = std::fs::read_to_string(world.path("new/lockkeeper.toml"));
    assert_eq!(kept.ok(), Some(written));
}

#[test]
fn a_service_of_the_workspace_is_asked_about_as_it_is_described() {
    let world = World::new();
    let control = world.path("demo/control");
    let asked = |words: &[&str]| {
        let output = world.run_in(&control, words);
        assert_eq!(code(&output), 0, "{}", said(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let next = asked(&[
        "next-version",
        "--component",
        "api",
        "--rev",
        "develop",
        "--json",
    ]);
    let next: serde_json::Value = serde_json::from_str(&next).expect("JSON");
    let cut = asked(&[
        "release",
        "cut",
        "api",
        "--rev",
        "develop",
        "--dry-run",
        "--json",
    ]);
    assert!(
        cut.contains(&format!("\"{}\"", next["tag"].as_str().expect("a tag"))),
        "{next} {cut}"
    );
    assert_eq!(next["warnings"].as_array().map(Vec::len), Some(1), "{next}");
    let changelog = asked(&["changelog", "--component", "web", "--json"]);
    assert!(changelog.contains("v4.2.0"), "{changelog}");
}

/// A service of a repository that the workspace knows by its URL.
const BY_URL: &str = r#"schema = 1
name = "Till"
environments = ["dev"]
[repos.shop]
url = "URL"
[services.till]
repo = "shop"
paths = ["till"]
tag = "till/v{version}"
"#;

#[test]
fn a_service_known_by_its_url_is_asked_about_in_the_clone_one_stands_in() {
    let world = World::empty();
    let who = ["-c", "user.name=x", "-c", "user.email=x@x.example"];
    let git = |folder: &str, words: &[&str]| world.git(folder, &[&who[..], words].concat());
    let commit = |folder: &str, message: &str| {
        let file = world.path(&format!("{folder}/till/x"));
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        std::fs::write(file, message).expect("it can be written");
        git(folder, &["add", "."]);
        git(folder, &["commit", "-qm", message]);
    };
    git("", &["init", "-q", "--bare", "-b", "main", "remote.git"]);
    let url = format!("file://{}", world.path("remote.git").display());
    git("", &["clone", "-q", &url, "clone"]);
    git("clone", &["switch", "-qc", "main"]);
    commit("clone", "feat: sell");
    git("clone", &["tag", "till/v1.0.0"]);
    git("clone", &["push", "-q", "--tags", "origin", "main"]);
    for folder in ["clone", "control"] {
        std::fs::create_dir_all(world.path(folder)).expect("it can be made");
        let file = world.path(folder).join("lockkeeper.toml");
        std::fs::write(file, BY_URL.replace("URL", &url)).expect("it can be written");
    }
    let next = |folder: &str, rest: &[&str]| {
        let words = [&["next-version", "--component", "till"], rest].concat();
        let output = world.run_in(&world.path(folder), &words);
        assert_eq!(code(&output), 0, "{}", said(&output));
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().last().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(next("control", &[]), "none");
    commit("clone", "feat: sell more");
    // What was not pushed is only where it lies.
    assert_eq!(
        (next("clone", &[]), next("control", &[])),
        ("1.1.0".to_owned(), "none".to_owned())
    );
    assert_eq!(next("clone", &["--rev", "HEAD~1"]), "none");
    git("clone", &["push", "-q", "origin", "main"]);
    assert_eq!(next("control", &[]), "1.1.0");

    // Its refs say that nothing is new, so nothing is fetched.
    let witness = Tools::with_git("echo \"$*\" >>\"$HERE/told\"\nexec \"$GIT\" \"$@\"\n");
    let control = world.path("control").display().to_string();
    let words = ["next-version", "--component", "till", "--workspace"];
    let output = world.run_with(&witness.path(), &[&words[..], &[&control]].concat());
    assert_eq!(code(&output), 0, "{}", said(&output));
    let told = std::fs::read_to_string(witness.folder().join("told")).expect("git was called");
    assert!(told.contains("ls-remote"), "{told}");
    assert!(!told.contains("fetch"), "{told}");
}

#[test]
fn what_a_message_says_to_a_terminal_is_only_shown() {
    let world = World::empty();
    std::fs::create_dir(world.path("shop")).expect("a folder");
    let git = |words: &[&str]| world.git("shop", words);
    git(&["init", "-q", "-b", "main"]);
    let who = ["-c", "user.name=x", "-c", "user.email=x@x.example"];
    let message = "fix: \u{1b}[2Jgone\n\nbreaking change: \u{1b}[31m";
    git(&[&who[..], &["commit", "-q", "--allow-empty", "-m", message]].concat());
    for words in [&["next-version"][..], &["changelog"]] {
        let output = world.run_in(&world.path("shop"), words);
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(!text.contains('\u{1b}'), "{text:?}");
        if words == ["next-version"] {
            assert!(text.contains("\\u{1b}[31m"), "{text:?}");
        }
    }
}

#[test]
fn a_level_for_a_commit_that_is_not_released_is_a_mistake_and_not_left_aside() {
    let world = World::new();
    let control = world.path("demo/control");
    let words = [
        "release",
        "cut",
        "web",
        "--count",
        "1234567=major",
        "--dry-run",
    ];
    let output = world.run_in(&control, &words);
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert!(said(&output).contains("1234567"), "{}", said(&output));
}

#[test]
fn a_commit_is_counted_by_its_id_in_capital_letters_too() {
    let world = World::new();
    let cut = ["release", "cut", "web", "--dry-run"];
    let commit = world.document(&cut)["next"]["commits"][0]["oid"].clone();
    let commit = commit.as_str().expect("it has an id").to_uppercase();
    let counted = format!("{commit}=major");
    let next = world.document(&[&cut[..], &["--count", &counted]].concat());
    assert_eq!(next["next"]["level"], "major", "{next:#}");
}

/// The file goes to everybody's clone; this machine's folders do not.
#[test]
fn a_file_that_lies_in_its_repository_names_it_as_every_clone_has_it() {
    let world = World::new();
    let web = world.path("demo/web");
    let file = |folder: &std::path::Path, from: &str| {
        let place = folder.display().to_string();
        world.done(&["init", "--from", from, "--dir", &place, "--yes"]);
        std::fs::read_to_string(folder.join("lockkeeper.toml")).expect("it is written")
    };
    let repo = web.display().to_string();
    let inside = file(&web, &repo);
    assert!(inside.contains("url = \".\""), "{inside}");
    std::fs::create_dir(web.join("below")).expect("it can be made");
    let below = web.join("below").display().to_string();
    let whole = file(&world.path("aside"), &below);
    assert!(whole.contains(&format!("url = \"{repo}\"")), "{whole}");
    let above = file(&world.path("demo"), &repo);
    assert!(above.contains("url = \"web\""), "{above}");
    let elsewhere = file(&world.path("elsewhere"), &repo);
    assert!(
        elsewhere.contains(&format!("url = \"{repo}\"")),
        "{elsewhere}"
    );
}
