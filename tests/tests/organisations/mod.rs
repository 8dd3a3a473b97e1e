//! Several organisations in one house: the host decides, nothing of one is anything to another, and before the module is
//! on nothing of it shows.

mod activation;

use std::sync::Arc;

use actions::admin::views::{self, SavedView, ViewEdit};
use actions::admin::{policies, selections};
use actions::{Ctx, Organisation};
use anyhow::{Result, bail};
use domain::id::ViewId;
use domain::organisation::{ModuleState, RequestState};
use domain::policy::{Ask, Requirement, Stay};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order};
use journeys::platform::{HOST, Platform, add};
use journeys::routes::{self, NO_ID, Route};
use journeys::scene::PASSWORD;
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use store::testing::engines;

const MODULE: &str = "/admin/settings/two-step";
const LIST: &str = "/operator/organisations";

/// Words and links by which two-step sign-in shows, in both languages.
const TRACES: [&str; 22] = [
    "2fa",
    "two-step",
    "two step",
    "second step",
    "tweestaps",
    "tweede stap",
    "second factor",
    "tweede factor",
    "two-factor",
    "authenticator",
    "recovery code",
    "herstelcode",
    "trusted device",
    "vertrouwde apparaten",
    "/devices",
    "6-digit",
    "6 cijfers",
    "helpdesk pass",
    "otpauth",
    "code from your",
    "code uit je",
    "/sign-in/enrol",
];

fn holds_no_trace(page: &Page) {
    if !page.header("content-type").starts_with("text/html") {
        return;
    }
    // Identifiers and tokens are letters by chance.
    let parts = page.body.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let body: String = parts.filter(|part| part.len() < 24).collect::<String>().to_lowercase();
    for trace in TRACES {
        assert!(!body.contains(trace), "{} says {trace}: {}", page.address, page.text());
    }
}

#[tokio::test]
async fn before_the_module_is_on_no_page_shows_a_trace_of_it() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let mia = platform.member("mia").await?;
        for (who, may_ask) in [(&mia, false), (&platform.bea, true)] {
            for language in ["en", "nl"] {
                let mut visitor = platform.at_bond()?;
                visitor.header("accept-language", language)?;
                holds_no_trace(&visitor.open(&format!("/sign-in?lang={language}")).await?);
                let wrong = visitor.sign_in(&who.name, "no password of mine").await?;
                holds_no_trace(&wrong);
                let home = visitor.sign_in(&who.name, PASSWORD).await?;
                assert!(home.is_of_someone_signed_in(), "the password alone signs in: {}", home.text());
                let mut all: Vec<String> = routes::all()
                    .into_iter()
                    .filter(|route| route.get && !route.is_for_machines() && !route.path.contains('{'))
                    .map(|route| route.path)
                    .collect();
                all.retain(|path| path != "/sign-out" && !path.starts_with("/sign-in"));
                for page in visitor.crawl(&all).await? {
                    // Whoever may ask for it must be able to read about it, there alone.
                    if may_ask && page.path().starts_with("/admin/settings") {
                        continue;
                    }
                    assert!(page.status < 500, "{}", page.address);
                    holds_no_trace(&page);
                }
                assert_eq!(visitor.get("/profile/two-factor").await?.status, 404);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_belongs_to_one_organisation_is_nothing_at_the_host_of_another() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let scene = &platform.scene;
        // At home first, so that the answer is remembered in memory.
        let mut otto = scene.remembered(&platform.operator).await?;
        assert_eq!(otto.get("/session").await?.status, 204);
        let mut abroad = otto.clone();
        abroad.header("x-forwarded-host", HOST)?;
        assert_eq!(abroad.clone().get("/session").await?.status, 401);
        assert_eq!(
            abroad.clone().get("/auth/check").await?.status,
            403,
            "a proxy says what page, and by which way not"
        );
        for route in routes::all().iter().filter(|route| !route.is_for_machines() && !route.is_of_signing_in()) {
            let page = abroad.clone().get(&route.with_id(NO_ID)).await?;
            let is_read = route.is_for_everybody() && page.status == 200;
            let is_away = route.is_unsaid(page.status) || matches!(page.status, 303 | 404 | 405);
            assert!(is_read || is_away, "{}: {}", route.path, page.status);
            assert!(page.status != 303 || page.location().starts_with("/sign-in") || page.location().starts_with('/'));
            assert!(!page.body.contains("otto"), "{}", route.path);
        }
        assert_eq!(otto.get("/session").await?.status, 204, "at home it goes on");

        // Nor is a person, a half sign-in, or the other way round.
        let page = platform.at_bond()?.sign_in(&platform.operator.name, PASSWORD).await?;
        assert!(page.text().contains("don’t belong together") || page.path() == "/sign-in", "{}", page.text());
        assert!(!page.is_of_someone_signed_in());
        let mut half = scene.visitor()?;
        let page = half.sign_in(&platform.operator.name, PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        half.header("x-forwarded-host", HOST)?;
        assert_eq!(half.open("/sign-in/second-factor").await?.path(), "/sign-in");
        let mut bea = platform.in_bond(&platform.bea).await?;
        assert_eq!(bea.get("/session").await?.status, 204);
        bea.headers.remove("x-forwarded-host");
        assert_eq!(bea.get("/session").await?.status, 401);
    }
    Ok(())
}

/// Identifiers on the pages of someone's profile.
async fn ids_of(visitor: &mut Visitor) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for path in ["/profile/sessions", "/profile/devices", "/profile/two-factor"] {
        let page = visitor.get(path).await?;
        let words = page.body.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
        ids.extend(words.filter(|word| word.len() == NO_ID.len() && word.matches('-').count() == 4).map(str::to_owned));
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

async fn view_of(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<ViewId> {
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: "Everyone".to_owned(),
        selection: None,
        columns: vec![Column::Name],
        order: Order::Name,
        actions: Vec::new(),
        roles: vec![Role::Helpdesk],
    };
    match views::save_by_command_line(ctx, organisation, edit).await? {
        Some(SavedView::Saved(id)) => Ok(id),
        other => bail!("no view: {other:?}"),
    }
}

#[tokio::test]
async fn identifiers_of_another_organisation_lead_nowhere() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let scene = &platform.scene;
        let mut otto = scene.remembered(&platform.operator).await?;
        scene.remembered(&platform.operator).await?;
        let mut ids = ids_of(&mut otto).await?;
        assert!(ids.len() >= 3, "{ids:?}");
        ids.push(platform.operator.id.to_string());
        ids.push(scene.house.organisation.id.to_string());
        ids.extend(
            store::policy::list(scene.house.ctx.db(), scene.house.organisation.id)
                .await?
                .iter()
                .map(|it| it.id.to_string()),
        );
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        ids.push(policies::group(ctx, organisation, "Bestuur").await?.to_string());
        ids.push(selections::of_group(ctx, organisation, "Bestuur").await?.to_string());
        ids.push(view_of(ctx, organisation).await?.to_string());
        // With the module on, so that every page is there.
        actions::operator::activate(&scene.house.ctx, &platform.bond()?).await?;
        let mut bea = platform.in_bond(&platform.bea).await?;
        let csrf = bea.get("/profile/sessions").await?.form("/sign-out")?.remove(0).1;
        // A ticket and the handle of a sign-in are no identifiers: `module_mode` tries them elsewhere.
        let is_named =
            |route: &&Route| route.path.contains("{id}") && !route.is_for_machines() && !route.is_of_signing_in();
        for route in routes::all().iter().filter(is_named) {
            for id in &ids {
                let path = route.with_id(id);
                if route.get {
                    assert_eq!(bea.get(&path).await?.status, 404, "GET {path}");
                }
                if route.post {
                    let mut sender = bea.clone();
                    let body = if path.ends_with("/file") {
                        sender.header("content-type", "multipart/form-data; boundary=XX")?;
                        format!(
                            "--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--XX\r\n\
                             Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                             Content-Type: text/plain\r\n\r\nanna\r\n--XX--\r\n"
                        )
                    } else {
                        format!("csrf={csrf}&label=x&message=x&answer=approve&request={id}&act=save&name=x")
                    };
                    assert_eq!(sender.send(Method::POST, &path, Some(body)).await?.status, 404, "POST {path}");
                }
            }
        }
        assert_eq!(bea.get(LIST).await?.status, 404, "operators alone");
        assert_eq!(otto.get("/session").await?.status, 204, "nothing was ended");
    }
    Ok(())
}

async fn asks(bea: &mut Visitor, fields: &[(&str, &str)]) -> Result<Page> {
    let page = bea.open(MODULE).await?;
    bea.fill(&page, MODULE, fields).await
}

#[tokio::test]
async fn the_module_is_asked_for_turned_down_asked_again_and_approved() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let scene = &platform.scene;
        let mia = platform.member("mia").await?;
        let mut member = platform.in_bond(&mia).await?;
        assert_eq!(member.get(MODULE).await?.status, 404, "members ask for nothing");

        let mut bea = platform.in_bond(&platform.bea).await?;
        let wish = [("ask", "every"), ("ask_n", "14"), ("ask_unit", "days"), ("stay", "browser"), ("note", "Graag.")];
        let wrong = asks(&mut bea, &[("ask", "every"), ("ask_n", "0")]).await?;
        assert!(wrong.text().contains("a year at most"), "{}", wrong.text());
        let (mut twin, asked) = (bea.clone(), bea.open(MODULE).await?);
        let page = asks(&mut bea, &wish).await?;
        assert!(page.text().contains("waits for the operator"), "{}", page.text());
        assert_eq!(platform.bond()?.module, ModuleState::Requested);
        // Of two who ask, the second is told, and shown what was asked.
        let page = twin.fill(&asked, MODULE, &[("ask", "always"), ("note", "Nu.")]).await?;
        assert!(page.text().contains("Somebody else was just before you"), "{}", page.text());
        assert!(page.text().contains("14 days") && !page.text().contains("Nu."), "{}", page.text());
        holds_no_trace(&member.open("/profile").await?);

        // The operator sees what was asked for, and says why not.
        let id = platform.bond()?.id;
        let address = format!("{LIST}/{id}");
        let answer = format!("{address}/answer");
        let mut otto = scene.signed_in(&platform.operator).await?;
        let list = otto.open(LIST).await?;
        assert!(list.text().contains("1 request waits") && list.text().contains(HOST), "{}", list.text());
        let page = otto.open(&address).await?;
        assert!(page.text().contains("Graag.") && page.text().contains("14 days"), "{}", page.text());
        let page = otto.fill(&page, &answer, &[("answer", "decline")]).await?;
        assert!(page.text().contains("Say why"), "{}", page.text());
        let page = otto.fill(&page, &answer, &[("answer", "decline"), ("message", "Bel <b>ons</b>")]).await?;
        assert!(page.text().contains("turned down"), "{}", page.text());
        assert_eq!(platform.bond()?.module, ModuleState::Inactive);
        let mails = platform.mails_to(&format!("bea@{HOST}")).await?;
        assert!(mails.last().is_some_and(|mail| mail.text.contains("Bel <b>ons</b>")), "{mails:?}");

        // Answered is answered.
        let page = otto.open(&address).await?;
        assert!(page.form(&answer).is_err());
        scene.advance(Lifetime::seconds(1));
        let page = asks(&mut bea, &[]).await?;
        assert!(page.text().contains("waits for the operator"), "{}", page.text());
        let again = bea.open(MODULE).await?;
        let page = bea.fill(&again, MODULE, &[("withdraw", "1")]).await?;
        assert!(page.text().contains("Ask for two-step sign-in"), "{}", page.text());
        scene.advance(Lifetime::seconds(1));
        asks(&mut bea, &wish).await?;
        let page = otto.open(&address).await?;
        let twice = otto.clone();
        let done = otto.fill(&page, &answer, &[("answer", "approve")]).await?;
        assert!(done.text().contains("Two-step sign-in is on"), "{}", done.text());
        let late = twice.clone().fill(&page, &answer, &[("answer", "decline"), ("message", "x")]).await?;
        assert!(late.text().contains("answered this request before"), "{}", late.text());

        // What was wished for is the policy, offered to everyone; mail says it is on.
        let policies = store::policy::list(scene.house.ctx.db(), id).await?;
        let demand = policies.first().map(|policy| policy.demand).ok_or_else(|| anyhow::anyhow!("no policy"))?;
        assert_eq!(policies.len(), 1);
        assert_eq!((demand.requirement, demand.ask), (Requirement::Optional, Ask::Every(Lifetime::days(14))));
        assert_eq!(demand.stay, Stay::UntilBrowserCloses);
        let mails = platform.mails_to(&format!("bea@{HOST}")).await?;
        assert!(mails.last().is_some_and(|mail| mail.text.contains("switched it on")), "{mails:?}");
        let page = platform.at_bond()?.sign_in("mia", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/enrol", "{}", page.text());
        let request = store::activation::latest(scene.house.ctx.db(), id).await?;
        assert_eq!(request.map(|request| request.state), Some(RequestState::Approved));
    }
    Ok(())
}

#[tokio::test]
async fn an_organisation_is_made_closed_and_opened_by_operators_alone() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let scene = &platform.scene;
        // A SuperUser of the operators who has no second step may look, and do nothing.
        let own = scene.house.organisation.clone();
        let nora = add(scene, &own, "nora", Role::SuperUser).await?;
        let mut nora = scene.signed_in(&nora).await?;
        let page = nora.open(&format!("{LIST}/{}", platform.bond()?.id)).await?;
        assert!(
            page.text().contains("your own second step first") && !page.body.contains("/close\""),
            "{}",
            page.text()
        );

        let mut otto = scene.signed_in(&platform.operator).await?;
        let new = format!("{LIST}/new");
        let fields = [
            ("name", "Zangkoor"),
            ("host", "KOOR.example"),
            ("language", "en"),
            ("user_name", "karel"),
            ("display_name", "Karel Bakker"),
            ("address", "karel@koor.example"),
        ];
        let page = otto.open(&new).await?;
        let wrong = [("name", " "), ("host", HOST), ("time_zone", "Mars"), ("language", "nl"), ("address", "x")];
        let page = otto.fill(&page, &new, &wrong).await?;
        for said in ["at most 200 characters", "has this host name", "time zone such as", "no e-mail address"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        let page = otto.open(&new).await?;
        let made = otto.fill(&page, &new, &fields).await?;
        let text = made.text();
        let password = text.split_whitespace().find(|word| word.len() == 23 && word.matches('-').count() == 3);
        let password = password.ok_or_else(|| anyhow::anyhow!("no password: {text}"))?.to_owned();
        let mut karel = scene.visitor()?;
        karel.header("x-forwarded-host", "koor.example")?;
        let home = karel.sign_in("karel", &password).await?;
        assert!(home.is_of_someone_signed_in(), "{}", home.text());

        // Closed: out at the next click, and no way in. Opened: as before.
        let koor = scene.house.ctx.organisation_named("koor.example")?;
        let address = format!("{LIST}/{}", koor.id);
        let page = otto.open(&address).await?;
        let page = otto.fill(&page, &format!("{address}/close"), &[]).await?;
        assert!(page.text().contains("The organisation is closed"), "{}", page.text());
        assert_eq!(karel.get("/session").await?.status, 401);
        assert!(!karel.sign_in("karel", &password).await?.is_of_someone_signed_in());
        let page = otto.open(&address).await?;
        otto.fill(&page, &format!("{address}/reopen"), &[]).await?;
        assert!(karel.sign_in("karel", &password).await?.is_of_someone_signed_in());
        assert!(otto.open(&format!("{LIST}/{}", own.id)).await?.form(&format!("{LIST}/{}/close", own.id)).is_err());
    }
    Ok(())
}
