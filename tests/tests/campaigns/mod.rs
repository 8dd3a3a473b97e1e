//! Campaigns: six weeks of one with a clock that is moved, what is refused, and what a kill in between leaves.

mod again;
mod bad_input;
mod codes;
mod corrections;
mod crash;
mod killed_weeks;
mod letters;
mod lists;
mod weeks;

use actions::admin::campaign::{self, Campaign};
use anyhow::{Context as _, Result, ensure};
use domain::user::Role;
use journeys::scene::{Member, STEP, Scene};
use journeys::visitor::{Page, Visitor};
use store::Statement;

const LIST: &str = "/admin/messages";
const NEW: &str = "/admin/messages/new";

/// A `SuperUser` with an app who has just proved it.
async fn superuser(scene: &Scene, name: &str) -> Result<(Member, Visitor)> {
    let organisation = scene.house.organisation.clone();
    let member = journeys::platform::add(scene, &organisation, name, Role::SuperUser).await?;
    let member = scene.give_app(member).await?;
    let visitor = prove(scene, &member).await?;
    Ok((member, visitor))
}

/// Signs in and proves it once more.
async fn prove(scene: &Scene, member: &Member) -> Result<Visitor> {
    let mut visitor = scene.signed_in(member).await?;
    let mut page = visitor.open("/profile/confirm?return_to=%2Fadmin%2Fmessages").await?;
    // Whoever was asked a code a moment ago is not asked again.
    if page.path() != LIST {
        scene.advance(STEP);
        let code = scene.code(&member.key)?;
        page = visitor.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
    }
    ensure!(page.path() == LIST, "{}", page.text());
    Ok(visitor)
}

/// The first rule that the form offers.
fn rule_of(page: &Page) -> Result<String> {
    let choice = page.body.split("id=\"rule\"").nth(1).context("no rule to choose")?;
    Ok(choice.split("<option value=\"").nth(1).context("no rule")?.chars().take_while(|c| *c != '"').collect())
}

/// Makes a campaign by the form; answers the page that follows. Choices are not read from the page, so they are said.
async fn make(visitor: &mut Visitor, other: &[(&str, &str)]) -> Result<Page> {
    let page = visitor.open(NEW).await?;
    let rule = rule_of(&page)?;
    let mut fields = vec![("rule", rule.as_str()), ("from", "9"), ("until", "17"), ("tone", "informal")];
    for (name, value) in other {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    visitor.fill(&page, NEW, &fields).await
}

/// Takes a campaign to another state by its button.
async fn go(visitor: &mut Visitor, campaign: &Campaign, to: &str) -> Result<Page> {
    let address = format!("{LIST}/{}", campaign.id);
    let page = visitor.open(&address).await?;
    visitor.fill(&page, &format!("{address}/go"), &[("to", to)]).await
}

/// The only campaign.
async fn only(scene: &Scene) -> Result<Campaign> {
    let all = campaign::list(&scene.house.ctx, &scene.house.organisation).await?;
    ensure!(all.len() == 1, "{} campaigns", all.len());
    Ok(all.into_iter().next().context("no campaign")?.campaign)
}

const LOOK_NOW: Statement =
    Statement::new("test.look_now", "UPDATE campaigns SET look_at = 0 WHERE organisation_id = $1");

/// Lets the campaigns look, whatever they said about when to look again; answers once nobody is due anything.
async fn look(scene: &Scene) -> Result<()> {
    let org = scene.house.organisation.id;
    let db = scene.house.ctx.db();
    db.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move { tx.execute(&LOOK_NOW, &[org.bytes().into()]).await.map(drop) })
    })
    .await?;
    // The house looks by itself too: whoever of both comes first writes.
    while campaign::run(&scene.house.ctx).await? > 0 {}
    Ok(())
}

/// Waits until no message waits or is on its way.
async fn delivered(scene: &Scene) -> Result<()> {
    none_in(scene, &["waiting", "sending"]).await
}

/// Waits until no message is in one of these states.
async fn none_in(scene: &Scene, states: &[&str]) -> Result<()> {
    let settled = async {
        loop {
            let counts = store::outbox::count(scene.house.ctx.db(), scene.house.organisation.id).await?;
            if !counts.iter().any(|(state, _)| states.contains(&state.as_str())) {
                return Ok::<(), anyhow::Error>(());
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), settled)
        .await
        .context("messages still wait or are on their way")?
}
