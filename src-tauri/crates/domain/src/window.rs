//! Change windows and freezes.
