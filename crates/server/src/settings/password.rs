//! `[password]`: how long a new password must be, until an organisation says otherwise on its own page. NIST SP
//! 800-63B-4 §3.1.1.2: 15 alone, 8 beside a second factor.

use domain::password::{LONGEST_DEMAND, SHORTEST};

use super::definition::{About, Form, Key, Preset};
use super::reader::{Faulted, Reader};
use super::value;

/// Shortest passwords that may be chosen, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Password {
    /// For who signs in with a password alone.
    pub minimum_length: u32,
    /// For who has a second factor; never more than `minimum_length`.
    pub minimum_length_with_second_factor: u32,
}

pub(super) static KEYS: &[&About] = &[&MINIMUM.about, &WITH_SECOND_FACTOR.about];

const BOUNDS: (usize, usize) = (SHORTEST as usize, LONGEST_DEMAND as usize);

static MINIMUM: Key<u32> = Key {
    about: About {
        section: "password",
        name: "minimum_length",
        form: Form::Whole,
        kind: "a whole number from 8 to 64",
        preset: Preset::Value("15"),
        meaning: "Shortest password, in characters, of who has no second factor.",
    },
    parse: length,
};

static WITH_SECOND_FACTOR: Key<u32> = Key {
    about: About {
        section: "password",
        name: "minimum_length_with_second_factor",
        form: Form::Whole,
        kind: "a whole number from 8 to 64",
        preset: Preset::Value("8"),
        meaning: "Shortest password, in characters, of who has a second factor.",
    },
    parse: length,
};

fn length(text: &str) -> Result<u32, String> {
    u32::try_from(value::whole_between(text, BOUNDS)?).map_err(|error| error.to_string())
}

pub(super) fn read(reader: &mut Reader) -> Result<Password, Faulted> {
    let minimum_length = reader.value(&MINIMUM);
    let with_second_factor = reader.value(&WITH_SECOND_FACTOR);
    let (minimum_length, minimum_length_with_second_factor) = (minimum_length?, with_second_factor?);
    if minimum_length_with_second_factor > minimum_length {
        let problem = format!(
            "found {minimum_length_with_second_factor}, expected at most password.minimum_length, which is {minimum_length}"
        );
        return Err(reader.fault(&WITH_SECOND_FACTOR.about, &problem));
    }
    Ok(Password { minimum_length, minimum_length_with_second_factor })
}
