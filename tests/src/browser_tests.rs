//! The browser driver against a page of a few lines: it must see what is there, and complain where it should.
//! Every test here runs a real Chromium; without one, and unless tools are required, it is left out.

use std::collections::HashMap;

use axum::extract::{RawForm, RawQuery};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;

use crate::browser::Browser;
use crate::chromedriver::processes_with;
use crate::look::{Look, Scheme, Scripts};
use crate::tools::{find_tool, zbar};

const KEY: &str = "otpauth://totp/Waterland:anna@waterland.example?secret=GEZDGNBVGY3TQOJQ&issuer=Waterland";

const STYLE: &str = "body{background:#fff;color:#111} #dark{display:none}
    @media(prefers-color-scheme:dark){body{background:#111;color:#eee} #dark{display:block} #light{display:none}}";

fn page(language: &str, main: &str) -> impl IntoResponse + use<> {
    let html = format!(
        "<!doctype html><html lang={language}><title>A page</title><link rel=stylesheet href=/style.css>\
         <link rel=icon href=data:,><main><h1>A page</h1>{main}</main>"
    );
    ([(header::CONTENT_SECURITY_POLICY, "default-src 'self'; img-src 'self' data:")], Html(html))
}

async fn form(headers: HeaderMap) -> impl IntoResponse {
    let wished = headers.get(header::ACCEPT_LANGUAGE).map_or("none", |value| value.to_str().unwrap());
    page(
        "nl",
        &format!(
            "<form method=post><label for=n>What's your name?</label><input id=n name=name value=old>\
             <label><input type=checkbox name=stay> Stay signed in</label><button>Sign in</button></form>\
             <p id=light>It is light. Wished: {wished}.</p><p id=dark>It is dark.</p>\
             <noscript><input name=plain></noscript><script src=/script.js></script>"
        ),
    )
}

async fn welcome(RawForm(body): RawForm) -> impl IntoResponse {
    let fields: HashMap<_, _> = url::form_urlencoded::parse(&body).into_owned().collect();
    let stay = fields.get("stay").map_or("away", |_| "here");
    let set = [(header::SET_COOKIE, "half=1; HttpOnly; SameSite=Lax; Path=/")];
    (set, page("nl", &format!("<p>Hello {}, {stay}.</p>", fields.get("name").unwrap())))
}

async fn flawed(RawQuery(query): RawQuery) -> impl IntoResponse {
    page(
        "en",
        match query.as_deref().unwrap_or_default() {
            "label" => "<input name=nameless>",
            "inline" => "<p style='color:red'>Inline</p>",
            "missing" => "<script src=/gone.js></script>",
            "abroad" => "<img alt=Abroad src=http://127.0.0.2:9/x.png>",
            _ => "<p>No flaw</p>",
        },
    )
}

async fn code() -> impl IntoResponse {
    use fast_qr::convert::{Builder, svg::SvgBuilder};
    let code = fast_qr::QRBuilder::new(KEY).build().unwrap();
    page(
        "en",
        &SvgBuilder::default()
            .margin(4)
            .to_str(&code)
            .replace("<svg ", "<svg width=240 height=240 role=img aria-label=Code "),
    )
}

/// Serves the pages on a free port until the test ends; its origin.
async fn serve() -> String {
    let pages = axum::Router::new()
        .route("/", get(form).post(welcome))
        .route("/flawed", get(flawed))
        .route("/code", get(code))
        .route("/style.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], STYLE) }))
        .route(
            "/script.js",
            get(|| async {
                ([(header::CONTENT_TYPE, "text/javascript")], "document.querySelector('h1').textContent = 'Scripted'")
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, pages).await });
    origin
}

async fn open(look: &Look) -> Option<Browser> {
    find_tool("chromedriver").unwrap()?;
    find_tool("chromium").unwrap()?;
    Some(Browser::open(&serve().await, look).await.unwrap())
}

#[tokio::test]
async fn browser_fills_a_form_by_its_words() {
    let Some(mut browser) = open(&Look { language: "nl", ..Look::PHONE }).await else { return };
    browser.goto("/").await.unwrap();
    assert_eq!(browser.value("What's your name?").await.unwrap(), "old");
    browser.fill("What's your name?", "Anna").await.unwrap();
    browser.tick("Stay signed in").await.unwrap();
    let text = browser.text().await.unwrap();
    assert!(text.contains("It is light. Wished: nl") && text.contains("Scripted"), "{text}");

    browser.press("Sign in").await.unwrap();
    browser.wait_for_text("Hello Anna, here.").await.unwrap();
    assert_eq!(browser.path().await.unwrap(), "/");
    assert_eq!(browser.cookies().await.unwrap()[0].name, "half");
    assert!(browser.axe().await.unwrap().is_empty());
    assert!(browser.noticed().await.unwrap().requests.iter().any(|url| url.path() == "/style.css"));
    browser.finish().await.unwrap();
}

#[tokio::test]
async fn browser_without_scripts_still_fills_and_presses() {
    let Some(browser) = open(&Look { scripts: Scripts::Blocked, ..Look::WIDE }).await else { return };
    browser.goto("/").await.unwrap();
    assert_eq!(browser.text_of("h1").await.unwrap(), "A page");
    assert_eq!(browser.count("noscript input").await.unwrap(), 1);
    browser.fill("What's your name?", "Bram").await.unwrap();
    browser.press("Sign in").await.unwrap();
    browser.wait_for_text("Hello Bram, away.").await.unwrap();
    browser.finish().await.unwrap();
}

#[tokio::test]
async fn browser_shows_dark_pages_to_who_wishes_them() {
    let Some(browser) = open(&Look { scheme: Scheme::Dark, ..Look::WIDE }).await else { return };
    browser.goto("/").await.unwrap();
    assert!(browser.text().await.unwrap().contains("It is dark."));
    browser.prefer(Scheme::Light).await.unwrap();
    assert!(browser.text().await.unwrap().contains("It is light."));
    browser.finish().await.unwrap();
}

#[tokio::test]
async fn browser_finds_the_planted_accessibility_flaw_with_and_without_scripts() {
    for scripts in [Scripts::Allowed, Scripts::Blocked] {
        let Some(browser) = open(&Look { scripts, ..Look::WIDE }).await else { return };
        if crate::axe::script().unwrap().is_none() {
            return;
        }
        browser.goto("/flawed").await.unwrap();
        assert_eq!(browser.axe().await.unwrap(), []);
        browser.goto("/flawed?label").await.unwrap();
        let found = browser.axe().await.unwrap();
        assert!(found.iter().any(|violation| violation.id == "label" && violation.impact == "critical"), "{found:?}");
        browser.finish().await.unwrap();
    }
}

#[tokio::test]
async fn browser_complains_of_what_a_clean_page_does_not_do() {
    let Some(mut browser) = open(&Look::WIDE).await else { return };
    browser.goto("/flawed").await.unwrap();
    assert!(browser.noticed().await.unwrap().complaints.is_empty());
    for (flaw, word) in [("inline", "Content Security Policy"), ("missing", "404"), ("abroad", "another origin")] {
        let before = browser.noticed().await.unwrap().complaints.len();
        browser.goto(&format!("/flawed?{flaw}")).await.unwrap();
        let complaints = &browser.noticed().await.unwrap().complaints[before..];
        assert!(complaints.iter().any(|complaint| complaint.contains(word)), "{flaw}: {complaints:?}");
    }
    assert!(browser.finish().await.is_err());
}

#[tokio::test]
async fn browser_shows_a_code_that_a_camera_reads() {
    if find_tool("zbarimg").unwrap().is_none() {
        return;
    }
    let Some(browser) = open(&Look { scheme: Scheme::Dark, ..Look::PHONE }).await else { return };
    browser.goto("/code").await.unwrap();
    let picture = browser.screenshot("support/code").await.unwrap();
    assert_eq!(zbar(&picture).unwrap(), KEY);
    browser.finish().await.unwrap();
}

// A kill is told to the processes at once, and carried out a moment later.
#[tokio::test]
async fn browser_leaves_no_process_behind_when_its_test_fails() {
    let Some(browser) = open(&Look::WIDE).await else { return };
    let profile = browser.profile().display().to_string();
    assert!(!processes_with(&profile).is_empty());
    drop(browser);
    let gone = async {
        while !processes_with(&profile).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.unwrap();
}
