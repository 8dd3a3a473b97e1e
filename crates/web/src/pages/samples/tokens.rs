//! Hardware tokens, in every state that matters: taking one into use, giving one, and the stock.

use actions::hardware_token::{Moving, Period};

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    AddPlace, AddToken, CodeState, GiveToken, ImportTokens, Place, Purpose, SecondFactor, Tick, TokenLine, TokenPage,
    TokenStands, TokenState, Tokens, TokensIn,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000061";
const VIEW: &str = "0193e0f1-7c00-7000-8000-0000000000a1";

const FILE_FAULTS: [&str; 8] = [
    "tokens-file-empty",
    "tokens-file-not-text",
    "tokens-file-not-pskc",
    "tokens-file-too-many",
    "tokens-file-needs-password",
    "tokens-file-not-a-key",
    "tokens-file-wrong-password",
    "tokens-file-encryption",
];

const TOKEN_FAULTS: [&str; 10] = [
    "tokens-left-serial",
    "tokens-left-twice",
    "tokens-left-key",
    "tokens-left-key-length",
    "tokens-left-kind",
    "tokens-left-digits",
    "tokens-left-period",
    "tokens-left-algorithm",
    "tokens-left-counter",
    "tokens-left-mac",
];

const DESK_FAULTS: [(&str, &str, &str); 9] = [
    ("give-token-reasonless", "give-token-no-reason", "reason"),
    ("give-token-numberless", "token-no-serial", "serial"),
    ("give-token-unknown", "give-token-no-such", "serial"),
    ("give-token-held", "give-token-held-by", "serial"),
    ("give-token-lost", "give-token-lost", "serial"),
    ("give-token-refused", "give-token-not-allowed", "serial"),
    ("give-token-changed", "give-token-changed", "instead_of"),
    ("give-token-no-code", "token-no-code", "code"),
    ("give-token-wrong", "give-token-wrong", "code"),
];

fn tick(value: &str, name: &str, on: bool) -> Tick {
    Tick { value: value.to_owned(), name: name.to_owned(), hint: None, on, disabled: false }
}

impl Collection {
    pub(super) fn second_factor_by_token(&mut self, ask: &SecondFactor, again: &Purpose) {
        let token = SecondFactor { apps: Vec::new(), tokens: vec!["2600135 <b>".to_owned()], ..ask.clone() };
        self.add("second-factor-token", &token);
        self.add(
            "second-factor-token-wrong",
            &SecondFactor { state: CodeState::Wrong { left: Some(4) }, ..token.clone() },
        );
        let two = SecondFactor { tokens: vec!["2600135".to_owned(), HOSTILE.to_owned()], ..token.clone() };
        self.add("second-factor-tokens", &SecondFactor { purpose: again.clone(), ..two });
        self.add("second-factor-token-or-app", &SecondFactor { apps: ask.apps.clone(), ..token });
    }

    pub(super) fn tokens(&mut self) {
        let add = AddToken {
            frame: self.outside("/sign-in/enrol/token"),
            place: AddPlace::SignIn,
            serial: String::new(),
            state: TokenState::Ask,
        };
        self.add("add-token", &add);
        for (name, state) in [
            ("add-token-no-serial", TokenState::NoSerial),
            ("add-token-no-code", TokenState::Code(CodeState::NotDigits)),
            ("add-token-wrong", TokenState::Wrong),
            ("add-token-taken", TokenState::Taken { most: 40 }),
        ] {
            let place = AddPlace::Profile { return_to: Some("/leden".to_owned()) };
            self.add(name, &AddToken { place, serial: HOSTILE.to_owned(), state, ..add.clone() });
        }
        self.given_tokens();
        self.stock();
        self.imported_tokens();
    }

    fn given_tokens(&mut self) {
        let give = GiveToken {
            frame: self.desk("/admin/people", Place::People),
            name: HOSTILE.to_owned(),
            id: ID.to_owned(),
            view: VIEW.to_owned(),
            serial: String::new(),
            reason: String::new(),
            held: Vec::new(),
            fate: String::new(),
            fault: None,
        };
        self.add("give-token", &give);
        for (name, said, field) in DESK_FAULTS {
            let held = vec![tick(ID, HOSTILE, true), tick(VIEW, "2600136", false)];
            let (serial, reason) = (HOSTILE.to_owned(), HOSTILE.to_owned());
            let fate = "stock".to_owned();
            let wrong = GiveToken { serial, reason, held, fate, fault: Some((said, field)), ..give.clone() };
            self.add(name, &wrong);
        }
    }

    fn stock(&mut self) {
        let frame = self.desk("/admin/settings/tokens", Place::Settings);
        let line = |serial: &str, moving, stands| TokenLine {
            id: ID.to_owned(),
            serial: serial.to_owned(),
            model: "Acme OTP c200".to_owned(),
            moving,
            digits: 6,
            stands,
        };
        let held = |used| TokenStands::Held { by: HOSTILE.to_owned(), used };
        let tokens = vec![
            line("2600135000111", Some(Moving::Time(Period::Seconds30)), TokenStands::InStock),
            line("2600135000112", Some(Moving::Time(Period::Seconds60)), held(Some(NOW))),
            TokenLine { model: String::new(), ..line(HOSTILE, Some(Moving::Counter), held(None)) },
            line("2600135000113", None, TokenStands::Lost { at: NOW - DAY * SECOND }),
        ];
        let list = Tokens {
            frame: frame.clone(),
            notice: None,
            counts: (1, 2, 1),
            which: "all",
            text: String::new(),
            tokens: tokens.clone(),
            next: None,
            later: false,
            may_edit: true,
        };
        self.add("tokens", &list);
        for key in ["token-noted-stock", "token-noted-lost", "token-noted-removed"] {
            self.add(key, &Tokens { notice: Some((key, HOSTILE.to_owned())), ..list.clone() });
        }
        let next = Some("/admin/settings/tokens?which=held&q=26&after=2600135000113".to_owned());
        let (text, which) = ("26".to_owned(), "held");
        self.add("tokens-page", &Tokens { next, later: true, text, which, may_edit: false, ..list.clone() });
        self.add("tokens-nothing", &Tokens { tokens: Vec::new(), text: HOSTILE.to_owned(), ..list.clone() });
        self.add("tokens-none", &Tokens { tokens: Vec::new(), counts: (0, 0, 0), ..list });
        let names = ["token-in-stock", "token-used", "token-unused", "token-lost"];
        for (name, token) in names.into_iter().zip(tokens) {
            self.add(name, &TokenPage { frame: frame.clone(), token, imported: NOW, may_edit: name != "token-used" });
        }
    }

    fn imported_tokens(&mut self) {
        let frame = self.desk("/admin/settings/tokens", Place::Settings);
        let usual = ["usual-30", "usual-60", "usual-counter"].map(|key| tick(key, &frame.say(key), key == "usual-60"));
        let ask = ImportTokens { frame, usual: usual.to_vec(), fault: None, done: None };
        self.add("tokens-import", &ask);
        for fault in FILE_FAULTS {
            self.add(fault, &ImportTokens { fault: Some(fault), ..ask.clone() });
        }
        for (name, added, known, left) in [
            ("tokens-in", 25, 0, &[][..]),
            ("tokens-in-one", 1, 1, &TOKEN_FAULTS[..1]),
            ("tokens-left", 0, 3, &TOKEN_FAULTS),
        ] {
            let left = left.iter().enumerate().map(|(number, why)| (number + 2, HOSTILE.to_owned(), *why)).collect();
            let done = Some(TokensIn { added, known, left });
            self.add(name, &ImportTokens { done, ..ask.clone() });
        }
    }
}
