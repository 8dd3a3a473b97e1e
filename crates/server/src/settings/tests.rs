//! Settings as an operator meets them: what holds, what wins, and how faults are told.

mod secrets;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::definition::{self, Form, Preset};
use super::*;

/// A folder with a settings file and secrets.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn environment(variables: &[(&str, &str)]) -> std::vec::IntoIter<(String, String)> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>().into_iter()
}

fn load(file: &str, variables: &[(&str, &str)]) -> Result<Settings, Faults> {
    let folder = Folder::new();
    let path = folder.write("tweestap.toml", file);
    Settings::load(Some(&path), environment(variables), Overrides::new())
}

/// The faults of a file, with the folder cut off.
fn faults(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let faults = load(file, variables).expect_err("these settings are faulty");
    faults
        .lines()
        .map(|line| line.rsplit_once("/tweestap.toml:").map_or(line.clone(), |(_, rest)| rest.to_owned()))
        .collect()
}

#[test]
fn nothing_given_is_a_working_server_on_this_machine() {
    let settings = Settings::load(None, environment(&[("HOME", "/root")]), Overrides::new()).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.data, Path::new("./data"));
    assert_eq!(settings.server.shutdown_grace, Duration::from_secs(10));
    assert!(settings.server.trusted_proxies.is_empty());
    let bound = "127.0.0.1:41234".parse().unwrap();
    assert_eq!(settings.server.public_address(bound).unwrap().as_str(), "http://localhost:41234");
    assert!(matches!(&settings.database, Database::Sqlite { path } if path == Path::new("./data/tweestap.db")));
    assert!(matches!(&settings.keys, Keys::File(path) if path == Path::new("./data/keys")));
    assert!(settings.mail.is_none());
    assert!(settings.organisation.single && settings.operator.host.is_none());
    assert_eq!(settings.organisation.time_zone, "Europe/Amsterdam");
    assert_eq!(settings.organisation.language, Language::Nl);
    assert!(settings.sign_in.hash_threads >= 1);
    assert!(!settings.sign_in.strict_codes);
    assert_eq!(settings.password, Password { minimum_length: 15, minimum_length_with_second_factor: 8 });
    assert_eq!((settings.log.level, settings.log.format), (Level::Info, Format::Text));
}

#[test]
fn every_key_of_a_file_is_understood() {
    let settings = load(
        r#"
        [server]
        listen = "[::]:8443"
        public_address = "https://in.waterland.example"
        data = "/var/lib/tweestap"
        trusted_proxies = ["10.0.0.7", "fd00::/64"]
        shutdown_grace = "1m"
        [database]
        url = "postgres://tweestap:secret@db/tweestap"
        connections = 32
        [mail]
        smtp = "smtps://post@mail.waterland.example"
        password = "secret"
        timeout = "5 s"
        [organisation]
        name = "Vereniging Waterland"
        time_zone = "Europe/London"
        language = "en"
        helpdesk_telephone = "020 555 01 23"
        support_url = "https://www.waterland.example/hulp"
        single = false
        [operator]
        host = "Platform.waterland.example"
        [sign_in]
        hash_threads = 3
        hash_queue = 1_000
        return_to = ["https://wiki.waterland.example", "https://www.waterland.example/leden"]
        domain = "Waterland.example"
        strict_codes = true
        [password]
        minimum_length = 20
        minimum_length_with_second_factor = 10
        [keys]
        file = "/etc/tweestap/keys"
        [log]
        level = "debug"
        format = "json"
        "#,
        &[],
    )
    .unwrap();
    assert_eq!(settings.server.trusted_proxies.len(), 2);
    let Database::Postgres { url, connections, .. } = &settings.database else { panic!("expected PostgreSQL") };
    assert_eq!((url.expose_secret(), *connections), ("postgres://tweestap:secret@db/tweestap", 32));
    let mail = settings.mail.unwrap();
    assert_eq!(
        (mail.smtp.host.as_str(), mail.smtp.port, mail.smtp.implicit_tls),
        ("mail.waterland.example", 465, true)
    );
    assert_eq!(mail.account.as_ref().map(|account| account.user.as_str()), Some("post"));
    assert_eq!(mail.from.to_string(), "Tweestap <no-reply@in.waterland.example>");
    assert_eq!(mail.timeout, Duration::from_secs(5));
    assert_eq!(settings.organisation.support_url.unwrap().as_str(), "https://www.waterland.example/hulp");
    assert!(!settings.organisation.single);
    assert_eq!(settings.operator.host.as_deref(), Some("platform.waterland.example"));
    assert_eq!((settings.sign_in.hash_threads, settings.sign_in.hash_queue), (3, 1_000));
    assert_eq!(settings.sign_in.return_to.len(), 2);
    assert_eq!(settings.sign_in.domain.as_deref(), Some("waterland.example"));
    assert!(settings.sign_in.strict_codes);
    assert!(matches!(&settings.keys, Keys::File(path) if path == Path::new("/etc/tweestap/keys")));
    assert_eq!((settings.log.level, settings.log.format), (Level::Debug, Format::Json));
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = Folder::new();
    let path = folder.write("tweestap.toml", "[server]\nlisten = \"127.0.0.1:1\"\n");
    let variable = [("TWEESTAP_SERVER_LISTEN", "127.0.0.1:2")];
    let port = |variables: &[(&str, &str)], overrides| {
        Settings::load(Some(&path), environment(variables), overrides).unwrap().server.listen.port()
    };
    let flag = Overrides::new().set("server.listen", "--listen", "127.0.0.1:3");
    assert_eq!(port(&[], Overrides::new()), 1);
    assert_eq!(port(&variable, Overrides::new()), 2);
    assert_eq!(port(&variable, flag), 3);
}

#[test]
fn lists_and_switches_come_from_the_environment_too() {
    let settings = load(
        "",
        &[
            ("TWEESTAP_SERVER_TRUSTED_PROXIES", "10.0.0.7, 10.0.1.0/24"),
            ("TWEESTAP_SIGN_IN_STRICT_CODES", "true"),
            ("TWEESTAP_SIGN_IN_HASH_THREADS", "2"),
        ],
    )
    .unwrap();
    assert_eq!(settings.server.trusted_proxies.len(), 2);
    assert!(settings.sign_in.strict_codes);
    assert_eq!(settings.sign_in.hash_threads, 2);
}

#[test]
fn all_faults_are_told_at_once_with_key_place_and_expectation() {
    let file = r#"
[server]
lisen = "127.0.0.1:8080"
listen = "nonsense"
shutdown_grace = "10"
trusted_proxies = ["10.0.0.7", "0.0.0.0/0"]

[pasword]
minimum_length = 20

[password]
minimum_length = "20"

[sign_in]
strict_codes = "yes"
data = "x"
"#;
    assert_eq!(
        faults(file, &[("TWEESTAP_LOG_FORMAT", "xml"), ("TWEESTAP_LOG_LEVLE", "info")]),
        [
            "3:1: server.lisen: unknown key; did you mean listen?",
            "4:10: server.listen: found \"nonsense\", expected ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080",
            "5:18: server.shutdown_grace: found \"10\", expected a duration such as 10s, up to 10m (the unit is missing: s, m, h or d)",
            "6:32: server.trusted_proxies: found \"0.0.0.0/0\", expected an IP address or network, such as 10.0.0.7 or 10.0.0.0/24 (too wide: anyone in it could claim any address; name the proxies themselves)",
            "8:2: pasword: unknown section; did you mean [password]?",
            "12:18: password.minimum_length: found the string \"20\", expected a number, without quotes: a whole number from 8 to 64",
            "15:16: sign_in.strict_codes: found the string \"yes\", expected true or false, without quotes: true or false",
            "16:1: sign_in.data: unknown key; did you mean data in section [server]?",
            "TWEESTAP_LOG_FORMAT: log.format: found \"xml\", expected text or json",
            "TWEESTAP_LOG_LEVLE: unknown variable; did you mean TWEESTAP_LOG_LEVEL?",
        ]
    );
}

#[test]
fn broken_toml_is_placed_too() {
    let found = faults("[server]\nlisten = \"127.0.0.1:8080\ndata = 1\n", &[]);
    assert!(found[0].starts_with("2:"), "{found:?}");
    assert!(found[0].contains("not valid TOML"), "{found:?}");
    let found = faults("listen = \"127.0.0.1:8080\"\n", &[]);
    assert_eq!(found, ["1:1: listen: unknown key; did you mean listen in section [server]?"]);
    let found = faults("server = 3\n", &[]);
    assert_eq!(found, ["1:1: server: expected a section, written as [server]"]);
    let found = faults("[server]\ndata = \"a\"\ndata = \"b\"\n", &[]);
    assert!(found[0].starts_with("3:1: not valid TOML"), "{found:?}");
}

#[test]
fn a_settings_file_that_cannot_be_read_is_a_fault() {
    let folder = Folder::new();
    let missing = folder.0.path().join("none.toml");
    let faults = Settings::load(Some(&missing), environment(&[]), Overrides::new()).unwrap_err();
    assert!(faults.to_string().contains("none.toml: cannot read the settings file"), "{faults}");

    let latin = folder.0.path().join("latin.toml");
    std::fs::write(&latin, b"[organisation]\nname = \"Caf\xe9\"\n").unwrap();
    let faults = Settings::load(Some(&latin), environment(&[]), Overrides::new()).unwrap_err();
    assert!(faults.to_string().ends_with("latin.toml:2:12: expected UTF-8 text"), "{faults}");
}

#[test]
fn an_unknown_variable_is_a_fault_except_for_tests_and_log_filters() {
    let settings = load("", &[("TWEESTAP_TEST_X", "1"), ("TWEESTAP_LOG", "store=debug"), ("PATH", "/bin")]).unwrap();
    assert_eq!(settings.log.filter.as_deref(), Some("store=debug"));
    assert_eq!(
        faults("", &[("TWEESTAP_COLOUR", "blue")]),
        ["TWEESTAP_COLOUR: unknown variable; names are TWEESTAP_SECTION_KEY, as in the settings reference"]
    );
    assert_eq!(
        faults("", &[("TWEESTAP_SERVER_DATA", "caf\u{FFFD}")]),
        ["TWEESTAP_SERVER_DATA: server.data: expected UTF-8 text"]
    );
}

#[test]
fn a_server_that_others_can_reach_must_know_its_address() {
    for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.7:80"] {
        let found = faults(&format!("[server]\nlisten = \"{listen}\"\n"), &[]);
        assert!(found.len() == 1 && found[0].starts_with("server.public_address: is missing"), "{found:?}");
    }
    let found = faults("[server]\npublic_address = \"http://waterland.example\"\n", &[]);
    assert!(found[0].contains("http is for localhost"), "{found:?}");
}

#[test]
fn mail_settings_that_contradict_each_other_are_faults() {
    let with = |lines: &str| faults(&format!("[mail]\n{lines}\n"), &[]);
    let sender = "from = \"a@b.example\"";
    assert_eq!(
        with("smtp = \"smtp://localhost\""),
        ["mail.from: is missing, and server.public_address has no host name to make it from"]
    );
    assert_eq!(
        with(&format!("smtp = \"smtp://u@localhost\"\n{sender}")),
        ["mail.password: is missing: mail.smtp names a user"]
    );
    assert_eq!(
        with(&format!("smtp = \"smtp://localhost\"\npassword = \"canary\"\n{sender}")),
        ["2:8: mail.smtp: names no user, yet mail.password is given"]
    );
    assert_eq!(
        with(&format!("smtp = \"smtp://mail.example.org\"\ntls = \"none\"\n{sender}")),
        ["3:7: mail.tls: none is for a mail server on localhost, 127.0.0.1 or [::1] alone"]
    );
    assert!(with("smtp = \"\"\nfrom = \"nobody\"")[0].contains("an @ is missing"));
}

#[test]
fn a_domain_of_applications_holds_the_host_whose_cookie_it_is_for() {
    let domain = "[sign_in]\ndomain = \"waterland.example\"\n";
    let needs = "sign_in.domain: needs server.public_address, whose cookie it is for";
    assert_eq!(faults(domain, &[]), [format!("2:10: {needs}")]);
    let elsewhere = format!("[server]\npublic_address = \"https://id.elsewhere.example\"\n{domain}");
    let outside = "sign_in.domain: does not hold the host of server.public_address, whose cookie it is for";
    assert_eq!(faults(&elsewhere, &[]), [format!("4:10: {outside}")]);
    let wrong = faults("[sign_in]\ndomain = \"localhost\"\n", &[]);
    assert!(wrong.len() == 1 && wrong[0].contains("a name with a dot in it"), "{wrong:?}");
}

#[test]
fn a_longer_password_with_two_factors_than_with_one_is_a_fault() {
    let found = faults("[password]\nminimum_length = 8\nminimum_length_with_second_factor = 9\n", &[]);
    assert_eq!(
        found,
        [
            "3:37: password.minimum_length_with_second_factor: found 9, expected at most password.minimum_length, which is 8"
        ]
    );
}

#[test]
fn the_sections_read_exactly_the_keys_that_are_defined() {
    let mut reader = Reader::new(raw::RawSettings::new(), None, Vec::new());
    assert!(Settings::read(&mut reader, None).is_ok());
    let defined: std::collections::BTreeSet<String> = definition::all().map(definition::About::dotted).collect();
    assert_eq!(reader.asked(), &defined);
}

#[test]
fn every_preset_that_is_a_value_can_be_written_in_a_file() {
    let mut file = String::new();
    for (section, _, keys) in definition::SECTIONS {
        writeln!(file, "[{section}]").unwrap();
        for key in *keys {
            match (key.preset, key.form) {
                (Preset::Value(text), Form::Text) => writeln!(file, "{} = {text:?}", key.name).unwrap(),
                (Preset::Value(text), _) => writeln!(file, "{} = {text}", key.name).unwrap(),
                (Preset::Derived(_), _) => {}
            }
        }
    }
    let given = load(&file, &[]).unwrap();
    let not_given = load("", &[]).unwrap();
    assert_eq!(format!("{given:?}"), format!("{not_given:?}"));
}

#[test]
fn the_reference_in_the_manual_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/generated/settings.md");
    if std::env::var_os("TWEESTAP_TEST_WRITE_GENERATED").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, reference()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == reference(),
        "docs/generated/settings.md is old; run this test with TWEESTAP_TEST_WRITE_GENERATED=1 to write it again"
    );
}

proptest::proptest! {
    #[test]
    fn whatever_stands_in_the_file_or_the_environment_is_read_or_refused(
        text in "(\\[[a-z_.]{0,12}\\]|[a-z_.]{0,10} ?= ?|\"[^\"]{0,6}\"|[0-9a-z{}\\[\\]\\\\\"']{0,5}|\n|\\PC){0,12}",
        key in proptest::sample::select(definition::names().map(|(dotted, ..)| definition::variable(&dotted)).collect::<Vec<_>>()),
        value in ".{0,40}",
    ) {
        // Either way it returns, and a refusal always says something.
        if let Err(faults) = load(&text, &[(&key, &value)]) {
            proptest::prop_assert!(faults.lines().all(|line| !line.is_empty() && !line.contains('\n')));
            proptest::prop_assert!(faults.lines().next().is_some());
        }
    }
}
