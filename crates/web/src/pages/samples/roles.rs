//! Roles and the editor of one, in every state that matters.

use domain::permission::Right;

use super::Collection;
use super::admin::{HOSTILE, ID, differences, tick};
use crate::pages::{EditRole, Place, RoleFault, RoleLine, Roles, RolesNotice, Tick};

impl Collection {
    pub(super) fn roles(&mut self) {
        let frame = self.desk("/admin/roles", Place::Roles);
        let line = |id: Option<&str>, name: &str, people| RoleLine {
            id: id.map(str::to_owned),
            name: name.to_owned(),
            rights: vec![frame.say("right-people-read"), frame.say("right-pass-give")],
            people,
        };
        let list = Roles {
            frame: frame.clone(),
            notice: None,
            roles: vec![
                line(None, "Helpdesk", Some(3)),
                RoleLine { rights: Vec::new(), ..line(None, "Lid", None) },
                line(Some(ID), HOSTILE, Some(1)),
            ],
            may_edit: true,
        };
        let saved = Roles { notice: Some(RolesNotice::Saved("Balie".to_owned())), may_edit: false, ..list.clone() };
        let removed = Roles { notice: Some(RolesNotice::Removed("Balie".to_owned())), ..list.clone() };
        self.add("roles", &list);
        self.add("roles-saved", &saved);
        self.add("roles-removed", &removed);
        let right = |right: &Right| Tick {
            disabled: *right == Right::SettingsEdit,
            ..tick(right.word(), &frame.say(crate::admin::words::right(*right)), *right == Right::PeopleRead)
        };
        let edit = EditRole {
            frame: frame.clone(),
            id: Some(ID.to_owned()),
            known_as: Some("Balie".to_owned()),
            version: 1,
            name: "Balie".to_owned(),
            rights: Right::ALL.iter().map(right).collect(),
            fault: None,
            conflict: Vec::new(),
            may_edit: true,
        };
        let new = EditRole { id: None, known_as: None, version: 0, name: String::new(), ..edit.clone() };
        self.add("role-edit", &edit);
        self.add("role-new", &new);
        self.add("role-new-name", &EditRole { fault: Some(RoleFault::Name), ..new.clone() });
        self.add("role-new-taken", &EditRole { fault: Some(RoleFault::Taken), ..new.clone() });
        self.add("role-new-no-right", &EditRole { fault: Some(RoleFault::NoRight), ..new });
        self.add("role-edit-conflict", &EditRole { conflict: differences(), ..edit.clone() });
        self.add("role-shown", &EditRole { may_edit: false, ..edit });
    }
}
