//! Directories that people are fetched from, spoken to by LDAP (RFC 4511): `ldap` asks what the actions want to know, over a connection
//! that `line` makes.

mod ldap;
mod line;

pub use ldap::Ldap;
