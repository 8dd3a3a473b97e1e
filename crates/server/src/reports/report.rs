//! A report of delivery, taken apart: RFC 3464 inside the multipart/report of RFC 6522, as Postfix, Exim and Exchange write it.
//! What cannot be read as one is no report; what it says is believed of nothing yet.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A report about a message.
    Report(Report),
    /// It says to be a report and cannot be read as one; why.
    Malformed(&'static str),
    /// Something else.
    NoReport,
}

/// A report about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The Message-ID of the message, without its brackets.
    pub message_id: String,
    /// The recipients whom it did not reach and never will; none where it is only late, or arrived.
    pub failed: Vec<Failed>,
}

/// A recipient whom a message never reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The addresses that the report names for them: the final one, and the one that the sender knew if it is told.
    pub addresses: Vec<String>,
    /// The words of the mail server, else its status.
    pub why: String,
}

/// A report has one part for each recipient, and our messages have one recipient.
const MOST_RECIPIENTS: usize = 50;

/// Takes a mail apart.
pub fn read(raw: &[u8]) -> Read {
    let Some(mail) = MessageParser::default().parse(raw) else { return Read::NoReport };
    let Some(root) = mail.parts.first() else { return Read::NoReport };
    if !is(root, "multipart", &["report"]) {
        return Read::NoReport;
    }
    let kind = root.content_type().and_then(|kind| kind.attribute("report-type"));
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("delivery-status")) {
        return Read::NoReport;
    }
    let status = mail.parts.iter().find(|part| is(part, "message", &["delivery-status", "global-delivery-status"]));
    let Some(status) = status else { return Read::Malformed("no part says what became of the message") };
    let Some(message_id) = mail.parts.iter().find_map(returned) else {
        return Read::Malformed("it does not say which message it is about");
    };
    let status = String::from_utf8_lossy(status.contents()).into_owned();
    let mut groups = fields(&status).into_iter();
    if groups.next().is_none() {
        return Read::Malformed("its status is empty");
    }
    let recipients: Vec<Vec<Field>> = groups.take(MOST_RECIPIENTS).collect();
    if recipients.is_empty() {
        return Read::Malformed("it names no recipient");
    }
    Read::Report(Report { message_id, failed: recipients.iter().filter_map(|fields| failed(fields)).collect() })
}

fn is(part: &MessagePart<'_>, kind: &str, subkinds: &[&str]) -> bool {
    part.content_type().is_some_and(|found| {
        let subkind = found.subtype().unwrap_or_default();
        found.ctype().eq_ignore_ascii_case(kind) && subkinds.iter().any(|one| subkind.eq_ignore_ascii_case(one))
    })
}

/// The Message-ID of the message that a part returns, whole or its head alone.
fn returned(part: &MessagePart<'_>) -> Option<String> {
    let of = |mail: &Message<'_>| mail.message_id().map(str::to_owned);
    match &part.body {
        PartType::Message(mail) => of(mail),
        PartType::Text(head) if is(part, "text", &["rfc822-headers"]) => {
            MessageParser::default().parse_headers(head.as_bytes()).as_ref().and_then(of)
        }
        _ if is(part, "message", &["global-headers"]) => {
            MessageParser::default().parse_headers(part.contents()).as_ref().and_then(of)
        }
        _ => None,
    }
}

/// RFC 3464 §2.3: a recipient who failed for good. Delayed, delivered, relayed and expanded are no failures, nor is a
/// status that may pass (RFC 3463 §3.1).
fn failed(fields: &[Field]) -> Option<Failed> {
    let value =
        |name: &str| fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| &field.value);
    // "failed (expired)" has a comment behind it.
    let action = value("Action")?.split([' ', '(']).next()?;
    let status = value("Status")?.trim();
    if !action.eq_ignore_ascii_case("failed") || !status.starts_with("5.") {
        return None;
    }
    let addresses: Vec<String> =
        ["Final-Recipient", "Original-Recipient"].iter().filter_map(|name| address(value(name)?)).collect();
    if addresses.is_empty() {
        return None;
    }
    let words = value("Diagnostic-Code").map(|value| value.split_once(';').map_or(value.as_str(), |(_, words)| words));
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    Some(Failed { addresses, why: words.unwrap_or(status).to_owned() })
}

/// RFC 3464 §2.1.2: the kind of address, a semicolon, the address.
fn address(value: &str) -> Option<String> {
    let (kind, address) = value.split_once(';')?;
    let known = ["rfc822", "utf-8"].iter().any(|one| kind.trim().eq_ignore_ascii_case(one));
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    (known && address.contains('@')).then(|| address.to_owned())
}

#[derive(Debug, PartialEq, Eq)]
struct Field {
    name: String,
    value: String,
}

/// Groups of fields with an empty line between them; RFC 5322 §2.2.3: a line that begins with white space goes on with the
/// one before.
fn fields(text: &str) -> Vec<Vec<Field>> {
    let mut groups: Vec<Vec<Field>> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            within = false;
            continue;
        }
        if !std::mem::replace(&mut within, true) {
            groups.push(Vec::new());
        }
        let Some(group) = groups.last_mut() else { continue };
        match (line.starts_with([' ', '\t']), group.last_mut(), line.split_once(':')) {
            (true, Some(field), _) => {
                field.value.push(' ');
                field.value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => {
                group.push(Field { name: name.trim().to_owned(), value: value.trim().to_owned() });
            }
            _ => {}
        }
    }
    groups
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
