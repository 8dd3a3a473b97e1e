//! The facts about one person that every decision needs, read together.

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, GroupId, OrganisationId, UserId};
use domain::policy::{Exemption, Person, Policy};
use domain::time::Timestamp;
use domain::user::Role;

use crate::{Db, Error, Row, Statement, organisation, policy, user};

/// An authenticator as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledAuthenticator {
    /// Identity.
    pub id: AuthenticatorId,
    /// Kind.
    pub kind: AuthenticatorKind,
    /// The name that the person gave it.
    pub label: String,
    /// When it was confirmed.
    pub added_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
}

/// What holds for one person, at the moment of reading.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Role.
    pub role: Role,
    /// What decisions look at.
    pub person: Person,
    /// Until when the offer is put off.
    pub put_off_until: Option<Timestamp>,
    /// Confirmed authenticators, oldest first.
    pub authenticators: Vec<EnrolledAuthenticator>,
    /// The policies that select the person, each with the moment of first coming under it, if it was noted.
    pub policies: Vec<(Policy, Option<Timestamp>)>,
    /// Groups that the person is in.
    pub groups: Vec<GroupId>,
}

const PERSON: Statement = Statement::new(
    "facts.person",
    "SELECT u.user_name, u.display_name, u.language, u.role, u.blocked, u.put_off_until, o.closed, o.module,
     (SELECT MAX(e.until_at) FROM exemptions e WHERE e.organisation_id = u.organisation_id AND e.user_id = u.user_id)
     FROM users u JOIN organisations o ON o.organisation_id = u.organisation_id
     WHERE u.organisation_id = $1 AND u.user_id = $2",
);
const GROUPS: Statement =
    Statement::new("facts.groups", "SELECT group_id FROM memberships WHERE organisation_id = $1 AND user_id = $2");
const AUTHENTICATORS: Statement = Statement::new(
    "facts.authenticators",
    "SELECT a.authenticator_id, a.kind, a.label, a.added_at, s.last_used_at FROM authenticators a
     LEFT JOIN authenticator_uses s ON s.organisation_id = a.organisation_id
     AND s.authenticator_id = a.authenticator_id
     WHERE a.organisation_id = $1 AND a.user_id = $2 ORDER BY a.added_at, a.authenticator_id",
);

/// The facts about one person; `None` where there is no such person.
pub async fn load(db: &Db, org: OrganisationId, id: UserId) -> Result<Option<PersonFacts>, Error> {
    let key = || vec![org.bytes().into(), id.bytes().into()];
    let reads = [(&PERSON, key()), (&GROUPS, key()), (&AUTHENTICATORS, key()), (&policy::WITH_DUTIES, key())];
    let [row, groups, authenticators, policies] = <[Vec<Row>; 4]>::try_from(db.all_of(&reads).await?)
        .map_err(|_| Error::Broken("four reads have four answers".into()))?;
    let row = row.into_iter().next();
    let policies = policies.iter().map(policy::with_duty).collect::<Result<Vec<_>, Error>>()?;
    let Some(row) = row else { return Ok(None) };
    let groups = groups.iter().map(|row| Ok(GroupId::from_bytes(row.array(0)?))).collect::<Result<Vec<_>, Error>>()?;
    let authenticators = authenticators
        .iter()
        .map(|row| {
            Ok(EnrolledAuthenticator {
                id: AuthenticatorId::from_bytes(row.array(0)?),
                kind: kind(row.text(1)?)?,
                label: row.text(2)?.to_owned(),
                added_at: Timestamp::from_micros(row.int(3)?),
                last_used_at: row.opt_int(4)?.map(Timestamp::from_micros),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Some(PersonFacts {
        id,
        user_name: row.text(0)?.to_owned(),
        display_name: row.text(1)?.to_owned(),
        language: row.opt_text(2)?.map(str::to_owned),
        role: user::role(row.text(3)?)?,
        person: Person {
            blocked: row.bool(4)?,
            organisation_closed: row.bool(6)?,
            module: organisation::module(row.text(7)?)?,
            exemption: row.opt_int(8)?.map(|until| Exemption { until: Timestamp::from_micros(until) }),
            enrolled: authenticators.iter().map(|a| a.kind).collect(),
        },
        put_off_until: row.opt_int(5)?.map(Timestamp::from_micros),
        authenticators,
        policies: policies.into_iter().filter(|(policy, _)| policy.selection.matches(&groups)).collect(),
        groups,
    }))
}

pub(crate) fn kind(word: &str) -> Result<AuthenticatorKind, Error> {
    AuthenticatorKind::from_word(word).ok_or_else(|| Error::Broken(format!("unknown kind of authenticator `{word}`")))
}
