//! What administrators do; for the command line of the server now, for pages later.

pub mod import_authenticator;
pub mod people;
pub mod policies;
pub mod set_up;
pub mod switch_off;
