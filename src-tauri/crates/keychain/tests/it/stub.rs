//! A Secret Service that misbehaves.

use crate::bus::connect;
use lockkeeper_testkit::session_bus::SessionBus;
use std::collections::HashMap;
use zbus::blocking::Connection;
use zbus::fdo;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The person closes the prompt.
    Dismissed,
    /// The prompt stays open for ever.
    Unanswered,
    /// It takes a question and never answers.
    Hangs,
    /// The entry goes between the search and the look at it.
    Gone,
}

const ITEM: &str = "/org/freedesktop/secrets/collection/login/1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/1";

fn path(text: &str) -> OwnedObjectPath {
    text.try_into().expect("it is a path")
}

struct Service(Trouble);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(
        &self,
        _algorithm: &str,
        _input: Value<'_>,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        // Any number will do: nothing secret is ever said here.
        let ours = OwnedValue::try_from(Value::from(vec![7_u8; 128]));
        let ours = ours.map_err(|error| fdo::Error::Failed(error.to_string()))?;
        Ok((ours, path("/org/freedesktop/secrets/session/1")))
    }

    async fn search_items(
        &self,
        _attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        if self.0 == Trouble::Hangs {
            std::future::pending::<()>().await;
        }
        (Vec::new(), vec![path(ITEM)])
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }

    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path("/")
    }
}

struct Item;

#[zbus::interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    #[zbus(property)]
    fn locked(&self) -> bool {
        true
    }
}

struct Prompt(Trouble);

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window: &str,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if self.0 == Trouble::Dismissed {
            Self::completed(&emitter, true, Value::from(false)).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}

/// Starts it on a bus; it ends with the connection that is given back.
pub fn start(bus: &SessionBus, trouble: Trouble) -> Connection {
    let connection = connect(bus);
    let owner = connection.clone();
    let objects = owner.object_server();
    let service = objects.at("/org/freedesktop/secrets", Service(trouble));
    assert_eq!(service, Ok(true));
    if trouble != Trouble::Gone {
        assert_eq!(objects.at(ITEM, Item), Ok(true));
    }
    assert_eq!(objects.at(PROMPT, Prompt(trouble)), Ok(true));
    let named = connection.request_name("org.freedesktop.secrets");
    named.expect("nobody else is called so");
    connection
}
