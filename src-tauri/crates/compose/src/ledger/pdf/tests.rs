use super::*;

fn line(number: u32, by: &str, sentence: &str) -> EntryLine {
    EntryLine {
        number,
        hash: format!("{number:064x}"),
        statement_hash: format!("{:064x}", number + 1_000),
        key: "SHA256:uF49mXq0QhVb7tYk2c1WZr1k3dWA9pLs8eRqf0Qa1b2".to_owned(),
        commit: format!("{number:040x}"),
        at: format!("2026-11-21T08:{:02}:00Z", number % 60),
        by: by.to_owned(),
        kind: "note".to_owned(),
        sentence: sentence.to_owned(),
        void: (number == 2).then(|| "what it is about is closed".to_owned()),
        remarks: Vec::new(),
    }
}

fn view(lines: &[EntryLine]) -> TrailView {
    TrailView {
        verdict: "intact".to_owned(),
        entries: u32::try_from(lines.len()).unwrap(),
        head: "9f3c".repeat(16),
        broken_at: None,
        rule: None,
        lines: Vec::new(),
    }
}

fn drawn(lines: &[EntryLine]) -> Vec<u8> {
    let all: Vec<&EntryLine> = lines.iter().collect();
    render(&view(lines), &all).unwrap()
}

fn many(count: u32) -> Vec<EntryLine> {
    (0..count)
        .map(|number| line(number, "dana", "api 1.9.0 → production"))
        .collect()
}

#[test]
fn the_same_ledger_is_the_same_document() {
    let lines = many(60);
    let first = drawn(&lines);
    assert!(first.starts_with(b"%PDF-1."));
    assert_eq!(first, drawn(&lines));
    assert_ne!(first, drawn(&many(61)));
}

#[test]
fn words_of_every_script_are_drawn_and_none_is_lost() {
    let long = "a-name-without-any-end-".repeat(40);
    let words = [
        "שלום עולם 1.9.0 → production",
        "إيقاف الخط في production حتى الغد",
        "停止生产线 in production",
        "Ľúbi sa mi to — ναι, Да, ok ✓",
        "a \u{202e}live si siht\u{202c} trick",
        "line\nbreak\tand tab",
        &long,
        "",
    ];
    let lines: Vec<EntryLine> = (0..)
        .zip(words)
        .map(|(n, text)| line(n, text, text))
        .collect();
    assert!(drawn(&lines).len() > 10_000, "the font is in it");
    let face = Face::bundled().unwrap();
    assert_eq!(face.legible(words[0]), words[0]);
    assert_eq!(face.legible(words[1]), words[1]);
    assert_eq!(
        face.legible("停 \u{202e}x\ny"),
        "‹U+505C› ‹U+202E›x y",
        "what cannot be drawn, or would turn its neighbours, is told by its number"
    );
}

#[test]
fn lines_are_no_wider_than_the_page_and_keep_every_character() {
    let face = Face::bundled().unwrap();
    for text in [
        "one two three four five six seven eight nine ten",
        &"x".repeat(300),
        "שלום עולם שלום עולם שלום עולם שלום עולם",
        "",
    ] {
        let lines = face.lines(text, 12.0);
        assert_eq!(lines.concat(), text);
        for line in &lines {
            assert!(face.width(line.trim_end()) <= 12.1, "{line}");
        }
    }
}

#[test]
fn words_that_go_to_the_left_stand_in_the_order_they_are_seen() {
    let face = Face::bundled().unwrap();
    let runs = face.runs("abc שלום def");
    let right: Vec<&str> = runs
        .iter()
        .filter(|run| matches!(run.direction, krilla::text::TextDirection::RightToLeft))
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(right, ["שלום"]);
    assert_eq!(runs.len(), 3);
}

#[test]
fn pages_are_as_many_as_entries_need() {
    let pages = |count: u32| {
        let bytes = drawn(&many(count));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.matches("/Type /Page\n").count() + text.matches("/Type/Page/").count()
    };
    let (few, more) = (pages(3), pages(60));
    assert!(few >= 1 && more > few + 2, "{few} {more}");
}

#[test]
fn a_broken_ledger_says_where() {
    let lines = many(3);
    let all: Vec<&EntryLine> = lines.iter().collect();
    let broken = TrailView {
        verdict: "broken".to_owned(),
        broken_at: Some(3),
        rule: Some("the signature is not valid".to_owned()),
        ..view(&lines)
    };
    assert_ne!(render(&broken, &all).unwrap(), drawn(&lines));
    assert!(render(&view(&[]), &[]).is_ok(), "an empty one is said, too");
}
