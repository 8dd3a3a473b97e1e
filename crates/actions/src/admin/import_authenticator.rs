//! Authenticators that people already use elsewhere: their keys move along, so that nobody enrols anew.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
use store::authenticator::{self, NewAuthenticator};
use verifier::totp::{Secret, step_at};

use crate::check_code::{secret_place, secret_row};
use crate::ctx::Ctx;
use crate::enrol_app::clean_label;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// Adds an authenticator app with a key of 20 bytes that the person's app holds already. Codes from before
/// the present window count as used. No recovery codes come with it: the person makes them in My profile.
pub async fn import(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    key: &[u8],
    label: &str,
) -> Result<AuthenticatorId, Error> {
    let now = ctx.now();
    let secret = Secret::from_bytes(key)
        .ok_or_else(|| Error::Refused("the key of an authenticator app is 20 bytes here".into()))?;
    let id = AuthenticatorId::from_bytes(ctx.new_id(now));
    let new = NewAuthenticator {
        id,
        kind: AuthenticatorKind::App,
        label: clean_label(label),
        sealed_secret: ctx.verifier().seal(secret_place(&secret_row(user, id)), secret.bytes())?,
        last_step: step_at(now.seconds()) - 2,
    };
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write_and_refresh(organisation.id, (scribe, user, new), |tx, (scribe, user, new)| {
        Box::pin(async move {
            authenticator::insert(tx, scribe.organisation.id, *user, new, scribe.now).await?;
            let authenticator = new.kind.word().to_owned();
            scribe.note(tx, Some(*user), AuditEvent::AuthenticatorAdded { authenticator })
        })
    })
    .await?;
    Ok(id)
}
