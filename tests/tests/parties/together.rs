//! Two who edit at once, old proofs, and those who may not.

use anyhow::{Context, Result};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::visitor::encode;
use reqwest::Method;
use store::testing::engines;

use crate::parties::office::{APPLICATIONS, BACK, NEW, Typed, blank, connect, form_of, kept, send};
use crate::systems::office::signed_in;

fn typed<'t>(fields: &'t [(&'t str, &'t str)]) -> Typed<'t> {
    Typed { fields, claims: &[] }
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_second_sees_the_difference() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut anna = signed_in(&scene, "anna", Role::SuperUser).await?;
        let mut bram = signed_in(&scene, "bram", Role::SuperUser).await?;
        let cloud = connect(&mut anna, "Cloud").await?;
        let (first, second) = (anna.open(&cloud.page).await?, bram.open(&cloud.page).await?);
        let remove = format!("{}/remove", cloud.page);
        let asked = bram.open(&remove).await?;
        let of_anna = [("name", "Files"), ("second-factor", "1"), ("refresh", "signed-in")];
        let saved = send(&mut anna, &first, &cloud.page, typed(&of_anna)).await?;
        assert_eq!((saved.status, saved.location()), (303, APPLICATIONS), "{}", saved.text());

        let of_bram = [("logouts", "https://cloud.waterland.example/bye")];
        let told = send(&mut bram, &second, &cloud.page, typed(&of_bram)).await?;
        let said = ["Nothing was overwritten", "Files", "as long as the person is signed in", "waterland.example/bye"];
        for said in said {
            assert!(told.text().contains(said), "{said}: {}", told.text());
        }
        assert_eq!(kept(&scene).await?.pop().context("gone")?.party.name, "Files");
        // Neither removes what changed since it was read.
        let answer = bram.submit(&asked, &remove, &[]).await?;
        assert_eq!((answer.status, kept(&scene).await?.len()), (409, 1));
        // Knowing it, the second saves over the first.
        let saved = send(&mut bram, &told, &cloud.page, typed(&[])).await?;
        assert_eq!((saved.status, saved.location()), (303, APPLICATIONS), "{}", saved.text());
        let one = kept(&scene).await?.pop().context("gone")?.party;
        assert_eq!((one.name.as_str(), one.second_factor, one.logout_addresses.len()), ("Cloud", false, 1));
        // Who types what the other saved has nothing to choose between.
        let stale = send(&mut anna, &first, &cloud.page, typed(&of_bram)).await?;
        assert_eq!(stale.location(), APPLICATIONS, "{}", stale.text());
    }
    Ok(())
}

#[tokio::test]
async fn an_old_proof_changes_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let cloud = connect(&mut admin, "Cloud").await?;
        let (new, page) = (blank(&mut admin).await?, admin.open(&cloud.page).await?);
        let (remove, keys) = (format!("{}/remove", cloud.page), format!("{APPLICATIONS}/signing-keys"));
        let (removal, signing) = (admin.open(&remove).await?, admin.open(&keys).await?);
        let leaked = format!("{keys}/leaked");
        let asked = admin.open(&leaked).await?;
        scene.advance(Lifetime::minutes(30));
        let other = [("name", "Other"), ("redirects", BACK)];
        let answers = [
            admin.get(NEW).await?,
            admin.get(&cloud.page).await?,
            send(&mut admin, &new, NEW, typed(&other)).await?,
            send(&mut admin, &page, &cloud.page, typed(&other)).await?,
            admin.submit(&page, &format!("{}/renew", cloud.page), &[]).await?,
            admin.submit(&removal, &remove, &[]).await?,
            admin.submit(&signing, &keys, &[]).await?,
            admin.submit(&asked, &leaked, &[]).await?,
        ];
        for answer in answers {
            assert!(answer.status == 303 && answer.location().starts_with("/profile/confirm"), "{}", answer.text());
        }
        let all = kept(&scene).await?;
        assert_eq!(all.iter().map(|one| (one.party.name.as_str(), one.former)).collect::<Vec<_>>(), [("Cloud", None)]);
    }
    Ok(())
}

#[tokio::test]
async fn who_may_not_change_them_reads_them_at_most() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let cloud = connect(&mut admin, "Cloud").await?;
        let keys = format!("{APPLICATIONS}/signing-keys");
        let acts = ["", "/renew", "/end-former", "/remove"].map(|act| format!("{}{act}", cloud.page));
        let acts: Vec<String> =
            acts.into_iter().chain([NEW.to_owned(), keys.clone(), format!("{keys}/leaked")]).collect();
        let fields = form_of(&admin.open(&cloud.page).await?, &cloud.page)?;
        for (name, role, looks) in [
            ("albert", Role::Auditor, 200),
            ("mirjam", Role::PeopleManager, 403),
            ("hans", Role::Helpdesk, 403),
            ("lies", Role::Member, 404),
        ] {
            let mut reader = signed_in(&scene, name, role).await?;
            for path in [APPLICATIONS, &cloud.page, &keys] {
                let page = reader.get(path).await?;
                assert_eq!(page.status, looks, "{name} {path}");
                if looks == 200 {
                    let leads = ["/new", "/remove", "/renew", "/leaked"];
                    assert!(!leads.iter().any(|act| page.body.contains(&format!("{act}\""))), "{path}: {}", page.body);
                    assert!(page.form(path).is_err() || path == APPLICATIONS, "{path}");
                }
            }
            let form = reader.open("/").await?.form("/sign-out")?;
            let csrf = form.into_iter().find(|(field, _)| field == "csrf").context("no token")?;
            let pairs = fields.iter().filter(|(field, _)| field != "csrf").cloned().chain([csrf]).collect::<Vec<_>>();
            let refused = if role == Role::Member { 404 } else { 403 };
            for path in &acts {
                let answer = reader.send(Method::POST, path, Some(encode(&pairs))).await?;
                assert_eq!(answer.status, refused, "{name} {path}");
            }
        }
        let all = kept(&scene).await?;
        assert_eq!(all.iter().map(|one| (one.party.version, one.former)).collect::<Vec<_>>(), [(1, None)]);
    }
    Ok(())
}
