//! The pages on which applications are connected: what is filled in, what is shown once, what is wrong, and what each would get.

use actions::oidc;
use anyhow::{Context, Result};
use domain::relying_party::{Algorithm, ClientKind, FORMER_LIVES, Refresh, Template};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::Scene;
use store::testing::engines;

use crate::parties::office::{
    APPLICATIONS, BACK, NEW, SIGN_IN, Typed, blank, claims_of, connect, form_of, kept, log, page_of, send,
};
use crate::systems::office::{shown, signed_in};

/// Fields, or claims, with what is typed in them.
type Pairs<'t> = &'t [(&'t str, &'t str)];

/// Whether a secret opens.
async fn opens(scene: &Scene, id: &str, secret: &str) -> Result<bool> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    Ok(oidc::authenticate(ctx, organisation, id, Some(secret)).await?.is_some())
}

#[tokio::test]
async fn a_known_application_is_filled_in_and_told_what_to_copy() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let list = admin.open(APPLICATIONS).await?;
        assert!(list.text().contains("No application signs in here yet"), "{}", list.text());
        let start = admin.open(NEW).await?;
        assert!(start.text().contains("Which application is it?"), "{}", start.text());
        let wrong = admin.open(&format!("{NEW}?template=gitlab&address=two+words")).await?;
        assert_eq!(wrong.text().matches("This is no address").count(), 2, "{}", wrong.text());
        assert!(wrong.body.contains("value=\"two words\"") && wrong.body.contains("value=\"gitlab\" checked"));

        let site = scene.house.site.trim_end_matches('/').to_owned();
        for (template, word, says) in [
            (Template::Nextcloud, "/apps/user_oidc/code", "occ user_oidc:provider"),
            (Template::WordPress, "/wp-admin/admin-ajax.php?action=openid-connect-authorize", "Client Secret Key"),
            (Template::Grafana, "/login/generic_oauth", "[auth.generic_oauth]"),
            (Template::GitLab, "/users/auth/openid_connect/callback", "omniauth_providers"),
            (Template::Moodle, "/admin/oauth2callback.php", "Service base URL"),
        ] {
            let form = admin.open(&format!("{NEW}?template={}&address=app.waterland.example", template.word())).await?;
            let redirect = format!("https://app.waterland.example{word}");
            assert!(form.body.contains(&redirect.replace('&', "&#38;")), "{template:?}: {}", form.body);
            let made = send(&mut admin, &form, NEW, Typed::default()).await?;
            let secret = shown(&made, "secret")?;
            for told in [says, &secret, &format!("{site}/.well-known/openid-configuration"), &page_of(&made)?[29..]] {
                assert!(made.text().contains(told), "{template:?}: {told}: {}", made.text());
            }
            let one = kept(&scene).await?.into_iter().find(|one| one.party.template == template).context("not kept")?;
            assert_eq!(one.party.redirect_addresses, [redirect]);
            let rs = [Template::GitLab, Template::Moodle].contains(&template);
            assert_eq!(one.party.algorithm, if rs { Algorithm::Rs256 } else { Algorithm::Es256 });
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_nowhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let page = blank(&mut admin).await?;
        let fields = [("name", "Cloud"), ("redirects", BACK)];
        let made = send(&mut admin, &page, NEW, Typed { fields: &fields, claims: &[] }).await?;
        assert_eq!((made.status, made.header("cache-control")), (200, "no-store"));
        let (secret, page) = (shown(&made, "secret")?, page_of(&made)?);
        let id = page.rsplit('/').next().unwrap_or_default().to_owned();
        assert!(secret.starts_with("tws_") && opens(&scene, &id, &secret).await?, "{secret}");
        let own = [APPLICATIONS.to_owned(), page.clone(), format!("{page}/remove"), "/admin/audit".to_owned()];
        for path in &own {
            assert!(admin.open(path).await?.text().contains("Cloud"), "{path}");
        }
        for page in admin.crawl(&own).await? {
            assert!(!page.body.contains(&secret[4..]), "{} shows it", page.address);
        }
        assert!(!log(&scene).await?.iter().any(|event| event.details.contains(&secret[4..])));

        // Saved again it is the same one, and shown no more.
        let form = admin.open(&page).await?;
        let saved = send(&mut admin, &form, &page, Typed::default()).await?;
        assert_eq!((saved.status, saved.location()), (303, APPLICATIONS), "{}", saved.text());
        assert!(opens(&scene, &id, &secret).await?);
        // In a browser it can keep none; on a server again it gets another.
        let form = admin.open(&page).await?;
        let public = Typed { fields: &[("kind", "public")], claims: &[] };
        let saved = send(&mut admin, &form, &page, public).await?;
        assert_eq!(saved.location(), APPLICATIONS, "{}", saved.text());
        let form = admin.open(&page).await?;
        assert!(form.text().contains("has no secret") && form.form(&format!("{page}/renew")).is_err());
        let server = Typed { fields: &[("kind", "confidential")], claims: &[] };
        let again = shown(&send(&mut admin, &form, &page, server).await?, "secret")?;
        assert!(opens(&scene, &id, &again).await? && !opens(&scene, &id, &secret).await?);
    }
    Ok(())
}

#[tokio::test]
async fn a_secret_that_is_made_anew_leaves_the_old_one_for_a_day() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let cloud = connect(&mut admin, "Cloud").await?;
        let page = admin.open(&cloud.page).await?;
        let (renew, end) = (format!("{}/renew", cloud.page), format!("{}/end-former", cloud.page));
        assert!(page.form(&end).is_err(), "nothing to end");
        let renewed = admin.submit(&page, &renew, &[]).await?;
        assert_eq!((renewed.status, renewed.header("cache-control")), (200, "no-store"));
        let second = shown(&renewed, "secret")?;
        let until = "The old secret works until 2 December 2026";
        assert!(renewed.text().contains(until), "{}", renewed.text());
        for secret in [&cloud.secret, &second] {
            assert!(opens(&scene, cloud.id(), secret).await?);
        }
        for path in [APPLICATIONS, &cloud.page] {
            let page = admin.open(path).await?;
            assert!(page.text().contains(until) && !page.body.contains(&second[4..]), "{path}: {}", page.text());
        }
        let page = admin.open(&cloud.page).await?;
        let ended = admin.fill(&page, &end, &[]).await?;
        assert!(ended.text().contains("The old secret opens nothing any more"), "{}", ended.text());
        assert!(!ended.text().contains("works until") && opens(&scene, cloud.id(), &second).await?);
        assert!(!opens(&scene, cloud.id(), &cloud.secret).await?);
        // A day later nobody has to end it.
        admin.submit(&page, &renew, &[]).await?;
        scene.advance(FORMER_LIVES);
        assert!(!opens(&scene, cloud.id(), &second).await?);

        let mut admin = scene.visitor()?;
        admin.sign_in("anna", journeys::scene::PASSWORD).await?;
        let remove = format!("{}/remove", cloud.page);
        let asked = admin.open(&remove).await?;
        let removed = admin.fill(&asked, &remove, &[]).await?;
        assert!(removed.path() == APPLICATIONS && removed.text().contains("Cloud was removed"), "{}", removed.text());
        assert!(kept(&scene).await?.is_empty());
        assert_eq!(admin.get(&cloud.page).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_twice_and_nothing_typed_is_lost() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        connect(&mut admin, "Cloud").await?;
        let gone = domain::id::SelectionId::from_bytes([9; 16]).to_string();
        let hostile = "</textarea><script>alert(1)</script>";
        let usual = ("redirects", BACK);
        let wrong: [(Pairs<'_>, Pairs<'_>, &str); 13] = [
            (&[("name", " "), usual], &[], "at most 100 characters"),
            (&[("name", "cLOUD"), usual], &[], "Another application has this name"),
            (&[("name", "B"), ("redirects", " ")], &[], "at least one address"),
            (&[("name", "B"), ("redirects", "http://b.example/")], &[], "be sent back to ‘http://b.example/’"),
            (&[("name", "B"), ("redirects", hostile)], &[], "be sent back to ‘</textarea>"),
            (&[("name", "B"), usual, ("logouts", "/bye")], &[], "be sent back to ‘/bye’"),
            (&[("name", "B"), usual, ("back-channel", "ftp://b.example/")], &[], "We can’t reach that address"),
            (&[("name", "B"), usual, ("who", &gone)], &[], "A selection that you chose is gone"),
            (&[("name", "B"), usual, ("refresh", "days"), ("days", "91")], &[], "from 1 to 90"),
            (&[("name", "B"), usual, ("refresh", "days"), ("days", "many")], &[], "from 1 to 90"),
            (&[("name", "B"), usual], &[("sub", "email")], "‘sub’ can’t be the name of a claim"),
            (&[("name", "B"), usual], &[("unit", "email"), ("unit", "groups")], "‘unit’ stands there twice"),
            (&[("name", "B"), usual], &[("unit", "attribute:unit")], "no field ‘unit’ any more"),
        ];
        for (fields, claims, said) in wrong {
            let page = blank(&mut admin).await?;
            let answer = send(&mut admin, &page, NEW, Typed { fields, claims }).await?;
            assert_eq!(answer.status, 200, "{said}");
            assert_eq!(answer.text().matches(said).count(), 2, "{said}: {}", answer.text());
            assert!(!answer.body.contains("<script>alert") && shown(&answer, "secret").is_err());
            let form = form_of(&answer, NEW)?;
            for (field, typed) in fields {
                let is_there = form.iter().any(|(name, value)| name == field && value == typed);
                assert!(is_there, "{said}: {field} is lost: {form:?}");
            }
            assert!(claims_of(&form).starts_with(claims), "{said}: {form:?}");
        }
        for fields in
            [[("kind", "x")], [("who", "all")], [("max-age", "7")], [("algorithm", "none")], [("consent", "")]]
        {
            let page = blank(&mut admin).await?;
            assert_eq!(send(&mut admin, &page, NEW, Typed { fields: &fields, claims: &[] }).await?.status, 404);
        }
        // One more row saves nothing.
        let page = blank(&mut admin).await?;
        let fields = [("name", "More"), ("act", "more")];
        let claims = [("unit", "groups")];
        let more = send(&mut admin, &page, NEW, Typed { fields: &fields, claims: &claims }).await?;
        let rows = more.form(NEW)?.iter().filter(|(field, _)| field == "claim").count();
        assert!(rows == 2 && more.body.contains("value=\"More\""), "{rows}");
        assert_eq!(kept(&scene).await?.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn everything_that_is_typed_is_kept_and_shown() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let page = blank(&mut admin).await?;
        let fields = [
            ("name", " App "),
            ("redirects", "org.example.app:/back\n\nhttp://127.0.0.1/back"),
            ("logouts", "https://app.example/bye"),
            ("kind", "public"),
            ("second-factor", "1"),
            ("max-age", "900"),
            ("consent", "ask"),
            ("refresh", "days"),
            ("days", " 14 "),
            ("algorithm", "RS256"),
        ];
        let claims = [("login", "user-name"), ("", "groups"), ("teams", "groups")];
        let made = send(&mut admin, &page, NEW, Typed { fields: &fields, claims: &claims }).await?;
        assert!(made.text().contains("App is connected") && !made.body.contains("tws_"), "{}", made.text());
        let one = kept(&scene).await?.pop().context("not kept")?.party;
        assert_eq!((one.name.as_str(), one.kind, one.algorithm), ("App", ClientKind::Public, Algorithm::Rs256));
        assert_eq!(one.redirect_addresses, ["org.example.app:/back", "http://127.0.0.1/back"]);
        assert_eq!(one.logout_addresses, ["https://app.example/bye"]);
        assert_eq!((one.second_factor, one.max_age), (true, Some(Lifetime::minutes(15))));
        assert_eq!((one.consent, one.refresh, one.claims.len()), (true, Refresh::Days(14), 2));
        // Saved as it stands there, it says the same.
        let page = format!("{SIGN_IN}/{}", one.id);
        let form = admin.open(&page).await?;
        let there = form_of(&form, &page)?;
        let rows = claims_of(&there);
        assert_eq!(rows, [("login", "user-name"), ("teams", "groups"), ("", "user-name")]);
        let saved = send(&mut admin, &form, &page, Typed { fields: &[], claims: &rows }).await?;
        assert_eq!(saved.location(), APPLICATIONS, "{}", saved.text());
        let again = kept(&scene).await?.pop().context("gone")?.party;
        assert_eq!(domain::relying_party::RelyingParty { version: one.version, ..again }, one);
        let list = admin.open(APPLICATIONS).await?;
        let says = "everyone who has signed in · with a second step · not used yet";
        assert!(list.text().contains(says), "{}", list.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_an_application_would_get_can_be_tried() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let page = blank(&mut admin).await?;
        let fields = [("name", "Cloud"), ("redirects", BACK), ("second-factor", "1")];
        let claims = [("teams", "groups")];
        let made = send(&mut admin, &page, NEW, Typed { fields: &fields, claims: &claims }).await?;
        let page = page_of(&made)?;
        scene.member("jan", &["Bestuur"]).await?;
        let piet = scene.member_with_app("piet", &[]).await?;
        let blocked = scene.member("kees", &[]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, blocked.id, true).await?;
        for (person, says, tells) in [
            ("jan", "has to set up a second step first", true),
            ("piet", "proves a second step first", true),
            ("kees", "is blocked, and can’t sign in", false),
            ("nemo", "There is nobody with this username", false),
        ] {
            let tried = admin.open(&format!("{page}?person={person}")).await?;
            assert!(tried.text().contains(says), "{engine:?}: {person}: {}", tried.text());
            assert_eq!(tried.text().contains("\"preferred_username\""), tells, "{person}: {}", tried.text());
        }
        let tried = admin.open(&format!("{page}?person=jan")).await?;
        assert!(tried.text().contains("\"teams\": [ \"Bestuur\" ]"), "{}", tried.text());
        let tried = admin.open(&format!("{page}?person=PIET")).await?;
        assert!(tried.text().contains(&format!("\"sub\": \"{}\"", piet.id)), "{}", tried.text());
        // Whoever is not selected is told of nothing.
        let group = "groups eq \"Bestuur\"";
        let fields = [("version", "0"), ("name", "Board"), ("filter", group), ("act", "save")];
        crate::desk::office::post(&mut admin, "/admin/selections/new", &fields).await?;
        let all = store::selection::list(ctx.db(), organisation.id).await?;
        let board = all.iter().find(|one| one.name == "Board").context("no selection")?.id.to_string();
        let form = admin.open(&page).await?;
        let saved = send(&mut admin, &form, &page, Typed { fields: &[("who", &board)], claims: &claims }).await?;
        assert_eq!(saved.location(), APPLICATIONS, "{}", saved.text());
        let tried = admin.open(&format!("{page}?person=piet")).await?;
        let silent = tried.text().contains("not being in the selection") && !tried.text().contains("\"sub\"");
        assert!(silent, "{}", tried.text());
    }
    Ok(())
}
