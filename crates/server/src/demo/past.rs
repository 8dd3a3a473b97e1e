//! What the people of the demo did before it starts: who enrolled when, and who put it off. So the roll-out has a past, as
//! if the association had been at it for ten weeks.

use std::sync::Arc;

use actions::sign_in::Step;
use actions::sign_in::offer::{self, Later};
use actions::sign_in::password::{self, Credentials, Outcome};
use actions::{Ctx, Error, Organisation, Visit};
use domain::sorted;
use domain::time::{Lifetime, Timestamp};
use secrecy::SecretString;

use super::names::Dice;
use super::people::Person;
use super::seed::PASSWORD;

/// The roll-out began so many days ago.
const DAYS: u32 = 70;
/// Far from the numbers of the people and their keys.
const DICE_FROM: usize = 2_000_000_000;
/// So many of those who have no app put it off, once or a few times.
const WHO_PUT_OFF: usize = 5;

/// Something that a person did.
pub(super) struct Moment {
    pub(super) at: Timestamp,
    /// The place of the person in the list.
    pub(super) place: usize,
    pub(super) what: What,
}

/// What it was.
pub(super) enum What {
    /// Enrols an app.
    Enrols,
    /// Is offered to enrol, and chooses "Later".
    ChoosesLater,
}

/// When it all began.
pub(super) fn beginning(present: Timestamp) -> Timestamp {
    present.minus(Lifetime::days(DAYS))
}

/// What everyone did, in the order of time.
pub(super) fn moments(people: &[Person], present: Timestamp) -> Vec<Moment> {
    let ago = |dice: &mut Dice, days: u32| {
        present.minus(Lifetime::days(days)).minus(Lifetime::minutes(30 + dice.below(10 * 60)))
    };
    let mut moments = Vec::new();
    let mut put_off = 0;
    for (place, person) in people.iter().enumerate() {
        let dice = &mut Dice::of(DICE_FROM + place);
        if person.enrolled {
            // Of two days the later: few at first, and more as the deadline comes nearer.
            let days = dice.below(DAYS - 4).min(dice.below(DAYS - 4));
            moments.push(Moment { at: ago(dice, 1 + days), place, what: What::Enrols });
        } else if person.is_backend_user() && !person.exempt && person.signed_in.is_some() && put_off < WHO_PUT_OFF {
            put_off += 1;
            for time in 0..=dice.below(3) {
                let days = 2 + time * 9 + dice.below(5);
                moments.push(Moment { at: ago(dice, days), place, what: What::ChoosesLater });
            }
        }
    }
    sorted::by_key(&mut moments, |moment| (moment.at, moment.place));
    moments
}

/// Signs in with the password and puts off what is offered.
pub(super) async fn choose_later(ctx: &Ctx, organisation: &Arc<Organisation>, user_name: &str) -> Result<(), Error> {
    let visit = Visit {
        organisation: organisation.clone(),
        source: "192.0.2.7".to_owned(),
        browser: "Firefox, Windows".to_owned(),
        platform: None,
        device: None,
    };
    let credentials = Credentials {
        name: user_name.to_owned(),
        password: SecretString::from(PASSWORD),
        return_to: None,
        device: None,
    };
    let Outcome::Right(Step::Enrol(token)) = password::sign_in(ctx, &visit, credentials).await? else {
        return Err(Error::Broken(format!("{user_name} of the demo was offered nothing")));
    };
    offer::put_off(ctx, &visit, (&token, None), Later::NextSignIn).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::people::{USUAL_NUMBER, people};

    #[test]
    fn people_enrol_one_after_the_other_and_the_latest_before_today() {
        let present = Timestamp::from_seconds(1_795_507_920);
        let all = people(USUAL_NUMBER);
        let moments = moments(&all, present);
        assert!(moments.windows(2).all(|two| two[0].at <= two[1].at));
        let enrolled: Vec<_> = moments.iter().filter(|moment| matches!(moment.what, What::Enrols)).collect();
        assert_eq!(enrolled.len(), all.iter().filter(|person| person.enrolled).count());
        assert!(moments.iter().all(|it| it.at > beginning(present) && it.at < present.minus(Lifetime::days(1))));
        let days = |days| enrolled.iter().filter(|it| it.at > present.minus(Lifetime::days(days))).count();
        assert!(days(14) >= 2 && days(14) < days(35) && days(35) < enrolled.len(), "{} {}", days(14), days(35));
        assert!(moments.len() > enrolled.len() + 3);
    }
}
