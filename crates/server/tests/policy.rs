//! Policies shown and counted at the command line, and the pass and the emergency code given there.

mod support;

use serde_json::json;
use support::Installation;

fn house() -> Installation {
    let house = Installation::new();
    house.add("s.dewit", &["--group", "Backend", "--email", "s@waterland.example"]);
    house.add("t.brown", &["--group", "Backend"]);
    house.run(&["selection", "save", "Backend", "--filter", "groups eq \"Backend\""]).ok();
    let set = ["policy", "set", "Backend users", "--for", "Backend", "--requirement", "mandatory"];
    house.run(&[&set[..], &["--deadline", "2099-12-08", "--stay", "1d", "--even-so", "a test"]].concat()).ok();
    house
}

#[test]
fn a_policy_is_shown_in_plain_words_and_for_programs() {
    let house = house();
    let said = house.run(&["policy", "show", "BACKEND users"]).ok().out;
    for words in
        ["‘Backend users’ demands a second step of the selection Backend from 2099-12-08 on", "Last changed 20"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let shown = house.run(&["policy", "show", "Backend users", "--json"]).ok().json();
    assert_eq!((&shown["for"], &shown["stay"], &shown["version"]), (&"Backend".into(), &"1d".into(), &1.into()));
    assert!(shown["changed_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{shown}");
    house.run(&["policy", "show", "Nobody"]).refused("there is no policy `Nobody`: `tweestap policy list`");
    assert_eq!(house.run(&["policy", "show"]).code, 2);
}

#[test]
fn the_people_under_a_policy_are_counted_now_and_at_a_date() {
    let house = house();
    // The program says what day it is.
    let today =
        house.run(&["policy", "count", "Backend users", "--json"]).ok().json()["at"].as_str().unwrap().to_owned();
    let until = today[..10].parse::<jiff::civil::Date>().unwrap() + jiff::Span::new().days(30);
    house.run(&["person", "exempt", "t.brown", "--until", &until.to_string(), "--reason", "No phone"]).ok();
    let class = |counts: &serde_json::Value, class: &str| {
        let all = counts["classes"].as_array().unwrap();
        all.iter().find(|one| one["class"] == class).unwrap_or_else(|| panic!("{counts}"))["people"].clone()
    };
    let now = house.run(&["policy", "count", "Backend users", "--json"]).ok().json();
    assert_eq!((&now["people"], &now["under"]), (&json!(3), &json!(2)));
    assert_eq!((class(&now, "ahead"), class(&now, "exempt")), (json!(1), json!(1)));
    // By then the exemption has ended, and a code by e-mail reaches only one of the two.
    let then = house.run(&["policy", "count", "Backend users", "--at", "2099-12-08", "--json"]).ok().json();
    assert_eq!((class(&then, "obliged"), class(&then, "out-of-reach")), (json!(1), json!(1)));
    assert_eq!(then["at"], "2099-12-07T23:00:00Z");
    let said = house.run(&["policy", "count", "Backend users"]).ok().out;
    assert!(said.contains("Now, of 2 people under it:") && said.contains("1  are exempt"), "{said}");
    house.run(&["policy", "count", "Nobody"]).refused("there is no policy `Nobody`");
    assert_eq!(house.run(&["policy", "count", "Backend users", "--at", "tomorrow"]).code, 2);
}

#[test]
fn a_pass_is_shown_once_and_the_next_one_takes_its_place() {
    let house = house();
    let said = house.run(&["person", "pass", "S.DEWIT"]).ok().out;
    let first = said.lines().map(str::trim).find(|line| line.starts_with("T-")).unwrap().to_owned();
    assert_eq!(first.len(), "T-ABCDE-FGHJK".len(), "{said}");
    assert!(said.contains("read aloud: T, ") && said.contains("It works once, until "), "{said}");
    let second = house.run(&["person", "pass", "s@waterland.example", "--hours", "24", "--json"]).ok().json();
    assert!(second["pass"].as_str().is_some_and(|pass| pass != first && pass.len() == first.len()), "{second}");
    assert!(second["expires_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{second}");

    // It was kept that one was given each time, and what it is nowhere.
    let log = house.run(&["audit", "list", "--json"]).ok().out;
    assert_eq!(log.matches("pass-given").count(), 2, "{log}");
    assert!(!log.contains(&first), "{log}");
    for file in std::fs::read_dir(house.data()).unwrap() {
        let kept = std::fs::read(file.unwrap().path()).unwrap();
        let kept = String::from_utf8_lossy(&kept);
        assert!(!kept.contains(&first) && !kept.contains(&first.replace('-', "")));
    }
    house.run(&["person", "pass", "nobody"]).refused("tweestap person list");
    for wrong in [&["person", "pass"][..], &["person", "pass", "s.dewit", "--hours", "25"]] {
        assert_eq!(house.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn an_emergency_code_stands_in_for_the_second_superuser() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    let none = house.run(&["break-glass", "show", "--json"]).ok().json();
    assert_eq!(none, json!({ "made_at": null, "made_by": null }));
    let set = ["policy", "set", "All", "--for", "everyone", "--requirement", "mandatory", "--deadline", "2099-12-08"];
    house.run(&set).refused("two SuperUsers need a second step, and 0 of 1 have one, or make an emergency code");
    let made = house.run(&["break-glass", "make"]).ok().out;
    assert!(made.lines().any(|line| line.trim().starts_with("B-") && line.trim().len() == 26), "{made}");
    let refused = house.run(&set);
    assert!(!refused.err.contains("two SuperUsers") && refused.err.contains("test message"), "{}", refused.err);
    let shown = house.run(&["break-glass", "show"]).ok().out;
    assert!(shown.contains("by the command line of the server"), "{shown}");

    // Another takes its place, and neither is told again.
    let code = house.run(&["break-glass", "make", "--json"]).ok().json()["code"].as_str().unwrap().to_owned();
    let said =
        house.run(&["break-glass", "show", "--json"]).ok().out + &house.run(&["audit", "list", "--json"]).ok().out;
    assert!(!said.contains(&code) && said.matches("break-glass-made").count() == 2, "{said}");
    assert_eq!(house.run(&["break-glass"]).code, 2);
}

#[test]
fn a_day_is_rehearsed_by_all_policies_together() {
    let house = house();
    house.add("l.chen", &[]);
    let class = |counts: &serde_json::Value, class: &str, key: &str| {
        let all = counts["classes"].as_array().unwrap();
        all.iter().find(|one| one["class"] == class).unwrap_or_else(|| panic!("{counts}"))[key].clone()
    };
    let then = house.run(&["policy", "rehearse", "--at", "2099-12-08", "--json"]).ok().json();
    assert_eq!((&then["people"], &then["at"]), (&json!(4), &json!("2099-12-07T23:00:00Z")));
    assert_eq!((class(&then, "obliged", "people"), class(&then, "obliged", "people_now")), (json!(1), json!(0)));
    assert_eq!((class(&then, "ahead", "people"), class(&then, "ahead", "people_now")), (json!(0), json!(2)));
    assert_eq!(class(&then, "not-asked", "people"), json!(2));
    let said = house.run(&["policy", "rehearse", "--at", "2099-12-08", "--for", "Backend"]).ok().out;
    assert!(said.contains("of 2 people:") && said.contains("1  must set one up and cannot (now 0)"), "{said}");
    let listed = house.run(&["policy", "rehearse", "--at", "2099-12-08", "--list", "obliged", "--lang", "en"]).ok().out;
    assert!(listed.contains("s.dewit") && listed.contains("has been required since 8 December 2099"), "{listed}");
    assert!(!listed.contains("t.brown") && !listed.contains("l.chen"), "{listed}");
    let listed =
        house.run(&["policy", "rehearse", "--at", "2099-12-08", "--list", "out-of-reach", "--json"]).ok().json();
    assert_eq!((&listed["user_name"], &listed["meets"]), (&json!("t.brown"), &json!("out-of-reach")));
    assert_eq!(house.run(&["policy", "rehearse", "--at", "2001-01-01"]).code, 2);
    assert_eq!(house.run(&["policy", "rehearse"]).code, 2);
    house
        .run(&["policy", "rehearse", "--at", "2099-12-08", "--for", "Nobody"])
        .refused("there is no selection `Nobody`");
}

#[test]
fn a_policy_that_only_watches_is_set_without_guards_and_says_so() {
    let house = Installation::new();
    house.add("s.dewit", &["--email", "s@waterland.example"]);
    let set = ["policy", "set", "Trial", "--for", "everyone", "--requirement", "mandatory"];
    let said = house.run(&[&set[..], &["--mode", "watch"]].concat()).ok().out;
    assert!(said.contains("‘Trial’ only watches: it asks nothing of anybody"), "{said}");
    assert!(house.run(&["policy", "list"]).ok().out.contains("watch"));
    assert_eq!(house.run(&["policy", "show", "Trial", "--json"]).ok().json()["mode"], "watch");
    let counted = house.run(&["policy", "count", "Trial"]).ok().out;
    assert!(counted.contains("only watches. As if it were on:"), "{counted}");
    let told = house.run(&["policy", "explain", "s.dewit", "--json"]).ok().json();
    assert_eq!((&told["step"]["kind"], &told["watching"]), (&json!("grant"), &json!(["Trial"])));
    let told = house.run(&["policy", "explain", "s.dewit", "--lang", "en"]).ok().out;
    assert!(told.contains("The rule ‘Trial’ only watches"), "{told}");
    // Switched on, it asks what every policy asks.
    assert_eq!(house.run(&["policy", "set", "Trial", "--mode", "on"]).code, 1);
    assert_eq!(house.run(&["policy", "show", "Trial", "--json"]).ok().json()["mode"], "watch");
    assert_eq!(house.run(&["policy", "set", "Trial", "--mode", "off"]).code, 2);
}
