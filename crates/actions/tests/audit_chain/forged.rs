//! Rows that look right one by one: written by someone else, copied, changed together with what is kept about them.

use actions::audit_chain::What;
use domain::id::AuditId;
use store::testing::engines;
use store::{Engine, Value};

use crate::house::{House, Kept};

#[tokio::test]
async fn a_row_that_someone_else_wrote_is_named_sealed_or_not() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(30).await;
        house.seal().await;
        let forged = house.rows().await[4].with(1, 0_i64).with(2, [7_u8; 16]);
        house.put(&forged).await;
        for waiting in [1, 0] {
            let report = house.verify().await;
            assert_eq!(report.waiting, waiting);
            let [found] = &report.findings[..] else { panic!("{engine:?}: {:?}", report.findings) };
            assert_eq!(found.what, What::Foreign);
            assert_eq!(found.id.map(AuditId::bytes), Some([7; 16]));
            house.seal().await;
        }
        assert_eq!(house.verify().await.findings[0].sequence, Some(31));
    }
}

#[tokio::test]
async fn a_row_that_was_edited_before_it_had_a_place_is_named() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(30).await;
        let row = house.rows().await.remove(11);
        house.replace(row.id, &row.with(4, "signed-out")).await;
        for _ in 0..2 {
            let report = house.verify().await;
            let [found] = &report.findings[..] else { panic!("{engine:?}: {:?}", report.findings) };
            assert_eq!((found.what, found.id), (What::Foreign, Some(row.id)));
            house.seal().await;
        }
    }
}

#[tokio::test]
async fn a_copy_of_a_row_is_not_sealed_as_one_of_the_programs_own() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(30).await;
        house.seal().await;
        // With the mac, which is good, and the id, to which it belongs: told twice, as if it had happened twice.
        let row = house.rows().await.remove(6);
        house.put(&row.with(1, 0_i64)).await;
        house.write(3).await;
        for _ in 0..2 {
            let report = house.verify().await;
            let [found] = &report.findings[..] else { panic!("{engine:?}: {:?}", report.findings) };
            assert_eq!((found.what, found.id), (What::Foreign, Some(row.id)));
            house.seal().await;
        }
    }
}

#[tokio::test]
async fn a_row_that_was_edited_together_with_its_hash_is_named_all_the_same() {
    for engine in engines() {
        for place in [4, 19] {
            let house = House::open(engine).await;
            house.write(20).await;
            house.seal().await;
            house.write(20).await;
            house.seal().await;
            let row = house.rows().await.remove(place);
            let edited = row.with(8, r#"{"kind":"signed-out"}"#);
            house.replace(row.id, &edited).await;
            let records = house.records(1).await;
            let mut forged = records.clone();
            let hash = hash_of(&house, &records, place, &edited);
            forged[place * 49 + 17..(place + 1) * 49].copy_from_slice(&hash);
            let set = vec![forged.into()];
            house.tamper("UPDATE audit_batches SET records = $1 WHERE batch = 1", set).await.unwrap();
            let report = house.verify().await;
            let named = report.findings.iter().filter(|found| found.id.is_some());
            let named: Vec<_> = named.map(|found| (found.what, found.id, found.sequence)).collect();
            assert_eq!(named, [(What::Edited, Some(row.id), Some(row.sequence))], "{engine:?}: {:?}", report.findings);
        }
    }
}

/// The hash that goes with a row, which anyone can compute.
fn hash_of(house: &House, records: &[u8], place: usize, row: &Kept) -> [u8; 32] {
    let text = |column: usize| match &row.values[column] {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let bytes = |column: usize| match &row.values[column] {
        Value::Bytes(bytes) => Some(bytes.as_slice()),
        _ => None,
    };
    let int = |column: usize| match row.values[column] {
        Value::Int(number) => Some(number),
        _ => None,
    };
    let columns = domain::audit_row::AuditColumns {
        id: bytes(2).unwrap(),
        at: int(3).unwrap(),
        kind: text(4).unwrap(),
        actor: text(5).unwrap(),
        subject: bytes(6),
        source: text(7),
        details: text(8).unwrap(),
    };
    let mut encoded = Vec::new();
    columns.encode(house.org, &mut encoded);
    let previous = &records[(place - 1) * 49 + 17..place * 49];
    verifier::audit::row_hash(previous, row.sequence, 0, bytes(9).unwrap(), &encoded)
}

/// SQLite takes any kind of value in any column.
#[tokio::test]
async fn what_is_of_another_kind_than_the_program_writes_is_named_and_hides_nothing() {
    const COPY: &str = "INSERT INTO audit_events
         SELECT organisation_id, BATCH, ID, 77, KIND, actor, subject_id, source, details, mac
         FROM audit_events WHERE batch = 1 LIMIT 1";
    let house = House::open(Engine::Sqlite).await;
    house.write(20).await;
    house.seal().await;
    let copies = [
        ("1", "'text'", "kind"),
        ("1", "x'00'", "kind"),
        ("1", "randomblob(16)", "7"),
        ("'text'", "randomblob(16)", "kind"),
        ("0", "'sixteen letters.'", "kind"),
        ("0", "x'00'", "kind"),
        ("0", "randomblob(16)", "x'00'"),
    ];
    for (batch, id, kind) in copies {
        let sql = COPY.replace("BATCH", batch).replace("ID", id).replace("KIND", kind).leak();
        assert_eq!(house.tamper(sql, vec![]).await, Ok(1), "{sql}");
        let report = house.verify().await;
        let [found] = &report.findings[..] else { panic!("{sql}: {:?}", report.findings) };
        assert!(matches!(found.what, What::Inserted | What::Foreign), "{sql}: {found:?}");
        let undo = "DELETE FROM audit_events WHERE at = 77";
        assert_eq!(house.tamper(undo, vec![]).await, Ok(1));
    }
    // A row that is there becomes one that cannot be read.
    let row = house.rows().await.remove(3);
    let change = "UPDATE audit_events SET details = 7.5 WHERE event_id = $1";
    assert_eq!(house.tamper(change, vec![row.id.bytes().into()]).await, Ok(1));
    let report = house.verify().await;
    assert!(report.findings.iter().any(|found| found.id == Some(row.id)), "{:?}", report.findings);
    assert!(report.findings.iter().all(|found| found.id == Some(row.id)), "{:?}", report.findings);
}
