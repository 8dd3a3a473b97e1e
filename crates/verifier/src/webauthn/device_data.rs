//! The data of the device in an answer, looked at for what the library passes over: bytes behind its end, and parts that do not
//! belong in it (WebAuthn level 3, section 6.1).

use serde::Deserialize as _;
use serde_cbor_2::{Deserializer, Value};

use super::Refusal;

/// Hash of the host (32 bytes), flags (1), count (4).
const HEAD: usize = 37;
const FLAGS: usize = 32;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;
/// Model (16 bytes), then the length of the identifier (2).
const MODEL: usize = 16;

/// Of a use: no credential, and nothing behind the end.
pub(super) fn of_use(data: &[u8]) -> Result<(), Refusal> {
    let flags = *data.get(FLAGS).ok_or(Refusal::Unreadable)?;
    let mut rest = data.get(HEAD..).ok_or(Refusal::Unreadable)?;
    if flags & HAS_CREDENTIAL != 0 {
        return Err(Refusal::Unreadable);
    }
    if flags & HAS_EXTENSIONS != 0 {
        rest = behind_one(rest)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(Refusal::Unreadable) }
}

/// Of a new credential, inside its attestation: one key, and nothing behind the end.
pub(super) fn of_creation(attestation: &[u8]) -> Result<(), Refusal> {
    let Ok(Value::Map(object)) = serde_cbor_2::from_slice(attestation) else { return Err(Refusal::Unreadable) };
    let Some(Value::Bytes(data)) = object.get(&Value::Text("authData".to_owned())) else {
        return Err(Refusal::Unreadable);
    };
    let flags = *data.get(FLAGS).ok_or(Refusal::Unreadable)?;
    let (length, rest) =
        data.get(HEAD + MODEL..).and_then(<[u8]>::split_first_chunk::<2>).ok_or(Refusal::Unreadable)?;
    let key = rest.get(usize::from(u16::from_be_bytes(*length))..).ok_or(Refusal::Unreadable)?;
    let mut rest = behind_one(key)?;
    if flags & HAS_EXTENSIONS != 0 {
        rest = behind_one(rest)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(Refusal::Unreadable) }
}

/// What follows one value of CBOR.
fn behind_one(bytes: &[u8]) -> Result<&[u8], Refusal> {
    let mut reader = Deserializer::from_slice(bytes);
    Value::deserialize(&mut reader).map_err(|_| Refusal::Unreadable)?;
    bytes.get(reader.byte_offset()..).ok_or(Refusal::Unreadable)
}
