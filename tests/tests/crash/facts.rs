//! What stands in the database, about one person and about all of it; and what PostgreSQL does for clients that are gone.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use journeys::crowd::Crowd;
use store::{Db, Engine, Statement};
use verifier::Place;

use crate::crash::subject::{Kind, Subject};

/// All that the steps of a person change, as counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) apps: i64,
    /// The latest step of any app that was accepted.
    pub(crate) last_step: Option<i64>,
    pub(crate) halves: i64,
    pub(crate) pending: i64,
    /// Whether the recovery code of the start is unused.
    pub(crate) first_code: bool,
    pub(crate) codes: i64,
    pub(crate) sessions: i64,
    /// Sessions in which no second factor was proved.
    pub(crate) unproved: i64,
    /// Wrong codes of the app that are charged, for whoever only guesses.
    pub(crate) charged: i64,
    /// Events by kind, those of failures left out of all but guessing: elsewhere one is charged before the rest.
    pub(crate) audit: BTreeMap<String, i64>,
    /// Messages by kind, likewise.
    pub(crate) mails: BTreeMap<String, i64>,
}

const COUNTS: Statement = Statement::new(
    "crash.counts",
    "SELECT (SELECT COUNT(*) FROM authenticators a WHERE a.organisation_id = $1 AND a.user_id = $2),
     (SELECT MAX(a.last_step) FROM authenticators a WHERE a.organisation_id = $1 AND a.user_id = $2),
     (SELECT COUNT(*) FROM half_sign_ins h WHERE h.organisation_id = $1 AND h.user_id = $2),
     (SELECT COUNT(*) FROM pending_authenticators p WHERE p.organisation_id = $1 AND p.user_id = $2),
     (SELECT COUNT(*) FROM recovery_codes r WHERE r.organisation_id = $1 AND r.user_id = $2 AND r.selector = $3),
     (SELECT COUNT(*) FROM recovery_codes r WHERE r.organisation_id = $1 AND r.user_id = $2),
     (SELECT COUNT(*) FROM sessions s WHERE s.organisation_id = $1 AND s.user_id = $2),
     (SELECT COUNT(*) FROM sessions s WHERE s.organisation_id = $1 AND s.user_id = $2 AND s.proof_kind IS NULL),
     (SELECT COALESCE(MAX(t.failures), 0) FROM factor_throttles t
      WHERE t.organisation_id = $1 AND t.user_id = $2 AND t.factor = 'app')",
);
const AUDIT: Statement = Statement::new(
    "crash.audit",
    "SELECT kind, COUNT(*) FROM audit_events WHERE organisation_id = $1 AND subject_id = $2 GROUP BY kind",
);
const MAILS: Statement = Statement::new(
    "crash.mails",
    "SELECT message_id, sealed_content FROM outbox WHERE organisation_id = $1 AND recipient = $2",
);

impl Facts {
    pub(crate) fn audits<const N: usize>(&mut self, events: [(&str, i64); N]) {
        let happened = events.into_iter().filter(|(_, count)| *count > 0);
        self.audit.extend(happened.map(|(kind, count)| (kind.to_owned(), count)));
    }

    pub(crate) fn mailed(&mut self, kind: &str, count: i64) {
        if count > 0 {
            self.mails.insert(kind.to_owned(), count);
        }
    }

    pub(crate) async fn read(crowd: &Crowd, subject: &Subject) -> Result<Self> {
        let (org, user) = (crowd.org().bytes(), subject.member.id.bytes());
        let selector = subject.code.as_ref().map_or("none", |code| code.row.0.as_str());
        let reads = [
            (&COUNTS, vec![org.into(), user.into(), selector.into()]),
            (&AUDIT, vec![org.into(), user.into()]),
            (&MAILS, vec![org.into(), subject.member.address.as_str().into()]),
        ];
        let mut answers = crowd.db().all_of(&reads).await?.into_iter();
        let (counts, audit, mails) = (answers.next(), answers.next(), answers.next());
        let counts = counts.and_then(|rows| rows.into_iter().next()).context("no counts")?;
        let mut facts = Self {
            apps: counts.int(0)?,
            last_step: counts.opt_int(1)?,
            halves: counts.int(2)?,
            pending: counts.int(3)?,
            first_code: counts.int(4)? == 1,
            codes: counts.int(5)?,
            sessions: counts.int(6)?,
            unproved: counts.int(7)?,
            ..Self::default()
        };
        let guesses = subject.kind == Kind::Guess;
        if guesses {
            facts.charged = counts.int(8)?;
        }
        for row in audit.unwrap_or_default() {
            if guesses || row.text(0)? != "factor-failed" {
                facts.audit.insert(row.text(0)?.to_owned(), row.int(1)?);
            }
        }
        for row in mails.unwrap_or_default() {
            let id: [u8; 16] = row.array(0)?;
            let place = Place { table: "outbox", column: "sealed_content", row: &id };
            let content = crowd.verifier().open(place, row.bytes(1)?)?;
            let kind = letter_kind(&content)?;
            if !["wrong-factor", "locked"].contains(&kind.as_str()) {
                *facts.mails.entry(kind).or_default() += 1;
            }
        }
        Ok(facts)
    }
}

/// What a message is about: the name of the variant, however it is filled.
fn letter_kind(content: &[u8]) -> Result<String> {
    let letter: serde_json::Value = serde_json::from_slice(content)?;
    let content = letter.get("content").context("a letter without content")?;
    let kind = content.as_str().or_else(|| content.as_object()?.keys().next().map(String::as_str));
    Ok(kind.context("a letter about nothing")?.to_owned())
}

const INTEGRITY: Statement =
    Statement::new("crash.integrity", "SELECT integrity_check FROM pragma_integrity_check ORDER BY 1");
const FOREIGN_KEYS: Statement = Statement::new("crash.foreign_keys", "SELECT COUNT(*) FROM pragma_foreign_key_check");
const UNPROVED: Statement =
    Statement::new("crash.unproved", "SELECT COUNT(*) FROM sessions WHERE organisation_id = $1 AND proof_kind IS NULL");

/// The database as a whole: sound, without halves of a thing, and without a session that nobody proved a factor for.
pub(crate) async fn whole(crowd: &Crowd, engine: Engine) -> Result<()> {
    if engine == Engine::Sqlite {
        for row in crowd.db().all(&INTEGRITY, &[]).await? {
            ensure!(row.text(0)? == "ok", "integrity_check: {}", row.text(0)?);
        }
        let dangling = crowd.db().one(&FOREIGN_KEYS, &[]).await?.context("no count")?;
        ensure!(dangling.int(0)? == 0, "rows that refer to rows which are gone");
    }
    let row = crowd.db().one(&UNPROVED, &[crowd.org().bytes().into()]).await?.context("no count")?;
    let unproved = row.int(0)?;
    ensure!(unproved == 0, "{unproved} sessions without a proof");
    Ok(())
}

/// The name of the program's connections.
pub(crate) const PROGRAM: &str = "to-kill";

const CUT: Statement = Statement::new(
    "crash.cut",
    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'to-kill'",
);
const TIME: Statement =
    Statement::new("crash.time", "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)");
const OLDER: Statement = Statement::new(
    "crash.older",
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'to-kill'
     AND CAST(EXTRACT(EPOCH FROM backend_start) * 1000000 AS BIGINT) < $1",
);

/// Ends every connection of the program from the server's side.
pub(crate) async fn cut_connections(db: &Db) -> Result<()> {
    let row = db.one(&CUT, &[]).await?.context("no count")?;
    ensure!(row.int(0)? > 0, "there were no connections to cut");
    Ok(())
}

/// The server's own time, in microseconds.
pub(crate) async fn server_time(db: &Db) -> Result<i64> {
    Ok(db.one(&TIME, &[]).await?.context("no time")?.int(0)?)
}

/// Waits until nothing is done any more for connections from before `moment`.
pub(crate) async fn wait_until_gone(db: &Db, moment: i64) -> Result<()> {
    while db.one(&OLDER, &[moment.into()]).await?.context("no count")?.int(0)? > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    Ok(())
}
