//! What is wrong with an application, all told at once.

use domain::access::{Opens, canonical_path};
use domain::application::{
    Address, Application, Applications, Found, LONGEST_PATH, MOST_ADDRESSES, MOST_RULES, Page, PathRule, is_same_place,
    path_of,
};
use domain::id::ApplicationId;
use domain::organisation::lies_in;
use domain::user::{is_unseen, name_key};
use domain::view::is_name;
use url::Url;

use super::{ApplicationEdit, RuleEdit};

/// What the settings say about where we stand ourselves.
#[derive(Clone, Debug)]
pub struct Around {
    /// Our own host.
    pub host: String,
    /// The domain in which browsers show our cookie; none for our own host alone.
    pub domain: Option<String>,
    /// Whether we are reached over https: then our cookies are shown over https alone.
    pub is_secure: bool,
}

/// What is wrong with an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationFault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// Another one has the name.
    Taken,
    /// There are as many as there may be.
    TooMany,
    /// No address.
    NoAddress,
    /// More addresses than there may be.
    TooManyAddresses,
    /// This is no address of an application.
    Address(String),
    /// This address is not encrypted, and ours is.
    NotEncrypted(String),
    /// Browsers show no cookie of ours at this address.
    Outside(String),
    /// The address belongs to another application, or stands there twice.
    AddressTaken(String),
    /// More rules than there may be.
    TooManyRules,
    /// This is no path.
    Path(String),
    /// Two rules have this path, or paths that differ in capitals alone.
    PathTwice(String),
    /// Who may stand there without signing in, and yet has to prove something.
    OpenAndAsks(String),
    /// A selection is not there any more.
    NoSelection,
}

/// The application that was typed, in the form that is kept.
pub(super) fn read(
    edit: ApplicationEdit,
    id: ApplicationId,
    around: &Around,
) -> Result<Application, Vec<ApplicationFault>> {
    let mut faults = Vec::new();
    if !is_name(&edit.name) {
        faults.push(ApplicationFault::Name);
    }
    let (addresses, wrong) = addresses(&edit.addresses, around);
    faults.extend(wrong);
    let (rules, wrong) = rules(edit.rules);
    faults.extend(wrong);
    let version = if edit.id.is_some() { edit.version } else { 0 };
    let (name, answering) = (edit.name.trim().to_owned(), edit.answering);
    if faults.is_empty() { Ok(Application { id, name, addresses, rules, answering, version }) } else { Err(faults) }
}

fn addresses(typed: &str, around: &Around) -> (Vec<Address>, Vec<ApplicationFault>) {
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let (mut addresses, mut faults): (Vec<Address>, _) = (Vec::new(), Vec::new());
    if lines.is_empty() {
        faults.push(ApplicationFault::NoAddress);
    }
    if lines.len() > MOST_ADDRESSES {
        return (addresses, vec![ApplicationFault::TooManyAddresses]);
    }
    for line in lines {
        match address(line, around) {
            Ok(address) if addresses.iter().any(|one| is_same_place(one, &address)) => {
                faults.push(ApplicationFault::AddressTaken(short(line)));
            }
            Ok(address) => addresses.push(address),
            Err(fault) => faults.push(fault),
        }
    }
    (addresses, faults)
}

fn address(typed: &str, around: &Around) -> Result<Address, ApplicationFault> {
    let wrong = || ApplicationFault::Address(short(typed));
    if typed.chars().any(|c| is_unseen(c) || c == '\\') || typed.chars().count() > LONGEST_PATH {
        return Err(wrong());
    }
    let url = Url::parse(typed).ok().filter(|url| matches!(url.scheme(), "https" | "http")).ok_or_else(wrong)?;
    let has_more = !url.username().is_empty() || url.password().is_some();
    if has_more || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong());
    }
    let name =
        url.host_str().map(|name| name.trim_end_matches('.')).filter(|name| !name.is_empty()).ok_or_else(wrong)?;
    // As it was typed, not as the parser resolved it: what has dot segments is no address of an application.
    let after = typed.split_once("://").map_or("", |(_, rest)| rest);
    let raw = after.find('/').and_then(|at| after.get(at..)).unwrap_or("/");
    let is_plain = raw.len() == 1 || path_of(raw.trim_end_matches('/')).is_some();
    let folder = canonical_path(url.path()).filter(|_| is_plain).ok_or_else(wrong)?;
    if url.scheme() == "http" && around.is_secure {
        return Err(ApplicationFault::NotEncrypted(short(typed)));
    }
    if name != around.host && !around.domain.as_ref().is_some_and(|domain| lies_in(name, domain)) {
        return Err(ApplicationFault::Outside(name.to_owned()));
    }
    Ok(Address {
        scheme: url.scheme().to_owned(),
        host: url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}")),
        folder: folder.trim_end_matches('/').to_owned(),
    })
}

fn rules(typed: Vec<RuleEdit>) -> (Vec<PathRule>, Vec<ApplicationFault>) {
    let (mut rules, mut faults): (Vec<PathRule>, _) = (Vec::new(), Vec::new());
    if typed.len() > MOST_RULES {
        return (rules, vec![ApplicationFault::TooManyRules]);
    }
    for (at, one) in typed.into_iter().enumerate() {
        let path = if at == 0 { Some(String::new()) } else { path_of(one.path.trim()) };
        let Some(path) = path else {
            faults.push(ApplicationFault::Path(short(one.path.trim())));
            continue;
        };
        if one.opens == Opens::Anyone && (one.second_factor || one.max_age.is_some()) {
            faults.push(ApplicationFault::OpenAndAsks(if at == 0 { "/".to_owned() } else { short(&path) }));
        }
        rules.push(PathRule { path, opens: one.opens, second_factor: one.second_factor, max_age: one.max_age });
    }
    if let Some(twice) = domain::application::twice(&rules) {
        faults.push(ApplicationFault::PathTwice(short(twice)));
    }
    (rules, faults)
}

/// What is wrong with an application beside the others of its organisation.
pub(super) fn beside(application: &Application, others: &[&Application]) -> Vec<ApplicationFault> {
    let mut faults = Vec::new();
    if others.iter().any(|one| name_key(&one.name) == name_key(&application.name)) {
        faults.push(ApplicationFault::Taken);
    }
    for address in &application.addresses {
        if others.iter().flat_map(|one| &one.addresses).any(|other| is_same_place(other, address)) {
            faults.push(ApplicationFault::AddressTaken(address.to_string()));
        }
    }
    faults
}

/// What was typed, as an error repeats it.
fn short(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).take(80).collect()
}

/// The page that an address names, and what is found there.
pub(super) fn page_at<'a>(applications: &'a Applications, typed: &str) -> Option<Found<'a>> {
    let url = Url::parse(typed.trim()).ok()?;
    let name = url.host_str()?.trim_end_matches('.').to_owned();
    let host = url.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
    let path = canonical_path(url.path())?;
    Some(applications.find(&Page { scheme: url.scheme(), host: &host, path: &path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Around {
        Around { host: "id.example.org".into(), domain: Some("example.org".into()), is_secure: true }
    }

    #[test]
    fn an_address_is_kept_in_one_form_or_refused() {
        let refused = |fault: fn(String) -> ApplicationFault| move |text: &str| Err(fault(text.to_owned()));
        let (wrong, outside) = (refused(ApplicationFault::Address), refused(ApplicationFault::Outside));
        for (typed, expected) in [
            ("https://wiki.example.org", Ok("https://wiki.example.org")),
            ("HTTPS://Wiki.Example.org:443/", Ok("https://wiki.example.org")),
            ("https://wiki.example.org./a/", Ok("https://wiki.example.org/a")),
            ("https://wiki.example.org:8443/a b", Ok("https://wiki.example.org:8443/a b")),
            ("https://wiki.example.org/caf%C3%A9", Ok("https://wiki.example.org/café")),
            ("https://id.example.org/wiki", Ok("https://id.example.org/wiki")),
            ("http://wiki.example.org", Err(ApplicationFault::NotEncrypted("http://wiki.example.org".into()))),
            ("https://wiki.example.net", outside("wiki.example.net")),
            ("https://evilexample.org", outside("evilexample.org")),
            ("wiki.example.org", wrong("wiki.example.org")),
            ("ftp://wiki.example.org", wrong("ftp://wiki.example.org")),
            ("https://", wrong("https://")),
            ("https://a:b@wiki.example.org", wrong("https://a:b@wiki.example.org")),
            ("https://wiki.example.org/?x", wrong("https://wiki.example.org/?x")),
            ("https://wiki.example.org/#x", wrong("https://wiki.example.org/#x")),
            ("https://wiki.example.org/a/../b", wrong("https://wiki.example.org/a/../b")),
            ("https://wiki.example.org//a", wrong("https://wiki.example.org//a")),
            ("https://wiki.example.org\\a", wrong("https://wiki.example.org\\a")),
        ] {
            assert_eq!(address(typed, &around()).map(|one| one.to_string()), expected.map(str::to_owned), "{typed}");
        }
        let (kept, faults) = addresses("https://a.example.org\n\n https://A.example.org/ \n", &around());
        assert_eq!((kept.len(), faults.len()), (1, 1), "{faults:?}");
        assert_eq!(addresses(" \n", &around()).1, [ApplicationFault::NoAddress]);
        let many = vec!["https://a.example.org"; MOST_ADDRESSES + 1].join("\n");
        assert_eq!(addresses(&many, &around()).1, [ApplicationFault::TooManyAddresses]);
    }

    #[test]
    fn rules_that_cannot_be_told_apart_are_refused() {
        let rule =
            |path: &str, opens, second_factor| RuleEdit { path: path.into(), opens, second_factor, max_age: None };
        let usual = || rule("", Opens::default(), false);
        let of = |more: Vec<RuleEdit>| rules([vec![usual()], more].concat()).1;
        assert_eq!(of(vec![rule("/api/", Opens::Anyone, false), rule("/admin", Opens::Nobody, false)]), []);
        let twice = of(vec![rule("/api", Opens::Anyone, false), rule("/API", Opens::Nobody, false)]);
        assert_eq!(twice, [ApplicationFault::PathTwice("/API".into())]);
        assert_eq!(of(vec![rule("api", Opens::Anyone, false)]), [ApplicationFault::Path("api".into())]);
        assert_eq!(of(vec![rule("/", Opens::Anyone, false)]), [ApplicationFault::Path("/".into())]);
        let asks = of(vec![rule("/api", Opens::Anyone, true)]);
        assert_eq!(asks, [ApplicationFault::OpenAndAsks("/api".into())]);
        assert_eq!(of(vec![usual(); MOST_RULES]), [ApplicationFault::TooManyRules]);
    }
}
