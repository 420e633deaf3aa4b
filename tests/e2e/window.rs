//! A window under WebDriver: what a person sees, and what they press.
#![allow(
    dead_code,
    reason = "the vocabulary of a person is whole, whoever uses it"
)]

use crate::support::{Group, at_home, evidence_folder, free_port};
use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, MutexGuard};

/// How long a state may take to come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one answer of the driver may take. It waits for a window that died.
const ANSWER: Duration = Duration::from_secs(40);

/// Windows share a display, its focus and its clipboard: one at a time.
static DISPLAY: Mutex<()> = Mutex::const_new(());

/// The window of one started program.
pub struct Window {
    client: Client,
    name: String,
    _driver: Group,
    _display: MutexGuard<'static, ()>,
}

impl Window {
    /// Starts the program in that home and waits for its window.
    pub async fn open(name: &str, home: &Path, arguments: &[&str]) -> Self {
        let program = env!("CARGO_BIN_EXE_lockkeeper-desktop");
        Self::open_program(name, home, program, arguments).await
    }

    /// The same with another program in front of the real one.
    pub async fn open_program(name: &str, home: &Path, program: &str, arguments: &[&str]) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "the window needs a display: run `cargo xtask test`, or put `xvfb-run -a dbus-run-session --` in front"
        );
        let display = DISPLAY.lock().await;
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1");
        at_home(&mut command, home);
        command
            .env("TAURI_AUTOMATION", "true")
            .env("LOCKKEEPER_KEYCHAIN", "off")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("GDK_BACKEND", "x11")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Group::start(&mut command).expect("WebKitWebDriver is installed");
        let mut capabilities = Map::new();
        capabilities.insert(
            "webkitgtk:browserOptions".to_owned(),
            json!({ "binary": program, "args": arguments }),
        );
        let client = connect(port, &capabilities).await;
        Self {
            client,
            name: name.to_owned(),
            _driver: driver,
            _display: display,
        }
    }

    /// Closes the program and waits until it is gone.
    pub async fn close(self) {
        answered(self.client.close())
            .await
            .expect("the window closes");
    }

    /// Changes the size of the window.
    pub async fn resize(&self, width: u32, height: u32) {
        answered(self.client.set_window_size(width, height))
            .await
            .expect("the window can be resized");
    }

    /// Waits until an element with that role or tag and name is there.
    pub async fn see(&self, what: &str, name: &str) -> Element {
        self.find(&named(what, name)).await
    }

    /// Waits until that text stands anywhere.
    pub async fn read(&self, text: &str) -> Element {
        let text = quoted(text);
        self.find(&format!("//body//*[contains(normalize-space(.), {text})][not(descendant::*[contains(normalize-space(.), {text})])]")).await
    }

    /// Waits until an element is gone.
    pub async fn miss(&self, what: &str, name: &str) {
        let path = named(what, name);
        let started = Instant::now();
        while !self.found(&path).await.is_empty() {
            assert!(
                started.elapsed() < PATIENCE,
                "{what} `{name}` is still there"
            );
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Clicks what has that role or tag and name.
    pub async fn press(&self, what: &str, name: &str) {
        let started = Instant::now();
        loop {
            match answered(self.see(what, name).await.click()).await {
                Ok(()) => return,
                // A list that is drawn again between finding and clicking.
                Err(error) if started.elapsed() > PATIENCE => {
                    self.keep_evidence().await;
                    panic!("{what} `{name}` cannot be clicked: {error}");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(40)).await,
            }
        }
    }

    /// Clicks the button that begins so, in an element of that role or tag.
    pub async fn press_beginning(&self, place: &str, begin: &str) {
        let inside = format!("//*[self::{place} or @role='{place}']");
        let path = format!(
            "{inside}//button[starts-with(normalize-space(.), {})]",
            quoted(begin)
        );
        let started = Instant::now();
        while let Err(error) = answered(self.find(&path).await.click()).await {
            assert!(
                started.elapsed() < PATIENCE,
                "`{begin}` cannot be clicked: {error}"
            );
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Gives the keyboard to what has that role or tag and name.
    pub async fn focus(&self, what: &str, name: &str) {
        let element = self.see(what, name).await;
        let element = serde_json::to_value(element).expect("an element has a reference");
        let asked = self.client.execute("arguments[0].focus()", vec![element]);
        answered(asked).await.expect("it takes the focus");
    }

    /// Clicks the gate of a service into an environment, on the board.
    pub async fn press_gate(&self, service: &str, to: &str) {
        let row = format!(
            "//*[@role='row'][*[@role='rowheader' and @title={}]]",
            quoted(service)
        );
        let begin = quoted(&format!("Gate into {to}:"));
        let path = format!("{row}/*[starts-with(@aria-label, {begin})]");
        let gate = self.find(&path).await;
        answered(gate.click()).await.expect("it can be clicked");
    }

    /// Clicks the button whose tooltip begins so.
    pub async fn press_titled(&self, begin: &str) {
        let button = self.see_titled(begin).await;
        answered(button.click()).await.expect("it can be clicked");
    }

    /// Waits until a button is there whose tooltip begins so.
    pub async fn see_titled(&self, begin: &str) -> Element {
        let path = format!("//button[starts-with(@title, {})]", quoted(begin));
        self.find(&path).await
    }

    /// Types into what has the focus.
    pub async fn type_keys(&self, keys: &str) {
        let active = answered(self.client.active_element())
            .await
            .expect("something has the focus");
        active
            .send_keys(keys)
            .await
            .expect("the element takes keys");
    }

    /// Types into the field with that label.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.see("field", label).await;
        field.clear().await.expect("the field can be cleared");
        field.send_keys(text).await.expect("the field takes keys");
    }

    /// Presses one key that has no letter.
    pub async fn key(&self, key: Key) {
        self.type_keys(&char::from(key).to_string()).await;
    }

    /// Drags an item of a list onto an item of another, with the mouse.
    pub async fn drag(&self, from: (&str, &str), onto: (&str, &str)) {
        let (from, onto) = (self.middle(from).await, self.middle(onto).await);
        let slowly = Some(Duration::from_millis(120));
        let to = |(x, y), duration| PointerAction::MoveTo { duration, x, y };
        let (near, far) = ((from.0 + 20.0, from.1 + 8.0), (onto.0 - 6.0, onto.1));
        let mouse = MouseActions::new("mouse".to_owned())
            .then(to(from, None))
            .then(PointerAction::Down { button: 0 })
            .then(to(near, slowly))
            .then(to(far, slowly))
            .then(to(onto, slowly))
            .then(PointerAction::Up { button: 0 });
        answered(self.client.perform_actions(mouse))
            .await
            .expect("the mouse moves");
    }

    /// Where to take hold of an item of a list: left of its middle, above its buttons.
    async fn middle(&self, (list, text): (&str, &str)) -> (f64, f64) {
        let (list, text) = (quoted(list), quoted(text));
        let path = format!("//*[@aria-label={list}]/li[starts-with(normalize-space(.), {text})]");
        let item = self.find(&path).await;
        let (x, y, width, _) = answered(item.rectangle()).await.expect("it has a place");
        (x + width / 4.0, y + 20.0)
    }

    /// Follows a link of ours: it shows a screen and never acts.
    pub async fn go(&self, link: &str) {
        self.ask(&format!("location.hash = '#/{link}'")).await;
    }

    /// Types into the field that has the focus, as an opened dialog gives it.
    pub async fn fill_focused(&self, text: &str) {
        let started = Instant::now();
        while self.ask("return document.activeElement?.tagName").await != "INPUT" {
            assert!(started.elapsed() < PATIENCE, "no field got the focus");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        self.type_keys(text).await;
    }

    /// Waits until fonts are there and nothing is being loaded or moved.
    pub async fn settle(&self) {
        let calm = "return document.fonts.status === 'loaded' \
                    && document.querySelectorAll('[aria-busy=true], .skeleton').length === 0 \
                    && document.getAnimations().every((a) => a.playState !== 'running')";
        let started = Instant::now();
        while self.ask(calm).await != true && started.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// What a script in the page answers; for looking, never for acting.
    pub async fn ask(&self, script: &str) -> Value {
        answered(self.client.execute(script, Vec::new()))
            .await
            .expect("the script runs")
    }

    /// A picture of the window.
    pub async fn picture(&self, path: &Path) {
        self.keep_drawing().await;
        let picture = answered(self.client.screenshot())
            .await
            .expect("the window can be pictured");
        std::fs::write(path, picture).expect("the picture can be written");
    }

    /// Makes the page draw for a while: a picture is taken of the next frame,
    /// and a page in which nothing happens has none.
    async fn keep_drawing(&self) {
        self.ask(
            "const dot = document.body.appendChild(document.createElement('i')); \
             Object.assign(dot.style, { position: 'fixed', width: '1px', height: '1px', opacity: 0.01 }); \
             let frames = 0; \
             const draw = setInterval(() => { \
               dot.style.background = frames % 2 ? 'black' : 'white'; \
               if ((frames += 1) > 60) { clearInterval(draw); dot.remove(); } \
             }, 16);",
        )
        .await;
    }

    async fn find(&self, path: &str) -> Element {
        let started = Instant::now();
        loop {
            for element in self.found(path).await {
                if self.has_size(&element).await {
                    return element;
                }
            }
            if started.elapsed() > PATIENCE {
                self.keep_evidence().await;
                panic!("nothing like {path} appeared within {PATIENCE:?}");
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Whether an element takes room. The driver calls clipped headings not
    /// displayed, and gives no place to what is zoomed.
    async fn has_size(&self, element: &Element) -> bool {
        let script = "const { width, height } = arguments[0].getBoundingClientRect(); \
                      return width > 0 && height > 0";
        let element = serde_json::to_value(element).expect("an element has a reference");
        let room = answered(self.client.execute(script, vec![element])).await;
        room.is_ok_and(|room| room == true)
    }

    async fn found(&self, path: &str) -> Vec<Element> {
        let started = Instant::now();
        loop {
            match answered(self.client.find_all(Locator::XPath(path))).await {
                Ok(found) => return found,
                // Drawn again between finding and telling.
                Err(error) if error.is_stale_element_reference() => {
                    assert!(started.elapsed() < PATIENCE, "{path} never stands still");
                }
                Err(error) => panic!("the page does not answer: {error}"),
            }
        }
    }

    /// Leaves the picture and the page of a failed test.
    async fn keep_evidence(&self) {
        let place: PathBuf = evidence_folder().join(&self.name);
        self.keep_drawing().await;
        if let Ok(picture) = self.client.screenshot().await {
            let _kept = std::fs::write(place.with_extension("png"), picture);
        }
        if let Ok(page) = self.client.source().await {
            let _kept = std::fs::write(place.with_extension("html"), page);
        }
    }
}

/// Waits for the driver, but not for ever.
async fn answered<T>(question: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(ANSWER, question).await;
    answer.unwrap_or_else(|_| panic!("the driver gave no answer within {ANSWER:?}"))
}

async fn connect(port: u16, capabilities: &Map<String, Value>) -> Client {
    let address = format!("http://127.0.0.1:{port}");
    let started = Instant::now();
    loop {
        let mut builder =
            ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let builder = builder.capabilities(capabilities.clone());
        match answered(builder.connect(&address)).await {
            Ok(client) => return client,
            Err(error) if started.elapsed() > PATIENCE => panic!("no window appeared: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// The path to an element by its role (or tag) and accessible name.
fn named(what: &str, name: &str) -> String {
    let name = quoted(name);
    let says = format!("(normalize-space(.)={name} or @aria-label={name} or @title={name})");
    match what {
        "button" => format!("//*[self::button or @role='button'][{says}]"),
        // The circle itself is drawn by its label, which is what is clicked.
        "radio" => format!("//label[.//input[@type='radio']][{says}]"),
        // Its key stands behind its name.
        "menuitem" => format!("//*[@role='menuitem'][starts-with(normalize-space(.), {name})]"),
        "link" => format!("//a[{says}]"),
        "heading" => format!("//*[self::h1 or self::h2 or self::h3][{says}]"),
        "field" => format!(
            "//*[self::input or self::textarea or self::select][@aria-label={name} or @id=//label[normalize-space(.)={name}]/@for or ancestor::label[starts-with(normalize-space(.), {name})]]"
        ),
        role => format!("//*[@role='{role}'][{says}]"),
    }
}

/// A text as XPath writes it; it has no escapes.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
