//! Identifiers: 128 bits, made by the caller (UUIDv7), each of its own type so that they cannot be confused.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is no identifier (a UUID, in any of its usual spellings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier: expected a UUID such as 0193e0f1-7c00-7000-8000-000000000000")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From the 16 bytes that the store keeps.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The 16 bytes that the store keeps.
            pub const fn bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = NotAnId;

            fn try_from(bytes: &[u8]) -> Result<Self, NotAnId> {
                <[u8; 16]>::try_from(bytes).map(Self::from_bytes).map_err(|_| NotAnId)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text).map(Self).map_err(|_| NotAnId)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.as_hyphenated())
            }
        }
    };
}

id!(
    /// An organisation: every row belongs to one.
    OrganisationId
);
id!(
    /// A person with an account.
    UserId
);
id!(
    /// A group of people.
    GroupId
);
id!(
    /// A policy: who must, from when, how often.
    PolicyId
);
id!(
    /// One enrolled thing: this phone's app, that key.
    AuthenticatorId
);
id!(
    /// One signed-in browser.
    SessionId
);
id!(
    /// A browser remembered after a second factor.
    TrustedDeviceId
);
id!(
    /// An exemption from the duty to enrol.
    ExemptionId
);
id!(
    /// A message waiting to be sent, written with the change that it tells.
    OutboxId
);
id!(
    /// A row of the audit log.
    AuditId
);
id!(
    /// A role of the organisation's own.
    RoleId
);
id!(
    /// A view: a window on the directory.
    ViewId
);
id!(
    /// A request to activate the module of an organisation.
    ActivationId
);
id!(
    /// An import of people from a file.
    ImportId
);
id!(
    /// A saved selection of people.
    SelectionId
);
id!(
    /// A campaign: who is told what ahead of a deadline.
    CampaignId
);
id!(
    /// An announcement: what people read in the product between two days.
    AnnouncementId
);
id!(
    /// A connected system, to which announcements are handed.
    SystemId
);
id!(
    /// An application that stands behind the sign-in.
    ApplicationId
);
id!(
    /// An event that is told to one connected system.
    DeliveryId
);
id!(
    /// A key of the API, and the platform that has it.
    ApiKeyId
);
id!(
    /// An application that signs in by OpenID Connect.
    RelyingPartyId
);
id!(
    /// What a person let a relying party have, from one sign-in on.
    GrantId
);
id!(
    /// A key that signs what relying parties are told.
    SigningKeyId
);
id!(
    /// A system from which people come in.
    PeopleSourceId
);
id!(
    /// A device that asks by RADIUS who may in.
    RadiusClientId
);
id!(
    /// A sync or dry run of a directory.
    SyncId
);
