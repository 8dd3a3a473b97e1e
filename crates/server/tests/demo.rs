//! The demo as a process: one command, a text at a glance, its own pages, and nothing left behind.

mod support;

use support::{Page, Running, Voice, get, post, program, run_with};

fn demo(place: &std::path::Path, more: &[&str]) -> Running {
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0"]).args(more).env("TMPDIR", place);
    Running::start(command, Voice::Out, "Ctrl-C")
}

fn digits(page: &Page) -> Vec<String> {
    let shown = page.body.split("class=\"figure").skip(1);
    let shown = shown.filter_map(|rest| rest.split_once('>')).filter_map(|(_, rest)| rest.split('<').next());
    shown.map(|text| text.chars().filter(char::is_ascii_digit).collect()).collect()
}

#[test]
fn it_starts_says_what_to_try_shows_its_pages_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let demo = demo(place.path(), &["--people", "40"]);
    assert!(demo.said.lines().filter(|line| !line.trim().is_empty()).count() <= 10, "{}", demo.said);
    for word in [
        "40 made-up people",
        "korenbloem-fiets-27",
        "s.dewit",
        "j.vandenberg",
        "/demo/phone",
        "/demo/mailbox",
        "/demo/clock",
        "/demo/wiki",
    ] {
        assert!(demo.said.contains(word), "{word}: {}", demo.said);
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);

    let start = get(demo.address, "/demo?lang=en");
    assert_eq!(start.status, 200);
    assert!(start.body.contains("korenbloem-fiets-27") && start.body.contains("Sanne de Wit"), "{}", start.body);
    assert_eq!(get(demo.address, "/demo/mailbox").status, 200);
    assert_eq!(get(demo.address, "/demo/mailbox/none").status, 404);
    assert!(get(demo.address, "/sign-in").body.contains("/demo"));

    let codes = digits(&get(demo.address, "/demo/phone?person=s.dewit"));
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| code.len() == 6), "{codes:?}");
    assert!(digits(&get(demo.address, "/demo/phone?person=m.jansen")).is_empty(), "no app");

    assert_eq!(demo.end("-INT"), Some(0));
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn its_clock_moves_by_a_form_of_ours_alone() {
    let place = tempfile::tempdir().unwrap();
    let demo = demo(place.path(), &["--people", "8"]);
    let page = get(demo.address, "/demo/clock?lang=en");
    assert!(page.body.contains("real time"), "{}", page.body);
    let (cookies, csrf) = (page.cookies(), page.csrf());
    assert_eq!(post(demo.address, "/demo/clock", &cookies, "step=day").status, 400);
    let form = |step: &str| format!("csrf={csrf}&step={step}");
    assert_eq!(post(demo.address, "/demo/clock", &cookies, &form("nonsense")).status, 400);
    for step in ["hour", "day", "deadline", "past-deadline"] {
        assert_eq!(post(demo.address, "/demo/clock", &cookies, &form(step)).status, 303, "{step}");
        let page = get(demo.address, "/demo/clock?lang=en");
        assert!(page.body.contains("ahead"), "{step}: {}", page.body);
    }
    assert_eq!(post(demo.address, "/demo/clock", &cookies, &form("real")).status, 303);
    assert!(get(demo.address, "/demo/clock?lang=en").body.contains("This is the real time"));
}

#[test]
fn a_folder_that_is_kept_is_known_again_and_a_real_one_is_not_touched() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("kept");
    let kept = ["--people", "8", "--data", data.to_str().unwrap()];
    let first = demo(place.path(), &kept);
    assert!(first.said.contains("Everything stays in"), "{}", first.said);
    assert_eq!(first.end("-TERM"), Some(0));
    let again = demo(place.path(), &kept);
    assert_eq!(digits(&get(again.address, "/demo/phone?person=s.dewit")).len(), 2);
    assert_eq!(again.end("-TERM"), Some(0));

    let other = support::Installation::empty();
    other
        .run_with(
            &[
                "setup",
                "--name",
                "Vereniging Noord",
                "--admin",
                "a",
                "--admin-name",
                "Anna",
                "--admin-email",
                "a@noord.example",
                "--password-stdin",
            ],
            support::PASSWORD,
        )
        .ok();
    other.run(&["demo", "--listen", "127.0.0.1:0"]).refused("which is no demo");
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let demo = demo(place.path(), &["--people", "8"]);
    let mut command = program();
    command.args(["demo", "--listen", &demo.address.to_string()]);
    run_with(command, "").refused("--listen");
}
