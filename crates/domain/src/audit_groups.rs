//! table
//!
//! The kinds of the audit log in groups, for whoever chooses some of them. Neighbour: `audit_kinds` has the words; a kind
//! that stands in no group, or in two, fails a test.

/// A group of kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindGroup {
    /// Signing in and out, right and wrong.
    SignIn,
    /// What people do to their own password, second step and browsers.
    Own,
    /// What is done for one person: exemptions, passes, switched off.
    Helpdesk,
    /// Who there is, in which groups and with which role.
    People,
    /// Rules about passwords and the second step.
    Rules,
    /// Views, roles, selections, groups and attributes.
    Rights,
    /// Campaigns, announcements and letters.
    Messages,
    /// Applications that people go on to from here.
    Applications,
    /// Connected systems and keys of the API.
    Systems,
    /// What was refused, and what was written out.
    Watch,
    /// The organisation itself.
    Organisation,
}

impl KindGroup {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::SignIn,
        Self::Own,
        Self::Helpdesk,
        Self::People,
        Self::Rules,
        Self::Rights,
        Self::Messages,
        Self::Applications,
        Self::Systems,
        Self::Watch,
        Self::Organisation,
    ];

    /// The word of the group.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Own => "own",
            Self::Helpdesk => "helpdesk",
            Self::People => "people",
            Self::Rules => "rules",
            Self::Rights => "rights",
            Self::Messages => "messages",
            Self::Applications => "applications",
            Self::Systems => "systems",
            Self::Watch => "watch",
            Self::Organisation => "organisation",
        }
    }

    /// What a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }

    /// The words of its kinds. What only logs from before hold is in none.
    #[expect(clippy::too_many_lines, reason = "one line for each kind")]
    pub const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::SignIn => &[
                "signed-in",
                "signed-out",
                "sessions-ended",
                "password-accepted",
                "password-failed",
                "password-throttled",
                "factor-accepted",
                "factor-failed",
                "factor-replayed",
                "passkey-copied",
                "factor-disabled",
                "recovery-code-used",
                "break-glass-used",
                "unknown-devices-closed",
                "unknown-devices-reopened",
            ],
            Self::Own => &[
                "authenticator-added",
                "authenticator-renamed",
                "authenticator-removed",
                "token-synchronised",
                "recovery-codes-made",
                "enrolment-code-sent",
                "late-enrolment-proved",
                "begun-anew",
                "offer-put-off",
                "device-trusted",
                "devices-forgotten",
                "password-changed",
            ],
            Self::Helpdesk => &[
                "second-factor-switched-off",
                "pass-given",
                "token-given",
                "token-moved",
                "tokens-imported",
                "code-card-made",
                "exemption-granted",
                "exemption-ended",
                "exemption-end-told",
                "signed-out-by-admin",
                "reminded",
                "password-set",
                "person-blocked",
                "person-unblocked",
            ],
            Self::People => &[
                "person-added",
                "person-edited",
                "role-given",
                "attributes-changed",
                "group-joined",
                "group-left",
                "people-imported",
            ],
            Self::Rules => &[
                "policy-saved",
                "policy-changed",
                "policy-removed",
                "guards-passed-over",
                "password-rule-saved",
                "exemption-rule-saved",
                "break-glass-made",
            ],
            Self::Rights => &[
                "role-saved",
                "role-removed",
                "view-saved",
                "view-removed",
                "selection-saved",
                "selection-removed",
                "group-made",
                "group-renamed",
                "group-removed",
                "attribute-saved",
                "attribute-removed",
            ],
            Self::Messages => &[
                "campaign-saved",
                "campaign-removed",
                "campaign-text-saved",
                "campaign-went",
                "campaign-told",
                "campaign-told-again",
                "campaign-letters-made",
                "announcement-saved",
                "announcement-removed",
                "mail-tested",
                "contact-saved",
            ],
            Self::Applications => &[
                "application-saved",
                "application-removed",
                "relying-party-saved",
                "relying-party-removed",
                "relying-party-secret-renewed",
                "relying-party-former-ended",
                "signing-key-renewed",
                "went-on-to",
                "consent-given",
                "consent-withdrawn",
                "grant-replayed",
                "radius-client-saved",
                "radius-client-renewed",
                "radius-client-former-ended",
                "radius-client-removed",
                "radius-accepted",
                "radius-refused",
            ],
            Self::Systems => &[
                "system-saved",
                "system-removed",
                "system-key-made",
                "system-events-chosen",
                "system-told",
                "system-told-again",
                "system-not-told",
                "system-hook-off",
                "people-source-saved",
                "people-source-renewed",
                "people-source-former-ended",
                "people-source-removed",
                "directory-saved",
                "directory-asked",
                "directory-held",
                "directory-let-go",
                "api-key-saved",
                "api-key-renewed",
                "api-key-former-ended",
                "api-key-removed",
                "platform-asked",
                "platform-slowed",
            ],
            Self::Watch => &[
                "act-refused",
                "audit-exported",
                "policy-people-exported",
                "rehearsal-exported",
                "campaign-list-exported",
            ],
            Self::Organisation => &[
                "module-asked",
                "module-withdrawn",
                "module-activated",
                "module-declined",
                "organisation-made",
                "organisation-closed",
                "organisation-reopened",
                "operated",
            ],
        }
    }
}

/// The kind that a word means, where it stands in a group.
pub fn kind_from_word(word: &str) -> Option<&'static str> {
    KindGroup::ALL.into_iter().flat_map(KindGroup::kinds).copied().find(|kind| *kind == word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::audit::AuditEvent;

    #[test]
    fn every_kind_that_is_written_stands_in_one_group() {
        let grouped: Vec<_> = KindGroup::ALL.into_iter().flat_map(KindGroup::kinds).copied().collect();
        let once: BTreeSet<_> = grouped.iter().copied().collect();
        assert_eq!(grouped.len(), once.len(), "a kind stands in two groups");
        let written: BTreeSet<_> = AuditEvent::kinds().filter(|kind| *kind != "person-changed").collect();
        let (missing, unknown): (Vec<_>, Vec<_>) =
            (written.difference(&once).collect(), once.difference(&written).collect());
        assert!(missing.is_empty() && unknown.is_empty(), "in no group: {missing:?}; no kinds: {unknown:?}");
    }

    #[test]
    fn words_are_read_back() {
        for group in KindGroup::ALL {
            assert_eq!(KindGroup::from_word(group.word()), Some(group));
            assert!(group.kinds().iter().all(|kind| kind_from_word(kind) == Some(*kind)));
        }
        assert_eq!(
            (KindGroup::from_word("x"), kind_from_word("x"), kind_from_word("person-changed")),
            (None, None, None)
        );
    }
}
