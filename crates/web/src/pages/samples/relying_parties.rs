//! Applications that sign in here, and the keys that sign what they are told, in every state that matters.

use super::admin::{differences, tick};
use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    AskPlain, ClaimRow, CopyView, EditRelyingParty, Frame, KnownRelyingParty, NewRelyingParty, Place, PlainAct,
    RelyingPartyLine, RelyingPartyShown, RelyingPartyTrial, SigningKeyLine, SigningKeys, Tick,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000081";
const SITE: &str = "https://inloggen.waterland.example";

/// Two of them for the list of applications.
pub(super) fn lines(frame: &Frame) -> Vec<RelyingPartyLine> {
    let line = |name: &str, second_factor, (last_used, former_until)| RelyingPartyLine {
        id: ID.to_owned(),
        name: name.to_owned(),
        who: frame.say("application-who-everyone"),
        second_factor,
        last_used,
        former_until,
    };
    vec![line(HOSTILE, false, (None, None)), line("Nextcloud", true, (Some(NOW), Some(NOW + DAY * SECOND)))]
}

fn copy(frame: &Frame) -> CopyView {
    CopyView {
        title: frame.with("party-copy-into").arg("name", "Nextcloud").to_string(),
        hint: frame.say("party-hint-nextcloud"),
        text: Some(format!("occ user_oidc:provider tweestap \\\n  --clientid=\"{ID}\" \\\n  --clientsecret=\"…\"")),
        fields: Vec::new(),
        endpoints: vec![
            (frame.say("party-client-id"), ID.to_owned()),
            (frame.say("party-issuer"), SITE.to_owned()),
            (frame.say("party-discovery"), format!("{SITE}/.well-known/openid-configuration")),
            (frame.say("party-token"), format!("{SITE}/oidc/token")),
        ],
    }
}

impl Collection {
    pub(super) fn relying_parties(&mut self) {
        let frame = self.desk("/admin/applications/sign-in/new", Place::Applications);
        let known = ["nextcloud", "wordpress", "moodle"].map(|word| tick(word, word, false));
        let start = NewRelyingParty {
            frame: frame.clone(),
            templates: known.into_iter().chain([tick("own", &frame.say("party-template-own"), true)]).collect(),
            address: String::new(),
            wrong: false,
        };
        self.add("party-choose", &start);
        self.add("party-choose-wrong", &NewRelyingParty { address: HOSTILE.to_owned(), wrong: true, ..start });
        self.one_relying_party(&frame);
        self.shown_relying_parties(&frame);
        self.signing_keys();
    }

    fn one_relying_party(&mut self, frame: &Frame) {
        let edit = edit(frame);
        self.add("party", &edit);
        self.add("party-former-ended", &EditRelyingParty { notice: Some("party-former-ended"), ..edit.clone() });
        self.add("party-read", &EditRelyingParty { may_edit: false, opened: true, ..edit.clone() });
        self.add("party-conflict", &EditRelyingParty { conflict: differences(), ..edit.clone() });
        let with = |trial: Option<RelyingPartyTrial>, has_secret| {
            let known = edit.known.clone().map(|known| KnownRelyingParty {
                trial,
                has_secret,
                last_used: None,
                former_until: None,
                copy: CopyView { text: None, fields: vec![("Client ID", ID.to_owned())], ..known.copy },
                ..known
            });
            EditRelyingParty { known, ..edit.clone() }
        };
        let tried = RelyingPartyTrial {
            person: HOSTILE.to_owned(),
            says: Some(frame.with("application-trial-enters").arg("person", HOSTILE).to_string()),
            opens: true,
            claims: Some(format!("{{\n  \"name\": \"{HOSTILE}\",\n  \"sub\": \"{ID}\"\n}}")),
        };
        self.add("party-tried", &with(Some(tried), true));
        let nobody = Some(frame.say("application-trial-no-person"));
        let refused = RelyingPartyTrial { person: "x".to_owned(), says: nobody, ..RelyingPartyTrial::default() };
        self.add("party-tried-nobody", &with(Some(refused), false));
        let new = EditRelyingParty { known: None, version: 0, ..edit };
        self.add("party-new", &new);
        let typed = |key: &'static str| frame.with(key).arg("typed", HOSTILE).to_string();
        let told = [
            ("name", frame.say("application-name-taken")),
            ("redirects", typed("party-address-wrong")),
            ("redirects", frame.say("party-many-addresses")),
            ("logouts", typed("party-address-wrong")),
            ("back-channel", frame.say("party-back-channel-wrong")),
            ("who", frame.say("application-no-selection")),
            ("days", frame.say("party-days-wrong")),
            ("claims", typed("party-claim-wrong")),
        ];
        let told = told.map(|(field, said)| (field.to_owned(), said)).to_vec();
        let redirects = format!("</textarea>{HOSTILE}");
        self.add("party-faults", &EditRelyingParty { told, redirects, opened: true, ..new });
    }

    fn shown_relying_parties(&mut self, frame: &Frame) {
        let shown = RelyingPartyShown {
            frame: frame.clone(),
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            secret: Some("tws_S8Qp3wYd0Zb1hQJ4r6tV9xK2mN5cF7gL8eA0uI3oP1s".to_owned()),
            former_until: None,
            copy: copy(frame),
        };
        self.add("party-shown", &shown);
        let renewed = RelyingPartyShown { former_until: Some(NOW + DAY * SECOND), ..shown.clone() };
        self.add("party-renewed", &renewed);
        self.add("party-shown-plain", &RelyingPartyShown { secret: None, ..shown });
        let remove = AskPlain {
            frame: frame.clone(),
            act: PlainAct::RemoveRelyingParty,
            name: HOSTILE.to_owned(),
            action: format!("/admin/applications/sign-in/{ID}/remove"),
            back: format!("/admin/applications/sign-in/{ID}"),
            view: String::new(),
            version: 2,
            holds: String::new(),
        };
        self.add("party-remove", &remove);
    }

    fn signing_keys(&mut self) {
        let frame = self.desk("/admin/applications/signing-keys", Place::Applications);
        let line = |algorithm, is_shown| SigningKeyLine {
            algorithm,
            id: ID.to_owned(),
            since: NOW - 30 * DAY * SECOND,
            next: NOW + 61 * DAY * SECOND,
            is_shown,
        };
        let page = SigningKeys {
            frame: frame.clone(),
            notice: None,
            keys: vec![line("ES256", false), line("RS256", true)],
            may_edit: true,
        };
        self.add("signing-keys", &page);
        let renewed = SigningKeys { notice: Some("signing-keys-renewed"), ..page.clone() };
        self.add("signing-keys-renewed", &renewed);
        self.add("signing-keys-none", &SigningKeys { keys: Vec::new(), may_edit: false, ..page });
        let leaked = AskPlain {
            act: PlainAct::RenewSigningKeys,
            name: frame.say("signing-keys"),
            action: "/admin/applications/signing-keys/leaked".to_owned(),
            back: "/admin/applications/signing-keys".to_owned(),
            view: String::new(),
            version: 0,
            holds: String::new(),
            frame,
        };
        self.add("signing-keys-leaked", &leaked);
    }
}

fn edit(frame: &Frame) -> EditRelyingParty {
    let ticks = |all: &[(&str, &str)], chosen: &str| -> Vec<Tick> {
        all.iter().map(|(word, key)| tick(word, &frame.say(key), *word == chosen)).collect()
    };
    let from = [("user-name", "party-from-user-name"), ("groups", "party-from-groups")];
    let claim = |name: &str, chosen: &str| ClaimRow { name: name.to_owned(), from: ticks(&from, chosen) };
    let known = KnownRelyingParty {
        id: ID.to_owned(),
        name: "Nextcloud".to_owned(),
        made: NOW - 90 * DAY * SECOND,
        last_used: Some(NOW - 60 * SECOND),
        former_until: Some(NOW + DAY * SECOND),
        has_secret: true,
        copy: copy(frame),
        trial: Some(RelyingPartyTrial::default()),
    };
    EditRelyingParty {
        frame: frame.clone(),
        known: Some(known),
        template: "nextcloud",
        version: 2,
        name: "Nextcloud".to_owned(),
        redirects: "https://cloud.waterland.example/apps/user_oidc/code".to_owned(),
        logouts: "https://cloud.waterland.example/".to_owned(),
        back_channel: String::new(),
        who: ticks(&[("everyone", "application-who-everyone")], "everyone"),
        second_factor: true,
        max_age: ticks(&[("", "party-age-any"), ("300", "party-age-300")], ""),
        consent: ticks(&[("own", "party-consent-own"), ("ask", "party-consent-ask")], "own"),
        kind: ticks(&[("confidential", "party-kind-server"), ("public", "party-kind-public")], "confidential"),
        refresh: ticks(&[("never", "party-refresh-never"), ("days", "party-refresh-days")], "never"),
        days: "30".to_owned(),
        without_pkce: Tick {
            value: "1".to_owned(),
            name: frame.text("party-without-pkce").to_string(),
            hint: None,
            on: false,
            disabled: false,
        },
        algorithm: ticks(&[("ES256", "party-algorithm-es"), ("RS256", "party-algorithm-rs")], "ES256"),
        claims: vec![claim("roles", "groups"), claim("", "user-name")],
        opened: false,
        told: Vec::new(),
        conflict: Vec::new(),
        notice: None,
        may_edit: true,
    }
}
