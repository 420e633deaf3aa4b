//! What is in the way is told in the plan, before anybody says yes.

use crate::world::{World, aside, code, said};

#[test]
fn a_cut_that_writes_files_is_refused_while_a_merge_is_in_progress() {
    let world = World::today();
    let web = "demo/web";
    world.git(web, &["switch", "-q", "-c", "theirs"]);
    std::fs::write(world.path("demo/web/between"), "theirs\n").expect("it is written");
    world.git(web, &["add", "between"]);
    world.git(web, &["commit", "-q", "-m", "feat: theirs"]);
    world.git(web, &["switch", "-q", "main"]);
    world.git(web, &["merge", "-q", "--no-ff", "--no-commit", "theirs"]);
    let told = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&told), 1, "{}", said(&told));
    assert!(
        aside(&told).contains("A merge is in progress"),
        "{}",
        said(&told)
    );
    world.git(web, &["merge", "--abort"]);
    let cut = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&cut), 0, "{}", said(&cut));
}

#[test]
fn a_cut_is_refused_before_its_commit_where_the_signing_key_is_missing() {
    let world = World::today();
    let web = "demo/web";
    let before = world.git(web, &["rev-parse", "HEAD"]);
    for (key, value) in [
        ("gpg.format", "ssh"),
        ("user.signingKey", "~/.ssh/gone.pub"),
    ] {
        world.git(web, &["config", key, value]);
    }
    let told = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&told), 1, "{}", said(&told));
    let words = "with the key in ~/.ssh/gone.pub, and no such file is there";
    assert!(aside(&told).contains(words), "{}", said(&told));
    assert_eq!(world.git(web, &["rev-parse", "HEAD"]), before);
    // Without a signature nobody needs the key.
    world.git(web, &["config", "tag.gpgSign", "false"]);
    let cut = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&cut), 0, "{}", said(&cut));
}

#[test]
fn a_command_without_a_workspace_says_how_to_name_one() {
    let world = World::empty();
    let told = world.run_in(&world.path(""), &["board"]);
    assert_eq!(code(&told), 3, "{}", said(&told));
    assert!(aside(&told).contains("--workspace PATH"), "{}", said(&told));
    assert!(aside(&told).contains("lockkeeper init"), "{}", said(&told));
}

#[test]
fn the_next_version_leaves_out_a_tag_that_the_remote_took_away_as_a_cut_does() {
    let world = World::today();
    let next = ["next-version", "--component", "web"];
    let before = world.document(&next);
    let base = before["base_tag"].as_str().expect("a tag").to_owned();
    world.done(&["board"]);
    world.git("demo/remotes/web.git", &["tag", "-d", &base]);
    world.done(&["board"]);
    let after = world.document(&next);
    assert_ne!(after["base_tag"], before["base_tag"], "{after}");
    assert!(
        after["warnings"].to_string().contains("is left out"),
        "{after}"
    );
    let cut = world.document(&["release", "cut", "web", "--dry-run"]);
    assert_eq!(cut["next"]["next"], after["next"], "one answer for both");
}

#[test]
fn a_first_release_beside_a_version_in_another_spelling_is_warned_of() {
    let world = World::empty();
    std::fs::create_dir_all(world.path("app")).expect("a folder can be made");
    world.git("app", &["init", "-q", "-b", "main"]);
    for (key, value) in [("user.name", "Dana"), ("user.email", "dana@x.example")] {
        world.git("app", &["config", key, value]);
    }
    world.git("app", &["commit", "-q", "--allow-empty", "-m", "feat: a"]);
    world.git("app", &["tag", "-a", "-m", "0.9.0", "0.9.0"]);
    let file = "schema = 1\nname = \"App\"\nenvironments = [\"dev\"]\n[repos.app]\nurl = \".\"\n\
                [services.app]\nrepo = \"app\"\ntag = \"v{version}\"\n";
    std::fs::write(world.path("app/lockkeeper.toml"), file).expect("it is written");
    for words in [
        &["release", "cut", "app", "--dry-run"][..],
        &["next-version", "--component", "app"],
    ] {
        let told = world.run_in(&world.path("app"), words);
        assert!(
            said(&told).contains("0.9.0 reads like a version"),
            "{}",
            said(&told)
        );
    }
}

#[test]
fn a_tag_that_is_below_the_next_is_told_before_anything_is_committed() {
    let world = World::today();
    let next = world.document(&["next-version", "--component", "web"]);
    let below = format!("{}/old", next["tag"].as_str().expect("a tag"));
    world.git("demo/web", &["tag", "-m", "old", &below]);
    let told = world.run(&["release", "cut", "web", "--yes"]);
    assert_eq!(code(&told), 1, "{}", said(&told));
    let why = format!("beside {below}: one name would be a folder");
    assert!(aside(&told).contains(&why), "{}", said(&told));
}

#[test]
fn an_undo_waits_for_changed_files_and_is_repeated_whole() {
    let world = World::today();
    let web = "demo/web";
    let head = || world.git(web, &["rev-parse", "--verify", "-q", "main"]);
    let before = head();
    world.git(web, &["remote", "remove", "origin"]);
    world.done(&["release", "cut", "web", "--yes"]);
    let made = head();
    assert_ne!(made, before, "the version is written into a file");
    let list = world.document(&["release", "list", "web"]);
    let version = list["releases"][0]["version"].as_str().expect("a version");
    // Many other files are changed, too.
    for number in 0..30 {
        let file = world.path(&format!("demo/web/a{number}"));
        std::fs::write(file, "mine\n").expect("it is written");
    }
    world.git(web, &["add", "-N", "."]);
    let manifest = world.path("demo/web/package.json");
    let text = std::fs::read_to_string(&manifest).expect("it reads");
    std::fs::write(&manifest, format!("{text}\n")).expect("it is written");
    let undo = ["release", "withdraw", &format!("web@{version}"), "--yes"];
    let told = world.run(&undo);
    assert_eq!(code(&told), 1, "{}", said(&told));
    assert!(aside(&told).contains("package.json"), "{}", said(&told));
    assert_eq!(head(), made, "nothing was moved");
    std::fs::write(&manifest, text).expect("it is written");
    world.done(&undo);
    assert_eq!(head(), before);
    assert!(world.path("demo/web/a29").exists());
}

#[test]
fn a_remote_that_is_pushed_to_elsewhere_takes_no_release_and_no_version() {
    let world = World::today();
    let cut = ["release", "cut", "web", "--yes"];
    for (repo, words) in [
        ("web", &cut[..]),
        (
            "infra",
            &["promote", "web@4.2.0", "--to", "staging", "--yes"],
        ),
    ] {
        let fork = world.path("fork.git").display().to_string();
        world.git("demo", &["init", "-q", "--bare", &fork]);
        let clone = format!("demo/{repo}");
        world.git(&clone, &["remote", "set-url", "--push", "origin", &fork]);
        let told = world.run(words);
        assert_eq!(code(&told), 1, "{}", said(&told));
        let whole = said(&told);
        assert!(whole.contains("comes to another repository"), "{whole}");
        assert!(whole.contains("`git remote -v`"), "{whole}");
        world.git(&clone, &["config", "--unset", "remote.origin.pushurl"]);
        std::fs::remove_dir_all(&fork).expect("the fork");
    }
    let cut = world.run(&cut);
    assert_eq!(code(&cut), 0, "{}", said(&cut));
}

#[test]
fn a_value_that_can_only_be_read_is_refused_before_anybody_says_yes() {
    let world = World::today();
    let infra = "demo/infra";
    world.git(infra, &["pull", "-q"]);
    let file = world.path("demo/infra/web/dev.yaml");
    let text = std::fs::read_to_string(&file).expect("the values");
    let shared = format!(
        "{}\ntold: *now\n",
        text.replace("version: ", "version: &now ")
    );
    std::fs::write(&file, shared).expect("it is written");
    world.git(
        infra,
        &["commit", "-q", "-a", "-m", "Tell the version twice"],
    );
    world.git(infra, &["push", "-q"]);
    world.done(&["release", "cut", "web", "--yes"]);
    let told = world.run(&["promote", "web@4.3.0", "--to", "dev", "--yes"]);
    assert_eq!(code(&told), 1, "{}", said(&told));
    let whole = said(&told);
    assert!(whole.contains("web/dev.yaml cannot be changed"), "{whole}");
    assert!(
        whole.contains("shared with other places by an anchor"),
        "{whole}"
    );
    let runs = world.document(&["runs"]);
    assert_eq!(
        runs.as_array().map(Vec::len),
        Some(1),
        "the cut alone: {runs}"
    );
}

#[cfg(unix)]
#[test]
fn a_cut_is_refused_in_the_plan_where_the_changelog_is_a_link() {
    let world = World::today();
    let web = "demo/web";
    let changelog = world.path("demo/web/CHANGELOG.md");
    std::fs::rename(&changelog, world.path("demo/web/HISTORY.md")).expect("it is moved");
    std::os::unix::fs::symlink("HISTORY.md", &changelog).expect("it is linked");
    world.git(web, &["add", "-A"]);
    world.git(web, &["commit", "-q", "-m", "docs: call it history"]);
    let before = world.git(web, &["rev-parse", "HEAD"]);
    let told = world.run(&["release", "cut", "web", "--dry-run"]);
    assert_eq!(code(&told), 1, "{}", said(&told));
    let words = "CHANGELOG.md of web cannot be changed: it is not a plain file";
    assert!(aside(&told).contains(words), "{}", said(&told));
    assert_eq!(world.git(web, &["rev-parse", "HEAD"]), before);
}
