//! What administrators do, in the browser and at the command line of the server.

pub mod activation;
pub mod announcements;
pub mod attributes;
pub mod break_glass;
pub mod campaign;
pub mod desk;
pub mod exemption_digest;
pub mod exemption_rule;
pub mod exemptions;
pub mod groups;
pub mod help_contact;
pub mod import;
pub mod import_authenticator;
pub mod mail_test;
pub mod password_rule;
pub mod people;
pub mod people_list;
pub mod policies;
pub mod policy;
mod reach;
pub mod roles;
pub mod rollout;
pub mod selection_list;
pub mod selections;
pub mod set_up;
pub mod switch_off;
pub mod views;
