//! Adding a passkey or security key: what the browser is asked, and what it made. It counts at once: what it signed is the proof.

use domain::assurance::{Proof, ProofKind};
use domain::authenticator::AuthenticatorKind;
use domain::id::AuthenticatorId;
use store::authenticator::NewAuthenticator;
use store::passkey::Passkey;
use verifier::webauthn::challenge::For;
use verifier::webauthn::{Creation, CreationOptions};

use super::{Answer, Asked, KeyFault, Site, known};
use crate::check_code::{secret_place, secret_row};
use crate::ctx::Ctx;
use crate::enrol_app::{Confirmed, LONGEST_LABEL, Not, Owner, Spending, clean_label, enroller, finish, same_label};
use crate::error::Error;
use crate::open_session::DeviceCookie;
use crate::visit::Visit;

fn asked(owner: &[u8; 32]) -> Asked<'_> {
    Asked { purpose: For::Enrol, owner }
}

/// What the page shows that adds a passkey.
#[derive(Debug)]
pub struct View {
    /// What the browser asks of the device, as it reads it.
    pub options: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Full name of the person.
    pub name: String,
    /// Whether an authenticator app would do as well.
    pub app_does: bool,
}

/// What the page shows that adds a passkey, for whoever may enrol now.
pub async fn view(
    ctx: &Ctx,
    visit: &Visit,
    site: &Site,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
) -> Result<Result<View, Not>, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    let who = match enroller(ctx, visit, owner, device, now).await? {
        Ok(who) => who,
        Err(not) => return Ok(Err(not)),
    };
    let passkeys = store::passkey::of_user(ctx.db(), org, who.user()).await?;
    let facts = who.facts();
    let challenge = asked(&who.hash()).challenge(ctx, org, now);
    let options = CreationOptions {
        site,
        challenge: &challenge,
        user_handle: &handle(ctx, visit, &passkeys, who.user()),
        account: &facts.user_name,
        name: &facts.display_name,
        known: &known(&passkeys),
    };
    Ok(Ok(View {
        options: options.json(),
        language: facts.language.clone(),
        name: facts.display_name.clone(),
        app_does: who.standing().policy.authenticators.value.allows(AuthenticatorKind::App),
    }))
}

/// By what devices know whose a passkey is: the same for all of one person.
fn handle(ctx: &Ctx, visit: &Visit, passkeys: &[Passkey], user: domain::id::UserId) -> Vec<u8> {
    match passkeys.first() {
        Some(one) => one.user_handle.clone(),
        None => ctx.verifier().user_handle(&visit.organisation.id.bytes(), &user.bytes()).to_vec(),
    }
}

/// Adds what the browser made.
pub async fn confirm(
    ctx: &Ctx,
    visit: &Visit,
    (owner, device): (Owner<'_>, Option<&DeviceCookie>),
    answer: Answer<'_>,
    label: &str,
) -> Result<Result<Confirmed, KeyFault>, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    let who = match enroller(ctx, visit, owner, device, now).await? {
        Ok(who) => who,
        Err(not) => return Ok(Ok(Confirmed::Not(not))),
    };
    let label = clean_label(label);
    if label.chars().count() > LONGEST_LABEL {
        return Ok(Ok(Confirmed::LabelTooLong));
    }
    if who.facts().authenticators.iter().any(|other| same_label(&other.label, &label)) {
        return Ok(Ok(Confirmed::LabelTaken));
    }
    let creation = match Creation::read(answer.text) {
        Ok(creation) => creation,
        Err(refusal) => return Ok(Err(KeyFault::Refused(refusal))),
    };
    let Some(challenge) = asked(&who.hash()).read(ctx, org, creation.challenge(), now) else {
        return Ok(Err(KeyFault::Expired));
    };
    let made = match creation.check(answer.site) {
        Ok(made) => made,
        Err(refusal) => return Ok(Err(KeyFault::Refused(refusal))),
    };
    if store::passkey::of_credential(ctx.db(), org, &made.credential_id).await?.is_some() {
        return Ok(Err(KeyFault::Known));
    }
    let user = who.user();
    let passkeys = store::passkey::of_user(ctx.db(), org, user).await?;
    let id = AuthenticatorId::from_bytes(ctx.new_id(now));
    let passkey = Passkey {
        id,
        credential_id: made.credential_id,
        user_handle: handle(ctx, visit, &passkeys, user),
        verified: made.verified,
        may_be_copied: made.may_be_copied,
        backed_up: made.backed_up,
        transports: made.transports,
    };
    let new = NewAuthenticator {
        id,
        kind: AuthenticatorKind::Passkey,
        label,
        sealed_secret: ctx.verifier().seal(secret_place(&secret_row(user, id)), &made.stored)?,
        last_step: i64::from(made.count),
    };
    let proof = Proof { kind: ProofKind::Passkey, at: now };
    match Box::pin(finish(ctx, visit, (who, proof), new, Spending::Challenge(challenge, Box::new(passkey)))).await? {
        Confirmed::Not(Not::NothingPending) => Ok(Err(KeyFault::Expired)),
        confirmed => Ok(Ok(confirmed)),
    }
}
