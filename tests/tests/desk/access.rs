//! Every route of the administration, by every role, on every kind of target: each answers as docs/reference/access.md says. A route
//! that is missing there fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};
use domain::id::UserId;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::routes::{self, NO_ID, Route};
use journeys::scene::{GROUP, PASSWORD, Scene, Setup};
use journeys::visitor::{Page, Visitor};
use store::Statement;
use store::testing::engines;

use crate::desk::office::{at_the_desk, number, person, post, send_file, send_file_with, view, view_for};
use crate::desk::parties;
use crate::desk::targets::{Named, fresh, other_organisation};

const REFERENCE: &str = include_str!("../../../docs/reference/access.md");

/// What an answer comes to.
fn word(page: &Page) -> &'static str {
    match page.status {
        200 => "page",
        303 if page.location().starts_with("/sign-in") => "sign-in",
        303 if page.location().starts_with("/profile/confirm") => "proof",
        303 if page.location().starts_with("/admin") || page.location().starts_with("/operator") => "done",
        303 if page.location() == "/" => "home",
        403 => "403",
        404 => "404",
        409 => "409",
        _ => "?",
    }
}

/// A system that writes people here, as its form has it.
fn source(name: String) -> Vec<(&'static str, String)> {
    vec![
        ("version", "1".into()),
        ("name", name),
        ("when_gone", "block".into()),
        ("path:user-name", "userName".into()),
        ("path:display-name", "displayName".into()),
    ]
}

/// A directory as its form has it, or what is asked of it.
fn directory(path: &str, name: String) -> Vec<(&'static str, String)> {
    if path.ends_with("/sync") {
        return vec![("act", "look".into())];
    }
    let texts = [
        ("version", "1"),
        ("act", "save"),
        ("shape", "general"),
        ("when_gone", "block"),
        ("urls", "ldaps://directory.example"),
        ("bind_dn", "cn=reader"),
        ("password", "of the reader"),
        ("base", "dc=example"),
        ("filter", "(objectClass=person)"),
        ("id", "entryUUID"),
        ("groups", "nowhere"),
        ("every", "0"),
        ("most_people", "10"),
        ("most_percent", "10"),
        ("path:user-name", "uid"),
        ("path:display-name", "cn"),
    ];
    let mut fields: Vec<(&'static str, String)> = texts.into_iter().map(|(key, text)| (key, text.to_owned())).collect();
    fields.push(("name", name));
    fields
}

/// The fields of the forms about connected systems.
fn system(named: &Named, name: String) -> Vec<(&'static str, String)> {
    vec![
        ("version", "1".into()),
        ("name", name),
        ("delivery", named.thing.clone()),
        ("kind", "signed-in".into()),
        ("since", "2026-01-01".into()),
        ("which", "all".into()),
    ]
}

fn api_key(name: String) -> Vec<(&'static str, String)> {
    vec![
        ("version", "1".into()),
        ("name", name),
        ("scope", "verify".into()),
        ("addresses", String::new()),
        ("rate", "60".into()),
    ]
}

/// The fields with which a form of this route does what it is for.
fn fields(route: &Route, named: &Named) -> Vec<(&'static str, String)> {
    let name = format!("n{}", number());
    let view = ("view", named.view.clone());
    let word = route.path.rsplit('/').next().unwrap_or_default();
    let more: Vec<(&'static str, String)> = match (route.path.as_str(), word) {
        (path, _) if path.starts_with("/admin/messages") => campaign((&name, &named.thing), word),
        (path, _) if path.starts_with("/admin/announcements") => announcement(),
        ("/admin/people/new", _) | (_, "edit") => {
            vec![
                ("user_name", name.clone()),
                ("display_name", name),
                ("addresses", String::new()),
                ("version", "1".into()),
            ]
        }
        (_, "second-factor-off") => {
            vec![("reason", "lost".into()), ("after", "pass".into()), ("minutes", "15".into())]
        }
        (path, "password") if path.starts_with("/admin/people") => vec![("reason", "Forgotten".into())],
        (_, "code-card") => vec![("reason", "Passport seen".into())],
        (_, "pass") => vec![("checked", "1".into()), ("minutes", "15".into())],
        (_, "end-exemption") => vec![("holds", named.exemption.clone())],
        (_, "exempt") => vec![("reason", "No smartphone".into()), ("until", "2026-12-31".into())],
        (path, _) if path.starts_with("/admin/views") => vec![
            ("version", if word == "new" { "0" } else { "1" }.into()),
            ("name", name),
            ("selection", "everyone".into()),
            ("sort", "name".into()),
            ("column", "name".into()),
            ("role", "helpdesk".into()),
        ],
        (path, _) if path.starts_with("/admin/applications/sign-in") => parties::fields(name),
        (path, _) if path.starts_with("/admin/applications") => vec![
            ("version", if word == "new" { "0" } else { "1" }.into()),
            ("addresses", format!("http://localhost/{}", name.to_lowercase().replace(' ', "-"))),
            ("name", name),
            ("answering", "usual".into()),
            ("path", String::new()),
            ("opens", "everyone".into()),
            ("proof", "none".into()),
        ],
        (path, _) if path.starts_with("/admin/roles") => vec![
            ("version", if word == "new" { "0" } else { "1" }.into()),
            ("name", name),
            ("right", "people-read".into()),
        ],
        (path, _) if path.starts_with("/admin/policies") => rule(&name, if word == "new" { "0" } else { "1" }),
        (path, _) if path.starts_with("/admin/groups") => vec![("name", name), ("version", "1".into())],
        (path, _) if path.starts_with("/admin/selections") => vec![
            ("version", if word == "new" { "0" } else { "1" }.into()),
            ("name", name),
            ("filter", "groups eq \"Backend\"".into()),
            ("act", "save".into()),
        ],
        ("/admin/audit/export", _) => vec![("format", "csv".into())],
        ("/admin/settings/password", _) => {
            vec![("version", "0".into()), ("alone", "15".into()), ("with_second_factor", "8".into())]
        }
        (path, _) if path.starts_with("/admin/settings/systems") => system(named, name),
        (path, _) if path.starts_with("/admin/settings/keys") => api_key(name),
        (path, _) if path.starts_with("/admin/settings/sources") => source(name),
        (path, _) if path.starts_with("/admin/settings/directories") => directory(path, name),
        ("/admin/settings/tokens/{id}", _) => vec![("fate", "lost".into())],
        (path, _) if path.starts_with("/admin/settings/radius") => crate::radius::office::form(name),
        (path, _) if path.starts_with("/admin/settings/attributes") => vec![
            ("version", "1".into()),
            ("key", name.clone()),
            ("name", name),
            ("kind", "text".into()),
            ("position", "1".into()),
        ],
        ("/admin/settings/contact", _) => {
            vec![("before_telephone", "0299 000 123".into()), ("telephone", "0299 000 123".into())]
        }
        ("/admin/settings/exemptions", _) => vec![("version", "0".into()), ("days", "90".into())],
        ("/admin/settings/two-step", _) => {
            vec![("ask", "always".into()), ("stay", "browser".into()), ("knows", "1".into())]
        }
        ("/operator/organisations/new", _) => vec![
            ("host", format!("{name}.example")),
            ("user_name", name.clone()),
            ("display_name", name.clone()),
            ("address", format!("{name}@{name}.example")),
            ("name", name),
            ("time_zone", "Europe/Amsterdam".into()),
            ("language", "nl".into()),
        ],
        ("/operator/organisations/{id}/answer", _) => {
            vec![("request", NO_ID.into()), ("answer", "approve".into()), ("message", "Welcome.".into())]
        }
        _ => Vec::new(),
    };
    std::iter::once(view).chain(more).collect()
}

/// What the forms of an announcement send.
fn announcement() -> Vec<(&'static str, String)> {
    let fixed = [
        ("version", "1"),
        ("from", "2026-12-02"),
        ("until", "2027-12-02"),
        ("subject-en", "Soon"),
        ("body-en", "From {deadline}."),
        ("subject-nl", "Binnenkort"),
        ("body-nl", "Vanaf {einddatum}."),
        ("act", "save"),
    ];
    fixed.map(|(field, value)| (field, value.to_owned())).to_vec()
}

/// What the forms of a campaign send.
fn campaign((name, rule): (&str, &str), word: &str) -> Vec<(&'static str, String)> {
    let fixed: &[(&str, &str)] = match word {
        "go" => &[("to", "running")],
        "export" => &[("list", "told")],
        "letters" => &[("text", "announcement"), ("dated", "2026-12-02"), ("part", "1.")],
        "{kind}" => &[
            ("act", "save"),
            ("version", "0"),
            ("subject-en", "Soon"),
            ("body-en", "From {deadline}."),
            ("subject-nl", "Binnenkort"),
            ("body-nl", "Vanaf {einddatum}."),
        ],
        _ => &[
            ("version", "1"),
            ("announce_on", "2026-12-02"),
            ("before", "1"),
            ("from", "9"),
            ("until", "17"),
            ("tone", "informal"),
            ("by_mail", "on"),
        ],
    };
    let own = [("name", name.to_owned()), ("rule", rule.to_owned())];
    own.into_iter().chain(fixed.iter().map(|(field, value)| (*field, (*value).to_owned()))).collect()
}

/// The form of a rule that asks nothing.
pub(crate) fn rule(name: &str, version: &str) -> Vec<(&'static str, String)> {
    let fixed = [
        ("selection", ""),
        ("requirement", "optional"),
        ("grace", "0"),
        ("ask", "every"),
        ("ask_number", "30"),
        ("ask_unit", "days"),
        ("stay", "for"),
        ("stay_number", "1"),
        ("stay_unit", "days"),
        ("authenticators", "any"),
        ("late", "emailed-code"),
        ("act", "save"),
        ("class", "has"),
    ];
    let own = [("name", name.to_owned()), ("version", version.to_owned())];
    own.into_iter().chain(fixed.map(|(field, value)| (field, value.to_owned()))).collect()
}

pub(crate) async fn knock(visitor: &Visitor, route: &Route, posts: bool, named: &Named) -> Result<&'static str> {
    let mut visitor = visitor.clone();
    let path = named.path(route);
    let page = if posts && (route.path == "/admin/people/import" || route.path.ends_with("/file")) {
        send_file(&mut visitor, &path, "people.csv", b"user_name,display_name\n").await?
    } else if posts && route.path == "/admin/settings/tokens/import" {
        let file =
            format!("{}{}", crate::tokens::NAMES, crate::tokens::Token::by_button(&number().to_string(), 6).line());
        send_file_with(&mut visitor, &path, ("tokens.csv", file.as_bytes()), &[("usual", "counter")]).await?
    } else if posts {
        let fields = fields(route, named);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        post(&mut visitor, &path, &fields).await?
    } else {
        let asks = if route.path == "/admin/people" || route.path.starts_with("/admin/people/{id}") {
            format!("{path}?view={}", named.view)
        } else if route.path.ends_with("/dry-run") {
            let fields = rule("Dry", "1").into_iter().map(|(field, value)| format!("{field}={value}"));
            format!("{path}?{}", fields.collect::<Vec<_>>().join("&"))
        } else {
            path
        };
        visitor.get(&asks).await?
    };
    let word = word(&page);
    ensure!(word != "?", "{} {}: {}", route.path, page.status, page.text());
    // Nothing of anybody else stands on the page of a refusal.
    ensure!(page.status == 200 || !page.body.contains("@waterland.example"), "{} tells of somebody", route.path);
    Ok(word)
}

/// The rows of a table under a heading: the first cell, and the others.
fn expected(heading: &str) -> BTreeMap<String, Vec<String>> {
    let part = REFERENCE.split(heading).nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
    let lines = part.lines().filter(|line| line.starts_with("| `"));
    lines
        .filter_map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
            Some((cells.next()?, cells.collect()))
        })
        .collect()
}

/// Compares what was found with the table, and prints the whole table where they differ.
pub(crate) fn compare(heading: &str, found: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let expected = expected(heading);
    if *found == expected {
        return Ok(());
    }
    let mut table = String::new();
    for (route, cells) in found {
        let _ = writeln!(table, "| `{route}` | {} |", cells.join(" | "));
    }
    let missing: Vec<&String> = found.keys().filter(|route| !expected.contains_key(*route)).collect();
    let differ: Vec<&String> = found
        .iter()
        .filter(|(route, cells)| expected.get(*route).is_some_and(|said| said != *cells))
        .map(|(r, _)| r)
        .collect();
    bail!("docs/reference/access.md, {heading}: missing {missing:?}, different {differ:?}. Found:\n{table}");
}

pub(crate) fn desk_routes() -> Vec<(Route, bool)> {
    let ours = |route: &Route| route.path.starts_with("/admin") || route.path.starts_with("/operator");
    let routes = routes::all().into_iter().filter(ours);
    let both = routes.flat_map(|route| [(route.clone(), false), (route, true)]);
    both.filter(|(route, posts)| if *posts { route.post } else { route.get }).collect()
}

pub(crate) fn title((route, posts): &(Route, bool)) -> String {
    format!("{} {}", if *posts { "POST" } else { "GET" }, route.path)
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_reference_says() -> Result<()> {
    for engine in engines() {
        let settings = vec![("organisation.single", "false".to_owned()), ("operator.host", "localhost".to_owned())];
        let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
        let mut visitors = vec![(None, scene.visitor()?)];
        let waiting = scene.give_app(person(&scene, Role::SuperUser, &[GROUP]).await?).await?;
        let mut half = scene.visitor()?;
        let page = half.sign_in(&waiting.name, PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        visitors.push((None, half));
        for role in [Role::Member, Role::Helpdesk, Role::Auditor, Role::PeopleManager, Role::SuperUser] {
            let (member, visitor) = at_the_desk(&scene, role).await?;
            visitors.push((Some(member.id), visitor));
        }
        let mut found = BTreeMap::new();
        for asked in desk_routes() {
            let mut cells = Vec::new();
            let mut named = fresh(&scene, &asked.0).await?;
            for (who, visitor) in &visitors {
                let before = kept_of(&scene, *who).await?;
                let answer = knock(visitor, &asked.0, asked.1, &named).await?;
                // Whatever was done, and whatever was refused, is in the log.
                let events = kept_of(&scene, *who).await? - before;
                if asked.1 && who.is_some() && ["done", "page"].contains(&answer) && !changes_nothing(&asked.0) {
                    ensure!(events > 0, "{}: {answer} left no event", title(&asked));
                }
                if who.is_some() && ["403", "404"].contains(&answer) {
                    ensure!(events == 1, "{}: {answer} left {events} events", title(&asked));
                }
                cells.push(answer.to_owned());
                if asked.1 && ["done", "page"].contains(&answer) {
                    named = fresh(&scene, &asked.0).await?;
                }
            }
            found.insert(title(&asked), cells);
        }
        compare("## By role", &found)?;
    }
    Ok(())
}

/// Forms that do nothing here: a token that is not in the stock, a file that is sent and waits to be imported, or to be saved as a list, a look through the log, asking for a module that is on, telling again where
/// nothing is unknown, answering what nobody asked, and
/// reopening what is open.
fn changes_nothing(route: &Route) -> bool {
    let idle = [
        "/admin/messages/{id}/again",
        "/admin/people/import",
        "/admin/people/{id}/token",
        "/admin/audit/check",
        "/admin/settings/two-step",
    ];
    let idle_at_operators = ["/operator/organisations/{id}/answer", "/operator/organisations/{id}/reopen"];
    let idle_at_end = route.path.ends_with("/file") || route.path.ends_with("/try");
    idle_at_end || idle.iter().chain(&idle_at_operators).any(|path| *path == route.path)
}

const KEPT: Statement =
    Statement::new("desk.kept", "SELECT COUNT(*) FROM audit_events WHERE organisation_id = $1 AND actor = $2");

/// How many events of somebody's doing the log has.
pub(crate) async fn kept_of(scene: &Scene, who: Option<UserId>) -> Result<i64> {
    let Some(who) = who else { return Ok(0) };
    let params = [scene.house.organisation.id.bytes().into(), who.to_string().into()];
    let row = scene.house.ctx.db().one(&KEPT, &params).await?;
    Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or_default())
}

#[tokio::test]
async fn what_is_not_theirs_is_refused_whatever_the_role() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (stranger, strange_view) = other_organisation(&scene).await?;
        let (mut helper, mut helpdesk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let (mut boss, mut superuser) = at_the_desk(&scene, Role::SuperUser).await?;
        let bare = view(&scene, "Bare", None, &[]).await?;
        let closed = view_for(&scene, ("Closed", None), ViewAction::ALL, &[Role::PeopleManager]).await?;
        let mut found = BTreeMap::new();
        let on_people = desk_routes().into_iter().filter(|(route, _)| route.path.starts_with("/admin/people/{id}"));
        for asked in on_people {
            let mut cells = Vec::new();
            for (who, visitor, me) in [("helpdesk", &helpdesk, &helper), ("superuser", &superuser, &boss)] {
                // Oneself comes last: an act may end the session that it is done in.
                let fine = fresh(&scene, &asked.0).await?;
                let named = |person: &dyn ToString, view: &dyn ToString| Named {
                    person: person.to_string(),
                    view: view.to_string(),
                    ..Named::default()
                };
                let mut targets = vec![
                    named(&stranger, &fine.view),
                    named(&fine.person, &strange_view),
                    named(&NO_ID, &fine.view),
                    named(&fine.person, &NO_ID),
                    named(&fine.person, &bare),
                ];
                if who == "helpdesk" {
                    targets.push(named(&boss.id, &fine.view));
                    targets.push(named(&fine.person, &closed));
                }
                targets.push(named(&me.id, &fine.view));
                for target in &targets {
                    let before = kept_of(&scene, Some(me.id)).await?;
                    let answer = knock(visitor, &asked.0, asked.1, target).await?;
                    let events = kept_of(&scene, Some(me.id)).await? - before;
                    let refused = ["403", "404"].contains(&answer);
                    ensure!(!refused || events == 1, "{}: {answer} left {events} events", title(&asked));
                    cells.push(answer.to_owned());
                }
            }
            if asked.1 && asked.0.path.ends_with("/sign-out-everywhere") {
                (helper, helpdesk) = at_the_desk(&scene, Role::Helpdesk).await?;
                (boss, superuser) = at_the_desk(&scene, Role::SuperUser).await?;
            }
            found.insert(title(&asked), cells);
        }
        compare("## On whom", &found)?;
        let refused = store::audit::of_user(scene.house.ctx.db(), scene.house.organisation.id, boss.id, 1000).await?;
        assert!(refused.iter().any(|event| event.kind == "act-refused" && event.details.contains("more-rights")));
    }
    Ok(())
}
