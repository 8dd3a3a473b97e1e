//! The limit of whatever brings people in: rows of people, and nothing around them.

use actions::Clock;
use domain::id::{OrganisationId, UserId};
use domain::user::Role;
use store::Db;
use store::people_bulk;
use store::user::NewUser;

use crate::BATCH;
use crate::house::{MachineClock, Problem};
use crate::pace::{per_second, started};

/// Bare rows: the person and an address, in batches, each batch durable.
pub(crate) async fn inserts_a_second(db: &Db, org: OrganisationId, count: usize) -> Result<u64, Problem> {
    let now = MachineClock.now();
    let row = |number: usize| {
        let mut id = [0xff; 16];
        id[8..].copy_from_slice(&(number as u64).to_be_bytes());
        NewUser {
            id: UserId::from_bytes(id),
            user_name: format!("row{number}@bare.example"),
            display_name: format!("Row Number {number}"),
            language: None,
            role: Role::Member,
            password_hash: None,
            addresses: vec![format!("row{number}@bare.example")],
        }
    };
    let began = started();
    for first in (0..count).step_by(BATCH) {
        let rows: Vec<NewUser> = (first..count.min(first + BATCH)).map(row).collect();
        db.write_with::<_, _, store::Error, _>((org, rows), move |tx, (org, rows)| {
            Box::pin(async move { people_bulk::insert(tx, *org, rows, now).await })
        })
        .await?;
    }
    Ok(per_second(count, began.elapsed()))
}
