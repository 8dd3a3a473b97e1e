//! What connected systems read, in both formats, as parsers from outside understand it.

use std::str::FromStr;

use actions::admin::people;
use anyhow::{Context, Result};
use atom_syndication::Feed;
use domain::announcement::{Reach, Weight};
use domain::time::Lifetime;
use domain::user::Role;
use jiff::ToSpan;
use journeys::platform::{HOST, Platform};
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use serde_json::Value;
use store::testing::engines;

use crate::systems::office::{SYSTEMS, announce, connect, edit, reach, shown, signed_in, today};

const JSON: &str = "/feeds/announcements.json";
const ATOM: &str = "/feeds/announcements.atom";

fn machine(scene: &Scene, key: &str) -> Result<Visitor> {
    let mut machine = scene.visitor()?;
    machine.header("authorization", &format!("Bearer {key}"))?;
    Ok(machine)
}

fn items(page: &Page) -> Result<Vec<Value>> {
    let feed: Value = serde_json::from_str(&page.body).with_context(|| page.body.clone())?;
    let version = feed.get("version").and_then(Value::as_str);
    assert_eq!(version, Some("https://jsonfeed.org/version/1.1"));
    Ok(feed.get("items").and_then(Value::as_array).context("no items")?.clone())
}

fn titles(page: &Page) -> Result<Vec<String>> {
    let title = |item: &Value| Some(item.get("title")?.as_str()?.to_owned());
    items(page)?.iter().map(|item| title(item).context("no title")).collect()
}

#[tokio::test]
async fn everyone_s_feed_holds_what_is_handed_on_and_says_nothing_of_a_reader() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let all = reach(&scene);
        let later = today(&scene).checked_add(1.day())?;
        let important = Reach { weight: Weight::Important, ..all };
        let hostile = "</content><script>alert(1)</script> & \"quotes\"";
        let open =
            announce(&scene, &edit(all, "Open & <b>", &format!("One.\nTwo.\n\n{hostile} {{organisation}}"))).await?;
        announce(&scene, &edit(important, "Urgent", "Now.")).await?;
        announce(&scene, &edit(Reach { shared: false, ..all }, "Inside", "x")).await?;
        announce(&scene, &edit(Reach { lacking_only: true, ..all }, "Lacking", "x")).await?;
        announce(&scene, &edit(Reach { from: later, until: later, ..all }, "Later", "x")).await?;
        announce(&scene, &edit(all, "Named", "Hello {name}.")).await?;
        announce(&scene, &edit(all, "Dated", "Before {deadline}.")).await?;

        let mut machine = machine(&scene, &system.key)?;
        let json = machine.get(JSON).await?;
        assert_eq!((json.status, json.header("content-type")), (200, "application/feed+json"));
        assert_eq!(titles(&json)?, ["Urgent (nl)", "Open & <b> (nl)"], "in the language of the organisation");
        let english = machine.get(&format!("{JSON}?language=en")).await?;
        assert_eq!(titles(&english)?, ["Urgent (en)", "Open & <b> (en)"]);
        let item = items(&english)?[1].clone();
        let id = item["id"].as_str().context("no id")?;
        assert!(id.ends_with(&format!("/announcements#announcement.{open}")), "{id}");
        assert_eq!(item["content_text"], format!("One.\nTwo.\n\n{hostile} Vereniging Waterland"));
        let html = item["content_html"].as_str().context("no html")?;
        assert!(html.starts_with("<p>One.<br>Two.</p><p>") && !html.contains("<script"), "{html}");
        assert_eq!(items(&english)?[0]["tags"], serde_json::json!(["important"]));
        assert!(!json.body.contains("twf_"), "the key is nowhere in it");

        let atom = machine.get(&format!("{ATOM}?language=en")).await?;
        assert_eq!((atom.status, atom.header("content-type")), (200, "application/atom+xml"));
        let feed = Feed::from_str(&atom.body)?;
        assert_eq!((feed.title.value.as_str(), feed.lang.as_deref()), ("Vereniging Waterland", Some("en")));
        assert_eq!(feed.authors.len(), 1);
        let entries: Vec<_> = feed.entries.iter().map(|entry| entry.title.value.clone()).collect();
        assert_eq!(entries, ["Urgent (en)", "Open & <b> (en)"]);
        let content = feed.entries[1].content.as_ref().context("no content")?;
        assert_eq!((content.value.as_deref(), content.content_type.as_deref()), (Some(html), Some("html")));
        assert_eq!(feed.entries[1].id, id);
        assert_eq!(feed.entries[0].categories[0].term, "important");

        // As key in the address, for readers that cannot send a header; and that it read is told.
        let mut plain = scene.visitor()?;
        assert_eq!(titles(&plain.get(&format!("{JSON}?key={}", system.key)).await?)?.len(), 2);
        let list = admin.open(SYSTEMS).await?;
        assert!(list.text().contains("Last read on"), "{}", list.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_person_s_feed_holds_what_they_read_in_the_product() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let bert = scene.member("bert", &["Backend"]).await?;
        scene.member("cor", &[]).await?;
        let all = reach(&scene);
        announce(&scene, &edit(all, "Named", "Hello {name}, before {deadline}.")).await?;
        announce(&scene, &edit(Reach { shared: false, ..all }, "Inside", "x")).await?;
        announce(&scene, &edit(all, "Open", "For all.")).await?;
        let mut machine = machine(&scene, &system.key)?;
        let of = |name: &str| format!("{JSON}?language=en&person={name}");
        let page = machine.get(&of("bert")).await?;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
        let found = items(&page)?;
        let named = found.iter().find(|item| item["title"] == "Named (en)").context("not named")?;
        assert_eq!(named["content_text"], "Hello Bert Jansen, before 8 December 2026.");
        let mut read = titles(&page)?;
        read.sort();
        assert_eq!(read, ["Named (en)", "Open (en)"], "what stays inside is not handed on");
        assert_eq!(titles(&machine.get(&of("cor")).await?)?, ["Open (en)"], "without a deadline of their own");
        assert_eq!(titles(&machine.get(&of("bert%40waterland.example")).await?)?.len(), 2);

        let mut own = scene.visitor()?;
        let offer = own.sign_in("bert", journeys::scene::PASSWORD).await?;
        own.fill(&offer, "/sign-in/enrol", &[("choice", "later")]).await?;
        let home = own.open("/").await?;
        let word = home.body.split("announcement.").nth(1).context("nothing to put away")?;
        let word = format!("announcement.{}", word.split('"').next().unwrap_or_default());
        own.submit(&home, "/announcements", &[("item", &word)]).await?;
        assert_eq!(titles(&machine.get(&of("bert")).await?)?.len(), 1, "put away there is put away here");

        people::set_blocked(&scene.house.ctx, &scene.house.organisation, bert.id, true).await?;
        for name in ["bert", "nobody", "", "%27%20OR%201%3D1"] {
            let page = machine.get(&of(name)).await?;
            assert_eq!((page.status, page.header("content-type")), (404, "text/plain; charset=utf-8"), "{name}");
            assert!(!page.body.contains('<') && page.body.trim_end().ends_with('.'), "{}", page.body);
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_its_key_nobody_reads_a_feed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let refused = async |key: Option<&str>| {
            for path in [JSON, ATOM] {
                let mut machine = scene.visitor()?;
                if let Some(key) = key {
                    machine.header("authorization", &format!("Bearer {key}"))?;
                }
                let page = machine.get(path).await?;
                assert_eq!((page.status, page.header("www-authenticate")), (401, "Bearer"), "{key:?}");
            }
            anyhow::Ok(())
        };
        let other = format!("twf_{}", "A".repeat(43));
        let bare = system.key.strip_prefix("twf_").context("no prefix")?;
        for key in [None, Some(""), Some("twf_"), Some(bare), Some(other.as_str()), Some(&system.secret)] {
            refused(key).await?;
        }
        // Signed in is no key either.
        assert_eq!(admin.get(JSON).await?.status, 401);
        let page = admin.open(&system.page()).await?;
        let renewed = admin.submit(&page, &format!("{}/key", system.page()), &[]).await?;
        let key = shown(&renewed, "key")?;
        refused(Some(&system.key)).await?;
        assert_eq!(machine(&scene, &key)?.get(JSON).await?.status, 200);
        let ask = format!("{}/remove", system.page());
        let page = admin.open(&ask).await?;
        admin.submit(&page, &ask, &[]).await?;
        refused(Some(&key)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_opens_the_feeds_of_its_own_organisation_alone() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let scene = &platform.scene;
        let mut operator = scene.signed_in(&platform.operator).await?;
        let system = connect(&mut operator, "Intranet", "").await?;
        let mut machine = machine(scene, &system.key)?;
        assert_eq!(machine.get(JSON).await?.status, 200);
        // Without the module there are no feeds, whatever the key.
        machine.header("x-forwarded-host", HOST)?;
        assert_eq!(machine.get(JSON).await?.status, 404);
        machine.header("x-forwarded-host", "nobody.example")?;
        assert_eq!(machine.get(ATOM).await?.status, 404);
        scene.advance(Lifetime::minutes(1));
    }
    Ok(())
}
