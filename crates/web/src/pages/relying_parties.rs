//! `/admin/applications/sign-in`: the applications that leave the sign-in to us, and the keys that sign what they are told.

use askama::Template;

use super::{Difference, Frame, Tick};

/// An application that signs in here, in the list of `/admin/applications`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingPartyLine {
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who may, in words.
    pub who: String,
    /// Whether a second step is demanded.
    pub second_factor: bool,
    /// When somebody last went on to it, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the secret before the present one opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
}

/// `/admin/applications/sign-in/new`, where nothing is chosen yet. GET to itself with `template` and `address`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/new_relying_party.html")]
pub struct NewRelyingParty {
    /// The surroundings.
    pub frame: Frame,
    /// The applications of which we know what they need, and any other.
    pub templates: Vec<Tick>,
    /// Where the application stands, as typed.
    pub address: String,
    /// Whether that is no address.
    pub wrong: bool,
}

/// `/admin/applications/sign-in/ID` and the form of a new one. POST to itself with `csrf`, `version`, `template`, `name`,
/// `redirects`, `logouts`, `back-channel`, `who`, `second-factor`, `max-age`, `consent`, `kind`, `refresh`, `days`,
/// `algorithm`, and for each claim `claim` and `from`; `act` is `more` for one more claim, which saves nothing. POST to
/// `/renew` and `/end-former` below it with `csrf`. GET to itself with `person` tries what the application would get.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_relying_party.html")]
pub struct EditRelyingParty {
    /// The surroundings.
    pub frame: Frame,
    /// The one that is there; none for a new one.
    pub known: Option<KnownRelyingParty>,
    /// The word of the template.
    pub template: &'static str,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// As typed, one on each line.
    pub redirects: String,
    /// As typed, one on each line.
    pub logouts: String,
    /// As typed.
    pub back_channel: String,
    /// Who may.
    pub who: Vec<Tick>,
    /// Whether a second step is demanded.
    pub second_factor: bool,
    /// How old the newest proof may be.
    pub max_age: Vec<Tick>,
    /// Whether each person is asked.
    pub consent: Vec<Tick>,
    /// Whether it can keep a secret.
    pub kind: Vec<Tick>,
    /// How long it stays connected.
    pub refresh: Vec<Tick>,
    /// Days, as typed.
    pub days: String,
    /// Whether it does without PKCE.
    pub without_pkce: Tick,
    /// How what it is told is signed.
    pub algorithm: Vec<Tick>,
    /// What it is told beside.
    pub claims: Vec<ClaimRow>,
    /// Whether the part that few need is open.
    pub opened: bool,
    /// What is wrong, each with the field that it is about.
    pub told: Vec<(String, String)>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// What happened just before, as the key of a text.
    pub notice: Option<&'static str>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

/// A claim in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// Its name, as typed.
    pub name: String,
    /// What it says.
    pub from: Vec<Tick>,
}

/// An application that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRelyingParty {
    /// In the address.
    pub id: String,
    /// The name that it has.
    pub name: String,
    /// When it was made, in microseconds since 1970.
    pub made: i64,
    /// When somebody last went on to it, in microseconds since 1970.
    pub last_used: Option<i64>,
    /// Until when the secret before the present one opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
    /// Whether it keeps a secret.
    pub has_secret: bool,
    /// What is put into it.
    pub copy: CopyView,
    /// The form that tries what it would get, for those who may look at everyone.
    pub trial: Option<RelyingPartyTrial>,
}

/// What is put into an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyView {
    /// Heading.
    pub title: String,
    /// Where it goes.
    pub hint: String,
    /// A text to copy as a whole.
    pub text: Option<String>,
    /// Fields of the application, with what goes into them.
    pub fields: Vec<(&'static str, String)>,
    /// Our addresses, each with what it is for.
    pub endpoints: Vec<(String, String)>,
}

/// What an application would get of somebody, tried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelyingPartyTrial {
    /// The name of the person, as typed.
    pub person: String,
    /// What would happen, where somebody was asked about.
    pub says: Option<String>,
    /// Whether that lets the person in sooner or later.
    pub opens: bool,
    /// What the application would be told.
    pub claims: Option<String>,
}

impl EditRelyingParty {
    fn action(&self) -> String {
        match &self.known {
            Some(known) => format!("/admin/applications/sign-in/{}", known.id),
            None => "/admin/applications/sign-in/new".to_owned(),
        }
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.told.iter().any(|(of, _)| of == field)
    }

    /// What is wrong with a field.
    fn faults(&self, field: &str) -> Vec<&str> {
        self.told.iter().filter(|(of, _)| of == field).map(|(_, said)| said.as_str()).collect()
    }
}

/// An application that was added or has another secret, with that, which is shown once.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/relying_party_shown.html")]
pub struct RelyingPartyShown {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret; none where it cannot keep one.
    pub secret: Option<String>,
    /// Until when the one before it opens as well, in microseconds since 1970.
    pub former_until: Option<i64>,
    /// What is put into it.
    pub copy: CopyView,
}

/// `/admin/applications/signing-keys`. POST to itself with `csrf` has the next keys follow in time.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/signing_keys.html")]
pub struct SigningKeys {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before, as the key of a text.
    pub notice: Option<&'static str>,
    /// Those of every algorithm in use.
    pub keys: Vec<SigningKeyLine>,
    /// Whether the reader may renew them.
    pub may_edit: bool,
}

/// The key that signs with an algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKeyLine {
    /// The algorithm.
    pub algorithm: &'static str,
    /// Identity, by which applications know it.
    pub id: String,
    /// Since when it signs, in microseconds since 1970.
    pub since: i64,
    /// When the next one begins, in microseconds since 1970.
    pub next: i64,
    /// Whether that one is shown already.
    pub is_shown: bool,
}
