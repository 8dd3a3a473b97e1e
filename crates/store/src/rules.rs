//! The rules of an organisation, read together and kept in memory by whoever decides: policies, the selections that they
//! point at, and the attributes that filters may name. `facts.rs` says when what is kept is old.

use std::collections::HashMap;

use domain::id::{OrganisationId, PolicyId, SelectionId};
use domain::policy::Policy;
use domain::selection::{Field, Filter, Schema, Selected, SelectionRule, UserFacts};
use jiff::tz::TimeZone;

use crate::selection_sql::Which;
use crate::{Db, Error, Row, Statement, Tx, attribute, policy, selection};

/// The rules of an organisation.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The number under which they were read: another one in the database means that they are old.
    pub version: i64,
    /// All policies.
    pub policies: Vec<Policy>,
    /// What filters may name.
    pub schema: Schema,
    /// The rule of every selection.
    pub selections: HashMap<SelectionId, SelectionRule>,
    /// What has to be known of a person to say which policies hold.
    pub needs: Needs,
}

/// What the selections of policies look at, beside the person's own row, groups and authenticators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says of one thing whether it is read")]
pub struct Needs {
    /// Whether any selection has to be evaluated.
    pub facts: bool,
    /// E-mail addresses.
    pub addresses: bool,
    /// The organisation's own attributes.
    pub own: bool,
    /// Lists of static selections.
    pub lists: bool,
    /// Something that changes without an administrator: signing in or enrolling changes who is selected.
    pub moves_by_itself: bool,
}

const HEAD: Statement = Statement::new(
    "rules.head",
    "SELECT g.rules, o.time_zone FROM generations g JOIN organisations o ON o.organisation_id = g.organisation_id
     WHERE g.organisation_id = $1",
);

/// Reads the rules.
pub async fn load(db: &Db, org: OrganisationId) -> Result<Rules, Error> {
    // The number first: a change that comes between makes what is read look older than it is, never newer.
    let head = db.one(&HEAD, &[org.bytes().into()]).await?;
    let key = || vec![org.bytes().into()];
    let reads = [(&policy::LIST, key()), (&selection::LIST, key()), (&attribute::LIST, key())];
    let [policies, selections, attributes] = <[Vec<Row>; 3]>::try_from(db.all_of(&reads).await?)
        .map_err(|_| Error::Broken("three reads have three answers".into()))?;
    read(head, &policies, &selections, &attributes)
}

/// The same inside a transaction.
pub async fn load_in(tx: &mut Tx, org: OrganisationId) -> Result<Rules, Error> {
    let key = [org.bytes().into()];
    let head = tx.one(&HEAD, &key).await?;
    let policies = tx.all(&policy::LIST, &key).await?;
    let selections = tx.all(&selection::LIST, &key).await?;
    let attributes = tx.all(&attribute::LIST, &key).await?;
    read(head, &policies, &selections, &attributes)
}

fn read(head: Option<Row>, policies: &[Row], selections: &[Row], attributes: &[Row]) -> Result<Rules, Error> {
    let head = head.ok_or_else(|| Error::Broken("an organisation without rules".into()))?;
    let zone = TimeZone::get(head.text(1)?).map_err(|_| Error::Broken("unknown time zone".into()))?;
    let attributes = attributes.iter().map(|row| Ok(attribute::read(row)?.attribute));
    let schema = Schema::new(attributes.collect::<Result<_, Error>>()?, zone);
    let selections = selections.iter().map(|row| {
        let kept = selection::read(row)?;
        Ok((kept.id, rule(&kept, &schema)?))
    });
    let selections: HashMap<_, _> = selections.collect::<Result<_, Error>>()?;
    let policies = policies.iter().map(policy::read).collect::<Result<Vec<_>, _>>()?;
    let needs = needs(&policies, &selections)?;
    Ok(Rules { version: head.int(0)?, policies, schema, selections, needs })
}

/// How a saved selection knows its people. One that cannot be read refuses: nobody may fall out of a policy by it.
pub fn rule(kept: &selection::Selection, schema: &Schema) -> Result<SelectionRule, Error> {
    let Some(text) = &kept.filter else { return Ok(SelectionRule::Static) };
    let filter = Filter::parse(text, schema);
    let filter = filter.map_err(|fault| Error::Broken(format!("selection {}: {fault}", kept.id)))?;
    Ok(SelectionRule::Dynamic(filter))
}

fn needs(policies: &[Policy], selections: &HashMap<SelectionId, SelectionRule>) -> Result<Needs, Error> {
    let mut needs = Needs::default();
    for id in policies.iter().filter_map(|policy| policy.selection.selection()) {
        needs.facts = true;
        match selections.get(&id).ok_or_else(|| gone(id))? {
            SelectionRule::Static => needs.lists = true,
            SelectionRule::Dynamic(filter) => {
                for condition in filter.conditions() {
                    needs.addresses |= condition.field == Field::Emails;
                    needs.own |= matches!(condition.field, Field::Own(_));
                    needs.moves_by_itself |= condition.field.moves_by_itself();
                }
            }
        }
    }
    Ok(needs)
}

fn gone(id: SelectionId) -> Error {
    Error::Broken(format!("a policy points at selection {id}, which is gone"))
}

impl Rules {
    /// Whether a person is among those who are selected. `lists` are the static selections that they are on the list of.
    pub fn selects(&self, selected: Selected, facts: &UserFacts, lists: &[SelectionId]) -> Result<bool, Error> {
        let Selected::Selection(id) = selected else { return Ok(true) };
        Ok(match self.selections.get(&id).ok_or_else(|| gone(id))? {
            SelectionRule::Static => lists.contains(&id),
            SelectionRule::Dynamic(filter) => filter.matches(facts),
        })
    }

    /// The policies that select a person.
    pub fn holding<'r>(&'r self, facts: &UserFacts, lists: &[SelectionId]) -> Result<Vec<&'r Policy>, Error> {
        let mut holding = Vec::new();
        for policy in &self.policies {
            if self.selects(policy.selection, facts, lists)? {
                holding.push(policy);
            }
        }
        Ok(holding)
    }

    /// The same people for a statement.
    pub fn which(&self, selected: Selected) -> Result<Which<'_>, Error> {
        let Selected::Selection(id) = selected else { return Ok(Which::Everyone) };
        Ok(match self.selections.get(&id).ok_or_else(|| gone(id))? {
            SelectionRule::Static => Which::Listed(id),
            SelectionRule::Dynamic(filter) => Which::Filter(filter),
        })
    }

    /// Whether somebody may come into a selection or leave it although no administrator changes anything.
    pub fn moves_by_itself(&self, id: SelectionId) -> bool {
        match self.selections.get(&id) {
            Some(SelectionRule::Dynamic(filter)) => filter.conditions().iter().any(|one| one.field.moves_by_itself()),
            Some(SelectionRule::Static) | None => false,
        }
    }

    /// The policies that point at a selection.
    pub fn policies_of(&self, id: SelectionId) -> Vec<PolicyId> {
        let of = self.policies.iter().filter(|policy| policy.selection == Selected::Selection(id));
        of.map(|policy| policy.id).collect()
    }
}

const BUMP: Statement =
    Statement::new("rules.bump", "UPDATE generations SET rules = rules + 1 WHERE organisation_id = $1");

/// Says that policies, selections or attributes changed: what is kept in memory is read anew before the next decision.
pub async fn changed(tx: &mut Tx, org: OrganisationId) -> Result<(), Error> {
    tx.execute(&BUMP, &[org.bytes().into()]).await?;
    Ok(())
}
