//! Real keys, real agents, real signatures.

use lockkeeper_domain::ledger::{KeyType, PublicKey, Signature};
use lockkeeper_engine::ports::{Asks, Passphrase, Signer, SignerError};
use lockkeeper_signing::SshSigner;
use lockkeeper_testkit::contract::signer::keeps_its_promises;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a folder can be made");
    std::fs::create_dir(home.path().join(".ssh")).expect("a folder can be made");
    home
}

fn keygen(home: &Path, name: &str, args: &[&str]) {
    let done = Command::new("ssh-keygen")
        .args(["-q", "-C", "dana@laptop", "-f"])
        .arg(home.join(".ssh").join(name))
        .args(args)
        .status()
        .expect("ssh-keygen runs");
    assert!(done.success(), "a key is made");
}

/// The keys of a home, with no agent but the one that is given.
fn signer(home: &Path, agent: Option<&Path>) -> SshSigner {
    let socket = agent.map_or_else(Default::default, |socket| socket.as_os_str().to_owned());
    SshSigner::new(Some(home.to_owned()), None)
        .with_environment(vec![("SSH_AUTH_SOCK".into(), socket)])
}

const MESSAGE: &[u8] = "{\"text\":\"écluse\"}".as_bytes();

#[tokio::test]
async fn every_kind_of_key_signs_what_the_ledger_reads() {
    for (name, args, expected) in [
        (
            "id_ed25519",
            &["-t", "ed25519", "-N", ""][..],
            KeyType::Ed25519,
        ),
        (
            "id_ecdsa",
            &["-t", "ecdsa", "-b", "256", "-N", ""][..],
            KeyType::EcdsaP256,
        ),
        (
            "id_rsa",
            &["-t", "rsa", "-b", "3072", "-N", ""][..],
            KeyType::Rsa,
        ),
    ] {
        let home = home();
        keygen(home.path(), name, args);
        let signer = signer(home.path(), None);
        let keys = signer.keys().await.expect("keys are listed");
        let armored = signer.sign(&keys[0].public, MESSAGE, None).await;
        let armored = armored.expect("the key signs");
        let signature = Signature::decode(&armored).expect("it is in the form");
        assert_eq!(signature.key().key_type(), expected);
        assert_eq!(signature.verify(MESSAGE), Ok(()), "{name}");
        assert!(signature.verify(b"other words").is_err(), "{name}");
        assert_eq!(signature.encode(), armored, "{name}");
    }
}

#[tokio::test]
async fn keys_in_files_keep_the_promises_of_whoever_signs() {
    let home = home();
    keygen(home.path(), "id_ed25519", &["-t", "ed25519", "-N", ""]);
    let locked = ["-t", "ecdsa", "-b", "256", "-N", "open sesame"];
    keygen(home.path(), "id_ecdsa", &locked);
    let line = |name: &str| {
        let file = home.path().join(".ssh").join(name);
        let line = std::fs::read_to_string(file).expect("it is there");
        line.trim().to_owned()
    };
    let (open, locked) = (line("id_ed25519.pub"), line("id_ecdsa.pub"));
    let signer = signer(home.path(), None);
    let locked = Some((&*locked, "open sesame"));
    keeps_its_promises(&signer, &open, locked).await;
}

#[tokio::test]
async fn a_short_rsa_key_is_not_offered() {
    let home = home();
    keygen(
        home.path(),
        "id_rsa",
        &["-t", "rsa", "-b", "2048", "-N", ""],
    );
    assert_eq!(signer(home.path(), None).keys().await, Ok(vec![]));
}

#[tokio::test]
async fn a_locked_key_wants_its_passphrase_and_takes_no_other() {
    let home = home();
    keygen(
        home.path(),
        "id_ed25519",
        &["-t", "ed25519", "-N", "open sesame"],
    );
    let signer = signer(home.path(), None);
    let keys = signer.keys().await.expect("keys are listed");
    let public = &keys[0].public;
    let silent = signer.sign(public, MESSAGE, None).await;
    assert_eq!(silent, Err(SignerError::Locked));
    // More than a pipe holds: ssh-keygen ends before it has read it.
    let long = vec![b'x'; 1 << 20];
    let unread = signer.sign(public, &long, None).await;
    assert_eq!(unread, Err(SignerError::Locked));
    let wrong = Passphrase::new("close sesame".to_owned());
    let wrong = signer.sign(public, MESSAGE, Some(&wrong)).await;
    assert_eq!(wrong, Err(SignerError::WrongPassphrase));
    let right = Passphrase::new("open sesame".to_owned());
    let right = signer.sign(public, MESSAGE, Some(&right)).await;
    let right = Signature::decode(&right.expect("it opens")).expect("it is in the form");
    assert_eq!(right.verify(MESSAGE), Ok(()));
}

/// An agent that ends with the test.
struct Agent {
    child: Child,
    folder: TempDir,
}

impl Agent {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let child = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(folder.path().join("agent"))
            .stdout(Stdio::null())
            .spawn()
            .expect("ssh-agent runs");
        let agent = Self { child, folder };
        for _ in 0..500 {
            if agent.run("ssh-add", &["-l"]).is_some_and(|code| code < 2) {
                return agent;
            }
            std::thread::yield_now();
        }
        unreachable!("the agent never answered")
    }

    fn run(&self, program: &str, args: &[&str]) -> Option<i32> {
        let run = Command::new(program)
            .env("SSH_AUTH_SOCK", self.folder.path().join("agent"))
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        run.ok()?.code()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

#[tokio::test]
async fn the_agent_signs_with_a_key_that_is_in_no_file() {
    let (home, agent) = (home(), Agent::start());
    keygen(home.path(), "id_ed25519", &["-t", "ed25519", "-N", ""]);
    let file = home.path().join(".ssh/id_ed25519");
    let added = agent.run("ssh-add", &["-q", &file.display().to_string()]);
    assert_eq!(added, Some(0));
    std::fs::remove_file(&file).expect("it is there");
    std::fs::remove_file(file.with_extension("pub")).expect("it is there");
    let signer = signer(home.path(), Some(&agent.folder.path().join("agent")));
    let keys = signer.keys().await.expect("keys are listed");
    assert_eq!((keys.len(), &*keys[0].place), (1, "ssh-agent"));
    let armored = signer.sign(&keys[0].public, MESSAGE, None).await;
    let signature = Signature::decode(&armored.expect("it signs")).expect("in the form");
    assert_eq!(signature.verify(MESSAGE), Ok(()));
}

#[tokio::test]
async fn a_key_that_is_not_here_signs_nothing() {
    let (ours, theirs) = (home(), home());
    keygen(theirs.path(), "id_ed25519", &["-t", "ed25519", "-N", ""]);
    let keys = signer(theirs.path(), None)
        .keys()
        .await
        .expect("keys are listed");
    let refused = signer(ours.path(), None)
        .sign(&keys[0].public, MESSAGE, None)
        .await;
    assert!(
        matches!(refused, Err(SignerError::NotFound(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_a_key_asks_is_known_before_it_signs() {
    let home = home();
    keygen(home.path(), "id_ed25519", &["-t", "ed25519", "-N", ""]);
    keygen(
        home.path(),
        "id_ecdsa",
        &["-t", "ecdsa", "-N", "open sesame"],
    );
    let old = ["-t", "rsa", "-m", "PEM", "-N", "open sesame"];
    keygen(home.path(), "id_rsa", &old);
    let keys = signer(home.path(), None)
        .keys()
        .await
        .expect("keys are listed");
    let asks: Vec<_> = keys.iter().map(|key| key.asks).collect();
    assert_eq!(asks, [Asks::Nothing, Asks::Passphrase, Asks::Passphrase]);
}

#[tokio::test]
async fn a_key_file_that_was_named_comes_first() {
    let home = home();
    keygen(home.path(), "id_ed25519", &["-t", "ed25519", "-N", ""]);
    keygen(home.path(), "work", &["-t", "ed25519", "-N", ""]);
    for name in ["work", "work.pub"] {
        let path = home.path().join(".ssh").join(name).display().to_string();
        let signer = signer(home.path(), None).with_file(Some(path));
        let keys = signer.keys().await.expect("keys are listed");
        assert_eq!(keys.len(), 2);
        assert!(keys[0].place.ends_with("/work"), "{}", keys[0].place);
        let public = PublicKey::parse_line(&keys[0].public).expect("it is a key");
        assert_eq!(signer.named(), Some(public.fingerprint()));
    }
    let nowhere = signer(home.path(), None).with_file(Some("/nowhere".to_owned()));
    assert_eq!(nowhere.named(), None);
}

mod made {
    use super::MESSAGE;
    use lockkeeper_domain::ledger::{PublicKey, Signature};
    use lockkeeper_engine::ports::{
        KeySmith, Keychain, KeychainError, Secret, Signer, SignerError, Unlock,
    };
    use lockkeeper_signing::{EverySigner, KeychainSigner};
    use lockkeeper_testkit::fake_desk::FakeSettings;
    use lockkeeper_testkit::fake_keychain::FakeKeychain;
    use lockkeeper_testkit::scribe::FakeSigner;
    use std::sync::Arc;

    /// Keys of a desktop with that keychain, and its settings.
    fn keys(keychain: &FakeKeychain, settings: &Arc<FakeSettings>) -> KeychainSigner {
        KeychainSigner::new(Arc::new(keychain.clone()), settings.clone())
    }

    #[tokio::test]
    async fn a_key_that_was_made_here_signs_what_the_ledger_reads() {
        let (keychain, settings) = (FakeKeychain::default(), Arc::default());
        let made = keys(&keychain, &settings).make("dana@laptop").await;
        let made = made.expect("it is kept");
        assert!(made.public.ends_with(" dana@laptop"), "{}", made.public);
        assert_eq!(made.place, "keychain");
        // The next start knows it, and asks the keychain only to sign.
        let asked = keychain.asked();
        let signer = keys(&keychain, &settings);
        assert_eq!(signer.keys().await, Ok(vec![made.clone()]));
        assert_eq!(keychain.asked(), asked);
        let armored = signer.sign(&made.public, MESSAGE, None).await;
        let signature = Signature::decode(&armored.expect("it signs")).expect("it has the form");
        assert_eq!(signature.verify(MESSAGE), Ok(()));
    }

    #[tokio::test]
    async fn a_key_that_was_made_here_keeps_the_promises_of_whoever_signs() {
        let (keychain, settings) = (FakeKeychain::default(), Arc::default());
        let signer = keys(&keychain, &settings);
        let made = signer.make("dana@laptop").await.expect("it is kept");
        super::keeps_its_promises(&signer, &made.public, None).await;
        let both = EverySigner::of(vec![Arc::new(FakeSigner::of(&["lee"])), Arc::new(signer)]);
        super::keeps_its_promises(&both, &made.public, None).await;
    }

    #[tokio::test]
    async fn a_key_that_was_removed_is_in_no_place() {
        let (keychain, settings) = (FakeKeychain::default(), Arc::default());
        let signer = keys(&keychain, &settings);
        let first = signer.make("first").await.expect("it is kept");
        let second = signer.make("second").await.expect("it is kept");
        assert_eq!(signer.remove(&first.public).await, Ok(()));
        assert_eq!(signer.keys().await, Ok(vec![second.clone()]));
        assert_eq!(keychain.names().len(), 1);
        let gone = signer.sign(&first.public, MESSAGE, None).await;
        assert!(matches!(gone, Err(SignerError::NotFound(_))), "{gone:?}");
        // Somebody deleted the other one in the keychain itself.
        let name = keychain.names().remove(0);
        keychain
            .delete(&name, Unlock::Leave)
            .await
            .expect("it was there");
        assert_eq!(signer.remove(&second.public).await, Ok(()));
        assert_eq!(signer.keys().await, Ok(vec![]));
    }

    #[tokio::test]
    async fn what_the_keychain_refuses_is_no_key_and_in_no_file() {
        for (error, expected) in [
            (KeychainError::Dismissed, SignerError::Declined),
            (
                KeychainError::NoBus,
                SignerError::Unavailable {
                    what: "the keychain".to_owned(),
                    detail: "no desktop session runs here, so there is no keychain".to_owned(),
                },
            ),
        ] {
            let (keychain, settings) = (FakeKeychain::failing(error), Arc::default());
            let signer = keys(&keychain, &settings);
            assert_eq!(signer.make("dana").await, Err(expected));
            assert_eq!(signer.keys().await, Ok(vec![]));
        }
    }

    #[tokio::test]
    async fn another_key_under_the_name_of_one_does_not_sign_for_it() {
        let (keychain, settings) = (FakeKeychain::default(), Arc::default());
        let signer = keys(&keychain, &settings);
        let first = signer.make("first").await.expect("it is kept");
        let name = keychain.names().remove(0);
        signer.make("second").await.expect("it is kept");
        let other = keychain.names().into_iter().find(|one| *one != name);
        let other = keychain
            .get(&other.expect("there are two"), Unlock::Leave)
            .await;
        let planted = Secret::new(other.expect("it is there").reveal().to_owned());
        keychain
            .set(&name, planted, Unlock::Leave)
            .await
            .expect("it is kept");
        let signed = signer.sign(&first.public, MESSAGE, None).await;
        assert!(
            matches!(signed, Err(SignerError::Unavailable { .. })),
            "{signed:?}"
        );
    }

    #[tokio::test]
    async fn several_places_are_one_and_the_better_one_signs() {
        let (keychain, settings) = (FakeKeychain::default(), Arc::default());
        let made = keys(&keychain, &settings);
        let key = made.make("dana").await.expect("it is kept");
        let dana: Arc<dyn Signer> = Arc::new(FakeSigner::of(&["dana"]));
        let all = EverySigner::of(vec![Arc::clone(&dana), dana, Arc::new(made)]);
        let lines: Vec<_> = all.keys().await.expect("keys are listed");
        assert_eq!(lines.len(), 2, "the same key in two places is one");
        for line in [&lines[0].public, &key.public] {
            let armored = all.sign(line, MESSAGE, None).await.expect("it signs");
            let signature = Signature::decode(&armored).expect("it has the form");
            let public = PublicKey::parse_line(line).expect("it is a key");
            assert_eq!(signature.key(), &public);
        }
    }
}
