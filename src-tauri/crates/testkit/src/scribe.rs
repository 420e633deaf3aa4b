//! Ledgers that are written for tests: real signatures, made-up people.

use async_trait::async_trait;
use lockkeeper_domain::ledger::{
    Body, Draft, Hash, Moment, Nonce, PublicKey, RawEntry, RawFiles, RawTree, Signature, Statement,
    Uuid, Walk, check_form, link,
};
use lockkeeper_engine::ports::{Asks, Passphrase, Signer, SignerError, SigningKey};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// A key whose secret is its name: tests may know it.
pub struct TestKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl TestKey {
    /// The same name is the same key, always.
    ///
    /// # Panics
    /// Never: every seed of 32 bytes is one of ed25519.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let seed = Hash::of(name.as_bytes());
        let seed = &seed.as_str().as_bytes()[..32];
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("a seed of 32 bytes");
        let point = pair.public_key().as_ref().try_into();
        let public = PublicKey::of_ed25519(&point.expect("32 bytes"));
        Self { pair, public }
    }

    /// Its public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Its line, as the rules list it.
    #[must_use]
    pub fn line(&self) -> String {
        self.public.line()
    }

    /// An SSHSIG over a message.
    ///
    /// # Panics
    /// Never: an ed25519 signature has its form.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let raw = self.pair.sign(&Signature::signed_bytes(message));
        let mut ssh = Vec::new();
        for part in [b"ssh-ed25519".as_slice(), raw.as_ref()] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            ssh.extend_from_slice(&length.to_be_bytes());
            ssh.extend_from_slice(part);
        }
        let signature = Signature::wrap(self.public.clone(), &ssh);
        signature.expect("ed25519 signs in its form").encode()
    }
}

/// A desk that holds the keys of some people.
#[derive(Default)]
pub struct FakeSigner(Vec<Held>);

struct Held {
    key: TestKey,
    /// What opens it; it is open without.
    passphrase: Option<String>,
}

impl FakeSigner {
    /// Holds the keys that are named like these people.
    #[must_use]
    pub fn of(people: &[&str]) -> Self {
        Self::default().and(people)
    }

    /// Holds these as well, behind those before.
    #[must_use]
    pub fn and(mut self, people: &[&str]) -> Self {
        let keys = people.iter().map(|name| TestKey::named(name));
        self.0.extend(keys.map(|key| Held {
            key,
            passphrase: None,
        }));
        self
    }

    /// Every key so far lies in a file with this passphrase.
    #[must_use]
    pub fn locked_with(mut self, passphrase: &str) -> Self {
        for held in &mut self.0 {
            held.passphrase = Some(passphrase.to_owned());
        }
        self
    }
}

impl Held {
    fn check(&self, said: Option<&Passphrase>) -> Result<(), SignerError> {
        match (&self.passphrase, said) {
            (Some(right), Some(said)) if said.reveal() != right => {
                Err(SignerError::WrongPassphrase)
            }
            (Some(_), None) => Err(SignerError::Locked),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Signer for FakeSigner {
    async fn keys(&self) -> Result<Vec<SigningKey>, SignerError> {
        let known = |held: &Held| SigningKey {
            public: held.key.line(),
            place: "a test".to_owned(),
            asks: match held.passphrase {
                Some(_) => Asks::Passphrase,
                None => Asks::Nothing,
            },
            is_made: false,
        };
        Ok(self.0.iter().map(known).collect())
    }

    async fn sign(
        &self,
        public: &str,
        message: &[u8],
        passphrase: Option<&Passphrase>,
    ) -> Result<Vec<u8>, SignerError> {
        let wanted = PublicKey::parse_line(public);
        let wanted = wanted.map_err(|error| SignerError::Unfit(error.to_string()))?;
        let held = self.0.iter().find(|held| held.key.public == wanted);
        let held = held.ok_or_else(|| SignerError::NotFound(wanted.fingerprint()))?;
        held.check(passphrase)?;
        Ok(held.key.sign(message))
    }
}

/// Writes entries one after the other and walks along.
pub struct Scribe {
    walk: Walk,
    entries: Vec<RawEntry>,
    /// The moment of the next statement.
    pub at: Moment,
    nonce: u128,
}

/// The moment of the first entry.
pub const BEGAN: &str = "2026-11-21T09:00:00Z";
/// The workspace of every test.
pub const WORKSPACE: &str = "6f1c2b3a-0000-4000-8000-000000000001";

impl Default for Scribe {
    fn default() -> Self {
        Self {
            walk: Walk::default(),
            entries: Vec::new(),
            at: Moment::parse(BEGAN).expect("a time"),
            nonce: 0,
        }
    }
}

impl Scribe {
    /// A ledger that begins with these rules, by the person whose key is named
    /// like them.
    #[must_use]
    pub fn begun(by: &str, rules: &Value) -> Self {
        let mut scribe = Self::default();
        scribe.say(by, "genesis", &json!({"rules": rules, "version": 1}));
        scribe
    }

    /// The walk over what was written.
    #[must_use]
    pub const fn walk(&self) -> &Walk {
        &self.walk
    }

    /// What was written.
    #[must_use]
    pub fn entries(&self) -> &[RawEntry] {
        &self.entries
    }

    /// The hash of an entry that counts.
    #[must_use]
    pub fn hash(&self, number: usize) -> String {
        self.walk.state().records()[number].hash.to_string()
    }

    /// Lets time pass before the next statement.
    pub const fn wait(&mut self, seconds: i64) {
        self.at = self.at.plus(seconds);
    }

    /// Says something with the key that is named like its author; answers the
    /// number of the entry.
    pub fn say(&mut self, by: &str, kind: &str, body: &Value) -> usize {
        self.say_with(by, by, kind, body)
    }

    /// Says something with a key of another name.
    ///
    /// # Panics
    /// When the body is none of that kind.
    pub fn say_with(&mut self, by: &str, key: &str, kind: &str, body: &Value) -> usize {
        let statement = self.statement(by, kind, body);
        let bytes = statement.to_bytes().expect("only what the ledger holds");
        self.write(key, bytes)
    }

    /// The statement that would be said now.
    ///
    /// # Panics
    /// When the body is none of that kind.
    pub fn statement(&mut self, by: &str, kind: &str, body: &Value) -> Statement {
        self.nonce += 1;
        let draft = Draft {
            at: self.at,
            by: by.to_owned(),
            body: Body::of(kind, body).expect("a body of that kind"),
            nonce: Nonce::parse(&format!("{:032x}", self.nonce)).expect("a nonce"),
            text: format!("{by}: {kind}"),
        };
        if self.entries.is_empty() {
            draft.beginning(Uuid::parse(WORKSPACE).expect("a UUID"))
        } else {
            draft.onto(self.walk.state())
        }
    }

    /// Signs any bytes as the next statement.
    pub fn write(&mut self, key: &str, statement: Vec<u8>) -> usize {
        let signature = TestKey::named(key).sign(&statement);
        let number = self.entries.len();
        let prev = self.entries.last().map_or_else(Hash::none, entry_hash);
        self.push(link(number, &prev, statement, signature))
    }

    /// Appends three files as they are.
    pub fn push(&mut self, files: RawFiles) -> usize {
        let number = self.entries.len();
        let before = self.entries.last().map(|entry| entry.commit.clone());
        let entry = RawEntry {
            commit: commit_name(number, &files),
            parents: before.into_iter().collect(),
            tree: RawTree::Files(Box::new(files)),
            message: String::new(),
            author: (String::new(), self.at.seconds()),
        };
        self.walk.take(&entry, check_form(&entry), self.at);
        self.entries.push(entry);
        number
    }

    /// Changes an entry as it lies in the repository, behind everybody's back.
    pub fn forge(&mut self, number: usize, change: impl FnOnce(&mut RawEntry)) {
        change(&mut self.entries[number]);
        self.walk = walked(&self.entries, self.at);
    }

    /// The reason for which an entry is void.
    #[must_use]
    pub fn void(&self, number: usize) -> Option<&'static str> {
        let record = self.walk.state().records().get(number)?;
        record.void.as_ref().map(|void| void.reason.word())
    }
}

/// A walk over entries as they would be read, at a moment.
#[must_use]
pub fn walked(entries: &[RawEntry], now: Moment) -> Walk {
    let mut walk = Walk::default();
    for entry in entries {
        walk.take(entry, check_form(entry), now);
    }
    walk
}

fn entry_hash(entry: &RawEntry) -> Hash {
    match &entry.tree {
        RawTree::Files(files) => Hash::of(&files.link),
        RawTree::Odd(_) | RawTree::TooLarge(_) => Hash::none(),
    }
}

/// Something like an object name: no git is at work here.
fn commit_name(number: usize, files: &RawFiles) -> String {
    let name = Hash::of(&files.link);
    format!("{number:08x}{}", &name.as_str()[..32])
}
