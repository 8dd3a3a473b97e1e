//! The pages of rules and selections.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    BarPart, BuilderRow, ClassView, DryRunList, FieldChoice, GuardView, HistoryEntry, MailTests, MovedView, Place,
    Policies, PolicyEditor, PolicyForm, PolicyHistory, PolicyNotice, PolicyRow, RemovePolicy, RemoveSelection,
    RemovedRule, RunPart, RunPerson, RunView, SelectionEditor, SelectionForm, SelectionNotice, SelectionPreview,
    SelectionRow, SelectionTrouble, Selections, Trouble, What, WhatIf,
};

const ID: &str = "0190f5c2-0000-7000-8000-000000000001";

impl Collection {
    pub(super) fn both(&self, nl: &str, en: &str) -> String {
        if self.words.tag() == "nl" { nl } else { en }.to_owned()
    }

    fn backend(&self) -> String {
        self.both("Backend-gebruikers", "Backend users")
    }

    pub(super) fn rules(&mut self) {
        let row = PolicyRow {
            id: ID.to_owned(),
            name: self.backend(),
            whom: Some(self.backend()),
            requirement: self.words.say("rule-word-mandatory"),
            deadline: Some(self.both("8 december 2026", "8 December 2026")),
            ask: self.both("eens in de 30 dagen", "once in 30 days"),
            stay: self.both("12 uur", "12 hours"),
            watching: false,
            changed: NOW - 7 * DAY * SECOND,
        };
        let everyone = PolicyRow {
            name: self.both("Iedereen", "Everyone"),
            whom: None,
            requirement: self.words.say("rule-word-optional"),
            deadline: None,
            watching: true,
            ..row.clone()
        };
        let gone = RemovedRule { id: ID.to_owned(), name: "Proef <b>2025</b>".to_owned(), at: NOW - 90 * DAY * SECOND };
        let list = Policies {
            frame: self.desk("/admin/policies", Place::Policies),
            notice: None,
            may_change: true,
            rules: vec![row, everyone],
            removed: vec![gone],
        };
        let saved = Policies { notice: Some(PolicyNotice::Saved(self.backend())), ..list.clone() };
        let empty = Policies {
            notice: Some(PolicyNotice::Removed(self.backend())),
            rules: Vec::new(),
            removed: Vec::new(),
            ..list.clone()
        };
        self.add("rules", &list);
        self.add("rules-saved", &saved);
        self.add("rules-empty", &empty);
        let remove = RemovePolicy {
            frame: self.desk("/admin/policies/x/remove", Place::Policies),
            id: ID.to_owned(),
            version: 3,
            name: self.backend(),
            changed: false,
        };
        self.add("rule-remove", &remove);
        self.add("rule-remove-changed", &RemovePolicy { changed: true, ..remove });
    }

    fn rule_form(&self) -> PolicyForm {
        PolicyForm {
            id: Some(ID.to_owned()),
            version: "3".to_owned(),
            name: self.backend(),
            selection: ID.to_owned(),
            requirement: "mandatory".to_owned(),
            deadline: "2026-12-08".to_owned(),
            grace: "7".to_owned(),
            ask: "every".to_owned(),
            ask_number: "30".to_owned(),
            ask_unit: "days".to_owned(),
            stay: "for".to_owned(),
            stay_number: "12".to_owned(),
            stay_unit: "hours".to_owned(),
            idle_unit: "hours".to_owned(),
            authenticators: "any".to_owned(),
            late: "helpdesk-pass".to_owned(),
            mode: "watch".to_owned(),
            ..PolicyForm::default()
        }
    }

    pub(super) fn rule_editor(&mut self) {
        let says = if self.words.tag() == "nl" {
            [
                "Vanaf <strong>8 december 2026</strong>, over 14 dagen, kunnen de mensen van ‘Backend-gebruikers’ alleen nog inloggen met tweestapsverificatie.",
            ]
        } else {
            [
                "From <strong>8 December 2026</strong>, in 14 days, the people of ‘Backend users’ sign in only with two-step sign-in.",
            ]
        };
        let editor = PolicyEditor {
            frame: self.desk("/admin/policies/x", Place::Policies),
            address: format!("/admin/policies/{ID}"),
            form: self.rule_form(),
            may_change: true,
            selections: vec![(ID.to_owned(), self.backend())],
            deadline: Some(
                self.both("Dinsdag 8 december 2026, over 14 dagen.", "Tuesday 8 December 2026, in 14 days."),
            ),
            says: says.map(str::to_owned).to_vec(),
            run: None,
            trouble: Trouble::None,
            changed: Some((NOW - 7 * DAY * SECOND, Some("Sanne de Wit".to_owned()))),
            watching: true,
        };
        let run = PolicyEditor { run: Some(self.run()), changed: Some((NOW, None)), ..editor.clone() };
        let guards = [
            GuardView {
                said: self.words.say("guard-mail"),
                link: Some(("/admin/settings/mail".to_owned(), self.words.say("guard-mail-link"))),
            },
            GuardView { said: self.words.say("guard-run"), link: None },
        ];
        let guarded = PolicyEditor { trouble: Trouble::Guards(guards.to_vec()), ..run.clone() };
        let mut wrong = editor.clone();
        "2025-12-08".clone_into(&mut wrong.form.deadline);
        wrong.form.errors = vec![
            ("name", self.words.say("rule-e-name")),
            ("deadline", self.words.say("rule-e-deadline-passed")),
            ("ask", self.words.say("rule-e-ask")),
        ];
        wrong.trouble = Trouble::Fields;
        let differences =
            vec![self.both("Ingelogd blijven: van 12 uur naar 1 dag", "Stay signed in: from 12 hours to 1 day")];
        let by = Some("Joris van den Berg".to_owned());
        let changed = PolicyEditor { trouble: Trouble::Changed { by, differences }, ..editor.clone() };
        let by_server = Trouble::Changed { by: None, differences: Vec::new() };
        let mut new =
            PolicyEditor { changed: None, watching: false, says: Vec::new(), deadline: None, ..editor.clone() };
        new.form = PolicyForm { id: None, deadline: String::new(), ..new.form };
        self.add("rule", &editor);
        self.add("rule-new", &new);
        self.add("rule-dry-run", &run);
        self.add("rule-guards", &guarded);
        self.add("rule-wrong", &wrong);
        self.add("rule-conflict", &changed);
        self.add("rule-conflict-server", &PolicyEditor { trouble: by_server, ..editor.clone() });
        self.add("rule-selection-gone", &PolicyEditor { trouble: Trouble::Gone, ..editor.clone() });
        self.add("rule-confirm", &PolicyEditor { trouble: Trouble::Confirm, ..editor.clone() });
        self.add("rule-no-factor", &PolicyEditor { trouble: Trouble::NoSecondFactor, ..editor.clone() });
        self.add("rule-taken-away", &PolicyEditor { trouble: Trouble::TakenAway, ..editor.clone() });
        let earlier = Trouble::Earlier(NOW - 30 * DAY * SECOND);
        self.add("rule-earlier", &PolicyEditor { trouble: earlier, ..editor.clone() });
        self.add("rule-read-only", &PolicyEditor { may_change: false, ..editor });
    }

    pub(super) fn run(&self) -> RunView {
        let link = Some(format!("/admin/policies/{ID}/dry-run?class=has"));
        let class = |colour, name: &str, people, never| ClassView {
            colour,
            name: self.words.say(name),
            people,
            never,
            link: link.clone().filter(|_| people > 0),
        };
        let classes = vec![
            class("f-ok", "class-has", 212, 0),
            class("f-ask", "class-ahead", 31, 4),
            class("f-ex", "class-exempt", 4, 0),
            class("f-lock", "class-out-of-reach", 0, 0),
        ];
        let bar = vec![
            BarPart { colour: "f-ok", from: 0, width: 8583 },
            BarPart { colour: "f-ask", from: 8583, width: 1255 },
            BarPart { colour: "f-ex", from: 9838, width: 162 },
        ];
        let late = vec![class("f-ask", "class-obliged", 29, 4), class("f-lock", "class-out-of-reach", 2, 1)];
        let day = self.both("8 december 2026", "8 December 2026");
        let said = self.words.with("rule-run-now").arg("n", 247).to_string();
        let now = RunPart { under: 247, said, classes, bar: bar.clone() };
        let said = self.words.with("rule-run-at").arg("n", 247).arg("moment", day).to_string();
        let then = RunPart { under: 247, said, classes: late, bar };
        let said = self.both(
            "31 mensen: van ‘hoeft niets’ naar ‘moet het instellen’",
            "31 people: from ‘nothing asked’ to ‘must set it up’",
        );
        let moved = vec![MovedView { said, link: format!("/admin/policies/{ID}/dry-run?from=not-asked&to=ahead") }];
        RunView { parts: vec![now, then], moved }
    }

    pub(super) fn rule_lists(&mut self) {
        let person = |name: &str, signed_in, has_address| RunPerson {
            id: ID.to_owned(),
            name: name.to_owned(),
            user_name: "joris.berg".to_owned(),
            signed_in,
            has_address,
        };
        let list = DryRunList {
            frame: self.desk("/admin/policies/x/dry-run", Place::Policies),
            rule: self.backend(),
            back: format!("/admin/policies/{ID}?name=x"),
            title: self.words.say("class-out-of-reach"),
            meaning: Some(self.words.say("class-out-of-reach-why")),
            people: vec![person("Joris van den Berg", Some(NOW), false), person("<script>Ada</script>", None, true)],
            next: Some(format!("/admin/policies/{ID}/dry-run?after={ID}")),
        };
        let nobody = DryRunList { people: Vec::new(), next: None, meaning: None, ..list.clone() };
        self.add("dry-run-list", &list);
        self.add("dry-run-nobody", &nobody);
        let entry = |version, what, undo| HistoryEntry {
            version,
            at: NOW - (8 - version) * DAY * SECOND,
            by: Some("Sanne de Wit".to_owned()),
            what,
            changes: Vec::new(),
            even_so: None,
            undo,
        };
        let changed = HistoryEntry {
            changes: vec![
                (self.both("Ingelogd blijven: van 1 dag naar 12 uur", "Stay signed in: from 1 day to 12 hours"), '+'),
                (self.both("Tweede stap vragen: van 7 dagen naar 30 dagen", "Ask: from 7 days to 30 days"), '-'),
                (self.both("Naam: van Backend naar Backend-gebruikers", "Name: from Backend to Backend users"), ' '),
            ],
            by: None,
            even_so: Some("Proef".to_owned()),
            ..entry(4, What::Changed, false)
        };
        let history = PolicyHistory {
            frame: self.desk("/admin/policies/x/history", Place::Policies),
            id: ID.to_owned(),
            rule: self.backend(),
            there: true,
            may_change: true,
            entries: vec![
                changed,
                entry(3, What::BroughtBack, true),
                entry(2, What::Removed, true),
                entry(1, What::Made, true),
            ],
            next: Some("/admin/policies/x/history?before=1".to_owned()),
        };
        self.add("rule-history", &history);
        let what_if = WhatIf {
            frame: self.desk("/admin/people/x/what-if", Place::People),
            id: ID.to_owned(),
            name: "Joris van den Berg".to_owned(),
            date: "2026-12-08".to_owned(),
            time: "09:00".to_owned(),
            wrong: false,
            moment: self.both("8 december 2026, 09:00", "8 December 2026, 09:00"),
            sentences: self.explained(),
            fields: vec![
                (self.words.say("rule-field-requirement"), self.words.say("rule-word-mandatory"), Some(self.backend())),
                (self.words.say("rule-field-idle"), self.words.say("rule-word-no-limit"), None),
            ],
            rules: vec![(ID.to_owned(), self.backend())],
        };
        let none = WhatIf { wrong: true, date: "morgen".to_owned(), rules: Vec::new(), ..what_if.clone() };
        self.add("what-if", &what_if);
        self.add("what-if-wrong", &none);
        let address = "sanne@waterland.example".to_owned();
        let mail = MailTests {
            frame: self.desk("/admin/settings/mail", Place::Settings),
            sent_to: Some(address.clone()),
            no_address: false,
            tests: vec![
                (NOW, address.clone(), self.words.say("mail-test-waiting"), false),
                (NOW - DAY * SECOND, address, self.words.say("mail-test-sent"), true),
            ],
        };
        self.add("mail-test", &mail);
        self.add("mail-test-no-address", &MailTests { sent_to: None, no_address: true, tests: Vec::new(), ..mail });
    }

    pub(super) fn selections(&mut self) {
        let filter = format!("groups eq \"{}\" and secondFactor eq false", self.backend());
        let row = SelectionRow {
            id: ID.to_owned(),
            name: self.backend(),
            description: self.both("Wie bij de systemen kan", "Whoever can reach the systems"),
            filter: Some(filter.clone()),
            people: 247,
        };
        let list = SelectionRow { filter: None, name: self.both("Bestuur", "Board"), people: 1, ..row.clone() };
        let all = Selections {
            frame: self.desk("/admin/selections", Place::Selections),
            notice: Some(SelectionNotice::Saved(self.backend())),
            may_change: true,
            selections: vec![row, list],
        };
        let empty = Selections {
            notice: Some(SelectionNotice::Removed(self.backend())),
            selections: Vec::new(),
            ..all.clone()
        };
        self.add("selections", &all);
        self.add("selections-empty", &empty);
        let editor = self.selection_editor(&filter);
        let mut wrong = editor.clone();
        "userName eq 3".clone_into(&mut wrong.form.filter);
        wrong.form.at = Some(("userName eq ".to_owned(), "3".to_owned(), String::new()));
        wrong.form.errors =
            vec![("name", self.words.say("selection-e-name")), ("filter", self.words.say("filter-expected-value"))];
        wrong.trouble = SelectionTrouble::Fields;
        wrong.preview = None;
        let mut mistyped = wrong.clone();
        mistyped.form.typed = true;
        let mut intricate = editor.clone();
        (intricate.form.typed, intricate.form.intricate) = (true, true);
        intricate.form.rows = Vec::new();
        let mut people = editor.clone();
        people.form.is_list = true;
        "add".clone_into(&mut people.form.change);
        "sanne\nniemand".clone_into(&mut people.form.lines);
        if let Some(preview) = &mut people.preview {
            preview.lines = Some((1, 1));
            preview.missing = vec![(2, "niemand".to_owned())];
        }
        let now = vec![self.words.with("selection-now-name").arg("name", "Backend").to_string()];
        let mut new = editor.clone();
        new.form = SelectionForm { version: "0".to_owned(), ..SelectionForm::default() };
        new.preview = None;
        self.add("selection", &editor);
        self.add("selection-new", &new);
        self.add("selection-wrong", &wrong);
        self.add("selection-mistyped", &mistyped);
        self.add("selection-intricate", &intricate);
        self.add("selection-list", &people);
        self.selection_lists(&people);
        self.add("selection-conflict", &SelectionEditor { trouble: SelectionTrouble::Changed(now), ..editor.clone() });
        self.add("selection-gone", &SelectionEditor { trouble: SelectionTrouble::Gone, ..editor.clone() });
        self.add("selection-confirm", &SelectionEditor { trouble: SelectionTrouble::Confirm, ..editor.clone() });
        let no_factor = SelectionTrouble::NoSecondFactor;
        self.add("selection-no-factor", &SelectionEditor { trouble: no_factor, used_by: Vec::new(), ..editor });
        let used = RemoveSelection {
            frame: self.desk("/admin/selections/x/remove", Place::Selections),
            id: ID.to_owned(),
            version: 2,
            name: self.backend(),
            used_by: vec![self.words.with("selection-used-rule").arg("name", self.backend()).to_string()],
            changed: false,
        };
        self.add("selection-in-use", &used);
        self.add("selection-remove", &RemoveSelection { used_by: Vec::new(), changed: true, ..used });
    }

    fn selection_editor(&self, filter: &str) -> SelectionEditor {
        let row = |field: &str, value: &str| BuilderRow {
            field: field.to_owned(),
            operator: "eq".to_owned(),
            value: value.to_owned(),
        };
        let choice = |name: &str, label: &str| FieldChoice { name: name.to_owned(), label: self.words.say(label) };
        SelectionEditor {
            frame: self.desk("/admin/selections/x", Place::Selections),
            address: format!("/admin/selections/{ID}"),
            form: SelectionForm {
                id: Some(ID.to_owned()),
                version: "2".to_owned(),
                name: self.backend(),
                filter: filter.to_owned(),
                joined: "and".to_owned(),
                rows: vec![row("groups", &self.backend()), row("secondFactor", "false")],
                ..SelectionForm::default()
            },
            may_change: true,
            fields: vec![choice("groups", "field-groups"), choice("secondFactor", "field-secondfactor")],
            operators: vec![("eq".to_owned(), self.words.say("operator-eq"))],
            preview: Some(SelectionPreview {
                count: 31,
                sample: vec![(ID.to_owned(), "Joris van den Berg".to_owned(), "joris.berg".to_owned())],
                entering: (12, vec!["Joris van den Berg".to_owned()]),
                leaving: (3, vec!["Sanne de Wit".to_owned()]),
                warnings: vec![self.words.with("selection-no-group").arg("name", "Bakend").to_string()],
                lines: None,
                missing: Vec::new(),
            }),
            may_pick: true,
            found: None,
            trouble: SelectionTrouble::None,
            used_by: vec![self.words.with("selection-used-rule").arg("name", self.backend()).to_string()],
        }
    }
}
