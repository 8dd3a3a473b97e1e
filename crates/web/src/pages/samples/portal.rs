//! The pages before a session: signing in, enrolling, recovery codes.

use super::passkeys::asked;
use super::{Collection, DAY, DEADLINE, NOW, QR, SECOND, sanne};
use domain::relying_party::Scopes;

use crate::pages::{
    AddApp, AddPlace, AddState, Ask, BackToPlatform, CodeState, ConfirmPassword, Consent, Demand, EndSession,
    LaterChoice, MailProof, NewRecoveryCode, Offer, OrganisationFault, PassInstead, PassState, PasswordProofState,
    PasswordState, Proof, ProofState, Purpose, RecoveryCode, RecoveryCodes, RecoveryState, Remember, SecondFactor,
    SetUp, SignIn, SignInNotice, SignInState, TypedOrganisation, Went,
};

impl Collection {
    pub(super) fn sign_in(&mut self) {
        let plain = SignIn {
            frame: self.outside("/sign-in?return_to=%2Fleden"),
            name: String::new(),
            return_to: Some("/leden".to_owned()),
            application: Some("leden.waterland.example".to_owned()),
            passkey: Some(asked(None)),
            state: SignInState::Plain,
        };
        let with = |state| SignIn { name: "s.dewit@waterland.example".to_owned(), state, ..plain.clone() };
        let wrong = with(SignInState::Wrong);
        let wait = with(SignInState::Wait { until: NOW + 1800 * SECOND });
        let busy = with(SignInState::Busy);
        let notice = |notice| SignIn { application: None, state: SignInState::Notice(notice), ..plain.clone() };
        let expired = notice(SignInNotice::Expired);
        let signed_out = notice(SignInNotice::SignedOut);
        let ended = notice(SignInNotice::SessionEnded);
        let changed = notice(SignInNotice::PasswordChanged);
        let set_up = notice(SignInNotice::SetUp);
        let ticket_used = notice(SignInNotice::TicketUsed);
        let mut bare = SignIn { application: None, return_to: None, ..plain.clone() };
        bare.frame.two_factor = false;
        bare.passkey = None;
        bare.frame.helpdesk = None;
        let mut demo = plain.clone();
        demo.frame.demo = true;
        self.add("sign-in", &plain);
        self.add("sign-in-wrong", &wrong);
        self.add("sign-in-wait", &wait);
        self.add("sign-in-busy", &busy);
        self.add("sign-in-away", &with(SignInState::Away));
        self.add("sign-in-must-change", &with(SignInState::MustChange));
        self.add("sign-in-expired", &expired);
        self.add("sign-in-signed-out", &signed_out);
        self.add("sign-in-ticket-used", &ticket_used);
        self.add("sign-in-ended", &ended);
        self.add("sign-in-password-changed", &changed);
        self.add("sign-in-set-up", &set_up);
        self.add("sign-in-inactive", &bare);
        self.add("sign-in-demo", &demo);
    }

    pub(super) fn set_up(&mut self) {
        let mut frame = self.outside("/set-up?code=yo1nt");
        frame.two_factor = false;
        let plain = SetUp {
            frame,
            code: "yo1nt".to_owned(),
            shortest: 15,
            typed: TypedOrganisation {
                time_zone: "Europe/Amsterdam".to_owned(),
                language: "nl".to_owned(),
                ..TypedOrganisation::default()
            },
            faults: Vec::new(),
            password: None,
        };
        let all = [
            OrganisationFault::Name,
            OrganisationFault::TimeZone,
            OrganisationFault::FullName,
            OrganisationFault::UserName,
            OrganisationFault::Address,
        ];
        let wrong = SetUp { faults: all.to_vec(), password: Some(PasswordState::TooShort), ..plain.clone() };
        let weak = SetUp { password: Some(PasswordState::OwnWords), ..plain.clone() };
        self.add("set-up", &plain);
        self.add("set-up-wrong", &wrong);
        self.add("set-up-weak", &weak);
    }

    pub(super) fn second_factor(&mut self) {
        let ask = SecondFactor {
            frame: self.outside("/sign-in/second-factor"),
            continues_to: None,
            person: sanne(),
            purpose: Purpose::SignIn,
            action: "/sign-in/second-factor".to_owned(),
            return_to: Some("/leden".to_owned()),
            apps: vec!["Telefoon van Sanne".to_owned()],
            tokens: Vec::new(),
            passkey: None,
            card: None,
            remember: Some(Remember { span: 30 * DAY, until: NOW + 30 * DAY * SECOND }),
            recovery: Some((8, 10)),
            pass: false,
            emergency: false,
            state: CodeState::Ask,
        };
        let with = |state| SecondFactor { state, ..ask.clone() };
        let wrong = with(CodeState::Wrong { left: Some(4) });
        let used = with(CodeState::AlreadyUsed { left: None });
        let (short, long) = (with(CodeState::TooShort), with(CodeState::TooLong));
        let letters = with(CodeState::NotDigits);
        let wait = with(CodeState::Wait { until: NOW + 30 * SECOND });
        let disabled = with(CodeState::Disabled);
        let closed = SecondFactor { recovery: None, ..with(CodeState::UnknownDeviceClosed) };
        let on_platform = SecondFactor { continues_to: Some("CRM <b>".to_owned()), ..ask.clone() };
        let with_pass = SecondFactor { pass: true, ..ask.clone() };
        let mut again = SecondFactor { purpose: Purpose::Again { every: 7 * DAY }, ..ask.clone() };
        again.apps.push("Tablet <thuis>".to_owned());
        let step_up = SecondFactor {
            purpose: Purpose::StepUp { cancel: "/profile/two-factor".to_owned() },
            remember: None,
            recovery: None,
            ..ask.clone()
        };
        let check_up = SecondFactor {
            purpose: Purpose::CheckUp { last: NOW - 31 * DAY * SECOND },
            action: "/profile/check-up".to_owned(),
            remember: None,
            ..ask.clone()
        };
        let check_up_wrong = SecondFactor { state: CodeState::Wrong { left: Some(4) }, ..check_up.clone() };
        let check_up_disabled = SecondFactor { state: CodeState::Disabled, ..check_up.clone() };
        self.second_factor_by_card(&ask, &again, &step_up);
        self.second_factor_otherwise(&ask, &again, &step_up);
        let password = ConfirmPassword {
            frame: self.outside("/profile/confirm"),
            person: sanne(),
            continues_to: None,
            action: "/profile/confirm".to_owned(),
            cancel: Some("/profile/two-factor".to_owned()),
            return_to: Some("/profile/two-factor/add".to_owned()),
            state: PasswordProofState::Ask,
        };
        let password_for = ConfirmPassword { continues_to: Some("Cloud <b>".to_owned()), ..password.clone() };
        let password_duty = ConfirmPassword { cancel: None, ..password.clone() };
        let password_wrong = ConfirmPassword { state: PasswordProofState::Wrong, ..password.clone() };
        let password_wait =
            ConfirmPassword { state: PasswordProofState::Wait { until: NOW + 60 * SECOND }, ..password.clone() };
        let state = |state| ConfirmPassword { state, ..password.clone() };
        self.add("confirm-password-away", &state(PasswordProofState::Away));
        self.add("confirm-password-must-change", &state(PasswordProofState::MustChange));
        self.add("factor", &ask);
        self.add("factor-wrong", &wrong);
        self.add("factor-used", &used);
        self.add("factor-short", &short);
        self.add("factor-long", &long);
        self.add("factor-letters", &letters);
        self.add("factor-wait", &wait);
        self.add("factor-disabled", &disabled);
        self.add("factor-closed", &closed);
        self.add("factor-on-platform", &on_platform);
        self.add("factor-with-pass", &with_pass);
        self.add("factor-with-emergency", &SecondFactor { emergency: true, ..ask.clone() });
        self.add("factor-again", &again);
        self.add("factor-step-up", &step_up);
        self.add("factor-check-up", &check_up);
        self.add("factor-check-up-wrong", &check_up_wrong);
        self.add("factor-check-up-disabled", &check_up_disabled);
        let pass = PassInstead { frame: self.outside("/sign-in/pass"), person: sanne(), state: PassState::Ask };
        let pass_with = |state| PassInstead { state, ..pass.clone() };
        self.add("pass", &pass);
        self.add("pass-wrong", &pass_with(PassState::Wrong { left: Some(3) }));
        self.add("pass-wait", &pass_with(PassState::Wait { until: NOW + 30 * SECOND }));
        self.add("pass-closed", &pass_with(PassState::Closed));
        self.back();
        self.add("confirm-password", &password);
        self.add("confirm-password-for", &password_for);
        self.add("confirm-password-duty", &password_duty);
        self.add("confirm-password-wrong", &password_wrong);
        self.add("confirm-password-wait", &password_wait);
    }

    fn back(&mut self) {
        let back = |went| BackToPlatform {
            frame: self.outside("/sign-in/back"),
            platform: "CRM <b>".to_owned(),
            address: "https://crm.waterland.example/back?tweestap=x".to_owned(),
            went,
        };
        let (done, expired, cancelled) = (back(Went::Done), back(Went::Expired), back(Went::Cancelled));
        let signed_out = back(Went::SignedOut);
        self.add("back", &done);
        self.add("back-expired", &expired);
        self.add("back-cancelled", &cancelled);
        self.add("back-signed-out", &signed_out);
    }

    pub(super) fn applications_ask(&mut self) {
        let consent = Consent {
            frame: self.outside("/oidc/authorize"),
            person: sanne(),
            application: "Cloud <b>".to_owned(),
            scopes: Scopes::known_in("openid profile email groups offline_access"),
            days: Some(30),
            more: vec!["afdeling".to_owned()],
            request: "client_id=x&state=\"<b>".to_owned(),
        };
        let little = Consent { scopes: Scopes::known_in("openid"), days: None, more: Vec::new(), ..consent.clone() };
        let end = EndSession {
            frame: self.outside("/oidc/end-session"),
            person: sanne(),
            application: Some("Cloud <b>".to_owned()),
            request: "state=\"<b>".to_owned(),
        };
        let unnamed = EndSession { application: None, ..end.clone() };
        self.add("consent", &consent);
        self.add("consent-little", &little);
        self.add("end-session", &end);
        self.add("end-session-unnamed", &unnamed);
    }

    pub(super) fn recovery(&mut self) {
        let ask = RecoveryCode {
            frame: self.outside("/sign-in/recovery-code"),
            person: sanne(),
            action: "/sign-in/recovery-code".to_owned(),
            back: "/sign-in/second-factor".to_owned(),
            return_to: None,
            left: 8,
            total: 10,
            state: RecoveryState::Ask,
        };
        let wrong = RecoveryCode { state: RecoveryState::Wrong { left: Some(0) }, ..ask.clone() };
        let shape = RecoveryCode { state: RecoveryState::NotACode, ..ask.clone() };
        let wait = RecoveryCode { state: RecoveryState::Wait { until: NOW + 3600 * SECOND }, ..ask.clone() };
        let step_up = RecoveryCode {
            action: "/profile/confirm/recovery-code".to_owned(),
            back: "/profile/confirm".to_owned(),
            return_to: Some("/profile/two-factor/add".to_owned()),
            ..ask.clone()
        };
        let fresh = NewRecoveryCode {
            frame: self.outside("/sign-in/recovery-code/new"),
            code: "7K3M-Q9XT-42HD-H2VP-6RWN".to_owned(),
            action: "/profile/two-factor".to_owned(),
            onward: None,
        };
        let onward = NewRecoveryCode {
            onward: Some(("Cloud <b>".to_owned(), "/?return_to=%2Foidc%2Fauthorize".to_owned())),
            ..fresh.clone()
        };
        let codes = RecoveryCodes {
            frame: self.outside("/sign-in/enrol/codes"),
            account: "s.dewit@waterland.example".to_owned(),
            codes: [
                "7K3M-Q9XT-42HD-H2VP-6RWN",
                "8CJA-B9TD-3LXF-Y7KM-4QJC",
                "M8ZE-PW2R-X6WA-7NHK-D3VG",
                "P3RY-D5TB-9MXQ-9GEL-V2QM",
                "K6TF-T8CX-4KJP-R2NW-M5ZN",
                "H7RD-3YBE-2WFB-X9LV-G8PC",
                "Q2NW-7HKD-5TBX-W4ME-9RVP",
                "C3XF-L8ZJ-6QYA-T7NG-2KHB",
                "V9PM-4DWR-H3CE-8XQT-7NJF",
                "Y6GA-2LKB-M9VZ-5HPW-3TRD",
            ]
            .map(str::to_owned)
            .to_vec(),
            action: "/".to_owned(),
        };
        self.add("recovery-code", &ask);
        self.add("recovery-code-wrong", &wrong);
        self.add("recovery-code-shape", &shape);
        self.add("recovery-code-wait", &wait);
        self.add("recovery-code-step-up", &step_up);
        self.add("new-recovery-code", &fresh);
        self.add("new-recovery-code-onward", &onward);
        self.add("recovery-codes", &codes);
    }

    pub(super) fn offers(&mut self) {
        let optional = Offer {
            frame: self.outside("/sign-in/enrol"),
            continues_to: None,
            person: sanne(),
            demand: Demand::Optional,
            ask: Ask::Every(30 * DAY),
            explain: Vec::new(),
            later: vec![LaterChoice::NextSignIn, LaterChoice::Day, LaterChoice::Week],
            app_does: true,
            token_does: false,
            card_does: true,
        };
        self.add("offer-token", &Offer { token_does: true, ..optional.clone() });
        let on_platform = Offer { continues_to: Some("CRM <b>".to_owned()), ..optional.clone() };
        self.add("offer-on-platform", &on_platform);
        let optional_once = Offer { later: vec![LaterChoice::NextSignIn], ..optional.clone() };
        let deadline =
            Offer { demand: Demand::Deadline { at: DEADLINE }, explain: self.explained(), ..optional.clone() };
        let mut last_week = Offer { later: vec![LaterChoice::NextSignIn], ..deadline.clone() };
        last_week.frame.calendar.now = DEADLINE - SECOND;
        let duty = Offer { demand: Demand::Duty, ask: Ask::Always, later: Vec::new(), ..deadline.clone() };
        let strict = Offer { app_does: false, card_does: false, ..duty.clone() };
        self.add("offer-passkey", &strict);
        self.add("offer", &optional);
        self.add("offer-once", &optional_once);
        self.add("offer-deadline", &deadline);
        self.add("offer-last-week", &last_week);
        self.add("offer-duty", &duty);
    }

    pub(super) fn proofs(&mut self) {
        let mail = MailProof { masked: "s•••••@waterland.example".to_owned(), sent: None };
        let sent = MailProof { sent: Some((NOW - 60 * SECOND, NOW + 1740 * SECOND)), ..mail.clone() };
        let first = Proof {
            frame: self.outside("/sign-in/enrol/proof"),
            person: sanne(),
            mail: Some(mail),
            pass: true,
            state: ProofState::Ask,
        };
        let typed = Proof { mail: Some(sent), ..first.clone() };
        let with = |state| Proof { state, ..typed.clone() };
        let again = with(ProofState::SentAgain);
        let wrong = with(ProofState::WrongCode { left: Some(3) });
        let shape = with(ProofState::CodeShape);
        let wrong_pass = with(ProofState::WrongPass { left: Some(4) });
        let wait = with(ProofState::Wait { until: NOW + 900 * SECOND });
        let closed = with(ProofState::Closed);
        let mail_wait = with(ProofState::MailWait { until: NOW + 1200 * SECOND });
        let only_pass = Proof { mail: None, ..first.clone() };
        let nothing = Proof { pass: false, ..only_pass.clone() };
        self.add("proof", &first);
        self.add("proof-sent", &typed);
        self.add("proof-sent-again", &again);
        self.add("proof-wrong", &wrong);
        self.add("proof-shape", &shape);
        self.add("proof-wrong-pass", &wrong_pass);
        self.add("proof-wait", &wait);
        self.add("proof-closed", &closed);
        self.add("proof-mail-wait", &mail_wait);
        self.add("proof-pass", &only_pass);
        self.add("proof-no-address", &nothing);
    }

    pub(super) fn apps(&mut self) {
        let ask = AddApp {
            frame: self.outside("/sign-in/enrol/app"),
            place: AddPlace::SignIn,
            qr_svg: QR.to_owned(),
            key: "KQ4XZT2M7GHBRWEA5NVCLP3DYJ6SUF2O".to_owned(),
            uri: "otpauth://totp/Vereniging%20Waterland:s.dewit%40waterland.example?secret=KQ4XZT2M7GHBRWEA5NVCLP3DYJ6SUF2O&issuer=Vereniging%20Waterland&algorithm=SHA1&digits=6&period=30".to_owned(),
            account: "s.dewit@waterland.example".to_owned(),
            label: "Telefoon van Sanne".to_owned(),
            card_does: true,
            state: AddState::Ask,
        };
        let with = |state| AddApp { place: AddPlace::Profile { return_to: None }, state, ..ask.clone() };
        let wrong = with(AddState::Code(CodeState::Wrong { left: Some(4) }));
        let nameless = AddApp { label: String::new(), ..with(AddState::NameMissing) };
        let long = with(AddState::NameTooLong { most: 60 });
        let taken = with(AddState::NameTaken);
        let renewed = with(AddState::NewKey);
        self.add_passkey();
        self.add_card();
        self.add("add-app", &ask);
        self.add("add-app-wrong", &wrong);
        self.add("add-app-nameless", &nameless);
        self.add("add-app-name-long", &long);
        self.add("add-app-name-taken", &taken);
        self.add("add-app-new-key", &renewed);
    }
}
