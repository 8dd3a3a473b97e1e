//! What is wrong with an application, all told at once.

use domain::access::Opens;
use domain::application::{Address, Application, MOST_ADDRESSES, MOST_RULES, PathRule, is_same_place, path_of};
use domain::id::ApplicationId;
use domain::user::{is_unseen, name_key};
use domain::view::is_name;

use super::address::{Around, address};
use super::{ApplicationEdit, RuleEdit};

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
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_stands_there_once() {
        let around = Around { host: "id.example.org".into(), domain: Some("example.org".into()), is_secure: true };
        let (kept, faults) = addresses("https://a.example.org\n\n https://A.example.org/ \n", &around);
        assert_eq!((kept.len(), faults.len()), (1, 1), "{faults:?}");
        assert_eq!(addresses(" \n", &around).1, [ApplicationFault::NoAddress]);
        let many = vec!["https://a.example.org"; MOST_ADDRESSES + 1].join("\n");
        assert_eq!(addresses(&many, &around).1, [ApplicationFault::TooManyAddresses]);
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
