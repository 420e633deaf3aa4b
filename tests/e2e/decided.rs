//! Two people and a ledger between them: one asks, the other one approves in
//! the window, and a forger changes a byte.

use crate::guide::{in_both_themes_and_sizes, picture};
use crate::support::within;
use crate::window::Window;
use crate::world::{demo, git};
use lockkeeper_compose::{Desktop, Folders, WorkspaceFile, open_desk};
use lockkeeper_contract::RequestView;
use lockkeeper_domain::intent::PromoteIntent;
use lockkeeper_engine::desk::Desk;
use lockkeeper_engine::usecases::board;
use lockkeeper_engine::usecases::decisions::{self, Wish};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The control repository at somebody's own desk.
fn control_of(home: &Path, name: &str) -> PathBuf {
    let demo = home.join("demo");
    let own = demo.join(format!("control-{name}"));
    git(
        &demo,
        &["clone", "-q", "control", &own.display().to_string()],
    );
    let key = demo.join("keys").join(name).display().to_string();
    for (setting, value) in [
        ("user.name", name),
        ("user.email", "somebody@harbour.example"),
        ("gpg.format", "ssh"),
        ("user.signingKey", &key),
        ("tag.gpgSign", "true"),
    ] {
        git(&own, &["config", setting, value]);
    }
    own
}

/// Somebody's desk, with what they know of the world.
async fn desk(home: &Path, name: &str) -> Desk {
    let control = control_of(home, name);
    let desktop = Desktop::new(Folders::under(&home.join("files").join(name)));
    let store = desktop.store().await.expect("a store can be made");
    let file = WorkspaceFile::read(&control).expect("the demo has one");
    let desk = open_desk(&desktop, &store, &file).await;
    board::refresh(&desk).await.expect("the demo can be read");
    desk
}

async fn say(desk: &Desk, wish: Wish) -> u32 {
    let prepared = decisions::prepare(desk, &wish).await.expect("it has words");
    let signed = decisions::sign(desk, &prepared, None).await;
    signed.expect("it is signed").number
}

/// Dana asks for api 1.9.0 in production, and Lee says yes.
async fn asked_and_half_approved(home: &Path) -> (Desk, u32) {
    let dana = desk(home, "dana").await;
    let wish = Wish::Request(PromoteIntent {
        service: "api".into(),
        version: Some("1.9.0".parse().expect("it is a version")),
        commit: None,
        to: "production".into(),
        ticked: BTreeMap::new(),
        reason: Some("The refunds are wanted".into()),
        flags: Vec::new(),
        lane: None,
    });
    let number = say(&dana, wish).await;
    let yes = Wish::Approve {
        subject: number.to_string(),
        comment: None,
    };
    say(&desk(home, "lee").await, yes).await;
    (dana, number)
}

async fn request(desk: &Desk, number: u32) -> RequestView {
    let all = decisions::requests(desk).await.expect("there is a ledger");
    let found = all.into_iter().find(|one| one.number == number);
    found.expect("it was asked for")
}

#[tokio::test]
async fn a_second_person_approves_in_the_window_and_a_forged_byte_turns_it_red() {
    let home = tempfile::tempdir().expect("a folder can be made");
    demo(home.path());
    let (dana, number) = asked_and_half_approved(home.path()).await;
    assert_eq!(request(&dana, number).await.state, "waiting");
    let own = control_of(home.path(), "mira").display().to_string();
    let data = home.path().join("own").display().to_string();
    let arguments = ["--workspace", &own, "--data-dir", &data];
    let window = Window::open("decided", home.path(), &arguments).await;
    window.resize(1600, 1000).await;
    window.see("heading", "Board").await;
    window.go("inbox").await;
    window.read("api 1.9.0 → production").await;
    window.go(&format!("inbox/{number}")).await;
    window.see("heading", "What would happen").await;
    picture(&window, "inbox-light").await;
    window.press_beginning("aside", "Sign and approve").await;
    window.read("Approve: api 1.9.0 → production").await;
    picture(&window, "signing-light").await;
    window.press_beginning("dialog", "Sign and approve").await;
    window.read("Signed as entry").await;
    let approved = request(&dana, number).await;
    assert_eq!(approved.state, "approved");
    assert_eq!(approved.rules[0].people, ["lee", "mira"]);

    let entry = approved.approvals[1].number;
    window.go(&format!("audit/{entry}")).await;
    window.read("ssh-keygen -Y verify").await;
    picture(&window, "audit-light").await;
    assert!(
        proved(&window, Path::new(&own)).await,
        "the commands prove it"
    );

    forge(home.path(), entry);
    window.press_titled("Facts of").await;
    window.read(&format!("broken at entry {entry}")).await;
    picture(&window, "forged-light").await;
    window.go("promote/worker/production").await;
    let never = format!("The ledger cannot be trusted from entry {entry} on");
    window.see("button", &never).await;
    window.close().await;
}

/// Runs the commands of the row that is open as a stranger would.
async fn proved(window: &Window, control: &Path) -> bool {
    let script = "return document.querySelector('[aria-label=Commands]').textContent";
    let commands = window.ask(script).await;
    let commands = commands.as_str().expect("a text").to_owned();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let done = std::process::Command::new("sh")
        .args(["-e", "-c", &commands])
        .env("GIT_DIR", control.join(".git"))
        .current_dir(folder.path())
        .output()
        .expect("sh runs");
    String::from_utf8_lossy(&done.stdout).contains("Good \"lockkeeper\" signature for mira")
}

/// Changes one byte of an entry in the repository that all of them share, and
/// puts it where the entry was, with nothing behind it.
fn forge(home: &Path, entry: u32) {
    const BRANCH: &str = "refs/heads/lockkeeper/ledger";
    let control = home.join("demo/control");
    let run = |words: &[&str]| git(&control, words);
    let message = format!("Lockkeeper-Entry: {entry} ");
    let found = run(&["log", "--format=%H", "-F", "--grep", &message, BRANCH]);
    let commit = found.lines().next().expect("the entry is there").to_owned();
    let statement = run(&["cat-file", "blob", &format!("{commit}:statement.json")]);
    let forged = statement.replacen("production", "productiom", 1);
    assert_ne!(forged, statement, "a byte is changed");
    let file = home.join("forged");
    std::fs::write(&file, &forged).expect("a file can be written");
    let blob = run(&["hash-object", "-w", &file.display().to_string()]);
    let of = |name: &str| run(&["rev-parse", &format!("{commit}:{name}")]);
    let (link, signature) = (of("link.json"), of("statement.sig"));
    let tree = home.join("tree");
    let listed = format!(
        "100644 blob {link}\tlink.json\n100644 blob {blob}\tstatement.json\n\
         100644 blob {signature}\tstatement.sig\n"
    );
    std::fs::write(&tree, listed).expect("a file can be written");
    let script = format!(
        "git -C '{}' mktree < '{}'",
        control.display(),
        tree.display()
    );
    let made = std::process::Command::new("sh")
        .args(["-c", &script])
        .output();
    let tree = String::from_utf8_lossy(&made.expect("sh runs").stdout)
        .trim()
        .to_owned();
    let who = [
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@x",
        "-c",
        "commit.gpgSign=false",
    ];
    let parent = run(&["rev-parse", &format!("{commit}^")]);
    let words = [
        &who[..],
        &["commit-tree", &tree, "-p", &parent, "-m", "forged"],
    ]
    .concat();
    let head = run(&words);
    run(&["update-ref", BRANCH, &head]);
    within(|| (run(&["rev-parse", BRANCH]) == head).then_some(()));
}

#[tokio::test]
async fn what_people_decide_is_whole_in_both_themes_and_every_size() {
    const STOPPED: &str = "Let it go on: Stop the line in production: The payment provider is away";
    let home = tempfile::tempdir().expect("a folder can be made");
    let control = demo(home.path());
    let data = home.path().join("own").display().to_string();
    let arguments = ["--workspace", &control, "--data-dir", &data];
    let window = Window::open("deciding", home.path(), &arguments).await;
    window.see("heading", "Board").await;
    window.press("button", "Stop the line").await;
    window.fill("Reason", "The payment provider is away").await;
    window.press("button", "Show the words").await;
    window.press("button", "Sign and stop the line").await;
    window.read("Signed as entry").await;
    window.see("button", STOPPED).await;
    let screens = [
        ("stopped", "board", "Board"),
        ("inbox", "inbox", "Inbox"),
        ("request", "inbox/29", "Inbox"),
        ("audit", "audit/1", "Audit"),
        ("asked", "promote/web/production", "web to production"),
        ("rules", "settings", "Settings"),
    ];
    in_both_themes_and_sizes(&window, &screens).await;
    window.go("board").await;
    window.press("button", STOPPED).await;
    window.fill("Reason", "It is back").await;
    window.press("button", "Show the words").await;
    window.press("button", "Sign and let it go on").await;
    window.miss("button", STOPPED).await;
    window.close().await;
}
