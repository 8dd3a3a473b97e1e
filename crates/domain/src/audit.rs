//! Facts worth keeping: one variant each, written in the transaction of what they tell. None holds a secret.

use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person.
    User(crate::id::UserId),
    /// Someone at the command line of the server.
    CommandLine,
    /// Someone who has not signed in.
    Anonymous,
    /// The program itself.
    System,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AuditEvent {
    /// A person was added.
    PersonAdded,
    /// A person was changed.
    PersonChanged,
    /// A password was wrong, or the person unknown or blocked; the name is not kept, it may be a password.
    PasswordFailed,
    /// Tries with a password were held back.
    PasswordThrottled,
    /// The password was right; the second step follows.
    PasswordAccepted,
    /// A second factor was accepted.
    FactorAccepted {
        /// Word of the kind of proof.
        factor: String,
    },
    /// A second factor was wrong.
    FactorFailed {
        /// Word of the kind of proof.
        factor: String,
        /// Failures in a row.
        failures: u32,
    },
    /// A code was used a second time.
    FactorReplayed {
        /// Word of the kind of proof.
        factor: String,
    },
    /// Authenticators of a kind were disabled by 100 failures in a row.
    FactorDisabled {
        /// Word of the kind of proof.
        factor: String,
    },
    /// A person signed in.
    SignedIn {
        /// Whether a trusted device spared the second factor.
        by_trusted_device: bool,
    },
    /// A person signed out.
    SignedOut,
    /// Sessions were ended.
    SessionsEnded {
        /// How many.
        count: u64,
    },
    /// An offer to enrol was put off.
    OfferPutOff,
    /// An authenticator was added.
    AuthenticatorAdded {
        /// Its kind.
        authenticator: String,
    },
    /// An authenticator got another name.
    AuthenticatorRenamed,
    /// An authenticator was removed.
    AuthenticatorRemoved {
        /// Its kind.
        authenticator: String,
    },
    /// New recovery codes took the place of the old.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// An e-mailed code for late enrolment was asked for.
    EnrolmentCodeSent,
    /// An e-mailed code or a helpdesk pass opened late enrolment.
    LateEnrolmentProved {
        /// `emailed-code` or `helpdesk-pass`.
        by: String,
    },
    /// A browser was trusted.
    DeviceTrusted,
    /// Trusted browsers were forgotten.
    DevicesForgotten {
        /// How many.
        count: u64,
    },
    /// The password was changed.
    PasswordChanged,
    /// Two-step sign-in was switched off for a person.
    SecondFactorSwitchedOff {
        /// Why, in the words of whoever did it.
        reason: String,
    },
    /// A helpdesk pass was given.
    PassGiven,
    /// An exemption was granted.
    ExemptionGranted {
        /// Why, in the words of whoever did it.
        reason: String,
        /// Its end, microseconds since the Unix epoch.
        until: i64,
    },
    /// A policy was saved.
    PolicySaved {
        /// Its name.
        policy: String,
    },
    /// A person may try again from unknown devices.
    UnknownDevicesReopened,
}

impl AuditEvent {
    /// The word by which the event is listed and filtered.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::PersonAdded => "person-added",
            Self::PersonChanged => "person-changed",
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
            Self::DeviceTrusted => "device-trusted",
            Self::DevicesForgotten { .. } => "devices-forgotten",
            Self::PasswordChanged => "password-changed",
            Self::SecondFactorSwitchedOff { .. } => "second-factor-switched-off",
            Self::PassGiven => "pass-given",
            Self::ExemptionGranted { .. } => "exemption-granted",
            Self::PolicySaved { .. } => "policy-saved",
            Self::UnknownDevicesReopened => "unknown-devices-reopened",
        }
    }
}
