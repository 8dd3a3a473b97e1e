//! A database that was made small is not asked as if it had stayed so.

use domain::id::{OrganisationId, UserId};
use domain::time::Timestamp;
use domain::user::Role;
use store::testing::{engines, fresh};
use store::user::NewUser;
use store::{Engine, Error, Statement, people_bulk};

const ORG: OrganisationId = OrganisationId::from_bytes([7; 16]);
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const KNOWN: Statement =
    Statement::new("test.known", "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'users'");

fn person(number: u128) -> NewUser {
    NewUser {
        id: UserId::from_bytes(number.to_be_bytes()),
        user_name: format!("u{number}"),
        display_name: format!("Person {number}"),
        language: None,
        role: Role::Member,
        password_hash: None,
        addresses: vec![format!("u{number}@waterland.example")],
    }
}

#[tokio::test]
async fn who_comes_in_by_the_thousand_is_counted_before_plans_for_a_few_cost_much() {
    for engine in engines().into_iter().filter(|engine| *engine == Engine::Postgres) {
        let house = fresh(engine).await.unwrap();
        for part in 0..6 {
            let people: Vec<NewUser> = (part * 500..(part + 1) * 500).map(person).collect();
            let added = house.db.write_with::<_, _, Error, _>(people, |tx, people| {
                Box::pin(async move { people_bulk::insert(tx, ORG, people, NOW).await })
            });
            added.await.unwrap();
        }
        let known = house.db.one(&KNOWN, &[]).await.unwrap().unwrap().int(0).unwrap();
        assert!(known >= 1_000, "{known} people are known of, and 3,000 are there");
    }
}
