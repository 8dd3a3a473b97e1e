//! What the engine itself takes for the messages of a campaign: the rows that one writes, and nothing beside, 500 messages to
//! a transaction, through the plainest use of its driver. `scripts/bench` compares a campaign with it.
//!
//! use: `bare_campaign URL MESSAGES`, where URL is as the setting `database.url`, of a database with so many people.

use std::path::Path;

use domain::id::OrganisationId;
use rusqlite::{Connection, params};
use store::{DatabaseUrl, Db, Options};
use tokio_postgres::NoTls;

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: bare_campaign URL MESSAGES";
const PART: usize = 500;
const CAMPAIGN: [u8; 16] = [9; 16];
/// As long as the sealed content of a message of a campaign.
const CONTENT: [u8; 320] = [7; 320];
const TOLD: &str = "INSERT INTO campaign_messages (organisation_id, campaign_id, user_id, told_at, step, deadline_at,
    message_id) VALUES ($1, $2, $3, 1, 'announcement', 2, $4)";
const MESSAGE: &str = "INSERT INTO outbox (organisation_id, message_id, recipient, sealed_content, written_at,
    next_try_at, give_up_at, bulk, tries, state) VALUES ($1, $2, $3, $4, 1, 1, 1, TRUE, 0, 'waiting')";

/// Identities rise, as those of a campaign do.
fn message_id(number: usize) -> Vec<u8> {
    (1_u128 << 100 | number as u128).to_be_bytes().to_vec()
}

fn address(number: usize) -> String {
    format!("c{number}@example.org")
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::args().nth(1).ok_or(USAGE)?;
    let count: usize = std::env::args().nth(2).and_then(|text| text.parse().ok()).ok_or(USAGE)?;
    let db = Db::open(&DatabaseUrl::parse(&url, Path::new("."))?, Options::default()).await?;
    let org = store::organisation::list(&db).await?.first().ok_or("no organisation")?.id;
    db.close().await;
    let seconds = match url.strip_prefix("sqlite:") {
        Some(path) => sqlite(path, org, count)?,
        None => postgres(&url, org, count).await?,
    };
    println!("RESULT rps={:.0} seconds={seconds:.2}", f64::from(u32::try_from(count)?) / seconds);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

fn sqlite(path: &str, org: OrganisationId, count: usize) -> Result<f64, Problem> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
    let org = org.bytes();
    let users: Vec<Vec<u8>> = {
        let mut all =
            connection.prepare("SELECT user_id FROM users WHERE organisation_id = $1 ORDER BY user_id LIMIT $2")?;
        let rows = all.query_map(params![org, i64::try_from(count)?], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    let begun = clock();
    for first in (0..count).step_by(PART) {
        let transaction = connection.transaction()?;
        {
            let mut told = transaction.prepare_cached(TOLD)?;
            let mut message = transaction.prepare_cached(MESSAGE)?;
            for (number, user) in users.iter().enumerate().skip(first).take(PART) {
                told.execute(params![org, CAMPAIGN, user, message_id(number)])?;
                message.execute(params![org, message_id(number), address(number), CONTENT.as_slice()])?;
            }
        }
        transaction.commit()?;
    }
    Ok(begun.elapsed().as_secs_f64())
}

async fn postgres(url: &str, org: OrganisationId, count: usize) -> Result<f64, Problem> {
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
    drop(tokio::spawn(connection));
    let (org, campaign, content) = (org.bytes().to_vec(), CAMPAIGN.to_vec(), CONTENT.to_vec());
    let all = "SELECT user_id FROM users WHERE organisation_id = $1 ORDER BY user_id LIMIT $2";
    let users: Vec<Vec<u8>> =
        client.query(all, &[&org, &i64::try_from(count)?]).await?.iter().map(|row| row.get(0)).collect();
    let begun = clock();
    for first in (0..count).step_by(PART) {
        let part: Vec<&[u8]> = users.iter().skip(first).take(PART).map(Vec::as_slice).collect();
        let ids: Vec<Vec<u8>> = (first..first + part.len()).map(message_id).collect();
        let addresses: Vec<String> = (first..first + part.len()).map(address).collect();
        let transaction = client.transaction().await?;
        let told = "INSERT INTO campaign_messages (organisation_id, campaign_id, user_id, told_at, step, deadline_at,
            message_id) SELECT $1, $2, a, 1, 'announcement', 2, b
            FROM unnest(CAST($3 AS bytea[]), CAST($4 AS bytea[])) AS x (a, b)";
        transaction.execute(told, &[&org, &campaign, &part, &ids]).await?;
        let message = "INSERT INTO outbox (organisation_id, message_id, recipient, sealed_content, written_at,
            next_try_at, give_up_at, bulk, tries, state) SELECT $1, a, b, $2, 1, 1, 1, TRUE, 0, 'waiting'
            FROM unnest(CAST($3 AS bytea[]), CAST($4 AS text[])) AS x (a, b)";
        transaction.execute(message, &[&org, &content, &ids, &addresses]).await?;
        transaction.commit().await?;
    }
    Ok(begun.elapsed().as_secs_f64())
}
