//! Groups, in every state that matters.

use super::Collection;
use crate::pages::{AskPlain, EditGroup, GroupFault, GroupLine, GroupMember, Groups, GroupsNotice, Place, PlainAct};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";

impl Collection {
    pub(super) fn groups(&mut self) {
        let frame = self.desk("/admin/groups", Place::Groups);
        let line = |name: &str, people| GroupLine { id: "g".to_owned(), name: name.to_owned(), people };
        let list = Groups {
            frame: frame.clone(),
            notice: None,
            groups: vec![line("Bestuur", 7), line("Redactie", 1), line(HOSTILE, 0)],
            may_edit: true,
        };
        self.add("groups", &list);
        self.add("groups-saved", &Groups { notice: Some(GroupsNotice::Saved(HOSTILE.to_owned())), ..list.clone() });
        self.add(
            "groups-removed",
            &Groups { notice: Some(GroupsNotice::Removed("Bestuur".to_owned())), ..list.clone() },
        );
        self.add("groups-none", &Groups { groups: Vec::new(), may_edit: false, ..list });
        let member =
            |name: &str| GroupMember { id: "p1".to_owned(), name: name.to_owned(), user_name: "s.dewit".to_owned() };
        let edit = EditGroup {
            frame: frame.clone(),
            id: Some("g".to_owned()),
            known_as: Some("Bestuur".to_owned()),
            version: 3,
            people: 2,
            name: "Bestuur".to_owned(),
            fault: None,
            may_edit: true,
            members: Some(vec![member("Sanne de Wit"), member(HOSTILE)]),
            previous: Some("/admin/groups/g?before=x".to_owned()),
            next: Some("/admin/groups/g?after=x".to_owned()),
        };
        self.add("group-edit", &edit);
        self.add("group-shown", &EditGroup { may_edit: false, previous: None, next: None, ..edit.clone() });
        self.add(
            "group-empty",
            &EditGroup { people: 0, members: Some(Vec::new()), previous: None, next: None, ..edit.clone() },
        );
        let in_use = Some(GroupFault::InUse(HOSTILE.to_owned()));
        self.add("group-in-use", &EditGroup { fault: in_use, members: None, ..edit.clone() });
        let changed = Some(GroupFault::Changed(HOSTILE.to_owned()));
        self.add("group-changed", &EditGroup { fault: changed, ..edit.clone() });
        let new = EditGroup {
            id: None,
            known_as: None,
            name: String::new(),
            people: 0,
            members: None,
            previous: None,
            next: None,
            ..edit
        };
        self.add("group-new", &new);
        self.add("group-new-name", &EditGroup { fault: Some(GroupFault::Name), ..new.clone() });
        self.add("group-new-taken", &EditGroup { fault: Some(GroupFault::Taken), name: HOSTILE.to_owned(), ..new });
        let ask = AskPlain {
            frame,
            act: PlainAct::RemoveGroup,
            name: HOSTILE.to_owned(),
            action: "/admin/groups/g/remove".to_owned(),
            back: "/admin/groups/g".to_owned(),
            view: String::new(),
            version: 0,
            holds: String::new(),
        };
        self.add("group-remove", &ask);
    }
}
