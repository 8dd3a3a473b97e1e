//! Changes to a resource (RFC 7644 section 3.5.2), as they are sent by those who keep to the standard and by those who nearly do:
//! Entra ID writes `Add`, values as words, dotted names without a path, and names values that are not there yet.

use domain::scim::{AttributePath, ENTERPRISE, Expression, Literal, TargetPath, USER};
use domain::selection::Operator;
use serde_json::{Map, Value};

use super::ScimFault;
use super::value::{canonical, field, holds, is_primary, known_name, longest, spelled};

/// The most changes of one request.
const MOST: usize = 1_000;

/// The most values of one attribute.
pub(super) const MOST_VALUES: usize = 100;

/// Attributes with several values.
const SEVERAL: [&str; 9] =
    ["emails", "phoneNumbers", "addresses", "ims", "photos", "entitlements", "roles", "x509Certificates", "members"];

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// Adds a value beside those that are there.
    Add,
    /// Puts a value in the place of what is there.
    Replace,
    /// Takes away.
    Remove,
}

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) op: Op,
    /// What is changed; the resource as a whole where nothing is said.
    pub(super) path: Option<Where>,
    pub(super) value: Option<Value>,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Where {
    /// All that an extension adds.
    Extension(String),
    /// An attribute, or a part of one.
    Target(TargetPath),
}

/// Reads the changes of a request, none of which holds a longer list than this.
pub(super) fn read(body: Value, most_values: usize) -> Result<Vec<Change>, ScimFault> {
    let body = spelled(body).ok_or_else(|| ScimFault::syntax("a name stands twice, or values go too deep"))?;
    let Some(Value::Array(operations)) = body.as_object().and_then(|fields| fields.get("Operations")) else {
        return Err(ScimFault::syntax("a PATCH holds a list `Operations` (RFC 7644 section 3.5.2)"));
    };
    if operations.len() > MOST {
        return Err(ScimFault::syntax(&format!("more than {MOST} operations: send them in several requests")));
    }
    if operations.iter().any(|operation| longest(operation) > most_values) {
        return Err(too_many());
    }
    operations.iter().map(read_one).collect()
}

fn read_one(operation: &Value) -> Result<Change, ScimFault> {
    let Some(fields) = operation.as_object() else { return Err(ScimFault::syntax("an operation is an object")) };
    let op = match fields.get("op").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
        Some("add") => Op::Add,
        Some("replace") => Op::Replace,
        Some("remove") => Op::Remove,
        _ => return Err(ScimFault::syntax("`op` is add, replace or remove")),
    };
    let path = match fields.get("path") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(Value::String(text)) => Some(place(text.trim())?),
        Some(_) => return Err(ScimFault::InvalidPath("`path` is a text".to_owned())),
    };
    let value = fields.get("value").filter(|value| !value.is_null()).cloned();
    match (op, &path, &value) {
        (Op::Remove, None, _) => Err(ScimFault::NoTarget("a removal needs a path".to_owned())),
        (Op::Add | Op::Replace, None, value) if !value.as_ref().is_some_and(Value::is_object) => {
            Err(ScimFault::InvalidValue("without a path the value is an object of attributes".to_owned()))
        }
        (Op::Add, Some(_), None) => Err(ScimFault::InvalidValue("an addition needs a value".to_owned())),
        _ => Ok(Change { op, path, value }),
    }
}

/// More values than an attribute may have.
pub(super) fn too_many() -> ScimFault {
    ScimFault::InvalidValue(format!("an attribute has at most {MOST_VALUES} values"))
}

fn place(text: &str) -> Result<Where, ScimFault> {
    if is_extension(text) {
        return Ok(Where::Extension(canonical(text).to_owned()));
    }
    let target = TargetPath::parse(text).map_err(|fault| ScimFault::InvalidPath(format!("path `{text}`: {fault}")))?;
    let name = canonical(&target.attribute.name);
    if target.attribute.schema.is_none() && ["id", "meta", "schemas", "groups"].contains(&name) {
        return Err(ScimFault::Mutability(format!("`{name}` is not changed from outside")));
    }
    Ok(Where::Target(target))
}

/// Whether a name is that of an extension as a whole.
fn is_extension(name: &str) -> bool {
    name.eq_ignore_ascii_case(ENTERPRISE) || name.eq_ignore_ascii_case(USER)
}

/// Makes the changes.
pub(super) fn apply(resource: &mut Map<String, Value>, changes: Vec<Change>) -> Result<(), ScimFault> {
    for change in changes {
        match (change.path, change.value) {
            (None, Some(Value::Object(fields))) => {
                for (name, value) in fields {
                    whole(resource, change.op, &name, value)?;
                }
            }
            (Some(Where::Extension(schema)), value) => extension(resource, change.op, &schema, value)?,
            (Some(Where::Target(target)), value) => targeted(resource, change.op, &target, value)?,
            (None, _) => return Err(ScimFault::NoTarget("nothing is named".to_owned())),
        }
    }
    Ok(())
}

/// An attribute of an object that stands for a whole resource. Its name may have a dot or a schema before it.
fn whole(resource: &mut Map<String, Value>, op: Op, name: &str, value: Value) -> Result<(), ScimFault> {
    if ["id", "meta", "schemas", "groups"].contains(&canonical(name)) {
        // Sent along by those who send back what they read.
        return Ok(());
    }
    let value = Some(value).filter(|value| !value.is_null());
    let op = if value.is_none() { Op::Remove } else { op };
    let is_schema = name.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("urn:"));
    if is_extension(name) || (is_schema && value.as_ref().is_some_and(Value::is_object) && !known_part(name)) {
        return extension(resource, op, canonical(name), value);
    }
    match AttributePath::from_word(name) {
        Some(mut attribute) => {
            let part = attribute.part.take();
            targeted(resource, op, &TargetPath { attribute, values: None, part }, value)
        }
        // With a filter of values in the name.
        None => targeted(
            resource,
            op,
            &TargetPath::parse(name).map_err(|fault| ScimFault::InvalidPath(format!("`{name}`: {fault}")))?,
            value,
        ),
    }
}

/// Whether a long name is that of an attribute of an extension that is known.
fn known_part(name: &str) -> bool {
    AttributePath::from_word(name)
        .is_some_and(|path| path.schema.is_some_and(|schema| schema.eq_ignore_ascii_case(ENTERPRISE)))
}

fn extension(resource: &mut Map<String, Value>, op: Op, schema: &str, value: Option<Value>) -> Result<(), ScimFault> {
    if schema == USER {
        let Some(Value::Object(fields)) = value else { return Err(ScimFault::NoTarget(schema.to_owned())) };
        return fields.into_iter().try_for_each(|(name, value)| whole(resource, op, &name, value));
    }
    match (op, value) {
        (Op::Remove, _) | (_, None) => {
            if let Some(known) = known_name(resource, schema).map(str::to_owned) {
                resource.remove(&known);
            }
            Ok(())
        }
        (_, Some(Value::Object(fields))) => {
            for (name, value) in fields {
                let path = TargetPath {
                    attribute: AttributePath { schema: Some(schema.to_owned()), name, part: None },
                    values: None,
                    part: None,
                };
                let value = Some(value).filter(|value| !value.is_null());
                let op = if value.is_none() { Op::Remove } else { op };
                targeted(resource, op, &path, value)?;
            }
            Ok(())
        }
        _ => Err(ScimFault::InvalidValue(format!("`{schema}` is an object"))),
    }
}

fn targeted(
    resource: &mut Map<String, Value>,
    op: Op,
    target: &TargetPath,
    value: Option<Value>,
) -> Result<(), ScimFault> {
    let op = if value.is_none() { Op::Remove } else { op };
    let fields = match &target.attribute.schema {
        None => resource,
        Some(schema) => {
            let name = known_name(resource, schema).map_or_else(|| canonical(schema).to_owned(), str::to_owned);
            let extension = resource.entry(name).or_insert_with(|| Value::Object(Map::new()));
            let Some(fields) = extension.as_object_mut() else {
                return Err(ScimFault::InvalidValue(format!("`{schema}` is an object")));
            };
            fields
        }
    };
    let name = spelled_in(fields, &target.attribute.name);
    match (&target.values, &target.part) {
        (None, None) => attribute(fields, op, name, value),
        (None, Some(part)) => {
            part_of_all(fields, op, name, (part, value));
            Ok(())
        }
        (Some(which), part) => some_values(fields, op, name, (which, part.as_deref(), value)),
    }
}

fn spelled_in(fields: &Map<String, Value>, name: &str) -> String {
    known_name(fields, name).map_or_else(|| canonical(name).to_owned(), str::to_owned)
}

/// An attribute as a whole.
fn attribute(fields: &mut Map<String, Value>, op: Op, name: String, value: Option<Value>) -> Result<(), ScimFault> {
    let Some(value) = value else {
        fields.remove(&name);
        return Ok(());
    };
    let there = fields.get_mut(&name);
    match (op, there, value) {
        (Op::Remove, Some(Value::Array(there)), gone) => {
            let gone = if let Value::Array(gone) = gone { gone } else { vec![gone] };
            let same = |one: &Value, other: &Value| {
                one == other || value_of(one).is_some() && value_of(one) == value_of(other)
            };
            there.retain(|one| !gone.iter().any(|other| same(one, other)));
        }
        (Op::Remove, _, _) => drop(fields.remove(&name)),
        (Op::Add, Some(Value::Array(there)), value) => {
            let new = if let Value::Array(new) = value { new } else { vec![value] };
            for one in new {
                push(there, one)?;
            }
        }
        // Whoever changes a part of something that has parts leaves the others (RFC 7644 section 3.5.2.3).
        (_, Some(Value::Object(there)), Value::Object(new)) => {
            for (part, value) in new {
                let part = spelled_in(there, &part);
                if value.is_null() {
                    there.remove(&part);
                } else {
                    there.insert(part, value);
                }
            }
        }
        (_, _, value) => {
            let value =
                if SEVERAL.contains(&name.as_str()) && !value.is_array() { Value::Array(vec![value]) } else { value };
            fields.insert(name, value);
        }
    }
    Ok(())
}

/// One more value, unless it is there. A new main one takes the place of the one before (RFC 7644 section 3.5.2).
fn push(there: &mut Vec<Value>, one: Value) -> Result<(), ScimFault> {
    if there.len() >= MOST_VALUES {
        return Err(too_many());
    }
    if there.contains(&one) {
        return Ok(());
    }
    if is_primary(&one) {
        none_is_primary(there);
    }
    there.push(one);
    Ok(())
}

fn none_is_primary(values: &mut [Value]) {
    for fields in values.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(primary) = known_name(fields, "primary").map(str::to_owned) {
            fields.remove(&primary);
        }
    }
}

fn value_of(value: &Value) -> Option<&Value> {
    value.as_object().and_then(|fields| field(fields, "value"))
}

/// A part of an attribute, of all its values where it has several.
fn part_of_all(fields: &mut Map<String, Value>, op: Op, name: String, (part, value): (&str, Option<Value>)) {
    match (fields.get_mut(&name), value) {
        (Some(Value::Object(there)), value) => set_part(there, op, part, value),
        (Some(Value::Array(all)), value) => {
            all.iter_mut().filter_map(Value::as_object_mut).for_each(|one| set_part(one, op, part, value.clone()));
        }
        (_, Some(value)) if op != Op::Remove => {
            let one = Value::Object(Map::from_iter([(canonical(part).to_owned(), value)]));
            let several = SEVERAL.contains(&name.as_str());
            fields.insert(name, if several { Value::Array(vec![one]) } else { one });
        }
        _ => {}
    }
}

fn set_part(fields: &mut Map<String, Value>, op: Op, part: &str, value: Option<Value>) {
    let part = spelled_in(fields, part);
    match value.filter(|_| op != Op::Remove) {
        Some(value) => drop(fields.insert(part, value)),
        None => drop(fields.remove(&part)),
    }
}

/// Those values of an attribute that are meant, or a part of each.
fn some_values(
    fields: &mut Map<String, Value>,
    op: Op,
    name: String,
    (which, part, value): (&Expression, Option<&str>, Option<Value>),
) -> Result<(), ScimFault> {
    let there = match fields.remove(&name) {
        Some(Value::Array(there)) => there,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let (mut meant, mut others): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut places = Vec::with_capacity(there.len());
    for one in there {
        let is_meant = holds(which, &one);
        places.push(is_meant);
        if is_meant { meant.push(one) } else { others.push(one) }
    }
    match (op, part) {
        (Op::Remove, None) => meant.clear(),
        (Op::Remove, Some(part)) => {
            meant.iter_mut().filter_map(Value::as_object_mut).for_each(|one| set_part(one, op, part, None));
            // What is left of a value that lost what it says is nothing.
            meant.retain(|one| value_of(one).is_some());
        }
        (_, part) => {
            let Some(value) = value else { return Err(ScimFault::InvalidValue("a value is missing".to_owned())) };
            if meant.is_empty() {
                let new =
                    named_by(which).ok_or_else(|| ScimFault::NoTarget(format!("no value of `{name}` is meant")))?;
                if others.len() >= MOST_VALUES {
                    return Err(too_many());
                }
                let new = Value::Object(new);
                if is_primary(&new) {
                    none_is_primary(&mut others);
                }
                meant.push(new);
                places.push(true);
            }
            if value.as_object().is_some_and(|fields| field(fields, "primary").is_some())
                || part.is_some_and(|part| part.eq_ignore_ascii_case("primary"))
            {
                none_is_primary(&mut others);
            }
            for one in &mut meant {
                match (one.as_object_mut(), part, &value) {
                    (Some(fields), Some(part), _) => set_part(fields, op, part, Some(value.clone())),
                    (Some(fields), None, Value::Object(new)) => {
                        for (part, value) in new {
                            set_part(fields, op, part, Some(value.clone()));
                        }
                    }
                    _ => *one = value.clone(),
                }
            }
        }
    }
    // In the order in which they stood.
    let (mut meant, mut others) = (meant.into_iter(), others.into_iter());
    let mut all: Vec<Value> =
        places.into_iter().filter_map(|is_meant| if is_meant { meant.next() } else { others.next() }).collect();
    all.extend(meant);
    if !all.is_empty() {
        fields.insert(name, Value::Array(all));
    }
    Ok(())
}

/// The value that a filter would mean: `[type eq "work"]` is one of that type.
fn named_by(which: &Expression) -> Option<Map<String, Value>> {
    match which {
        Expression::Compares(path, Operator::Eq, literal) if path.schema.is_none() && path.part.is_none() => {
            let value = match literal {
                Literal::Text(text) => Value::String(text.clone()),
                Literal::Truth(truth) => Value::Bool(*truth),
                Literal::Number(_) | Literal::Null => return None,
            };
            Some(Map::from_iter([(canonical(&path.name).to_owned(), value)]))
        }
        Expression::And(parts) => {
            let mut all = Map::new();
            for part in parts {
                all.extend(named_by(part)?);
            }
            Some(all)
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;
