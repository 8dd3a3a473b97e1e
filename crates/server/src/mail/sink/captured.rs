//! A mail as it arrived, taken apart: headers unfolded and decoded, text and HTML out of quoted-printable.
//! Understands what `message` writes and what tests need; it is no general mail parser.

use data_encoding::BASE64;

/// A mail that the sink took.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    /// Sender of the envelope.
    pub from: String,
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// What AUTH PLAIN carried, in base64, when the client signed in.
    pub account: Option<String>,
    /// Names and decoded values, in order.
    pub headers: Vec<(String, String)>,
    /// The plain text part, with `\n` between lines.
    pub text: String,
    /// The HTML part, with `\n` between lines.
    pub html: String,
    /// The message as it came.
    pub raw: Vec<u8>,
}

impl Captured {
    /// Takes a message apart.
    pub fn parse(raw: Vec<u8>) -> Self {
        let whole = String::from_utf8_lossy(&raw).into_owned();
        let (head, body) = whole.split_once("\r\n\r\n").unwrap_or((&whole, ""));
        let headers = headers(head);
        let mut mail = Self { headers, ..Self::default() };
        let boundary = mail.header("Content-Type").and_then(boundary_of).map(str::to_owned);
        for part in boundary.iter().flat_map(|boundary| parts(body, boundary)) {
            let (head, body) = part.split_once("\r\n\r\n").unwrap_or((part, ""));
            let kind = value(&self::headers(head), "Content-Type").unwrap_or_default().to_owned();
            let decoded = quoted_printable(body);
            match kind.split(';').next() {
                Some("text/plain") => mail.text = decoded,
                Some("text/html") => mail.html = decoded,
                _ => {}
            }
        }
        Self { raw, ..mail }
    }

    /// The decoded value of the first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.headers, name)
    }

    /// The first run of exactly six digits in the text: the code of a mail that carries one.
    pub fn code(&self) -> Option<&str> {
        self.text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6)
    }
}

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// RFC 5322 §2.2.3: a line that begins with white space goes on with the one before.
fn headers(head: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => value.push_str(line),
            (_, _, Some((name, value))) => headers.push((name.to_owned(), value.trim_start().to_owned())),
            (_, _, None) => headers.push((line.to_owned(), String::new())),
        }
    }
    headers.into_iter().map(|(name, value)| (name, encoded_words(&value))).collect()
}

/// RFC 2047 encoded words in UTF-8; white space between two of them is no part of the text.
fn encoded_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut after_word = false;
    while let Some((before, word, behind)) = next_word(rest) {
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        (rest, after_word) = (behind, true);
    }
    out + rest
}

/// The text before the next encoded word, the word decoded, and the text after it.
fn next_word(text: &str) -> Option<(&str, String, &str)> {
    let (before, rest) = text.split_once("=?")?;
    let (_charset, rest) = rest.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (content, behind) = rest.split_once("?=")?;
    let bytes = match encoding {
        "b" | "B" => BASE64.decode(content.as_bytes()).ok()?,
        _ => unquoted(&content.replace('_', " ")),
    };
    Some((before, String::from_utf8_lossy(&bytes).into_owned(), behind))
}

fn boundary_of(content_type: &str) -> Option<&str> {
    let (_, rest) = content_type.split_once("boundary=\"")?;
    rest.split_once('"').map(|(boundary, _)| boundary)
}

fn parts<'a>(body: &'a str, boundary: &str) -> Vec<&'a str> {
    let delimiter = format!("--{boundary}");
    // Before the first delimiter stands nothing for people; after the last one, two dashes.
    body.split(delimiter.as_str()).skip(1).filter_map(|part| part.strip_prefix("\r\n")).collect()
}

/// RFC 2045 §6.7, and the line end before the next boundary dropped.
fn quoted_printable(body: &str) -> String {
    let body = body.strip_suffix("\r\n").unwrap_or(body).replace("=\r\n", "");
    String::from_utf8_lossy(&unquoted(&body)).replace("\r\n", "\n")
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut pieces = text.split('=');
    bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        let byte = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let (Some(byte), Some(rest)) = (byte, piece.get(2..)) {
            bytes.push(byte);
            bytes.extend_from_slice(rest.as_bytes());
        } else {
            bytes.push(b'=');
            bytes.extend_from_slice(piece.as_bytes());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_unfolded_and_decoded() {
        let mail =
            Captured::parse(b"Subject: =?utf-8?b?w6k=?=\r\n =?utf-8?q?=C3=A9n_x?= end\r\nTo: a@b\r\n\r\nbody".to_vec());
        assert_eq!(mail.header("subject"), Some("één x end"));
        assert_eq!(mail.header("To"), Some("a@b"));
    }

    #[test]
    fn a_code_is_six_digits_in_a_row() {
        let mail = Captured { text: "call 0205550123: code 481 516 or 123456.".to_owned(), ..Captured::default() };
        assert_eq!(mail.code(), Some("123456"));
    }
}
