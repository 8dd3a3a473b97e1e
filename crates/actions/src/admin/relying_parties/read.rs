//! A relying party as administrators type it, read, or what is wrong with it, all at once.

use domain::hook::Near;
use domain::id::RelyingPartyId;
use domain::relying_party::claims::MOST_CLAIMS;
use domain::relying_party::{ClaimRule, ClientKind, LONGEST_CONNECTED, MOST_ADDRESSES, Refresh, RelyingParty};
use domain::time::Timestamp;
use domain::user::is_unseen;
use url::Url;

use super::{PartyEdit, PartyFault};
use crate::admin::{return_address, systems};

/// The longest name, and the most of an address that a fault repeats, in characters.
const LONGEST_NAME: usize = 100;

pub(super) fn read(
    edit: &PartyEdit,
    (id, version): (RelyingPartyId, i64),
    (now, near): (Timestamp, Near),
) -> Result<RelyingParty, Vec<PartyFault>> {
    let mut faults = Vec::new();
    let name = edit.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
        faults.push(PartyFault::Name);
    }
    let returns = match edit.kind {
        ClientKind::Confidential => return_address::read,
        ClientKind::Public => return_address::read_of_app,
    };
    let redirect_addresses =
        lines(&edit.redirect_addresses, returns, (PartyFault::Redirect, PartyFault::TooManyRedirects), &mut faults);
    if redirect_addresses.is_empty() && !faults.iter().any(|fault| matches!(fault, PartyFault::Redirect(_))) {
        faults.push(PartyFault::NoRedirect);
    }
    let logout_addresses =
        lines(&edit.logout_addresses, returns, (PartyFault::Logout, PartyFault::TooManyLogouts), &mut faults);
    let back_channel = Some(edit.back_channel.trim()).filter(|text| !text.is_empty());
    if back_channel.is_some_and(|text| systems::address_fault(text, near).is_some()) {
        faults.push(PartyFault::BackChannel);
    }
    if matches!(edit.refresh, Refresh::Days(days) if days > LONGEST_CONNECTED) {
        faults.push(PartyFault::Days);
    }
    let claims = claims(edit, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(RelyingParty {
        id,
        name: name.to_owned(),
        template: edit.template,
        kind: edit.kind,
        redirect_addresses,
        logout_addresses,
        back_channel: back_channel.map(str::to_owned),
        who: edit.who,
        second_factor: edit.second_factor,
        max_age: edit.max_age,
        consent: edit.consent,
        refresh: edit.refresh,
        without_pkce: edit.without_pkce && edit.kind == ClientKind::Confidential,
        algorithm: edit.algorithm,
        claims,
        version,
        made_at: now,
        last_used_at: None,
        former_until: None,
    })
}

/// The addresses as they were typed, since they are compared as they are written.
fn lines(
    text: &str,
    read: fn(&str) -> Option<Url>,
    (fault, too_many): (fn(String) -> PartyFault, PartyFault),
    faults: &mut Vec<PartyFault>,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // What another alphabet may hide is written as browsers send it.
        if read(line).is_none() || !line.is_ascii() {
            faults.push(fault(line.chars().take(LONGEST_NAME).collect()));
        } else if all.iter().all(|one| one != line) {
            all.push(line.to_owned());
        }
    }
    if all.len() > MOST_ADDRESSES {
        faults.push(too_many);
    }
    all
}

fn claims(edit: &PartyEdit, faults: &mut Vec<PartyFault>) -> Vec<ClaimRule> {
    let mut all: Vec<ClaimRule> = Vec::new();
    for (name, from) in &edit.claims {
        let name = name.trim();
        if name.is_empty() {
            continue;
        }
        if !ClaimRule::is_name(name) {
            faults.push(PartyFault::Claim(name.chars().take(LONGEST_NAME).collect()));
        } else if all.iter().any(|one| one.name == name) {
            faults.push(PartyFault::ClaimTwice(name.to_owned()));
        } else {
            all.push(ClaimRule { name: name.to_owned(), from: from.clone() });
        }
    }
    if all.len() > MOST_CLAIMS {
        faults.push(PartyFault::TooManyClaims);
    }
    all
}
