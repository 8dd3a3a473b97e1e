//! The pages of signing in, and the page after it.

pub(crate) mod back;
pub(crate) mod enrol;
pub(crate) mod guard;
pub(crate) mod home;
pub(crate) mod pass;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
