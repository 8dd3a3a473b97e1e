//! The first organisation and its first `SuperUser`.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, ViewId};
use domain::organisation::ModuleState;
use store::organisation::Organisation as Row;

use crate::admin::views;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;

/// An organisation to make.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Host name that its requests arrive under.
    pub host: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Language of whoever states none.
    pub language: String,
    /// Whom to call when nothing helps.
    pub helpdesk_telephone: Option<String>,
    /// Where help is found.
    pub support_url: Option<String>,
}

/// Makes the organisation of a self-hosted installation; its module is active at once (mission S7).
pub async fn organisation(ctx: &Ctx, new: NewOrganisation) -> Result<OrganisationId, Error> {
    let now = ctx.now();
    if jiff::tz::TimeZone::get(&new.time_zone).is_err() {
        let zone = &new.time_zone;
        return Err(Error::Refused(format!("`{zone}` is no time zone: write one such as Europe/Amsterdam")));
    }
    if new.name.trim().is_empty() {
        return Err(Error::Refused("the organisation needs a name: people see it above every page".into()));
    }
    let id = OrganisationId::from_bytes(ctx.new_id(now));
    let row = Row {
        id,
        name: new.name.trim().to_owned(),
        host: new.host,
        time_zone: new.time_zone,
        language: new.language,
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: new.helpdesk_telephone,
        support_url: new.support_url,
    };
    let view = views::first(ViewId::from_bytes(ctx.new_id(now)), &row.language);
    let organisation = Arc::new(Organisation::new(row.clone(), (ctx.rules().password.clone(), 0))?);
    let scribe = Scribe::of_command_line(ctx, &organisation, now);
    ctx.write((scribe, row, view), |tx, (scribe, row, view)| {
        Box::pin(async move {
            store::organisation::insert(tx, row, scribe.now).await?;
            store::view::save(tx, row.id, view).await?;
            scribe.note(tx, None, AuditEvent::OrganisationMade)
        })
    })
    .await?;
    ctx.reload().await?;
    ctx.check_keys(id).await?;
    Ok(id)
}
