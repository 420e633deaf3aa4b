//! Words in which the format is described.

use crate::kind::Kind;

/// What a value has to look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A string of a kind.
    Text(Kind),
    /// One of these words.
    Word(&'static Words),
    /// `true` or `false`.
    Flag,
    /// A whole number from this one on.
    Count(u32),
    /// A list of values of one shape.
    List(&'static Shape),
    /// A table with these keys and no others.
    Table(&'static [Key]),
    /// A table whose keys are names chosen by people.
    Map(&'static Shape),
    /// A table whose keys are branches, or patterns of their names.
    PerBranch(&'static Shape),
    /// A table whose keys are environments or `*`.
    PerEnvironment(&'static Shape),
    /// The first shape whose TOML type fits.
    Either(&'static [Shape]),
    /// Known to the format, not built by this version.
    Later,
}

/// A closed list of words.
#[derive(Debug)]
pub(crate) struct Words {
    /// What they are called in a sentence: `a branching model`.
    pub(crate) what: &'static str,
    /// The ones that work.
    pub(crate) built: &'static [&'static str],
    /// The ones that are known and do not work yet.
    pub(crate) later: &'static [&'static str],
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// For people who write the file; goes into the schema.
    pub(crate) says: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

pub(crate) const fn key(name: &'static str, says: &'static str, shape: Shape) -> Key {
    Key {
        name,
        says,
        shape,
        required: false,
    }
}

/// A key that is known to the format and not built yet.
pub(crate) const fn later(name: &'static str, says: &'static str) -> Key {
    key(name, says, Shape::Later)
}

impl Key {
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

pub(crate) const TEXT: Shape = Shape::Text(Kind::Any);
pub(crate) const TEXTS: Shape = Shape::List(&TEXT);
pub(crate) const NAME: Shape = Shape::Text(Kind::Name);
pub(crate) const REFERENCE: Shape = Shape::Text(Kind::Reference);
pub(crate) const NAMES: Shape = Shape::List(&NAME);
pub(crate) const GLOBS: Shape = Shape::List(&Shape::Text(Kind::Glob));
pub(crate) const DURATION: Shape = Shape::Text(Kind::Duration);
pub(crate) const ZONE: Shape = Shape::Text(Kind::Zone);
