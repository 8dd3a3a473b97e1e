//! A house in the middle of a roll-out: people of three groups who enrolled one after the other in the last eight weeks, one
//! who puts it off, one who is exempt, one who cannot. For whoever looks at the board.

use actions::admin::people::{self, Membership};
use actions::admin::{import_authenticator, policies};
use anyhow::{Result, ensure};
use domain::id::UserId;
use domain::time::Lifetime;
use server::testing::{House, HouseOptions};

use crate::visitor::Visitor;
use crate::waterland::{PASSWORD, house_with, member, rule, superuser};

/// Full name, group, and how many days ago they enrolled; 0 for not yet.
const PEOPLE: [(&str, &str, u32); 16] = [
    ("Fatima El Amrani", "Redactie", 48),
    ("Lin Chen", "Redactie", 30),
    ("Grace Adeyemi", "Vrijwilligers", 0),
    ("Joris van den Berg", "Bestuur", 41),
    ("Maria Jansen", "Vrijwilligers", 33),
    ("Pieter Kok", "Havenmeesters", 0),
    ("Riet Schouten", "Bestuur", 25),
    ("Daan Mulder", "Vrijwilligers", 0),
    ("Bram Hoekstra", "Vrijwilligers", 12),
    ("Anouk de Wit", "Havenmeesters", 18),
    ("Kees Visser", "Vrijwilligers", 0),
    ("Sietske Bos", "Redactie", 9),
    ("Imran Williams", "Vrijwilligers", 5),
    ("Carla Dekker", "Havenmeesters", 3),
    ("Tom Brown", "Vrijwilligers", 0),
    ("Eva <b>Meijer</b>", "Redactie", 20),
];
const WEEKS: u32 = 8;

/// The house, at the moment at which all houses begin; `sanne` is a `SuperUser` without an app.
pub async fn house(language: &str) -> Result<House> {
    let house = house_with(rule(), HouseOptions::default()).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let present = ctx.now();
    let ago = |days: u32| present.minus(Lifetime::days(days));
    house.clock.set(ago(WEEKS * 7));
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let mut enrolling: Vec<(u32, UserId)> = Vec::new();
    for (full_name, group, days) in PEOPLE {
        let user_name = full_name.split(' ').next().unwrap_or_default().to_lowercase();
        let id = member(&house, &user_name, full_name, language).await?;
        policies::group(ctx, organisation, group).await?;
        people::set_membership(ctx, organisation, id, group, Membership::In).await?;
        enrolling.extend((days > 0).then_some((days, id)));
    }
    enrolling.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    for (days, id) in enrolling {
        house.clock.set(ago(days));
        import_authenticator::import(ctx, organisation, id, b"a secret of twenty b", "Phone").await?;
    }
    for hours in [50, 26] {
        house.clock.set(present.minus(Lifetime::hours(hours)));
        puts_off(&house, "grace").await?;
    }
    puts_off(&house, "pieter").await?;
    house.clock.set(present);
    let kees = people::find(ctx, organisation, "kees").await?;
    let until = present.plus(Lifetime::days(30));
    policies::exempt(ctx, organisation, kees, until, "Has no smartphone").await?;
    Ok(house)
}

/// Somebody signs in and chooses "Later".
async fn puts_off(house: &House, user_name: &str) -> Result<()> {
    let mut visitor = Visitor::new(&house.site)?;
    let page = visitor.sign_in(user_name, PASSWORD).await?;
    ensure!(page.path() == "/sign-in/enrol", "{user_name} is at {}", page.address);
    let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?;
    ensure!(page.is_of_someone_signed_in(), "{user_name} is at {}", page.address);
    Ok(())
}
