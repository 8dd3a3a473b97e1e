//! A filter as text again: what [`Filter::parse`] reads back to the same tree.

use std::fmt;

use crate::selection::filter::{Condition, Filter, Operand, Test};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => list(f, parts, " and ", |part| matches!(part, Self::And(_) | Self::Or(_))),
            Self::Or(parts) => list(f, parts, " or ", |part| matches!(part, Self::Or(_))),
            Self::Not(part) => write!(f, "not ({part})"),
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

fn list(
    f: &mut fmt::Formatter<'_>,
    parts: &[Filter],
    between: &str,
    in_parentheses: impl Fn(&Filter) -> bool,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        if in_parentheses(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.field.name();
        match &self.test {
            Test::Present => write!(f, "{name} pr"),
            Test::Compares(operator, operand) => write!(f, "{name} {} {operand}", operator.word()),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                f.write_str("\"")?;
                for c in text.shown().chars() {
                    if matches!(c, '"' | '\\') {
                        f.write_str("\\")?;
                    }
                    write!(f, "{c}")?;
                }
                f.write_str("\"")
            }
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => write!(f, "\"{date}\""),
            Self::Moment(moment) => write!(f, "\"{}\"", moment.shown()),
            Self::Truth(truth) => truth.fmt(f),
        }
    }
}
