//! A thousand random tamperings with single rows, each found and named. `TWEESTAP_TEST_ROUNDS` says how many.

use actions::audit_chain::{Report, What};
use domain::id::AuditId;
use store::testing::engines;
use store::{Engine, Value};

use crate::house::{COLUMNS, House, Kept};

const ROUNDS: usize = 1_000;

/// Where the rounds draw from; the seed is told when one fails.
struct Dice(u64);

impl Dice {
    /// A number below `limit` (splitmix64).
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

#[tokio::test]
async fn every_tampering_with_a_single_row_is_found_and_the_row_named() {
    let rounds = std::env::var("TWEESTAP_TEST_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    for engine in engines() {
        let house = House::open(engine).await;
        for count in [1, 20, 60, 7, 3, 30] {
            house.write(count).await;
            house.seal().await;
        }
        let rows = house.rows().await;
        let mut dice = Dice(0x7EE5_7A95);
        for round in 0..rounds {
            one(&house, &rows, &mut dice, (engine, round)).await;
            if round % 100 == 0 {
                assert!(house.verify().await.is_clean(), "{engine:?}, round {round}: put back");
            }
        }
        assert_eq!(house.rows().await, rows, "every tampering was put back");
        assert!(house.verify().await.is_clean());
    }
}

async fn one(house: &House, rows: &[Kept], dice: &mut Dice, round: (Engine, usize)) {
    let row = &rows[dice.below(rows.len())];
    let other = loop {
        let other = &rows[dice.below(rows.len())];
        if other != row {
            break other;
        }
    };
    match dice.below(6) {
        // Inserted, as a copy with an id of its own.
        0 => {
            let new = row.with(2, random_id(dice));
            house.put(&new).await;
            let id = id_of(&new);
            named(&house.verify().await, What::Inserted, id, None, &format!("{round:?}: inserted"));
            house.remove(id).await;
        }
        // Removed.
        1 => {
            house.remove(row.id).await;
            let what = format!("{round:?}: removed");
            named(&house.verify().await, What::Removed, row.id, Some(row.sequence), &what);
            house.put(row).await;
        }
        // Swapped: each has what the other told.
        2 => {
            house.replace(row.id, &row.with_those_of(other, 3..10)).await;
            house.replace(other.id, &other.with_those_of(row, 3..10)).await;
            let report = house.verify().await;
            for one in [row, other] {
                let what = format!("{round:?}: swapped");
                named(&report, What::Edited, one.id, Some(one.sequence), &what);
            }
            house.replace(row.id, row).await;
            house.replace(other.id, other).await;
        }
        // Reordered: in another batch.
        3 => {
            let batch = (1..=8).filter(|batch| *batch != row.batch).nth(dice.below(7)).unwrap();
            house.replace(row.id, &row.with(1, batch)).await;
            let report = house.verify().await;
            named(&report, What::Removed, row.id, Some(row.sequence), &format!("{round:?}: out of its batch"));
            named(&report, What::Inserted, row.id, None, &format!("{round:?}: into batch {batch}"));
            house.replace(row.id, row).await;
        }
        // One column edited.
        _ => {
            let column = dice.below(COLUMNS.len());
            let edited = row.with(column, edited(&row.values[column], column, dice));
            house.replace(row.id, &edited).await;
            let what = format!("{round:?}: {} edited", COLUMNS[column]);
            // A row with another id, batch or organisation is another row: the one that was is gone.
            let kind = if column < 3 { What::Removed } else { What::Edited };
            named(&house.verify().await, kind, row.id, Some(row.sequence), &what);
            house.replace(id_of(&edited), row).await;
        }
    }
}

fn named(report: &Report, what: What, id: AuditId, sequence: Option<i64>, case: &str) {
    let named =
        report.findings.iter().any(|found| (found.what, found.id, found.sequence) == (what, Some(id), sequence));
    assert!(named, "{case}: {id} is not named among {:?}", report.findings);
    assert!(report.findings.iter().all(|found| found.at.is_some()), "{case}: a finding has no time");
    assert!(report.findings.len() <= 2, "{case}: others are named too: {:?}", report.findings);
}

fn id_of(row: &Kept) -> AuditId {
    let bytes = match &row.values[2] {
        Value::Bytes(bytes) => Some(bytes.as_slice()),
        _ => None,
    };
    AuditId::try_from(bytes.unwrap()).unwrap()
}

fn random_id(dice: &mut Dice) -> [u8; 16] {
    std::array::from_fn(|_| u8::try_from(dice.below(256)).unwrap())
}

/// Another value than there was, of the same kind; what may be absent appears or goes at times.
fn edited(value: &Value, column: usize, dice: &mut Dice) -> Value {
    let may_be_absent = matches!(COLUMNS[column], "subject_id" | "source");
    match value {
        Value::Null if COLUMNS[column] == "source" => Value::Text(String::new()),
        Value::Null => random_id(dice).into(),
        _ if may_be_absent && dice.below(2) == 0 => Value::Null,
        Value::Bool(truth) => Value::Bool(!truth),
        // A batch becomes one that does not exist, negative or none: 0.
        Value::Int(_) if COLUMNS[column] == "batch" => [0, -1, 99][dice.below(3)].into(),
        Value::Int(number) => Value::Int(number + 1),
        Value::Text(text) if text.is_empty() || dice.below(2) == 0 => format!("{text} ").into(),
        Value::Text(text) => text[..text.len() - 1].into(),
        Value::Bytes(bytes) => {
            let mut bytes = bytes.clone();
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
            bytes.into()
        }
    }
}
