//! An entry as it lies in the repository, before anything is believed.

/// One commit of the ledger branch, read byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEntry {
    /// The commit's object name, in hex.
    pub commit: String,
    /// Its parents' object names, in order.
    pub parents: Vec<String>,
    /// What its tree holds.
    pub tree: RawTree,
    /// The whole commit message; what is no UTF-8 in it is replaced.
    pub message: String,
    /// The author's name and the author's moment in seconds since 1970.
    pub author: (String, i64),
}

/// The tree of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawTree {
    /// Exactly the three files, mode 100644, in order.
    Files(Box<RawFiles>),
    /// The three files, of which one is larger than 1 MiB, in words.
    TooLarge(String),
    /// Anything else, in words.
    Odd(String),
}

/// The bytes of the three files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFiles {
    /// `link.json`.
    pub link: Vec<u8>,
    /// `statement.json`.
    pub statement: Vec<u8>,
    /// `statement.sig`.
    pub signature: Vec<u8>,
}

/// The most bytes a file of an entry may have.
pub const LARGEST_FILE: usize = 1024 * 1024;
