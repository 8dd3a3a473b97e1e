//! The limit of "check a code, durably": the shortest server that still does all of it. It reads the person and the
//! sealed key, opens the key, tries three steps of TOTP, and answers only after the used step or the failure is on
//! disk (SQLite, synchronous=FULL, one writer that commits what waits in one group).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{SystemTime, UNIX_EPOCH};

use aes_gcm::aead::Aead;
use aes_gcm::{Aes256Gcm, KeyInit};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use hmac::{Hmac, Mac};
use limits::{Problem, argument, serve};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "prototype PORT DATABASE PEOPLE THREADS";
const GROUP: usize = 256;
const NONCE: usize = 12;

// What changes at every sign-in stands in a narrow table of its own: fewer pages to write than in one wide row.
const SCHEMA: &str = "
    CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sealed_key BLOB NOT NULL);
    CREATE TABLE state(id INTEGER PRIMARY KEY, last_step INTEGER NOT NULL, failures INTEGER NOT NULL);";
const FIND: &str = "SELECT person.id, sealed_key, last_step FROM person JOIN state USING (id) WHERE name = ?1";
const ACCEPT: &str = "UPDATE state SET last_step = ?2, failures = 0 WHERE id = ?1 AND last_step < ?2";
const CHARGE: &str = "UPDATE state SET failures = failures + 1 WHERE id = ?1";

struct Server {
    readers: Vec<Mutex<Connection>>,
    turn: AtomicUsize,
    writer: mpsc::Sender<Write>,
    cipher: Aes256Gcm,
}

struct Write {
    person: i64,
    /// The step to accept, or a failure to charge.
    step: Option<i64>,
    durable: oneshot::Sender<bool>,
}

#[derive(Deserialize)]
struct Question {
    user: String,
    code: String,
}

#[derive(Serialize)]
struct Answer {
    ok: bool,
}

fn main() -> Result<(), Problem> {
    let (port, path, people, threads): (u16, String, i64, usize) =
        (argument(1, USAGE)?, argument(2, USAGE)?, argument(3, USAGE)?, argument(4, USAGE)?);
    let cipher = Aes256Gcm::new(&[5; 32].into());
    let mut connection = open(&path)?;
    fill(&mut connection, people, &cipher)?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 8000;")?;

    let (writer, waiting) = mpsc::channel();
    std::thread::spawn(move || {
        if let Err(problem) = write_groups(&mut connection, &waiting) {
            eprintln!("the writer stopped: {problem}");
            std::process::exit(1);
        }
    });
    let readers = (0..threads).map(|_| open(&path).map(Mutex::new)).collect::<Result<_, _>>()?;
    let server = Arc::new(Server { readers, turn: AtomicUsize::new(0), writer, cipher });
    serve(port, threads, Router::new().route("/validate", post(validate)).with_state(server))
}

async fn validate(
    State(server): State<Arc<Server>>,
    Json(question): Json<Question>,
) -> Result<Json<Answer>, StatusCode> {
    let broken = StatusCode::INTERNAL_SERVER_ERROR;
    let Some((person, sealed, last_step)) = find(&server, &question.user).map_err(|_| broken)? else {
        return Ok(Json(Answer { ok: false }));
    };
    let key = unseal(&server.cipher, &sealed).ok_or(broken)?;
    let step = matching_step(&key, &question.code).filter(|step| *step > last_step);
    let (durable, answer) = oneshot::channel();
    server.writer.send(Write { person, step, durable }).map_err(|_| broken)?;
    let ok = answer.await.map_err(|_| broken)?;
    Ok(Json(Answer { ok }))
}

type Found = (i64, Vec<u8>, i64);

fn find(server: &Server, name: &str) -> Result<Option<Found>, Problem> {
    let turn = server.turn.fetch_add(1, Ordering::Relaxed) % server.readers.len();
    let reader = server.readers.get(turn).ok_or("no reader")?.lock().map_err(|_| "a reader broke")?;
    let mut statement = reader.prepare_cached(FIND)?;
    let found = statement.query_row([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    Ok(found.optional()?)
}

/// Commits all that waits, up to a group, at once; tells each what became of it only then.
fn write_groups(connection: &mut Connection, waiting: &mpsc::Receiver<Write>) -> Result<(), Problem> {
    let mut group = Vec::with_capacity(GROUP);
    while let Ok(first) = waiting.recv() {
        group.push(first);
        group.extend(waiting.try_iter().take(GROUP - 1));
        let transaction = connection.transaction()?;
        let mut accepted = Vec::with_capacity(group.len());
        for write in &group {
            accepted.push(match write.step {
                Some(step) => transaction.prepare_cached(ACCEPT)?.execute((write.person, step))? == 1,
                None => {
                    transaction.prepare_cached(CHARGE)?.execute([write.person])?;
                    false
                }
            });
        }
        transaction.commit()?;
        for (write, ok) in group.drain(..).zip(accepted) {
            // Who hung up meanwhile needs no answer.
            let _gone = write.durable.send(ok);
        }
    }
    Ok(())
}

fn open(path: &str) -> Result<Connection, Problem> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
         PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824;",
    )?;
    Ok(connection)
}

/// Everyone has the key of RFC 6238's test values, so that one code serves a whole run.
fn fill(connection: &mut Connection, people: i64, cipher: &Aes256Gcm) -> Result<(), Problem> {
    connection.execute_batch(SCHEMA)?;
    let transaction = connection.transaction()?;
    for id in 0..people {
        let mut nonce = [0; NONCE];
        nonce[..8].copy_from_slice(&id.to_le_bytes());
        let sealed = cipher.encrypt(&nonce.into(), b"12345678901234567890".as_slice()).map_err(|_| "cannot seal")?;
        let row = [nonce.as_slice(), &sealed].concat();
        let mut insert = transaction.prepare_cached("INSERT INTO person VALUES (?1, ?2, ?3)")?;
        insert.execute((id, format!("u{id}"), row))?;
    }
    transaction.execute_batch("INSERT INTO state SELECT id, 0, 0 FROM person")?;
    transaction.commit()?;
    Ok(())
}

fn unseal(cipher: &Aes256Gcm, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
    cipher.decrypt(&(*nonce).into(), text).ok()
}

fn matching_step(key: &[u8], code: &str) -> Option<i64> {
    let wanted: u32 = code.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / 30;
    // All three are computed, whichever fits: the time says nothing.
    let mut found = None;
    for step in [now - 1, now, now + 1] {
        if totp(key, step)? == wanted {
            found = i64::try_from(step).ok();
        }
    }
    found
}

// RFC 4226 section 5.3.
fn totp(key: &[u8], step: u64) -> Option<u32> {
    let mut mac = <Hmac<sha1::Sha1> as hmac::KeyInit>::new_from_slice(key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 15);
    let word: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}
