//! The font of the document: what it can write, and how wide that is.

use krilla::text::{Font, TextDirection};
use rustybuzz::{Direction, UnicodeBuffer};
use std::borrow::Cow;
use unicode_bidi::BidiInfo;

/// Latin, Greek, Cyrillic, Hebrew, Arabic and many signs.
const FONT: &[u8] = include_bytes!("../../../assets/DejaVuSans.ttf");

/// The font, ready to measure and to draw.
pub struct Face {
    shaper: rustybuzz::Face<'static>,
    font: Font,
}

/// Characters that are drawn in one go.
pub struct Run {
    /// The characters, in the order they are read.
    pub text: String,
    /// Which way they go.
    pub direction: TextDirection,
    /// How wide they are, in parts of the size of the font.
    pub width: f32,
}

impl Face {
    /// The font this program carries.
    pub fn bundled() -> Option<Self> {
        Some(Self {
            shaper: rustybuzz::Face::from_slice(FONT, 0)?,
            font: Font::new(FONT.into(), 0)?,
        })
    }

    /// The font as the document takes it.
    pub fn font(&self) -> Font {
        self.font.clone()
    }

    /// The text with a number for each character that the font does not have,
    /// or that would change how its neighbours are read.
    pub fn legible<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.chars().all(|one| self.writes(one)) {
            return Cow::Borrowed(text);
        }
        let mut legible = String::new();
        for one in text.chars() {
            match one {
                _ if self.writes(one) => legible.push(one),
                one if one.is_whitespace() => legible.push(' '),
                one => legible.push_str(&format!("‹U+{:04X}›", u32::from(one))),
            }
        }
        Cow::Owned(legible)
    }

    fn writes(&self, one: char) -> bool {
        let turns = matches!(one, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        !one.is_control() && !turns && self.shaper.glyph_index(one).is_some()
    }

    /// The text in the order it is seen, cut where its direction changes.
    pub fn runs(&self, text: &str) -> Vec<Run> {
        if text.is_ascii() {
            return vec![Run {
                text: text.to_owned(),
                direction: TextDirection::LeftToRight,
                width: self.width(text),
            }];
        }
        let bidi = BidiInfo::new(text, None);
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, seen) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for range in seen {
                let right = levels
                    .get(range.start)
                    .is_some_and(unicode_bidi::Level::is_rtl);
                runs.push(self.run(&text[range], right));
            }
        }
        runs
    }

    fn run(&self, text: &str, right: bool) -> Run {
        let (direction, shaped) = match right {
            true => (TextDirection::RightToLeft, Direction::RightToLeft),
            false => (TextDirection::LeftToRight, Direction::LeftToRight),
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(shaped);
        let glyphs = rustybuzz::shape(&self.shaper, &[], buffer);
        let advances = glyphs.glyph_positions().iter();
        let units: i32 = advances.map(|glyph| glyph.x_advance).sum();
        Run {
            text: text.to_owned(),
            direction,
            width: self.scaled(f64::from(units)),
        }
    }

    /// How wide a text is, in parts of the size of the font.
    pub fn width(&self, text: &str) -> f32 {
        if text.is_ascii() {
            return self.width_of_letters(text);
        }
        self.runs(text).iter().map(|run| run.width).sum()
    }

    /// The same for plain letters, which change nothing beside each other but
    /// come a little nearer.
    fn width_of_letters(&self, text: &str) -> f32 {
        let glyphs = text.chars().filter_map(|one| self.shaper.glyph_index(one));
        let advances = glyphs.filter_map(|glyph| self.shaper.glyph_hor_advance(glyph));
        let units: u32 = advances.map(u32::from).sum();
        self.scaled(f64::from(units))
    }

    #[allow(clippy::cast_possible_truncation, reason = "a page is small")]
    fn scaled(&self, units: f64) -> f32 {
        (units / f64::from(self.shaper.units_per_em())) as f32
    }

    /// The text in lines no wider than that; a word that is wider is cut.
    pub fn lines(&self, text: &str, most: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut used = 0.0;
        for word in text.split_inclusive(' ') {
            let width = self.width(word);
            if used + self.width(word.trim_end()) > most && used > 0.0 {
                lines.push(String::new());
                used = 0.0;
            }
            if width <= most {
                push(&mut lines, word);
                used += width;
                continue;
            }
            for piece in self.pieces(word, most) {
                if used > 0.0 {
                    lines.push(String::new());
                }
                push(&mut lines, &piece);
                used = self.width(&piece);
            }
        }
        lines
    }

    /// A word that is too wide, cut where it has to be.
    fn pieces(&self, word: &str, most: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut used = 0.0;
        for one in word.chars() {
            let width = self.width(one.encode_utf8(&mut [0; 4]));
            if used + width > most && used > 0.0 {
                pieces.push(String::new());
                used = 0.0;
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push(one);
            }
            used += width;
        }
        pieces
    }
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}
