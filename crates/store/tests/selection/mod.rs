//! The answer of a filter in memory and in SQL is the same: for each person, counted, in pages, and for duties; on both
//! engines, over generated people and filters.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod random;

use std::collections::BTreeSet;

use domain::id::{AuthenticatorId, ExemptionId, GroupId, OrganisationId, SelectionId, UserId};
use domain::organisation::ModuleState;
use domain::selection::{AttributeKey, Filter, OwnValue, order_key};
use domain::time::Timestamp;
use domain::user::name_key;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use store::authenticator::NewAuthenticator;
use store::organisation::Organisation;
use store::people_query::{self, From, Mark, Order, OrderBy, PeopleQuery};
use store::policy::NewExemption;
use store::selection_sql::Which;
use store::testing::{engines, fresh};
use store::user::NewUser;
use store::{Db, Error, Tx};

use self::random::{GROUPS, Someone, attributes, filter, schema, someone};

const ORG: OrganisationId = OrganisationId::from_bytes([1; 16]);
const OTHER: OrganisationId = OrganisationId::from_bytes([2; 16]);
const NOW: Timestamp = Timestamp::from_seconds(1_796_115_600);
const LIST: SelectionId = SelectionId::from_bytes([9; 16]);
const PEOPLE: usize = 60;
const FILTERS: usize = 150;

async fn organisation(tx: &mut Tx, id: OrganisationId, host: &str) -> Result<(), Error> {
    let new = Organisation {
        id,
        name: host.to_owned(),
        host: host.to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    store::organisation::insert(tx, &new, NOW).await?;
    for (position, attribute) in (0..).zip(attributes()) {
        store::attribute::insert(tx, id, &attribute, position).await?;
    }
    let list = store::selection::Selection {
        id: LIST,
        name: "List".to_owned(),
        description: String::new(),
        filter: None,
        version: 0,
        changed_at: NOW,
        changed_by: None,
    };
    assert!(store::selection::save(tx, id, &list).await?);
    Ok(())
}

async fn insert(tx: &mut Tx, org: OrganisationId, one: &Someone) -> Result<(), Error> {
    let new = NewUser {
        id: one.id,
        user_name: one.user_name.clone(),
        display_name: one.display_name.clone(),
        language: one.language.clone(),
        role: one.role,
        password_hash: None,
        addresses: one.addresses.clone(),
    };
    store::user::insert(tx, org, &new, one.created).await?;
    for name in &one.groups {
        let place = GROUPS.iter().position(|group| group == name).unwrap();
        let id = GroupId::from_bytes([u8::try_from(place).unwrap(); 16]);
        let id = store::group::find_or_insert(tx, org, id, name).await?;
        store::group::join(tx, org, one.id, id).await?;
    }
    if one.blocked {
        store::user::set_blocked(tx, org, one.id, true).await?;
    }
    if let Some(at) = one.last_sign_in {
        store::user::signed_in(tx, org, one.id, at).await?;
    }
    for (place, kind) in one.kinds.iter().enumerate() {
        let mut id = one.id.bytes();
        id[0] = u8::try_from(place + 1).unwrap();
        let new = NewAuthenticator {
            id: AuthenticatorId::from_bytes(id),
            kind: *kind,
            label: "x".to_owned(),
            sealed_secret: vec![0],
            last_step: 0,
        };
        store::authenticator::insert(tx, org, one.id, &new, NOW).await?;
    }
    if let Some(until) = one.exempt_until {
        let new = NewExemption {
            id: ExemptionId::from_bytes(one.id.bytes()),
            user: one.id,
            reason: "x".to_owned(),
            granted_by: None,
            until,
        };
        store::policy::exempt(tx, org, &new, NOW).await?;
    }
    for (key, value) in &one.own {
        store::attribute::set(tx, org, one.id, key, Some(value)).await?;
    }
    if one.listed {
        store::selection::put(tx, org, LIST, one.id).await?;
    }
    Ok(())
}

/// The people in one organisation, and the same with every value turned round in another, so that a condition which forgets
/// its organisation is found out.
async fn house(db: &Db, people: &[Someone]) -> Result<(), Error> {
    let people = people.to_vec();
    db.write_with(people, |tx, people| {
        Box::pin(async move {
            organisation(tx, ORG, "one").await?;
            organisation(tx, OTHER, "other").await?;
            for (one, other) in people.iter().zip(people.iter().rev()) {
                insert(tx, ORG, one).await?;
                insert(tx, OTHER, &Someone { id: one.id, ..other.clone() }).await?;
            }
            Ok(())
        })
    })
    .await
}

fn generated() -> (Vec<Someone>, Vec<String>) {
    // The same people and filters each time; another number looks further.
    let seed = std::env::var("TWEESTAP_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7_u8);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let people = (0..PEOPLE).map(|number| someone(number).new_tree(&mut runner).unwrap().current()).collect();
    let filters = (0..FILTERS).map(|_| filter().new_tree(&mut runner).unwrap().current()).collect();
    (people, filters)
}

fn query(which: Which<'_>) -> PeopleQuery<'_> {
    PeopleQuery { which, narrowed: None, search: "", now: NOW }
}

fn by_user_name() -> Order {
    Order { by: OrderBy::UserName, down: false }
}

#[tokio::test]
async fn memory_and_sql_agree_on_every_filter_and_person() {
    let (people, filters) = generated();
    let mut hits = 0;
    for engine in engines() {
        let house_db = fresh(engine).await.unwrap();
        house(&house_db.db, &people).await.unwrap();
        for text in &filters {
            let filter = Filter::parse(text, &schema()).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            let expected: BTreeSet<UserId> =
                people.iter().filter(|one| filter.matches(&one.facts())).map(|one| one.id).collect();
            let which = Which::Filter(&filter);
            let count = people_query::count(&house_db.db, ORG, query(which)).await.unwrap();
            assert_eq!(count, expected.len() as u64, "{engine:?}: count of {text}");
            let found = everyone(&house_db.db, which, &by_user_name(), PEOPLE).await;
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), expected, "{engine:?}: page of {text}");
            let last = people.last().unwrap().id;
            let among = people_query::among(&house_db.db, ORG, which, (None, last), NOW).await.unwrap();
            assert_eq!(among.into_iter().collect::<BTreeSet<_>>(), expected, "{engine:?}: each of {text}");
            hits += expected.len();
        }
        let listed = people.iter().filter(|one| one.listed).count() as u64;
        assert_eq!(people_query::count(&house_db.db, ORG, query(Which::Listed(LIST))).await.unwrap(), listed);
    }
    assert!(hits > FILTERS, "the filters match nobody, so they prove nothing");
}

/// All people, page by page.
async fn everyone(db: &Db, which: Which<'_>, order: &Order, size: usize) -> Vec<UserId> {
    let (mut all, mut from) = (Vec::new(), From::Start);
    loop {
        let page = people_query::page(db, ORG, query(which), (order, &from), size).await.unwrap();
        all.extend(page.marks.iter().map(|mark| mark.id));
        let Some(last) = page.marks.last().filter(|_| page.more) else { return all };
        let text = last.to_text();
        assert_eq!(Mark::from_text(&text, order).as_ref(), Some(last));
        from = From::After(last.clone());
    }
}

fn sort_key(one: &Someone, by: &OrderBy) -> Option<Vec<u8>> {
    let number = |at: Timestamp| (at.micros() ^ i64::MIN).to_be_bytes().to_vec();
    match by {
        OrderBy::UserName => Some(name_key(&one.user_name).into_bytes()),
        OrderBy::DisplayName => Some(order_key(&one.display_name)),
        OrderBy::LastSignIn => one.last_sign_in.map(number),
        OrderBy::Created => Some(number(one.created)),
        OrderBy::Own(key) => one.own.iter().find(|(own, _)| own == key).map(|(_, value)| match value {
            OwnValue::Text(text) => order_key(text),
            other => (other.number().unwrap() ^ i64::MIN).to_be_bytes().to_vec(),
        }),
    }
}

#[tokio::test]
async fn pages_go_forth_and_back_in_every_order_without_a_gap() {
    let (people, _) = generated();
    let filter = Filter::parse("active eq true or groups pr", &schema()).unwrap();
    let orders = [
        OrderBy::UserName,
        OrderBy::DisplayName,
        OrderBy::LastSignIn,
        OrderBy::Created,
        OrderBy::Own(AttributeKey::kept("plaats")),
        OrderBy::Own(AttributeKey::kept("uren")),
    ];
    for engine in engines() {
        let house_db = fresh(engine).await.unwrap();
        house(&house_db.db, &people).await.unwrap();
        for by in &orders {
            for (down, which) in [(false, Which::Everyone), (true, Which::Everyone), (true, Which::Filter(&filter))] {
                let order = Order { by: by.clone(), down };
                let mut expected: Vec<&Someone> = people
                    .iter()
                    .filter(|one| matches!(which, Which::Everyone) || filter.matches(&one.facts()))
                    .collect();
                expected.sort_by_key(|one| (sort_key(one, by), one.id));
                if down {
                    expected.reverse();
                }
                if matches!(by, OrderBy::Own(_)) {
                    expected.sort_by_key(|one| sort_key(one, by).is_none());
                }
                let expected: Vec<UserId> = expected.iter().map(|one| one.id).collect();
                let found = everyone(&house_db.db, which, &order, 7).await;
                assert_eq!(found, expected, "{engine:?} {order:?}");
                back(&house_db.db, which, &order, &expected).await;
            }
        }
    }
}

/// From the last person back to the first.
async fn back(db: &Db, which: Which<'_>, order: &Order, expected: &[UserId]) {
    let all = people_query::page(db, ORG, query(which), (order, &From::Start), PEOPLE).await.unwrap();
    let last = all.marks.last().unwrap().clone();
    let mut found = vec![last.id];
    let mut from = last;
    loop {
        let page = people_query::page(db, ORG, query(which), (order, &From::Before(from)), 7).await.unwrap();
        found.splice(0..0, page.marks.iter().map(|mark| mark.id));
        let Some(first) = page.marks.first().filter(|_| page.more) else { break };
        from = first.clone();
    }
    assert_eq!(found, expected, "back in {order:?}");
}

#[tokio::test]
async fn a_search_finds_names_and_addresses_in_part_and_nothing_by_a_joker() {
    let (people, _) = generated();
    for engine in engines() {
        let house_db = fresh(engine).await.unwrap();
        house(&house_db.db, &people).await.unwrap();
        for search in ["ANNA", "émile wit", "p1_", "@waterland", "%", "_", "50% ömer", "nobody"] {
            let matches = |one: &&Someone| {
                let mut texts = vec![name_key(&one.display_name), name_key(&one.user_name)];
                texts.extend(one.addresses.iter().map(|text| name_key(text)));
                search.split(' ').all(|word| texts.iter().any(|text| text.contains(&name_key(word))))
            };
            let expected = people.iter().filter(matches).count() as u64;
            let query = PeopleQuery { which: Which::Everyone, narrowed: None, search, now: NOW };
            assert_eq!(people_query::count(&house_db.db, ORG, query).await.unwrap(), expected, "{engine:?} {search}");
        }
    }
}

#[tokio::test]
async fn the_difference_of_two_filters_is_who_enters_and_who_leaves() {
    let (people, _) = generated();
    let before = Filter::parse("groups eq \"Leden\"", &schema()).unwrap();
    let after = Filter::parse("groups eq \"Leden\" and secondFactor eq false or plaats pr", &schema()).unwrap();
    for engine in engines() {
        let house_db = fresh(engine).await.unwrap();
        house(&house_db.db, &people).await.unwrap();
        let (was, is) = (Which::Filter(&before), Which::Filter(&after));
        let (number, some) = people_query::entering(&house_db.db, ORG, (was, is), NOW, 3).await.unwrap();
        let entering: Vec<&Someone> =
            people.iter().filter(|one| after.matches(&one.facts()) && !before.matches(&one.facts())).collect();
        assert_eq!(number, entering.len() as u64, "{engine:?}");
        assert_eq!(some.len(), 3.min(entering.len()));
        assert!(some.iter().all(|id| entering.iter().any(|one| one.id == *id)));
    }
}
