//! Groups come along, by whichever attribute names who is in them.

use actions::directory::report::GroupCounts;
use anyhow::Result;
use domain::directory::{GroupsFrom, Shape};
use journeys::scene::Scene;
use journeys::slapd::{BASE, Entry, Slapd, account, account_dn, dn_of, group, group_dn, person};
use store::testing::engines;

use super::{connected, looked, synced, there};

#[tokio::test]
async fn groups_are_made_filled_renamed_emptied_and_taken_away() -> Result<()> {
    for engine in engines() {
        let people = [person("sanne", "Sanne"), person("piet", "Piet")];
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        slapd.add(&[group("Redactie", &[dn_of("sanne"), dn_of("piet")]), group("Bestuur", &[dn_of("sanne")])])?;
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::General);
        edit.settings.groups_from = GroupsFrom::Member.word().to_owned();
        let id = connected(&scene, &edit).await?;
        let (_, report) = looked(&scene, id).await?;
        assert_eq!((report.groups.made, report.groups.joined), (2, 3));
        let (_, report) = synced(&scene, id).await?;
        assert_eq!((report.groups.made, report.groups.joined), (2, 3), "{report:?}");
        assert_eq!(there(&scene, "sanne").await?.groups, ["Bestuur", "Redactie"]);
        assert_eq!(synced(&scene, id).await?.1.groups, GroupCounts::default());

        slapd.change(&format!(
            "dn: {}\nchangetype: modify\ndelete: member\nmember: {}\n\n",
            group_dn("Redactie"),
            dn_of("piet")
        ))?;
        slapd.change(&format!(
            "dn: {}\nchangetype: modrdn\nnewrdn: cn=Redacteuren\ndeleteoldrdn: 1\n\n",
            group_dn("Redactie")
        ))?;
        slapd.remove(&[group_dn("Bestuur")])?;
        let (_, report) = synced(&scene, id).await?;
        assert_eq!((report.groups.changed, report.groups.gone, report.groups.left), (1, 1, 1), "{report:?}");
        assert_eq!(there(&scene, "sanne").await?.groups, ["Redacteuren"]);
        assert!(there(&scene, "piet").await?.groups.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn groups_come_from_member_of_and_from_names_too() -> Result<()> {
    for engine in engines() {
        let posix = Entry::new(&format!("cn=Posix,ou=groups,{BASE}"), &["posixGroup"])
            .and("cn", "Posix")
            .and("gidNumber", "1000")
            .and("memberUid", "Sanne");
        let Some(slapd) = Slapd::with(&[account("sanne", (1, 512)), account("piet", (2, 512)), posix]).await? else {
            return Ok(());
        };
        slapd.add(&[group("Redactie", &[account_dn("sanne")])])?;
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::ActiveDirectory);
        edit.settings.id_attribute = "entryUUID".to_owned();
        edit.settings.group_filter = "(objectClass=groupOfNames)".to_owned();
        let id = connected(&scene, &edit).await?;
        let (_, report) = synced(&scene, id).await?;
        assert_eq!((report.groups.made, report.groups.joined), (1, 1), "{report:?}");
        assert_eq!(there(&scene, "sanne@waterland.example").await?.groups, ["Redactie"]);

        let Some(general) = Slapd::with(&[
            person("sanne", "Sanne"),
            Entry::new(&format!("cn=Posix,ou=groups,{BASE}"), &["posixGroup"])
                .and("cn", "Posix")
                .and("gidNumber", "1000")
                .and("memberUid", "sanne"),
        ])
        .await?
        else {
            return Ok(());
        };
        let mut edit = general.edit(Shape::General);
        edit.name = "Posix".to_owned();
        edit.settings.groups_from = GroupsFrom::MemberUid.word().to_owned();
        // The addresses are those of the others: nobody of it comes in, and nobody is in its group.
        let other = connected(&scene, &edit).await?;
        let (sync, report) = synced(&scene, other).await?;
        assert_eq!((sync.counts.refused, report.groups.made, report.groups.joined), (1, 1, 0), "{report:?}");
        general.set(&dn_of("sanne"), "mail", "s@elders.example")?;
        let (_, report) = synced(&scene, other).await?;
        assert_eq!(report.groups.joined, 1, "{report:?}");
        assert_eq!(there(&scene, "sanne").await?.groups, ["Posix"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_group_that_is_here_already_is_left_alone_unless_somebody_said_otherwise() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne")]).await? else { return Ok(()) };
        slapd.add(&[group("Backend", &[dn_of("sanne")])])?;
        let scene = Scene::open(engine).await?;
        scene.member("ander", &["Backend"]).await?;
        let mut edit = slapd.edit(Shape::General);
        edit.settings.groups_from = GroupsFrom::Member.word().to_owned();
        let id = connected(&scene, &edit).await?;
        let (_, report) = synced(&scene, id).await?;
        assert_eq!(report.groups.refused, 1);
        assert!(there(&scene, "sanne").await?.groups.is_empty());
    }
    Ok(())
}
