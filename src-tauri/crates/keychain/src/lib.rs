//! The keychain of a Linux desktop, over the Secret Service of its session:
//! GNOME Keyring, `KWallet` and their like.
//!
//! A keychain that is locked answers only when a person has, and one that
//! hangs never does. So it is asked on a thread of its own, each question has
//! a budget, and nothing waits for that thread: not a window, not the exit.

mod desk;
mod failure;
mod session;
mod worker;

pub use desk::DesktopKeychain;
