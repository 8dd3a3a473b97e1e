//! What the events of the audit log are called, and what stands beside them. A kind without words fails a test.

use super::Words;

impl Words {
    /// What an event of this kind is called; a kind that this version does not know keeps its word.
    pub fn event(self, kind: &str) -> String {
        self.of(KINDS, kind)
    }

    /// What a value beside an event is called.
    pub fn beside_event(self, field: &str) -> String {
        self.of(FIELDS, field)
    }

    fn of(self, table: &[(&str, &str)], word: &str) -> String {
        let key = table.iter().find(|(known, _)| *known == word);
        key.map_or_else(|| word.to_owned(), |(_, key)| self.say(key))
    }
}

/// Kinds of events and the keys of their texts, in the order of `domain::audit`.
const KINDS: &[(&str, &str)] = &[
    ("person-added", "event-person-added"),
    ("person-changed", "event-person-changed"),
    ("person-blocked", "event-person-blocked"),
    ("person-unblocked", "event-person-unblocked"),
    ("person-edited", "event-person-edited"),
    ("role-given", "event-role-given"),
    ("password-failed", "event-password-failed"),
    ("password-throttled", "event-password-throttled"),
    ("password-accepted", "event-password-accepted"),
    ("factor-accepted", "event-factor-accepted"),
    ("factor-failed", "event-factor-failed"),
    ("factor-replayed", "event-factor-replayed"),
    ("factor-disabled", "event-factor-disabled"),
    ("signed-in", "event-signed-in"),
    ("signed-out", "event-signed-out"),
    ("sessions-ended", "event-sessions-ended"),
    ("offer-put-off", "event-offer-put-off"),
    ("authenticator-added", "event-authenticator-added"),
    ("authenticator-renamed", "event-authenticator-renamed"),
    ("authenticator-removed", "event-authenticator-removed"),
    ("recovery-codes-made", "event-recovery-codes-made"),
    ("recovery-code-used", "event-recovery-code-used"),
    ("enrolment-code-sent", "event-enrolment-code-sent"),
    ("late-enrolment-proved", "event-late-enrolment-proved"),
    ("device-trusted", "event-device-trusted"),
    ("devices-forgotten", "event-devices-forgotten"),
    ("password-changed", "event-password-changed"),
    ("second-factor-switched-off", "event-second-factor-switched-off"),
    ("pass-given", "event-pass-given"),
    ("exemption-granted", "event-exemption-granted"),
    ("exemption-ended", "event-exemption-ended"),
    ("exemption-end-told", "event-exemption-end-told"),
    ("signed-out-by-admin", "event-signed-out-by-admin"),
    ("reminded", "event-reminded"),
    ("act-refused", "event-act-refused"),
    ("view-saved", "event-view-saved"),
    ("view-removed", "event-view-removed"),
    ("role-saved", "event-role-saved"),
    ("role-removed", "event-role-removed"),
    ("selection-saved", "event-selection-saved"),
    ("selection-removed", "event-selection-removed"),
    ("attribute-saved", "event-attribute-saved"),
    ("attribute-removed", "event-attribute-removed"),
    ("attributes-changed", "event-attributes-changed"),
    ("group-made", "event-group-made"),
    ("group-renamed", "event-group-renamed"),
    ("group-removed", "event-group-removed"),
    ("people-imported", "event-people-imported"),
    ("policy-saved", "event-policy-saved"),
    ("policy-changed", "event-policy-changed"),
    ("guards-passed-over", "event-guards-passed-over"),
    ("policy-removed", "event-policy-removed"),
    ("mail-tested", "event-mail-tested"),
    ("unknown-devices-reopened", "event-unknown-devices-reopened"),
    ("password-rule-saved", "event-password-rule-saved"),
    ("module-asked", "event-module-asked"),
    ("module-withdrawn", "event-module-withdrawn"),
    ("module-activated", "event-module-activated"),
    ("module-declined", "event-module-declined"),
    ("organisation-made", "event-organisation-made"),
    ("organisation-closed", "event-organisation-closed"),
    ("organisation-reopened", "event-organisation-reopened"),
    ("audit-exported", "event-audit-exported"),
    ("operated", "event-operated"),
];

/// What events tell beside their kind.
const FIELDS: &[(&str, &str)] = &[
    ("fields", "event-with-fields"),
    ("view", "event-with-view"),
    ("role", "event-with-role"),
    ("before", "event-with-before"),
    ("factor", "event-with-factor"),
    ("failures", "event-with-failures"),
    ("by_trusted_device", "event-with-by-trusted-device"),
    ("count", "event-with-count"),
    ("authenticator", "event-with-authenticator"),
    ("by", "event-with-by"),
    ("reason", "event-with-reason"),
    ("until", "event-with-until"),
    ("sessions", "event-with-sessions"),
    ("devices", "event-with-devices"),
    ("act", "event-with-act"),
    ("why", "event-with-why"),
    ("actions", "event-with-actions"),
    ("rights", "event-with-rights"),
    ("selection", "event-with-selection"),
    ("filter", "event-with-filter"),
    ("attribute", "event-with-attribute"),
    ("values", "event-with-values"),
    ("attributes", "event-with-attributes"),
    ("group", "event-with-group"),
    ("added", "event-with-added"),
    ("changed", "event-with-changed"),
    ("policy", "event-with-policy"),
    ("alone", "event-with-alone"),
    ("with_second_factor", "event-with-with-second-factor"),
    ("words", "event-with-words"),
    ("ask", "event-with-ask"),
    ("stay", "event-with-stay"),
    ("organisation", "event-with-organisation"),
    ("format", "event-with-format"),
];

#[cfg(test)]
mod tests {
    use domain::audit::AuditEvent;

    use super::*;

    #[test]
    fn the_reference_lists_every_kind_as_the_pages_call_it() {
        let reference = include_str!("../../../../docs/reference/audit.md");
        let words = Words::find("en").unwrap();
        for event in AuditEvent::one_of_each() {
            let row = format!("| `{}` | {} |", event.word(), words.event(event.word()));
            assert!(reference.contains(&row), "{row}");
        }
    }

    #[test]
    fn every_kind_of_event_and_all_that_it_tells_has_words() {
        let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, AuditEvent::kinds().collect::<Vec<_>>());
        for event in AuditEvent::one_of_each() {
            let kept = serde_json::to_value(&event).unwrap();
            for field in kept.as_object().unwrap().keys().filter(|field| *field != "kind") {
                assert!(FIELDS.iter().any(|(known, _)| known == field), "{field} of {}", event.word());
            }
        }
    }
}
