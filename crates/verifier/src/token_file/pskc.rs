//! Portable Symmetric Key Container (RFC 6030): keys in the open, under a transport key, or under a password. What protects
//! them from change is checked before they are opened.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{hmac, pbkdf2};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::xml::{self, Element};
use super::{FileFault, Item, Listed, MOST_TOKENS, TokenFault};
use crate::hardware_token::{Moving, Seed};
use crate::totp::{Algorithm, Digits, Period};

/// Bytes before what is encrypted by CBC.
const IV_BYTES: usize = 16;
/// More rounds than this only keep the server busy.
const MOST_ROUNDS: u32 = 10_000_000;

pub(super) fn read(text: &str, password: &str) -> Result<Vec<Item>, FileFault> {
    let container = xml::parse(text).filter(|root| root.name == "KeyContainer").ok_or(FileFault::NotPskc)?;
    let opener = Opener::of(&container, password)?;
    let mut items = Vec::new();
    for package in container.all("KeyPackage") {
        for key in package.all("Key") {
            if items.len() >= MOST_TOKENS {
                return Err(FileFault::TooMany);
            }
            let serial = package.text_at(&["DeviceInfo", "SerialNo"]);
            let serial = if serial.is_empty() { key.attribute("Id").unwrap_or_default() } else { serial };
            items.push(Item {
                number: items.len() + 1,
                serial: serial.chars().take(super::LONGEST_SERIAL).collect(),
                listed: listed(package, (key, serial), opener.as_ref())?,
            });
        }
    }
    // Where nothing opens, it is not the tokens that are wrong.
    let is_shut = |item: &Item| matches!(item.listed, Err(TokenFault::Mac));
    if opener.is_some() && !items.is_empty() && items.iter().all(is_shut) {
        return Err(FileFault::WrongPassword);
    }
    Ok(items)
}

/// A token, or what is wrong with it; an error where the whole file waits for a password.
fn listed(
    package: &Element,
    (key, serial): (&Element, &str),
    opener: Option<&Opener>,
) -> Result<Result<Listed, TokenFault>, FileFault> {
    let value = key.at(&["Data", "Secret"]);
    if value.is_some_and(|secret| secret.child("EncryptedValue").is_some()) && opener.is_none() {
        return Err(FileFault::NeedsPassword);
    }
    let device = |name| package.text_at(&["DeviceInfo", name]);
    let listed = || {
        let serial = super::serial(serial)?;
        let (moving, counter) = moving(key)?;
        let parameters = key.child("AlgorithmParameters");
        let length = parameters.and_then(|all| all.child("ResponseFormat")).and_then(|form| form.attribute("Length"));
        let suite = parameters.map_or("", |all| all.text_at(&["Suite"]));
        let seed = Seed {
            secret: super::secret(&bytes(value.ok_or(TokenFault::Key)?, opener)?)?,
            moving,
            algorithm: if suite.is_empty() { Algorithm::Sha1 } else { super::algorithm(suite)? },
            digits: length.map_or(Ok(Digits::Six), super::digits)?,
        };
        Ok(Listed { serial, model: super::model(device("Manufacturer"), device("Model")), seed, counter })
    };
    Ok(listed())
}

/// What its codes move by, and where its counter stands.
fn moving(key: &Element) -> Result<(Moving, i64), TokenFault> {
    let kind = key.attribute("Algorithm").unwrap_or_default().to_ascii_lowercase();
    let value = |name| key.text_at(&["Data", name, "PlainValue"]);
    if kind.ends_with(":totp") || kind.ends_with("#totp") {
        let interval = value("TimeInterval");
        let period = if interval.is_empty() { Ok(Period::Seconds30) } else { super::period(interval) };
        return Ok((Moving::Time(period?), 0));
    }
    if kind.ends_with(":hotp") || kind.ends_with("#hotp") {
        let given = key.at(&["Data", "Counter"]).is_some();
        return Ok((Moving::Counter, if given { super::counter(value("Counter"))? } else { 0 }));
    }
    Err(TokenFault::Kind)
}

/// The key of a token, opened where it is encrypted.
fn bytes(secret: &Element, opener: Option<&Opener>) -> Result<Zeroizing<Vec<u8>>, TokenFault> {
    if let Some(plain) = secret.child("PlainValue") {
        return base64(plain.text()).ok_or(TokenFault::Key);
    }
    let (Some(encrypted), Some(opener)) = (secret.child("EncryptedValue"), opener) else {
        return Err(TokenFault::Key);
    };
    let sealed = base64(encrypted.text_at(&["CipherData", "CipherValue"])).ok_or(TokenFault::Key)?;
    if let Some(mac) = &opener.mac {
        let tag = base64(secret.text_at(&["ValueMAC"])).ok_or(TokenFault::Mac)?;
        hmac::verify(mac, &sealed, &tag).map_err(|_| TokenFault::Mac)?;
    }
    decrypt(&opener.key, &sealed).ok_or(TokenFault::Mac)
}

/// What opens the keys of a container, and proves that nobody changed them.
struct Opener {
    key: Zeroizing<Vec<u8>>,
    mac: Option<hmac::Key>,
}

impl Opener {
    /// From what the container says of its encryption; nothing where there is none.
    fn of(container: &Element, password: &str) -> Result<Option<Self>, FileFault> {
        let Some(encryption) = container.child("EncryptionKey") else { return Ok(None) };
        for method in container.below("EncryptionMethod") {
            let named = method.attribute("Algorithm").unwrap_or_default();
            if !["#aes128-cbc", "#aes192-cbc", "#aes256-cbc"].iter().any(|known| named.ends_with(known)) {
                return Err(FileFault::Encryption);
            }
        }
        let password = password.trim();
        let derived = encryption.child("DerivedKey");
        if derived.is_none() && !encryption.below("X509Data").is_empty() {
            return Err(FileFault::Encryption);
        }
        if password.is_empty() {
            return Err(FileFault::NeedsPassword);
        }
        let key = match derived {
            Some(derived) => derive(derived, password)?,
            None => transport_key(password)?,
        };
        let mac = match container.child("MACMethod") {
            Some(method) => Some(mac_key(method, &key)?),
            None => None,
        };
        Ok(Some(Self { key, mac }))
    }
}

/// A transport key as it was typed: hexadecimal, with or without spaces.
fn transport_key(typed: &str) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    let plain: Zeroizing<String> = Zeroizing::new(typed.chars().filter(|sign| !sign.is_whitespace()).collect());
    let key = HEXLOWER_PERMISSIVE.decode(plain.as_bytes()).map_err(|_| FileFault::NotAKey)?;
    if matches!(key.len(), 16 | 24 | 32) { Ok(Zeroizing::new(key)) } else { Err(FileFault::NotAKey) }
}

/// A key from a password (PKCS #5, PBKDF2).
fn derive(derived: &Element, password: &str) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    let method = derived.child("KeyDerivationMethod").ok_or(FileFault::Encryption)?;
    if !method.attribute("Algorithm").unwrap_or_default().ends_with("#pbkdf2") {
        return Err(FileFault::Encryption);
    }
    let parameters = method.child("PBKDF2-params").ok_or(FileFault::Encryption)?;
    let salt = base64(parameters.text_at(&["Salt", "Specified"])).ok_or(FileFault::Encryption)?;
    let rounds = parameters.text_at(&["IterationCount"]).parse::<u32>().ok().filter(|rounds| *rounds <= MOST_ROUNDS);
    let rounds = rounds.and_then(NonZeroU32::new).ok_or(FileFault::Encryption)?;
    let length = match parameters.text_at(&["KeyLength"]) {
        "" | "16" => 16,
        "24" => 24,
        "32" => 32,
        _ => return Err(FileFault::Encryption),
    };
    let function = parameters.child("PRF").and_then(|prf| prf.attribute("Algorithm")).unwrap_or_default();
    let function = match function.rsplit(['#', '/']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "hmac-sha1" | "hmacwithsha1" => pbkdf2::PBKDF2_HMAC_SHA1,
        "hmac-sha256" | "hmacwithsha256" => pbkdf2::PBKDF2_HMAC_SHA256,
        "hmac-sha512" | "hmacwithsha512" => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(FileFault::Encryption),
    };
    let mut key = Zeroizing::new(vec![0; length]);
    pbkdf2::derive(function, rounds, &salt, password.as_bytes(), &mut key);
    Ok(key)
}

/// The key of the proofs: in the container, else that of the encryption (RFC 6030 section 6.1.1).
fn mac_key(method: &Element, key: &[u8]) -> Result<hmac::Key, FileFault> {
    let algorithm =
        match method.attribute("Algorithm").unwrap_or_default().rsplit(['#', '/']).next().unwrap_or_default() {
            "hmac-sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            "hmac-sha256" => hmac::HMAC_SHA256,
            "hmac-sha512" => hmac::HMAC_SHA512,
            _ => return Err(FileFault::Encryption),
        };
    let Some(sealed) = method.child("MACKey") else { return Ok(hmac::Key::new(algorithm, key)) };
    let sealed = base64(sealed.text_at(&["CipherData", "CipherValue"])).ok_or(FileFault::NotPskc)?;
    let opened = decrypt(key, &sealed).ok_or(FileFault::WrongPassword)?;
    Ok(hmac::Key::new(algorithm, &opened))
}

/// AES in CBC, the first block being the one to begin with (XML Encryption section 5.2). Padding is ended by its length, whatever
/// stands in it.
fn decrypt(key: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return None,
    };
    let (iv, body) = sealed.split_first_chunk::<IV_BYTES>()?;
    let key = PaddedBlockDecryptingKey::cbc_iso10126(UnboundCipherKey::new(algorithm, key).ok()?).ok()?;
    let mut body = Zeroizing::new(body.to_vec());
    let opened = key.decrypt(&mut body, DecryptionContext::Iv128(FixedLength::from(*iv))).ok()?;
    Some(Zeroizing::new(opened.to_vec()))
}

/// Base64 in lines, as XML has it.
fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let plain: Zeroizing<String> = Zeroizing::new(text.chars().filter(|sign| !sign.is_whitespace()).collect());
    let bytes = Zeroizing::new(BASE64.decode(plain.as_bytes()).ok()?);
    (!bytes.is_empty()).then_some(bytes)
}
