//! What an import tells, in the words of the reader. Neighbour: `import` has the pages.

use actions::admin::import::{Column, ColumnFault, Counts, Difference, Fault, MOST_ADDRESSES, Problem, TextFault};
use domain::selection::{Schema, ValueFault};

use crate::pages::Frame;

pub(crate) fn text_fault(frame: &Frame, fault: TextFault) -> String {
    let at = |key, line: u64| frame.with(key).arg("line", line).to_string();
    match fault {
        TextFault::Empty => frame.say("import-empty"),
        TextFault::Utf16 => frame.say("import-utf16"),
        TextFault::Workbook => frame.say("import-workbook"),
        TextFault::Binary(line) => at("import-binary", line),
        TextFault::Neither(line) => at("import-neither", line),
    }
}

pub(super) fn column_fault(frame: &Frame, fault: &ColumnFault) -> String {
    let (key, name) = match fault {
        ColumnFault::Unknown(name) => ("import-unknown", name),
        ColumnFault::Twice(name) => ("import-twice", name),
        ColumnFault::NoKey(name) => ("import-no-key", name),
        ColumnFault::KeyFault(name) => ("import-no-such-key", name),
    };
    frame.with(key).arg("name", name.as_str()).to_string()
}

/// What a column means.
pub(super) fn column(frame: &Frame, schema: &Schema, column: &Column) -> String {
    match column {
        Column::UserName => frame.say("import-is-user-name"),
        Column::DisplayName => frame.say("import-is-display-name"),
        Column::Email(1) => frame.say("import-is-email"),
        Column::Email(place) => frame.with("import-is-more-email").arg("n", u32::from(*place)).to_string(),
        Column::Language => frame.say("import-is-language"),
        Column::Role => frame.say("import-is-role"),
        Column::Groups => frame.say("import-is-groups"),
        Column::InGroup(name) => frame.with("import-is-group").arg("name", name.as_str()).to_string(),
        Column::Own(key) => schema.own(key).map_or_else(|| key.to_string(), |own| own.name.clone()),
        Column::Ignored => frame.say("import-is-ignored"),
    }
}

/// What every column may mean.
pub(super) fn meanings(frame: &Frame, schema: &Schema) -> Vec<(String, String)> {
    let mut all = vec![Column::Ignored, Column::UserName, Column::DisplayName];
    all.extend((1..=MOST_ADDRESSES.min(3)).map(Column::Email));
    all.extend([Column::Language, Column::Groups, Column::Role]);
    all.extend(schema.attributes().iter().map(|own| Column::Own(own.key.clone())));
    all.iter().map(|one| (one.word(), column(frame, schema, one))).collect()
}

/// By what people may be known.
pub(super) fn keys(frame: &Frame, schema: &Schema) -> Vec<(String, String)> {
    let own = schema.attributes().iter().map(|own| Column::Own(own.key.clone()));
    let all = [Column::UserName, Column::Email(1)].into_iter().chain(own);
    all.map(|one| (one.word(), column(frame, schema, &one))).collect()
}

pub(super) fn counts(frame: &Frame, counts: Counts) -> String {
    let all = [
        ("import-count-added", counts.added),
        ("import-count-changed", counts.changed),
        ("import-count-same", counts.same),
        ("import-count-bad", counts.bad),
    ];
    all.map(|(key, n)| frame.with(key).arg("n", n).to_string()).join(" · ")
}

pub(super) fn difference(frame: &Frame, one: &Difference) -> String {
    let nothing = frame.say("import-nothing");
    // Groups come into a person by columns of several kinds, and are told as one.
    let (name, between) =
        if one.column == Column::Groups { (frame.say("column-groups"), ", ") } else { (one.name.clone(), "|") };
    let shown = |text: &str| if text.is_empty() { nothing.clone() } else { text.replace('|', between) };
    let said = frame.with("import-from-to").arg("name", name);
    said.arg("before", shown(&one.before)).arg("after", shown(&one.after)).to_string()
}

pub(super) fn fault(frame: &Frame, fault: &Fault) -> String {
    let problem = problem(frame, &fault.problem);
    match &fault.column {
        None => problem,
        Some(name) => {
            let said = frame.with("import-in-column").arg("name", name.as_str()).arg("value", fault.value.as_str());
            said.arg("problem", problem).to_string()
        }
    }
}

fn problem(frame: &Frame, problem: &Problem) -> String {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let names = |key, names: &[String]| frame.with(key).arg("names", names.join(", ")).to_string();
    match problem {
        Problem::Width(found, wanted) => {
            let said = frame.with("import-bad-width").arg("found", number(*found));
            said.arg("wanted", number(*wanted)).to_string()
        }
        Problem::NoKey => frame.say("import-bad-no-key"),
        Problem::Missing => frame.say("import-bad-missing"),
        Problem::Needed => frame.say("import-bad-needed"),
        Problem::Text(most) => frame.with("import-bad-text").arg("n", number(*most)).to_string(),
        Problem::Address => frame.say("import-bad-address"),
        Problem::Language => frame.say("import-bad-language"),
        Problem::Role(all) => names("import-bad-role", all),
        Problem::YesNo | Problem::Value(ValueFault::YesNo) => frame.say("import-bad-yes-no"),
        Problem::Value(ValueFault::Text) => frame.with("import-bad-text").arg("n", 200_u64).to_string(),
        Problem::Value(ValueFault::Number) => frame.say("import-bad-number"),
        Problem::Value(ValueFault::Date) => frame.say("import-bad-date"),
        Problem::Value(ValueFault::Choice(all)) => names("import-bad-choice", all),
        Problem::StandsOn(0) => frame.say("import-bad-stands-above"),
        Problem::StandsOn(line) => frame.with("import-bad-stands").arg("line", *line).to_string(),
        Problem::Twice => frame.say("import-bad-twice"),
        Problem::Taken => frame.say("import-bad-taken"),
        Problem::Several => frame.say("import-bad-several"),
        Problem::Exists => frame.say("import-bad-exists"),
        Problem::Nobody => frame.say("import-bad-nobody"),
        Problem::MoreRights => frame.say("import-bad-more-rights"),
        Problem::RoleNotGiven => frame.say("import-bad-role-not-given"),
    }
}
