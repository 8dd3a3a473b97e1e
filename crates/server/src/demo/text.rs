//! What the demo says at its start: where it is, who can sign in, what to try. Readable at a glance.

use std::fmt::Write as _;
use std::path::Path;

use super::people::ORGANISATION;
use super::seed::{PASSWORD, Planted};
use crate::settings::PublicAddress;

/// The text, ten lines.
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
    line(
        "Open",
        &format!("{address}    /demo: everything at a glance    /demo/wiki: an application that signs in here"),
    );
    line("Password", &format!("{PASSWORD}    for everyone:"));
    line("", "s.dewit    two steps      m.jansen    is offered them    t.brown    the same, in English");
    line("", &format!("k.mulder   is exempt      j.vandenberg  must have them from {deadline} on"));
    line("", "a.visser   SuperUser      f.elamrani  helpdesk    w.degraaf  people manager    r.vermeer  auditor");
    line("Help", &format!("{address}/demo/phone: codes of the apps    /demo/mailbox: mail    /demo/clock: move time"));
    line("Try", "j.vandenberg: Later. Move the clock past the date. Sign in again: a code by mail, and no Later.");
    line("", "a.visser: People, someone in the view Backend users: turn off 2FA. In the view Leden: no such button.");
    let _ = writeln!(out, "\n  Ctrl-C ends it. {end}");
    out
}
