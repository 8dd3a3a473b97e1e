//! The secret that is shared with a connected system, and the signature of what is told to it, by the Standard Webhooks
//! specification (HMAC-SHA256). Neighbours: `seal` keeps the secret at rest; `server::hooks` sends.

use data_encoding::BASE64;
use hmac::Mac;
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};
use crate::keys::{KEY_BYTES, hmac};

/// What a secret begins with as text.
const PREFIX: &str = "whsec_";

/// What both sides know; whoever has it can speak in our name to that system.
pub struct HookSecret(Zeroizing<[u8; KEY_BYTES]>);

crate::redacted::redacted!(HookSecret => "HookSecret");

impl HookSecret {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(Zeroizing::new(entropy::bytes(entropy)))
    }

    /// From the bytes that were sealed; nothing where they are not 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The bytes to seal.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The text for whoever sets up the other system.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", BASE64.encode(self.bytes())))
    }

    /// The value of the header `webhook-signature`: over the id, the second since 1970 and the body as they are sent, with
    /// a full stop between them.
    #[must_use]
    pub fn signature(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let mut mac = hmac(&self.0);
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::OsEntropy;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        let secret = HookSecret::from_bytes(b"C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
        let signed = secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        // What `hmac` of Python says of `msg_….1614265330.{"test": 2432232314}`.
        assert_eq!(signed, "v1,ss8IiDQ//sj90wsq+sPOtR2NoU+p+Rj6S3vOOv1wQwg=");
    }

    #[test]
    fn a_secret_is_256_bits_and_reads_back() {
        let secret = HookSecret::new(&OsEntropy);
        let text = secret.text();
        let bytes = BASE64.decode(text.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
        assert_eq!(bytes.len(), 32);
        assert_eq!(HookSecret::from_bytes(&bytes).unwrap().bytes(), secret.bytes());
        assert!(HookSecret::from_bytes(&bytes[1..]).is_none());
        assert_eq!(format!("{secret:?}"), "HookSecret(redacted)");
    }

    #[test]
    fn what_is_signed_cannot_be_cut_in_another_place() {
        let secret = HookSecret::new(&OsEntropy);
        assert_ne!(secret.signature("a", 1, b"2.3"), secret.signature("a", 12, b".3"));
        assert_ne!(secret.signature("a", 1, b"x"), secret.signature("a", 1, b"y"));
        assert_ne!(secret.signature("a", 1, b"x"), HookSecret::new(&OsEntropy).signature("a", 1, b"x"));
    }
}
