//! The organisation's own attributes at the command line: kept, given to people, selected by.

mod support;

use serde_json::json;
use support::Installation;

#[test]
fn attributes_are_kept_given_shown_and_selected_by() {
    let house = Installation::new();
    house.run(&["attribute", "save", "Uren", "--name", "Uren per week", "--kind", "number"]).ok();
    house
        .run(&["attribute", "save", "afdeling", "--kind", "choice", "--choice", "Techniek", "--choice", "Redactie"])
        .ok();
    house.run(&["attribute", "save", "in_dienst", "--kind", "date"]).ok();
    let all = house.run(&["attribute", "list", "--json"]).ok().json();
    assert_eq!(all[0]["key"], "uren");
    assert_eq!(all[1]["choices"], json!(["Techniek", "Redactie"]));

    house.add("s.dewit", &["--set", "uren=24,5", "--set", "AFDELING=techniek"]);
    house.run(&["person", "set", "s.dewit", "in_dienst=2026-02-28"]).ok();
    let shown = house.run(&["person", "show", "s.dewit", "--json"]).ok().json();
    assert_eq!(shown["attributes"], json!({ "uren": "24.5", "afdeling": "Techniek", "in_dienst": "2026-02-28" }));
    let count = |filter: &str| house.run(&["selection", "count", "--filter", filter]).ok().out.trim().to_owned();
    assert_eq!(count("uren gt 24 and afdeling eq \"TECHNIEK\" and in_dienst lt \"2026-03-01\""), "1");
    house.run(&["person", "set", "s.dewit", "uren="]).ok();
    assert_eq!(count("uren pr"), "0");

    house
        .run(&["person", "set", "s.dewit", "uren=veel", "maat=3"])
        .refused("uren: not a number; there is no attribute `maat`");
    let add = ["person", "add", "t.brown", "--name", "T", "--no-password", "--set", "afdeling=Zuid"];
    house.run(&add).refused("afdeling: none of: Techniek, Redactie");
    house.run(&["person", "show", "t.brown"]).refused("nobody has the user name");
    house.run(&["attribute", "save", "afdeling", "--choice", "Redactie"]).refused("1 people have `Techniek`");
    house.run(&["attribute", "save", "uren", "--kind", "text"]).refused("the kind does not change");
    house.run(&["attribute", "save", "userName", "--kind", "text"]).refused("has a meaning already");
    house.run(&["selection", "save", "Vast", "--filter", "uren pr"]).ok();
    house.run(&["attribute", "remove", "uren"]).refused("is used by the selection Vast: change that first");
    assert!(house.run(&["attribute", "remove", "afdeling"]).ok().out.contains("with 1 values"));
}
