//! Texts of an organisation's own in a campaign. Without one the product's own text is sent.

use domain::campaign::TextKind;
use domain::id::{CampaignId, OrganisationId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnText {
    /// Which text.
    pub kind: TextKind,
    /// Its version; the same in all languages.
    pub version: i64,
    /// Tag of the language.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text, with its placeholders.
    pub body: String,
}

const CURRENT: Statement = Statement::new(
    "campaign_text.current",
    "SELECT t.kind, t.version, t.language, t.subject, t.body FROM campaign_texts t
     WHERE t.organisation_id = $1 AND t.campaign_id = $2 AND t.version = (SELECT MAX(n.version) FROM campaign_texts n
     WHERE n.organisation_id = $1 AND n.campaign_id = $2 AND n.kind = t.kind)",
);

/// The newest version of each text; its subject is empty where the product's own text is back.
pub async fn current(db: &Db, org: OrganisationId, campaign: CampaignId) -> Result<Vec<OwnText>, Error> {
    db.all(&CURRENT, &[org.bytes().into(), campaign.bytes().into()]).await?.iter().map(read).collect()
}

const OF_VERSION: Statement = Statement::new(
    "campaign_text.of_version",
    "SELECT kind, version, language, subject, body FROM campaign_texts WHERE organisation_id = $1 AND campaign_id = $2
     AND kind = $3 AND version = $4 AND language = $5",
);

/// One version in one language.
pub async fn of_version(
    db: &Db,
    org: OrganisationId,
    campaign: CampaignId,
    (kind, version): (TextKind, i64),
    language: &str,
) -> Result<Option<OwnText>, Error> {
    let params = [org.bytes().into(), campaign.bytes().into(), kind.word().into(), version.into(), language.into()];
    db.one(&OF_VERSION, &params).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<OwnText, Error> {
    let kind = TextKind::from_word(row.text(0)?).ok_or_else(|| Error::Broken("a text of an unknown kind".into()))?;
    Ok(OwnText {
        kind,
        version: row.int(1)?,
        language: row.text(2)?.to_owned(),
        subject: row.text(3)?.to_owned(),
        body: row.text(4)?.to_owned(),
    })
}

const INSERT: Statement = Statement::new(
    "campaign_text.insert",
    "INSERT INTO campaign_texts (organisation_id, campaign_id, kind, version, language, subject, body, changed_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT COALESCE(MAX(t.version), 0) FROM campaign_texts t
     WHERE t.organisation_id = $1 AND t.campaign_id = $2 AND t.kind = $3 AND t.version <> $4) =
     CAST($4 AS BIGINT) - 1 ON CONFLICT DO NOTHING",
);

/// Keeps a text, in every language, over the version that was read (0 where there was none); false where somebody else
/// changed it since.
pub async fn save(
    tx: &mut Tx,
    org: OrganisationId,
    campaign: CampaignId,
    texts: &[OwnText],
    now: Timestamp,
) -> Result<bool, Error> {
    for text in texts {
        let params: [Value; 8] = [
            org.bytes().into(),
            campaign.bytes().into(),
            text.kind.word().into(),
            (text.version + 1).into(),
            (&*text.language).into(),
            (&*text.subject).into(),
            (&*text.body).into(),
            now.micros().into(),
        ];
        if tx.execute(&INSERT, &params).await? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}
