//! Notifications on a real message bus, with a stand-in for the desktop that
//! shows them.

use super::*;
use crate::{Shell, assemble, context};
use lockkeeper_compose::{Desktop, Folders};
use lockkeeper_contract::OPEN_LINK;
use lockkeeper_testkit::untried::untried;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::async_runtime::block_on;
use tauri::test::{MockRuntime, mock_builder};
use tauri::{App, Listener};
use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::interface;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PLACE: &str = "/org/freedesktop/Notifications";
const PATIENCE: Duration = Duration::from_secs(20);
const TITLE: &str = "A request waits for your decision";

/// The bus gives the name of the stand-in to one at a time.
static BUS: Mutex<()> = Mutex::new(());

/// What the stand-in was asked to show: its number, the title, and the actions.
type Asked = (u32, String, Vec<String>);

struct StandIn {
    asked: Sender<Asked>,
    last: u32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl StandIn {
    #[allow(clippy::too_many_arguments, reason = "the desktop's own interface")]
    fn notify(
        &mut self,
        _program: String,
        _instead: u32,
        _icon: String,
        title: String,
        _body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        self.last += 1;
        self.asked
            .send((self.last, title, actions))
            .expect("the test listens");
        self.last
    }
}

/// The stand-in, and the program with a workspace that is open in it.
struct Scene {
    bus: Connection,
    asked: Receiver<Asked>,
    app: App<MockRuntime>,
    opened: Receiver<String>,
    folder: TempDir,
}

impl Scene {
    /// None where no bus is there, or where a real desktop shows notifications.
    fn new() -> Option<Self> {
        let (tell, asked) = channel();
        let stand_in = StandIn {
            asked: tell,
            last: 0,
        };
        let Ok(bus) = on_the_bus(stand_in) else {
            untried("no message bus is here where a test may show notifications");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = workspace(folder.path(), "Quay");
        let files = Folders::under(&folder.path().join("files"));
        let shell = Shell::new(Desktop::new(files), Some(file));
        let mut app = assemble(mock_builder(), shell)
            .build(context())
            .expect("the configuration is right");
        #[allow(deprecated, reason = "one turn of the loop makes the window")]
        app.run_iteration(|_, _| {});
        block_on(app.state::<Shell>().begun());
        let (tell, opened) = channel();
        app.listen_any(OPEN_LINK, move |event| {
            let link = serde_json::from_str(event.payload()).expect("it is a link");
            let _over = tell.send(link);
        });
        Some(Self {
            bus,
            asked,
            app,
            opened,
            folder,
        })
    }

    /// Shows a notice that leads somewhere; what the stand-in was asked.
    fn show(&self, link: &str) -> Asked {
        let notice = Notice {
            entry: 29,
            title: TITLE.to_owned(),
            body: "Promote web 4.2.0 to production, by lee".to_owned(),
            link: link.to_owned(),
        };
        let desk = self.app.state::<Shell>().desk().expect("it is open");
        show(self.app.handle(), &desk, &notice);
        self.asked.recv_timeout(PATIENCE).expect("it is shown")
    }

    /// Somebody does something with a notification.
    fn act(&self, number: u32, action: &str) {
        self.signal("ActionInvoked", &(number, action));
    }

    /// A notification goes away.
    fn close(&self, number: u32) {
        self.signal("NotificationClosed", &(number, 2_u32));
    }

    /// What the window is asked to show next.
    fn opens(&self, link: &str) {
        let opened = self.opened.recv_timeout(PATIENCE);
        assert_eq!(opened.as_deref(), Ok(link));
    }

    fn signal(&self, name: &str, what: &(impl serde::Serialize + zbus::zvariant::DynamicType)) {
        let nobody: Option<&str> = None;
        let sent = self.bus.emit_signal(nobody, PLACE, NAME, name, what);
        sent.expect("the bus is there");
    }
}

/// A workspace with an environment and nothing in it.
fn workspace(folder: &Path, name: &str) -> PathBuf {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let text = format!("schema = 1\nname = \"{name}\"\nenvironments = [\"dev\"]\n");
    let file = folder.join("lockkeeper.toml");
    std::fs::write(&file, text).expect("a file can be written");
    file
}

fn lock() -> MutexGuard<'static, ()> {
    BUS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn on_the_bus(stand_in: StandIn) -> zbus::Result<Connection> {
    Builder::session()?
        .name(NAME)?
        .serve_at(PLACE, stand_in)?
        .build()
}

/// How many threads wait for what is done with notifications.
fn waiting() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("this is Linux");
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names
        .filter(|name| name.starts_with("notification"))
        .count()
}

// Signals come in order, so what the next one opens is told first.

#[test]
fn a_click_shows_what_a_notification_is_about_and_nothing_else_does() {
    let _alone = lock();
    let Some(scene) = Scene::new() else { return };
    let before = waiting();
    let (first, title, actions) = scene.show("lockkeeper://inbox/29");
    assert_eq!(title, TITLE);
    assert_eq!(actions.first().map(String::as_str), Some("default"));
    scene.act(first, "default");
    scene.opens("lockkeeper://inbox/29");

    let (closed, ..) = scene.show("lockkeeper://inbox/30");
    let (clicked, ..) = scene.show("lockkeeper://audit/31");
    scene.close(closed);
    scene.act(closed, "default");
    scene.act(clicked + 100, "default");
    scene.act(clicked, "approve");
    scene.act(clicked, "default");
    scene.opens("lockkeeper://audit/31");
    assert!(waiting() <= before + 1, "one thread for all, none for each");
}

#[test]
fn a_click_shows_nothing_of_a_workspace_that_is_no_longer_open() {
    let _alone = lock();
    let Some(scene) = Scene::new() else { return };
    let (of_quay, ..) = scene.show("lockkeeper://inbox/29");
    let other = workspace(scene.folder.path(), "Harbour");
    block_on(scene.app.state::<Shell>().open(&other)).expect("it can be opened");
    let (of_harbour, ..) = scene.show("lockkeeper://inbox/3");
    scene.act(of_quay, "default");
    scene.act(of_harbour, "default");
    scene.opens("lockkeeper://inbox/3");
}
