//! A real directory, `slapd`, in a folder of its own on free ports, with an authority that no machine knows. It holds people as
//! `OpenLDAP` has them below `ou=people`, and as Active Directory has them below `ou=ad`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use actions::admin::directories::{self, DirectoryEdit, SavedDirectory};
use actions::{Ctx, Organisation};
use anyhow::{Context, Result, ensure};
use data_encoding::BASE64;
use domain::directory::Shape;
use domain::id::PeopleSourceId;
use secrecy::SecretString;
use tempfile::TempDir;

use crate::dovecot::certify;
pub use crate::dovecot::free_port;
use crate::tools::find_tool;

/// Below this is everything.
pub const BASE: &str = "dc=waterland,dc=example";
/// Whoever asks.
pub const READER: &str = "cn=reader,dc=waterland,dc=example";
/// The password of whoever asks.
pub const READER_PASSWORD: &str = "canary-of-the-reader";
/// The password that [`person`] gives everybody.
pub const PASSWORD: &str = "vijf blauwe boten in Hoorn";
const ROOT: &str = "cn=root,dc=waterland,dc=example";
const ROOT_PASSWORD: &str = "root";
/// Where Debian has it; not on everyone's PATH.
const PROGRAM: &str = "/usr/sbin/slapd";
const PATIENCE: Duration = Duration::from_secs(30);

/// What Active Directory has and `OpenLDAP` has not, as far as it is asked for.
const SCHEMA: &str = "
attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.4 NAME 'userAccountControl' EQUALITY integerMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.5 NAME 'objectCategory' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'user' SUP top AUXILIARY
  MAY ( sAMAccountName $ userPrincipalName $ objectGUID $ userAccountControl $ objectCategory ) )
objectclass ( 1.3.6.1.4.1.32473.2.2 NAME 'group' SUP top AUXILIARY MAY ( objectGUID ) )
";

/// A running directory. It ends when dropped.
#[derive(Debug)]
pub struct Slapd {
    folder: TempDir,
    process: Option<Child>,
    plain: u16,
    tls: u16,
}

impl Slapd {
    /// Starts one with these people; nothing where this machine lacks it and may lack it.
    pub async fn with(people: &[Entry]) -> Result<Option<Self>> {
        Self::limited(people, "size=unlimited").await
    }

    /// The same, in which whoever asks is given no more than a limit of the server's language says.
    pub async fn limited(people: &[Entry], limit: &str) -> Result<Option<Self>> {
        if !Path::new(PROGRAM).is_file() && find_tool("slapd")?.is_none() {
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("slapd").tempdir_in("/tmp")?;
        certify(folder.path())?;
        std::fs::create_dir(folder.path().join("db"))?;
        std::fs::write(folder.path().join("directory.schema"), SCHEMA)?;
        configure(folder.path(), limit)?;
        let mut all = vec![
            Entry::new(BASE, &["organization", "dcObject"]).and("o", "Waterland").and("dc", "waterland"),
            Entry::new(READER, &["organizationalRole", "simpleSecurityObject"])
                .and("cn", "reader")
                .and("userPassword", READER_PASSWORD),
        ];
        for unit in ["people", "ad", "groups", "gone"] {
            all.push(Entry::new(&format!("ou={unit},{BASE}"), &["organizationalUnit"]).and("ou", unit));
        }
        all.extend_from_slice(people);
        add_offline(folder.path(), &all)?;
        let mut slapd = Self { folder, process: None, plain: 0, tls: 0 };
        // Another program may take a port between our look and the server's: then the next ones are tried.
        for _ in 0..5 {
            (slapd.plain, slapd.tls) = (free_port()?, free_port()?);
            if slapd.start().await? {
                return Ok(Some(slapd));
            }
        }
        anyhow::bail!("slapd does not serve")
    }

    /// Starts it where it was.
    pub async fn start(&mut self) -> Result<bool> {
        let at = format!("{} ldaps://127.0.0.1:{}", self.url(), self.tls);
        let mut command = Command::new(PROGRAM);
        command.arg("-f").arg(self.folder.path().join("slapd.conf")).args(["-h", &at, "-d", "0"]);
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut process = process.context("slapd does not start")?;
        let listens = listens(&mut process, self.tls).await?;
        self.process = Some(process);
        Ok(listens)
    }

    /// Ends it; it may be started again.
    pub fn stop(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Its address without encryption, or with `StartTLS`.
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.plain)
    }

    /// Its address, encrypted from the first byte.
    pub fn secure(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.tls)
    }

    /// The certificate of its authority.
    pub fn authority(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("authority.pem"))?)
    }

    /// The file with that certificate.
    pub fn authority_file(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// It as somebody would type it.
    pub fn edit(&self, shape: Shape) -> DirectoryEdit {
        let mut edit = DirectoryEdit::fresh("Directory", shape);
        let unit = match shape {
            Shape::General => "people",
            Shape::ActiveDirectory => "ad",
        };
        edit.settings.urls = vec![self.url()];
        READER.clone_into(&mut edit.settings.bind_dn);
        edit.settings.base = format!("ou={unit},{BASE}");
        edit.settings.group_base = format!("ou=groups,{BASE}");
        edit.password = Some(SecretString::from(READER_PASSWORD));
        edit
    }

    /// Adds entries while it runs.
    pub fn add(&self, entries: &[Entry]) -> Result<()> {
        let ldif: String = entries.iter().map(Entry::ldif).collect();
        self.tool("ldapadd", &ldif)
    }

    /// Changes it as LDIF says (RFC 2849).
    pub fn change(&self, ldif: &str) -> Result<()> {
        self.tool("ldapmodify", ldif)
    }

    /// Replaces the value of an attribute of an entry.
    pub fn set(&self, dn: &str, attribute: &str, value: &str) -> Result<()> {
        let (dn, value) = (BASE64.encode(dn.as_bytes()), BASE64.encode(value.as_bytes()));
        self.change(&format!("dn:: {dn}\nchangetype: modify\nreplace: {attribute}\n{attribute}:: {value}\n\n"))
    }

    /// Takes entries away.
    pub fn remove(&self, dns: &[String]) -> Result<()> {
        let parts: Vec<String> =
            dns.iter().map(|dn| format!("dn:: {}\nchangetype: delete\n\n", BASE64.encode(dn.as_bytes()))).collect();
        let ldif = parts.concat();
        self.change(&ldif)
    }

    fn tool(&self, name: &str, ldif: &str) -> Result<()> {
        let url = self.url();
        let mut command = Command::new(name);
        command.args(["-x", "-H", &url, "-D", ROOT, "-w", ROOT_PASSWORD]);
        fed(command, ldif)
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("a directory is left behind: {error}");
        }
    }
}

/// A directory that is connected and that nobody reaches.
pub async fn far_directory(ctx: &Ctx, organisation: &Arc<Organisation>, name: &str) -> Result<PeopleSourceId> {
    let mut edit = DirectoryEdit::fresh(name, Shape::General);
    edit.settings.urls = vec!["ldaps://directory.invalid".to_owned()];
    READER.clone_into(&mut edit.settings.bind_dn);
    BASE.clone_into(&mut edit.settings.base);
    edit.password = Some(SecretString::from(READER_PASSWORD));
    match directories::make_by_command_line(ctx, organisation, &edit).await? {
        SavedDirectory::Saved(id) => Ok(id),
        other => anyhow::bail!("it was not saved: {other:?}"),
    }
}

/// An entry to add.
#[derive(Clone, Debug)]
pub struct Entry {
    dn: String,
    values: Vec<(String, Vec<u8>)>,
}

impl Entry {
    /// One of these classes.
    pub fn new(dn: &str, classes: &[&str]) -> Self {
        let values = classes.iter().map(|class| ("objectClass".to_owned(), class.as_bytes().to_vec()));
        Self { dn: dn.to_owned(), values: values.collect() }
    }

    /// With a value.
    #[must_use]
    pub fn and(self, attribute: &str, value: &str) -> Self {
        self.and_bytes(attribute, value.as_bytes())
    }

    /// With a value that is no text.
    #[must_use]
    pub fn and_bytes(mut self, attribute: &str, value: &[u8]) -> Self {
        self.values.push((attribute.to_owned(), value.to_vec()));
        self
    }

    fn ldif(&self) -> String {
        let mut text = format!("dn:: {}\n", BASE64.encode(self.dn.as_bytes()));
        for (attribute, value) in &self.values {
            // Writing to a text does not fail.
            let _ = writeln!(text, "{attribute}:: {}", BASE64.encode(value));
        }
        text.push('\n');
        text
    }
}

/// The name of an entry of a person.
pub fn dn_of(uid: &str) -> String {
    format!("uid={uid},ou=people,{BASE}")
}

/// A person as `OpenLDAP` has them: `uid`, a full name, an address, and [`PASSWORD`].
pub fn person(uid: &str, name: &str) -> Entry {
    person_at(&dn_of(uid), uid, name)
}

/// The same under another name of the entry.
pub fn person_at(dn: &str, uid: &str, name: &str) -> Entry {
    Entry::new(dn, &["inetOrgPerson"])
        .and("uid", uid)
        .and("cn", name)
        .and("sn", name)
        .and("mail", &format!("{uid}@waterland.example"))
        .and("userPassword", PASSWORD)
}

/// A person as Active Directory has them: the name to sign in with, sixteen bytes by which they are known for ever, and the bits that
/// say whether they may sign in.
pub fn account(name: &str, (guid, control): (u8, u32)) -> Entry {
    let mut bytes = [0xa0; 16];
    bytes[0] = guid;
    bytes[15] = b'*';
    Entry::new(&account_dn(name), &["inetOrgPerson", "user"])
        .and("cn", name)
        .and("sn", name)
        .and("displayName", &format!("{name} van Waterland"))
        .and("mail", &format!("{name}@waterland.example"))
        .and("sAMAccountName", name)
        .and("userPrincipalName", &format!("{name}@waterland.example"))
        .and("objectCategory", "person")
        .and("userAccountControl", &control.to_string())
        .and_bytes("objectGUID", &bytes)
        .and("userPassword", PASSWORD)
}

/// The name of an entry of such a person.
pub fn account_dn(name: &str) -> String {
    format!("cn={name},ou=ad,{BASE}")
}

/// A group with members.
pub fn group(name: &str, members: &[String]) -> Entry {
    let entry = Entry::new(&group_dn(name), &["groupOfNames"]).and("cn", name);
    members.iter().fold(entry, |entry, member| entry.and("member", member))
}

/// The name of an entry of a group.
pub fn group_dn(name: &str) -> String {
    format!("cn={name},ou=groups,{BASE}")
}

fn configure(folder: &Path, limit: &str) -> Result<()> {
    let at = folder.display();
    let text = format!(
        "include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
include {at}/directory.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {at}/pid
TLSCACertificateFile {at}/authority.pem
TLSCertificateFile {at}/server.pem
TLSCertificateKeyFile {at}/server.key
database mdb
suffix {BASE}
rootdn {ROOT}
rootpw {ROOT_PASSWORD}
directory {at}/db
maxsize 536870912
dbnosync
index objectClass,uid,cn,entryUUID,objectGUID eq
limits dn.exact=\"{READER}\" {limit}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact=\"{READER}\" read by * auth
overlay memberof
"
    );
    std::fs::write(folder.join("slapd.conf"), text)?;
    Ok(())
}

fn add_offline(folder: &Path, entries: &[Entry]) -> Result<()> {
    let ldif: String = entries.iter().map(Entry::ldif).collect();
    let mut command = Command::new(PROGRAM);
    command.args(["-T", "add", "-q", "-f"]).arg(folder.join("slapd.conf"));
    fed(command, &ldif)
}

/// Runs a command that reads.
fn fed(mut command: Command, text: &str) -> Result<()> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().context("nothing to write to")?;
    stdin.write_all(text.as_bytes())?;
    drop(stdin);
    let ended = child.wait_with_output()?;
    ensure!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    Ok(())
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
    tokio::time::timeout(PATIENCE, waiting).await.context("slapd neither ends nor listens")?
}
