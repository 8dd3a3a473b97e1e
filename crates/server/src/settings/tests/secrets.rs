//! Secrets: from files, credentials and the environment, one of them, and never shown.

use secrecy::ExposeSecret;

use super::{Folder, faults, load};
use crate::settings::{Keys, Settings};

const MAIL: &str = "[mail]\nsmtp = \"smtp://post@localhost\"\nfrom = \"a@waterland.example\"\n";

fn mail_password(settings: &Settings) -> &str {
    settings.mail.as_ref().unwrap().account.as_ref().unwrap().password.expose_secret()
}

#[test]
fn a_secret_may_lie_in_a_file_or_a_credential() {
    let folder = Folder::new();
    let file = folder.write("password", "from-a-file\n");
    let path = file.to_str().unwrap();
    folder.write("mail.password", "from-a-credential");
    let credentials = ("CREDENTIALS_DIRECTORY", folder.0.path().to_str().unwrap());

    let settings = load(&format!("{MAIL}password_file = \"{path}\"\n"), &[credentials]).unwrap();
    assert_eq!(mail_password(&settings), "from-a-file");
    let settings = load(MAIL, &[("TWEESTAP_MAIL_PASSWORD_FILE", path)]).unwrap();
    assert_eq!(mail_password(&settings), "from-a-file");
    let settings = load(MAIL, &[credentials]).unwrap();
    assert_eq!(mail_password(&settings), "from-a-credential");
    // The environment replaces whatever way the file chose.
    let text = format!("{MAIL}password_file = \"{path}\"\n");
    let settings = load(&text, &[("TWEESTAP_MAIL_PASSWORD", "from-the-environment")]).unwrap();
    assert_eq!(mail_password(&settings), "from-the-environment");
}

#[test]
fn a_secret_given_twice_or_a_secret_file_that_is_none_is_a_fault() {
    let found = faults(&format!("{MAIL}password = \"a\"\npassword_file = \"b\"\n"), &[]);
    assert_eq!(found, ["5:17: mail.password_file: stands beside mail.password; give one of them, not both"]);

    let folder = Folder::new();
    let empty = folder.write("empty", "\n");
    let large = folder.write("large", &"x".repeat(70_000));
    for (path, reason) in [
        (folder.0.path().join("none"), "cannot read"),
        (empty, "is empty"),
        (large, "larger than"),
        (folder.0.path().to_owned(), "cannot read"),
    ] {
        let found = faults(&format!("{MAIL}password_file = {path:?}\n"), &[]);
        assert!(found.len() == 1 && found[0].contains(reason), "{found:?}");
    }
}

#[test]
fn the_sealing_key_comes_from_one_place() {
    let folder = Folder::new();
    folder.write("tweestap-keys", "canary\n");
    let credentials = ("CREDENTIALS_DIRECTORY", folder.0.path().to_str().unwrap());
    let text = |settings: &Settings| match &settings.keys {
        Keys::Text(text) => text.expose_secret().to_owned(),
        Keys::File(path) => path.display().to_string(),
    };
    let by_name = "[keys]\ncredential = \"tweestap-keys\"\n";
    assert_eq!(text(&load(by_name, &[credentials]).unwrap()), "canary");
    assert_eq!(text(&load(by_name, &[("TWEESTAP_KEYS_VALUE", "v")]).unwrap()), "v");
    assert_eq!(text(&load(by_name, &[("TWEESTAP_KEYS_FILE", "f")]).unwrap()), "f");

    assert_eq!(
        faults(by_name, &[]),
        ["2:14: keys.credential: names a credential that systemd did not hand over; see LoadCredential="]
    );
    assert_eq!(
        faults("[keys]\nvalue = \"canary\"\n", &[]),
        ["2:9: keys.value: may not stand in the settings file; use TWEESTAP_KEYS_VALUE or keys.file"]
    );
    assert_eq!(
        faults("[keys]\nfile = \"a\"\ncredential = \"b\"\n", &[])[0],
        "3:14: keys.credential: stands beside keys.file; give one of them, not both"
    );
    assert_eq!(
        faults("[keys]\ncredential = \"../shadow\"\n", &[])[0],
        "2:14: keys.credential: found \"../shadow\", expected the name of a systemd credential, such as tweestap-keys (letters, digits, . _ and - only)"
    );
    assert_eq!(
        faults("", &[("TWEESTAP_KEYS_VALUE", "")]),
        ["TWEESTAP_KEYS_VALUE: keys.value: is empty, expected the key itself"]
    );
}

#[test]
fn no_fault_shows_a_secret() {
    const CANARY: &str = "canary-51c9";
    let folder = Folder::new();
    let file = folder.write("s", &format!("{CANARY}\u{0}"));
    let texts = [
        format!("[database]\nurl = \"mysql://u:{CANARY}@h/d\"\n"),
        format!("[database]\nurl = [\"{CANARY}\"]\n"),
        format!("[mail]\nsmtp = \"smtp://u:{CANARY}@h\"\n"),
        format!("[mail]\nsmtp = \"http://u:{CANARY}@h\"\n"),
        format!("[mail]\nsmtp = \"smtp://h\"\npassword = \"{CANARY}\"\n"),
        format!("[mail]\npassword = \"{CANARY}\n"),
        format!("[mail]\npassword = [\"{CANARY}\"]\n"),
        format!("[mail]\npasword = \"{CANARY}\"\n"),
        format!("[keys]\nvalue = \"{CANARY}\"\n"),
        format!("[mail]\npassword = {CANARY}\n"),
        format!("[database]\nurl_file = \"{}\"\n", file.display()),
    ];
    for text in texts {
        let faults = load(&text, &[("TWEESTAP_MAIL_PASWORD", CANARY)]).unwrap_err();
        assert!(!format!("{faults} {faults:?}").contains(CANARY), "{text}\n{faults}");
    }
}

#[test]
fn no_debug_output_shows_a_secret() {
    const CANARY: &str = "canary-51c9";
    let file = format!(
        "[database]\nurl = \"postgres://u:{CANARY}@h/d\"\n[mail]\nsmtp = \"smtp://u@localhost\"\npassword = \"{CANARY}\"\nfrom = \"a@b.example\"\n"
    );
    let settings = load(&file, &[("TWEESTAP_KEYS_VALUE", CANARY)]).unwrap();
    let shown = format!("{settings:?} {settings:#?}");
    assert!(!shown.contains(CANARY) && shown.contains("REDACTED"), "{shown}");
}
