//! What pages of every kind share about passkeys and security keys: the address that they are for, and what an answer of one
//! that does not do is called.

use actions::code_card::Asked;
use actions::passkey::{EnrolledAuthenticator, KeyFault, Passkey, Refusal, Site};
use domain::authenticator::AuthenticatorKind;

use crate::extract::Reader;
use crate::mail::site_of;
use crate::pages::{KindShown, PasskeyFault};

/// The field that the script fills with what the browser answered.
pub(crate) const FIELD: &str = "passkey";

impl Reader {
    /// For which address passkeys of this organisation are.
    pub(crate) fn site(&self) -> Site {
        let organisation = self.organisation();
        let origin = site_of(self.ctx(), &self.app().options().public_address, organisation);
        let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
        // A port is no part of it; an address in brackets is none that a browser takes.
        let id = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let id = id.map_or(host, |(name, _)| name).to_owned();
        Site { id, origin, name: organisation.name.clone() }
    }
}

/// What an authenticator is, as people tell them apart.
pub(crate) fn kind_shown(one: &EnrolledAuthenticator, passkeys: &[Passkey], card: Option<Asked>) -> KindShown {
    match (one.kind, passkeys.iter().find(|passkey| passkey.id == one.id)) {
        (AuthenticatorKind::App, _) => KindShown::App,
        (AuthenticatorKind::Passkey, Some(it)) if it.backed_up => KindShown::PasskeyCopied,
        (AuthenticatorKind::Passkey, Some(it)) if it.may_be_copied => KindShown::PasskeyToCopy,
        (AuthenticatorKind::Passkey, _) => KindShown::PasskeyBound,
        (AuthenticatorKind::HardwareToken, _) => KindShown::Token,
        (AuthenticatorKind::CodeCard, _) => KindShown::Card { left: card.map_or(0, |card| card.left) },
    }
}

/// What the page says of an answer that does not do.
pub(crate) const fn fault_of(fault: KeyFault) -> PasskeyFault {
    match fault {
        KeyFault::Expired => PasskeyFault::Expired,
        KeyFault::Unknown => PasskeyFault::Unknown,
        KeyFault::Known => PasskeyFault::Known,
        KeyFault::Refused(Refusal::Origin) => PasskeyFault::Address,
        KeyFault::Refused(Refusal::NotVerified) => PasskeyFault::NotVerified,
        KeyFault::Refused(Refusal::Copied) => PasskeyFault::Copied,
        KeyFault::Refused(Refusal::Unreadable | Refusal::Algorithm | Refusal::Wrong) => PasskeyFault::Wrong,
    }
}
