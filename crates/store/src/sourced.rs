//! Who and what came from which source, and under which name there. Neighbour: `people_source` has the sources themselves.

use std::collections::HashMap;

use domain::id::{GroupId, OrganisationId, PeopleSourceId, UserId};
use domain::time::Timestamp;

use crate::composed::Composed;
use crate::group::{self, Group};
use crate::people_bulk::Reads;
use crate::selection_sql::{Ask, Which, Writing};
use crate::{Db, Error, Row, Statement, Tx, Value};

/// Somebody who came from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The person.
    pub user: UserId,
    /// Where from.
    pub source: PeopleSourceId,
    /// What the source calls them.
    pub external_id: Option<String>,
    /// What it said of them, as the actions write it.
    pub document: String,
    /// It blocked them; only then may it let them in again.
    pub blocked_there: bool,
    /// When they first came from there.
    pub made_at: Timestamp,
    /// When anything of this last changed.
    pub changed_at: Timestamp,
    /// Since when they are there no longer.
    pub gone_at: Option<Timestamp>,
}

const OF: Statement = Statement::new(
    "sourced.of",
    "SELECT user_id, people_source_id, external_id, document, blocked_there, made_at, changed_at, gone_at
     FROM sourced_people WHERE organisation_id = $1 AND user_id = $2",
);

/// Where these people came from; who came from nowhere is not among them.
pub async fn of(reads: &mut Reads<'_>, org: OrganisationId, people: &[UserId]) -> Result<HashMap<UserId, Link>, Error> {
    let sets: Vec<Vec<Value>> = people.iter().map(|id| vec![org.bytes().into(), id.bytes().into()]).collect();
    let found = reads.many(&OF, &sets).await?;
    found.iter().flatten().map(|row| read(row).map(|link| (link.user, link))).collect()
}

fn read(row: &Row) -> Result<Link, Error> {
    Ok(Link {
        user: UserId::from_bytes(row.array(0)?),
        source: PeopleSourceId::from_bytes(row.array(1)?),
        external_id: row.opt_text(2)?.map(str::to_owned),
        document: row.text(3)?.to_owned(),
        blocked_there: row.bool(4)?,
        made_at: Timestamp::from_micros(row.int(5)?),
        changed_at: Timestamp::from_micros(row.int(6)?),
        gone_at: row.opt_int(7)?.map(Timestamp::from_micros),
    })
}

const BY_EXTERNAL: Statement = Statement::new(
    "sourced.by_external_id",
    "SELECT user_id, people_source_id, external_id, document, blocked_there, made_at, changed_at, gone_at
     FROM sourced_people WHERE organisation_id = $1 AND people_source_id = $2 AND external_id = $3",
);

/// Whom a source calls so.
pub async fn by_external_id(
    tx: &mut Tx,
    org: OrganisationId,
    (source, name): (PeopleSourceId, &str),
) -> Result<Vec<Link>, Error> {
    tx.all(&BY_EXTERNAL, &[org.bytes().into(), source.bytes().into(), name.into()]).await?.iter().map(read).collect()
}

/// Whom a source calls by each of these names.
pub async fn by_external_ids(
    reads: &mut Reads<'_>,
    org: OrganisationId,
    (source, names): (PeopleSourceId, &[&str]),
) -> Result<Vec<Vec<Link>>, Error> {
    let sets: Vec<Vec<Value>> =
        names.iter().map(|name| vec![org.bytes().into(), source.bytes().into(), (*name).into()]).collect();
    let found = reads.many(&BY_EXTERNAL, &sets).await?;
    found.iter().map(|rows| rows.iter().map(read).collect()).collect()
}

const THERE: Statement = Statement::new(
    "sourced.there",
    "SELECT user_id, people_source_id, external_id, document, blocked_there, made_at, changed_at, gone_at
     FROM sourced_people WHERE organisation_id = $1 AND people_source_id = $2 AND external_id > $3 AND gone_at IS NULL
     ORDER BY external_id LIMIT $4",
);

/// So many of those who are in a source that has a name for everybody, in the order of those names, after one of them.
pub async fn there(
    db: &Db,
    org: OrganisationId,
    source: PeopleSourceId,
    (after, limit): (&str, i64),
) -> Result<Vec<Link>, Error> {
    let params = [org.bytes().into(), source.bytes().into(), after.into(), limit.into()];
    db.all(&THERE, &params).await?.iter().map(read).collect()
}

const PUT: Statement = Statement::new(
    "sourced.put",
    "INSERT INTO sourced_people (organisation_id, user_id, people_source_id, external_id, document, blocked_there,
     made_at, changed_at, gone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (organisation_id, user_id) DO UPDATE SET people_source_id = excluded.people_source_id,
     external_id = excluded.external_id, document = excluded.document, blocked_there = excluded.blocked_there,
     changed_at = excluded.changed_at, gone_at = excluded.gone_at",
);

/// Notes where somebody came from, in place of what was noted before.
pub async fn put(tx: &mut Tx, org: OrganisationId, link: &Link) -> Result<(), Error> {
    tx.execute(&PUT, &noted(org, link)).await?;
    Ok(())
}

fn noted(org: OrganisationId, link: &Link) -> Vec<Value> {
    vec![
        org.bytes().into(),
        link.user.bytes().into(),
        link.source.bytes().into(),
        link.external_id.as_deref().into(),
        (&*link.document).into(),
        link.blocked_there.into(),
        link.made_at.micros().into(),
        link.changed_at.micros().into(),
        link.gone_at.map(Timestamp::micros).into(),
    ]
}

const ADD: Statement = Statement::new(
    "sourced.add",
    "INSERT INTO sourced_people (organisation_id, user_id, people_source_id, external_id, document, blocked_there,
     made_at, changed_at, gone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

/// Notes where people came from who are new.
pub async fn add_all(tx: &mut Tx, org: OrganisationId, links: &[Link]) -> Result<(), Error> {
    let rows: Vec<Vec<Value>> = links.iter().map(|link| noted(org, link)).collect();
    if !rows.is_empty() {
        tx.insert_many(&ADD, &rows).await?;
    }
    Ok(())
}

/// Notes what changed of people who are known.
pub async fn put_all(tx: &mut Tx, org: OrganisationId, links: &[Link]) -> Result<(), Error> {
    let batch: Vec<(&Statement, Vec<Value>)> = links.iter().map(|link| (&PUT, noted(org, link))).collect();
    tx.batch(&batch).await?;
    Ok(())
}

const LET_IN: Statement = Statement::new(
    "sourced.let_in",
    "UPDATE sourced_people SET blocked_there = FALSE WHERE organisation_id = $1 AND user_id = $2 AND blocked_there",
);

/// An administrator decided on the block of a person: the source has no say in it any more.
pub async fn decided_here(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&LET_IN, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}

const FORGET: Statement =
    Statement::new("sourced.forget", "DELETE FROM sourced_people WHERE organisation_id = $1 AND user_id = $2");

/// Forgets that somebody came from a source.
pub async fn forget(tx: &mut Tx, org: OrganisationId, user: UserId) -> Result<(), Error> {
    tx.execute(&FORGET, &[org.bytes().into(), user.bytes().into()]).await?;
    Ok(())
}

const COUNT: Statement = Statement::new(
    "sourced.count",
    "SELECT people_source_id, COUNT(*) FROM sourced_people WHERE organisation_id = $1 AND gone_at IS NULL
     GROUP BY people_source_id",
);
const COUNT_GROUPS: Statement = Statement::new(
    "sourced.count_groups",
    "SELECT people_source_id, COUNT(*) FROM sourced_groups WHERE organisation_id = $1 AND gone_at IS NULL
     GROUP BY people_source_id",
);

/// How many people and how many groups come from each source.
pub async fn counts(db: &Db, org: OrganisationId) -> Result<HashMap<PeopleSourceId, (u64, u64)>, Error> {
    let mut all: HashMap<PeopleSourceId, (u64, u64)> = HashMap::new();
    for row in db.all(&COUNT, &[org.bytes().into()]).await? {
        all.entry(PeopleSourceId::from_bytes(row.array(0)?)).or_default().0 = count(&row)?;
    }
    for row in db.all(&COUNT_GROUPS, &[org.bytes().into()]).await? {
        all.entry(PeopleSourceId::from_bytes(row.array(0)?)).or_default().1 = count(&row)?;
    }
    Ok(all)
}

fn count(row: &Row) -> Result<u64, Error> {
    u64::try_from(row.int(1)?).map_err(|_| Error::Broken("a count below nothing".into()))
}

/// The people of a source whom a filter matches, in the order of identities: so many after the first so many.
pub async fn page(
    db: &Db,
    org: OrganisationId,
    which: &[Which<'_>],
    (skip, limit): (u64, u64),
    now: Timestamp,
) -> Result<(u64, Vec<UserId>), Error> {
    let mut writing = Writing::new(org, now, Ask::EachPerson);
    let conditions: Vec<String> = which.iter().map(|one| format!("({})", writing.which(*one))).collect();
    let condition = format!("u.organisation_id = $1 AND {}", conditions.join(" AND "));
    let params = writing.into_params();
    let sql = format!("SELECT COUNT(*) FROM users u WHERE {condition}");
    let rows = db.ask(Composed::new("sourced.page_count", sql), params.clone()).await?;
    let total = rows.first().ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)?;
    let total = u64::try_from(total).map_err(|_| Error::Broken("a count below nothing".into()))?;
    if limit == 0 || skip >= total {
        return Ok((total, Vec::new()));
    }
    let sql = format!("SELECT u.user_id FROM users u WHERE {condition} ORDER BY u.user_id LIMIT {limit} OFFSET {skip}");
    let rows = db.ask(Composed::new("sourced.page", sql), params).await?;
    let ids = rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect::<Result<_, Error>>()?;
    Ok((total, ids))
}

/// A group that came from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLink {
    /// The group.
    pub group: Group,
    /// What the source calls it.
    pub external_id: Option<String>,
    /// When it first came from there.
    pub made_at: Timestamp,
    /// When anything of it last changed.
    pub changed_at: Timestamp,
}

const GROUPS: Statement = Statement::new(
    "sourced.groups",
    "SELECT g.group_id, g.name, g.version, s.external_id, s.made_at, s.changed_at FROM sourced_groups s
     JOIN user_groups g ON g.organisation_id = s.organisation_id AND g.group_id = s.group_id
     WHERE s.organisation_id = $1 AND s.people_source_id = $2 AND s.gone_at IS NULL ORDER BY s.group_id",
);

/// The groups of a source, inside a transaction or outside of one.
pub async fn groups(
    reads: &mut Reads<'_>,
    org: OrganisationId,
    source: PeopleSourceId,
) -> Result<Vec<GroupLink>, Error> {
    let found = reads.many(&GROUPS, &[vec![org.bytes().into(), source.bytes().into()]]).await?;
    let read = |row: &Row| {
        Ok(GroupLink {
            group: group::read(row)?,
            external_id: row.opt_text(3)?.map(str::to_owned),
            made_at: Timestamp::from_micros(row.int(4)?),
            changed_at: Timestamp::from_micros(row.int(5)?),
        })
    };
    found.iter().flatten().map(read).collect()
}

const SOURCE_OF_GROUP: Statement = Statement::new(
    "sourced.source_of_group",
    "SELECT people_source_id FROM sourced_groups WHERE organisation_id = $1 AND group_id = $2",
);

/// The source that a group came from, be it there still or not.
pub async fn source_of_group(
    tx: &mut Tx,
    org: OrganisationId,
    group: GroupId,
) -> Result<Option<PeopleSourceId>, Error> {
    let row = tx.one(&SOURCE_OF_GROUP, &[org.bytes().into(), group.bytes().into()]).await?;
    row.map(|row| Ok(PeopleSourceId::from_bytes(row.array(0)?))).transpose()
}

const PUT_GROUP: Statement = Statement::new(
    "sourced.put_group",
    "INSERT INTO sourced_groups (organisation_id, group_id, people_source_id, external_id, made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, group_id)
     DO UPDATE SET external_id = excluded.external_id, changed_at = excluded.changed_at, gone_at = NULL",
);

/// Notes that a group came from a source, or that it changed there.
pub async fn put_group(
    tx: &mut Tx,
    org: OrganisationId,
    source: PeopleSourceId,
    link: &GroupLink,
) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        link.group.id.bytes().into(),
        source.bytes().into(),
        link.external_id.as_deref().into(),
        link.made_at.micros().into(),
        link.changed_at.micros().into(),
    ];
    tx.execute(&PUT_GROUP, &params).await?;
    Ok(())
}

const OTHERS: Statement = Statement::new(
    "sourced.others",
    "SELECT m.user_id FROM memberships m
     JOIN users u ON u.organisation_id = m.organisation_id AND u.user_id = m.user_id
     LEFT JOIN sourced_people s ON s.organisation_id = m.organisation_id AND s.user_id = m.user_id
     AND s.people_source_id = $3 WHERE m.organisation_id = $1 AND m.group_id = $2
     AND (s.user_id IS NULL OR u.role <> 'member') LIMIT 1",
);

/// Whether anybody is in a group who did not come from a source, or is more than a member.
pub async fn has_others(
    tx: &mut Tx,
    org: OrganisationId,
    (group, source): (GroupId, PeopleSourceId),
) -> Result<bool, Error> {
    Ok(tx.one(&OTHERS, &[org.bytes().into(), group.bytes().into(), source.bytes().into()]).await?.is_some())
}

const GROUP_GONE: Statement = Statement::new(
    "sourced.group_gone",
    "UPDATE sourced_groups SET gone_at = $3 WHERE organisation_id = $1 AND group_id = $2",
);

/// Notes that a group, which stays here, is in its source no longer. It is the source's again when that makes it anew.
pub async fn group_gone(tx: &mut Tx, org: OrganisationId, group: GroupId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&GROUP_GONE, &[org.bytes().into(), group.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const MEMBERS: Statement = Statement::new(
    "sourced.members",
    "SELECT m.user_id FROM memberships m
     JOIN sourced_people s ON s.organisation_id = m.organisation_id AND s.user_id = m.user_id
     WHERE m.organisation_id = $1 AND m.group_id = $2 AND s.people_source_id = $3 AND s.gone_at IS NULL
     ORDER BY m.user_id",
);

/// Who of a source is in a group.
pub async fn members(
    reads: &mut Reads<'_>,
    org: OrganisationId,
    (group, source): (GroupId, PeopleSourceId),
) -> Result<Vec<UserId>, Error> {
    let set = vec![org.bytes().into(), group.bytes().into(), source.bytes().into()];
    let found = reads.many(&MEMBERS, &[set]).await?;
    found.iter().flatten().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect()
}
