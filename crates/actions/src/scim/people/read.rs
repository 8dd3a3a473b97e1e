//! The people of a system as it sees them: one, and those whom a query means.

use std::collections::{HashMap, HashSet};

use domain::id::{GroupId, OrganisationId, UserId};
use domain::people_source::{Field, Mapping};
use domain::scim::Expression;
use domain::selection::Schema;
use store::people_bulk::{self, Reads};
use store::selection_sql::Which;
use store::sourced::{self, Link};

use super::{Person, there, version_of};
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::scim::document::Document;
use crate::scim::{Answer, Caller, LONGEST_PAGE, Page, Query, ScimFault, mapping};
use crate::visit::Organisation;

/// One person.
pub async fn find(ctx: &Ctx, organisation: &Organisation, caller: &Caller, id: UserId) -> Answer<Person> {
    let schema = schema(ctx, organisation).await?;
    let mapping = mapping(&caller.source, &schema);
    Ok(there(shown(ctx, organisation.id, (caller, &mapping), &[id]).await?.pop()))
}

/// Those whom a query means (RFC 7644 section 3.4.2), in the order in which they came.
pub async fn list(ctx: &Ctx, organisation: &Organisation, caller: &Caller, query: &Query) -> Answer<Page<Person>> {
    let schema = schema(ctx, organisation).await?;
    let mapping = mapping(&caller.source, &schema);
    let filter = match query.filter.as_deref().map(|text| asked(text, &mapping, schema)).transpose() {
        Ok(filter) => filter,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut which = vec![Which::Sourced(caller.source.id)];
    which.extend(filter.as_ref().map(Which::Filter));
    let range = (query.start.saturating_sub(1), query.count.min(LONGEST_PAGE));
    let (total, ids) = sourced::page(ctx.db(), organisation.id, &which, range, ctx.now()).await?;
    let resources = shown(ctx, organisation.id, (caller, &mapping), &ids).await?;
    Ok(Ok(Page { total, resources }))
}

/// A filter as a question about the people here.
fn asked(text: &str, mapping: &Mapping, schema: Schema) -> Result<domain::selection::Filter, ScimFault> {
    let name_of = |path: &str| {
        let field = mapping.field(path).or_else(|| mapping.field(path.strip_suffix(".value")?));
        let common = |name: &str| Some(name.to_owned());
        match (field, path) {
            (Some(Field::UserName), _) => common("userName"),
            (Some(Field::DisplayName), _) => common("displayName"),
            (Some(Field::Emails), _) => common("emails"),
            (Some(Field::Language), _) => common("language"),
            (Some(Field::Own(key)), _) => common(key.as_str()),
            (None, "id") => common("id"),
            (None, "externalid") => common("externalId"),
            (None, "active") => common("active"),
            (None, "name.formatted") if mapping.field("displayname") == Some(&Field::DisplayName) => {
                common("displayName")
            }
            (None, _) => None,
        }
    };
    Ok(Expression::parse(text)?.over_people(&schema.with_identities(), &name_of)?)
}

/// These people of the source, in this order; who is gone is not among them.
pub(super) async fn shown(
    ctx: &Ctx,
    org: OrganisationId,
    (caller, mapping): (&Caller, &Mapping),
    ids: &[UserId],
) -> Result<Vec<Person>, Error> {
    let mut reads = Reads::Outside(ctx.db());
    let mut links: HashMap<UserId, Link> = sourced::of(&mut reads, org, ids).await?;
    links.retain(|_, link| link.source == caller.source.id && link.gone_at.is_none());
    let ids: Vec<UserId> = ids.iter().filter(|id| links.contains_key(id)).copied().collect();
    let mut known = people_bulk::known(&mut reads, org, &ids).await?;
    let groups: HashSet<GroupId> = if known.values().any(|known| !known.groups.is_empty()) {
        sourced::groups(&mut reads, org, caller.source.id).await?.into_iter().map(|link| link.group.id).collect()
    } else {
        HashSet::new()
    };
    let one = |id: &UserId| {
        let (known, link) = (known.remove(id)?, links.remove(id)?);
        let attributes = Document::kept(&link.document)
            .ok_or_else(|| crate::error::broken("what a source said of a person cannot be read"))
            .map(|document| document.shown(mapping, &known));
        Some(attributes.map(|attributes| {
            Person {
                id: *id,
                version: version_of(&known, &link),
                external_id: link.external_id,
                made_at: link.made_at,
                changed_at: link.changed_at,
                attributes,
                groups: known
                    .groups
                    .into_iter()
                    .filter(|group| groups.contains(&group.id))
                    .map(|group| (group.id, group.name))
                    .collect(),
            }
        }))
    };
    ids.iter().filter_map(one).collect()
}
