//! The page of the window, asking as the real one asks.

use crate::support::within;
use lockkeeper_compose::{Desktop, Folders};
use lockkeeper_contract::{CHANGED, EventMessage};
use lockkeeper_desktop::{Shell, assemble, context};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Listener, Manager, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

/// The real core behind a window that is not drawn.
pub struct Page {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    heard: Arc<Mutex<Vec<EventMessage>>>,
    folder: TempDir,
}

impl Page {
    /// A first launch: no workspace was ever opened.
    pub fn new() -> Self {
        Self::with(|desktop| desktop)
    }

    /// The same on a desktop that has more.
    pub fn with(more: impl FnOnce(Desktop) -> Desktop) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let files = Folders::under(&folder.path().join("files"));
        let shell = Shell::new(more(Desktop::new(files)), None);
        let mut app = assemble(mock_builder(), shell)
            .build(context())
            .expect("the configuration is right");
        #[allow(deprecated, reason = "one turn of the loop makes the window")]
        app.run_iteration(|_, _| {});
        let window = app.get_webview_window("main").expect("it is configured");
        let heard: Arc<Mutex<Vec<EventMessage>>> = Arc::default();
        let ear = Arc::clone(&heard);
        app.listen_any(CHANGED, move |event| {
            let message = serde_json::from_str(event.payload()).expect("it is a message");
            ear.lock().expect("nobody fails").push(message);
        });
        Self {
            app,
            window,
            heard,
            folder,
        }
    }

    /// A page on the demo workspace, after the first look at its remotes.
    pub fn on_the_demo() -> Self {
        let page = Self::new();
        page.answer::<Value>("open_demo", serde_json::json!({}));
        page.answer::<Value>("refresh", serde_json::json!({}));
        page
    }

    /// A folder that ends with the page.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What was heard so far.
    pub fn heard(&self) -> Vec<EventMessage> {
        self.heard.lock().expect("nobody fails").clone()
    }

    /// Asks the core as the window does.
    pub fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        asked(&self.window, "tauri://localhost", command, arguments)
    }

    /// Asks as a page from elsewhere would.
    pub fn ask_from(&self, address: &str, command: &str) -> Result<Value, Value> {
        asked(&self.window, address, command, serde_json::json!({}))
    }

    /// Asks from another window.
    pub fn ask_beside(&self, command: &str) -> Result<Value, Value> {
        let beside = WebviewWindowBuilder::new(&self.app, "beside", tauri::WebviewUrl::default());
        let beside = beside.build().expect("a second window can be made");
        asked(&beside, "tauri://localhost", command, serde_json::json!({}))
    }

    /// The answer, which has the shape of the contract.
    pub fn answer<T: DeserializeOwned>(&self, command: &str, arguments: Value) -> T {
        let answer = self.ask(command, arguments);
        let answer = answer.unwrap_or_else(|error| panic!("{command}: {error:#}"));
        serde_json::from_value(answer).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// The code of the error, which has the shape of the contract.
    pub fn refusal(&self, command: &str, arguments: Value) -> String {
        let error = self.ask(command, arguments).expect_err("it cannot be done");
        let error: lockkeeper_contract::WireError =
            serde_json::from_value(error).expect("it is the one error of the wire");
        assert_eq!(error.op_id.len(), 32, "every failure bears its operation");
        error.code
    }

    /// Waits until a run has ended and returns its state.
    pub fn ended(&self, run: &str) -> lockkeeper_contract::RunView {
        within(|| {
            let view: lockkeeper_contract::RunView =
                self.answer("run", serde_json::json!({ "id": run }));
            view.ended_at.is_some().then_some(view)
        })
    }
}

fn asked(
    window: &WebviewWindow<MockRuntime>,
    address: &str,
    command: &str,
    arguments: Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: address.parse().expect("it is an address"),
        body: InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    let body = get_ipc_response(window, request)?;
    Ok(body.deserialize().expect("it is JSON"))
}
