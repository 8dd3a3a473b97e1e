//! Pages about code cards.

use super::{Collection, DAY, NOW, NamedMail, SECOND, sanne};
use crate::pages::{
    AddCard, AddPlace, CardMade, CardRunsOut, CardWaits, CodeCard, CodeState, Disabled, DisabledWhat, GiveCard,
    Letterhead, Place, SecondFactor, Whence,
};

impl Collection {
    pub(super) fn second_factor_by_card(&mut self, ask: &SecondFactor, again: &SecondFactor, step_up: &SecondFactor) {
        let card = CodeCard {
            frame: self.outside("/sign-in/code-card"),
            continues_to: None,
            person: sanne(),
            purpose: ask.purpose.clone(),
            action: "/sign-in/code-card".to_owned(),
            return_to: ask.return_to.clone(),
            card: "Codekaart <4711>".to_owned(),
            number: Some(17),
            left: 44,
            back: None,
            remember: ask.remember,
            recovery: ask.recovery,
            pass: false,
            emergency: false,
            state: CodeState::Ask,
        };
        let with = |state| CodeCard { state, ..card.clone() };
        let step_up_by_card = CodeCard {
            purpose: step_up.purpose.clone(),
            action: "/profile/confirm/code-card".to_owned(),
            remember: None,
            back: Some("/profile/confirm".to_owned()),
            ..card.clone()
        };
        self.add("factor-or-card", &SecondFactor { card: Some((17, 44)), ..ask.clone() });
        self.add("code-card", &card);
        self.add("code-card-wrong", &with(CodeState::Wrong { left: Some(4) }));
        self.add("code-card-used", &with(CodeState::AlreadyUsed { left: None }));
        self.add("code-card-short", &with(CodeState::TooShort));
        self.add("code-card-long", &with(CodeState::TooLong));
        self.add("code-card-letters", &with(CodeState::NotDigits));
        self.add("code-card-wait", &with(CodeState::Wait { until: NOW + 30 * SECOND }));
        self.add("code-card-disabled", &with(CodeState::Disabled));
        self.add("code-card-closed", &CodeCard { recovery: None, ..with(CodeState::UnknownDeviceClosed) });
        self.add("code-card-used-up", &CodeCard { number: None, left: 0, pass: true, ..card.clone() });
        self.add("code-card-again", &CodeCard { purpose: again.purpose.clone(), left: 1, ..card.clone() });
        self.add("code-card-on-platform", &CodeCard { continues_to: Some("CRM <b>".to_owned()), ..card.clone() });
        let for_cloud = CodeCard { continues_to: Some("Cloud <b>".to_owned()), ..step_up_by_card.clone() };
        self.add("code-card-step-up", &step_up_by_card);
        self.add("code-card-step-up-for", &for_cloud);
        self.add("code-card-emergency", &CodeCard { emergency: true, ..card.clone() });
    }

    pub(super) fn add_card(&mut self) {
        let give = GiveCard {
            frame: self.desk("/admin/people", Place::People),
            name: "=1+1 <script>alert(1)</script>".to_owned(),
            id: "0193e0f1-7c00-7000-8000-000000000061".to_owned(),
            view: "0193e0f1-7c00-7000-8000-0000000000a1".to_owned(),
            fault: None,
        };
        self.add("give-card", &give);
        self.add("give-card-reasonless", &GiveCard { fault: Some("give-token-no-reason"), ..give.clone() });
        self.add("give-card-refused", &GiveCard { fault: Some("give-card-not-allowed"), ..give });
        let begin = AddCard {
            frame: self.outside("/sign-in/enrol/card"),
            place: AddPlace::SignIn,
            printable: None,
            others: Vec::new(),
            may_make: true,
            replaces: false,
            state: CodeState::Ask,
        };
        let waits =
            |number: &str, by_desk| CardWaits { number: number.to_owned(), until: NOW + 30 * DAY * SECOND, by_desk };
        let made = AddCard { printable: Some(waits("4711", false)), ..begin.clone() };
        let in_profile = AddCard {
            place: AddPlace::Profile { return_to: Some("/leden".to_owned()) },
            replaces: true,
            others: vec![waits("0815", false), waits("0042", true)],
            ..made.clone()
        };
        let late = AddCard { others: vec![waits("0042", true)], may_make: false, ..begin.clone() };
        self.add("add-card", &begin);
        self.add("add-card-made", &made);
        self.add("add-card-wrong", &AddCard { state: CodeState::Wrong { left: Some(4) }, ..made.clone() });
        self.add("add-card-short", &AddCard { state: CodeState::TooShort, ..made });
        self.add("add-card-profile", &in_profile);
        self.add("add-card-from-desk", &late);
    }
}

/// The mails about code cards.
pub(super) fn mails(to: &Letterhead, whence: &Whence) -> Vec<NamedMail> {
    let made = CardMade { to: to.clone(), by: "Fatima El Amrani".to_owned(), at: NOW };
    let runs_out = |left| CardRunsOut { to: to.clone(), left, whence: whence.clone() };
    let disabled = Disabled { to: to.clone(), what: DisabledWhat::CodeCard, whence: whence.clone() };
    let no_token = Disabled { what: DisabledWhat::Token, ..disabled.clone() };
    vec![
        ("mail-disabled-token", no_token.mail()),
        ("mail-card-made", made.mail()),
        ("mail-card-few", runs_out(10).mail()),
        ("mail-card-out", runs_out(0).mail()),
        ("mail-disabled-card", disabled.mail()),
    ]
}
