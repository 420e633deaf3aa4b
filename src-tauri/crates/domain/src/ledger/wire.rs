//! The encoding that SSH uses for keys and signatures.

/// Reads one field after the other; `None` when the bytes do not fit.
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// So many bytes as they are.
    pub(super) fn raw(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    /// A number of four bytes.
    pub(super) fn number(&mut self) -> Option<u32> {
        let bytes = self.raw(4)?;
        bytes.try_into().ok().map(u32::from_be_bytes)
    }

    /// Bytes with their length before them.
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.raw(usize::try_from(length).ok()?)
    }

    /// A positive number in its shortest form, without the leading zero byte.
    pub(super) fn positive(&mut self) -> Option<&'a [u8]> {
        let bytes = self.string()?;
        match bytes {
            [] => None,
            [0, next, ..] if *next >= 0x80 => Some(&bytes[1..]),
            [first, ..] if *first == 0 || *first >= 0x80 => None,
            _ => Some(bytes),
        }
    }

    /// Nothing is left.
    pub(super) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// Appends bytes with their length before them.
pub(super) fn put_string(bytes: &[u8], to: &mut Vec<u8>) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(bytes);
}
