//! What is said of directories: faults, trials, syncs.

use actions::admin::directories::{DirectoryFault, Sync, Tested};
use actions::admin::people_sources::SourceFault;
use actions::directory::port::Fault;
use actions::directory::report::{DONE, FAILED, HELD, Line, RUNNING, Report, WAITING};
use domain::people_source::Field;

use crate::pages::{DirectoryTrial, Frame, SyncLine, SyncTold};

/// What is wrong: the id of an input, and what is said of it.
pub(super) fn fault(frame: &Frame, fault: &DirectoryFault, fields: &[(Field, String)]) -> (String, String) {
    let name_of = |field: &Field| {
        let found = fields.iter().find(|(one, _)| one == field);
        found.map_or_else(|| field.word(), |(_, name)| name.clone())
    };
    let of = |field: &Field, key: &'static str| {
        (format!("path:{}", field.word()), frame.with(key).arg("field", name_of(field)).to_string())
    };
    let at = |id: &str, key: &'static str| (id.to_owned(), frame.say(key));
    match fault {
        DirectoryFault::Source(SourceFault::Name) => at("name", "view-name-wrong"),
        DirectoryFault::Source(SourceFault::Taken) => at("name", "source-name-taken"),
        DirectoryFault::Source(SourceFault::TooMany) => at("name", "source-too-many"),
        DirectoryFault::Source(SourceFault::Path(field)) => of(field, "directory-path-wrong"),
        DirectoryFault::Source(SourceFault::Needed(field)) => of(field, "source-path-needed"),
        DirectoryFault::Source(SourceFault::Emails) => of(&Field::Emails, "directory-path-wrong"),
        DirectoryFault::Url => at("urls", "directory-url-wrong"),
        DirectoryFault::NotEncrypted => at("urls", "directory-url-plain"),
        DirectoryFault::Forbidden => at("urls", "directory-url-forbidden"),
        DirectoryFault::Ca => at("ca", "directory-ca-wrong"),
        DirectoryFault::BindDn => at("bind_dn", "directory-bind-wrong"),
        DirectoryFault::Password => at("password", "directory-password-wrong"),
        DirectoryFault::Base => at("base", "directory-base-wrong"),
        DirectoryFault::Filter => at("filter", "directory-filter-wrong"),
        DirectoryFault::Id => at("id", "directory-id-wrong"),
        DirectoryFault::GroupFilter => at("group_filter", "directory-filter-wrong"),
        DirectoryFault::GroupBase => at("group_base", "directory-base-wrong"),
        DirectoryFault::Every => at("every", "directory-every-wrong"),
        DirectoryFault::MostGone => at("most_percent", "directory-most-wrong"),
    }
}

/// Why a directory was not read.
fn why(frame: &Frame, fault: &Fault) -> String {
    let key = match fault {
        Fault::NoSuchHost => "directory-no-such-host",
        Fault::Forbidden => "directory-url-forbidden",
        Fault::Refused => "directory-refused",
        Fault::TimedOut => "directory-timed-out",
        Fault::Certificate => "directory-certificate",
        Fault::NotEncrypted => "directory-not-encrypted",
        Fault::NotLdap => "directory-not-ldap",
        Fault::Bind => "directory-not-let-in",
        Fault::NoBase => "directory-no-base",
        Fault::NotAllowed => "directory-not-allowed",
        Fault::Filter => "directory-filter-unknown",
        Fault::CutShort => "directory-cut-short",
        Fault::Referral => "directory-referral",
        Fault::InParts => "directory-in-parts",
        Fault::Nobody => "directory-nobody",
        Fault::Away => "directory-away",
        Fault::Code(code) => return frame.with("directory-code").arg("code", *code).to_string(),
    };
    frame.say(key)
}

/// What a trial came to.
pub(super) fn trial(frame: &Frame, tested: Tested, fields: &[(Field, String)]) -> DirectoryTrial {
    let name_of = |field: &Field| {
        let found = fields.iter().find(|(one, _)| one == field);
        found.map_or_else(|| field.word(), |(_, name)| name.clone())
    };
    match tested {
        Tested::Faults(_) => DirectoryTrial::None,
        Tested::Fault(fault) => DirectoryTrial::Refused(why(frame, &fault)),
        Tested::Groups(fault) => {
            DirectoryTrial::Refused(format!("{} {}", frame.say("directory-test-groups"), why(frame, &fault)))
        }
        Tested::Read { people, more, groups, samples } => {
            let mut counts =
                frame.with("source-counts").arg("people", people).arg("groups", groups.unwrap_or(0)).to_string();
            if more {
                counts = format!("{counts} {}", frame.say("directory-test-more"));
            }
            let shown = samples.into_iter().map(|sample| {
                let values = match sample.values {
                    Ok(values) => values.into_iter().map(|(field, value)| (name_of(&field), value)).collect(),
                    Err((word, about)) => vec![(what(frame, &word), about)],
                };
                (sample.dn, values)
            });
            DirectoryTrial::Read { counts, samples: shown.collect() }
        }
    }
}

/// A sync or dry run in the list.
pub(super) fn sync(frame: &Frame, (sync, report): &(Sync, Report)) -> SyncLine {
    let state = match sync.state.as_str() {
        WAITING => ("info", "clock", "directory-state-waiting"),
        RUNNING => ("info", "clock", "directory-state-running"),
        DONE => ("ok", "check", "directory-state-done"),
        HELD => ("warn", "alert", "directory-state-held"),
        _ => ("danger", "alert", "directory-state-failed"),
    };
    let counts = &sync.counts;
    let all = [
        ("directory-n-listed", counts.listed),
        ("directory-n-added", counts.added),
        ("directory-n-changed", counts.changed),
        ("directory-n-blocked", counts.blocked),
        ("directory-n-let-in", counts.let_in),
        ("directory-n-gone", counts.gone),
        ("directory-n-refused", counts.refused),
        ("directory-n-groups-made", report.groups.made),
        ("directory-n-groups-changed", report.groups.changed),
        ("directory-n-groups-gone", report.groups.gone),
    ];
    let some = all.into_iter().filter(|(_, n)| *n > 0);
    let some: Vec<String> = some.map(|(key, n)| frame.with(key).arg("n", n).to_string()).collect();
    let held = report.held.or(report.held_groups);
    let why = match (&report.fault, held) {
        (Some(fault), _) => Some(why(frame, fault)),
        (None, Some(people)) => Some(frame.with("directory-held").arg("people", people).to_string()),
        (None, None) => (sync.state == FAILED).then(|| frame.say("directory-stopped")),
    };
    SyncLine { at: sync.asked_at.micros(), dry: sync.dry, state, counts: some.join(", "), why }
}

/// What is told of one person or group.
pub(super) fn line(frame: &Frame, line: &Line) -> SyncTold {
    // The name stands beside it already, where it is about that.
    let about = if line.about == line.who { String::new() } else { line.about.clone() };
    SyncTold { who: line.who.clone(), what: what(frame, &line.what), about, refused: line.refused }
}

fn what(frame: &Frame, word: &str) -> String {
    frame.say(match word {
        "added" => "directory-added",
        "changed" => "directory-changed",
        "blocked" => "directory-blocked",
        "let-in" => "directory-let-in",
        "gone" => "directory-gone",
        "taken" => "directory-taken",
        "taken-there" => "directory-taken-there",
        "here-already" => "directory-here-already",
        "left-under" => "directory-left-under",
        "not-taken-over" => "directory-not-taken-over",
        "more-rights" => "directory-more-rights",
        "last-superuser" => "directory-last-superuser",
        "group-made" => "directory-group-made",
        "group-changed" => "directory-group-changed",
        "group-gone" => "directory-group-gone",
        "group-name" => "directory-group-name",
        "group-taken" => "directory-group-taken",
        "group-mixed" => "directory-group-mixed",
        "group-later" => "directory-group-later",
        _ => "directory-value",
    })
}
