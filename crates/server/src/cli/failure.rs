//! How a command ends when it does not succeed.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use super::print::plain;
use crate::settings::Faults;
use crate::wire::WireError;

/// Why a command did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Whoever reads our output has gone.
    NobodyReads,
    /// Refused or failed: what, and what to do.
    Refused(String),
    /// The settings are wrong: a line for each fault.
    Settings(Faults),
    /// Wrong use of the command line.
    Usage(String),
}

impl Failure {
    pub(super) fn refused(text: impl Display) -> Self {
        Self::Refused(text.to_string())
    }

    pub(super) fn usage(text: impl Display) -> Self {
        Self::Usage(text.to_string())
    }
}

/// Says what went wrong, and turns it into an exit code.
pub(super) fn report(outcome: Result<(), Failure>) -> ExitCode {
    let (lines, code) = match outcome {
        Ok(()) | Err(Failure::NobodyReads) => return ExitCode::SUCCESS,
        Err(Failure::Refused(text)) => (vec![text], 1),
        Err(Failure::Settings(faults)) => (faults.lines().collect(), 1),
        Err(Failure::Usage(text)) => (vec![text], 2),
    };
    for line in lines {
        // What was typed or read stands in it: it stays one line, and steers no terminal.
        eprintln!("tweestap: {}", plain(&line));
    }
    ExitCode::from(code)
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Settings(faults)
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self::refused(error)
    }
}

impl From<actions::Error> for Failure {
    fn from(error: actions::Error) -> Self {
        Self::refused(error)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::refused(error)
    }
}

impl From<crate::logging::LogError> for Failure {
    fn from(error: crate::logging::LogError) -> Self {
        Self::refused(error)
    }
}

/// Only writing to standard output fails with these: reading has words of its own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::refused(format!("cannot write the answer: {error}")),
        }
    }
}
