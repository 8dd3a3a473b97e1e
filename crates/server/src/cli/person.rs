//! `person`: one subcommand per thing that is done to people; each calls one action.

use actions::admin::people::{self, Membership, NewPassword, NewPerson};
use actions::admin::{desk, policies, switch_off};
use clap::{Args, Subcommand};
use domain::time::{Lifetime, end_of_day};
use domain::user::Role;
use jiff::civil::Date;

use super::passwords::PasswordSource;
use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say, table};
use super::{Failure, House, Place, attribute, import, person_show, when};

#[derive(Debug, Subcommand)]
pub(super) enum Person {
    /// Add a person
    Add(Add),
    /// List people by user name
    List(List),
    /// Show a person, what holds for them and why
    Show(person_show::Show),
    /// Give a person another password; their sessions end
    Password(Password),
    /// Import people from a CSV file: new ones are added, known ones changed
    Import(import::ImportFile),
    /// Switch two-step sign-in off for a person, and print a pass to set it up anew
    #[command(name = "disable-2fa")]
    DisableSecondFactor(SwitchOff),
    /// Give a person a pass: it lets them in once, to set up the second step again
    Pass(GivePass),
    /// Exempt a person from setting up a second step, until the end of a day
    Exempt(Exempt),
    /// Block a person: nobody signs in with the account, and its sessions end
    Block(Who),
    /// Unblock a person
    Unblock(Who),
    /// Put a person in a group; it is made when it is not there
    GroupAdd(Group),
    /// Take a person out of a group
    GroupRemove(Group),
    /// Give a person values of the organisation's own attributes
    Set(SetValues),
}

/// A person.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// User name or e-mail address
    #[arg(value_name = "PERSON")]
    person: String,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Name to sign in with
    user_name: String,
    /// Full name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// E-mail address, the main one first; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// Language of pages and mails: nl or en
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// member, helpdesk or superuser
    #[arg(long, default_value = "member", value_parser = role)]
    role: Role,
    /// A group by name; may be given more than once; made when it is not there
    #[arg(long, value_name = "NAME")]
    group: Vec<String>,
    /// A value of one of the organisation's own attributes; may be given more than once
    #[arg(long, value_name = "KEY=TEXT", value_parser = attribute::pair)]
    set: Vec<(String, String)>,
    /// Without a password: the person cannot sign in yet
    #[arg(long, conflicts_with = "password_stdin")]
    no_password: bool,
    #[command(flatten)]
    password: PasswordSource,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Password {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    password: PasswordSource,
}

#[derive(Debug, Args)]
pub(super) struct SwitchOff {
    #[command(flatten)]
    who: Who,
    /// Why; it stands in the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// How long the pass lives, 1 to 24 hours
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=24))]
    pass_hours: u32,
}

#[derive(Debug, Args)]
pub(super) struct GivePass {
    #[command(flatten)]
    who: Who,
    /// How long it lives, 1 to 24 hours
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=24))]
    hours: u32,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Exempt {
    #[command(flatten)]
    who: Who,
    /// The last day of the exemption, within 90 days or as many as the settings say
    #[arg(long, value_name = "DATE", value_parser = when::date)]
    until: Date,
    /// Why; it stands in the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
pub(super) struct Group {
    #[command(flatten)]
    who: Who,
    /// Name of the group
    group: String,
}

#[derive(Debug, Args)]
pub(super) struct SetValues {
    #[command(flatten)]
    who: Who,
    /// An attribute and its value; an empty value takes it away; may be given more than once
    #[arg(value_name = "KEY=TEXT", required = true, value_parser = attribute::pair)]
    values: Vec<(String, String)>,
}

/// So many people are read at once.
const PAGE: i64 = 500;

impl Person {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        // A password is asked for before anything is opened: whoever stops there has touched nothing.
        let password = match &self {
            Self::Add(add) if !add.no_password => Some(add.password.read(&plain(&add.user_name))?),
            Self::Password(it) => Some(it.password.read(&plain(&it.who.person))?),
            _ => None,
        };
        let house = place.open().await?;
        let password = password.map_or(NewPassword::None, NewPassword::Plain);
        let done = self.act(&house, password).await;
        house.close().await;
        done
    }

    async fn act(self, house: &House, password: NewPassword) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        match self {
            Self::Add(add) => add.run(house, password).await,
            Self::List(list) => list.run(house).await,
            Self::Show(show) => show.run(house).await,
            Self::Password(Password { who, .. }) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                if let NewPassword::Plain(password) = password {
                    people::set_password(ctx, organisation, id, &password).await?;
                }
                done(&who, "has another password; sessions and remembered devices are gone, the second step stays")
            }
            Self::Import(it) => it.run(house).await,
            Self::DisableSecondFactor(it) => it.run(house).await,
            Self::Pass(it) => it.run(house).await,
            Self::Exempt(it) => {
                let id = people::find(ctx, organisation, &it.who.person).await?;
                policies::exempt(ctx, organisation, id, end_of_day(it.until, &organisation.zone), &it.reason).await?;
                done(&it.who, &format!("is exempt up to and including {}", it.until))
            }
            Self::Block(who) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                people::set_blocked(ctx, organisation, id, true).await?;
                done(&who, "is blocked, and signed out everywhere")
            }
            Self::Unblock(who) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                people::set_blocked(ctx, organisation, id, false).await?;
                done(&who, "can sign in again")
            }
            Self::GroupAdd(Group { who, group }) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                people::set_membership(ctx, organisation, id, &group, Membership::In).await?;
                done(&who, &format!("is in {}", plain(&group)))
            }
            Self::Set(SetValues { who, values }) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                attribute::set(house, id, &values).await?;
                done(&who, "has these values now")
            }
            Self::GroupRemove(Group { who, group }) => {
                let id = people::find(ctx, organisation, &who.person).await?;
                let groups = people::show(ctx, organisation, id).await?.groups;
                let key = domain::user::name_key(&group);
                if !groups.iter().any(|name| domain::user::name_key(name) == key) {
                    let of = if groups.is_empty() { "no group".to_owned() } else { groups.join(", ") };
                    return Err(Failure::refused(format!(
                        "{} is not in {}, but in {}",
                        plain(&who.person),
                        plain(&group),
                        plain(&of)
                    )));
                }
                people::set_membership(ctx, organisation, id, &group, Membership::Out).await?;
                done(&who, &format!("is no longer in {}", plain(&group)))
            }
        }
    }
}

impl Add {
    async fn run(self, house: &House, password: NewPassword) -> Result<(), Failure> {
        let can_sign_in = !matches!(password, NewPassword::None);
        let new = NewPerson {
            user_name: self.user_name,
            display_name: self.name,
            addresses: self.email,
            language: self.language,
            role: self.role,
            groups: self.group,
            password,
        };
        let user_name = plain(&new.user_name);
        // Looked at before anybody is added.
        attribute::check(house, &self.set).await?;
        let id = people::add(&house.ctx, &house.organisation, new).await?;
        if !self.set.is_empty() {
            attribute::set(house, id, &self.set).await?;
        }
        let then = if can_sign_in {
            String::new()
        } else {
            format!(" No password yet: `tweestap person password {user_name}`.")
        };
        Ok(say(format!("{user_name} was added.{then}"))?)
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let mut after = String::new();
        let mut all = Vec::new();
        loop {
            let page = people::list(ctx, organisation, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.user_name);
            all.extend(page);
        }
        if self.json {
            let people: Vec<_> = all
                .iter()
                .map(|user| {
                    serde_json::json!({
                        "user_name": user.user_name,
                        "display_name": user.display_name,
                        "role": user.role.word(),
                        "language": user.language,
                        "blocked": user.blocked,
                        "has_password": user.password_changed_at.is_some(),
                        "last_sign_in_at": rfc3339_or_null(user.last_sign_in_at),
                    })
                })
                .collect();
            return Ok(print::json(&people.into())?);
        }
        let rows: Vec<Vec<String>> = all
            .into_iter()
            .map(|user| {
                let state = match (user.blocked, user.password_changed_at) {
                    (true, _) => "blocked",
                    (false, None) => "no password",
                    (false, Some(_)) => "",
                };
                let seen = user.last_sign_in_at.map_or_else(|| "never".to_owned(), |at| local(at, &organisation.zone));
                vec![user.user_name, user.display_name, user.role.word().into_owned(), seen, state.to_owned()]
            })
            .collect();
        Ok(table(&["USER NAME", "NAME", "ROLE", "LAST SIGN-IN", ""], &rows)?)
    }
}

impl SwitchOff {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let id = people::find(ctx, organisation, &self.who.person).await?;
        let lives = Lifetime::hours(self.pass_hours);
        let pass = switch_off::switch_off(ctx, organisation, id, &self.reason, lives).await?;
        done(&self.who, "has no second step any more; sessions and remembered devices are gone")?;
        show_pass(house, &pass)
    }
}

impl GivePass {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let id = people::find(ctx, organisation, &self.who.person).await?;
        let pass = desk::give_pass_by_command_line(ctx, organisation, id, Lifetime::hours(self.hours)).await?;
        if self.json {
            let told = serde_json::json!({ "pass": pass.text, "expires_at": rfc3339(pass.expires_at) });
            return Ok(print::json(&told)?);
        }
        done(&self.who, "has a pass; an earlier one is worth nothing any more")?;
        show_pass(house, &pass)
    }
}

fn show_pass(house: &House, pass: &switch_off::Pass) -> Result<(), Failure> {
    say("Pass to set it up anew, shown this once:")?;
    say(format!("    {}", pass.text))?;
    say(format!("    read aloud: {}", read_aloud(&pass.text)))?;
    Ok(say(format!("It works once, until {}.", local(pass.expires_at, &house.organisation.zone)))?)
}

/// Character by character, with a pause between groups.
fn read_aloud(pass: &str) -> String {
    let spell = |group: &str| group.chars().map(String::from).collect::<Vec<_>>().join(" ");
    pass.split('-').map(spell).collect::<Vec<_>>().join(", ")
}

fn done(who: &Who, what: &str) -> Result<(), Failure> {
    Ok(say(format!("{} {what}.", plain(&who.person)))?)
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_word(text).ok_or_else(|| "expected member, helpdesk, auditor, people-manager or superuser".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_read_out_with_a_pause_between_groups() {
        assert_eq!(read_aloud("T-ABCDE-FGHJK"), "T, A B C D E, F G H J K");
    }
}
