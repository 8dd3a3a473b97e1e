//! The pages of signing in, and the page after it.

pub(crate) mod add_card;
pub(crate) mod add_passkey;
pub(crate) mod add_token;
pub(crate) mod back;
pub(crate) mod by_passkey;
pub(crate) mod code_card;
pub(crate) mod enrol;
pub(crate) mod guard;
pub(crate) mod home;
pub(crate) mod pass;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
