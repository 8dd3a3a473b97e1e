//! Settings become a context that actions run in. The order of the steps is the point: whatever does not fit (a key, a
//! folder, a schema) is found before anything is made or changed. Neighbours: `settings`, `cli`, `serve`.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actions::organisations::Hosts;
use actions::{Clock, Ctx, Rules};
use domain::password::PasswordRule;
use secrecy::ExposeSecret;
use store::{DatabaseUrl, Db, Options};
use verifier::{KeyError, KeyRing, OsEntropy, PoolSize, Verifier, WrongKey};

use crate::settings::{Database, Keys, Settings};
use crate::sources::Ldap;

/// Why an installation cannot be opened. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// Nothing was set up, and this command makes nothing.
    #[error("there is no database at {} yet: run `tweestap setup` first", .0.display())]
    NotSetUp(PathBuf),
    /// A folder in which a file must be made does not allow it.
    #[error(
        "cannot write in {}: {source}; give the folder to the user that runs this program, or choose another with --data",
        .folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key is not the one that the database was made with.
    #[error("{0}; nothing was changed")]
    WrongKey(#[from] WrongKey),
    /// The key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The context could not be made.
    #[error(transparent)]
    Action(#[from] actions::Error),
    /// No threads.
    #[error("the system gives no threads for hashing passwords: {0}")]
    Threads(std::io::Error),
}

/// Whether a database that is not there yet is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Made, with its folder and its key.
    Make,
    /// Refused: nothing is made.
    Refuse,
}

/// Opens the installation: database, schema, key, hash pool. The key is compared with what the database remembers
/// before the schema is touched, and again after.
pub async fn open(settings: &Settings, clock: Arc<dyn Clock>, first: First) -> Result<Ctx, WireError> {
    if let Database::Sqlite { path } = &settings.database {
        if first == First::Refuse && !path.exists() {
            return Err(WireError::NotSetUp(path.clone()));
        }
        // A database that is there opens in a folder that cannot be written, and fails later, when a file must be made.
        can_write(folder_of(path))?;
    }
    let mut keys = keys_at_hand(&settings.keys)?;
    if let (None, Keys::File(path)) = (&keys, &settings.keys) {
        can_write(folder_of(path))?;
    }
    let (url, options) = database(&settings.database)?;
    let db = Db::open(&url, options).await?;
    let opened = prepare(settings, &db, &mut keys).await;
    let keys = match opened.map(|()| keys) {
        Ok(Some(keys)) => keys,
        Ok(None) => return Err(KeyError::Empty.into()),
        Err(error) => {
            db.close().await;
            return Err(error);
        }
    };
    let size = PoolSize { threads: settings.sign_in.hash_threads, queue: settings.sign_in.hash_queue };
    let verifier = Verifier::start(keys, Arc::new(OsEntropy), size).map_err(WireError::Threads)?;
    let rules = Rules {
        strict_codes: settings.sign_in.strict_codes,
        password: password_rule(settings),
        hosts: if settings.organisation.single { Hosts::Any } else { Hosts::Named },
        operator_host: settings.operator.host.clone(),
    };
    let ctx = Ctx::new(db, verifier, clock, rules).await?;
    ctx.ask_directories_through(Arc::new(Ldap::default()));
    for organisation in ctx.organisations().iter() {
        ctx.check_keys(organisation.id).await?;
    }
    Ok(ctx)
}

/// What is asked of new passwords, until an organisation asks something else.
pub fn password_rule(settings: &Settings) -> PasswordRule {
    PasswordRule {
        alone: settings.password.minimum_length,
        with_second_factor: settings.password.minimum_length_with_second_factor,
        words: Vec::new(),
    }
}

/// The address of the database, and how much of it to use.
pub fn database(settings: &Database) -> Result<(DatabaseUrl, Options), WireError> {
    let mut options = Options::default();
    let url = match settings {
        Database::Sqlite { path } => DatabaseUrl::file(path.clone()),
        Database::Postgres { url, connections, roots } => {
            options.connections = *connections;
            DatabaseUrl::parse(url.expose_secret(), Path::new(""))?.with_roots(roots.as_deref())
        }
    };
    Ok((url, options))
}

/// The keys, where there are any; `None` for a file that is not there.
fn keys_at_hand(keys: &Keys) -> Result<Option<KeyRing>, KeyError> {
    match keys {
        Keys::Text(text) => KeyRing::from_text(text.expose_secret()).map(Some),
        Keys::File(path) => match KeyRing::from_file(path) {
            Ok(keys) => Ok(Some(keys)),
            Err(KeyError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        },
    }
}

/// Compares the keys, brings the schema up to date, compares again, and makes the key of a new installation.
async fn prepare(settings: &Settings, db: &Db, keys: &mut Option<KeyRing>) -> Result<(), WireError> {
    match key_checks(db).await {
        Ok(known) => compare(settings, keys.as_ref(), &known)?,
        Err(store::Error::Unavailable(why)) => return Err(store::Error::Unavailable(why).into()),
        // No schema yet, or another one than this program's: it says below which of the two.
        Err(_) => {}
    }
    db.migrate().await?;
    let known = key_checks(db).await?;
    compare(settings, keys.as_ref(), &known)?;
    if let (None, Keys::File(path)) = (&keys, &settings.keys) {
        let folder = folder_of(path);
        make_folder(folder)?;
        *keys = Some(KeyRing::from_file_or_create(path, &OsEntropy)?);
    }
    Ok(())
}

/// Every check value that the database remembers.
async fn key_checks(db: &Db) -> Result<Vec<String>, store::Error> {
    let mut known = Vec::new();
    for organisation in store::organisation::list(db).await? {
        known.extend(store::organisation::key_checks(db, organisation.id).await?);
    }
    Ok(known)
}

fn compare(settings: &Settings, keys: Option<&KeyRing>, known: &[String]) -> Result<(), WireError> {
    match (keys, &settings.keys) {
        (Some(keys), _) => known.iter().try_for_each(|check| keys.matches(check)).map_err(WireError::from),
        (None, Keys::File(path)) if !known.is_empty() => {
            Err(KeyError::Missing { path: path.display().to_string() }.into())
        }
        (None, _) => Ok(()),
    }
}

/// The folder that a file lies in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder for the owner alone, when it is not there.
pub fn make_folder(folder: &Path) -> Result<(), WireError> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|source| WireError::Folder { folder: folder.to_owned(), source })
}

/// Proves that a file can be made in a folder, or the folder itself where it is not there yet; leaves nothing behind.
pub fn can_write(folder: &Path) -> Result<(), WireError> {
    let refused = |source| WireError::Folder { folder: folder.to_owned(), source };
    let nearest = folder
        .ancestors()
        .map(|at| if at.as_os_str().is_empty() { Path::new(".") } else { at })
        .find(|at| at.exists())
        .unwrap_or(Path::new("/"));
    let probe = nearest.join(format!(".tweestap-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&probe).map_err(refused)?;
    std::fs::remove_file(&probe).map_err(refused)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::clock::SystemClock;
    use crate::settings::Overrides;

    fn settings(data: &Path) -> Settings {
        let overrides = Overrides::new().set("server.data", "--data", data.to_str().unwrap());
        Settings::load(None, std::iter::empty(), overrides).unwrap()
    }

    async fn opened(settings: &Settings, first: First) -> Result<Ctx, WireError> {
        open(settings, Arc::new(SystemClock), first).await
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    async fn with_organisation(settings: &Settings) {
        let ctx = opened(settings, First::Make).await.unwrap();
        let new = actions::admin::set_up::NewOrganisation {
            name: "Waterland".into(),
            host: "localhost".into(),
            time_zone: "Europe/Amsterdam".into(),
            language: "nl".into(),
            helpdesk_telephone: None,
            support_url: None,
        };
        actions::admin::set_up::organisation(&ctx, new).await.unwrap();
        ctx.db().close().await;
    }

    #[tokio::test]
    async fn the_first_start_makes_folder_database_and_key_for_the_owner_alone() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("new");
        opened(&settings(&data), First::Make).await.unwrap().db().close().await;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join("keys")), 0o600);
        assert_eq!(mode(&data.join("tweestap.db")), 0o600);
    }

    #[tokio::test]
    async fn a_command_that_makes_nothing_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let error = opened(&settings(&place.path().join("new")), First::Refuse).await.err().unwrap();
        assert!(error.to_string().contains("tweestap setup"), "{error}");
        assert!(names(place.path()).is_empty());
    }

    #[tokio::test]
    async fn a_lost_key_is_not_replaced_once_there_is_data() {
        let place = tempfile::tempdir().unwrap();
        let settings = settings(place.path());
        with_organisation(&settings).await;
        std::fs::remove_file(place.path().join("keys")).unwrap();
        let error = opened(&settings, First::Make).await.err().unwrap();
        assert!(matches!(error, WireError::Key(KeyError::Missing { .. })), "{error}");
        assert!(!place.path().join("keys").exists());
    }

    #[tokio::test]
    async fn another_key_is_refused_and_the_database_stays_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let settings = settings(place.path());
        with_organisation(&settings).await;
        let before = std::fs::read(place.path().join("tweestap.db")).unwrap();
        std::fs::remove_file(place.path().join("keys")).unwrap();
        KeyRing::create_file(&place.path().join("keys"), &OsEntropy).unwrap();
        let error = opened(&settings, First::Make).await.err().unwrap();
        assert!(matches!(error, WireError::WrongKey(_)), "{error}");
        assert!(error.to_string().contains("restore the key file"), "{error}");
        assert_eq!(std::fs::read(place.path().join("tweestap.db")).unwrap(), before);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_named_and_nothing_is_made() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, "").unwrap();
        for data in [file.join("data"), PathBuf::from("/proc/tweestap")] {
            let error = opened(&settings(&data), First::Make).await.err().unwrap();
            assert!(matches!(error, WireError::Folder { .. }), "{error}");
            assert!(error.to_string().contains(data.to_str().unwrap()), "{error}");
        }
        assert_eq!(names(place.path()), ["file"]);
    }
}
