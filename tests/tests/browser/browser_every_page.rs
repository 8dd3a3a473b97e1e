//! Every page of the administration, in both languages and at both sizes, where people, groups, views and the rest have
//! names that would be markup or formulas, or are written in other scripts.

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::attributes::{self, AttributeEdit, SavedAttribute};
use actions::admin::campaign::{self as campaigns, By, CampaignEdit, Drafted, TypedText};
use actions::admin::desk::Acted;
use actions::admin::people::{self, Membership};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::radius_clients::{self, ClientEdit};
use actions::admin::relying_parties::{self, PartyEdit, SavedParty};
use actions::admin::selections::{self, RuleEdit, SelectionEdit};
use actions::admin::views::{self, SavedView, ViewEdit};
use anyhow::{Context, Result, bail, ensure};
use domain::access::Opens;
use domain::announcement::{Reach, Weight};
use domain::api_key::{ApiKey, FORMER_LIVES, HIGHEST_RATE, Scope, Scopes};
use domain::application::{Address, Answering, Application, PathRule};
use domain::campaign::{CampaignState, Hours, Plan};
use domain::id::{DeliveryId, SelectionId, SystemId, UserId};
use domain::people_source::PeopleSource;
use domain::policy::{Demand, Mode, Requirement, Stay};
use domain::radius::{Fault, FaultKind};
use domain::relying_party::{ClaimSource, Refresh, Template};
use domain::selection::{AttributeKind, Selected};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use journeys::look::{Look, Scheme};
use journeys::provisioner::usual_source;
use journeys::relying_party;
use journeys::routes;
use journeys::slapd::far_directory;
use journeys::visitor::Visitor;
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, house, member, rule, superuser};
use server::testing::House;

use crate::browser::ready;
use store::hook::NewDelivery;

/// Markup, a formula, from right to left, Han, and letters with marks.
const NAMES: [&str; 5] = [
    "<script>alert(1)</script> Jan",
    "=HYPERLINK(\"https://evil.example\")",
    "مریم احمدی",
    "王小明",
    "Zoë Ĺŭčić-Ångström",
];
/// For what is not a person.
const NAME: &str = "<img src=x onerror=alert(2)> & \"Koor\" 王";

/// What the addresses are about.
struct Things {
    person: UserId,
    view: String,
    group: String,
    selection: String,
    policy: String,
    watching: String,
    role: String,
    attribute: String,
    campaign: String,
    announcement: String,
    system: String,
    api_key: String,
    people_source: String,
    directory: String,
    radius_client: String,
    token: String,
    application: String,
    party: String,
}

async fn fill(house: &House) -> Result<Things> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    superuser(house, "sanne", "Sanne de Wit").await?;
    let group = policies::group(ctx, organisation, NAME).await?.to_string();
    let key = attribute(house).await?;
    let mut all = Vec::new();
    for (at, name) in NAMES.iter().enumerate() {
        let id = member(house, &format!("m{at}"), name, "nl").await?;
        people::set_membership(ctx, organisation, id, NAME, Membership::In).await?;
        let pairs = [(key.clone(), NAME.to_owned())];
        attributes::set_values_by_command_line(ctx, organisation, id, &pairs).await?;
        all.push(id);
    }
    let person = *all.first().context("nobody")?;
    let until = ctx.now().plus(Lifetime::days(20));
    policies::exempt(ctx, organisation, person, until, NAME).await?;
    let filter = RuleEdit::Dynamic("displayName co \"a\"".to_owned());
    let edit =
        SelectionEdit { id: None, version: 0, name: NAME.to_owned(), description: NAME.to_owned(), rule: filter };
    selections::save_by_command_line(ctx, organisation, edit).await?;
    let selection = selections::by_name(ctx, organisation, NAME).await?.id;
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let new = NewPolicy { name: NAME.to_owned(), selection: Some(NAME.to_owned()), demand: optional };
    let policy = policies::save(ctx, organisation, new).await?.to_string();
    let own = Column::from_word(&format!("own:{key}")).context("no column")?;
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: NAME.to_owned(),
        selection: Some(selection),
        columns: [vec![own], Column::BUILT_IN.to_vec()].concat(),
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: vec![Role::Helpdesk],
    };
    let Some(SavedView::Saved(view)) = views::save_by_command_line(ctx, organisation, edit).await? else {
        bail!("the view was not saved")
    };
    let role = "01930000-0000-7000-8000-0000000000aa".parse().context("no identifier")?;
    let kept = store::role::OwnRole {
        id: role,
        name: NAME.to_owned(),
        rights: domain::permission::Rights::of(&[domain::permission::Right::PeopleRead]),
        version: 0,
    };
    let input = (kept, organisation.id);
    let db = ctx.db();
    db.write_with::<_, _, store::Error, _>(input, |tx, (role, org)| {
        Box::pin(async move { store::role::save(tx, *org, role).await })
    })
    .await?;
    Ok(Things {
        person,
        view: view.to_string(),
        group,
        selection: selection.to_string(),
        policy,
        watching: watching(house).await?,
        role: role.to_string(),
        attribute: key,
        campaign: campaign(house).await?,
        announcement: announcement(house, selection).await?,
        system: system(house).await?,
        api_key: api_key(house).await?,
        people_source: people_source(house).await?,
        directory: far_directory(&house.ctx, &house.organisation, "Directory").await?.to_string(),
        radius_client: radius_client(house, selection).await?,
        token: crate::tokens::stocked(&house.ctx, &house.organisation, NAME).await?,
        application: application(house, selection).await?,
        party: party(house, selection).await?,
    })
}

/// A connected system that is told of nothing any more, with what it was told.
async fn system(house: &House) -> Result<String> {
    let id: SystemId = "01930000-0000-7000-8000-0000000000ab".parse()?;
    let delivery = DeliveryId::from_bytes(id.bytes());
    let input = (house.organisation.id, house.ctx.now());
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>(input, move |tx, (org, now)| {
        Box::pin(async move {
            let keys = store::system::Keys { key_hash: [0; 32], sealed_secret: vec![0] };
            let address = format!("https://{}.example/", "a-long-name-".repeat(5));
            store::system::insert(tx, *org, (id, &keys), (NAME, Some(&address)), (*now, None)).await?;
            let (kind, body) = ("announcement.published".to_owned(), "{}".to_owned());
            store::hook::write(tx, *org, NewDelivery { id: delivery, system: id, kind, body }, *now)?;
            store::hook::drop_all(tx, *org, id, "too-slow").await?;
            store::system::saw(tx, *org, id, *now).await?;
            store::system::hook_off(tx, *org, id, *now).await?;
            Ok(())
        })
    })
    .await?;
    Ok(id.to_string())
}

/// A key of the API with long addresses, that was made anew.
async fn api_key(house: &House) -> Result<String> {
    let now = house.ctx.now();
    let key = ApiKey {
        id: "01930000-0000-7000-8000-0000000000ad".parse()?,
        name: NAME.to_owned(),
        scopes: Scopes::of(Scope::ALL.iter().copied()),
        return_addresses: vec![format!("https://{}.example{}", "a-long-name-".repeat(5), "/a-long-folder".repeat(5))],
        requests_a_minute: HIGHEST_RATE,
        version: 0,
        made_at: now,
        made_by: None,
        last_used_at: None,
        former_until: None,
    };
    let id = key.id;
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, key), move |tx, (org, key)| {
        Box::pin(async move {
            store::api_key::insert(tx, *org, key, [1; 32]).await?;
            store::api_key::renew(tx, *org, key.id, ([2; 32], now.plus(FORMER_LIVES))).await?;
            store::api_key::used(tx, *org, key.id, now).await
        })
    })
    .await?;
    Ok(id.to_string())
}

/// A system with a long name from which people come in, whose key was made anew.
async fn people_source(house: &House) -> Result<String> {
    let now = house.ctx.now();
    let source = PeopleSource { name: NAME.to_owned(), ..usual_source(now) };
    let id = source.id;
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, source), move |tx, (org, source)| {
        Box::pin(async move {
            store::people_source::insert(tx, *org, source, Some([1; 32])).await?;
            store::people_source::renew(tx, *org, source.id, ([2; 32], now.plus(FORMER_LIVES))).await?;
            store::people_source::used(tx, *org, source.id, now).await
        })
    })
    .await?;
    Ok(id.to_string())
}

/// A device with a long name and many addresses, of the selection, whose secret was made anew and with whom something went wrong.
async fn radius_client(house: &House, selection: SelectionId) -> Result<String> {
    let networks = (0..20).map(|one| format!("2001:db8:1234:5678:9abc:def0:1234:{one}")).collect::<Vec<_>>();
    let edit =
        ClientEdit { networks: networks.join(" "), who: Selected::Selection(selection), ..ClientEdit::fresh(NAME) };
    radius_clients::add_by_command_line(&house.ctx, &house.organisation, &edit).await?;
    let made = radius_clients::renew_by_command_line(&house.ctx, &house.organisation, NAME).await?;
    let id = made.context("it is not there")?.id;
    let fault = Fault { kind: FaultKind::WrongSecret, at: house.ctx.now(), from: "2001:db8::9".parse()? };
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, fault), move |tx, (org, fault)| {
        Box::pin(async move {
            store::radius_client::used(tx, *org, id, fault.at).await?;
            store::radius_client::failed(tx, *org, id, fault).await
        })
    })
    .await?;
    Ok(id.to_string())
}

/// An application with a long name, address and path, one rule of which is for the selection.
async fn application(house: &House, selection: SelectionId) -> Result<String> {
    let host = format!("{}.example", "a-long-name-".repeat(5));
    let application = Application {
        id: "01930000-0000-7000-8000-0000000000ac".parse()?,
        name: NAME.to_owned(),
        addresses: vec![Address { scheme: "https".to_owned(), host, folder: "/a-long-folder".repeat(5) }],
        rules: vec![
            PathRule::usual(),
            PathRule {
                path: format!("/{NAME}"),
                opens: Opens::SignedIn(Selected::Selection(selection)),
                second_factor: true,
                max_age: Some(Lifetime::minutes(5)),
            },
        ],
        answering: Answering::Usual,
        version: 0,
    };
    let id = application.id.to_string();
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, application), |tx, (org, application)| {
        Box::pin(async move { store::application::save(tx, *org, application).await })
    })
    .await?;
    Ok(id)
}

/// An application that signs in here, with long addresses and a claim, for the selection.
async fn party(house: &House, selection: SelectionId) -> Result<String> {
    let host = format!("https://{}.example{}", "a-long-name-".repeat(5), "/a-long-folder".repeat(5));
    let edit = PartyEdit {
        template: Template::Nextcloud,
        redirect_addresses: host.clone(),
        logout_addresses: host,
        who: Selected::Selection(selection),
        second_factor: true,
        max_age: Some(Lifetime::minutes(5)),
        consent: true,
        refresh: Refresh::Days(30),
        claims: vec![("a_long_name_".repeat(5), ClaimSource::Groups)],
        ..relying_party::edit(NAME)
    };
    match relying_parties::add_by_command_line(&house.ctx, &house.organisation, &edit).await? {
        SavedParty::Saved(made) => Ok(made.id.to_string()),
        other => bail!("no application: {other:?}"),
    }
}

/// An announcement that everyone of the selection reads.
async fn announcement(house: &House, selection: SelectionId) -> Result<String> {
    let today = house.ctx.now().date_in(&house.organisation.zone);
    let texts = ["en", "nl"].map(|language| TypedText {
        language: language.to_owned(),
        subject: NAME.to_owned(),
        body: format!("{{name}} {NAME}"),
    });
    let reach = Reach {
        selected: Selected::Selection(selection),
        from: today,
        until: today,
        weight: Weight::Important,
        lacking_only: false,
        dismissible: true,
        shared: true,
    };
    let edit = AnnouncementEdit { id: None, version: 0, reach, texts: texts.to_vec() };
    match announcements::save_by_command_line(&house.ctx, &house.organisation, &edit).await? {
        SavedAnnouncement::Saved(id) => Ok(id.to_string()),
        other => bail!("no announcement: {other:?}"),
    }
}

/// A rule that only watches, and would have made the sign-ins of everyone of the selection others.
async fn watching(house: &House) -> Result<String> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let named = format!("{NAME} 3");
    let demand = Demand { stay: Stay::UntilBrowserCloses, mode: Mode::Watch, ..rule() };
    let new = NewPolicy { name: named, selection: Some(NAME.to_owned()), demand };
    let policy = policies::save(ctx, organisation, new).await?;
    for at in 0..NAMES.len() {
        Visitor::new(&house.site)?.sign_in(&format!("m{at}"), PASSWORD).await?;
    }
    Ok(policy.to_string())
}

/// A campaign that told everyone of the selection something.
async fn campaign(house: &House) -> Result<String> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let named = format!("{NAME} 2");
    let new = NewPolicy { name: named.clone(), selection: Some(NAME.to_owned()), demand: rule() };
    let policy = policies::save(ctx, organisation, new).await?;
    let today = ctx.now().date_in(&organisation.zone);
    let plan = Plan { before: vec![1], hours: Hours { from: 0, until: 24 }, ..Plan::usual(today) };
    let edit = CampaignEdit { id: None, version: 0, policy, name: NAME.to_owned(), plan };
    let by = By::CommandLine(organisation);
    let Acted::Done(Drafted::Saved(id)) = campaigns::make(ctx, by, &edit).await? else { bail!("no campaign") };
    campaigns::go(ctx, by, id, CampaignState::Running).await?;
    campaigns::run(ctx).await?;
    Ok(id.to_string())
}

async fn attribute(house: &House) -> Result<String> {
    let edit = AttributeEdit {
        key: "remark".to_owned(),
        version: 0,
        name: NAME.to_owned(),
        kind: AttributeKind::Text,
        choices: Vec::new(),
        position: 1,
    };
    match attributes::save_by_command_line(&house.ctx, &house.organisation, edit).await? {
        SavedAttribute::Saved(key) => Ok(key.to_string()),
        other => bail!("no attribute: {other:?}"),
    }
}

/// The addresses to look at: every GET of the administration, about the things of this house.
fn addresses(things: &Things) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for route in routes::all() {
        // A file is no page, and an import begins with a file: other journeys open both.
        let no_page = ["/admin", "/admin/audit/export", "/admin/people/import/{id}"].contains(&route.path.as_str())
            || route.path.starts_with("/admin/people/import/{id}");
        if !route.get || !route.path.starts_with("/admin") || no_page {
            continue;
        }
        let id = match route.path.split('/').nth(2) {
            Some("people") => things.person.to_string(),
            Some("views") => things.view.clone(),
            Some("applications") if route.path.contains("/sign-in/") => things.party.clone(),
            Some("applications") => things.application.clone(),
            Some("groups") => things.group.clone(),
            Some("selections") => things.selection.clone(),
            Some("messages") => things.campaign.clone(),
            Some("announcements") => things.announcement.clone(),
            Some("policies") if route.path.contains("/watching") => things.watching.clone(),
            Some("policies") => things.policy.clone(),
            Some("roles") => things.role.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/systems") => things.system.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/keys") => things.api_key.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/sources") => things.people_source.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/directories") => things.directory.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/tokens") => things.token.clone(),
            Some("settings") if route.path.starts_with("/admin/settings/radius") => things.radius_client.clone(),
            Some("settings") => things.attribute.clone(),
            _ if !route.path.contains('{') => String::new(),
            _ => bail!("say here what {} is about", route.path),
        };
        let of_people = route.path.starts_with("/admin/people");
        let query = if of_people { format!("?view={}", things.view) } else { String::new() };
        let query = match route.path.rsplit('/').next() {
            Some("people") if route.path.contains("/watching") => "?effect=session".to_owned(),
            Some("dry-run") => "?name=x&selection=&requirement=optional&ask=every&ask_number=30&ask_unit=days\
                                &stay=for&stay_number=1&stay_unit=days&authenticators=any&late=emailed-code&grace=0\
                                &version=1&class=offered"
                .to_owned(),
            _ => query,
        };
        all.push(format!("{}{query}", route.with_id(&id)));
    }
    all.push(format!("/admin/people?view={}&q=zzz", things.view));
    Ok(all)
}

async fn goes_through(look: &Look) -> Result<()> {
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house(optional).await?;
    let things = fill(&house).await?;
    let mut walk = Walk::open(&house, &format!("every-page-{}", look.width), look).await?;
    walk.browser.goto("/admin/people").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;
    let mut looked = 0;
    for address in addresses(&things)? {
        walk.browser.goto(&address).await?;
        if walk.browser.path().await?.starts_with("/profile/confirm") {
            walk.prove_again(&app).await?;
        }
        let path = address.split('?').next().unwrap_or_default();
        let found = walk.browser.path().await?;
        ensure!(found.split('?').next() == Some(path), "{address} leads to {found}");
        let text = walk.browser.text().await?;
        ensure!(!text.contains(&walk.say("problem-missing-title")), "{address} is not there");
        walk.look(&path.trim_start_matches('/').replace('/', "-")).await?;
        looked += 1;
    }
    ensure!(looked > 40, "only {looked} pages");
    walk.finish().await
}

#[tokio::test]
async fn browser_every_page_of_the_desk_shows_any_name_as_text_in_the_dark() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { scheme: Scheme::Dark, ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_every_page_of_the_desk_shows_any_name_as_text_on_a_phone() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", ..Look::PHONE }).await
}
