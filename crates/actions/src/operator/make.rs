//! A new organisation with its first `SuperUser`. Its module is not active: the `SuperUser` asks for it.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, UserId, ViewId};
use domain::organisation::{ModuleState, host_name};
use domain::user::{Role, is_unseen};
use jiff::tz::TimeZone;
use secrecy::SecretString;
use store::user::NewUser;

use super::Acting;
use crate::admin::desk::Acted;
use crate::admin::exemption_rule::USUAL_DAYS;
use crate::admin::{people, views};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::organisations::Hosts;
use crate::visit::Organisation;

/// An organisation to make.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Name.
    pub name: String,
    /// Host name that its requests will arrive under.
    pub host: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Language of whoever states none.
    pub language: String,
    /// Its first `SuperUser`; none at the command line, which adds people by a command of their own.
    pub first: Option<FirstSuperUser>,
}

/// The first `SuperUser` of an organisation.
#[derive(Clone, Debug)]
pub struct FirstSuperUser {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail address.
    pub address: String,
}

/// What is wrong with an organisation to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MakeFault {
    /// The settings say that there is one organisation.
    Single,
    /// The name is empty, too long, or holds what cannot be seen.
    Name,
    /// That is no host name.
    Host,
    /// Another organisation has the host.
    HostTaken,
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
}

/// What became of it.
#[derive(Debug)]
pub enum Made {
    /// Everything that is wrong with it.
    Faults(Vec<MakeFault>),
    /// It is there.
    Done {
        /// Its identity.
        id: OrganisationId,
        /// What its first `SuperUser` signs in with the first time; shown once and kept nowhere.
        password: Option<SecretString>,
    },
}

/// Makes an organisation.
pub async fn make(ctx: &Ctx, acting: Acting<'_>, new: NewTenant) -> Result<Acted<Made>, Error> {
    let now = ctx.now();
    if let Some(not) = acting.permit(ctx, "make-organisation", now).await? {
        return Ok(not);
    }
    let faults = faults(ctx, &new);
    let Some(host) = host_name(&new.host).filter(|_| faults.is_empty()) else {
        return Ok(Acted::Done(Made::Faults(faults)));
    };
    let row = store::organisation::Organisation {
        id: OrganisationId::from_bytes(ctx.new_id(now)),
        name: new.name.trim().to_owned(),
        host,
        time_zone: new.time_zone,
        language: new.language,
        module: ModuleState::Inactive,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    let id = row.id;
    let (user, password) = match new.first {
        Some(first) => {
            let password = SecretString::from(ctx.verifier().first_password().as_str());
            let user = NewUser {
                id: UserId::from_bytes(ctx.new_id(now)),
                user_name: first.user_name.trim().to_owned(),
                display_name: first.display_name.trim().to_owned(),
                language: None,
                role: Role::SuperUser,
                password_hash: Some(people::hash(ctx, &password).await?),
                addresses: vec![first.address.trim().to_owned()],
            };
            (Some(user), Some(password))
        }
        None => (None, None),
    };
    let organisation = Arc::new(Organisation::new(row.clone(), (ctx.rules().password.clone(), 0), (USUAL_DAYS, 0))?);
    let view = views::first(ViewId::from_bytes(ctx.new_id(now)), &row.language);
    let input = (acting.scribes(ctx, &organisation, now), row, view, user);
    let made = ctx
        .write(input, |tx, (scribes, row, view, user)| {
            Box::pin(async move {
                store::organisation::insert(tx, row, scribes.target.now).await?;
                store::view::save(tx, row.id, view).await?;
                if let Some(user) = user {
                    store::user::insert(tx, row.id, user, scribes.target.now).await?;
                    people::note_added(tx, &scribes.target, user)?;
                }
                scribes.note(tx, AuditEvent::OrganisationMade)
            })
        })
        .await;
    ctx.reload().await?;
    match made {
        Ok(()) => {
            ctx.check_keys(id).await?;
            Ok(Acted::Done(Made::Done { id, password }))
        }
        // Two made one of the same host at the same moment.
        Err(_) if ctx.organisations().iter().any(|one| one.host == organisation.host) => {
            Ok(Acted::Done(Made::Faults(vec![MakeFault::HostTaken])))
        }
        Err(error) => Err(error),
    }
}

fn faults(ctx: &Ctx, new: &NewTenant) -> Vec<MakeFault> {
    let mut faults = Vec::new();
    let mut fault = |wrong: bool, fault| {
        if wrong {
            faults.push(fault);
        }
    };
    let name = new.name.trim();
    let host = host_name(&new.host);
    let all = ctx.organisations();
    fault(ctx.rules().hosts == Hosts::Any && !all.is_empty(), MakeFault::Single);
    fault(name.is_empty() || name.chars().count() > 200 || name.chars().any(is_unseen), MakeFault::Name);
    fault(host.is_none(), MakeFault::Host);
    fault(all.iter().any(|one| Some(&one.host) == host.as_ref()), MakeFault::HostTaken);
    fault(TimeZone::get(&new.time_zone).is_err(), MakeFault::TimeZone);
    fault(!people::is_language(&new.language), MakeFault::Language);
    if let Some(first) = &new.first {
        fault(!people::is_user_name(&first.user_name), MakeFault::UserName);
        fault(!people::is_full_name(&first.display_name), MakeFault::FullName);
        fault(!people::is_address(first.address.trim()), MakeFault::Address);
    }
    faults
}
