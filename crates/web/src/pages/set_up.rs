//! `/set-up`: the first organisation and its first `SuperUser`, by the link that the server printed.

use askama::Template;

use super::{Frame, OrganisationFault, PasswordState, TypedOrganisation};

/// The form.
///
/// POST `/set-up` with `code`, `name`, `time_zone`, `language`, `display_name`, `user_name`, `address`, `password`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/set_up.html")]
pub struct SetUp {
    /// The surroundings; no organisation and no person.
    pub frame: Frame,
    /// The code of the link, sent along.
    pub code: String,
    /// The fewest characters that a password may have.
    pub shortest: u32,
    /// What was typed before, or what the settings say.
    pub typed: TypedOrganisation,
    /// The fields that are wrong.
    pub faults: Vec<OrganisationFault>,
    /// What is wrong with the password.
    pub password: Option<PasswordState>,
}

impl SetUp {
    fn says(&self, fault: OrganisationFault) -> bool {
        self.faults.contains(&fault)
    }

    fn is_wrong(&self) -> bool {
        !self.faults.is_empty() || self.password.is_some()
    }
}
