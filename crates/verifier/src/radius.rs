//! The secret that is shared with a device that asks by RADIUS, and what is done with it: packets are checked, passwords opened,
//! answers signed (RFC 2865, RFC 3579). MD5 is what the protocol has; what it cannot keep is said in docs/integrate/radius.md.
//! Neighbours: `domain::radius::packet` reads and writes; `seal` keeps the secret at rest.

use domain::radius::packet::{AUTHENTICATOR, Request, SIGNED_AT};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::code::random_text;
use crate::entropy::Entropy;

/// Letters of a secret: 160 bits, and short enough for every device.
const LETTERS: usize = 32;

/// What both sides know. Whoever has it can ask in the name of the device, and read the passwords in what it sent.
pub struct RadiusSecret(Zeroizing<String>);

crate::redacted::redacted!(RadiusSecret => "RadiusSecret");

impl RadiusSecret {
    /// A new random one.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut text = random_text(entropy, LETTERS);
        text.make_ascii_lowercase();
        Self(text)
    }

    /// From the bytes that were sealed; nothing where they are no secret.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
        Some(Self(Zeroizing::new(text.to_owned())))
    }

    /// The text for whoever sets up the device, which is also what is sealed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    fn mac(&self) -> Option<Hmac<Md5>> {
        Hmac::<Md5>::new_from_slice(self.0.as_bytes()).ok()
    }

    /// Whether the Message-Authenticator of a request was made with this secret; never where it has none (RFC 3579
    /// section 3.2). Compared in constant time.
    #[must_use]
    pub fn made(&self, request: &Request) -> bool {
        let Some(at) = request.signed_at() else { return false };
        let (Some((head, rest)), Some(mut mac)) = (request.bytes().split_at_checked(at), self.mac()) else {
            return false;
        };
        let Some((signed, tail)) = rest.split_at_checked(AUTHENTICATOR) else { return false };
        mac.update(head);
        mac.update(&[0; AUTHENTICATOR]);
        mac.update(tail);
        bool::from(mac.finalize().into_bytes().as_slice().ct_eq(signed))
    }

    /// The password that a request hides (RFC 2865 section 5.2), without the zeros behind it.
    #[must_use]
    pub fn open(&self, hidden: &[u8], authenticator: &[u8; AUTHENTICATOR]) -> Zeroizing<Vec<u8>> {
        let mut open = Zeroizing::new(Vec::with_capacity(hidden.len()));
        let mut before: &[u8] = authenticator;
        for block in hidden.chunks(AUTHENTICATOR) {
            let pad = Md5::new().chain_update(self.0.as_bytes()).chain_update(before).finalize();
            open.extend(block.iter().zip(pad).map(|(byte, pad)| byte ^ pad));
            before = block;
        }
        let end = open.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        open.truncate(end);
        open
    }

    /// Signs an answer to a request: first its Message-Authenticator, then its authenticator over that as well.
    pub fn sign(&self, draft: &mut [u8], request: &Request) {
        put(draft, 4, &request.authenticator());
        if let Some(mut mac) = self.mac() {
            mac.update(draft);
            put(draft, SIGNED_AT, &mac.finalize().into_bytes());
        }
        let signed = Md5::new().chain_update(&*draft).chain_update(self.0.as_bytes()).finalize();
        put(draft, 4, &signed);
    }
}

fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
    for (to, from) in bytes.iter_mut().skip(at).zip(what) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER_PERMISSIVE as HEX;
    use domain::radius::packet::{self, Code, Method};

    use super::*;
    use crate::entropy::OsEntropy;

    fn bytes(text: &str) -> Vec<u8> {
        HEX.decode(text.split_whitespace().collect::<String>().as_bytes()).unwrap()
    }

    fn secret(text: &str) -> RadiusSecret {
        RadiusSecret::from_bytes(text.as_bytes()).unwrap()
    }

    /// RFC 2865 section 7.1: Nemo asks with the password "arctangent" and the secret "xyzzy5461".
    const ASKED: &str = "01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d 93 d4 13 \
                         ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03";

    #[test]
    fn a_password_is_opened_as_in_the_standard() {
        let request = Request::parse(&bytes(ASKED)).unwrap();
        assert_eq!(request.user_name(), Some(&b"nemo"[..]));
        let Method::Password(hidden) = request.method() else { panic!() };
        assert_eq!(*secret("xyzzy5461").open(hidden, &request.authenticator()), b"arctangent");
        // It has no Message-Authenticator, so nobody looks at it.
        assert!(!secret("xyzzy5461").made(&request));
    }

    #[test]
    fn an_answer_is_signed_as_in_the_standard() {
        // RFC 2865 section 7.1: the answer to Nemo, which the standard makes without a Message-Authenticator.
        let answer = bytes(
            "02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00 0e 06 c0 a8 01 03",
        );
        let asked = Request::parse(&bytes(ASKED)).unwrap();
        let mut unsigned = answer.clone();
        put(&mut unsigned, 4, &asked.authenticator());
        let signed = Md5::new().chain_update(&unsigned).chain_update(b"xyzzy5461").finalize();
        assert_eq!(signed[..], answer[4..20]);
        // What we write is signed in the same way, over a Message-Authenticator that stands first.
        let mut ours = packet::draft(Code::Accept, &asked, &[(packet::REPLY_MESSAGE, b"hello".to_vec())]);
        secret("xyzzy5461").sign(&mut ours, &asked);
        let mut again = ours.clone();
        put(&mut again, 4, &asked.authenticator());
        let over_all = Md5::new().chain_update(&again).chain_update(b"xyzzy5461").finalize();
        assert_eq!(over_all[..], ours[4..20]);
        put(&mut again, SIGNED_AT, &[0; 16]);
        let mac = Hmac::<Md5>::new_from_slice(b"xyzzy5461").unwrap().chain_update(&again).finalize().into_bytes();
        assert_eq!(mac[..], ours[SIGNED_AT..SIGNED_AT + 16]);
    }

    #[test]
    fn hmac_md5_is_that_of_rfc_2202() {
        let mac = secret("Jefe").mac().unwrap().chain_update(b"what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(mac[..], bytes("750c783e6ab0b503eaa86e310a5db738"));
    }

    /// A request that is signed, with a password of any length.
    fn signed(secret: &RadiusSecret, password: &[u8]) -> Vec<u8> {
        let mut hidden = Vec::new();
        let mut before = vec![5; AUTHENTICATOR];
        let mut padded = password.to_vec();
        padded.resize(password.len().max(1).next_multiple_of(AUTHENTICATOR), 0);
        for block in padded.chunks(AUTHENTICATOR) {
            let pad = Md5::new().chain_update(secret.0.as_bytes()).chain_update(&before).finalize();
            before = block.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
            hidden.extend(&before);
        }
        let mut request = vec![1, 9, 0, 0];
        request.extend([5; AUTHENTICATOR]);
        request.extend([packet::MESSAGE_AUTHENTICATOR, 18]);
        request.extend([0; AUTHENTICATOR]);
        request.extend([packet::USER_NAME, 3, b's', packet::USER_PASSWORD, u8::try_from(hidden.len() + 2).unwrap()]);
        request.extend(&hidden);
        let length = u16::try_from(request.len()).unwrap().to_be_bytes();
        put(&mut request, 2, &length);
        let mac = secret.mac().unwrap().chain_update(&request).finalize().into_bytes();
        put(&mut request, SIGNED_AT, &mac);
        request
    }

    #[test]
    fn a_password_of_any_length_is_opened() {
        let secret = secret("geheim van twee kanten");
        for length in [0, 1, 15, 16, 17, 32, 127, 128] {
            let password: Vec<u8> = (1..=length).map(|one| one.max(1)).collect();
            let request = Request::parse(&signed(&secret, &password)).unwrap();
            let Method::Password(hidden) = request.method() else { panic!() };
            assert_eq!(*secret.open(hidden, &request.authenticator()), password, "{length}");
        }
    }

    #[test]
    fn every_changed_bit_and_every_other_secret_is_seen() {
        let right = secret("geheim");
        let request = signed(&right, b"wachtwoord");
        assert!(right.made(&Request::parse(&request).unwrap()));
        assert!(!secret("geheim ").made(&Request::parse(&request).unwrap()));
        for at in 0..request.len() {
            for bit in 0..8 {
                let mut forged = request.clone();
                forged[at] ^= 1 << bit;
                if let Ok(forged) = Request::parse(&forged) {
                    assert!(!right.made(&forged), "byte {at}, bit {bit}");
                }
            }
        }
    }

    #[test]
    fn a_secret_is_long_and_reads_back() {
        let one = RadiusSecret::new(&OsEntropy);
        assert!(one.text().len() == LETTERS && one.text().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one.text(), RadiusSecret::new(&OsEntropy).text());
        assert_eq!(RadiusSecret::from_bytes(one.text().as_bytes()).unwrap().text(), one.text());
        assert!(RadiusSecret::from_bytes(b"").is_none() && RadiusSecret::from_bytes(&[0xff]).is_none());
        assert_eq!(format!("{one:?}"), "RadiusSecret(redacted)");
    }
}
