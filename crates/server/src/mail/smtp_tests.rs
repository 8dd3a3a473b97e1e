//! The conversation with a mail server, against a real one in this process that misbehaves as told.

use std::time::Duration;

use super::letter::tests::sample;
use super::sink::{Answer, Sink, Stage};
use super::*;
use crate::clock::monotonic;
use crate::settings::{Overrides, Settings};

/// Everything here ends within this time or fails.
const PATIENCE: Duration = Duration::from_secs(20);

struct Post {
    sink: Sink,
    mailer: Mailer,
}

fn settings(sink: &Sink, more: &[(&'static str, &str)]) -> crate::settings::Mail {
    let mut overrides = Overrides::new()
        .set("mail.smtp", "--smtp", sink.url())
        .set("mail.from", "--from", "Tweestap <no-reply@waterland.example>")
        .set("mail.tls", "--tls", "none")
        .set("mail.timeout", "--timeout", "1s");
    for (key, value) in more {
        overrides = overrides.set(key, "--more", *value);
    }
    Settings::load(None, std::iter::empty(), overrides).unwrap().mail.unwrap()
}

async fn post_with(more: &[(&'static str, &str)]) -> Post {
    let sink = Sink::start().await.unwrap();
    let mailer = Mailer::new(Some(settings(&sink, more)));
    Post { sink, mailer }
}

async fn post() -> Post {
    post_with(&[]).await
}

impl Post {
    async fn send(&self) -> Result<Receipt, Failure> {
        tokio::time::timeout(PATIENCE, self.mailer.send(&sample())).await.unwrap()
    }
}

fn say(line: &str) -> Answer {
    Answer::Say(line.to_owned())
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let post = post().await;
    let receipt = post.send().await.unwrap();
    assert_eq!(receipt.answer, "2.0.0 kept as 1");
    let mail = post.sink.messages().remove(0);
    assert_eq!(mail.from, "no-reply@waterland.example");
    assert_eq!(mail.to, ["j.vandenberg@waterland.example"]);
    assert_eq!(mail.header("Subject"), Some("Je code is klaar: één minuut"));
    assert_eq!(mail.text, sample().text, "the lone dot in the text ended nothing");
    assert_eq!(mail.code(), Some("123456"));
}

/// The end of a mail is a write of its own. Held back until the one before is acknowledged it costs every mail 40 ms; else
/// some mail is faster, however busy the machine is.
#[tokio::test]
async fn the_end_of_a_mail_is_not_held_back() {
    let post = post().await;
    post.send().await.unwrap();
    let mut fastest = Duration::MAX;
    for _ in 0..50 {
        let began = monotonic();
        post.send().await.unwrap();
        fastest = fastest.min(monotonic().duration_since(began));
    }
    assert!(fastest < Duration::from_millis(30), "{fastest:?}");
}

#[tokio::test]
async fn one_connection_carries_many_letters() {
    let post = post().await;
    for _ in 0..3 {
        post.send().await.unwrap();
    }
    assert_eq!(post.sink.messages().len(), 3);
    assert_eq!(post.sink.connections(), 1);
}

#[tokio::test]
async fn an_unused_connection_is_closed_after_a_while() {
    let sink = Sink::start().await.unwrap();
    let transport = SmtpTransport::with_idle_time(settings(&sink, &[]), Duration::from_millis(20));
    let mailer = Mailer::Smtp(transport);
    mailer.send(&sample()).await.unwrap();
    tokio::time::timeout(PATIENCE, sink.wait_for_ended(1)).await.unwrap();
    assert_eq!(sink.commands().last().map(String::as_str), Some("QUIT"));
    mailer.send(&sample()).await.unwrap();
    assert_eq!(sink.connections(), 2);
}

#[tokio::test]
async fn many_letters_at_once_share_a_few_connections() {
    let post = post().await;
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (mailer, letter) = (post.mailer.clone(), Letter { id: format!("letter-{number}"), ..sample() });
        sending.spawn(async move { mailer.send(&letter).await });
    }
    let answers = tokio::time::timeout(PATIENCE, sending.join_all()).await.unwrap();
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(post.sink.messages().len(), 20);
    assert!(post.sink.connections() <= 4, "{}", post.sink.connections());
}

#[tokio::test]
async fn a_refused_recipient_is_for_good() {
    let post = post().await;
    post.sink.answer(Stage::Recipient, say("550 5.1.1 no such user"), 1);
    let Err(Failure::Address(reason)) = post.send().await else { panic!("expected a permanent failure") };
    assert!(reason.contains("no such user") && reason.contains("recipient"), "{reason}");
    // The next letter is not hindered.
    post.send().await.unwrap();
}

#[tokio::test]
async fn refused_content_is_for_good() {
    for stage in [Stage::Data, Stage::Content] {
        let post = post().await;
        post.sink.answer(stage, say("554 5.6.0 not this"), 1);
        assert!(matches!(post.send().await, Err(Failure::Permanent(_))), "{stage:?}");
        assert!(post.sink.messages().is_empty());
    }
}

#[tokio::test]
async fn whatever_is_ours_to_mend_is_tried_again() {
    for (stage, line) in [
        (Stage::Greeting, "554 5.3.2 go away"),
        (Stage::Hello, "550 5.7.1 not you"),
        (Stage::Sender, "550 5.7.1 not this sender"),
        (Stage::Recipient, "530 5.7.0 sign in first"),
        (Stage::Recipient, "503 5.5.1 bad order"),
        (Stage::Recipient, "451 4.7.1 greylisted"),
        (Stage::Recipient, "452 4.2.2 mailbox full"),
        (Stage::Data, "421 4.3.2 closing"),
        (Stage::Content, "451 4.3.0 later"),
    ] {
        let post = post().await;
        post.sink.answer(stage, say(line), 1);
        let answer = post.send().await;
        assert!(matches!(answer, Err(Failure::Temporary(_))), "{stage:?} {line}: {answer:?}");
        post.send().await.unwrap();
        assert_eq!(post.sink.messages().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_costs_the_timeout_and_no_more() {
    let mut silences = tokio::task::JoinSet::new();
    for stage in [Stage::Greeting, Stage::Hello, Stage::Sender, Stage::Recipient, Stage::Data] {
        silences.spawn(async move {
            let post = post().await;
            post.sink.answer(stage, Answer::Hang, 1);
            let Err(Failure::Temporary(reason)) = post.send().await else { panic!("{stage:?}") };
            assert!(reason.contains("no answer within 1 s"), "{stage:?}: {reason}");
            post.send().await.unwrap();
        });
    }
    silences.join_all().await;
}

#[tokio::test]
async fn silence_after_the_text_is_no_reason_to_send_it_again() {
    let post = post().await;
    post.sink.answer(Stage::Content, Answer::Hang, 1);
    let Err(Failure::Unknown(reason)) = post.send().await else { panic!("expected an unknown outcome") };
    assert!(reason.contains("no answer within 1 s"), "{reason}");
    // The next letter has a connection of its own.
    post.send().await.unwrap();
    assert_eq!(post.sink.connections(), 2);
}

#[tokio::test]
async fn a_lost_answer_leaves_open_whether_the_letter_was_taken() {
    let post = post().await;
    post.sink.answer(Stage::Content, Answer::HangUp, 1);
    let answer = post.send().await;
    assert!(matches!(answer, Err(Failure::Unknown(_))), "{answer:?}");
    assert_eq!(post.sink.messages().len(), 1, "here it was taken");
}

#[tokio::test]
async fn a_connection_lost_before_the_text_is_tried_again() {
    for stage in [Stage::Greeting, Stage::Hello, Stage::Sender, Stage::Recipient, Stage::Data] {
        let post = post().await;
        post.sink.answer(stage, Answer::HangUp, 1);
        let answer = post.send().await;
        assert!(matches!(answer, Err(Failure::Temporary(_))), "{stage:?}: {answer:?}");
        post.send().await.unwrap();
        assert_eq!(post.sink.messages().len(), 1, "{stage:?}");
    }
}

#[tokio::test]
async fn a_connection_that_died_between_two_letters_is_replaced_at_once() {
    for answer in [Answer::HangUp, Answer::Hang, say("421 4.3.2 enough for one connection")] {
        let post = post().await;
        post.send().await.unwrap();
        post.sink.answer(Stage::Sender, answer, 1);
        post.send().await.unwrap();
        assert_eq!((post.sink.messages().len(), post.sink.connections()), (2, 2));
    }
}

#[tokio::test]
async fn a_sender_that_is_refused_on_a_kept_connection_is_not_tried_on_another() {
    let post = post().await;
    post.send().await.unwrap();
    post.sink.answer(Stage::Sender, say("550 5.7.1 not this sender"), 1);
    assert!(matches!(post.send().await, Err(Failure::Temporary(_))));
    assert_eq!((post.sink.messages().len(), post.sink.connections()), (1, 1));
}

#[tokio::test]
async fn a_connection_in_use_is_not_asked_whether_it_works() {
    let sink = Sink::start().await.unwrap();
    let mailer = Mailer::Smtp(SmtpTransport::with_idle_time(settings(&sink, &[]), Duration::from_secs(20)));
    mailer.send(&sample()).await.unwrap();
    mailer.send(&sample()).await.unwrap();
    assert!(!sink.commands().iter().any(|line| line == "NOOP"));
}

#[tokio::test]
async fn nothing_is_sent_without_tls_where_tls_is_required() {
    let account = [("mail.tls", "required"), ("mail.password", "canary-of-the-password")];
    let sink = Sink::start().await.unwrap();
    let url = sink.url().replace("//", "//anna@");
    let mut more = account.to_vec();
    more.push(("mail.smtp", url.as_str()));
    let mailer = Mailer::new(Some(settings(&sink, &more)));
    let Err(Failure::Temporary(reason)) = mailer.send(&sample()).await else { panic!("expected a failure") };
    assert!(reason.contains("no TLS"), "{reason}");
    assert!(!sink.commands().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[tokio::test]
async fn without_tls_on_offer_an_opportunist_goes_on() {
    let post = post_with(&[("mail.tls", "opportunistic")]).await;
    post.send().await.unwrap();
}

#[tokio::test]
async fn a_user_is_signed_in_and_a_wrong_password_is_ours_to_mend() {
    let sink = Sink::start().await.unwrap();
    let url = sink.url().replace("//", "//anna@");
    let more = [("mail.smtp", url.as_str()), ("mail.password", "canary-of-the-password")];
    let mailer = Mailer::new(Some(settings(&sink, &more)));
    sink.answer(Stage::SignIn, say("535 5.7.8 wrong password"), 1);
    let Err(Failure::Temporary(reason)) = mailer.send(&sample()).await else { panic!("expected a failure") };
    assert!(reason.contains("signing in") && !reason.contains("canary"), "{reason}");
    assert!(!format!("{mailer:?}").contains("canary"));
    mailer.send(&sample()).await.unwrap();
    let expected = data_encoding::BASE64.encode(b"\0anna\0canary-of-the-password");
    assert_eq!(sink.messages()[0].account.as_deref(), Some(expected.as_str()));
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_given_up_where_it_is_not_offered() {
    let post = post().await;
    let letter = Letter { to: Correspondent::new(None, "jörg@waterland.example").unwrap(), ..sample() };
    let Err(Failure::Permanent(reason)) = post.mailer.send(&letter).await else { panic!("expected a failure") };
    assert!(reason.contains("SMTPUTF8"), "{reason}");
}

#[tokio::test]
async fn a_probe_signs_in_and_sends_nothing() {
    let post = post().await;
    assert_eq!(post.mailer.probe().await, Ok(()));
    assert!(!post.sink.commands().iter().any(|line| line.starts_with("MAIL")));
    let address = post.sink.address();
    drop(post.sink);
    let closed = tokio::time::timeout(PATIENCE, async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    closed.await.unwrap();
    assert!(matches!(post.mailer.probe().await, Err(Failure::Temporary(_))));
}
