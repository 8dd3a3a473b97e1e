//! The form of a selection: a typed filter with its fault at the character, rows of conditions that say the same, and
//! pasted lines for a list.

use actions::admin::selections::{ListChange, RuleEdit, Selection, SelectionEdit, SelectionFault};
use domain::selection::{
    AttributeKind, Condition, Field, Filter, FilterFault, FilterReason, Operand, Operator, Schema, Test, ValueKind,
};

use crate::extract::Fields;
use crate::pages::{BuilderRow, FieldChoice, MOST_ROWS, SelectionForm};
use crate::words::Words;

/// So much of a filter stands around its fault.
const AROUND: usize = 30;

/// The fields, asked for by name; what is not there is empty.
pub(super) fn read(id: Option<&str>, is_list: bool, field: impl Fn(&str) -> String) -> SelectionForm {
    let rows = (0..MOST_ROWS).map_while(|at| {
        let name = field(&format!("field_{at}"));
        (!name.is_empty()).then(|| BuilderRow {
            field: name,
            operator: field(&format!("operator_{at}")),
            value: field(&format!("value_{at}")),
        })
    });
    SelectionForm {
        id: id.map(str::to_owned),
        version: field("version"),
        name: field("name"),
        description: field("description"),
        is_list,
        filter: field("filter"),
        joined: field("joined"),
        rows: rows.collect(),
        typed: field("mode") != "rows",
        intricate: false,
        lines: field("lines"),
        change: field("change"),
        search: field("search"),
        errors: Vec::new(),
        at: None,
    }
}

/// With whom was ticked in the box of lines, each once.
pub(super) fn with_picked(mut form: SelectionForm, fields: &Fields) -> SelectionForm {
    for name in fields.all("pick").map(str::trim).filter(|name| !name.is_empty()) {
        if !form.lines.lines().any(|line| line.trim() == name) {
            if !form.lines.is_empty() && !form.lines.ends_with('\n') {
                form.lines.push('\n');
            }
            form.lines.push_str(name);
        }
    }
    form
}

/// The fields of a new selection.
pub(super) fn empty(is_list: bool) -> SelectionForm {
    let change = "add".to_owned();
    let version = "0".to_owned();
    let rows = vec![first_row()];
    SelectionForm { version, is_list, change, rows, joined: "and".to_owned(), ..SelectionForm::default() }
}

/// The row that a form begins with, and that a press adds.
pub(super) fn first_row() -> BuilderRow {
    BuilderRow {
        field: Field::Groups.name().to_owned(),
        operator: Operator::Eq.word().to_owned(),
        value: String::new(),
    }
}

/// Whether a row says something.
pub(super) fn is_complete(row: &BuilderRow) -> bool {
    row.operator == "pr" || !row.value.trim().is_empty()
}

/// Makes the filter what the rows say, where the rows are what one sees.
pub(super) fn follow_rows(form: &mut SelectionForm, schema: &Schema) {
    if !form.typed && !form.is_list {
        form.filter = from_rows(form, schema);
    }
}

/// The fields of a selection that is there.
pub(super) fn of_kept(kept: &Selection, schema: &Schema) -> SelectionForm {
    let mut form = SelectionForm {
        id: Some(kept.id.to_string()),
        version: kept.version.to_string(),
        name: kept.name.clone(),
        description: kept.description.clone(),
        filter: kept.filter.clone().unwrap_or_default(),
        ..empty(kept.filter.is_none())
    };
    to_rows(&mut form, schema);
    form
}

/// Puts the filter into rows, where rows can say it; else it stays typed.
pub(super) fn to_rows(form: &mut SelectionForm, schema: &Schema) {
    (form.typed, form.intricate) = (true, false);
    if form.filter.trim().is_empty() {
        form.typed = false;
        form.rows = vec![first_row()];
        return;
    }
    let Ok(filter) = Filter::parse(&form.filter, schema) else { return };
    let (joined, parts) = match &filter {
        Filter::And(parts) => ("and", parts.as_slice()),
        Filter::Or(parts) => ("or", parts.as_slice()),
        one => ("and", std::slice::from_ref(one)),
    };
    form.intricate = true;
    if parts.len() > MOST_ROWS {
        return;
    }
    let Some(rows) = parts.iter().map(row).collect() else { return };
    let said = SelectionForm { rows, joined: joined.to_owned(), ..SelectionForm::default() };
    // Spaces around a value, for one, would be lost in a field.
    if Filter::parse(&from_rows(&said, schema), schema).as_ref() == Ok(&filter) {
        (form.rows, form.joined) = (said.rows, said.joined);
        (form.typed, form.intricate) = (false, false);
    }
}

fn row(part: &Filter) -> Option<BuilderRow> {
    let Filter::Is(Condition { field, test }) = part else { return None };
    let (operator, value) = match test {
        Test::Present => ("pr", String::new()),
        Test::Compares(operator, operand) => (operator.word(), shown(operand)),
    };
    Some(BuilderRow { field: field.name().to_owned(), operator: operator.to_owned(), value })
}

fn shown(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.shown().to_owned(),
        Operand::Number(number) => number.to_string(),
        Operand::Date(date) => date.to_string(),
        Operand::Moment(moment) => moment.shown().to_owned(),
        Operand::Truth(truth) => truth.to_string(),
    }
}

/// The filter that the rows say.
fn from_rows(form: &SelectionForm, schema: &Schema) -> String {
    let parts = form.rows.iter().map(|row| {
        if row.operator == "pr" {
            return format!("{} pr", row.field);
        }
        format!("{} {} {}", row.field, row.operator, literal(row, schema))
    });
    let between = if form.joined == "or" { " or " } else { " and " };
    parts.collect::<Vec<_>>().join(between)
}

/// A value as the filter writes it: bare where the attribute is a number or a yes or no, else between quotes.
fn literal(row: &BuilderRow, schema: &Schema) -> String {
    let value = row.value.trim();
    let own = schema.attributes().iter().find(|attribute| attribute.key.as_str().eq_ignore_ascii_case(&row.field));
    let bare = match own.map(|attribute| attribute.kind) {
        Some(AttributeKind::Number | AttributeKind::YesNo) => true,
        Some(_) => false,
        None => [Field::Active, Field::SecondFactor, Field::Exempt].iter().any(|it| it.name() == row.field),
    };
    let plain = value.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.,".contains(letter));
    // What is no number and no yes or no is quoted, so that the filter says what is wrong with it.
    if bare && plain && !value.is_empty() {
        return value.replace(',', ".");
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What the fields say. Reading the filter is the action's.
pub(super) fn edit(form: &SelectionForm) -> Option<SelectionEdit> {
    let rule = if form.is_list {
        let change = match form.change.as_str() {
            "remove" => ListChange::Remove,
            "replace" => ListChange::Replace,
            _ => ListChange::Add,
        };
        RuleEdit::Static(form.lines.clone(), change)
    } else {
        RuleEdit::Dynamic(form.filter.clone())
    };
    Some(SelectionEdit {
        id: match &form.id {
            None => None,
            Some(id) => Some(id.parse().ok()?),
        },
        version: form.version.parse().ok()?,
        name: form.name.clone(),
        description: form.description.clone(),
        rule,
    })
}

/// Puts what is wrong beside its field.
pub(super) fn show_faults(form: &mut SelectionForm, faults: &[SelectionFault], words: Words) {
    form.errors.clear();
    for fault in faults {
        let (field, said) = match fault {
            SelectionFault::Name => ("name", words.say("selection-e-name")),
            SelectionFault::Description => ("description", words.say("selection-e-description")),
            SelectionFault::OtherKind => ("filter", words.say("selection-e-kind")),
            SelectionFault::Filter(fault) => {
                form.at = Some(around(&form.filter, fault.at));
                ("filter", filter_fault(fault, words))
            }
        };
        form.errors.push((field, said));
    }
}

/// What stands before a character, the character, and what stands after it.
fn around(filter: &str, at: usize) -> (String, String, String) {
    let letters: Vec<char> = filter.chars().collect();
    let start = at.saturating_sub(AROUND);
    let cut = |from: usize, to: usize| letters.iter().skip(from).take(to.saturating_sub(from)).collect::<String>();
    let before = cut(start, at.min(letters.len()));
    let there = letters.get(at).map_or_else(|| " ".to_owned(), char::to_string);
    let after = cut(at + 1, at + 1 + AROUND);
    (if start > 0 { format!("…{before}") } else { before }, there, after)
}

/// Why a filter will not do, and at which character.
pub(super) fn filter_fault(fault: &FilterFault, words: Words) -> String {
    let said = reason(&fault.reason, words);
    let number = i64::try_from(fault.at + 1).unwrap_or(i64::MAX);
    words.with("filter-at").arg("n", number).arg("said", said).to_string()
}

fn reason(reason: &FilterReason, words: Words) -> String {
    let most = |key, most: usize| words.with(key).arg("most", i64::try_from(most).unwrap_or(i64::MAX)).to_string();
    let named = |key, name: &str| words.with(key).arg("name", name).to_string();
    match reason {
        FilterReason::Empty => words.say("filter-empty"),
        FilterReason::TooLong(limit) => most("filter-too-long", *limit),
        FilterReason::TooMany(limit) => most("filter-too-many", *limit),
        FilterReason::TooDeep(limit) => most("filter-too-deep", *limit),
        FilterReason::ExpectedAttribute => words.say("filter-expected-attribute"),
        FilterReason::ExpectedOperator(name) => named("filter-expected-operator", name),
        FilterReason::ExpectedValue => words.say("filter-expected-value"),
        FilterReason::ExpectedConnective => words.say("filter-expected-connective"),
        FilterReason::ExpectedParenthesis => words.say("filter-expected-parenthesis"),
        FilterReason::UnclosedParenthesis => words.say("filter-unclosed-parenthesis"),
        FilterReason::UnopenedParenthesis => words.say("filter-unopened-parenthesis"),
        FilterReason::UnclosedText => words.say("filter-unclosed-text"),
        FilterReason::BadEscape => words.say("filter-bad-escape"),
        FilterReason::ControlCharacter => words.say("filter-control-character"),
        FilterReason::EmptyText => words.say("filter-empty-text"),
        FilterReason::UnknownCharacter(letter) => named("filter-unknown-character", &letter.to_string()),
        FilterReason::UnknownAttribute(name) => named("filter-unknown-attribute", name),
        FilterReason::UnknownOperator(name) => named("filter-unknown-operator", name),
        FilterReason::OperatorDoesNotFit { operator, attribute } => {
            let said = words.with("filter-operator-does-not-fit").arg("operator", *operator);
            said.arg("name", attribute.as_str()).to_string()
        }
        FilterReason::ValueDoesNotFit { attribute, expected, found } => {
            let said = words.with("filter-value-does-not-fit").arg("name", attribute.as_str());
            said.arg("expected", words.say(kind(*expected))).arg("found", words.say(kind(*found))).to_string()
        }
        FilterReason::BadDate => words.say("filter-bad-date"),
        FilterReason::BadMoment => words.say("filter-bad-moment"),
        FilterReason::BadNumber => words.say("filter-bad-number"),
    }
}

const fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "kind-text",
        ValueKind::Number => "kind-number",
        ValueKind::Date => "kind-date",
        ValueKind::Moment => "kind-moment",
        ValueKind::Truth => "kind-truth",
        ValueKind::Null => "kind-null",
    }
}

/// What a condition may ask of: what everyone has, then the organisation's own. Without two-step sign-in nothing of it.
pub(super) fn fields(schema: &Schema, two_factor: bool, words: Words) -> Vec<FieldChoice> {
    let of_two_factor = |field: &Field| matches!(field, Field::SecondFactor | Field::Authenticators | Field::Exempt);
    let built_in = Field::BUILT_IN.iter().filter(|field| two_factor || !of_two_factor(field));
    let built_in = built_in.map(|field| (field.name().to_owned(), words.say(label(field))));
    let own = schema.attributes().iter().map(|own| (own.key.as_str().to_owned(), own.name.clone()));
    built_in.chain(own).map(|(name, label)| FieldChoice { name, label }).collect()
}

const fn label(field: &Field) -> &'static str {
    match field {
        Field::UserName | Field::Own(_) | Field::Id | Field::ExternalId => "field-username",
        Field::DisplayName => "field-displayname",
        Field::Emails => "field-emails",
        Field::Groups => "field-groups",
        Field::Active => "field-active",
        Field::Language => "field-language",
        Field::Role => "field-role",
        Field::SecondFactor => "field-secondfactor",
        Field::Authenticators => "field-authenticators",
        Field::Exempt => "field-exempt",
        Field::LastSignIn => "field-lastsignin",
        Field::Created => "field-created",
    }
}

/// The operators: word and what it is called.
pub(super) fn operators(words: Words) -> Vec<(String, String)> {
    let all = Operator::ALL.into_iter().map(|operator| (operator.word(), operator_label(operator)));
    let all = all.chain([("pr", "operator-pr")]);
    all.map(|(word, key)| (word.to_owned(), words.say(key))).collect()
}

const fn operator_label(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "operator-eq",
        Operator::Ne => "operator-ne",
        Operator::Co => "operator-co",
        Operator::Sw => "operator-sw",
        Operator::Ew => "operator-ew",
        Operator::Gt => "operator-gt",
        Operator::Ge => "operator-ge",
        Operator::Lt => "operator-lt",
        Operator::Le => "operator-le",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(filter: &str) -> SelectionForm {
        SelectionForm { filter: filter.to_owned(), ..empty(false) }
    }

    #[test]
    fn rows_say_what_the_filter_says() {
        let schema = Schema::default();
        for filter in [
            r#"groups eq "Backend users""#,
            r#"groups eq "a \"quoted\" \\ one" and secondFactor eq false"#,
            r#"lastSignIn lt "2026-01-01" or language pr"#,
        ] {
            let mut form = form(filter);
            to_rows(&mut form, &schema);
            assert!(!form.typed, "{filter}");
            let said = from_rows(&form, &schema);
            assert_eq!(Filter::parse(&said, &schema), Filter::parse(filter, &schema), "{said}");
        }
    }

    #[test]
    fn what_rows_cannot_say_stays_a_filter() {
        let many = vec!["active eq true"; MOST_ROWS + 1].join(" or ");
        for filter in
            [r#"not (groups eq "a") and (active eq true or exempt eq true)"#, r#"groups eq " a""#, many.as_str()]
        {
            let mut form = form(filter);
            to_rows(&mut form, &Schema::default());
            assert!(form.typed && form.intricate, "{filter}");
            assert_eq!(form.filter, filter);
        }
    }

    #[test]
    fn a_value_of_a_row_never_becomes_a_condition() {
        let mut rows = form("");
        rows.rows =
            vec![BuilderRow { value: "true or groups pr".to_owned(), field: "active".to_owned(), ..first_row() }];
        follow_rows(&mut rows, &Schema::default());
        assert_eq!(rows.filter, r#"active eq "true or groups pr""#);
        assert!(Filter::parse(&rows.filter, &Schema::default()).is_err());
    }

    #[test]
    fn a_fault_points_at_its_character() {
        let words = Words::default();
        let filter = "userName eq 3";
        let fault = Filter::parse(filter, &Schema::default()).unwrap_err();
        let mut form = form(filter);
        show_faults(&mut form, &[SelectionFault::Filter(fault)], words);
        let (before, there, _) = form.at.clone().unwrap();
        assert_eq!((before.as_str(), there.as_str()), ("userName eq ", "3"));
        assert!(form.error("filter").is_some_and(|said| said.contains("13")), "{:?}", form.errors);
    }

    #[test]
    fn around_the_end_of_a_filter_there_is_still_a_place() {
        assert_eq!(around("abc", 3), ("abc".to_owned(), " ".to_owned(), String::new()));
        assert_eq!(around("", 0), (String::new(), " ".to_owned(), String::new()));
    }
}
