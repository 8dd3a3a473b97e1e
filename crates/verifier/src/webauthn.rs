//! Passkeys and security keys (WebAuthn level 3): what a browser is asked, and whether what it answers is right.
//! Neighbours: [`challenge`] makes what is signed; `actions` keeps credentials and says whose they are. The checks of the
//! standard (sections 7.1 and 7.2) are those of `webauthn-rs-core`; here is what it leaves to whoever calls it.

pub mod challenge;
mod device_data;
mod options;

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use thiserror::Error;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AuthenticationState, AuthenticatorTransport, COSEAlgorithm, Credential, PublicKeyCredential,
    RegisterPublicKeyCredential, RegistrationState, UserVerificationPolicy,
};

pub use challenge::Challenge;
pub use options::{CreationOptions, Known, RequestOptions};

/// The longest credential id, in bytes (WebAuthn level 3, section 7.1 step 25).
pub const LONGEST_CREDENTIAL_ID: usize = 1023;

/// The longest answer of a browser that is looked at, in bytes. Attestations are not asked for, so none is near it.
pub const LONGEST_ANSWER: usize = 16 * 1024;

/// How long a browser waits for the person, and a challenge counts, in seconds.
pub const CHALLENGE_SECONDS: i64 = 5 * 60;

/// The algorithms asked for, best first. `EdDSA` is absent: the library that checks signatures has dropped it.
const ALGORITHMS: [COSEAlgorithm; 3] = [COSEAlgorithm::ES256, COSEAlgorithm::ES384, COSEAlgorithm::RS256];

/// For which site a credential is: the host of the organisation's address, and that address as browsers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The relying party identifier: a host name without port.
    pub id: String,
    /// The only origin that is believed, such as `https://id.example.org`.
    pub origin: String,
    /// What the browser may show.
    pub name: String,
}

/// Why an answer is not accepted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read.
    #[error("the answer of the browser cannot be read")]
    Unreadable,
    /// It was given at another address than that of the organisation.
    #[error("the answer was given at another address")]
    Origin,
    /// The device did not check who used it (no PIN, finger or face), and that is asked.
    #[error("the device did not check who used it")]
    NotVerified,
    /// The count of the key did not go up: there may be a copy of it.
    #[error("the count of the key did not go up")]
    Copied,
    /// The key works in a way that cannot be checked here.
    #[error("the algorithm of the key is not one that was asked for")]
    Algorithm,
    /// Anything else: not made for this question, or with another key.
    #[error("the answer is not right")]
    Wrong,
}

/// A credential that is made now.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its identifier: unique, and no secret.
    pub credential_id: Vec<u8>,
    /// What to keep, to be sealed to its row.
    pub stored: Vec<u8>,
    /// How often it signed; zero where it does not count.
    pub count: u32,
    /// Whether it checked who used it.
    pub verified: bool,
    /// Whether it may be copied to other devices of the person.
    pub may_be_copied: bool,
    /// Whether it is kept elsewhere as well.
    pub backed_up: bool,
    /// How it is reached: `usb`, `nfc`, `ble`, `internal`, `hybrid`; a hint for the browser, and nothing more.
    pub transports: Vec<String>,
}

/// A credential that signed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// How often it signed.
    pub count: u32,
    /// Whether it checked who used it.
    pub verified: bool,
    /// Whether it is kept elsewhere as well.
    pub backed_up: bool,
}

/// The answer to [`CreationOptions`], as the browser wrote it.
pub struct Creation {
    answer: RegisterPublicKeyCredential,
    challenge: Vec<u8>,
}

crate::redacted::redacted!(Creation => "Creation");

impl Creation {
    /// Reads what the browser sent.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let answer: RegisterPublicKeyCredential = read(text)?;
        let challenge = challenge_in(&answer.response.client_data_json)?;
        if answer.type_ != "public-key" {
            return Err(Refusal::Unreadable);
        }
        Ok(Self { answer, challenge })
    }

    /// What was signed; it must be known to have been asked here and now before [`Creation::check`].
    #[must_use]
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// Whether the answer is right at this site (WebAuthn level 3, section 7.1). An attestation is neither asked nor
    /// believed.
    pub fn check(self, site: &Site) -> Result<Made, Refusal> {
        device_data::of_creation(&self.answer.response.attestation_object)?;
        let state: RegistrationState = state(&serde_json::json!({
            "policy": UserVerificationPolicy::Preferred,
            "exclude_credentials": [],
            "challenge": BASE64URL_NOPAD.encode(&self.challenge),
            "credential_algorithms": ALGORITHMS,
            "require_resident_key": false,
            "authenticator_attachment": null,
            "extensions": {},
            "allow_synchronised_authenticators": true,
        }))?;
        let credential =
            core(site)?.register_credential(&self.answer, &state, None).map_err(|error| refusal(&error))?;
        if credential.cred_id.is_empty() || credential.cred_id.len() > LONGEST_CREDENTIAL_ID {
            return Err(Refusal::Unreadable);
        }
        // The library keeps them of attested keys alone; they are a hint, and no more.
        let transports = self.answer.response.transports.iter().flatten().filter_map(word).map(str::to_owned);
        Ok(Made {
            transports: transports.collect(),
            credential_id: credential.cred_id.clone(),
            count: credential.counter,
            verified: credential.user_verified,
            may_be_copied: credential.backup_eligible,
            backed_up: credential.backup_state,
            stored: serde_json::to_vec(&credential).map_err(|_| Refusal::Unreadable)?,
        })
    }
}

/// The answer to [`RequestOptions`], as the browser wrote it.
pub struct Assertion {
    answer: PublicKeyCredential,
    challenge: Vec<u8>,
}

crate::redacted::redacted!(Assertion => "Assertion");

impl Assertion {
    /// Reads what the browser sent.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let answer: PublicKeyCredential = read(text)?;
        let challenge = challenge_in(&answer.response.client_data_json)?;
        let id = &answer.raw_id;
        if answer.type_ != "public-key" || id.is_empty() || id.len() > LONGEST_CREDENTIAL_ID {
            return Err(Refusal::Unreadable);
        }
        Ok(Self { answer, challenge })
    }

    /// What was signed; it must be known to have been asked here and now before [`Assertion::check`].
    #[must_use]
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// Which credential it says to be of.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        &self.answer.raw_id
    }

    /// Whose the credential is, by what was said to it when it was made; `None` where it does not know.
    #[must_use]
    pub fn user_handle(&self) -> Option<&[u8]> {
        self.answer.response.user_handle.as_deref()
    }

    /// Whether the answer is right at this site (WebAuthn level 3, section 7.2), with the credential as kept and the count
    /// that it had. `verified` asks that the device checked who used it.
    pub fn check(self, site: &Site, stored: &[u8], count: u32, verified: bool) -> Result<Signed, Refusal> {
        device_data::of_use(&self.answer.response.authenticator_data)?;
        let policy = if verified { UserVerificationPolicy::Required } else { UserVerificationPolicy::Preferred };
        let state: AuthenticationState = state(&serde_json::json!({
            "credentials": [],
            "policy": policy,
            "challenge": BASE64URL_NOPAD.encode(&self.challenge),
            "appid": null,
            "allow_backup_eligible_upgrade": false,
        }))?;
        let mut credential: Credential = serde_json::from_slice(stored).map_err(|_| Refusal::Wrong)?;
        credential.counter = count;
        let result = core(site)?
            .authenticate_single_credential(&self.answer, &state, &credential)
            .map_err(|error| refusal(&error))?;
        Ok(Signed { count: result.counter(), verified: result.user_verified(), backed_up: result.backup_state() })
    }
}

fn core(site: &Site) -> Result<WebauthnCore, Refusal> {
    let origin = Url::parse(&site.origin).map_err(|_| Refusal::Origin)?;
    let timeout = Duration::from_secs(CHALLENGE_SECONDS.unsigned_abs());
    Ok(WebauthnCore::new_unsafe_experts_only(&site.name, &site.id, vec![origin], timeout, Some(false), Some(false)))
}

/// The library keeps its questions to itself: they are made as it reads them back.
fn state<T: for<'de> Deserialize<'de>>(value: &serde_json::Value) -> Result<T, Refusal> {
    T::deserialize(value).map_err(|error| {
        tracing::error!(%error, "a question to a passkey cannot be written");
        Refusal::Wrong
    })
}

/// What stands in an answer. No extension was asked for, so whatever is said of any is not even read.
fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Refusal> {
    if text.len() > LONGEST_ANSWER {
        return Err(Refusal::Unreadable);
    }
    let mut said: serde_json::Value = serde_json::from_str(text).map_err(|_| Refusal::Unreadable)?;
    let fields = said.as_object_mut().ok_or(Refusal::Unreadable)?;
    fields.remove("clientExtensionResults");
    fields.remove("extensions");
    T::deserialize(said).map_err(|_| Refusal::Unreadable)
}

/// What the browser says was signed. The answer of a page inside a foreign page is none: the library looks at that when a
/// credential is made, and not when one is used.
fn challenge_in(client_data: &[u8]) -> Result<Vec<u8>, Refusal> {
    #[derive(Deserialize)]
    struct Said {
        challenge: String,
        #[serde(rename = "crossOrigin")]
        cross_origin: Option<bool>,
        #[serde(rename = "topOrigin")]
        top_origin: Option<String>,
    }
    let said: Said = serde_json::from_slice(client_data).map_err(|_| Refusal::Unreadable)?;
    if said.cross_origin == Some(true) || said.top_origin.is_some() {
        return Err(Refusal::Origin);
    }
    BASE64URL_NOPAD.decode(said.challenge.as_bytes()).map_err(|_| Refusal::Unreadable)
}

fn refusal(error: &WebauthnError) -> Refusal {
    match error {
        WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => Refusal::Origin,
        WebauthnError::UserNotVerified => Refusal::NotVerified,
        WebauthnError::CredentialPossibleCompromise => Refusal::Copied,
        WebauthnError::CredentialAlteredAlgFromRequest => Refusal::Algorithm,
        _ => Refusal::Wrong,
    }
}

/// The word of the standard; an unknown one is left out.
const fn word(transport: &AuthenticatorTransport) -> Option<&'static str> {
    match transport {
        AuthenticatorTransport::Usb => Some("usb"),
        AuthenticatorTransport::Nfc => Some("nfc"),
        AuthenticatorTransport::Ble => Some("ble"),
        AuthenticatorTransport::Internal => Some("internal"),
        AuthenticatorTransport::Hybrid => Some("hybrid"),
        AuthenticatorTransport::Test | AuthenticatorTransport::Unknown => None,
    }
}
