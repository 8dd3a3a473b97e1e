//! The pages of the operators of a platform: organisations, what they asked for, and what is done to them.

use askama::Template;

use super::{ActivationRunView, Frame};

/// `/operator/organisations`
#[derive(Debug, Clone, Template)]
#[template(path = "operator/organisations.html")]
pub struct Organisations {
    /// The surroundings.
    pub frame: Frame,
    /// All of them; those that wait for an answer come first.
    pub organisations: Vec<OrganisationRow>,
    /// Whether more can be made: not where the settings say that there is one.
    pub can_make: bool,
}

impl Organisations {
    fn waiting(&self) -> usize {
        self.organisations.iter().filter(|row| row.state == OrganisationState::Asked).count()
    }
}

/// One organisation in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// How it stands.
    pub state: OrganisationState,
    /// Whether it is the operators' own.
    pub operators: bool,
}

/// How an organisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationState {
    /// Without the two-step module.
    Inactive,
    /// The module was asked for.
    Asked,
    /// With the module.
    Active,
    /// Closed.
    Closed,
}

impl OrganisationState {
    fn word(self) -> &'static str {
        match self {
            Self::Inactive => "operator-inactive",
            Self::Asked => "operator-asked",
            Self::Active => "operator-active",
            Self::Closed => "operator-closed",
        }
    }

    fn chip(self) -> &'static str {
        match self {
            Self::Inactive => "",
            Self::Asked => "warn",
            Self::Active => "ok",
            Self::Closed => "danger",
        }
    }
}

/// `/operator/organisations/ID`. POST to `/operator/organisations/ID/answer` with `csrf`, `request`, `message`, `seen` and
/// `answer` (`approve` or `decline`); to `…/close` and `…/reopen` with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "operator/organisation.html")]
pub struct OrganisationPage {
    /// The surroundings.
    pub frame: Frame,
    /// Name, host and state.
    pub row: OrganisationRow,
    /// Its time zone.
    pub zone: String,
    /// The request that waits.
    pub request: Option<RequestView>,
    /// What happened before.
    pub notice: Option<OperatorNotice>,
    /// Whether the operator has a second step, without which nothing can be done.
    pub has_factor: bool,
    /// The message as it was typed.
    pub message: String,
    /// What is wrong with it.
    pub fault: Option<MessageFault>,
    /// What has to be so before it can be approved, in sentences.
    pub guards: Vec<String>,
    /// What begins for whom when it is approved, where a policy of theirs demands something.
    pub run: Option<ActivationRunView>,
}

/// A request to activate the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// In the form.
    pub id: String,
    /// Full name of who asked, where the person is still there.
    pub by: Option<String>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What it would do to a member's week.
    pub week: String,
    /// What was said; may be empty.
    pub note: String,
}

/// What happened just before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorNotice {
    /// The module is on.
    Approved,
    /// The request was turned down.
    Declined,
    /// Somebody answered it before.
    NotOpen,
    /// Nobody signs in any more.
    Closed,
    /// It is open again.
    Reopened,
}

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageFault {
    /// Declining needs one.
    Missing,
    /// Too long.
    TooLong,
}

/// `/operator/organisations/new`. POST to itself with `csrf`, `name`, `host`, `time_zone`, `language`, `user_name`,
/// `display_name`, `address`.
#[derive(Debug, Clone, Template)]
#[template(path = "operator/new_organisation.html")]
pub struct NewOrganisation {
    /// The surroundings.
    pub frame: Frame,
    /// As it was typed.
    pub typed: TypedOrganisation,
    /// What is wrong, by field.
    pub faults: Vec<OrganisationFault>,
    /// Whether the operator has a second step, without which nothing can be done.
    pub has_factor: bool,
}

/// An organisation to make, as a form holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedOrganisation {
    /// Name.
    pub name: String,
    /// Host.
    pub host: String,
    /// Time zone.
    pub time_zone: String,
    /// Tag of the language.
    pub language: String,
    /// User name of the first `SuperUser`.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail address.
    pub address: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationFault {
    /// The name.
    Name,
    /// The host is no host name.
    Host,
    /// Another organisation has the host.
    HostTaken,
    /// The time zone.
    TimeZone,
    /// The user name.
    UserName,
    /// The full name.
    FullName,
    /// The e-mail address.
    Address,
}

impl NewOrganisation {
    fn says(&self, fault: OrganisationFault) -> bool {
        self.faults.contains(&fault)
    }

    fn host_fault(&self) -> Option<&'static str> {
        if self.says(OrganisationFault::Host) {
            Some("operator-host-wrong")
        } else {
            self.says(OrganisationFault::HostTaken).then_some("operator-host-taken")
        }
    }
}

/// What POST to `/operator/organisations/new` answers once: the password of the first `SuperUser`.
#[derive(Debug, Clone, Template)]
#[template(path = "operator/made.html")]
pub struct OrganisationMade {
    /// The surroundings.
    pub frame: Frame,
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub site: String,
    /// User name of the first `SuperUser`.
    pub user_name: String,
    /// What that person signs in with the first time.
    pub password: String,
}
