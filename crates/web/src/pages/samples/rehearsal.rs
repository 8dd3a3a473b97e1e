//! The pages of a rehearsal.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    BarPart, Place, Rehearsal, RehearsalClass, RehearsalDay, RehearsalExportFields, RehearsalPeople, RehearsalRow,
};

const ID: &str = "0190f5c2-0000-7000-8000-000000000001";
const ADDRESS: &str = "/admin/rollout/rehearsal";

impl Collection {
    pub(super) fn rehearsal(&mut self) {
        let class = |colour, key: &str, people, change| RehearsalClass {
            colour,
            name: self.words.say(key),
            people,
            change,
            link: (people > 0).then(|| format!("{ADDRESS}/people?at=2027-01-15&class=has")),
        };
        let more = |n: u64| Some(self.words.with("rehearsal-more").arg("n", n).to_string());
        let fewer = |n: u64| Some(self.words.with("rehearsal-fewer").arg("n", n).to_string());
        let day = |key: &'static str, date: &str| RehearsalDay {
            link: format!("{ADDRESS}?at={date}"),
            said: self.words.with(key).arg("day", self.both("8 december 2026", "8 December 2026")).to_string(),
        };
        let page = Rehearsal {
            frame: self.desk(ADDRESS, Place::Rollout),
            date: "2027-01-15".to_owned(),
            wrong: None,
            days: vec![
                RehearsalDay { link: format!("{ADDRESS}?at=2026-11-24"), said: self.words.say("rehearsal-today") },
                day("rehearsal-deadline", "2026-12-08"),
                day("rehearsal-after", "2026-12-09"),
            ],
            parts: vec![(format!("group-{ID}"), "Redactie <b>".to_owned(), false)],
            part: None,
            said: self.both("vrijdag 15 januari 2027", "Friday 15 January 2027"),
            people: 247,
            bar: vec![
                BarPart { colour: "f-ok", from: 0, width: 8_583 },
                BarPart { colour: "f-ask", from: 8_583, width: 1_174 },
                BarPart { colour: "f-lock", from: 9_757, width: 243 },
            ],
            classes: vec![
                class("f-ok", "rehearsal-has", 212, None),
                class("f-ask", "rehearsal-obliged", 29, more(29)),
                class("f-ask", "rehearsal-ahead", 0, fewer(31)),
                class("f-lock", "rehearsal-out-of-reach", 6, more(2)),
            ],
        };
        let wrong = Rehearsal {
            date: "2020-01-01".to_owned(),
            wrong: Some(self.words.say("rehearsal-e-passed")),
            ..page.clone()
        };
        let part = Rehearsal {
            part: Some("Redactie <b>".to_owned()),
            people: 0,
            bar: Vec::new(),
            classes: Vec::new(),
            ..page.clone()
        };
        self.add("rehearsal", &page);
        self.add("rehearsal-passed", &wrong);
        self.add("rehearsal-part", &part);
        self.rehearsal_people();
    }

    fn rehearsal_people(&mut self) {
        let row = |name: &str, signed_in, has_address| RehearsalRow {
            link: format!("/admin/people/{ID}/what-if?at=2027-01-15"),
            name: name.to_owned(),
            user_name: "p.kok".to_owned(),
            why: self.words.say("why-nothing-else"),
            signed_in,
            has_address,
        };
        let list = |key: &str, word: &str, current| {
            (format!("{ADDRESS}/people?at=2027-01-15&class={word}"), self.words.say(key), current)
        };
        let page = RehearsalPeople {
            frame: self.desk("/admin/rollout/rehearsal/people", Place::Rollout),
            back: format!("{ADDRESS}?at=2027-01-15"),
            said: self.both("vrijdag 15 januari 2027", "Friday 15 January 2027"),
            title: self.words.say("rehearsal-obliged"),
            part: Some("Redactie <b>".to_owned()),
            lists: vec![list("rehearsal-has", "has", false), list("rehearsal-obliged", "obliged", true)],
            rows: vec![
                row("Pieter Kok", Some(NOW - 4 * DAY * SECOND), true),
                row("<script>Daan</script>", None, false),
            ],
            next: Some(format!("{ADDRESS}/people?at=2027-01-15&class=obliged&after={ID}")),
            export: RehearsalExportFields { at: "2027-01-15".to_owned(), part: String::new(), class: "obliged" },
        };
        let nobody = RehearsalPeople { rows: Vec::new(), next: None, part: None, ..page.clone() };
        self.add("rehearsal-people", &page);
        self.add("rehearsal-nobody", &nobody);
    }
}
