//! The keychain on a bus of its own: against GNOME Keyring where it is
//! installed, and against a stub that misbehaves as no real one can be made to.

mod bus;
mod gnome;
mod misbehaving;
mod stub;
