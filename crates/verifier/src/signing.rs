//! Signs what relying parties are told (JWS compact serialization, RFC 7515 section 7.1) and reads back what was signed here.
//! Only the algorithm of the key counts, never the one that a token names (RFC 8725 section 3.1).

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use data_encoding::BASE64URL_NOPAD;
use domain::relying_party::Algorithm;
use thiserror::Error;
use zeroize::Zeroizing;

/// The longest token that is read, in characters: one of ours has a few hundred.
const LONGEST: usize = 8_192;

/// The cryptographic library refuses a key, or the chance to make one.
#[derive(Debug, Error)]
#[error("a signing key cannot be used")]
pub struct UnusableKey;

/// A key that was just made.
pub struct NewKey {
    /// The private key (PKCS #8), to be sealed.
    pub private: Zeroizing<Vec<u8>>,
    /// The parts of its JSON Web Key (RFC 7518 section 6): name and value, base64url.
    pub public: Vec<(&'static str, String)>,
}

crate::redacted::redacted!(NewKey => "NewKey");

/// Makes a key. One for RSA takes a noticeable part of a second.
pub fn new_key(algorithm: Algorithm) -> Result<NewKey, UnusableKey> {
    let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    match algorithm {
        Algorithm::Es256 => {
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
            let private = Zeroizing::new(made.map_err(|_| UnusableKey)?.as_ref().to_vec());
            let pair = ec(&private)?;
            // One byte that says "not compressed", then both coordinates (SEC 1, section 2.3.3).
            let point = pair.public_key().as_ref().strip_prefix(&[4]).ok_or(UnusableKey)?;
            let (x, y) = point.split_at_checked(32).ok_or(UnusableKey)?;
            let public = vec![("kty", "EC".into()), ("crv", "P-256".into()), ("x", text(x)), ("y", text(y))];
            Ok(NewKey { private, public })
        }
        Algorithm::Rs256 => {
            let pair = rsa::KeyPair::generate(KeySize::Rsa2048).map_err(|_| UnusableKey)?;
            let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| UnusableKey)?;
            let private = Zeroizing::new(der.as_ref().to_vec());
            let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
            let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
            Ok(NewKey { private, public: vec![("kty", "RSA".into()), ("n", text(n)), ("e", text(e))] })
        }
    }
}

fn ec(private: &[u8]) -> Result<EcdsaKeyPair, UnusableKey> {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private).map_err(|_| UnusableKey)
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(rsa::KeyPair),
}

/// A key that is ready to sign.
pub struct Signer {
    id: String,
    pair: Pair,
}

crate::redacted::redacted!(Signer => "Signer");

impl Signer {
    /// From the private key, under the name by which it is shown.
    pub fn new(id: String, algorithm: Algorithm, private: &[u8]) -> Result<Self, UnusableKey> {
        let pair = match algorithm {
            Algorithm::Es256 => Pair::Ec(ec(private)?),
            Algorithm::Rs256 => Pair::Rsa(rsa::KeyPair::from_pkcs8(private).map_err(|_| UnusableKey)?),
        };
        Ok(Self { id, pair })
    }

    /// The name by which it is shown.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Ec(_) => Algorithm::Es256,
            Pair::Rsa(_) => Algorithm::Rs256,
        }
    }

    /// Signs claims, which are a JSON object. `kind` says what they are (RFC 8725 section 3.11).
    pub fn sign(&self, kind: &str, claims: &[u8]) -> Result<String, UnusableKey> {
        let header = format!(r#"{{"alg":"{}","typ":"{kind}","kid":"{}"}}"#, self.algorithm().word(), self.id);
        let mut token = BASE64URL_NOPAD.encode(header.as_bytes());
        token.push('.');
        BASE64URL_NOPAD.encode_append(claims, &mut token);
        let signature = match &self.pair {
            Pair::Ec(pair) => {
                let signed = pair.sign(&SystemRandom::new(), token.as_bytes()).map_err(|_| UnusableKey)?;
                BASE64URL_NOPAD.encode(signed.as_ref())
            }
            Pair::Rsa(pair) => {
                let mut signed = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signed)
                    .map_err(|_| UnusableKey)?;
                BASE64URL_NOPAD.encode(&signed)
            }
        };
        token.push('.');
        token.push_str(&signature);
        Ok(token)
    }

    /// The claims of a token that this key signed as `kind`; nothing for any other.
    pub fn read(&self, kind: &str, token: &str) -> Option<Vec<u8>> {
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let expected = format!(r#"{{"alg":"{}","typ":"{kind}","kid":"{}"}}"#, self.algorithm().word(), self.id);
        // The whole header is known: whatever else stands in one was not made here.
        if BASE64URL_NOPAD.decode(header.as_bytes()).ok()? != expected.as_bytes() {
            return None;
        }
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        self.is_signed(signed.as_bytes(), &signature).then_some(())?;
        BASE64URL_NOPAD.decode(claims.as_bytes()).ok()
    }

    fn is_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        let checked = match &self.pair {
            Pair::Ec(pair) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref()).verify(text, signature)
            }
            Pair::Rsa(pair) => {
                let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
                key.verify(text, signature)
            }
        };
        checked.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn signer(algorithm: Algorithm) -> Signer {
        let key = new_key(algorithm).unwrap();
        Signer::new("k1".into(), algorithm, &key.private).unwrap()
    }

    #[test]
    fn what_is_signed_reads_back_and_nothing_else_does() {
        for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
            let signer = signer(algorithm);
            let token = signer.sign("JWT", br#"{"sub":"x"}"#).unwrap();
            assert_eq!(signer.read("JWT", &token).as_deref(), Some(&br#"{"sub":"x"}"#[..]));
            assert_eq!(signer.read("logout+jwt", &token), None, "another kind");
            assert_eq!(self::signer(algorithm).read("JWT", &token), None, "another key");
            let mut parts = token.split('.');
            let (header, _, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let other = BASE64URL_NOPAD.encode(br#"{"sub":"y"}"#);
            for forged in [
                format!("{header}.{other}.{signature}"),
                format!("{}.{other}.", BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#)),
                format!("{header}.{other}"),
                format!("{token}.x"),
                format!("{token}="),
                String::new(),
                ".".repeat(10_000),
            ] {
                assert_eq!(signer.read("JWT", &forged), None, "{forged}");
            }
        }
    }

    #[test]
    fn the_public_key_is_as_the_standard_has_it() {
        let key = new_key(Algorithm::Es256).unwrap();
        let names: Vec<&str> = key.public.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["kty", "crv", "x", "y"]);
        assert!(key.public[2..].iter().all(|(_, value)| value.len() == 43));
        let key = new_key(Algorithm::Rs256).unwrap();
        assert_eq!(key.public[2], ("e", "AQAB".to_owned()));
        assert_eq!(key.public[1].1.len(), 342);
    }

    proptest! {
        #[test]
        fn reading_takes_nothing_that_was_not_signed(token in "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,90}") {
            let signer = signer(Algorithm::Es256);
            prop_assert_eq!(signer.read("JWT", &token), None);
        }
    }
}
