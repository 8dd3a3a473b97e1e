//! The pages on which keys of the API are made: what is shown once, who may, what is refused.

use anyhow::{Context, Result};
use domain::api_key::{FORMER_LIVES, MOST, Scope, Scopes};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::routes::NO_ID;
use journeys::scene::Scene;
use journeys::visitor::encode;
use reqwest::Method;
use store::testing::engines;

use crate::keys::office::{KEYS, NEW, Typed, kept, log, make, send};
use crate::systems::office::{shown, signed_in};

#[tokio::test]
async fn a_key_is_shown_once_and_kept_nowhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let empty = admin.open(KEYS).await?;
        assert!(empty.text().contains("There is no key yet"), "{}", empty.text());
        let page = admin.open(NEW).await?;
        let addresses = "https://crm.example/back\n\n https://CRM.example \nhttps://crm.example/back";
        let typed = Typed { scopes: &["sign-in", "enrol"], addresses, rate: " 250 ", ..Typed::default() };
        let made = send(&mut admin, &page, NEW, typed).await?;
        let key = shown(&made, "key")?;
        assert!(made.status == 200 && key.starts_with("twk_") && key.len() == 47, "{key}");
        assert_eq!(made.header("cache-control"), "no-store");
        let site = scene.house.site.trim_end_matches('/');
        for told in ["Authorization: Bearer", &format!("{site}/api/v1 "), &format!("{site}/api/v1/openapi.json")] {
            assert!(made.text().contains(told), "{told}: {}", made.text());
        }

        let all = kept(&scene).await?;
        let one = all.first().context("not kept")?;
        assert_eq!((all.len(), one.key.name.as_str(), one.key.requests_a_minute), (1, "CRM", 250));
        assert_eq!(one.key.scopes, Scopes::of([Scope::SignIn, Scope::Enrol]));
        assert_eq!(one.key.return_addresses, ["https://crm.example/back", "https://crm.example/"]);
        for path in [KEYS.to_owned(), format!("{KEYS}/{}", one.key.id), "/admin/audit".to_owned()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains("CRM"), "{path}: {}", page.text());
            assert!(!page.body.contains(&key[4..]), "{path} shows it");
        }
        let events = log(&scene).await?;
        assert!(events.iter().any(|event| event.kind == "api-key-saved"));
        assert!(!events.iter().any(|event| event.details.contains(&key[4..])));
        let list = admin.open(KEYS).await?;
        assert!(list.text().contains("For signing in, setting up apps · not used yet"), "{}", list.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_made_anew_leaves_the_old_one_for_a_day() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let crm = make(&mut admin, Typed::default()).await?;
        let before = kept(&scene).await?.pop().context("not kept")?;
        let page = admin.open(&crm.page()).await?;
        let (renew, end) = (format!("{}/renew", crm.page()), format!("{}/end-former", crm.page()));
        assert!(page.form(&end).is_err(), "nothing to end");
        let renewed = admin.submit(&page, &renew, &[]).await?;
        assert_eq!((renewed.status, renewed.header("cache-control")), (200, "no-store"));
        assert_ne!(shown(&renewed, "key")?, crm.key);
        let opens_until = "The old key opens until 2 December 2026";
        assert!(renewed.text().contains(opens_until), "{}", renewed.text());
        let after = kept(&scene).await?.pop().context("gone")?;
        assert_eq!(after.key.former_until, Some(scene.house.ctx.now().plus(FORMER_LIVES)));
        assert_eq!((after.former, after.hash == before.hash), (Some(before.hash), false));
        for path in [KEYS.to_owned(), crm.page()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains(opens_until), "{path}: {}", page.text());
        }

        let page = admin.open(&crm.page()).await?;
        let ended = admin.fill(&page, &end, &[]).await?;
        assert!(ended.text().contains("The old key opens nothing any more"), "{}", ended.text());
        assert!(!ended.text().contains("opens until"), "{}", ended.text());
        let last = kept(&scene).await?.pop().context("gone")?;
        assert_eq!((last.former, last.key.former_until, last.hash), (None, None, after.hash));

        // A day later nobody has to end it.
        admin.submit(&page, &renew, &[]).await?;
        scene.advance(Lifetime::days(1));
        let mut admin = scene.visitor()?;
        admin.sign_in("anna", journeys::scene::PASSWORD).await?;
        for path in [KEYS.to_owned(), crm.page()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains("CRM") && !page.text().contains("opens until"), "{path}: {}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_saved() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let crm = make(&mut admin, Typed::default()).await?;
        let long = "n".repeat(101);
        let many = (0..21).map(|n| format!("https://crm.example/{n}")).collect::<Vec<_>>().join("\n");
        let usual = Typed { name: "Other", ..Typed::default() };
        let wrong: Vec<(Typed<'_>, &[&str])> = vec![
            (Typed { name: " ", ..usual }, &["at most 100 characters"]),
            (Typed { name: &long, ..usual }, &["at most 100 characters"]),
            (Typed { name: "cRm", ..usual }, &["Another key has this name"]),
            (Typed { scopes: &[], ..usual }, &["Tick at least one thing"]),
            (Typed { scopes: &["enrol"], ..usual }, &["goes with signing in"]),
            (Typed { addresses: "http://crm.example/", ..usual }, &["‘http://crm.example/’ can’t be returned to"]),
            (Typed { addresses: "/a\n/b", ..usual }, &["‘/a’ can’t be returned to", "‘/b’ can’t be returned to"]),
            (Typed { addresses: &many, ..usual }, &["At most 20 addresses"]),
            (Typed { rate: "0", ..usual }, &["from 1 to 10,000,000"]),
            (Typed { rate: "many", ..usual }, &["from 1 to 10,000,000"]),
            (Typed { rate: "10000001", ..usual }, &["from 1 to 10,000,000"]),
            (
                Typed { name: "", scopes: &[], addresses: "ftp://x.example/", rate: "" },
                &["at most 100 characters", "Tick at least one", "‘ftp://x.example/’ can’t", "from 1 to 10,000,000"],
            ),
        ];
        for action in [NEW.to_owned(), crm.page()] {
            for (typed, said) in &wrong {
                if action != NEW && typed.name == "cRm" {
                    continue;
                }
                let page = admin.open(&action).await?;
                let answer = send(&mut admin, &page, &action, *typed).await?;
                assert_eq!(answer.status, 200, "{said:?}");
                for said in *said {
                    // On top, and beside the field.
                    assert_eq!(answer.text().matches(said).count(), 2, "{said}: {}", answer.text());
                }
                assert!(answer.body.contains("aria-invalid=\"true\"") && shown(&answer, "key").is_err());
                // Nothing typed is lost.
                let form = answer.form(&action)?;
                let scopes = form.iter().filter(|(field, _)| field == "scope").map(|(_, value)| value.as_str());
                assert_eq!(scopes.collect::<Vec<_>>(), typed.scopes);
                assert!(form.iter().any(|(field, value)| field == "rate" && value == typed.rate), "{form:?}");
                assert!(answer.body.contains(&format!(">{}</textarea>", typed.addresses)), "{}", answer.body);
            }
        }
        let all = kept(&scene).await?;
        assert_eq!(all.iter().map(|one| (one.key.name.as_str(), one.key.version)).collect::<Vec<_>>(), [("CRM", 1)]);

        // A word that is no scope is nobody's tick.
        let page = admin.open(NEW).await?;
        let answer = send(&mut admin, &page, NEW, Typed { scopes: &["sign-in", "admin"], ..usual }).await?;
        assert_eq!(answer.status, 404);

        for number in 1..MOST {
            make(&mut admin, Typed { name: &format!("Key {number}"), ..Typed::default() }).await?;
        }
        let page = admin.open(NEW).await?;
        let answer = send(&mut admin, &page, NEW, usual).await?;
        assert!(answer.text().contains("There are 50 keys"), "{}", answer.text());
        let list = admin.open(KEYS).await?;
        assert!(list.text().contains("There are 50 keys") && !list.links().contains(&NEW.to_owned()));
        assert_eq!(kept(&scene).await?.len(), MOST);
    }
    Ok(())
}

#[tokio::test]
async fn a_name_is_text_wherever_it_stands() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let page = admin.open(NEW).await?;
        let name = "<script>alert(1)</script>";
        let typed = Typed { name, addresses: "</textarea><script>alert(2)</script>", ..Typed::default() };
        let answer = send(&mut admin, &page, NEW, typed).await?;
        assert!(answer.text().contains("</textarea><script>alert(2)</script>"), "{}", answer.text());
        assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
        let hostile = make(&mut admin, Typed { name, ..Typed::default() }).await?;
        for path in [KEYS.to_owned(), hostile.page(), format!("{}/remove", hostile.page()), "/admin/audit".to_owned()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains(name) && !page.body.contains("<script>alert"), "{path}: {}", page.body);
        }
        let page = admin.open(&hostile.page()).await?;
        let renewed = admin.submit(&page, &format!("{}/renew", hostile.page()), &[]).await?;
        assert!(renewed.text().contains(name) && !renewed.body.contains("<script>alert"), "{}", renewed.body);
        let page = admin.open(&format!("{}/remove", hostile.page())).await?;
        let removed = admin.fill(&page, &format!("{}/remove", hostile.page()), &[]).await?;
        assert!(removed.text().contains(name) && !removed.body.contains("<script>alert"), "{}", removed.body);
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_second_is_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut anna = signed_in(&scene, "anna", Role::SuperUser).await?;
        let mut bram = signed_in(&scene, "bram", Role::SuperUser).await?;
        let crm = make(&mut anna, Typed::default()).await?;
        let (first, second) = (anna.open(&crm.page()).await?, bram.open(&crm.page()).await?);
        let asked = bram.open(&format!("{}/remove", crm.page())).await?;
        let of_anna = Typed { name: "CRM of sales", scopes: &["sign-in", "enrol"], ..Typed::default() };
        let saved = send(&mut anna, &first, &crm.page(), of_anna).await?;
        assert_eq!((saved.status, saved.location()), (303, KEYS));
        let list = anna.open(KEYS).await?;
        assert!(list.text().contains("The key of CRM of sales is saved"), "{}", list.text());

        let of_bram = Typed { addresses: "https://crm.example/", rate: "5", ..Typed::default() };
        let told = send(&mut bram, &second, &crm.page(), of_bram).await?;
        for said in ["Nothing was overwritten", "CRM of sales", "signing in, setting up apps", "https://crm.example/"] {
            assert!(told.text().contains(said), "{said}: {}", told.text());
        }
        let one = kept(&scene).await?.pop().context("gone")?;
        assert_eq!((one.key.name.as_str(), one.key.requests_a_minute), ("CRM of sales", 6_000));
        // Neither removes what changed since it was read.
        let answer = bram.submit(&asked, &format!("{}/remove", crm.page()), &[]).await?;
        assert!(answer.text().contains("Somebody changed this key just now"), "{}", answer.text());
        assert_eq!(kept(&scene).await?.len(), 1);

        // Knowing it, the second saves over the first.
        let saved = send(&mut bram, &told, &crm.page(), of_bram).await?;
        assert_eq!((saved.status, saved.location()), (303, KEYS));
        let one = kept(&scene).await?.pop().context("gone")?;
        assert_eq!((one.key.name.as_str(), one.key.requests_a_minute), ("CRM", 5));
        assert_eq!(
            (one.key.scopes, one.key.return_addresses),
            (Scopes::of([Scope::SignIn]), vec!["https://crm.example/".to_owned()])
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_old_proof_makes_no_key() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let crm = make(&mut admin, Typed::default()).await?;
        let (new, page) = (admin.open(NEW).await?, admin.open(&crm.page()).await?);
        let ask = format!("{}/remove", crm.page());
        let removal = admin.open(&ask).await?;
        scene.advance(Lifetime::minutes(30));
        let answers = [
            admin.get(NEW).await?,
            admin.get(&crm.page()).await?,
            send(&mut admin, &new, NEW, Typed { name: "Other", ..Typed::default() }).await?,
            send(&mut admin, &page, &crm.page(), Typed { name: "Other", ..Typed::default() }).await?,
            admin.submit(&page, &format!("{}/renew", crm.page()), &[]).await?,
            admin.submit(&removal, &ask, &[]).await?,
        ];
        for answer in answers {
            assert!(answer.status == 303 && answer.location().starts_with("/profile/confirm"), "{}", answer.text());
        }
        let all = kept(&scene).await?;
        assert_eq!(all.iter().map(|one| (one.key.name.as_str(), one.former)).collect::<Vec<_>>(), [("CRM", None)]);
    }
    Ok(())
}

#[tokio::test]
async fn who_may_not_change_keys_reads_them_at_most() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let crm = make(&mut admin, Typed::default()).await?;
        let acts = ["", "/renew", "/end-former", "/remove"];
        for (name, role, looks) in [
            ("albert", Role::Auditor, 200),
            ("mirjam", Role::PeopleManager, 403),
            ("hans", Role::Helpdesk, 403),
            ("lies", Role::Member, 404),
        ] {
            let mut reader = signed_in(&scene, name, role).await?;
            for path in [KEYS.to_owned(), crm.page()] {
                let page = reader.get(&path).await?;
                assert_eq!(page.status, looks, "{name} {path}");
                if looks == 200 {
                    assert!(page.text().contains("You may look at this, but not change it"), "{}", page.text());
                    let leads = ["/new", "/remove", "/renew"].iter().any(|act| page.body.contains(&format!("{act}\"")));
                    assert!(!leads && page.form(&crm.page()).is_err(), "{path}: {}", page.body);
                }
            }
            let form = reader.open("/").await?.form("/sign-out")?;
            let csrf = form.iter().find(|(field, _)| field == "csrf").context("no token")?.1.clone();
            let fields =
                [("csrf", csrf.as_str()), ("version", "1"), ("name", "Mine"), ("scope", "verify"), ("rate", "1")];
            let body = encode(&fields.map(|(field, value)| (field.to_owned(), value.to_owned())));
            let refused = if role == Role::Member { 404 } else { 403 };
            for path in acts.iter().map(|act| format!("{}{act}", crm.page())).chain([NEW.to_owned()]) {
                let answer = reader.send(Method::POST, &path, Some(body.clone())).await?;
                assert_eq!(answer.status, refused, "{name} {path}");
            }
        }
        let all = kept(&scene).await?;
        assert_eq!(all.iter().map(|one| (one.key.name.as_str(), one.former)).collect::<Vec<_>>(), [("CRM", None)]);

        for id in [NO_ID, "x"] {
            let page = admin.open(&crm.page()).await?;
            let body = encode(&page.form(&crm.page())?);
            for act in acts {
                let answer = admin.send(Method::POST, &format!("{KEYS}/{id}{act}"), Some(body.clone())).await?;
                assert_eq!(answer.status, 404, "{id}{act}");
            }
            for act in ["", "/remove"] {
                assert_eq!(admin.get(&format!("{KEYS}/{id}{act}")).await?.status, 404, "{id}{act}");
            }
        }
    }
    Ok(())
}
