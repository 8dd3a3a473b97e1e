//! The pages of an import, in every state that matters.

use super::{Collection, NOW, SECOND};
use crate::pages::{ImportColumn, ImportColumns, ImportLine, ImportPage, ImportStart, ImportState, ImportTold, Place};

/// From somebody's file: it is shown as text.
const HOSTILE: &str = "=HYPERLINK(\"x\") <script>alert(1)</script>";
const ID: &str = "01930000-0000-7000-8000-000000000003";

impl Collection {
    pub(super) fn imports(&mut self) {
        let frame = self.desk("/admin/people/import", Place::People);
        let line = |stage, at| ImportLine {
            id: ID.to_owned(),
            file_name: "leden-2026.csv".to_owned(),
            lines: 1_200,
            stage,
            at: NOW - at * SECOND,
        };
        let start = ImportStart { frame: frame.clone(), fault: None, imports: Vec::new() };
        let fault = Some(self.words.say("import-workbook"));
        let lines = vec![line("import-stage-adding", 60), line("import-stage-done", 90_000)];
        self.add("import", &start);
        self.add("import-fault", &ImportStart { fault, imports: lines, ..start });
        self.import_columns();
        self.import_states();
    }

    fn import_columns(&mut self) {
        let say = |key: &str| self.words.say(key);
        let meanings: Vec<(String, String)> = [
            ("-", "import-is-ignored"),
            ("user_name", "import-is-user-name"),
            ("display_name", "import-is-display-name"),
            ("email", "import-is-email"),
            ("groups", "import-is-groups"),
        ]
        .map(|(word, key)| (word.to_owned(), say(key)))
        .to_vec();
        let column = |heading: &str, example: &str, word: &str, extra: Option<String>| ImportColumn {
            heading: heading.to_owned(),
            example: example.to_owned(),
            word: word.to_owned(),
            extra,
        };
        let in_group = self.words.with("import-is-group").arg("name", "Bestuur").to_string();
        let page = ImportColumns {
            frame: self.desk("/admin/people/import/x", Place::People),
            id: ID.to_owned(),
            file_name: "leden-2026.csv".to_owned(),
            lines: 1_200,
            fault: None,
            columns: vec![
                column("Gebruikersnaam", "s.dewit", "user_name", None),
                column("Naam", HOSTILE, "display_name", None),
                column("Groep: Bestuur", "ja", "group:Bestuur", Some(in_group)),
                column("Salaris", "", "-", None),
            ],
            keys: meanings.iter().skip(1).step_by(2).cloned().collect(),
            key: "user_name".to_owned(),
            mode: "all".to_owned(),
            meanings,
        };
        let twice = self.words.with("import-twice").arg("name", "email").to_string();
        self.add("import-columns", &page);
        self.add("import-columns-fault", &ImportColumns { fault: Some(twice), ..page });
    }

    fn import_states(&mut self) {
        let counts = |(added, changed, same, bad): (u64, u64, u64, u64)| {
            let all = [
                ("import-count-added", added),
                ("import-count-changed", changed),
                ("import-count-same", same),
                ("import-count-bad", bad),
            ];
            all.map(|(key, n)| self.words.with(key).arg("n", n).to_string()).join(" · ")
        };
        let said = self.words.with("import-from-to").arg("name", "Naam").arg("before", "Sanne").arg("after", HOSTILE);
        let taken = self.words.with("import-in-column").arg("name", "E-mail").arg("value", "tom@waterland.example");
        let taken = taken.arg("problem", self.words.say("import-bad-taken")).to_string();
        let told = vec![
            ImportTold { line: 2, who: "s.dewit".to_owned(), what: vec![said.to_string()], bad: false },
            ImportTold { line: 3, who: "l.chen".to_owned(), what: vec![self.words.say("import-adds")], bad: false },
            ImportTold { line: 4, who: String::new(), what: vec![taken], bad: true },
        ];
        let page = ImportPage {
            frame: self.desk("/admin/people/import/x", Place::People),
            id: ID.to_owned(),
            file_name: "leden-2026.csv".to_owned(),
            lines: 1_200,
            state: ImportState::Under { line: 500, adding: false },
            counts: counts((1, 1, 1_197, 1)),
            bad: 0,
            told: Vec::new(),
        };
        let adding = ImportPage { state: ImportState::Under { line: 700, adding: true }, ..page.clone() };
        let looked = ImportPage { state: ImportState::Looked, bad: 1, told, ..page.clone() };
        let done = ImportPage { state: ImportState::Done, counts: counts((1_198, 1, 1, 0)), ..page.clone() };
        let stopped = ImportPage { state: ImportState::Stopped("import-stopped-bad"), ..looked.clone() };
        for (name, page) in [
            ("import-looking", page),
            ("import-adding", adding),
            ("import-looked", looked),
            ("import-done", done),
            ("import-stopped", stopped),
        ] {
            self.add(name, &page);
        }
    }
}
