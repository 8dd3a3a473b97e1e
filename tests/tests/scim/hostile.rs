//! What is not a source's to do, and what is no request: nothing is done, and it is said why.

use actions::admin::people;
use actions::admin::people_sources::{self, SourceEdit};
use anyhow::Result;
use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::user::Role;
use journeys::provisioner::{Provisioner, patch, person};
use journeys::scene::{GROUP, Scene};
use reqwest::Method;
use serde_json::{Value, json};
use store::testing::engines;

use super::refused;

pub(crate) async fn give_role(scene: &Scene, user: UserId, role: Role) -> Result<()> {
    let input = (scene.house.organisation.id, user, role);
    let job = scene.house.ctx.db().write_with(input, |tx, (org, user, role)| {
        Box::pin(async move { store::user::set_role(tx, *org, *user, *role).await })
    });
    Ok(job.await?)
}

#[tokio::test]
async fn without_a_key_of_a_source_nothing_is_answered() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let system = Provisioner::of(&scene.house).await?;
        let keys = [
            String::new(),
            "x".to_owned(),
            system.0.key[4..].to_owned(),
            format!("{}A", system.0.key),
            "A".repeat(9000),
        ];
        for key in keys {
            let mut wrong = system.clone();
            wrong.0.key = key;
            for path in ["/Users", "/Groups", "/ServiceProviderConfig", "/Schemas"] {
                let answer = wrong.get(path).await?;
                refused(&answer, 401, "");
                assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"tweestap\"");
            }
            refused(&wrong.send(Method::POST, "/Users", &person("x")).await?, 401, "");
        }
        // Nor the key of a platform, nor a session.
        let crm = journeys::api::Crm::of(&scene).await?;
        let mut wrong = system.clone();
        wrong.0.key.clone_from(&crm.key);
        refused(&wrong.get("/Users").await?, 401, "");
        let mut here = scene.signed_in(&anna).await?;
        assert_eq!(here.get("/scim/v2/Users").await?.status, 401);
        // A key opens nothing but this.
        assert_eq!(
            journeys::api::Crm::at(&scene.house.site, &scene.house.organisation.host, &system.0.key)?
                .begin("anna")
                .await?
                .status,
            401
        );
        people_sources::remove_by_command_line(&scene.house.ctx, &scene.house.organisation, "entra id").await?;
        refused(&system.get("/Users").await?, 401, "");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_with_rights_over_others_is_changed_but_by_being_blocked() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let edit = SourceEdit { takes_over: true, ..SourceEdit::fresh("Entra ID") };
        let system = Provisioner::with(&scene.house, &edit).await?;
        // Not taken over.
        let boss = scene.member("boss", &[]).await?;
        give_role(&scene, boss.id, Role::SuperUser).await?;
        let mut sent = person("boss");
        sent["emails"][0]["value"] = json!("thief@elsewhere.example");
        refused(&system.send(Method::POST, "/Users", &sent).await?, 409, "uniqueness");
        // Nor changed once they came from there.
        let id = system.add("sanne").await?;
        give_role(&scene, id, Role::Helpdesk).await?;
        let address =
            json!({ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "thief@elsewhere.example" });
        refused(&system.patch(id, address.clone()).await?, 403, "");
        let name = json!({ "op": "replace", "path": "userName", "value": "other" });
        refused(&system.patch(id, name).await?, 403, "");
        assert_eq!(people::show(ctx, organisation, id).await?.addresses, ["sanne@waterland.example"]);
        // Whoever leaves is blocked, whatever else is said.
        let off = json!({ "op": "replace", "path": "active", "value": false });
        let both = system.send(Method::PATCH, &format!("/Users/{id}"), &patch(&[address, off.clone()])).await?;
        assert_eq!((both.status, &both.body["active"]), (200, &json!(false)), "{}", both.body);
        let here = people::show(ctx, organisation, id).await?;
        assert!(here.user.blocked && here.addresses == ["sanne@waterland.example"]);
        // The last SuperUser stays.
        people::set_blocked(ctx, organisation, id, false).await?;
        give_role(&scene, id, Role::SuperUser).await?;
        people::set_blocked(ctx, organisation, boss.id, true).await?;
        refused(&system.patch(id, off).await?, 403, "");
        refused(&system.0.send(Method::DELETE, &format!("/Users/{id}"), (&[], None)).await?, 403, "");
        assert!(!people::show(ctx, organisation, id).await?.user.blocked);
    }
    Ok(())
}

#[tokio::test]
async fn a_source_sees_and_changes_what_came_from_it_alone() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let stranger = scene.member("stranger", &[GROUP]).await?;
        let (one, other) =
            (Provisioner::of(&scene.house).await?, Provisioner::with(&scene.house, &SourceEdit::fresh("HR")).await?);
        let id = one.add("sanne").await?;
        for (system, nobody) in [(&other, id), (&one, stranger.id), (&other, stranger.id)] {
            let path = format!("/Users/{nobody}");
            refused(&system.get(&path).await?, 404, "");
            refused(&system.send(Method::PUT, &path, &person("x")).await?, 404, "");
            refused(
                &system.patch(nobody, json!({ "op": "replace", "path": "active", "value": false })).await?,
                404,
                "",
            );
            refused(&system.0.send(Method::DELETE, &path, (&[], None)).await?, 404, "");
        }
        refused(&other.send(Method::POST, "/Users", &person("sanne")).await?, 409, "uniqueness");
        refused(&one.send(Method::POST, "/Users", &person("stranger")).await?, 409, "uniqueness");
        for path in ["/Users/x", "/Users/", "/Groups/x", "/Nothing", "/Me", "/Bulk"] {
            refused(&one.get(path).await?, 404, "");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_request_is_told_and_does_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let id = system.add("sanne").await?;
        let before = system.get(&format!("/Users/{id}")).await?.body;
        for (body, status, word) in [
            (String::new(), 400, "invalidSyntax"),
            ("{".to_owned(), 400, "invalidSyntax"),
            ("[]".to_owned(), 400, "invalidSyntax"),
            ("null".to_owned(), 400, "invalidSyntax"),
            ("\"x\"".to_owned(), 400, "invalidSyntax"),
            (r#"{"userName":"a","USERNAME":"b"}"#.to_owned(), 400, "invalidSyntax"),
            (format!("{}{}", "[".repeat(200), "]".repeat(200)), 400, "invalidSyntax"),
            ("{}".to_owned(), 400, "invalidValue"),
            (r#"{"userName":7}"#.to_owned(), 201, ""),
            (r#"{"userName":"a\u0000b"}"#.to_owned(), 400, "invalidValue"),
            (r#"{"userName":"nul","externalId":"a\u0000b"}"#.to_owned(), 400, "invalidValue"),
            (r#"{"userName":"nul2","name":{"givenName":"a\u0000b"},"displayName":"N"}"#.to_owned(), 201, ""),
            (r#"{"userName":"x","active":"maybe"}"#.to_owned(), 400, "invalidValue"),
            (r#"{"userName":"x","emails":[{"value":"x\r\nBcc: y@z"}]}"#.to_owned(), 400, "invalidValue"),
            (r#"{"userName":"x","emails":"x@y.example"}"#.to_owned(), 201, ""),
            (format!(r#"{{"userName":"{}"}}"#, "x".repeat(20_000)), 400, "invalidValue"),
        ] {
            let json_type = [("content-type", "application/scim+json")];
            let answer = system.0.send(Method::POST, "/Users", (&json_type, Some(body.clone()))).await?;
            assert_eq!((answer.status, answer.text("/scimType")), (status, word), "{body:.80}: {}", answer.body);
        }
        let other = [("content-type", "text/xml")];
        assert_eq!(system.0.send(Method::POST, "/Users", (&other, Some("{}".into()))).await?.status, 415);
        let huge = format!(r#"{{"userName":"{}"}}"#, "x".repeat(9_000_000));
        let json_type = [("content-type", "application/scim+json")];
        let answer = system.0.send(Method::POST, "/Users", (&json_type, Some(huge))).await;
        assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 413));
        for (operation, word) in [
            (json!({ "op": "replace", "path": "id", "value": "x" }), "mutability"),
            (json!({ "op": "replace", "path": "emails[", "value": "x" }), "invalidPath"),
            (json!({ "op": "remove" }), "noTarget"),
            (json!({ "op": "replace", "path": "userName", "value": "" }), "invalidValue"),
            (json!({ "op": "remove", "path": "userName" }), "invalidValue"),
            (json!({ "op": "replace", "path": "emails[type co \"q\"].value", "value": "a@b" }), "noTarget"),
            (json!({ "op": "fly", "path": "userName", "value": "x" }), "invalidSyntax"),
        ] {
            refused(&system.patch(id, operation).await?, 400, word);
        }
        refused(&system.send(Method::PATCH, "/Users", &json!({})).await?, 405, "");
        assert_eq!(system.get(&format!("/Users/{id}")).await?.body, before);
    }
    Ok(())
}

#[tokio::test]
async fn passwords_and_what_nobody_asked_for_are_not_kept() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let mut sent = person("sanne");
        sent["password"] = json!("zeven groene fietsen in Edam");
        sent["phoneNumbers"] = json!([{ "value": "0612345678" }]);
        let made = system.send(Method::POST, "/Users", &sent).await?;
        assert_eq!(made.status, 201, "{}", made.body);
        assert!(made.body.get("password").is_none() && made.body.get("phoneNumbers").is_none());
        let id = journeys::provisioner::id_of::<UserId>(&made)?;
        system.patch(id, json!({ "op": "replace", "path": "password", "value": "geheim geheim geheim" })).await?;
        let here = people::show(&scene.house.ctx, &scene.house.organisation, id).await?;
        assert_eq!(here.user.password_changed_at, None);
        let page = scene.visitor()?.sign_in("sanne", "zeven groene fietsen in Edam").await?;
        assert!(!page.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn the_log_says_which_system_did_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let id = system.add("sanne").await?;
        system.patch(id, json!({ "op": "replace", "path": "active", "value": false })).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let filter = actions::audit_log::Filter { subject: Some(id), ..Default::default() };
        let page = actions::audit_log::list(ctx, organisation, &filter, None, 10).await?;
        let told: Vec<(&str, Option<&str>)> =
            page.entries.iter().map(|entry| (entry.kind.as_str(), entry.actor.user_name())).collect();
        assert_eq!(told, [("person-blocked", Some("Entra ID")), ("person-added", Some("Entra ID"))]);
        assert!(page.entries.iter().all(|entry| entry.source.as_deref() == Some("127.0.0.1")));
        let word = AuditEvent::PeopleSourceRenewed { people_source: String::new() }.word();
        assert_eq!(word, "people-source-renewed");
    }
    Ok(())
}

#[tokio::test]
async fn many_who_send_the_same_at_once_make_one() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let system = system.clone();
            tries.spawn(async move { system.send(Method::POST, "/Users", &person("sanne")).await });
        }
        let mut statuses = Vec::new();
        while let Some(done) = tries.join_next().await {
            statuses.push(done??.status);
        }
        statuses.sort_unstable();
        assert_eq!((statuses[0], statuses[1..].iter().all(|status| *status == 409)), (201, true), "{statuses:?}");
        // And changes of one person at once are all there.
        let id = system.find("Users", "userName eq \"sanne\"").await?.text("/Resources/0/id").to_owned();
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..8 {
            let (system, path) = (system.clone(), format!("/Users/{id}"));
            tries.spawn(async move {
                let value = json!({ "value": format!("s{n}@x.example"), "type": "other" });
                system
                    .send(Method::PATCH, &path, &patch(&[json!({ "op": "add", "path": "emails", "value": [value] })]))
                    .await
            });
        }
        while let Some(done) = tries.join_next().await {
            assert_eq!(done??.status, 200);
        }
        let addresses = system.get(&format!("/Users/{id}")).await?.body["emails"].as_array().map(Vec::len);
        assert_eq!(addresses, Some(9));
    }
    Ok(())
}

#[tokio::test]
async fn what_can_be_asked_is_described() -> Result<()> {
    let scene = Scene::open(engines().into_iter().next().unwrap()).await?;
    let system = Provisioner::of(&scene.house).await?;
    let config = system.get("/ServiceProviderConfig").await?;
    for (pointer, value) in
        [("/patch/supported", true), ("/bulk/supported", false), ("/filter/supported", true), ("/etag/supported", true)]
    {
        assert_eq!(config.body.pointer(pointer), Some(&Value::Bool(value)), "{pointer}");
    }
    for (list, count) in [("/ResourceTypes", 2), ("/Schemas", 2)] {
        let all = system.get(list).await?;
        let resources = all.body["Resources"].as_array().cloned().unwrap_or_default();
        assert_eq!((resources.len(), &all.body["totalResults"]), (count, &json!(count)));
        for one in resources {
            let id = one["id"].as_str().unwrap_or_default();
            assert_eq!(system.get(&format!("{list}/{id}")).await?.body, one);
        }
        refused(&system.get(&format!("{list}/none")).await?, 404, "");
    }
    Ok(())
}

#[tokio::test]
async fn groups_move_nobody_with_rights_over_others_and_no_strangers() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let system = Provisioner::of(&scene.house).await?;
        let (boss, anna) = (system.add("boss").await?, system.add("anna").await?);
        let named =
            |ids: &[UserId]| -> Vec<Value> { ids.iter().map(|id| json!({ "value": id.to_string() })).collect() };
        let body = json!({ "displayName": "Vrijdag", "members": named(&[boss, anna]) });
        let made = system.send(Method::POST, "/Groups", &body).await?;
        let path = format!("/Groups/{}", made.text("/id"));
        give_role(&scene, boss, Role::SuperUser).await?;
        let out = json!({ "op": "remove", "path": "members", "value": named(&[boss, anna]) });
        assert_eq!(system.send(Method::PATCH, &path, &patch(&[out])).await?.status, 204);
        assert_eq!(people::show(ctx, organisation, boss).await?.groups, ["Vrijdag"]);
        assert!(people::show(ctx, organisation, anna).await?.groups.is_empty());
        let all = json!({ "displayName": "Vrijdag", "members": [] });
        assert_eq!(system.send(Method::PUT, &path, &all).await?.status, 200);
        assert_eq!(people::show(ctx, organisation, boss).await?.groups, ["Vrijdag"]);
        let rename = json!({ "op": "replace", "path": "displayName", "value": "Anders" });
        refused(&system.send(Method::PATCH, &path, &patch(&[rename])).await?, 403, "");
        let into =
            system.send(Method::POST, "/Groups", &json!({ "displayName": "Kern", "members": named(&[boss]) })).await?;
        assert_eq!(into.body["members"], json!([]));

        // Nor a stranger whom an administrator put in.
        let stranger = scene.member("stranger", &["Vrijdag"]).await?;
        assert_eq!(system.0.send(Method::DELETE, &path, (&[], None)).await?.status, 204);
        assert_eq!(people::show(ctx, organisation, stranger.id).await?.groups, ["Vrijdag"]);
        assert_eq!(people::show(ctx, organisation, boss).await?.groups, ["Vrijdag"]);
        refused(&system.get(&path).await?, 404, "");
    }
    Ok(())
}

#[tokio::test]
async fn what_would_hold_up_others_is_refused_at_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let id = system.add("sanne").await?;
        let many: Vec<Value> = (0..2_000).map(|n| json!({ "value": format!("x{n}") })).collect();
        refused(
            &system.patch(id, json!({ "op": "replace", "path": "emails", "value": many })).await?,
            400,
            "invalidValue",
        );
        refused(&system.patch(id, json!({ "op": "replace", "value": { "emails": many } })).await?, 400, "invalidValue");
        refused(
            &system.patch(id, json!({ "op": "remove", "path": "members", "value": many })).await?,
            400,
            "invalidValue",
        );
        let mut long = person("long");
        long["emails"] = json!(many);
        refused(&system.send(Method::POST, "/Users", &long).await?, 400, "invalidValue");
        let names: serde_json::Map<String, Value> = (0..5_000).map(|n| (format!("k{n}"), json!(0))).collect();
        refused(&system.send(Method::POST, "/Users", &Value::Object(names)).await?, 400, "invalidSyntax");
        let changes: Vec<Value> = (0..101).map(|_| json!({ "op": "remove", "path": "title" })).collect();
        let answer = system.send(Method::PATCH, &format!("/Users/{id}"), &patch(&changes)).await?;
        refused(&answer, 400, "invalidSyntax");
        let long = json!({ "userName": "x", "title": "x".repeat(300_000) });
        let answer = system.send(Method::POST, "/Users", &long).await;
        assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 413));
    }
    Ok(())
}
