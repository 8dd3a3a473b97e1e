//! The first organisation and its first `SuperUser`: at the command line, or in a browser by a link that the server
//! printed when it found nobody. The link works once, and only while there is no organisation.

use std::sync::Arc;

use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId, ViewId};
use domain::organisation::ModuleState;
use domain::password::SecondFactor;
use domain::time::{Lifetime, Timestamp};
use domain::user::{Role, is_unseen};
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use store::organisation::Organisation as Row;
use store::user::NewUser;

use crate::admin::exemption_rule::USUAL_DAYS;
use crate::admin::{people, views};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::new_password::{self, Owner, Weakness};
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// How long the link works. A start of the server prints another.
pub const LINK_LIVES: Lifetime = Lifetime::hours(24);

/// An organisation to make.
#[derive(Clone, Debug, Default)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Host name that its requests arrive under.
    pub host: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Language of whoever states none.
    pub language: String,
    /// Whom to call when nothing helps.
    pub helpdesk_telephone: Option<String>,
    /// Where help is found.
    pub support_url: Option<String>,
}

/// Its first `SuperUser`.
#[derive(Clone, Debug)]
pub struct First {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail address.
    pub address: String,
    /// Password.
    pub password: SecretString,
}

/// What is wrong with an organisation or its first `SuperUser`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUpFault {
    /// The name is empty, too long, or holds what cannot be seen.
    Name,
    /// There is no such time zone.
    TimeZone,
    /// The product does not speak that language.
    Language,
    /// The user name does not serve.
    UserName,
    /// The full name does not serve.
    FullName,
    /// That is no e-mail address.
    Address,
    /// The password does not do.
    Password(Weakness),
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// Both are there.
    Done,
    /// Everything that is wrong; nothing was made.
    Faults(Vec<SetUpFault>),
    /// There is an organisation already, or the link is none that works.
    Closed,
}

/// The link that works at the moment.
#[derive(Debug)]
pub(crate) struct Link {
    hash: [u8; 32],
    until: Timestamp,
    preset: NewOrganisation,
}

/// Makes a link and answers its code; one that was made before works no longer. `preset` is what the form begins with, and
/// says what it does not ask.
pub fn invite(ctx: &Ctx, preset: NewOrganisation) -> String {
    let token = ctx.verifier().new_token();
    ctx.set_link(Some(Link { hash: token.hash(), until: ctx.now().plus(LINK_LIVES), preset }));
    token.text().to_string()
}

/// What the form of a link begins with; nothing where the code opens no form.
pub fn invitation(ctx: &Ctx, code: &str) -> Option<NewOrganisation> {
    let hash = verifier::token::hash(code)?;
    let now = ctx.now();
    if !ctx.organisations().is_empty() {
        return None;
    }
    let link = ctx.link();
    link.as_ref().filter(|link| link.hash == hash && now < link.until).map(|link| link.preset.clone())
}

/// Makes the organisation and its first `SuperUser` by a link, in one transaction.
pub async fn by_link(
    ctx: &Ctx,
    code: &str,
    (source, browser): (String, String),
    (new, first): (NewOrganisation, First),
) -> Result<Made, Error> {
    if invitation(ctx, code).is_none() {
        return Ok(Made::Closed);
    }
    let made = both(ctx, (new, first), |organisation, user, now| {
        let visit = Visit { organisation: organisation.clone(), source, browser, platform: None, device: None };
        Scribe::of_visit(ctx, &visit, now, Actor::User(user))
    })
    .await?;
    if made != Made::Done {
        return Ok(made);
    }
    ctx.set_link(None);
    Ok(Made::Done)
}

/// The same at the command line.
pub async fn at_command_line(ctx: &Ctx, new: NewOrganisation, first: First) -> Result<Made, Error> {
    both(ctx, (new, first), |organisation, _, now| Scribe::of_command_line(ctx, organisation, now)).await
}

/// The module of the organisation of a self-hosted installation is active at once (mission S7).
async fn both(
    ctx: &Ctx,
    (new, first): (NewOrganisation, First),
    scribe: impl FnOnce(&Arc<Organisation>, UserId, Timestamp) -> Scribe,
) -> Result<Made, Error> {
    let now = ctx.now();
    let mut faults = faults_of_organisation(&new);
    faults.extend(faults_of_person(&first));
    if let Err(weakness) = judged(ctx, &new, &first).await? {
        faults.push(SetUpFault::Password(weakness));
    }
    if !faults.is_empty() {
        return Ok(Made::Faults(faults));
    }
    let row = row(ctx, new, now);
    let user = NewUser {
        id: UserId::from_bytes(ctx.new_id(now)),
        user_name: first.user_name.trim().to_owned(),
        display_name: first.display_name.trim().to_owned(),
        language: None,
        role: Role::SuperUser,
        password_hash: Some(ctx.verifier().hash_password(first.password.expose_secret()).await?),
        addresses: vec![first.address.trim().to_owned()],
    };
    let organisation = Arc::new(Organisation::new(row.clone(), (ctx.rules().password.clone(), 0), (USUAL_DAYS, 0))?);
    let view = views::first(ViewId::from_bytes(ctx.new_id(now)), &row.language);
    let input = (scribe(&organisation, user.id, now), row, view, user);
    let made = ctx.write(input, |tx, (scribe, row, view, user)| {
        Box::pin(async move {
            // Two at once have the same host, which is one organisation's alone: the second finds a conflict.
            if !store::organisation::list_in(tx).await?.is_empty() {
                return Ok(false);
            }
            store::organisation::insert(tx, row, scribe.now).await.map_err(|error| match error {
                store::Error::Conflict(_) => Error::Conflict,
                other => other.into(),
            })?;
            store::view::save(tx, row.id, view).await?;
            store::user::insert(tx, row.id, user, scribe.now).await?;
            scribe.note(tx, None, AuditEvent::OrganisationMade)?;
            people::note_added(tx, scribe, user)?;
            Ok(true)
        })
    });
    match made.await {
        Ok(true) => known(ctx, organisation.id).await.map(|()| Made::Done),
        Ok(false) | Err(Error::Conflict) => {
            ctx.reload().await?;
            Ok(Made::Closed)
        }
        Err(error) => Err(error),
    }
}

/// From here on this process knows the organisation, and the database the key.
async fn known(ctx: &Ctx, organisation: OrganisationId) -> Result<(), Error> {
    ctx.reload().await?;
    ctx.check_keys(organisation).await
}

fn row(ctx: &Ctx, new: NewOrganisation, now: Timestamp) -> Row {
    Row {
        id: OrganisationId::from_bytes(ctx.new_id(now)),
        name: new.name.trim().to_owned(),
        host: new.host,
        time_zone: new.time_zone.trim().to_owned(),
        language: new.language,
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: new.helpdesk_telephone,
        support_url: new.support_url,
    }
}

fn faults_of_organisation(new: &NewOrganisation) -> Vec<SetUpFault> {
    let name = new.name.trim();
    let wrong = [
        (name.is_empty() || name.chars().count() > 200 || name.chars().any(is_unseen), SetUpFault::Name),
        (TimeZone::get(new.time_zone.trim()).is_err(), SetUpFault::TimeZone),
        (!people::is_language(&new.language), SetUpFault::Language),
    ];
    wrong.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect()
}

fn faults_of_person(first: &First) -> Vec<SetUpFault> {
    let wrong = [
        (!people::is_user_name(&first.user_name), SetUpFault::UserName),
        (!people::is_full_name(&first.display_name), SetUpFault::FullName),
        (!people::is_address(first.address.trim()), SetUpFault::Address),
    ];
    wrong.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect()
}

/// Nobody has a second factor at first. Judged on a thread for work that takes long.
async fn judged(ctx: &Ctx, new: &NewOrganisation, first: &First) -> Result<Result<(), Weakness>, Error> {
    let (rule, name, host) = (ctx.rules().password.clone(), new.name.clone(), new.host.clone());
    let owner = Owner {
        user_name: first.user_name.clone(),
        display_name: first.display_name.clone(),
        addresses: vec![first.address.clone()],
    };
    let password = first.password.clone();
    let judging = move || {
        let place = new_password::Place { rule: &rule, name: &name, host: &host };
        new_password::judge_in(&place, &owner, SecondFactor::None, &password).map(drop)
    };
    tokio::task::spawn_blocking(judging).await.map_err(|_| crate::error::broken("a password could not be judged"))
}

/// Makes the organisation alone, for the demonstration and for tests.
pub async fn organisation(ctx: &Ctx, new: NewOrganisation) -> Result<OrganisationId, Error> {
    let now = ctx.now();
    match faults_of_organisation(&new).first() {
        None => {}
        Some(SetUpFault::TimeZone) => {
            let zone = &new.time_zone;
            return Err(Error::Refused(format!("`{zone}` is no time zone: write one such as Europe/Amsterdam")));
        }
        Some(SetUpFault::Language) => {
            let language = &new.language;
            return Err(Error::Refused(format!("`{language}` is no language that Tweestap speaks: write nl or en")));
        }
        Some(_) => {
            return Err(Error::Refused("the organisation needs a name: people see it above every page".into()));
        }
    }
    let row = row(ctx, new, now);
    let id = row.id;
    let view = views::first(ViewId::from_bytes(ctx.new_id(now)), &row.language);
    ctx.write((row, view, now), |tx, (row, view, now)| {
        Box::pin(async move {
            store::organisation::insert(tx, row, *now).await?;
            store::view::save(tx, row.id, view).await?;
            Ok(())
        })
    })
    .await?;
    known(ctx, id).await?;
    Ok(id)
}
