//! Samples of the audit log.

use domain::audit::AuditEvent;

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{AuditFilter, AuditLine, AuditLog, AuditPerson, AuditStanding, Place};

impl Collection {
    pub(super) fn audit(&mut self) {
        let frame = self.desk("/admin/audit?kind=signed-in", Place::Audit);
        let words = frame.calendar.words;
        let somebody = |name: &str| AuditPerson { name: name.to_owned(), id: Some("p1".to_owned()) };
        let line = |kind: &str, beside: &[(&str, &str)]| AuditLine {
            at: NOW - 3_600 * SECOND,
            what: words.event(kind),
            by: somebody("Sanne de Wit"),
            whom: Some(somebody("Joris van den Berg")),
            source: Some("192.0.2.14".to_owned()),
            beside: beside.iter().map(|(name, value)| (words.beside_event(name), (*value).to_owned())).collect(),
        };
        let off = [("reason", "=HYPERLINK(\"x\") <script>alert(1)</script>"), ("view", "Backend users")];
        let mut lines = vec![line("second-factor-switched-off", &off), line("signed-in", &[])];
        let server = AuditPerson { name: frame.say("audit-command-line"), id: None };
        lines.push(AuditLine { by: server, whom: None, source: None, ..line("policy-saved", &[("policy", "Leden")]) });
        let page = AuditLog {
            standing: AuditStanding::Clean { rows: 12_408, at: NOW - DAY * SECOND },
            form: AuditFilter { kind: "signed-in".to_owned(), ..AuditFilter::default() },
            kinds: AuditEvent::kinds().map(|kind| (kind, words.event(kind))).collect(),
            lines,
            older: Some("/admin/audit?before=1".to_owned()),
            first: None,
            frame,
        };
        let wrong = AuditFilter {
            person: "<b>nobody</b>".to_owned(),
            from: "8-12".to_owned(),
            faults: vec!["person", "actor", "from", "until"],
            ..AuditFilter::default()
        };
        let tampered = AuditStanding::Tampered { findings: 3, places: vec![12, 1_204], at: NOW };
        let nothing = AuditLog { form: wrong, lines: Vec::new(), older: None, standing: tampered, ..page.clone() };
        let running = AuditStanding::Running { rows: 4_096, of: 12_408 };
        self.add("audit", &page);
        self.add("audit-tampered", &nothing);
        self.add(
            "audit-running",
            &AuditLog { standing: running, first: Some("/admin/audit".to_owned()), ..page.clone() },
        );
        self.add("audit-never", &AuditLog { standing: AuditStanding::Never, ..page });
    }
}
