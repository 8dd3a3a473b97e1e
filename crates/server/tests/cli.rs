//! The command line from outside: the real program, a folder of its own, exit codes and words.

mod support;

use std::os::unix::fs::PermissionsExt as _;

use support::{Installation, PASSWORD, program, run_with};

#[test]
fn setup_makes_an_installation_for_its_owner_alone() {
    let house = Installation::empty();
    let ran = house.set_up(PASSWORD).ok();
    assert!(ran.out.contains("Vereniging Waterland") && ran.out.contains("a.visser"), "{ran:?}");
    let mode = |name: &str| std::fs::metadata(house.data().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("keys"), mode("tweestap.db")), (0o700, 0o600, 0o600));
    house.set_up(PASSWORD).refused("set up already");
}

#[test]
fn setup_that_is_refused_leaves_nothing_behind() {
    let house = Installation::empty();
    house.set_up("kort").refused("too short");
    house.set_up("waterland-2026-!!").refused("leans on a name");
    let ran = house.run(&["setup", "--admin", "a"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("--name"), "{ran:?}");
    let zone = ["setup", "--name", "X", "--time-zone", "Europe/Amsterdm", "--admin", "a"];
    house.run(&zone).refused("organisation.time_zone");
    assert!(!house.data().exists());
}

#[test]
fn people_are_added_listed_and_shown() {
    let house = Installation::new();
    house.add("s.dewit", &["--email", "s@waterland.example", "--group", "Leden", "--group", "Redactie"]);
    let no_password = ["person", "add", "t.brown", "--name", "Tom Brown", "--language", "en", "--no-password"];
    assert!(house.run(&no_password).ok().out.contains("No password yet"));

    let list = house.run(&["person", "list"]).ok().out;
    let names: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["a.visser", "s.dewit", "t.brown"]);
    let list = house.run(&["person", "list", "--json"]).ok().json();
    assert_eq!(list[0]["role"], "superuser");
    assert_eq!(list[1]["has_password"], true);
    assert_eq!(list[2]["has_password"], false);

    // By any spelling of name or address.
    for name in ["s.dewit", "S.DEWIT", "s@Waterland.example"] {
        let shown = house.run(&["person", "show", name, "--json"]).ok().json();
        assert_eq!(shown["groups"], serde_json::json!(["Leden", "Redactie"]));
        assert_eq!(shown["addresses"], serde_json::json!(["s@waterland.example"]));
    }
    assert!(house.run(&["person", "show", "t.brown"]).ok().out.contains("en"));

    let twice = ["person", "add", "S.deWit", "--name", "X", "--no-password"];
    house.run(&twice).refused("has this user name");
    house.run(&["person", "show", "nobody"]).refused("tweestap person list");
    let bad = ["person", "add", "x", "--name", "X", "--email", "a@b\nBcc: c@d", "--no-password"];
    house.run(&bad).refused("no e-mail address");
}

#[test]
fn a_password_is_read_from_standard_input_and_checked() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    house.run_with(&["person", "password", "s.dewit", "--password-stdin"], "an-entirely-other-rowing-boat\n").ok();
    house.run_with(&["person", "password", "s.dewit", "--password-stdin"], "kort\n").refused("too short");
    house.run_with(&["person", "password", "s.dewit", "--password-stdin"], "\n").refused("one line");
    let ran = house.run(&["person", "password", "s.dewit"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("--password-stdin"), "{ran:?}");
    // There is no way to say one as an argument.
    assert_eq!(house.run(&["person", "password", "s.dewit", "--password", PASSWORD]).code, 2);
}

#[test]
fn a_policy_is_set_listed_and_changed_field_by_field() {
    let house = Installation::new();
    house.add("s.dewit", &["--group", "Backend"]);
    house.run(&["selection", "save", "Backend", "--filter", "groups eq \"Backend\""]).ok();
    let set = [
        "policy",
        "set",
        "Backend users",
        "--for",
        "backend",
        "--requirement",
        "mandatory",
        "--deadline",
        "2026-12-08",
        "--grace",
        "14",
        "--ask",
        "30d",
        "--stay",
        "1d",
        "--idle",
        "1h",
        "--authenticators",
        "no-code-card",
        "--late",
        "helpdesk-pass",
        "--even-so",
        "the first of a new house",
    ];
    let said = house.run(&set).ok().out;
    for words in ["from 2026-12-08 on", "14 days", "pass from the helpdesk", "every 30 days", "for 1 day", "1 hour"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let expected = serde_json::json!({
        "name": "Backend users", "for": "Backend", "mode": "on", "requirement": "mandatory",
        "deadline": "2026-12-08", "grace_days": 14, "ask": "30d", "stay": "1d", "idle": "1h", "authenticators": "no-code-card",
        "late_enrolment": "helpdesk-pass",
    });
    let list = || {
        let mut all = house.run(&["policy", "list", "--json"]).ok().json();
        all[0].as_object_mut().unwrap().remove("id");
        all
    };
    assert_eq!(list(), serde_json::json!([expected]));
    house
        .run(&[
            "policy",
            "set",
            "BACKEND users",
            "--ask",
            "always",
            "--deadline",
            "none",
            "--idle",
            "none",
            "--even-so",
            "x",
        ])
        .ok();
    let mut changed = expected;
    changed["ask"] = "always".into();
    changed["deadline"] = serde_json::Value::Null;
    changed["idle"] = serde_json::Value::Null;
    assert_eq!(list(), serde_json::json!([changed]));
    assert!(house.run(&["policy", "list"]).ok().out.contains("Backend"));
}

#[test]
fn a_policy_that_makes_no_sense_is_refused_with_what_was_expected() {
    let house = Installation::new();
    for (arguments, expected) in [
        (vec!["--for", " "], "name of a selection"),
        (vec!["--for", "everyone"], "--requirement"),
        (vec!["--requirement", "off"], "--for"),
        (vec!["--requirement", "must"], "mandatory"),
        (vec!["--ask", "30"], "unit"),
        (vec!["--ask", "10m"], "at least 1 hour"),
        (vec!["--stay", "400d"], "at most 365 days"),
        (vec!["--deadline", "8-12-2026"], "2026-12-08"),
        (vec!["--late", "never"], "helpdesk-pass"),
    ] {
        let mut all = vec!["policy", "set", "X"];
        all.extend(&arguments);
        let ran = house.run(&all);
        assert_eq!(ran.code, 2, "{arguments:?} {ran:?}");
        assert!(ran.err.contains(expected), "{expected}: {ran:?}");
    }
    let nobody = ["policy", "set", "X", "--for", "Nobody", "--requirement", "optional"];
    house.run(&nobody).refused("there is no selection `Nobody`");
    assert_eq!(house.run(&["policy", "list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn a_policy_that_demands_something_is_tried_first_and_its_guards_are_told() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    let set = ["policy", "set", "All", "--for", "everyone", "--requirement", "mandatory", "--deadline", "2099-12-08"];
    let refused = house.run(&set);
    assert_eq!(refused.code, 1, "{refused:?}");
    for missing in ["two SuperUsers", "test message", "--dry-run", "--even-so"] {
        assert!(refused.err.contains(missing), "{missing}: {}", refused.err);
    }
    let tried = house.run(&[&set[..], &["--dry-run"]].concat()).ok().out;
    assert!(tried.contains("must set one up before the deadline") && tried.contains("--seen "), "{tried}");
    let run = house.run(&[&set[..], &["--dry-run", "--json"]].concat()).ok().json();
    assert_eq!(run["runs"][0]["under"], run["runs"][0]["people"]);
    let seen = run["seen"].as_str().unwrap();
    let refused = house.run(&[&set[..], &["--seen", seen]].concat());
    assert!(!refused.err.contains("--dry-run") && refused.err.contains("two SuperUsers"), "{}", refused.err);
    assert_eq!(house.run(&["policy", "list", "--json"]).ok().json(), serde_json::json!([]));
    // One mark in 64 begins like an option.
    let other = house.run(&[&set[..], &["--seen", "-another"]].concat());
    assert!(other.err.contains("--dry-run") && other.err.contains("two SuperUsers"), "{}", other.err);

    house.run(&[&set[..], &["--even-so", "one administrator"]].concat()).ok();
    house.run(&["policy", "set", "All", "--deadline", "2099-12-24"]).ok();
    house.run(&["policy", "set", "All", "--deadline", "2020-01-01"]).refused("has passed");
    house.run(&["policy", "remove", "all"]).ok();
    house.run(&["policy", "remove", "all"]).refused("there is no policy `all`");
}

#[test]
fn what_demands_nothing_by_itself_is_guarded_where_it_narrows_what_another_demands() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    let optional = |kinds| {
        let set =
            ["policy", "set", "Keys", "--for", "everyone", "--requirement", "optional", "--authenticators", kinds];
        house.run(&set)
    };
    optional("phishing-resistant").ok();
    house.run(&["policy", "remove", "Keys"]).ok();
    house.run(&["policy", "set", "All", "--for", "everyone", "--requirement", "mandatory", "--even-so", "a test"]).ok();
    optional("phishing-resistant").refused("two SuperUsers");
    optional("no-code-card").refused("two SuperUsers");
    optional("any").ok();
    assert_eq!(house.run(&["policy", "list", "--json"]).ok().json().as_array().unwrap().len(), 2);
}

#[test]
fn a_policy_is_explained_in_both_languages_and_at_any_moment() {
    let house = Installation::new();
    house.add("s.dewit", &["--group", "Backend"]);
    house.run(&["selection", "save", "Backend", "--filter", "groups eq \"Backend\""]).ok();
    let set = [
        "policy",
        "set",
        "Backend",
        "--for",
        "Backend",
        "--requirement",
        "mandatory",
        "--deadline",
        "2099-12-08",
        "--ask",
        "30d",
        "--stay",
        "1d",
        "--even-so",
        "a test",
    ];
    house.run(&set).ok();
    house.run(&["policy", "set", "Iedereen", "--for", "everyone", "--requirement", "optional", "--stay", "14d"]).ok();

    let explained = |more: &[&str]| {
        let ran = house.run(&[&["policy", "explain", "s.dewit"], more].concat()).ok();
        ran.out
    };
    // The organisation's language unless another is asked for.
    let nl = explained(&[]);
    assert!(nl.contains("‘Backend’") && nl.contains("8 december 2099"), "{nl}");
    let en = explained(&["--lang", "en"]);
    assert!(en.contains("‘Backend’") && en.contains("8 December 2099"), "{en}");
    assert_eq!(house.run(&["policy", "explain", "s.dewit", "--lang", "fr"]).code, 2);

    let json = |more: &[&str]| house.run(&[&["policy", "explain", "s.dewit", "--json"], more].concat()).ok().json();
    let now = json(&[]);
    assert_eq!((&now["reason"], &now["step"]["skippable"]), (&"due-ahead".into(), &true.into()));
    let policy = &now["policy"];
    assert_eq!((&policy["stay"]["value"], &policy["stay"]["policy"]), (&"1d".into(), &"Backend".into()));
    assert_eq!(policy["due"]["at"], "2099-12-07T23:00:00Z");

    let second_before = json(&["--at", "2099-12-07T23:59:59"]);
    assert_eq!(second_before["reason"], "due-ahead");
    let reached = json(&["--at", "2099-12-08"]);
    assert_eq!((&reached["reason"], &reached["step"]["skippable"]), (&"due".into(), &false.into()));
    assert_eq!(reached["step"]["late_enrolment"], "emailed-code");
    assert_eq!(house.run(&["policy", "explain", "a.visser", "--json"]).ok().json()["reason"], "offered");
}

#[test]
fn two_step_sign_in_is_switched_off_for_a_reason_and_the_pass_is_shown_once() {
    let house = Installation::new();
    house.add("s.dewit", &["--email", "s@waterland.example"]);
    assert_eq!(house.run(&["person", "disable-2fa", "s.dewit"]).code, 2, "a reason is needed");
    house.run(&["person", "disable-2fa", "s.dewit", "--reason", " "]).refused("reason");
    let long = ["person", "disable-2fa", "s.dewit", "--reason", "Lost phone", "--pass-hours", "25"];
    assert_eq!(house.run(&long).code, 2);
    let said = house.run(&["person", "disable-2fa", "s.dewit", "--reason", "Lost phone"]).ok().out;
    let pass = said.lines().map(str::trim).find(|line| line.starts_with("T-")).unwrap();
    assert_eq!(pass.len(), "T-ABCDE-FGHJK".len(), "{said}");
    let spelled: String = pass.chars().filter(|c| *c != '-').map(String::from).collect::<Vec<_>>().join(" ");
    assert!(said.replace(", ", " ").contains(&spelled), "{said}");
    // Nowhere else, and not in the database as it stands.
    let shown = house.run(&["person", "show", "s.dewit", "--json"]).ok().out;
    assert!(!shown.contains(pass), "{shown}");
    for file in std::fs::read_dir(house.data()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let kept = String::from_utf8_lossy(&bytes);
        assert!(!kept.contains(pass) && !kept.contains(&pass.replace('-', "")));
    }
}

#[test]
fn people_are_exempted_blocked_and_moved_between_groups() {
    let house = Installation::new();
    house.add("s.dewit", &["--group", "Leden"]);
    let show = || house.run(&["person", "show", "s.dewit", "--json"]).ok().json();
    house.run(&["person", "block", "s.dewit"]).ok();
    assert_eq!(show()["blocked"], true);
    house.run(&["person", "unblock", "s.dewit"]).ok();
    assert_eq!(show()["blocked"], false);
    house.run(&["person", "group-add", "s.dewit", "Bestuur"]).ok();
    house.run(&["person", "group-remove", "s.dewit", "leden"]).ok();
    assert_eq!(show()["groups"], serde_json::json!(["Bestuur"]));
    house.run(&["person", "group-remove", "s.dewit", "Nergens"]).refused("not in Nergens, but in Bestuur");
    let exempt = |until: &str| house.run(&["person", "exempt", "s.dewit", "--until", until, "--reason", "No phone"]);
    exempt("2020-01-01").refused("in the future");
    exempt("2999-01-01").refused("within 90 days");
    assert_eq!(show()["exempt_until"], serde_json::Value::Null);
}

#[test]
fn wrong_use_is_two_and_help_and_version_are_no_failure() {
    for arguments in [&[][..], &["nonsense"], &["person"], &["person", "add"], &["policy", "set"], &["serve", "x"]] {
        let mut command = program();
        command.args(arguments);
        assert_eq!(run_with(command, "").code, 2, "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["--version"], &["help"], &["person", "--help"], &["policy", "set", "--help"]] {
        let mut command = program();
        command.args(arguments);
        let ran = run_with(command, "").ok();
        assert!(ran.err.is_empty() && !ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn completions_come_for_the_usual_shells() {
    for shell in ["bash", "zsh", "fish"] {
        let mut command = program();
        command.args(["completions", shell]);
        let script = run_with(command, "").ok().out;
        for word in ["disable-2fa", "pass", "count", "show"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn nothing_secret_is_ever_said() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    let config = house.file("tweestap.toml", "[log]\nlevel = \"trace\"\n");
    let key = std::fs::read_to_string(house.data().join("keys")).unwrap();
    let key = key.trim().rsplit(' ').next().unwrap();
    for arguments in [
        &["person", "show", "s.dewit"][..],
        &["person", "show", "s.dewit", "--json"],
        &["person", "list", "--json"],
        &["policy", "explain", "s.dewit", "--json"],
        &["doctor"],
    ] {
        let mut command = house.command(arguments);
        command.args(["--config", &config]).env("TWEESTAP_LOG", "trace");
        let ran = run_with(command, "");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(!said.contains(PASSWORD) && !said.contains("$argon2") && !said.contains(key), "{arguments:?}");
    }
}
