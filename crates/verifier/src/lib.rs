//! Everything that touches secret bytes: make, check, hash, seal.
//!
//! # Layout
//! - [`entropy`]: dice, and ids made of them. Nobody else throws any.
//! - [`keys`] (and its file): master keys and the subkeys derived from them.
//! - [`seal`]: secrets at rest, bound to table, column and row.
//! - [`password`], [`hash_pool`], [`password_policy`]: what a hash is, the threads that compute it, what may be a password.
//! - [`totp`], [`otpauth`], [`qr`]: codes of authenticator apps, and how the secret gets into the app.
//! - [`hardware_token`], [`token_file`]: codes of hardware tokens, and the files that their makers send along.
//! - [`code`]: recovery codes, e-mailed codes, helpdesk passes; how typed codes are read.
//! - [`audit`]: the chain of the audit log, its macs and its signed checkpoints.
//! - [`hook`]: the secret of a connected system, and the signature of what is told to it.
//! - [`radius`]: the secret of a device that asks by RADIUS; packets that are checked, opened and signed with it.
//! - [`webauthn`]: ceremonies of passkeys and security keys, and their challenges.
//! - [`token`], [`form_token`]: cookies, and the hidden field against cross-site requests.
//! - [`gate_pass`]: the cookie that other applications of the domain see instead of ours.
//! - [`signing`], [`grant_token`]: what relying parties are told, and the tokens that they get.
//! - [`Verifier`]: keys, pool and dice in one handle, which is what actions hold.
//!
//! Nothing here reads a clock, a database or the network; secrets are wiped when dropped and never printed.

pub mod audit;
pub mod code;
pub mod code_card;
pub mod entropy;
pub mod form_token;
pub mod gate_pass;
pub mod grant_token;
pub mod hardware_token;
pub mod hash_pool;
pub mod hook;
mod key_file;
pub mod keys;
pub mod otpauth;
pub mod password;
pub mod password_policy;
pub mod qr;
pub mod radius;
mod redacted;
pub mod seal;
pub mod signing;
pub mod token;
pub mod token_file;
pub mod totp;
pub mod webauthn;

mod verifier;

pub use entropy::{Entropy, OsEntropy, SeededEntropy};
pub use hash_pool::{HashPool, PoolSize};
pub use hook::HookSecret;
pub use keys::{KeyError, KeyRing, WrongKey};
pub use password::{HashError, Verdict};
pub use radius::RadiusSecret;
pub use seal::{Place, SealError};
pub use token::Token;
pub use verifier::Verifier;
