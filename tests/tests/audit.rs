//! Every act leaves its event with who did it and to whom, and no secret is kept anywhere: not in the audit log, not in
//! the outbox or any other table, not in the program's log at its most talkative.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use actions::admin::people::{NewPassword, NewPerson};
use actions::admin::policies;
use actions::admin::set_up::{self, NewOrganisation};
use actions::admin::switch_off::switch_off;
use anyhow::{Context, Result};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use domain::id::ViewId;
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order, View, ViewAction};
use journeys::scene::{BACKEND, GROUP, Member, PASSWORD, STEP, Scene, local, mailed_code, policy, recovery_codes};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use secrecy::SecretString;
use server::settings::{Format, Level, Log};
use store::testing::engines;
use store::{Engine, Statement};

const NEW_PASSWORD: &str = "acht blauwe bootjes bij Marken";
const WRONG_PASSWORD: &str = "vier rode stepjes in Volendam";

/// What the program logs, kept.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Has the whole process log everything that our own crates say; once, since a process has one log.
fn log() -> Paper {
    static LOG: OnceLock<Paper> = OnceLock::new();
    LOG.get_or_init(|| {
        let paper = Paper::default();
        let sink = paper.clone();
        let settings = Log { level: Level::Trace, format: Format::Json, filter: None };
        if let Ok(subscriber) = server::logging::subscriber(&settings, move || sink.clone()) {
            // Refused where something else logs already; then nothing is found below, and the test says so.
            let _set = tracing::subscriber::set_global_default(subscriber);
        }
        paper
    })
    .clone()
}

/// The secrets of a journey, in every form in which they might be written.
#[derive(Default)]
struct Secrets(Vec<(String, Vec<u8>)>);

impl Secrets {
    fn text(&mut self, what: &str, text: &str) {
        self.0.push((what.to_owned(), text.as_bytes().to_vec()));
        self.0.push((format!("{what} in hex"), HEXLOWER.encode(text.as_bytes()).into_bytes()));
    }

    fn bytes(&mut self, what: &str, bytes: &[u8]) {
        self.0.push((format!("{what}, raw"), bytes.to_vec()));
        self.0.push((format!("{what}, raw in hex"), HEXLOWER.encode(bytes).into_bytes()));
    }

    fn key(&mut self, key: &str) -> Result<()> {
        self.text("a key", key);
        self.bytes("a key", &BASE32_NOPAD.decode(key.as_bytes())?);
        Ok(())
    }

    fn codes(&mut self, codes: &[String]) {
        for code in codes {
            self.code(code);
        }
    }

    fn code(&mut self, code: &str) {
        self.text("a recovery code", code);
        self.text("a recovery code without dashes", &code.replace('-', ""));
        self.text("the secret part of a recovery code", &code.replace('-', "").chars().skip(4).collect::<String>());
    }

    /// The tokens in the cookies of a browser.
    fn cookies(&mut self, visitor: &Visitor) {
        for (name, value) in &visitor.cookies {
            let token = value.rsplit('.').next().unwrap_or_default();
            if token.len() == 43 {
                self.text(name, token);
                if let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) {
                    self.bytes(name, &bytes);
                }
            }
        }
    }

    fn are_absent_from(&self, place: &str, content: &[u8]) {
        let content = latin(content);
        for (what, secret) in &self.0 {
            assert!(!content.contains(&latin(secret)), "{what} stands in {place}");
        }
    }
}

/// Bytes as text, one character each: searching text is quick also where nothing is optimised.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Does everything that a member can do, and notes the secrets that it took.
async fn live(scene: &Scene, bram: Member, secrets: &mut Secrets) -> Result<Member> {
    for password in [PASSWORD, NEW_PASSWORD, WRONG_PASSWORD] {
        secrets.text("a password", password);
    }
    let mut visitor = scene.visitor()?;
    // Wrong, put off, out.
    visitor.sign_in("bram", WRONG_PASSWORD).await?;
    let offer = visitor.sign_in("bram", PASSWORD).await?;
    secrets.cookies(&visitor);
    let home = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "later")]).await?;
    secrets.cookies(&visitor);
    visitor.fill(&home, "/sign-out", &[]).await?;
    // Enrolled.
    let offer = visitor.sign_in("bram", PASSWORD).await?;
    let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
    secrets.key(&key)?;
    let codes = recovery_codes(&shown);
    secrets.codes(&codes);
    secrets.cookies(&visitor);
    let bram = Member { key, ..bram };
    // In two steps: wrong, used, right, remembered.
    scene.advance(STEP);
    let mut other = scene.visitor()?;
    let page = other.sign_in("bram", PASSWORD).await?;
    let wrong = scene.wrong_code(&bram.key)?;
    other.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
    let used = scene.code_in(&bram.key, -1)?;
    other.submit(&page, "/sign-in/second-factor", &[("code", &used)]).await?;
    let code = scene.code(&bram.key)?;
    other.submit(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
    secrets.cookies(&other);
    // By a recovery code.
    let mut third = scene.visitor()?;
    third.sign_in("bram", PASSWORD).await?;
    let page = third.open("/sign-in/recovery-code").await?;
    third.submit(&page, "/sign-in/recovery-code", &[("code", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ")]).await?;
    let code = codes.first().context("no recovery codes")?;
    let shown = third.submit(&page, "/sign-in/recovery-code", &[("code", code)]).await?;
    secrets.codes(&recovery_codes(&shown));
    secrets.cookies(&third);
    profile(scene, &mut third, secrets).await?;
    Ok(bram)
}

/// Everything in My profile, right after a proof.
async fn profile(scene: &Scene, visitor: &mut Visitor, secrets: &mut Secrets) -> Result<()> {
    let page = visitor.open("/profile/two-factor").await?;
    let setup = visitor.fill(&page, "/profile/two-factor/add", &[]).await?;
    let second = journeys::visitor::key_on(&setup)?;
    secrets.key(&second)?;
    let fields = [("code", scene.code(&second)?), ("label", "Old tablet".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.submit(&setup, "/profile/two-factor/add", &fields).await?;
    secrets.cookies(visitor);
    let page = visitor.get("/profile/two-factor").await?;
    let rename = address(&page, "/rename")?;
    let form = visitor.get(&rename).await?;
    let page = visitor.fill(&form, &rename, &[("label", "Tablet")]).await?;
    let remove = address(&page, "/remove")?;
    let form = visitor.open(&remove).await?;
    visitor.fill(&form, &remove, &[]).await?;
    let form = visitor.open("/profile/two-factor/recovery-codes").await?;
    let shown = visitor.submit(&form, "/profile/two-factor/recovery-codes", &[]).await?;
    secrets.codes(&recovery_codes(&shown));
    let form = visitor.open("/profile/password").await?;
    let fields = [("current", PASSWORD), ("new", NEW_PASSWORD)];
    visitor.fill(&form, "/profile/password", &fields).await?;
    let form = visitor.open("/profile/sessions/end-all").await?;
    visitor.fill(&form, "/profile/sessions/end-all", &[]).await?;
    Ok(())
}

fn address(page: &Page, ending: &str) -> Result<String> {
    let quoted = page.body.split('"').find(|text| text.starts_with("/profile/") && text.ends_with(ending));
    Ok(quoted.with_context(|| format!("no {ending} on {}: {}", page.address, page.text()))?.to_owned())
}

/// What administrators do to a person, and the late enrolment that follows from it.
async fn administer(scene: &Scene, bram: &Member, secrets: &mut Secrets) -> Result<()> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let pass = switch_off(ctx, organisation, bram.id, "lost the phone", Lifetime::hours(1)).await?;
    secrets.text("a pass", &pass.text);
    secrets.text("a pass without dashes", &pass.text.replace('-', ""));
    // What was written so far goes out before weeks pass: a notice is given up after three days.
    scene.mails().await?;
    scene.move_to("2026-12-20 10:00:00")?;
    let mut visitor = scene.visitor()?;
    visitor.sign_in("bram", NEW_PASSWORD).await?;
    let page = visitor.open("/sign-in/enrol/proof").await?;
    let page = visitor.fill(&page, "/sign-in/enrol/proof", &[("act", "send")]).await?;
    let mail = scene.mails_to("bram@waterland.example").await?.pop().context("no mail")?;
    let code = mailed_code(&mail)?;
    secrets.text("a mailed code", &code);
    secrets.text("a mailed code without its letter", code.trim_start_matches("E-"));
    let fields = [("act", "code"), ("code", code.as_str())];
    let setup = visitor.fill(&page, "/sign-in/enrol/proof", &fields).await?;
    assert_eq!(setup.path(), "/sign-in/enrol/app", "{}", setup.text());
    secrets.key(&journeys::visitor::key_on(&setup)?)?;
    secrets.cookies(&visitor);
    policies::exempt(ctx, organisation, bram.id, local("2027-01-01 00:00:00")?, "on leave").await?;
    policies::save(ctx, organisation, policy("Backend users", Some(GROUP), BACKEND)).await?;
    actions::admin::people::set_blocked(ctx, organisation, bram.id, true).await?;
    Ok(())
}

/// What stands on a page in the element of this id.
fn shown_once(page: &Page, id: &str) -> Result<String> {
    let rest = page.body.split(&format!("id=\"{id}\">")).nth(1);
    let rest = rest.with_context(|| format!("no {id} on {}: {}", page.address, page.text()))?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

/// Sends a form with the token of the home page.
async fn post(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let home = visitor.get("/").await?;
    let mut pairs = home.form("/sign-out")?;
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    visitor.send(Method::POST, path, Some(encode(&pairs))).await
}

/// A SuperUser with an app, at the desk.
async fn superuser(scene: &Scene, name: &str) -> Result<Member> {
    let new = NewPerson {
        user_name: name.to_owned(),
        display_name: name.to_owned(),
        addresses: vec![format!("{name}@waterland.example")],
        language: None,
        role: Role::SuperUser,
        groups: vec![GROUP.to_owned()],
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    let id = actions::admin::people::add(&scene.house.ctx, &scene.house.organisation, new).await?;
    scene.give_app(Member { id, name: name.to_owned(), key: String::new() }).await
}

/// What the desk makes and shows once: a pass, a password, and the emergency code; each is then used. And a link to set an
/// organisation up, opened where it opens nothing.
async fn at_the_desk(scene: &Scene, secrets: &mut Secrets) -> Result<()> {
    let boss = superuser(scene, "boss").await?;
    let anna = scene.member_with_app("anna", &[GROUP]).await?;
    secrets.key(&boss.key)?;
    secrets.key(&anna.key)?;
    let mut desk = scene.signed_in(&boss).await?;
    secrets.cookies(&desk);
    let view = view(scene).await?;
    let path = |act: &str| format!("/admin/people/{}/{act}", anna.id);
    let fields = [("view", view.as_str()), ("reason", "Forgotten"), ("checked", "1"), ("minutes", "15")];
    let password = shown_once(&post(&mut desk, &path("password"), &fields).await?, "made")?;
    secrets.text("a made password", &password);
    let pass = shown_once(&post(&mut desk, &path("pass"), &fields).await?, "pass")?;
    secrets.text("a desk pass", &pass);
    secrets.text("a desk pass without dashes", &pass.replace('-', ""));
    let mut visitor = scene.visitor()?;
    enter_with_pass(&mut visitor, ("anna", &password), &pass).await?;
    secrets.cookies(&visitor);
    let off = [("view", view.as_str()), ("reason", "lost"), ("after", "pass"), ("minutes", "15")];
    let pass = shown_once(&post(&mut desk, &path("second-factor-off"), &off).await?, "pass")?;
    secrets.text("a pass after switching off", &pass);

    let code = shown_once(&post(&mut desk, "/admin/settings/break-glass", &[]).await?, "made")?;
    secrets.text("an emergency code", &code);
    secrets.text("an emergency code without dashes", &code.replace('-', ""));
    let lost = superuser(scene, "lost").await?;
    let mut visitor = scene.visitor()?;
    enter_with_pass(&mut visitor, ("lost", PASSWORD), &code).await?;
    secrets.cookies(&visitor);
    assert_eq!(scene.count(&lost, "break-glass-used").await?, 1);
    assert_eq!(scene.count(&anna, "pass-given").await?, 2);
    assert_eq!(scene.count(&anna, "password-set").await?, 1);

    let preset = NewOrganisation {
        name: "Duin".to_owned(),
        host: "duin.example".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        helpdesk_telephone: None,
        support_url: None,
    };
    let code = set_up::invite(&scene.house.ctx, preset);
    secrets.text("the code of a set-up link", &code);
    secrets.bytes("the code of a set-up link", &BASE64URL_NOPAD.decode(code.as_bytes())?);
    assert_eq!(scene.visitor()?.get(&format!("/set-up?code={code}")).await?.status, 404);
    Ok(())
}

/// Signs in with a pass, or the emergency code, in the place of a second factor.
async fn enter_with_pass(visitor: &mut Visitor, (name, password): (&str, &str), pass: &str) -> Result<()> {
    visitor.sign_in(name, password).await?;
    let form = visitor.get("/sign-in/pass").await?;
    let page = visitor.fill(&form, "/sign-in/pass", &[("act", "pass"), ("pass", pass)]).await?;
    assert_eq!(page.path(), "/sign-in/enrol", "{}", page.text());
    Ok(())
}

/// A view of everyone with every action.
async fn view(scene: &Scene) -> Result<String> {
    let view = View {
        id: ViewId::from_bytes([0x76; 16]),
        name: "All".to_owned(),
        selection: None,
        columns: Column::BUILT_IN.to_vec(),
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: Vec::new(),
        version: 0,
    };
    let (id, org) = (view.id, scene.house.organisation.id);
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((view, org), |tx, (view, org)| {
        Box::pin(async move { store::view::save(tx, *org, view).await })
    })
    .await?;
    Ok(id.to_string())
}

#[tokio::test]
async fn every_act_leaves_its_event_and_no_secret_is_kept() -> Result<()> {
    let log = log();
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut secrets = Secrets::default();
        at_the_desk(&scene, &mut secrets).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let bram = live(&scene, bram, &mut secrets).await?;
        administer(&scene, &bram, &mut secrets).await?;
        scene.mails().await?;

        let events = scene.events(&bram).await?;
        let person = bram.id.to_string();
        for (word, actor, times) in [
            ("person-added", "command-line", 1),
            ("password-failed", "anonymous", 1),
            ("password-accepted", &person, 5),
            ("offer-put-off", &person, 1),
            ("signed-in", &person, 4),
            ("signed-out", &person, 1),
            ("authenticator-added", &person, 2),
            ("factor-failed", &person, 2),
            ("factor-replayed", &person, 1),
            ("factor-accepted", &person, 2),
            ("device-trusted", &person, 1),
            ("recovery-code-used", &person, 1),
            ("authenticator-renamed", &person, 1),
            ("authenticator-removed", &person, 1),
            ("recovery-codes-made", &person, 2),
            ("password-changed", &person, 1),
            ("second-factor-switched-off", "command-line", 1),
            ("pass-given", "command-line", 1),
            ("enrolment-code-sent", &person, 1),
            ("late-enrolment-proved", &person, 1),
            ("exemption-granted", "command-line", 1),
            ("person-blocked", "command-line", 1),
        ] {
            let of: Vec<_> = events.iter().filter(|event| event.kind == word).collect();
            assert_eq!(of.len(), times, "{word} on {engine:?}: {events:#?}");
            assert!(of.iter().all(|event| event.actor == actor), "{word} by {of:?}");
        }
        for word in ["sessions-ended", "devices-forgotten"] {
            assert!(events.iter().any(|event| event.kind == word), "{word}");
        }
        assert!(events.is_sorted_by_key(|event| event.at));
        let off = events.iter().find(|event| event.kind == "second-factor-switched-off").context("not there")?;
        assert!(off.details.contains("lost the phone"), "{}", off.details);

        let details: Vec<u8> = events.iter().flat_map(|event| event.details.bytes()).collect();
        secrets.are_absent_from("the audit log", &details);
        secrets.are_absent_from("the database", &everything_in(&scene, engine).await?);
        let logged = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert!(String::from_utf8_lossy(&logged).contains("mail handed over"), "nothing was logged");
        secrets.are_absent_from("the log", &logged);
        assert!(secrets.0.len() > 100, "{} forms of secrets", secrets.0.len());
    }
    Ok(())
}

const TABLES: Statement =
    Statement::new("test.tables", "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()");

/// All that the engine keeps: the file with its log, or every row of every table as text.
async fn everything_in(scene: &Scene, engine: Engine) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    match engine {
        Engine::Sqlite => {
            let setting = scene.place().setting();
            let path = setting.strip_prefix("sqlite:").context("no path")?;
            for file in [path.to_owned(), format!("{path}-wal")] {
                if let Ok(bytes) = std::fs::read(&file) {
                    all.extend(bytes);
                }
            }
        }
        Engine::Postgres => {
            let db = scene.house.ctx.db();
            for table in db.all(&TABLES, &[]).await? {
                let sql = format!("SELECT CAST(t AS TEXT) FROM {} t", table.text(0)?);
                let statement = Statement::new("test.rows", Box::leak(sql.into_boxed_str()));
                for row in db.all(&statement, &[]).await? {
                    all.extend_from_slice(row.text(0)?.as_bytes());
                }
            }
        }
    }
    assert!(latin(&all).contains("bram@waterland.example"), "what was looked through holds the data at all");
    Ok(all)
}

#[tokio::test]
async fn tries_that_were_held_back_and_names_of_nobody_are_kept_without_what_was_typed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member("anna", &[]).await?;
        // People type their password in the wrong field.
        scene.visitor()?.sign_in(PASSWORD, "anna").await?;
        for _ in 0..6 {
            let mut visitor = scene.visitor()?;
            let page = visitor.get("/sign-in").await?;
            visitor.submit(&page, "/sign-in", &[("username", "anna"), ("password", WRONG_PASSWORD)]).await?;
        }
        assert_eq!(scene.count(&anna, "password-failed").await?, 5);
        assert_eq!(scene.count(&anna, "password-throttled").await?, 1);
        let rows = scene.house.ctx.db().all(&EVENTS, &[]).await?;
        let all = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
        assert!(all.len() > 6);
        assert!(all.iter().all(|row| !row.contains("fietsen")), "{all:?}");
    }
    Ok(())
}

const EVENTS: Statement = Statement::new("test.events", "SELECT details FROM audit_events");
