//! Applications behind the sign-in, in every state that matters.

use super::{Collection, relying_parties};
use crate::pages::{
    ApplicationLine, ApplicationProxy, Applications, ApplicationsNotice, AskPlain, Difference, EditApplication, Frame,
    Place, PlainAct, ProxyText, RuleRow, Tick, Trial,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000061";

impl Collection {
    pub(super) fn applications(&mut self) {
        let frame = self.desk("/admin/applications", Place::Applications);
        let says = |path: &str, who: &str, proof: Option<&str>| {
            let (path, who) = (path.to_owned(), frame.say(who));
            let Some(proof) = proof else {
                return frame.with("application-says").arg("path", path).arg("who", who).to_string();
            };
            let said = frame.with("application-says-proof").arg("path", path).arg("who", who);
            said.arg("proof", frame.say(proof)).to_string()
        };
        let all = frame.say("application-all-pages");
        let line = |name: &str, addresses: &[&str], says: Vec<String>| ApplicationLine {
            id: ID.to_owned(),
            name: name.to_owned(),
            addresses: addresses.iter().map(|&one| one.to_owned()).collect(),
            says,
        };
        let list = Applications {
            frame: frame.clone(),
            notice: ApplicationsNotice::None,
            applications: vec![
                line(HOSTILE, &["https://forum.waterland.example"], vec![says(&all, "application-who-everyone", None)]),
                line(
                    "Wiki",
                    &["https://wiki.waterland.example", "https://www.waterland.example/wiki"],
                    vec![
                        says(&all, "application-who-everyone", Some("application-proof-factor")),
                        says("/admin", "application-who-nobody", None),
                        says("/api", "application-who-anyone", None),
                    ],
                ),
            ],
            parties: relying_parties::lines(&frame),
            parties_have_room: true,
            settings: vec!["https://intranet.waterland.example/".to_owned()],
            may_edit: true,
            has_room: true,
            lacks: Vec::new(),
            trial: Some(Trial::default()),
        };
        self.add("applications", &list);
        let tried = |key: &str, opens| {
            Some(Trial {
                address: "https://wiki.waterland.example/admin".to_owned(),
                person: "j.bakker".to_owned(),
                says: vec![frame.say(key)],
                opens,
            })
        };
        let trial = tried("application-trial-anyone", true);
        let notice = ApplicationsNotice::Saved(HOSTILE.to_owned());
        self.add("applications-tried", &Applications { notice, trial, ..list.clone() });
        let trial = tried("application-trial-two-ways", false);
        let notice = ApplicationsNotice::Removed(HOSTILE.to_owned());
        let lacks = vec!["applications-lack-domain", "applications-lack-proxies"];
        let refused = Applications { trial, notice, lacks, has_room: false, parties_have_room: false, ..list.clone() };
        self.add("applications-refused", &refused);
        let none = Applications {
            applications: Vec::new(),
            parties: Vec::new(),
            settings: Vec::new(),
            trial: None,
            may_edit: false,
            ..list
        };
        self.add("applications-none", &none);

        self.one_application(&frame);
    }

    fn one_application(&mut self, frame: &Frame) {
        let edit = self.edit_application();
        self.add("application", &edit);
        self.add("application-read", &EditApplication { may_edit: false, ..edit.clone() });
        let new = EditApplication { id: None, known_as: None, version: 0, domain: None, ..edit.clone() };
        self.add("application-new", &EditApplication { name: String::new(), addresses: String::new(), ..new.clone() });
        let typed = |key: &'static str| frame.with(key).arg("typed", HOSTILE).to_string();
        let told = vec![
            ("name".to_owned(), frame.say("application-name-taken")),
            ("addresses".to_owned(), typed("application-address-outside")),
            ("rules".to_owned(), typed("application-path-wrong")),
        ];
        self.add("application-faults", &EditApplication { told, name: HOSTILE.to_owned(), ..new });
        let conflict = vec![Difference {
            key: "application-addresses",
            now: "https://wiki.waterland.example".to_owned(),
            typed: HOSTILE.to_owned(),
        }];
        self.add("application-conflict", &EditApplication { conflict, ..edit });
        let proxy = ApplicationProxy {
            frame: frame.clone(),
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            lacks: vec!["applications-lack-domain", "applications-lack-proxies"],
            proxies: vec![
                ProxyText { name: "nginx", files: vec![(None, "server {\n    listen 443 ssl;\n}\n".to_owned())] },
                ProxyText {
                    name: "Apache",
                    files: vec![
                        (None, "<VirtualHost *:443>\n</VirtualHost>\n".to_owned()),
                        (Some("/etc/apache2/tweestap.lua"), "local host = \"id.waterland.example\"\n".to_owned()),
                    ],
                },
            ],
        };
        self.add("application-proxy", &proxy);
        let remove = AskPlain {
            frame: frame.clone(),
            act: PlainAct::RemoveApplication,
            name: HOSTILE.to_owned(),
            action: format!("/admin/applications/{ID}/remove"),
            back: format!("/admin/applications/{ID}"),
            view: String::new(),
            version: 2,
            holds: String::new(),
        };
        self.add("application-remove", &remove);
    }

    fn edit_application(&self) -> EditApplication {
        let frame = self.desk("/admin/applications", Place::Applications);
        let tick = |value: &str, name: String, chosen: &str| Tick {
            value: value.to_owned(),
            name,
            hint: None,
            on: value == chosen,
            disabled: false,
        };
        let row = |path: &str, opens: &str, proof: &str| RuleRow {
            path: path.to_owned(),
            opens: vec![
                tick("everyone", frame.say("application-who-everyone"), opens),
                tick("anyone", frame.say("application-who-anyone"), opens),
                tick("nobody", frame.say("application-who-nobody"), opens),
                tick(ID, frame.with("application-who-selection").arg("name", HOSTILE).to_string(), opens),
            ],
            proof: vec![
                tick("none", frame.say("application-proof-none"), proof),
                tick("300", frame.say("application-proof-300"), proof),
            ],
        };
        EditApplication {
            frame: frame.clone(),
            id: Some(ID.to_owned()),
            known_as: Some("Wiki".to_owned()),
            version: 2,
            name: "Wiki".to_owned(),
            addresses: "https://wiki.waterland.example\nhttps://www.waterland.example/wiki".to_owned(),
            domain: Some("waterland.example".to_owned()),
            answering: vec![
                tick("usual", frame.say("application-answering-usual"), "usual"),
                tick("status", frame.say("application-answering-status"), "usual"),
            ],
            rules: vec![row("", "everyone", "none"), row("/admin", ID, "300"), row("", "everyone", "none")],
            told: Vec::new(),
            conflict: Vec::new(),
            may_edit: true,
        }
    }
}
