//! The values that people have of the organisation's own attributes: shown, read, set.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::permission::Act;
use domain::selection::{Attribute, AttributeKey, OwnValue, Schema, ValueFault};
use store::Tx;

use super::list;
use crate::admin::desk::{Acted, Admin, Target, acted, permit};
use crate::admin::selections;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The attributes in their order, each with the value of a person, if any.
pub async fn values(
    ctx: &Ctx,
    organisation: &Organisation,
    user: UserId,
) -> Result<Vec<(Attribute, Option<OwnValue>)>, Error> {
    let values = store::attribute::of_user(ctx.db(), organisation.id, user).await?;
    let all = list(ctx, organisation).await?.into_iter().map(|kept| kept.attribute);
    let with = all.map(|attribute| {
        let value = values.iter().find(|(key, _)| *key == attribute.key).map(|(_, value)| value.clone());
        (attribute, value)
    });
    Ok(with.collect())
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongValue {
    /// The attribute, as it was named.
    pub attribute: String,
    /// What is wrong; none where there is no such attribute.
    pub fault: Option<ValueFault>,
}

/// What became of values to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedValues {
    /// What is wrong, all at once; nothing was set.
    Wrong(Vec<WrongValue>),
    /// They are set.
    Saved,
}

/// Values that were read, for the transaction that sets them.
pub type Values = Vec<(AttributeKey, Option<OwnValue>)>;

/// Reads values as forms and files write them; an empty text takes the value away.
pub fn read(schema: &Schema, texts: &[(String, String)]) -> Result<Values, Vec<WrongValue>> {
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    for (name, text) in texts {
        let Some(attribute) = schema.own(&AttributeKey::kept(name.trim())) else {
            wrong.push(WrongValue { attribute: name.clone(), fault: None });
            continue;
        };
        match attribute.read(text) {
            Ok(value) => values.push((attribute.key.clone(), value)),
            Err(fault) => wrong.push(WrongValue { attribute: name.clone(), fault: Some(fault) }),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// Gives a person these values, from a view.
pub async fn set_values(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    texts: &[(String, String)],
) -> Result<Acted<SavedValues>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Edit).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let schema = selections::schema(ctx, &visit.organisation).await?;
    let values = match read(&schema, texts) {
        Ok(values) => values,
        Err(wrong) => return Ok(Acted::Done(SavedValues::Wrong(wrong))),
    };
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), values);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, values)| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                write_values(tx, scribe, permitted.user.id, (values, Some(&permitted.view.name))).await?;
                store::user::raise_version(tx, scribe.organisation.id, permitted.user.id).await?;
                Ok(Ok(SavedValues::Saved))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}

/// The same for someone at the command line of the server.
pub async fn set_values_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    texts: &[(String, String)],
) -> Result<SavedValues, Error> {
    let schema = selections::schema(ctx, organisation).await?;
    let values = match read(&schema, texts) {
        Ok(values) => values,
        Err(wrong) => return Ok(SavedValues::Wrong(wrong)),
    };
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    ctx.write_and_refresh(organisation.id, (scribe, user, values), |tx, (scribe, user, values)| {
        Box::pin(async move {
            write_values(tx, scribe, *user, (values, None)).await?;
            store::user::raise_version(tx, scribe.organisation.id, *user).await?;
            Ok(SavedValues::Saved)
        })
    })
    .await
}

/// Sets values in a transaction; the audit log says of which attributes, and policies hold or cease to hold at once.
pub(crate) async fn write_values(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    (values, view): (&Values, Option<&str>),
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let before = store::attribute::of_user_in(tx, org, user).await?;
    let mut changed = Vec::new();
    for (key, value) in values {
        let old = before.iter().find(|(own, _)| own == key).map(|(_, old)| old);
        if old != value.as_ref() {
            store::attribute::set(tx, org, user, key, value.as_ref()).await?;
            changed.push(key.to_string());
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    store::policy::fix_duties_of(tx, org, user, scribe.now).await?;
    let event = AuditEvent::AttributesChanged { attributes: changed, view: view.map(str::to_owned) };
    scribe.note(tx, Some(user), event)
}
