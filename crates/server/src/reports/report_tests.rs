//! Reports in the shapes that mail servers give them, and what only looks like one.

use proptest::prelude::*;

use super::super::samples::{self, EXCHANGE, EXIM, POSTFIX, Sample};
use super::*;

const ID: &str = "0193e0f1-7c00-7000-8000-000000000001@waterland.example";
const TO: &str = "s.dewit@waterland.example";

fn report(sample: Sample) -> Report {
    match read(&sample.about(ID, TO)) {
        Read::Report(report) => report,
        other => panic!("{}: {other:?}", sample.name),
    }
}

#[test]
fn each_mail_server_is_understood() {
    for (sample, why) in [
        (POSTFIX, "550 5.1.1 <s.dewit@waterland.example>: Recipient address rejected: User unknown"),
        (EXIM, "550 5.1.1 No such user here"),
        (EXCHANGE, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    ] {
        let found = report(sample);
        assert_eq!(found.message_id, ID, "{}", sample.name);
        assert_eq!(found.failed.len(), 1, "{}", sample.name);
        assert!(found.failed[0].addresses.contains(&TO.to_owned()), "{}: {:?}", sample.name, found.failed);
        assert_eq!(found.failed[0].why, why, "{}", sample.name);
    }
}

#[test]
fn what_is_late_or_arrived_is_no_failure() {
    for sample in [samples::DELAYED, samples::DELIVERED, samples::MAY_PASS] {
        assert_eq!(report(sample), Report { message_id: ID.to_owned(), failed: Vec::new() }, "{}", sample.name);
    }
}

#[test]
fn what_cannot_be_read_is_malformed_and_other_mail_is_none() {
    for sample in [samples::NO_STATUS, samples::NO_MESSAGE, samples::EMPTY_STATUS, samples::NOBODY] {
        let found = read(&sample.about(ID, TO));
        assert!(matches!(found, Read::Malformed(_)), "{}: {found:?}", sample.name);
    }
    for sample in [samples::HOLIDAY, samples::READ_RECEIPT] {
        assert_eq!(read(&sample.about(ID, TO)), Read::NoReport, "{}", sample.name);
    }
    assert_eq!(read(b""), Read::NoReport);
    assert_eq!(read(b"\xff\xfe\0\0"), Read::NoReport);
}

#[test]
fn a_table_of_recipients() {
    for (fields, expected) in [
        ("Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1", Some("a@b.example")),
        (
            "Final-Recipient: RFC822; <a@b.example>\nAction: FAILED (expired)\nStatus: 5.0.0 (permanent)",
            Some("a@b.example"),
        ),
        ("Final-Recipient: utf-8;j\u{f6}rg@b.example\nAction: failed\nStatus: 5.1.1", Some("j\u{f6}rg@b.example")),
        ("Final-Recipient: x400;/c=nl\nAction: failed\nStatus: 5.1.1", None),
        ("Final-Recipient: rfc822;nobody\nAction: failed\nStatus: 5.1.1", None),
        ("Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 4.4.7", None),
        ("Final-Recipient: rfc822;a@b.example\nAction: delayed\nStatus: 5.1.1", None),
        ("Final-Recipient: rfc822;a@b.example\nStatus: 5.1.1", None),
        ("Action: failed\nStatus: 5.1.1", None),
    ] {
        let group = fields_of(fields);
        assert_eq!(failed(&group).map(|failed| failed.addresses.concat()).as_deref(), expected, "{fields}");
    }
}

fn fields_of(text: &str) -> Vec<Field> {
    fields(text).pop().unwrap()
}

#[test]
fn a_diagnosis_over_several_lines_is_one_line() {
    let group = fields_of(
        "Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n  no such\n\tuser",
    );
    assert_eq!(failed(&group).unwrap().why, "550 5.1.1 no such user");
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_left(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _whatever = read(&raw);
    }

    #[test]
    fn a_report_with_a_fault_in_it_is_read_or_left(at in 0_usize..2_000, byte in any::<u8>()) {
        let mut raw = POSTFIX.about(ID, TO);
        let at = at % raw.len();
        raw[at] = byte;
        if let Read::Report(report) = read(&raw) {
            prop_assert!(report.failed.len() <= 1);
        }
    }
}
