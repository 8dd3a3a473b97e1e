//! How fast people are listed, counted and selected, beside the bare statements: `scripts/bench` runs it.
//!
//! use: `people_rate URL PEOPLE [fill]`, where URL is as the setting `database.url`. An empty database is filled first: everyone
//! is in the group "Leden", one in twenty in "Backend users", with a town, hours and whether they lead.

use std::path::Path;

use domain::id::{GroupId, OrganisationId, SelectionId, UserId};
use domain::organisation::ModuleState;
use domain::selection::{Attribute, AttributeKey, AttributeKind, Filter, OwnValue, Schema};
use domain::time::Timestamp;
use domain::user::Role;
use jiff::tz::TimeZone;
use store::organisation::Organisation;
use store::people_bulk;
use store::people_query::{self, From, Order, OrderBy, PeopleQuery};
use store::selection_sql::Which;
use store::user::NewUser;
use store::{DatabaseUrl, Db, Options, Statement, Tx, Value};

type Problem = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "use: people_rate URL PEOPLE [fill]";
const ORG: OrganisationId = OrganisationId::from_bytes([1; 16]);
const PART: usize = 5_000;
const RUNS: usize = 7;
const NOW: Timestamp = Timestamp::from_seconds(1_796_115_600);
const TOWNS: [&str; 8] = ["Edam", "Volendam", "Purmerend", "Monnickendam", "Broek", "Ilpendam", "Marken", "Katwoude"];

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let url = std::env::args().nth(1).ok_or(USAGE)?;
    let people: usize = std::env::args().nth(2).and_then(|text| text.parse().ok()).ok_or(USAGE)?;
    let db = Db::open(&DatabaseUrl::parse(&url, Path::new("."))?, Options::default()).await?;
    db.migrate().await?;
    if store::organisation::find(&db, ORG).await?.is_none() {
        let begun = clock();
        fill(&db, people).await?;
        eprintln!("filled with {people} people in {:.1} s", since(begun) / 1e3);
    }
    if std::env::args().nth(3).as_deref() != Some("fill") {
        counts(&db).await?;
        pages(&db).await?;
    }
    db.close().await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this measures time")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

/// Milliseconds.
fn since(begun: std::time::Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

fn schema() -> Schema {
    Schema::new(attributes(), TimeZone::UTC)
}

fn attributes() -> Vec<Attribute> {
    let one = |key: &str, kind| Attribute { key: AttributeKey::kept(key), name: key.to_owned(), kind, choices: vec![] };
    vec![one("town", AttributeKind::Text), one("hours", AttributeKind::Number), one("leads", AttributeKind::YesNo)]
}

fn id(number: usize) -> [u8; 16] {
    // Mixed, so that the order of names is not the order of identities.
    let mixed = (number as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    mixed.to_be_bytes()
}

async fn fill(db: &Db, people: usize) -> Result<(), Problem> {
    db.write(|tx| Box::pin(begin(tx))).await?;
    for first in (0..people).step_by(PART) {
        let part: Vec<usize> = (first..people.min(first + PART)).collect();
        db.write_with(part, |tx, part| Box::pin(async move { add(tx, part).await })).await?;
    }
    Ok(())
}

async fn begin(tx: &mut Tx) -> Result<(), store::Error> {
    let new = Organisation {
        id: ORG,
        name: "Bench".to_owned(),
        host: "localhost".to_owned(),
        time_zone: "UTC".to_owned(),
        language: "nl".to_owned(),
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    store::organisation::insert(tx, &new, NOW).await?;
    for (position, attribute) in (0..).zip(attributes()) {
        store::attribute::insert(tx, ORG, &attribute, position).await?;
    }
    store::group::find_or_insert(tx, ORG, GroupId::from_bytes([1; 16]), "Leden").await?;
    store::group::find_or_insert(tx, ORG, GroupId::from_bytes([2; 16]), "Backend users").await?;
    Ok(())
}

async fn add(tx: &mut Tx, part: &[usize]) -> Result<(), store::Error> {
    let (mut people, mut members, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let key = AttributeKey::kept;
    for number in part {
        let user = UserId::from_bytes(id(*number));
        let town = TOWNS.get(number % TOWNS.len()).copied().unwrap_or("Edam");
        let letter = char::from(b'A' + u8::try_from(number * 7 % 26).unwrap_or(0));
        people.push(NewUser {
            id: user,
            user_name: format!("u{number}"),
            display_name: format!("{letter} Person {number}"),
            language: None,
            role: Role::Member,
            password_hash: None,
            addresses: vec![format!("u{number}@example.org")],
        });
        members.push((user, GroupId::from_bytes([1; 16])));
        if number.is_multiple_of(20) {
            members.push((user, GroupId::from_bytes([2; 16])));
        }
        let hours = (number % 40).to_string().parse().map_err(|_| store::Error::Broken("no number".into()))?;
        values.push((user, key("town"), OwnValue::Text(town.to_owned())));
        values.push((user, key("hours"), OwnValue::Number(hours)));
        values.push((user, key("leads"), OwnValue::YesNo(number.is_multiple_of(10))));
    }
    people_bulk::insert(tx, ORG, &people, NOW).await?;
    people_bulk::join(tx, ORG, &members).await?;
    people_bulk::give_values(tx, ORG, &values).await?;
    for number in part.iter().filter(|number| !number.is_multiple_of(3)) {
        let at = NOW.micros() - i64::try_from(*number).unwrap_or(0) * 1_000_000;
        let user = UserId::from_bytes(id(*number));
        store::user::signed_in(tx, ORG, user, Timestamp::from_micros(at)).await?;
    }
    Ok(())
}

fn query(which: Which<'_>) -> PeopleQuery<'_> {
    PeopleQuery { which, narrowed: None, search: "", now: NOW }
}

/// The median of some runs, in milliseconds.
async fn median<T, F>(mut work: impl FnMut() -> F) -> Result<f64, Problem>
where
    F: Future<Output = Result<T, store::Error>>,
{
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = clock();
        work().await?;
        times.push(since(begun));
    }
    times.sort_by(f64::total_cmp);
    times.get(RUNS / 2).copied().ok_or_else(|| "no runs".into())
}

/// For people, and with bars between for `scripts/bench`.
fn tell(what: &str, ours: f64, bare: f64) {
    println!("RATIO|{what}|{ours:.2} ms|{bare:.2} ms|{:.2}", ours / bare);
}

/// Counts of three conditions, and what one would write by hand.
async fn counts(db: &Db) -> Result<(), Problem> {
    const SPARSE: Statement = Statement::new(
        "bare.sparse",
        "SELECT COUNT(*) FROM memberships m
         JOIN attribute_values t ON t.organisation_id = $1 AND t.user_id = m.user_id AND t.attribute_key = 'town'
         JOIN attribute_values h ON h.organisation_id = $1 AND h.user_id = m.user_id AND h.attribute_key = 'hours'
         WHERE m.organisation_id = $1 AND m.group_id = $2 AND t.text_key = 'edam' AND h.order_key >= $3",
    );
    let hours = ((20 * 10_000_i64) ^ i64::MIN).to_be_bytes();
    for (name, group) in [("Backend users", [2; 16]), ("Leden", [1; 16])] {
        let text = format!("groups eq \"{name}\" and town eq \"edam\" and hours ge 20");
        let filter = Filter::parse(&text, &schema())?;
        let ours = median(|| people_query::count(db, ORG, query(Which::Filter(&filter)))).await?;
        let params: [Value; 3] = [ORG.bytes().into(), group.into(), hours.into()];
        let bare = median(|| db.all(&SPARSE, &params)).await?;
        tell(&format!("count of three conditions, {name}"), ours, bare);
        let number = people_query::count(db, ORG, query(Which::Filter(&filter))).await?;
        let beside = db.one(&SPARSE, &params).await?.ok_or("no row")?.int(0)?;
        assert_eq!(number, u64::try_from(beside)?, "the same people");
    }
    let all = median(|| people_query::count(db, ORG, query(Which::Everyone))).await?;
    println!("{:<44} {all:>10.2} ms", "count of everyone");
    let static_one = Which::Listed(SelectionId::from_bytes([3; 16]));
    let list = median(|| people_query::count(db, ORG, query(static_one))).await?;
    println!("{:<44} {list:>10.2} ms", "count of an empty list");
    Ok(())
}

/// The first and the thousandth page of groups by name, then other orders.
async fn pages(db: &Db) -> Result<(), Problem> {
    const BARE: Statement = Statement::new(
        "bare.page",
        "SELECT u.user_id, u.display_name_order FROM users u WHERE u.organisation_id = $1
         AND (u.display_name_order, u.user_id) > ($2, $3)
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.organisation_id = $1 AND m.user_id = u.user_id
         AND m.group_id = $4) ORDER BY u.display_name_order, u.user_id LIMIT 26",
    );
    const SORTED: Statement = Statement::new(
        "bare.sorted_page",
        "SELECT u.user_id, u.display_name_order FROM memberships m
         JOIN users u ON u.organisation_id = m.organisation_id AND u.user_id = m.user_id
         WHERE m.organisation_id = $1 AND m.group_id = $4
         AND (u.display_name_order, u.user_id) > ($2, $3) ORDER BY u.display_name_order, u.user_id LIMIT 26",
    );
    let order = Order { by: OrderBy::DisplayName, down: false };
    for (name, group) in [("Leden", [1; 16]), ("Backend users", [2; 16])] {
        let filter = Filter::parse(&format!("groups eq \"{name}\""), &schema())?;
        let which = Which::Filter(&filter);
        let mut from = From::Start;
        for (page, what) in [(1, "first"), (1000, "thousandth")] {
            if page > 1 {
                for _ in 0..10 {
                    let found = people_query::page(db, ORG, query(which), (&order, &from), 2_500).await?;
                    let last = found.marks.last().ok_or("too few people for a thousandth page")?;
                    from = From::After(last.clone());
                }
            }
            let ours = median(|| people_query::page(db, ORG, query(which), (&order, &from), 25)).await?;
            let (key, last) = match &from {
                From::After(mark) => (mark.value.clone(), mark.id.bytes().to_vec()),
                _ => (None, Vec::new()),
            };
            let key = match key {
                Some(people_query::MarkValue::Bytes(bytes)) => bytes,
                _ => Vec::new(),
            };
            let params: [Value; 4] = [ORG.bytes().into(), key.into(), last.into(), group.into()];
            let walked = median(|| db.all(&BARE, &params)).await?;
            let sorted = median(|| db.all(&SORTED, &params)).await?;
            tell(&format!("{what} page of {name}"), ours, walked.min(sorted));
        }
    }
    other_orders(db).await
}

/// The first page by another column, narrowed, and searched.
async fn other_orders(db: &Db) -> Result<(), Problem> {
    const BY_SIGN_IN: Statement = Statement::new(
        "bare.by_sign_in",
        "SELECT user_id, last_sign_in_at FROM users WHERE organisation_id = $1 AND last_sign_in_at IS NOT NULL
         ORDER BY last_sign_in_at DESC, user_id DESC LIMIT 26",
    );
    const BY_TOWN: Statement = Statement::new(
        "bare.by_town",
        "SELECT user_id, order_key FROM attribute_values WHERE organisation_id = $1 AND attribute_key = 'town'
         ORDER BY order_key, user_id LIMIT 26",
    );
    const NARROWED: Statement = Statement::new(
        "bare.narrowed",
        "SELECT u.user_id, u.display_name_order FROM users u WHERE u.organisation_id = $1 AND u.blocked = FALSE
         AND EXISTS (SELECT 1 FROM memberships m WHERE m.organisation_id = $1 AND m.user_id = u.user_id
         AND m.group_id = $2) ORDER BY u.display_name_order, u.user_id LIMIT 26",
    );
    const SEARCHED: Statement = Statement::new(
        "bare.searched",
        "SELECT u.user_id, u.display_name_order FROM users u WHERE u.organisation_id = $1
         AND (u.display_name_key LIKE '%person%' OR u.user_name_key LIKE '%person%' OR EXISTS (SELECT 1 FROM addresses a
         WHERE a.organisation_id = $1 AND a.user_id = u.user_id AND a.address_key LIKE '%person%'))
         AND (u.display_name_key LIKE '%99999%' OR u.user_name_key LIKE '%99999%' OR EXISTS (SELECT 1 FROM addresses a
         WHERE a.organisation_id = $1 AND a.user_id = u.user_id AND a.address_key LIKE '%99999%'))
         ORDER BY u.display_name_order, u.user_id LIMIT 26",
    );
    let (org, group): (Value, Value) = (ORG.bytes().into(), [2; 16].into());
    let narrowed = Filter::parse("active eq true", &schema())?;
    let backend = Filter::parse("groups eq \"Backend users\"", &schema())?;
    let everyone = query(Which::Everyone);
    let by = |by, down| Order { by, down };
    let cases = [
        ("first page of everyone by last sign-in", everyone, by(OrderBy::LastSignIn, true), &BY_SIGN_IN),
        (
            "first page of everyone by an attribute",
            everyone,
            by(OrderBy::Own(AttributeKey::kept("town")), false),
            &BY_TOWN,
        ),
        (
            "first page of Backend users, narrowed",
            PeopleQuery { narrowed: Some(&narrowed), ..query(Which::Filter(&backend)) },
            by(OrderBy::DisplayName, false),
            &NARROWED,
        ),
        (
            "first page of a search",
            PeopleQuery { search: "person 99999", ..everyone },
            by(OrderBy::DisplayName, false),
            &SEARCHED,
        ),
    ];
    for (what, query, order, bare) in cases {
        let params = if std::ptr::eq(bare, &NARROWED) { vec![org.clone(), group.clone()] } else { vec![org.clone()] };
        let ours = median(|| people_query::page(db, ORG, query, (&order, &From::Start), 25)).await?;
        let beside = median(|| db.all(bare, &params)).await?;
        tell(what, ours, beside);
    }
    Ok(())
}
