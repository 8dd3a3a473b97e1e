//! A request of a relying party: how it reads, and what must be done before it is answered.

use super::claims::{ACR_ONE, is_known};
use super::{RelyingParty, Scopes};
use crate::access::{Access, Held, SHORTEST_AGE, decide_access};
use crate::session::HALF_SIGN_IN;
use crate::time::{Lifetime, Timestamp};

/// A sign-in that was asked for counts as the answer to the request for so long.
const SINCE_COUNTS: Lifetime = HALF_SIGN_IN;

/// The longest `state` and `nonce`, in bytes.
pub const LONGEST_STATE: usize = 1_000;

/// Why a request is answered with an error, in the words of RFC 6749 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFault {
    /// Something is missing, twice there, or not as it should be.
    InvalidRequest,
    /// No `openid` among the scopes.
    InvalidScope,
    /// Not by a code.
    UnsupportedResponseType,
    /// `request`.
    RequestNotSupported,
    /// `request_uri`.
    RequestUriNotSupported,
    /// `registration`.
    RegistrationNotSupported,
    /// Nobody is signed in, or not well enough, and nothing may be asked.
    LoginRequired,
    /// The person was not asked yet, and nothing may be asked.
    ConsentRequired,
    /// The person may not, or does not want to.
    AccessDenied,
    /// A class of authentication is demanded that we do not know.
    UnmetAuthenticationRequirements,
}

impl RequestFault {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::AccessDenied => "access_denied",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
        }
    }
}

/// What may and must be shown (`prompt`, OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing may be shown.
    pub none: bool,
    /// A proof is asked whatever was proved before.
    pub login: bool,
    /// The person is asked whether the application may.
    pub consent: bool,
}

impl Prompt {
    /// From the words of a request. `none` stands alone. Who has one account selects nothing.
    pub fn read(text: &str) -> Option<Self> {
        let mut prompt = Self::default();
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        for word in &words {
            match *word {
                "none" => prompt.none = true,
                "login" | "select_account" => prompt.login = true,
                "consent" => prompt.consent = true,
                _ => return None,
            }
        }
        (!prompt.none || words.len() == 1).then_some(prompt)
    }
}

/// How much a second factor is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wants {
    /// Not.
    #[default]
    Nothing,
    /// Of whoever has one; less is fine.
    Factor,
    /// Of everyone.
    FactorOfAll,
}

impl Wants {
    /// From `acr_values`, in order of preference: where one factor is on the list too, whoever has no second one signs in without.
    /// Classes that nobody here knows are passed over.
    pub fn of<'a>(classes: impl IntoIterator<Item = &'a str>) -> Self {
        let known = classes.into_iter().filter(|class| is_known(class));
        let known: Vec<&str> = known.collect();
        match known.first() {
            None | Some(&ACR_ONE) => Self::Nothing,
            Some(_) if known.contains(&ACR_ONE) => Self::Factor,
            Some(_) => Self::FactorOfAll,
        }
    }
}

/// A request that can be answered, once what it needs is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What it asks for.
    pub scopes: Scopes,
    /// What may and must be shown.
    pub prompt: Prompt,
    /// How old the newest proof may be at most.
    pub max_age: Option<Lifetime>,
    /// How much a second factor is wanted.
    pub wants: Wants,
    /// When the person was first sent to prove something for it.
    pub since: Option<Timestamp>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The application gets its code.
    Grant,
    /// A proof: of what the person has, made after the request.
    Prove,
    /// A second factor is enrolled first.
    Enrol,
    /// The person says whether the application may.
    Consent,
    /// Not for this person.
    Forbidden,
}

/// What a person let an application have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Everything that was ever asked for and given.
    pub scopes: Scopes,
    /// When it was last said.
    pub given_at: Timestamp,
}

/// Decides about the request of a relying party for somebody whose session is open. `consent` is what this person let it have.
pub fn decide(now: Timestamp, party: &RelyingParty, asked: &Asked, held: &Held, consent: Option<Consent>) -> Next {
    let mut demand = party.demand();
    demand.second_factor |= match asked.wants {
        Wants::Nothing => false,
        Wants::Factor => held.enrolled,
        Wants::FactorOfAll => true,
    };
    // What was proved because the request asked for it is new enough for it, however long the person then takes to read.
    let is_new = is_since(now, asked.since, newest_proof(held));
    let asked_age = asked.max_age.filter(|_| !is_new);
    demand.max_age = [demand.max_age, asked_age].into_iter().flatten().min();
    match decide_access(now, &demand, held) {
        Access::Forbidden => return Next::Forbidden,
        Access::Prove => return Next::Prove,
        Access::Enrol => return Next::Enrol,
        Access::Granted => {}
    }
    let anew = asked.prompt.login || asked.max_age.is_some_and(|age| age < SHORTEST_AGE);
    if anew && !is_new {
        return Next::Prove;
    }
    // To stay connected is never given unasked.
    let asks = party.consent || asked.prompt.consent || party.stays_connected(asked.scopes);
    let has_said = |had: Consent| {
        asked.scopes.are_in(had.scopes) && (!asked.prompt.consent || is_since(now, asked.since, had.given_at))
    };
    if asks && !consent.is_some_and(has_said) { Next::Consent } else { Next::Grant }
}

/// The newest proof of any kind: what applications call the time of authentication.
pub fn newest_proof(held: &Held) -> Timestamp {
    held.proof.map_or(held.password_at, |proof| proof.at.max(held.password_at))
}

/// Whether what was asked at `since` still counts as one with the request of now.
pub fn counts(now: Timestamp, since: Timestamp) -> bool {
    since <= now && now.since(since) <= SINCE_COUNTS
}

/// Whether something was done after the person was first sent to do so, not too long ago.
fn is_since(now: Timestamp, since: Option<Timestamp>, done: Timestamp) -> bool {
    since.is_some_and(|since| counts(now, since) && done >= since)
}
