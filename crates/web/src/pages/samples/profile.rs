//! The pages of somebody signed in: home, My profile, confirmations.

use super::{Collection, DAY, DEADLINE, NOW, SECOND, sanne};
use domain::relying_party::Scopes;

use crate::pages::{
    Authenticator, Connected, Device, DeviceTerm, Devices, Easy, Home, HomeNotice, KindShown, Meter, Password,
    PasswordState, Place, Recovery, RemoveAuthenticator, RenameAuthenticator, RenameState, RenewCodes, SecondStep,
    Session, Sessions, SessionsNotice, SignOutEverywhere, Stay, TwoFactor, TwoFactorNotice,
};

impl Collection {
    pub(super) fn home(&mut self) {
        let on = Home {
            frame: self.inside("/", Place::Home),
            person: sanne(),
            notice: None,
            stay: Stay::Until(NOW + DAY * SECOND),
            idle: Some(2 * 3600),
            device: DeviceTerm::Until(NOW + 30 * DAY * SECOND),
            second_step: SecondStep::On { since: NOW - 267 * DAY * SECOND },
            card_left: None,
            check_up: None,
            reading: Vec::new(),
            put_away: 0,
            explain: self.explained(),
        };
        let enrolled = Home { notice: Some(HomeNotice::Enrolled), device: DeviceTerm::Always, ..on.clone() };
        let later = Home {
            notice: Some(HomeNotice::Postponed),
            stay: Stay::BrowserCloses { latest: NOW + 12 * 3600 * SECOND },
            idle: None,
            device: DeviceTerm::NoFactor,
            second_step: SecondStep::OffUntil { deadline: DEADLINE },
            reading: self.reading(),
            put_away: 1,
            ..on.clone()
        };
        let exempt = Home {
            notice: None,
            second_step: SecondStep::Exempt { until: Some(DEADLINE + 24 * DAY * SECOND) },
            ..later.clone()
        };
        let check_up = Home { check_up: Some(NOW - 31 * DAY * SECOND), ..on.clone() };
        let works = Home { notice: Some(HomeNotice::Works), ..on.clone() };
        let untrusted = Home { device: DeviceTerm::NextSignIn, ..on.clone() };
        let off = Home { notice: None, second_step: SecondStep::Off, explain: Vec::new(), ..later.clone() };
        let mut inactive = off.clone();
        inactive.frame.two_factor = false;
        inactive.second_step = SecondStep::NotOffered;
        let mut demo = on.clone();
        demo.frame.demo = true;
        self.add("home", &on);
        self.add("home-enrolled", &enrolled);
        self.add("home-check-up", &check_up);
        self.add("home-card-few", &Home { card_left: Some(10), ..on.clone() });
        self.add("home-card-out", &Home { card_left: Some(0), ..on.clone() });
        self.add("home-works", &works);
        self.add("home-later", &later);
        self.add("home-exempt", &exempt);
        self.add("home-untrusted", &untrusted);
        self.add("home-off", &off);
        self.add("home-inactive", &inactive);
        self.add("home-demo", &demo);
    }

    pub(super) fn two_factor(&mut self) {
        let phone = Authenticator {
            id: "a1".to_owned(),
            kind: KindShown::App,
            name: "Telefoon van Sanne".to_owned(),
            added: NOW - 267 * DAY * SECOND,
            used: Some(NOW - 10 * DAY * SECOND),
            disabled: false,
            removable: true,
        };
        let tablet = Authenticator {
            id: "a2".to_owned(),
            kind: KindShown::App,
            name: "Tablet".to_owned(),
            used: None,
            disabled: true,
            ..phone.clone()
        };
        let key = |name: &str, kind| Authenticator {
            id: "a3".to_owned(),
            name: name.to_owned(),
            kind,
            disabled: false,
            ..phone.clone()
        };
        let keys = [
            key("iPhone van Sanne", KindShown::PasskeyCopied),
            key("Laptop", KindShown::PasskeyToCopy),
            key("YubiKey <sleutelbos>", KindShown::PasskeyBound),
            key("Codekaart 4711", KindShown::Card { left: 43 }),
            key("Oude kaart", KindShown::Card { left: 0 }),
            key("Token", KindShown::Other),
        ];
        let on = TwoFactor {
            frame: self.inside("/profile/two-factor", Place::TwoFactor),
            notice: None,
            second_step: SecondStep::On { since: phone.added },
            explain: self.explained(),
            authenticators: vec![phone.clone(), tablet],
            recovery: Some(Recovery { left: 8, total: 10, made: Some(phone.added) }),
            card_left: None,
            card_does: true,
            return_to: None,
            token_does: false,
        };
        let tokens = TwoFactor { token_does: true, ..on.clone() };
        self.add(
            "two-factor-token",
            &TwoFactor { authenticators: vec![key("2600135", KindShown::Token)], ..tokens.clone() },
        );
        self.add("two-factor-token-first", &TwoFactor { authenticators: Vec::new(), recovery: None, ..tokens });
        let with = |notice| TwoFactor { notice: Some(notice), ..on.clone() };
        self.add("two-factor-card-few", &TwoFactor { card_left: Some(1), ..on.clone() });
        let added = with(TwoFactorNotice::Added("Tablet".to_owned()));
        let removed = with(TwoFactorNotice::Removed("<Oude> telefoon".to_owned()));
        let renamed = with(TwoFactorNotice::Renamed("Werktelefoon".to_owned()));
        self.add("two-factor-token-right", &with(TwoFactorNotice::TokenRight("<2600135>".to_owned())));
        let renewed = with(TwoFactorNotice::CodesRenewed);
        let recovered = with(TwoFactorNotice::SignedInWithRecoveryCode);
        let last = TwoFactor {
            authenticators: vec![Authenticator { removable: false, ..phone }],
            recovery: Some(Recovery { left: 2, total: 10, made: Some(NOW) }),
            ..with(TwoFactorNotice::LastOneStays)
        };
        let asked = with(TwoFactorNotice::ApplicationAsks("wiki.<b>.example".to_owned()));
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
        self.add("two-factor-passkeys", &TwoFactor { authenticators: keys.to_vec(), ..on.clone() });
        self.add("two-factor", &on);
        self.add("two-factor-added", &added);
        self.add("two-factor-removed", &removed);
        self.add("two-factor-asked", &asked);
        self.add("two-factor-renamed", &renamed);
        self.add("two-factor-renewed", &renewed);
        self.add("two-factor-recovered", &recovered);
        self.add("two-factor-last", &last);
        self.add("two-factor-off", &off);
        self.add("two-factor-term", &term);
        self.add("two-factor-exempt", &exempt);
        self.add("two-factor-not-offered", &not_offered);
    }

    pub(super) fn devices_and_sessions(&mut self) {
        let here = Device {
            id: "d1".to_owned(),
            browser: "Firefox, macOS".to_owned(),
            platform: None,
            address: "192.0.2.14".to_owned(),
            used: NOW,
            until: Some(NOW + 20 * DAY * SECOND),
            here: true,
        };
        let there = Device {
            id: "d2".to_owned(),
            browser: "Safari, iPhone".to_owned(),
            platform: Some("CRM <b>".to_owned()),
            address: "2001:db8:85a3:8d3:1319:8a2e:370:7348".to_owned(),
            used: NOW - DAY * SECOND,
            until: None,
            here: false,
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
            platform: None,
            address: "192.0.2.14".to_owned(),
            since: NOW - 3600 * SECOND,
            used: NOW,
            here: true,
        };
        let other = Session {
            id: "s2".to_owned(),
            browser: "Edge, Windows".to_owned(),
            platform: Some("CRM <b>".to_owned()),
            address: "203.0.113.52".to_owned(),
            since: NOW - 5 * DAY * SECOND,
            used: NOW - DAY * SECOND,
            here: false,
        };
        let sessions = Sessions {
            frame: self.inside("/profile/sessions", Place::Sessions),
            notice: None,
            sessions: vec![session.clone(), other],
            connected: vec![Connected {
                id: "a1".to_owned(),
                name: "Cloud <b>".to_owned(),
                given: Scopes::known_in("openid profile email"),
                since: NOW - DAY * SECOND,
            }],
        };
        let one_ended = Sessions { notice: Some(SessionsNotice::OneEnded), ..sessions.clone() };
        let disconnected = Sessions { notice: Some(SessionsNotice::Disconnected), ..sessions.clone() };
        let alone = Sessions {
            notice: Some(SessionsNotice::OthersEnded),
            sessions: vec![session],
            connected: Vec::new(),
            ..sessions.clone()
        };
        self.add("devices", &devices);
        self.add("devices-none", &none);
        self.add("devices-never", &never);
        self.add("sessions", &sessions);
        self.add("sessions-one-ended", &one_ended);
        self.add("sessions-disconnected", &disconnected);
        self.add("sessions-alone", &alone);
    }

    pub(super) fn password(&mut self) {
        let ask = Password {
            frame: self.inside("/profile/password", Place::Password),
            username: "s.dewit".to_owned(),
            shortest: 12,
            state: PasswordState::Ask,
            meter: None,
            elsewhere: None,
        };
        let with = |state| Password { state, ..ask.clone() };
        let weak = |state| Password { state, meter: Some(Meter::Weak), ..ask.clone() };
        let strong = |state, meter| Password { state, meter: Some(meter), ..ask.clone() };
        let there = Password { elsewhere: Some("Active Directory <b>".to_owned()), ..ask.clone() };
        let states = [
            ("password-elsewhere", there),
            ("password-changed", strong(PasswordState::Changed, Meter::Strong)),
            ("password-fair", strong(PasswordState::WouldDo, Meter::Fair)),
            ("password-good", strong(PasswordState::WouldDo, Meter::Good)),
            ("password-wrong", with(PasswordState::WrongCurrent)),
            ("password-short", weak(PasswordState::TooShort)),
            ("password-long", with(PasswordState::TooLong)),
            ("password-common", weak(PasswordState::Common)),
            ("password-easy", weak(PasswordState::TooEasy(Easy::Word))),
            ("password-keys", weak(PasswordState::TooEasy(Easy::Keys))),
            ("password-repeat", weak(PasswordState::TooEasy(Easy::Repeat))),
            ("password-row", weak(PasswordState::TooEasy(Easy::Row))),
            ("password-date", weak(PasswordState::TooEasy(Easy::Date))),
            ("password-word", weak(PasswordState::OwnWords)),
            ("password-same", with(PasswordState::Same)),
            ("password-wait", with(PasswordState::Wait { until: NOW + 120 * SECOND })),
        ];
        let mut inactive = ask.clone();
        inactive.frame.two_factor = false;
        self.add("password", &ask);
        self.add("password-inactive", &inactive);
        for (name, page) in &states {
            self.add(name, page);
        }
    }

    pub(super) fn confirmations(&mut self) {
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
        let renew = RenewCodes { frame, left: 8, wait: None };
        let renew_none = RenewCodes { left: 0, ..renew.clone() };
        let renew_wait = RenewCodes { left: 10, wait: Some(NOW + 3600 * SECOND), ..renew.clone() };
        let frame = self.inside("/profile/sessions/end-all", Place::Sessions);
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
        self.add("renew-codes-wait", &renew_wait);
        self.add("sign-out-everywhere", &everywhere);
        self.add("sign-out-everywhere-alone", &nowhere);
    }
}
