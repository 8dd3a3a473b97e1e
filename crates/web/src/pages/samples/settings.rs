//! The settings of an organisation, and the pages of operators.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    ActivationRunView, BreakGlass, BreakGlassShown, ContactSettings, ContactState, ExemptionSettings, GuardView,
    LongestState, MessageFault, ModuleView, NewOrganisation, OperatorNotice, OrganisationFault, OrganisationMade,
    OrganisationPage, OrganisationRow, OrganisationState, Organisations, PasswordSettings, Place, RequestView,
    RuleState, SettingsHome, TwoStepSettings, TypedContact, TypedOrganisation, TypedRule, TypedWish, Unit, WishFault,
};

impl Collection {
    /// What begins for whom when the module goes on: nobody can look at lists yet.
    fn begins(&self) -> ActivationRunView {
        let mut parts = self.run().parts;
        let day = self.both("8 december 2026", "8 December 2026");
        let said = [
            self.words.with("module-run-now").arg("n", 247).to_string(),
            self.words.with("module-run-at").arg("moment", day).to_string(),
        ];
        for (part, said) in parts.iter_mut().zip(said) {
            part.said = said;
            part.classes.iter_mut().for_each(|class| class.link = None);
        }
        ActivationRunView { parts, seen: "seen".to_owned() }
    }

    pub(super) fn settings(&mut self) {
        let typed = TypedRule {
            alone: "15".to_owned(),
            with_second_factor: "8".to_owned(),
            words: "Molenwijk\nZuiderpark".to_owned(),
        };
        let frame = self.desk("/admin/settings/password", Place::Settings);
        let home = SettingsHome { frame: frame.clone(), module: true };
        self.add("settings", &home);
        let mut without = SettingsHome { module: false, ..home };
        without.frame.two_factor = false;
        self.add("settings-inactive", &without);
        let ask = PasswordSettings { frame, typed: typed.clone(), version: 3, state: RuleState::Ask, editable: true };
        let with = |state| PasswordSettings { state, ..ask.clone() };
        let faulty = |order: bool, word: Option<&str>| RuleState::Faults {
            alone: true,
            with_second_factor: !order,
            order,
            word: word.map(str::to_owned),
            too_many: word.is_none(),
        };
        let mut inactive = ask.clone();
        inactive.frame.two_factor = false;
        self.add("settings-password", &ask);
        self.add("settings-password-inactive", &inactive);
        self.add("settings-password-read", &PasswordSettings { editable: false, ..ask.clone() });
        self.add("settings-password-saved", &with(RuleState::Saved));
        self.add("settings-password-changed", &with(RuleState::Changed(typed)));
        self.add("settings-password-faults", &with(faulty(false, Some("<b>"))));
        self.add("settings-password-order", &with(faulty(true, None)));
        let frame = self.desk("/admin/settings/contact", Place::Settings);
        let now =
            TypedContact { telephone: "0299 000 123".to_owned(), page: "https://hulp.waterland.example".to_owned() };
        let contact =
            ContactSettings { frame, typed: now.clone(), before: now, state: ContactState::Ask, editable: true };
        self.add("settings-contact", &contact);
        self.add("settings-contact-read", &ContactSettings { editable: false, ..contact.clone() });
        for (name, state) in [
            ("settings-contact-saved", ContactState::Saved),
            ("settings-contact-changed", ContactState::Changed(TypedContact::default())),
            ("settings-contact-wrong", ContactState::Wrong { telephone: true, page: true }),
        ] {
            self.add(name, &ContactSettings { state, ..contact.clone() });
        }
        let frame = self.desk("/admin/settings/exemptions", Place::Settings);
        let (days, state) = ("90".to_owned(), LongestState::Ask);
        let longest = ExemptionSettings { frame, days, version: 0, state, editable: true };
        self.add("settings-exemptions", &longest);
        self.add("settings-exemptions-read", &ExemptionSettings { editable: false, ..longest.clone() });
        for (name, state) in [
            ("settings-exemptions-saved", LongestState::Saved),
            ("settings-exemptions-changed", LongestState::Changed(30)),
            ("settings-exemptions-range", LongestState::Range),
        ] {
            self.add(name, &ExemptionSettings { state, ..longest.clone() });
        }
        self.break_glass();
        self.module();
    }

    fn break_glass(&mut self) {
        let frame = self.desk("/admin/settings/break-glass", Place::Settings);
        let none = BreakGlass { frame: frame.clone(), waiting: None, editable: true };
        let waiting = Some((NOW - DAY * SECOND, Some("Joris van den <i>Berg</i>".to_owned())));
        let by_server = BreakGlass { waiting: Some((NOW, None)), editable: false, ..none.clone() };
        self.add("break-glass", &BreakGlass { waiting, ..none.clone() });
        self.add("break-glass-none", &none);
        self.add("break-glass-read", &by_server);
        self.add("break-glass-shown", &BreakGlassShown { frame, code: "B-4F7K-9QTM-2XRA-8WJC-5HND".to_owned() });
    }

    fn module(&mut self) {
        let mut frame = self.desk("/admin/settings/two-step", Place::Settings);
        frame.two_factor = false;
        let week = self.explained().into_iter().next_back().unwrap_or_default();
        let typed = TypedWish {
            always: false,
            ask_n: "30".to_owned(),
            ask_unit: Unit::Days,
            until_closed: false,
            stay_n: "12".to_owned(),
            stay_unit: Unit::Hours,
            note: "Wij beginnen in januari.".to_owned(),
        };
        let begins = self.begins();
        let ask = |fault, at_once: bool, declined| ModuleView::Ask {
            typed: typed.clone(),
            fault,
            week: week.clone(),
            at_once,
            guards: Vec::new(),
            run: at_once.then(|| begins.clone()),
            policies: if at_once { vec!["Backend-gebruikers".to_owned(), "<i>".to_owned()] } else { Vec::new() },
            declined,
        };
        let waiting = ModuleView::Waiting {
            at: NOW - DAY * SECOND,
            week: week.clone(),
            note: "Graag voor 1 januari.".to_owned(),
        };
        let turned_down = Some(("Bel ons even.".to_owned(), NOW - DAY * SECOND));
        let mut guarded = ask(None, true, None);
        if let ModuleView::Ask { guards, .. } = &mut guarded {
            let mail = ("/admin/settings/mail".to_owned(), frame.say("guard-mail-link"));
            guards.push(GuardView { said: frame.say("module-guard-run"), link: None });
            guards.push(GuardView { said: frame.say("guard-mail"), link: Some(mail) });
        }
        let states = [
            ("settings-module-guarded", guarded),
            ("settings-module", ask(None, true, None)),
            ("settings-module-asks", ask(None, false, None)),
            ("settings-module-declined", ask(None, false, turned_down)),
            ("settings-module-unseen", ask(Some(WishFault::SeeWhatFollows), true, None)),
            ("settings-module-ask", ask(Some(WishFault::Ask), false, None)),
            ("settings-module-stay", ask(Some(WishFault::Stay), false, None)),
            ("settings-module-note", ask(Some(WishFault::Note), false, None)),
            ("settings-module-waiting", waiting.clone()),
            ("settings-module-already", waiting),
            ("settings-module-on", ModuleView::On { just_now: true }),
        ];
        for (name, state) in states {
            let mut frame = frame.clone();
            frame.two_factor = matches!(state, ModuleView::On { .. });
            let beaten = name == "settings-module-already";
            self.add(name, &TwoStepSettings { frame, beaten, state });
        }
    }

    pub(super) fn operators(&mut self) {
        let frame = self.desk("/operator/organisations", Place::Operators);
        let row = |name: &str, host: &str, state| OrganisationRow {
            id: "o1".to_owned(),
            name: name.to_owned(),
            host: host.to_owned(),
            state,
            operators: false,
        };
        let asked = row("Bond van Molenaars", "molenaars.example", OrganisationState::Asked);
        let organisations = vec![
            asked.clone(),
            OrganisationRow { operators: true, ..row("Platform", "platform.example", OrganisationState::Active) },
            row("Zangkoor", "koor.example", OrganisationState::Inactive),
            row("Oud", "oud.example", OrganisationState::Closed),
        ];
        self.add("operator", &Organisations { frame: frame.clone(), organisations, can_make: true });
        let request = RequestView {
            id: "r1".to_owned(),
            by: Some("Joris van den Berg".to_owned()),
            at: NOW - DAY * SECOND,
            week: self.explained().into_iter().next_back().unwrap_or_default(),
            note: "Wij beginnen in januari.".to_owned(),
        };
        let page = OrganisationPage {
            frame: frame.clone(),
            row: asked,
            zone: "Europe/Amsterdam".to_owned(),
            request: Some(request.clone()),
            notice: None,
            has_factor: true,
            message: String::new(),
            fault: None,
            guards: Vec::new(),
            run: None,
        };
        let guards =
            vec![frame.with("operator-guard-superusers").arg("n", 0).to_string(), frame.say("operator-guard-mail")];
        let run = Some(self.begins());
        self.add("operator-guarded", &OrganisationPage { guards, run, ..page.clone() });
        let refused = |fault| OrganisationPage { fault: Some(fault), ..page.clone() };
        let noticed = |notice| OrganisationPage { notice: Some(notice), request: None, ..page.clone() };
        let unnamed = OrganisationPage {
            request: Some(RequestView { by: None, note: String::new(), ..request }),
            has_factor: false,
            ..page.clone()
        };
        let mut closed = noticed(OperatorNotice::Closed);
        closed.row.state = OrganisationState::Closed;
        self.add("operator-request", &page);
        self.add("operator-request-unnamed", &unnamed);
        self.add("operator-message-missing", &refused(MessageFault::Missing));
        self.add("operator-message-long", &refused(MessageFault::TooLong));
        self.add("operator-closed", &closed);
        self.add("operator-approved", &noticed(OperatorNotice::Approved));
        self.add("operator-declined", &noticed(OperatorNotice::Declined));
        self.add("operator-not-open", &noticed(OperatorNotice::NotOpen));
        self.add("operator-reopened", &noticed(OperatorNotice::Reopened));
        let typed = TypedOrganisation {
            name: "Zangkoor".to_owned(),
            host: "koor.example".to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
            language: "nl".to_owned(),
            user_name: "k.bakker".to_owned(),
            display_name: "Karel Bakker".to_owned(),
            address: "k.bakker@koor.example".to_owned(),
        };
        let new = NewOrganisation { frame: frame.clone(), typed: typed.clone(), faults: Vec::new(), has_factor: true };
        let faults = vec![
            OrganisationFault::Name,
            OrganisationFault::Host,
            OrganisationFault::TimeZone,
            OrganisationFault::UserName,
            OrganisationFault::FullName,
            OrganisationFault::Address,
        ];
        self.add("operator-new", &new);
        self.add("operator-new-faults", &NewOrganisation { faults, ..new.clone() });
        let taken = vec![OrganisationFault::HostTaken];
        self.add("operator-new-taken", &NewOrganisation { faults: taken, has_factor: false, ..new });
        let made = OrganisationMade {
            frame,
            id: "o1".to_owned(),
            name: typed.name,
            site: "https://koor.example".to_owned(),
            user_name: typed.user_name,
            password: "7K3QX-92QDM-4HJ8B-VT6ZC".to_owned(),
        };
        self.add("operator-made", &made);
    }
}
