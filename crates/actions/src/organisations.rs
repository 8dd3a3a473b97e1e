//! The organisations of this installation in memory, and which of them a request belongs to. Neighbour: `ctx` reads them
//! anew when something changed.

use std::collections::HashMap;
use std::sync::Arc;

use domain::password::PasswordRule;
use store::Db;

use crate::admin::exemption_rule::USUAL_DAYS;
use crate::error::Error;
use crate::visit::Organisation;

/// All organisations, oldest first, and each by its host.
#[derive(Debug, Default)]
pub(crate) struct Organisations {
    pub(crate) all: Arc<[Arc<Organisation>]>,
    by_host: HashMap<String, Arc<Organisation>>,
}

/// Whether the only organisation answers under every host name, or under its own alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// There is one organisation, and whatever name people type is its own. A second one cannot be made.
    Any,
    /// The host name decides.
    Named,
}

impl Organisations {
    /// Reads them; `preset` is what is asked of passwords where an organisation asks nothing of its own.
    pub(crate) async fn read(db: &Db, preset: &PasswordRule) -> Result<Self, Error> {
        let own: HashMap<_, _> = store::password_rule::list(db)
            .await?
            .into_iter()
            .map(|(organisation, rule, version)| (organisation, (rule, version)))
            .collect();
        let longest: HashMap<_, _> = store::exemption_rule::list(db)
            .await?
            .into_iter()
            .map(|(organisation, days, version)| (organisation, (days, version)))
            .collect();
        let mut all = Vec::new();
        for row in store::organisation::list(db).await? {
            let password = own.get(&row.id).cloned().unwrap_or_else(|| (preset.clone(), 0));
            let exemption = longest.get(&row.id).copied().unwrap_or((USUAL_DAYS, 0));
            all.push(Arc::new(Organisation::new(row, password, exemption)?));
        }
        Ok(Self::new(all))
    }

    fn new(all: Vec<Arc<Organisation>>) -> Self {
        let by_host = all.iter().map(|one| (one.host.to_ascii_lowercase(), one.clone())).collect();
        Self { all: all.into(), by_host }
    }

    /// The organisation that a host name belongs to; in doubt none.
    pub(crate) fn of_host(&self, host: &str, hosts: Hosts) -> Option<Arc<Organisation>> {
        match (&*self.all, hosts) {
            ([only], Hosts::Any) => Some(only.clone()),
            _ => self.by_host.get(host).or_else(|| self.by_host.get(&host.to_ascii_lowercase())).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::OrganisationId;
    use domain::organisation::ModuleState;

    use super::*;

    fn organisations(hosts: &[&str]) -> Organisations {
        let row = |(id, host): (u8, &&str)| store::organisation::Organisation {
            id: OrganisationId::from_bytes([id; 16]),
            name: (*host).to_owned(),
            host: (*host).to_owned(),
            time_zone: "Europe/Amsterdam".to_owned(),
            language: "nl".to_owned(),
            module: ModuleState::Active,
            closed: false,
            helpdesk_telephone: None,
            support_url: None,
        };
        let all = (1..)
            .zip(hosts)
            .map(row)
            .map(|row| Organisation::new(row, (PasswordRule::default(), 0), (USUAL_DAYS, 0)).unwrap());
        Organisations::new(all.map(Arc::new).collect())
    }

    fn found(hosts: &[&str], host: &str, rule: Hosts) -> Option<String> {
        organisations(hosts).of_host(host, rule).map(|one| one.host.clone())
    }

    #[test]
    fn the_only_organisation_answers_under_every_name_where_the_settings_say_so() {
        assert_eq!(found(&["a.example"], "whatever", Hosts::Any).as_deref(), Some("a.example"));
        assert_eq!(found(&["a.example"], "whatever", Hosts::Named), None);
        assert_eq!(found(&["a.example"], "A.example", Hosts::Named).as_deref(), Some("a.example"));
        assert_eq!(found(&[], "a.example", Hosts::Any), None);
    }

    #[test]
    fn of_several_the_host_decides_whatever_the_settings_say() {
        let both = ["a.example", "b.example"];
        for rule in [Hosts::Any, Hosts::Named] {
            assert_eq!(found(&both, "b.example", rule).as_deref(), Some("b.example"));
            for unknown in ["", "c.example", "a.example.", "b.example.evil.example", "example"] {
                assert_eq!(found(&both, unknown, rule), None, "{unknown}");
            }
        }
    }
}
