//! What a browser is asked, as the JSON that `PublicKeyCredential.parseCreationOptionsFromJSON` and its like read
//! (WebAuthn level 3, section 5.1.8).

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{ALGORITHMS, CHALLENGE_SECONDS, Site};

/// A credential that is known already.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its identifier.
    pub credential_id: Vec<u8>,
    /// How it is reached.
    pub transports: Vec<String>,
}

impl Known {
    fn json(&self) -> Value {
        json!({ "type": "public-key", "id": BASE64URL_NOPAD.encode(&self.credential_id), "transports": self.transports })
    }
}

/// What `navigator.credentials.create` is asked.
#[derive(Clone, Debug)]
pub struct CreationOptions<'a> {
    /// For which site.
    pub site: &'a Site,
    /// What to sign.
    pub challenge: &'a str,
    /// Whose it will be: dice that say nothing about the person (WebAuthn level 3, section 14.6.1).
    pub user_handle: &'a [u8],
    /// What the browser shows to tell accounts apart.
    pub account: &'a str,
    /// The full name.
    pub name: &'a str,
    /// Those that the person has: none of them is made twice.
    pub known: &'a [Known],
}

impl CreationOptions<'_> {
    /// As the browser reads it. Discoverable where the device can, so that it will do for the whole sign-in; a check of who
    /// uses it where the device can; no attestation.
    #[must_use]
    pub fn json(&self) -> String {
        let algorithms = ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm as i64 }));
        json!({
            "rp": { "id": self.site.id, "name": self.site.name },
            "user": { "id": BASE64URL_NOPAD.encode(self.user_handle), "name": self.account, "displayName": self.name },
            "challenge": self.challenge,
            "pubKeyCredParams": algorithms,
            "timeout": CHALLENGE_SECONDS * 1000,
            "excludeCredentials": self.known.iter().map(Known::json).collect::<Vec<_>>(),
            "authenticatorSelection": { "residentKey": "preferred", "requireResidentKey": false, "userVerification": "preferred" },
            "attestation": "none",
        })
        .to_string()
    }
}

/// What `navigator.credentials.get` is asked.
#[derive(Clone, Debug)]
pub struct RequestOptions<'a> {
    /// For which site.
    pub site: &'a Site,
    /// What to sign.
    pub challenge: &'a str,
    /// Those that may answer; where there are none, any that the device knows for the site.
    pub known: &'a [Known],
    /// Whether the device has to check who uses it.
    pub verified: bool,
}

impl RequestOptions<'_> {
    /// As the browser reads it.
    #[must_use]
    pub fn json(&self) -> String {
        json!({
            "rpId": self.site.id,
            "challenge": self.challenge,
            "timeout": CHALLENGE_SECONDS * 1000,
            "allowCredentials": self.known.iter().map(Known::json).collect::<Vec<_>>(),
            "userVerification": if self.verified { "required" } else { "preferred" },
        })
        .to_string()
    }
}
