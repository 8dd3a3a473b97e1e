//! `/profile/two-factor` and under it: how the second step stands, names and removal of authenticators, recovery codes.

use actions::check_session::SignedInPerson;
use actions::code_card;
use actions::enrol_app::LONGEST_LABEL;
use actions::hardware_token;
use actions::passkey;
use actions::profile::authenticators::{self, Removed, Renamed, is_disabled, may_remove};
use actions::profile::recovery_codes::{self, Made};
use actions::step_up::needs_now;
use axum::extract::Path;
use axum::response::Response;
use domain::authenticator::AuthenticatorKind;
use domain::id::AuthenticatorId;
use domain::time::Timestamp;

use crate::answer::{Answer, Failure, too_many, with_return_to};
use crate::extract::{Fields, Reader};
use crate::pages::{
    Authenticator, Place, RecoveryCodes, RemoveAuthenticator, RenameAuthenticator, RenameState, RenewCodes, TwoFactor,
    TwoFactorNotice,
};
use crate::passkeys::kind_shown;
use crate::portal::guard::{done, to_confirm};
use crate::profile::{card_left, explained, recovery, second_step, signed_in_where_active};

const ADDRESS: &str = "/profile/two-factor";

/// GET `/profile/two-factor`.
pub(super) async fn show(reader: Reader) -> Answer {
    let (person, _) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let standing = &person.standing;
    let frame = reader.frame_of(standing, Place::TwoFactor);
    let notice = reader.notice().and_then(|(word, about)| notice(&word, about));
    let authenticators = listed(&reader, &person).await?;
    let recovery = if authenticators.is_empty() { None } else { Some(recovery(&reader, standing.facts.id).await?) };
    let token_does = hardware_token::enrol::any(reader.ctx(), reader.visit()).await?;
    let card_left = card_left(&reader, standing).await?;
    let card_does = standing.policy.authenticators.value.allows(AuthenticatorKind::CodeCard);
    let second_step = second_step(standing, reader.now());
    let explain = explained(&reader, &person, &frame);
    reader.page(frame, |frame| TwoFactor {
        frame,
        notice,
        second_step,
        explain,
        authenticators,
        recovery,
        card_left,
        card_does,
        return_to: reader.return_to(),
        token_does,
    })
}

fn notice(word: &str, about: String) -> Option<TwoFactorNotice> {
    match word {
        "added" => Some(TwoFactorNotice::Added(about)),
        "removed" => Some(TwoFactorNotice::Removed(about)),
        "token-right" => Some(TwoFactorNotice::TokenRight(about)),
        "renamed" => Some(TwoFactorNotice::Renamed(about)),
        "codes-renewed" => Some(TwoFactorNotice::CodesRenewed),
        "recovery-code" => Some(TwoFactorNotice::SignedInWithRecoveryCode),
        "application-asks" => Some(TwoFactorNotice::ApplicationAsks(about)),
        "last-one-stays" => Some(TwoFactorNotice::LastOneStays),
        _ => None,
    }
}

async fn listed(reader: &Reader, person: &SignedInPerson) -> Result<Vec<Authenticator>, Failure> {
    let standing = &person.standing;
    let no_codes = is_disabled(reader.ctx(), reader.visit(), standing.facts.id, AuthenticatorKind::App).await?;
    let passkeys = passkey::of_person(reader.ctx(), reader.organisation(), standing.facts.id).await?;
    let card = code_card::asked(reader.ctx(), reader.organisation(), standing.facts.id).await?;
    let card_disabled =
        is_disabled(reader.ctx(), reader.visit(), standing.facts.id, AuthenticatorKind::CodeCard).await?;
    let authenticators = standing.facts.authenticators.iter().map(|one| Authenticator {
        id: one.id.to_string(),
        kind: kind_shown(one, &passkeys, card),
        name: one.label.clone(),
        added: one.added_at.micros(),
        used: one.last_used_at.map(Timestamp::micros),
        disabled: match one.kind {
            AuthenticatorKind::App | AuthenticatorKind::HardwareToken => no_codes,
            AuthenticatorKind::CodeCard => card_disabled,
            AuthenticatorKind::Passkey => false,
        },
        removable: may_remove(standing, one.id, reader.now()),
    });
    Ok(authenticators.collect())
}

/// POST `/profile/two-factor`: on from a page that showed something once.
pub(super) async fn go_on(reader: Reader, _fields: Fields) -> Answer {
    reader.to(&with_return_to(ADDRESS, reader.return_to().as_deref()))
}

/// One authenticator of a person who is signed in.
struct Chosen {
    person: SignedInPerson,
    token: String,
    id: AuthenticatorId,
    name: String,
}

async fn chosen(reader: &Reader, id: &str) -> Result<Result<Chosen, Response>, Failure> {
    let id: AuthenticatorId = id.parse().map_err(|_| Failure::NotFound)?;
    let (person, token) = match signed_in_where_active(reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let found = person.standing.facts.authenticators.iter().find(|one| one.id == id);
    let name = found.ok_or(Failure::NotFound)?.label.clone();
    Ok(Ok(Chosen { person, token, id, name }))
}

/// GET `/profile/two-factor/ID/rename`. A name changes nothing about signing in, so it asks no proof.
pub(super) async fn ask_name(reader: Reader, Path(id): Path<String>) -> Answer {
    match chosen(&reader, &id).await? {
        Ok(chosen) => name_page(&reader, &chosen, chosen.name.clone(), RenameState::Ask),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn name_page(reader: &Reader, chosen: &Chosen, name: String, state: RenameState) -> Answer {
    let id = chosen.id.to_string();
    let frame = reader.frame_of(&chosen.person.standing, Place::TwoFactor);
    reader.page(frame, |frame| RenameAuthenticator { frame, id, name, state })
}

/// POST `/profile/two-factor/ID/rename`.
pub(super) async fn rename(reader: Reader, Path(id): Path<String>, fields: Fields) -> Answer {
    let chosen = match chosen(&reader, &id).await? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let label = fields.get("label");
    if label.trim().is_empty() {
        return name_page(&reader, &chosen, label, RenameState::Missing);
    }
    let changed = authenticators::rename(reader.ctx(), reader.visit(), &chosen.token, chosen.id, &label).await?;
    match done(&reader, changed, ADDRESS)? {
        Ok(Renamed::Done) => reader.reply().notice("renamed", &actions::enrol_app::clean_label(&label)).to(ADDRESS),
        Ok(Renamed::Taken) => name_page(&reader, &chosen, label, RenameState::Taken),
        Ok(Renamed::TooLong) => {
            let most = u32::try_from(LONGEST_LABEL).unwrap_or(u32::MAX);
            name_page(&reader, &chosen, label, RenameState::TooLong { most })
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// GET `/profile/two-factor/ID/remove`.
pub(super) async fn ask_removal(reader: Reader, Path(id): Path<String>) -> Answer {
    let chosen = match chosen(&reader, &id).await? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let standing = &chosen.person.standing;
    if !may_remove(standing, chosen.id, reader.now()) {
        return reader.reply().notice("last-one-stays", "").to(ADDRESS);
    }
    if let Some(needs) = needs_now(reader.ctx(), &chosen.person) {
        return to_confirm(&reader, needs, &removal(chosen.id));
    }
    let last = standing.facts.authenticators.len() == 1;
    let frame = reader.frame_of(standing, Place::TwoFactor);
    let (id, name) = (chosen.id.to_string(), chosen.name);
    reader.page(frame, |frame| RemoveAuthenticator { frame, id, name, last })
}

fn removal(id: AuthenticatorId) -> String {
    format!("{ADDRESS}/{id}/remove")
}

/// POST `/profile/two-factor/ID/remove`.
pub(super) async fn remove(reader: Reader, Path(id): Path<String>, _fields: Fields) -> Answer {
    let chosen = match chosen(&reader, &id).await? {
        Ok(chosen) => chosen,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let changed = authenticators::remove(reader.ctx(), reader.visit(), &chosen.token, chosen.id).await?;
    match done(&reader, changed, &removal(chosen.id))? {
        Ok(Removed::Done) => reader.reply().notice("removed", &chosen.name).to(ADDRESS),
        Ok(Removed::LastOne) => reader.reply().notice("last-one-stays", "").to(ADDRESS),
        Err(elsewhere) => Ok(elsewhere),
    }
}

const CODES: &str = "/profile/two-factor/recovery-codes";

/// GET `/profile/two-factor/recovery-codes`.
pub(super) async fn ask_codes(reader: Reader) -> Answer {
    let (person, _) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if person.standing.facts.authenticators.is_empty() {
        return Err(Failure::NotFound);
    }
    if let Some(needs) = needs_now(reader.ctx(), &person) {
        return to_confirm(&reader, needs, CODES);
    }
    renew_page(&reader, &person, None).await
}

async fn renew_page(reader: &Reader, person: &SignedInPerson, wait: Option<Timestamp>) -> Answer {
    let left = recovery(reader, person.standing.facts.id).await?.left;
    let frame = reader.frame_of(&person.standing, Place::TwoFactor);
    reader.page(frame, |frame| RenewCodes { frame, left, wait: wait.map(Timestamp::micros) })
}

/// POST `/profile/two-factor/recovery-codes`: the new codes, at the only moment that they are shown.
pub(super) async fn make_codes(reader: Reader, _fields: Fields) -> Answer {
    let (person, token) = match signed_in_where_active(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let changed = recovery_codes::make(reader.ctx(), reader.visit(), &token).await?;
    let codes = match done(&reader, changed, CODES)? {
        Ok(Made::Codes(codes)) => codes,
        Ok(Made::Wait(until)) => return Ok(too_many(&reader, until, renew_page(&reader, &person, Some(until)).await?)),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let account = person.standing.facts.user_name.clone();
    let frame = reader.frame_in(person.standing.facts.language.as_deref());
    let action = ADDRESS.to_owned();
    reader.reply().notice("codes-renewed", "").page(frame, |frame| RecoveryCodes { frame, account, codes, action })
}
