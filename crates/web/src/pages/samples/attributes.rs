//! Attributes of the organisation's own, in every state that matters.

use super::Collection;
use crate::pages::{
    AttributeLine, AttributeTrouble, Attributes, AttributesNotice, Difference, EditAttribute, Place, RemoveAttribute,
    Tick,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";

impl Collection {
    pub(super) fn attributes(&mut self) {
        let frame = self.desk("/admin/settings/attributes", Place::Settings);
        let line = |key: &str, name: &str, (kind, choices): (&str, &str)| AttributeLine {
            key: key.to_owned(),
            name: name.to_owned(),
            kind: frame.say(kind),
            choices: choices.to_owned(),
        };
        let attributes = vec![
            line("department", "Afdeling", ("attribute-kind-choice", "Kantoor, Buitendienst, Bestuur")),
            line("hours", HOSTILE, ("attribute-kind-number", "")),
            line("contract-ends", "Einde contract", ("attribute-kind-date", "")),
        ];
        let list = Attributes { frame: frame.clone(), notice: None, attributes, may_edit: true, has_room: true };
        self.add("attributes", &list);
        let saved = Some(AttributesNotice::Saved(HOSTILE.to_owned()));
        self.add("attributes-saved", &Attributes { notice: saved, ..list.clone() });
        let removed = Some(AttributesNotice::Removed("Afdeling".to_owned()));
        self.add("attributes-removed", &Attributes { notice: removed, has_room: false, ..list.clone() });
        self.add("attributes-none", &Attributes { attributes: Vec::new(), may_edit: false, ..list });

        let kinds =
            [("text", "text"), ("number", "number"), ("date", "date"), ("yes-no", "yes-no"), ("choice", "choice")];
        let tick = |(value, key): (&str, &str)| Tick {
            value: value.to_owned(),
            name: frame.say(&format!("attribute-kind-{key}")),
            hint: None,
            on: value == "choice",
            disabled: false,
        };
        let edit = EditAttribute {
            frame: frame.clone(),
            known_as: Some("Afdeling".to_owned()),
            key: "department".to_owned(),
            version: 3,
            name: "Afdeling".to_owned(),
            kinds: kinds.into_iter().map(tick).collect(),
            has_choices: true,
            choices: "Kantoor\nBuitendienst\nBestuur".to_owned(),
            position: "2".to_owned(),
            faults: Vec::new(),
            conflict: Vec::new(),
            used_by: vec!["Buitendienst".to_owned(), HOSTILE.to_owned()],
            may_edit: true,
        };
        self.add("attribute-edit", &edit);
        self.add("attribute-shown", &EditAttribute { may_edit: false, used_by: Vec::new(), ..edit.clone() });
        let in_use = vec![AttributeTrouble::ChoiceInUse(HOSTILE.to_owned(), 12), AttributeTrouble::Kind];
        self.add("attribute-choice-in-use", &EditAttribute { faults: in_use, ..edit.clone() });
        let conflict = vec![Difference { key: "name", now: HOSTILE.to_owned(), typed: "Afdeling".to_owned() }];
        self.add("attribute-changed", &EditAttribute { conflict, ..edit.clone() });
        let new = EditAttribute { known_as: None, key: String::new(), name: String::new(), version: 0, ..edit };
        let with = |faults| EditAttribute { faults, ..new.clone() };
        self.add("attribute-new", &new);
        self.add(
            "attribute-new-faults",
            &with(vec![AttributeTrouble::Name, AttributeTrouble::Key, AttributeTrouble::Choices]),
        );
        self.add("attribute-new-reserved", &with(vec![AttributeTrouble::Reserved, AttributeTrouble::Position]));
        self.add("attribute-new-taken", &with(vec![AttributeTrouble::Taken]));
        self.add("attribute-new-too-many", &with(vec![AttributeTrouble::TooMany]));

        let remove = RemoveAttribute {
            frame,
            key: "department".to_owned(),
            version: 3,
            name: HOSTILE.to_owned(),
            people: 12,
            used_by: Vec::new(),
            changed: false,
        };
        self.add("attribute-remove", &remove);
        self.add("attribute-remove-changed", &RemoveAttribute { changed: true, people: 0, ..remove.clone() });
        let used_by = vec!["Buitendienst".to_owned(), HOSTILE.to_owned()];
        self.add("attribute-remove-used", &RemoveAttribute { used_by, ..remove });
    }
}
