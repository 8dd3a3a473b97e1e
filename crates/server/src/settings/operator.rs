//! `[operator]`: who runs a platform with several organisations.

use super::definition::{About, Form, Key, Preset};
use super::reader::{Faulted, Reader};

/// Who runs the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Host of the organisation whose `SuperUsers` are the operators; `None` for none.
    pub host: Option<String>,
}

pub(super) static KEYS: &[&About] = &[&HOST.about];

static HOST: Key<String> = Key {
    about: About {
        section: "operator",
        name: "host",
        form: Form::Text,
        kind: "a host name such as platform.example.org",
        preset: Preset::Derived("none: organisations are managed at the command line alone"),
        meaning: "Host of the organisation whose SuperUsers approve requests, and make and close organisations.",
    },
    parse: |text| {
        domain::organisation::host_name(text).ok_or_else(|| "a name without https://, port or path".to_owned())
    },
};

pub(super) fn read(reader: &mut Reader) -> Result<Operator, Faulted> {
    Ok(Operator { host: reader.optional(&HOST)? })
}
