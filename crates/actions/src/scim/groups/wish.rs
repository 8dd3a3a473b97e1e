//! What shall be so of a group, as a request says it. Neighbour: `groups` does it.

use std::collections::BTreeMap;

use domain::id::UserId;
use domain::scim::{Expression, Literal};
use domain::selection::Operator;
use serde_json::{Map, Value};

use crate::admin::people::is_group_name;
use crate::admin::people_write::Cell;
use crate::scim::ScimFault;
use crate::scim::patch::{self, Change, Op, Where};
use crate::scim::value::{field, spelled};

/// The most members that one request names.
const MOST_MEMBERS: usize = 100_000;

/// What shall be so of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) name: Option<String>,
    pub(super) external_id: Cell<String>,
    /// Whoever is not named leaves.
    pub(super) alone: bool,
    /// In it, or out of it.
    pub(super) members: BTreeMap<UserId, bool>,
}

/// A group as it was sent.
pub(super) fn sent(body: Value) -> Result<Wish, ScimFault> {
    let whole = spelled(body).ok_or_else(|| ScimFault::syntax("a name stands twice, or values go too deep"))?;
    let Value::Object(fields) = whole else { return Err(ScimFault::syntax("a resource is an object")) };
    let mut wish = Wish { external_id: Cell::Clear, ..Wish::default() };
    attributes(&mut wish, Op::Replace, fields)?;
    if wish.name.is_none() {
        return Err(ScimFault::InvalidValue("displayName: missing, and a group needs a name".to_owned()));
    }
    Ok(wish)
}

fn attributes(wish: &mut Wish, op: Op, fields: Map<String, Value>) -> Result<(), ScimFault> {
    for (name, value) in fields {
        attribute(wish, op, &name, Some(value).filter(|value| !value.is_null()))?;
    }
    Ok(())
}

/// What the changes of a request come to.
pub(super) fn changes(body: Value) -> Result<Wish, ScimFault> {
    let mut wish = Wish::default();
    for Change { op, path, value } in patch::read(body, MOST_MEMBERS)? {
        match (path, value) {
            (None, Some(Value::Object(fields))) => attributes(&mut wish, op, fields)?,
            (Some(Where::Target(target)), value) => match (&target.values, &target.part) {
                (None, None) => attribute(&mut wish, op, &target.attribute.name, value)?,
                (Some(which), None | Some(_)) if target.attribute.name.eq_ignore_ascii_case("members") => {
                    some_members(&mut wish, op, which)?;
                }
                _ => return Err(ScimFault::InvalidPath(format!("a group has no `{}` to change", target.attribute))),
            },
            _ => return Err(ScimFault::InvalidPath("a group has no extensions".to_owned())),
        }
    }
    Ok(wish)
}

fn attribute(wish: &mut Wish, op: Op, name: &str, value: Option<Value>) -> Result<(), ScimFault> {
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::trim).map(str::to_owned);
    if name.eq_ignore_ascii_case("displayName") {
        let name = text(&value).filter(|name| op != Op::Remove && is_group_name(name));
        let why = "displayName: a text of 1 to 100 characters, without control characters";
        wish.name = Some(name.ok_or_else(|| ScimFault::InvalidValue(why.to_owned()))?);
    } else if name.eq_ignore_ascii_case("externalId") {
        let given = text(&value).filter(|name| op != Op::Remove && !name.is_empty());
        let fits = |name: &String| name.chars().count() <= 255 && !name.contains('\0');
        if value.is_some() && text(&value).is_none() || given.as_ref().is_some_and(|name| !fits(name)) {
            return Err(ScimFault::InvalidValue("externalId is a text of at most 255 characters".to_owned()));
        }
        wish.external_id = given.map_or(Cell::Clear, Cell::Set);
    } else if name.eq_ignore_ascii_case("members") {
        let named = match value {
            None => None,
            Some(Value::Array(members)) => Some(members),
            Some(one) => Some(vec![one]),
        };
        match (op, named) {
            (Op::Replace, named) => {
                wish.alone = true;
                wish.members.clear();
                name_members(wish, true, &named.unwrap_or_default())?;
            }
            (Op::Add, named) => name_members(wish, true, &named.unwrap_or_default())?,
            (Op::Remove, Some(named)) => name_members(wish, false, &named)?,
            (Op::Remove, None) => {
                wish.alone = true;
                wish.members.clear();
            }
        }
    }
    // What else is said of a group is not looked at (RFC 7644 section 3.3).
    Ok(())
}

fn name_members(wish: &mut Wish, is_in: bool, members: &[Value]) -> Result<(), ScimFault> {
    for member in members {
        let id = match member {
            Value::String(id) => Some(id.as_str()),
            Value::Object(fields) => field(fields, "value").and_then(Value::as_str),
            _ => None,
        };
        let kind = member.as_object().and_then(|fields| field(fields, "type")).and_then(Value::as_str);
        if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("Group")) {
            return Err(ScimFault::InvalidValue("members: groups within groups are not known here".to_owned()));
        }
        let id = id.ok_or_else(|| ScimFault::InvalidValue("members: each has a `value`".to_owned()))?;
        match id.parse::<UserId>() {
            Ok(id) => drop(wish.members.insert(id, is_in)),
            Err(_) if is_in => return Err(nobody(id)),
            // Whoever is not known is not in it either.
            Err(_) => {}
        }
        if wish.members.len() > MOST_MEMBERS {
            let why = format!("members: more than {MOST_MEMBERS} in one request");
            return Err(ScimFault::InvalidValue(why));
        }
    }
    Ok(())
}

pub(super) fn nobody(id: &str) -> ScimFault {
    let shown: String = id.chars().take(100).collect();
    ScimFault::InvalidValue(format!("members: `{shown}` is nobody who came from this system"))
}

/// `members[value eq "…"]`, one or several of them.
fn some_members(wish: &mut Wish, op: Op, which: &Expression) -> Result<(), ScimFault> {
    match which {
        Expression::Compares(path, Operator::Eq, Literal::Text(id)) if path.name.eq_ignore_ascii_case("value") => {
            name_members(wish, op != Op::Remove, &[Value::String(id.clone())])
        }
        Expression::Or(parts) => parts.iter().try_for_each(|part| some_members(wish, op, part)),
        _ => Err(ScimFault::InvalidPath("members are named by `members[value eq \"…\"]`".to_owned())),
    }
}
