//! `/admin/applications/signing-keys`: the keys that sign what applications are told, followed by others in time, or at once
//! where somebody may have copied one.

use actions::oidc::keys::{self, Renewal};
use domain::permission::Right;
use domain::relying_party::{Algorithm, KEY_SHOWN_BEFORE, KEY_SIGNS};

use super::not_fresh;
use crate::admin::settled;
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{AskPlain, Place, PlainAct, SigningKeyLine, SigningKeys};

const ADDRESS: &str = "/admin/applications/signing-keys";
const LEAKED: &str = "/admin/applications/signing-keys/leaked";
const ACT: &str = "renew-signing-key";

/// GET `/admin/applications/signing-keys`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice().map(|(word, _)| word).as_deref() {
        Some("signing-keys-renewed") => Some("signing-keys-renewed"),
        Some("signing-keys-replaced") => Some("signing-keys-replaced"),
        _ => None,
    };
    let now = reader.ctx().now();
    let all = reader.ctx().signing_keys(reader.organisation().id).await?;
    let line = |algorithm: &Algorithm| {
        let of = all.of(*algorithm);
        let (id, since) = of.iter().rev().find(|(_, from)| *from <= now).copied()?;
        let coming = of.iter().find(|(_, from)| *from > now).map(|(_, from)| *from);
        // The next one is made when this one has signed for long enough, and shown before it signs.
        let next = coming.unwrap_or_else(|| since.plus(KEY_SIGNS).plus(KEY_SHOWN_BEFORE));
        let (since, next) = (since.micros(), next.micros());
        Some(SigningKeyLine {
            algorithm: algorithm.word(),
            id: id.to_string(),
            since,
            next,
            is_shown: coming.is_some(),
        })
    };
    let keys = Algorithm::ALL.iter().filter_map(line).collect();
    let may_edit = admin.who.has(Right::SettingsEdit);
    reader.page(admin.frame(Place::Applications), |frame| SigningKeys { frame, notice, keys, may_edit })
}

/// POST `/admin/applications/signing-keys`.
pub(super) async fn renew(admin: Admin, _fields: Fields) -> Answer {
    all(admin, (Renewal::InTime, ADDRESS, "signing-keys-renewed")).await
}

/// GET `/admin/applications/signing-keys/leaked`.
pub(super) async fn ask_leaked(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SettingsEdit, ACT).await?;
    if let Some(elsewhere) = not_fresh(&admin, LEAKED)? {
        return Ok(elsewhere);
    }
    let frame = admin.frame(Place::Applications);
    let name = frame.say("signing-keys");
    admin.reader.page(frame, |frame| AskPlain {
        frame,
        act: PlainAct::RenewSigningKeys,
        name,
        action: LEAKED.to_owned(),
        back: ADDRESS.to_owned(),
        view: String::new(),
        version: 0,
        holds: String::new(),
    })
}

/// POST `/admin/applications/signing-keys/leaked`.
pub(super) async fn leaked(admin: Admin, _fields: Fields) -> Answer {
    all(admin, (Renewal::AtOnce, LEAKED, "signing-keys-replaced")).await
}

/// Has other keys sign with every algorithm in use: whoever copied one may have copied all.
async fn all(admin: Admin, (renewal, back, notice): (Renewal, &str, &str)) -> Answer {
    admin.where_active()?;
    admin.must(Right::SettingsEdit, ACT).await?;
    let reader = &admin.reader;
    for algorithm in Algorithm::ALL {
        let acted = keys::renew(reader.ctx(), reader.visit(), &admin.who, (*algorithm, renewal)).await?;
        if let Err(elsewhere) = settled(&admin, acted, back)? {
            return Ok(elsewhere);
        }
    }
    reader.reply().notice(notice, "").to(ADDRESS)
}
