//! Applications behind the sign-in, with their rules.

use domain::access::Opens;
use domain::application::{Address, Answering, Application, PathRule};
use domain::id::{ApplicationId, OrganisationId, SelectionId};
use domain::sorted;
use domain::time::Lifetime;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

const LIST: Statement = Statement::new(
    "application.list",
    "SELECT application_id, name, addresses, answering, version FROM applications
     WHERE organisation_id = $1 ORDER BY name_key",
);
const RULES: Statement = Statement::new(
    "application.rules",
    "SELECT application_id, path, opens, selection_id, second_factor, max_age FROM application_rules
     WHERE organisation_id = $1",
);

/// All of them by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Application>, Error> {
    let key = || vec![org.bytes().into()];
    let answers = db.all_of(&[(&LIST, key()), (&RULES, key())]).await?;
    let [heads, rules] =
        <[Vec<Row>; 2]>::try_from(answers).map_err(|_| Error::Broken("two reads have two answers".into()))?;
    joined(&heads, &rules)
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<Application>, Error> {
    let key = [org.bytes().into()];
    let heads = tx.all(&LIST, &key).await?;
    joined(&heads, &tx.all(&RULES, &key).await?)
}

/// One of them. There are few: it is picked from the list.
pub async fn find(db: &Db, org: OrganisationId, id: ApplicationId) -> Result<Option<Application>, Error> {
    Ok(list(db, org).await?.into_iter().find(|one| one.id == id))
}

fn joined(heads: &[Row], rules: &[Row]) -> Result<Vec<Application>, Error> {
    let mut all = heads.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    for row in rules {
        let id = ApplicationId::from_bytes(row.array(0)?);
        if let Some(one) = all.iter_mut().find(|one| one.id == id) {
            one.rules.push(read_rule(row)?);
        }
    }
    for one in &mut all {
        sorted::by(&mut one.rules, |a, b| a.path.cmp(&b.path));
    }
    // The rule for all pages is first by its path. Without one nobody would pass, and nothing would say why.
    match all.iter().find(|one| one.rules.first().is_none_or(|rule| !rule.path.is_empty())) {
        Some(one) => Err(Error::Broken(format!("application {} has no rule for all its pages", one.id))),
        None => Ok(all),
    }
}

fn read(row: &Row) -> Result<Application, Error> {
    let broken = |what: &str| Error::Broken(format!("an application has an impossible {what}"));
    let addresses = row.text(2)?.split(' ').map(address);
    Ok(Application {
        id: ApplicationId::from_bytes(row.array(0)?),
        name: row.text(1)?.to_owned(),
        addresses: addresses.collect::<Option<_>>().ok_or_else(|| broken("address"))?,
        rules: Vec::new(),
        answering: Answering::from_word(row.text(3)?).ok_or_else(|| broken("way of answering"))?,
        version: row.int(4)?,
    })
}

/// From `scheme://host/folder`, spaces of the folder as `%20`.
fn address(text: &str) -> Option<Address> {
    let (scheme, rest) = text.split_once("://")?;
    let at = rest.find('/').unwrap_or(rest.len());
    let (host, folder) = rest.split_at_checked(at)?;
    Some(Address { scheme: scheme.to_owned(), host: host.to_owned(), folder: folder.replace("%20", " ") })
}

fn read_rule(row: &Row) -> Result<PathRule, Error> {
    let selection = row.opt_array(3)?.map(SelectionId::from_bytes);
    let opens = Opens::from_word(row.text(2)?, selection);
    Ok(PathRule {
        path: row.text(1)?.to_owned(),
        opens: opens.ok_or_else(|| Error::Broken("an application opens to nobody knows whom".into()))?,
        second_factor: row.bool(4)?,
        max_age: row.opt_int(5)?.map(Lifetime::from_micros),
    })
}

const INSERT: Statement = Statement::new(
    "application.insert",
    "INSERT INTO applications (organisation_id, application_id, name, name_key, addresses, answering, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const UPDATE: Statement = Statement::new(
    "application.update",
    "UPDATE applications SET name = $3, name_key = $4, addresses = $5, answering = $6, version = $7 + 1
     WHERE organisation_id = $1 AND application_id = $2 AND version = $7",
);
const CLEAR_RULES: Statement = Statement::new(
    "application.clear_rules",
    "DELETE FROM application_rules WHERE organisation_id = $1 AND application_id = $2",
);
const PUT_RULE: Statement = Statement::new(
    "application.put_rule",
    "INSERT INTO application_rules (organisation_id, application_id, path, opens, selection_id, second_factor, max_age)
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

/// Adds an application (its version is 0) or changes one; false where it has changed since it was read. A name that
/// another one has is `Conflict`.
pub async fn save(tx: &mut Tx, org: OrganisationId, one: &Application) -> Result<bool, Error> {
    let addresses = one.addresses.iter().map(|address| address.to_string().replace(' ', "%20"));
    let params = |version: i64| -> [Value; 7] {
        [
            org.bytes().into(),
            one.id.bytes().into(),
            (&*one.name).into(),
            name_key(&one.name).into(),
            addresses.collect::<Vec<_>>().join(" ").into(),
            one.answering.word().into(),
            version.into(),
        ]
    };
    if one.version == 0 {
        tx.execute(&INSERT, &params(1)).await?;
    } else if tx.execute(&UPDATE, &params(one.version)).await? != 1 {
        return Ok(false);
    }
    let key = || [org.bytes().into(), one.id.bytes().into()];
    tx.execute(&CLEAR_RULES, &key()).await?;
    for rule in &one.rules {
        let [organisation, application] = key();
        let params = [
            organisation,
            application,
            (&*rule.path).into(),
            rule.opens.word().into(),
            rule.opens.selection().map(SelectionId::bytes).into(),
            rule.second_factor.into(),
            rule.max_age.map(Lifetime::micros).into(),
        ];
        tx.execute(&PUT_RULE, &params).await?;
    }
    Ok(true)
}

const REMOVE: Statement = Statement::new(
    "application.remove",
    "DELETE FROM applications WHERE organisation_id = $1 AND application_id = $2 AND version = $3",
);

/// Takes one away with its rules; false where it has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (ApplicationId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}
