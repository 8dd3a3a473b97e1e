//! Attributes of the organisation's own as columns of a view and as its order.

use anyhow::{Context, Result};
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use crate::desk::office::{at_the_desk, post, view_for};

const ATTRIBUTES: &str = "/admin/settings/attributes/new";

/// What stands in the column of this name, from the top.
fn cells(page: &Page, column: &str) -> Vec<String> {
    let mark = format!("data-l=\"{column}\"");
    let cells = page.body.split(&mark).skip(1);
    cells.filter_map(|rest| rest.split("<span>").nth(1)?.split('<').next().map(str::to_owned)).collect()
}

async fn attribute(desk: &mut Visitor, key: &str, name: &str, kind: &str) -> Result<()> {
    let page = desk.open(ATTRIBUTES).await?;
    desk.fill(&page, ATTRIBUTES, &[("name", name), ("key", key), ("kind", kind), ("choices", "")]).await?;
    Ok(())
}

#[tokio::test]
async fn a_view_shows_attributes_of_ones_own_and_is_ordered_by_them() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        attribute(&mut desk, "hours", "Hours", "number").await?;
        attribute(&mut desk, "since", "Since", "date").await?;
        attribute(&mut desk, "driver", "Driver <b>", "yes-no").await?;
        for (name, hours, since, driver) in [
            ("anna", "9", "2026-02-01", "true"),
            ("bert", "10", "2025-12-31", "false"),
            ("cees", "", "2026-01-15", ""),
            ("dora", "-2,5", "", "true"),
        ] {
            let fields = [
                ("display_name", name),
                ("user_name", name),
                ("own_hours", hours),
                ("own_since", since),
                ("own_driver", driver),
            ];
            let added = post(&mut desk, "/admin/people/new", &fields).await?;
            assert_eq!(added.status, 303, "{}", added.text());
        }
        let only = [("version", "0"), ("name", "Four"), ("filter", "hours pr or since pr"), ("act", "save")];
        assert_eq!(post(&mut desk, "/admin/selections/new", &only).await?.status, 303);
        let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
        let selections = store::selection::list(ctx.db(), org).await?;
        let four = selections.iter().find(|one| one.name == "Four").map(|one| one.id);
        let id = view_for(&scene, ("Four", four), &[ViewAction::Edit], &[Role::Helpdesk]).await?;

        // The editor offers them as columns, to be moved, and as orders.
        let address = format!("/admin/views/{id}");
        let page = desk.open(&address).await?;
        for offered in ["value=\"own:hours\"", "value=\"own:since\"", "value=\"own-down:driver\"", "up:own:since"] {
            assert!(page.body.contains(offered), "{offered}: {}", page.body);
        }
        assert!(!page.body.contains("Driver <b>"), "{}", page.body);
        let four = four.map(|id| id.to_string()).context("no selection")?;
        let moving = [("move", "up:own:since"), ("sort", "name"), ("selection", &four)];
        let moved = desk.submit(&page, &address, &moving).await?;
        let order = moved.body.split("name=\"order\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let order = order.with_context(|| moved.text())?.trim_end();
        assert!(order.ends_with(" own:since own:hours own:driver"), "{order}");
        let fields = [
            ("version", "1"),
            ("order", order),
            ("name", "Four"),
            ("selection", &four),
            ("role", "helpdesk"),
            ("column", "name"),
            ("column", "own:hours"),
            ("column", "own:since"),
            ("column", "own:driver"),
            ("sort", "own:hours"),
        ];
        let saved = post(&mut desk, &address, &fields).await?;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let kept = store::view::find(ctx.db(), org, id).await?.context("the view is gone")?;
        assert_eq!(kept.order, Order::from_word("own:hours").context("no order")?);
        assert_eq!(kept.columns.iter().filter(|column| matches!(column, Column::Own(_))).count(), 3);

        // Numbers stand as numbers, days as days, yes and no in words; who has none stands last, in either direction.
        let list = format!("/admin/people?view={id}");
        let page = desk.get(&list).await?;
        assert_eq!(cells(&page, "Hours"), ["-2.5", "9", "10", ""], "{engine:?} {}", page.body);
        assert_eq!(cells(&page, "Driver &#60;b&#62;"), ["Yes", "Yes", "No", ""], "{engine:?} {}", page.body);
        assert!(page.body.contains("aria-sort=\"ascending\"><a class=\"sort\""), "{}", page.body);
        let down = desk.get(&format!("{list}&sort=own-down%3Ahours")).await?;
        assert_eq!(cells(&down, "Hours"), ["10", "9", "-2.5", ""], "{engine:?}");
        let since = desk.get(&format!("{list}&sort=own%3Asince")).await?;
        assert_eq!(
            cells(&since, "Since"),
            ["31 December 2025", "15 January 2026", "1 February 2026", ""],
            "{engine:?} {}",
            since.body
        );
        for made_up in ["own:none", "own-down:email", "own:"] {
            assert_eq!(desk.get(&format!("{list}&sort={made_up}")).await?.status, 404, "{engine:?} {made_up}");
        }

        // What a view looks at stays; a view that looks at what is gone is not saved.
        let removal = "/admin/settings/attributes/since/remove";
        let said = desk.open(removal).await?.text();
        assert!(said.contains("These look at it") && said.contains("the view ‘Four’"), "{said}");
        let said = post(&mut desk, removal, &[("version", "1")]).await?.text();
        assert!(said.contains("These look at it"), "{said}");
        let page = desk.open(&address).await?;
        let fields = [("column", "own:made-up"), ("name", "Four more"), ("sort", "name"), ("selection", four.as_str())];
        let refused = desk.submit(&page, &address, &fields).await?;
        assert!(
            refused.text().contains("an attribute is gone") && refused.body.contains("Four more"),
            "{}",
            refused.text()
        );
    }
    Ok(())
}

#[tokio::test]
async fn by_an_attribute_that_the_view_does_not_show_nothing_is_ordered() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        attribute(&mut desk, "salary", "Salary", "number").await?;
        let id = view_for(&scene, ("Names", None), &[], &[Role::Helpdesk]).await?;
        let page = desk.get(&format!("/admin/people?view={id}")).await?;
        assert!(page.status == 200 && !page.body.contains("salary") && !page.body.contains("Salary"), "{}", page.body);
        assert_eq!(desk.get(&format!("/admin/people?view={id}&sort=own:salary")).await?.status, 404, "{engine:?}");
    }
    Ok(())
}
