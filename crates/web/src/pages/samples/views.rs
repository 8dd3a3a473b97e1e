//! Views and the editor of one, in every state that matters.

use domain::view::{Column, Order, ViewAction};

use super::Collection;
use super::admin::{HOSTILE, ID, VIEW, differences, tick};
use crate::pages::{ColumnLine, EditView, Place, Tick, ViewFault, ViewLine, Views, ViewsNotice};

impl Collection {
    pub(super) fn views(&mut self) {
        let frame = self.desk("/admin/views", Place::Views);
        let line = |name: &str, selection: Option<&str>, switches_off| ViewLine {
            id: VIEW.to_owned(),
            name: name.to_owned(),
            selection: selection.map(str::to_owned),
            people: 247,
            actions: 5,
            switches_off,
        };
        let list = Views {
            frame: frame.clone(),
            notice: None,
            views: vec![line("Backend users", Some("Backend users"), true), line(HOSTILE, None, false)],
            may_edit: true,
        };
        let saved = Views { notice: Some(ViewsNotice::Saved("Leden".to_owned())), may_edit: false, ..list.clone() };
        let removed =
            Views { notice: Some(ViewsNotice::Removed("Leden".to_owned())), views: Vec::new(), ..list.clone() };
        self.add("views", &list);
        self.add("views-saved", &saved);
        self.add("views-removed", &removed);
        let say = |key: &str| frame.say(key);
        let lowest = Column::BUILT_IN.len() - 1;
        let column = |(at, column): (usize, &Column)| ColumnLine {
            value: column.word().into_owned(),
            name: crate::admin::words::column(&frame, column, &[]),
            on: at < 4,
            first: at == 0,
            last: at == lowest,
        };
        let action = |action: &ViewAction| Tick {
            hint: (*action == ViewAction::SecondFactorOff).then(|| say("view-off-hint")),
            ..tick(action.word(), &say(crate::admin::words::action(*action)), true)
        };
        let order =
            |order: &Order| tick(&order.word(), &crate::admin::words::order(&frame, order, &[]), *order == Order::Name);
        let edit = EditView {
            frame: frame.clone(),
            id: Some(VIEW.to_owned()),
            known_as: Some("Backend users".to_owned()),
            version: 2,
            name: "Backend users".to_owned(),
            selections: vec![tick("everyone", &say("view-everyone"), false), tick(ID, "Backend users", true)],
            orders: Order::BUILT_IN.iter().map(order).collect(),
            columns: Column::BUILT_IN.iter().enumerate().map(column).collect(),
            actions: ViewAction::ALL.iter().map(action).collect(),
            roles: vec![tick("helpdesk", "Helpdesk", true), tick("people-manager", "Mensenbeheerder", false)],
            faults: Vec::new(),
            conflict: Vec::new(),
            may_edit: true,
        };
        let new = EditView { id: None, known_as: None, version: 0, name: String::new(), ..edit.clone() };
        let wrong = EditView {
            faults: vec![ViewFault::Name, ViewFault::NoSelection, ViewFault::NoColumn, ViewFault::NoRole],
            ..new.clone()
        };
        let taken = EditView { faults: vec![ViewFault::Taken, ViewFault::Gone], ..edit.clone() };
        let conflict = EditView { conflict: differences(), ..edit.clone() };
        let shown = EditView { may_edit: false, ..edit.clone() };
        self.add("view-edit", &edit);
        self.add("view-new", &new);
        self.add("view-new-faults", &wrong);
        self.add("view-edit-taken", &taken);
        self.add("view-edit-conflict", &conflict);
        self.add("view-shown", &shown);
    }
}
