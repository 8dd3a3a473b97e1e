//! Puts the people of the demo into a fresh database: in one transaction, with one password hash for all. The keys of
//! their apps follow from their place in the list, so that a demo which is kept knows them again.

use std::collections::BTreeMap;
use std::sync::Arc;

use actions::admin::import_authenticator;
use actions::admin::people::{self as admin, NewPassword, NewPerson};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::selections;
use actions::admin::set_up::{self, NewOrganisation};
use actions::admin::views::{self, SavedView, ViewEdit};
use actions::{Ctx, Error, Organisation};
use domain::id::{OrganisationId, UserId};
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::{Lifetime, Timestamp, end_of_day, start_of_day};
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use jiff::ToSpan as _;
use jiff::civil::Date;
use secrecy::SecretString;
use verifier::totp::{SECRET_BYTES, Secret};

use super::campaign;
use super::names::Dice;
use super::past;
use super::people::{self, Group, Person};
use crate::clock::MovableClock;

/// The password of everyone in the demo.
pub(super) const PASSWORD: &str = "korenbloem-fiets-27";
const DAYS_AHEAD: i32 = 14;
const EXEMPT_DAYS: i32 = 60;
/// Far from the numbers of the people themselves.
const KEYS_FROM: usize = 1_000_000;
/// The view of whom the mandatory policy holds for.
const BACKEND_VIEW: &str = "Backend users";
/// The name of the mandatory policy.
pub(super) const MANDATORY: &str = "Backend-gebruikers";

/// What the demo knows of the people whom it made.
pub(super) struct Planted {
    pub(super) people: Vec<Person>,
    /// The key of everyone's app, by user name.
    pub(super) keys: BTreeMap<String, Secret>,
    /// The deadline of the mandatory policy.
    pub(super) deadline: Date,
    /// The same in microseconds since 1970.
    pub(super) deadline_at: i64,
}

/// Makes organisation, people, policies, apps and exemptions.
///
/// It begins weeks ago, and everyone enrols at a moment of their own since, so that the roll-out has a past. Afterwards the
/// clock shows the present again.
pub(super) async fn plant(ctx: &Ctx, clock: &MovableClock, number: usize) -> Result<Planted, Error> {
    let present = ctx.now();
    clock.set(past::beginning(present));
    let planted = Box::pin(plant_since(ctx, clock, (number, present))).await;
    clock.set(clock.present());
    planted
}

async fn plant_since(ctx: &Ctx, clock: &MovableClock, (number, present): (usize, Timestamp)) -> Result<Planted, Error> {
    let new = NewOrganisation {
        name: people::ORGANISATION.to_owned(),
        host: "localhost".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        helpdesk_telephone: Some("0299 000 123".to_owned()),
        support_url: None,
    };
    set_up::organisation(ctx, new).await?;
    let organisation = ctx.only_organisation()?;
    let all = people::people(number);
    let hash = admin::hash(ctx, &SecretString::from(PASSWORD)).await?;
    let new = all.iter().map(|person| new_person(person, &hash)).collect();
    let ids = admin::add_many(ctx, &organisation, new).await?;

    let today = present.date_in(&organisation.zone);
    let deadline = today.saturating_add(DAYS_AHEAD.days());
    views(ctx, &organisation).await?;
    for policy in policies_of(deadline) {
        policies::save(ctx, &organisation, policy).await?;
    }
    let announced = campaign::announced(&organisation, deadline);
    let mut campaign = Some(announced);
    for moment in past::moments(&all, present) {
        if let Some(at) = campaign.take_if(|at| *at < moment.at) {
            campaign::announce(ctx, clock, &organisation, at).await?;
        }
        let (person, id) = match (all.get(moment.place), ids.get(moment.place)) {
            (Some(person), Some(id)) => (person, *id),
            _ => continue,
        };
        clock.set(moment.at);
        match moment.what {
            past::What::Enrols => {
                let label = format!("Telefoon van {}", person.name.given);
                import_authenticator::import(ctx, &organisation, id, &key(moment.place), &label).await?;
            }
            past::What::ChoosesLater => past::choose_later(ctx, &organisation, &person.user_name).await?,
        }
    }
    if let Some(at) = campaign {
        campaign::announce(ctx, clock, &organisation, at).await?;
    }
    super::addresses::plant(ctx, &organisation).await?;
    clock.set(present);
    let last_day = today.saturating_add(EXEMPT_DAYS.days());
    let until = end_of_day(last_day, &organisation.zone);
    for (_, id) in all.iter().zip(&ids).filter(|(person, _)| person.exempt) {
        policies::exempt(ctx, &organisation, *id, until, "Heeft geen smartphone").await?;
    }
    super::announcement::announce(ctx, &organisation).await?;
    signed_in_before(ctx, organisation.id, all.iter().zip(&ids)).await?;
    known(&organisation, all, deadline)
}

/// When people signed in last, before the demo began: as if the association had been at it for a while.
async fn signed_in_before(
    ctx: &Ctx,
    org: OrganisationId,
    people: impl Iterator<Item = (&Person, &UserId)>,
) -> Result<(), Error> {
    let now = ctx.now();
    let moments = people.filter_map(|(person, id)| Some((*id, now.minus(Lifetime::minutes(person.signed_in?)))));
    let moments: Vec<_> = moments.collect();
    let written = ctx.db().write_with(moments, move |tx, moments| {
        Box::pin(async move {
            for (user, at) in moments {
                store::user::signed_in(tx, org, *user, *at).await?;
            }
            Ok(())
        })
    });
    let written: Result<(), store::Error> = written.await;
    Ok(written?)
}

/// The two views: whom the mandatory policy holds for, with the action that switches two-step sign-in off; and all members,
/// without it (mission S11). The second is the one with which every organisation begins.
async fn views(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<(), Error> {
    let backend = selections::of_group(ctx, organisation, Group::BackendUsers.name()).await?;
    let members = selections::of_group(ctx, organisation, Group::Members.name()).await?;
    for first in views::list(ctx, organisation).await? {
        let edit = ViewEdit {
            id: Some(first.id),
            version: first.version,
            name: Group::Members.name().to_owned(),
            selection: Some(members),
            columns: first.columns,
            order: first.order,
            actions: first.actions,
            roles: first.roles,
        };
        save_view(ctx, organisation, edit).await?;
    }
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: BACKEND_VIEW.to_owned(),
        selection: Some(backend),
        columns: vec![Column::Name, Column::Groups, Column::SecondFactor, Column::LastSignIn],
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: vec![Role::Helpdesk, Role::PeopleManager],
    };
    save_view(ctx, organisation, edit).await
}

async fn save_view(ctx: &Ctx, organisation: &Arc<Organisation>, edit: ViewEdit) -> Result<(), Error> {
    match views::save_by_command_line(ctx, organisation, edit).await? {
        Some(SavedView::Saved(_)) => Ok(()),
        other => Err(Error::Broken(format!("a view of the demo was not saved: {other:?}"))),
    }
}

/// A demo that was kept: who is in it, and its deadline.
pub(super) async fn planted(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<Planted, Error> {
    let mut number = 0;
    let mut after = String::new();
    loop {
        let page = admin::list(ctx, organisation, &after, 500).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.user_name);
        number += page.len();
    }
    let saved = policies::list(ctx, organisation).await?;
    let deadline =
        saved.iter().find(|(policy, _)| policy.name == MANDATORY).and_then(|(policy, _)| policy.demand.deadline);
    let deadline = deadline.unwrap_or_else(|| ctx.now().date_in(&organisation.zone));
    known(organisation, people::people(number), deadline)
}

fn known(organisation: &Organisation, people: Vec<Person>, deadline: Date) -> Result<Planted, Error> {
    let mut keys = BTreeMap::new();
    for (place, person) in people.iter().enumerate().filter(|(_, person)| person.enrolled) {
        let key = Secret::from_bytes(&key(place)).ok_or_else(|| Error::Broken("a key of the demo is none".into()))?;
        keys.insert(person.user_name.clone(), key);
    }
    let deadline_at = start_of_day(deadline, &organisation.zone).micros();
    Ok(Planted { people, keys, deadline, deadline_at })
}

fn new_person(person: &Person, hash: &str) -> NewPerson {
    NewPerson {
        user_name: person.user_name.clone(),
        display_name: person.name.full(),
        addresses: addresses(person),
        language: Some(person.language.tag().to_owned()),
        role: match person.role {
            people::Role::Helpdesk => Role::Helpdesk,
            people::Role::Auditor => Role::Auditor,
            people::Role::PeopleManager => Role::PeopleManager,
            people::Role::Member => Role::Member,
            people::Role::SuperUser => Role::SuperUser,
        },
        groups: person.groups.iter().map(|group| group.name().to_owned()).collect(),
        password: NewPassword::Hashed(hash.to_owned()),
    }
}

fn addresses(person: &Person) -> Vec<String> {
    let all = std::iter::once(&person.email).chain(&person.second_email);
    all.filter(|_| person.has_email).cloned().collect()
}

/// The key of the app of the person at this place in the list. Known to whoever reads this, as the password is.
fn key(place: usize) -> [u8; SECRET_BYTES] {
    let mut dice = Dice::of(KEYS_FROM + place * SECRET_BYTES);
    std::array::from_fn(|_| u8::try_from(dice.below(256)).unwrap_or(0))
}

fn policies_of(deadline: Date) -> [NewPolicy; 2] {
    let backend = Demand {
        requirement: Requirement::Mandatory,
        deadline: Some(deadline),
        // Fewer than lie ahead, so that everyone's deadline is the date itself.
        grace_days: 7,
        ask: Ask::Every(Lifetime::days(30)),
        stay: Stay::For(Lifetime::days(1)),
        idle: None,
        authenticators: AuthenticatorRule::Any,
        late_enrolment: LateEnrolment::EmailedCode,
        mode: Mode::On,
    };
    let everyone =
        Demand { requirement: Requirement::Optional, deadline: None, stay: Stay::For(Lifetime::days(14)), ..backend };
    [
        NewPolicy {
            name: MANDATORY.to_owned(),
            selection: Some(Group::BackendUsers.name().to_owned()),
            demand: backend,
        },
        NewPolicy { name: "Iedereen".to_owned(), selection: None, demand: everyone },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;
    use crate::settings::PublicAddress;
    use crate::wire::{self, First};

    #[tokio::test(flavor = "multi_thread")]
    async fn the_demo_is_an_association_with_two_policies_and_people_of_each_kind() {
        let scratch = Scratch::new().unwrap();
        let address = PublicAddress::parse("http://localhost:8080").unwrap();
        let settings = crate::demo::settings(scratch.path(), &address).unwrap();
        let clock = MovableClock::real();
        let ctx = wire::open(&settings, Arc::new(clock.clone()), First::Make).await.unwrap();
        let planted = plant(&ctx, &clock, people::USUAL_NUMBER).await.unwrap();
        assert!(clock.ahead().abs() < 1_000_000, "the clock shows the present again");
        let organisation = ctx.only_organisation().unwrap();
        let today = ctx.now().date_in(&organisation.zone);

        let saved = policies::list(&ctx, &organisation).await.unwrap();
        let told: Vec<_> = saved
            .iter()
            .map(|(policy, selection)| (selection.as_deref(), policy.demand.requirement, policy.demand.deadline))
            .collect();
        let ahead = today.checked_add(14.days()).unwrap();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&(Some("Backend-gebruikers"), Requirement::Mandatory, Some(ahead))), "{told:?}");
        assert!(told.contains(&(None, Requirement::Optional, None)), "{told:?}");
        assert_eq!(planted.deadline, ahead);

        let everybody = admin::list(&ctx, &organisation, "", 1000).await.unwrap();
        assert_eq!(everybody.len(), people::USUAL_NUMBER);
        let (mut with_app, mut exempt, mut due) = (0, 0, 0);
        for user in &everybody {
            let person = admin::show(&ctx, &organisation, user.id).await.unwrap().standing.facts.person;
            assert_eq!(!person.enrolled.is_empty(), planted.keys.contains_key(&user.user_name), "{}", user.user_name);
            let excused = person.exemption.is_some_and(|exemption| exemption.holds(ctx.now()));
            with_app += i32::from(!person.enrolled.is_empty());
            exempt += i32::from(excused);
            let behind = planted.people.iter().any(|one| one.user_name == user.user_name && one.is_backend_user());
            due += i32::from(behind && person.enrolled.is_empty() && !excused);
        }
        assert!((20..=60).contains(&with_app), "{with_app} with an app");
        assert!((2..=8).contains(&exempt), "{exempt} exempt");
        assert!((10..=30).contains(&due), "{due} who must have one by the deadline");
        ctx.db().close().await;
    }

    #[test]
    fn everybody_has_a_key_of_their_own_and_always_the_same() {
        let keys: std::collections::BTreeSet<_> = (0..2_000).map(key).collect();
        assert_eq!(keys.len(), 2_000);
        assert_eq!(key(7), key(7));
    }
}
