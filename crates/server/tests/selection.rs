//! Selections at the command line: saved with what changes, refused at the character, kept while they are used.

mod support;

use serde_json::json;
use support::Installation;

fn house() -> Installation {
    let house = Installation::new();
    house.add("s.dewit", &["--group", "Backend", "--email", "s@waterland.example"]);
    house.add("t.brown", &["--group", "Leden"]);
    house.add("m.jansen", &["--group", "Leden", "--language", "en"]);
    house
}

#[test]
fn a_selection_is_saved_shown_counted_and_removed() {
    let house = house();
    let saved = house.run(&["selection", "save", "Leden", "--filter", "GROUPS eq \"leden\""]).ok();
    assert!(saved.out.contains("2 people; 2 now enter, 0 now leave"), "{saved:?}");
    assert_eq!(house.run(&["selection", "count", "leden"]).ok().out.trim(), "2");
    let filter = "language eq \"en\" or userName sw \"s.\"";
    assert_eq!(house.run(&["selection", "count", "--filter", filter, "--json"]).ok().json(), json!({ "count": 2 }));

    // What would change is told before it changes.
    let other = ["selection", "save", "Leden", "--filter", "groups pr and language eq null", "--description", "Alle"];
    let told = house.run(&[&other[..], &["--dry-run", "--json"]].concat()).ok().json();
    assert_eq!((&told["enter"]["count"], &told["leave"]["count"]), (&1.into(), &1.into()), "{told}");
    assert_eq!(told["enter"]["sample"][0]["user_name"], "s.dewit");
    assert_eq!(house.run(&["selection", "count", "Leden"]).ok().out.trim(), "2");
    assert!(house.run(&other).ok().out.contains("1 now enter, 1 now leave"));

    let shown = house.run(&["selection", "show", "LEDEN", "--json"]).ok().json();
    assert_eq!(shown["filter"], "groups pr and not (language pr)");
    assert_eq!((&shown["kind"], &shown["version"], &shown["count"]), (&"dynamic".into(), &2.into(), &2.into()));

    house.run(&["policy", "set", "P", "--for", "leden", "--requirement", "optional"]).ok();
    house.run(&["selection", "remove", "Leden"]).refused("is used by the policy ‘P’");
    house.run(&["policy", "set", "P", "--for", "everyone"]).ok();
    house.run(&["selection", "remove", "Leden"]).ok();
    assert_eq!(house.run(&["selection", "list", "--json"]).ok().json(), json!([]));
    house.run(&["selection", "show", "Leden"]).refused("there is no selection `Leden`");
}

#[test]
fn a_list_is_pasted_and_names_who_was_not_found() {
    let house = house();
    let save = ["selection", "save", "Proef", "--list", "add"];
    let saved = house.run_with(&save, "S.DEWIT\n\nnobody, t.brown\nS@waterland.example\n").ok();
    assert!(saved.out.contains("2 people; 2 now enter"), "{saved:?}");
    assert!(saved.err.contains("line 3: nobody is called nobody"), "{saved:?}");
    let less = ["selection", "save", "Proef", "--list", "remove", "--json"];
    assert_eq!(house.run_with(&less, "t.brown").ok().json()["leave"]["count"], 1);
    house.run_with(&["selection", "save", "Proef", "--list", "replace"], "m.jansen").ok();
    let shown = house.run(&["selection", "show", "Proef", "--json"]).ok().json();
    assert_eq!(shown["sample"], json!([{ "user_name": "m.jansen", "display_name": "m.jansen" }]));
    house.run(&["selection", "save", "Proef", "--filter", "active eq true"]).refused("does not become a list");
}

#[test]
fn a_filter_that_is_wrong_is_shown_at_its_character_and_nothing_is_saved() {
    let house = house();
    for (filter, reason) in [
        ("shoeSize eq 42", "character 1: there is no attribute `shoeSize`: shoeSize eq 42"),
        ("active eq true and language gt \"nl\"", "character 29: `gt` does not go with `language`: gt \"nl\""),
        ("userName eq 42", "character 13: `userName` is compared with text between quotes, not with a number: 42"),
        ("(active eq true", "character 1: the parenthesis that opens here is not closed"),
    ] {
        house.run(&["selection", "save", "X", "--filter", filter]).refused(reason);
    }
    assert_eq!(house.run(&["selection", "save", "X"]).code, 2);
    let noted = house.run(&["selection", "count", "--filter", "groups eq \"Ledem\""]).ok();
    assert!(noted.err.contains("no group `Ledem`"), "{noted:?}");
    assert_eq!(house.run(&["selection", "list", "--json"]).ok().json().as_array().unwrap().len(), 0);
}
