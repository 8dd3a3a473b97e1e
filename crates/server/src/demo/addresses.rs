//! Where those live whom no mail of the demo reaches, in attributes of the association's own, so that a letter can be made.

use std::sync::Arc;

use actions::admin::attributes::{self, AttributeEdit, SavedAttribute, SavedValues};
use actions::admin::campaign;
use actions::{Ctx, Error, Organisation};
use domain::selection::AttributeKind;

use super::names::Dice;

/// Key and name of each part of an address.
const PARTS: [(&str, &str); 4] =
    [("straat", "Straat"), ("huisnummer", "Huisnummer"), ("postcode", "Postcode"), ("plaats", "Woonplaats")];
const STREETS: [&str; 8] = [
    "Molenkade",
    "Havenstraat",
    "Rietland",
    "Zeilmakersweg",
    "Dijkgraafplein",
    "Lisdodde",
    "Het Sluisje",
    "Noordeinde",
];
const PLACES: [(&str, &str); 4] =
    [("1141", "Monnickendam"), ("1131", "Volendam"), ("1151", "Broek in Waterland"), ("1135", "Edam")];

/// Gives them one.
pub(super) async fn plant(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<(), Error> {
    for (position, (key, name)) in (1..).zip(PARTS) {
        let edit = AttributeEdit {
            key: key.to_owned(),
            version: 0,
            name: name.to_owned(),
            kind: AttributeKind::Text,
            choices: Vec::new(),
            position,
        };
        match attributes::save_by_command_line(ctx, organisation, edit).await? {
            SavedAttribute::Saved(_) => {}
            other => return Err(Error::Broken(format!("an attribute of the demo was not saved: {other:?}"))),
        }
    }
    for shown in campaign::list(ctx, organisation).await? {
        let people = campaign::unreached(ctx, organisation, &shown, usize::MAX).await?;
        for (number, person) in people.into_iter().enumerate() {
            let texts: Vec<(String, String)> =
                PARTS.iter().zip(address(number)).map(|((key, _), value)| ((*key).to_owned(), value)).collect();
            match attributes::set_values_by_command_line(ctx, organisation, person.user, &texts).await? {
                SavedValues::Saved => {}
                SavedValues::Wrong(wrong) => {
                    return Err(Error::Broken(format!("an address of the demo was not saved: {wrong:?}")));
                }
            }
        }
    }
    Ok(())
}

/// Always the same one for a number.
fn address(number: usize) -> [String; 4] {
    let dice = &mut Dice::of(number);
    let (digits, place) = dice.pick(&PLACES, PLACES[0]);
    let letters = dice.pick(&["AB", "CK", "DR", "GE", "HM", "KP"], "AB");
    let street = dice.pick(&STREETS, STREETS[0]);
    [street.to_owned(), (1 + dice.below(120)).to_string(), format!("{digits} {letters}"), place.to_owned()]
}
