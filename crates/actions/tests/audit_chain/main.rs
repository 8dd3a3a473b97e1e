//! The audit log shows tampering: whatever someone with the database in their hands changes is found and named.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

mod earlier;
mod forged;
mod house;
mod random;

use actions::Error;
use actions::audit_chain::{self, Checkpoint, What, seal, verify};
use house::{House, KEY, context};
use store::testing::engines;

#[tokio::test]
async fn a_log_of_many_rows_verifies() {
    for engine in engines() {
        let house = House::open(engine).await;
        for count in [1, 511, 512, 513, 3_000] {
            house.write(count).await;
            house.seal().await;
        }
        let mut told = Vec::new();
        let report = verify(&house.ctx, house.org, None, &mut |progress| told.push(progress)).await.unwrap();
        assert!(report.is_clean(), "{engine:?}: {:?}", report.findings);
        assert_eq!((report.rows, report.waiting), (4_537, 0));
        let newest = report.newest.unwrap();
        assert_eq!((newest.batch, newest.sequence), (11, 4_537));
        assert_eq!(told.last().map(|last| (last.sequence, last.of)), Some((4_537, 4_537)));
    }
}

#[tokio::test]
async fn rows_without_a_place_are_counted_and_get_one_at_the_next_start() {
    for engine in engines() {
        let house = House::open(engine).await;
        assert!(house.verify().await.is_clean(), "an empty log is clean");
        house.write(20).await;
        // Whoever wrote them was killed here; another process opens the database.
        let report = house.verify().await;
        assert_eq!((report.rows, report.waiting, report.is_clean()), (0, 20, true), "{engine:?}");
        let next = context(house.place.again().await.unwrap(), KEY).await;
        assert_eq!(seal(&next).await.unwrap().len(), 1);
        let report = verify(&next, house.org, None, &mut |_| {}).await.unwrap();
        assert_eq!((report.rows, report.waiting, report.is_clean()), (20, 0, true), "{engine:?}");
        assert!(seal(&next).await.unwrap().is_empty(), "nothing is left to seal");
    }
}

#[tokio::test]
async fn two_servers_that_seal_at_once_make_one_chain() {
    for engine in engines() {
        let house = House::open(engine).await;
        let other = context(house.place.again().await.unwrap(), KEY).await;
        let (org, rows) = (house.org, 3_000);
        let writing = tokio::spawn({
            let (one, other) = (house.ctx.clone(), other.clone());
            async move { tokio::join!(house::write(&one, org, rows), house::write(&other, org, rows)) }
        });
        let mut rounds = 0;
        while !writing.is_finished() || rounds < 50 {
            let (one, two) = tokio::join!(seal(&house.ctx), seal(&other));
            one.unwrap();
            two.unwrap();
            rounds += 1;
            // A look at an empty queue never waits on SQLite: let the writers go on.
            tokio::task::yield_now().await;
        }
        writing.await.unwrap();
        house.seal().await;
        let report = house.verify().await;
        assert!(report.is_clean(), "{engine:?}: {:?}", report.findings);
        assert_eq!((report.rows, report.waiting), (6_000, 0));
    }
}

#[tokio::test]
async fn a_tail_cut_off_with_its_checkpoints_is_seen_by_a_checkpoint_that_was_kept_elsewhere() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(100).await;
        let first = seal(&house.ctx).await.unwrap().remove(0);
        house.write(100).await;
        let second = seal(&house.ctx).await.unwrap().remove(0);
        let known = |line: &Checkpoint| line.to_string().parse::<Checkpoint>().ok();
        for one in [&first, &second] {
            assert!(verify(&house.ctx, house.org, known(one), &mut |_| {}).await.unwrap().is_clean());
        }
        house.tamper("DELETE FROM audit_events WHERE batch = 2", vec![]).await.unwrap();
        house.tamper("DELETE FROM audit_batches WHERE batch = 2", vec![]).await.unwrap();
        assert_eq!(house.verify().await.findings[0].what, What::HeadMoved, "{engine:?}: the head remembers");
        house
            .tamper(
                "UPDATE audit_heads SET batch = 1, sequence = 100,
                        link = (SELECT link FROM audit_batches WHERE batch = 1)",
                vec![],
            )
            .await
            .unwrap();
        assert!(house.verify().await.is_clean(), "the database alone does not remember any more");
        let report = verify(&house.ctx, house.org, known(&second), &mut |_| {}).await.unwrap();
        let [found] = &report.findings[..] else { panic!("{engine:?}: {:?}", report.findings) };
        assert_eq!((found.what, found.sequence), (What::Truncated, Some(200)));
        // Other rows in the same places are not those that the checkpoint knows.
        house.write(100).await;
        house.seal().await;
        let report = verify(&house.ctx, house.org, known(&second), &mut |_| {}).await.unwrap();
        assert_eq!(report.findings[0].what, What::Truncated, "{engine:?}");
        assert!(verify(&house.ctx, house.org, known(&first), &mut |_| {}).await.unwrap().is_clean());
    }
}

#[tokio::test]
async fn a_chain_that_someone_computed_anew_lacks_the_signature() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(100).await;
        house.seal().await;
        house.write(100).await;
        // Whoever has the program but not the key can seal, and sign with a key of their own.
        let stranger =
            context(house.place.again().await.unwrap(), "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=").await;
        seal(&stranger).await.unwrap();
        let report = house.verify().await;
        assert!(report.findings.iter().any(|found| found.what == What::BadSignature && found.batch == 2), "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_tampered_with_in_batches_and_head_is_found() {
    const TAMPERINGS: [&str; 13] = [
        "DELETE FROM audit_batches WHERE batch = 2",
        "DELETE FROM audit_batches WHERE batch = 3",
        "UPDATE audit_batches SET batch = 9 WHERE batch = 3",
        "UPDATE audit_batches SET first_sequence = first_sequence + 1 WHERE batch = 2",
        "UPDATE audit_batches SET row_count = row_count + 1 WHERE batch = 2",
        "UPDATE audit_batches SET sealed_at = sealed_at + 1 WHERE batch = 2",
        "UPDATE audit_batches SET key_id = 2 WHERE batch = 2",
        "UPDATE audit_batches SET records = (SELECT records FROM audit_batches WHERE batch = 3) WHERE batch = 2",
        "UPDATE audit_batches SET signature = (SELECT signature FROM audit_batches WHERE batch = 3) WHERE batch = 2",
        "UPDATE audit_batches SET link = (SELECT link FROM audit_batches WHERE batch = 3) WHERE batch = 2",
        "UPDATE audit_batches SET last_hash = link WHERE batch = 3",
        "UPDATE audit_heads SET sequence = sequence - 1",
        "DELETE FROM audit_heads",
    ];
    const PUT_BACK: [&str; 4] = [
        "DELETE FROM audit_batches",
        "INSERT INTO audit_batches SELECT * FROM kept_batches",
        "DELETE FROM audit_heads",
        "INSERT INTO audit_heads SELECT * FROM kept_heads",
    ];
    for engine in engines() {
        let house = House::open(engine).await;
        for _ in 0..3 {
            house.write(20).await;
            house.seal().await;
        }
        house.tamper("CREATE TABLE kept_batches AS SELECT * FROM audit_batches", vec![]).await.unwrap();
        house.tamper("CREATE TABLE kept_heads AS SELECT * FROM audit_heads", vec![]).await.unwrap();
        for sql in TAMPERINGS {
            assert!(house.verify().await.is_clean(), "{engine:?}: before {sql}");
            house.tamper(sql, vec![]).await.unwrap();
            assert!(!house.verify().await.is_clean(), "{engine:?}: {sql}");
            for sql in PUT_BACK {
                house.tamper(sql, vec![]).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn sealing_does_not_hide_that_the_head_is_gone() {
    for engine in engines() {
        let house = House::open(engine).await;
        house.write(20).await;
        house.seal().await;
        house.tamper("DELETE FROM audit_heads", vec![]).await.unwrap();
        house.write(20).await;
        assert!(matches!(seal(&house.ctx).await, Err(Error::Broken(_))), "{engine:?}: batch 1 is there already");
        assert!(!house.verify().await.is_clean());
        assert!(audit_chain::public_key(&house.ctx, 1).is_some_and(|key| key.len() == 64));
    }
}
