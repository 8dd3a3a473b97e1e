//! Static selections: people to tick, and everyone on a list.

use super::Collection;
use crate::pages::{PickLine, Place, SelectionEditor, SelectionPeople, SelectionTrouble};

const ID: &str = "0190f5c2-0000-7000-8000-000000000001";

impl Collection {
    pub(super) fn selection_lists(&mut self, list: &SelectionEditor) {
        let person =
            |name: &str| PickLine { id: ID.to_owned(), name: name.to_owned(), user_name: "s.dewit".to_owned() };
        let mut found = list.clone();
        "wit".clone_into(&mut found.form.search);
        found.found = Some(vec![person("Sanne de Wit"), person("=1+1 <script>alert(1)</script>")]);
        self.add("selection-list-found", &found);
        found.found = Some(Vec::new());
        found.form.errors = vec![("file", self.words.say("selection-file-large"))];
        found.trouble = SelectionTrouble::Fields;
        self.add("selection-list-nobody", &found);
        let people = SelectionPeople {
            frame: self.desk("/admin/selections", Place::Selections),
            address: format!("/admin/selections/{ID}"),
            version: 2,
            name: self.both("Bestuur", "Board"),
            description: String::new(),
            count: 40,
            people: vec![person("Sanne de Wit"), person("=1+1 <script>alert(1)</script>")],
            may_take: true,
            previous: None,
            next: Some(format!("/admin/selections/{ID}/people?after=x")),
        };
        self.add("selection-people", &people);
        self.add("selection-people-read", &SelectionPeople { may_take: false, ..people.clone() });
        self.add("selection-people-none", &SelectionPeople { people: Vec::new(), count: 0, next: None, ..people });
    }
}
