//! `setup`: the organisation and its first SuperUser, asked on a terminal or given by flags. Doing it again only adds what
//! is missing.

use std::sync::Arc;

use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::set_up::{self, First as FirstPerson, Made, NewOrganisation};
use actions::new_password::{self, Owner, Place as NewAt};
use actions::{Ctx, Organisation};
use clap::Args;
use domain::password::SecondFactor;
use domain::user::Role;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::passwords::{PasswordSource, ask, can_ask};
use super::print::{plain, say};
use super::{Failure, Place, quiet_log};
use crate::clock::SystemClock;
use crate::settings::{Overrides, PublicAddress, Settings};
use crate::wire::{self, First};

#[derive(Debug, Args)]
pub(super) struct Setup {
    /// Name of the organisation; people see it above every page
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Time zone in which a deadline is a date, such as Europe/Amsterdam
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Language where neither the person nor the browser names one: nl or en
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Whom people call when they cannot sign in
    #[arg(long, value_name = "NUMBER")]
    helpdesk_telephone: Option<String>,
    /// The organisation's own page with help
    #[arg(long, value_name = "URL")]
    support_url: Option<String>,
    #[arg(long, value_name = "URL", help = "The address in people's browsers, such as https://sign-in.example.org")]
    public_address: Option<String>,
    /// User name of the first SuperUser
    #[arg(long, value_name = "USER_NAME")]
    admin: Option<String>,
    /// Full name of the first SuperUser
    #[arg(long, value_name = "TEXT")]
    admin_name: Option<String>,
    /// E-mail address of the first SuperUser
    #[arg(long, value_name = "ADDRESS")]
    admin_email: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
}

/// Who the first SuperUser is.
struct Admin {
    person: NewPerson,
    password: SecretString,
}

impl Setup {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let settings = place.settings(self.overrides())?;
        quiet_log(&settings)?;
        match wire::open(&settings, Arc::new(SystemClock), First::Refuse).await {
            Ok(ctx) => {
                let done = self.complete(&ctx, &settings).await;
                ctx.db().close().await;
                done
            }
            // Everything is asked and looked at before the first file is made.
            Err(wire::WireError::NotSetUp(_)) => {
                let organisation = self.organisation(&settings)?;
                let admin = self.admin(&settings, (&organisation.name, &organisation.host))?;
                let ctx = wire::open(&settings, Arc::new(SystemClock), First::Make).await?;
                let done = make(&ctx, organisation, admin).await;
                ctx.db().close().await;
                done?;
                finished(&settings)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Adds what is missing in a database that is there already: it may be new on a server, or half set up.
    async fn complete(&self, ctx: &Ctx, settings: &Settings) -> Result<(), Failure> {
        let Some(organisation) = ctx.organisations().first().cloned() else {
            let new = self.organisation(settings)?;
            let admin = self.admin(settings, (&new.name, &new.host))?;
            make(ctx, new, admin).await?;
            return finished(settings);
        };
        if store::user::count_role(ctx.db(), organisation.id, Role::SuperUser).await? > 0 {
            return Err(Failure::refused(format!(
                "`{}` is set up already: add people with `tweestap person add`, change policies with `tweestap policy set`",
                plain(&organisation.name)
            )));
        }
        add(ctx, &organisation, self.admin(settings, (&organisation.name, &organisation.host))?).await?;
        finished(settings)
    }

    fn overrides(&self) -> Overrides {
        let given = [
            ("server.public_address", "--public-address", &self.public_address),
            ("organisation.name", "--name", &self.name),
            ("organisation.time_zone", "--time-zone", &self.time_zone),
            ("organisation.language", "--language", &self.language),
            ("organisation.helpdesk_telephone", "--helpdesk-telephone", &self.helpdesk_telephone),
            ("organisation.support_url", "--support-url", &self.support_url),
        ];
        given.into_iter().fold(Overrides::new(), |overrides, (key, flag, value)| match value {
            Some(value) => overrides.set(key, flag, value.as_str()),
            None => overrides,
        })
    }

    /// Settings and flags were read and checked together; what was not said by a flag is asked.
    fn organisation(&self, settings: &Settings) -> Result<NewOrganisation, Failure> {
        let known = &settings.organisation;
        let name = match &known.name {
            Some(name) => name.clone(),
            None if can_ask() => ask("Name of the organisation", None)?,
            None => return Err(missing("--name", "the name of the organisation")),
        };
        let or_ask = |given: &Option<String>, question: &str, preset: &str| match given {
            None if can_ask() => ask(question, Some(preset)),
            _ => Ok(preset.to_owned()),
        };
        let time_zone = or_ask(&self.time_zone, "Time zone", &known.time_zone)?;
        if TimeZone::get(&time_zone).is_err() {
            return Err(Failure::refused(format!("`{time_zone}` is no time zone: write one such as Europe/Amsterdam")));
        }
        let language = or_ask(&self.language, "Language, nl or en", known.language.tag())?;
        if !["nl", "en"].contains(&language.as_str()) {
            return Err(Failure::refused(format!("`{language}` is no language that Tweestap speaks: write nl or en")));
        }
        let address = settings.server.configured_address.as_ref();
        Ok(NewOrganisation {
            name,
            host: address.map_or("localhost", PublicAddress::host).to_owned(),
            time_zone,
            language,
            helpdesk_telephone: known.helpdesk_telephone.clone(),
            support_url: known.support_url.as_ref().map(ToString::to_string),
        })
    }

    fn admin(&self, settings: &Settings, (name, host): (&str, &str)) -> Result<Admin, Failure> {
        let answer = |given: &Option<String>, flag, question: &str| match given {
            Some(given) => Ok(given.clone()),
            None if can_ask() => ask(question, None),
            None => Err(missing(flag, question)),
        };
        let user_name = answer(&self.admin, "--admin", "User name of the first SuperUser")?;
        let display_name = answer(&self.admin_name, "--admin-name", "Full name")?;
        let address = answer(&self.admin_email, "--admin-email", "E-mail address")?;
        let person = NewPerson {
            user_name,
            display_name,
            addresses: vec![address],
            language: None,
            role: Role::SuperUser,
            groups: Vec::new(),
            password: NewPassword::None,
        };
        if let Some(fault) = people::faults(&person).into_iter().next() {
            return Err(Failure::refused(fault));
        }
        let password = self.password.read(&plain(&person.user_name))?;
        let owner = Owner {
            user_name: person.user_name.clone(),
            display_name: person.display_name.clone(),
            addresses: person.addresses.clone(),
        };
        // Nobody has a second factor at first.
        let rule = wire::password_rule(settings);
        new_password::judge_in(&NewAt { rule: &rule, name, host }, &owner, SecondFactor::None, &password)
            .map_err(|weakness| Failure::refused(people::weak(weakness)))?;
        Ok(Admin { person, password })
    }
}

async fn make(ctx: &Ctx, new: NewOrganisation, admin: Admin) -> Result<(), Failure> {
    let done = set_up_with(&new.name, &admin.person.user_name);
    let first = FirstPerson {
        user_name: admin.person.user_name,
        display_name: admin.person.display_name,
        address: admin.person.addresses.into_iter().next().unwrap_or_default(),
        password: admin.password,
    };
    match set_up::at_command_line(ctx, new, first).await? {
        Made::Done => Ok(say(done)?),
        Made::Closed => {
            Err(Failure::refused("somebody else set it up at this moment: `tweestap person list` shows whom"))
        }
        // Each was looked at, one by one, before the first file was made.
        Made::Faults(faults) => Err(Failure::refused(format!("these will not do: {faults:?}; nothing was made"))),
    }
}

fn set_up_with(organisation: &str, user_name: &str) -> String {
    format!("{}: set up, with SuperUser {}.", plain(organisation), plain(user_name))
}

async fn add(ctx: &Ctx, organisation: &Arc<Organisation>, admin: Admin) -> Result<(), Failure> {
    let person = NewPerson { password: NewPassword::Plain(admin.password), ..admin.person };
    let done = set_up_with(&organisation.name, &person.user_name);
    people::add(ctx, organisation, person).await?;
    Ok(say(done)?)
}

fn finished(settings: &Settings) -> Result<(), Failure> {
    match &settings.server.configured_address {
        Some(address) => say(format!("People will sign in at {address}: keep server.public_address at that."))?,
        None => say("Before others can sign in, set server.public_address to the address that they will use.")?,
    }
    Ok(say("Next: `tweestap serve`, and a second SuperUser with `tweestap person add USER_NAME --role superuser`.")?)
}

fn missing(flag: &str, what: &str) -> Failure {
    Failure::usage(format!("{flag} is missing: {what}"))
}
