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
    house.run(&["campaign", "again", "Two steps"]).refused("is draft: it tells nobody anything");
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
    let said = house.run(&["campaign", "again", "Two steps"]).ok().out;
    assert!(said.contains("of every message it is known what became of it"), "{said}");
    assert!(house.run(&["campaign", "watch", "Two steps"]).ok().out.contains("0 of 0 sent"));
    house.run(&["campaign", "pause", "Two steps"]).ok();
    house.run(&["campaign", "resume", "Two steps"]).ok();
    house.run(&["campaign", "stop", "Two steps"]).ok();
    house.run(&["campaign", "resume", "Two steps"]).refused("is stopped: from there it cannot become running");
    house.run(&["campaign", "show", "Nobody"]).refused("there is no campaign `Nobody`: `tweestap campaign list`");
}

#[test]
fn letters_are_made_as_files_and_nobody_counts_as_told_before_they_are_posted() {
    let house = house();
    house.run(&["attribute", "save", "street", "--name", "Street", "--kind", "text"]).ok();
    house.run(&["attribute", "save", "town", "--name", "Town", "--kind", "text"]).ok();
    house.run(&["person", "set", "t.brown", "street=Mill Lane 1", "town=Edam"]).ok();
    let make = ["campaign", "make", "Two steps", "--policy", "Backend users", "--announce", "2099-11-10"];
    house.run(&make).ok();
    let file = house.folder().join("letters.pdf");
    let to = file.to_str().unwrap();
    let letters = |more: &[&str]| {
        let fixed = ["campaign", "letters", "two STEPS", "--to", to, "--line", "street", "--line", "town"];
        house.run(&[&fixed[..], more].concat())
    };
    letters(&["--posted"]).refused("nobody can count as told while the campaign is a draft or over");
    assert!(!file.exists(), "a file that nothing was written to");
    letters(&["--line", "shoe-size"]).refused("an address has at most 3 lines of at most 3 attributes");
    letters(&["--dated", "1999-01-01"]).refused("the letters can be dated from today to 30 days ahead");
    assert_eq!(letters(&["--text", "soon"]).code, 2);
    letters(&["--text", "after"]).refused("there is nobody whom no mail reaches and who has not had this message");
    house.run(&["campaign", "start", "Two steps"]).ok();
    let said = letters(&["--posted"]).ok().out;
    assert!(said.contains("1 letter in ") && said.contains("1 person counts as told now."), "{said}");
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    letters(&[]).refused("name a file that is not there yet");
    std::fs::remove_file(&file).unwrap();
    letters(&[]).refused("there is nobody whom no mail reaches and who has not had this message");
    let said = letters(&["--everyone"]).ok().out;
    assert!(said.contains("1 letter in ") && !said.contains("counts as told"), "{said}");
    let shown = house.run(&["campaign", "show", "Two steps", "--json"]).ok().json();
    assert_eq!((&shown["messages"][0]["letters"], &shown["unreached"]), (&1.into(), &1.into()), "{shown}");
    let kept = house.run(&["audit", "list", "--kind", "campaign-letters-made", "--json"]).ok().json();
    assert_eq!((&kept[1]["details"]["posted"], &kept[1]["details"]["people"]), (&true.into(), &1.into()), "{kept}");
}
