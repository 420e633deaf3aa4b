//! Signatures with a person's own SSH keys: in the agent, in a file, on a
//! security key, or made here and kept in the keychain. All but the last are
//! asked through OpenSSH's own programs, so whatever signs a commit here signs
//! an approval too, and no secret of theirs enters this process but a
//! passphrase on its way to them.

mod every;
mod keygen;
mod made;
mod openssh;
mod places;
mod wanted;

pub use every::EverySigner;
pub use keygen::SshSigner;
pub use made::KeychainSigner;
