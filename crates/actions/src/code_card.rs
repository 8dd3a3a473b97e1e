//! Code cards: sixty numbered codes on paper, each of which counts once, in their order. What is asked of a card is in
//! `check_code`; here is what is left of it. [`make`] makes one and prints it, [`activate`] makes it count.

pub mod activate;
pub mod make;

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, UserId};
pub use verifier::code_card::CODES;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The word of the kind, in the audit log and for failures.
pub(crate) const CARD: &str = AuthenticatorKind::CodeCard.word();

/// At so many codes left it is time for a new card.
pub const FEW: u32 = 10;

/// What is asked of the person's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The card.
    pub id: AuthenticatorId,
    /// Which code; none where every one was used.
    pub number: Option<u32>,
    /// How many codes are left.
    pub left: u32,
}

/// The card of a person; none where there is none.
pub async fn asked(ctx: &Ctx, organisation: &Organisation, user: UserId) -> Result<Option<Asked>, Error> {
    let factor = store::factor::card_of_user(ctx.db(), organisation.id, user).await?;
    Ok(factor.secrets.first().map(|sealed| {
        let left = left(sealed.last_step);
        Asked { id: sealed.id, number: (left > 0).then(|| CODES - left + 1), left }
    }))
}

/// How many codes are left after this one.
pub(crate) fn left(last: i64) -> u32 {
    CODES.saturating_sub(u32::try_from(last).unwrap_or(0))
}

/// How many are left, where this code is one after which the person is told.
pub(crate) fn runs_out(last: i64) -> Option<u32> {
    Some(left(last)).filter(|left| [FEW, 0].contains(left))
}

/// The short number on a card: people tell theirs by it, and it says nothing of them.
pub fn number_of(id: AuthenticatorId) -> String {
    let [.., one, other] = id.bytes();
    format!("{:04}", u16::from_be_bytes([one, other]) % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_person_is_told_at_ten_left_and_at_none_and_never_between() {
        let told: Vec<(i64, u32)> = (1..=60).filter_map(|last| Some((last, runs_out(last)?))).collect();
        assert_eq!(told, [(50, 10), (60, 0)]);
    }
}
