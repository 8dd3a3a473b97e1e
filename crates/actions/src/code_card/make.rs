//! Making a code card: the secret waits for its first code, and the card can be printed where it was made.

use domain::audit::{Actor, AuditEvent};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
use domain::time::{Lifetime, Timestamp};
use store::waiting_card::{self, WaitingCard};
use verifier::code_card::{CODES, code};
use verifier::totp::Secret;

use super::number_of;
use crate::check_code::{secret_place, secret_row};
use crate::ctx::Ctx;
use crate::enrol_app::{Enroller, Late, Not, Owner, enroller_or_late};
use crate::error::{Error, broken};
use crate::open_session::DeviceCookie;
use crate::record::Scribe;
use crate::visit::Visit;

/// How long a card of one's own making waits: it may be printed elsewhere.
const WAITS: Lifetime = Lifetime::days(7);
/// How long one of the helpdesk does: it may come by post.
pub const DESK_WAITS: Lifetime = Lifetime::days(30);

/// Cards on their way to counting, as the page shows them.
#[derive(Clone, Debug)]
pub struct View {
    /// The newest that was made here, which can be printed.
    pub printable: Option<Waiting>,
    /// Those that were made elsewhere.
    pub others: Vec<Waiting>,
    /// Whether one can be made here: not before a proof of late enrolment.
    pub may_make: bool,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// How many authenticators the person has already.
    pub enrolled: usize,
    /// Whether an authenticator app would do as well.
    pub has_card: bool,
}

/// A card that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its short number.
    pub number: String,
    /// Until when it waits.
    pub until: Timestamp,
    /// Whether the helpdesk made it.
    pub by_desk: bool,
}

impl Waiting {
    fn of(card: &WaitingCard) -> Self {
        Self { number: number_of(card.id), until: card.expires_at, by_desk: card.by_desk }
    }
}

/// What is printed on a card.
pub struct Printed {
    /// Its short number.
    pub number: String,
    /// The codes, from number 1.
    pub codes: Vec<String>,
    /// Language of the person, where they state one.
    pub language: Option<String>,
}

impl std::fmt::Debug for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printed").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Who may set up a code card now, and the cards that wait for them.
pub(super) struct Setting {
    pub(super) enroller: Enroller,
    pub(super) late: Late,
    pub(super) cards: Vec<WaitingCard>,
}

impl Setting {
    /// Where this is: a card that was made here can be printed here.
    fn place(&self) -> Vec<u8> {
        match &self.enroller {
            Enroller::Half(half) => half.hash.to_vec(),
            // Its token changes with every fresh proof.
            Enroller::Session(person) => person.session.id.bytes().to_vec(),
        }
    }

    /// Whether a card was made here, by the person.
    pub(super) fn is_from_here(&self, card: &WaitingCard) -> bool {
        !card.by_desk && card.maker == self.place()
    }
}

/// Finds out who may set up a card, by the rules that hold for every authenticator. Whoever comes late, and has a card of the
/// helpdesk, is let try that one and no other: the helpdesk looked who it is.
pub(super) async fn setting(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Result<Setting, Not>, Error> {
    let (enroller, late) = match enroller_or_late(ctx, visit, owner, device, now).await? {
        Ok(found) => found,
        Err(not) => return Ok(Err(not)),
    };
    if !enroller.standing().policy.authenticators.value.allows(AuthenticatorKind::CodeCard) {
        return Ok(Err(Not::Elsewhere));
    }
    let mut cards = waiting_card::of_user(ctx.db(), visit.organisation.id, enroller.user(), now).await?;
    if late == Late::ProofNeeded {
        cards.retain(|card| card.by_desk);
        if cards.is_empty() {
            return Ok(Err(Not::LateProof));
        }
    }
    Ok(Ok(Setting { enroller, late, cards }))
}

/// The page, for whoever may set up a card now.
pub async fn view(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Result<View, Not>, Error> {
    let setting = match setting(ctx, visit, owner, device, ctx.now()).await? {
        Ok(setting) => setting,
        Err(not) => return Ok(Err(not)),
    };
    let facts = setting.enroller.facts();
    let (here, elsewhere): (Vec<_>, Vec<_>) = setting.cards.iter().partition(|card| setting.is_from_here(card));
    Ok(Ok(View {
        printable: here.first().map(|card| Waiting::of(card)),
        others: elsewhere.into_iter().map(Waiting::of).collect(),
        may_make: setting.late == Late::NothingNeeded,
        language: facts.language.clone(),
        enrolled: facts.authenticators.len(),
        has_card: facts.person.enrolled.contains(&AuthenticatorKind::CodeCard),
    }))
}

/// The language of whoever sets up a card, where they state one.
pub async fn language(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Option<String>, Error> {
    let found = enroller_or_late(ctx, visit, owner, device, ctx.now()).await?;
    Ok(found.ok().and_then(|(enroller, _)| enroller.facts().language.clone()))
}

/// Makes a card; one that the person made before and that waits is worth nothing from now on.
pub async fn start(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Result<(), Not>, Error> {
    let now = ctx.now();
    let setting = match setting(ctx, visit, owner, device, now).await? {
        Ok(setting) if setting.late == Late::ProofNeeded => return Ok(Err(Not::LateProof)),
        Ok(setting) => setting,
        Err(not) => return Ok(Err(not)),
    };
    let user = setting.enroller.user();
    let card = new_card(ctx, user, now, (false, setting.place()))?;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    ctx.write((scribe, user, card), |tx, (scribe, user, card)| {
        Box::pin(async move {
            waiting_card::save(tx, scribe.organisation.id, *user, card).await?;
            scribe.note(tx, Some(*user), AuditEvent::CodeCardMade { reason: None, view: None })
        })
    })
    .await?;
    Ok(Ok(()))
}

/// A card with a secret of its own.
pub(crate) fn new_card(
    ctx: &Ctx,
    user: UserId,
    now: Timestamp,
    (by_desk, maker): (bool, Vec<u8>),
) -> Result<WaitingCard, Error> {
    let id = AuthenticatorId::from_bytes(ctx.new_id(now));
    let secret = ctx.verifier().new_totp_secret();
    Ok(WaitingCard {
        id,
        by_desk,
        sealed_secret: ctx.verifier().seal(secret_place(&secret_row(user, id)), secret.bytes())?,
        maker,
        expires_at: now.plus(if by_desk { DESK_WAITS } else { WAITS }),
    })
}

/// The card that was made here, to print.
pub async fn print(
    ctx: &Ctx,
    visit: &Visit,
    owner: Owner<'_>,
    device: Option<&DeviceCookie>,
) -> Result<Result<Printed, Not>, Error> {
    let setting = match setting(ctx, visit, owner, device, ctx.now()).await? {
        Ok(setting) => setting,
        Err(not) => return Ok(Err(not)),
    };
    let Some(card) = setting.cards.iter().find(|card| setting.is_from_here(card)) else {
        return Ok(Err(Not::NothingPending));
    };
    let language = setting.enroller.facts().language.clone();
    Ok(Ok(printed(ctx, setting.enroller.user(), card, language)?))
}

/// What stands on a card that waits.
pub(crate) fn printed(ctx: &Ctx, user: UserId, card: &WaitingCard, language: Option<String>) -> Result<Printed, Error> {
    let secret = open(ctx, user, card)?;
    let codes = (1..=CODES).map(|number| code(&secret, number)).collect();
    Ok(Printed { number: number_of(card.id), codes, language })
}

/// The secret of a card that waits.
pub(super) fn open(ctx: &Ctx, user: UserId, card: &WaitingCard) -> Result<Secret, Error> {
    let bytes = ctx.verifier().open(secret_place(&secret_row(user, card.id)), &card.sealed_secret)?;
    Secret::from_bytes(&bytes).ok_or_else(|| broken("the secret of a card has a wrong length"))
}
