//! People from a file: added and changed by a key, or a reason for each line that will not do.

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

fn shown(house: &Installation, name: &str) -> serde_json::Value {
    house.run(&["person", "show", name, "--json"]).ok().json()
}

#[test]
fn good_lines_become_people_with_all_that_they_say() {
    let house = Installation::new();
    let ran = import(&house, GOOD, &[]).ok();
    assert!(ran.out.contains("3 added, 0 changed"), "{ran:?}");
    let sanne = shown(&house, "s.dewit");
    assert_eq!(sanne["addresses"], serde_json::json!(["s.dewit@waterland.example", "sanne@dewit.example"]));
    assert_eq!(sanne["groups"], serde_json::json!(["Leden", "Redactie"]));
    let tom = shown(&house, "t.brown");
    assert_eq!((&tom["role"], &tom["language"]), (&"helpdesk".into(), &"en".into()));
    assert_eq!(shown(&house, "m.jansen")["display_name"], "Jansen, Maria");
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
fn an_older_spreadsheet_in_dutch_is_understood() {
    let house = Installation::new();
    let text =
        b"Gebruikersnaam;Naam;E-mailadres;Groep:Leden\r\nz.bruin;Zo\xEB Bru\xEFn;z@waterland.example;ja\r\n;;;\r\n";
    let ran = import(&house, text, &[]).ok();
    assert!(ran.err.contains("Windows-1252"), "{ran:?}");
    let zoe = shown(&house, "z.bruin");
    assert_eq!(zoe["display_name"], "Zoë Bruïn");
    assert_eq!(zoe["groups"], serde_json::json!(["Leden"]));
}

#[test]
fn who_is_there_is_changed_by_a_key_of_ones_own() {
    let house = Installation::new();
    house.run(&["attribute", "save", "nr", "--name", "Personeelsnummer", "--kind", "text"]).ok();
    house.run(&["attribute", "save", "uren", "--kind", "number"]).ok();
    let text = "Personeelsnummer,user_name,naam,e-mail,uren,groepen\n\
                17,s.dewit,Sanne,s@waterland.example,32,Leden|Bestuur\n18,t.brown,Tom,t@waterland.example,,Leden\n";
    assert!(import(&house, text, &["--key", "nr"]).ok().out.contains("2 added"));
    assert!(import(&house, text, &["--key", "nr"]).ok().out.contains("0 added, 0 changed, 2 as they were"));

    let text = "nr,user_name,naam,uren,e-mail 2,groepen\n17,s.smit,,-,sanne@thuis.example,Leden\n18,,,\"8,5\",,\n";
    let dry = import(&house, text, &["--key", "nr", "--dry-run"]).ok();
    assert!(dry.out.contains("line 2: change s.smit: user_name `s.dewit` becomes `s.smit`"), "{dry:?}");
    assert!(dry.out.contains("groepen `Bestuur|Leden` becomes `Leden`, uren `32` becomes ``"), "{dry:?}");
    assert!(dry.out.contains("line 3: change t.brown: uren `` becomes `8.5`"), "{dry:?}");
    assert!(dry.out.contains("0 would be added, 2 would be changed"), "{dry:?}");
    assert_eq!(shown(&house, "s.dewit")["display_name"], "Sanne", "a dry run changes nothing");

    import(&house, text, &["--key", "nr"]).ok();
    let sanne = shown(&house, "s.smit");
    assert_eq!(sanne["display_name"], "Sanne", "an empty field keeps what is there");
    assert_eq!(sanne["addresses"], serde_json::json!(["s@waterland.example", "sanne@thuis.example"]));
    assert_eq!(sanne["groups"], serde_json::json!(["Leden"]));
    let refused = import(&house, "nr,naam\n19,Nobody\n", &["--key", "nr", "--known-only"]);
    assert!(refused.err.contains("people.csv:2: nr `19`: there is nobody with it"), "{refused:?}");
}

#[test]
fn a_column_is_named_where_its_heading_says_nothing() {
    let house = Installation::new();
    let text = "login,wie,salaris\ns.dewit,Sanne,9000\n";
    import(&house, text, &[]).refused("unknown column `wie`");
    import(&house, text, &["--column", "wie=display_name", "--column", "salaris=-"]).ok();
    assert_eq!(shown(&house, "s.dewit")["display_name"], "Sanne");
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
    let ran = import(&house, text, &["--new-only"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for (line, reason) in [
        (2, "user_name `S.DeWit`: exists already"),
        (3, "email `taken@waterland.example`: someone else has it"),
        (6, "user_name `good.one`: stands on line 4 too"),
        (7, "email `nonsense`: expected an e-mail address"),
        (7, "language `klingon`: expected nl or en"),
        (8, "display_name ``: empty, expected one for a new person"),
        (9, "2 fields, expected 4"),
    ] {
        let place = format!("people.csv:{line}: ");
        assert!(ran.err.lines().any(|said| said.contains(&place) && said.contains(reason)), "{line}: {ran:?}");
    }
    assert!(ran.err.trim_end().lines().last().unwrap().contains("--skip-bad"), "{ran:?}");
    assert_eq!(names(&house), ["a.visser", "s.dewit"]);

    let told = import(&house, text, &["--new-only", "--skip-bad", "--json"]).ok().json();
    assert_eq!((&told["added"], &told["bad"], &told["imported"]), (&1.into(), &6.into(), &1.into()));
    let bad = told["lines"].as_array().unwrap();
    assert_eq!((bad.len(), &bad[0]["line"], &bad[0]["faults"][0]["value"]), (6, &2.into(), &"S.DeWit".into()));
    assert_eq!(names(&house), ["a.visser", "good.one", "s.dewit"]);
}

#[test]
fn a_dry_run_says_line_by_line_what_would_change_and_changes_nothing() {
    let house = Installation::new();
    let ran = import(&house, GOOD, &["--dry-run"]).ok();
    assert!(ran.out.starts_with("line 2: add s.dewit\nline 3: add t.brown\nline 4: add m.jansen\n3 would be added"));
    let told = import(&house, GOOD, &["--dry-run", "--json"]).ok().json();
    assert_eq!((&told["added"], &told["imported"], &told["dry_run"]), (&3.into(), &0.into(), &true.into()));
    assert_eq!(told["lines"].as_array().unwrap().len(), 3);
    assert_eq!(names(&house), ["a.visser"]);
}

#[test]
fn the_last_superuser_stays_one() {
    let house = Installation::new();
    import(&house, "user_name,role\na.visser,member\n", &[]).refused("no SuperUser");
    assert_eq!(shown(&house, "a.visser")["role"], "superuser");
}

#[test]
fn a_file_that_is_no_such_list_is_refused() {
    let house = Installation::new();
    import(&house, "s.dewit,Sanne\n", &[]).refused("people.csv:1: unknown column `s.dewit`");
    import(&house, "display_name,email\n", &[]).refused("must name the columns, and `user_name`");
    import(&house, "user_name,login\n", &[]).refused("two columns mean `user_name`");
    import(&house, "user_name,display_name,password\n", &[]).refused("unknown column `password`");
    import(&house, "user_name,role\n", &["--key", "role"]).refused("people cannot be known by `role`");
    import(&house, "", &[]).refused("the file is empty");
    import(&house, [0xff, 0xfe, 0x00, b'\n'], &[]).refused("UTF-16: save it as `CSV UTF-8`");
    import(&house, b"PK\x03\x04workbook", &[]).refused("this is a workbook");
    house.run(&["person", "import", "/nonexistent.csv"]).refused("cannot read /nonexistent.csv");
    let mixed = [GOOD.as_bytes(), "x,Zoë,,,,,\n".as_bytes(), b"y,Zo\xEB,,,,,\n"].concat();
    import(&house, mixed, &[]).refused("line 6 is neither UTF-8 nor Windows-1252");
    assert_eq!(names(&house), ["a.visser"]);
}

/// So many people in one file.
fn many(number: usize) -> String {
    let mut text = String::from("user_name;display_name;email;groups\n");
    for number in 0..number {
        writeln!(text, "p{number};Persoon {number};p{number}@waterland.example;Leden").unwrap();
    }
    text
}

#[test]
fn two_thousand_people_come_in_at_once_and_stay_as_they_were_the_second_time() {
    let house = Installation::new();
    let ran = import(&house, many(2_000), &[]).ok();
    assert!(ran.out.contains("2000 added"), "{ran:?}");
    assert_eq!(names(&house).len(), 2_001);
    let told = import(&house, many(2_000), &["--json"]).ok().json();
    assert_eq!((&told["same"], &told["imported"]), (&2_000.into(), &0.into()));
}

#[test]
fn an_import_that_was_killed_goes_on_behind_its_last_line() {
    const PEOPLE: usize = 6_000;
    let house = Installation::new();
    let file = house.file("people.csv", many(PEOPLE));
    let arguments = ["person", "import", &file, "--new-only"];
    let mut kills = 0;
    let ran = loop {
        let mut child = house
            .command(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // Killed when it says that some of it is done; at last it runs to its end.
        let mut said = std::io::BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("% imported") {
            line.clear();
            if std::io::BufRead::read_line(&mut said, &mut line).unwrap() == 0 {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        if kills == 3 {
            break house.run(&arguments);
        }
    };
    let ran = ran.ok();
    assert!(ran.err.contains("was cut off; it goes on behind line"), "{ran:?}");
    assert!(ran.out.contains(&format!("{PEOPLE} added, 0 changed, 0 as they were, 0 bad")), "{ran:?}");
    let mut all = names(&house);
    assert_eq!(all.len(), PEOPLE + 1);
    all.dedup();
    assert_eq!(all.len(), PEOPLE + 1, "each person once");
}
