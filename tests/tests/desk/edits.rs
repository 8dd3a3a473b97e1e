//! Views, roles and people edited: by two at once, with what somebody made up, and what counts at the next request.

use actions::admin::people::{self, Membership};
use actions::admin::policies;
use anyhow::{Result, bail};
use domain::permission::Right;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::routes::NO_ID;
use journeys::scene::{GROUP, Scene};
use journeys::visitor::Page;
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, person, post, view};

/// The id of a role or view in the list, by its name.
fn id_of(page: &Page, address: &str, name: &str) -> Result<String> {
    let ends = page.body.match_indices(name).map(|(at, _)| at).collect::<Vec<_>>();
    let link = format!("href=\"{address}/");
    for at in ends {
        let after = page.body.get(at..).unwrap_or_default();
        if let Some(rest) = after.split(&link).nth(1) {
            return Ok(rest.split(['"', '/']).next().unwrap_or_default().to_owned());
        }
    }
    bail!("{name} is not in the list: {}", page.text())
}

#[tokio::test]
async fn of_two_who_edit_one_view_the_second_is_shown_the_difference() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut second) = at_the_desk(&scene, Role::SuperUser).await?;
        let id = view(&scene, "Backend users", None, &[ViewAction::Remind]).await?;
        let path = format!("/admin/views/{id}");
        let (one, other) = (first.get(&path).await?, second.get(&path).await?);
        let saved = first
            .submit(
                &one,
                &path,
                &[("act", "save"), ("move", ""), ("sort", "name"), ("selection", "everyone"), ("name", "Backend")],
            )
            .await?;
        assert_eq!(saved.location(), "/admin/views", "{}", saved.text());
        let conflict = second
            .submit(
                &other,
                &path,
                &[("act", "save"), ("move", ""), ("sort", "name"), ("selection", "everyone"), ("name", "Back-end")],
            )
            .await?;
        let said = conflict.text();
        assert!(said.contains("Somebody else changed this too"), "{said}");
        assert!(said.contains("Backend") && said.contains("Back-end"), "{said}");
        assert!(first.get("/admin/views").await?.text().contains("Backend"), "overwritten");
        // Saved again, it is the second one's.
        let saved = second
            .submit(&conflict, &path, &[("act", "save"), ("move", ""), ("sort", "name"), ("selection", "everyone")])
            .await?;
        assert_eq!(saved.location(), "/admin/views", "{}", saved.text());
        assert!(first.get("/admin/views").await?.text().contains("Back-end"));
    }
    Ok(())
}

#[tokio::test]
async fn a_column_moves_without_a_script_and_nothing_is_saved_by_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let id = view(&scene, "Backend users", None, &[]).await?;
        let path = format!("/admin/views/{id}");
        let page = desk.get(&path).await?;
        let moved = desk.submit(&page, &path, &[("move", "up:email"), ("sort", "name")]).await?;
        let order = |page: &Page| -> Vec<String> {
            let fields = page.form(&path).unwrap();
            fields.into_iter().filter(|(name, _)| name == "column").map(|(_, value)| value).collect()
        };
        assert_eq!(order(&page)[..3], ["name", "user-name", "email"]);
        assert_eq!(order(&moved)[..3], ["name", "email", "user-name"]);
        assert_eq!(order(&desk.get(&path).await?)[..3], ["name", "user-name", "email"], "moving saved it");
        for bad in ["up:nothing", "sideways:name", "up"] {
            assert_eq!(desk.submit(&page, &path, &[("move", bad), ("sort", "name")]).await?.status, 404, "{bad}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_view_that_nobody_can_use_is_refused_and_says_why() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let fields = [("version", "0"), ("name", " \u{202E}"), ("sort", "name"), ("act", "save")];
        let page = post(&mut desk, "/admin/views/new", &fields).await?;
        let said = page.text();
        for told in ["Give a name", "Choose at least one column", "Choose at least one role"] {
            assert!(said.contains(told), "{told}: {said}");
        }
        // Nothing chosen is not everyone, and nothing that was typed is lost.
        for chosen in [None, Some(""), Some("all")] {
            let mut fields =
                vec![("version", "0"), ("name", "Balie"), ("sort", "last-sign-in-down"), ("column", "groups")];
            fields.extend([("role", "helpdesk"), ("action", "remind")]);
            fields.extend(chosen.map(|word| ("selection", word)));
            let page = post(&mut desk, "/admin/views/new", &fields).await?;
            assert_eq!(page.status, 200, "{chosen:?}");
            assert!(page.text().contains("Choose whom this view shows"), "{chosen:?}: {}", page.text());
            assert!(page.body.contains("id=\"selection-error\""), "the reason stands beside the field");
            let form = page.form("/admin/views/new")?;
            for kept in [("name", "Balie"), ("column", "groups"), ("role", "helpdesk"), ("action", "remind")] {
                assert!(form.iter().any(|(name, value)| (name.as_str(), value.as_str()) == kept), "{kept:?} was lost");
            }
        }
        assert!(!desk.get("/admin/views").await?.text().contains("Balie"), "it was saved");
        let gone = "01930000-0000-7000-8000-00000000ffff";
        let fields = [
            ("version", "0"),
            ("name", "X"),
            ("sort", "name"),
            ("column", "name"),
            ("role", "helpdesk"),
            ("selection", gone),
        ];
        let page = post(&mut desk, "/admin/views/new", &fields).await?;
        assert_eq!(page.status, 404);
        assert!(page.text().contains("a role or an attribute is gone"), "{}", page.text());
        let mut everyone = fields.to_vec();
        everyone.retain(|(name, _)| *name != "selection" && *name != "name");
        everyone.extend([("name", "Balie"), ("selection", "everyone")]);
        let page = post(&mut desk, "/admin/views/new", &everyone).await?;
        assert_eq!(page.location(), "/admin/views", "{}", page.text());
        // A name counts once, however it is written.
        everyone.retain(|(name, _)| *name != "name");
        everyone.push(("name", "BALIE"));
        let page = post(&mut desk, "/admin/views/new", &everyone).await?;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("There is a view with this name already"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_role_of_ones_own_counts_at_the_next_click_and_grants_nothing_that_its_maker_has_not() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let (clerk, mut desk) = at_the_desk(&scene, Role::Member).await?;
        assert_eq!(desk.get("/admin/people").await?.status, 404);
        let fields = [("version", "0"), ("name", "Balie <b>"), ("right", "people-read"), ("right", "roles-edit")];
        let page = post(&mut boss, "/admin/roles/new", &fields).await?;
        assert_eq!(page.location(), "/admin/roles", "{}", page.text());
        let list = boss.get("/admin/roles").await?;
        assert!(!list.body.contains("<b>") && list.text().contains("Balie <b>"), "{}", list.text());
        let page = post(&mut boss, "/admin/roles/new", &fields).await?;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("There is a role with this name already"), "{}", page.text());
        let id = id_of(&list, "/admin/roles", "Balie")?;
        // Given on the page of the person.
        let view = view(&scene, "All", None, ViewAction::ALL).await?;
        let path = format!("/admin/people/{}/edit", clerk.id);
        let page = boss.get(&format!("{path}?view={view}")).await?;
        let role = format!("role:{id}");
        let fields = [("role", role.as_str()), ("addresses", ""), ("language", "en")];
        let saved = boss.submit(&page, &path, &fields).await?;
        assert!(saved.location().starts_with("/admin/people/"), "{}", saved.text());
        let page = desk.get("/admin/roles").await?;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.body.contains("href=\"/admin/people\""), "no menu");
        // Nobody grants what one has not, and nobody changes one's own role.
        let fields = [("version", "0"), ("name", "More"), ("right", Right::Exempt.word())];
        let page = post(&mut desk, "/admin/roles/new", &fields).await?;
        assert_eq!(page.status, 403);
        assert!(page.text().contains("You do not have those rights yourself"), "{}", page.text());
        // Taken away, it counts at the next click too.
        let edit = boss.get(&format!("/admin/roles/{id}")).await?;
        let fields = [("name", "Balie"), ("right", "people-read")];
        let page = boss.submit(&edit, &format!("/admin/roles/{id}"), &fields).await?;
        assert_eq!(page.location(), "/admin/roles", "{}", page.text());
        assert_eq!(desk.get("/admin/roles").await?.status, 403);
        let page = post(&mut boss, &format!("/admin/roles/{id}/remove"), &[("version", "2")]).await?;
        assert_eq!(page.status, 409);
        assert!(page.text().contains("Somebody has this role"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_person_is_added_changed_and_shown_as_text() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let hostile = "=1+1 <script>alert(1)</script>";
        let fields = [
            ("display_name", hostile),
            ("user_name", "lin"),
            ("addresses", "lin@waterland.example\n lin@example.org "),
            ("language", "nl"),
            ("password", "drie gele tulpen op een dak"),
        ];
        let page = post(&mut desk, "/admin/people/new", &fields).await?;
        assert_eq!(page.location(), "/admin/people", "{}", page.text());
        let list = desk.open("/admin/people").await?;
        assert!(list.text().contains(hostile) && !list.body.contains("<script>alert"), "{}", list.text());
        let page = post(&mut desk, "/admin/people/new", &fields).await?;
        assert!(page.text().contains("Somebody else has this user name"), "{}", page.text());
        let bad = [("display_name", ""), ("user_name", "a\u{202E}b"), ("addresses", "x"), ("password", "kort")];
        let said = post(&mut desk, "/admin/people/new", &bad).await?.text();
        for told in ["The user name is empty", "The name is empty", "e-mail addresses is wrong", "too short"] {
            assert!(said.contains(told), "{told}: {said}");
        }
        let mut lin = scene.visitor()?;
        let page = lin.sign_in("LIN@example.org", "drie gele tulpen op een dak").await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn who_has_a_person_open_is_shown_what_the_command_line_changed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let lin = person(&scene, Role::Member, &[]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?;
        let path = format!("/admin/people/{}/edit", lin.id);
        let page = desk.get(&format!("{path}?view={view}")).await?;
        people::set_membership(ctx, organisation, lin.id, "Bestuur", Membership::In).await?;
        let fields = [("display_name", "Lin Chen"), ("addresses", ""), ("language", "en"), ("role", "member")];
        let told = desk.submit(&page, &path, &fields).await?;
        assert!(told.text().contains("Somebody else changed this too"), "{}", told.text());
        assert!(told.text().contains("Bestuur"), "{}", told.text());
        let shown = people::show(ctx, organisation, lin.id).await?;
        assert_eq!((shown.groups, shown.user.display_name == "Lin Chen"), (vec!["Bestuur".to_owned()], false));

        // What changed nothing stands in nobody's way.
        let page = desk.get(&format!("{path}?view={view}")).await?;
        people::set_membership(ctx, organisation, lin.id, "Bestuur", Membership::In).await?;
        let saved = desk.submit(&page, &path, &fields).await?;
        assert!(saved.location().starts_with("/admin/people/"), "{}", saved.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_role_that_changed_since_it_was_shown_is_not_removed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut second) = at_the_desk(&scene, Role::SuperUser).await?;
        let fields = [("version", "0"), ("name", "Balie"), ("right", "people-read")];
        post(&mut first, "/admin/roles/new", &fields).await?;
        let path = format!("/admin/roles/{}", id_of(&first.get("/admin/roles").await?, "/admin/roles", "Balie")?);
        let removal = format!("{path}/remove");
        let (edit, asked) = (first.get(&path).await?, second.get(&removal).await?);
        let saved = first.submit(&edit, &path, &[("name", "Loket"), ("right", "people-read")]).await?;
        assert_eq!(saved.location(), "/admin/roles", "{}", saved.text());
        let told = second.submit(&asked, &removal, &[]).await?;
        assert_eq!(told.status, 409, "{}", told.text());
        assert!(told.text().contains("Somebody else was first"), "{}", told.text());
        assert!(first.get("/admin/roles").await?.text().contains("Loket"), "it is gone");
        let asked = second.get(&removal).await?;
        let done = second.submit(&asked, &removal, &[]).await?;
        assert_eq!(done.location(), "/admin/roles", "{}", done.text());
        assert!(!second.open("/admin/views").await?.text().contains("Loket"));
    }
    Ok(())
}

#[tokio::test]
async fn the_log_says_with_which_role_somebody_was_added_and_which_group_they_came_in() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let fields = [
            ("display_name", "Lin Chen"),
            ("user_name", "lin"),
            ("addresses", "ling.molenaar@waterland.example"),
            ("role", "helpdesk"),
            ("password", "molenaar molenaar 1"),
        ];
        // What stands in the address is no password.
        let page = post(&mut desk, "/admin/people/new", &fields).await?;
        assert!(page.text().contains("too short, too easy to guess"), "{}", page.text());
        let mut good = fields.to_vec();
        good.pop();
        good.push(("password", "drie gele tulpen op een dak"));
        let page = post(&mut desk, "/admin/people/new", &good).await?;
        assert_eq!(page.location(), "/admin/people", "{}", page.text());
        let lin = people::find(ctx, organisation, "lin").await?;
        let events = done_by(&scene, lin, boss.id).await?;
        let given = events.iter().find(|(kind, _)| kind == "role-given").map(|(_, details)| details.as_str());
        assert!(given.is_some_and(|details| details.contains("helpdesk") && details.contains("member")), "{events:?}");

        // By the page and by the command line the same.
        let view = view(&scene, "All", None, ViewAction::ALL).await?;
        let group = policies::group(ctx, organisation, "Bestuur").await?.to_string();
        let path = format!("/admin/people/{lin}/edit");
        let page = desk.get(&format!("{path}?view={view}")).await?;
        let fields = [("addresses", ""), ("language", "en"), ("role", "helpdesk"), ("group", group.as_str())];
        let saved = desk.submit(&page, &path, &fields).await?;
        assert!(saved.location().starts_with("/admin/people/"), "{}", saved.text());
        people::set_membership(ctx, organisation, lin, "bestuur", Membership::Out).await?;
        people::set_membership(ctx, organisation, lin, "Nieuw", Membership::In).await?;
        people::set_membership(ctx, organisation, lin, "Nieuw", Membership::In).await?;
        let all = store::audit::of_user(ctx.db(), organisation.id, lin, 100).await?;
        let of = |word: &str| {
            let of = all.iter().rev().filter(|event| event.kind == word);
            of.map(|event| (event.actor.clone(), event.details.clone())).collect::<Vec<_>>()
        };
        let (joined, left) = (of("group-joined"), of("group-left"));
        assert_eq!((joined.len(), left.len()), (2, 1), "{all:?}");
        let by_page = joined.iter().find(|(actor, _)| *actor == boss.id.to_string());
        assert!(by_page.is_some_and(|(_, told)| told.contains("Bestuur") && told.contains("All")), "{joined:?}");
        let by_command = joined.iter().find(|(actor, _)| actor == "command-line");
        assert!(by_command.is_some_and(|(_, told)| told.contains("Nieuw")), "{joined:?}");
        assert!(left[0].0 == "command-line" && left[0].1.contains("Bestuur"), "{left:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_command_line_blocks_as_the_page_does() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let refused = people::set_blocked(ctx, organisation, boss.id, true).await;
        assert!(matches!(&refused, Err(actions::Error::Refused(why)) if why.contains("last SuperUser")), "{refused:?}");
        assert_eq!(desk.get("/session").await?.status, 204);
        let (second, mut their) = at_the_desk(&scene, Role::SuperUser).await?;
        people::set_blocked(ctx, organisation, second.id, true).await?;
        assert_eq!(their.get("/session").await?.status, 401);
        people::set_blocked(ctx, organisation, second.id, false).await?;
        // What ended does not come back.
        assert_eq!(their.get("/session").await?.status, 401);
        let events = store::audit::of_user(ctx.db(), organisation.id, second.id, 100).await?;
        for word in ["person-blocked", "person-unblocked"] {
            assert!(events.iter().any(|event| event.kind == word && event.actor == "command-line"), "{word}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_edit_one_person_the_second_is_shown_the_difference_and_the_old_address_is_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut second) = at_the_desk(&scene, Role::PeopleManager).await?;
        let bram = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?;
        let path = format!("/admin/people/{}/edit", bram.id);
        let address = format!("{path}?view={view}");
        let (one, other) = (first.get(&address).await?, second.get(&address).await?);
        let changed = [("addresses", "new@waterland.example"), ("language", "en"), ("role", "member")];
        let page = first.submit(&one, &path, &changed).await?;
        assert!(page.location().starts_with("/admin/people/"), "{}", page.text());
        let late = [("addresses", "other@waterland.example"), ("language", "en")];
        let page = second.submit(&other, &path, &late).await?;
        let said = page.text();
        assert!(said.contains("Somebody else changed this too") && said.contains("new@waterland.example"), "{said}");
        for to in [format!("{}@waterland.example", bram.name), "new@waterland.example".to_owned()] {
            let mails = scene.mails_to(&to).await?;
            assert!(mails.iter().any(|mail| mail.text.contains("changed your e-mail addresses")), "{to}");
        }
        assert!(scene.mails_to("other@waterland.example").await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_search_finds_people_and_pages_go_on() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        for _ in 0..30 {
            person(&scene, Role::Member, &[]).await?;
        }
        let first = desk.open("/admin/people").await?;
        assert!(first.text().contains("31 people"), "{}", first.text());
        let next = first.links().into_iter().find(|link| link.contains("&after=")).unwrap_or_default();
        let second = desk.get(&next).await?;
        let names = |page: &Page| page.body.matches("class=\"name\"").count();
        assert_eq!((names(&first), names(&second)), (25, 6), "{}", second.text());
        let none = desk.open("/admin/people?q=nobody%20%3Cb%3E%25").await?;
        assert!(none.text().contains("Nobody fits what you chose") && !none.body.contains("<b>"), "{}", none.text());
        let one = desk.open("/admin/people?q=persoon").await?;
        assert_eq!(names(&one), 25);
        assert_eq!(
            desk.get(&format!("{}x", next.split("after=").next().unwrap_or_default().to_owned() + "after="))
                .await?
                .status,
            404
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_group_is_made_renamed_and_removed_once_nothing_looks_at_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let page = boss.open("/admin/groups/new").await?;
        let wrong = boss.submit(&page, "/admin/groups/new", &[("name", " ")]).await?;
        assert!(wrong.text().contains("Give a name of at most 100 characters."), "{}", wrong.text());
        let taken = boss.submit(&page, "/admin/groups/new", &[("name", GROUP)]).await?;
        assert!(taken.text().contains("There is a group with this name already."), "{}", taken.text());
        let list = boss.fill(&page, "/admin/groups/new", &[("name", "Bestuur <b>")]).await?;
        assert_eq!(list.path(), "/admin/groups");
        assert!(list.text().contains("Bestuur <b>"), "{}", list.text());

        // A name that a selection looks at goes with it; the group cannot go while it does.
        let address =
            format!("/admin/groups/{}", policies::group(&scene.house.ctx, &scene.house.organisation, GROUP).await?);
        let page = boss.open(&address).await?;
        assert!(page.text().contains("Persoon"), "its people stand there: {}", page.text());
        boss.fill(&page, &address, &[("name", "Achterkant")]).await?;
        let saved = store::selection::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        assert!(saved.iter().any(|kept| kept.filter.as_deref() == Some("groups eq \"Achterkant\"")), "{saved:?}");
        let remove = format!("{address}/remove");
        let asked = boss.open(&remove).await?;
        let refused = boss.submit(&asked, &remove, &[]).await?;
        assert!(refused.text().contains("These selections look at it: Backend"), "{}", refused.text());
        assert_eq!(boss.get(&format!("/admin/groups/{NO_ID}")).await?.status, 404);

        // Who looks through some views only is not shown whom those leave out.
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        let page = manager.open(&address).await?;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("/admin/people/0"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn the_second_of_two_who_rename_a_group_is_told_and_nothing_is_overwritten() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut one) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut other) = at_the_desk(&scene, Role::PeopleManager).await?;
        let id = policies::group(&scene.house.ctx, &scene.house.organisation, "Bestuur").await?;
        let (address, removal) = (format!("/admin/groups/{id}"), format!("/admin/groups/{id}/remove"));
        let (mine, theirs) = (one.open(&address).await?, other.open(&address).await?);
        let asked = other.open(&removal).await?;
        one.fill(&mine, &address, &[("name", "Dagelijks bestuur")]).await?;
        let told = other.submit(&theirs, &address, &[("name", "Oud bestuur")]).await?;
        assert!(told.text().contains("Somebody else changed this just now"), "{}", told.text());
        assert!(told.text().contains("The group is called ‘Dagelijks bestuur’ now."), "{}", told.text());
        assert!(told.body.contains("value=\"Oud bestuur\""), "what was typed is gone: {}", told.text());
        // What was asked about has another name by now, and is not removed.
        let removed = other.submit(&asked, &removal, &[]).await?;
        assert!(removed.text().contains("‘Dagelijks bestuur’"), "{}", removed.text());
        let names = async || {
            let all = store::group::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
            Ok::<_, anyhow::Error>(all.into_iter().map(|group| group.name).collect::<Vec<_>>())
        };
        assert!(names().await?.contains(&"Dagelijks bestuur".to_owned()), "{:?}", names().await?);
        // Knowing that, it is theirs to say.
        other.fill(&told, &address, &[("name", "Oud bestuur")]).await?;
        assert!(names().await?.contains(&"Oud bestuur".to_owned()), "{:?}", names().await?);
    }
    Ok(())
}
