//! People: added, listed, shown, given a password, imported in bulk.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{GroupId, UserId};
use domain::password::SecondFactor;
use domain::policy::{Evidence, Explanation};
use domain::user::{Role, is_unseen};
use secrecy::{ExposeSecret, SecretString};
use store::Tx;
use store::user::{NewUser, User};

use crate::admin::attributes::{Values, write_values};
use crate::admin::desk;
use crate::admin::groups::{of_name, set_member};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::new_password::{self, Owner, Weakness};
use crate::person::Standing;
use crate::profile::password;
use crate::record::Scribe;
use crate::visit::Organisation;

pub use crate::admin::groups::Membership;

/// A person to add.
#[derive(Debug)]
pub struct NewPerson {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail addresses, the main one first.
    pub addresses: Vec<String>,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Role.
    pub role: Role,
    /// Groups by name; made where there is none of that name.
    pub groups: Vec<String>,
    /// How the person signs in.
    pub password: NewPassword,
}

/// The password of a person to add.
#[derive(Debug)]
pub enum NewPassword {
    /// None: the person cannot sign in yet.
    None,
    /// A password, checked and hashed here.
    Plain(SecretString),
    /// A stored form that [`hash`] made, for many people at once.
    Hashed(String),
}

/// The stored form of a password.
pub async fn hash(ctx: &Ctx, password: &SecretString) -> Result<String, Error> {
    Ok(ctx.verifier().hash_password(password.expose_secret()).await?)
}

/// What is wrong with a person to add, in words for whoever adds.
pub fn faults(new: &NewPerson) -> Vec<String> {
    let mut faults = Vec::new();
    if new.user_name.trim().is_empty() {
        faults.push("the user name is empty".to_owned());
    } else if !is_user_name(&new.user_name) {
        faults.push("the user name is longer than 100 characters or holds a control character".to_owned());
    }
    if !is_full_name(&new.display_name) {
        faults.push("the full name is empty, longer than 200 characters or holds a control character".to_owned());
    }
    for group in &new.groups {
        if !is_group_name(group) {
            faults.push("a group name is empty, longer than 100 characters or holds a control character".to_owned());
        }
    }
    for address in &new.addresses {
        if !is_address(address) {
            faults.push(format!("`{address}` is no e-mail address"));
        }
    }
    if let Some(language) = new.language.as_deref().filter(|language| !is_language(language)) {
        faults.push(format!("`{language}` is no language that Tweestap speaks: write nl or en"));
    }
    faults
}

/// Whether a text serves as a user name.
pub(crate) fn is_user_name(text: &str) -> bool {
    let name = text.trim();
    !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(is_unseen)
}

/// Whether a text serves as a full name.
pub(crate) fn is_full_name(text: &str) -> bool {
    let name = text.trim();
    !name.is_empty() && name.chars().count() <= 200 && !name.chars().any(is_unseen)
}

/// Whether a text serves as the name of a group.
pub(crate) fn is_group_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 100 && !text.chars().any(is_unseen)
}

/// Whether the product speaks a language.
pub(crate) fn is_language(tag: &str) -> bool {
    ["nl", "en"].contains(&tag)
}

/// One `@` with something on both sides, no spaces or control characters, a length that mail allows (RFC 5321 4.5.3.1).
pub(crate) fn is_address(address: &str) -> bool {
    let plain = address.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>()[],;:\\\"".contains(c));
    let parts: Vec<&str> = address.split('@').collect();
    plain
        && address.len() <= 254
        && matches!(parts.as_slice(), [local, domain] if !local.is_empty() && !domain.is_empty())
}

/// Adds a person; the answer is the identity.
pub async fn add(ctx: &Ctx, organisation: &Arc<Organisation>, new: NewPerson) -> Result<UserId, Error> {
    let mut added = add_many(ctx, organisation, vec![new]).await?;
    added.pop().ok_or_else(|| crate::error::broken("nobody was added"))
}

/// Adds people in one transaction: all of them or none.
pub async fn add_many(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    people: Vec<NewPerson>,
) -> Result<Vec<UserId>, Error> {
    let people = people.into_iter().map(|new| (new, Values::new())).collect();
    add_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), people).await
}

/// The same by whoever the scribe writes for, each with values of the organisation's own attributes.
pub(crate) async fn add_by(ctx: &Ctx, scribe: Scribe, people: Vec<(NewPerson, Values)>) -> Result<Vec<UserId>, Error> {
    let (now, organisation) = (scribe.now, scribe.organisation.clone());
    let mut rows = Vec::with_capacity(people.len());
    for (new, values) in people {
        if let Some(fault) = faults(&new).into_iter().next() {
            return Err(Error::Refused(format!("{}: {fault}", new.user_name)));
        }
        let password_hash = match &new.password {
            NewPassword::Plain(password) => Some(hash_checked(ctx, &organisation, &new, password).await?),
            NewPassword::Hashed(hash) => Some(hash.clone()),
            NewPassword::None => None,
        };
        let row = NewUser {
            id: UserId::from_bytes(ctx.new_id(now)),
            user_name: new.user_name.trim().to_owned(),
            display_name: new.display_name.trim().to_owned(),
            language: new.language,
            role: new.role,
            password_hash,
            addresses: new.addresses,
        };
        let groups: Vec<(GroupId, String)> =
            new.groups.into_iter().map(|name| (GroupId::from_bytes(ctx.new_id(now)), name)).collect();
        rows.push((row, groups, values));
    }
    let ids = rows.iter().map(|(row, ..)| row.id).collect();
    let added = ctx
        .write_and_refresh(organisation.id, (scribe, rows), |tx, (scribe, rows)| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                for (row, groups, values) in rows {
                    for name in row.addresses.iter().chain([&row.user_name]) {
                        if store::user::name_is_taken(tx, org, name).await? {
                            return Err(taken(store::Error::Conflict(String::new()), row));
                        }
                    }
                    store::user::insert(tx, org, row, now).await.map_err(|error| taken(error, row))?;
                    note_added(tx, scribe, row)?;
                    for (id, name) in groups {
                        let group = of_name(tx, scribe, *id, name).await?;
                        set_member(tx, scribe, (row.id, group), (Membership::In, None)).await?;
                    }
                    write_values(tx, scribe, row.id, (values, None)).await?;
                }
                if let Some(first) = rows.iter().map(|(row, ..)| row.id).min() {
                    store::policy::fix_duties_from(tx, org, first, now).await?;
                }
                Ok(())
            })
        })
        .await;
    added.map(|()| ids)
}

/// Keeps that somebody was added, and with which role.
pub(crate) fn note_added(tx: &mut Tx, scribe: &Scribe, row: &NewUser) -> Result<(), Error> {
    scribe.note(tx, Some(row.id), AuditEvent::PersonAdded { joined: Vec::new() })?;
    if row.role == Role::Member {
        return Ok(());
    }
    let (role, before) = (row.role.word().into_owned(), Role::Member.word().into_owned());
    scribe.note(tx, Some(row.id), AuditEvent::RoleGiven { role, before })
}

/// A name or address that someone has is a refusal that says so.
fn taken(error: store::Error, row: &NewUser) -> Error {
    match error {
        store::Error::Conflict(_) => Error::Refused(format!(
            "{}: someone has this user name or one of its e-mail addresses already",
            row.user_name
        )),
        other => other.into(),
    }
}

async fn hash_checked(
    ctx: &Ctx,
    organisation: &Organisation,
    new: &NewPerson,
    password: &SecretString,
) -> Result<String, Error> {
    let owner = Owner {
        user_name: new.user_name.clone(),
        display_name: new.display_name.clone(),
        addresses: new.addresses.clone(),
    };
    // Nobody has a second factor at first.
    let judged = new_password::assess(organisation, owner, SecondFactor::None, password).await?;
    judged.map_err(|weakness| Error::Refused(weak(weakness)))?;
    Ok(ctx.verifier().hash_password(password.expose_secret()).await?)
}

/// Whether a first password is one that a person without a second factor may have.
pub(crate) fn password_is_fine(organisation: &Organisation, owner: &Owner, password: &SecretString) -> bool {
    new_password::judge(organisation, owner, SecondFactor::None, password).is_ok()
}

/// Why a password will not do, in words for the command line.
pub fn weak(weakness: Weakness) -> String {
    match weakness {
        Weakness::TooShort { min, .. } => format!("the password is too short: at least {min} characters"),
        Weakness::TooLong => "the password is longer than 1024 bytes".to_owned(),
        Weakness::Common => "the password is on the list of common passwords: choose another".to_owned(),
        Weakness::Guessable(_) => "the password is among those that are guessed first: add a few words".to_owned(),
        Weakness::ContainsContext => "the password leans on a name of the person or the organisation".to_owned(),
    }
}

/// A page of people in the order of their user names, after one of them.
pub async fn list(ctx: &Ctx, organisation: &Organisation, after: &str, limit: i64) -> Result<Vec<User>, Error> {
    Ok(store::user::list(ctx.db(), organisation.id, after, limit).await?)
}

/// The person of a user name or e-mail address.
pub async fn find(ctx: &Ctx, organisation: &Organisation, name: &str) -> Result<UserId, Error> {
    let account = store::user::find_account(ctx.db(), organisation.id, name).await?;
    account.map(|account| account.id).ok_or_else(|| {
        Error::Refused(format!("nobody has the user name or e-mail address `{name}`: `tweestap person list` shows all"))
    })
}

/// A person with all that holds for them.
#[derive(Debug)]
pub struct Shown {
    /// The person.
    pub user: User,
    /// Addresses, the main one first.
    pub addresses: Vec<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Recovery codes left.
    pub recovery_codes: i64,
    /// Facts and policy.
    pub standing: Standing,
    /// What a sign-in in an unknown browser would lead to, and why.
    pub explanation: Explanation,
}

/// Shows a person.
pub async fn show(ctx: &Ctx, organisation: &Arc<Organisation>, id: UserId) -> Result<Shown, Error> {
    let now = ctx.now();
    let org = organisation.id;
    let user = ctx.user(org, id).await?;
    let standing = Standing::load(ctx, organisation, id, now).await?.ok_or(Error::NotFound)?;
    let groups = store::group::of_user(ctx.db(), org, id).await?;
    let evidence = Evidence { put_off_until: standing.facts.put_off_until, ..Evidence::default() };
    Ok(Shown {
        user,
        addresses: store::user::addresses(ctx.db(), org, id).await?,
        groups: groups.into_iter().map(|group| group.name).collect(),
        recovery_codes: store::recovery_code::count(ctx.db(), org, id).await?.0,
        explanation: standing.explain(now, &evidence),
        standing,
    })
}

/// Gives a person another password: sessions and trust end, authenticators stay (ASVS 6.4.3).
pub async fn set_password(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    id: UserId,
    new: &SecretString,
) -> Result<(), Error> {
    let now = ctx.now();
    let standing = Standing::load(ctx, organisation, id, now).await?.ok_or(Error::NotFound)?;
    if let Some(directory) = crate::directory::password::is_elsewhere(ctx, organisation.id, id).await? {
        return Err(Error::Refused(format!("the password is in {directory}, and is changed there")));
    }
    let judged = password::judge(ctx, organisation, &standing, new).await?;
    judged.map_err(|weakness| Error::Refused(weak(weakness)))?;
    let hash = ctx.verifier().hash_password(new.expose_secret()).await?;
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write_and_refresh(organisation.id, (scribe, id, hash), |tx, (scribe, id, hash)| {
        Box::pin(async move {
            password::set(tx, scribe, *id, hash, None).await?;
            Ok(())
        })
    })
    .await
}

/// Blocks or unblocks a person; whoever is blocked is signed out everywhere. The last `SuperUser` who can sign in stays.
pub async fn set_blocked(ctx: &Ctx, organisation: &Arc<Organisation>, id: UserId, blocked: bool) -> Result<(), Error> {
    let scribe = Scribe::of_command_line(ctx, organisation, ctx.now());
    ctx.write_and_refresh(organisation.id, (scribe, id, blocked), |tx, (scribe, id, blocked)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            store::organisation::lock(tx, org).await?;
            let (user, _) = store::user::find_version_in(tx, org, *id).await?.ok_or(Error::NotFound)?;
            let last = async |tx: &mut Tx| {
                Ok::<_, Error>(store::user::count_other_holders_in(tx, org, Role::SuperUser, *id).await? == 0)
            };
            if *blocked && !user.blocked && user.role == Role::SuperUser && last(tx).await? {
                let why = "is the last SuperUser who can sign in, and stays";
                return Err(Error::Refused(format!("{} {why}", user.user_name)));
            }
            desk::write_block(tx, scribe, *id, (*blocked, None)).await?;
            Ok(store::sourced::decided_here(tx, org, *id).await?)
        })
    })
    .await
}

/// Puts a person in a group or takes them out of it; policies hold or cease to hold at once.
pub async fn set_membership(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    id: UserId,
    group: &str,
    member: Membership,
) -> Result<(), Error> {
    let now = ctx.now();
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    let new = GroupId::from_bytes(ctx.new_id(now));
    let input = (scribe, id, group.to_owned(), new, member);
    ctx.write_and_refresh(organisation.id, input, |tx, (scribe, id, name, new, member)| {
        Box::pin(async move {
            let (org, now) = (scribe.organisation.id, scribe.now);
            let group = match member {
                Membership::In => of_name(tx, scribe, *new, name).await?,
                Membership::Out => store::group::find_by_name_in(tx, org, name)
                    .await?
                    .ok_or_else(|| Error::Refused(format!("there is no group `{name}`")))?,
            };
            if set_member(tx, scribe, (*id, group), (*member, None)).await? {
                store::user::raise_version(tx, org, *id).await?;
            }
            store::policy::fix_duties_of(tx, org, *id, now).await?;
            Ok(())
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for good in ["a@b", "s.de-wit+x@waterland.example", "é@exämple.nl"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a,b@c"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
