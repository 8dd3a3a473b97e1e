//! The desk as the source tells it: a SuperUser selects the backend users, obliges them from a date, exempts one without a
//! smartphone, and ticks an action in one view; then helps somebody in again who is locked out.

use actions::admin::import_authenticator;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies;
use actions::admin::views::{self, SavedView, ViewEdit};
use anyhow::{Context, Result, ensure};
use domain::id::{UserId, ViewId};
use domain::policy::{Demand, Requirement};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, house_with, rule};
use secrecy::SecretString;
use server::mail::sink::Sink;
use server::testing::{House, HouseOptions};

use crate::browser::ready;

const GROUP: &str = "Backend";
const NAME: &str = "Backend users";
const JORIS: &str = "Joris van den Berg";
const RIET: &str = "Riet Schouten";
/// Both are the twelfth of December in whichever order a browser asks for day and month.
const FROM: &str = "12122026";
/// And the second of February.
const UNTIL: &str = "02022027";

async fn person(house: &House, user_name: &str, full_name: &str, role: Role) -> Result<UserId> {
    policies::group(&house.ctx, &house.organisation, GROUP).await?;
    let new = NewPerson {
        user_name: user_name.to_owned(),
        display_name: full_name.to_owned(),
        addresses: vec![format!("{user_name}@waterland.example")],
        language: None,
        role,
        groups: vec![GROUP.to_owned()],
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    Ok(people::add(&house.ctx, &house.organisation, new).await?)
}

/// A view of everyone, in which everything may be done but switching two-step sign-in off.
async fn view(house: &House, name: &str) -> Result<ViewId> {
    let all = ViewAction::ALL.iter().copied();
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: name.to_owned(),
        selection: None,
        columns: vec![Column::Name, Column::Groups, Column::SecondFactor, Column::LastSignIn],
        order: Order::Name,
        actions: all.filter(|action| *action != ViewAction::SecondFactorOff).collect(),
        roles: vec![Role::Helpdesk],
    };
    match views::save_by_command_line(&house.ctx, &house.organisation, edit).await? {
        Some(SavedView::Saved(id)) => Ok(id),
        other => anyhow::bail!("the view {name} was not saved: {other:?}"),
    }
}

/// The steps up to a rule that counts: the selection, the mail test, the dry run.
async fn oblige(walk: &Walk<'_>, sink: &Sink) -> Result<()> {
    walk.browser.goto("/admin/selections/new").await?;
    walk.fill("selection-name", NAME).await?;
    walk.browser.fill(&walk.words_with("selection-value", 1), GROUP).await?;
    walk.press("selection-save").await?;
    walk.is_at("/admin/selections").await?;
    walk.reads_text(NAME).await?;

    let written = sink.messages().len();
    walk.browser.goto("/admin/settings/mail").await?;
    walk.press("mail-test-send").await?;
    sink.wait_for(written + 1).await;
    walk.browser.goto("/admin/policies/new").await?;
    walk.fill("rule-name", NAME).await?;
    walk.browser.choose(&walk.say("rule-selection"), NAME).await?;
    walk.browser.tick(&walk.say("rule-r-mandatory")).await?;
    walk.browser.fill(&walk.say("rule-deadline"), FROM).await?;
    walk.press("rule-run-do").await?;
    walk.press("rule-save").await?;
    walk.is_at("/admin/policies").await?;
    walk.reads_text(NAME).await
}

/// Opens a person through a view.
async fn open(walk: &Walk<'_>, view: ViewId, name: &str) -> Result<()> {
    walk.browser.goto(&format!("/admin/people?view={view}")).await?;
    walk.browser.press(name).await
}

async fn goes_through(look: &Look) -> Result<()> {
    let sink = Sink::start().await?;
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions { smtp: Some(sink.url()), ..HouseOptions::default() }).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    person(&house, "sanne", "Sanne de Wit", Role::SuperUser).await?;
    let other = person(&house, "anna", "Anna Visser", Role::SuperUser).await?;
    import_authenticator::import(ctx, organisation, other, b"a secret of twenty b", "Phone").await?;
    let joris = person(&house, "joris", JORIS, Role::Member).await?;
    import_authenticator::import(ctx, organisation, joris, b"of a phone that fell", "Oude telefoon").await?;
    person(&house, "riet", RIET, Role::Member).await?;
    let (backend, members) = (view(&house, NAME).await?, view(&house, "Leden").await?);

    let mut walk = Walk::open(&house, &format!("desk-{}", look.language), look).await?;
    walk.browser.goto("/admin").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;
    oblige(&walk, &sink).await?;

    // Who has no smartphone is exempt.
    open(&walk, members, RIET).await?;
    walk.look("person").await?;
    walk.press("act-exempt").await?;
    walk.look("exempt").await?;
    walk.fill("desk-reason", "Heeft geen smartphone <b>").await?;
    walk.fill("desk-until", UNTIL).await?;
    walk.press("desk-exempt-button").await?;
    walk.reads("notice-exempt").await?;
    walk.look("person-exempt").await?;
    walk.browser.goto("/admin/exemptions").await?;
    walk.reads_text(RIET).await?;
    walk.look("exemptions").await?;

    // Settings, Views, Edit, tick.
    walk.browser.goto("/admin/views").await?;
    walk.look("views").await?;
    walk.press_in("edit", NAME).await?;
    walk.browser.choose(&walk.say("view-selection"), NAME).await?;
    walk.reads("view-off-hint").await?;
    walk.browser.tick(&walk.say("act-second-factor-off")).await?;
    walk.look("view-edit").await?;
    walk.browser.follow(".formfoot .btn.primary").await?;
    walk.is_at("/admin/views").await?;
    walk.look("views-saved").await?;

    // The button is there, and not in the other view.
    open(&walk, members, JORIS).await?;
    ensure!(walk.browser.count("a[href*='/second-factor-off']").await? == 0, "a button in a view without the action");
    open(&walk, backend, JORIS).await?;
    walk.look("people-button").await?;
    ensure!(walk.browser.count("a[href*='/second-factor-off']").await? == 1, "no button where the action was ticked");

    // Past the date Joris has no phone any more, and Riet needs none.
    house.clock.advance(Lifetime::days(20));
    let mut locked_out = Walk::open(&house, &format!("desk-{}-locked-out", look.language), look).await?;
    locked_out.browser.goto("/").await?;
    locked_out.sign_in("joris").await?;
    locked_out.is_at("/sign-in/second-factor").await?;
    let exempt = Walk::open(&house, &format!("desk-{}-exempt", look.language), look).await?;
    exempt.browser.goto("/").await?;
    exempt.sign_in("riet").await?;
    exempt.reads_text(RIET).await?;
    exempt.finish().await?;

    walk.browser.goto(&format!("/admin/people/{joris}?view={backend}")).await?;
    walk.sign_in("sanne").await?;
    walk.prove(&app).await?;
    walk.look("person-locked-out").await?;
    walk.press("act-second-factor-off").await?;
    walk.look("switch-off").await?;
    walk.browser.choose_value(&walk.say("desk-reason"), "lost").await?;
    walk.press("act-second-factor-off").await?;
    walk.reads("notice-switched-off").await?;
    walk.look("pass").await?;
    let pass = walk.browser.text_of("#pass").await?;
    ensure!(pass.starts_with("T-"), "{pass}");
    walk.press("pass-shown-done").await?;
    walk.look("person-switched-off").await?;

    // With the pass Joris is in again, and has a second step of his own.
    locked_out.browser.goto("/").await?;
    locked_out.sign_in("joris").await?;
    locked_out.is_at("/sign-in/enrol").await?;
    locked_out.browser.goto("/sign-in/enrol/app").await?;
    locked_out.is_at("/sign-in/enrol/proof").await?;
    locked_out.browser.tap(&locked_out.say("proof-have-pass")).await?;
    locked_out.fill("proof-pass-label", &pass).await?;
    locked_out.press("proof-pass-button").await?;
    locked_out.is_at("/sign-in/enrol/app").await?;
    let (own, _) = locked_out.set_up().await?;
    locked_out.press("codes-stored").await?;
    locked_out.is_at("/").await?;
    locked_out.sign_out().await?;
    locked_out.sign_in("joris").await?;
    locked_out.prove(&own).await?;
    locked_out.is_at("/").await?;
    locked_out.finish().await?;

    walk.browser.goto(&format!("/admin/people/{joris}?view={backend}")).await?;
    walk.reads("chip-on").await?;
    let told = sink.messages().into_iter().filter(|mail| mail.to == ["joris@waterland.example"]).count();
    ensure!(told >= 2, "Joris was told {told} times that 2FA went off and on again");
    let kept = store::audit::of_user(ctx.db(), organisation.id, joris, 100).await?;
    let off = kept.iter().find(|event| event.kind == "second-factor-switched-off").context("nothing in the log")?;
    ensure!(off.details.contains(NAME), "the log does not name the view: {}", off.details);
    walk.finish().await?;
    house.stop().await.map_err(anyhow::Error::from_boxed)
}

#[tokio::test]
async fn browser_the_desk_lets_somebody_in_again_on_a_wide_screen_in_dutch() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_the_desk_lets_somebody_in_again_on_a_dark_phone_in_english_without_scripts() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "en", scheme: Scheme::Dark, scripts: Scripts::Blocked, ..Look::PHONE }).await
}
