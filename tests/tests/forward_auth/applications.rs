//! Applications of the administration: what is set up on the pages decides at the doors, from the next request on.

use anyhow::{Context as _, Result, ensure};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::{PASSWORD, Scene, Setup};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::Engine;
use store::testing::engines;

use crate::desk::office::post;
use crate::forward_auth::{Knock, SITE, identity};
use crate::systems::office::signed_in;

const APPLICATIONS: &str = "/admin/applications";
const FORUM: &str = "https://forum.waterland.example";

/// A house in whose domain applications stand, none of which the settings name.
async fn house(engine: Engine) -> Result<(Scene, Visitor)> {
    let settings = vec![("sign_in.domain", "waterland.example".to_owned())];
    let setup = Setup { public_address: Some(SITE.to_owned()), settings, ..Setup::default() };
    let scene = Scene::with(engine, setup).await?;
    let admin = signed_in(&scene, "anna", Role::SuperUser).await?;
    Ok((scene, admin))
}

/// A form of an application; the rules are a path, who, and what has to be proved.
struct Typed<'a> {
    name: &'a str,
    addresses: &'a str,
    answering: &'a str,
    rules: &'a [(&'a str, &'a str, &'a str)],
}

impl Typed<'_> {
    const FORUM: Self =
        Self { name: "Forum", addresses: FORUM, answering: "usual", rules: &[("", "everyone", "none")] };

    async fn send(&self, admin: &mut Visitor, path: &str) -> Result<Page> {
        let page = admin.open(path).await?;
        self.send_from(admin, &page, path).await
    }

    async fn send_from(&self, admin: &mut Visitor, page: &Page, path: &str) -> Result<Page> {
        let of_form = ["name", "addresses", "answering", "path", "opens", "proof", "act"];
        let mut pairs = page.form(path)?;
        pairs.retain(|(name, _)| !of_form.contains(&name.as_str()));
        let mut put = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        put("name", self.name);
        put("addresses", self.addresses);
        put("answering", self.answering);
        for (path, opens, proof) in self.rules {
            put("path", path);
            put("opens", opens);
            put("proof", proof);
        }
        put("act", "save");
        admin.send(Method::POST, path, Some(encode(&pairs))).await
    }

    async fn add(&self, admin: &mut Visitor, scene: &Scene) -> Result<String> {
        let saved = self.send(admin, &format!("{APPLICATIONS}/new")).await?;
        ensure!(saved.location() == APPLICATIONS, "{}: {}", saved.status, saved.text());
        let all = store::application::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        let one = all.iter().find(|one| one.name == self.name).context("not saved")?;
        Ok(format!("{APPLICATIONS}/{}", one.id))
    }
}

async fn select(admin: &mut Visitor, scene: &Scene, group: &str) -> Result<String> {
    let filter = format!("groups eq \"{group}\"");
    let fields = [("version", "0"), ("name", group), ("filter", filter.as_str()), ("act", "save")];
    let saved = post(admin, "/admin/selections/new", &fields).await?;
    ensure!(saved.status == 303, "{}", saved.text());
    let all = store::selection::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
    Ok(all.iter().find(|one| one.name == group).context("no selection")?.id.to_string())
}

fn forum(uri: &str) -> Knock<'_> {
    Knock { query: "", host: "forum.waterland.example", uri, headers: &[] }
}

#[tokio::test]
async fn what_is_set_up_decides_who_passes_where() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        let board = select(&mut admin, &scene, "Bestuur").await?;
        let (mut nobody, mut jan, mut piet) = (scene.visitor()?, scene.visitor()?, scene.visitor()?);
        let member = scene.member("jan", &[]).await?;
        jan.sign_in(&member.name, PASSWORD).await?;
        let leader = scene.member("piet", &["Bestuur"]).await?;
        piet.sign_in(&leader.name, PASSWORD).await?;
        // While no application is known there, nobody passes.
        for visitor in [&mut nobody, &mut jan, &mut piet] {
            assert_eq!(forum("/").at(visitor).await?.status, 403);
        }
        let rules = [
            ("", "everyone", "none"),
            ("/admin", board.as_str(), "none"),
            ("/admin/secure", board.as_str(), "300"),
            ("/public/", "anyone", "none"),
            ("/caf%C3%A9", "nobody", "none"),
        ];
        Typed { rules: &rules, ..Typed::FORUM }.add(&mut admin, &scene).await?;
        for (uri, outside, within, leading) in [
            ("/", 302, 200, 200),
            ("/topic/1?x=/admin", 302, 200, 200),
            ("/admin", 302, 403, 200),
            ("/admin/x", 302, 403, 200),
            ("/administration", 302, 200, 200),
            ("/admin/secure", 302, 403, 302),
            ("/public", 200, 200, 200),
            ("/public/a/b.css", 200, 200, 200),
            ("/caf%C3%A9/menu", 403, 403, 403),
            // Read in another way by an application that is careless about spelling.
            ("/Admin", 403, 403, 403),
            ("/admin./x", 403, 403, 403),
            ("/PUBLIC", 403, 403, 403),
            ("/%41dmin", 403, 403, 403),
        ] {
            let who = [("nobody", &mut nobody, outside), ("jan", &mut jan, within), ("piet", &mut piet, leading)];
            for (name, visitor, expected) in who {
                let page = forum(uri).at(visitor).await?;
                assert_eq!(page.status, expected, "{engine:?}: {name} at {uri}: {}", page.body);
                let told = identity(&page)?.map(|told| told[0].clone());
                let passes = if name == "nobody" { "" } else { name };
                assert_eq!(told.as_deref(), (expected == 200).then_some(passes), "{name} at {uri}");
            }
        }
        // What the proxy demands besides holds as well, and it has to say which page is asked.
        let stricter = Knock { query: "?require=second-factor", ..forum("/public") };
        assert_eq!(stricter.at(&mut nobody).await?.status, 302);
        let other = Knock { query: "?group=Sport", ..forum("/") };
        assert_eq!(other.at(&mut jan).await?.status, 403);
        for visitor in [&mut nobody, &mut jan] {
            assert_eq!(visitor.get("/auth/check").await?.status, 403, "no page is said");
            let mut headers = visitor.headers.clone();
            for (name, value) in [("x-forwarded-proto", "https"), ("x-forwarded-host", "forum.waterland.example")] {
                headers.insert(name, reqwest::header::HeaderValue::from_static(value));
            }
            let page = visitor.send_as(Method::GET, "/auth/check", headers, None).await?;
            assert_eq!(page.status, 403, "only the host is said");
        }
        // A door that asks for a second step leads to setting one up, and says which application asks.
        let sent = forum("/admin/secure").at(&mut piet).await?;
        let page = piet.open(sent.location().strip_prefix(SITE).unwrap_or_default()).await?;
        assert!(page.path() == "/profile/two-factor" && page.text().contains("Forum"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_fresh_second_factor_is_asked_where_the_application_says_so() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        let rules = [("", "everyone", "none"), ("/pay", "everyone", "300")];
        Typed { rules: &rules, ..Typed::FORUM }.add(&mut admin, &scene).await?;
        let piet = scene.member_with_app("piet", &[]).await?;
        let mut visitor = scene.signed_in(&piet).await?;
        scene.advance(Lifetime::minutes(6));
        assert_eq!(forum("/").at(&mut visitor).await?.status, 200);
        let sent = forum("/pay?n=1").at(&mut visitor).await?;
        assert_eq!(sent.status, 302);
        let way = sent.location().strip_prefix(SITE).unwrap_or_default().to_owned();
        let page = visitor.open(&way).await?;
        assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
        scene.advance(journeys::scene::STEP);
        let code = scene.code(&piet.key)?;
        let done = visitor.submit(&page, "/profile/confirm?max_age=300", &[("code", &code)]).await?;
        let back = visitor.get(done.location()).await?;
        assert_eq!(back.location(), format!("{FORUM}/pay?n=1"), "{}", back.text());
        let passed = forum("/pay?n=1").at(&mut visitor).await?;
        assert_eq!(identity(&passed)?.context("in")?[4], "pwd,otp,mfa");
        scene.advance(Lifetime::minutes(6));
        assert_eq!(forum("/pay?n=1").at(&mut visitor).await?.status, 302, "{engine:?}: no more");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_changed_counts_at_the_next_request() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        let board = select(&mut admin, &scene, "Bestuur").await?;
        let page = Typed::FORUM.add(&mut admin, &scene).await?;
        let jan = scene.member("jan", &["Bestuur"]).await?;
        let (mut visitor, mut nobody) = (scene.visitor()?, scene.visitor()?);
        visitor.sign_in(&jan.name, PASSWORD).await?;
        assert_eq!(forum("/").at(&mut visitor).await?.status, 200);
        let behind_nginx = Knock { query: "?redirect=0", ..forum("/") };
        for (opens, answering, within, outside) in [
            ("nobody", "usual", 403, 403),
            (board.as_str(), "status", 200, 401),
            ("anyone", "usual", 200, 200),
            ("everyone", "redirect", 200, 302),
        ] {
            let rules = [("", opens, "none")];
            let saved = Typed { answering, rules: &rules, ..Typed::FORUM }.send(&mut admin, &page).await?;
            assert_eq!(saved.location(), APPLICATIONS, "{}", saved.text());
            assert_eq!(forum("/").at(&mut visitor).await?.status, within, "{engine:?}: {opens}");
            assert_eq!(forum("/").at(&mut nobody).await?.status, outside, "{engine:?}: {opens}");
        }
        assert_eq!(behind_nginx.at(&mut nobody).await?.status, 401, "what the proxy says goes first");
        // Out of the selection, out of the door.
        let rules = [("", board.as_str(), "none")];
        Typed { rules: &rules, ..Typed::FORUM }.send(&mut admin, &page).await?;
        assert_eq!(forum("/").at(&mut visitor).await?.status, 200);
        let all = store::selection::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        let version = all.iter().find(|one| one.name == "Bestuur").context("no selection")?.version.to_string();
        let fields = [("version", &*version), ("name", "Bestuur"), ("filter", "groups eq \"Sport\""), ("act", "save")];
        let saved = post(&mut admin, &format!("/admin/selections/{board}"), &fields).await?;
        ensure!(saved.status == 303, "{}", saved.text());
        assert_eq!(forum("/").at(&mut visitor).await?.status, 403, "{engine:?}: no longer in the selection");
        // While it decides here, the selection stays.
        let removal = format!("/admin/selections/{board}/remove");
        let asks = admin.open(&removal).await?;
        assert!(asks.text().contains("the application ‘Forum’"), "{}", asks.text());
        // Removed, nobody passes.
        let ask = admin.open(&format!("{page}/remove")).await?;
        let removed = admin.submit(&ask, &format!("{page}/remove"), &[]).await?;
        assert_eq!(removed.location(), APPLICATIONS, "{}", removed.text());
        assert_eq!(forum("/").at(&mut visitor).await?.status, 403);
        let go = visitor.get(&format!("/auth/go?return_to={}", FORUM.replace(':', "%3A"))).await?;
        assert!(go.status == 404 && go.text().contains("under Applications"), "{}: {}", go.status, go.text());
        let log = admin.open("/admin/audit").await?;
        for said in ["Application saved", "Application removed", "/ selection=Bestuur"] {
            assert!(log.text().contains(said), "{said}: {}", log.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_what_was_typed_and_nothing_is_saved() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        Typed::FORUM.add(&mut admin, &scene).await?;
        let new = format!("{APPLICATIONS}/new");
        let wiki = Typed { name: "Wiki", addresses: "https://wiki.waterland.example", ..Typed::FORUM };
        let base = ("", "everyone", "none");
        let gone = domain::id::SelectionId::from_bytes([9; 16]).to_string();
        let many: Vec<_> = std::iter::once(base).chain((0..60).map(|_| ("/x", "nobody", "none"))).collect();
        for (typed, said) in [
            (Typed { name: " ", ..wiki }, "Give a name of at most 100"),
            (Typed { name: "fORUM", ..wiki }, "Another application has this name"),
            (Typed { addresses: "\n", ..wiki }, "at least one address"),
            (Typed { addresses: "wiki.waterland.example", ..wiki }, "is no address"),
            (Typed { addresses: "http://wiki.waterland.example", ..wiki }, "is not encrypted"),
            (Typed { addresses: "https://wiki.elsewhere.example", ..wiki }, "don’t show our cookie at"),
            (Typed { addresses: "https://FORUM.waterland.example:443/", ..wiki }, "belongs to another application"),
            (Typed { rules: &[base, ("admin", "nobody", "none")], ..wiki }, "is no path"),
            (Typed { rules: &[base, ("/<b>?x", "nobody", "none")], ..wiki }, "is no path"),
            (Typed { rules: &[base, (" ", "nobody", "none")], ..wiki }, "not which path"),
            (Typed { rules: &[base, ("/a", "nobody", "none"), ("/A/", "anyone", "none")], ..wiki }, "two rules for"),
            (Typed { rules: &[base, ("/a", "anyone", "300")], ..wiki }, "nobody to prove anything"),
            (Typed { rules: &[("", &gone, "none")], ..wiki }, "A selection that you chose is gone"),
            (Typed { rules: &many, ..wiki }, "no more than 50 rules"),
        ] {
            let answer = typed.send(&mut admin, &new).await?;
            assert!(
                answer.status == 200 && answer.text().contains(said),
                "{said}: {} {}",
                answer.status,
                answer.text()
            );
            assert!(!answer.body.contains("/<b>"), "{}", answer.body);
            let first = typed.addresses.split_whitespace().next().unwrap_or_default();
            assert!(answer.body.contains(first), "what was typed is there");
        }
        for rules in [&[("", "everyone", "5")][..], &[("", "all", "none")], &[]] {
            let answer = Typed { rules, ..wiki }.send(&mut admin, &new).await?;
            assert!([400, 404].contains(&answer.status), "{}", answer.status);
        }
        let all = store::application::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Forum"], "{engine:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_second_of_two_who_edit_is_shown_what_the_first_saved() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        let page = Typed::FORUM.add(&mut admin, &scene).await?;
        let stale = admin.open(&page).await?;
        let mine = Typed { rules: &[("", "everyone", "none"), ("/admin", "nobody", "none")], ..Typed::FORUM };
        mine.send(&mut admin, &page).await?;
        let theirs = Typed { name: "Prikbord", ..Typed::FORUM };
        let answer = theirs.send_from(&mut admin, &stale, &page).await?;
        for said in ["Forum", "/admin: nobody"] {
            assert!(answer.status == 200 && answer.text().contains(said), "{said}: {}", answer.text());
        }
        assert!(answer.body.contains("value=\"Prikbord\""), "what was typed is kept");
        // Seen what it says, and saved over it.
        let saved = theirs.send_from(&mut admin, &answer, &page).await?;
        assert_eq!(saved.location(), APPLICATIONS, "{}", saved.text());
        let stale = admin.open(&format!("{page}/remove")).await?;
        Typed::FORUM.send(&mut admin, &page).await?;
        let answer = admin.submit(&stale, &format!("{page}/remove"), &[]).await?;
        assert_eq!(answer.status, 409, "{engine:?}: {}", answer.text());
        // An old proof changes nothing.
        let form = admin.open(&page).await?;
        scene.advance(Lifetime::minutes(30));
        let answer = theirs.send_from(&mut admin, &form, &page).await?;
        assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
    }
    Ok(())
}

#[tokio::test]
async fn who_may_open_a_page_can_be_tried_beforehand() -> Result<()> {
    for engine in engines() {
        let (scene, mut admin) = house(engine).await?;
        let board = select(&mut admin, &scene, "Bestuur").await?;
        let rules = [
            ("", "everyone", "none"),
            ("/admin", board.as_str(), "300"),
            ("/public", "anyone", "none"),
            ("/closed", "nobody", "none"),
        ];
        Typed { rules: &rules, ..Typed::FORUM }.add(&mut admin, &scene).await?;
        scene.member("jan", &[]).await?;
        scene.member("piet", &["Bestuur"]).await?;
        scene.member_with_app("kees", &["Bestuur"]).await?;
        for (address, person, said) in [
            ("https://forum.waterland.example/x", "jan", "Jan Jansen may enter after signing in."),
            ("https://forum.waterland.example/x", "JAN@waterland.example", "Jan Jansen may enter after signing in."),
            ("https://forum.waterland.example/admin/x", "jan", "not being in the selection ‘Bestuur’"),
            ("https://forum.waterland.example/admin", "piet", "has to set up a second step first"),
            ("https://forum.waterland.example/admin", "kees", "proves a second step, at most 5 minutes ago first"),
            ("https://forum.waterland.example/public/x", "", "Anyone may enter"),
            ("https://forum.waterland.example/closed", "jan", "Nobody may enter."),
            ("https://forum.waterland.example/Admin", "piet", "under another rule"),
            ("https://forum.waterland.example/", "nemo", "nobody with this username"),
            ("https://wiki.waterland.example/", "jan", "No application has this address"),
            ("forum", "jan", "no address that can be read"),
            ("https://forum.waterland.example/x/../admin", "piet", "no address that can be read"),
            ("https://forum.waterland.example/a%2fb", "piet", "no address that can be read"),
        ] {
            let query = encode(&[("address".into(), address.into()), ("person".into(), person.into())]);
            let page = admin.open(&format!("{APPLICATIONS}?{query}")).await?;
            assert!(page.text().contains(said), "{engine:?}: {person} at {address}: {}", page.text());
        }
        // The auditor may try it too, and change nothing.
        let mut auditor = signed_in(&scene, "odile", Role::Auditor).await?;
        let page = auditor.open(APPLICATIONS).await?;
        assert!(page.text().contains("Who may open this page?") && !page.body.contains("/new\""), "{}", page.text());
        let all = store::application::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        let id = all.first().context("no application")?.id;
        let proxy = auditor.open(&format!("{APPLICATIONS}/{id}/proxy")).await?;
        for said in ["forum.waterland.example", "id.waterland.example", "auth_request"] {
            assert!(proxy.body.contains(said), "{said}: {}", proxy.text());
        }
        assert!(!proxy.body.contains("wiki.waterland.example"), "{}", proxy.text());
    }
    Ok(())
}
