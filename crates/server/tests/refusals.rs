//! What stops the program before it begins: a wrong key, a newer schema, a foreign file, a folder that cannot be used,
//! settings that are wrong. Each is told with what to do, and nothing is touched.

#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

mod support;

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use support::{Installation, PASSWORD, program, run_with};

#[test]
fn another_key_a_newer_schema_and_a_foreign_file_are_refused_and_nothing_is_touched() {
    let house = Installation::new();
    let other = Installation::new();
    let database = house.data().join("tweestap.db");
    let before = std::fs::read(&database).unwrap();
    std::fs::copy(other.data().join("keys"), house.data().join("keys")).unwrap();
    house.run(&["person", "list"]).refused("restore the key file");
    house.run(&["serve", "--listen", "127.0.0.1:0"]).refused("restore the key file");
    std::fs::remove_file(house.data().join("keys")).unwrap();
    house.run(&["serve", "--listen", "127.0.0.1:0"]).refused("is missing; restore it");
    assert!(!house.data().join("keys").exists());
    assert_eq!(std::fs::read(&database).unwrap(), before);

    let foreign = Installation::empty();
    std::fs::create_dir(foreign.data()).unwrap();
    std::fs::write(foreign.data().join("tweestap.db"), "Dear Ann").unwrap();
    foreign.set_up(PASSWORD).refused("is not a database");
    assert_eq!(std::fs::read(foreign.data().join("tweestap.db")).unwrap(), b"Dear Ann");
}

#[test]
fn a_newer_schema_is_refused() {
    let house = Installation::empty();
    let url = store::DatabaseUrl::file(house.data().join("tweestap.db"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&url, store::Options::default()).await.unwrap();
        db.migrate_from(&[("V99__later", "CREATE TABLE later (a BIGINT NOT NULL)")]).await.unwrap();
        db.close().await;
    });
    for arguments in [&["person", "list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        house.run(arguments).refused("run the newer release");
    }
    house.set_up(PASSWORD).refused("run the newer release");
    assert!(!house.data().join("keys").exists());
}

#[test]
fn a_folder_that_cannot_be_used_is_named_with_what_to_do() {
    let house = Installation::empty();
    let file = house.file("file", "");
    for data in [format!("{file}/data"), "/proc/tweestap".to_owned()] {
        let mut command = program();
        command.args(["--data", &data, "setup", "--name", "X", "--admin", "a", "--admin-name", "A"]);
        command.args(["--admin-email", "a@x.example", "--password-stdin"]);
        run_with(command, PASSWORD).refused("choose another with --data");
    }
    house.run(&["person", "list"]).refused("tweestap setup");
    assert!(!house.data().exists());
}

#[test]
fn a_data_folder_that_cannot_be_written_stops_the_server_and_stays_as_it_is() {
    let house = Installation::new();
    let before = content(&house.data());
    assert!(before.contains_key("tweestap.db") && before.contains_key("keys"), "{:?}", before.keys());
    // The folder alone, the files in it too, and the files alone, as after a restore by somebody else.
    for (folder, files) in [(0o500, 0o600), (0o500, 0o400), (0o700, 0o400)] {
        for name in before.keys() {
            set_mode(&house.data().join(name), files);
        }
        set_mode(&house.data(), folder);
        let ran = run_with(bound_by_permissions(house.command(&["serve", "--listen", "127.0.0.1:0"])), "");
        set_mode(&house.data(), 0o700);
        assert_eq!(content(&house.data()), before, "{folder:o} {files:o}: {ran:?}");
        ran.refused("to the user that runs this program");
    }
}

/// Every file in a folder with its bytes.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The same command, for whom permissions count. The superuser passes them by, so it gives up that power first.
fn bound_by_permissions(command: Command) -> Command {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return command;
    }
    let mut bound = Command::new("setpriv");
    bound.args(["--bounding-set=-all", "--inh-caps=-all", "--"]).arg(command.get_program()).args(command.get_args());
    bound
}

#[test]
fn settings_that_are_wrong_are_told_all_at_once_with_their_lines() {
    let house = Installation::empty();
    let config = house
        .file("tweestap.toml", "[server]\nlisen = \"x\"\n\n[mail]\npassword = \"hunter2-canary\"\ntls = \"maybe\"\n");
    let ran = house.run(&["serve", "--config", &config]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains(":2:") && ran.err.contains("server.lisen") && ran.err.contains("did you mean listen"),
        "{ran:?}"
    );
    assert!(ran.err.contains(":6:") && ran.err.contains("mail.tls"), "{ran:?}");
    assert!(!ran.err.contains("canary"), "{ran:?}");
    let mut command = house.command(&["person", "list"]);
    command.env("TWEESTAP_SERVER_LISEN", "x");
    run_with(command, "").refused("TWEESTAP_SERVER_LISEN");
}
