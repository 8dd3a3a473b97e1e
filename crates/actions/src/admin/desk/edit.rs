//! Adding a person, and changing one's details and role. Of two administrators who edit one person at once, the second is
//! shown the difference.

use domain::audit::AuditEvent;
use domain::id::{GroupId, UserId};
use domain::permission::{self, Act, Freshness, Party, Refusal};
use domain::selection::AttributeKey;
use domain::user::{Role, name_key};
use secrecy::{ExposeSecret, SecretString};
use store::Tx;
use store::user::User;

use super::{Acted, Admin, Permitted, Target, acted, freshness, note_refused, permit};
use crate::admin::attributes::{self, Values};
use crate::admin::groups::{Membership, set_member};
use crate::admin::people::{self, NewPassword, NewPerson};
use crate::admin::roles;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::new_password::Owner;
use crate::record::Scribe;
use crate::visit::Visit;

/// The details of a person, as a form sends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// E-mail addresses, the main one first.
    pub addresses: Vec<String>,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Groups.
    pub groups: Vec<GroupId>,
    /// Role.
    pub role: Role,
    /// Values of the organisation's own attributes; an attribute that is not named keeps its value.
    pub attributes: Values,
}

/// What became of a change that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// What is wrong with it.
    Faults(Vec<PersonFault>),
    /// Somebody changed the person since the form was made; here is what is so now, and its version.
    Changed(Box<Details>, i64),
    /// It is done.
    Saved(UserId),
}

/// What is wrong with the details of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFault {
    /// The user name is empty, too long, or holds what people cannot see.
    UserName,
    /// The full name likewise.
    DisplayName,
    /// One of the addresses is none, or stands twice.
    Address,
    /// A language that the product does not speak.
    Language,
    /// Someone has the user name or one of the addresses.
    Taken,
    /// The first password is too short, too common, or made of names.
    Password,
}

/// A field in which two versions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Name to sign in with.
    UserName,
    /// Full name.
    DisplayName,
    /// E-mail addresses.
    Addresses,
    /// Language.
    Language,
    /// Groups.
    Groups,
    /// Role.
    Role,
    /// Values of the organisation's own attributes.
    Attributes,
}

impl Field {
    const fn word(self) -> &'static str {
        match self {
            Self::UserName => "user-name",
            Self::DisplayName => "name",
            Self::Addresses => "addresses",
            Self::Language => "language",
            Self::Groups => "groups",
            Self::Role => "role",
            Self::Attributes => "attributes",
        }
    }
}

impl Details {
    /// The fields in which two versions differ.
    pub fn differs(&self, other: &Self) -> Vec<Field> {
        let sorted = |groups: &[GroupId]| {
            let mut groups = groups.to_vec();
            groups.sort_unstable();
            groups.dedup();
            groups
        };
        let fields = [
            (Field::UserName, self.user_name.trim() != other.user_name.trim()),
            (Field::DisplayName, self.display_name.trim() != other.display_name.trim()),
            (Field::Addresses, self.addresses != other.addresses),
            (Field::Language, self.language != other.language),
            (Field::Groups, sorted(&self.groups) != sorted(&other.groups)),
            (Field::Role, self.role != other.role),
            (Field::Attributes, self.attributes_differ(other)),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }

    fn attributes_differ(&self, other: &Self) -> bool {
        let value = |key: &AttributeKey| self.attributes.iter().find(|(own, _)| own == key).map(|(_, value)| value);
        other.attributes.iter().any(|(key, typed)| value(key).is_some_and(|now| now != typed))
    }

    fn faults(&self) -> Vec<PersonFault> {
        let mut keys: Vec<String> = self.addresses.iter().map(|address| name_key(address)).collect();
        keys.sort_unstable();
        let twice = keys.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        let checks = [
            (PersonFault::UserName, people::is_user_name(&self.user_name)),
            (PersonFault::DisplayName, people::is_full_name(&self.display_name)),
            (PersonFault::Address, !twice && self.addresses.iter().all(|address| people::is_address(address))),
            (PersonFault::Language, self.language.as_deref().is_none_or(people::is_language)),
        ];
        checks.into_iter().filter(|(_, fine)| !fine).map(|(fault, _)| fault).collect()
    }
}

/// The details of a person as they are, with the version that an edit names.
pub async fn details(ctx: &Ctx, visit: &Visit, user: UserId) -> Result<Option<(Details, i64)>, Error> {
    let org = visit.organisation.id;
    let Some((found, version)) = store::user::find_version(ctx.db(), org, user).await? else { return Ok(None) };
    let values = attributes::values(ctx, &visit.organisation, user).await?;
    let details = Details {
        user_name: found.user_name,
        display_name: found.display_name,
        addresses: store::user::addresses(ctx.db(), org, user).await?,
        language: found.language,
        groups: store::group::of_user(ctx.db(), org, user).await?.into_iter().map(|group| group.id).collect(),
        role: found.role,
        attributes: values.into_iter().map(|(attribute, value)| (attribute.key, value)).collect(),
    };
    Ok(Some((details, version)))
}

/// Whether groups and role are there; what is not is no slip but somebody else's, or made up.
async fn all_there(ctx: &Ctx, visit: &Visit, admin: &Admin, details: &Details) -> Result<bool, Error> {
    let org = visit.organisation.id;
    let groups = store::group::list(ctx.db(), org).await?;
    let known = details.groups.iter().all(|wanted| groups.iter().any(|group| group.id == *wanted));
    let role = match details.role {
        Role::Own(id) => roles::find(ctx, org, id).await?.is_some(),
        _ => true,
    };
    if !(known && role) {
        note_refused(ctx, visit, admin, "edit", "no-such-thing").await?;
    }
    Ok(known && role)
}

/// Changes the details of a person.
pub async fn edit(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    (after, version): (Details, i64),
) -> Result<Acted<Edited>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Edit).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let org = visit.organisation.id;
    let Some((before, current)) = details(ctx, visit, at.user).await? else { return Ok(Acted::NotFound) };
    if !all_there(ctx, visit, admin, &after).await? {
        return Ok(Acted::NotFound);
    }
    let mut judged = permitted.clone();
    if after.role != before.role {
        let act = Act::GiveRole(after.role, roles::rights_of(ctx, org, after.role).await?);
        judged = match permit(ctx, visit, (admin, now), at, act).await? {
            Ok(giving) => giving,
            Err(not) => return Ok(not),
        };
    }
    let faults = after.faults();
    if !faults.is_empty() {
        return Ok(Acted::Done(Edited::Faults(faults)));
    }
    if current != version {
        return Ok(Acted::Done(Edited::Changed(Box::new(before), current)));
    }
    let input = (admin.scribe(ctx, visit, now), judged.clone(), (before, after, version));
    let written = ctx
        .write_and_refresh(org, input, |tx, (scribe, judged, change)| {
            Box::pin(async move { write(tx, scribe, judged, change).await })
        })
        .await;
    match written {
        Ok(Ok(Wrote::Taken)) => Ok(Acted::Done(Edited::Faults(vec![PersonFault::Taken]))),
        Ok(Ok(Wrote::Stale)) => Ok(match details(ctx, visit, at.user).await? {
            Some((now_there, version)) => Acted::Done(Edited::Changed(Box::new(now_there), version)),
            None => Acted::NotFound,
        }),
        other => {
            let written = other.map(|ruled| ruled.map(|_| Edited::Saved(at.user)));
            acted(ctx, visit, (admin, now), &judged, written).await
        }
    }
}

enum Wrote {
    Done,
    Taken,
    Stale,
}

async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    judged: &Permitted,
    (before, after, version): &(Details, Details, i64),
) -> Result<Result<Wrote, Refusal>, Error> {
    let (org, user) = (scribe.organisation.id, judged.user.id);
    if let Err(refusal) = judged.still(tx, org).await? {
        return Ok(Err(refusal));
    }
    let mine = |name: &str| {
        let own = before.addresses.iter().chain([&before.user_name]);
        own.into_iter().any(|own| name_key(own) == name_key(name))
    };
    for name in after.addresses.iter().chain([&after.user_name]).filter(|name| !mine(name)) {
        if store::user::name_is_taken(tx, org, name).await? {
            return Ok(Ok(Wrote::Taken));
        }
    }
    let row = User {
        user_name: after.user_name.clone(),
        display_name: after.display_name.clone(),
        language: after.language.clone(),
        role: after.role,
        ..judged.user.clone()
    };
    if !store::user::edit(tx, org, &row, *version).await? {
        return Ok(Ok(Wrote::Stale));
    }
    if after.addresses != before.addresses {
        // Told to the old ones too, before they go: another address is how an account is stolen.
        scribe.tell(tx, user, Content::AddressesChanged).await?;
        store::user::set_addresses(tx, org, user, &after.addresses).await?;
        scribe.tell(tx, user, Content::AddressesChanged).await?;
    }
    let view = Some(judged.view.name.as_str());
    for group in before.groups.iter().filter(|group| !after.groups.contains(group)) {
        set_member(tx, scribe, (user, *group), (Membership::Out, view)).await?;
    }
    for group in after.groups.iter().filter(|group| !before.groups.contains(group)) {
        set_member(tx, scribe, (user, *group), (Membership::In, view)).await?;
    }
    store::policy::fix_duties_of(tx, org, user, scribe.now).await?;
    attributes::write_values(tx, scribe, user, (&after.attributes, Some(&judged.view.name))).await?;
    let fields: Vec<String> = before.differs(after).into_iter().map(|field| field.word().to_owned()).collect();
    if !fields.is_empty() {
        let (joined, left, view) = (Vec::new(), Vec::new(), Some(judged.view.name.clone()));
        scribe.note(tx, Some(user), AuditEvent::PersonEdited { fields, joined, left, view })?;
    }
    if after.role != before.role {
        let (role, before) = (after.role.word().into_owned(), before.role.word().into_owned());
        scribe.note(tx, Some(user), AuditEvent::RoleGiven { role, before })?;
    }
    Ok(Ok(Wrote::Done))
}

/// Adds a person. A role beyond that of a member is given by the same rules as to someone who is there.
pub async fn add(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (new, password): (Details, Option<SecretString>),
) -> Result<Acted<Edited>, Error> {
    let now = ctx.now();
    if let Err(refusal) = may_add(ctx, visit, admin, new.role).await? {
        note_refused(ctx, visit, admin, "add-person", refusal.word()).await?;
        return Ok(Acted::Refused(refusal));
    }
    let wanted = if new.role == Role::Member { Freshness::Proof } else { Freshness::SecondFactor };
    if let Some(not) = freshness(&admin.person, wanted, now) {
        return Ok(not);
    }
    if !all_there(ctx, visit, admin, &new).await? {
        return Ok(Acted::NotFound);
    }
    let faults = new_faults(visit, &new, password.as_ref());
    if !faults.is_empty() {
        return Ok(Acted::Done(Edited::Faults(faults)));
    }
    let hash = match &password {
        None => NewPassword::None,
        Some(password) => NewPassword::Hashed(ctx.verifier().hash_password(password.expose_secret()).await?),
    };
    let groups = store::group::list(ctx.db(), visit.organisation.id).await?;
    let names = groups.into_iter().filter(|group| new.groups.contains(&group.id)).map(|group| group.name);
    let person = NewPerson {
        user_name: new.user_name,
        display_name: new.display_name,
        addresses: new.addresses,
        language: new.language,
        role: new.role,
        groups: names.collect(),
        password: hash,
    };
    match people::add_by(ctx, admin.scribe(ctx, visit, now), vec![(person, new.attributes)]).await {
        Ok(ids) => {
            let id = ids.first().copied().ok_or_else(|| crate::error::broken("nobody was added"))?;
            Ok(Acted::Done(Edited::Saved(id)))
        }
        // Everything else was looked at above.
        Err(Error::Refused(_)) => Ok(Acted::Done(Edited::Faults(vec![PersonFault::Taken]))),
        Err(error) => Err(error),
    }
}

/// What is wrong with the details and the first password of somebody to add.
pub fn new_faults(visit: &Visit, new: &Details, password: Option<&SecretString>) -> Vec<PersonFault> {
    let mut faults = new.faults();
    let owner = Owner {
        user_name: new.user_name.clone(),
        display_name: new.display_name.clone(),
        addresses: new.addresses.clone(),
    };
    if password.is_some_and(|password| !people::password_is_fine(&visit.organisation, &owner, password)) {
        faults.push(PersonFault::Password);
    }
    faults
}

/// The fewest characters of a first password: nobody has a second factor at first.
pub fn first_password_length(organisation: &crate::visit::Organisation) -> u32 {
    organisation.password.alone
}

async fn may_add(ctx: &Ctx, visit: &Visit, admin: &Admin, role: Role) -> Result<Result<(), Refusal>, Error> {
    // Someone who is not there yet has no rights, and is nobody who acts.
    let nobody = Party {
        user: UserId::from_bytes([0; 16]),
        role: Role::Member,
        rights: permission::built_in(Role::Member).unwrap_or_default(),
    };
    let added = permission::may_act(&admin.party, &nobody, Act::Edit, 1);
    if added.is_err() || role == Role::Member {
        return Ok(added);
    }
    let rights = roles::rights_of(ctx, visit.organisation.id, role).await?;
    Ok(permission::may_act(&admin.party, &nobody, Act::GiveRole(role, rights), 1))
}
