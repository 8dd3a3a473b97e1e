//! The kinds of events: their words, by which they are listed and filtered, and one event of each kind, from which
//! words in every language, filters and the reference are made and tested.

use crate::audit::AuditEvent;

impl AuditEvent {
    /// The word by which the event is listed and filtered.
    #[expect(clippy::too_many_lines, reason = "a line for each kind")]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::PersonAdded { .. } => "person-added",
            Self::PersonChanged => "person-changed",
            Self::PersonBlocked { .. } => "person-blocked",
            Self::PersonUnblocked { .. } => "person-unblocked",
            Self::PersonEdited { .. } => "person-edited",
            Self::RoleGiven { .. } => "role-given",
            Self::PasswordFailed => "password-failed",
            Self::PasswordThrottled => "password-throttled",
            Self::PasswordAccepted => "password-accepted",
            Self::FactorAccepted { .. } => "factor-accepted",
            Self::FactorFailed { .. } => "factor-failed",
            Self::FactorReplayed { .. } => "factor-replayed",
            Self::FactorDisabled { .. } => "factor-disabled",
            Self::SignedIn { .. } => "signed-in",
            Self::SignedOut => "signed-out",
            Self::SessionsEnded { .. } => "sessions-ended",
            Self::OfferPutOff => "offer-put-off",
            Self::AuthenticatorAdded { .. } => "authenticator-added",
            Self::AuthenticatorRenamed => "authenticator-renamed",
            Self::AuthenticatorRemoved { .. } => "authenticator-removed",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::EnrolmentCodeSent => "enrolment-code-sent",
            Self::LateEnrolmentProved { .. } => "late-enrolment-proved",
            Self::BegunAnew { .. } => "begun-anew",
            Self::BreakGlassMade => "break-glass-made",
            Self::BreakGlassUsed => "break-glass-used",
            Self::DeviceTrusted => "device-trusted",
            Self::DevicesForgotten { .. } => "devices-forgotten",
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorSwitchedOff { .. } => "second-factor-switched-off",
            Self::PassGiven { .. } => "pass-given",
            Self::ExemptionGranted { .. } => "exemption-granted",
            Self::ExemptionEnded { .. } => "exemption-ended",
            Self::ExemptionEndTold => "exemption-end-told",
            Self::SignedOutByAdmin { .. } => "signed-out-by-admin",
            Self::Reminded { .. } => "reminded",
            Self::ActRefused { .. } => "act-refused",
            Self::ViewSaved { .. } => "view-saved",
            Self::ViewRemoved { .. } => "view-removed",
            Self::RoleSaved { .. } => "role-saved",
            Self::RoleRemoved { .. } => "role-removed",
            Self::SelectionSaved { .. } => "selection-saved",
            Self::SelectionRemoved { .. } => "selection-removed",
            Self::AttributeSaved { .. } => "attribute-saved",
            Self::AttributeRemoved { .. } => "attribute-removed",
            Self::AttributesChanged { .. } => "attributes-changed",
            Self::PasswordSet { .. } => "password-set",
            Self::GroupJoined { .. } => "group-joined",
            Self::GroupLeft { .. } => "group-left",
            Self::GroupMade { .. } => "group-made",
            Self::GroupRenamed { .. } => "group-renamed",
            Self::GroupRemoved { .. } => "group-removed",
            Self::PeopleImported { .. } => "people-imported",
            Self::PolicySaved { .. } => "policy-saved",
            Self::PolicyChanged { .. } => "policy-changed",
            Self::GuardsPassedOver { .. } => "guards-passed-over",
            Self::PolicyRemoved { .. } => "policy-removed",
            Self::PolicyPeopleExported { .. } => "policy-people-exported",
            Self::RehearsalExported { .. } => "rehearsal-exported",
            Self::MailTested => "mail-tested",
            Self::UnknownDevicesClosed { .. } => "unknown-devices-closed",
            Self::UnknownDevicesReopened => "unknown-devices-reopened",
            Self::PasswordRuleSaved { .. } => "password-rule-saved",
            Self::ExemptionRuleSaved { .. } => "exemption-rule-saved",
            Self::ContactSaved { .. } => "contact-saved",
            Self::CampaignSaved { .. } => "campaign-saved",
            Self::CampaignRemoved { .. } => "campaign-removed",
            Self::CampaignTextSaved { .. } => "campaign-text-saved",
            Self::CampaignWent { .. } => "campaign-went",
            Self::CampaignToldAgain { .. } => "campaign-told-again",
            Self::CampaignTold { .. } => "campaign-told",
            Self::AnnouncementSaved { .. } => "announcement-saved",
            Self::AnnouncementRemoved { .. } => "announcement-removed",
            Self::CampaignLettersMade { .. } => "campaign-letters-made",
            Self::CampaignListExported { .. } => "campaign-list-exported",
            Self::SystemSaved { .. } => "system-saved",
            Self::SystemRemoved { .. } => "system-removed",
            Self::SystemKeyMade { .. } => "system-key-made",
            Self::SystemTold { .. } => "system-told",
            Self::SystemHookOff { .. } => "system-hook-off",
            Self::SystemEventsChosen { .. } => "system-events-chosen",
            Self::SystemToldAgain { .. } => "system-told-again",
            Self::SystemNotTold { .. } => "system-not-told",
            Self::ApplicationSaved { .. } => "application-saved",
            Self::ApplicationRemoved { .. } => "application-removed",
            Self::PeopleSourceSaved { .. } => "people-source-saved",
            Self::PeopleSourceRenewed { .. } => "people-source-renewed",
            Self::PeopleSourceFormerEnded { .. } => "people-source-former-ended",
            Self::PeopleSourceRemoved { .. } => "people-source-removed",
            Self::ApiKeySaved { .. } => "api-key-saved",
            Self::ApiKeyRenewed { .. } => "api-key-renewed",
            Self::ApiKeyFormerEnded { .. } => "api-key-former-ended",
            Self::ApiKeyRemoved { .. } => "api-key-removed",
            Self::PlatformAsked { .. } => "platform-asked",
            Self::PlatformSlowed { .. } => "platform-slowed",
            Self::RadiusClientSaved { .. } => "radius-client-saved",
            Self::RadiusClientRenewed { .. } => "radius-client-renewed",
            Self::RadiusClientFormerEnded { .. } => "radius-client-former-ended",
            Self::RadiusClientRemoved { .. } => "radius-client-removed",
            Self::RadiusAccepted { .. } => "radius-accepted",
            Self::RadiusRefused { .. } => "radius-refused",
            Self::RelyingPartySaved { .. } => "relying-party-saved",
            Self::RelyingPartyRemoved { .. } => "relying-party-removed",
            Self::RelyingPartySecretRenewed { .. } => "relying-party-secret-renewed",
            Self::RelyingPartyFormerEnded { .. } => "relying-party-former-ended",
            Self::SigningKeyRenewed { .. } => "signing-key-renewed",
            Self::WentOnTo { .. } => "went-on-to",
            Self::ConsentGiven { .. } => "consent-given",
            Self::ConsentWithdrawn { .. } => "consent-withdrawn",
            Self::GrantReplayed { .. } => "grant-replayed",
            Self::ModuleAsked { .. } => "module-asked",
            Self::ModuleWithdrawn => "module-withdrawn",
            Self::ModuleActivated => "module-activated",
            Self::ModuleDeclined => "module-declined",
            Self::OrganisationMade => "organisation-made",
            Self::OrganisationClosed => "organisation-closed",
            Self::OrganisationReopened => "organisation-reopened",
            Self::AuditExported { .. } => "audit-exported",
            Self::Operated { .. } => "operated",
        }
    }

    /// The word of every kind.
    pub fn kinds() -> impl Iterator<Item = &'static str> {
        Self::one_of_each().into_iter().map(|event| event.word())
    }

    /// Whether a kind tells of two-step sign-in: while the module of an organisation is not active, no page does.
    pub fn is_about_two_step(kind: &str) -> bool {
        const BEGINNINGS: [&str; 18] = [
            "authenticator-",
            "begun-anew",
            "break-glass-",
            "device-",
            "devices-",
            "enrolment-",
            "exemption-",
            "factor-",
            "guards-",
            "late-enrolment-",
            "module-",
            "offer-",
            "pass-",
            "policy-",
            "recovery-",
            "reminded",
            "second-factor-",
            "unknown-devices-",
        ];
        BEGINNINGS.iter().any(|beginning| kind.starts_with(beginning))
    }

    /// An event of each kind with all that it can tell. What stands in it is made up.
    #[expect(clippy::too_many_lines, reason = "one entry for each kind")]
    pub fn one_of_each() -> Vec<Self> {
        vec![
            Self::PersonAdded { joined: vec!["Leden".into()] },
            Self::PersonChanged,
            Self::PersonBlocked { view: Some("Backend users".into()) },
            Self::PersonUnblocked { view: Some("Backend users".into()) },
            Self::PersonEdited {
                fields: vec!["language".into()],
                joined: vec!["Leden".into()],
                left: vec!["Bestuur".into()],
                view: Some("Backend users".into()),
            },
            Self::RoleGiven { role: "helpdesk".into(), before: "member".into() },
            Self::PasswordFailed,
            Self::PasswordThrottled,
            Self::PasswordAccepted,
            Self::FactorAccepted { factor: "app".into() },
            Self::FactorFailed { factor: "app".into(), failures: 15 },
            Self::FactorReplayed { factor: "app".into() },
            Self::FactorDisabled { factor: "app".into() },
            Self::SignedIn { by_trusted_device: true },
            Self::SignedOut,
            Self::SessionsEnded { count: 3 },
            Self::OfferPutOff,
            Self::AuthenticatorAdded { authenticator: "app".into() },
            Self::AuthenticatorRenamed,
            Self::AuthenticatorRemoved { authenticator: "app".into() },
            Self::RecoveryCodesMade,
            Self::RecoveryCodeUsed,
            Self::EnrolmentCodeSent,
            Self::LateEnrolmentProved { by: "emailed-code".into() },
            Self::BegunAnew { count: 1 },
            Self::BreakGlassMade,
            Self::BreakGlassUsed,
            Self::DeviceTrusted,
            Self::DevicesForgotten { count: 3 },
            Self::PasswordChanged,
            Self::SecondFactorSwitchedOff { reason: "lost the phone".into(), view: Some("Backend users".into()) },
            Self::PassGiven { view: Some("Backend users".into()) },
            Self::ExemptionGranted {
                reason: "lost the phone".into(),
                until: 1_796_684_400_000_000,
                view: Some("Backend users".into()),
            },
            Self::ExemptionEnded { view: Some("Backend users".into()) },
            Self::ExemptionEndTold,
            Self::SignedOutByAdmin { sessions: 3, devices: 3, view: "Backend users".into() },
            Self::Reminded { view: "Backend users".into() },
            Self::ActRefused { act: "switch-off".into(), why: "role".into(), view: Some("Backend users".into()) },
            Self::ViewSaved { view: "Backend users".into(), actions: vec!["switch-off".into()] },
            Self::ViewRemoved { view: "Backend users".into() },
            Self::RoleSaved { role: "helpdesk".into(), rights: vec!["audit-read".into()] },
            Self::RoleRemoved { role: "helpdesk".into() },
            Self::SelectionSaved { selection: "Leden".into(), filter: Some("groups eq \"Leden\"".into()) },
            Self::SelectionRemoved { selection: "Leden".into() },
            Self::AttributeSaved { attribute: "memberNumber".into() },
            Self::AttributeRemoved { attribute: "memberNumber".into(), values: 3 },
            Self::AttributesChanged { attributes: vec!["memberNumber".into()], view: Some("Backend users".into()) },
            Self::PasswordSet { reason: "lost the phone".into(), view: "Backend users".into() },
            Self::GroupJoined { group: "Leden".into(), view: Some("Backend users".into()) },
            Self::GroupLeft { group: "Leden".into(), view: Some("Backend users".into()) },
            Self::GroupMade { group: "Leden".into() },
            Self::GroupRenamed { group: "Leden".into(), before: "member".into() },
            Self::GroupRemoved { group: "Leden".into() },
            Self::PeopleImported { added: 3, changed: 3 },
            Self::PolicySaved { policy: "Backend users".into() },
            Self::PolicyChanged { policy: "Backend users".into(), fields: vec!["deadline".into()] },
            Self::GuardsPassedOver { policy: "Backend users".into(), reason: "lost the phone".into() },
            Self::PolicyRemoved { policy: "Backend users".into() },
            Self::PolicyPeopleExported { policy: "Backend users".into(), list: "left".into() },
            Self::RehearsalExported { day: "2027-01-15".into(), list: "obliged".into() },
            Self::MailTested,
            Self::UnknownDevicesClosed { factor: "app".into() },
            Self::UnknownDevicesReopened,
            Self::PasswordRuleSaved { alone: 15, with_second_factor: 15, words: 3 },
            Self::ExemptionRuleSaved { days: 30 },
            Self::ContactSaved { telephone: "0299 000 123".into(), page: "https://hulp.waterland.example".into() },
            Self::CampaignSaved { campaign: "Tweestap 2026".into() },
            Self::CampaignRemoved { campaign: "Tweestap 2026".into() },
            Self::CampaignTextSaved { campaign: "Tweestap 2026".into(), text: "reminder".into() },
            Self::CampaignWent { campaign: "Tweestap 2026".into(), state: "running".into() },
            Self::CampaignToldAgain { campaign: "Tweestap 2026".into(), messages: 12 },
            Self::CampaignTold { campaign: "Tweestap 2026".into(), people: 3 },
            Self::AnnouncementSaved { announcement: "Straks in twee stappen".into() },
            Self::AnnouncementRemoved { announcement: "Straks in twee stappen".into() },
            Self::CampaignLettersMade {
                campaign: "Tweestap 2026".into(),
                text: "reminder".into(),
                people: 3,
                posted: true,
            },
            Self::CampaignListExported { campaign: "Tweestap 2026".into(), list: "told".into() },
            Self::SystemSaved { system: "Intranet".into() },
            Self::SystemRemoved { system: "Intranet".into() },
            Self::SystemKeyMade { system: "Intranet".into(), key: "feed".into() },
            Self::SystemTold { system: "Intranet".into(), event: "test".into() },
            Self::SystemHookOff { system: "Intranet".into() },
            Self::SystemEventsChosen {
                system: "Intranet".into(),
                added: vec!["signed-in".into()],
                removed: vec!["signed-out".into()],
            },
            Self::SystemToldAgain { system: "Intranet".into(), what: "failed".into(), since: 1_796_684_400_000_000 },
            Self::SystemNotTold { system: "Intranet".into(), event: "audit.signed-in".into() },
            Self::ApplicationSaved {
                application: "Wiki".into(),
                addresses: vec!["https://wiki.example".into()],
                rules: vec!["/ signed-in".into(), "/admin selection=Board second-factor max-age=300".into()],
            },
            Self::ApplicationRemoved { application: "Wiki".into() },
            Self::PeopleSourceSaved {
                people_source: "Entra ID".into(),
                takes_over: false,
                when_gone: "block".into(),
                mapping: vec!["user-name userName".into()],
            },
            Self::PeopleSourceRenewed { people_source: "Entra ID".into() },
            Self::PeopleSourceFormerEnded { people_source: "Entra ID".into() },
            Self::PeopleSourceRemoved { people_source: "Entra ID".into(), people: 3, groups: 1 },
            Self::ApiKeySaved {
                api_key: "CRM".into(),
                scopes: vec!["sign-in".into()],
                addresses: vec!["https://crm.example/back".into()],
            },
            Self::ApiKeyRenewed { api_key: "CRM".into() },
            Self::ApiKeyFormerEnded { api_key: "CRM".into() },
            Self::ApiKeyRemoved { api_key: "CRM".into(), sessions: 3 },
            Self::PlatformAsked { api_key: "CRM".into(), decision: "prove".into() },
            Self::PlatformSlowed { api_key: "CRM".into() },
            Self::RadiusClientSaved {
                device: "Office VPN".into(),
                addresses: vec!["10.0.0.9".into()],
                rules: vec!["everyone".into(), "second-factor".into(), "one-field".into()],
            },
            Self::RadiusClientRenewed { device: "Office VPN".into() },
            Self::RadiusClientFormerEnded { device: "Office VPN".into() },
            Self::RadiusClientRemoved { device: "Office VPN".into() },
            Self::RadiusAccepted { device: "Office VPN".into(), factor: Some("app".into()) },
            Self::RadiusRefused { device: "Office VPN".into(), why: "enrol".into() },
            Self::RelyingPartySaved {
                application: "Cloud".into(),
                addresses: vec!["https://cloud.example/back".into()],
                rules: vec!["everyone".into(), "second-factor".into()],
            },
            Self::RelyingPartyRemoved { application: "Cloud".into() },
            Self::RelyingPartySecretRenewed { application: "Cloud".into() },
            Self::RelyingPartyFormerEnded { application: "Cloud".into() },
            Self::SigningKeyRenewed { algorithm: "ES256".into(), at_once: false },
            Self::WentOnTo { application: "Cloud".into(), acr: "urn:tweestap:acr:2fa".into() },
            Self::ConsentGiven { application: "Cloud".into(), scopes: vec!["openid".into(), "email".into()] },
            Self::ConsentWithdrawn { application: "Cloud".into() },
            Self::GrantReplayed { application: "Cloud".into(), what: "code".into() },
            Self::ModuleAsked { ask: Some(86_400_000_000), stay: Some(86_400_000_000) },
            Self::ModuleWithdrawn,
            Self::ModuleActivated,
            Self::ModuleDeclined,
            Self::OrganisationMade,
            Self::OrganisationClosed,
            Self::OrganisationReopened,
            Self::AuditExported { format: "csv".into() },
            Self::Operated { organisation: "edam.example.org".into(), act: "switch-off".into() },
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The words in the source of `word`, which the compiler knows to have every variant.
    fn words() -> BTreeSet<&'static str> {
        let source = include_str!("audit_kinds.rs");
        let source = source.split("match self {").nth(1).and_then(|rest| rest.split("\n        }").next()).unwrap();
        source.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\",")).collect()
    }

    #[test]
    fn there_is_one_event_of_each_kind() {
        let kinds: Vec<_> = AuditEvent::kinds().collect();
        assert_eq!(kinds.len(), words().len());
        assert_eq!(kinds.into_iter().collect::<BTreeSet<_>>(), words());
    }

    #[test]
    fn the_word_of_an_event_is_the_one_that_is_kept_with_it() {
        for event in AuditEvent::one_of_each() {
            let kept = serde_json::to_value(&event).unwrap();
            assert_eq!(kept["kind"], event.word());
            assert_eq!(serde_json::from_value::<AuditEvent>(kept).unwrap(), event);
        }
    }
}
