//! Notices: which new entries are worth that a person looks up.
//!
//! Each entry is told at most once, also over restarts: what was looked at
//! last is kept with the settings. The first look at a ledger tells nothing.

use crate::desk::Desk;
use crate::error::EngineError;
use crate::ports::Settings;
use crate::usecases::{decisions, seal};
use lockkeeper_contract::{FreezeView, NoticeChoice, RequestView};

const CHOICE: &str = "notices.choice";
const SEEN: &str = "notices.seen";
/// More than this at once are told as one.
const AT_ONCE: usize = 3;
/// The longest body, in characters.
const LONGEST: usize = 140;

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The number of the entry it is about.
    pub entry: u32,
    /// A few words.
    pub title: String,
    /// A sentence; without markup, and without anything that is not in the ledger.
    pub body: String,
    /// Where to look: a link, which opens and never acts.
    pub link: String,
}

/// What is new, and how much waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// What to tell, oldest first.
    pub notices: Vec<Notice>,
    /// How many decisions wait for the person at this desk.
    pub waiting: u32,
}

/// What people chose to be told.
///
/// # Errors
/// When the settings cannot be read.
pub async fn choice(settings: &dyn Settings) -> Result<NoticeChoice, EngineError> {
    let Some(text) = settings.get(CHOICE).await? else {
        return Ok(NoticeChoice::default());
    };
    let on = |word: &str| text.split(' ').any(|one| one == word);
    Ok(NoticeChoice {
        needs_me: on("needs-me"),
        glass: on("glass"),
        decided: on("decided"),
        frozen: on("frozen"),
    })
}

/// Chooses what is told.
///
/// # Errors
/// When the settings cannot be written.
pub async fn set_choice(
    settings: &dyn Settings,
    wanted: NoticeChoice,
) -> Result<NoticeChoice, EngineError> {
    let words = [
        (wanted.needs_me, "needs-me"),
        (wanted.glass, "glass"),
        (wanted.decided, "decided"),
        (wanted.frozen, "frozen"),
        // An empty text would be no choice at all.
        (true, "chosen"),
    ];
    let words = words.into_iter().filter(|(on, _)| *on);
    let text: Vec<&str> = words.map(|(_, word)| word).collect();
    settings.set(CHOICE, &text.join(" ")).await?;
    choice(settings).await
}

/// What came since the last look, once. Nothing is told of a ledger that is
/// in doubt, nor to somebody whose key nobody knows.
///
/// # Errors
/// When the settings cannot be read or written; then nothing counts as told.
pub async fn take(desk: &Desk) -> Result<News, EngineError> {
    let Some(ledger) = desk
        .begun_ledger()
        .filter(|ledger| ledger.doubt().is_none())
    else {
        return Ok(News::default());
    };
    let seal = seal::seal(desk).await;
    let walk = ledger.seen();
    let (Some(first), Some(you)) = (walk.state().records().first(), seal.you) else {
        return Ok(News::default());
    };
    let inbox = decisions::inbox(desk).await;
    let waiting = inbox.iter().filter(|one| one.you.needed).count();
    let settings = &*desk.ports.settings;
    let key = format!("{SEEN}.{}.{}", you.handle, first.hash);
    let since = settings.get(&key).await?.and_then(|text| text.parse().ok());
    let known = since.unwrap_or(0).max(seal.entries);
    if since != Some(known) {
        settings.set(&key, &known.to_string()).await?;
    }
    let notices = match since {
        Some(since) => {
            let wanted = choice(settings).await?;
            together(deserving(&inbox, &seal.freezes, &you.handle, since, wanted))
        }
        None => Vec::new(),
    };
    Ok(News {
        notices,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
    })
}

/// The entries from a number on that are worth telling a person, oldest first.
#[must_use]
pub fn deserving(
    inbox: &[RequestView],
    freezes: &[FreezeView],
    me: &str,
    since: u32,
    wanted: NoticeChoice,
) -> Vec<Notice> {
    let waiting = inbox.iter().filter_map(|one| waits(one, me, wanted));
    let decided = inbox.iter().flat_map(|one| decisions_on(one, me, wanted));
    let frozen = freezes.iter().filter(|one| wanted.frozen && one.by != me);
    let frozen = frozen.map(|one| {
        let link = format!("lockkeeper://audit/{}", one.number);
        notice(one.number, "A line was stopped", &one.sentence, link)
    });
    let all = waiting.chain(decided).chain(frozen);
    let mut found: Vec<Notice> = all.filter(|one| one.entry >= since).collect();
    found.sort_by_key(|one| one.entry);
    found
}

fn waits(one: &RequestView, me: &str, wanted: NoticeChoice) -> Option<Notice> {
    let (on, title) = match one.kind.as_str() {
        "glass" => (wanted.glass, "Broken glass waits for a second person"),
        "policy" => (wanted.needs_me, "Rules wait for your decision"),
        _ => (wanted.needs_me, "A request waits for your decision"),
    };
    let tells = on && one.you.needed && one.by != me;
    tells.then(|| {
        let body = format!("{}, by {}", one.title, one.by);
        notice(one.number, title, &body, inbox_link(one))
    })
}

/// What others decided on what a person asked for.
fn decisions_on(one: &RequestView, me: &str, wanted: NoticeChoice) -> Vec<Notice> {
    if !wanted.decided || one.by != me {
        return Vec::new();
    }
    let by_others = one.approvals.iter().filter(|yes| yes.by != me);
    let mut found: Vec<Notice> = by_others
        .filter(|yes| yes.void.is_none())
        .map(|yes| {
            let title = format!("{} approved", yes.by);
            notice(yes.number, &title, &one.title, inbox_link(one))
        })
        .collect();
    if let (Some(number), "rejected") = (one.closed_by, one.state.as_str()) {
        let body = format!("{}: {}", one.title, one.line);
        found.push(notice(number, "It was rejected", &body, inbox_link(one)));
    }
    found
}

fn inbox_link(one: &RequestView) -> String {
    format!("lockkeeper://inbox/{}", one.number)
}

fn notice(entry: u32, title: &str, body: &str, link: String) -> Notice {
    Notice {
        entry,
        title: plain(title),
        body: plain(body),
        link,
    }
}

/// Words of people as a desktop may show them, which reads some as markup.
fn plain(text: &str) -> String {
    let safe = text.chars().map(|one| match one {
        '<' => '‹',
        '>' => '›',
        '&' => '+',
        one if one.is_control() => ' ',
        one => one,
    });
    let mut short: String = safe.clone().take(LONGEST).collect();
    if safe.count() > LONGEST {
        short.push('…');
    }
    short
}

/// Many notices as one, so that coming back to the desk stays calm.
fn together(notices: Vec<Notice>) -> Vec<Notice> {
    let Some(last) = notices.last().filter(|_| notices.len() > AT_ONCE) else {
        return notices;
    };
    let title = format!("{} things are new in the ledger", notices.len());
    let body = format!("The newest: {}. {}", last.title, last.body);
    let link = "lockkeeper://inbox".to_owned();
    vec![notice(last.entry, &title, &body, link)]
}
