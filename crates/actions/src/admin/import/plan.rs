//! What a line would do: add a person, change one, or nothing. Pure: the people who are there are read beforehand.
//! Neighbours: `line` read it, `write` does it.

use std::collections::HashMap;

use domain::id::{OrganisationId, UserId};
use domain::permission::{self, Act, Party, Rights};
use domain::selection::{AttributeKey, OwnValue};
use domain::sorted;
use domain::user::{Role, name_key};
use store::people_bulk::{self, Key, Known, Reads};
use store::user::User;

use super::column::Column;
use super::line::{Bad, Fault, Line, Problem, Sheet};
use super::{Difference, Mode};
use crate::admin::people_write::{Cell, Wanted};
use crate::error::Error;

/// What is known beforehand for a few hundred lines.
#[derive(Debug, Default)]
pub(super) struct Present {
    /// Who has the key of each line.
    found: Vec<Vec<UserId>>,
    /// Who signs in with a name or address, by its comparable form.
    owners: HashMap<String, Vec<UserId>>,
    known: HashMap<UserId, Known>,
}

impl Present {
    /// Reads it.
    pub(super) async fn read(reads: &mut Reads<'_>, org: OrganisationId, lines: &[Line]) -> Result<Self, Error> {
        let keys: Vec<Key> = lines.iter().map(|line| line.key.clone()).collect();
        let found = people_bulk::find(reads, org, &keys).await?;
        let people: Vec<UserId> = found.iter().filter_map(|found| found.first().copied()).collect();
        let known = people_bulk::known(reads, org, &people).await?;
        let names: Vec<&str> = lines.iter().flat_map(names).collect();
        let owners = people_bulk::owners(reads, org, &names).await?;
        let owners = names.iter().map(|name| name_key(name)).zip(owners).collect();
        Ok(Self { found, owners, known })
    }
}

/// The names and addresses that a line gives.
fn names(line: &Line) -> impl Iterator<Item = &str> {
    let addresses = line.addresses.iter().filter_map(|(_, cell)| match cell {
        Cell::Set(address) => Some(address.as_str()),
        Cell::Keep | Cell::Clear => None,
    });
    line.user_name.as_deref().into_iter().chain(addresses)
}

/// What a line would do.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    /// Add this person.
    Add(Box<Wanted>),
    /// Change a person.
    Change(Box<Known>, Box<Wanted>, Vec<Difference>),
    /// Nothing: what it says is so already.
    Same(String),
}

/// Says what a line would do, and by whom it may be done; `actor` is none at the command line.
pub(super) struct Planner<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) mode: Mode,
    pub(super) actor: Option<&'a Party>,
    pub(super) present: &'a Present,
}

impl Planner<'_> {
    /// Plans the line at a place among those that were read.
    pub(super) fn plan(&self, place: usize, line: &Line) -> Result<Plan, Bad> {
        let found = self.present.found.get(place).map(Vec::as_slice).unwrap_or_default();
        let planned = match found {
            [] => self.add(line),
            [one] => match self.present.known.get(one) {
                Some(known) => self.change(line, known),
                None => Err(vec![self.of_key(line, Problem::Nobody)]),
            },
            _ => Err(vec![self.of_key(line, Problem::Several)]),
        };
        planned.map_err(|faults| Bad { line: line.number, faults })
    }

    fn of_key(&self, line: &Line, problem: Problem) -> Fault {
        let value = match &line.key {
            Key::UserName(text) | Key::Address(text) => text.clone(),
            Key::Own(_, value) => value.shown(),
        };
        self.sheet.fault(&self.sheet.key, value, problem)
    }

    fn add(&self, line: &Line) -> Result<Plan, Vec<Fault>> {
        if self.mode == Mode::KnownOnly {
            return Err(vec![self.of_key(line, Problem::Nobody)]);
        }
        let nobody = Wanted {
            user_name: String::new(),
            display_name: String::new(),
            addresses: Vec::new(),
            language: None,
            role: Role::Member,
            groups: Vec::new(),
            own: Vec::new(),
        };
        let after = merged(line, nobody);
        let mut faults = self.taken(line, None);
        for (column, text) in [(Column::UserName, &after.user_name), (Column::DisplayName, &after.display_name)] {
            if text.is_empty() {
                faults.push(self.sheet.fault(&column, "", Problem::Missing));
            }
        }
        faults.extend(self.role_given(line, None));
        if faults.is_empty() { Ok(Plan::Add(Box::new(after))) } else { Err(faults) }
    }

    fn change(&self, line: &Line, known: &Known) -> Result<Plan, Vec<Fault>> {
        if self.mode == Mode::NewOnly {
            return Err(vec![self.of_key(line, Problem::Exists)]);
        }
        let before = Wanted::as_is(known);
        let after = merged(line, before.clone());
        let differences = self.differences(&before, &after);
        if differences.is_empty() {
            return Ok(Plan::Same(after.user_name));
        }
        let mut faults = self.taken(line, Some(known.user.id));
        if let Some(actor) = self.actor
            && !actor.rights.include(self.sheet.rights(known.user.role))
        {
            faults.push(self.of_key(line, Problem::MoreRights));
        }
        if after.role != before.role {
            faults.extend(self.role_given(line, Some(&known.user)));
        }
        if faults.is_empty() {
            Ok(Plan::Change(Box::new(known.clone()), Box::new(after), differences))
        } else {
            Err(faults)
        }
    }

    /// Names and addresses that somebody else signs in with.
    fn taken(&self, line: &Line, own: Option<UserId>) -> Vec<Fault> {
        let is_taken = |name: &str| {
            let owners = self.present.owners.get(&name_key(name)).map(Vec::as_slice).unwrap_or_default();
            owners.iter().any(|owner| Some(*owner) != own)
        };
        let mut faults = Vec::new();
        if let Some(name) = line.user_name.as_deref().filter(|name| is_taken(name)) {
            faults.push(self.sheet.fault(&Column::UserName, name, Problem::Taken));
        }
        for (place, cell) in &line.addresses {
            if let Cell::Set(address) = cell
                && is_taken(address)
            {
                let column = Column::Email(u8::try_from(place + 1).unwrap_or(1));
                faults.push(self.sheet.fault(&column, address, Problem::Taken));
            }
        }
        faults
    }

    /// Nobody grants what one has not, and nobody a role to oneself. At the command line of the server all is granted.
    fn role_given(&self, line: &Line, to: Option<&User>) -> Option<Fault> {
        let (actor, (role, rights)) = (self.actor?, line.role?);
        if role == Role::Member && to.is_none() {
            return None;
        }
        let (user, before) = to.map_or((UserId::from_bytes([0; 16]), Role::Member), |user| (user.id, user.role));
        let target =
            Party { user, role: before, rights: if to.is_some() { self.sheet.rights(before) } else { Rights::NONE } };
        // Whether the last SuperUser stays one is seen in the transaction.
        let refused = permission::may_act(actor, &target, Act::GiveRole(role, rights), u64::MAX).is_err();
        refused.then(|| self.sheet.fault(&Column::Role, role.word(), Problem::RoleNotGiven))
    }

    fn differences(&self, before: &Wanted, after: &Wanted) -> Vec<Difference> {
        let mut all = Vec::new();
        let mut note = |column: &Column, before: String, after: String| {
            if before != after {
                let name = self.sheet.heading(column).unwrap_or_else(|| column.word());
                all.push(Difference { column: column.clone(), name, before, after });
            }
        };
        let languages = (before.language.clone().unwrap_or_default(), after.language.clone().unwrap_or_default());
        note(&Column::UserName, before.user_name.clone(), after.user_name.clone());
        note(&Column::DisplayName, before.display_name.clone(), after.display_name.clone());
        note(&Column::Email(1), before.addresses.join(" "), after.addresses.join(" "));
        note(&Column::Language, languages.0, languages.1);
        note(&Column::Role, before.role.word().into_owned(), after.role.word().into_owned());
        note(&Column::Groups, sorted(&before.groups), sorted(&after.groups));
        for key in before.own.iter().chain(&after.own).map(|(key, _)| key) {
            let shown = |own: &[(AttributeKey, OwnValue)]| {
                own.iter().find(|(one, _)| one == key).map(|(_, value)| value.shown()).unwrap_or_default()
            };
            note(&Column::Own(key.clone()), shown(&before.own), shown(&after.own));
        }
        all.dedup();
        all
    }
}

fn sorted(groups: &[String]) -> String {
    let mut groups = groups.to_vec();
    sorted::by_key(&mut groups, |name| name_key(name));
    groups.join("|")
}

/// The person with what the line says put over it.
fn merged(line: &Line, mut person: Wanted) -> Wanted {
    if let Some(name) = &line.user_name {
        person.user_name.clone_from(name);
    }
    if let Some(name) = &line.display_name {
        person.display_name.clone_from(name);
    }
    let mut addresses: Vec<Option<String>> = person.addresses.into_iter().map(Some).collect();
    for (place, cell) in &line.addresses {
        match cell {
            Cell::Keep => {}
            Cell::Clear => {
                if let Some(there) = addresses.get_mut(*place) {
                    *there = None;
                }
            }
            Cell::Set(address) => {
                // An address that moves to another place leaves its own.
                for other in addresses
                    .iter_mut()
                    .filter(|one| one.as_deref().is_some_and(|one| name_key(one) == name_key(address)))
                {
                    *other = None;
                }
                if addresses.len() <= *place {
                    addresses.resize(place + 1, None);
                }
                if let Some(there) = addresses.get_mut(*place) {
                    *there = Some(address.clone());
                }
            }
        }
    }
    person.addresses = addresses.into_iter().flatten().collect();
    match &line.language {
        Cell::Keep => {}
        Cell::Clear => person.language = None,
        Cell::Set(tag) => person.language = Some(tag.clone()),
    }
    if let Some((role, _)) = line.role {
        person.role = role;
    }
    person.groups = merged_groups(line, person.groups);
    for (key, cell) in &line.own {
        let place = person.own.iter().position(|(own, _)| own == key);
        match (cell, place) {
            (Cell::Keep, _) | (Cell::Clear, None) => {}
            (Cell::Clear, Some(place)) => drop(person.own.remove(place)),
            (Cell::Set(value), None) => person.own.push((key.clone(), value.clone())),
            (Cell::Set(value), Some(place)) => {
                if let Some((_, there)) = person.own.get_mut(place) {
                    there.clone_from(value);
                }
            }
        }
    }
    person
}

fn merged_groups(line: &Line, before: Vec<String>) -> Vec<String> {
    let known = |names: &[String], name: &str| names.iter().any(|one| name_key(one) == name_key(name));
    let mut groups = match &line.groups {
        Cell::Keep => before,
        Cell::Clear => Vec::new(),
        // A group keeps the spelling that it has.
        Cell::Set(names) => {
            let spelled =
                |name: &String| before.iter().find(|one| name_key(one) == name_key(name)).unwrap_or(name).clone();
            names.iter().map(spelled).collect()
        }
    };
    for (name, is_in) in &line.in_groups {
        match (is_in, known(&groups, name)) {
            (true, false) => groups.push(name.clone()),
            (false, true) => groups.retain(|one| name_key(one) != name_key(name)),
            _ => {}
        }
    }
    groups
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
