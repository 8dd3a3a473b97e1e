//! A filter as words, texts, numbers and parentheses, each with the character that it begins at.

use crate::selection::fault::{FilterFault, FilterReason};

/// A piece of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// An attribute, an operator, a connective, true, false or null.
    Word(String),
    /// Text between quotes, its escapes resolved.
    Text(String),
    /// A number, as it is written.
    Number(String),
    Open,
    Close,
    /// `[`, in paths of SCIM alone.
    OpenValues,
    /// `]`, in paths of SCIM alone.
    CloseValues,
    /// What stands behind a dot after `]`, in paths of SCIM alone.
    Part(String),
}

/// A piece and the character that it begins at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) at: usize,
    pub(crate) token: Token,
}

/// Cuts a filter into pieces.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, FilterFault> {
    cut(text, false)
}

/// Cuts a filter or a path of SCIM into pieces, in which values may be chosen: `emails[type eq "work"].value`.
pub(crate) fn tokens_with_values(text: &str) -> Result<Vec<Placed>, FilterFault> {
    cut(text, true)
}

fn cut(text: &str, values: bool) -> Result<Vec<Placed>, FilterFault> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let token = match c {
            ' ' | '\t' | '\r' | '\n' | '\u{a0}' => {
                at += 1;
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '[' if values => Token::OpenValues,
            ']' if values => Token::CloseValues,
            '.' if values => {
                let end = run(&chars, at + 1, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
                all.push(Placed { at, token: Token::Part(collect(&chars, at + 1, end)) });
                at = end;
                continue;
            }
            '"' => {
                let (token, end) = quoted(&chars, at)?;
                all.push(Placed { at, token });
                at = end;
                continue;
            }
            c if c.is_alphabetic() => {
                let end = run(&chars, at, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '$'));
                all.push(Placed { at, token: Token::Word(collect(&chars, at, end)) });
                at = end;
                continue;
            }
            c if c == '-' || c.is_ascii_digit() => {
                let end = run(&chars, at, |c| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '+'));
                all.push(Placed { at, token: Token::Number(collect(&chars, at, end)) });
                at = end;
                continue;
            }
            other => return Err(FilterFault { at, reason: FilterReason::UnknownCharacter(other) }),
        };
        all.push(Placed { at, token });
        at += 1;
    }
    Ok(all)
}

fn run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = chars.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|c| belongs(**c)).count().max(1)
}

fn collect(chars: &[char], from: usize, end: usize) -> String {
    chars.get(from..end).unwrap_or_default().iter().collect()
}

/// A JSON string (RFC 8259 §7) from its opening quote on; answers where it ends.
fn quoted(chars: &[char], open: usize) -> Result<(Token, usize), FilterFault> {
    let fault = |at, reason| Err(FilterFault { at, reason });
    let mut text = String::new();
    let mut at = open + 1;
    loop {
        let Some(&c) = chars.get(at) else { return fault(open, FilterReason::UnclosedText) };
        let begins = at;
        at += 1;
        let c = match c {
            '"' => return Ok((Token::Text(text), at)),
            '\\' => {
                let Some((c, end)) = escape(chars, at) else { return fault(begins, FilterReason::BadEscape) };
                at = end;
                c
            }
            c => c,
        };
        if c.is_control() {
            return fault(begins, FilterReason::ControlCharacter);
        }
        text.push(c);
    }
}

/// What stands after `\`, and where it ends.
fn escape(chars: &[char], at: usize) -> Option<(char, usize)> {
    Some(match chars.get(at)? {
        c @ ('"' | '\\' | '/') => (*c, at + 1),
        'b' => ('\u{8}', at + 1),
        'f' => ('\u{c}', at + 1),
        'n' => ('\n', at + 1),
        'r' => ('\r', at + 1),
        't' => ('\t', at + 1),
        'u' => {
            let first = hex(chars, at + 1)?;
            if let Some(c) = char::from_u32(first) {
                return Some((c, at + 5));
            }
            // A pair of surrogates is one character.
            let pair = chars.get(at + 5) == Some(&'\\') && chars.get(at + 6) == Some(&'u');
            let second = if pair { hex(chars, at + 7)? } else { return None };
            if !(0xd800..0xdc00).contains(&first) || !(0xdc00..0xe000).contains(&second) {
                return None;
            }
            (char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, at + 11)
        }
        _ => return None,
    })
}

fn hex(chars: &[char], at: usize) -> Option<u32> {
    chars.get(at..at + 4)?.iter().try_fold(0, |sum, c| Some(sum * 16 + c.to_digit(16)?))
}
