//! Asks directories by LDAP what the actions want to know. The library for the protocol ends a task where an answer makes no sense, so
//! each question has a task of its own. Nothing that a directory says besides its entries and codes goes any further.

use std::sync::OnceLock;
use std::time::Duration;

use actions::directory::port::{Bound, Directories, Door, Entry, Fault, Page, Person, Reply, Search};
use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::{
    DerefAliases, Ldap as Handle, LdapConnAsync, LdapConnSettings, LdapError, LdapResult, Scope, SearchEntry,
    SearchOptions, SearchResult, StdStream,
};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use super::line::{Way, connect};
use crate::dial::Encryption;

/// So many entries are asked for at once (RFC 2696). Active Directory gives 1,000 at the most.
const PAGE: i32 = 500;

/// A bind, or the look-up of one person, takes no longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A page takes no longer.
const PATIENCE_FOR_A_PAGE: Duration = Duration::from_mins(1);

/// A filter goes no deeper than this.
const DEEPEST_FILTER: usize = 50;

/// Asks to hear nothing of other domains ([MS-ADTS] section 3.1.1.3.4.1.4).
const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";

/// Speaks LDAP.
#[derive(Default)]
pub struct Ldap {
    /// What this machine trusts, read at the first use.
    trusted: OnceLock<Encryption>,
}

impl Ldap {
    fn encryption(&self, door: &Door) -> Result<Encryption, Fault> {
        let unusable = |error: std::io::Error| {
            tracing::warn!(%error, "no certificates can be read to know a directory by");
            Fault::Certificate
        };
        match &door.ca {
            Some(ca) => Encryption::trusting(certificates(ca).ok_or(Fault::Certificate)?).map_err(unusable),
            None => match self.trusted.get() {
                Some(known) => Ok(known.clone()),
                None => Encryption::new().map(|read| self.trusted.get_or_init(|| read).clone()).map_err(unusable),
            },
        }
    }
}

/// Certificates in PEM; none where there are none, or one is broken.
fn certificates(text: &str) -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        roots.add(certificate.ok()?).ok()?;
    }
    (!roots.is_empty()).then_some(roots)
}

impl Directories for Ldap {
    fn is_filter(&self, text: &str) -> bool {
        let text = text.trim();
        let whole = if text.starts_with('(') { text.to_owned() } else { format!("({text})") };
        whole.matches('(').count() <= DEEPEST_FILTER && ldap3::parse_filter(&whole).is_ok()
    }

    fn has_certificates(&self, text: &str) -> bool {
        certificates(text).is_some()
    }

    fn list(&self, door: Door, search: Search) -> mpsc::Receiver<Result<Page, Fault>> {
        let (sender, pages) = mpsc::channel(1);
        let tls = self.encryption(&door);
        tokio::spawn(async move {
            let asked = sender.clone();
            let listing = async move { list(&door, &tls?, &search, &asked).await };
            let last = match tokio::spawn(listing).await {
                Ok(Ok(())) => Ok(Page::End),
                Ok(Err(fault)) => Err(fault),
                Err(_) => Err(Fault::NotLdap),
            };
            // Nobody waits any more for what was being listed.
            if sender.send(last).await.is_err() {
                tracing::debug!("a listing of a directory was left");
            }
        });
        pages
    }

    fn bind(&self, door: Door, person: Person, password: SecretString) -> Reply<Bound> {
        let tls = self.encryption(&door);
        Box::pin(async move {
            let asking = async move { bind(&door, &tls?, person, &password).await };
            match tokio::time::timeout(PATIENCE, tokio::spawn(asking)).await {
                Ok(Ok(bound)) => bound,
                Ok(Err(_)) => Err(Fault::NotLdap),
                Err(_) => Err(Fault::TimedOut),
            }
        })
    }
}

/// Connects to the first address that answers, and says who asks.
async fn open(door: &Door, tls: &Encryption) -> Result<Handle, Fault> {
    let mut last = Fault::Refused;
    for url in &door.urls {
        let way = Way { url, start_tls: door.start_tls, near: door.near, tls };
        match connect(&way).await {
            Ok(stream) => {
                let settings = LdapConnSettings::new().set_std_stream(StdStream::Unix(stream));
                let (connection, mut handle) =
                    LdapConnAsync::with_settings(settings, "ldapi://line").await.map_err(|error| failed(&error))?;
                tokio::spawn(async move {
                    if let Err(error) = connection.drive().await {
                        tracing::debug!(%error, "a connection to a directory broke");
                    }
                });
                // Without a password a bind succeeds as nobody (RFC 4513 section 5.1.2).
                let password = door.password.expose_secret();
                if door.bind_dn.is_empty() || password.is_empty() {
                    return Err(Fault::Bind);
                }
                let result = handle.with_timeout(PATIENCE).simple_bind(&door.bind_dn, password).await;
                let result = result.map_err(|error| failed(&error))?;
                return match result.rc {
                    0 => Ok(handle),
                    8 | 13 => Err(Fault::NotEncrypted),
                    51 | 52 => Err(Fault::Away),
                    // No other address is tried with a name and password that are wrong: that would lock whoever asks.
                    _ => Err(Fault::Bind),
                };
            }
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

async fn list(
    door: &Door,
    tls: &Encryption,
    search: &Search,
    pages: &mpsc::Sender<Result<Page, Fault>>,
) -> Result<(), Fault> {
    let mut handle = open(door, tls).await?;
    let mut cookie = Vec::new();
    loop {
        let asked = page(&mut handle, (door, search), PagedResults { size: PAGE, cookie });
        let SearchResult(found, result) =
            tokio::time::timeout(PATIENCE_FOR_A_PAGE, asked).await.map_err(|_| Fault::TimedOut)??;
        complete(&result)?;
        let entries = found.into_iter().map(|found| entry(SearchEntry::construct(found))).collect();
        if pages.send(Ok(Page::Entries(entries))).await.is_err() {
            return Ok(());
        }
        cookie = next(&result);
        if cookie.is_empty() {
            break;
        }
    }
    // All is read: whether it hears that is its own affair.
    if let Err(error) = handle.unbind().await {
        tracing::debug!(%error, "a directory was left without a word");
    }
    Ok(())
}

async fn page(
    handle: &mut Handle,
    (door, search): (&Door, &Search),
    paged: PagedResults,
) -> Result<SearchResult, Fault> {
    let mut controls: Vec<RawControl> = vec![paged.into()];
    if door.one_domain {
        controls.push(RawControl { ctype: DOMAIN_SCOPE.to_owned(), crit: false, val: None });
    }
    let options = SearchOptions::new().deref(DerefAliases::Never);
    let asked = handle.with_controls(controls).with_search_options(options);
    let found = asked.search(&search.base, Scope::Subtree, &search.filter, search.attributes.clone()).await;
    found.map_err(|error| failed(&error))
}

/// The mark of the next page; empty after the last.
fn next(result: &LdapResult) -> Vec<u8> {
    let paged = result.ctrls.iter().find_map(|control| match control {
        Control(Some(ControlType::PagedResults), raw) if raw.val.is_some() => Some(raw.parse::<PagedResults>()),
        _ => None,
    });
    paged.map(|paged| paged.cookie).unwrap_or_default()
}

/// Whether a search gave all that there is (RFC 4511 appendix A).
fn complete(result: &LdapResult) -> Result<(), Fault> {
    match result.rc {
        0 if result.refs.is_empty() => Ok(()),
        0 | 10 => Err(Fault::Referral),
        2 | 16..=18 | 21 | 87 => Err(Fault::Filter),
        3 | 4 | 11 => Err(Fault::CutShort),
        8 | 13 => Err(Fault::NotEncrypted),
        32 | 34 => Err(Fault::NoBase),
        50 => Err(Fault::NotAllowed),
        51 | 52 => Err(Fault::Away),
        code => Err(Fault::Code(code)),
    }
}

fn entry(found: SearchEntry) -> Entry {
    let texts = found.attrs.into_iter().map(|(name, values)| {
        let values = values.into_iter().map(String::into_bytes).collect();
        (name, values)
    });
    Entry { dn: found.dn, values: texts.chain(found.bin_attrs).collect() }
}

async fn bind(door: &Door, tls: &Encryption, person: Person, password: &SecretString) -> Result<Bound, Fault> {
    let mut handle = open(door, tls).await?;
    let SearchResult(found, result) =
        page(&mut handle, (door, &person.search), PagedResults { size: 2, cookie: Vec::new() }).await?;
    complete(&result)?;
    let mut found = found.into_iter().map(|found| entry(SearchEntry::construct(found)));
    let (Some(entry), None) = (found.next(), found.next()) else { return Ok(Bound::Wrong) };
    let typed = password.expose_secret();
    // As nobody, or without a password, everybody is let in (RFC 4513 section 5.1).
    if entry.dn.is_empty() || typed.is_empty() || !(person.is_them)(&entry) {
        return Ok(Bound::Wrong);
    }
    let result = handle.with_timeout(PATIENCE).simple_bind(&entry.dn, typed).await.map_err(|error| failed(&error))?;
    let bound = match result.rc {
        0 => Bound::Right,
        49 if must_change(&result.text) => Bound::Expired,
        19 | 32 | 48..=50 | 53 => Bound::Wrong,
        8 | 13 => return Err(Fault::NotEncrypted),
        51 | 52 => return Err(Fault::Away),
        code => return Err(Fault::Code(code)),
    };
    if let Err(error) = handle.unbind().await {
        tracing::debug!(%error, "a directory was left without a word");
    }
    Ok(bound)
}

/// Whether Active Directory says that the password is right, and expired or to be changed at the first sign-in: of a wrong one it says
/// `data 52e` ([MS-ERREF] section 2.2: 0x532, 0x773).
fn must_change(text: &str) -> bool {
    let code = text.split("data ").nth(1).and_then(|rest| rest.split([',', ' ', '\0']).next());
    matches!(code, Some("532" | "773"))
}

/// Why nothing was answered.
fn failed(error: &LdapError) -> Fault {
    match error {
        LdapError::Timeout { .. } => Fault::TimedOut,
        LdapError::FilterParsing => Fault::Filter,
        _ => Fault::NotLdap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_one_and_whole() {
        let ldap = Ldap::default();
        for (text, is) in [
            ("(objectClass=person)", true),
            ("objectClass=person", true),
            ("(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))", true),
            ("(cn=a\\2ab)", true),
            ("", false),
            ("(a=b", false),
            ("(a=b)(c=d)", false),
            ("(&(a=b)", false),
            ("a=b)(c=d", false),
            ("(cn=\\zz)", false),
        ] {
            assert_eq!(ldap.is_filter(text), is, "{text}");
        }
        let deep = format!("{}(a=b){}", "(!".repeat(60), ")".repeat(60));
        assert!(!ldap.is_filter(&deep));
    }

    #[test]
    fn only_a_right_password_is_said_to_have_expired() {
        let of = |data: &str| {
            format!("80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext error, data {data}, v4563\0")
        };
        for (data, expired) in
            [("532", true), ("773", true), ("52e", false), ("533", false), ("775", false), ("5320", false)]
        {
            assert_eq!(must_change(&of(data)), expired, "{data}");
        }
        assert!(!must_change(""));
    }

    #[test]
    fn a_part_is_never_taken_for_the_whole() {
        let result = |rc: u32, refs: &[&str]| LdapResult {
            rc,
            matched: String::new(),
            text: String::new(),
            refs: refs.iter().map(|one| (*one).to_owned()).collect(),
            ctrls: Vec::new(),
        };
        assert_eq!(complete(&result(0, &[])), Ok(()));
        for (rc, fault) in [
            (4, Fault::CutShort),
            (3, Fault::CutShort),
            (10, Fault::Referral),
            (32, Fault::NoBase),
            (80, Fault::Code(80)),
        ] {
            assert_eq!(complete(&result(rc, &[])), Err(fault));
        }
        assert_eq!(complete(&result(0, &["ldap://elsewhere.example/dc=x"])), Err(Fault::Referral));
    }
}
