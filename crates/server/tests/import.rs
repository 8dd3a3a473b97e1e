//! People from a file: all of them, or a reason for each line that will not do.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::fmt::Write as _;

use support::{Installation, Ran};

const GOOD: &str = "\
user_name,display_name,email,email2,language,role,groups
s.dewit,Sanne de Wit,s.dewit@waterland.example,sanne@dewit.example,nl,member,Leden|Redactie
t.brown,Tom Brown,t.brown@waterland.example,,en,helpdesk,Leden
\"m.jansen\",\"Jansen, Maria\",,,,,
";

fn import(house: &Installation, content: impl AsRef<[u8]>, more: &[&str]) -> Ran {
    let file = house.file("people.csv", content);
    house.run(&[&["person", "import", &file], more].concat())
}

fn names(house: &Installation) -> Vec<String> {
    let all = house.run(&["person", "list", "--json"]).ok().json();
    all.as_array().unwrap().iter().map(|one| one["user_name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn good_lines_become_people_with_all_that_they_say() {
    let house = Installation::new();
    let ran = import(&house, GOOD, &[]).ok();
    assert!(ran.out.contains("3 people were imported"), "{ran:?}");
    let shown = house.run(&["person", "show", "s.dewit", "--json"]).ok().json();
    assert_eq!(shown["addresses"], serde_json::json!(["s.dewit@waterland.example", "sanne@dewit.example"]));
    assert_eq!(shown["groups"], serde_json::json!(["Leden", "Redactie"]));
    let shown = house.run(&["person", "show", "t.brown", "--json"]).ok().json();
    assert_eq!((&shown["role"], &shown["language"]), (&"helpdesk".into(), &"en".into()));
    let shown = house.run(&["person", "show", "m.jansen", "--json"]).ok().json();
    assert_eq!(shown["display_name"], "Jansen, Maria");
}

#[test]
fn spreadsheets_write_a_mark_semicolons_and_two_characters_at_a_line_end() {
    let house = Installation::new();
    let text =
        format!("\u{feff}{}", GOOD.replace(", ", "·").replace(',', ";").replace('·', ", ").replace('\n', "\r\n"));
    import(&house, text, &[]).ok();
    assert_eq!(names(&house), ["a.visser", "m.jansen", "s.dewit", "t.brown"]);
}

#[test]
fn bad_lines_are_all_named_and_nobody_is_imported() {
    let house = Installation::new();
    house.add("s.dewit", &["--email", "taken@waterland.example"]);
    let text = "display_name,user_name,email,language\r\n\
                Sanne,S.DeWit,,\r\n\
                Taken,new.one,taken@waterland.example,\r\n\
                Good,good.one,good@waterland.example,nl\r\n\
                \r\n\
                Twice,good.one,,\r\n\
                Bad,bad.one,nonsense,klingon\r\n\
                ,nameless,,\r\n\
                Short,short.one\r\n";
    let ran = import(&house, text, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for (line, reason) in [
        (2, "`S.DeWit` exists already"),
        (3, "`taken@waterland.example` exists already"),
        (6, "stands on line 4 too"),
        (7, "`nonsense` is no e-mail address; `klingon`"),
        (8, "full name is empty"),
        (9, "2 fields, expected 4"),
    ] {
        let place = format!("people.csv:{line}: ");
        assert!(ran.err.lines().any(|said| said.contains(&place) && said.contains(reason)), "{line}: {ran:?}");
    }
    assert!(ran.err.trim_end().lines().last().unwrap().contains("--skip-bad"), "{ran:?}");
    assert_eq!(names(&house), ["a.visser", "s.dewit"]);

    let ran = import(&house, text, &["--skip-bad", "--json"]).ok();
    let told = ran.json();
    assert_eq!((&told["good"], &told["added"]), (&1.into(), &1.into()));
    assert_eq!(told["bad"].as_array().unwrap().len(), 6);
    assert_eq!(told["bad"][0]["line"], 2);
    assert_eq!(names(&house), ["a.visser", "good.one", "s.dewit"]);
}

#[test]
fn a_dry_run_looks_and_imports_nothing() {
    let house = Installation::new();
    assert!(import(&house, GOOD, &["--dry-run"]).ok().out.contains("3 good, 0 bad"));
    assert_eq!(names(&house), ["a.visser"]);
}

#[test]
fn a_file_that_is_no_such_list_is_refused() {
    let house = Installation::new();
    import(&house, "s.dewit,Sanne\n", &[]).refused("must name the columns");
    import(&house, "user_name,display_name,password\n", &[]).refused("unknown column `password`");
    import(&house, "", &[]).refused("must name the columns");
    import(&house, [0xff, 0xfe, 0x00, b'\n'], &[]).refused("people.csv:1");
    house.run(&["person", "import", "/nonexistent.csv"]).refused("cannot read /nonexistent.csv");
    let bytes = [GOOD.as_bytes(), b"x,\xff\xfe,,,,,\n"].concat();
    let ran = import(&house, bytes, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains(":5: not UTF-8"), "{ran:?}");
    assert_eq!(names(&house), ["a.visser"]);
}

#[test]
fn five_thousand_people_come_in_at_once() {
    let house = Installation::new();
    let mut text = String::from("user_name;display_name;email;groups\n");
    for number in 0..5_000 {
        writeln!(text, "p{number};Persoon {number};p{number}@waterland.example;Leden").unwrap();
    }
    let ran = import(&house, &text, &[]).ok();
    assert!(ran.out.contains("5000 people were imported"), "{ran:?}");
    assert_eq!(names(&house).len(), 5_001);
    // The same again is five thousand lines that exist already, and none is added.
    let ran = import(&house, &text, &["--json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["bad"].as_array().unwrap().len(), 5_000);
}
