//! The stock of hardware tokens: they come in from the files of their makers, are looked up, lost, found, taken back and removed.
//! Who gives one to somebody is at the desk (`desk::give_token`).

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{AuthenticatorId, UserId};
use domain::permission::{Freshness, Refusal, Right};
use domain::time::Timestamp;
use store::Tx;
use store::hardware_token::{self, HardwareToken, NewToken};
use verifier::token_file::{self, Listed};
pub use verifier::token_file::{FileFault, Left, MOST_TOKENS, TokenFault};

use super::desk::{Acted, Admin, may, rights_in};
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::hardware_token::{Counts, Holder, Moving, Which, digits, first_step, stock_place};
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The right that every change needs.
pub const RIGHT: Right = Right::SettingsEdit;

/// Tokens on one page.
pub const PAGE: usize = 50;

/// A token as pages show it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Which.
    pub id: AuthenticatorId,
    /// Serial number.
    pub serial: String,
    /// Maker and model; empty where nobody said.
    pub model: String,
    /// What its codes move by; nothing where a later program wrote it.
    pub moving: Option<Moving>,
    /// Digits of a code.
    pub digits: i64,
    /// When it was lost.
    pub lost_at: Option<Timestamp>,
    /// When it came in.
    pub imported_at: Timestamp,
    /// Who has it.
    pub holder: Option<Holder>,
}

impl From<HardwareToken> for Token {
    fn from(token: HardwareToken) -> Self {
        Self {
            id: token.stand.id,
            moving: Moving::from_word(&token.moving),
            digits: token.stand.digits,
            serial: token.serial,
            model: token.model,
            lost_at: token.lost_at,
            imported_at: token.imported_at,
            holder: token.holder,
        }
    }
}

/// A page of the stock.
#[derive(Debug)]
pub struct Page {
    /// The tokens on it, by serial number.
    pub tokens: Vec<Token>,
    /// The serial number after which the next page begins, where there is one.
    pub next: Option<String>,
    /// How many there are in all.
    pub counts: Counts,
}

/// A page of the tokens of a kind whose number has this text in it, after this number.
pub async fn list(ctx: &Ctx, organisation: &Organisation, which: (Which, &str), after: &str) -> Result<Page, Error> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut found = hardware_token::list(ctx.db(), organisation.id, which, (after, most)).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| last.serial.clone());
    let counts = hardware_token::counts(ctx.db(), organisation.id).await?;
    Ok(Page { tokens: found.into_iter().map(Token::from).collect(), next, counts })
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: AuthenticatorId) -> Result<Option<Token>, Error> {
    Ok(hardware_token::find(ctx.db(), organisation.id, id).await?.map(Token::from))
}

/// What a file brought in.
#[derive(Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many tokens are new.
    pub added: u64,
    /// How many were there already, and stay as they are.
    pub known: u64,
    /// Those that could not be taken over.
    pub left: Vec<Left>,
}

/// Brings in the tokens of a file; `password` opens it where its keys are encrypted, and `usual` is what codes move by where it does
/// not say.
pub async fn import(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    file: &[u8],
    (password, usual): (&str, Moving),
) -> Result<Acted<Result<Imported, FileFault>>, Error> {
    if let Some(not) = may(ctx, visit, admin, (RIGHT, "import-tokens", Freshness::Proof)).await? {
        return Ok(not);
    }
    Ok(Acted::Done(import_as(ctx, admin.scribe(ctx, visit, ctx.now()), file, (password, usual)).await?))
}

/// The same at the command line of the server.
pub async fn import_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    file: &[u8],
    opening: (&str, Moving),
) -> Result<Result<Imported, FileFault>, Error> {
    import_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), file, opening).await
}

async fn import_as(
    ctx: &Ctx,
    scribe: Scribe,
    file: &[u8],
    (password, usual): (&str, Moving),
) -> Result<Result<Imported, FileFault>, Error> {
    let read = match token_file::read(file, password, usual) {
        Ok(read) => read,
        Err(fault) => return Ok(Err(fault)),
    };
    let all = u64::try_from(read.tokens.len()).unwrap_or(u64::MAX);
    let new = read.tokens.iter().map(|listed| stocked(ctx, &scribe, listed)).collect::<Result<Vec<_>, _>>()?;
    let added = ctx
        .write((scribe, new), |tx, (scribe, new)| {
            Box::pin(async move {
                let mut added = 0;
                for token in new {
                    if hardware_token::insert(tx, scribe.organisation.id, token, scribe.now).await? {
                        added += 1;
                    }
                }
                if added > 0 {
                    scribe.note(tx, None, AuditEvent::TokensImported { added })?;
                }
                Ok(added)
            })
        })
        .await?;
    Ok(Ok(Imported { added, known: all.saturating_sub(added), left: read.left }))
}

fn stocked(ctx: &Ctx, scribe: &Scribe, listed: &Listed) -> Result<NewToken, Error> {
    let id = AuthenticatorId::from_bytes(scribe.new_id());
    Ok(NewToken {
        id,
        serial: listed.serial.clone(),
        model: listed.model.clone(),
        moving: listed.seed.moving.word(),
        digits: digits(&listed.seed),
        sealed: ctx.verifier().seal(stock_place(&id.bytes()), &listed.seed.to_bytes())?,
        last_step: first_step(&listed.seed, listed.counter),
    })
}

/// What becomes of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the stock (again).
    Stock,
    /// It is lost: nobody can take it into use until it is found.
    Lost,
    /// It leaves the stock for good.
    Removed,
}

impl Fate {
    /// The word that forms and the audit log use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Lost => "lost",
            Self::Removed => "removed",
        }
    }

    /// From that word; an unknown word is no fate.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Stock, Self::Lost, Self::Removed].into_iter().find(|fate| fate.word() == word)
    }
}

/// Notes what became of a token. Whoever has it has it no more: it stops counting at once, as if they had removed it.
pub async fn settle(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    id: AuthenticatorId,
    fate: Fate,
) -> Result<Acted<()>, Error> {
    if find(ctx, &visit.organisation, id).await?.is_none() {
        return not_found(ctx, visit, admin, "settle-token").await;
    }
    if let Some(not) = may(ctx, visit, admin, (RIGHT, "settle-token", Freshness::SecondFactor)).await? {
        return Ok(not);
    }
    let input = (admin.scribe(ctx, visit, ctx.now()), admin.party, id, fate);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, party, id, fate)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                store::organisation::lock(tx, org).await?;
                let Some(token) = hardware_token::lock(tx, org, *id).await? else { return Err(Error::Conflict) };
                if let Some(holder) = &token.holder {
                    let found = store::user::find_version_in(tx, org, holder.user).await?;
                    let (user, _) = found.ok_or(Error::Conflict)?;
                    if !party.rights.include(rights_in(tx, org, user.role).await?) {
                        return Ok(Err(Refusal::MoreRights));
                    }
                }
                take_back(tx, scribe, *id, *fate).await?.ok_or(Error::Conflict)?;
                Ok(Ok(()))
            })
        })
        .await;
    match written {
        Ok(Ok(())) => Ok(Acted::Done(())),
        Ok(Err(refusal)) => {
            super::desk::note_refused(ctx, visit, admin, "settle-token", refusal.word()).await?;
            Ok(Acted::Refused(refusal))
        }
        Err(Error::Conflict) => Ok(Acted::Changed),
        Err(error) => Err(error),
    }
}

/// Notes what became of a token, in the caller's transaction; nothing where it is gone. Who had it is told.
pub(crate) async fn take_back(
    tx: &mut Tx,
    scribe: &Scribe,
    id: AuthenticatorId,
    fate: Fate,
) -> Result<Option<()>, Error> {
    let org = scribe.organisation.id;
    let Some(token) = hardware_token::lock(tx, org, id).await? else { return Ok(None) };
    if let Some(holder) = &token.holder {
        let left = store::authenticator::delete(tx, org, holder.user, id).await?;
        let last = left == Some(0);
        if last {
            store::recovery_code::delete_of_user(tx, org, holder.user).await?;
        }
        let authenticator = crate::hardware_token::TOKEN.word().to_owned();
        scribe.note(tx, Some(holder.user), AuditEvent::AuthenticatorRemoved { authenticator })?;
        end_what_leaned(tx, scribe, holder.user).await?;
        let label = token.serial.clone();
        scribe.tell(tx, holder.user, Content::AuthenticatorRemoved { label, last }).await?;
    }
    match fate {
        Fate::Stock => hardware_token::set_lost(tx, org, id, None).await?,
        Fate::Lost => hardware_token::set_lost(tx, org, id, Some(scribe.now)).await?,
        Fate::Removed => hardware_token::remove(tx, org, id).await?,
    }
    let had = token.holder.as_ref().map(|holder| holder.user);
    scribe.note(tx, had, AuditEvent::TokenMoved { serial: token.serial, to: fate.word().to_owned() })?;
    Ok(Some(()))
}

/// Ends what leaned on the authenticators that a person had: sessions, sign-ins under way, trust and what waits for a first code.
pub(crate) async fn end_what_leaned(tx: &mut Tx, scribe: &Scribe, user: UserId) -> Result<(), Error> {
    let org = scribe.organisation.id;
    let count = store::trusted_device::forget_of_user(tx, org, user).await?;
    let ended = store::session::end_of_user(tx, org, user).await?;
    store::half_sign_in::delete_of_user(tx, org, user).await?;
    store::authenticator::drop_pending_of_user(tx, org, user).await?;
    if count > 0 {
        scribe.note(tx, Some(user), AuditEvent::DevicesForgotten { count })?;
    }
    if ended > 0 {
        scribe.note(tx, Some(user), AuditEvent::SessionsEnded { count: ended })?;
    }
    Ok(())
}
