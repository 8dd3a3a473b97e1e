//! What people are asked when an application signs in here: whether it may have what it wants, and whether to sign out.

use askama::Template;
use domain::relying_party::{Scope, Scopes};

use super::{Frame, Person};

/// `/oidc/authorize`, where the person is asked.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/consent.html")]
pub struct Consent {
    /// The surroundings.
    pub frame: Frame,
    /// Who is signed in.
    pub person: Person,
    /// The name of the application.
    pub application: String,
    /// What it asks for.
    pub scopes: Scopes,
    /// For so many days it stays connected after signing out, where it does.
    pub days: Option<u32>,
    /// Names of what administrators tell it beside that.
    pub more: Vec<String>,
    /// The request, to go on with.
    pub request: String,
}

impl Consent {
    fn gets(&self) -> Vec<&'static str> {
        scopes_in_words(self.scopes)
    }

    fn more(&self) -> String {
        self.more.join(", ")
    }
}

/// Keys of what an application gets, a sentence each.
pub(super) fn scopes_in_words(scopes: Scopes) -> Vec<&'static str> {
    let key = |scope| match scope {
        Scope::OpenId => Some("consent-openid"),
        Scope::Profile => Some("consent-profile"),
        Scope::Email => Some("consent-email"),
        Scope::Groups => Some("consent-groups"),
        Scope::OfflineAccess => None,
    };
    scopes.iter().filter_map(key).collect()
}

/// `/oidc/end-session`, where the person is asked.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/end_session.html")]
pub struct EndSession {
    /// The surroundings.
    pub frame: Frame,
    /// Who is signed in.
    pub person: Person,
    /// The name of the application that asks; none where it did not say.
    pub application: Option<String>,
    /// The request, to go on with.
    pub request: String,
}
