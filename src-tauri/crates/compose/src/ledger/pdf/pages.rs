//! Lines on pages: where each stands, and how they are drawn.

use super::face::{Face, Run};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 50.0;
const BOTTOM: f32 = HEIGHT - 58.0;
/// Between a label and what it is for.
const LABEL: f32 = 92.0;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// For what matters.
    Black,
    /// For what is there to be compared.
    Grey,
    /// For what is wrong.
    Red,
}

/// A size and a colour.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    size: f32,
    ink: Ink,
}

impl Style {
    pub const fn new(size: f32, ink: Ink) -> Self {
        Self { size, ink }
    }

    fn height(self) -> f32 {
        self.size * 1.42
    }
}

/// Something that stands on a page.
enum Mark {
    Text {
        x: f32,
        y: f32,
        style: Style,
        runs: Vec<Run>,
    },
    Rule {
        y: f32,
    },
}

/// Pages that are being filled from the top.
pub struct Pages<'f> {
    face: &'f Face,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl<'f> Pages<'f> {
    /// One empty page.
    pub fn new(face: &'f Face) -> Self {
        Self {
            face,
            pages: vec![Vec::new()],
            y: MARGIN,
        }
    }

    /// Leaves room.
    pub fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// A text, in as many lines as it needs.
    pub fn put(&mut self, style: Style, indent: f32, text: &str) {
        let text = self.face.legible(text);
        let room = WIDTH - 2.0 * MARGIN - indent;
        for line in self.face.lines(&text, room / style.size) {
            self.room_for(style.height());
            self.y += style.height();
            self.mark(MARGIN + indent, style, &line);
        }
    }

    /// A short text at the margin and another one beside it.
    pub fn beside(&mut self, style: Style, short: &str, indent: f32, other: Style, text: &str) {
        self.room_for(style.height());
        let (page, top) = (self.pages.len(), self.y);
        self.put(other, indent, text);
        if self.pages.len() == page {
            let bottom = std::mem::replace(&mut self.y, top + style.height());
            let short = self.face.legible(short);
            self.mark(MARGIN, style, &short);
            self.y = bottom.max(self.y);
        }
    }

    /// A label and what it is for.
    pub fn pair(&mut self, style: Style, label: &str, other: Style, text: &str) {
        self.beside(style, label, LABEL, other, text);
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        self.y += 3.0;
        let y = self.y;
        self.page().push(Mark::Rule { y });
        self.y += 3.0;
    }

    /// Puts what belongs together on the next page when it does not fit here,
    /// unless it is longer than a page.
    pub fn together(&mut self, put: impl Fn(&mut Self)) {
        let (page, marks, y) = (self.pages.len(), self.page().len(), self.y);
        put(self);
        let began = y > MARGIN;
        if self.pages.len() == page + 1 && began {
            self.pages.truncate(page);
            self.page().truncate(marks);
            self.pages.push(Vec::new());
            self.y = MARGIN;
            put(self);
        }
    }

    fn room_for(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn mark(&mut self, x: f32, style: Style, text: &str) {
        let (y, runs) = (self.y, self.face.runs(text));
        self.page().push(Mark::Text { x, y, style, runs });
    }

    fn page(&mut self) -> &mut Vec<Mark> {
        if self.pages.is_empty() {
            self.pages.push(Vec::new());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Draws every page with its number and what stands at its foot.
    pub fn draw(&self, document: &mut Document, foot: &str) {
        let style = Style::new(6.6, Ink::Grey);
        let foot = self.face.legible(foot);
        for (number, marks) in self.pages.iter().enumerate() {
            let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else {
                return;
            };
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for mark in marks {
                self.draw_mark(&mut surface, mark);
            }
            let count = format!("Page {} of {}", number + 1, self.pages.len());
            let right = WIDTH - MARGIN - self.face.width(&count) * style.size;
            for (x, text) in [(MARGIN, &*foot), (right, &*count)] {
                let (y, runs) = (HEIGHT - 34.0, self.face.runs(text));
                self.draw_mark(&mut surface, &Mark::Text { x, y, style, runs });
            }
            surface.finish();
            page.finish();
        }
    }

    fn draw_mark(&self, surface: &mut Surface<'_>, mark: &Mark) {
        match mark {
            Mark::Rule { y } => {
                let mut path = PathBuilder::new();
                path.move_to(MARGIN, *y);
                path.line_to(WIDTH - MARGIN, *y);
                path.line_to(WIDTH - MARGIN, *y + 0.6);
                path.line_to(MARGIN, *y + 0.6);
                path.close();
                surface.set_fill(Some(fill(Ink::Grey)));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
            Mark::Text { x, y, style, runs } => {
                surface.set_fill(Some(fill(style.ink)));
                let mut x = *x;
                for run in runs {
                    let (at, font) = (Point::from_xy(x, *y), self.face.font());
                    surface.draw_text(at, font, style.size, &run.text, false, run.direction);
                    x += run.width * style.size;
                }
            }
        }
    }
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(17, 25, 29),
        Ink::Grey => rgb::Color::new(92, 106, 114),
        Ink::Red => rgb::Color::new(179, 38, 30),
    };
    Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}
