//! People: added, read, found, changed, blocked, taken away, back again.

use actions::admin::attributes::AttributeEdit;
use actions::admin::people_sources::SourceEdit;
use actions::admin::{attributes, people};
use anyhow::{Context as _, Result};
use domain::id::UserId;
use domain::people_source::{Field, WhenGone};
use domain::selection::{AttributeKey, AttributeKind};
use journeys::provisioner::{ENTERPRISE, Provisioner, id_of, patch, person};
use journeys::scene::{GROUP, PASSWORD, Scene};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::testing::engines;

use super::{names, refused};

/// A scene with an attribute of the organisation's own, and a system that fills it.
async fn with_department(engine: store::Engine, edit: SourceEdit) -> Result<(Scene, Provisioner)> {
    let scene = Scene::open(engine).await?;
    let new = AttributeEdit {
        key: "afdeling".to_owned(),
        version: 0,
        name: "Afdeling".to_owned(),
        kind: AttributeKind::Text,
        choices: Vec::new(),
        position: 1,
    };
    attributes::save_by_command_line(&scene.house.ctx, &scene.house.organisation, new).await?;
    let mut edit = edit;
    edit.mapping.push((Field::Own(AttributeKey::kept("afdeling")), format!("{ENTERPRISE}:department")));
    let system = Provisioner::with(&scene.house, &edit).await?;
    Ok((scene, system))
}

/// The department of a person.
async fn department(scene: &Scene, id: UserId) -> Result<Option<String>> {
    let values = attributes::values(&scene.house.ctx, &scene.house.organisation, id).await?;
    Ok(values.into_iter().find_map(|(_, value)| value).map(|value| value.shown()))
}

#[tokio::test]
async fn a_person_who_is_sent_is_here() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let made = system.send(Method::POST, "/Users", &person("sanne")).await?;
        assert_eq!(made.status, 201, "{}", made.body);
        let id = id_of(&made)?;
        let id: UserId = id;
        assert!(made.header("location").ends_with(&format!("/scim/v2/Users/{id}")), "{}", made.header("location"));
        assert_eq!(made.header("etag"), made.text("/meta/version"));
        for (pointer, value) in [
            ("/userName", json!("sanne")),
            ("/externalId", json!("ext-sanne")),
            ("/name/familyName", json!("de Wit")),
            ("/emails/0", json!({ "type": "work", "value": "sanne@waterland.example", "primary": true })),
            ("/active", json!(true)),
            ("/preferredLanguage", json!("nl-NL")),
            ("/meta/resourceType", json!("User")),
        ] {
            assert_eq!(made.body.pointer(pointer), Some(&value), "{pointer}");
        }
        assert_eq!(made.body[ENTERPRISE], json!({ "department": "Techniek" }));
        assert_eq!(system.get(&format!("/Users/{id}")).await?.body, made.body);

        let here = people::show(&scene.house.ctx, &scene.house.organisation, id).await?;
        assert_eq!((here.user.user_name.as_str(), here.user.display_name.as_str()), ("sanne", "sanne de Wit"));
        assert_eq!(here.addresses, ["sanne@waterland.example"]);
        assert_eq!(here.user.language.as_deref(), Some("nl"));
        assert_eq!(here.user.role, domain::user::Role::Member);
        assert_eq!(department(&scene, id).await?.as_deref(), Some("Techniek"));

        // Who is sent twice is one.
        refused(&system.send(Method::POST, "/Users", &person("sanne")).await?, 409, "uniqueness");
        let mut other = person("sanne");
        other["externalId"] = json!("other");
        refused(&system.send(Method::POST, "/Users", &other).await?, 409, "uniqueness");
        let mut other = person("other");
        other["emails"][0]["value"] = json!("SANNE@waterland.example");
        refused(&system.send(Method::POST, "/Users", &other).await?, 409, "uniqueness");
        assert_eq!(system.get("/Users").await?.body["totalResults"], 1);
    }
    Ok(())
}

#[tokio::test]
async fn people_are_found_page_by_page_and_by_filter() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        scene.member("stranger", &[GROUP]).await?;
        let mut ids = Vec::new();
        for name in ["anna", "bram", "Cleo", "daan", "eva"] {
            ids.push(system.add(name).await?);
        }
        let page = system.get("/Users?startIndex=2&count=2").await?;
        assert_eq!(
            (&page.body["totalResults"], &page.body["startIndex"], &page.body["itemsPerPage"]),
            (&json!(5), &json!(2), &json!(2))
        );
        assert_eq!(names(&page), ["bram", "Cleo"]);
        for (query, total, count) in
            [("count=0", 5, 0), ("count=-1", 5, 0), ("startIndex=-7&count=2", 5, 2), ("startIndex=9", 5, 0)]
        {
            let page = system.get(&format!("/Users?{query}")).await?;
            assert_eq!((&page.body["totalResults"], names(&page).len()), (&json!(total), count), "{query}");
        }
        for (filter, found) in [
            ("userName eq \"ANNA\"", vec!["anna"]),
            ("userName eq \"stranger\"", vec![]),
            ("externalId eq \"ext-bram\"", vec!["bram"]),
            ("externalId eq \"EXT-BRAM\"", vec![]),
            (&format!("id eq \"{}\"", ids[2]), vec!["Cleo"]),
            ("id eq \"nobody\"", vec![]),
            ("emails[type eq \"work\"].value eq \"daan@waterland.example\"", vec!["daan"]),
            ("emails.value sw \"eva@\"", vec!["eva"]),
            ("emails co \"@waterland\" and not (userName eq \"eva\")", vec!["anna", "bram", "Cleo", "daan"]),
            ("active eq false", vec![]),
            ("displayName ew \"de Wit\" and userName gt \"c\"", vec!["Cleo", "daan", "eva"]),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"anna\" or externalId eq \"ext-eva\"",
                vec!["anna", "eva"],
            ),
            (&format!("{ENTERPRISE}:department eq \"techniek\""), vec!["anna", "bram", "Cleo", "daan", "eva"]),
            ("externalId pr and preferredLanguage eq \"nl\" and userName sw \"A\"", vec!["anna"]),
        ] {
            let page = system.find("Users", filter).await?;
            assert_eq!(names(&page), found, "{filter}: {}", page.body);
        }
        for bad in [
            "userName",
            "password eq \"x\"",
            "title eq \"x\"",
            "userName eq 7",
            "emails[primary eq true]",
            "secondFactor eq true",
            "role eq \"superuser\"",
        ] {
            refused(&system.find("Users", bad).await?, 400, "invalidFilter");
        }
        refused(&system.get("/Users?count=many").await?, 400, "invalidValue");
        let some = system.get("/Users?count=1&attributes=userName,emails.value").await?;
        assert_eq!(
            some.body["Resources"][0],
            json!({
                "schemas": some.body["Resources"][0]["schemas"], "id": ids[0].to_string(), "userName": "anna",
                "emails": [{ "value": "anna@waterland.example" }],
            })
        );
        let others = system.get(&format!("/Users/{}?excludedAttributes=emails,meta", ids[0])).await?;
        assert!(
            others.body.get("emails").is_none()
                && others.body.get("meta").is_none()
                && others.body.get("name").is_some()
        );
    }
    Ok(())
}

#[tokio::test]
async fn people_are_changed_as_directories_change_them() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let id = system.add("sanne").await?;
        let path = format!("{ENTERPRISE}:department");
        let body = patch(&[
            json!({ "op": "Replace", "path": "name.familyName", "value": "Zwart" }),
            json!({ "op": "Add", "path": "emails[type eq \"other\"].value", "value": "sanne@elsewhere.example" }),
            json!({ "op": "replace", "path": path, "value": "Redactie" }),
            json!({ "op": "replace", "value": { "userName": "sanne.zwart", "preferredLanguage": "en" } }),
        ]);
        let changed = system.send(Method::PATCH, &format!("/Users/{id}"), &body).await?;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let here = people::show(&scene.house.ctx, &scene.house.organisation, id).await?;
        assert_eq!((here.user.user_name.as_str(), here.user.display_name.as_str()), ("sanne.zwart", "sanne Zwart"));
        assert_eq!(here.addresses, ["sanne@waterland.example", "sanne@elsewhere.example"]);
        assert_eq!(here.user.language.as_deref(), Some("en"));
        assert_eq!(department(&scene, id).await?.as_deref(), Some("Redactie"));
        // Whoever gets another address is told at the old one.
        assert!(!scene.mails_to("sanne@waterland.example").await?.is_empty());

        // PUT: what is not sent is not there any more.
        let whole = json!({ "userName": "sanne", "displayName": "S. Zwart", "externalId": "ext-sanne" });
        let put = system.send(Method::PUT, &format!("/Users/{id}"), &whole).await?;
        assert_eq!(put.status, 200, "{}", put.body);
        let here = people::show(&scene.house.ctx, &scene.house.organisation, id).await?;
        assert_eq!((here.user.display_name.as_str(), here.addresses.len(), here.user.language), ("S. Zwart", 0, None));
        assert_eq!(department(&scene, id).await?, None);

        // The same again changes nothing, and says the same version.
        let again = system.send(Method::PUT, &format!("/Users/{id}"), &whole).await?;
        assert_eq!(again.body, put.body);
        let fresh = again.header("etag").to_owned();
        let known = system.0.send(Method::GET, &format!("/Users/{id}"), (&[("if-none-match", &fresh)], None)).await?;
        assert_eq!(known.status, 304);
        let stale = [("if-match", "W/\"1.2.0\"")];
        let body = patch(&[json!({ "op": "replace", "path": "displayName", "value": "X" })]);
        refused(&system.send_with(Method::PATCH, &format!("/Users/{id}"), &body, &stale).await?, 412, "");
        let right = [("if-match", fresh.as_str())];
        assert_eq!(system.send_with(Method::PATCH, &format!("/Users/{id}"), &body, &right).await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_the_source_blocks_is_out_at_once_and_in_again_when_it_says_so() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let id = system.add("sanne").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        people::set_password(ctx, organisation, id, &SecretString::from(PASSWORD)).await?;
        let mut sanne = scene.visitor()?;
        let page = sanne.sign_in("sanne", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
        // As Entra ID writes it.
        let off = system.patch(id, json!({ "op": "Replace", "path": "active", "value": "False" })).await?;
        assert_eq!((off.status, &off.body["active"]), (200, &json!(false)));
        assert!(!sanne.get("/").await?.is_of_someone_signed_in());
        assert!(!scene.visitor()?.sign_in("sanne", PASSWORD).await?.is_of_someone_signed_in());
        assert_eq!(names(&system.find("Users", "active eq false").await?), ["sanne"]);
        let on = system.patch(id, json!({ "op": "replace", "value": { "active": true } })).await?;
        assert_eq!((on.status, &on.body["active"]), (200, &json!(true)));
        assert!(scene.visitor()?.sign_in("sanne", PASSWORD).await?.is_of_someone_signed_in());

        // A block that an administrator made is not the source's to end.
        people::set_blocked(ctx, organisation, id, true).await?;
        let on = system.patch(id, json!({ "op": "replace", "path": "active", "value": true })).await?;
        assert_eq!((on.status, &on.body["active"]), (200, &json!(false)));
        // Nor one that an administrator ended and made anew.
        people::set_blocked(ctx, organisation, id, false).await?;
        system.patch(id, json!({ "op": "replace", "path": "active", "value": false })).await?;
        people::set_blocked(ctx, organisation, id, false).await?;
        people::set_blocked(ctx, organisation, id, true).await?;
        let on = system.patch(id, json!({ "op": "replace", "path": "active", "value": true })).await?;
        assert_eq!(&on.body["active"], &json!(false));
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_gone_is_blocked_and_known_again_on_coming_back() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let id = system.add("sanne").await?;
        let gone = system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?;
        assert_eq!((gone.status, gone.body), (204, Value::Null));
        assert!(people::show(ctx, organisation, id).await?.user.blocked);
        refused(&system.get(&format!("/Users/{id}")).await?, 404, "");
        refused(&system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?, 404, "");
        refused(&system.patch(id, json!({ "op": "replace", "path": "active", "value": true })).await?, 404, "");
        assert_eq!(system.get("/Users").await?.body["totalResults"], 0);
        assert_eq!(system.add("sanne").await?, id);
        assert!(!people::show(ctx, organisation, id).await?.user.blocked);
        // The same by the name in the source, under another user name.
        system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?;
        let mut renamed = person("sanne");
        renamed["userName"] = json!("sanne.zwart");
        let back = system.send(Method::POST, "/Users", &renamed).await?;
        assert_eq!((back.status, id_of::<UserId>(&back)?), (201, id));

        // Kept, where the organisation wants that.
        let keep = SourceEdit { when_gone: WhenGone::Keep, ..SourceEdit::fresh("HR") };
        let hr = Provisioner::with(&scene.house, &keep).await?;
        let bram = hr.add("bram").await?;
        assert_eq!(hr.0.send(Method::DELETE, &format!("/Users/{bram}"), (&[], None)).await?.status, 204);
        assert!(!people::show(ctx, organisation, bram).await?.user.blocked);
        let again = hr.send(Method::POST, "/Users", &person("bram")).await?;
        assert!(again.text("/detail").contains("is here already"), "{again:?}");
        refused(&again, 409, "uniqueness");
    }
    Ok(())
}

#[tokio::test]
async fn who_is_here_already_is_taken_over_where_that_is_allowed() -> Result<()> {
    for engine in engines() {
        let edit = SourceEdit { takes_over: true, ..SourceEdit::fresh("Entra ID") };
        let (scene, system) = with_department(engine, edit).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut sent = person("Anna");
        sent["emails"][0]["value"] = json!("anna@new.example");
        let taken = system.send(Method::POST, "/Users", &sent).await?;
        assert_eq!((taken.status, id_of::<UserId>(&taken)?), (201, anna.id));
        let here = people::show(ctx, organisation, anna.id).await?;
        assert_eq!(here.addresses, ["anna@new.example"]);
        // Their second step, their groups and their password are theirs still.
        assert_eq!(here.groups, [GROUP]);
        assert!(scene.signed_in(&anna).await?.get("/").await?.is_of_someone_signed_in());
        // By an address alone nobody is.
        let bram = scene.member("bram", &[GROUP]).await?;
        let address =
            people::show(ctx, organisation, bram.id).await?.addresses.first().cloned().context("an address")?;
        let mut other = person("someone");
        other["emails"][0]["value"] = json!(address);
        refused(&system.send(Method::POST, "/Users", &other).await?, 409, "uniqueness");
        let mut by_address = person("someone");
        by_address["userName"] = json!(address);
        refused(&system.send(Method::POST, "/Users", &by_address).await?, 409, "uniqueness");
    }
    Ok(())
}

#[tokio::test]
async fn a_user_name_that_somebody_else_gets_gives_them_no_account() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let id = system.add("jan").await?;
        people::set_password(ctx, organisation, id, &SecretString::from(PASSWORD)).await?;
        system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?;
        let mut other = person("jan");
        other["externalId"] = json!("somebody else");
        let refusal = system.send(Method::POST, "/Users", &other).await?;
        assert!(refusal.text("/detail").contains("another externalId"), "{}", refusal.body);
        refused(&refusal, 409, "uniqueness");
        assert!(people::show(ctx, organisation, id).await?.user.blocked);
        // What is refused changes nothing, not even the password.
        let mut clashing = person("jan");
        clashing["emails"][0]["value"] = json!("stranger@waterland.example");
        scene.member("stranger", &[GROUP]).await?;
        refused(&system.send(Method::POST, "/Users", &clashing).await?, 409, "uniqueness");
        assert!(people::show(ctx, organisation, id).await?.user.password_changed_at.is_some());
        // The same person is back, and the password from before opens nothing.
        assert_eq!(system.add("jan").await?, id);
        assert_eq!(people::show(ctx, organisation, id).await?.user.password_changed_at, None);
        assert!(!scene.visitor()?.sign_in("jan", PASSWORD).await?.is_of_someone_signed_in());
        // Whom an administrator let in meanwhile keeps the password.
        system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?;
        people::set_blocked(ctx, organisation, id, false).await?;
        people::set_password(ctx, organisation, id, &SecretString::from(PASSWORD)).await?;
        assert_eq!(system.add("jan").await?, id);
        assert!(scene.visitor()?.sign_in("jan", PASSWORD).await?.is_of_someone_signed_in());
        // By an old address nobody is.
        system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?;
        let mut by_address = person("piet");
        by_address["userName"] = json!("jan@waterland.example");
        refused(&system.send(Method::POST, "/Users", &by_address).await?, 409, "uniqueness");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_mended_here_stays_until_it_changes_there() -> Result<()> {
    for engine in engines() {
        let (scene, system) = with_department(engine, SourceEdit::fresh("Entra ID")).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let id = system.add("rik").await?;
        let (db, org) = (ctx.db(), organisation.id);
        let mended = vec!["rik.fixed@waterland.example".to_owned()];
        db.write_with::<_, _, store::Error, _>((org, id, mended.clone()), |tx, (org, id, mended)| {
            Box::pin(async move { store::user::set_addresses(tx, *org, *id, mended).await })
        })
        .await?;
        let path = format!("{ENTERPRISE}:department");
        system.patch(id, json!({ "op": "replace", "path": path, "value": "Redactie" })).await?;
        assert_eq!(people::show(ctx, organisation, id).await?.addresses, mended);
        let mut same = person("rik");
        same[ENTERPRISE]["department"] = json!("Redactie");
        assert_eq!(system.send(Method::PUT, &format!("/Users/{id}"), &same).await?.status, 200);
        assert_eq!(people::show(ctx, organisation, id).await?.addresses, mended);
        let new =
            json!({ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "rik.new@waterland.example" });
        system.patch(id, new).await?;
        assert_eq!(people::show(ctx, organisation, id).await?.addresses, ["rik.new@waterland.example"]);
    }
    Ok(())
}

#[tokio::test]
async fn taking_somebody_over_takes_nothing_away_that_was_not_spoken_of() -> Result<()> {
    for engine in engines() {
        let edit = SourceEdit { takes_over: true, ..SourceEdit::fresh("Entra ID") };
        let (scene, system) = with_department(engine, edit).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let anna = scene.member("anna", &[GROUP]).await?;
        let before = people::show(ctx, organisation, anna.id).await?;
        let taken = system.send(Method::POST, "/Users", &json!({ "userName": "anna" })).await?;
        assert_eq!(taken.status, 201, "{}", taken.body);
        let after = people::show(ctx, organisation, anna.id).await?;
        assert_eq!((after.user.display_name, after.addresses), (before.user.display_name, before.addresses));
        assert_eq!(scene.count(&anna, "person-edited").await?, 1);
    }
    Ok(())
}
