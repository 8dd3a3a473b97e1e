//! Rows from before the log had a chain: they keep their place at its beginning, and nothing can be slipped in with them.

use actions::audit_chain::What;
use store::testing::{Fresh, empty, engines};
use store::{Error, Statement};

use crate::house::{House, KEY, context};

/// The schema as it was before.
const BEFORE: [(&str, &str); 6] = [
    ("V1__first", include_str!("../../../store/migrations/V1__first.sql")),
    ("V2__directory", include_str!("../../../store/migrations/V2__directory.sql")),
    ("V3__desk", include_str!("../../../store/migrations/V3__desk.sql")),
    ("V5__policies", include_str!("../../../store/migrations/V5__policies.sql")),
    ("V6__organisations", include_str!("../../../store/migrations/V6__organisations.sql")),
    ("V7__imports", include_str!("../../../store/migrations/V7__imports.sql")),
];
const ROW: &str = "INSERT INTO audit_events (organisation_id, event_id, at, kind, actor, subject_id, source, details)
     VALUES ($1, $2, $3, 'signed-out', 'anonymous', NULL, NULL, '{\"kind\":\"signed-out\"}')";

async fn put(place: &Fresh, org: [u8; 16], rows: std::ops::Range<u16>) {
    place
        .db
        .write_with(rows, move |tx, rows| {
            Box::pin(async move {
                for number in rows.clone() {
                    let mut id = [1_u8; 16];
                    id[6..8].copy_from_slice(&number.to_be_bytes());
                    let params = [org.into(), id.into(), i64::from(number).into()];
                    tx.execute(&Statement::new("test.row", ROW), &params).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn rows_from_before_the_chain_are_its_beginning_and_no_later_row_passes_for_one() {
    for engine in engines() {
        let place = empty(engine).await.unwrap();
        place.db.migrate_from(&BEFORE).await.unwrap();
        let org = [5; 16];
        put(&place, org, 0..1_000).await;
        place.db.migrate().await.unwrap();
        let ctx = context(place.db.clone(), KEY).await;
        let house = House { ctx, org: domain::id::OrganisationId::from_bytes(org), place };
        // Waiting, in the midst of being sealed, and sealed: clean at each moment.
        for _ in 0..3 {
            let report = house.verify().await;
            assert!(report.is_clean(), "{engine:?}: {:?}", report.findings);
            house.seal_one().await;
        }
        house.write(20).await;
        house.seal_one().await;
        let report = house.verify().await;
        assert_eq!((report.rows, report.waiting, report.is_clean()), (1_020, 0, true), "{engine:?}");
        // A row without a mac is now what it is: somebody else's.
        put(&house.place, org, 2_000..2_001).await;
        for _ in 0..2 {
            let report = house.verify().await;
            let [found] = &report.findings[..] else { panic!("{engine:?}: {:?}", report.findings) };
            assert_eq!(found.what, What::Foreign);
            house.seal_one().await;
        }
        let row = house.rows().await.remove(700);
        house.replace(row.id, &row.with(4, "signed-in")).await;
        let report = house.verify().await;
        assert!(report.findings.iter().any(|found| (found.what, found.id) == (What::Edited, Some(row.id))));
    }
}
