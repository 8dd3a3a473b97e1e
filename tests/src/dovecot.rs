//! A real IMAP server, Dovecot, with one mailbox: in a folder of its own, on free ports, as an ordinary user. Mail is laid into
//! the mailbox as a mail server does, as files, and what became of it is read from their names.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::tools::{find_tool, require_tool};

/// The password of the mailbox.
pub const PASSWORD: &str = "canary-of-the-mailbox";
/// Whose mailbox it is.
pub const USER: &str = "post";
/// A folder beside the INBOX.
pub const DONE: &str = "Done";
/// Where Debian has it; not on everyone's PATH.
const PROGRAM: &str = "/usr/sbin/dovecot";
/// The user `nobody` of Debian, for a server that is started by root.
const NOBODY: (u32, u32) = (65_534, 65_534);
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server. It ends when dropped.
#[derive(Debug)]
pub struct Dovecot {
    folder: TempDir,
    process: Child,
    owner: Option<(u32, u32)>,
    plain: u16,
    tls: u16,
    delivered: AtomicU32,
}

impl Dovecot {
    /// Starts it; nothing where this machine lacks it and may lack it.
    pub async fn start() -> Result<Option<Self>> {
        if !Path::new(PROGRAM).is_file() && find_tool("dovecot")?.is_none() {
            return Ok(None);
        }
        // Below /tmp, so that the paths of its sockets are short.
        let folder = tempfile::Builder::new().prefix("dovecot").tempdir_in("/tmp")?;
        let owner = (folder.path().metadata()?.uid() == 0).then_some(NOBODY);
        certify(folder.path())?;
        for part in
            ["run", "state", "mail/new", "mail/cur", "mail/tmp", "mail/.Done/new", "mail/.Done/cur", "mail/.Done/tmp"]
        {
            std::fs::create_dir_all(folder.path().join(part))?;
        }
        // Another program may take a port between our look and the server's: then the next ones are tried.
        for _ in 0..5 {
            let (plain, tls) = (free_port()?, free_port()?);
            configure(folder.path(), owner, (plain, tls))?;
            give(folder.path(), owner)?;
            let mut command = Command::new(PROGRAM);
            command.arg("-F").arg("-c").arg(folder.path().join("dovecot.conf")).stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            let mut process = command.spawn().context("dovecot does not start")?;
            if listens(&mut process, plain).await? {
                let delivered = AtomicU32::new(0);
                return Ok(Some(Self { folder, process, owner, plain, tls, delivered }));
            }
        }
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        anyhow::bail!("dovecot does not serve: {log}")
    }

    /// The mailbox as `reports.imap` names it: without encryption.
    pub fn plain(&self) -> String {
        format!("imap+plain://{USER}@127.0.0.1:{}", self.plain)
    }

    /// The same, encrypted after STARTTLS.
    pub fn start_tls(&self) -> String {
        format!("imap://{USER}@127.0.0.1:{}", self.plain)
    }

    /// The same, encrypted from the first byte.
    pub fn tls(&self) -> String {
        format!("imaps://{USER}@127.0.0.1:{}", self.tls)
    }

    /// The authority of its certificate, which this machine does not know.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Lays a mail into the INBOX; answers the name by which it is known.
    pub fn deliver(&self, mail: &[u8]) -> Result<String> {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.{number}.test", 1_795_507_200 + number);
        let (made, laid) = (self.mail().join("tmp").join(&name), self.mail().join("new").join(&name));
        std::fs::write(&made, mail)?;
        give(&made, self.owner)?;
        std::fs::rename(made, laid)?;
        Ok(name)
    }

    /// Where a mail lies, such as `cur/1.test:2,S` or `.Done/cur/…`; nothing while it is being moved.
    pub fn place(&self, name: &str) -> Result<Option<String>> {
        for folder in ["new", "cur", ".Done/new", ".Done/cur"] {
            for file in std::fs::read_dir(self.mail().join(folder))? {
                let file = file?.file_name().to_string_lossy().into_owned();
                if file.starts_with(name) {
                    return Ok(Some(format!("{folder}/{file}")));
                }
            }
        }
        Ok(None)
    }

    /// Whether a mail is marked as seen.
    pub fn is_seen(&self, name: &str) -> Result<bool> {
        let place = self.place(name)?;
        Ok(place.as_deref().and_then(|place| place.rsplit_once(":2,")).is_some_and(|(_, flags)| flags.contains('S')))
    }

    /// How many mails are in the folder for handled ones, all of them seen.
    pub fn done(&self) -> Result<usize> {
        let mut seen = 0;
        for file in std::fs::read_dir(self.mail().join(".Done/cur"))? {
            let file = file?.file_name().to_string_lossy().into_owned();
            seen += usize::from(file.rsplit_once(":2,").is_some_and(|(_, flags)| flags.contains('S')));
        }
        Ok(seen)
    }

    /// What it has logged.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("log"))?)
    }

    fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Its own processes end with the first.
        let ended = Command::new("kill").arg(self.process.id().to_string()).status();
        if !ended.is_ok_and(|status| status.success()) || self.process.wait().is_err() {
            eprintln!("a mail server is left behind");
        }
    }
}

fn configure(folder: &Path, owner: Option<(u32, u32)>, (plain, tls): (u16, u16)) -> Result<()> {
    let at = folder.display();
    let metadata = folder.metadata()?;
    let (user, group) = owner.unwrap_or((metadata.uid(), metadata.gid()));
    let name_of = |database: &str, id: u32| -> Result<String> {
        let text = std::fs::read_to_string(database)?;
        let line = text.lines().find(|line| line.split(':').nth(2).is_some_and(|found| found == id.to_string()));
        Ok(line.and_then(|line| line.split(':').next()).context("nobody has this number")?.to_owned())
    };
    let (user_name, group_name) = (name_of("/etc/passwd", user)?, name_of("/etc/group", group)?);
    std::fs::write(folder.join("users"), format!("{USER}:{{PLAIN}}{PASSWORD}\n"))?;
    let text = format!(
        "protocols = imap
listen = 127.0.0.1
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
default_internal_user = {user_name}
default_login_user = {user_name}
default_internal_group = {group_name}
first_valid_uid = 1
ssl = yes
ssl_cert = <{at}/server.pem
ssl_key = <{at}/server.key
disable_plaintext_auth = no
mail_location = maildir:{at}/mail
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = {at}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={at}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"
    );
    std::fs::write(folder.join("dovecot.conf"), text)?;
    Ok(())
}

/// An authority, and a certificate by it for 127.0.0.1, as `authority.pem`, `server.pem` and `server.key`.
pub(crate) fn certify(folder: &Path) -> Result<()> {
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    openssl(
        folder,
        &[
            &[
                "req",
                "-x509",
                "-days",
                "2",
                "-subj",
                "/CN=authority",
                "-keyout",
                "authority.key",
                "-out",
                "authority.pem",
            ][..],
            &curve,
        ]
        .concat(),
    )?;
    openssl(
        folder,
        &[&["req", "-subj", "/CN=server", "-keyout", "server.key", "-out", "server.csr"][..], &curve].concat(),
    )?;
    std::fs::write(folder.join("server.ext"), "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n")?;
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "authority.pem",
            "-CAkey",
            "authority.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "server.ext",
            "-out",
            "server.pem",
        ],
    )?;
    std::fs::set_permissions(folder.join("server.key"), std::fs::Permissions::from_mode(0o600))?;
    Ok(())
}

fn openssl(folder: &Path, arguments: &[&str]) -> Result<()> {
    let ran = Command::new(require_tool("openssl")?).current_dir(folder).args(arguments).output()?;
    ensure!(ran.status.success(), "openssl: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

/// Gives a folder and all in it to whoever the server runs as.
fn give(path: &Path, owner: Option<(u32, u32)>) -> Result<()> {
    let Some((user, group)) = owner else { return Ok(()) };
    chown(path, Some(user), Some(group))?;
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            give(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

/// A port that nobody listens at now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits until it listens; false where it ended instead.
async fn listens(process: &mut Child, port: u16) -> Result<bool> {
    let waiting = async {
        loop {
            if process.try_wait()?.is_some() {
                return Ok(false);
            }
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.context("dovecot neither ends nor listens")?
}
