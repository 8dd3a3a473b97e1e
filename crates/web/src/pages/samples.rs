//! Every page in every state that matters, filled with believable values: for the tests, for `examples/samples.rs`
//! and for whoever wants to see what a page is given.

use askama::Template;
use jiff::tz::TimeZone;

use super::{
    AddApp, AddPlace, AddState, Ask, Authenticator, CodeState, CodesRenewed, ConfirmPassword, Demand, DemoAccount,
    DemoClock, DemoMail, DemoMailbox, DemoPhone, DemoStart, Device, DeviceTerm, Devices, EnrolmentCode, FactorAdded,
    FactorRemoved, Frame, Home, HomeNotice, LaterChoice, Letterhead, Locked, Mail, MailProof, MailRow, NewRecoveryCode,
    Offer, Password, PasswordChanged, PasswordProofState, PasswordState, Person, PhoneEntry, Place, Problem,
    ProblemKind, Proof, ProofState, Purpose, Recovery, RecoveryCode, RecoveryCodeUsed, RecoveryCodes, RecoveryState,
    Remember, RemoveAuthenticator, RenameAuthenticator, RenameState, RenewCodes, SecondFactor, SecondStep, Session,
    Sessions, SessionsNotice, SignIn, SignInNotice, SignInState, SignOutEverywhere, Stay, SwitchedOff, TwoFactor,
    TwoFactorNotice, Whence, WrongFactor,
};
use crate::words::{Calendar, Words};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;
/// 24 November 2026, 09:12 in Amsterdam.
const NOW: i64 = 1_795_507_920 * SECOND;
/// 8 December 2026, 00:00 in Amsterdam.
const DEADLINE: i64 = 1_796_684_400 * SECOND;
const QR: &str = include_str!("sample_qr.svg");

/// One page, rendered.
#[derive(Debug)]
pub struct Sample {
    /// For the name of a file.
    pub name: &'static str,
    /// The page, or why it could not be rendered.
    pub html: Result<String, askama::Error>,
}

/// One mail, rendered.
#[derive(Debug)]
pub struct MailSample {
    /// For the name of a file.
    pub name: &'static str,
    /// The mail, or why it could not be rendered.
    pub mail: Result<Mail, askama::Error>,
}

/// All pages in this language.
pub fn pages(words: Words) -> Vec<Sample> {
    let mut all = Collection { words, samples: Vec::new() };
    all.sign_in();
    all.second_factor();
    all.recovery();
    all.offers();
    all.proofs();
    all.apps();
    all.home();
    all.two_factor();
    all.devices_and_sessions();
    all.password();
    all.confirmations();
    all.problems();
    all.demo();
    all.samples
}

/// All mails in this language.
pub fn mails(words: Words) -> Vec<MailSample> {
    let to = Letterhead {
        calendar: Calendar { words, zone: zone(), now: NOW },
        organisation: "Vereniging Waterland".to_owned(),
        name: "Sanne de Wit".to_owned(),
        helpdesk: Some("0299 000 123".to_owned()),
        site: "https://inloggen.waterland.example".to_owned(),
    };
    let unreachable = Letterhead { helpdesk: None, ..to.clone() };
    let whence =
        Whence { at: NOW, browser: Some("Firefox, Windows".to_owned()), address: Some("192.0.2.14".to_owned()) };
    let phone = "Telefoon van Sanne".to_owned();
    let code = EnrolmentCode {
        to: to.clone(),
        code: "428 916".to_owned(),
        until: NOW + 1800 * SECOND,
        whence: whence.clone(),
    };
    let added = FactorAdded { to: to.clone(), authenticator: phone.clone(), whence: whence.clone() };
    let removed = FactorRemoved { to: to.clone(), authenticator: phone.clone(), last: true, whence: whence.clone() };
    let one_removed = FactorRemoved { last: false, to: unreachable, ..removed.clone() };
    let used = RecoveryCodeUsed { to: to.clone(), whence: whence.clone() };
    let renewed = CodesRenewed { to: to.clone(), whence: whence.clone() };
    let changed = PasswordChanged { to: to.clone(), whence: whence.clone() };
    let off = SwitchedOff { to: to.clone(), by: Some("Joris van den Berg".to_owned()), enrol_again: true, at: NOW };
    let off_by_server = SwitchedOff { by: None, enrol_again: false, ..off.clone() };
    let wrong = WrongFactor { to: to.clone(), whence: whence.clone() };
    let locked = Locked { to, authenticator: Some(phone), whence };
    let closed = Locked { authenticator: None, ..locked.clone() };
    [
        ("mail-enrolment-code", code.mail()),
        ("mail-factor-added", added.mail()),
        ("mail-factor-removed", removed.mail()),
        ("mail-factor-removed-others", one_removed.mail()),
        ("mail-recovery-code-used", used.mail()),
        ("mail-codes-renewed", renewed.mail()),
        ("mail-password-changed", changed.mail()),
        ("mail-switched-off", off.mail()),
        ("mail-switched-off-server", off_by_server.mail()),
        ("mail-wrong-factor", wrong.mail()),
        ("mail-locked-app", locked.mail()),
        ("mail-locked-devices", closed.mail()),
    ]
    .into_iter()
    .map(|(name, mail)| MailSample { name, mail })
    .collect()
}

struct Collection {
    words: Words,
    samples: Vec<Sample>,
}

impl Collection {
    fn add(&mut self, name: &'static str, page: &impl Template) {
        self.samples.push(Sample { name, html: page.render() });
    }

    /// Before signing in.
    fn outside(&self, address: &str) -> Frame {
        Frame {
            address: address.to_owned(),
            csrf: "q0ZbE3mJ".to_owned(),
            helpdesk: Some("0299 000 123".to_owned()),
            ..Frame::plain(self.words, zone(), NOW, "Vereniging Waterland")
        }
    }

    /// Signed in.
    fn inside(&self, address: &str, place: Place) -> Frame {
        Frame { person: Some(sanne()), place, ..self.outside(address) }
    }

    fn explained(&self) -> Vec<String> {
        let sentence = if self.words.tag() == "nl" {
            "Je hebt tweestapsverificatie nodig vanaf 8 december 2026 door de regel ‘Backend-gebruikers’, omdat je in de selectie ‘Medewerkers met beheerrechten’ zit."
        } else {
            "You need two-step sign-in from 8 December 2026 by the rule ‘Backend users’, because you are in the selection ‘Staff with administration rights’."
        };
        vec![sentence.to_owned()]
    }

    fn sign_in(&mut self) {
        let plain = SignIn {
            frame: self.outside("/sign-in?return_to=%2Fleden"),
            name: String::new(),
            return_to: Some("/leden".to_owned()),
            application: Some("leden.waterland.example".to_owned()),
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
        let mut bare = SignIn { application: None, return_to: None, ..plain.clone() };
        bare.frame.two_factor = false;
        bare.frame.helpdesk = None;
        let mut demo = plain.clone();
        demo.frame.demo = true;
        self.add("sign-in", &plain);
        self.add("sign-in-wrong", &wrong);
        self.add("sign-in-wait", &wait);
        self.add("sign-in-busy", &busy);
        self.add("sign-in-expired", &expired);
        self.add("sign-in-signed-out", &signed_out);
        self.add("sign-in-ended", &ended);
        self.add("sign-in-password-changed", &changed);
        self.add("sign-in-inactive", &bare);
        self.add("sign-in-demo", &demo);
    }

    fn second_factor(&mut self) {
        let ask = SecondFactor {
            frame: self.outside("/sign-in/second-factor"),
            person: sanne(),
            purpose: Purpose::SignIn,
            action: "/sign-in/second-factor".to_owned(),
            return_to: Some("/leden".to_owned()),
            apps: vec!["Telefoon van Sanne".to_owned()],
            remember: Some(Remember { span: 30 * DAY, until: NOW + 30 * DAY * SECOND }),
            recovery: Some((8, 10)),
            state: CodeState::Ask,
        };
        let two = vec!["Telefoon van Sanne".to_owned(), "Tablet <thuis>".to_owned()];
        let with = |state| SecondFactor { state, ..ask.clone() };
        let wrong = with(CodeState::Wrong { left: 4 });
        let used = with(CodeState::AlreadyUsed { left: 1 });
        let short = with(CodeState::TooShort);
        let long = with(CodeState::TooLong);
        let letters = with(CodeState::NotDigits);
        let wait = with(CodeState::Wait { until: NOW + 30 * SECOND });
        let disabled = with(CodeState::Disabled);
        let closed = SecondFactor { recovery: None, ..with(CodeState::UnknownDeviceClosed) };
        let again = SecondFactor { purpose: Purpose::Again { every: 7 * DAY }, apps: two, ..ask.clone() };
        let step_up = SecondFactor {
            purpose: Purpose::StepUp { cancel: "/profile/two-factor".to_owned() },
            remember: None,
            recovery: None,
            ..ask.clone()
        };
        let password = ConfirmPassword {
            frame: self.outside("/profile/confirm"),
            person: sanne(),
            action: "/profile/confirm".to_owned(),
            cancel: "/profile/two-factor".to_owned(),
            return_to: Some("/profile/two-factor/add".to_owned()),
            state: PasswordProofState::Ask,
        };
        let password_wrong = ConfirmPassword { state: PasswordProofState::Wrong, ..password.clone() };
        let password_wait =
            ConfirmPassword { state: PasswordProofState::Wait { until: NOW + 60 * SECOND }, ..password.clone() };
        self.add("factor", &ask);
        self.add("factor-wrong", &wrong);
        self.add("factor-used", &used);
        self.add("factor-short", &short);
        self.add("factor-long", &long);
        self.add("factor-letters", &letters);
        self.add("factor-wait", &wait);
        self.add("factor-disabled", &disabled);
        self.add("factor-closed", &closed);
        self.add("factor-again", &again);
        self.add("factor-step-up", &step_up);
        self.add("confirm-password", &password);
        self.add("confirm-password-wrong", &password_wrong);
        self.add("confirm-password-wait", &password_wait);
    }

    fn recovery(&mut self) {
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
        let wrong = RecoveryCode { state: RecoveryState::Wrong { left: 0 }, ..ask.clone() };
        let shape = RecoveryCode { state: RecoveryState::NotACode, ..ask.clone() };
        let wait = RecoveryCode { state: RecoveryState::Wait { until: NOW + 3600 * SECOND }, ..ask.clone() };
        let fresh = NewRecoveryCode {
            frame: self.outside("/sign-in/recovery-code/new"),
            code: "7K3M-Q9XT-42HD-H2VP-6RWN".to_owned(),
            action: "/profile/two-factor".to_owned(),
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
        self.add("new-recovery-code", &fresh);
        self.add("recovery-codes", &codes);
    }

    fn offers(&mut self) {
        let optional = Offer {
            frame: self.outside("/sign-in/enrol"),
            person: sanne(),
            demand: Demand::Optional,
            ask: Ask::Every(30 * DAY),
            explain: Vec::new(),
            later: vec![LaterChoice::NextSignIn, LaterChoice::Day, LaterChoice::Week],
        };
        let optional_once = Offer { later: vec![LaterChoice::NextSignIn], ..optional.clone() };
        let deadline =
            Offer { demand: Demand::Deadline { at: DEADLINE }, explain: self.explained(), ..optional.clone() };
        let mut last_week = Offer { later: vec![LaterChoice::NextSignIn], ..deadline.clone() };
        last_week.frame.calendar.now = DEADLINE - SECOND;
        let duty = Offer { demand: Demand::Duty, ask: Ask::Always, later: Vec::new(), ..deadline.clone() };
        self.add("offer", &optional);
        self.add("offer-once", &optional_once);
        self.add("offer-deadline", &deadline);
        self.add("offer-last-week", &last_week);
        self.add("offer-duty", &duty);
    }

    fn proofs(&mut self) {
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
        let wrong = with(ProofState::WrongCode { left: 3 });
        let expired = with(ProofState::Expired);
        let wrong_pass = with(ProofState::WrongPass { left: 4 });
        let wait = with(ProofState::Wait { until: NOW + 900 * SECOND });
        let mail_wait = with(ProofState::MailWait { until: NOW + 1200 * SECOND });
        let only_pass = Proof { mail: None, ..first.clone() };
        let nothing = Proof { pass: false, ..only_pass.clone() };
        self.add("proof", &first);
        self.add("proof-sent", &typed);
        self.add("proof-sent-again", &again);
        self.add("proof-wrong", &wrong);
        self.add("proof-expired", &expired);
        self.add("proof-wrong-pass", &wrong_pass);
        self.add("proof-wait", &wait);
        self.add("proof-mail-wait", &mail_wait);
        self.add("proof-pass", &only_pass);
        self.add("proof-no-address", &nothing);
    }

    fn apps(&mut self) {
        let ask = AddApp {
            frame: self.outside("/sign-in/enrol/app"),
            place: AddPlace::SignIn,
            qr_svg: QR.to_owned(),
            key: "KQ4XZT2M7GHBRWEA5NVCLP3DYJ6SUF2O".to_owned(),
            uri: "otpauth://totp/Vereniging%20Waterland:s.dewit%40waterland.example?secret=KQ4XZT2M7GHBRWEA5NVCLP3DYJ6SUF2O&issuer=Vereniging%20Waterland&algorithm=SHA1&digits=6&period=30".to_owned(),
            account: "s.dewit@waterland.example".to_owned(),
            label: "Telefoon van Sanne".to_owned(),
            state: AddState::Ask,
        };
        let with = |state| AddApp { place: AddPlace::Profile, state, ..ask.clone() };
        let wrong = with(AddState::Code(CodeState::Wrong { left: 4 }));
        let nameless = AddApp { label: String::new(), ..with(AddState::NameMissing) };
        let long = with(AddState::NameTooLong { most: 60 });
        let taken = with(AddState::NameTaken);
        let renewed = with(AddState::NewKey);
        self.add("add-app", &ask);
        self.add("add-app-wrong", &wrong);
        self.add("add-app-nameless", &nameless);
        self.add("add-app-name-long", &long);
        self.add("add-app-name-taken", &taken);
        self.add("add-app-new-key", &renewed);
    }

    fn home(&mut self) {
        let on = Home {
            frame: self.inside("/", Place::Home),
            person: sanne(),
            notice: None,
            stay: Stay::Until(NOW + DAY * SECOND),
            idle: Some(2 * 3600),
            device: DeviceTerm::Until(NOW + 30 * DAY * SECOND),
            second_step: SecondStep::On { since: NOW - 267 * DAY * SECOND },
            explain: self.explained(),
        };
        let enrolled = Home { notice: Some(HomeNotice::Enrolled), device: DeviceTerm::Always, ..on.clone() };
        let later = Home {
            notice: Some(HomeNotice::Postponed),
            stay: Stay::BrowserCloses { latest: NOW + 12 * 3600 * SECOND },
            idle: None,
            device: DeviceTerm::NoFactor,
            second_step: SecondStep::OffUntil { deadline: DEADLINE },
            ..on.clone()
        };
        let exempt = Home {
            notice: None,
            second_step: SecondStep::Exempt { until: Some(DEADLINE + 24 * DAY * SECOND - SECOND) },
            ..later.clone()
        };
        let untrusted = Home { device: DeviceTerm::NextSignIn, ..on.clone() };
        let off = Home { notice: None, second_step: SecondStep::Off, explain: Vec::new(), ..later.clone() };
        let mut inactive = off.clone();
        inactive.frame.two_factor = false;
        inactive.second_step = SecondStep::NotOffered;
        let mut demo = on.clone();
        demo.frame.demo = true;
        self.add("home", &on);
        self.add("home-enrolled", &enrolled);
        self.add("home-later", &later);
        self.add("home-exempt", &exempt);
        self.add("home-untrusted", &untrusted);
        self.add("home-off", &off);
        self.add("home-inactive", &inactive);
        self.add("home-demo", &demo);
    }

    fn two_factor(&mut self) {
        let phone = Authenticator {
            id: "a1".to_owned(),
            name: "Telefoon van Sanne".to_owned(),
            added: NOW - 267 * DAY * SECOND,
            used: Some(NOW - 10 * DAY * SECOND),
            disabled: false,
            removable: true,
        };
        let tablet = Authenticator {
            id: "a2".to_owned(),
            name: "Tablet".to_owned(),
            used: None,
            disabled: true,
            ..phone.clone()
        };
        let on = TwoFactor {
            frame: self.inside("/profile/two-factor", Place::TwoFactor),
            notice: None,
            second_step: SecondStep::On { since: phone.added },
            explain: self.explained(),
            authenticators: vec![phone.clone(), tablet],
            recovery: Some(Recovery { left: 8, total: 10, made: phone.added }),
        };
        let with = |notice| TwoFactor { notice: Some(notice), ..on.clone() };
        let added = with(TwoFactorNotice::Added("Tablet".to_owned()));
        let removed = with(TwoFactorNotice::Removed("<Oude> telefoon".to_owned()));
        let renamed = with(TwoFactorNotice::Renamed("Werktelefoon".to_owned()));
        let renewed = with(TwoFactorNotice::CodesRenewed);
        let recovered = with(TwoFactorNotice::SignedInWithRecoveryCode);
        let last = TwoFactor {
            authenticators: vec![Authenticator { removable: false, ..phone }],
            recovery: Some(Recovery { left: 2, total: 10, made: NOW }),
            ..with(TwoFactorNotice::LastOneStays)
        };
        let off = TwoFactor {
            second_step: SecondStep::Off,
            explain: Vec::new(),
            authenticators: Vec::new(),
            recovery: None,
            ..on.clone()
        };
        let term = TwoFactor {
            second_step: SecondStep::OffUntil { deadline: DEADLINE },
            explain: self.explained(),
            ..off.clone()
        };
        let exempt = TwoFactor { second_step: SecondStep::Exempt { until: None }, ..off.clone() };
        let not_offered = TwoFactor { second_step: SecondStep::NotOffered, ..off.clone() };
        self.add("two-factor", &on);
        self.add("two-factor-added", &added);
        self.add("two-factor-removed", &removed);
        self.add("two-factor-renamed", &renamed);
        self.add("two-factor-renewed", &renewed);
        self.add("two-factor-recovered", &recovered);
        self.add("two-factor-last", &last);
        self.add("two-factor-off", &off);
        self.add("two-factor-term", &term);
        self.add("two-factor-exempt", &exempt);
        self.add("two-factor-not-offered", &not_offered);
    }

    fn devices_and_sessions(&mut self) {
        let here = Device {
            id: "d1".to_owned(),
            browser: "Firefox, macOS".to_owned(),
            address: "192.0.2.14".to_owned(),
            used: NOW,
            until: NOW + 20 * DAY * SECOND,
            here: true,
        };
        let there = Device {
            id: "d2".to_owned(),
            browser: "Safari, iPhone".to_owned(),
            address: "2001:db8:85a3:8d3:1319:8a2e:370:7348".to_owned(),
            used: NOW - DAY * SECOND,
            here: false,
            ..here.clone()
        };
        let devices = Devices {
            frame: self.inside("/profile/devices", Place::Devices),
            forgotten: false,
            devices: vec![here, there],
            possible: true,
        };
        let none = Devices { devices: Vec::new(), forgotten: true, ..devices.clone() };
        let never = Devices { possible: false, forgotten: false, ..none.clone() };
        let session = Session {
            id: "s1".to_owned(),
            browser: "Firefox, macOS".to_owned(),
            address: "192.0.2.14".to_owned(),
            since: NOW - 3600 * SECOND,
            used: NOW,
            here: true,
        };
        let other = Session {
            id: "s2".to_owned(),
            browser: "Edge, Windows".to_owned(),
            address: "203.0.113.52".to_owned(),
            since: NOW - 5 * DAY * SECOND,
            used: NOW - DAY * SECOND,
            here: false,
        };
        let sessions = Sessions {
            frame: self.inside("/profile/sessions", Place::Sessions),
            notice: None,
            sessions: vec![session.clone(), other],
        };
        let one_ended = Sessions { notice: Some(SessionsNotice::OneEnded), ..sessions.clone() };
        let alone = Sessions { notice: Some(SessionsNotice::OthersEnded), sessions: vec![session], ..sessions.clone() };
        self.add("devices", &devices);
        self.add("devices-none", &none);
        self.add("devices-never", &never);
        self.add("sessions", &sessions);
        self.add("sessions-one-ended", &one_ended);
        self.add("sessions-alone", &alone);
    }

    fn password(&mut self) {
        let ask = Password {
            frame: self.inside("/profile/password", Place::Password),
            username: "s.dewit".to_owned(),
            shortest: 12,
            state: PasswordState::Ask,
        };
        let with = |state| Password { state, ..ask.clone() };
        let states = [
            ("password-changed", with(PasswordState::Changed)),
            ("password-wrong", with(PasswordState::WrongCurrent)),
            ("password-short", with(PasswordState::TooShort)),
            ("password-long", with(PasswordState::TooLong { most: 256 })),
            ("password-easy", with(PasswordState::TooEasy)),
            ("password-word", with(PasswordState::HoldsWord("Waterland".to_owned()))),
            ("password-same", with(PasswordState::Same)),
            ("password-wait", with(PasswordState::Wait { until: NOW + 120 * SECOND })),
        ];
        self.add("password", &ask);
        for (name, page) in &states {
            self.add(name, page);
        }
    }

    fn confirmations(&mut self) {
        let frame = self.inside("/profile/two-factor/a1/remove", Place::TwoFactor);
        let remove = RemoveAuthenticator {
            frame: frame.clone(),
            id: "a1".to_owned(),
            name: "Telefoon van Sanne".to_owned(),
            last: false,
        };
        let remove_last = RemoveAuthenticator { last: true, ..remove.clone() };
        let rename = RenameAuthenticator {
            frame: frame.clone(),
            id: "a1".to_owned(),
            name: "Telefoon van Sanne".to_owned(),
            state: RenameState::Ask,
        };
        let with = |state| RenameAuthenticator { state, ..rename.clone() };
        let missing = with(RenameState::Missing);
        let long = with(RenameState::TooLong { most: 60 });
        let taken = with(RenameState::Taken);
        let renew = RenewCodes { frame: frame.clone(), left: 8 };
        let renew_none = RenewCodes { frame: frame.clone(), left: 0 };
        let everywhere = SignOutEverywhere { frame: frame.clone(), others: 2, devices: 1 };
        let nowhere = SignOutEverywhere { frame, others: 0, devices: 0 };
        self.add("remove", &remove);
        self.add("remove-last", &remove_last);
        self.add("rename", &rename);
        self.add("rename-missing", &missing);
        self.add("rename-long", &long);
        self.add("rename-taken", &taken);
        self.add("renew-codes", &renew);
        self.add("renew-codes-none", &renew_none);
        self.add("sign-out-everywhere", &everywhere);
        self.add("sign-out-everywhere-alone", &nowhere);
    }

    fn problems(&mut self) {
        let frame = self.outside("/sign-in");
        let kinds = [
            ("problem-form", ProblemKind::FormOutOfDate),
            ("problem-forbidden", ProblemKind::Forbidden),
            ("problem-missing", ProblemKind::NotFound),
            ("problem-large", ProblemKind::TooLarge),
            ("problem-wait", ProblemKind::Wait { until: NOW + 45 * SECOND }),
            ("problem-broken", ProblemKind::Broken { incident: "7F3K-92QD".to_owned() }),
            ("problem-away", ProblemKind::Unavailable),
        ];
        for (name, kind) in kinds {
            self.add(name, &Problem { frame: frame.clone(), kind, back: "/".to_owned() });
        }
    }

    fn demo(&mut self) {
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
            text: "Dag Sanne de Wit,\n\n428 916\n".to_owned(),
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
        };
        let no_entries = DemoPhone { entries: Vec::new(), ..phone.clone() };
        let nobody = DemoPhone { person: None, ..no_entries.clone() };
        let clock = DemoClock { frame: frame.clone(), ahead: 2 * DAY, deadline: DEADLINE };
        let real = DemoClock { frame, ahead: 0, deadline: DEADLINE };
        self.add("demo", &start);
        self.add("demo-mailbox", &mailbox);
        self.add("demo-mailbox-empty", &empty);
        self.add("demo-mail", &mail);
        self.add("demo-phone", &phone);
        self.add("demo-phone-empty", &no_entries);
        self.add("demo-phone-nobody", &nobody);
        self.add("demo-clock", &clock);
        self.add("demo-clock-real", &real);
    }
}

fn sanne() -> Person {
    Person::named("Sanne de Wit")
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}
