//! The pages of administrators and the helpdesk, in every state that matters.

use domain::permission::Rights;

use super::{Collection, DAY, DEADLINE, NOW, SECOND};
use crate::pages::{
    Act, AdviceLine, AskPlain, AttributeField, AttributeInput, Authenticator, Cell, ColumnHead, ConfirmExempt,
    ConfirmPass, ConfirmSwitchOff, DeskRefused, Device, Difference, EditFault, EditPerson, EditState, EventLine,
    ExemptFault, ExemptionLine, Exemptions, FactorChip, FactorState, Frame, KindShown, PassShown, People,
    PeopleChoices, PeopleNotice, Person, PersonLine, PersonNotice, PersonPage, Place, PlainAct, Recovery, RefusedWhy,
    Relation, Session, SwitchOffFault, Tick, ViewTab,
};

/// Typed by somebody who tries: it is shown as text.
pub(super) const HOSTILE: &str = "=HYPERLINK(\"x\") <script>alert(1)</script>";
pub(super) const ID: &str = "01930000-0000-7000-8000-000000000001";
pub(super) const VIEW: &str = "01930000-0000-7000-8000-000000000002";

impl Collection {
    pub(super) fn desk(&self, address: &str, place: Place) -> Frame {
        let desk = crate::admin::menu::lines(Rights::all(), true, true);
        Frame { desk, ..self.inside(address, place) }
    }

    pub(super) fn people(&mut self) {
        let frame = self.desk("/admin/people?view=v", Place::People);
        let named = |key: &str| self.words.say(key);
        let head = |key: &str, optional, sorted: Option<&'static str>| ColumnHead {
            name: named(key),
            optional,
            sorted,
            link: (key != "column-groups").then(|| format!("/admin/people?view={VIEW}&sort=x")),
        };
        let line = |id: &str, name: &str, chip, seen| PersonLine {
            id: id.to_owned(),
            name: name.to_owned(),
            cells: vec![
                Cell::Name { sub: "s.dewit".to_owned() },
                Cell::Text("Beheer, Redactie".to_owned()),
                Cell::Factor(chip),
                Cell::Moment(seen),
            ],
        };
        let page = People {
            frame: frame.clone(),
            notice: None,
            views: vec![
                ViewTab { id: VIEW.to_owned(), name: "Backend users".to_owned(), current: true },
                ViewTab { id: ID.to_owned(), name: "Leden".to_owned(), current: false },
            ],
            view: VIEW.to_owned(),
            columns: vec![
                head("column-name", false, Some("ascending")),
                head("column-groups", true, None),
                head("column-second-factor", false, None),
                head("column-last-sign-in", false, None),
            ],
            rows: vec![
                line("p1", "Sanne de Wit", FactorChip::On(2), Some(NOW)),
                line("p2", "Joris van den Berg", FactorChip::Locked(NOW + 1800 * SECOND), Some(NOW - DAY * SECOND)),
                line("p3", "Pieter Kok", FactorChip::NotYet, None),
                line("p4", "Riet Schouten", FactorChip::Exempt(DEADLINE), Some(NOW - 9 * DAY * SECOND)),
                line("p5", HOSTILE, FactorChip::Blocked, None),
            ],
            choices: PeopleChoices {
                groups: vec![("g1".to_owned(), "Beheer".to_owned()), ("g2".to_owned(), HOSTILE.to_owned())],
                orders: vec![("name".to_owned(), named("order-name")), ("own:afdeling".to_owned(), HOSTILE.to_owned())],
                sort: "name".to_owned(),
                standings: vec![("on", "chip-on"), ("not-yet", "chip-not-yet"), ("exempt", "chip-exempt")],
                ..PeopleChoices::default()
            },
            count: 247,
            previous: None,
            next: Some(format!("/admin/people?view={VIEW}&after=x")),
            first: None,
            may_add: true,
            may_import: true,
            may_edit_views: true,
        };
        let added = People { notice: Some(PeopleNotice::Added("Lin Chen".to_owned())), ..page.clone() };
        let searched = People {
            rows: Vec::new(),
            choices: PeopleChoices {
                search: HOSTILE.to_owned(),
                group: "g2".to_owned(),
                standing: "exempt",
                sort: "own:afdeling".to_owned(),
                clear: Some(format!("/admin/people?view={VIEW}")),
                ..page.choices.clone()
            },
            count: 0,
            next: None,
            first: Some(format!("/admin/people?view={VIEW}")),
            may_add: false,
            may_import: false,
            may_edit_views: false,
            ..page.clone()
        };
        let nobody = People { choices: page.choices.clone(), ..searched.clone() };
        let later = People {
            previous: Some(format!("/admin/people?view={VIEW}&before=x")),
            first: Some(format!("/admin/people?view={VIEW}")),
            ..page.clone()
        };
        let none = People { views: Vec::new(), may_edit_views: true, ..searched.clone() };
        self.add("people", &page);
        self.add("people-added", &added);
        self.add("people-later", &later);
        self.add("people-none-found", &searched);
        self.add("people-empty-view", &nobody);
        self.add("people-no-view", &none);
        self.exemptions();
    }

    fn exemptions(&mut self) {
        let frame = self.desk("/admin/exemptions", Place::Exemptions);
        let page = Exemptions {
            frame,
            exemptions: vec![exemption(), ExemptionLine { by: None, reason: HOSTILE.to_owned(), ..exemption() }],
            count: 2,
            next: Some("/admin/exemptions?after=1_x".to_owned()),
            may_open: true,
        };
        let none = Exemptions { exemptions: Vec::new(), count: 0, next: None, may_open: false, ..page.clone() };
        self.add("exemptions", &page);
        self.add("exemptions-none", &none);
    }

    fn person_page(&self) -> PersonPage {
        let frame = self.desk("/admin/people/p2", Place::People);
        let say = |key: &str| frame.say(key);
        PersonPage {
            source: Some(HOSTILE.to_owned()),
            notice: None,
            person: Person::named("Joris van den Berg"),
            id: ID.to_owned(),
            view: VIEW.to_owned(),
            view_name: "Backend users".to_owned(),
            user_name: "j.vandenberg".to_owned(),
            addresses: vec!["j.vandenberg@waterland.example".to_owned()],
            groups: vec!["Bestuur".to_owned(), "Financiën".to_owned()],
            attributes: vec![
                ("Afdeling".to_owned(), HOSTILE.to_owned()),
                ("Lid sinds".to_owned(), "8 mei 2019".to_owned()),
            ],
            role: say("role-member"),
            language: Some("Nederlands".to_owned()),
            last_sign_in: Some(NOW - DAY * SECOND),
            what_if: true,
            blocked: false,
            relation: Relation::Other,
            factor: FactorState::On,
            authenticators: vec![Authenticator {
                id: "a1".to_owned(),
                kind: KindShown::App,
                name: "Telefoon Joris".to_owned(),
                added: NOW - 300 * DAY * SECOND,
                used: Some(NOW - DAY * SECOND),
                disabled: true,
                removable: false,
            }],
            recovery: Some(Recovery { left: 1, total: 10, made: Some(NOW - 300 * DAY * SECOND) }),
            explain: self.explained(),
            advice: vec![AdviceLine { what: say("advice-disabled"), then: say("advice-disabled-then") }],
            sessions: vec![Session {
                id: "s1".to_owned(),
                browser: "Edge, Windows".to_owned(),
                platform: Some("CRM <b>".to_owned()),
                address: "203.0.113.52".to_owned(),
                since: NOW - DAY * SECOND,
                used: NOW,
                here: false,
            }],
            devices: vec![Device {
                id: "d1".to_owned(),
                browser: "?".to_owned(),
                platform: None,
                address: "203.0.113.52".to_owned(),
                used: NOW,
                until: None,
                here: false,
            }],
            exemptions: Vec::new(),
            events: vec![
                EventLine {
                    what: say("event-factor-failed"),
                    beside: Vec::new(),
                    by: None,
                    at: NOW - 60 * SECOND,
                    icon: "alert",
                    tone: "warn",
                },
                EventLine {
                    what: say("event-switched-off"),
                    beside: vec![(say("log-with-reason"), "Nieuwe telefoon".to_owned())],
                    by: Some("Fatima El Amrani".to_owned()),
                    at: NOW - DAY * SECOND,
                    icon: "shield-off",
                    tone: "danger",
                },
            ],
            acts: vec![
                Act { word: "pass", key: "act-pass", icon: "ticket", danger: false },
                Act { word: "edit", key: "act-edit", icon: "user", danger: false },
                Act { word: "second-factor-off", key: "act-second-factor-off", icon: "shield-off", danger: true },
            ],
            frame,
        }
    }

    pub(super) fn person(&mut self) {
        let page = self.person_page();
        self.add("person", &page);
        let bare = PersonPage {
            authenticators: Vec::new(),
            recovery: None,
            sessions: Vec::new(),
            devices: Vec::new(),
            events: Vec::new(),
            addresses: Vec::new(),
            groups: Vec::new(),
            language: None,
            last_sign_in: None,
            acts: Vec::new(),
            person: Person::named(HOSTILE),
            factor: FactorState::NotAsked,
            ..page.clone()
        };
        self.add("person-bare", &bare);
        self.add("person-above", &PersonPage { relation: Relation::Above, ..bare.clone() });
        self.add(
            "person-oneself",
            &PersonPage { relation: Relation::Oneself, factor: FactorState::NotYet, ..bare.clone() },
        );
        let ended = ExemptionLine { until: NOW - DAY * SECOND, by: None, ..exemption() };
        let exempt = PersonPage {
            exemptions: vec![exemption(), ended],
            factor: FactorState::Exempt(DEADLINE),
            blocked: true,
            ..bare
        };
        self.add("person-exempt-blocked", &exempt);
        let notices = [
            ("person-saved", PersonNotice::Saved),
            ("person-switched-off", PersonNotice::SwitchedOff),
            ("person-token-given", PersonNotice::TokenGiven),
            ("person-token-synchronised", PersonNotice::TokenSynchronised),
            ("person-exempt", PersonNotice::Exempt),
            ("person-exemption-ended", PersonNotice::ExemptionEnded),
            ("person-signed-out", PersonNotice::SignedOut),
            ("person-blocked", PersonNotice::Blocked),
            ("person-unblocked", PersonNotice::Unblocked),
            ("person-reminded", PersonNotice::Reminded),
            ("person-not-reminded", PersonNotice::NotReminded),
        ];
        for (name, notice) in notices {
            self.add(name, &PersonPage { notice: Some(notice), ..page.clone() });
        }
    }

    pub(super) fn acts(&mut self) {
        let frame = self.desk("/admin/people/p2/second-factor-off", Place::People);
        let off = ConfirmSwitchOff {
            frame: frame.clone(),
            name: "Joris van den Berg".to_owned(),
            id: ID.to_owned(),
            view: VIEW.to_owned(),
            authenticators: 1,
            codes: 1,
            sessions: 2,
            devices: 1,
            deadline: Some(DEADLINE),
            due: false,
            may_exempt: true,
            latest: NOW + 90 * DAY * SECOND,
            reason: String::new(),
            note: String::new(),
            after: "pass".to_owned(),
            until: String::new(),
            fault: None,
        };
        self.add("switch-off", &off);
        let no_reason = ConfirmSwitchOff {
            fault: Some(SwitchOffFault::Reason),
            note: HOSTILE.to_owned(),
            due: true,
            ..off.clone()
        };
        self.add("switch-off-no-reason", &no_reason);
        let late = ConfirmSwitchOff {
            fault: Some(SwitchOffFault::Until),
            after: "exempt".to_owned(),
            deadline: None,
            ..off.clone()
        };
        self.add("switch-off-until", &late);
        self.add("switch-off-no-exemption", &ConfirmSwitchOff { may_exempt: false, authenticators: 0, ..off.clone() });
        let pass = ConfirmPass {
            frame: frame.clone(),
            name: off.name.clone(),
            id: ID.to_owned(),
            view: VIEW.to_owned(),
            unchecked: false,
        };
        self.add("pass", &pass);
        self.add("pass-unchecked", &ConfirmPass { unchecked: true, ..pass });
        let shown = PassShown {
            frame: frame.clone(),
            name: off.name.clone(),
            back: format!("/admin/people/{ID}?view={VIEW}"),
            pass: "T-K7QX2-MW94P".to_owned(),
            until: NOW + 900 * SECOND,
            switched_off: false,
        };
        self.add("pass-shown", &shown);
        self.add("pass-shown-off", &PassShown { switched_off: true, ..shown });
        let exempt = ConfirmExempt {
            frame: frame.clone(),
            name: off.name.clone(),
            id: ID.to_owned(),
            view: VIEW.to_owned(),
            holds: None,
            read: String::new(),
            latest: NOW + 90 * DAY * SECOND,
            reason: String::new(),
            until: String::new(),
            fault: None,
            conflict: Vec::new(),
        };
        self.add("exempt", &exempt);
        let meanwhile = ConfirmExempt { holds: Some(DEADLINE), read: ID.to_owned(), ..exempt.clone() };
        self.add("exempt-conflict", &ConfirmExempt { conflict: differences(), ..meanwhile });
        self.add("exempt-renew", &ConfirmExempt { holds: Some(DEADLINE), ..exempt.clone() });
        self.add("exempt-no-reason", &ConfirmExempt { fault: Some(ExemptFault::Reason), ..exempt.clone() });
        self.add("exempt-until", &ConfirmExempt { fault: Some(ExemptFault::Until), ..exempt });
        self.plain_acts(&frame, &off.name);
    }

    fn plain_acts(&mut self, frame: &Frame, name: &str) {
        let plain = [
            ("ask-sign-out", "/admin/people/p2/sign-out-everywhere", PlainAct::SignOut),
            ("ask-remind", "/admin/people/p2/remind", PlainAct::Remind),
            ("ask-block", "/admin/people/p2/block", PlainAct::Block),
            ("ask-unblock", "/admin/people/p2/unblock", PlainAct::Unblock),
            ("ask-end-exemption", "/admin/people/p2/end-exemption", PlainAct::EndExemption),
            ("ask-remove-view", "/admin/views/v1/remove", PlainAct::RemoveView),
            ("ask-remove-role", "/admin/roles/r1/remove", PlainAct::RemoveRole),
        ];
        for (sample, action, act) in plain {
            let page = AskPlain {
                frame: frame.clone(),
                act,
                name: name.to_owned(),
                action: action.to_owned(),
                back: "/admin/people/p2".to_owned(),
                view: VIEW.to_owned(),
                version: 1,
                holds: String::new(),
            };
            self.add(sample, &page);
        }
    }

    pub(super) fn refusals(&mut self) {
        let frame = self.desk("/admin/people/p2", Place::People);
        let all = [
            ("refused-right", RefusedWhy::NoRight),
            ("refused-more", RefusedWhy::MoreRights),
            ("refused-grants", RefusedWhy::GrantsMore),
            ("refused-self", RefusedWhy::Oneself),
            ("refused-last", RefusedWhy::LastSuperUser),
            ("refused-view", RefusedWhy::NotInView),
            ("refused-factor", RefusedWhy::NoSecondFactor),
            ("refused-changed", RefusedWhy::Changed),
            ("refused-role", RefusedWhy::RoleInUse),
        ];
        for (name, why) in all {
            self.add(name, &DeskRefused { frame: frame.clone(), why, back: "/admin/people".to_owned() });
        }
    }

    pub(super) fn edits(&mut self) {
        let frame = self.desk("/admin/people/new", Place::People);
        let new = EditPerson {
            frame: frame.clone(),
            whom: None,
            source: None,
            action: "/admin/people/new".to_owned(),
            back: "/admin/people".to_owned(),
            view: String::new(),
            version: 0,
            user_name: String::new(),
            display_name: String::new(),
            addresses: String::new(),
            language: String::new(),
            groups: vec![tick("g1", "Bestuur", true), tick("g2", HOSTILE, false)],
            roles: vec![tick("member", "Lid", true), Tick { disabled: true, ..tick("superuser", "SuperUser", false) }],
            attributes: Vec::new(),
            state: EditState::Ask,
            shortest: 15,
        };
        let edit = EditPerson {
            whom: Some("Joris van den Berg".to_owned()),
            source: Some(HOSTILE.to_owned()),
            action: "/admin/people/p2/edit".to_owned(),
            back: "/admin/people/p2".to_owned(),
            view: VIEW.to_owned(),
            version: 3,
            user_name: "j.vandenberg".to_owned(),
            display_name: "Joris van den Berg".to_owned(),
            addresses: "j.vandenberg@waterland.example\njoris@example.org".to_owned(),
            language: "nl".to_owned(),
            attributes: attribute_fields(None),
            ..new.clone()
        };
        let faults = vec![EditFault::UserName, EditFault::DisplayName, EditFault::Address, EditFault::Language];
        let all = EditPerson {
            state: EditState::Faults(faults),
            user_name: HOSTILE.to_owned(),
            groups: Vec::new(),
            roles: Vec::new(),
            ..new.clone()
        };
        let state = EditState::Faults(vec![EditFault::Taken, EditFault::Password]);
        let taken = EditPerson { state, ..new.clone() };
        let conflict = EditPerson { state: EditState::Conflict(differences()), ..edit.clone() };
        self.add("person-new", &new);
        self.add("person-edit", &edit);
        self.add("person-new-faults", &all);
        self.add("person-new-taken", &taken);
        self.add("person-edit-conflict", &conflict);
        let state = EditState::Faults(vec![EditFault::Own]);
        let attributes = attribute_fields(Some("Choose one of the list."));
        self.add("person-edit-own", &EditPerson { attributes, state, ..edit });
    }
}

fn exemption() -> ExemptionLine {
    ExemptionLine {
        user: ID.to_owned(),
        name: "Riet Schouten".to_owned(),
        reason: "Heeft geen smartphone".to_owned(),
        by: Some("Anna Visser".to_owned()),
        granted: NOW - 9 * DAY * SECOND,
        until: DEADLINE,
    }
}

fn attribute_fields(fault: Option<&str>) -> Vec<AttributeField> {
    let field = |key: &str, name: &str, input, value: &str| AttributeField {
        key: key.to_owned(),
        name: name.to_owned(),
        input,
        value: value.to_owned(),
        fault: fault.map(str::to_owned),
    };
    let choices =
        AttributeInput::Choice(vec![("a".to_owned(), HOSTILE.to_owned()), ("b".to_owned(), "Noord".to_owned())]);
    vec![
        field("department", "Afdeling", AttributeInput::Text, HOSTILE),
        field("since", "Lid sinds", AttributeInput::Date, "2019-05-08"),
        field("hours", "Uren", AttributeInput::Number, "12.5"),
        field("region", "Regio", choices, "b"),
    ]
}

pub(super) fn tick(value: &str, name: &str, on: bool) -> Tick {
    Tick { value: value.to_owned(), name: name.to_owned(), hint: None, on, disabled: false }
}

pub(super) fn differences() -> Vec<Difference> {
    vec![Difference { key: "column-name", now: "Joris v.d. Berg".to_owned(), typed: HOSTILE.to_owned() }]
}
