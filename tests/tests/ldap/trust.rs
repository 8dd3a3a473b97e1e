//! What is said of a directory that cannot be asked, and whom it is trusted to be.

use actions::admin::directories::{DirectoryEdit, DirectoryFault, Tested, test_by_command_line};
use actions::directory::port::Fault;
use anyhow::Result;
use domain::directory::Shape;
use journeys::scene::Scene;
use journeys::slapd::{READER, Slapd, person};
use secrecy::SecretString;
use store::Engine;

/// What somebody mistypes.
type Change = Box<dyn Fn(&mut DirectoryEdit)>;

async fn tested(scene: &Scene, edit: &DirectoryEdit) -> Result<Tested> {
    Ok(test_by_command_line(&scene.house.ctx, &scene.house.organisation, (None, edit)).await?)
}

#[tokio::test]
async fn a_directory_is_whom_its_certificate_says_by_an_authority_that_is_trusted() -> Result<()> {
    let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("piet", "Piet")]).await? else {
        return Ok(());
    };
    let scene = Scene::open(Engine::Sqlite).await?;
    let other = Slapd::with(&[]).await?.map(|other| other.authority()).transpose()?;
    for (url, start_tls) in [(slapd.secure(), false), (slapd.url(), true)] {
        let mut edit = slapd.edit(Shape::General);
        (edit.settings.urls, edit.settings.start_tls) = (vec![url.clone()], start_tls);
        assert_eq!(
            tested(&scene, &edit).await?,
            Tested::Fault(Fault::Certificate),
            "{url}: nobody knows its authority"
        );
        edit.settings.ca.clone_from(&other);
        assert_eq!(tested(&scene, &edit).await?, Tested::Fault(Fault::Certificate), "{url}: another authority");
        edit.settings.ca = Some(slapd.authority()?);
        let Tested::Read { people, more, groups, samples } = tested(&scene, &edit).await? else {
            anyhow::bail!("{url} is not read");
        };
        assert_eq!((people, more, groups, samples.len()), (2, false, None, 2));
        // It is for 127.0.0.1, not for the name.
        edit.settings.urls = vec![url.replace("127.0.0.1", "localhost")];
        assert_eq!(tested(&scene, &edit).await?, Tested::Fault(Fault::Certificate), "{url}: another name");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_exactly() -> Result<()> {
    let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit")]).await? else { return Ok(()) };
    let scene = Scene::open(Engine::Sqlite).await?;
    let good = slapd.edit(Shape::General);
    let free = journeys::slapd::free_port()?;
    let url = |url: String| -> Change { Box::new(move |edit| edit.settings.urls = vec![url.clone()]) };
    let http = format!("ldap://127.0.0.1:{}", scene.house.address.port());
    let cases: Vec<(Change, Tested)> = vec![
        (url(format!("ldap://127.0.0.1:{free}")), Tested::Fault(Fault::Refused)),
        (url("ldaps://nobody.invalid".to_owned()), Tested::Fault(Fault::NoSuchHost)),
        (url(http.clone()), Tested::Fault(Fault::NotLdap)),
        (url(http.replace("ldap:", "ldaps:")), Tested::Fault(Fault::NotEncrypted)),
        (url("ldap://dc.waterland.example".to_owned()), Tested::Faults(vec![DirectoryFault::NotEncrypted])),
        (url("ldaps://169.254.169.254".to_owned()), Tested::Faults(vec![DirectoryFault::Forbidden])),
        (Box::new(|edit| edit.password = Some(SecretString::from("wrong"))), Tested::Fault(Fault::Bind)),
        (Box::new(|edit| edit.password = Some(SecretString::from(""))), Tested::Faults(vec![DirectoryFault::Password])),
        (Box::new(|edit| edit.settings.bind_dn = format!("{READER},dc=x")), Tested::Fault(Fault::Bind)),
        (
            Box::new(|edit| edit.settings.base = "ou=nowhere,dc=waterland,dc=example".to_owned()),
            Tested::Fault(Fault::NoBase),
        ),
        (Box::new(|edit| edit.settings.filter = "(objectClass=device)".to_owned()), Tested::Fault(Fault::Nobody)),
        (Box::new(|edit| edit.settings.filter = "(cn=a".to_owned()), Tested::Faults(vec![DirectoryFault::Filter])),
        (Box::new(|edit| edit.settings.id_attribute = "a)(b".to_owned()), Tested::Faults(vec![DirectoryFault::Id])),
        (
            Box::new(|edit| edit.settings.ca = Some("no certificate".to_owned())),
            Tested::Faults(vec![DirectoryFault::Ca]),
        ),
    ];
    for (number, (change, expected)) in cases.into_iter().enumerate() {
        let mut edit = good.clone();
        change(&mut edit);
        assert_eq!(tested(&scene, &edit).await?, expected, "case {number}");
    }
    // The second address is asked where the first does not answer.
    let mut edit = good.clone();
    edit.settings.urls.insert(0, format!("ldap://127.0.0.1:{free}"));
    assert!(matches!(tested(&scene, &edit).await?, Tested::Read { people: 1, .. }));
    Ok(())
}
