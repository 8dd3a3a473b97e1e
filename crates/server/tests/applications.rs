//! Applications at the command line: those that sign in by OpenID Connect, and those behind a proxy.

mod support;

use std::sync::Arc;

use domain::access::Opens;
use domain::application::{Address, Answering, Application, PathRule};
use domain::id::ApplicationId;
use domain::selection::Selected;
use domain::time::Lifetime;
use server::settings::{Overrides, Settings};
use server::wire::{self, First};
use support::Installation;

const BACK: &str = "https://cloud.example/back";

#[test]
fn an_application_is_added_listed_shown_and_removed() {
    let house = Installation::new();
    let party = |arguments: &[&str]| house.run(&[&["relying-party"], arguments].concat());
    let made = party(&["add", "Cloud", "--redirect", BACK, "--second-factor", "--json"]).ok().json();
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(secret.starts_with("tws_"), "{secret}");
    let listed = party(&["list", "--json"]).ok().json();
    assert_eq!((&listed[0]["client_id"], &listed[0]["second_factor"]), (&id.into(), &true.into()));
    let shown = party(&["list"]).ok().out;
    assert!(shown.contains("Cloud") && shown.contains(id) && shown.contains("never") && !shown.contains(secret));
    let shown = party(&["show", "cloud"]).ok().out;
    assert!(shown.contains(BACK) && shown.contains("confidential") && !shown.contains(secret), "{shown}");
    assert_eq!(party(&["show", "Cloud", "--json"]).ok().json()["redirect_addresses"], serde_json::json!([BACK]));
    let public = party(&["add", "App", "--redirect", "http://127.0.0.1/back", "--public"]).ok().out;
    assert!(public.contains("client ID") && !public.contains("secret"), "{public}");
    for (arguments, said) in [
        (&["add", "CLOUD", "--redirect", BACK][..], "another application has this name"),
        (&["add", "x", "--redirect", "http://cloud.example/"], "is no address to lead back to"),
        (&["add", "x", "--redirect", BACK, "--logout", "nowhere"], "`nowhere` is no address"),
        (&["add", " ", "--redirect", BACK], "the name is empty"),
        (&["add", "x", "--redirect", BACK, "--who", "nobody"], "nobody"),
        (&["show", "nobody"], "no application has the name `nobody`"),
        (&["remove", "nobody"], "no application has the name `nobody`"),
    ] {
        party(arguments).refused(said);
    }
    assert_eq!(party(&["add", "x"]).code, 2);
    assert_eq!(party(&["add", "x", "--redirect", BACK, "--algorithm", "none"]).code, 2);
    assert_eq!(party(&["add", "x", "--redirect", BACK, "--public", "--without-pkce"]).code, 2);
    party(&["remove", "Cloud"]).ok();
    party(&["remove", "App"]).ok();
    assert_eq!(party(&["list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn where_no_application_stands_behind_the_sign_in_the_list_is_empty() {
    let house = Installation::new();
    let application = |arguments: &[&str]| house.run(&[&["application"], arguments].concat());
    assert_eq!(application(&["list", "--json"]).ok().json(), serde_json::json!([]));
    assert!(application(&["list"]).ok().out.contains("APPLICATION"));
    application(&["show", "Wiki"]).refused("no application has the name `Wiki`");
}

fn wiki() -> Application {
    let rule = |path: &str, opens| PathRule { path: path.to_owned(), opens, second_factor: false, max_age: None };
    let rules = vec![
        rule("", Opens::SignedIn(Selected::Everyone)),
        PathRule { second_factor: true, max_age: Some(Lifetime::minutes(5)), ..rule("/admin", Opens::Nobody) },
        rule("/public", Opens::Anyone),
    ];
    let address =
        Address { scheme: "https".to_owned(), host: "wiki.waterland.example".to_owned(), folder: String::new() };
    let id = ApplicationId::from_bytes([7; 16]);
    Application {
        id,
        name: "Wiki".to_owned(),
        addresses: vec![address],
        rules,
        answering: Answering::Usual,
        version: 0,
    }
}

#[tokio::test]
async fn an_application_behind_the_sign_in_is_listed_and_shown() {
    let house = Installation::new();
    let data = house.data().display().to_string();
    let overrides = Overrides::new().set("server.data", "test", &data);
    let settings = Settings::load(None, std::iter::empty(), overrides).unwrap();
    let ctx = wire::open(&settings, Arc::new(server::clock::SystemClock), First::Refuse).await.unwrap();
    let org = ctx.only_organisation().unwrap().id;
    let saved: Result<bool, store::Error> =
        ctx.db().write(move |tx| Box::pin(async move { store::application::save(tx, org, &wiki()).await })).await;
    assert!(saved.unwrap());
    ctx.db().close().await;

    let application = |arguments: &[&str]| house.run(&[&["application"], arguments].concat());
    let listed = application(&["list"]).ok().out;
    for said in ["Wiki", "https://wiki.waterland.example", "everyone", "3"] {
        assert!(listed.contains(said), "{said}: {listed}");
    }
    let shown = application(&["show", "wiki"]).ok().out;
    for said in ["all pages", "/admin", "nobody", "300 s", "anyone, without signing in"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let json = application(&["show", "Wiki", "--json"]).ok().json();
    assert_eq!((&json["rules"][1]["max_age"], &json["rules"][1]["opens"]), (&300.into(), &"nobody".into()));
    assert_eq!(application(&["list", "--json"]).ok().json()[0], json);
}
