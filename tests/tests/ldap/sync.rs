//! People come, change, move, and go.

use actions::admin::people;
use anyhow::Result;
use domain::directory::Shape;
use domain::people_source::WhenGone;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::slapd::{BASE, Slapd, account, account_dn, dn_of, person, person_at};
use store::directory::Counts;
use store::testing::engines;

use super::{connected, id_of, looked, named, synced, there};

#[tokio::test]
async fn ten_thousand_people_come_change_and_go() -> Result<()> {
    let people: Vec<_> =
        (0..10_000).map(|number| person(&format!("p{number}"), &format!("Persoon {number}"))).collect();
    for engine in engines() {
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (looked, _) = looked(&scene, id).await?;
        assert_eq!(looked.counts, Counts { listed: 10_000, added: 10_000, ..Counts::default() });
        assert!(named(&scene, "p1").await?.is_none(), "a dry run wrote somebody");
        let (first, report) = synced(&scene, id).await?;
        assert_eq!((first.state.as_str(), first.counts), ("done", looked.counts), "{report:?}");
        let (again, _) = synced(&scene, id).await?;
        assert_eq!(again.counts, Counts { listed: 10_000, same: 10_000, ..Counts::default() });

        slapd.set(&dn_of("p7"), "cn", "Zevende Persoon")?;
        slapd.set(&dn_of("p8"), "mail", "achtste@waterland.example")?;
        let gone: Vec<String> = (9_500..10_000).map(|number| dn_of(&format!("p{number}"))).collect();
        slapd.remove(&gone)?;
        slapd.add(&[person("nieuw", "Nieuw Persoon")])?;
        let (changed, report) = synced(&scene, id).await?;
        let expected = Counts { listed: 9_501, added: 1, changed: 2, same: 9_498, gone: 500, ..Counts::default() };
        assert_eq!((changed.state.as_str(), changed.counts), ("done", expected), "{report:?}");
        assert_eq!(there(&scene, "p7").await?.user.display_name, "Zevende Persoon");
        assert_eq!(there(&scene, "p8").await?.addresses, ["achtste@waterland.example"]);
        assert!(there(&scene, "p9999").await?.user.blocked && !there(&scene, "p1").await?.user.blocked);

        // Whoever is back under the same name there was known for ever, and is known again; somebody else is not.
        slapd.add(&[person("p9999", "Een ander")])?;
        let (back, report) = synced(&scene, id).await?;
        assert_eq!((back.counts.refused, back.counts.let_in), (1, 0), "{report:?}");
        assert_eq!(report.lines.iter().find(|line| line.refused).map(|line| line.what.as_str()), Some("left-under"));
    }
    Ok(())
}

#[tokio::test]
async fn a_person_who_moves_or_gets_another_name_stays_who_they_are() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("piet", "Piet")]).await? else {
            return Ok(());
        };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        synced(&scene, id).await?;
        let sanne = id_of(&scene, "sanne").await?;
        slapd.change(&format!("dn: {}\nchangetype: modrdn\nnewrdn: uid=zwart\ndeleteoldrdn: 1\n\n", dn_of("sanne")))?;
        let inside = format!("ou=redactie,ou=people,{BASE}");
        slapd.add(&[journeys::slapd::Entry::new(&inside, &["organizationalUnit"]).and("ou", "redactie")])?;
        let moved = format!("changetype: modrdn\nnewrdn: uid=zwart\ndeleteoldrdn: 1\nnewsuperior: {inside}\n\n");
        slapd.change(&format!("dn: {}\n{moved}", dn_of("zwart")))?;
        let (sync, _) = synced(&scene, id).await?;
        assert_eq!(sync.counts, Counts { listed: 2, changed: 1, same: 1, ..Counts::default() });
        assert_eq!(id_of(&scene, "zwart").await?, sanne);

        // Two who change names with each other, over a third: in the end each has theirs.
        slapd.set(&format!("uid=zwart,{inside}"), "mail", "piet@waterland.example")?;
        slapd.set(&dn_of("piet"), "mail", "pieter@waterland.example")?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.counts.changed, sync.counts.refused), (2, 0), "{report:?}");
        assert_eq!(there(&scene, "zwart").await?.addresses, ["piet@waterland.example"]);

        // Out of the filter is gone as well.
        slapd.change(&format!(
            "dn: uid=zwart,{inside}\nchangetype: modrdn\nnewrdn: uid=zwart\ndeleteoldrdn: 1\nnewsuperior: ou=gone,{BASE}\n\n"
        ))?;
        let (sync, _) = synced(&scene, id).await?;
        assert_eq!(sync.counts.gone, 1);
        assert!(there(&scene, "zwart").await?.user.blocked);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_mended_here_stays_until_it_changes_there() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit")]).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::General);
        let id = connected(&scene, &edit).await?;
        synced(&scene, id).await?;
        let user = id_of(&scene, "sanne").await?;
        let name = "UPDATE users SET display_name = 'Sanne Zwart' WHERE user_name_key = 'sanne'";
        let statement: &'static store::Statement = Box::leak(Box::new(store::Statement::new("test.mend", name)));
        scene.rename_table(statement).await?;
        synced(&scene, id).await?;
        assert_eq!(there(&scene, "sanne").await?.user.display_name, "Sanne Zwart");
        // A changed mapping is read anew for everybody, and takes back what it now fills otherwise.
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let known = actions::admin::directories::read(ctx, organisation, id).await?.expect("it is there");
        for (field, path) in &mut edit.mapping {
            if *field == domain::people_source::Field::DisplayName {
                "sn".clone_into(path);
            }
        }
        let again = people::show(ctx, organisation, user).await?;
        assert_eq!(again.user.display_name, "Sanne Zwart");
        assert_eq!(known.counted.people, 1);
        slapd.set(&dn_of("sanne"), "cn", "Sanne van Dam")?;
        synced(&scene, id).await?;
        assert_eq!(there(&scene, "sanne").await?.user.display_name, "Sanne van Dam");
    }
    Ok(())
}

#[tokio::test]
async fn who_is_here_already_is_taken_over_where_somebody_said_so_and_never_with_rights() -> Result<()> {
    for engine in engines() {
        let people = [person("sanne", "Sanne"), person("baas", "Baas"), person("nieuw", "Nieuw")];
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[]).await?;
        let boss = people::NewPerson {
            user_name: "baas".to_owned(),
            display_name: "Baas".to_owned(),
            addresses: vec!["baas@waterland.example".to_owned()],
            language: None,
            role: Role::SuperUser,
            groups: Vec::new(),
            password: people::NewPassword::Plain(secrecy::SecretString::from(journeys::scene::PASSWORD)),
        };
        people::add(&scene.house.ctx, &scene.house.organisation, boss).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.counts.added, sync.counts.refused), (1, 2));
        assert!(report.lines.iter().filter(|line| line.refused).all(|line| line.what == "here-already"), "{report:?}");

        let mut edit = slapd.edit(Shape::General);
        (edit.name, edit.takes_over) = ("Other".to_owned(), true);
        edit.when_gone = WhenGone::Keep;
        let other = connected(&scene, &edit).await?;
        let (sync, report) = synced(&scene, other).await?;
        let refused: Vec<_> = report.lines.iter().filter(|line| line.refused).map(|line| line.what.as_str()).collect();
        assert_eq!((sync.counts.changed, refused), (1, vec!["not-taken-over", "taken"]), "{report:?}");
        assert_eq!(id_of(&scene, "sanne").await?, sanne.id);

        // Kept: whoever goes stays as they are, and is changed by hand from then on.
        slapd.remove(&[dn_of("sanne")])?;
        let (sync, _) = synced(&scene, other).await?;
        assert_eq!(sync.counts.gone, 1);
        assert!(!there(&scene, "sanne").await?.user.blocked);
        let (sync, _) = synced(&scene, other).await?;
        assert_eq!(sync.counts.gone, 0);
    }
    Ok(())
}

#[tokio::test]
async fn whom_active_directory_disables_is_blocked_and_let_in_again() -> Result<()> {
    for engine in engines() {
        let people = [account("sanne", (1, 512)), account("piet", (2, 514)), account("nienke", (3, 66_048))];
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::ActiveDirectory)).await?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!(sync.counts, Counts { listed: 3, added: 3, ..Counts::default() }, "{report:?}");
        assert_eq!(there(&scene, "sanne@waterland.example").await?.user.display_name, "sanne van Waterland");
        assert!(there(&scene, "piet@waterland.example").await?.user.blocked);
        slapd.set(&account_dn("sanne"), "userAccountControl", "514")?;
        slapd.set(&account_dn("piet"), "userAccountControl", "512")?;
        let (sync, report) = synced(&scene, id).await?;
        let expected = Counts { listed: 3, blocked: 1, let_in: 1, same: 1, ..Counts::default() };
        assert_eq!(sync.counts, expected, "{report:?}");
        assert!(there(&scene, "sanne@waterland.example").await?.user.blocked);
        assert!(!there(&scene, "piet@waterland.example").await?.user.blocked);

        // A block that an administrator made stays, whatever the directory says.
        let piet = id_of(&scene, "piet@waterland.example").await?;
        people::set_blocked(&scene.house.ctx, &scene.house.organisation, piet, true).await?;
        slapd.set(&account_dn("piet"), "userAccountControl", "66048")?;
        synced(&scene, id).await?;
        assert!(there(&scene, "piet@waterland.example").await?.user.blocked);
    }
    Ok(())
}

#[tokio::test]
async fn an_entry_without_what_everybody_needs_is_refused_and_told() -> Result<()> {
    for engine in engines() {
        let nameless = person_at(&format!("cn=Naamloos,ou=people,{BASE}"), "x", "Naamloos");
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne"), nameless]).await? else { return Ok(()) };
        slapd.change(&format!("dn: cn=Naamloos,ou=people,{BASE}\nchangetype: modify\ndelete: uid\n\n"))?;
        slapd.set(&dn_of("sanne"), "mail", "geen adres")?;
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!(sync.counts, Counts { listed: 2, refused: 2, ..Counts::default() });
        let told: Vec<&str> = report.lines.iter().map(|line| line.about.as_str()).collect();
        assert!(told[0].starts_with("mail: `geen adres`") || told[1].starts_with("mail: `geen adres`"), "{told:?}");
        // Refused is not gone: once it is mended, they come.
        slapd.set(&dn_of("sanne"), "mail", "sanne@waterland.example")?;
        assert_eq!(synced(&scene, id).await?.0.counts.added, 1);
    }
    Ok(())
}
