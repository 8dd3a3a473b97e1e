//! The pages of a rule that only watches.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{Place, Watched, WatchedCell, WatchedDay, WatchedPeople, WatchedRow, WatchedTotal};

const ID: &str = "0190f5c2-0000-7000-8000-000000000001";

impl Collection {
    pub(super) fn watching(&mut self) {
        let people = format!("/admin/policies/{ID}/watching/people");
        let total = |key: &str, n: u64, times: u64| WatchedTotal {
            name: self.words.say(key),
            people: n,
            said: self.words.with("watching-times").arg("n", times).to_string(),
            link: (n > 0).then(|| format!("{people}?effect=asked")),
        };
        let cell = |sign_ins: u64| WatchedCell {
            sign_ins,
            link: (sign_ins > 0).then(|| format!("{people}?effect=asked&day=2026-11-23")),
        };
        let day = |nl: &str, en: &str, first, second| WatchedDay {
            said: self.both(nl, en),
            cells: vec![cell(first), cell(second)],
        };
        let page = Watched {
            frame: self.desk("/admin/policies/x/watching", Place::Policies),
            id: ID.to_owned(),
            name: "Proef <b>".to_owned(),
            since: NOW - 7 * DAY * SECOND,
            heads: vec![self.words.say("watching-stuck"), self.words.say("watching-asked")],
            totals: vec![total("watching-stuck", 0, 0), total("watching-asked", 12, 34)],
            days: vec![
                day("24 november 2026", "24 November 2026", 0, 9),
                day("23 november 2026", "23 November 2026", 0, 25),
            ],
            switch_on: Some(format!("/admin/policies/{ID}?mode=on")),
        };
        let none = Watched { totals: Vec::new(), days: Vec::new(), switch_on: None, ..page.clone() };
        let row = |name: &str, times| WatchedRow {
            id: ID.to_owned(),
            name: name.to_owned(),
            user_name: "p.kok".to_owned(),
            times,
            last: NOW - DAY * SECOND,
        };
        let list = WatchedPeople {
            frame: self.desk("/admin/policies/x/watching/people", Place::Policies),
            id: ID.to_owned(),
            name: "Proef <b>".to_owned(),
            title: self.words.say("watching-asked"),
            day: Some(self.both("maandag 23 november 2026", "Monday 23 November 2026")),
            rows: vec![row("Pieter Kok", 3), row("<script>Daan</script>", 1)],
            next: Some(format!("{people}?effect=asked&after={ID}")),
        };
        let nobody = WatchedPeople { rows: Vec::new(), next: None, day: None, ..list.clone() };
        self.add("watching", &page);
        self.add("watching-none", &none);
        self.add("watching-people", &list);
        self.add("watching-nobody", &nobody);
    }
}
