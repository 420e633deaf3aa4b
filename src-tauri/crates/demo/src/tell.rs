//! Tells a story as a history.

use crate::DemoError;
use crate::files::{Repository, VERSION, Versioned};
use crate::history::{Content, History, Signed};
use crate::message;
use crate::people;
use crate::story::{self, Event, Happening};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A history, ready to be imported.
pub(crate) struct Told {
    pub(crate) stream: Vec<u8>,
    pub(crate) commits: usize,
}

/// What is remembered while a story is told.
struct Teller<'a> {
    repository: &'a Repository,
    history: History,
    /// Commits that some changelog has already, by service.
    published: BTreeMap<&'static str, BTreeSet<usize>>,
    /// What each tag says.
    notes: BTreeMap<String, String>,
}

pub(crate) fn tell(repository: &Repository, now: Timestamp) -> Result<Told, DemoError> {
    let mut teller = Teller {
        repository,
        history: History::default(),
        published: BTreeMap::new(),
        notes: BTreeMap::new(),
    };
    for (index, event) in story::read(repository, now)?.iter().enumerate() {
        teller.event(event, index == 0).ok_or(DemoError::Story {
            repository: repository.name,
            line: event.line,
        })?;
    }
    let (stream, commits) = teller.history.finish();
    Ok(Told { stream, commits })
}

/// How somebody signs commits; a plan acts in the name of who confirmed it.
fn signature(handle: &str) -> Option<&'static str> {
    let handle = match handle {
        "lockkeeper" | "" => people::SELF,
        other => other,
    };
    people::named(handle).map(|person| person.signature)
}

impl Teller<'_> {
    /// Tells one event; nothing when it names what does not exist.
    fn event(&mut self, event: &Event<'_>, first: bool) -> Option<()> {
        let by = Signed {
            who: signature(event.who)?,
            at: event.at,
        };
        match &event.what {
            Happening::Branch { name, from } => self.history.begin(name, from),
            Happening::Commit {
                branch,
                message,
                files,
            } => self.commit(branch, by, message, files, first),
            Happening::Merge {
                from,
                into,
                message,
            } => {
                let usual = format!("Merge branch '{from}' into {into}");
                let message = message::commit(message.unwrap_or(&usual));
                self.history.merge(from, into, by, &message);
            }
            Happening::Release {
                branch,
                service,
                version,
            } => self.release(branch, by, service, version)?,
            Happening::Tag { name, branch } => {
                let notes = self.notes.get(*name).cloned();
                let text = notes.unwrap_or_else(|| format!("{name}\n"));
                self.history.tag(name, branch, by, &text);
            }
            Happening::Deploy { .. } => self.deploy(event, by)?,
        }
        Some(())
    }

    fn commit(&mut self, branch: &str, by: Signed, message: &str, files: &[&str], first: bool) {
        let mut changed = Vec::new();
        if first {
            changed.extend(self.beginning());
        }
        let subject = message.split(" || ").next().unwrap_or(message);
        for path in files {
            let seed = changed.iter().position(|(seed, _)| seed == path);
            let before = match seed {
                Some(index) => Some(changed.remove(index).1),
                None => self.history.branch(branch).files.get(*path).cloned(),
            };
            changed.push(((*path).to_owned(), grown(before, path, subject)));
        }
        self.history
            .commit(branch, by, &message::commit(message), changed);
    }

    /// The files of the first commit.
    fn beginning(&self) -> Vec<(String, Content)> {
        let seeds = self.repository.seeds.iter();
        let seeds = seeds.map(|(path, text)| {
            let content = Content::Grown(vec![(*text).to_owned()]);
            ((*path).to_owned(), content)
        });
        let versions = self.repository.services.iter().map(|service| {
            let (path, text) = service.version_file;
            (
                path.to_owned(),
                Content::Whole(text.replace(VERSION, "0.0.0")),
            )
        });
        seeds.chain(versions).collect()
    }

    fn release(&mut self, branch: &str, by: Signed, service: &str, version: &str) -> Option<()> {
        let versioned = self
            .repository
            .services
            .iter()
            .find(|known| known.name == service)?;
        let notes = self.new_notes(branch, versioned);
        let date = by.at.strftime("%Y-%m-%d").to_string();
        let section = message::section(version, &date, &notes);

        let (path, template) = versioned.version_file;
        let changelog = self.changelog(branch, versioned, &section);
        let files = vec![
            (versioned.changelog.to_owned(), Content::Whole(changelog)),
            (
                path.to_owned(),
                Content::Whole(template.replace(VERSION, version)),
            ),
        ];
        let subject = match versioned.scope {
            "" => format!("chore: release {version}\n"),
            scope => format!("chore({scope}): release {version}\n"),
        };
        self.history.commit(branch, by, &subject, files);
        let tag = match versioned.scope {
            "" => format!("v{version}"),
            scope => format!("{scope}-v{version}"),
        };
        // git takes lines that begin with `#` for comments elsewhere; tags keep them.
        let (_, body) = section.split_once('\n')?;
        self.notes
            .insert(tag, format!("{service} {version}\n{body}"));
        Some(())
    }

    /// Subjects on a branch that no changelog of the service has yet.
    fn new_notes(&mut self, branch: &str, versioned: &Versioned) -> Vec<String> {
        let published = self.published.entry(versioned.name).or_default();
        let scope = format!("({})", versioned.scope);
        let subjects = &self.history.branch(branch).subjects;
        let mut notes = Vec::new();
        for (mark, subject) in subjects {
            let mine = versioned.scope.is_empty() || subject.contains(&scope);
            if mine && published.insert(*mark) {
                notes.push(subject.clone());
            }
        }
        notes
    }

    fn changelog(&mut self, branch: &str, versioned: &Versioned, section: &str) -> String {
        const TITLE: &str = "# Changelog\n";
        let before = match self.history.branch(branch).files.get(versioned.changelog) {
            Some(Content::Whole(text)) => text.strip_prefix(TITLE).unwrap_or(text).to_owned(),
            _ => String::new(),
        };
        format!("{TITLE}\n{section}{before}")
    }

    fn deploy(&mut self, event: &Event<'_>, by: Signed) -> Option<()> {
        let Happening::Deploy {
            service,
            environment,
            version,
            ..
        } = &event.what
        else {
            return None;
        };
        let is_meant = |name: &str, place: &str| name == *service && place == *environment;
        let place = self
            .repository
            .places
            .iter()
            .find(|place| is_meant(place.service, place.environment))?;
        let content = Content::Whole(place.content.replace(VERSION, version));
        let files = vec![(place.path.to_owned(), content)];
        self.history
            .commit("main", by, &message::deploy(event), files);
        Some(())
    }
}

/// A file with a piece more, in the language its name suggests.
fn grown(before: Option<Content>, path: &str, subject: &str) -> Content {
    let mut pieces = match before {
        Some(Content::Grown(pieces)) => pieces,
        Some(Content::Whole(text)) => vec![text],
        None => Vec::new(),
    };
    let said = subject.split_once(": ").map_or(subject, |(_, said)| said);
    let piece = match path.rsplit('.').next() {
        Some("md") => format!("- {said}\n"),
        Some("sql") => format!("-- {said}\n"),
        Some("ts") => format!("// {said}\nexport function {}() {{}}\n\n", name(said)),
        Some("go") => format!("// {said}\nfunc {}() {{}}\n\n", name(said)),
        Some("css") => format!("/* {said} */\n"),
        _ => format!("# {said}\n"),
    };
    if !pieces.contains(&piece) {
        pieces.push(piece);
    }
    Content::Grown(pieces)
}

/// The first words of a sentence as the name of a function.
fn name(sentence: &str) -> String {
    let words = sentence.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    let mut name = String::new();
    for word in words.take(4) {
        let (first, rest) = word.split_at(1);
        let upper = !name.is_empty();
        name.push_str(&if upper {
            first.to_uppercase()
        } else {
            first.to_lowercase()
        });
        name.push_str(rest);
    }
    name
}
