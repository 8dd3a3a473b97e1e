//! Pages that ask for a passkey, or add one.

use super::Collection;
use crate::pages::{AddPasskey, AddPlace, AddState, CodeState, PasskeyAsk, PasskeyFault, SecondFactor};

/// What a page asks of passkeys.
pub(super) fn asked(fault: Option<PasskeyFault>) -> PasskeyAsk {
    PasskeyAsk { options: r#"{"rpId":"inloggen.waterland.example","challenge":"AAAA"}"#.to_owned(), fault }
}

const FAULTS: [(&str, PasskeyFault); 8] = [
    ("add-passkey-no-answer", PasskeyFault::NoAnswer),
    ("add-passkey-expired", PasskeyFault::Expired),
    ("add-passkey-unknown", PasskeyFault::Unknown),
    ("add-passkey-known", PasskeyFault::Known),
    ("add-passkey-address", PasskeyFault::Address),
    ("add-passkey-not-verified", PasskeyFault::NotVerified),
    ("add-passkey-copied", PasskeyFault::Copied),
    ("add-passkey-wrong", PasskeyFault::Wrong),
];

impl Collection {
    /// The second step by something else than an app.
    pub(super) fn second_factor_otherwise(&mut self, ask: &SecondFactor, again: &SecondFactor, step_up: &SecondFactor) {
        self.second_factor_by_token(ask, &again.purpose);
        let any = SecondFactor { passkey: Some(asked(None)), ..ask.clone() };
        let key_only = SecondFactor { apps: Vec::new(), ..any.clone() };
        self.add("second-factor-passkey", &any);
        self.add("second-factor-passkey-alone", &key_only);
        let refused = Some(asked(Some(PasskeyFault::Unknown)));
        self.add("second-factor-passkey-refused", &SecondFactor { passkey: refused, ..any.clone() });
        self.add("second-factor-passkey-wait", &SecondFactor { state: CodeState::Disabled, ..any.clone() });
        self.add("second-factor-passkey-again", &SecondFactor { purpose: again.purpose.clone(), ..key_only.clone() });
        let step_up_by_key = SecondFactor { purpose: step_up.purpose.clone(), ..key_only.clone() };
        let for_cloud = SecondFactor { continues_to: Some("Cloud <b>".to_owned()), ..step_up_by_key.clone() };
        self.add("second-factor-passkey-step-up", &step_up_by_key);
        self.add("second-factor-passkey-step-up-for", &for_cloud);
    }

    pub(super) fn add_passkey(&mut self) {
        let passkey = AddPasskey {
            frame: self.outside("/sign-in/enrol/passkey"),
            place: AddPlace::SignIn,
            passkey: asked(None),
            label: "Passkey van Sanne".to_owned(),
            app_does: true,
            state: AddState::Ask,
        };
        let in_profile = |state, fault| AddPasskey {
            place: AddPlace::Profile { return_to: None },
            passkey: asked(fault),
            app_does: false,
            state,
            ..passkey.clone()
        };
        self.add("add-passkey", &passkey);
        self.add("add-passkey-nameless", &in_profile(AddState::NameMissing, None));
        self.add("add-passkey-name-long", &in_profile(AddState::NameTooLong { most: 40 }, None));
        self.add("add-passkey-name-taken", &in_profile(AddState::NameTaken, None));
        for (name, fault) in FAULTS {
            self.add(name, &in_profile(AddState::Ask, Some(fault)));
        }
    }
}
