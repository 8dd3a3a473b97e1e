//! The audit log at the command line: listed, written out, proved; and sealed by a running server.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use serde_json::Value;
use store::{DatabaseUrl, Db, Error, Options, Statement};
use support::{Installation, PASSWORD, Running, Voice};

/// Runs statements on the database as somebody else would.
fn tamper(house: &Installation, statements: &[&'static str]) {
    let url = DatabaseUrl::file(house.data().join("tweestap.db"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime
        .block_on(async {
            let db = Db::open(&url, Options::default()).await.unwrap();
            for sql in statements {
                let statement = Statement::new("test.tamper", sql);
                let changed = db
                    .write_with(statement, |tx, statement| Box::pin(async move { tx.execute(statement, &[]).await }))
                    .await;
                assert!(changed.is_ok_and(|rows| rows > 0), "{sql}");
            }
            db.close().await;
            Ok::<_, Error>(())
        })
        .unwrap();
}

fn kinds(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().filter_map(|event| event["kind"].as_str()).collect()
}

#[test]
fn what_was_done_is_listed_by_person_actor_kind_and_time() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    house.run_with(&["person", "password", "s.dewit", "--password-stdin"], "an-entirely-other-rowing-boat\n").ok();
    house.run(&["policy", "set", "Everyone", "--for", "everyone", "--requirement", "optional"]).ok();

    let all = house.run(&["audit", "list", "--json"]).ok().json();
    assert_eq!(kinds(&all).first(), Some(&"policy-saved"), "{all}");
    // Made in one transaction, at one moment: listed in the order in which it was done.
    let oldest: Vec<_> = kinds(&all).into_iter().rev().take(3).collect();
    assert_eq!(oldest, ["organisation-made", "person-added", "role-given"], "{all}");
    assert_eq!(all[0]["actor"], "command-line");
    assert_eq!(all[0]["details"]["policy"], "Everyone");
    assert_eq!(all[1]["subject_name"], "s.dewit", "{all}");
    let only = |arguments: &[&str]| {
        let ran = house.run(&[&["audit", "list", "--json"], arguments].concat()).ok().json();
        kinds(&ran).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let two = ["--kind", "password-changed,person-added", "--person", "s.dewit"];
    assert_eq!(only(&two), ["password-changed", "person-added"]);
    assert_eq!(only(&["--kind", "policy-saved,person-added", "--person", "S.DeWit"]), ["person-added"]);
    assert_eq!(only(&["--actor", "command-line", "--limit", "1"]), ["policy-saved"]);
    assert!(only(&["--actor", "a.visser"]).is_empty());
    assert!(only(&["--until", "2020-01-01"]).is_empty());
    assert_eq!(only(&["--from", "2020-01-01"]).len(), all.as_array().unwrap().len());
    let shown = house.run(&["audit", "list", "--limit", "2"]).ok();
    assert!(shown.out.contains("policy: Everyone") && shown.err.contains("there are more"), "{shown:?}");

    house.run(&["audit", "list", "--person", "nobody"]).refused("nobody is called `nobody`");
    assert_eq!(house.run(&["audit", "list", "--kind", "nonsense"]).code, 2);
}

#[test]
fn it_is_written_out_as_csv_without_formulas_and_as_json_lines() {
    let house = Installation::new();
    house.add("+31-de.wit", &["--email", "s@waterland.example"]);
    let csv = house.run(&["audit", "export", "--format", "csv"]).ok().out;
    let mut lines = csv.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("time,id,kind,actor,actor_name,subject,subject_name,source,details"));
    assert!(lines.clone().count() > 1);
    assert!(lines.all(|line| line.starts_with('"') && line.ends_with('"')), "{csv}");
    assert!(csv.contains("\"'+31-de.wit\"") && !csv.contains("\"+31"), "{csv}");

    let file = house.folder().join("log.jsonl");
    let file = file.to_str().unwrap();
    house.run(&["audit", "export", "--format", "jsonl", "--output", file, "--kind", "audit-exported"]).ok();
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // That the log was written out stands in it; this time is not over yet.
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["details"]["format"], "csv");
    house.run(&["audit", "export", "--format", "jsonl", "--output", file]).refused("not there yet");
    assert_eq!(house.run(&["audit", "export", "--format", "xlsx"]).code, 2);
}

#[test]
fn a_clean_log_is_proved_and_whatever_was_changed_is_named() {
    let house = Installation::new();
    for name in ["s.dewit", "t.brown", "j.jansen"] {
        house.add(name, &[]);
    }
    let clean = house.run(&["audit", "verify"]).ok();
    assert!(clean.out.contains("rows checked: none was edited"), "{clean:?}");
    let before = house.run(&["audit", "verify", "--json"]).ok().json();
    assert_eq!((&before["clean"], &before["waiting"]), (&true.into(), &0.into()), "{before}");

    tamper(&house, &["UPDATE audit_events SET actor = 'system' WHERE kind = 'person-added' AND batch = 3"]);
    let found = house.run(&["audit", "verify"]).refused("tampered with (1 finding)");
    assert!(found.out.contains("the row was edited"), "{found:?}");
    let found = house.run(&["audit", "verify", "--json"]).refused("tampered").json();
    assert_eq!((&found["clean"], &found["findings"][0]["what"]), (&false.into(), &"edited".into()), "{found}");
    assert!(found["findings"][0]["row"].is_i64() && found["findings"][0]["id"].is_string(), "{found}");
}

#[test]
fn a_checkpoint_that_was_kept_elsewhere_is_held_against_the_log() {
    let house = Installation::new();
    house.add("s.dewit", &[]);
    let line = house.run(&["audit", "checkpoint"]).ok().out;
    let kept = house.file("kept", &line);
    house.add("t.brown", &[]);
    house.run(&["audit", "verify", "--checkpoint", &kept]).ok();
    let key = house.run(&["audit", "checkpoint", "--key"]).ok().out;
    assert_eq!(key.lines().nth(1).map(str::len), Some(64), "{key}");

    let (head, signature) = line.trim_end().split_at(line.trim_end().len() - 1);
    let changed = house.file("changed", format!("{head}{}\n", if signature == "0" { "1" } else { "0" }));
    house.run(&["audit", "verify", "--checkpoint", &changed]).refused("was not signed by this installation");
    let other = Installation::new();
    other.run(&["audit", "verify", "--checkpoint", &kept]).refused("has no checkpoint of this organisation");
    house
        .run(&["audit", "verify", "--checkpoint", &house.file("no", "nothing\n")])
        .refused("no checkpoint of an audit log");
    house.run(&["audit", "verify", "--checkpoint", "/nowhere"]).refused("cannot read checkpoints in /nowhere");
}

#[test]
fn a_server_seals_within_a_second_and_remembers_where_the_log_ended() {
    let house = Installation::new();
    let server = Running::start(house.command(&["serve", "--listen", "127.0.0.1:0"]), Voice::Err, "serving");
    let form = support::get(server.address, "/sign-in");
    let wrong = format!("csrf={}&username=a.visser&password=wrong-{PASSWORD}", form.csrf());
    support::post(server.address, "/sign-in", &form.cookies(), &wrong);
    // Each look takes a moment; a second is over long before the last.
    let sealed = (0..500).any(|_| {
        let log = house.run(&["audit", "verify", "--json"]).ok().json();
        log["waiting"] == 0 && log["rows"].as_i64().is_some_and(|rows| rows > 0)
    });
    assert!(sealed, "the server does not seal");
    assert_eq!(server.end("-TERM"), Some(0));
    let kept = std::fs::read_to_string(house.data().join("audit-checkpoints")).unwrap();
    assert!(kept.starts_with("tweestap-audit 1 ") && kept.lines().count() == 1, "{kept}");
    house.run(&["audit", "verify"]).ok();

    // Someone cuts off the last batch, and sets the head of the chain back so that the database alone agrees.
    tamper(
        &house,
        &[
            "DELETE FROM audit_events WHERE batch = (SELECT MAX(batch) FROM audit_batches)",
            "DELETE FROM audit_batches WHERE batch = (SELECT MAX(batch) FROM audit_batches)",
            "UPDATE audit_heads SET batch = (SELECT MAX(batch) FROM audit_batches),
             sequence = (SELECT MAX(first_sequence + row_count - 1) FROM audit_batches),
             link = (SELECT link FROM audit_batches ORDER BY batch DESC LIMIT 1)",
        ],
    );
    let found = house.run(&["audit", "verify"]).refused("tampered");
    assert!(found.out.contains("a checkpoint kept elsewhere knows this row"), "{found:?}");
    // A server that goes on does not put a newer checkpoint over the one that shows it.
    let server = Running::start(house.command(&["serve", "--listen", "127.0.0.1:0"]), Voice::Err, "serving");
    house.add("s.dewit", &[]);
    assert_eq!(server.end("-TERM"), Some(0));
    assert_eq!(std::fs::read_to_string(house.data().join("audit-checkpoints")).unwrap(), kept);
    house.run(&["audit", "verify"]).refused("tampered");
}
