//! The organisation of the journeys: its rules, its people, and the moment at which every journey begins.
//! Neighbour: [`crate::walk`] goes through it with a browser.

use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies::NewPolicy;
use actions::operator::{self, Acting, NewTenant};
use anyhow::{Context, Result, ensure};
use domain::id::UserId;
use domain::organisation::ModuleState;
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::throttle::{DISABLING_FAILURES, FactorThrottle};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use jiff::civil::Date;
use secrecy::SecretString;
use server::clock::MovableClock;
use server::testing::{House, HouseOptions};
use store::factor::{ThrottleKey, replace_throttle};

/// Everyone's password.
pub const PASSWORD: &str = "korenbloem-fiets-27";
/// When every journey begins: ten in the morning, a fortnight before [`deadline`].
pub const BEGINNING: &str = "2026-11-24T10:00:00+01:00";

/// The day from whose first second nobody signs in without a second step.
pub const fn deadline() -> Date {
    jiff::civil::date(2026, 12, 8)
}

/// Mandatory from [`deadline`], asked once in 30 days on each device, signed in for a day, late with an e-mailed code.
pub fn rule() -> Demand {
    Demand {
        requirement: Requirement::Mandatory,
        deadline: Some(deadline()),
        grace_days: 0,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    }
}

/// A house with this rule for everyone, at [`BEGINNING`], where time stands still until the test moves it.
pub async fn house(demand: Demand) -> Result<House> {
    house_with(demand, HouseOptions::default()).await
}

/// The same, with more to say about the house.
pub async fn house_with(demand: Demand, options: HouseOptions) -> Result<House> {
    let begin = BEGINNING.parse::<jiff::Timestamp>().context(BEGINNING)?;
    let rule = NewPolicy { name: "Iedereen".to_owned(), selection: None, demand };
    let options = HouseOptions {
        clock: MovableClock::standing_at(Timestamp::from_seconds(begin.as_second())),
        policies: vec![rule],
        ..options
    };
    House::start(options).await.map_err(anyhow::Error::from_boxed).context("the house does not start")
}

/// Adds a member with [`PASSWORD`] who signs in with `user_name` and reads `language`.
pub async fn member(house: &House, user_name: &str, full_name: &str, language: &str) -> Result<UserId> {
    let new = NewPerson {
        user_name: user_name.to_owned(),
        display_name: full_name.to_owned(),
        addresses: vec![format!("{user_name}@waterland.example")],
        language: Some(language.to_owned()),
        role: Role::Member,
        groups: Vec::new(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    Ok(people::add(&house.ctx, &house.organisation, new).await?)
}

/// Adds a `SuperUser` with [`PASSWORD`] who reads whatever the browser asks for.
pub async fn superuser(house: &House, user_name: &str, full_name: &str) -> Result<UserId> {
    let new = NewPerson {
        user_name: user_name.to_owned(),
        display_name: full_name.to_owned(),
        addresses: vec![format!("{user_name}@waterland.example")],
        language: None,
        role: Role::SuperUser,
        groups: Vec::new(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    Ok(people::add(&house.ctx, &house.organisation, new).await?)
}

/// As after all wrong codes of a row but the last, without typing them.
pub async fn all_but_one_failure(house: &House, user: UserId) -> Result<()> {
    let org = house.organisation.id;
    let many = FactorThrottle { failures: DISABLING_FAILURES - 1, ..FactorThrottle::default() };
    let before = store::factor::throttle(house.ctx.db(), org, user, "app").await?;
    let changed = house.ctx.db().write(move |tx| {
        Box::pin(async move {
            let key = ThrottleKey { org, user, factor: "app" };
            let (statement, values) = replace_throttle(key, &before, &many);
            tx.execute(statement, &values).await
        })
    });
    let changed: Result<u64, store::Error> = changed.await;
    ensure!(changed? == 1, "the failures were not written");
    Ok(())
}

/// A house that is a platform: its organisation is the operators', with `sanne` as `SuperUser` and the module off, and
/// there is a second organisation at `bond.example`.
pub async fn platform() -> Result<House> {
    let settings = vec![("organisation.single", "false".to_owned()), ("operator.host", "localhost".to_owned())];
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions { settings, ..HouseOptions::default() }).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let bond = NewTenant {
        name: "Bond van Molenaars".to_owned(),
        host: "bond.example".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        first: None,
    };
    operator::make(&house.ctx, Acting::CommandLine, bond).await?;
    let off = house.ctx.db().write_with(house.organisation.id, |tx, org| {
        Box::pin(async move { store::organisation::set_module(tx, *org, ModuleState::Inactive).await })
    });
    let off: Result<(), store::Error> = off.await;
    off?;
    house.ctx.reload().await?;
    Ok(house)
}
