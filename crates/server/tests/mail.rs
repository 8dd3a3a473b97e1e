//! The outbox, sent by the real jobs over real SMTP to a sink: once, again after "not now", never after "no" or without
//! an answer, and never twice, whoever dies or sends beside it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use actions::Ctx;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::send_mail;
use domain::id::UserId;
use domain::time::Lifetime;
use domain::user::Role;
use secrecy::SecretString;
use server::clock::MovableClock;
use server::mail::sink::{Answer, Sink, Stage};
use server::testing::{House, HouseOptions};
use store::Statement;
use store::testing::{engines, fresh};

const LONG: Duration = Duration::from_secs(20);

async fn sanne(house: &House) -> UserId {
    let new = NewPerson {
        user_name: "s.dewit".into(),
        display_name: "Sanne de Wit".into(),
        addresses: vec!["s.dewit@waterland.example".into()],
        language: Some("en".into()),
        role: Role::Member,
        groups: Vec::new(),
        password: NewPassword::None,
    };
    people::add(&house.ctx, &house.organisation, new).await.unwrap()
}

/// Something that is mailed.
async fn change_password(ctx: &Ctx, user: UserId) {
    let organisation = ctx.only_organisation().unwrap();
    let password = SecretString::from("lange-molen-roeiboot-9");
    people::set_password(ctx, &organisation, user, &password).await.unwrap();
}

async fn count(ctx: &Ctx, state: &str) -> i64 {
    let organisation = ctx.only_organisation().unwrap();
    let all = store::outbox::count(ctx.db(), organisation.id).await.unwrap();
    all.into_iter().find(|(word, _)| word == state).map_or(0, |(_, count)| count)
}

/// Looks until it is so.
async fn until(ctx: &Ctx, state: &str, wanted: i64) {
    let looking = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        while count(ctx, state).await != wanted {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(LONG, looking).await.unwrap_or_else(|_| panic!("never {wanted} {state}"));
}

async fn arrived(sink: &Sink, count: usize) -> Vec<server::mail::sink::Captured> {
    tokio::time::timeout(LONG, sink.wait_for(count)).await.expect("the mail arrives")
}

async fn house(sink: &Sink, database: String) -> House {
    let options = HouseOptions { database, smtp: Some(sink.url()), ..HouseOptions::default() };
    House::start(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_arrives_once_in_the_language_of_its_reader() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        let house = house(&sink, fresh.setting()).await;
        let user = sanne(&house).await;
        change_password(&house.ctx, user).await;
        let mails = arrived(&sink, 1).await;
        assert_eq!(mails[0].to, ["s.dewit@waterland.example"]);
        assert_eq!(mails[0].header("Content-Language"), Some("en"));
        assert!(mails[0].header("Subject").unwrap().contains("Vereniging Waterland"));
        assert!(mails[0].text.contains("Sanne de Wit") && mails[0].html.contains("lang=\"en\""));
        until(&house.ctx, "sent", 1).await;
        house.stop().await.unwrap();
        assert_eq!(sink.messages().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_not_now_is_asked_again() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        sink.answer(Stage::Recipient, Answer::Say("450 4.2.0 greylisted".into()), 2);
        let house = house(&sink, fresh.setting()).await;
        let user = sanne(&house).await;
        change_password(&house.ctx, user).await;
        let mut arrived = false;
        for _ in 0..200 {
            house.clock.advance(Lifetime::seconds(10));
            arrived = tokio::time::timeout(Duration::from_millis(100), sink.wait_for(1)).await.is_ok();
            if arrived {
                break;
            }
        }
        assert!(arrived, "{:?}", sink.commands());
        until(&house.ctx, "sent", 1).await;
        let tries = sink.commands().iter().filter(|command| command.starts_with("RCPT")).count();
        assert_eq!((tries, sink.messages().len()), (3, 1));
        house.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_recipient_is_given_up_and_others_go_on() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        sink.answer(Stage::Recipient, Answer::Say("550 5.1.1 no such user".into()), 1);
        let house = house(&sink, fresh.setting()).await;
        let user = sanne(&house).await;
        change_password(&house.ctx, user).await;
        until(&house.ctx, "failed", 1).await;
        house.clock.advance(Lifetime::hours(2));
        change_password(&house.ctx, user).await;
        arrived(&sink, 1).await;
        until(&house.ctx, "sent", 1).await;
        assert_eq!(count(&house.ctx, "failed").await, 1);
        house.stop().await.unwrap();
        assert_eq!(sink.messages().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_answer_was_lost_is_never_sent_again() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        // The mail server takes it, and the connection breaks before it says so.
        sink.answer(Stage::Content, Answer::HangUp, 1);
        let house = house(&sink, fresh.setting()).await;
        let user = sanne(&house).await;
        change_password(&house.ctx, user).await;
        until(&house.ctx, "unknown", 1).await;
        assert_eq!(sink.messages().len(), 1);
        let told = doctor_on_the_outbox(&fresh.setting(), house.key_file());
        assert_eq!(told, "warn: 0 waiting, 0 failed, 1 of unknown fate, 0 sent: the log of the server says why");
        // Longer than any try would wait; the next message passes it by.
        house.clock.advance(Lifetime::hours(1));
        change_password(&house.ctx, user).await;
        arrived(&sink, 2).await;
        until(&house.ctx, "sent", 1).await;
        assert_eq!(count(&house.ctx, "unknown").await, 1);
        house.stop().await.unwrap();
        let mails = sink.messages();
        let ids: std::collections::BTreeSet<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!((mails.len(), ids.len()), (2, 2), "each once");
    }
}

/// The finding of the real `doctor` about the outbox, run beside the server.
fn doctor_on_the_outbox(database: &str, key: &std::path::Path) -> String {
    let mut command = support::program();
    command.args(["doctor", "--json"]).env("TWEESTAP_DATABASE_URL", database).env("TWEESTAP_KEYS_FILE", key);
    let ran = support::run_with(command, "");
    let all = ran.json();
    let found = all.as_array().unwrap().iter().find(|one| one["part"] == "outbox").expect("a finding");
    format!("{}: {}", found["state"].as_str().unwrap(), found["text"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_sender_died_is_never_sent_again() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        let first = House::start(HouseOptions { database: fresh.setting(), ..HouseOptions::default() }).await.unwrap();
        let user = sanne(&first).await;
        let key = tempfile::NamedTempFile::new().unwrap();
        std::fs::copy(first.key_file(), key.path()).unwrap();
        let (ctx, _keep) = without_jobs(&fresh.setting(), key.path()).await;
        first.stop().await.unwrap();
        // Claimed, and then the process ends without a mark.
        change_password(&ctx, user).await;
        assert_eq!(send_mail::claim(&ctx, 10).await.unwrap().len(), 1);
        ctx.db().close().await;

        let later = MovableClock::real();
        later.advance(Lifetime::minutes(16));
        let second = House::start(HouseOptions {
            database: fresh.setting(),
            key_file: Some(key.path().to_owned()),
            smtp: Some(sink.url()),
            clock: later,
            ..HouseOptions::default()
        })
        .await
        .unwrap();
        until(&second.ctx, "unknown", 1).await;
        change_password(&second.ctx, user).await;
        arrived(&sink, 1).await;
        until(&second.ctx, "sent", 1).await;
        second.stop().await.unwrap();
        assert_eq!(sink.messages().len(), 1, "the later one alone");
    }
}

/// The same installation, opened by a process that runs no jobs.
async fn without_jobs(database: &str, key: &std::path::Path) -> (Ctx, tempfile::TempDir) {
    use server::settings::{Overrides, Settings};
    let data = tempfile::tempdir().unwrap();
    let overrides = Overrides::new()
        .set("server.data", "test", data.path().to_str().unwrap())
        .set("database.url", "test", database)
        .set("keys.file", "test", key.to_str().unwrap());
    let settings = Settings::load(None, std::iter::empty(), overrides).unwrap();
    let clock = Arc::new(server::clock::SystemClock);
    (server::wire::open(&settings, clock, server::wire::First::Refuse).await.unwrap(), data)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_of_one_database_send_each_message_once() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        let one = house(&sink, fresh.setting()).await;
        let other = House::start(HouseOptions {
            database: fresh.setting(),
            key_file: Some(one.key_file().to_owned()),
            smtp: Some(sink.url()),
            ..HouseOptions::default()
        })
        .await
        .unwrap();
        let user = sanne(&one).await;
        for _ in 0..6 {
            change_password(&one.ctx, user).await;
            change_password(&other.ctx, user).await;
        }
        arrived(&sink, 12).await;
        until(&one.ctx, "sent", 12).await;
        other.stop().await.unwrap();
        one.stop().await.unwrap();
        let mails = sink.messages();
        let ids: std::collections::BTreeSet<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!((mails.len(), ids.len()), (12, 12));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_finishes_the_mail_under_way() {
    let fresh = fresh(store::Engine::Sqlite).await.unwrap();
    let sink = Sink::start().await.unwrap();
    let house = house(&sink, fresh.setting()).await;
    let user = sanne(&house).await;
    change_password(&house.ctx, user).await;
    house.stop().await.unwrap();
    let db = fresh.again().await.unwrap();
    let organisation = store::organisation::list(&db).await.unwrap().remove(0);
    let left = store::outbox::count(&db, organisation.id).await.unwrap();
    // Either it was not begun, or it was finished: never half.
    match left.as_slice() {
        [(state, 1)] if state == "waiting" => assert!(sink.messages().is_empty()),
        [(state, 1)] if state == "sent" => assert_eq!(sink.messages().len(), 1),
        other => panic!("{other:?}"),
    }
}

const STATES: Statement = Statement::new(
    "test.states",
    "SELECT state, tries, COALESCE(note, '') FROM outbox WHERE organisation_id = $1 ORDER BY state, message_id",
);

/// State, tries and note of every message.
async fn states(db: &store::Db) -> Vec<(String, i64, String)> {
    let organisation = store::organisation::list(db).await.unwrap().remove(0);
    let rows = db.all(&STATES, &[organisation.id.bytes().into()]).await.unwrap();
    let text = |row: &store::Row, column| row.text(column).unwrap().to_owned();
    rows.iter().map(|row| (text(row, 0), row.int(1).unwrap(), text(row, 2))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_hinders_no_other_and_waits() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        let house = house(&sink, fresh.setting()).await;
        let (org, now) = (house.organisation.id, house.ctx.now());
        let broken = store::outbox::NewMessage {
            id: domain::id::OutboxId::from_bytes([1; 16]),
            recipient: "s.dewit@waterland.example".into(),
            sealed_content: b"not sealed by any key".to_vec(),
            give_up_at: now.plus(Lifetime::hours(1)),
        };
        house
            .ctx
            .db()
            .write_with::<_, _, store::Error, _>(broken, move |tx, broken| {
                Box::pin(async move { store::outbox::write(tx, org, broken, now) })
            })
            .await
            .unwrap();
        let user = sanne(&house).await;
        change_password(&house.ctx, user).await;
        arrived(&sink, 1).await;
        until(&house.ctx, "sent", 1).await;
        let left = states(house.ctx.db()).await;
        let (state, tries, note) = left.last().unwrap();
        assert_eq!((state.as_str(), *tries), ("waiting", 1), "{engine:?}: {left:?}");
        assert!(note.contains("cannot be read"), "{engine:?}: {note}");
        // Its time passes: then it is given up, and said so.
        house.clock.advance(Lifetime::hours(2));
        until(&house.ctx, "failed", 1).await;
        house.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_gives_back_what_was_not_begun() {
    for engine in engines() {
        let fresh = fresh(engine).await.unwrap();
        let sink = Sink::start().await.unwrap();
        // All connections are taken by mails of which no answer comes.
        sink.answer(Stage::Content, Answer::Hang, 4);
        let first = House::start(HouseOptions { database: fresh.setting(), ..HouseOptions::default() }).await.unwrap();
        let user = sanne(&first).await;
        let key = tempfile::NamedTempFile::new().unwrap();
        std::fs::copy(first.key_file(), key.path()).unwrap();
        let (ctx, _keep) = without_jobs(&fresh.setting(), key.path()).await;
        first.stop().await.unwrap();
        for _ in 0..7 {
            change_password(&ctx, user).await;
        }
        ctx.db().close().await;
        let options = HouseOptions {
            database: fresh.setting(),
            key_file: Some(key.path().to_owned()),
            smtp: Some(sink.url()),
            settings: vec![("mail.timeout", "3s".to_owned())],
            ..HouseOptions::default()
        };
        let house = House::start(options).await.unwrap();
        let on_the_wire = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(10));
            while sink.commands().iter().filter(|command| *command == "DATA").count() < 4 {
                ticks.tick().await;
            }
        };
        tokio::time::timeout(LONG, on_the_wire).await.expect("four mails leave");
        house.stop().await.unwrap();
        let db = fresh.again().await.unwrap();
        let left = states(&db).await;
        let of = |state: &str| left.iter().filter(|(found, ..)| found == state).count();
        assert_eq!((of("unknown"), of("waiting"), left.len()), (4, 3, 7), "{engine:?}: {left:?}");
        let untouched = left.iter().filter(|(state, tries, _)| state == "waiting" && *tries == 0).count();
        assert_eq!(untouched, 3, "{engine:?}: as if it had never been claimed: {left:?}");
    }
}
