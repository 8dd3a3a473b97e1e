//! Passwords are never arguments: others on the machine see those. They are asked on a terminal, or read from standard
//! input when `--password-stdin` says so.

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use clap::Args;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use super::Failure;

/// Where a password comes from.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct PasswordSource {
    /// Read the password from standard input: its first line
    #[arg(long)]
    pub(super) password_stdin: bool,
}

/// A password is at most this long, in bytes; what is longer is no password.
const LONGEST: u64 = 4096;

impl PasswordSource {
    /// Reads a new password; on a terminal it is asked twice.
    pub(super) fn read(self, whose: &str) -> Result<SecretString, Failure> {
        if self.password_stdin {
            return from_stdin();
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "there is no terminal to ask for a password: give it on standard input with --password-stdin",
            ));
        }
        let asked = |prompt: String| {
            rpassword::prompt_password(prompt)
                .map(SecretString::from)
                .map_err(|error| Failure::refused(format!("the password could not be read: {error}")))
        };
        let first = asked(format!("New password for {whose}: "))?;
        let second = asked("The same once more: ".to_owned())?;
        if first.expose_secret() == second.expose_secret() {
            Ok(first)
        } else {
            Err(Failure::refused("the two passwords differ: nothing was changed, try again"))
        }
    }
}

impl PasswordSource {
    /// Reads a password that is known elsewhere: it is asked once.
    pub(super) fn read_known(self, whose: &str) -> Result<SecretString, Failure> {
        if self.password_stdin {
            return from_stdin();
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "there is no terminal to ask for a password: give it on standard input with --password-stdin",
            ));
        }
        rpassword::prompt_password(format!("Password of {whose}: "))
            .map(SecretString::from)
            .map_err(|error| Failure::refused(format!("the password could not be read: {error}")))
    }
}

fn from_stdin() -> Result<SecretString, Failure> {
    let unreadable = |error| Failure::refused(format!("the password could not be read from standard input: {error}"));
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text).map_err(unreadable)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() || text.len() as u64 > LONGEST {
        return Err(Failure::refused("standard input holds no password: expected one line"));
    }
    Ok(SecretString::from(line))
}

/// Asks a question on a terminal; an empty answer takes `preset`.
pub(super) fn ask(question: &str, preset: Option<&str>) -> Result<String, Failure> {
    let unreadable = |error: io::Error| Failure::refused(format!("the answer could not be read: {error}"));
    loop {
        let mut out = io::stderr().lock();
        match preset {
            Some(preset) => write!(out, "{question} [{preset}]: "),
            None => write!(out, "{question}: "),
        }
        .and_then(|()| out.flush())
        .map_err(unreadable)?;
        drop(out);
        let mut line = String::new();
        if io::stdin().read_line(&mut line).map_err(unreadable)? == 0 {
            return Err(Failure::refused("stopped: nothing was changed"));
        }
        let answer = line.trim();
        match (answer.is_empty(), preset) {
            (false, _) => return Ok(answer.to_owned()),
            (true, Some(preset)) => return Ok(preset.to_owned()),
            (true, None) => {}
        }
    }
}

/// Whether questions can be asked.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
