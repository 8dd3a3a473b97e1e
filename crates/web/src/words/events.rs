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
    ("person-added", "log-person-added"),
    ("person-changed", "log-person-changed"),
    ("person-blocked", "log-person-blocked"),
    ("person-unblocked", "log-person-unblocked"),
    ("person-edited", "log-person-edited"),
    ("role-given", "log-role-given"),
    ("password-failed", "log-password-failed"),
    ("password-throttled", "log-password-throttled"),
    ("password-accepted", "log-password-accepted"),
    ("factor-accepted", "log-factor-accepted"),
    ("factor-failed", "log-factor-failed"),
    ("factor-replayed", "log-factor-replayed"),
    ("passkey-copied", "log-passkey-copied"),
    ("tokens-imported", "log-tokens-imported"),
    ("token-given", "log-token-given"),
    ("token-synchronised", "log-token-synchronised"),
    ("token-moved", "log-token-moved"),
    ("factor-disabled", "log-factor-disabled"),
    ("signed-in", "log-signed-in"),
    ("signed-out", "log-signed-out"),
    ("sessions-ended", "log-sessions-ended"),
    ("offer-put-off", "log-offer-put-off"),
    ("authenticator-added", "log-authenticator-added"),
    ("authenticator-renamed", "log-authenticator-renamed"),
    ("authenticator-removed", "log-authenticator-removed"),
    ("recovery-codes-made", "log-recovery-codes-made"),
    ("recovery-code-used", "log-recovery-code-used"),
    ("enrolment-code-sent", "log-enrolment-code-sent"),
    ("late-enrolment-proved", "log-late-enrolment-proved"),
    ("begun-anew", "log-begun-anew"),
    ("break-glass-made", "log-break-glass-made"),
    ("break-glass-used", "log-break-glass-used"),
    ("device-trusted", "log-device-trusted"),
    ("devices-forgotten", "log-devices-forgotten"),
    ("password-changed", "log-password-changed"),
    ("second-factor-switched-off", "log-second-factor-switched-off"),
    ("pass-given", "log-pass-given"),
    ("code-card-made", "log-card-made"),
    ("exemption-granted", "log-exemption-granted"),
    ("exemption-ended", "log-exemption-ended"),
    ("exemption-end-told", "log-exemption-end-told"),
    ("signed-out-by-admin", "log-signed-out-by-admin"),
    ("reminded", "log-reminded"),
    ("act-refused", "log-act-refused"),
    ("view-saved", "log-view-saved"),
    ("view-removed", "log-view-removed"),
    ("role-saved", "log-role-saved"),
    ("role-removed", "log-role-removed"),
    ("selection-saved", "log-selection-saved"),
    ("selection-removed", "log-selection-removed"),
    ("attribute-saved", "log-attribute-saved"),
    ("attribute-removed", "log-attribute-removed"),
    ("attributes-changed", "log-attributes-changed"),
    ("password-set", "log-password-set"),
    ("group-joined", "log-group-joined"),
    ("group-left", "log-group-left"),
    ("group-made", "log-group-made"),
    ("group-renamed", "log-group-renamed"),
    ("group-removed", "log-group-removed"),
    ("people-imported", "log-people-imported"),
    ("policy-saved", "log-policy-saved"),
    ("policy-changed", "log-policy-changed"),
    ("guards-passed-over", "log-guards-passed-over"),
    ("policy-removed", "log-policy-removed"),
    ("policy-people-exported", "log-policy-people-exported"),
    ("rehearsal-exported", "log-rehearsal-exported"),
    ("mail-tested", "log-mail-tested"),
    ("unknown-devices-closed", "log-unknown-devices-closed"),
    ("unknown-devices-reopened", "log-unknown-devices-reopened"),
    ("password-rule-saved", "log-password-rule-saved"),
    ("exemption-rule-saved", "log-exemption-rule-saved"),
    ("contact-saved", "log-contact-saved"),
    ("campaign-saved", "log-campaign-saved"),
    ("campaign-removed", "log-campaign-removed"),
    ("campaign-text-saved", "log-campaign-text-saved"),
    ("campaign-went", "log-campaign-went"),
    ("campaign-told-again", "log-campaign-told-again"),
    ("campaign-told", "log-campaign-told"),
    ("announcement-saved", "log-announcement-saved"),
    ("announcement-removed", "log-announcement-removed"),
    ("campaign-letters-made", "log-campaign-letters-made"),
    ("campaign-list-exported", "log-campaign-list-exported"),
    ("system-saved", "log-system-saved"),
    ("system-removed", "log-system-removed"),
    ("system-key-made", "log-system-key-made"),
    ("system-told", "log-system-told"),
    ("system-hook-off", "log-system-hook-off"),
    ("system-events-chosen", "log-system-events-chosen"),
    ("system-told-again", "log-system-told-again"),
    ("system-not-told", "log-system-not-told"),
    ("application-saved", "log-application-saved"),
    ("application-removed", "log-application-removed"),
    ("people-source-saved", "log-people-source-saved"),
    ("people-source-renewed", "log-people-source-renewed"),
    ("people-source-former-ended", "log-people-source-former-ended"),
    ("people-source-removed", "log-people-source-removed"),
    ("directory-saved", "log-directory-saved"),
    ("directory-asked", "log-directory-asked"),
    ("directory-held", "log-directory-held"),
    ("directory-let-go", "log-directory-let-go"),
    ("api-key-saved", "log-api-key-saved"),
    ("api-key-renewed", "log-api-key-renewed"),
    ("api-key-former-ended", "log-api-key-former-ended"),
    ("api-key-removed", "log-api-key-removed"),
    ("platform-asked", "log-platform-asked"),
    ("platform-slowed", "log-platform-slowed"),
    ("radius-client-saved", "log-radius-client-saved"),
    ("radius-client-renewed", "log-radius-client-renewed"),
    ("radius-client-former-ended", "log-radius-client-former-ended"),
    ("radius-client-removed", "log-radius-client-removed"),
    ("radius-accepted", "log-radius-accepted"),
    ("radius-refused", "log-radius-refused"),
    ("relying-party-saved", "log-relying-party-saved"),
    ("relying-party-removed", "log-relying-party-removed"),
    ("relying-party-secret-renewed", "log-relying-party-secret-renewed"),
    ("relying-party-former-ended", "log-relying-party-former-ended"),
    ("signing-key-renewed", "log-signing-key-renewed"),
    ("went-on-to", "log-went-on-to"),
    ("consent-given", "log-consent-given"),
    ("consent-withdrawn", "log-consent-withdrawn"),
    ("grant-replayed", "log-grant-replayed"),
    ("module-asked", "log-module-asked"),
    ("module-withdrawn", "log-module-withdrawn"),
    ("module-activated", "log-module-activated"),
    ("module-declined", "log-module-declined"),
    ("organisation-made", "log-organisation-made"),
    ("organisation-closed", "log-organisation-closed"),
    ("organisation-reopened", "log-organisation-reopened"),
    ("audit-exported", "log-audit-exported"),
    ("operated", "log-operated"),
];

/// What events tell beside their kind.
const FIELDS: &[(&str, &str)] = &[
    ("fields", "log-with-fields"),
    ("joined", "log-with-joined"),
    ("left", "log-with-left"),
    ("view", "log-with-view"),
    ("role", "log-with-role"),
    ("before", "log-with-before"),
    ("factor", "log-with-factor"),
    ("failures", "log-with-failures"),
    ("by_trusted_device", "log-with-by-trusted-device"),
    ("count", "log-with-count"),
    ("authenticator", "log-with-authenticator"),
    ("by", "log-with-by"),
    ("reason", "log-with-reason"),
    ("until", "log-with-until"),
    ("sessions", "log-with-sessions"),
    ("devices", "log-with-devices"),
    ("act", "log-with-act"),
    ("why", "log-with-why"),
    ("actions", "log-with-actions"),
    ("rights", "log-with-rights"),
    ("selection", "log-with-selection"),
    ("filter", "log-with-filter"),
    ("attribute", "log-with-attribute"),
    ("values", "log-with-values"),
    ("attributes", "log-with-attributes"),
    ("group", "log-with-group"),
    ("added", "log-with-added"),
    ("changed", "log-with-changed"),
    ("removed", "log-with-removed"),
    ("since", "log-with-since"),
    ("policy", "log-with-policy"),
    ("list", "log-with-list"),
    ("day", "log-with-day"),
    ("days", "log-with-days"),
    ("telephone", "log-with-telephone"),
    ("page", "log-with-page"),
    ("campaign", "log-with-campaign"),
    ("announcement", "log-with-announcement"),
    ("system", "log-with-system"),
    ("application", "log-with-application"),
    ("api_key", "log-with-api-key"),
    ("device", "log-with-device"),
    ("serial", "log-with-serial"),
    ("to", "log-with-to"),
    ("people_source", "log-with-people-source"),
    ("groups", "log-with-groups"),
    ("takes_over", "log-with-takes-over"),
    ("when_gone", "log-with-when-gone"),
    ("mapping", "log-with-mapping"),
    ("settings", "log-with-settings"),
    ("algorithm", "log-with-algorithm"),
    ("at_once", "log-with-at-once"),
    ("acr", "log-with-acr"),
    ("what", "log-with-what"),
    ("scopes", "log-with-scopes"),
    ("decision", "log-with-decision"),
    ("addresses", "log-with-addresses"),
    ("rules", "log-with-rules"),
    ("key", "log-with-key"),
    ("event", "log-with-event"),
    ("text", "log-with-text"),
    ("state", "log-with-state"),
    ("people", "log-with-people"),
    ("messages", "log-with-messages"),
    ("posted", "log-with-posted"),
    ("alone", "log-with-alone"),
    ("with_second_factor", "log-with-with-second-factor"),
    ("words", "log-with-words"),
    ("ask", "log-with-ask"),
    ("stay", "log-with-stay"),
    ("organisation", "log-with-organisation"),
    ("format", "log-with-format"),
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
