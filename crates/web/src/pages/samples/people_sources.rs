//! Systems from which people come in, in every state that matters.

use domain::people_source::SourceKind;

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::samples::admin::differences;
use crate::pages::{
    EditSource, Frame, KnownSource, PeopleSources, Place, RemoveSource, SourceField, SourceLine, SourceNotice,
    SourceShown, SourceTrial, SourceTrouble, SourcesNotice,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000081";
const BASE: &str = "https://inloggen.waterland.example/scim/v2";

impl Collection {
    pub(super) fn people_sources(&mut self) {
        let frame = self.desk("/admin/settings/sources", Place::Settings);
        let line = |name: &str, people, (last_used, former_until)| SourceLine {
            id: ID.to_owned(),
            kind: if people == 0 { SourceKind::Ldap } else { SourceKind::Scim },
            name: name.to_owned(),
            people,
            groups: people / 10,
            last_used,
            former_until,
        };
        let sources =
            vec![line(HOSTILE, 0, (None, None)), line("Entra ID", 412, (Some(NOW), Some(NOW + DAY * SECOND)))];
        let list = PeopleSources {
            frame: frame.clone(),
            notice: SourcesNotice::None,
            sources,
            may_edit: true,
            has_room: true,
        };
        self.add("sources", &list);
        self.add(
            "sources-saved",
            &PeopleSources { notice: SourcesNotice::Saved("Entra ID".to_owned()), ..list.clone() },
        );
        let notice = SourcesNotice::Removed(HOSTILE.to_owned());
        self.add("sources-removed", &PeopleSources { notice, has_room: false, ..list.clone() });
        self.add("sources-read", &PeopleSources { may_edit: false, ..list.clone() });
        self.add("sources-none", &PeopleSources { sources: Vec::new(), ..list });

        self.edited_people_source(&frame);
        let shown = SourceShown {
            frame: frame.clone(),
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            key: "twp_S8Qp3wYd0Zb1hQJ4r6tV9xK2mN5cF7gL8eA0uI3oP1s".to_owned(),
            base: BASE.to_owned(),
            former_until: None,
        };
        self.add("source-shown", &shown);
        self.add("source-renewed", &SourceShown { former_until: Some(NOW + DAY * SECOND), ..shown });
        let (id, name) = (ID.to_owned(), HOSTILE.to_owned());
        let remove = RemoveSource { frame, id, version: 2, name, directory: false, people: 412, changed: false };
        self.add("source-remove", &remove);
        self.add("source-remove-changed", &RemoveSource { directory: true, people: 0, changed: true, ..remove });
    }

    fn edited_people_source(&mut self, frame: &Frame) {
        let field = |word: &str, name: &str, path: &str| SourceField {
            word: word.to_owned(),
            name: name.to_owned(),
            path: path.to_owned(),
            needed: word == "user-name" || word == "display-name",
        };
        let known = KnownSource {
            id: ID.to_owned(),
            name: "Entra ID".to_owned(),
            people: 412,
            groups: 1,
            made: NOW - 90 * DAY * SECOND,
            last_used: Some(NOW - 60 * SECOND),
            former_until: Some(NOW + DAY * SECOND),
        };
        let edit = EditSource {
            frame: frame.clone(),
            known: Some(known.clone()),
            version: 2,
            name: "Entra ID".to_owned(),
            takes_over: true,
            blocks: true,
            fields: vec![
                field("user-name", &frame.say("column-user-name"), "userName"),
                field("display-name", &frame.say("column-name"), "displayName"),
                field("emails", &frame.say("edit-addresses"), "emails"),
                field("own:afdeling", HOSTILE, ""),
            ],
            faults: Vec::new(),
            conflict: Vec::new(),
            notice: SourceNotice::None,
            sample: format!("{{ \"userName\": \"</textarea>{HOSTILE}\" }}"),
            trial: SourceTrial::None,
            may_edit: true,
            base: BASE.to_owned(),
        };
        self.add("source", &edit);
        let unused = Some(KnownSource { last_used: None, former_until: None, ..known });
        let ended = EditSource { known: unused, notice: SourceNotice::FormerEnded, blocks: false, ..edit.clone() };
        self.add("source-former-ended", &ended);
        self.add("source-changed", &EditSource { conflict: differences(), ..edit.clone() });
        self.add("source-read", &EditSource { may_edit: false, ..edit.clone() });
        let values =
            vec![(frame.say("column-name"), "Sanne de Wit".to_owned()), (HOSTILE.to_owned(), HOSTILE.to_owned())];
        let trial = SourceTrial::Read { values, here_already: true };
        self.add("source-tried", &EditSource { trial, ..edit.clone() });
        let trial = SourceTrial::Refused(HOSTILE.to_owned());
        self.add("source-refused", &EditSource { trial, ..edit.clone() });
        let new = EditSource { known: None, version: 0, name: String::new(), takes_over: false, ..edit };
        self.add("source-new", &new);
        let own = || ("own:afdeling".to_owned(), HOSTILE.to_owned());
        for (name, faults) in [
            (
                "source-faults",
                vec![
                    SourceTrouble::Name,
                    SourceTrouble::Path(own().0, own().1),
                    SourceTrouble::Needed("user-name".to_owned(), frame.say("column-user-name")),
                    SourceTrouble::Emails,
                ],
            ),
            ("source-taken", vec![SourceTrouble::Taken]),
            ("source-many", vec![SourceTrouble::TooMany]),
        ] {
            self.add(name, &EditSource { faults, name: HOSTILE.to_owned(), ..new.clone() });
        }
    }
}
