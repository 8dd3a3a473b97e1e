//! The settings reference, printed from the definitions by which settings are read.

use std::fmt::Write;

use super::definition::{About, Form, Preset, SECTIONS};

/// The reference as Markdown: every key with its variable, type, default and meaning.
pub fn reference() -> String {
    let mut out = String::from(PREAMBLE);
    for (section, about, keys) in SECTIONS {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n## [{section}]\n\n{about}\n\n");
        out.push_str("| key | environment | type | default | meaning |\n| --- | --- | --- | --- | --- |\n");
        for key in *keys {
            let _ = writeln!(
                out,
                "| {} | `{}` | {} | {} | {} |",
                name(key),
                key.variable(),
                cell(&kind(key)),
                cell(&preset(key)),
                cell(key.meaning)
            );
            if key.form == Form::Secret {
                let _ = writeln!(
                    out,
                    "| `{0}_file` | `{1}_FILE` | a file | the systemd credential `{2}`, else none | File that holds `{0}`. |",
                    key.name,
                    key.variable(),
                    key.dotted()
                );
            }
        }
    }
    out
}

const PREAMBLE: &str = "\
# Settings

Made from the program by `tweestap`; a test compares this file with the program.

Settings are one TOML file. Every key may also come from the environment, which wins over the file; a command-line flag
wins over both. An unknown key, an unknown `TWEESTAP_` variable and a bad value are errors: each is reported with its
place and with what was expected, all of them at once, and nothing starts.

In the environment a list is separated by commas. A duration is a whole number and a unit: `30s`, `10m`, `2h`, `14d`.
A secret is never printed. It may lie in a file instead (the `…_file` key), or in a systemd credential with the name of
the key, such as `LoadCredential=mail.password:/etc/tweestap/mail-password`.

Two kinds of variables are no settings: `TWEESTAP_LOG` holds log filter directives for whoever hunts a fault, such as
`store=debug`, and `TWEESTAP_TEST_…` belongs to the tests.
";

fn name(key: &About) -> String {
    match key.form {
        Form::SecretVariable => format!("{} (environment only)", key.name),
        _ => format!("`{}`", key.name),
    }
}

fn kind(key: &About) -> String {
    match key.form {
        Form::List => format!("list; each {}", key.kind),
        Form::Secret | Form::SecretVariable => format!("secret; {}", key.kind),
        Form::Guarded | Form::Switch | Form::Text | Form::Whole => key.kind.to_owned(),
    }
}

fn preset(key: &About) -> String {
    match (key.preset, key.form) {
        (Preset::Derived(words), _) => words.to_owned(),
        (Preset::Value(text), Form::Text) => format!("`\"{text}\"`"),
        (Preset::Value(text), _) => format!("`{text}`"),
    }
}

/// Text of a table cell: a bar would begin the next one, and outside code an angle bracket would be read as HTML.
fn cell(text: &str) -> String {
    let outside = |text: &str| text.replace('<', "&lt;").replace('>', "&gt;");
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(index, piece)| if index % 2 == 0 { outside(piece) } else { piece.to_owned() });
    pieces.collect::<Vec<_>>().join("`").replace('|', "\\|")
}
