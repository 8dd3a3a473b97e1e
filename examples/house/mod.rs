//! People for the programs that `scripts/bench` measures with: written straight through the store, because enrolling a
//! million of them the way people do would take a day.

use actions::Clock;
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, UserId};
use domain::time::Timestamp;
use domain::user::Role;
use store::Db;
use store::authenticator::NewAuthenticator;
use store::user::NewUser;
use tokio::task::JoinSet;
use verifier::{Place, Verifier};

pub(crate) type Problem = Box<dyn std::error::Error + Send + Sync>;

/// People in one transaction while the database is filled, and such transactions at once.
const PART: usize = 5000;
const AT_ONCE: usize = 8;
/// The key of RFC 6238's test values: everyone has it, so that one code serves a whole run.
const SECRET: &[u8] = b"12345678901234567890";

/// The machine's clock.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The argument at `place`, parsed; `usage` is said when it is missing or wrong.
pub(crate) fn argument<T: std::str::FromStr>(place: usize, usage: &str) -> Result<T, Problem> {
    let given = std::env::args().nth(place);
    given.and_then(|text| text.parse().ok()).ok_or_else(|| format!("use: {usage}").into())
}

/// Who is to be made.
#[derive(Clone, Copy)]
pub(crate) struct People<'a> {
    /// How many: `u0`, `u1` and so on, each with an address and an app.
    pub(crate) count: usize,
    /// Stored form of the password of everyone.
    pub(crate) password_hash: Option<&'a str>,
    /// When.
    pub(crate) now: Timestamp,
}

/// Makes these people; answers who they are.
pub(crate) async fn fill(
    db: &Db,
    verifier: &Verifier,
    org: OrganisationId,
    people: People<'_>,
) -> Result<Vec<UserId>, Problem> {
    let now = people.now;
    let id = || verifier.new_id(now.micros() / 1000);
    let mut all = Vec::with_capacity(people.count);
    let mut parts = JoinSet::new();
    for first in (0..people.count).step_by(PART) {
        if parts.len() == AT_ONCE {
            parts.join_next().await.ok_or("nothing to wait for")???;
        }
        let part = (first..people.count.min(first + PART))
            .map(|number| {
                let (user, authenticator) = (UserId::from_bytes(id()), AuthenticatorId::from_bytes(id()));
                let row = [user.bytes(), authenticator.bytes()].concat();
                let place = Place { table: "authenticators", column: "sealed_secret", row: &row };
                Ok((person(user, number, people.password_hash), enrolled(authenticator, verifier.seal(place, SECRET)?)))
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        all.extend(part.iter().map(|(person, _)| person.id));
        let db = db.clone();
        parts.spawn(async move { add(&db, org, part, now).await });
    }
    while let Some(part) = parts.join_next().await {
        part??;
    }
    Ok(all)
}

fn person(id: UserId, number: usize, password_hash: Option<&str>) -> NewUser {
    NewUser {
        id,
        user_name: format!("u{number}"),
        display_name: format!("Person {number}"),
        language: None,
        role: Role::Member,
        password_hash: password_hash.map(str::to_owned),
        addresses: vec![format!("u{number}@example.org")],
    }
}

fn enrolled(id: AuthenticatorId, sealed_secret: Vec<u8>) -> NewAuthenticator {
    NewAuthenticator { id, kind: AuthenticatorKind::App, label: "Phone".to_owned(), sealed_secret, last_step: 0 }
}

async fn add(
    db: &Db,
    org: OrganisationId,
    part: Vec<(NewUser, NewAuthenticator)>,
    now: Timestamp,
) -> Result<(), store::Error> {
    db.write_with((org, part, now), |tx, (org, part, now)| {
        Box::pin(async move {
            for (person, authenticator) in part {
                store::user::insert(tx, *org, person, *now).await?;
                store::authenticator::insert(tx, *org, person.id, authenticator, *now).await?;
            }
            Ok(())
        })
    })
    .await
}
