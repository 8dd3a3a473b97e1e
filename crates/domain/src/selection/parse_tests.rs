//! Filters as people type them: read, refused at the right character, printed and read back, and matched.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;

fn schema() -> Schema {
    let attribute = |key: &str, kind| Attribute {
        key: AttributeKey::new(key).unwrap(),
        name: key.to_owned(),
        kind,
        choices: vec!["Techniek".to_owned(), "Redactie".to_owned()],
    };
    let attributes = vec![
        attribute("plaats", AttributeKind::Text),
        attribute("uren", AttributeKind::Number),
        attribute("geboren", AttributeKind::Date),
        attribute("contract", AttributeKind::YesNo),
        attribute("afdeling", AttributeKind::Choice),
    ];
    Schema::new(attributes, TimeZone::get("Europe/Amsterdam").unwrap())
}

fn parse(text: &str) -> Result<Filter, FilterFault> {
    Filter::parse(text, &schema())
}

fn person() -> UserFacts {
    UserFacts {
        user_name: "s.dewit".to_owned(),
        display_name: "sanne de wit".to_owned(),
        emails: vec!["s@waterland.example".to_owned(), "sanne@dewit.example".to_owned()],
        groups: vec!["backend users".to_owned(), "leden".to_owned()],
        active: true,
        language: None,
        role: "member".to_owned(),
        authenticators: vec![crate::authenticator::AuthenticatorKind::App],
        exempt: false,
        // 2026-12-01 10:00 in Amsterdam.
        last_sign_in: Some(Timestamp::from_seconds(1_796_115_600)),
        created: Some(Timestamp::from_seconds(1_700_000_000)),
        own: vec![
            (AttributeKey::kept("plaats"), OwnValue::Text("Édam".to_owned())),
            (AttributeKey::kept("uren"), OwnValue::Number("24.5".parse().unwrap())),
            (AttributeKey::kept("geboren"), OwnValue::Date("1990-02-28".parse().unwrap())),
            (AttributeKey::kept("contract"), OwnValue::YesNo(false)),
            (AttributeKey::kept("afdeling"), OwnValue::Text("Techniek".to_owned())),
        ],
    }
}

#[test]
fn a_filter_says_who_matches() {
    for (text, expected) in [
        ("userName eq \"S.DEWIT\"", true),
        ("USERNAME Eq \"x\"", false),
        ("groups eq \"Backend users\"", true),
        ("groups ne \"Backend users\"", false),
        ("groups ne \"Bestuur\"", true),
        ("groups sw \"back\" and groups ew \"DEN\"", true),
        ("emails co \"@dewit\"", true),
        ("emails.value co \"@nowhere\"", false),
        ("active eq true", true),
        ("active ne true", false),
        ("language pr", false),
        ("language eq \"nl\"", false),
        ("language ne \"nl\"", true),
        ("language eq null", true),
        ("emails ne null", true),
        ("secondFactor eq true", true),
        ("authenticators eq \"app\"", true),
        ("authenticators eq \"passkey\"", false),
        ("exempt eq false", true),
        ("lastSignIn ge \"2026-12-01\"", true),
        ("lastSignIn gt \"2026-12-01\"", false),
        ("lastSignIn le \"2026-12-01\"", true),
        ("lastSignIn eq \"2026-12-01\"", true),
        ("lastSignIn lt \"2026-12-01\"", false),
        ("lastSignIn eq \"2026-12-01T10:00:00+01:00\"", true),
        ("lastSignIn gt \"2026-12-01T08:59:59Z\"", true),
        ("created lt \"2024-01-01\"", true),
        ("plaats eq \"édam\"", true),
        ("plaats eq \"Edam\"", false),
        ("plaats gt \"edal\" and plaats lt \"edan\"", true),
        ("uren ge 24.5", true),
        ("uren gt 24.5", false),
        ("geboren lt \"1990-03-01\"", true),
        ("contract eq false", true),
        ("contract eq true", false),
        ("afdeling eq \"TECHNIEK\"", true),
        ("afdeling pr and not (plaats pr)", false),
        ("not (userName eq \"x\")", true),
        // `and` binds tighter than `or`.
        ("userName eq \"x\" and active eq true or active eq true", true),
        ("userName eq \"x\" and (active eq true or active eq true)", false),
    ] {
        let filter = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!(filter.matches(&person()), expected, "{text}");
    }
}

#[test]
fn a_fault_is_shown_at_its_character() {
    use FilterReason as R;
    let value =
        |attribute: &str, expected, found| R::ValueDoesNotFit { attribute: attribute.to_owned(), expected, found };
    for (text, at, reason) in [
        ("", 0, R::Empty),
        ("   ", 0, R::Empty),
        ("shoeSize eq 42", 0, R::UnknownAttribute("shoeSize".to_owned())),
        ("active eq true and shoeSize eq 42", 19, R::UnknownAttribute("shoeSize".to_owned())),
        ("userName", 8, R::ExpectedOperator("userName".to_owned())),
        ("userName \"x\"", 9, R::ExpectedOperator("userName".to_owned())),
        ("userName is \"x\"", 9, R::UnknownOperator("is".to_owned())),
        ("userName eq", 11, R::ExpectedValue),
        ("userName eq x", 12, R::ExpectedValue),
        ("userName eq 42", 12, value("userName", ValueKind::Text, ValueKind::Number)),
        ("uren gt \"42\"", 8, value("uren", ValueKind::Number, ValueKind::Text)),
        ("uren gt null", 8, value("uren", ValueKind::Number, ValueKind::Null)),
        ("uren gt 1,5", 8, R::BadNumber),
        ("uren gt 1e3", 8, R::BadNumber),
        ("uren co 4", 5, R::OperatorDoesNotFit { operator: "co", attribute: "uren".to_owned() }),
        ("emails gt \"a\"", 7, R::OperatorDoesNotFit { operator: "gt", attribute: "emails".to_owned() }),
        ("active gt true", 7, R::OperatorDoesNotFit { operator: "gt", attribute: "active".to_owned() }),
        ("active eq \"true\"", 10, value("active", ValueKind::Truth, ValueKind::Text)),
        ("geboren eq \"31-12-1990\"", 11, R::BadDate),
        ("geboren eq \"1990-02-30\"", 11, R::BadDate),
        ("lastSignIn gt \"yesterday\"", 14, R::BadMoment),
        ("lastSignIn gt \"2026-12-01T10:00:00\"", 14, R::BadMoment),
        ("userName eq \"\"", 12, R::EmptyText),
        ("userName eq \"abc", 12, R::UnclosedText),
        ("userName eq \"a\\qc\"", 14, R::BadEscape),
        ("userName eq \"a\\u0000c\"", 14, R::ControlCharacter),
        ("(active eq true", 0, R::UnclosedParenthesis),
        ("active eq true)", 14, R::UnopenedParenthesis),
        ("not active eq true", 4, R::ExpectedParenthesis),
        ("active eq true active eq true", 15, R::ExpectedConnective),
        ("active eq true and", 18, R::ExpectedAttribute),
        ("and active eq true", 0, R::ExpectedAttribute),
        ("emails[type eq \"work\"]", 6, R::UnknownCharacter('[')),
        ("ßßß eq 1", 0, R::UnknownAttribute("ßßß".to_owned())),
        ("userName eq \"ééé\" foo", 18, R::ExpectedConnective),
    ] {
        assert_eq!(parse(text), Err(FilterFault { at, reason }), "{text}");
    }
}

#[test]
fn depth_length_and_number_are_bounded() {
    let deep = |n: usize| format!("{}active eq true{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&deep(24)).is_ok());
    assert!(matches!(parse(&deep(25)), Err(FilterFault { at: 24, reason: FilterReason::TooDeep(24) })));
    let many = |n: usize| vec!["active eq true"; n].join(" or ");
    assert!(parse(&many(200)).is_ok());
    assert!(matches!(parse(&many(201)).unwrap_err().reason, FilterReason::TooMany(200)));
    assert!(matches!(parse(&"(".repeat(9_000)).unwrap_err().reason, FilterReason::TooLong(8_000)));
}

#[test]
fn escapes_of_json_are_read() {
    let filter = parse(r#"displayName eq "a\"b\\c\/\u00e9\uD83D\uDE00""#).unwrap();
    assert_eq!(filter.to_string(), r#"displayName eq "a\"b\\c/é😀""#);
    assert_eq!(parse(&filter.to_string()), Ok(filter));
}

#[test]
fn a_group_that_gets_another_name_is_followed() {
    let filter = parse("groups eq \"backend USERS\" and not (groups sw \"backend\" or groups ne \"Leden\")").unwrap();
    assert_eq!(filter.groups_named(), ["backend USERS", "Leden"]);
    let renamed = filter.with_group_renamed("backend users", "Platform");
    assert_eq!(renamed.to_string(), "groups eq \"Platform\" and not (groups sw \"backend\" or groups ne \"Leden\")");
}

fn condition() -> impl Strategy<Value = String> {
    let text = "[ -~éßÉİ😀]{0,6}[a-zé]".prop_map(|text| format!("{:?}", text.replace(['\\', '"'], "'")));
    let part = prop::sample::select(vec!["eq", "ne", "co", "sw", "ew"]);
    let ordered = prop::sample::select(vec!["eq", "NE", "gt", "ge", "lt", "le"]);
    let texts = prop::sample::select(vec!["userName", "displayName", "emails", "groups", "language", "plaats"]);
    prop_oneof![
        (texts, part, text).prop_map(|(name, operator, text)| format!("{name} {operator} {text}")),
        (ordered.clone(), -99_999_i64..99_999, 0..9_999_u16).prop_map(|(o, w, d)| format!("uren {o} {w}.{d:04}")),
        (ordered.clone(), 1..28_u8).prop_map(|(o, day)| format!("geboren {o} \"1990-02-{day:02}\"")),
        (ordered.clone(), 1..28_u8).prop_map(|(o, day)| format!("created {o} \"2026-02-{day:02}\"")),
        (ordered, 0..4_000_000_000_i64)
            .prop_map(|(o, at)| { format!("lastSignIn {o} \"{}\"", jiff::Timestamp::from_second(at).unwrap()) }),
        proptest::bool::ANY.prop_map(|truth| format!("contract eq {truth}")),
        Just("afdeling pr".to_owned()),
        Just("language eq null".to_owned()),
    ]
}

fn filter() -> impl Strategy<Value = String> {
    condition().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(text in filter()) {
        let filter = parse(&text).unwrap();
        let printed = filter.to_string();
        prop_assert_eq!(parse(&printed).unwrap(), filter, "{}", printed);
    }

    #[test]
    fn no_text_makes_the_parser_fall(text in "\\PC{0,60}") {
        if let Err(fault) = parse(&text) {
            prop_assert!(fault.at <= text.chars().count());
        }
    }

    #[test]
    fn not_and_ne_are_the_opposite(text in filter()) {
        let filter = parse(&text).unwrap();
        let not = parse(&format!("not ({text})")).unwrap();
        prop_assert_ne!(filter.matches(&person()), not.matches(&person()));
    }
}
