//! People and filters by chance, of words that are easily mistaken for each other.

use domain::authenticator::AuthenticatorKind;
use domain::id::UserId;
use domain::selection::{Attribute, AttributeKey, AttributeKind, OwnValue, Schema, UserFacts};
use domain::time::Timestamp;
use domain::user::{Role, name_key};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::selection::NOW;

#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub(crate) id: UserId,
    pub(crate) user_name: String,
    pub(crate) display_name: String,
    pub(crate) addresses: Vec<String>,
    pub(crate) groups: Vec<&'static str>,
    pub(crate) language: Option<String>,
    pub(crate) role: Role,
    pub(crate) blocked: bool,
    pub(crate) kinds: Vec<AuthenticatorKind>,
    pub(crate) exempt_until: Option<Timestamp>,
    pub(crate) last_sign_in: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) own: Vec<(AttributeKey, OwnValue)>,
    pub(crate) listed: bool,
}

impl Someone {
    pub(crate) fn facts(&self) -> UserFacts {
        UserFacts {
            user_name: name_key(&self.user_name),
            display_name: name_key(&self.display_name),
            emails: self.addresses.iter().map(|text| name_key(text)).collect(),
            groups: self.groups.iter().map(|text| name_key(text)).collect(),
            active: !self.blocked,
            language: self.language.clone(),
            role: self.role.word().into_owned(),
            authenticators: self.kinds.clone(),
            exempt: self.exempt_until.is_some_and(|until| until > NOW),
            last_sign_in: self.last_sign_in,
            created: Some(self.created),
            own: self.own.clone(),
        }
    }
}

const NAMES: [&str; 8] = ["Anna", "Émile", "ÖMER", "anna b", "50%_off", "Łukasz!", "İbo", "Zoë de Wit"];
pub(crate) const GROUPS: [&str; 4] = ["Leden", "Backend users", "Bestuur 100%", "ÉÉN"];
const PLACES: [&str; 5] = ["Edam", "Édam", "Purmerend", "purmer", "a_b%"];

pub(crate) fn attributes() -> Vec<Attribute> {
    let one = |key: &str, kind| Attribute {
        key: AttributeKey::new(key).unwrap(),
        name: key.to_owned(),
        kind,
        choices: vec!["Techniek".to_owned(), "Redactie".to_owned()],
    };
    vec![
        one("plaats", AttributeKind::Text),
        one("uren", AttributeKind::Number),
        one("geboren", AttributeKind::Date),
        one("contract", AttributeKind::YesNo),
        one("afdeling", AttributeKind::Choice),
    ]
}

pub(crate) fn schema() -> Schema {
    Schema::new(attributes(), TimeZone::get("Europe/Amsterdam").unwrap())
}

fn own() -> impl Strategy<Value = Vec<(AttributeKey, OwnValue)>> {
    let key = AttributeKey::kept;
    (
        proptest::option::of(prop::sample::select(PLACES.to_vec())),
        proptest::option::of(-3_i32..3),
        proptest::option::of(1_u8..4),
        proptest::option::of(proptest::bool::ANY),
        proptest::option::of(prop::sample::select(vec!["Techniek", "Redactie"])),
    )
        .prop_map(move |(place, hours, day, contract, department)| {
            let mut all = Vec::new();
            all.extend(place.map(|text| (key("plaats"), OwnValue::Text(text.to_owned()))));
            all.extend(hours.map(|hours| (key("uren"), OwnValue::Number(format!("{hours}.5").parse().unwrap()))));
            all.extend(
                day.map(|day| (key("geboren"), OwnValue::Date(format!("1969-12-{:02}", 28 + day).parse().unwrap()))),
            );
            all.extend(contract.map(|truth| (key("contract"), OwnValue::YesNo(truth))));
            all.extend(department.map(|text| (key("afdeling"), OwnValue::Text(text.to_owned()))));
            all
        })
}

fn moment() -> impl Strategy<Value = Timestamp> {
    // Around two midnights in Amsterdam, to the microsecond.
    (-1_i64..=1, prop::sample::select(vec![1_796_079_600_i64, 1_796_166_000]))
        .prop_map(|(off, at)| Timestamp::from_micros(at * 1_000_000 + off))
}

pub(crate) fn someone(number: usize) -> impl Strategy<Value = Someone> {
    let group = proptest::collection::vec(prop::sample::select(GROUPS.to_vec()), 0..3);
    let names = (prop::sample::select(NAMES.to_vec()), prop::sample::select(NAMES.to_vec()), 0..3_usize);
    let kinds = proptest::collection::vec(prop::sample::select(AuthenticatorKind::ALL.to_vec()), 0..3);
    let state = (
        proptest::option::of(prop::sample::select(vec!["nl", "en"])),
        prop::sample::select(Role::BUILT_IN.to_vec()),
        proptest::bool::ANY,
        proptest::option::of(-1_i64..=1),
        proptest::bool::ANY,
    );
    (names, group, kinds, state, (proptest::option::of(moment()), moment()), own()).prop_map(
        move |((first, last, addresses), mut groups, kinds, state, (last_sign_in, created), own)| {
            groups.sort_unstable();
            groups.dedup();
            let (language, role, blocked, exempt, listed) = state;
            Someone {
                id: UserId::from_bytes(u128::try_from(number).unwrap().to_be_bytes()),
                user_name: format!("{}{number}", first.replace(' ', ".")),
                display_name: format!("{first} {last}"),
                addresses: (0..addresses).map(|place| format!("P{number}_{place}@Waterland.example")).collect(),
                groups,
                language: language.map(str::to_owned),
                role,
                blocked,
                kinds,
                exempt_until: exempt.map(|off| Timestamp::from_micros(NOW.micros() + off)),
                last_sign_in,
                created,
                own,
                listed,
            }
        },
    )
}

fn condition() -> impl Strategy<Value = String> {
    let pick = |all: &[&'static str]| prop::sample::select(all.to_vec());
    let part = pick(&["eq", "ne", "co", "sw", "ew"]);
    let ordered = pick(&["eq", "ne", "gt", "ge", "lt", "le"]);
    let texts = pick(&[
        "anna",
        "ANNA B",
        "é",
        "e",
        "50%",
        "_",
        "!",
        "%",
        "i",
        "i\u{307}",
        "zoë de wit",
        "łukasz! anna",
        "n",
        "a",
        "0",
        "leden",
        "Backend Users",
        "users",
        "100%",
        "één",
        "edam",
        "Édam",
        "purmer",
        "a_b%",
        "techniek",
        "nl",
        "e",
        "app",
        "passkey",
        "code",
        "member",
        "superuser",
        "@waterland",
        "p1_0@WATERLAND.example",
        "annab",
        "anna.b3",
    ]);
    let many = pick(&["emails", "groups", "language", "role", "authenticators"]);
    let one = pick(&["userName", "displayName", "plaats", "afdeling"]);
    let days = pick(&["2026-11-30", "2026-12-01", "2026-12-01T00:00:00+01:00", "2026-12-02", "2026-12-01T23:00:00Z"]);
    prop_oneof![
        (one.clone(), part.clone(), texts.clone()).prop_map(|(f, o, t)| format!("{f} {o} {}", quoted(t))),
        (one, ordered.clone(), texts.clone()).prop_map(|(f, o, t)| format!("{f} {o} {}", quoted(t))),
        (many, part, texts).prop_map(|(f, o, t)| format!("{f} {o} {}", quoted(t))),
        (pick(&["lastSignIn", "created"]), ordered.clone(), days).prop_map(|(f, o, d)| format!("{f} {o} \"{d}\"")),
        (ordered.clone(), -3_i32..3).prop_map(|(o, n)| format!("uren {o} {n}.5")),
        (ordered, pick(&["1969-12-29", "1969-12-31", "1970-01-01"])).prop_map(|(o, d)| format!("geboren {o} \"{d}\"")),
        (pick(&["active", "secondFactor", "exempt", "contract"]), pick(&["eq", "ne"]), proptest::bool::ANY)
            .prop_map(|(f, o, t)| format!("{f} {o} {t}")),
        pick(&[
            "userName",
            "displayName",
            "emails",
            "groups",
            "active",
            "language",
            "role",
            "secondFactor",
            "authenticators",
            "exempt",
            "lastSignIn",
            "created",
            "plaats",
            "uren",
            "geboren",
            "contract",
            "afdeling",
        ])
        .prop_map(|f| format!("{f} pr")),
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

pub(crate) fn filter() -> impl Strategy<Value = String> {
    condition().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}
