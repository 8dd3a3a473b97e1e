//! What administrators do, in the browser and at the command line of the server.

pub mod desk;
pub mod import_authenticator;
pub mod people;
pub mod people_list;
pub mod policies;
mod reach;
pub mod roles;
pub mod set_up;
pub mod switch_off;
pub mod views;
