//! Policies and selections as administrators work with them: guards, dry run, conflicts, history, undo, and whoever was
//! told a deadline that moves; and the board of the roll-out.

mod ahead;
mod rehearsal;
mod rollout;
mod undo;
mod watching;

use actions::admin::policies;
use actions::admin::policy::{self};
use anyhow::{Context as _, Result};
use domain::policy::{Ask, Demand, Requirement};
use domain::selection::Selected;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::platform;
use journeys::routes::NO_ID;
use journeys::scene::{BACKEND, GROUP, Member, PASSWORD, STEP, Scene, Setup, policy};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

const RULES: &str = "/admin/policies";
const NEW: &str = "/admin/policies/new";

/// The fields of the form that are no inputs, and what a rule for everyone says.
const FORM: [(&str, &str); 15] = [
    ("name", "Backend users"),
    ("selection", ""),
    ("requirement", "mandatory"),
    ("deadline", "2026-12-08"),
    ("grace", "7"),
    ("ask", "every"),
    ("ask_number", "30"),
    ("ask_unit", "days"),
    ("stay", "for"),
    ("stay_number", "1"),
    ("stay_unit", "days"),
    ("idle_number", ""),
    ("idle_unit", "hours"),
    ("authenticators", "any"),
    ("late", "emailed-code"),
];

fn form<'a>(act: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = FORM.to_vec();
    for (name, value) in other {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields.push(("act", act));
    fields
}

async fn empty(engine: store::Engine) -> Result<Scene> {
    Scene::with(engine, Setup { policies: Vec::new(), ..Setup::default() }).await
}

async fn person(scene: &Scene, name: &str, role: Role) -> Result<Member> {
    platform::add(scene, &scene.house.organisation.clone(), name, role).await
}

/// A `SuperUser` with an app who has just proved it.
async fn superuser(scene: &Scene, name: &str) -> Result<(Member, Visitor)> {
    let member = scene.give_app(person(scene, name, Role::SuperUser).await?).await?;
    let mut visitor = scene.signed_in(&member).await?;
    confirm(scene, &mut visitor, &member).await?;
    Ok((member, visitor))
}

async fn confirm(scene: &Scene, visitor: &mut Visitor, member: &Member) -> Result<()> {
    let page = visitor.open("/profile/confirm?return_to=%2Fadmin%2Fpolicies").await?;
    scene.advance(STEP);
    let code = scene.code(&member.key)?;
    let page = visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
    assert_eq!(page.path(), RULES, "{}", page.text());
    Ok(())
}

/// A group of people and a selection of them.
async fn selection(scene: &Scene) -> Result<Selected> {
    scene.member("jan", &[GROUP]).await?;
    scene.member("piet", &[GROUP]).await?;
    let id = actions::admin::selections::of_group(&scene.house.ctx, &scene.house.organisation, GROUP).await?;
    Ok(Selected::Selection(id))
}

async fn saved(scene: &Scene) -> Result<Vec<(String, Demand)>> {
    let all = policies::list(&scene.house.ctx, &scene.house.organisation).await?;
    Ok(all.into_iter().map(|(policy, _)| (policy.name, policy.demand)).collect())
}

fn id_of(page: &Page) -> Result<String> {
    let rest = page.body.split("/admin/policies/").find(|rest| rest.chars().next().is_some_and(|c| c.is_ascii_digit()));
    let rest = rest.with_context(|| format!("no policy on {}", page.text()))?;
    Ok(rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect())
}

#[tokio::test]
async fn a_rule_bites_only_after_everything_is_in_order() -> Result<()> {
    for engine in engines() {
        let scene = empty(engine).await?;
        let Selected::Selection(chosen) = selection(&scene).await? else { panic!("a selection") };
        let chosen = chosen.to_string();
        let sanne = scene.give_app(person(&scene, "sanne", Role::SuperUser).await?).await?;
        let joris = person(&scene, "joris", Role::SuperUser).await?;
        let mut browser = scene.signed_in(&sanne).await?;
        let page = browser.open(NEW).await?;

        // Who has not proved just now proves first, and loses nothing that was typed.
        let page = browser.submit(&page, NEW, &form("save", &[("selection", &chosen)])).await?;
        assert!(page.text().contains("First confirm that it’s you"), "{}", page.text());
        assert!(page.body.contains("value=\"2026-12-08\""));
        confirm(&scene, &mut browser, &sanne).await?;

        let page = browser.submit(&page, NEW, &form("save", &[("selection", &chosen)])).await?;
        let text = page.text();
        assert!(text.contains("At least two SuperUsers"), "{text}");
        assert!(text.contains("now 1 have one"), "{text}");
        assert!(text.contains("No test message"), "{text}");
        assert!(text.contains("There was no dry run"), "{text}");
        assert!(text.contains("it holds for 2 people"), "the dry run is shown at once: {text}");
        assert!(saved(&scene).await?.is_empty());

        // The mark of that dry run counts for exactly what it showed.
        scene.give_app(joris).await?;
        scene.prove_mail(&mut browser).await?;
        let earlier = form("save", &[("selection", &chosen), ("deadline", "2026-12-02")]);
        let page = browser.submit(&page, NEW, &earlier).await?;
        assert!(page.text().contains("There was no dry run"), "{}", page.text());
        assert!(!page.text().contains("SuperUsers") && !page.text().contains("test message"), "{}", page.text());

        let page = browser.submit(&page, NEW, &form("dry-run", &[("selection", &chosen)])).await?;
        let done = browser.fill(&page, NEW, &form("save", &[("selection", &chosen)])).await?;
        assert!(done.text().contains("is saved and counts at once"), "{}", done.text());
        assert_eq!(saved(&scene).await?.len(), 1);

        // It counts at the next sign-in, and what loosens it needs no guard.
        let mut jan = scene.visitor()?;
        assert_eq!(jan.sign_in("jan", PASSWORD).await?.path(), "/sign-in/enrol");
        let address = format!("{RULES}/{}", id_of(&done)?);
        let page = browser.open(&address).await?;
        let later = form("save", &[("selection", &chosen), ("deadline", "2027-01-12")]);
        let done = browser.fill(&page, &address, &later).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_selection_is_built_by_clicking_and_its_faults_point_at_the_character() -> Result<()> {
    const NEW: &str = "/admin/selections/new";
    for engine in engines() {
        let scene = empty(engine).await?;
        scene.member("jan", &[GROUP]).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let page = browser.open(NEW).await?;
        let row = [("field_0", "groups"), ("operator_0", "eq"), ("value_0", GROUP), ("joined", "and")];
        let clicked = |act| [&row[..], &[("act", act), ("name", "Backend users")]].concat();
        let page = browser.submit(&page, NEW, &clicked("preview")).await?;
        assert!(page.text().contains("1 person"), "{}", page.text());
        assert!(page.text().contains("groups eq \"Backend\""), "{}", page.text());

        let page = browser.submit(&page, NEW, &clicked("type")).await?;
        let filter = "groups eq \"Backend\"";
        let wrong = [("act", "save"), ("name", "Backend users"), ("filter", "groups eq 3")];
        let page = browser.submit(&page, NEW, &wrong).await?;
        assert!(page.text().contains("Character 11"), "{}", page.text());
        assert!(page.body.contains("<mark>3</mark>"));
        for wrong in ["", "nonsense eq \"x\"", "groups eq", "(groups eq \"a\"", "userName <script> \"a\""] {
            let fields = [("act", "save"), ("name", "Backend users"), ("filter", wrong)];
            let page = browser.submit(&page, NEW, &fields).await?;
            assert!(page.text().contains("isn’t saved yet"), "{wrong}: {}", page.text());
            assert!(!page.body.contains("<script>"));
        }
        assert!(actions::admin::selections::list(&scene.house.ctx, &scene.house.organisation).await?.is_empty());

        let fields = [("act", "save"), ("name", "Backend users"), ("filter", filter)];
        let done = browser.fill(&page, NEW, &fields).await?;
        assert!(done.text().contains("is saved") && done.text().contains("1 person"), "{}", done.text());

        // The difference before it is saved, and two who edit at once.
        let address = done.links().into_iter().find(|link| link.starts_with("/admin/selections/0")).context("link")?;
        let stale = browser.open(&address).await?;
        let stale = browser.submit(&stale, &address, &[("act", "type")]).await?;
        let page = browser.submit(&stale, &address, &[("act", "preview"), ("filter", "userName pr")]).await?;
        assert!(page.text().contains("enter, 0 leave"), "{}", page.text());
        let first = [("act", "save"), ("filter", "userName eq \"jan\"")];
        browser.fill(&stale, &address, &first).await?;
        let page = browser.submit(&stale, &address, &[("act", "save"), ("filter", "userName pr")]).await?;
        assert!(page.text().contains("Nothing was overwritten"), "{}", page.text());
        assert!(page.text().contains("userName eq \"jan\""), "{}", page.text());

        // What a rule points at stays.
        let all = actions::admin::selections::list(&scene.house.ctx, &scene.house.organisation).await?;
        let optional = Demand { requirement: Requirement::Optional, ..BACKEND };
        policies::save(&scene.house.ctx, &scene.house.organisation, policy("R", Some("Backend users"), optional))
            .await?;
        let page = browser.open(&format!("{address}/remove")).await?;
        assert!(page.text().contains("in use") && page.text().contains("the rule ‘R’"), "{}", page.text());
        assert_eq!(all.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_change_a_rule_at_once_the_second_is_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut sanne) = superuser(&scene, "sanne").await?;
        let (_, mut joris) = superuser(&scene, "joris").await?;
        let address = format!("{RULES}/{}", id_of(&sanne.open(RULES).await?)?);
        let (first, second) = (sanne.open(&address).await?, joris.open(&address).await?);
        let whom = actions::admin::selections::of_group(&scene.house.ctx, &scene.house.organisation, GROUP).await?;
        let whom = whom.to_string();
        let loosened = [("selection", whom.as_str()), ("ask_number", "60"), ("grace", "0")];
        let done = sanne.fill(&first, &address, &form("save", &loosened)).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
        let other = [("selection", whom.as_str()), ("ask_number", "90"), ("grace", "0")];
        let page = joris.submit(&second, &address, &form("save", &other)).await?;
        assert!(page.text().contains("sanne Bakker changed this rule meanwhile"), "{}", page.text());
        assert!(page.text().contains("from once in 90 days to once in 60 days"), "{}", page.text());
        let kept = saved(&scene).await?;
        assert_eq!(kept.first().context("a policy")?.1.ask, Ask::Every(Lifetime::days(60)));
        let page = joris.open(&address).await?;
        let done = joris.fill(&page, &address, &form("save", &other)).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_said_beside_its_field_and_nothing_is_saved() -> Result<()> {
    for engine in engines() {
        let scene = empty(engine).await?;
        scene.member("jan", &[]).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let page = browser.open(NEW).await?;
        for (field, value, said) in [
            ("name", "", "Give the rule a name"),
            ("name", "a\u{202e}b", "Give the rule a name"),
            ("deadline", "2026-11-30", "This date has passed"),
            ("deadline", "soon", "Type a date"),
            ("grace", "-1", "Type a number of days"),
            ("grace", "366", "Type a number of days"),
            ("ask_number", "0", "Type a time from 1 hour"),
            ("ask_number", "<b>", "Type a time from 1 hour"),
            ("stay_number", "99999999", "Type a time from 1 hour"),
            ("idle_number", "9999", "Type a time from 5 minutes"),
            ("selection", "x", "This selection isn’t there"),
            ("selection", NO_ID, "The selection isn’t there any more"),
        ] {
            let page = browser.submit(&page, NEW, &form("save", &[(field, value)])).await?;
            assert_eq!(page.status, if value == NO_ID { 404 } else { 200 });
            assert!(page.text().contains(said), "{field}={value}: {}", page.text());
            assert!(!page.body.contains("<b>\""), "{field}={value}");
        }
        assert!(saved(&scene).await?.is_empty());

        for (address, fields) in [(format!("{RULES}/{NO_ID}"), form("save", &[])), (NEW.to_owned(), form("x", &[]))] {
            let pairs: Vec<(String, String)> = page.form(NEW)?.into_iter().filter(|(name, _)| name == "csrf").collect();
            let pairs = pairs.into_iter().chain(fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
            let pairs: Vec<_> = pairs.chain([("version".to_owned(), "0".to_owned())]).collect();
            let body = journeys::visitor::encode(&pairs);
            let page = browser.send(reqwest::Method::POST, &address, Some(body)).await?;
            assert!(matches!(page.status, 400 | 404), "{address}: {}", page.status);
        }
        for address in ["x", NO_ID, &format!("{NO_ID}/history"), &format!("{NO_ID}/remove")] {
            assert_eq!(browser.get(&format!("{RULES}/{address}")).await?.status, 404, "{address}");
        }
        assert_eq!(browser.get(&format!("{NEW}/dry-run?class=has")).await?.status, 404);
        assert_eq!(browser.get(&format!("/admin/people/{NO_ID}/what-if")).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn only_whose_role_allows_it_sees_or_changes_rules() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut sanne) = superuser(&scene, "sanne").await?;
        let address = format!("{RULES}/{}", id_of(&sanne.open(RULES).await?)?);
        let form_page = sanne.open(&address).await?;
        let pages = [RULES, NEW, &address, "/admin/selections", "/admin/selections/new", "/admin/settings/mail"];
        for role in [Role::Member, Role::Helpdesk, Role::PeopleManager] {
            let mut other = scene.signed_in(&person(&scene, &format!("{}", role.word()), role).await?).await?;
            for page in pages {
                let status = if role == Role::Member { 404 } else { 403 };
                assert_eq!(other.get(page).await?.status, status, "{role:?} {page}");
            }
        }
        // The auditor reads all and changes nothing.
        let auditor = person(&scene, "auditor", Role::Auditor).await?;
        let mut auditor = scene.signed_in(&auditor).await?;
        let page = auditor.open(&address).await?;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("value=\"save\""));
        let home = auditor.open("/profile/sessions").await?;
        let csrf = home.form("/sign-out")?;
        let fields = form("save", &[("name", "Mine")]);
        let pairs = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let version = form_page.form(&address)?.into_iter().find(|(name, _)| name == "version").context("version")?;
        let pairs: Vec<_> = csrf.into_iter().chain(pairs).chain([version]).collect();
        let answer = auditor.send(reqwest::Method::POST, &address, Some(journeys::visitor::encode(&pairs))).await?;
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert_eq!(saved(&scene).await?.first().context("a policy")?.0, "Backend users");
    }
    Ok(())
}

#[tokio::test]
async fn a_rule_that_was_taken_away_comes_back_with_the_same_duties() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let jan = scene.member("jan", &[GROUP]).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        superuser(&scene, "joris").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let under = |look: policy::Look| look.standing.facts.policies.first().and_then(|(_, since)| *since);
        let look = policy::what_if(ctx, organisation, (jan.id, ctx.now())).await?.context("jan")?;
        let since = under(look).context("under the policy")?;

        let id = id_of(&browser.open(RULES).await?)?;
        let address = format!("{RULES}/{id}");
        let page = browser.open(&format!("{address}/remove")).await?;
        let done = browser.fill(&page, &format!("{address}/remove"), &[]).await?;
        assert!(done.text().contains("is removed") && done.text().contains("Removed rules"), "{}", done.text());
        let look = policy::what_if(ctx, organisation, (jan.id, ctx.now())).await?.context("jan")?;
        assert_eq!(look.explanation.policy.requirement.value, Requirement::Off);

        let history = browser.open(&format!("{address}/history")).await?;
        assert!(history.text().contains("Removed") && history.text().contains("sanne Bakker"), "{}", history.text());
        let page = browser.open(&format!("{address}?as=1")).await?;
        assert!(page.text().contains("filled with the version of"), "{}", page.text());
        scene.prove_mail(&mut browser).await?;
        let whom = actions::admin::selections::of_group(ctx, organisation, GROUP).await?.to_string();
        let back = [("selection", whom.as_str()), ("grace", "0")];
        let page = browser.submit(&page, &address, &form("dry-run", &back)).await?;
        let done = browser.fill(&page, &address, &form("save", &back)).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
        let history = browser.open(&format!("{address}/history")).await?;
        assert!(history.text().contains("Brought back"), "{}", history.text());
        scene.advance(Lifetime::days(1));
        let look = policy::what_if(ctx, organisation, (jan.id, ctx.now())).await?.context("jan")?;
        assert_eq!(under(look), Some(since), "leaving and coming back never restarts it");
    }
    Ok(())
}
