//! The pages of the roll-out, with the figures of the drawing that they were designed by.

use domain::rollout::{Forecast, Pace, Point, percent};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    ExportFields, Figure, LeftPeople, LeftRow, PartView, Place, Rollout, RolloutBoard, RolloutPeople, RolloutRule,
    RolloutShown, Stat,
};
use crate::rules::{forecast_stat, rollout_charts, rollout_numbers};

const ID: &str = "0190f5c2-0000-7000-8000-000000000001";
const DEADLINE: Date = date(2026, 12, 8);

fn points() -> Vec<Point> {
    let haves = [22, 31, 58, 83, 104, 139, 162, 197, 212];
    let day = |week: i64| date(2026, 9, 28).saturating_add((week * 7).days());
    let mut points: Vec<Point> =
        (0..).zip(haves).map(|(week, have)| Point { day: day(week), people: 247, have }).collect();
    points.push(Point { day: date(2026, 11, 24), people: 247, have: 212 });
    points
}

impl Collection {
    pub(super) fn rollout(&mut self) {
        let rule = |name: &str, current| RolloutRule {
            link: format!("/admin/rollout?policy={ID}"),
            name: name.to_owned(),
            current,
        };
        let name = self.both("Backend-gebruikers", "Backend users");
        let shown = RolloutShown {
            rule: ID.to_owned(),
            name: name.clone(),
            demand: self
                .words
                .with("rollout-mandatory-from")
                .arg("day", self.both("8 december 2026", "8 December 2026"))
                .to_string(),
            part: None,
            campaign: Some(Figure {
                said: "7 dagen ervoor <b>".to_owned(),
                link: Some("/admin/messages/ID".to_owned()),
            }),
            board: Some(self.board()),
        };
        let page = Rollout {
            frame: self.desk("/admin/rollout", Place::Rollout),
            rules: vec![rule(&name, true), rule(&self.both("Iedereen", "Everyone"), false)],
            shown: Some(Box::new(shown.clone())),
        };
        let with = |shown| Rollout { shown: Some(Box::new(shown)), ..page.clone() };
        let counting = RolloutShown { board: None, ..shown.clone() };
        let part = Some(("Redactie <b>".to_owned(), format!("/admin/rollout?policy={ID}")));
        let few = RolloutBoard { parts: Vec::new(), people: None, reasons: Vec::new(), ..self.board() };
        let none = Rollout { rules: Vec::new(), shown: None, ..page.clone() };
        self.add("rollout", &page);
        self.add("rollout-part", &with(RolloutShown { part, board: Some(few), ..shown }));
        self.add("rollout-counting", &with(counting));
        self.add("rollout-none", &none);
        self.rollout_people();
    }

    fn figure(&self, key: &'static str, n: u64, of: &str) -> Figure {
        let link = Some(format!("/admin/rollout/people?policy={ID}&of={of}"));
        Figure { said: self.words.with(key).arg("n", n).to_string(), link }
    }

    fn board(&self) -> RolloutBoard {
        let frame = self.desk("/admin/rollout", Place::Rollout);
        let points = points();
        let of = |have: u64, people: u64| self.words.with("rollout-of").arg("have", have).arg("n", people).to_string();
        let list =
            |said: String, of: &str| Figure { said, link: Some(format!("/admin/rollout/people?policy={ID}&of={of}")) };
        let part = |name: &str, have, people| PartView {
            name: name.to_owned(),
            link: format!("/admin/rollout?policy={ID}&part=group-{ID}"),
            share: percent(have, people),
            of: list(of(have, people), "people"),
        };
        let pace = Pace { from: date(2026, 11, 24), until: DEADLINE, have: 212, target: 243, per_week: 16 };
        RolloutBoard {
            as_of: Some(NOW - 42 * 60 * SECOND),
            share: list("86%".to_owned(), "have"),
            of: list(of(212, 247), "people"),
            gained: Some(self.words.with("rollout-more").arg("n", 15).to_string()),
            deadline: Stat {
                name: self.words.say("rollout-days"),
                said: "14".to_owned(),
                means: vec![self.both("dinsdag 8 december 2026", "Tuesday 8 December 2026")],
            },
            left: list("31".to_owned(), "left"),
            beside: vec![self.figure("rollout-exempt", 4, "exempt"), self.figure("rollout-blocked", 1, "blocked")],
            forecast: forecast_stat(
                &frame,
                Forecast::On { day: date(2026, 12, 9), per_week: 15 },
                Some(pace),
                Some(DEADLINE),
            ),
            charts: rollout_charts(&points, Some(pace), Some(DEADLINE), &frame),
            daily: false,
            worked_out: Some(self.both("9 november 2026", "9 November 2026")),
            numbers: rollout_numbers(&points, &frame),
            parts: vec![part("Vrijwilligers", 101, 129), part("Staf", 61, 64), part("Redactie <b>", 21, 24)],
            more_parts: vec![part("Bestuur", 17, 18), part("Beheer", 12, 12)],
            reasons: vec![
                self.figure("rollout-n-never", 4, "never"),
                self.figure("rollout-n-later", 1, "later"),
                self.figure("rollout-n-not-yet", 24, "not-yet"),
                self.figure("rollout-n-cannot", 2, "cannot"),
                self.figure("rollout-n-unreached", 3, "unreached"),
            ],
            people: Some(LeftPeople {
                rows: self.left_rows(),
                of: self.words.with("rollout-some-of").arg("some", 5).arg("n", 31).to_string(),
                all: format!("/admin/rollout/people?policy={ID}&of=left"),
                export: self.export("rollout-export"),
            }),
        }
    }

    fn export(&self, key: &'static str) -> ExportFields {
        let said = self.words.with(key).arg("n", 31).to_string();
        ExportFields { policy: ID.to_owned(), part: String::new(), of: "left".to_owned(), said }
    }

    fn left_rows(&self) -> Vec<LeftRow> {
        let row = |name: &str, chip, stands: String, reminded, signed_in| LeftRow {
            id: ID.to_owned(),
            name: name.to_owned(),
            user_name: "p.kok".to_owned(),
            chip,
            stands,
            why: None,
            reminded,
            signed_in,
        };
        let days = |days: i64| Some(NOW - days * DAY * SECOND);
        let later = self.words.with("rollout-chip-later").arg("n", 4).to_string();
        let no_address = Some(self.words.say("run-no-address"));
        let cannot = row("Bram Hoekstra", ("danger", "alert"), self.words.say("rollout-chip-cannot"), 3, days(53));
        vec![
            row("Pieter Kok", ("warn", "clock"), self.words.say("chip-not-yet"), 2, days(4)),
            row("<script>Daan</script>", ("warn", "clock"), self.words.say("rollout-chip-never"), 0, None),
            LeftRow { why: no_address, ..cannot },
            row("Grace Adeyemi", ("info", "clock"), later, 1, days(0)),
        ]
    }

    fn rollout_people(&mut self) {
        let list = |key: &str, of: &str, current| {
            (format!("/admin/rollout/people?policy={ID}&of={of}"), self.words.say(key), current)
        };
        let page = RolloutPeople {
            frame: self.desk("/admin/rollout/people", Place::Rollout),
            back: (format!("/admin/rollout?policy={ID}"), self.both("Backend-gebruikers", "Backend users")),
            title: self.words.say("rollout-list-later"),
            meaning: Some(self.words.say("rollout-list-later-why")),
            lists: vec![list("rollout-list-left", "left", false), list("rollout-list-later", "later", true)],
            rows: self.left_rows(),
            next: Some(format!("/admin/rollout/people?policy={ID}&of=later&after={ID}")),
            export: self.export("rollout-export-list"),
        };
        let nobody = RolloutPeople { rows: Vec::new(), next: None, meaning: None, ..page.clone() };
        self.add("rollout-people", &page);
        self.add("rollout-nobody", &nobody);
    }
}
