//! Announcements, with their texts in every language; and what people put away.

use std::collections::HashSet;

use domain::announcement::{Reach, Weight};
use domain::id::{AnnouncementId, OrganisationId, UserId};
use domain::selection::Selected;
use domain::time::Timestamp;
use jiff::civil::Date;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// An announcement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Identity.
    pub id: AnnouncementId,
    /// The version that an edit names; whoever put an earlier one away reads this one.
    pub version: i64,
    /// For whom, and when.
    pub reach: Reach,
    /// What it says, in each language.
    pub texts: Vec<AnnouncementText>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// What it says in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncementText {
    /// Tag of the language.
    pub language: String,
    /// One line.
    pub title: String,
    /// Paragraphs, with their placeholders.
    pub body: String,
}

const LIST: Statement = Statement::new(
    "announcement.list",
    "SELECT announcement_id, version, selection_id, from_day, until_day, weight, lacking_only, dismissible, shared, made_at,
     changed_at FROM announcements WHERE organisation_id = $1 ORDER BY from_day DESC, announcement_id DESC",
);
const SHOWN: Statement = Statement::new(
    "announcement.shown",
    "SELECT announcement_id, version, selection_id, from_day, until_day, weight, lacking_only, dismissible, shared, made_at,
     changed_at FROM announcements WHERE organisation_id = $1 AND until_day >= $2 AND from_day <= $2
     ORDER BY weight, from_day DESC, announcement_id DESC",
);
const TEXTS: Statement = Statement::new(
    "announcement.texts",
    "SELECT announcement_id, language, title, body FROM announcement_texts WHERE organisation_id = $1
     ORDER BY announcement_id, language",
);
const TEXTS_SHOWN: Statement = Statement::new(
    "announcement.texts_shown",
    "SELECT t.announcement_id, t.language, t.title, t.body FROM announcement_texts t JOIN announcements a
     ON a.organisation_id = t.organisation_id AND a.announcement_id = t.announcement_id
     WHERE t.organisation_id = $1 AND a.until_day >= $2 AND a.from_day <= $2 ORDER BY t.announcement_id, t.language",
);

/// All of them, the latest on top.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Announcement>, Error> {
    let key = || vec![org.bytes().into()];
    joined(db.all_of(&[(&LIST, key()), (&TEXTS, key())]).await?)
}

/// Those of one local day, important ones on top.
pub async fn shown(db: &Db, org: OrganisationId, today: Date) -> Result<Vec<Announcement>, Error> {
    let key = || vec![org.bytes().into(), today.to_string().into()];
    joined(db.all_of(&[(&SHOWN, key()), (&TEXTS_SHOWN, key())]).await?)
}

/// One of them. There are few: it is picked from the list.
pub async fn find(db: &Db, org: OrganisationId, id: AnnouncementId) -> Result<Option<Announcement>, Error> {
    Ok(list(db, org).await?.into_iter().find(|one| one.id == id))
}

fn joined(answers: Vec<Vec<Row>>) -> Result<Vec<Announcement>, Error> {
    let [heads, texts] =
        <[Vec<Row>; 2]>::try_from(answers).map_err(|_| Error::Broken("two reads have two answers".into()))?;
    let mut all = heads.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    for row in &texts {
        let id = AnnouncementId::from_bytes(row.array(0)?);
        if let Some(one) = all.iter_mut().find(|one| one.id == id) {
            one.texts.push(AnnouncementText {
                language: row.text(1)?.to_owned(),
                title: row.text(2)?.to_owned(),
                body: row.text(3)?.to_owned(),
            });
        }
    }
    Ok(all)
}

fn read(row: &Row) -> Result<Announcement, Error> {
    let broken = |what: &str| Error::Broken(format!("an announcement has an impossible {what}"));
    let selection = row.opt_array(2)?.map(domain::id::SelectionId::from_bytes);
    Ok(Announcement {
        id: AnnouncementId::from_bytes(row.array(0)?),
        version: row.int(1)?,
        reach: Reach {
            selected: Selected::from(selection),
            from: row.text(3)?.parse().map_err(|_| broken("day"))?,
            until: row.text(4)?.parse().map_err(|_| broken("day"))?,
            weight: Weight::from_word(row.text(5)?).ok_or_else(|| broken("weight"))?,
            lacking_only: row.bool(6)?,
            dismissible: row.bool(7)?,
            shared: row.bool(8)?,
        },
        texts: Vec::new(),
        made_at: Timestamp::from_micros(row.int(9)?),
        changed_at: Timestamp::from_micros(row.int(10)?),
    })
}

const INSERT: Statement = Statement::new(
    "announcement.insert",
    "INSERT INTO announcements (organisation_id, announcement_id, selection_id, from_day, until_day, weight, lacking_only,
     dismissible, shared, version, made_at, changed_at, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10, $11)",
);

/// Keeps a new one.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    (id, reach): (AnnouncementId, &Reach),
    texts: &[AnnouncementText],
    (now, by): (Timestamp, Option<UserId>),
) -> Result<(), Error> {
    let mut params = values(org, id, reach);
    params.extend([now.micros().into(), by.map(UserId::bytes).into()]);
    tx.execute(&INSERT, &params).await?;
    write_texts(tx, org, id, texts).await
}

fn values(org: OrganisationId, id: AnnouncementId, reach: &Reach) -> Vec<Value> {
    vec![
        org.bytes().into(),
        id.bytes().into(),
        reach.selected.selection().map(domain::id::SelectionId::bytes).into(),
        reach.from.to_string().into(),
        reach.until.to_string().into(),
        reach.weight.word().into(),
        reach.lacking_only.into(),
        reach.dismissible.into(),
        reach.shared.into(),
    ]
}

const SHARED: Statement = Statement::new(
    "announcement.shared",
    "SELECT shared FROM announcements WHERE organisation_id = $1 AND announcement_id = $2 AND version = $3",
);

/// Whether it was handed to other systems at a version; false where that version is not there any more.
pub async fn is_shared_in(
    tx: &mut Tx,
    org: OrganisationId,
    (id, version): (AnnouncementId, i64),
) -> Result<bool, Error> {
    let row = tx.one(&SHARED, &[org.bytes().into(), id.bytes().into(), version.into()]).await?;
    row.map_or(Ok(false), |row| row.bool(0))
}

const SAVE: Statement = Statement::new(
    "announcement.save",
    "UPDATE announcements SET selection_id = $3, from_day = $4, until_day = $5, weight = $6, lacking_only = $7,
     dismissible = $8, shared = $9, version = version + 1, changed_at = $11
     WHERE organisation_id = $1 AND announcement_id = $2 AND version = $10",
);
const CLEAR_TEXTS: Statement = Statement::new(
    "announcement.clear_texts",
    "DELETE FROM announcement_texts WHERE organisation_id = $1 AND announcement_id = $2",
);
const PUT_TEXT: Statement = Statement::new(
    "announcement.put_text",
    "INSERT INTO announcement_texts (organisation_id, announcement_id, language, title, body) VALUES ($1, $2, $3, $4, $5)",
);

/// Saves it over the version that was read; false where it has changed since, or is gone.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    (id, version): (AnnouncementId, i64),
    (reach, texts): (&Reach, &[AnnouncementText]),
    now: Timestamp,
) -> Result<bool, Error> {
    let mut params = values(org, id, reach);
    params.extend([version.into(), now.micros().into()]);
    if tx.execute(&SAVE, &params).await? != 1 {
        return Ok(false);
    }
    tx.execute(&CLEAR_TEXTS, &[org.bytes().into(), id.bytes().into()]).await?;
    write_texts(tx, org, id, texts).await?;
    Ok(true)
}

async fn write_texts(
    tx: &mut Tx,
    org: OrganisationId,
    id: AnnouncementId,
    texts: &[AnnouncementText],
) -> Result<(), Error> {
    for text in texts {
        let params: [Value; 5] = [
            org.bytes().into(),
            id.bytes().into(),
            (&*text.language).into(),
            (&*text.title).into(),
            (&*text.body).into(),
        ];
        tx.execute(&PUT_TEXT, &params).await?;
    }
    Ok(())
}

const REMOVE: Statement = Statement::new(
    "announcement.remove",
    "DELETE FROM announcements WHERE organisation_id = $1 AND announcement_id = $2 AND version = $3",
);

/// Takes it away, with its texts; false where it has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (AnnouncementId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}

const PUT_AWAY: Statement = Statement::new(
    "announcement.put_away",
    "SELECT source_id, part FROM put_away WHERE organisation_id = $1 AND user_id = $2",
);

/// What a person put away: of which source, and which part of it.
pub async fn put_away(db: &Db, org: OrganisationId, user: UserId) -> Result<HashSet<([u8; 16], String)>, Error> {
    let rows = db.all(&PUT_AWAY, &[org.bytes().into(), user.bytes().into()]).await?;
    rows.iter().map(|row| Ok((row.array(0)?, row.text(1)?.to_owned()))).collect()
}

const PUT: Statement = Statement::new(
    "announcement.put",
    "INSERT INTO put_away (organisation_id, user_id, source_id, part, put_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING",
);

/// Puts one away; nothing where it was already.
pub async fn put(
    tx: &mut Tx,
    org: OrganisationId,
    user: UserId,
    (source, part): ([u8; 16], &str),
    now: Timestamp,
) -> Result<(), Error> {
    let params = [org.bytes().into(), user.bytes().into(), source.into(), part.into(), now.micros().into()];
    tx.execute(&PUT, &params).await?;
    Ok(())
}

const FORGET: Statement =
    Statement::new("announcement.forget", "DELETE FROM put_away WHERE organisation_id = $1 AND source_id = $2");

/// Forgets who put a source away, once it is gone.
pub async fn forget(tx: &mut Tx, org: OrganisationId, source: [u8; 16]) -> Result<(), Error> {
    tx.execute(&FORGET, &[org.bytes().into(), source.into()]).await?;
    Ok(())
}
