//! Organisations at the command line: one by default, several where the settings say so.

mod support;

use serde_json::json;
use support::{Installation, PASSWORD, Ran, Running, Voice, run_with};

/// Runs the program where the host decides, and `localhost` is the operators'.
fn several(house: &Installation, arguments: &[&str], input: &str) -> Ran {
    let mut command = house.command(arguments);
    command.env("TWEESTAP_ORGANISATION_SINGLE", "false").env("TWEESTAP_OPERATOR_HOST", "localhost");
    run_with(command, input)
}

#[test]
fn a_self_hosted_installation_has_one_organisation_and_never_hears_of_more() {
    let house = Installation::new();
    house.run(&["organisation", "add", "b.example", "--name", "B"]).refused("organisation.single");
    let all = house.run(&["organisation", "list", "--json"]).ok().json();
    let own = json!([{
        "host": "localhost", "name": "Vereniging Waterland", "module": "active", "closed": false, "operators": false,
    }]);
    assert_eq!(all, own);
    house.run(&["person", "list"]).ok();
    house.run(&["organisation", "activate", "localhost"]).refused("active already");
    house.run(&["organisation", "activate", "b.example"]).refused("there are: localhost");
}

#[test]
fn each_organisation_has_its_own_people() {
    let house = Installation::new();
    several(&house, &["organisation", "add", "B.example", "--name", "Bond B", "--language", "en"], "").ok();
    several(&house, &["organisation", "add", "b.EXAMPLE.", "--name", "Twin"], "").refused("another organisation has");
    several(&house, &["organisation", "add", "https://c", "--name", " "], "").refused("that is no host name");
    several(&house, &["person", "list"], "").refused("--organisation HOST");
    let add = ["person", "add", "bea", "--name", "Bea", "--organisation", "b.example", "--password-stdin"];
    several(&house, &add, PASSWORD).ok();
    let list = |host: &str| several(&house, &["person", "list", "--json", "--organisation", host], "").ok().out;
    assert!(list("b.example").contains("bea") && !list("localhost").contains("bea"));
    several(&house, &["person", "show", "bea", "--organisation", "localhost"], "").refused("nobody has");
}

#[test]
fn an_organisation_is_activated_closed_and_opened_again() {
    let house = Installation::new();
    several(&house, &["organisation", "add", "b.example", "--name", "Bond B"], "").ok();
    let state = || several(&house, &["organisation", "list", "--json"], "").ok().json()[1].clone();
    assert_eq!(state()["module"], "inactive");
    several(&house, &["organisation", "activate", "b.example"], "").ok();
    assert_eq!((&state()["module"], &state()["closed"]), (&"active".into(), &false.into()));
    several(&house, &["organisation", "close", "b.example"], "").ok();
    assert_eq!(state()["closed"], true);
    several(&house, &["organisation", "close", "b.example"], "").refused("closed already");
    several(&house, &["organisation", "reopen", "b.example"], "").ok();
    assert_eq!(state()["closed"], false);
    several(&house, &["organisation", "close", "localhost"], "").refused("operator.host");
}

#[test]
fn a_host_that_is_nobodys_gets_a_plain_page() {
    let house = Installation::new();
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("TWEESTAP_ORGANISATION_SINGLE", "false");
    let running = Running::start(command, Voice::Err, "serving");
    // The address of a listener on this machine is `localhost`, as the organisation's.
    assert_eq!(support::get(running.address, "/sign-in").status, 200);
    let page = support::get_at(running.address, "elsewhere.example", "/sign-in");
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<h1>") && !page.body.contains("<form") && !page.body.contains("Waterland"), "{page:?}");
    assert!(!page.head.to_lowercase().contains("set-cookie"), "{page:?}");
    assert_eq!(support::get_at(running.address, "elsewhere.example", "/session").status, 401);
    assert_eq!(running.end("-TERM"), Some(0));
}
