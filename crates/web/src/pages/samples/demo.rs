//! The pages of errors and of the demonstration.

use super::{Collection, DAY, DEADLINE, NOW, SECOND};
use crate::pages::{
    DemoAccount, DemoClock, DemoMail, DemoMailbox, DemoPhone, DemoStart, DemoWiki, Frame, MailRow, PhoneEntry, Problem,
    ProblemKind, ReturnList, SentBy, WikiClaim, WikiGuest,
};

impl Collection {
    pub(super) fn problems(&mut self) {
        let frame = self.outside("/sign-in");
        let kinds = [
            ("problem-form", ProblemKind::FormOutOfDate),
            ("problem-forbidden", ProblemKind::Forbidden),
            ("problem-missing", ProblemKind::NotFound),
            ("problem-host", ProblemKind::UnknownHost),
            ("problem-new", ProblemKind::NotSetUp),
            ("problem-application", ProblemKind::UnknownApplication),
            ("problem-client", ProblemKind::UnknownClient),
            (
                "problem-return",
                ProblemKind::WrongReturn {
                    application: "Cloud <b>".to_owned(),
                    address: "https://elsewhere.example/<b>".to_owned(),
                    list: ReturnList::SignIn,
                },
            ),
            ("problem-not-for-you", ProblemKind::NotForYou { application: "Cloud <b>".to_owned() }),
            ("problem-rounds", ProblemKind::Rounds { application: "Cloud <b>".to_owned(), from: SentBy::Party }),
            ("problem-rounds-door", ProblemKind::Rounds { application: "Wiki".to_owned(), from: SentBy::Door }),
            ("problem-large", ProblemKind::TooLarge),
            ("problem-wait", ProblemKind::Wait { until: NOW + 45 * SECOND }),
            ("problem-broken", ProblemKind::Broken { incident: "7F3K-92QD".to_owned() }),
            ("problem-away", ProblemKind::Unavailable),
        ];
        for (name, kind) in kinds {
            self.add(name, &Problem { frame: frame.clone(), kind, back: "/".to_owned() });
        }
    }

    pub(super) fn demo(&mut self) {
        let frame = Frame { demo: true, ..self.outside("/demo") };
        let start = DemoStart {
            frame: frame.clone(),
            accounts: vec![
                DemoAccount {
                    name: "Sanne de Wit".to_owned(),
                    login: "sanne".to_owned(),
                    password: "groen kanaal 41 zwaan".to_owned(),
                    shows: "SuperUser".to_owned(),
                    has_app: true,
                },
                DemoAccount {
                    name: "Joris van den Berg".to_owned(),
                    login: "joris".to_owned(),
                    password: "blauwe polder 12 reiger".to_owned(),
                    shows: self.words.say("step-off"),
                    has_app: false,
                },
            ],
            deadline: DEADLINE,
        };
        let row = MailRow {
            id: "m1".to_owned(),
            to: "s.dewit@waterland.example".to_owned(),
            subject: "Vereniging Waterland".to_owned(),
            at: NOW,
        };
        let mailbox = DemoMailbox { frame: frame.clone(), mails: vec![row.clone()] };
        let empty = DemoMailbox { frame: frame.clone(), mails: Vec::new() };
        let mail = DemoMail {
            frame: frame.clone(),
            row,
            text: "Dag Sanne de Wit,\n\nE-4289-1630\n".to_owned(),
            html: "<!DOCTYPE html>\n<p>Dag Sanne de Wit,</p>\n".to_owned(),
        };
        let sanne = ("sanne".to_owned(), "Sanne de Wit".to_owned());
        let phone = DemoPhone {
            frame: frame.clone(),
            people: vec![sanne.clone(), ("joris".to_owned(), "Joris van den Berg".to_owned())],
            person: Some(sanne),
            entries: vec![PhoneEntry {
                name: "Telefoon van Sanne".to_owned(),
                code: "481902".to_owned(),
                next: "730114".to_owned(),
                seconds_left: 17,
            }],
            key: None,
        };
        let own = DemoPhone {
            person: None,
            key: phone.entries.first().map(|entry| (Some(entry.clone()), "GEZD GNBV".to_owned())),
            ..phone.clone()
        };
        let no_key = DemoPhone { key: Some((None, "123".to_owned())), ..own.clone() };
        let no_entries = DemoPhone { entries: Vec::new(), ..phone.clone() };
        let nobody = DemoPhone { person: None, ..no_entries.clone() };
        let clock = DemoClock { frame: frame.clone(), ahead: 2 * DAY, deadline: DEADLINE };
        let wiki =
            DemoWiki { frame: frame.clone(), application: "Wiki van Waterland".to_owned(), guest: None, fault: None };
        let wiki_fault = DemoWiki { fault: Some("access_denied".to_owned()), ..wiki.clone() };
        let guest = WikiGuest {
            name: "Sanne <b>".to_owned(),
            two_steps: true,
            claims: vec![WikiClaim {
                name: "acr",
                value: "urn:tweestap:acr:2fa".to_owned(),
                says: self.words.say("demo-wiki-acr"),
            }],
        };
        let one_step = WikiGuest { two_steps: false, ..guest.clone() };
        let wiki_in = DemoWiki { guest: Some(guest), ..wiki.clone() };
        let wiki_one = DemoWiki { guest: Some(one_step), ..wiki.clone() };
        let real = DemoClock { frame, ahead: 0, deadline: DEADLINE };
        self.add("demo", &start);
        self.add("demo-mailbox", &mailbox);
        self.add("demo-mailbox-empty", &empty);
        self.add("demo-mail", &mail);
        self.add("demo-phone", &phone);
        self.add("demo-phone-empty", &no_entries);
        self.add("demo-phone-nobody", &nobody);
        self.add("demo-phone-key", &own);
        self.add("demo-phone-no-key", &no_key);
        self.add("demo-wiki", &wiki);
        self.add("demo-wiki-fault", &wiki_fault);
        self.add("demo-wiki-in", &wiki_in);
        self.add("demo-wiki-one-step", &wiki_one);
        self.add("demo-clock", &clock);
        self.add("demo-clock-real", &real);
    }
}
