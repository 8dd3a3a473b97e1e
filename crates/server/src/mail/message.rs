//! A letter as RFC 5322 bytes: text and HTML as alternatives, both quoted-printable, so that the message is plain
//! ASCII with short lines. Everything in it follows from the letter: a retry sends the same bytes.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::Failure;
use super::letter::{Letter, one_line};

/// What the SMTP conversation needs.
pub(super) struct Rendered {
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

/// Fails for good when the letter itself is malformed: no retry mends that.
pub(super) fn render(letter: &Letter) -> Result<Rendered, Failure> {
    let id_is_plain = letter.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if letter.id.is_empty() || letter.id.len() > 64 || !id_is_plain {
        return Err(Failure::Permanent("the id of the letter is not 1 to 64 letters, digits, - or _".to_owned()));
    }
    let tag_is_plain = letter.language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if letter.language.is_empty() || letter.language.len() > 35 || !tag_is_plain {
        return Err(Failure::Permanent("the language of the letter is not a language tag".to_owned()));
    }
    let written = u64::try_from(letter.written.as_second())
        .map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds))
        .map_err(|_| Failure::Permanent("the letter was written before 1970".to_owned()))?;

    let mut message = Message::builder()
        .message_id(Some(format!("<{}@{}>", letter.id, letter.from.domain())))
        .date(written)
        .from(letter.from.mailbox())
        .to(letter.to.mailbox())
        .subject(one_line(&letter.subject))
        // RFC 3834 §5: no holiday notices in answer to us.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", &letter.language));
    if let Some(reply_to) = &letter.reply_to {
        message = message.reply_to(reply_to.mailbox());
    }
    let parts = MultiPart::alternative()
        // Quoted-printable writes every = as =3D, so "=_" never occurs within a part.
        .boundary(format!("=_{}", letter.id))
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let message =
        message.multipart(parts).map_err(|error| Failure::Permanent(format!("cannot write the message: {error}")))?;
    Ok(Rendered { envelope: message.envelope().clone(), bytes: message.formatted() })
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(lines(text))
}

/// Lines that end in `\n` alone, without control characters; the encoder writes them as CRLF.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::letter::Correspondent;
    use super::super::letter::tests::sample;
    use super::super::sink::Captured;
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn parsed(letter: &Letter) -> Captured {
        let rendered = render(letter).unwrap();
        Captured::parse(rendered.bytes)
    }

    #[test]
    fn a_letter_carries_what_a_good_automatic_mail_carries() {
        let letter =
            Letter { reply_to: Some(Correspondent::parse("Hulp <hulp@waterland.example>").unwrap()), ..sample() };
        let mail = parsed(&letter);
        assert_eq!(mail.header("Message-ID"), Some("<01jd-0001@waterland.example>"));
        assert_eq!(mail.header("Date"), Some("Tue, 24 Nov 2026 08:00:00 +0000"));
        assert_eq!(mail.header("From"), Some("Tweestap <no-reply@waterland.example>"));
        assert_eq!(mail.header("To"), Some("\"Joris van den Berg\" <j.vandenberg@waterland.example>"));
        assert_eq!(mail.header("Reply-To"), Some("Hulp <hulp@waterland.example>"));
        assert_eq!(mail.header("Subject"), Some("Je code is klaar: één minuut"));
        assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
        assert_eq!(mail.header("Content-Language"), Some("nl"));
        assert_eq!(mail.text, letter.text);
        assert_eq!(mail.html, letter.html);
    }

    #[test]
    fn a_retry_sends_the_same_bytes() {
        assert_eq!(render(&sample()).unwrap().bytes, render(&sample()).unwrap().bytes);
    }

    #[test]
    fn a_malformed_letter_is_given_up() {
        for letter in [
            Letter { id: String::new(), ..sample() },
            Letter { id: "a>\r\nBcc: x".to_owned(), ..sample() },
            Letter { language: "nl\r\nBcc: x".to_owned(), ..sample() },
            Letter { written: Timestamp::from_second(-1).unwrap(), ..sample() },
        ] {
            assert!(matches!(render(&letter), Err(Failure::Permanent(_))));
        }
    }

    /// Text with a liking for what breaks mail.
    fn wild() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            Just("\r\nBcc: evil@x.example".to_owned()),
            Just("\nX-Evil: 1\n\nbody".to_owned()),
            Just("\r".to_owned()),
            Just("\0".to_owned()),
            Just("\r\n.\r\nMAIL FROM:<e@x.example>\r\n".to_owned()),
            Just("=?utf-8?q?a=0D=0ABcc:_x?=".to_owned()),
            Just("--=_01jd-0001\r\n".to_owned()),
            Just("\", <evil@x.example>".to_owned()),
            "[a-z ]{1,90}".prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_in_a_letter_adds_a_header_or_breaks_the_message(
            subject in wild(), name in wild(), text in wild(), html in wild()
        ) {
            let to = Correspondent::new(Some(&name), "j@waterland.example").unwrap();
            let rendered = render(&Letter { subject, to, text: text.clone(), html, ..sample() }).unwrap();
            let recipients: Vec<String> = rendered.envelope.to().iter().map(ToString::to_string).collect();
            prop_assert_eq!(recipients, vec!["j@waterland.example".to_owned()]);

            let whole = String::from_utf8(rendered.bytes.clone()).unwrap();
            prop_assert!(whole.is_ascii());
            prop_assert!(!whole.contains('\0'));
            // No CR or LF but in pairs: nothing that two servers could read differently.
            prop_assert!(!whole.replace("\r\n", "").contains(['\r', '\n']));
            prop_assert!(whole.lines().all(|line| line.len() <= 998));

            let mail = Captured::parse(rendered.bytes);
            let names: Vec<&str> = mail.headers.iter().map(|(name, _)| name.as_str()).collect();
            prop_assert_eq!(names, vec![
                "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "Content-Language", "MIME-Version",
                "Content-Type",
            ]);
            prop_assert_eq!(mail.text, lines(&text));
        }
    }
}
