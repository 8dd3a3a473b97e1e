//! A request, read: who asks, in which language, from where, with which cookies; and the fields of a form.

pub(crate) mod admin;
pub(crate) mod bearer;
pub(crate) mod browser;
pub(crate) mod client_ip;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod reader;
pub(crate) mod return_to;
#[cfg(test)]
mod strange;
pub(crate) mod upload;

pub use admin::Admin;
pub use form::Fields;
pub use reader::Reader;
