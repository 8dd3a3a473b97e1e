//! What surrounds the data: folder, key, addresses, proxies, clock.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Instant, UNIX_EPOCH};

use actions::Clock as _;
use domain::time::{Lifetime, Timestamp};
use secrecy::ExposeSecret as _;
use verifier::KeyRing;

use super::Finding;
use crate::clock::{SystemClock, monotonic};
use crate::settings::{Database, Keys, PublicAddress, Settings};
use crate::wire::{database, folder_of};

/// 2026-01-01: whatever clock shows less was never set.
const NEVER_SET: Timestamp = Timestamp::from_seconds(1_767_225_600);
/// DNS answers within this.
const NAME_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);
/// A file written now and our clock may differ by this much.
const APART: Lifetime = Lifetime::seconds(2);

pub(super) fn check(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![folder(&settings.server.data)];
    findings.extend(room(&settings.server.data));
    findings.push(key(settings));
    findings.extend(way_to_the_database(settings));
    findings.extend(address(settings));
    findings.extend(passkeys(settings));
    findings.extend(proxies(settings));
    findings
}

fn folder(data: &Path) -> Finding {
    const PART: &str = "data folder";
    let shown = data.display();
    match std::fs::metadata(data) {
        Ok(about) if !about.is_dir() => Finding::fail(PART, format!("{shown} is not a folder: choose another")),
        Ok(about) => match about.permissions().mode() & 0o777 {
            mode if mode.trailing_zeros() >= 6 => Finding::ok(PART, format!("{shown}, for its owner alone")),
            mode => Finding::warn(PART, format!("{shown} is open to others (mode {mode:04o}): chmod 700 '{shown}'")),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Finding::warn(PART, format!("{shown} is not there yet: `tweestap setup` makes it"))
        }
        Err(error) => Finding::fail(PART, format!("{shown}: {error}: give it to the user that runs this program")),
    }
}

/// Free room on the disk of the data folder; what is written when there is none is refused, and nobody signs in.
fn room(data: &Path) -> Option<Finding> {
    const PART: &str = "disk";
    const MIB: u64 = 1024 * 1024;
    let at = rustix::fs::statvfs(data).ok()?;
    let free = at.f_bavail.saturating_mul(at.f_frsize) / MIB;
    Some(match free {
        0..100 => Finding::fail(PART, format!("{free} MiB are free: make room, or nobody can sign in before long")),
        100..1024 => Finding::warn(PART, format!("{free} MiB are free: make room before it is too little")),
        _ => Finding::ok(PART, format!("{} GiB are free", free / 1024)),
    })
}

/// Whether what is kept goes over a network that others may listen to.
fn way_to_the_database(settings: &Settings) -> Option<Finding> {
    let (url, _) = database(&settings.database).ok()?;
    url.leaves_in_the_clear().then(|| {
        Finding::warn(
            "way to database",
            "it is on another machine and spoken to without TLS: add `?sslmode=verify-full` to database.url, and name its \
             authority in database.root_certificates",
        )
    })
}

/// Whether the public address leads anywhere: people's browsers ask the same of DNS.
pub(super) async fn name_of_host(settings: &Settings) -> Option<Finding> {
    const PART: &str = "host name";
    let address = settings.server.configured_address.as_ref().filter(|address| address.is_https())?;
    let host = address.host().trim_matches(['[', ']']).to_owned();
    let found = tokio::time::timeout(NAME_WITHIN, tokio::net::lookup_host((host.as_str(), 443))).await;
    Some(match found {
        Ok(Ok(mut all)) => match all.next() {
            Some(at) => Finding::ok(PART, format!("{host} is {}", at.ip())),
            None => Finding::warn(PART, format!("{host} has no address: add it to DNS")),
        },
        Ok(Err(error)) => Finding::warn(
            PART,
            format!(
                "{host} is not found from here ({error}): add it to DNS, unless only other networks need to find it"
            ),
        ),
        Err(_) => Finding::warn(PART, format!("DNS does not answer for {host}: look at the resolver of this machine")),
    })
}

fn key(settings: &Settings) -> Finding {
    const PART: &str = "key";
    let from = match &settings.keys {
        Keys::File(path) => path.display().to_string(),
        Keys::Text(_) => "the environment or a credential".to_owned(),
    };
    let keys = match &settings.keys {
        Keys::File(path) => KeyRing::from_file(path),
        Keys::Text(text) => KeyRing::from_text(text.expose_secret()),
    };
    match (keys, &settings.database) {
        (Ok(keys), _) => Finding::ok(PART, format!("key {} from {from}", keys.current())),
        (Err(verifier::KeyError::Missing { path }), Database::Sqlite { path: database }) if !database.exists() => {
            Finding::warn(PART, format!("{path} is not there yet: `tweestap setup` makes it"))
        }
        (Err(error), _) => Finding::fail(PART, error.to_string()),
    }
}

fn address(settings: &Settings) -> Vec<Finding> {
    const PART: &str = "public address";
    const COOKIES: &str = "cookies";
    match &settings.server.configured_address {
        Some(address) if address.is_https() => vec![
            Finding::ok(PART, address.to_string()),
            Finding::ok(COOKIES, "sent over TLS alone, bound to this host (`__Host-`)"),
        ],
        Some(address) => vec![
            Finding::warn(PART, format!("{address}: nobody on another machine can sign in; set an https address")),
            Finding::warn(COOKIES, "sent without TLS, which browsers accept for this machine alone"),
        ],
        None => vec![
            Finding::warn(PART, "not set, so it is http://localhost: set server.public_address to an https address"),
            Finding::warn(COOKIES, "sent without TLS, which browsers accept for this machine alone"),
        ],
    }
}

/// Whether browsers take passkeys for the public address: they want a name, never numbers (WebAuthn level 3, section 5.1.2).
fn passkeys(settings: &Settings) -> Option<Finding> {
    const PART: &str = "passkeys";
    let address = settings.server.configured_address.as_ref()?;
    let host = address.host().trim_matches(['[', ']']).to_owned();
    Some(match (host.parse::<std::net::IpAddr>(), address.is_https() || host == "localhost") {
        (Ok(_), _) => {
            Finding::warn(PART, format!("browsers offer none for {host}: set server.public_address to a name"))
        }
        (Err(_), true) => Finding::ok(PART, format!("bound to {host}: another name there makes them worthless")),
        (Err(_), false) => Finding::warn(PART, "browsers offer none without TLS: set an https address"),
    })
}

fn proxies(settings: &Settings) -> Option<Finding> {
    const PART: &str = "proxies";
    let https = settings.server.configured_address.as_ref().is_some_and(PublicAddress::is_https);
    let trusted = &settings.server.trusted_proxies;
    match (https, trusted.is_empty()) {
        // TLS ends at something in front of us, since we speak none.
        (true, true) => Some(Finding::warn(
            PART,
            "none is trusted, yet https means that one stands in front: all people share its address, and so the \
             throttle of one source; name it in server.trusted_proxies",
        )),
        (_, false) => {
            let all: Vec<String> = trusted.iter().map(ToString::to_string).collect();
            Some(Finding::ok(
                PART,
                format!("X-Forwarded-For and X-Forwarded-Host are believed from {}", all.join(", ")),
            ))
        }
        (false, true) => None,
    }
}

/// The clock, against the file system's and against one that only goes forward.
pub(super) fn clock(settings: &Settings, began: Instant, began_by_wall: Timestamp) -> Vec<Finding> {
    const PART: &str = "clock";
    let now = SystemClock.now();
    let shown = now.rfc3339();
    if now < NEVER_SET {
        return vec![Finding::fail(PART, format!("it shows {shown}: set it, or no code will ever match"))];
    }
    let passed = monotonic().duration_since(began);
    let passed = i64::try_from(passed.as_micros()).unwrap_or(i64::MAX);
    let by_wall = now.micros() - began_by_wall.micros();
    if (by_wall - passed).abs() > Lifetime::seconds(1).micros() {
        return vec![Finding::warn(PART, "it jumped while this ran: let NTP (chrony, systemd-timesyncd) keep it")];
    }
    let file_system = match time_of_a_new_file(folder_of(&settings.server.data.join("x"))) {
        Some(time) if time.since(now).max(now.since(time)) > APART => {
            let apart = time.since(now).max(now.since(time)).seconds_rounded_up();
            return vec![Finding::warn(
                PART,
                format!("it and the file system of the data folder are {apart} s apart: let NTP keep both"),
            )];
        }
        Some(_) => ", as does the file system",
        None => "",
    };
    vec![Finding::ok(PART, format!("it shows {shown}{file_system}; codes of apps need it right to half a minute"))]
}

/// When the file system says that a file was made just now; nothing where none can be made.
fn time_of_a_new_file(folder: &Path) -> Option<Timestamp> {
    let path = folder.join(format!(".tweestap-{}", std::process::id()));
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path).ok()?;
    let time = file.metadata().and_then(|about| about.modified());
    std::fs::remove_file(&path).ok()?;
    let since = time.ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok().map(Timestamp::from_micros)
}
