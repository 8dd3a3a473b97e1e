//! Packets of RADIUS (RFC 2865 section 3), read within strict bounds and written. What needs the secret is
//! `verifier::radius`.

use std::fmt;

/// The shortest packet: its head alone.
pub const SHORTEST: usize = 20;
/// The longest (RFC 2865 section 3).
pub const LONGEST: usize = 4096;
/// The most bytes of one attribute.
pub const LONGEST_VALUE: usize = 253;
/// The most bytes of a hidden password (RFC 2865 section 5.2).
const LONGEST_PASSWORD: usize = 128;
/// Bytes of an authenticator.
pub const AUTHENTICATOR: usize = 16;

/// User-Name.
pub const USER_NAME: u8 = 1;
/// User-Password: hidden.
pub const USER_PASSWORD: u8 = 2;
/// CHAP-Password.
const CHAP_PASSWORD: u8 = 3;
/// Filter-Id: text by which the device chooses what somebody may.
pub const FILTER_ID: u8 = 11;
/// Reply-Message: what the device may show.
pub const REPLY_MESSAGE: u8 = 18;
/// State: goes back unchanged with the answer to a challenge.
pub const STATE: u8 = 24;
/// Class: goes into what the device accounts.
pub const CLASS: u8 = 25;
/// Vendor-Specific, by which MS-CHAP asks.
const VENDOR_SPECIFIC: u8 = 26;
/// Calling-Station-Id: where the person is, as the device says.
const CALLING_STATION_ID: u8 = 31;
/// Proxy-State: goes back unchanged.
const PROXY_STATE: u8 = 33;
/// EAP-Message.
const EAP_MESSAGE: u8 = 79;
/// Message-Authenticator (RFC 3579 section 3.2).
pub const MESSAGE_AUTHENTICATOR: u8 = 80;

/// The vendor of MS-CHAP (RFC 2548).
const MICROSOFT: [u8; 4] = 311_u32.to_be_bytes();

/// Where the value of the Message-Authenticator stands in what is written: first of all attributes, so that no forged bytes can
/// stand before it (draft-ietf-radext-deprecating-radius).
pub const SIGNED_AT: usize = SHORTEST + 2;

/// What a packet asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Whether somebody may in (Access-Request).
    Access,
    /// Whether the server is there (Status-Server, RFC 5997).
    Status,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Access-Accept.
    Accept = 2,
    /// Access-Reject.
    Reject = 3,
    /// Access-Challenge.
    Challenge = 11,
}

/// Why bytes are no packet that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Shorter or longer than a packet is, or than it says.
    #[error("its length is wrong")]
    Length,
    /// It is neither Access-Request nor Status-Server.
    #[error("it asks something else")]
    Code,
    /// An attribute runs over its end, or has no value.
    #[error("an attribute has a wrong length")]
    Attribute,
    /// An attribute stands in it twice that may stand in it once.
    #[error("an attribute stands in it twice")]
    Twice,
}

/// A request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    bytes: Vec<u8>,
    asks: Asks,
    identifier: u8,
    authenticator: [u8; AUTHENTICATOR],
    signed_at: Option<usize>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("asks", &self.asks)
            .field("identifier", &self.identifier)
            .finish_non_exhaustive()
    }
}

/// By what a request asks for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method<'a> {
    /// By the password, hidden under the secret (PAP).
    Password(&'a [u8]),
    /// By CHAP, MS-CHAP or EAP.
    Other,
    /// By nothing.
    None,
}

impl Request {
    /// Reads one. What stands behind its end is padding and goes (RFC 2865 section 3).
    pub fn parse(datagram: &[u8]) -> Result<Self, Malformed> {
        let Some((&[code, identifier, high, low], rest)) = datagram.split_first_chunk::<4>() else {
            return Err(Malformed::Length);
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if !(SHORTEST..=LONGEST).contains(&length) || datagram.len() > LONGEST {
            return Err(Malformed::Length);
        }
        let bytes = datagram.get(..length).ok_or(Malformed::Length)?;
        let (&authenticator, _) = rest.split_first_chunk::<AUTHENTICATOR>().ok_or(Malformed::Length)?;
        let asks = match code {
            1 => Asks::Access,
            12 => Asks::Status,
            _ => return Err(Malformed::Code),
        };
        let mut request = Self { bytes: bytes.to_vec(), asks, identifier, authenticator, signed_at: None };
        request.check_attributes()?;
        Ok(request)
    }

    fn check_attributes(&mut self) -> Result<(), Malformed> {
        let mut seen = [false; 256];
        let mut signed_at = None;
        let mut at = SHORTEST;
        let mut rest = self.bytes.get(SHORTEST..).ok_or(Malformed::Length)?;
        while !rest.is_empty() {
            let (kind, value, after) = split_attribute(rest).ok_or(Malformed::Attribute)?;
            let once = matches!(kind, USER_NAME | USER_PASSWORD | CHAP_PASSWORD | STATE | MESSAGE_AUTHENTICATOR);
            if let Some(seen) = seen.get_mut(usize::from(kind))
                && std::mem::replace(seen, true)
                && once
            {
                return Err(Malformed::Twice);
            }
            let fits = match kind {
                MESSAGE_AUTHENTICATOR => value.len() == AUTHENTICATOR,
                USER_PASSWORD => {
                    (AUTHENTICATOR..=LONGEST_PASSWORD).contains(&value.len())
                        && value.len().is_multiple_of(AUTHENTICATOR)
                }
                USER_NAME | STATE => !value.is_empty(),
                _ => true,
            };
            if !fits {
                return Err(Malformed::Attribute);
            }
            if kind == MESSAGE_AUTHENTICATOR {
                signed_at = Some(at + 2);
            }
            at += value.len() + 2;
            rest = after;
        }
        self.signed_at = signed_at;
        Ok(())
    }

    /// What it asks.
    pub fn asks(&self) -> Asks {
        self.asks
    }

    /// Its number, which goes back with the answer.
    pub fn identifier(&self) -> u8 {
        self.identifier
    }

    /// Its random authenticator.
    pub fn authenticator(&self) -> [u8; AUTHENTICATOR] {
        self.authenticator
    }

    /// It as it came, without padding.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the value of its Message-Authenticator stands in it, where it has one.
    pub fn signed_at(&self) -> Option<usize> {
        self.signed_at
    }

    fn attributes(&self) -> impl Iterator<Item = (u8, &[u8])> {
        let mut rest = self.bytes.get(SHORTEST..).unwrap_or_default();
        std::iter::from_fn(move || {
            let (kind, value, after) = split_attribute(rest)?;
            rest = after;
            Some((kind, value))
        })
    }

    fn first(&self, kind: u8) -> Option<&[u8]> {
        self.attributes().find(|(one, _)| *one == kind).map(|(_, value)| value)
    }

    /// Who is asked for, as bytes.
    pub fn user_name(&self) -> Option<&[u8]> {
        self.first(USER_NAME)
    }

    /// By what.
    pub fn method(&self) -> Method<'_> {
        let other = self.attributes().any(|(kind, value)| match kind {
            CHAP_PASSWORD | EAP_MESSAGE => true,
            VENDOR_SPECIFIC => value.starts_with(&MICROSOFT),
            _ => false,
        });
        match self.first(USER_PASSWORD) {
            // RFC 2865 section 4.1: a password and something else never stand together. A device of that vendor may say more.
            Some(_) if self.first(CHAP_PASSWORD).or(self.first(EAP_MESSAGE)).is_some() => Method::Other,
            Some(hidden) => Method::Password(hidden),
            None if other => Method::Other,
            None => Method::None,
        }
    }

    /// What goes back with the answer to a challenge.
    pub fn state(&self) -> Option<&[u8]> {
        self.first(STATE)
    }

    /// Where the person is, as the device says: printable text, shortened.
    pub fn calling_station(&self) -> Option<String> {
        let text = std::str::from_utf8(self.first(CALLING_STATION_ID)?).ok()?.trim();
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
        plain.then(|| text.chars().take(60).collect())
    }

    /// What has to go back with every answer, in its order (RFC 2865 section 5.33).
    pub fn proxy_states(&self) -> impl Iterator<Item = (u8, &[u8])> {
        self.attributes().filter(|(kind, _)| *kind == PROXY_STATE)
    }
}

/// The first attribute, its value, and what stands behind it.
fn split_attribute(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[kind, length], rest) = bytes.split_first_chunk::<2>()?;
    let (value, after) = rest.split_at_checked(usize::from(length).checked_sub(2)?)?;
    Some((kind, value, after))
}

/// An answer that is not signed yet: authenticator and Message-Authenticator are zeros. Attributes that find no room, or are too
/// long for one, are left out, the last ones first; what has to go back is never.
pub fn draft(code: Code, request: &Request, attributes: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![code as u8, request.identifier, 0, 0];
    bytes.extend([0; AUTHENTICATOR]);
    push(&mut bytes, MESSAGE_AUTHENTICATOR, &[0; AUTHENTICATOR]);
    let owed: usize = request.proxy_states().map(|(_, value)| value.len() + 2).sum();
    for (kind, value) in attributes {
        let fits = bytes.len() + value.len() + 2 + owed <= LONGEST;
        if fits && (1..=LONGEST_VALUE).contains(&value.len()) {
            push(&mut bytes, *kind, value);
        }
    }
    for (kind, value) in request.proxy_states() {
        push(&mut bytes, kind, value);
    }
    let length = u16::try_from(bytes.len()).unwrap_or_default().to_be_bytes();
    for (to, from) in bytes.iter_mut().skip(2).zip(length) {
        *to = from;
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    let Ok(length) = u8::try_from(value.len() + 2) else { return };
    bytes.extend([kind, length]);
    bytes.extend(value);
}

/// Text for one attribute, cut between two letters.
pub fn text(text: &str) -> Vec<u8> {
    let mut end = text.len().min(LONGEST_VALUE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().as_bytes().to_vec()
}

#[cfg(test)]
#[path = "packet_tests.rs"]
mod tests;
