//! A mapping tried out: what somebody would become whom the system would send so. Nothing is written.

use domain::people_source::Field;
use domain::permission::{Freshness, Right};
use serde_json::Value;
use store::people_bulk::{self, Reads};

use super::{SourceEdit, SourceFault, read_mapping};
use crate::admin::desk::{Acted, Admin, may};
use crate::admin::people_write::Wanted;
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::scim::{Document, ScimFault};
use crate::visit::Visit;

/// What is tried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The source as it was typed, saved or not.
    pub edit: SourceEdit,
    /// A person as the system would send them, in JSON.
    pub body: String,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialFault {
    /// With the mapping.
    Mapping(Vec<SourceFault>),
    /// What was typed is not JSON, or no person.
    Json(String),
    /// The person would be refused, and why.
    Refused(String),
}

/// What somebody would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The fields with a value, each with the text of it.
    pub values: Vec<(Field, String)>,
    /// Somebody is here already who signs in so.
    pub here_already: bool,
}

/// Reads a person by a mapping.
pub async fn try_out(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    trial: &Trial,
) -> Result<Acted<Result<Tried, TrialFault>>, Error> {
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "try-people-source", Freshness::Session)).await? {
        return Ok(not);
    }
    let mapping = match read_mapping(&trial.edit.mapping) {
        Ok(mapping) => mapping,
        Err(faults) => return Ok(Acted::Done(Err(TrialFault::Mapping(faults)))),
    };
    let schema = schema(ctx, &visit.organisation).await?;
    let body: Value = match serde_json::from_str(&trial.body) {
        Ok(body) => body,
        Err(error) => return Ok(Acted::Done(Err(TrialFault::Json(error.to_string())))),
    };
    let said = Document::sent(body, &mapping).and_then(|document| document.read(&mapping, &schema));
    let said = match said {
        Ok(said) => said,
        Err(fault) => return Ok(Acted::Done(Err(TrialFault::Refused(told(fault))))),
    };
    let person = said.new_person();
    let owners =
        people_bulk::owners(&mut Reads::Outside(ctx.db()), visit.organisation.id, &[&person.user_name]).await?;
    let here_already = owners.iter().any(|owners| !owners.is_empty());
    Ok(Acted::Done(Ok(Tried { values: values(person), here_already })))
}

fn told(fault: ScimFault) -> String {
    match fault {
        ScimFault::InvalidValue(why) | ScimFault::InvalidSyntax(why) => why,
        other => format!("{other:?}"),
    }
}

pub(in crate::admin) fn values(person: Wanted) -> Vec<(Field, String)> {
    let mut all = vec![(Field::UserName, person.user_name), (Field::DisplayName, person.display_name)];
    all.extend(person.addresses.into_iter().map(|address| (Field::Emails, address)));
    all.extend(person.language.map(|tag| (Field::Language, tag)));
    all.extend(person.own.into_iter().map(|(key, value)| (Field::Own(key), value.shown())));
    all
}
