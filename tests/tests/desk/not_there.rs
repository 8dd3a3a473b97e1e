//! What is not there, is another organisation's or is no identifier at all: 404, once in the audit log, wherever it stands.

use anyhow::{Context as _, Result, ensure};
use domain::user::Role;
use domain::view::ViewAction;
use journeys::routes::NO_ID;
use journeys::scene::{Scene, Setup};
use store::testing::engines;

use crate::desk::access::{desk_routes, kept_of, knock, rule, title};
use crate::desk::office::{at_the_desk, post, view};
use crate::desk::targets::{Named, OTHER, fresh_in, other_organisation, role_of, selection_of};

#[tokio::test]
async fn every_page_that_is_not_there_is_kept_once() -> Result<()> {
    for engine in engines() {
        let settings = vec![("organisation.single", "false".to_owned()), ("operator.host", "localhost".to_owned())];
        let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
        let (stranger, strange_view) = other_organisation(&scene).await?;
        let (boss, mut superuser) = at_the_desk(&scene, Role::SuperUser).await?;
        let all = view(&scene, "All", None, ViewAction::ALL).await?;
        let list = superuser.get("/admin/policies").await?;
        let links = list.links();
        let rule = links.iter().find_map(|link| link.strip_prefix("/admin/policies/0")).unwrap_or_default();
        let rule = format!("/admin/policies/0{}", rule.split('/').next().unwrap_or_default());
        for address in [
            format!("/admin/people/{NO_ID}/what-if"),
            format!("/admin/people/{stranger}/what-if"),
            "/admin/people/x/what-if".to_owned(),
            format!("/admin/people/{stranger}"),
            "/admin/people/x".to_owned(),
            format!("/admin/people/x/edit?view={all}"),
            format!("/admin/people?view={strange_view}"),
            "/admin/people?view=x".to_owned(),
            format!("/admin/people?view={all}&group={NO_ID}"),
            format!("/admin/people?view={all}&sort=x"),
            "/admin/people/import/x".to_owned(),
            format!("/admin/policies/{NO_ID}"),
            format!("/admin/policies/{NO_ID}/history"),
            format!("/admin/policies/{NO_ID}/dry-run"),
            format!("/admin/policies/{NO_ID}/remove"),
            "/admin/policies/x".to_owned(),
            "/admin/policies/x/history".to_owned(),
            format!("{rule}?as=99"),
            format!("{rule}?as=x"),
            format!("{rule}/history?before=x"),
            "/admin/selections/x".to_owned(),
            "/admin/roles/x".to_owned(),
            "/admin/views/x".to_owned(),
            "/admin/groups/x".to_owned(),
            format!("/admin/settings/systems/{NO_ID}"),
            "/admin/settings/systems/x/remove".to_owned(),
            "/admin/settings/systems/x/events".to_owned(),
            format!("/admin/settings/keys/{NO_ID}"),
            "/admin/settings/keys/x/remove".to_owned(),
            format!("/admin/settings/sources/{NO_ID}"),
            "/admin/settings/sources/x/remove".to_owned(),
            format!("/admin/settings/directories/{NO_ID}"),
            format!("/admin/settings/tokens/{NO_ID}"),
            format!("/admin/settings/radius/{NO_ID}"),
            "/admin/settings/radius/x/remove".to_owned(),
            format!("/admin/applications/{NO_ID}"),
            "/admin/applications/x/proxy".to_owned(),
            "/admin/applications/x/remove".to_owned(),
            format!("/admin/applications/sign-in/{NO_ID}"),
            "/admin/applications/sign-in/x/remove".to_owned(),
            format!("/operator/organisations/{NO_ID}"),
            "/operator/organisations/x".to_owned(),
        ] {
            let before = kept_of(&scene, Some(boss.id)).await?;
            let page = superuser.get(&address).await?;
            ensure!(page.status == 404, "{address}: {} {}", page.status, page.location());
            let events = kept_of(&scene, Some(boss.id)).await? - before;
            ensure!(events == 1, "{address}: {events} events");
        }
        // Nobody who is not signed in fills the log.
        let mut stranger = scene.visitor()?;
        let before = all_kept(&scene).await?;
        ensure!(stranger.get("/admin/roles/x").await?.location().starts_with("/sign-in"));
        ensure!(all_kept(&scene).await? == before, "a stranger filled the log");
    }
    Ok(())
}

const ALL_KEPT: store::Statement =
    store::Statement::new("desk.all_kept", "SELECT COUNT(*) FROM audit_events WHERE organisation_id = $1");

async fn all_kept(scene: &Scene) -> Result<i64> {
    let row = scene.house.ctx.db().one(&ALL_KEPT, &[scene.house.organisation.id.bytes().into()]).await?;
    Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or_default())
}

#[tokio::test]
async fn a_form_that_names_what_is_another_organisations_is_kept_and_shown_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        other_organisation(&scene).await?;
        let (boss, mut superuser) = at_the_desk(&scene, Role::SuperUser).await?;
        let theirs = selection_of(&scene, OTHER, "Theirs").await?.to_string();
        let role = format!("role:{}", role_of(&scene, OTHER).await?);
        let of_view = |selection: &str, role: &str| {
            let fields = [("version", "0"), ("name", "Balie"), ("sort", "name"), ("column", "name")];
            let fields = fields.into_iter().chain([("selection", selection), ("role", role)]);
            fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
        };
        let of_rule = |act: &str| {
            let fields = rule("Balie", "0").into_iter().map(|(name, value)| match name {
                "selection" => (name.to_owned(), theirs.clone()),
                "act" => (name.to_owned(), act.to_owned()),
                _ => (name.to_owned(), value),
            });
            fields.collect::<Vec<_>>()
        };
        for (address, fields) in [
            ("/admin/views/new", of_view(&theirs, "helpdesk")),
            ("/admin/views/new", of_view("everyone", &role)),
            ("/admin/policies/new", of_rule("save")),
            ("/admin/policies/new", of_rule("dry-run")),
            ("/admin/policies/new", of_rule("preview")),
        ] {
            let before = kept_of(&scene, Some(boss.id)).await?;
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let page = post(&mut superuser, address, &pairs).await?;
            ensure!(page.status == 404, "{address} {pairs:?}: {} {}", page.status, page.text());
            let form = page.form(address)?;
            ensure!(form.iter().any(|(name, value)| name == "name" && value == "Balie"), "what was typed is lost");
            ensure!(!page.body.contains("Theirs"), "{address} tells of another organisation");
            let events = kept_of(&scene, Some(boss.id)).await? - before;
            ensure!(events == 1, "{address} {pairs:?}: {events} events");
        }
        // The people whom such a rule would be about are no page either.
        let query = of_rule("x").into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let address = format!("/admin/policies/new/dry-run?{}", query.join("&"));
        let before = kept_of(&scene, Some(boss.id)).await?;
        ensure!(superuser.get(&address).await?.status == 404);
        ensure!(kept_of(&scene, Some(boss.id)).await? == before + 1);
    }
    Ok(())
}

/// Whatever a route is about that is no person: what another organisation has, and what nobody has, is nothing to anybody.
#[tokio::test]
async fn what_another_organisation_has_is_nothing_to_any_role() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        other_organisation(&scene).await?;
        let ctx = &scene.house.ctx;
        ctx.reload().await?;
        let other = ctx.organisations().iter().find(|one| one.id == OTHER).cloned().context("no other organisation")?;
        let mut desk = Vec::new();
        for role in [Role::Helpdesk, Role::Auditor, Role::PeopleManager, Role::SuperUser] {
            let (member, visitor) = at_the_desk(&scene, role).await?;
            desk.push((role, member.id, visitor));
        }
        let mut tried = 0;
        let about_things = desk_routes().into_iter().filter(|(route, _)| {
            route.path.contains("{id}") && !["/admin/people", "/operator"].iter().any(|of| route.path.starts_with(of))
        });
        for asked in about_things {
            let theirs = fresh_in(&scene, &other, &asked.0).await?;
            let nobodys = Named { thing: NO_ID.to_owned(), ..Named::default() };
            for named in [theirs, nobodys] {
                for (role, id, visitor) in &desk {
                    let before = kept_of(&scene, Some(*id)).await?;
                    let answer = knock(visitor, &asked.0, asked.1, &named).await?;
                    // Whoever may do it to one's own finds nothing; who may not is told so, and no more.
                    let fine = answer == "404" || (answer == "403" && *role != Role::SuperUser);
                    ensure!(fine, "{} {role:?} {engine:?}: {answer}", title(&asked));
                    let events = kept_of(&scene, Some(*id)).await? - before;
                    ensure!(events == 1, "{} {role:?}: {events} events", title(&asked));
                    tried += 1;
                }
            }
        }
        ensure!(tried > 100, "only {tried} were tried");
    }
    Ok(())
}
