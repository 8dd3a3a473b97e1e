//! What the engine itself takes for people: the rows that an import of the bench's file writes, and nothing beside, 500
//! people to a transaction, through the plainest use of its driver. `scripts/bench` compares `person import` with it.
//!
//! use: `bare_insert URL PEOPLE`, where URL is as the setting `database.url`, of a database that the product has made.

use std::path::Path;

use domain::id::OrganisationId;
use domain::selection::order_key;
use domain::user::name_key;
use rusqlite::{Connection, params};
use store::{DatabaseUrl, Db, Options};
use tokio_postgres::NoTls;

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: bare_insert URL PEOPLE";
const PART: usize = 500;
const USER: &str =
    "INSERT INTO users (organisation_id, user_id, user_name, user_name_key, display_name, language, role,
    blocked, created_at, display_name_key, user_name_order, display_name_order)
    VALUES ($1, $2, $3, $4, $5, NULL, 'member', FALSE, 0, $6, $7, $8)";
const ADDRESS: &str = "INSERT INTO addresses (organisation_id, user_id, address_key, address, position)
    VALUES ($1, $2, $3, $4, 0)";
const MEMBER: &str = "INSERT INTO memberships (organisation_id, user_id, group_id) VALUES ($1, $2, $3)";
const VALUE: &str = "INSERT INTO attribute_values (organisation_id, user_id, attribute_key, value, text_key, order_key)
    VALUES ($1, $2, 'town', $3, $4, $5)";

struct Person {
    id: Vec<u8>,
    name: String,
    full: String,
    address: String,
    town: String,
    orders: [Vec<u8>; 3],
}

impl Person {
    /// Identities rise, as those of an import do.
    fn numbered(number: usize) -> Self {
        let (name, full) = (format!("b{number}"), format!("Person {number}"));
        let town = format!("Town {}", number % 500);
        let orders = [order_key(&name), order_key(&full), order_key(&town)];
        let id = (1_u128 << 100 | number as u128).to_be_bytes().to_vec();
        Self { id, address: format!("b{number}@example.org"), name, full, town, orders }
    }
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::args().nth(1).ok_or(USAGE)?;
    let count: usize = std::env::args().nth(2).and_then(|text| text.parse().ok()).ok_or(USAGE)?;
    let db = Db::open(&DatabaseUrl::parse(&url, Path::new("."))?, Options::default()).await?;
    let org = store::organisation::list(&db).await?.first().ok_or("no organisation")?.id;
    db.close().await;
    let begun = clock();
    match url.strip_prefix("sqlite:") {
        Some(path) => sqlite(path, org, count)?,
        None => postgres(&url, org, count).await?,
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("RESULT rps={:.0} seconds={seconds:.1}", f64::from(u32::try_from(count)?) / seconds);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

fn sqlite(path: &str, org: OrganisationId, count: usize) -> Result<(), Problem> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
    let (org, group) = (org.bytes(), [7_u8; 16]);
    connection.execute(
        "INSERT INTO user_groups (organisation_id, group_id, name, name_key) VALUES ($1, $2, 'Bare', 'bare')",
        params![org, group],
    )?;
    for first in (0..count).step_by(PART) {
        let transaction = connection.transaction()?;
        {
            let mut user = transaction.prepare_cached(USER)?;
            let mut address = transaction.prepare_cached(ADDRESS)?;
            let mut member = transaction.prepare_cached(MEMBER)?;
            let mut value = transaction.prepare_cached(VALUE)?;
            for number in first..count.min(first + PART) {
                let Person { id, name, full, address: mail, town, orders: [by_name, by_full, by_town] } =
                    Person::numbered(number);
                user.execute(params![org, id, name, name_key(&name), full, name_key(&full), by_name, by_full])?;
                address.execute(params![org, id, mail, mail])?;
                member.execute(params![org, id, group])?;
                value.execute(params![org, id, town, name_key(&town), by_town])?;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}

async fn postgres(url: &str, org: OrganisationId, count: usize) -> Result<(), Problem> {
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
    drop(tokio::spawn(connection));
    let (org, group) = (org.bytes().to_vec(), vec![7_u8; 16]);
    client
        .execute(
            "INSERT INTO user_groups (organisation_id, group_id, name, name_key) VALUES ($1, $2, 'Bare', 'bare')",
            &[&org, &group],
        )
        .await?;
    for first in (0..count).step_by(PART) {
        let people: Vec<Person> = (first..count.min(first + PART)).map(Person::numbered).collect();
        let transaction = client.transaction().await?;
        let ids: Vec<&[u8]> = people.iter().map(|one| one.id.as_slice()).collect();
        let texts = |of: fn(&Person) -> &str| people.iter().map(of).collect::<Vec<&str>>();
        let keys = |texts: &[&str]| texts.iter().map(|text| name_key(text)).collect::<Vec<String>>();
        let order = |place: usize| {
            people.iter().filter_map(|one| one.orders.get(place)).map(Vec::as_slice).collect::<Vec<&[u8]>>()
        };
        let (names, full) = (texts(|one| &one.name), texts(|one| &one.full));
        let (mails, towns) = (texts(|one| &one.address), texts(|one| &one.town));
        let user = "INSERT INTO users (organisation_id, user_id, user_name, user_name_key, display_name, language, role,
            blocked, created_at, display_name_key, user_name_order, display_name_order)
            SELECT $1, a, b, c, d, NULL, 'member', FALSE, 0, e, f, g FROM unnest(CAST($2 AS bytea[]), CAST($3 AS text[]),
            CAST($4 AS text[]), CAST($5 AS text[]), CAST($6 AS text[]), CAST($7 AS bytea[]), CAST($8 AS bytea[]))
            AS x (a, b, c, d, e, f, g)";
        transaction
            .execute(user, &[&org, &ids, &names, &keys(&names), &full, &keys(&full), &order(0), &order(1)])
            .await?;
        let address = "INSERT INTO addresses (organisation_id, user_id, address_key, address, position)
            SELECT $1, a, b, b, 0 FROM unnest(CAST($2 AS bytea[]), CAST($3 AS text[])) AS x (a, b)";
        transaction.execute(address, &[&org, &ids, &mails]).await?;
        let member = "INSERT INTO memberships (organisation_id, user_id, group_id)
            SELECT $1, a, $3 FROM unnest(CAST($2 AS bytea[])) AS x (a)";
        transaction.execute(member, &[&org, &ids, &group]).await?;
        let value = "INSERT INTO attribute_values (organisation_id, user_id, attribute_key, value, text_key, order_key)
            SELECT $1, a, 'town', b, c, d FROM unnest(CAST($2 AS bytea[]), CAST($3 AS text[]), CAST($4 AS text[]),
            CAST($5 AS bytea[])) AS x (a, b, c, d)";
        transaction.execute(value, &[&org, &ids, &towns, &keys(&towns), &order(2)]).await?;
        transaction.commit().await?;
    }
    Ok(())
}
