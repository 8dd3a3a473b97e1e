//! What is typed of a directory, and what is wrong with it.

use domain::directory::{
    Directory, GroupsFrom, LONGEST_CA, LONGEST_TEXT, MOST_URLS, OFTENEST_MINUTES, RAREST_MINUTES, Shape, is_attribute,
    may_be_read,
};
use domain::hook::{Near, may_reach};
use domain::id::PeopleSourceId;
use domain::people_source::{Field, LONGEST_NAME, Mapping, PeopleSource, SourceKind, WhenGone};
use domain::scim::AttributePath;
use domain::selection::Schema;
use domain::time::Timestamp;
use domain::user::is_unseen;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::admin::people_sources::SourceFault;
use crate::ctx::Ctx;

/// The longest password of whoever asks, in bytes.
const LONGEST_PASSWORD: usize = 500;

/// A directory as it was typed.
#[derive(Clone, Debug)]
pub struct DirectoryEdit {
    /// Its name.
    pub name: String,
    /// Whether it may take over who is here already.
    pub takes_over: bool,
    /// What becomes of whoever is there no longer.
    pub when_gone: WhenGone,
    /// For each field the attribute that fills it; nothing for a field that is not filled.
    pub mapping: Vec<(Field, String)>,
    /// What is asked of it.
    pub settings: Directory,
    /// The password of whoever asks; none where the one before stays.
    pub password: Option<SecretString>,
}

impl DirectoryEdit {
    /// A new one, with what is usual.
    pub fn fresh(name: &str, shape: Shape) -> Self {
        Self {
            name: name.to_owned(),
            takes_over: false,
            when_gone: WhenGone::Block,
            mapping: typed(&shape.mapping()),
            settings: Directory::usual(shape),
            password: None,
        }
    }

    /// One as it is.
    pub fn of(source: &PeopleSource, settings: &Directory) -> Self {
        Self {
            name: source.name.clone(),
            takes_over: source.takes_over,
            when_gone: source.when_gone,
            mapping: typed(&source.mapping),
            settings: settings.clone(),
            password: None,
        }
    }
}

fn typed(mapping: &Mapping) -> Vec<(Field, String)> {
    mapping.fields().iter().map(|(field, path)| (field.clone(), path.to_string())).collect()
}

/// What is wrong with a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectoryFault {
    /// With its name or mapping.
    Source(SourceFault),
    /// There is no address, more than five, or one that is none of LDAP.
    Url,
    /// What goes there would not be encrypted.
    NotEncrypted,
    /// It lies where nothing is sent to from here.
    Forbidden,
    /// The certificates are none.
    Ca,
    /// Nobody is named who asks.
    BindDn,
    /// There is no password, one that is too long, or the one before went to other addresses.
    Password,
    /// Nothing says below which entry people are.
    Base,
    /// The filter of people is none.
    Filter,
    /// The attribute by which a person is known for ever is none.
    Id,
    /// The filter of groups is none.
    GroupFilter,
    /// The entry that groups are below is too long.
    GroupBase,
    /// The time between syncs is neither none nor from five minutes to a week.
    Every,
    /// The part of those who may vanish at once is over a hundred of a hundred.
    MostGone,
}

impl DirectoryEdit {
    /// Reads what was typed, or says all that is wrong with it.
    pub(super) fn read(
        &self,
        ctx: &Ctx,
        (id, version): (PeopleSourceId, i64),
        now: Timestamp,
        (schema, before): (&Schema, Option<&Directory>),
    ) -> Result<(PeopleSource, Directory), Vec<DirectoryFault>> {
        let mut faults = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_unseen) {
            faults.push(DirectoryFault::Source(SourceFault::Name));
        }
        let mapping =
            self.mapping(schema).map_err(|wrong| faults.extend(wrong.into_iter().map(DirectoryFault::Source)));
        let settings = self.cleaned();
        check(ctx, &settings, &mut faults);
        let mut moved = before.is_some_and(|before| before.urls != settings.urls || before.ca != settings.ca);
        moved |=
            before.is_some_and(|before| before.bind_dn != settings.bind_dn || before.start_tls && !settings.start_tls);
        let fits = match &self.password {
            Some(password) => {
                let text = password.expose_secret();
                !text.is_empty() && text.len() <= LONGEST_PASSWORD && !text.contains('\0')
            }
            // Whoever may change the address but does not know the password must not have it sent to themselves.
            None => before.is_some() && !moved,
        };
        if !fits {
            faults.push(DirectoryFault::Password);
        }
        match mapping {
            Ok(mapping) if faults.is_empty() => {
                let source = PeopleSource {
                    name: name.to_owned(),
                    mapping,
                    takes_over: self.takes_over,
                    when_gone: self.when_gone,
                    version,
                    ..super::unnamed(id, now)
                };
                Ok((source, settings))
            }
            _ => Err(faults),
        }
    }

    /// What was typed as a mapping, or what is wrong with it.
    fn mapping(&self, schema: &Schema) -> Result<Mapping, Vec<SourceFault>> {
        let (mut faults, mut fields) = (Vec::new(), Vec::new());
        for (field, text) in &self.mapping {
            let is_there = !matches!(field, Field::Own(key) if schema.own(key).is_none());
            match text.trim() {
                "" if matches!(field, Field::UserName | Field::DisplayName) => {
                    faults.push(SourceFault::Needed(field.clone()));
                }
                "" => {}
                text => match AttributePath::from_word(text) {
                    Some(path) if may_be_read(&path) && is_there => fields.push((field.clone(), path)),
                    _ => faults.push(SourceFault::Path(field.clone())),
                },
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Mapping::of(SourceKind::Ldap, fields).ok_or_else(|| vec![SourceFault::Needed(Field::UserName)])
    }

    /// What is asked, without the spaces around.
    fn cleaned(&self) -> Directory {
        let typed = &self.settings;
        let trimmed = |text: &str| text.trim().to_owned();
        let ca = typed.ca.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        Directory {
            urls: typed.urls.iter().map(|url| trimmed(url)).filter(|url| !url.is_empty()).collect(),
            ca,
            bind_dn: trimmed(&typed.bind_dn),
            base: trimmed(&typed.base),
            filter: trimmed(&typed.filter),
            id_attribute: trimmed(&typed.id_attribute),
            group_base: trimmed(&typed.group_base),
            group_filter: trimmed(&typed.group_filter),
            ..typed.clone()
        }
    }
}

fn check(ctx: &Ctx, settings: &Directory, faults: &mut Vec<DirectoryFault>) {
    let near = crate::hooks::near(ctx);
    let is_filter = |text: &str| {
        let fits = text.chars().count() <= LONGEST_TEXT && !text.is_empty();
        fits && ctx.directories().is_ok_and(|speaks| speaks.is_filter(text))
    };
    let is_name =
        |text: &str| !text.is_empty() && text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
    if settings.urls.is_empty() || settings.urls.len() > MOST_URLS {
        faults.push(DirectoryFault::Url);
    }
    if let Some(fault) = settings.urls.iter().find_map(|url| address_fault(url, settings.start_tls, near)) {
        faults.push(fault);
    }
    if let Some(ca) = &settings.ca
        && (ca.chars().count() > LONGEST_CA || !ctx.directories().is_ok_and(|speaks| speaks.has_certificates(ca)))
    {
        faults.push(DirectoryFault::Ca);
    }
    if !is_name(&settings.bind_dn) {
        faults.push(DirectoryFault::BindDn);
    }
    if !is_name(&settings.base) {
        faults.push(DirectoryFault::Base);
    }
    if !is_filter(&settings.filter) {
        faults.push(DirectoryFault::Filter);
    }
    if !is_attribute(&settings.id_attribute) {
        faults.push(DirectoryFault::Id);
    }
    if settings.groups_from() != GroupsFrom::Nowhere {
        if !settings.group_base.is_empty() && !is_name(&settings.group_base) {
            faults.push(DirectoryFault::GroupBase);
        }
        if !is_filter(&settings.group_filter) {
            faults.push(DirectoryFault::GroupFilter);
        }
    }
    if settings.every_minutes != 0 && !(OFTENEST_MINUTES..=RAREST_MINUTES).contains(&settings.every_minutes) {
        faults.push(DirectoryFault::Every);
    }
    if settings.most_gone.percent > 100 {
        faults.push(DirectoryFault::MostGone);
    }
}

/// What is wrong with an address as it is typed. What its name means is looked at again whenever it is asked.
fn address_fault(text: &str, start_tls: bool, near: Near) -> Option<DirectoryFault> {
    let url = Url::parse(text).ok().filter(|_| text.chars().count() <= 500);
    let Some(url) = url.filter(|url| matches!(url.scheme(), "ldaps" | "ldap")) else {
        return Some(DirectoryFault::Url);
    };
    let has_more = !url.username().is_empty()
        || url.password().is_some()
        || url.fragment().is_some()
        || url.query().is_some()
        || !matches!(url.path(), "" | "/");
    if has_more || text.chars().any(|c| is_unseen(c) || c.is_whitespace()) {
        return Some(DirectoryFault::Url);
    }
    // A scheme that is none of the web's keeps an address of the network as a name.
    let host = match url.host()? {
        Host::Domain(name) => match name.parse() {
            Ok(address) => Host::Ipv4(address),
            Err(_) => Host::Domain(name.to_owned()),
        },
        Host::Ipv4(address) => Host::Ipv4(address),
        Host::Ipv6(address) => Host::Ipv6(address),
    };
    let (reaches, is_here) = match host {
        Host::Ipv4(address) => (may_reach(address.into(), near), address.is_loopback()),
        Host::Ipv6(address) => (may_reach(address.into(), near), address.is_loopback()),
        Host::Domain(name) => (!name.is_empty(), name.eq_ignore_ascii_case("localhost")),
    };
    if !reaches {
        return Some(DirectoryFault::Forbidden);
    }
    (url.scheme() == "ldap" && !start_tls && !is_here).then_some(DirectoryFault::NotEncrypted)
}

/// What is asked of a directory, as the audit log has it.
pub(super) fn lines(settings: &Directory) -> Vec<String> {
    let mut lines: Vec<String> = settings.urls.iter().map(|url| format!("url {url}")).collect();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name} {value}"));
        }
    };
    line("start-tls", if settings.start_tls { "yes" } else { "no" });
    line("ca", if settings.ca.is_some() { "own" } else { "" });
    line("bind", &settings.bind_dn);
    line("base", &settings.base);
    line("filter", &settings.filter);
    line("id", &settings.id_attribute);
    line("groups", &settings.groups_from);
    line("group-base", &settings.group_base);
    line("group-filter", if settings.groups_from() == GroupsFrom::Nowhere { "" } else { &settings.group_filter });
    line("every", &settings.every_minutes.to_string());
    line("passwords", if settings.passwords { "there" } else { "here" });
    line("most-gone", &format!("{} people {} percent", settings.most_gone.people, settings.most_gone.percent));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_reached_encrypted_or_on_this_machine() {
        use DirectoryFault::{Forbidden, NotEncrypted, Url};
        for (address, plain, start_tls, shared) in [
            ("ldaps://dc.waterland.example", None, None, None),
            ("ldaps://dc.waterland.example:3269/", None, None, None),
            ("ldap://dc.waterland.example", Some(NotEncrypted), None, None),
            ("ldap://localhost:1389", None, None, None),
            ("ldap://127.0.0.1:1389", None, None, Some(Forbidden)),
            ("ldap://[::1]:1389", None, None, Some(Forbidden)),
            ("ldap://10.0.0.5", Some(NotEncrypted), None, Some(Forbidden)),
            ("ldaps://169.254.169.254", Some(Forbidden), Some(Forbidden), Some(Forbidden)),
            ("ldaps://user@dc.example", Some(Url), Some(Url), Some(Url)),
            ("ldaps://dc.example/dc=example??sub", Some(Url), Some(Url), Some(Url)),
            ("ldapi://%2fvar%2frun", Some(Url), Some(Url), Some(Url)),
            ("https://dc.example", Some(Url), Some(Url), Some(Url)),
            ("dc.example", Some(Url), Some(Url), Some(Url)),
        ] {
            assert_eq!(address_fault(address, false, Near::Open), plain, "{address}");
            assert_eq!(address_fault(address, true, Near::Open), start_tls, "{address} with StartTLS");
            assert_eq!(address_fault(address, true, Near::Closed), shared, "{address} of one of several");
        }
    }
}
