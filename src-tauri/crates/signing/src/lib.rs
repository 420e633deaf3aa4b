//! Signatures with a person's own SSH keys: in the agent, in a file, or on a
//! security key. Everything is done by OpenSSH's own programs, so whatever
//! signs a commit here signs an approval too, and no secret enters this
//! process but a passphrase on its way to them.

mod keygen;
mod places;

pub use keygen::SshSigner;
