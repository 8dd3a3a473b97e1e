//! A security key in software, for tests: it makes credentials and signs as a browser and a device together would, and lies
//! where it is told to. Made by the standard (WebAuthn level 3, sections 5.8.1, 6.1 and 6.5), and of none of the product's code.

use anyhow::{Context, Result};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Somebody touched it.
pub const PRESENT: u8 = 0x01;
/// It checked who.
pub const VERIFIED: u8 = 0x04;
/// It may be copied to other devices.
pub const MAY_BE_COPIED: u8 = 0x08;
/// It is.
pub const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;

/// The key, with one credential.
pub struct SoftKey {
    pair: EcdsaKeyPair,
    /// Its identifier.
    pub id: Vec<u8>,
    /// How often it signed.
    pub count: u32,
    /// What it says of each use.
    pub flags: u8,
    /// At which address it believes to be.
    pub origin: String,
    /// Whose it is, as it was told when the credential was made.
    pub user_handle: Option<Vec<u8>>,
    /// What it says in place of what is true.
    pub lies: Lies,
}

/// What a key that means no good says in place of what is true.
#[derive(Clone, Debug, Default)]
pub struct Lies {
    /// Another kind of ceremony.
    pub kind: Option<&'static str>,
    /// Another host than the one that asked.
    pub site: Option<&'static str>,
    /// Another algorithm.
    pub algorithm: Option<i8>,
    /// More in the data of the client.
    pub client: Option<(&'static str, Value)>,
    /// Bytes behind the data of the device.
    pub trailing: bool,
    /// Results of extensions that nobody asked for.
    pub extensions: Option<Value>,
    /// A signature of something else.
    pub signature: bool,
}

impl SoftKey {
    /// A new key at this address, that checks who uses it.
    pub fn new(origin: &str) -> Result<Self> {
        let made = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).ok().context("no key pair")?;
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).ok().context("no dice")?;
        Ok(Self {
            pair: made,
            id,
            count: 0,
            flags: PRESENT | VERIFIED,
            origin: origin.to_owned(),
            user_handle: None,
            lies: Lies::default(),
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let mut said = json!({
            "type": self.lies.kind.unwrap_or(kind),
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        if let (Some((name, value)), Some(fields)) = (&self.lies.client, said.as_object_mut()) {
            fields.insert((*name).to_owned(), value.clone());
        }
        said.to_string().into_bytes()
    }

    fn device_data(&self, site: &str, more: &[u8], flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.lies.site.unwrap_or(site).as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data.extend(more);
        if self.lies.trailing {
            data.extend([0, 1, 2]);
        }
        data
    }

    /// Makes the credential: the answer to the options of a page that adds a passkey.
    pub fn create(&mut self, options: &str) -> Result<String> {
        let options: Value = serde_json::from_str(options)?;
        let site = options.pointer("/rp/id").and_then(Value::as_str).context("no site")?;
        let handle = options.pointer("/user/id").and_then(Value::as_str).context("no user")?;
        self.user_handle = Some(BASE64URL_NOPAD.decode(handle.as_bytes())?);
        let mut credential = vec![0; 16];
        credential.extend(u16::try_from(self.id.len())?.to_be_bytes());
        credential.extend(&self.id);
        credential.extend(self.cose()?);
        let data = self.device_data(site, &credential, self.flags | HAS_CREDENTIAL);
        let client = self.client_data("webauthn.create", &options);
        Ok(json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "rawId": BASE64URL_NOPAD.encode(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client),
                "attestationObject": BASE64URL_NOPAD.encode(&attestation(&data)?),
                "transports": ["usb", "something-new"],
            },
            "clientExtensionResults": self.lies.extensions.clone().unwrap_or_else(|| json!({})),
        })
        .to_string())
    }

    /// Signs: the answer to the options of a page that asks for a passkey.
    pub fn get(&mut self, options: &str) -> Result<String> {
        let options: Value = serde_json::from_str(options)?;
        let site = options.get("rpId").and_then(Value::as_str).context("no site")?;
        let data = self.device_data(site, &[], self.flags);
        let client = self.client_data("webauthn.get", &options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        if self.lies.signature {
            signed.push(0);
        }
        let signature = self.pair.sign(&SystemRandom::new(), &signed).ok().context("no signature")?;
        Ok(json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "rawId": BASE64URL_NOPAD.encode(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client),
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
                "userHandle": self.user_handle.as_ref().map(|handle| BASE64URL_NOPAD.encode(handle)),
            },
            "clientExtensionResults": self.lies.extensions.clone().unwrap_or_else(|| json!({})),
        })
        .to_string())
    }

    /// The public key (RFC 9052 section 7, RFC 9053 section 7.1.1): kty EC2, alg ES256, crv P-256, x, y.
    fn cose(&self) -> Result<Vec<u8>> {
        let point = self.pair.public_key().as_ref();
        let (x, y) = point.get(1..33).zip(point.get(33..65)).context("no point")?;
        let algorithm = self.lies.algorithm.unwrap_or(-7);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03];
        // A negative number n is written as -1 - n.
        key.push(0x20 | u8::try_from(-1 - algorithm)?);
        key.extend([0x20, 0x01, 0x21, 0x58, 0x20]);
        key.extend(x);
        key.extend([0x22, 0x58, 0x20]);
        key.extend(y);
        Ok(key)
    }
}

/// An attestation object of the format `none` (WebAuthn level 3, section 8.7).
fn attestation(data: &[u8]) -> Result<Vec<u8>> {
    let mut object = vec![0xa3];
    object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x59");
    object.extend(u16::try_from(data.len())?.to_be_bytes());
    object.extend(data);
    Ok(object)
}
