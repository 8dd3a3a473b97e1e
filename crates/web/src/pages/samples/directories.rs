//! Directories that people are fetched from, in every state that matters.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::samples::admin::differences;
use crate::pages::{
    DirectoryTrial, EditDirectory, Input, InputGroup, InputKind, KnownDirectory, Place, SyncLine, SyncTold,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000091";

fn input(id: &str, label: &str, kind: InputKind) -> Input {
    Input { id: id.to_owned(), label: label.to_owned(), hint: Some(HOSTILE.to_owned()), kind }
}

/// Inputs of every kind.
fn groups() -> Vec<InputGroup> {
    let text = || format!("</textarea>{HOSTILE}");
    let all = vec![("nowhere".to_owned(), "Nowhere".to_owned()), ("member".to_owned(), HOSTILE.to_owned())];
    let inputs = vec![
        input("name", "Name", InputKind::Line(HOSTILE.to_owned())),
        input("passwords", "Passwords there", InputKind::Check(true)),
        input("start_tls", "StartTLS", InputKind::Check(false)),
        input("urls", "Addresses", InputKind::Code(HOSTILE.to_owned())),
        input("ca", "Certificate", InputKind::Lines(text())),
        input("password", "Password", InputKind::Password),
        input("every", "Minutes", InputKind::Number("60".to_owned())),
        input("groups", "Groups", InputKind::Choice("member".to_owned(), all)),
    ];
    let bare = Input { hint: None, ..input("path:mail", HOSTILE, InputKind::Code("mail".to_owned())) };
    vec![
        InputGroup { id: "g-general".to_owned(), title: "General".to_owned(), why: None, inputs },
        InputGroup {
            id: "g-mapping".to_owned(),
            title: HOSTILE.to_owned(),
            why: Some(HOSTILE.to_owned()),
            inputs: vec![bare],
        },
    ]
}

impl Collection {
    pub(super) fn directories(&mut self) {
        let line = |dry, state, why: Option<&str>| SyncLine {
            at: NOW - 60 * SECOND,
            dry,
            state,
            counts: "412 listed, 3 added".to_owned(),
            why: why.map(str::to_owned),
        };
        let told = |what: &str, refused| SyncTold {
            who: HOSTILE.to_owned(),
            what: what.to_owned(),
            about: if refused { HOSTILE.to_owned() } else { String::new() },
            refused,
        };
        let known = KnownDirectory {
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            people: 412,
            groups: 1,
            next_sync: Some(NOW + DAY * SECOND),
            held: Some(40),
            syncs: vec![
                line(false, ("warn", "alert", "directory-state-held"), Some(HOSTILE)),
                line(true, ("ok", "check", "directory-state-done"), None),
                line(false, ("info", "clock", "directory-state-running"), None),
            ],
            told: vec![told("Comes in", false), told("Somebody else signs in so", true)],
            told_dry: true,
        };
        let edit = EditDirectory {
            frame: self.desk("/admin/settings/directories/ID", Place::Settings),
            known: Some(known.clone()),
            version: 2,
            shape: "active-directory".to_owned(),
            groups: groups(),
            faults: Vec::new(),
            conflict: Vec::new(),
            notice: None,
            trial: DirectoryTrial::None,
            may_edit: true,
        };
        self.add("directory", &edit);
        self.add("directory-saved", &EditDirectory { notice: Some(HOSTILE.to_owned()), ..edit.clone() });
        self.add("directory-read", &EditDirectory { may_edit: false, ..edit.clone() });
        self.add("directory-changed", &EditDirectory { conflict: differences(), ..edit.clone() });
        let quiet = KnownDirectory {
            next_sync: None,
            held: None,
            syncs: Vec::new(),
            told: Vec::new(),
            told_dry: false,
            ..known
        };
        self.add("directory-quiet", &EditDirectory { known: Some(quiet), ..edit.clone() });
        let new = EditDirectory { known: None, version: 0, shape: "general".to_owned(), ..edit.clone() };
        self.add("directory-new", &new);
        let faults = vec![
            ("name".to_owned(), HOSTILE.to_owned()),
            ("ca".to_owned(), HOSTILE.to_owned()),
            ("password".to_owned(), HOSTILE.to_owned()),
            ("path:mail".to_owned(), HOSTILE.to_owned()),
        ];
        self.add("directory-faults", &EditDirectory { faults, ..new.clone() });
        let trial = DirectoryTrial::Refused(HOSTILE.to_owned());
        self.add("directory-refused", &EditDirectory { trial, ..new.clone() });
        let samples = vec![(HOSTILE.to_owned(), vec![("Name".to_owned(), HOSTILE.to_owned())])];
        let trial = DirectoryTrial::Read { counts: "412 people, 1 group".to_owned(), samples };
        self.add("directory-tried", &EditDirectory { trial, ..new });
    }
}
