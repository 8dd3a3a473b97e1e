//! Reports of delivery, read by the real jobs from a real mailbox: what mail servers report marks an address, and what is
//! forged, broken, huge or only late does not.

use std::process::Command;
use std::time::Duration;

use actions::admin::people;
use anyhow::{Context as _, Result, ensure};
use domain::time::Lifetime;
use domain::user::name_key;
use journeys::dovecot::{DONE, Dovecot, PASSWORD};
use journeys::scene::{Member, Scene, Setup};
use secrecy::SecretString;
use server::reports::samples::{self, Sample};
use store::testing::engines;
use store::{Engine, Statement};

const PATIENCE: Duration = Duration::from_secs(30);

const ADDRESS: Statement = Statement::new(
    "test.address",
    "SELECT bounce_note FROM addresses WHERE organisation_id = $1 AND address_key = $2 AND bounced_at IS NOT NULL",
);
const NOTE: Statement = Statement::new(
    "test.note",
    "SELECT state, note FROM outbox WHERE organisation_id = $1 AND recipient = $2 ORDER BY message_id DESC LIMIT 1",
);

/// A house that reads this mailbox every second.
async fn house(engine: Engine, dovecot: &Dovecot, more: &[(&'static str, &str)]) -> Result<Scene> {
    let mut settings = vec![
        ("reports.imap", dovecot.plain()),
        ("reports.password", PASSWORD.to_owned()),
        ("reports.every", "1s".to_owned()),
        ("reports.timeout", "10s".to_owned()),
    ];
    settings.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
    Scene::with(engine, Setup { settings, ..Setup::default() }).await
}

fn address(member: &Member) -> String {
    format!("{}@waterland.example", member.name)
}

/// A mail goes to this person; answers its Message-ID without brackets.
async fn mailed(scene: &Scene, member: &Member) -> Result<String> {
    let password = SecretString::from(format!("lange-molen-roeiboot-{}", scene.sink.count()));
    people::set_password(&scene.house.ctx, &scene.house.organisation, member.id, &password).await?;
    let mails = scene.mails_to(&address(member)).await?;
    let id = mails.last().and_then(|mail| mail.header("Message-ID")).context("no Message-ID")?;
    until(async || Ok(state(scene, member).await?.0 == "sent")).await?;
    Ok(id.trim_matches(['<', '>']).to_owned())
}

/// The words with which an address is marked.
async fn mark(scene: &Scene, member: &Member) -> Result<Option<String>> {
    let org = scene.house.organisation.id;
    let params = [org.bytes().into(), name_key(&address(member)).into()];
    let row = scene.house.ctx.db().one(&ADDRESS, &params).await?;
    Ok(row.map(|row| row.text(0).map(str::to_owned)).transpose()?)
}

/// What became of the newest mail to this person.
async fn state(scene: &Scene, member: &Member) -> Result<(String, Option<String>)> {
    let params = [scene.house.organisation.id.bytes().into(), address(member).into()];
    let row = scene.house.ctx.db().one(&NOTE, &params).await?.context("no mail")?;
    Ok((row.text(0)?.to_owned(), row.opt_text(1)?.map(str::to_owned)))
}

/// Looks until it is so.
async fn until(so: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let looking = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        while !so().await? {
            ticks.tick().await;
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, looking).await.context("it never was so")?
}

/// Waits until a mail that is delivered now was looked at: whatever lay there before was looked at as well.
async fn looked_at(scene: &Scene, dovecot: &Dovecot, probe: &Member) -> Result<()> {
    let id = mailed(scene, probe).await?;
    let name = dovecot.deliver(&samples::DELAYED.about(&id, &address(probe)))?;
    until(async || dovecot.is_seen(&name)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_marked_when_any_mail_server_reports_that_nothing_arrives_there() -> Result<()> {
    let Some(dovecot) = Dovecot::start().await? else { return Ok(()) };
    for engine in engines() {
        let scene = house(engine, &dovecot, &[]).await?;
        for (number, sample) in [samples::POSTFIX, samples::EXIM, samples::EXCHANGE].into_iter().enumerate() {
            let member = scene.member(&format!("m{number}"), &[]).await?;
            let id = mailed(&scene, &member).await?;
            ensure!(mark(&scene, &member).await?.is_none(), "{}", sample.name);
            let name = dovecot.deliver(&sample.about(&id, &address(&member)))?;
            until(async || Ok(mark(&scene, &member).await?.is_some())).await.context(sample.name)?;
            until(async || dovecot.is_seen(&name)).await?;
            let words = mark(&scene, &member).await?.context("no words")?;
            ensure!(words.contains("550 5.1.1"), "{engine:?} {}: {words}", sample.name);
            ensure!(state(&scene, &member).await? == ("failed".to_owned(), Some(words)), "{}", sample.name);
        }
        scene.house.stop().await.map_err(|error| anyhow::anyhow!(error))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forged_broken_huge_late_or_no_report_marks_nothing_and_is_left_alone() -> Result<()> {
    let Some(dovecot) = Dovecot::start().await? else { return Ok(()) };
    for engine in engines() {
        let scene = house(engine, &dovecot, &[]).await?;
        let (sanne, other, probe) =
            (scene.member("sanne", &[]).await?, scene.member("other", &[]).await?, scene.member("probe", &[]).await?);
        let id = mailed(&scene, &sanne).await?;
        let of_other = mailed(&scene, &other).await?;
        let (to, elsewhere) = (address(&sanne), "someone@elsewhere.example");
        let unknown = "0193e0f1-7c00-7000-8000-000000000001@waterland.example";
        let foreign = id.replace("@waterland.example", "@elsewhere.example");
        let huge = {
            let mut raw = samples::POSTFIX.about(&id, &to);
            raw.extend(std::iter::repeat_n(b'x', 300_000));
            raw
        };
        let left: Vec<(&str, Vec<u8>)> = vec![
            // Someone knows the Message-ID of a mail to themselves, and names another's address; and the other way around.
            ("of another's mail", samples::POSTFIX.about(&of_other, &to)),
            ("of no recipient", samples::POSTFIX.about(&id, elsewhere)),
            ("of no mail", samples::POSTFIX.about(unknown, &to)),
            ("of another house", samples::POSTFIX.about(&foreign, &to)),
            ("of a name that is none", samples::POSTFIX.about("nothing@waterland.example", &to)),
            ("huge", huge),
            ("without status", samples::NO_STATUS.about(&id, &to)),
            ("without a message", samples::NO_MESSAGE.about(&id, &to)),
            ("empty", samples::EMPTY_STATUS.about(&id, &to)),
            ("of nobody", samples::NOBODY.about(&id, &to)),
            ("holiday", samples::HOLIDAY.about(&id, &to)),
            ("read", samples::READ_RECEIPT.about(&id, &to)),
            ("cut off", samples::EXIM.about(&id, &to).into_iter().take(700).collect()),
            ("no mail at all", b"\xff\xfe\r\n\0".to_vec()),
        ];
        let mut names = Vec::new();
        for (what, raw) in left {
            names.push((what, dovecot.deliver(&raw)?));
        }
        let about: [Sample; 3] = [samples::DELAYED, samples::DELIVERED, samples::MAY_PASS];
        let handled: Vec<String> =
            about.iter().map(|sample| dovecot.deliver(&sample.about(&id, &to))).collect::<Result<_>>()?;
        looked_at(&scene, &dovecot, &probe).await?;
        for (what, name) in &names {
            ensure!(!dovecot.is_seen(name)?, "{engine:?}: {what} was marked as seen");
        }
        for name in &handled {
            ensure!(dovecot.is_seen(name)?, "{engine:?}: a report about ours was not marked as seen");
        }
        for member in [&sanne, &other, &probe] {
            ensure!(mark(&scene, member).await?.is_none(), "{engine:?}: {} was marked", member.name);
            ensure!(state(&scene, member).await?.0 == "sent", "{engine:?}: {}", member.name);
        }
        scene.house.stop().await.map_err(|error| anyhow::anyhow!(error))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_counts_once_is_moved_and_holds_until_a_later_message_is_taken_a_week_on() -> Result<()> {
    let Some(dovecot) = Dovecot::start().await? else { return Ok(()) };
    for engine in engines() {
        let scene = house(engine, &dovecot, &[("reports.done_folder", DONE)]).await?;
        let sanne = scene.member("sanne", &[]).await?;
        let id = mailed(&scene, &sanne).await?;
        let before = dovecot.done()?;
        for (number, sample) in [samples::POSTFIX, samples::EXIM].into_iter().enumerate() {
            let name = dovecot.deliver(&sample.about(&id, &address(&sanne)))?;
            until(async || Ok(dovecot.done()? == before + number + 1)).await.context("it was not moved")?;
            // A move is a copy, and then the original goes.
            let is_gone = async || Ok(dovecot.place(&name)?.is_none_or(|place| place.starts_with(".Done")));
            until(is_gone).await.context("it is still in the INBOX")?;
        }
        let words = mark(&scene, &sanne).await?.context("not marked")?;
        ensure!(words.contains("User unknown"), "{engine:?}: the second report changed the first: {words}");
        // The mail server takes everything: that it takes another mail says nothing, until the mark is old.
        mailed(&scene, &sanne).await?;
        ensure!(mark(&scene, &sanne).await?.is_some(), "{engine:?}: the mark went with the next mail");
        scene.advance(Lifetime::days(8));
        mailed(&scene, &sanne).await?;
        ensure!(mark(&scene, &sanne).await?.is_none(), "{engine:?}: the mark stays for ever");
        scene.house.stop().await.map_err(|error| anyhow::anyhow!(error))?;
    }
    Ok(())
}

/// What `doctor` finds of the mailbox.
fn doctor(imap: &str, password: &str, authority: Option<&std::path::Path>) -> Result<(String, String)> {
    let data = tempfile::tempdir()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_tweestap-to-kill"));
    command.args(["doctor", "--json", "--data"]).arg(data.path());
    command.env("TWEESTAP_REPORTS_IMAP", imap).env("TWEESTAP_REPORTS_PASSWORD", password);
    command.env("TWEESTAP_REPORTS_TIMEOUT", "10s").env_remove("SSL_CERT_DIR");
    if let Some(authority) = authority {
        command.env("SSL_CERT_FILE", authority);
    }
    let output = command.output()?;
    let all: serde_json::Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{}", String::from_utf8_lossy(&output.stderr)))?;
    let found = all.as_array().and_then(|all| all.iter().find(|one| one["part"] == "reports")).context("no finding")?;
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    ensure!(!text("text").contains(PASSWORD), "the password is told");
    Ok((text("state"), text("text")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_says_whether_the_mailbox_can_be_read() -> Result<()> {
    let Some(dovecot) = Dovecot::start().await? else { return Ok(()) };
    dovecot.deliver(&samples::HOLIDAY.about("x@y", "z@y.example"))?;
    let authority = dovecot.authority();
    for way in [dovecot.plain(), dovecot.start_tls(), dovecot.tls()] {
        let (state, text) = doctor(&way, PASSWORD, Some(&authority))?;
        ensure!(state == "warn" && text.contains("can be read, but no mail is sent"), "{way}: {state} {text}");
    }
    for way in [dovecot.start_tls(), dovecot.tls()] {
        let (state, text) = doctor(&way, PASSWORD, None)?;
        ensure!(state == "fail" && text.contains("certificate"), "{way}: an unknown authority: {state} {text}");
        let other = way.replace("127.0.0.1", "localhost");
        let (state, text) = doctor(&other, PASSWORD, Some(&authority))?;
        ensure!(state == "fail" && text.contains("certificate"), "{other}: another name: {state} {text}");
    }
    let (state, text) = doctor(&dovecot.plain(), "wrong", None)?;
    ensure!(state == "fail" && text.contains("signing in") && text.contains("reports.password"), "{state} {text}");
    let (state, text) = doctor("imap+plain://post@127.0.0.1:1", PASSWORD, None)?;
    ensure!(state == "fail" && text.contains("connecting"), "{state} {text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_goes_on_without_its_mailbox_and_reads_it_once_it_is_back() -> Result<()> {
    let Some(dovecot) = Dovecot::start().await? else { return Ok(()) };
    let scene = house(Engine::Sqlite, &dovecot, &[("reports.password", "wrong")]).await?;
    let sanne = scene.member("sanne", &[]).await?;
    let id = mailed(&scene, &sanne).await?;
    let name = dovecot.deliver(&samples::POSTFIX.about(&id, &address(&sanne)))?;
    until(async || Ok(dovecot.log()?.contains("auth failed"))).await?;
    ensure!(!dovecot.is_seen(&name)? && mark(&scene, &sanne).await?.is_none(), "read with a wrong password");
    scene.house.stop().await.map_err(|error| anyhow::anyhow!(error))?;
    Ok(())
}
