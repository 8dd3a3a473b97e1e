//! What a system said of a person: kept as it was said, as far as the mapping looks at it, and read as a person by the mapping.

use domain::people_source::{Field, Mapping};
use domain::scim::AttributePath;
use domain::selection::{AttributeKey, OwnValue, Schema};
use domain::sorted;
use domain::user::name_key;
use serde_json::{Map, Value};
use store::people_bulk::Known;

use super::ScimFault;
use super::patch::{MOST_VALUES, too_many};
use super::value::{canonical, field, longest, spelled, texts, truth};
use crate::admin::people;
use crate::admin::people_write::{Cell, Wanted};

/// What is kept of one person, in bytes.
const LARGEST: usize = 16 * 1024;

/// The most addresses of a person.
const MOST_ADDRESSES: usize = 9;

/// The longest name that a system gives, in characters.
const LONGEST_NAME: usize = 255;

/// What a person can never do without, whatever the mapping looks at.
const ALWAYS: [&str; 5] = ["userName", "externalId", "displayName", "name", "active"];

/// What a system said of a person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document(Map<String, Value>);

/// What it comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(super) user_name: String,
    pub(super) display_name: String,
    pub(super) addresses: Option<Vec<String>>,
    pub(super) language: Cell<String>,
    /// The attributes that the mapping fills, each with its value or none.
    pub(super) own: Vec<(AttributeKey, Option<OwnValue>)>,
}

impl Document {
    /// An entry of a directory: the values of its attributes, the name by which it is known for ever, and whether the person may sign
    /// in, where that is said.
    pub(crate) fn entry(
        values: Vec<(String, Vec<String>)>,
        (external_id, active): (&str, Option<bool>),
        mapping: &Mapping,
    ) -> Result<Self, ScimFault> {
        let mut fields = Map::new();
        for (name, values) in values {
            let mut values: Vec<Value> = values.into_iter().map(Value::from).collect();
            let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
            fields.insert(canonical(&name).to_owned(), value);
        }
        fields.insert("externalId".to_owned(), external_id.into());
        if let Some(active) = active {
            fields.insert("active".to_owned(), active.into());
        }
        Self(fields).pruned(mapping)
    }

    /// A resource as it was sent.
    pub(crate) fn sent(body: Value, mapping: &Mapping) -> Result<Self, ScimFault> {
        let whole = spelled(body).ok_or_else(|| ScimFault::syntax("a name stands twice, or values go too deep"))?;
        match whole {
            Value::Object(fields) => Self(fields).pruned(mapping),
            _ => Err(ScimFault::syntax("a resource is an object")),
        }
    }

    /// As it was kept. What cannot be read is a fault of ours.
    pub(crate) fn kept(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// As it is kept.
    pub(crate) fn text(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// With changes made to it.
    pub(super) fn changed(
        mut self,
        mapping: &Mapping,
        change: impl FnOnce(&mut Map<String, Value>) -> Result<(), ScimFault>,
    ) -> Result<Self, ScimFault> {
        change(&mut self.0)?;
        self.pruned(mapping)
    }

    /// Nothing that nobody looks at is kept (GDPR article 5.1.c), and never a password.
    fn pruned(self, mapping: &Mapping) -> Result<Self, ScimFault> {
        let paths: Vec<&AttributePath> = mapping.fields().iter().map(|(_, path)| path).collect();
        let is_core = |name: &str| {
            let mapped = || paths.iter().any(|path| path.schema.is_none() && path.name.eq_ignore_ascii_case(name));
            canonical(name) != "password" && (ALWAYS.contains(&canonical(name)) || mapped())
        };
        let mut kept = Map::new();
        for (name, value) in self.0 {
            if is_core(&name) {
                kept.insert(name, value);
            } else if let Value::Object(fields) = value {
                let of_schema = |part: &String| {
                    let is_it = |path: &&AttributePath| {
                        path.schema.as_deref().is_some_and(|schema| schema.eq_ignore_ascii_case(&name))
                            && path.name.eq_ignore_ascii_case(part)
                    };
                    paths.iter().any(is_it)
                };
                let fields: Map<String, Value> = fields.into_iter().filter(|(part, _)| of_schema(part)).collect();
                if !fields.is_empty() {
                    kept.insert(name, Value::Object(fields));
                }
            }
        }
        let kept = Self(kept);
        if kept.0.values().any(|value| longest(value) > MOST_VALUES) {
            return Err(too_many());
        }
        if kept.text().len() > LARGEST {
            return Err(ScimFault::InvalidValue(format!("more than {LARGEST} bytes for one person")));
        }
        Ok(kept)
    }

    /// The name to sign in with, as far as there is one.
    pub(crate) fn user_name(&self, mapping: &Mapping) -> Option<String> {
        texts(&self.0, mapping.path(&Field::UserName)?).into_iter().next()
    }

    /// What the system calls the person.
    pub(super) fn external_id(&self) -> Result<Option<String>, ScimFault> {
        match self.0.get("externalId") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(name)) if name.is_empty() => Ok(None),
            Some(Value::String(name)) if name.chars().count() <= LONGEST_NAME && !name.contains('\0') => {
                Ok(Some(name.clone()))
            }
            Some(_) => {
                Err(ScimFault::InvalidValue(format!("externalId is a text of at most {LONGEST_NAME} characters")))
            }
        }
    }

    /// Whether the person may sign in; nothing where that is not said.
    pub(crate) fn active(&self) -> Result<Option<bool>, ScimFault> {
        match self.0.get("active") {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                truth(value).map(Some).ok_or_else(|| ScimFault::InvalidValue("active is true or false".to_owned()))
            }
        }
    }

    /// Says whether the person may sign in.
    pub(crate) fn set_active(&mut self, active: bool) {
        self.0.insert("active".to_owned(), Value::Bool(active));
    }

    /// Reads it by a mapping. What does not fit is told, field by field.
    pub(crate) fn read(&self, mapping: &Mapping, schema: &Schema) -> Result<Said, ScimFault> {
        let first = |field: &Field| mapping.path(field).and_then(|path| texts(&self.0, path).into_iter().next());
        let wrong = |field: &Field, what: &str| {
            let path = mapping.path(field).map(ToString::to_string).unwrap_or_default();
            ScimFault::InvalidValue(format!("{path}: {what}"))
        };
        let Some(user_name) = first(&Field::UserName) else {
            return Err(wrong(&Field::UserName, "missing, and everybody needs a name to sign in with"));
        };
        if !people::is_user_name(&user_name) {
            return Err(wrong(&Field::UserName, "longer than 100 characters, or with a control character"));
        }
        let display_name =
            first(&Field::DisplayName).or_else(|| self.composed_name()).unwrap_or_else(|| user_name.clone());
        if !people::is_full_name(&display_name) {
            return Err(wrong(&Field::DisplayName, "longer than 200 characters, or with a control character"));
        }
        let mut own = Vec::new();
        for (field, path) in mapping.fields() {
            let Field::Own(key) = field else { continue };
            let Some(attribute) = schema.own(key) else { continue };
            let value = match texts(&self.0, path).into_iter().next() {
                None => None,
                Some(text) => attribute.read(&text).map_err(|fault| wrong(field, &format!("`{text}` is {fault}")))?,
            };
            own.push((key.clone(), value));
        }
        Ok(Said {
            user_name,
            display_name,
            addresses: mapping.path(&Field::Emails).map(|path| self.addresses(path)).transpose()?,
            // A language that is not spoken here is none: the organisation's own is.
            language: match mapping.path(&Field::Language) {
                None => Cell::Keep,
                Some(path) => {
                    texts(&self.0, path).iter().find_map(|text| language(text)).map_or(Cell::Clear, Cell::Set)
                }
            },
            own,
        })
    }

    /// The full name, made of its parts (RFC 7643 section 4.1.1) where it is not given whole.
    fn composed_name(&self) -> Option<String> {
        let part = |path: &str| texts(&self.0, &AttributePath::from_word(path)?).into_iter().next();
        part("displayName").or_else(|| part("name.formatted")).or_else(|| {
            let parts = [part("name.givenName"), part("name.middleName"), part("name.familyName")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        })
    }

    fn addresses(&self, path: &AttributePath) -> Result<Vec<String>, ScimFault> {
        let mut all: Vec<String> = Vec::new();
        for address in texts(&self.0, path) {
            if !people::is_address(&address) {
                return Err(ScimFault::InvalidValue(format!("{path}: `{address}` is no e-mail address")));
            }
            if !all.iter().any(|known| name_key(known) == name_key(&address)) {
                all.push(address);
            }
            if all.len() > MOST_ADDRESSES {
                return Err(ScimFault::InvalidValue(format!("{path}: more than {MOST_ADDRESSES} addresses")));
            }
        }
        Ok(all)
    }

    /// As it is shown: what was said, with what is so here in its place.
    pub(super) fn shown(&self, mapping: &Mapping, known: &Known) -> Map<String, Value> {
        let mut shown = self.0.clone();
        let is_usual = |field: &Field| {
            mapping.path(field).is_some_and(|path| Some(path.to_string().as_str()) == field.usual_path())
        };
        if is_usual(&Field::UserName) {
            shown.insert("userName".to_owned(), known.user.user_name.as_str().into());
        }
        if is_usual(&Field::DisplayName)
            && let Some(said) = shown.get_mut("displayName")
        {
            *said = known.user.display_name.as_str().into();
        }
        if is_usual(&Field::Emails) {
            let said = shown.remove("emails").and_then(|said| said.as_array().cloned()).unwrap_or_default();
            if !known.addresses.is_empty() {
                shown.insert("emails".to_owned(), emails(&said, &known.addresses));
            }
        }
        shown.insert("active".to_owned(), Value::Bool(!known.user.blocked));
        shown
    }
}

/// The addresses here, each as it was said where it was, in the order in which they were said.
fn emails(said: &[Value], addresses: &[String]) -> Value {
    let is_of = |one: &Value, address: &String| {
        let value = one.as_object().and_then(|fields| field(fields, "value")).and_then(Value::as_str);
        value.is_some_and(|value| name_key(value) == name_key(address))
    };
    let still = said.iter().filter(|one| addresses.iter().any(|address| is_of(one, address))).cloned();
    let others = addresses.iter().filter(|address| !said.iter().any(|one| is_of(one, address)));
    still.chain(others.map(|address| serde_json::json!({ "value": address, "type": "work" }))).collect()
}

/// A language that is spoken here: `nl` of `nl-NL`.
fn language(tag: &str) -> Option<String> {
    let tag = name_key(tag.split(['-', '_']).next()?);
    people::is_language(&tag).then_some(tag)
}

impl Said {
    /// All that nobody else may sign in with: the user name and the addresses.
    pub(super) fn names(&self) -> Vec<&str> {
        let addresses = self.addresses.iter().flatten().map(String::as_str);
        std::iter::once(self.user_name.as_str()).chain(addresses).collect()
    }

    /// A person who is new.
    pub(crate) fn new_person(&self) -> Wanted {
        let mut person = Wanted {
            user_name: String::new(),
            display_name: String::new(),
            addresses: Vec::new(),
            language: None,
            role: domain::user::Role::Member,
            groups: Vec::new(),
            own: Vec::new(),
        };
        self.over(&mut person, None);
        person
    }

    /// What was said aloud: of somebody who is here already, silence takes nothing away.
    pub(super) fn aloud(self, document: &Document, known: &Known) -> Self {
        let names = ["displayName", "name"].iter().any(|name| document.0.contains_key(*name));
        Self {
            display_name: if names { self.display_name } else { known.user.display_name.clone() },
            addresses: self.addresses.filter(|addresses| !addresses.is_empty()),
            language: if self.language == Cell::Clear { Cell::Keep } else { self.language },
            own: self.own.into_iter().filter(|(_, value)| value.is_some()).collect(),
            ..self
        }
    }

    /// Puts what was said over a person, and leaves what was not spoken of. Where it is known what was said before, only what
    /// differs from that counts: what was mended here by hand stays until the system changes it.
    pub(super) fn over(&self, person: &mut Wanted, before: Option<&Self>) {
        let is_new = |same: &dyn Fn(&Self) -> bool| before.is_none_or(|before| !same(before));
        if is_new(&|before| before.user_name == self.user_name) {
            person.user_name.clone_from(&self.user_name);
        }
        if is_new(&|before| before.display_name == self.display_name) {
            person.display_name.clone_from(&self.display_name);
        }
        if let Some(addresses) = &self.addresses
            && is_new(&|before| before.addresses == self.addresses)
        {
            person.addresses.clone_from(addresses);
        }
        match &self.language {
            _ if !is_new(&|before| before.language == self.language) => {}
            Cell::Keep => {}
            Cell::Clear => person.language = None,
            Cell::Set(tag) => person.language = Some(tag.clone()),
        }
        let same = |key: &AttributeKey, value: &Option<OwnValue>| {
            is_new(&|before| before.own.iter().any(|(own, there)| own == key && there == value))
        };
        for (key, value) in self.own.iter().filter(|(key, value)| same(key, value)) {
            person.own.retain(|(own, _)| own != key);
            person.own.extend(value.clone().map(|value| (key.clone(), value)));
        }
        sorted::by(&mut person.own, |(one, _), (other, _)| one.cmp(other));
    }
}

/// The words of the fields in which a person differs, as the audit log has them.
pub(super) fn differences(before: &Wanted, after: &Wanted) -> Vec<String> {
    let fields = [
        ("user-name", before.user_name != after.user_name),
        ("name", before.display_name != after.display_name),
        ("addresses", before.addresses != after.addresses),
        ("language", before.language != after.language),
    ];
    let mut words: Vec<String> =
        fields.into_iter().filter(|(_, differs)| *differs).map(|(word, _)| word.to_owned()).collect();
    let value = |person: &Wanted, key: &AttributeKey| {
        person.own.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone())
    };
    let mut keys: Vec<&AttributeKey> = before.own.iter().chain(&after.own).map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    let differing = keys.into_iter().filter(|key| value(before, key) != value(after, key));
    words.extend(differing.map(|key| key.as_str().to_owned()));
    words
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
