//! The organisation of the programs that `scripts/bench` measures with.

use domain::id::OrganisationId;
use domain::organisation::ModuleState;
use domain::time::Timestamp;
use store::Db;
use verifier::Verifier;

/// Makes an organisation.
pub(crate) async fn found(db: &Db, verifier: &Verifier, now: Timestamp) -> Result<OrganisationId, store::Error> {
    let organisation = store::organisation::Organisation {
        id: OrganisationId::from_bytes(verifier.new_id(now.micros() / 1000)),
        name: "Bench".to_owned(),
        host: "localhost".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "en".to_owned(),
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    let org = organisation.id;
    db.write_with((organisation, now), |tx, (organisation, now)| {
        Box::pin(async move { store::organisation::insert(tx, organisation, *now).await })
    })
    .await?;
    Ok(org)
}
