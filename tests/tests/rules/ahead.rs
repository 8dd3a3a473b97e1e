//! What lies ahead: the dry run over everyone, a deadline that moves, "what if" for one person.

use actions::admin::policies;
use actions::admin::policy::{self, PolicyEdit};
use anyhow::{Context as _, Result};
use domain::policy::{Demand, Outlook, Reach, Requirement, outlook};
use domain::selection::Selected;
use domain::time::Lifetime;
use jiff::civil::date;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, policy};
use store::testing::engines;

use crate::rules::superuser;

#[tokio::test]
async fn a_dry_run_is_the_decision_for_every_person() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let mut members = Vec::new();
        for number in 0..24 {
            let groups: &[&str] = if number % 2 == 0 { &[GROUP] } else { &[] };
            let name = format!("p{number}");
            let address = format!("{name}@waterland.example");
            let addresses: &[&str] = if number % 3 == 0 { &[] } else { &[&address] };
            let member = scene.member_of(&name, groups, None, addresses).await?;
            let member = if number % 5 == 0 { scene.give_app(member).await? } else { member };
            if number % 7 == 0 {
                let until = ctx.now().plus(Lifetime::days(3 + number));
                policies::exempt(ctx, organisation, member.id, until, "no phone").await?;
            }
            members.push(member);
        }
        let whom = actions::admin::selections::of_group(ctx, organisation, GROUP).await?;
        for (selected, demand) in [
            (Selected::Everyone, BACKEND),
            (Selected::Everyone, Demand { deadline: None, ..BACKEND }),
            (Selected::Selection(whom), Demand { deadline: Some(date(2026, 12, 2)), grace_days: 3, ..BACKEND }),
            (Selected::Selection(whom), Demand { requirement: Requirement::Optional, ..BACKEND }),
        ] {
            for days in [0, 4, 30] {
                let at = ctx.now().plus(Lifetime::days(days));
                let edit = PolicyEdit { id: None, version: 0, name: "Try".to_owned(), selected, demand };
                let run = policy::dry_run(ctx, organisation, &edit, at).await?;
                assert_eq!(run.all, 24);
                let name = selected.selection().map(|_| GROUP);
                let id = policies::save(ctx, organisation, policy("Try", name, demand)).await?;
                let mut counted = [0; Outlook::ALL.len()];
                for (number, member) in members.iter().enumerate() {
                    let look = policy::what_if(ctx, organisation, (member.id, at)).await?.context("a person")?;
                    let facts = &look.standing.facts;
                    let reach = Reach { has_address: number % 3 != 0, enrollable: policy::ENROLLABLE };
                    if facts.policies.iter().any(|(policy, _)| policy.id == id) {
                        let class = outlook(at, &facts.person, &look.standing.policy, reach);
                        counted[class.index()] += 1;
                    }
                }
                let kept = policy::find(ctx, organisation, id).await?.context("the policy")?;
                let author = policy::Author::CommandLine { organisation, even_so: None };
                policy::remove(ctx, author, (id, kept.version)).await?;
                for class in Outlook::ALL {
                    assert_eq!(run.of(class).people, counted[class.index()], "{engine:?} {demand:?} {days} {class:?}");
                    let listing = policy::Listing::Class(class);
                    let mut listed = 0;
                    let mut after = None;
                    loop {
                        let page = policy::list_of(ctx, organisation, (&edit, at), listing, (after, 5)).await?;
                        listed += page.members.len() as u64;
                        after = page.next;
                        if after.is_none() {
                            break;
                        }
                    }
                    assert_eq!(listed, counted[class.index()], "{class:?}");
                }
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn who_was_told_a_deadline_is_told_the_later_one_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let jan = scene.member("jan", &[GROUP]).await?;
        scene.member("piet", &[GROUP]).await?;
        let kees = scene.member_with_app("kees", &[GROUP]).await?;
        scene.signed_in(&jan).await?;
        scene.signed_in(&kees).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let later = Demand { deadline: Some(date(2027, 1, 12)), ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), later)).await?;
        assert_eq!(policy::tell_of_moves(ctx).await?, 1, "jan saw the date, piet did not, kees is done");
        assert_eq!(policy::tell_of_moves(ctx).await?, 0);
        let mails = scene.mails_to("jan@waterland.example").await?;
        let moved: Vec<_> = mails.iter().filter(|mail| mail.text.contains("12 januari 2027")).collect();
        assert_eq!(moved.len(), 1, "{mails:?}");
        assert!(scene.mails_to("piet@waterland.example").await?.is_empty());

        // An earlier one counts at once and is told to nobody: the next sign-in names it.
        let earlier = Demand { deadline: Some(date(2026, 12, 2)), ..BACKEND };
        policies::save(ctx, organisation, policy("Backend users", Some(GROUP), earlier)).await?;
        assert_eq!(policy::tell_of_moves(ctx).await?, 0);
        scene.move_to("2026-12-02 00:00:00")?;
        let mut browser = scene.visitor()?;
        let page = browser.sign_in("jan", PASSWORD).await?;
        assert!(!page.body.contains("value=\"later\""), "it is no choice any more: {}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_if_says_what_holds_at_a_moment_and_why() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let jan = scene.member("jan", &[GROUP]).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let address = format!("/admin/people/{}/what-if", jan.id);
        let page = browser.open(&address).await?;
        assert!(page.text().contains("required from 8 December 2026"), "{}", page.text());
        let page = browser.open(&format!("{address}?at=2026-12-08&time=00:00")).await?;
        assert!(page.text().contains("required since 8 December 2026"), "{}", page.text());
        assert!(page.text().contains("(Backend users)"), "{}", page.text());
        let page = browser.open(&format!("{address}?at=morgen")).await?;
        assert!(page.text().contains("Type a date"), "{}", page.text());
    }
    Ok(())
}
