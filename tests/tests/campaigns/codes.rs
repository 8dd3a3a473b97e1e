//! Mail that somebody waits for, while a campaign to many goes out.

use actions::admin::campaign::{self, By};
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies;
use anyhow::{Context as _, Result, ensure};
use domain::campaign::{CampaignState, Hours, Plan};
use domain::id::CampaignId;
use domain::policy::Demand;
use domain::time::Lifetime;
use domain::user::Role;
use jiff::civil::date;
use journeys::scene::{BACKEND, Scene, Setup, policy};
use server::jobs::Post;
use store::testing::engines;

use super::look;

/// People who are told something.
const MANY: usize = 1_000;
/// So many have it when somebody asks for what they wait for.
const UNDER_WAY: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_waits_for_overtakes_a_campaign() -> Result<()> {
    for engine in engines() {
        let demand = Demand { deadline: Some(date(2026, 12, 21)), ..BACKEND };
        let setup = Setup { policies: vec![policy("Everyone", None, demand)], ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let new = (0..MANY).map(|number| NewPerson {
            user_name: format!("p{number}"),
            display_name: format!("Persoon {number}"),
            addresses: vec![format!("p{number}@waterland.example")],
            language: None,
            role: Role::Member,
            groups: Vec::new(),
            // Nobody of them signs in.
            password: NewPassword::Hashed(String::new()),
        });
        people::add_many(ctx, organisation, new.collect()).await?;
        let sanne = scene.member("sanne", &[]).await?;
        let plan = Plan { before: Vec::new(), hours: Hours { from: 0, until: 24 }, ..Plan::usual(date(2026, 12, 1)) };
        let policy = actions::admin::policy::list(ctx, organisation).await?.first().context("a policy")?.policy.id;
        let (id, input) = (CampaignId::from_bytes([7; 16]), (organisation.id, plan, ctx.now()));
        ctx.db()
            .write_with::<_, _, store::Error, _>(input, move |tx, (org, plan, now)| {
                Box::pin(async move {
                    store::campaign::insert(tx, *org, (id, policy), ("Two steps", plan), (*now, None)).await
                })
            })
            .await?;
        campaign::go(ctx, By::CommandLine(organisation), id, CampaignState::Running).await?;
        look(&scene).await?;
        scene.sink.wait_for_count(UNDER_WAY).await;
        // Nothing slow, such as hashing a password: the campaign goes on meanwhile.
        policies::exempt(ctx, organisation, sanne.id, ctx.now().plus(Lifetime::days(20)), "No smartphone").await?;
        let counts = store::outbox::count(ctx.db(), organisation.id).await?;
        let wait = counts.iter().find(|(state, _)| state == "waiting").map_or(0, |(_, number)| *number);
        let begun = (MANY + 2).saturating_sub(usize::try_from(wait)?);
        let mails = scene.mails().await?;
        let waited =
            mails.iter().position(|mail| mail.header("Subject").is_some_and(|words| words.contains("voorlopig")));
        let waited = waited.context("the notice did not arrive")?;
        // Everyone is told, the notice came while they were, and it overtook all but those whose turn had come.
        ensure!(mails.len() == MANY + 2, "{engine:?}: {} mails", mails.len());
        ensure!(begun < MANY / 2, "{engine:?}: {begun} of {MANY} were begun when it was written");
        ensure!(waited <= begun + 2 * Post::CLAIMS, "{engine:?}: it came after {waited}, written after {begun}");
        println!("{engine:?}: written after {begun} of {MANY}, it came after {waited}");
    }
    Ok(())
}
