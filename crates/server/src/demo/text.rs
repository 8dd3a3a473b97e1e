//! What the demo says at its start: where it is, who can sign in, what to try. Readable at a glance.

use std::fmt::Write as _;
use std::path::Path;

use super::people::ORGANISATION;
use super::seed::{PASSWORD, Planted};
use crate::settings::PublicAddress;

/// The text, about ten lines.
pub(super) fn start(address: &PublicAddress, planted: &Planted, kept: Option<&Path>) -> String {
    let people = planted.people.len();
    let deadline = planted.deadline.strftime("%-d %B %Y").to_string();
    let end = match kept {
        Some(folder) => format!("Everything stays in {}.", folder.display()),
        None => "Nothing stays.".to_owned(),
    };
    let mut out = format!("\n  {ORGANISATION}: {people} made-up people. No mail leaves this machine.\n\n");
    let mut line = |name: &str, text: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {name:<10}{text}");
    };
    line("Open", &format!("{address}    or {address}/demo to see everything at a glance"));
    line("Password", &format!("{PASSWORD}    for everyone:"));
    line("", "s.dewit       two steps: password, then a code from the app");
    line("", &format!("j.vandenberg  must have a second step from {deadline} on"));
    line("", "m.jansen      is offered one    t.brown     the same, in English    k.mulder   is exempt");
    line(
        "",
        "a.visser      SuperUser         f.elamrani  helpdesk    w.degraaf   people manager    r.vermeer  auditor",
    );
    line("Codes", &format!("{address}/demo/phone      the apps of those who have one"));
    line("Mail", &format!("{address}/demo/mailbox    whatever is sent"));
    line("Clock", &format!("{address}/demo/clock      to move past {deadline}"));
    line("Try", "j.vandenberg: Later. Move the clock past the date. Sign in again: a code by mail, and no Later.");
    line("", "a.visser: People, someone in the view Backend users: turn off 2FA. In the view Leden: no such button.");
    let _ = writeln!(out, "\n  Ctrl-C ends it. {end}");
    out
}
