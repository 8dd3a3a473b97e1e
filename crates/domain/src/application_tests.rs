use proptest::prelude::*;

use super::*;

fn address(text: &str) -> Address {
    let (scheme, rest) = text.split_once("://").unwrap();
    let (host, folder) = rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
    Address { scheme: scheme.to_owned(), host: host.to_owned(), folder }
}

fn rule(path: &str, opens: Opens) -> PathRule {
    PathRule { path: path.to_owned(), opens, ..PathRule::usual() }
}

fn application(byte: u8, addresses: &[&str], paths: &[&str]) -> Application {
    let mut rules = vec![PathRule::usual()];
    rules.extend(paths.iter().map(|path| rule(path, Opens::Nobody)));
    Application {
        id: ApplicationId::from_bytes([byte; 16]),
        name: format!("application {byte}"),
        addresses: addresses.iter().map(|text| address(text)).collect(),
        rules,
        answering: Answering::Usual,
        version: 1,
    }
}

fn house() -> Applications {
    Applications::new(vec![
        application(1, &["https://wiki.example", "http://wiki.example:8080"], &["/admin", "/admin/open", "/Café"]),
        application(2, &["https://www.example/intranet"], &["/board"]),
        application(3, &["https://www.example"], &["/intranet/board"]),
        application(4, &["https://club.example/café"], &[]),
        application(5, &["https://club.example"], &[]),
    ])
}

fn found(house: &Applications, scheme: &str, host: &str, path: &str) -> String {
    match house.find(&Page { scheme, host, path }) {
        Found::Rule(application, rule) => format!("{}{}", application.name.replace("application ", ""), rule.path),
        Found::TwoWays(application) => format!("two ways at {}", application.name.replace("application ", "")),
        Found::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn the_longest_address_and_then_the_longest_path_decide() {
    let house = house();
    for (scheme, host, path, expected) in [
        ("https", "wiki.example", "/", "1"),
        ("https", "wiki.example", "/page", "1"),
        ("https", "wiki.example", "/admin", "1/admin"),
        ("https", "wiki.example", "/admin/", "1/admin"),
        ("https", "wiki.example", "/admin/users", "1/admin"),
        ("https", "wiki.example", "/admin/open/x", "1/admin/open"),
        ("https", "wiki.example", "/admins", "1"),
        ("http", "wiki.example:8080", "/admin", "1/admin"),
        ("https", "www.example", "/intranet", "2"),
        ("https", "www.example", "/intranet/board/minutes", "2/board"),
        ("https", "www.example", "/intranets", "3"),
        ("https", "www.example", "/", "3"),
        // Another scheme, port or host is another place.
        ("http", "wiki.example", "/", "unknown"),
        ("https", "wiki.example:8443", "/", "unknown"),
        ("https", "evil.example", "/", "unknown"),
        // An application that is careless about names reads these in another way than we do.
        ("https", "wiki.example", "/Admin", "two ways at 1"),
        ("https", "wiki.example", "/admin.", "two ways at 1"),
        ("https", "wiki.example", "/admin /x", "two ways at 1"),
        ("https", "wiki.example", "/admin/OPEN", "two ways at 1"),
        ("https", "wiki.example", "/café", "two ways at 1"),
        ("https", "wiki.example", "/Café/menu", "1/Café"),
        ("https", "wiki.example", "/Page.", "1"),
        ("https", "wiki.example", "/Cafe\u{301}", "two ways at 1"),
        ("https", "www.example", "/Cafe\u{301}", "3"),
        ("https", "club.example", "/caf\u{e9}", "4"),
        ("https", "club.example", "/cafe\u{301}", "two ways at 4"),
        ("https", "www.example", "/Intranet", "two ways at 3"),
        ("https", "www.example", "/Intranet/board", "two ways at 3"),
    ] {
        assert_eq!(found(&house, scheme, host, path), expected, "{scheme}://{host}{path}");
    }
    let only = Applications::new(vec![application(2, &["https://www.example/intranet"], &[])]);
    assert_eq!(found(&only, "https", "www.example", "/INTRANET"), "two ways at 2");
    assert_eq!(found(&only, "https", "www.example", "/other"), "unknown");
}

#[test]
fn what_the_proxy_asks_for_holds_besides() {
    let age = |minutes| Some(Lifetime::minutes(minutes));
    let strict = PathRule { second_factor: true, max_age: age(5), ..rule("/x", Opens::SignedIn(Selected::Everyone)) };
    let asked = |second_factor, max_age| Demand { second_factor, max_age, ..Demand::default() };
    assert_eq!(strict.and(&asked(false, age(60))), asked(true, age(5)));
    assert_eq!(strict.and(&asked(false, age(1))), asked(true, age(1)));
    assert_eq!(PathRule::usual().and(&asked(true, None)), asked(true, None));
    let open = rule("/x", Opens::Anyone);
    assert_eq!(open.and(&Demand::default()).opens, Opens::Anyone);
    assert_eq!(open.and(&asked(true, None)), asked(true, None), "nobody proves anything without signing in");
    let closed = rule("/x", Opens::Nobody);
    assert_eq!(closed.and(&asked(true, None)).opens, Opens::Nobody);
}

#[test]
fn a_path_is_kept_in_one_form() {
    for (typed, expected) in [
        ("/admin", Some("/admin")),
        ("/admin/", Some("/admin")),
        ("/café", Some("/café")),
        ("/caf%C3%A9", Some("/café")),
        ("/a b", Some("/a b")),
        ("/", None),
        ("", None),
        ("admin", None),
        ("/admin?x=1", None),
        ("/admin#x", None),
        ("/a/../b", None),
        ("/a//b", None),
        ("/a%2fb", None),
        ("/a\u{200b}b", None),
        ("https://wiki.example/admin", None),
    ] {
        assert_eq!(path_of(typed).as_deref(), expected, "{typed}");
    }
    assert_eq!(path_of(&format!("/{}", "a".repeat(LONGEST_PATH))), None);
}

#[test]
fn words_are_read_back() {
    let id = SelectionId::from_bytes([4; 16]);
    for opens in
        [Opens::Anyone, Opens::Nobody, Opens::SignedIn(Selected::Everyone), Opens::SignedIn(Selected::Selection(id))]
    {
        assert_eq!(Opens::from_word(opens.word(), opens.selection()), Some(opens));
    }
    assert_eq!(Opens::from_word("anyone", Some(id)), None, "a selection would be passed over");
    assert_eq!(Opens::from_word("everybody", None), None);
    for answering in Answering::ALL {
        assert_eq!(Answering::from_word(answering.word()), Some(answering));
    }
}

proptest! {
    /// Whatever a careless application takes for a page under a stricter rule is never let through under a laxer one.
    #[test]
    fn no_other_spelling_passes_under_another_rule(
        path in "(/(admin|Admin|ADMIN\\.|open|OPEN|page|x )){1,4}/?",
    ) {
        let house = house();
        let careless = loose(&path).into_owned();
        let strict = found(&house, "https", "wiki.example", &careless);
        let seen = found(&house, "https", "wiki.example", &path);
        prop_assert!(seen == strict || seen == "two ways at 1", "{path}: {seen}, and {careless}: {strict}");
    }
}
