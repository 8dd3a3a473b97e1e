//! The pages about selections and rules, in a house with a rule on a group.

use anyhow::{Context, Result};
use domain::policy::{Demand, Mode, Requirement};
use domain::selection::AttributeKind;
use journeys::look::Look;
use journeys::visitor::Visitor;
use journeys::waterland::{PASSWORD, house_with, member, rule, superuser};
use server::testing::HouseOptions;

use actions::admin::attributes::{self, AttributeEdit};
use actions::admin::people::{self, Membership};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::selections;

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions::default()).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let group = if look.language == "nl" { "Backend-gebruikers" } else { "Backend users" };
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let joris = member(&house, "joris", "Joris van den Berg", look.language).await?;
    policies::group(ctx, organisation, group).await?;
    people::set_membership(ctx, organisation, joris, group, Membership::In).await?;
    let editors = if look.language == "nl" { "Redactie" } else { "Editors" };
    policies::group(ctx, organisation, editors).await?;
    for (user_name, full_name, groups) in [
        ("fatima", "Fatima El Amrani", &[group][..]),
        ("lin", "Lin Chen", &[group, editors]),
        ("maria", "Maria Jansen", &[editors]),
        ("riet", "Riet Schouten", &[editors]),
    ] {
        let person = member(&house, user_name, full_name, look.language).await?;
        for group in groups {
            people::set_membership(ctx, organisation, person, group, Membership::In).await?;
        }
    }
    selections::of_group(ctx, organisation, editors).await?;
    let whom = selections::of_group(ctx, organisation, group).await?;
    let new = NewPolicy { name: group.to_owned(), selection: Some(group.to_owned()), demand: rule() };
    let id = policies::save(ctx, organisation, new).await?;

    let team = AttributeEdit {
        key: "team".to_owned(),
        version: 0,
        name: "Team".to_owned(),
        kind: AttributeKind::Text,
        choices: Vec::new(),
        position: 1,
    };
    attributes::save_by_command_line(ctx, organisation, team).await?;

    // A rule on trial, which only watches: two who signed in would have been asked something.
    let trial = if look.language == "nl" { "Redactie, op proef" } else { "Editors, on trial" };
    let demand = Demand { mode: Mode::Watch, deadline: None, grace_days: 0, ..rule() };
    let new = NewPolicy { name: trial.to_owned(), selection: Some(editors.to_owned()), demand };
    let trial = policies::save(ctx, organisation, new).await?;
    for user_name in ["maria", "riet"] {
        Visitor::new(&house.site)?.sign_in(user_name, PASSWORD).await?;
    }

    let album = Album::open(&house, look).await?;
    album.goto("/admin/policies").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("/admin/policies/{id}")).await?;
    album.walk.press("rule-run-do").await?;
    album.take_both("rule").await?;
    album.walk.press("class-ahead").await.context("the class of joris")?;
    album.take("dry-run-list").await?;
    for (path, name) in [
        ("/admin/policies".to_owned(), "rules"),
        ("/admin/policies/new".to_owned(), "rule-new"),
        (format!("/admin/policies/{id}/history"), "rule-history"),
        (format!("/admin/policies/{id}/remove"), "rule-remove"),
        (format!("/admin/policies/{trial}/watching"), "rule-watching"),
        (format!("/admin/policies/{trial}/watching/people?effect=obliged"), "rule-watching-people"),
        (format!("/admin/people/{joris}/what-if"), "what-if"),
        ("/admin/settings/mail".to_owned(), "mail-test"),
        ("/admin/selections".to_owned(), "selections"),
        (format!("/admin/selections/{whom}"), "selection"),
        ("/admin/selections/new".to_owned(), "selection-new"),
        ("/admin/selections/new?kind=list".to_owned(), "selection-list"),
        (format!("/admin/selections/{whom}/remove"), "selection-in-use"),
        (format!("/admin/selections/{whom}/people"), "selection-people"),
        ("/admin/settings/attributes".to_owned(), "attributes"),
        ("/admin/settings/attributes/new".to_owned(), "attribute-new"),
        ("/admin/settings/attributes/team".to_owned(), "attribute"),
        ("/admin/settings/attributes/team/remove".to_owned(), "attribute-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.goto(&format!("/admin/selections/{whom}")).await?;
    album.walk.browser.fill(&album.walk.words_with("selection-value", 1), editors).await?;
    album.walk.press("selection-preview").await?;
    album.walk.reads("selection-entering").await?;
    album.take_both("selection-difference").await?;
    album.close().await
}
