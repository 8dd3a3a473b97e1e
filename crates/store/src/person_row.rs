//! People as a list shows them: names, main address, groups, and how the second step stands. Which people, another file
//! says; the rows of a page are read together.

use domain::id::{OrganisationId, UserId};
use domain::selection::{AttributeKey, OwnValue};
use domain::time::Timestamp;

use crate::attribute::{VALUES, read_value};
use crate::user::User;
use crate::{Db, Error, Row, Statement, Value};

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub user: User,
    /// The main address.
    pub address: Option<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Values of the organisation's own attributes, where they were asked for.
    pub own: Vec<(AttributeKey, OwnValue)>,
    /// How many confirmed authenticators there are.
    pub authenticators: i64,
    /// The latest end of an exemption.
    pub exempt_until: Option<Timestamp>,
    /// Codes are not looked at before this moment.
    pub wait_until: Option<Timestamp>,
}

const ROW: Statement = Statement::new(
    "person_row.find",
    "SELECT u.user_id, u.user_name, u.display_name, u.language, u.role, u.blocked, u.last_sign_in_at,
     u.password_changed_at, a.address,
     (SELECT COUNT(*) FROM authenticators f WHERE f.organisation_id = $1 AND f.user_id = $2),
     (SELECT MAX(e.until_at) FROM exemptions e WHERE e.organisation_id = $1 AND e.user_id = $2),
     (SELECT MAX(t.wait_until) FROM factor_throttles t WHERE t.organisation_id = $1 AND t.user_id = $2)
     FROM users u LEFT JOIN addresses a ON a.organisation_id = u.organisation_id AND a.user_id = u.user_id
     AND a.position = 0 WHERE u.organisation_id = $1 AND u.user_id = $2",
);
const GROUPS: Statement = Statement::new(
    "person_row.groups",
    "SELECT g.name FROM memberships m
     JOIN user_groups g ON g.organisation_id = m.organisation_id AND g.group_id = m.group_id
     WHERE m.organisation_id = $1 AND m.user_id = $2 ORDER BY g.name_key",
);

/// Whether the values of the organisation's own attributes are read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// They are.
    Read,
    /// They are not.
    Left,
}

/// The rows of these people, in their order; who is gone meanwhile is left out.
pub async fn of(db: &Db, org: OrganisationId, ids: &[UserId], own: Own) -> Result<Vec<PersonRow>, Error> {
    let key = |id: &UserId| -> Vec<Value> { vec![org.bytes().into(), id.bytes().into()] };
    let wanted: &[&Statement] = if own == Own::Read { &[&ROW, &GROUPS, &VALUES] } else { &[&ROW, &GROUPS] };
    let reads: Vec<(&Statement, Vec<Value>)> =
        ids.iter().flat_map(|id| wanted.iter().map(move |statement| (*statement, key(id)))).collect();
    let answers = db.all_of(&reads).await?;
    let mut rows = Vec::with_capacity(ids.len());
    for of_one in answers.chunks(wanted.len()) {
        let [found, groups, values @ ..] = of_one else { return Err(Error::Broken("each read has its answer".into())) };
        let Some(row) = found.first() else { continue };
        let groups = groups.iter().map(|row| Ok(row.text(0)?.to_owned())).collect::<Result<_, Error>>()?;
        let own = values.iter().flatten().map(read_value).collect::<Result<_, Error>>()?;
        rows.push(PersonRow { own, ..read(row, groups)? });
    }
    Ok(rows)
}

fn read(row: &Row, groups: Vec<String>) -> Result<PersonRow, Error> {
    Ok(PersonRow {
        own: Vec::new(),
        user: crate::user::read(row)?,
        address: row.opt_text(8)?.map(str::to_owned),
        groups,
        authenticators: row.int(9)?,
        exempt_until: row.opt_int(10)?.map(Timestamp::from_micros),
        wait_until: row.opt_int(11)?.map(Timestamp::from_micros),
    })
}
