//! Releases and the one being cut.

use super::{not_known, pad, shorten};
use lockkeeper_contract::{CutView, ReleaseLine, ReleaseView, ReleasesView};
use lockkeeper_domain::snapshot::Signature;

/// The version with a reason for every commit, and the notes.
pub fn cut(view: &CutView) -> String {
    let next = &view.next;
    let from = next
        .base
        .as_ref()
        .map_or_else(|| "nothing".to_owned(), |base| base.version.to_string());
    let to = next
        .next
        .as_ref()
        .map_or_else(|| "nothing to release".to_owned(), ToString::to_string);
    let mut lines = vec![
        format!("{} {from} → {to}   {}", view.intent.service, next.because),
        String::new(),
    ];
    for commit in &next.commits {
        let subject = shorten(&commit.subject, 72);
        lines.push(format!(
            "  {} {} {subject}",
            commit.oid.short(),
            pad(commit.level.word(), 5)
        ));
        lines.push(format!("                {}", commit.why));
    }
    for warning in &next.warnings {
        lines.push(format!("  ! {}", warning.text));
        if let (Some(commit), Some(level)) = (&warning.commit, warning.offer) {
            let level = level.word();
            lines.push(format!(
                "    With `--count {}={level}` it counts as {level}.",
                commit.short()
            ));
        }
    }
    lines.push(String::new());
    lines.push(view.notes.markdown.trim_end().to_owned());
    lines.join("\n")
}

/// One line a release, and one a service whose releases are not known.
pub fn releases(view: &ReleasesView) -> String {
    if view.releases.is_empty() && view.unknown.is_empty() {
        return "There is no release yet: `lockkeeper release cut SERVICE` makes the first."
            .to_owned();
    }
    let width = view
        .releases
        .iter()
        .map(|line| line.service.chars().count())
        .max()
        .unwrap_or(0);
    let lines = view.releases.iter().map(|line| of_line(line, width));
    let unknown = view.unknown.iter();
    let unknown = unknown.map(|one| not_known(&one.service, &one.why));
    lines.chain(unknown).collect::<Vec<_>>().join("\n")
}

fn of_line(line: &ReleaseLine, width: usize) -> String {
    let mut words = Vec::new();
    if !line.live_in.is_empty() {
        words.push(format!("live in {}", line.live_in.join(", ")));
    }
    if line.yanked {
        words.push("yanked".to_owned());
    }
    if !line.pushed {
        words.push("not pushed".to_owned());
    }
    let day = line.at.get(..10).unwrap_or(&line.at);
    let text = format!(
        "{}  {}  {day}  {}",
        pad(&line.service, width),
        pad(&line.version, 16),
        words.join(" · ")
    );
    text.trim_end().to_owned()
}

/// One release with its notes.
pub fn release(view: &ReleaseView) -> String {
    let line = &view.line;
    let mut lines = vec![
        format!("{} {}", line.service, line.version),
        format!("  tag       {}", line.tag),
        format!("  commit    {}", line.commit),
        format!("  tagged    {}", line.at),
        format!("  signature {}", signature(&line.signature)),
    ];
    if line.yanked {
        lines.push("  yanked    it must not be used".to_owned());
    }
    lines.extend(view.places.iter().map(|place| format!("  {place}")));
    lines.push(String::new());
    lines.push(view.notes.trim_end().to_owned());
    lines.join("\n")
}

fn signature(signature: &Signature) -> String {
    match signature {
        Signature::Unchecked => "not checked".to_owned(),
        Signature::Unsigned => "none".to_owned(),
        Signature::By { person, key } => format!("good, by {person} ({key})"),
        Signature::Stranger { key } => format!("good, by a key nobody is listed with ({key})"),
        Signature::Bad { reason } => format!("BAD: {reason}"),
    }
}
