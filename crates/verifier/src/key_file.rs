//! The key file: made once with random keys, for the owner's eyes only, never overwritten.
//! Neighbours: `keys` reads its text.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::entropy::{self, Entropy};
use crate::keys::{KEY_BYTES, KeyError, KeyRing};

/// A key file is a few lines; whatever is larger is something else.
const MAX_FILE_BYTES: u64 = 64 * 1024;

impl KeyRing {
    /// Reads a key file. Refuses one that others than its owner can read or write.
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        let (text, permissions) = read(path)?;
        let mode = permissions.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.display().to_string(), mode });
        }
        Self::from_text(&text)
    }

    /// Reads a systemd credential (a file in `$CREDENTIALS_DIRECTORY`). Its folder is what guards it, and systemd
    /// may open it to the service by an access list, which shows as group bits; so the mode is not judged.
    pub fn from_credential(path: &Path) -> Result<Self, KeyError> {
        let (text, _) = read(path)?;
        Self::from_text(&text)
    }

    /// Makes a key file with one new key, mode 0600, and reads it back. On disk for good when this returns.
    /// Fails with [`KeyError::Exists`] when there is one: only for an installation without data.
    pub fn create_file(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let text = new_key_text(entropy);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|source| {
            match source.kind() {
                ErrorKind::AlreadyExists => KeyError::Exists { path: path.display().to_string() },
                _ => io(path, source),
            }
        })?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| sync_folder(path));
        if let Err(source) = written {
            // Half a key would stop the next start with a riddle; the first fault is the one to tell.
            if let Err(second) = std::fs::remove_file(path) {
                tracing::warn!(path = %path.display(), error = %second, "a half-written key file could not be removed");
            }
            return Err(io(path, source));
        }
        Self::from_file(path)
    }

    /// Reads the key file, or makes it when it is not there. Only for a start that has found no check value in the
    /// database: with data present use [`from_file`](Self::from_file), so that a lost key is not replaced unseen.
    pub fn from_file_or_create(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        match Self::from_file(path) {
            Err(KeyError::Missing { .. }) => match Self::create_file(path, entropy) {
                // Another process made it a moment before.
                Err(KeyError::Exists { .. }) => Self::from_file(path),
                made => made,
            },
            read => read,
        }
    }
}

fn new_key_text(entropy: &dyn Entropy) -> Zeroizing<String> {
    let key = Zeroizing::new(entropy::bytes::<KEY_BYTES>(entropy));
    let encoded = Zeroizing::new(BASE64.encode(key.as_ref()));
    Zeroizing::new(format!("1 {}\n", encoded.as_str()))
}

fn read(path: &Path) -> Result<(Zeroizing<String>, Permissions), KeyError> {
    let file = File::open(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => KeyError::Missing { path: path.display().to_string() },
        _ => io(path, source),
    })?;
    // Of the open file, not of the name: the name could point elsewhere a moment later.
    let about = file.metadata().map_err(|source| io(path, source))?;
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_FILE_BYTES).read_to_string(&mut text).map_err(|source| io(path, source))?;
    Ok((text, about.permissions()))
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

fn io(path: &Path, source: std::io::Error) -> KeyError {
    KeyError::Io { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{OsEntropy, SeededEntropy};

    #[test]
    fn the_first_start_makes_a_key_for_the_owner_alone_and_the_next_one_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let first = KeyRing::from_file_or_create(&path, &OsEntropy).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
        let read = KeyRing::from_file_or_create(&path, &OsEntropy).unwrap();
        assert_eq!(read.matches(&first.check_value()), Ok(()));
        assert_eq!(KeyRing::from_file(&path).unwrap().check_value(), first.check_value());
    }

    #[test]
    fn two_installations_have_two_keys() {
        let folder = tempfile::tempdir().unwrap();
        let one = KeyRing::create_file(&folder.path().join("one"), &OsEntropy).unwrap();
        let two = KeyRing::create_file(&folder.path().join("two"), &OsEntropy).unwrap();
        assert_ne!(one.check_value(), two.check_value());
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let first = KeyRing::create_file(&path, &OsEntropy).unwrap();
        assert!(matches!(KeyRing::create_file(&path, &OsEntropy), Err(KeyError::Exists { .. })));
        assert_eq!(KeyRing::from_file(&path).unwrap().check_value(), first.check_value());
    }

    #[test]
    fn a_lost_key_is_reported_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let error = KeyRing::from_file(&path).unwrap_err();
        assert!(matches!(error, KeyError::Missing { .. }));
        assert!(error.to_string().contains("restore it from its backup"));
        assert!(!path.exists());
    }

    #[test]
    fn a_file_open_to_others_is_refused_and_the_message_mends_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        KeyRing::create_file(&path, &SeededEntropy::predictable_for_tests(1)).unwrap();
        for mode in [0o644, 0o640, 0o604, 0o660, 0o601] {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let error = KeyRing::from_file(&path).unwrap_err();
            assert!(matches!(error, KeyError::Exposed { mode: found, .. } if found == mode));
            assert!(error.to_string().contains("chmod 600"), "{error}");
            assert!(KeyRing::from_file_or_create(&path, &OsEntropy).is_err());
            KeyRing::from_credential(&path).unwrap();
        }
        std::fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        KeyRing::from_file(&path).unwrap();
    }

    #[test]
    fn an_empty_file_or_a_missing_folder_is_a_clear_error_and_nothing_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(KeyRing::from_file_or_create(&path, &OsEntropy), Err(KeyError::Empty)));
        assert_eq!(std::fs::read(&path).unwrap(), b"");
        let nowhere = folder.path().join("missing/key");
        let error = KeyRing::create_file(&nowhere, &OsEntropy).unwrap_err();
        assert!(error.to_string().contains("folder exists"), "{error}");
    }

    #[test]
    fn a_file_that_is_not_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(KeyRing::from_file(&path), Err(KeyError::Io { .. })));
    }
}
