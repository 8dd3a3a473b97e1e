//! The attributes of the organisation's own on the form of a person: what was typed, and what is wrong with it.

use actions::admin::attributes;
use actions::admin::desk::Details;
use domain::id::UserId;
use domain::selection::{Attribute, AttributeKind, OwnValue, ValueFault};

use crate::answer::Failure;
use crate::extract::{Admin, Fields};
use crate::pages::{AttributeField, AttributeInput, Frame};

/// Each attribute with the text of its field.
pub(super) type Typed = Vec<(Attribute, String)>;

/// As the person has them.
pub(super) async fn of(admin: &Admin, user: UserId) -> Result<Typed, Failure> {
    let reader = &admin.reader;
    let values = attributes::values(reader.ctx(), reader.organisation(), user).await?;
    let text = |value: Option<OwnValue>| value.map(|value| value.shown()).unwrap_or_default();
    Ok(values.into_iter().map(|(attribute, value)| (attribute, text(value))).collect())
}

/// Those of somebody who is not there yet.
pub(super) async fn blank(admin: &Admin) -> Result<Typed, Failure> {
    let all = attributes::list(admin.reader.ctx(), admin.reader.organisation()).await?;
    Ok(all.into_iter().map(|kept| (kept.attribute, String::new())).collect())
}

/// As they were typed; one that the form did not have stays as it is.
pub(super) fn typed(mut before: Typed, fields: &Fields) -> Typed {
    for (attribute, text) in &mut before {
        let name = format!("own_{}", attribute.key);
        if fields.all(&name).next().is_some() {
            *text = fields.get(&name);
        }
    }
    before
}

/// Puts what was typed into the details; false where one of them is no value.
pub(super) fn read(typed: &Typed, details: &mut Details) -> bool {
    let mut fine = true;
    details.attributes.clear();
    for (attribute, text) in typed {
        match attribute.read(text) {
            Ok(value) => details.attributes.push((attribute.key.clone(), value)),
            Err(_) => fine = false,
        }
    }
    fine
}

/// The fields of the form.
pub(super) fn fields(frame: &Frame, typed: &Typed) -> Vec<AttributeField> {
    let field = |(attribute, text): &(Attribute, String)| AttributeField {
        key: attribute.key.to_string(),
        name: attribute.name.clone(),
        input: input(frame, attribute),
        value: text.clone(),
        fault: attribute.read(text).err().map(|fault| said(frame, &fault)),
    };
    typed.iter().map(field).collect()
}

fn input(frame: &Frame, attribute: &Attribute) -> AttributeInput {
    match attribute.kind {
        AttributeKind::Text => AttributeInput::Text,
        AttributeKind::Number => AttributeInput::Number,
        AttributeKind::Date => AttributeInput::Date,
        AttributeKind::YesNo => {
            let choice = |value: bool, key| (value.to_string(), frame.say(key));
            AttributeInput::Choice(vec![choice(true, "yes"), choice(false, "no")])
        }
        AttributeKind::Choice => {
            let same = |choice: &String| (choice.clone(), choice.clone());
            AttributeInput::Choice(attribute.choices.iter().map(same).collect())
        }
    }
}

fn said(frame: &Frame, fault: &ValueFault) -> String {
    frame.say(match fault {
        ValueFault::Text => "own-wrong-text",
        ValueFault::Number => "own-wrong-number",
        ValueFault::Date => "own-wrong-date",
        ValueFault::YesNo | ValueFault::Choice(_) => "own-wrong-choice",
    })
}

/// A value in words, for reading.
pub(super) fn shown(frame: &Frame, value: &OwnValue) -> String {
    match value {
        OwnValue::YesNo(true) => frame.say("yes"),
        OwnValue::YesNo(false) => frame.say("no"),
        OwnValue::Date(date) => frame.calendar.day(domain::time::start_of_day(*date, &frame.calendar.zone).micros()),
        OwnValue::Text(_) | OwnValue::Number(_) => value.shown(),
    }
}
