//! What an administrator writes: whom a policy selects and what it demands, each field ordered from loose to strict.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authenticator::AuthenticatorKind;
use crate::id::PolicyId;
use crate::selection::Selected;
use crate::session::LONGEST_WITHOUT_STAY;
use crate::time::Lifetime;

/// A policy: who, and what is demanded of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its identity; "which policy does this come from" answers with it.
    pub id: PolicyId,
    /// The name that people see.
    pub name: String,
    /// Whom it holds for, evaluated live.
    pub selection: Selected,
    /// What it demands.
    pub demand: Demand,
}

/// What a policy demands of whoever is under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Whether a second factor is left out, offered or demanded.
    pub requirement: Requirement,
    /// From the first second of this local date nobody signs in without; `None` is at once. Counts where mandatory.
    pub deadline: Option<Date>,
    /// Days that someone who comes under it late has, counted from the moment they came under it.
    pub grace_days: u16,
    /// How often the second factor is asked.
    pub ask: Ask,
    /// How long people stay signed in.
    pub stay: Stay,
    /// A session ends after this long without a request.
    pub idle: Option<Lifetime>,
    /// Which authenticators do.
    pub authenticators: AuthenticatorRule,
    /// What enrolling after the deadline needs besides the password.
    pub late_enrolment: LateEnrolment,
    /// Whether it holds, or only watches.
    pub mode: Mode,
}

impl Demand {
    /// Whether it only watches: it demands nothing of anybody.
    pub fn watches(&self) -> bool {
        self.mode == Mode::Watch
    }

    /// The same as if it held.
    #[must_use]
    pub const fn switched_on(self) -> Self {
        Self { mode: Mode::On, ..self }
    }
}

/// Whether a policy holds, or only watches what it would do, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It demands nothing of anybody; what it would have asked at each sign-in is kept, for comparison.
    Watch,
    /// It holds.
    On,
}

/// Whether a second factor is demanded, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// Not offered, not asked.
    Off,
    /// Offered.
    Optional,
    /// Demanded from the deadline on.
    Mandatory,
}

/// How often the second factor is asked, loosest first by [`Ask::strictness`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Once per period on each device.
    Every(Lifetime),
    /// At every sign-in.
    Always,
}

impl Ask {
    /// Orders values: the greater is the stricter.
    pub const fn strictness(self) -> i64 {
        match self {
            Self::Every(period) => -period.micros(),
            Self::Always => 1,
        }
    }

    /// The period, where there is one.
    pub const fn period(self) -> Option<Lifetime> {
        match self {
            Self::Every(period) => Some(period),
            Self::Always => None,
        }
    }
}

/// How long people stay signed in, loosest first by [`Stay::strictness`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stay {
    /// For this long, also when the browser is closed.
    For(Lifetime),
    /// Until the browser closes, 12 hours at the most.
    UntilBrowserCloses,
}

impl Stay {
    /// Orders values: the greater is the stricter.
    pub const fn strictness(self) -> i64 {
        match self {
            Self::For(span) => -span.micros(),
            Self::UntilBrowserCloses => 1,
        }
    }

    /// How long a session lasts at the most.
    pub const fn at_most(self) -> Lifetime {
        match self {
            Self::For(span) => span,
            Self::UntilBrowserCloses => LONGEST_WITHOUT_STAY,
        }
    }
}

/// Which authenticators a policy accepts, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthenticatorRule {
    /// All kinds.
    Any,
    /// All but printed code cards.
    NoCodeCard,
    /// Passkeys and security keys alone.
    PhishingResistant,
}

impl AuthenticatorRule {
    /// The kinds of these that a sign-in accepts, sorted: those that the rule allows; where there are none, those of
    /// the nearest looser rule that has any, so that a stricter rule never accepts what a looser one turned down.
    pub fn accepted(self, enrolled: &[AuthenticatorKind]) -> Vec<AuthenticatorKind> {
        let nearest = Self::ALL.iter().rev().filter(|rule| **rule <= self);
        let mut kinds = nearest
            .map(|rule| enrolled.iter().copied().filter(|kind| rule.allows(*kind)).collect::<Vec<_>>())
            .find(|kinds| !kinds.is_empty())
            .unwrap_or_default();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Whether one of these kinds does.
    pub fn allows_any(self, kinds: &[AuthenticatorKind]) -> bool {
        kinds.iter().any(|kind| self.allows(*kind))
    }

    /// Whether this kind does.
    pub const fn allows(self, kind: AuthenticatorKind) -> bool {
        match self {
            Self::Any => true,
            Self::NoCodeCard => !matches!(kind, AuthenticatorKind::CodeCard),
            Self::PhishingResistant => matches!(kind, AuthenticatorKind::Passkey),
        }
    }
}

/// What enrolling after the deadline needs besides the password, loosest first (mission B5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LateEnrolment {
    /// Nothing more: a risk that the policy page names.
    AtSignIn,
    /// A code sent by e-mail.
    EmailedCode,
    /// A pass from the helpdesk.
    HelpdeskPass,
}

macro_rules! words {
    ($type:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $type {
            /// All values, loosest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that the store and the command line use.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// From that word; an unknown word is no value.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(Requirement { Off => "off", Optional => "optional", Mandatory => "mandatory" });
words!(AuthenticatorRule { Any => "any", NoCodeCard => "no-code-card", PhishingResistant => "phishing-resistant" });
words!(Mode { Watch => "watch", On => "on" });
words!(LateEnrolment { AtSignIn => "at-sign-in", EmailedCode => "emailed-code", HelpdeskPass => "helpdesk-pass" });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authenticator::AuthenticatorKind::{App, CodeCard, HardwareToken, Passkey};

    #[test]
    fn each_rule_allows_its_kinds_and_no_other() {
        let allowed = |rule: AuthenticatorRule| AuthenticatorKind::ALL.map(|kind| rule.allows(kind));
        assert_eq!(AuthenticatorKind::ALL, [App, CodeCard, HardwareToken, Passkey]);
        assert_eq!(allowed(AuthenticatorRule::Any), [true, true, true, true]);
        assert_eq!(allowed(AuthenticatorRule::NoCodeCard), [true, false, true, true]);
        assert_eq!(allowed(AuthenticatorRule::PhishingResistant), [false, false, false, true]);
    }

    #[test]
    fn a_sign_in_accepts_the_nearest_kinds_and_with_nothing_enrolled_none() {
        let accepted = |enrolled: &[AuthenticatorKind]| AuthenticatorRule::PhishingResistant.accepted(enrolled);
        assert_eq!(accepted(&[Passkey, App]), [Passkey]);
        assert_eq!(accepted(&[HardwareToken, CodeCard, App]), [App, HardwareToken]);
        assert_eq!(accepted(&[CodeCard]), [CodeCard]);
        assert!(accepted(&[]).is_empty());
    }

    #[test]
    fn every_value_is_found_by_its_word_and_stands_in_order() {
        assert!(Requirement::ALL.iter().all(|value| Requirement::from_word(value.word()) == Some(*value)));
        assert!(AuthenticatorRule::ALL.iter().all(|value| AuthenticatorRule::from_word(value.word()) == Some(*value)));
        assert!(LateEnrolment::ALL.iter().all(|value| LateEnrolment::from_word(value.word()) == Some(*value)));
        assert!(Mode::ALL.iter().all(|value| Mode::from_word(value.word()) == Some(*value)) && Mode::ALL.is_sorted());
        assert!(Requirement::ALL.is_sorted() && AuthenticatorRule::ALL.is_sorted() && LateEnrolment::ALL.is_sorted());
        assert_eq!(Requirement::from_word("Mandatory"), None);
    }
}
