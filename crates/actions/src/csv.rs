//! CSV (RFC 4180) that no spreadsheet takes for formulas.

/// Adds a line of cells.
pub(crate) fn line(cells: &[String], line: &mut String) {
    for (place, text) in cells.iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        cell(text, line);
    }
    line.push_str("\r\n");
}

/// A cell that a spreadsheet shows as the text that it is. One that would be read as a formula gets an apostrophe in
/// front (OWASP, CSV injection); control characters, which have no place in a cell, become a mark.
fn cell(text: &str, line: &mut String) {
    let formula = |first: char| matches!(first, '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠');
    let risky = text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(formula);
    line.push('"');
    if risky {
        line.push('\'');
    }
    for c in text.chars() {
        match c {
            '"' => line.push_str("\"\""),
            c if c.is_control() => line.push('\u{FFFD}'),
            c => line.push(c),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> String {
        let mut line = String::new();
        cell(text, &mut line);
        line
    }

    #[test]
    fn no_cell_is_a_formula_or_more_than_one_cell() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "|cmd", "＝1+1"] {
            assert!(alone(formula).starts_with("\"'"), "{formula}: {}", alone(formula));
        }
        assert_eq!(alone("a\"b,c"), "\"a\"\"b,c\"");
        assert_eq!(alone("a\nb\u{0}c"), "\"a\u{FFFD}b\u{FFFD}c\"");
        assert_eq!(alone("Zoë de Wit"), "\"Zoë de Wit\"");
        assert_eq!(alone(""), "\"\"");
    }
}
