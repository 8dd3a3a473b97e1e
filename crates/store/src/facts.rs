//! The facts about one person that every decision needs, read together.

use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, PolicyId, SelectionId, UserId};
use domain::policy::{Exemption, Person, Policy};
use domain::selection::UserFacts;
use domain::time::Timestamp;
use domain::user::{Role, name_key};

use crate::group::Group;
use crate::rules::Rules;
use crate::{Db, Error, Row, Statement, attribute, group, organisation, selection, user};

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
    /// Groups that the person is in, by name.
    pub groups: Vec<Group>,
    /// The number of the rules that count now: where it is not that of the rules given, they are old, and so is this.
    pub rules: i64,
}

const PERSON: Statement = Statement::new(
    "facts.person",
    "SELECT u.user_name, u.display_name, u.language, u.role, u.blocked, u.put_off_until, o.closed, o.module,
     (SELECT MAX(e.until_at) FROM exemptions e WHERE e.organisation_id = u.organisation_id AND e.user_id = u.user_id),
     u.last_sign_in_at, u.created_at,
     (SELECT g.rules FROM generations g WHERE g.organisation_id = u.organisation_id)
     FROM users u JOIN organisations o ON o.organisation_id = u.organisation_id
     WHERE u.organisation_id = $1 AND u.user_id = $2",
);
const AUTHENTICATORS: Statement = Statement::new(
    "facts.authenticators",
    "SELECT a.authenticator_id, a.kind, a.label, a.added_at, a.last_used_at FROM authenticators a
     WHERE a.organisation_id = $1 AND a.user_id = $2 ORDER BY a.added_at, a.authenticator_id",
);

const DUTIES: Statement = Statement::new(
    "facts.duties",
    "SELECT policy_id, came_under_at FROM duties WHERE organisation_id = $1 AND user_id = $2",
);

/// The facts about one person, and which of these rules hold at `now`; `None` where there is no such person.
///
/// Everything is read in one round trip. What no selection of a policy looks at is not read.
pub async fn load(
    db: &Db,
    org: OrganisationId,
    id: UserId,
    (rules, now): (&Rules, Timestamp),
) -> Result<Option<PersonFacts>, Error> {
    let key = || vec![org.bytes().into(), id.bytes().into()];
    let mut reads = vec![(&PERSON, key()), (&group::OF_USER, key()), (&AUTHENTICATORS, key()), (&DUTIES, key())];
    let optional = [
        (rules.needs.addresses, &user::ADDRESSES),
        (rules.needs.own, &attribute::VALUES),
        (rules.needs.lists, &selection::OF_USER),
    ];
    reads.extend(optional.iter().filter(|(needed, _)| *needed).map(|(_, statement)| (*statement, key())));
    let mut answers = db.all_of(&reads).await?.into_iter();
    let mut next = || answers.next().ok_or_else(|| Error::Broken("every read has an answer".into()));
    let (person, groups, authenticators, duties) = (next()?, next()?, next()?, next()?);
    let mut more = |needed: bool| if needed { next() } else { Ok(Vec::new()) };
    let addresses = more(rules.needs.addresses)?;
    let own = more(rules.needs.own)?;
    let lists = more(rules.needs.lists)?;
    let Some(row) = person.into_iter().next() else { return Ok(None) };
    let groups = groups.iter().map(group::read).collect::<Result<Vec<_>, Error>>()?;
    let authenticators = authenticators.iter().map(authenticator).collect::<Result<Vec<_>, Error>>()?;
    let duties = duties.iter().map(duty).collect::<Result<Vec<_>, Error>>()?;
    let mut facts = PersonFacts {
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
        policies: Vec::new(),
        groups,
        rules: row.int(11)?,
    };
    let chosen = if rules.needs.facts {
        let emails = addresses.iter().map(|row| Ok(name_key(row.text(0)?))).collect::<Result<_, Error>>()?;
        let own = own.iter().map(attribute::read_value).collect::<Result<_, Error>>()?;
        let times = (row.opt_int(9)?.map(Timestamp::from_micros), Timestamp::from_micros(row.int(10)?));
        user_facts(&facts, (emails, own), times, now)
    } else {
        UserFacts::default()
    };
    let lists =
        lists.iter().map(|row| Ok(SelectionId::from_bytes(row.array(0)?))).collect::<Result<Vec<_>, Error>>()?;
    for policy in rules.holding(&chosen, &lists)? {
        let since = duties.iter().find(|(of, _)| *of == policy.id).map(|(_, since)| *since);
        facts.policies.push((policy.clone(), since));
    }
    Ok(Some(facts))
}

fn user_facts(
    facts: &PersonFacts,
    (emails, own): (Vec<String>, Vec<(domain::selection::AttributeKey, domain::selection::OwnValue)>),
    (last_sign_in, created): (Option<Timestamp>, Timestamp),
    now: Timestamp,
) -> UserFacts {
    UserFacts {
        user_name: name_key(&facts.user_name),
        display_name: name_key(&facts.display_name),
        emails,
        groups: facts.groups.iter().map(|group| name_key(&group.name)).collect(),
        active: !facts.person.blocked,
        language: facts.language.clone(),
        role: facts.role.word().into_owned(),
        authenticators: facts.person.enrolled.clone(),
        exempt: facts.person.exemption.is_some_and(|exemption| exemption.until > now),
        last_sign_in,
        created: Some(created),
        own,
    }
}

fn authenticator(row: &Row) -> Result<EnrolledAuthenticator, Error> {
    Ok(EnrolledAuthenticator {
        id: AuthenticatorId::from_bytes(row.array(0)?),
        kind: kind(row.text(1)?)?,
        label: row.text(2)?.to_owned(),
        added_at: Timestamp::from_micros(row.int(3)?),
        last_used_at: row.opt_int(4)?.map(Timestamp::from_micros),
    })
}

fn duty(row: &Row) -> Result<(PolicyId, Timestamp), Error> {
    Ok((PolicyId::from_bytes(row.array(0)?), Timestamp::from_micros(row.int(1)?)))
}

pub(crate) fn kind(word: &str) -> Result<AuthenticatorKind, Error> {
    AuthenticatorKind::from_word(word).ok_or_else(|| Error::Broken(format!("unknown kind of authenticator `{word}`")))
}
