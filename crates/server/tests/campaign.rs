//! Campaigns at the command line.

mod support;

use support::Installation;

fn house() -> Installation {
    let house = Installation::new();
    house.add("s.dewit", &["--email", "s@waterland.example"]);
    house.add("t.brown", &[]);
    let set = ["policy", "set", "Backend users", "--for", "everyone", "--requirement", "mandatory"];
    house.run(&[&set[..], &["--deadline", "2099-12-08", "--even-so", "a test"]].concat()).ok();
    house
}

#[test]
fn a_campaign_is_made_started_paused_and_stopped() {
    let house = house();
    assert!(house.run(&["campaign", "list"]).ok().out.contains("No campaign yet"));
    let make = |name: &str, more: &[&str]| {
        let fixed = ["campaign", "make", name, "--policy", "backend USERS", "--announce"];
        house.run(&[&fixed[..], more].concat())
    };
    make("Two steps", &["2099-12-09"]).refused("the announcement is not before the deadline");
    make("Two steps", &["1999-12-09", "--until", "8"]).refused("the announcement is in the past; its hours end before");
    make("Two steps", &["2099-12-01", "--before", "14,7"]).refused("the reminder of 14 days before precedes");
    assert_eq!(make("Two steps", &["soon"]).code, 2);
    make("Two steps", &["2099-11-10", "--a-day", "1", "--formal"]).ok();
    make("two STEPS", &["2099-11-10"]).refused("there is a campaign `two STEPS` already");
    let unknown = ["campaign", "make", "Other", "--policy", "Nobody", "--announce", "2099-11-10"];
    house.run(&unknown).refused("there is no policy `Nobody`");

    let listed = house.run(&["campaign", "list", "--json"]).ok().json();
    assert_eq!((&listed[0]["state"], &listed[0]["deadline"]), (&"draft".into(), &"2099-12-08".into()), "{listed}");
    house.run(&["campaign", "pause", "Two steps"]).refused("is draft: from there it cannot become paused");
    let said = house.run(&["campaign", "start", "two steps"]).ok().out;
    assert!(said.contains("is running"), "{said}");
    make("Other", &["2099-11-10"]).ok();
    house.run(&["campaign", "start", "Other"]).refused("the campaign `Two steps` is for its policy already");
    let said = house.run(&["campaign", "show", "Two steps"]).ok().out;
    for words in ["mandatory from 2099-12-08", "3 are to be told", "At most 1 a day", "before-14", "2099-11-24 09:00"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let shown = house.run(&["campaign", "show", "Two steps", "--json"]).ok().json();
    assert_eq!((&shown["left"], &shown["messages"][4]["message"]), (&3.into(), &"day".into()), "{shown}");
    assert_eq!(shown["messages"][0]["from"], "2099-11-10T08:00:00Z", "{shown}");
    assert!(house.run(&["campaign", "watch", "Two steps"]).ok().out.contains("0 of 0 sent"));
    house.run(&["campaign", "pause", "Two steps"]).ok();
    house.run(&["campaign", "resume", "Two steps"]).ok();
    house.run(&["campaign", "stop", "Two steps"]).ok();
    house.run(&["campaign", "resume", "Two steps"]).refused("is stopped: from there it cannot become running");
    house.run(&["campaign", "show", "Nobody"]).refused("there is no campaign `Nobody`: `tweestap campaign list`");
}
