//! The trail: what was decided and done, as sentences with their proof.

use crate::error::EngineError;
use crate::ledger::reading;
use crate::ports::Book;
use lockkeeper_contract::{EntryLine, EntryView, TrailView};
use lockkeeper_domain::ledger::{
    Hash, LedgerVerdict, RawEntry, RawFiles, RawTree, Statement, Stop, Walk, check_form,
};

/// The trail of a ledger that was walked: the newest `most` entries, newest first.
///
/// # Errors
/// When the repository cannot be read.
pub async fn trail(book: &dyn Book, walk: &Walk, most: usize) -> Result<TrailView, EngineError> {
    let verdict = LedgerVerdict::of(walk);
    let from = walk.len().saturating_sub(most);
    let raw = entries_from(book, walk, from).await?;
    let lines = raw.iter().enumerate();
    let lines = lines.filter_map(|(place, entry)| line(walk, from + place, entry));
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut lines: Vec<EntryLine> = lines.collect();
    lines.reverse();
    Ok(TrailView {
        verdict: verdict.verdict.to_string(),
        entries: small(verdict.entries),
        head: String::from(verdict.head),
        broken_at: verdict.broken_at.map(small),
        rule: walk.stop().map(Stop::detail),
        lines,
    })
}

/// One entry, by its number or the beginning of its hash.
///
/// # Errors
/// When there is none.
pub async fn entry(book: &dyn Book, walk: &Walk, name: &str) -> Result<EntryView, EngineError> {
    let missing = || crate::desk::unknown("entry", name);
    let records = walk.state().records();
    let by_hash = || {
        let starts = |hash: &Hash| name.len() >= 4 && hash.as_str().starts_with(name);
        records.iter().position(|record| starts(&record.hash))
    };
    let number = name.parse().ok().filter(|number| *number < records.len());
    let number: usize = number.or_else(by_hash).ok_or_else(missing)?;
    let raw = entries_from(book, walk, number).await?;
    let raw = raw.first().ok_or_else(missing)?;
    let line = line(walk, number, raw).ok_or_else(missing)?;
    let sealed = check_form(raw).map_err(|_| missing())?;
    let RawTree::Files(files) = &raw.tree else {
        return Err(missing());
    };
    Ok(EntryView {
        commands: commands(&raw.commit, &line.by, &sealed.key.line()),
        line,
        key: sealed.key.fingerprint(),
        statement: text(&files.statement),
        signature: text(&files.signature),
    })
}

/// The entries that count from a number on.
async fn entries_from(
    book: &dyn Book,
    walk: &Walk,
    from: usize,
) -> Result<Vec<RawEntry>, EngineError> {
    let Some(head) = walk.commit() else {
        return Ok(Vec::new());
    };
    book.entries(head, from).await.map_err(reading)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a stranger types to see who signed what.
fn commands(commit: &str, by: &str, key: &str) -> Vec<String> {
    vec![
        "export GIT_NO_REPLACE_OBJECTS=1".to_owned(),
        format!("git cat-file blob {commit}:statement.json > s.json"),
        format!("git cat-file blob {commit}:statement.sig > s.sig"),
        format!("echo '{by} {key}' > allowed_signers"),
        format!("ssh-keygen -Y verify -f allowed_signers -I {by} -n lockkeeper -s s.sig < s.json"),
    ]
}

fn line(walk: &Walk, number: usize, raw: &RawEntry) -> Option<EntryLine> {
    let record = walk.state().records().get(number)?;
    let sealed = check_form(raw).ok()?;
    let key = sealed.key.fingerprint();
    let statement = sealed.statement.ok()?;
    let RawTree::Files(files) = &raw.tree else {
        return None;
    };
    Some(EntryLine {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        hash: record.hash.to_string(),
        statement_hash: Hash::of(&files.statement).to_string(),
        key,
        commit: raw.commit.clone(),
        at: record.at.to_string(),
        by: record.by.clone(),
        kind: record.kind.word().to_owned(),
        sentence: walk.state().told(&statement.body),
        void: record.void.as_ref().map(|void| void.detail.clone()),
        remarks: remarks(&statement, raw, files, number),
    })
}

/// What differs from what this program would have written. Only the body has
/// effect, so none of this does.
fn remarks(statement: &Statement, raw: &RawEntry, files: &RawFiles, number: usize) -> Vec<String> {
    let mut remarks = Vec::new();
    let said = statement.text.lines().next().unwrap_or_default();
    if said != statement.body.sentence() {
        remarks.push(format!("its author signed other words: “{said}”"));
    }
    if raw.message.trim_end() != statement.message(number, &Hash::of(&files.link)).trim_end() {
        remarks.push("its commit message says something else".to_owned());
    }
    if raw.author.0 != statement.by {
        remarks.push(format!(
            "its commit names another author: “{}”",
            raw.author.0
        ));
    }
    if raw.author.1 != statement.at.seconds() {
        remarks.push("its commit is dated differently".to_owned());
    }
    remarks
}
