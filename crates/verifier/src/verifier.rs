//! Keys, hash pool and dice in one handle that is cheap to clone.
//! Neighbours: every module of this crate; actions hold one of these in their context.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::code::{BreakGlassCode, CODE_HASH_BYTES, CodePlace, EmailCode, HelpdeskPass, RecoveryCode};
use crate::entropy::{Entropy, IdMaker};
use crate::form_token;
use crate::gate_pass;
use crate::grant_token::{self, GrantToken};
use crate::hash_pool::{HashPool, PoolSize};
use crate::hook::HookSecret;
use crate::keys::KeyRing;
use crate::password::{self, HashError, Verdict};
use crate::radius::RadiusSecret;
use crate::seal::{self, Place, SealError};
use crate::token::Token;
use crate::totp;
use crate::webauthn::challenge::{self, Bound, Challenge};

/// What actions use to make and check secrets.
#[derive(Clone)]
pub struct Verifier {
    keys: Arc<KeyRing>,
    hashes: HashPool,
    entropy: Arc<dyn Entropy>,
    ids: Arc<IdMaker>,
}

crate::redacted::redacted!(Verifier => "Verifier");

impl Verifier {
    /// Takes the keys and starts the hash pool. Fails when the system gives no threads.
    pub fn start(keys: KeyRing, entropy: Arc<dyn Entropy>, size: PoolSize) -> std::io::Result<Self> {
        let keys = Arc::new(keys);
        let hashes = HashPool::start(size, keys.clone(), entropy.clone())?;
        Ok(Self { keys, hashes, entropy, ids: Arc::default() })
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The pool, for its load and for texts that are neither password nor recovery code.
    #[must_use]
    pub fn hashes(&self) -> &HashPool {
        &self.hashes
    }

    /// The dice.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// A new id, ordered by time and by the order of the calls: see [`IdMaker`]. Not a secret.
    #[must_use]
    pub fn new_id(&self, unix_millis: i64) -> [u8; 16] {
        self.ids.next(self.entropy(), unix_millis)
    }

    /// A new bearer token.
    #[must_use]
    pub fn new_token(&self) -> Token {
        Token::new(self.entropy())
    }

    /// A new code or token of a grant.
    #[must_use]
    pub fn new_grant_token(&self, kind: grant_token::Kind, grant: [u8; 16]) -> GrantToken {
        GrantToken::new(&self.keys, self.entropy(), kind, grant)
    }

    /// See [`GrantToken::is_made_here`].
    #[must_use]
    pub fn is_grant_token(&self, token: &GrantToken) -> bool {
        token.is_made_here(&self.keys)
    }

    /// A new secret of a device that asks by RADIUS.
    #[must_use]
    pub fn new_radius_secret(&self) -> RadiusSecret {
        RadiusSecret::new(self.entropy())
    }

    /// A new secret to share with a connected system.
    #[must_use]
    pub fn new_hook_secret(&self) -> HookSecret {
        HookSecret::new(self.entropy())
    }

    /// See [`seal::seal`].
    pub fn seal(&self, place: Place<'_>, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        seal::seal(&self.keys, self.entropy(), place, plaintext)
    }

    /// See [`seal::open`].
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        seal::open(&self.keys, place, sealed)
    }

    /// See [`HashPool::hash`].
    pub async fn hash_password(&self, password: &str) -> Result<String, HashError> {
        self.hashes.hash(password).await
    }

    /// See [`HashPool::verify`].
    pub async fn verify_password(&self, password: &str, stored: &str) -> Result<Verdict, HashError> {
        self.hashes.verify(password, stored).await
    }

    /// See [`HashPool::verify_nobody`].
    pub async fn verify_nobody(&self, password: &str) -> Result<Verdict, HashError> {
        self.hashes.verify_nobody(password).await
    }

    /// See [`password::needs_rehash`].
    #[must_use]
    pub fn needs_rehash(&self, stored: &str) -> bool {
        password::needs_rehash(&self.keys, stored)
    }

    /// A password for the first sign-in of someone, to be handed over and changed: 100 bits.
    #[must_use]
    pub fn first_password(&self) -> Zeroizing<String> {
        crate::code::first_password(self.entropy())
    }

    /// A new secret for an authenticator app.
    #[must_use]
    pub fn new_totp_secret(&self) -> totp::Secret {
        totp::Secret::new(self.entropy())
    }

    /// `count` new recovery codes of `owner` (any bytes that are this person's alone), with selectors that differ from
    /// each other and from those `taken`, each with the text to store for it. One after the other, so that one person
    /// never fills the pool.
    pub async fn new_recovery_codes(
        &self,
        owner: &[u8],
        count: usize,
        taken: &[&str],
    ) -> Result<Vec<(RecoveryCode, String)>, HashError> {
        let mut codes: Vec<(RecoveryCode, String)> = Vec::with_capacity(count);
        while codes.len() < count {
            let code = RecoveryCode::new(self.entropy());
            let selector = code.selector();
            let double = taken.contains(&selector) || codes.iter().any(|(other, _)| other.selector() == selector);
            if !double {
                let stored = self.hashes.hash(&code.bound(owner)).await?;
                codes.push((code, stored));
            }
        }
        Ok(codes)
    }

    /// Whether `code` is the one stored for `owner` under its selector. Where no row has it, the answer costs the same.
    pub async fn verify_recovery_code(
        &self,
        code: &RecoveryCode,
        owner: &[u8],
        stored: Option<&str>,
    ) -> Result<Verdict, HashError> {
        let bound = code.bound(owner);
        match stored {
            Some(stored) => self.hashes.verify(&bound, stored).await,
            None => self.hashes.verify_nobody(&bound).await,
        }
    }

    /// A new emergency code of `owner` (any bytes that are this organisation's alone), and what to store for it.
    pub async fn new_break_glass_code(&self, owner: &[u8]) -> Result<(BreakGlassCode, String), HashError> {
        let code = BreakGlassCode::new(self.entropy());
        let stored = self.hashes.hash(&code.bound(owner)).await?;
        Ok((code, stored))
    }

    /// Whether `code` is the one stored for `owner`. Where none is, the answer costs the same.
    pub async fn verify_break_glass_code(
        &self,
        code: &BreakGlassCode,
        owner: &[u8],
        stored: Option<&str>,
    ) -> Result<Verdict, HashError> {
        let bound = code.bound(owner);
        match stored {
            Some(stored) => self.hashes.verify(&bound, stored).await,
            None => self.hashes.verify_nobody(&bound).await,
        }
    }

    /// A new code to e-mail, and what to store for it.
    #[must_use]
    pub fn new_email_code(&self, place: CodePlace<'_>) -> (EmailCode, [u8; CODE_HASH_BYTES]) {
        let code = EmailCode::new(self.entropy());
        let stored = code.hash(&self.keys, place);
        (code, stored)
    }

    /// Whether `code` is the one stored for this place.
    #[must_use]
    pub fn check_email_code(&self, code: &EmailCode, place: CodePlace<'_>, stored: &[u8]) -> bool {
        code.matches(&self.keys, place, stored)
    }

    /// A new pass to read out, and what to store for it.
    #[must_use]
    pub fn new_helpdesk_pass(&self, place: CodePlace<'_>) -> (HelpdeskPass, [u8; CODE_HASH_BYTES]) {
        let pass = HelpdeskPass::new(self.entropy());
        let stored = pass.hash(&self.keys, place);
        (pass, stored)
    }

    /// Whether `pass` is the one stored for this place.
    #[must_use]
    pub fn check_helpdesk_pass(&self, pass: &HelpdeskPass, place: CodePlace<'_>, stored: &[u8]) -> bool {
        pass.matches(&self.keys, place, stored)
    }

    /// A new challenge for a passkey, as the text that the browser gets; `now` in seconds since 1970.
    #[must_use]
    pub fn new_challenge(&self, bound: Bound<'_>, now: i64) -> String {
        challenge::issue(&self.keys, self.entropy(), bound, now)
    }

    /// By what devices know whose a passkey is: no dice, and no more to be told from it than from dice.
    #[must_use]
    pub fn user_handle(&self, organisation: &[u8; 16], user: &[u8; 16]) -> [u8; 32] {
        challenge::user_handle(&self.keys, organisation, user)
    }

    /// A challenge that came back; nothing where it was not made for this question, or too long ago.
    #[must_use]
    pub fn read_challenge(&self, bound: Bound<'_>, bytes: &[u8], now: i64) -> Option<Challenge> {
        challenge::read(&self.keys, bound, bytes, now)
    }

    /// See [`form_token::issue`].
    #[must_use]
    pub fn issue_form_token(&self, cookie_value: &str) -> String {
        form_token::issue(&self.keys, cookie_value)
    }

    /// See [`form_token::check`].
    #[must_use]
    pub fn check_form_token(&self, cookie_value: &str, token: &str) -> bool {
        form_token::check(&self.keys, cookie_value, token)
    }

    /// See [`gate_pass::issue`].
    #[must_use]
    pub fn issue_gate_pass(&self, organisation: &[u8; 16], named: gate_pass::Named) -> String {
        gate_pass::issue(&self.keys, organisation, named)
    }

    /// See [`gate_pass::read`].
    #[must_use]
    pub fn read_gate_pass(&self, organisation: &[u8; 16], text: &str) -> Option<gate_pass::Named> {
        gate_pass::read(&self.keys, organisation, text)
    }
}

#[cfg(test)]
#[path = "verifier_tests.rs"]
mod tests;
