//! Keys of the API, in every state that matters.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::samples::admin::{differences, tick};
use crate::pages::{
    ApiKeyLine, ApiKeyNotice, ApiKeyShown, ApiKeyTrouble, ApiKeys, ApiKeysNotice, EditApiKey, KnownApiKey, Place,
    RemoveApiKey, Tick,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000071";
const BASE: &str = "https://inloggen.waterland.example/api/v1";

impl Collection {
    pub(super) fn keys(&mut self) {
        let frame = self.desk("/admin/settings/keys", Place::Settings);
        let line = |name: &str, opens: &[&str], (last_used, former_until)| ApiKeyLine {
            id: ID.to_owned(),
            name: name.to_owned(),
            opens: opens.iter().map(|key| frame.say(key)).collect::<Vec<_>>().join(", "),
            last_used,
            former_until,
        };
        let keys = vec![
            line(HOSTILE, &["api-key-for-verify"], (None, None)),
            line("CRM", &["api-key-for-sign-in", "api-key-for-enrol"], (Some(NOW), Some(NOW + DAY * SECOND))),
        ];
        let list = ApiKeys { frame: frame.clone(), notice: ApiKeysNotice::None, keys, may_edit: true, has_room: true };
        self.add("keys", &list);
        self.add("keys-saved", &ApiKeys { notice: ApiKeysNotice::Saved("CRM".to_owned()), ..list.clone() });
        let notice = ApiKeysNotice::Removed(HOSTILE.to_owned());
        self.add("keys-removed", &ApiKeys { notice, has_room: false, ..list.clone() });
        self.add("keys-read", &ApiKeys { may_edit: false, ..list.clone() });
        self.add("keys-none", &ApiKeys { keys: Vec::new(), ..list });

        let scope = |word: &str, on| Tick {
            hint: Some(frame.say(&format!("api-key-scope-{word}-hint"))),
            ..tick(word, &frame.say(&format!("api-key-scope-{word}")), on)
        };
        let known = KnownApiKey {
            id: ID.to_owned(),
            name: "CRM".to_owned(),
            made: NOW - 90 * DAY * SECOND,
            last_used: Some(NOW - 60 * SECOND),
            former_until: Some(NOW + DAY * SECOND),
        };
        let edit = EditApiKey {
            frame: frame.clone(),
            known: Some(known.clone()),
            version: 2,
            name: "CRM".to_owned(),
            scopes: vec![scope("sign-in", true), scope("enrol", true), scope("verify", false)],
            addresses: "https://crm.waterland.example/signed-in".to_owned(),
            rate: "6000".to_owned(),
            faults: Vec::new(),
            conflict: Vec::new(),
            notice: ApiKeyNotice::None,
            may_edit: true,
            base: BASE.to_owned(),
        };
        self.add("key", &edit);
        let unused = Some(KnownApiKey { last_used: None, former_until: None, ..known });
        let ended = EditApiKey { known: unused, notice: ApiKeyNotice::FormerEnded, ..edit.clone() };
        self.add("key-former-ended", &ended);
        self.add("key-changed", &EditApiKey { conflict: differences(), ..edit.clone() });
        self.add("key-read", &EditApiKey { may_edit: false, ..edit.clone() });
        let new = EditApiKey { known: None, version: 0, name: String::new(), addresses: String::new(), ..edit };
        self.add("key-new", &new);
        for (name, faults) in [
            (
                "key-faults",
                vec![
                    ApiKeyTrouble::Name,
                    ApiKeyTrouble::NoScope,
                    ApiKeyTrouble::Address(HOSTILE.to_owned()),
                    ApiKeyTrouble::TooManyAddresses,
                    ApiKeyTrouble::Rate,
                ],
            ),
            ("key-taken", vec![ApiKeyTrouble::Taken]),
            ("key-many", vec![ApiKeyTrouble::TooMany, ApiKeyTrouble::EnrolAlone]),
        ] {
            let (name_typed, addresses) = (HOSTILE.to_owned(), format!("</textarea>{HOSTILE}"));
            self.add(name, &EditApiKey { faults, name: name_typed, addresses, ..new.clone() });
        }
        let shown = ApiKeyShown {
            frame: frame.clone(),
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            key: "twk_S8Qp3wYd0Zb1hQJ4r6tV9xK2mN5cF7gL8eA0uI3oP1s".to_owned(),
            base: BASE.to_owned(),
            former_until: None,
        };
        self.add("key-shown", &shown);
        self.add("key-renewed", &ApiKeyShown { former_until: Some(NOW + DAY * SECOND), ..shown });
        let remove = RemoveApiKey { frame, id: ID.to_owned(), version: 2, name: HOSTILE.to_owned(), changed: false };
        self.add("key-remove", &remove);
        self.add("key-remove-changed", &RemoveApiKey { changed: true, ..remove });
    }
}
