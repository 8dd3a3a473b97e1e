//! Names that would be more than names.

use anyhow::Result;
use domain::directory::Shape;
use journeys::scene::Scene;
use journeys::slapd::{BASE, PASSWORD, Slapd, person, person_at};
use store::testing::engines;

use super::{connected, synced, there};

/// User names that mean something in a filter or a distinguished name, and of any script.
const NAMES: &[&str] = &[
    "*",
    "a*b",
    "(a)",
    "a)(uid=*",
    "back\\slash",
    "a,b",
    "#begin",
    "plus+plus",
    "quote\"quote",
    "<angle>",
    "semi;colon",
    "is=is",
    " spaces ",
    "naïve",
    "Ελένη",
    "日本語",
    "محمد",
    "🚀",
];

/// A value in a distinguished name (RFC 4514 section 2.4): every byte of it as two digits, as in a filter.
fn in_dn(value: &str) -> String {
    domain::directory::in_filter(value.as_bytes())
}

#[tokio::test]
async fn a_name_is_only_a_name() -> Result<()> {
    let people: Vec<_> = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let dn = format!("cn={},ou=people,{BASE}", in_dn(&format!("{number} {name}")));
            let entry = journeys::slapd::Entry::new(&dn, &["inetOrgPerson"])
                .and("uid", name)
                .and("cn", &format!("{number} {name}"))
                .and("sn", name)
                .and("mail", &format!("p{number}@waterland.example"));
            entry.and("userPassword", PASSWORD)
        })
        .collect();
    for engine in engines() {
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!(sync.counts.added, NAMES.len() as u64, "{report:?}");
        for (number, name) in NAMES.iter().enumerate() {
            let found = there(&scene, &format!("p{number}@waterland.example")).await?;
            assert_eq!(found.user.user_name, name.trim(), "{name}");
            let mut visitor = scene.visitor()?;
            let page = visitor.sign_in(&format!("p{number}@waterland.example"), PASSWORD).await?;
            assert!(
                page.is_of_someone_signed_in() || page.location().starts_with("/sign-in/"),
                "{name}: {}",
                page.text()
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_found_by_a_part_of_a_filter() -> Result<()> {
    for engine in engines() {
        let odd = person_at(&format!("uid=sanne,ou=people,{BASE}"), "sanne", "Sanne");
        let Some(slapd) = Slapd::with(&[odd, person("piet", "Piet")]).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::General);
        // What people choose themselves there is the name by which they are known for ever: the worst that can be typed.
        edit.settings.id_attribute = "sn".to_owned();
        let id = connected(&scene, &edit).await?;
        slapd.set(&journeys::slapd::dn_of("sanne"), "sn", "*")?;
        slapd.set(&journeys::slapd::dn_of("piet"), "sn", "x)(|(objectClass=*)")?;
        slapd.set(&journeys::slapd::dn_of("piet"), "userPassword", "van piet alleen")?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!(sync.counts.added, 2, "{report:?}");
        for (name, password, right) in [
            ("sanne", PASSWORD, true),
            ("piet", "van piet alleen", true),
            ("sanne", "van piet alleen", false),
            ("piet", PASSWORD, false),
        ] {
            let page = scene.visitor()?.sign_in(name, password).await?;
            let is_in = page.is_of_someone_signed_in() || page.location().starts_with("/sign-in/");
            assert_eq!(is_in, right, "{name}: {}", page.text());
        }
    }
    Ok(())
}
