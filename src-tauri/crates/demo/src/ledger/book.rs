//! Entries, signed and linked one after the other.

use super::Items;
use crate::history::{write_data, write_file};
use crate::{DemoError, people};
use jiff::{SignedDuration, Timestamp};
use lockkeeper_domain::ledger::{
    Body, Draft, Hash, Moment, Nonce, RawEntry, RawFiles, RawTree, Statement, Unfit, Uuid, Walk,
    check_form, link,
};

/// Where the ledger lies.
pub(crate) const BRANCH: &str = "refs/heads/lockkeeper/ledger";

/// How long before the moment of the demo something was said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ago(SignedDuration);

impl Ago {
    pub(crate) const fn new(hours: i64, minutes: i64) -> Self {
        Self(SignedDuration::from_mins(hours * 60 + minutes))
    }

    /// So many minutes after.
    pub(crate) fn then(self, minutes: i64) -> Self {
        Self(self.0 - SignedDuration::from_mins(minutes))
    }
}

/// A ledger while it grows. Everything is weighed by the rules that every
/// reader judges by, so no entry of the demo is ever without effect.
pub(crate) struct Book {
    now: Timestamp,
    pub(crate) items: Items,
    walk: Walk,
    stream: Vec<u8>,
}

impl Book {
    /// An empty ledger of a demo of that moment.
    pub(crate) fn new(now: Timestamp, items: Items) -> Self {
        Self {
            now,
            items,
            walk: Walk::default(),
            stream: Vec::new(),
        }
    }

    /// What was written so far has brought about.
    pub(crate) const fn walk(&self) -> &Walk {
        &self.walk
    }

    /// Everything as a `git fast-import` stream.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.stream.extend_from_slice(b"done\n");
        self.stream
    }

    /// The moment that is so long ago.
    pub(crate) fn at(&self, ago: Ago) -> Result<Moment, DemoError> {
        let at = self.now.checked_sub(ago.0);
        at.map(Moment::of).map_err(|_| DemoError::Moment(self.now))
    }

    /// Says something with the key of its author; answers the entry's hash.
    pub(crate) fn say(&mut self, ago: Ago, by: &str, body: Body) -> Result<Hash, DemoError> {
        let number = self.walk.len();
        let wrong = |detail: String| DemoError::Ledger { number, detail };
        let at = self.at(ago)?;
        let key = people::named(by).map(people::Person::key);
        let key = key.ok_or_else(|| wrong(format!("{by} is nobody")))?;
        let draft = Draft {
            at,
            by: by.to_owned(),
            text: body.text(),
            body,
            nonce: self.nonce(number),
        };
        let statement = if number == 0 {
            draft.beginning(self.id("workspace"))
        } else {
            let statement = draft.onto(self.walk.state());
            let weighed = self.walk.weigh(key.public(), &statement);
            weighed.map_err(|unfit| wrong(reason(unfit)))?;
            statement
        };
        let bytes = statement.to_bytes().map_err(|e| wrong(e.to_string()))?;
        let signature = key.sign(&bytes);
        let prev = self.walk.state().head().cloned();
        let files = link(number, &prev.unwrap_or_else(Hash::none), bytes, signature);
        self.append(&statement, files).map_err(wrong)
    }

    fn append(&mut self, statement: &Statement, files: RawFiles) -> Result<Hash, String> {
        let number = self.walk.len();
        let hash = Hash::of(&files.link);
        let message = statement.message(number, &hash);
        self.write(number, statement, &message, &files);
        let name = |number: usize| format!("{number:040x}");
        let entry = RawEntry {
            commit: name(number),
            parents: number.checked_sub(1).map(name).into_iter().collect(),
            tree: RawTree::Files(Box::new(files)),
            message,
            author: (statement.by.clone(), statement.at.seconds()),
        };
        let form = check_form(&entry);
        self.walk.take(&entry, form, Moment::of(self.now));
        match self.walk.stop() {
            None => Ok(hash),
            Some(stop) => Err(stop.detail()),
        }
    }

    /// Writes an entry as the program itself would commit it.
    fn write(&mut self, number: usize, statement: &Statement, message: &str, files: &RawFiles) {
        let (by, seconds) = (&statement.by, statement.at.seconds());
        let who = format!("{by} <{by}@lockkeeper.invalid> {seconds} +0000");
        let mark = number + 1;
        let head = format!("commit {BRANCH}\nmark :{mark}\nauthor {who}\ncommitter {who}\n");
        self.stream.extend_from_slice(head.as_bytes());
        write_data(&mut self.stream, message.as_bytes());
        if number > 0 {
            let from = format!("from :{number}\n");
            self.stream.extend_from_slice(from.as_bytes());
        }
        for (name, content) in [
            ("link.json", &files.link),
            ("statement.json", &files.statement),
            ("statement.sig", &files.signature),
        ] {
            write_file(&mut self.stream, name, content);
        }
        self.stream.push(b'\n');
    }

    /// Never the same twice in one demo, and always the same in the next.
    fn nonce(&self, number: usize) -> Nonce {
        let digits = self.digits(&format!("entry {number}"));
        Nonce::parse(&digits.as_str()[..32]).expect("a hash is hexadecimal")
    }

    /// An identifier of something in this demo.
    pub(crate) fn id(&self, of: &str) -> Uuid {
        let digits = self.digits(of);
        let part = |from: usize, to: usize| &digits.as_str()[from..to];
        let text = format!(
            "{}-{}-4{}-8{}-{}",
            part(0, 8),
            part(8, 12),
            part(12, 15),
            part(15, 18),
            part(18, 30)
        );
        Uuid::parse(&text).expect("it is written like a UUID")
    }

    fn digits(&self, of: &str) -> Hash {
        Hash::of(format!("lockkeeper demo {} {of}", self.now).as_bytes())
    }
}

fn reason(unfit: Unfit) -> String {
    match unfit {
        Unfit::Broken(broken) => broken.detail,
        Unfit::Void(void) => void.detail,
    }
}
