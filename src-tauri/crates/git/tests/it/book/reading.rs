//! Entries that are not as the app writes them, and repositories that lie.

use super::desks::{BRANCH, book, clone_of, here, remote};
use lockkeeper_domain::ledger::{LARGEST_FILE, RawEntry, RawTree};
use lockkeeper_engine::ports::{Book, BookError};
use lockkeeper_testkit::contract::book::{entry, said, words};
use lockkeeper_testkit::repo::RepoFixture;

/// A bare ledger of some entries, as the app writes them.
async fn ledger(words: &[&str]) -> (RepoFixture, Vec<String>) {
    let fixture = RepoFixture::bare();
    let desk = here(&fixture);
    let mut heads: Vec<String> = Vec::new();
    for word in words {
        let onto = heads.last().map(String::as_str);
        let head = desk.append(onto, &entry(word)).await;
        heads.push(head.expect("nobody else writes"));
    }
    (fixture, heads)
}

fn object(fixture: &RepoFixture, kind: &str, bytes: &[u8]) -> String {
    let args = ["hash-object", "-t", kind, "-w", "--literally", "--stdin"];
    fixture.try_git(args, bytes).expect("git stores anything")
}

/// A tree as its bytes say, whatever git thinks of it.
fn tree(fixture: &RepoFixture, lines: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in lines {
        bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        let digit = |at: usize| u8::from_str_radix(&id[at..at + 2], 16).expect("hex");
        bytes.extend((0..20).map(|n| digit(2 * n)));
    }
    object(fixture, "tree", &bytes)
}

fn commit(fixture: &RepoFixture, tree: &str, parents: &[&str], headers: &str) -> String {
    let mut text = format!("tree {tree}\n");
    for parent in parents {
        text.push_str(&format!("parent {parent}\n"));
    }
    text.push_str(&format!(
        "author eve <eve@x> 1760000000 +0000\ncommitter eve <eve@x> 1760000000 +0000\n\
         {headers}\nodd\n"
    ));
    object(fixture, "commit", text.as_bytes())
}

async fn last(fixture: &RepoFixture, head: &str) -> RawEntry {
    let entries = here(fixture).entries(head, 0).await.expect("it is read");
    entries.last().cloned().expect("an entry")
}

#[tokio::test]
async fn a_tree_of_another_form_is_told_and_not_judged() {
    let (fixture, heads) = ledger(&["good"]).await;
    let blob = object(&fixture, "blob", b"{}");
    let large = object(&fixture, "blob", &vec![b' '; LARGEST_FILE + 1]);
    let folder = tree(&fixture, &[]);
    let (blob, large, folder) = (blob.as_str(), large.as_str(), folder.as_str());
    let (l, s, g) = ("link.json", "statement.json", "statement.sig");
    let plain = "100644";
    for (lines, said) in [
        (vec![], "nothing"),
        (vec![(plain, l, blob), (plain, s, blob)], "statement.json"),
        (
            vec![(plain, l, blob), ("100755", s, blob), (plain, g, blob)],
            "100755",
        ),
        (
            vec![(plain, l, blob), (plain, s, blob), ("0100644", g, blob)],
            "0100644",
        ),
        (
            vec![("120000", l, blob), (plain, s, blob), (plain, g, blob)],
            "120000",
        ),
        (
            vec![(plain, s, blob), (plain, l, blob), (plain, g, blob)],
            "`statement.json` with mode 100644, `link.json`",
        ),
        (
            vec![
                (plain, l, blob),
                (plain, s, blob),
                (plain, s, blob),
                (plain, g, blob),
            ],
            "statement.json` with mode 100644, `statement.json",
        ),
        (
            vec![(plain, l, blob), (plain, s, folder), (plain, g, blob)],
            "`statement.json` is no file",
        ),
        (
            vec![(plain, l, blob), (plain, s, large), (plain, g, blob)],
            "`statement.json` has 1048577 bytes",
        ),
    ] {
        let odd = tree(&fixture, &lines);
        let head = commit(&fixture, &odd, &[&heads[0]], "");
        match last(&fixture, &head).await.tree {
            RawTree::Odd(words) | RawTree::TooLarge(words) => {
                assert!(words.contains(said), "{words}, not {said}");
            }
            RawTree::Files(_) => unreachable!("{said} was taken"),
        }
    }
}

#[tokio::test]
async fn a_file_may_be_as_large_as_the_limit() {
    let (fixture, heads) = ledger(&["good"]).await;
    let (blob, large) = (
        object(&fixture, "blob", b"{}"),
        object(&fixture, "blob", &vec![b' '; LARGEST_FILE]),
    );
    let whole = [
        ("100644", "link.json", blob.as_str()),
        ("100644", "statement.json", &large),
        ("100644", "statement.sig", &blob),
    ];
    let head = commit(&fixture, &tree(&fixture, &whole), &[&heads[0]], "");
    let read = last(&fixture, &head).await;
    assert!(matches!(read.tree, RawTree::Files(files) if files.statement.len() == LARGEST_FILE));
}

#[tokio::test]
async fn headers_of_a_commit_change_nothing() {
    let (fixture, heads) = ledger(&["good", "better"]).await;
    let tree = fixture.git(["rev-parse", &format!("{}^{{tree}}", heads[1])]);
    let headers =
        "encoding latin1\ngpgsig -----BEGIN SSH SIGNATURE-----\n AA\n \n BB\nnonsense x\n";
    let head = commit(&fixture, &tree, &[&heads[0]], headers);
    let read = last(&fixture, &head).await;
    assert_eq!(read.message, "odd\n");
    assert_eq!(read.author, ("eve".to_owned(), 1_760_000_000));
    assert_eq!(read.parents, [heads[0].clone()]);
    assert!(matches!(read.tree, RawTree::Files(_)));
}

#[tokio::test]
async fn every_parent_is_told_and_the_first_is_followed() {
    let (fixture, heads) = ledger(&["good", "better"]).await;
    let tree = fixture.git(["rev-parse", &format!("{}^{{tree}}", heads[1])]);
    let head = commit(&fixture, &tree, &[&heads[0], &heads[1]], "");
    let entries = here(&fixture).entries(&head, 0).await.expect("entries");
    assert_eq!(
        entries.iter().map(words).collect::<Vec<_>>(),
        ["good", "odd"]
    );
    assert_eq!(entries[1].parents, heads);
}

#[tokio::test]
async fn replaced_objects_stay_what_they_are() {
    let (fixture, heads) = ledger(&["good", "better"]).await;
    let before = here(&fixture).entries(&heads[1], 0).await;
    let forged = object(&fixture, "blob", b"forged");
    let statement = fixture.git(["rev-parse", &format!("{}:statement.json", heads[1])]);
    fixture.git(["replace", &statement, &forged]);
    fixture.git(["replace", &heads[0], &heads[1]]);
    assert_eq!(
        fixture.git(["cat-file", "blob", &statement]),
        "forged",
        "git itself is fooled"
    );
    assert_eq!(here(&fixture).entries(&heads[1], 0).await, before);
}

#[tokio::test]
async fn a_history_with_grafts_is_refused() {
    let (fixture, heads) = ledger(&["good", "better"]).await;
    let grafts = fixture.path().join("info/grafts");
    std::fs::write(&grafts, "").expect("a file");
    assert_eq!(said(here(&fixture).as_ref(), &heads[1]).await.len(), 2);
    for content in [format!("{}\n", heads[1]), "x".to_owned()] {
        std::fs::write(&grafts, &content).expect("a file");
        let read = match repos_at(&fixture) {
            Ok(desk) => desk.entries(&heads[1], 0).await.map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(
            matches!(&read, Err(BookError::Refused(words)) if words.contains("info/grafts")),
            "{content}: {read:?}"
        );
    }
}

fn repos_at(fixture: &RepoFixture) -> Result<lockkeeper_git::GitBook, BookError> {
    crate::support::repos(fixture).book_at(fixture.path())
}

#[tokio::test]
async fn a_shallow_clone_is_refused() {
    let (origin, heads) = ledger(&["good", "better"]).await;
    let clone = RepoFixture::clone_of(&origin, &["--depth=1", "--branch=lockkeeper/ledger"]);
    let read = here(&clone).entries(&heads[1], 0).await;
    assert!(
        matches!(&read, Err(BookError::Refused(words)) if words.contains("unshallow")),
        "{read:?}"
    );
    clone.git(["fetch", "--quiet", "--unshallow"]);
    assert_eq!(
        said(here(&clone).as_ref(), &heads[1]).await,
        ["good", "better"]
    );
}

#[tokio::test]
async fn a_plain_clone_shows_the_branch_of_its_remote() {
    let (origin, heads) = ledger(&["good", "better"]).await;
    for options in [&[][..], &["--bare"], &["--mirror"]] {
        let clone = RepoFixture::clone_of(&origin, options);
        let desk = here(&clone);
        assert_eq!(desk.head().await, Ok(Some(heads[1].clone())), "{options:?}");
        assert_eq!(said(desk.as_ref(), &heads[1]).await, ["good", "better"]);
    }
}

#[tokio::test]
async fn a_partial_clone_gets_its_entries_whole() {
    let (origin, heads) = ledger(&["good", "better"]).await;
    origin.git(["config", "uploadpack.allowFilter", "true"]);
    let clone = RepoFixture::clone_of(&origin, &["--filter=blob:none", "--no-checkout"]);
    let lacking = here(&clone).entries(&heads[1], 0).await;
    assert!(
        matches!(&lacking, Err(BookError::Refused(words)) if words.contains("--refetch")),
        "{lacking:?}"
    );
    let more = here(&origin).append(Some(&heads[1]), &entry("best")).await;
    let more = more.expect("written");
    let desk = book(&clone).await;
    assert_eq!(desk.fetch().await, Ok(Some(more.clone())));
    let newest = desk.entries(&more, 2).await.expect("the newest is whole");
    assert_eq!(newest.iter().map(words).collect::<Vec<_>>(), ["best"]);
}

#[tokio::test]
async fn a_broken_entry_travels_where_git_checks_forms() {
    let remote = remote();
    let desk = clone_of(&remote);
    desk.git(["config", "transfer.fsckObjects", "true"]);
    let mine = book(&desk).await;
    let good = mine.append(None, &entry("good")).await.expect("written");
    let blob = object(&remote, "blob", b"{}");
    let odd = tree(&remote, &[("0100644", "link.json", &blob)]);
    let bad = commit(&remote, &odd, &[&good], "");
    remote.git(["update-ref", BRANCH, &bad]);
    assert_eq!(mine.fetch().await, Ok(Some(bad.clone())));
    let read = mine.entries(&bad, 1).await.expect("it is read");
    assert!(matches!(&read[0].tree, RawTree::Odd(_)));
    assert_eq!(mine.heal(&bad, &good).await, Ok(()));
    assert_eq!(remote.rev(BRANCH).as_str(), good);
}

/// A ledger of many entries, packed as a clone of it is.
fn long(entries: usize) -> RepoFixture {
    let fixture = RepoFixture::bare();
    let imported = fixture.import(|stream| {
        let mut before = None;
        for number in 0..entries {
            let files = ["link.json", "statement.json", "statement.sig"]
                .map(|name| (name, format!("{name} {number}")));
            let files: Vec<_> = files.iter().map(|(name, text)| (*name, &**text)).collect();
            let parents: Vec<usize> = before.into_iter().collect();
            let message = format!("entry {number}\n");
            let branch = "lockkeeper/ledger";
            before = Some(stream.commit(branch, &parents, &message, &files)?);
        }
        Ok(())
    });
    imported.expect("git takes the stream");
    fixture
}

#[tokio::test]
async fn a_long_ledger_is_read_in_order_and_whole() {
    let fixture = long(1_200);
    let head = fixture.rev(BRANCH);
    let desk = here(&fixture);
    let entries = desk.entries(head.as_str(), 0).await.expect("entries");
    let named = |number: usize| format!("entry {number}");
    let said: Vec<String> = entries.iter().map(words).collect();
    assert_eq!(said, (0..1_200).map(named).collect::<Vec<_>>());
    let mut before = None;
    for (number, entry) in entries.iter().enumerate() {
        assert_eq!(entry.parents.first(), before.as_ref(), "{number}");
        let RawTree::Files(files) = &entry.tree else {
            unreachable!("no files in {number}")
        };
        assert_eq!(files.link, format!("link.json {number}").into_bytes());
        assert_eq!(
            files.signature,
            format!("statement.sig {number}").into_bytes()
        );
        before = Some(entry.commit.clone());
    }
    let page = desk.page(head.as_str(), 400..1_000).await;
    assert_eq!(page.as_deref(), Ok(&entries[400..1_000]));
}

/// `cargo test --release -p lockkeeper-git --test it figures -- --ignored --nocapture`
#[tokio::test]
#[ignore = "takes figures"]
async fn figures_of_reading_a_hundred_thousand_entries() {
    let fixture = long(100_000);
    fixture.git(["gc", "--quiet", "--prune=now"]);
    let head = fixture.rev(BRANCH);
    let desk = here(&fixture);
    let started = std::time::Instant::now();
    let entries = desk.page(head.as_str(), 99_990..100_000).await;
    eprintln!("the way back and ten entries: {:?}", started.elapsed());
    assert_eq!(entries.map(|page| page.len()), Ok(10));
    let started = std::time::Instant::now();
    let entries = desk.entries(head.as_str(), 0).await;
    eprintln!("100,000 entries after it: {:?}", started.elapsed());
    assert_eq!(entries.map(|page| page.len()), Ok(100_000));
}
