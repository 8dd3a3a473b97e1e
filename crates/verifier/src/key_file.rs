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
