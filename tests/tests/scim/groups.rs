//! Groups: made, found, filled, emptied, renamed, taken away.

use actions::admin::people_sources::SourceEdit;
use actions::admin::{groups, people, selections};
use anyhow::{Context as _, Result};
use domain::id::{GroupId, UserId};
use journeys::api::Answer;
use journeys::provisioner::{Provisioner, id_of, patch};
use journeys::scene::{GROUP, Scene};
use reqwest::Method;
use serde_json::{Value, json};
use store::testing::engines;

use super::{names, refused};

async fn made(system: &Provisioner, name: &str, members: &[UserId]) -> Result<GroupId> {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id.to_string() })).collect();
    let body = json!({ "displayName": name, "externalId": format!("g-{name}"), "members": members });
    let answer = system.send(Method::POST, "/Groups", &body).await?;
    assert_eq!(answer.status, 201, "{}", answer.body);
    id_of(&answer)
}

async fn changed(system: &Provisioner, id: GroupId, operations: &[Value]) -> Result<Answer> {
    system.send(Method::PATCH, &format!("/Groups/{id}"), &patch(operations)).await
}

/// The user names of those who are in it.
async fn members(system: &Provisioner, id: GroupId) -> Result<Vec<String>> {
    let group = system.get(&format!("/Groups/{id}")).await?;
    let members = group.body.get("members").and_then(Value::as_array).cloned().context(group.body.to_string())?;
    let mut names = Vec::new();
    for member in members {
        let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
        names.push(system.get(&format!("/Users/{id}")).await?.text("/userName").to_owned());
    }
    Ok(names)
}

#[tokio::test]
async fn groups_are_filled_and_emptied() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let (anna, bram, cleo) = (system.add("anna").await?, system.add("bram").await?, system.add("cleo").await?);
        let id = made(&system, "Techniek", &[anna, bram]).await?;
        assert_eq!(members(&system, id).await?, ["anna", "bram"]);
        let of_anna = system.get(&format!("/Users/{anna}")).await?;
        assert_eq!(of_anna.text("/groups/0/display"), "Techniek");

        let value = |id: UserId| json!({ "value": id.to_string() });
        let by_path = |id: UserId| json!({ "op": "Remove", "path": format!("members[value eq \"{id}\"]") });
        for (operations, expected) in [
            // As Entra ID, Okta and the standard write it.
            (vec![json!({ "op": "Add", "path": "members", "value": [value(cleo)] })], vec!["anna", "bram", "cleo"]),
            (vec![json!({ "op": "Remove", "path": "members", "value": [value(anna)] })], vec!["bram", "cleo"]),
            (vec![by_path(bram)], vec!["cleo"]),
            (vec![by_path(cleo), json!({ "op": "add", "value": { "members": [value(anna)] } })], vec!["anna"]),
            (
                vec![json!({ "op": "replace", "path": "members", "value": [value(bram), value(cleo)] })],
                vec!["bram", "cleo"],
            ),
            (vec![json!({ "op": "replace", "value": { "members": [] } })], vec![]),
            (vec![json!({ "op": "add", "path": "members", "value": value(anna) })], vec!["anna"]),
            (vec![json!({ "op": "remove", "path": "members" })], vec![]),
        ] {
            let answer = changed(&system, id, &operations).await?;
            assert_eq!(answer.status, 204, "{operations:?}: {}", answer.body);
            assert_eq!(members(&system, id).await?, expected, "{operations:?}");
        }
        let whole = json!({ "displayName": "Techniek", "members": [value(cleo)] });
        let put = system.send(Method::PUT, &format!("/Groups/{id}"), &whole).await?;
        assert_eq!((put.status, put.body["members"].as_array().map(Vec::len)), (200, Some(1)));
        assert!(put.body.get("externalId").is_none());
        let joined = people::show(&scene.house.ctx, &scene.house.organisation, cleo).await?;
        assert_eq!(joined.groups, ["Techniek"]);
    }
    Ok(())
}

#[tokio::test]
async fn groups_are_found_with_and_without_their_members() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("stranger", &[GROUP]).await?;
        let system = Provisioner::of(&scene.house).await?;
        let anna = system.add("anna").await?;
        let first = made(&system, "Techniek", &[anna]).await?;
        made(&system, "Redactie", &[]).await?;
        assert_eq!(names(&system.get("/Groups").await?), ["Techniek", "Redactie"]);
        for (filter, found) in [
            ("displayName eq \"TECHNIEK\"", vec!["Techniek"]),
            ("externalId eq \"g-Redactie\"", vec!["Redactie"]),
            (&format!("id eq \"{first}\""), vec!["Techniek"]),
            (&format!("members.value eq \"{anna}\""), vec!["Techniek"]),
            (&format!("members[value eq \"{anna}\"] and displayName eq \"Redactie\""), vec![]),
            (&format!("displayName eq \"{GROUP}\""), vec![]),
        ] {
            assert_eq!(names(&system.find("Groups", filter).await?), found, "{filter}");
        }
        let without = system.get("/Groups?excludedAttributes=members").await?;
        assert!(without.body["Resources"][0].get("members").is_none());
        assert_eq!(system.get("/Groups").await?.body["Resources"][0]["members"][0]["value"], anna.to_string());
        let page = system.get("/Groups?startIndex=2&count=1").await?;
        assert_eq!((names(&page), &page.body["totalResults"]), (vec!["Redactie".to_owned()], &json!(2)));
        refused(&system.find("Groups", "displayName").await?, 400, "invalidFilter");
    }
    Ok(())
}

#[tokio::test]
async fn a_group_that_gets_another_name_is_followed_and_one_that_is_named_stays() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let system = Provisioner::of(&scene.house).await?;
        let anna = system.add("anna").await?;
        let id = made(&system, "Techniek", &[anna]).await?;
        selections::of_group(ctx, organisation, "Techniek").await?;
        let renamed =
            changed(&system, id, &[json!({ "op": "replace", "path": "displayName", "value": "Beheer" })]).await?;
        assert_eq!(renamed.status, 204, "{}", renamed.body);
        let gone = system.0.send(Method::DELETE, &format!("/Groups/{id}"), (&[], None)).await?;
        assert_eq!(gone.status, 204, "{}", gone.body);
        refused(&system.get(&format!("/Groups/{id}")).await?, 404, "");
        let all = groups::list(ctx, organisation).await?;
        let left: Vec<(&str, u64)> = all.iter().map(|(group, count)| (group.name.as_str(), *count)).collect();
        assert!(left.contains(&("Beheer", 0)), "{left:?}");

        // One that nothing names is gone as a whole.
        let other = made(&system, "Tijdelijk", &[anna]).await?;
        system.0.send(Method::DELETE, &format!("/Groups/{other}"), (&[], None)).await?;
        let all = groups::list(ctx, organisation).await?;
        assert!(!all.iter().any(|(group, _)| group.name == "Tijdelijk"));
        // The name is free; the one that stayed is the source's again when it is made anew.
        made(&system, "Tijdelijk", &[]).await?;
        let again = made(&system, "beheer", &[anna]).await?;
        assert_eq!((again, members(&system, again).await?), (id, vec!["anna".to_owned()]));
        let other = Provisioner::with(&scene.house, &SourceEdit::fresh("HR")).await?;
        let again = other.send(Method::POST, "/Groups", &json!({ "displayName": "beheer" })).await?;
        refused(&again, 409, "uniqueness");
    }
    Ok(())
}

#[tokio::test]
async fn only_people_of_the_source_are_put_in_and_only_they_are_taken_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let edit = SourceEdit { takes_over: true, ..SourceEdit::fresh("Entra ID") };
        let system = Provisioner::with(&scene.house, &edit).await?;
        let other = Provisioner::with(&scene.house, &SourceEdit::fresh("HR")).await?;
        let (anna, theirs) = (system.add("anna").await?, other.add("bram").await?);
        let stranger = scene.member("stranger", &["Techniek"]).await?;
        // A group that is here already, taken over with whoever is in it.
        let id = made(&system, "Techniek", &[anna]).await?;
        for nobody in [stranger.id, theirs, UserId::from_bytes([7; 16])] {
            let add = json!({ "op": "add", "path": "members", "value": [{ "value": nobody.to_string() }] });
            refused(&changed(&system, id, &[add]).await?, 400, "invalidValue");
        }
        changed(&system, id, &[json!({ "op": "remove", "path": format!("members[value eq \"{}\"]", stranger.id) })])
            .await?;
        changed(&system, id, &[json!({ "op": "replace", "path": "members", "value": [] })]).await?;
        let here = people::show(ctx, organisation, stranger.id).await?;
        assert_eq!(here.groups, ["Techniek"]);
        assert!(people::show(ctx, organisation, anna).await?.groups.is_empty());
        // A group of one source is not there for another.
        refused(&other.get(&format!("/Groups/{id}")).await?, 404, "");
        refused(&other.send(Method::POST, "/Groups", &json!({ "displayName": "Techniek" })).await?, 409, "uniqueness");
        let nested = json!({ "op": "add", "path": "members", "value": [{ "value": id.to_string(), "type": "Group" }] });
        refused(&changed(&system, id, &[nested]).await?, 400, "invalidValue");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let system = Provisioner::of(&scene.house).await?;
        let anna = system.add("anna").await?;
        let nobody = json!([{ "value": UserId::from_bytes([7; 16]).to_string() }]);
        let body = json!({ "displayName": "Techniek", "members": nobody });
        refused(&system.send(Method::POST, "/Groups", &body).await?, 400, "invalidValue");
        assert!(!groups::list(ctx, organisation).await?.iter().any(|(group, _)| group.name == "Techniek"));
        let id = made(&system, "Techniek", &[anna]).await?;
        let same = json!({ "displayName": "Beheer", "externalId": "g-Techniek" });
        refused(&system.send(Method::POST, "/Groups", &same).await?, 409, "uniqueness");
        let both = [
            json!({ "op": "replace", "path": "displayName", "value": "Anders" }),
            json!({ "op": "add", "path": "members", "value": nobody }),
        ];
        refused(&changed(&system, id, &both).await?, 400, "invalidValue");
        assert_eq!(names(&system.get("/Groups").await?), ["Techniek"]);
        assert!(!groups::list(ctx, organisation).await?.iter().any(|(group, _)| group.name == "Beheer"));
    }
    Ok(())
}
