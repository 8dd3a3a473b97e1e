//! The organisation that a request belongs to, and whether its two-step module is on.

use serde::{Deserialize, Serialize};

use crate::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use crate::time::Lifetime;

/// State of the two-step module of an organisation (mission S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModuleState {
    /// Not asked for: no trace of two-step sign-in shows.
    Inactive,
    /// Asked for, not yet approved: as inactive to everyone but the operator.
    Requested,
    /// On: policies count.
    Active,
}

impl ModuleState {
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Requested => "requested",
            Self::Active => "active",
        }
    }

    /// From the word that the store keeps; an unknown word is no state.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "inactive" => Some(Self::Inactive),
            "requested" => Some(Self::Requested),
            "active" => Some(Self::Active),
            _ => None,
        }
    }
}

/// The settings that a `SuperUser` wishes for when asking for the module (mission S2, S3 and S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How often the second factor is asked.
    pub ask: Ask,
    /// How long people stay signed in.
    pub stay: Stay,
}

/// No wish is longer than this.
pub const LONGEST_WISH: Lifetime = Lifetime::days(365);

impl Wish {
    /// Whether both spans are at least a minute and at most a year.
    pub fn is_sensible(self) -> bool {
        let stay = match self.stay {
            Stay::For(span) => Some(span),
            Stay::UntilBrowserCloses => None,
        };
        let sensible = |span: Lifetime| Lifetime::minutes(1) <= span && span <= LONGEST_WISH;
        self.ask.period().is_none_or(sensible) && stay.is_none_or(sensible)
    }

    /// What it demands of everyone once it is granted: an offer. Who must, and from when, is for policies to say.
    pub const fn demand(self) -> Demand {
        Demand {
            requirement: Requirement::Optional,
            deadline: None,
            grace_days: 0,
            ask: self.ask,
            stay: self.stay,
            idle: None,
            authenticators: AuthenticatorRule::Any,
            late_enrolment: LateEnrolment::EmailedCode,
            mode: Mode::On,
        }
    }
}

/// What became of a request to activate the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// It waits for the operator.
    Open,
    /// The module is on.
    Approved,
    /// Turned down, with a message.
    Declined,
    /// Taken back before it was answered.
    Withdrawn,
}

impl RequestState {
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From the word that the store keeps; an unknown word is no state.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Self::Open),
            "approved" => Some(Self::Approved),
            "declined" => Some(Self::Declined),
            "withdrawn" => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// Whether a host is a domain or lies in it; both as [`host_name`] writes them.
pub fn lies_in(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A host name as requests carry it: lower case, without port or final dot. `None` for what is no host name; names in
/// other scripts are written in their `xn--` form (RFC 5890), as browsers send them.
pub fn host_name(text: &str) -> Option<String> {
    let host = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (host.len() <= 253 && host.split('.').all(is_label)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_holds_itself_and_whole_names_before_it() {
        for (host, domain, expected) in [
            ("waterland.example", "waterland.example", true),
            ("id.waterland.example", "waterland.example", true),
            ("a.b.waterland.example", "waterland.example", true),
            ("evilwaterland.example", "waterland.example", false),
            ("waterland.example.evil.example", "waterland.example", false),
            ("example", "waterland.example", false),
        ] {
            assert_eq!(lies_in(host, domain), expected, "{host} in {domain}");
        }
    }

    #[test]
    fn a_host_name_is_kept_as_requests_carry_it() {
        for (text, expected) in [
            (" ID.Example. ", Some("id.example")),
            ("localhost", Some("localhost")),
            ("xn--exmple-cua.nl", Some("xn--exmple-cua.nl")),
            ("exämple.nl", None),
            ("id.example:8080", None),
            ("https://id.example", None),
            ("id..example", None),
            ("-id.example", None),
            ("", None),
            ("id_1.example", None),
        ] {
            assert_eq!(host_name(text).as_deref(), expected, "{text}");
        }
        assert_eq!(host_name(&format!("{}.nl", "a".repeat(64))), None);
    }

    #[test]
    fn words_come_back() {
        for state in [RequestState::Open, RequestState::Approved, RequestState::Declined, RequestState::Withdrawn] {
            assert_eq!(RequestState::from_word(state.word()), Some(state));
        }
        assert_eq!(RequestState::from_word("Open"), None);
    }

    #[test]
    fn a_wish_is_from_a_minute_to_a_year() {
        let wish = |ask, stay| Wish { ask, stay };
        let day = Lifetime::days(1);
        assert!(wish(Ask::Always, Stay::UntilBrowserCloses).is_sensible());
        assert!(wish(Ask::Every(LONGEST_WISH), Stay::For(day)).is_sensible());
        assert!(!wish(Ask::Every(Lifetime::seconds(59)), Stay::For(day)).is_sensible());
        assert!(!wish(Ask::Always, Stay::For(Lifetime::days(366))).is_sensible());
        assert_eq!(wish(Ask::Always, Stay::For(day)).demand().requirement, Requirement::Optional);
    }
}
