//! Campaigns.

use domain::campaign::{TextKind, Tone};

use super::{Collection, DAY, DEADLINE, NOW, SECOND};
use crate::pages::{
    CampaignForm, CampaignLetters, CampaignMail, CampaignNotice, CampaignPage, CampaignRow, CampaignTextPage,
    CampaignTold, CampaignUnreached, EditCampaign, LetterForm, LetterResult, Letterhead, Messages, Place, StateView,
    StepView, TextForm, TextNotice, ToldView,
};

impl Collection {
    pub(super) fn messages(&mut self) {
        let name = self.both("Tweede stap: <i>beheer</i>", "Second step: <i>backend</i>");
        self.campaign_list(&name);
        self.campaign_form(&name);
        self.campaign(&name);
        self.campaign_text(&name);
        self.campaign_people(&name);
        self.campaign_letters(&name);
    }

    fn campaign_list(&mut self, name: &str) {
        let frame = self.desk("/admin/messages", Place::Messages);
        let row = |state, rule: Option<&str>| CampaignRow {
            id: "ID".to_owned(),
            name: name.to_owned(),
            rule: rule.map(str::to_owned),
            deadline: rule.map(|_| DEADLINE),
            state,
            announces: NOW - 10 * DAY * SECOND,
        };
        let campaigns = vec![
            row(StateView::Running, Some("Backend users")),
            row(StateView::Draft, Some("Backend users")),
            row(StateView::Paused, Some("Backend users")),
            row(StateView::Stopped, None),
        ];
        let announcements = self.announcement_rows();
        let all = Messages { frame, removed: None, may_run: true, has_rule: true, campaigns, announcements };
        self.add("messages", &all);
        let removed = Some(name.to_owned());
        self.add("messages-removed", &Messages { removed, may_run: false, ..all.clone() });
        self.add("messages-empty", &Messages { campaigns: Vec::new(), announcements: Vec::new(), ..all.clone() });
        self.add("messages-no-rule", &Messages { campaigns: Vec::new(), has_rule: false, ..all });
    }

    fn campaign_form(&mut self, name: &str) {
        let frame = self.desk("/admin/messages/new", Place::Messages);
        let form = CampaignForm {
            id: None,
            version: 0,
            name: name.to_owned(),
            rule: "ID".to_owned(),
            announce_on: "2026-11-10".to_owned(),
            before: "14, 7, 1".to_owned(),
            on_the_day: true,
            after: "7".to_owned(),
            from: "9".to_owned(),
            until: "17".to_owned(),
            a_day: String::new(),
            tone: "informal".to_owned(),
            by_mail: true,
            on_home: false,
            errors: Vec::new(),
        };
        let rules = vec![("ID".to_owned(), "Backend users".to_owned(), "8 december 2026".to_owned())];
        let new = EditCampaign { frame, form: form.clone(), rules, changed: false, is_draft: false };
        self.add("campaign-new", &new);
        self.add("campaign-new-no-rule", &EditCampaign { rules: Vec::new(), ..new.clone() });
        let said = "Leeg of te lang <b>".to_owned();
        let fields = ["name", "rule", "announce_on", "before", "after", "from", "until", "a_day", "by_mail"];
        let errors = fields.map(|field| (field, said.clone())).to_vec();
        let wrong = CampaignForm { errors, tone: "formal".to_owned(), ..form };
        self.add("campaign-new-faults", &EditCampaign { form: wrong.clone(), ..new.clone() });
        let form = CampaignForm { id: Some("ID".to_owned()), ..wrong };
        let edit = EditCampaign { form: form.clone(), is_draft: true, ..new };
        self.add("campaign-edit-faults", &edit);
        let form = CampaignForm { errors: Vec::new(), ..form };
        self.add("campaign-edit", &EditCampaign { form: form.clone(), ..edit.clone() });
        self.add("campaign-edit-changed", &EditCampaign { form, changed: true, ..edit });
    }

    fn campaign(&mut self, name: &str) {
        let frame = self.desk("/admin/messages/ID", Place::Messages);
        let step = |word: &str, name: String, kind, days: i64, all: u64| StepView {
            word: word.to_owned(),
            name,
            kind,
            at: Some(DEADLINE - days * DAY * SECOND),
            all,
            waiting: all / 20,
            sent: all - all / 20 - all / 30 - 3 * (all / 60),
            failed: all / 30,
            unknown: all / 60,
            again: all / 60,
            letters: all / 60,
        };
        let steps = vec![
            step("announcement", self.both("Aankondiging", "Announcement"), "announcement", 28, 120),
            step("before-14", self.both("14 dagen ervoor", "14 days before"), "reminder", 14, 61),
            step("before-7", self.both("7 dagen ervoor", "7 days before"), "reminder", 7, 0),
            step("day", self.both("Op de dag zelf", "On the day itself"), "day", 0, 0),
            StepView { at: None, ..step("after-7", self.both("7 dagen erna", "7 days after"), "after", -7, 0) },
        ];
        let page = CampaignPage {
            frame,
            id: "ID".to_owned(),
            name: name.to_owned(),
            state: StateView::Running,
            rule: Some(("ID".to_owned(), "Backend users".to_owned())),
            deadline: Some(DEADLINE),
            notice: CampaignNotice::None,
            hindrance: None,
            may_run: true,
            under: 247,
            have: 186,
            left: 61,
            unreached: 2,
            unknown: 3,
            next: Some(("1 dec".to_owned(), self.both("7 dagen ervoor, 09:00", "7 days before, 09:00"))),
            steps,
            wave: Some(self.words.with("campaign-wave").arg("most", 40).arg("days", 2).to_string()),
            overlong: None,
            misled: Vec::new(),
            may_look: true,
            hours: self.words.with("campaign-hours").arg("from", "09:00").arg("until", "17:00").to_string(),
        };
        self.add("campaign", &page);
        let misled = vec![(NOW, 3), (NOW + DAY * SECOND, 1)];
        let overlong = Some(self.words.with("campaign-overlong").arg("step", "<b>").to_string());
        let hindrance = Some(self.words.say("campaign-e-rule"));
        let changed = CampaignPage {
            misled,
            overlong,
            hindrance,
            rule: None,
            deadline: None,
            next: None,
            may_look: false,
            unknown: 1,
            ..page.clone()
        };
        self.add("campaign-rule-gone", &changed);
        for (name, state, notice) in [
            ("campaign-saved", StateView::Draft, CampaignNotice::Saved),
            ("campaign-started", StateView::Running, CampaignNotice::Started),
            ("campaign-paused", StateView::Paused, CampaignNotice::Paused),
            ("campaign-stopped", StateView::Stopped, CampaignNotice::Stopped),
            ("campaign-again", StateView::Paused, CampaignNotice::Again),
            ("campaign-changed", StateView::Paused, CampaignNotice::Changed),
        ] {
            self.add(name, &CampaignPage { state, notice, ..page.clone() });
        }
        let hindrance = Some(self.words.say("campaign-e-nobody"));
        self.add("campaign-cannot-start", &CampaignPage { state: StateView::Draft, hindrance, ..page.clone() });
        self.add("campaign-read", &CampaignPage { may_run: false, unreached: 0, wave: None, ..page });
    }

    fn campaign_text(&mut self, name: &str) {
        let frame = self.desk("/admin/messages/ID/text/reminder", Place::Messages);
        let of = |tag: &str, language: &str| TextForm {
            tag: tag.to_owned(),
            language: language.to_owned(),
            subject: "Nog {nog-dagen}".to_owned(),
            body: "Vanaf {einddatum}.\n\n<b>Ga</b> naar {adres}.".to_owned(),
            subject_errors: Vec::new(),
            body_errors: Vec::new(),
            shown: Some(("Nog 7 dagen".to_owned(), vec!["Vanaf 8 december.".to_owned(), "<b>Ga</b>".to_owned()])),
        };
        let page = CampaignTextPage {
            frame,
            id: "ID".to_owned(),
            name: name.to_owned(),
            kind: "reminder",
            title: self.words.say("campaign-k-reminder"),
            version: 2,
            is_own: true,
            may_run: true,
            notice: TextNotice::None,
            texts: vec![of("en", "English"), of("nl", "Nederlands")],
            placeholders: vec![("{naam}".to_owned(), self.words.say("campaign-p-name"))],
            may_look: true,
            person: String::new(),
            shown_as: Some("Sanne de Wit".to_owned()),
        };
        self.add("campaign-text", &page);
        for (name, notice) in [
            ("campaign-text-saved", TextNotice::Saved),
            ("campaign-text-usual", TextNotice::Usual),
            ("campaign-text-tried", TextNotice::Tried),
            ("campaign-text-changed", TextNotice::Changed),
        ] {
            self.add(name, &CampaignTextPage { notice, ..page.clone() });
        }
        let said = vec![self.words.with("campaign-t-unknown").arg("word", "<b>").arg("at", 4).to_string()];
        let mut wrong = page.texts.clone();
        for text in &mut wrong {
            text.subject_errors.clone_from(&said);
            text.body_errors.clone_from(&said);
            text.shown = None;
        }
        let (notice, person) = (TextNotice::Faults, "piet <b>".to_owned());
        let faults = CampaignTextPage { texts: wrong, notice, person, shown_as: None, ..page.clone() };
        self.add("campaign-text-faults", &faults);
        self.add("campaign-text-read", &CampaignTextPage { may_run: false, may_look: false, is_own: false, ..page });
    }

    fn campaign_people(&mut self, name: &str) {
        let frame = self.desk("/admin/messages/ID/told", Place::Messages);
        let line = |state: &str, class, note: Option<&str>| ToldView {
            user: "ID".to_owned(),
            name: "Joris van den <i>Berg</i>".to_owned(),
            address: "joris@waterland.example".to_owned(),
            step: self.both("Aankondiging", "Announcement"),
            at: NOW,
            deadline: DEADLINE,
            state: state.to_owned(),
            class,
            note: note.map(str::to_owned),
        };
        let lines = vec![
            line(&self.words.say("campaign-o-sent"), "ok", None),
            line(&self.words.say("campaign-o-failed"), "danger", Some("550 <no such user>")),
        ];
        let steps = vec![
            (String::new(), self.words.say("campaign-all-steps"), false),
            ("day".to_owned(), self.words.say("campaign-s-day"), true),
        ];
        let states = vec![("", self.words.say("campaign-all-states"), true)];
        let older = Some("/admin/messages/ID/told?step=&state=&before=1.ID".to_owned());
        let (id, called) = ("ID".to_owned(), name.to_owned());
        let told =
            CampaignTold { frame, id, name: called, steps, states, lines, is_first: true, older, may_export: true };
        self.add("campaign-told", &told);
        let none = CampaignTold { lines: Vec::new(), ..told.clone() };
        self.add("campaign-told-none", &none);
        self.add("campaign-told-later", &CampaignTold { is_first: false, older: None, may_export: false, ..told });
        let frame = self.desk("/admin/messages/ID/unreached", Place::Messages);
        let person = |refused| {
            let (id, name) = ("ID".to_owned(), "Joris van den <i>Berg</i>".to_owned());
            (id, name, "joris".to_owned(), DEADLINE, refused)
        };
        let (id, name, people) = ("ID".to_owned(), name.to_owned(), vec![person(true), person(false)]);
        let unreached = CampaignUnreached { frame, id, name, people, more: true, may_export: true, may_print: true };
        self.add("campaign-unreached", &unreached);
        self.add(
            "campaign-unreached-none",
            &CampaignUnreached { people: Vec::new(), more: false, ..unreached.clone() },
        );
        self.add("campaign-unreached-read", &CampaignUnreached { may_export: false, may_print: false, ..unreached });
    }
}

impl Collection {
    fn campaign_letters(&mut self, name: &str) {
        let frame = self.desk("/admin/messages/ID/letters", Place::Messages);
        let nothing = String::new;
        let lines = vec![
            vec!["straat".to_owned(), nothing(), nothing()],
            vec!["postcode".to_owned(), "plaats".to_owned(), nothing()],
            vec![nothing(), nothing(), nothing()],
        ];
        let attributes = ["straat", "postcode", "plaats"].map(|key| (key.to_owned(), format!("<b>{key}</b>")));
        let (text, dated) = ("reminder".to_owned(), "2026-12-01".to_owned());
        let form = LetterForm { text, dated, everyone: false, lines, errors: Vec::new() };
        let kinds = vec![
            ("announcement", self.words.say("campaign-s-announcement")),
            ("reminder", self.words.say("campaign-k-reminder")),
        ];
        let (id, name, attributes) = ("ID".to_owned(), name.to_owned(), attributes.to_vec());
        let page = CampaignLetters { frame, id, name, kinds, attributes, runs: true, most: 500, form, result: None };
        self.add("campaign-letters", &page);
        let why = self.words.with("letters-w-characters").arg("characters", "<李>").to_string();
        let named = vec![("ID".to_owned(), "Lin <i>李</i>".to_owned(), "lin".to_owned(), why)];
        let part = |value: &str, first: i64, last: i64| {
            (value.to_owned(), self.words.with("letters-part").arg("first", first).arg("last", last).to_string())
        };
        let parts = vec![part("1.", 1, 500), part("2.ID", 501, 612)];
        let found = LetterResult { letters: 612, no_address: 3, had: 12, untrue: 1, cannot: 2, named, parts };
        self.add("campaign-letters-found", &CampaignLetters { result: Some(found.clone()), ..page.clone() });
        let result = Some(LetterResult { had: 0, untrue: 0, cannot: 0, no_address: 0, ..found.clone() });
        self.add("campaign-letters-draft", &CampaignLetters { result, runs: false, ..page.clone() });
        let result = Some(LetterResult { letters: 0, ..found });
        let everyone = LetterForm { everyone: true, ..page.form.clone() };
        self.add("campaign-letters-nobody", &CampaignLetters { result, form: everyone, ..page.clone() });
        let errors = ["text", "dated", "lines"].map(|field| (field, "Zo <b> niet".to_owned())).to_vec();
        let wrong = LetterForm { errors, ..page.form.clone() };
        self.add("campaign-letters-faults", &CampaignLetters { form: wrong, attributes: Vec::new(), ..page });
    }
}

/// The mails of a campaign: each text in each way of addressing, and one of the organisation's own.
pub(super) fn campaign_mails(to: &Letterhead) -> Vec<(&'static str, CampaignMail)> {
    let of = |kind, tone| CampaignMail { to: to.clone(), kind, tone, deadline: DEADLINE, own: None };
    let own = Some(("{organisation}: nog {days-left}".to_owned(), "Bel {telephone}.\n\nVraag het {name}.".to_owned()));
    vec![
        ("mail-campaign-announcement", of(TextKind::Announcement, Tone::Informal)),
        ("mail-campaign-announcement-formal", of(TextKind::Announcement, Tone::Formal)),
        ("mail-campaign-reminder", of(TextKind::Reminder, Tone::Informal)),
        ("mail-campaign-reminder-formal", of(TextKind::Reminder, Tone::Formal)),
        ("mail-campaign-day", of(TextKind::Day, Tone::Informal)),
        ("mail-campaign-day-formal", of(TextKind::Day, Tone::Formal)),
        ("mail-campaign-after", of(TextKind::After, Tone::Informal)),
        ("mail-campaign-after-formal", of(TextKind::After, Tone::Formal)),
        ("mail-campaign-own", CampaignMail { own, ..of(TextKind::Reminder, Tone::Informal) }),
    ]
}
