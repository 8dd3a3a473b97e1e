//! What is put into an application that signs in here, ready to be copied, and what the form is filled in with for it.

use domain::relying_party::{Algorithm, ClientKind, RelyingParty, Template};
use url::Url;

use super::say;
use crate::pages::CopyView;
use crate::words::Words;

/// What stands in the place of a secret that was seen before.
const UNSEEN: &str = "…";

/// What the form of a new one is filled in with.
pub(super) struct Preset {
    /// Where the application stands as long as nobody says so.
    host: &'static str,
    /// Where its sign-in leads back to.
    redirect: &'static str,
    /// Where signing out leads back to.
    logout: Option<&'static str>,
    /// Where it is told that somebody signed out.
    back_channel: Option<&'static str>,
    /// Whether it knows no PKCE.
    pub(super) without_pkce: bool,
    /// What it can check.
    pub(super) algorithm: Algorithm,
}

impl Preset {
    pub(super) const fn of(template: Template) -> Self {
        let plain = Self {
            host: "https://www.example.org",
            redirect: "/",
            logout: None,
            back_channel: None,
            without_pkce: false,
            algorithm: Algorithm::Es256,
        };
        match template {
            Template::Own => plain,
            Template::Nextcloud => Self {
                host: "https://cloud.example.org",
                redirect: "/apps/user_oidc/code",
                logout: Some("/"),
                back_channel: Some("/apps/user_oidc/backchannel-logout/tweestap"),
                ..plain
            },
            Template::WordPress => Self {
                redirect: "/wp-admin/admin-ajax.php?action=openid-connect-authorize",
                without_pkce: true,
                ..plain
            },
            Template::Grafana => {
                Self { host: "https://grafana.example.org", redirect: "/login/generic_oauth", ..plain }
            }
            Template::GitLab => Self {
                host: "https://gitlab.example.org",
                redirect: "/users/auth/openid_connect/callback",
                algorithm: Algorithm::Rs256,
                ..plain
            },
            Template::Moodle => Self {
                host: "https://moodle.example.org",
                redirect: "/admin/oauth2callback.php",
                without_pkce: true,
                algorithm: Algorithm::Rs256,
                ..plain
            },
        }
    }

    /// The addresses at the place where the application stands: to lead back to, after signing out, and to be told.
    pub(super) fn addresses(&self, base: Option<&str>) -> [String; 3] {
        let base = base.unwrap_or(self.host);
        let at = |path: Option<&str>| path.map(|path| format!("{base}{path}")).unwrap_or_default();
        [at(Some(self.redirect)), at(self.logout), at(self.back_channel)]
    }
}

/// Where an application stands, as typed: a host alone will do.
pub(super) fn base(typed: &str) -> Option<String> {
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&whole).ok().filter(|url| ["https", "http"].contains(&url.scheme()) && url.has_host())?;
    let is_plain = url.username().is_empty() && url.password().is_none() && !typed.contains(char::is_whitespace);
    is_plain.then(|| format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/')))
}

/// What is put into an application; `secret` where it is to be seen.
pub(super) fn view(words: Words, site: &str, party: &RelyingParty, secret: Option<&str>) -> CopyView {
    let endpoint = |key: &str, path: &str| (words.say(key), format!("{site}{path}"));
    let id = party.id.to_string();
    let secret = (party.kind == ClientKind::Confidential).then(|| secret.unwrap_or(UNSEEN).to_owned());
    let put = |text: &str| {
        let kept = text.lines().filter(|line| secret.is_some() || !line.contains("{secret}"));
        let redirect = party.redirect_addresses.first().map(String::as_str).unwrap_or_default();
        let put = kept.collect::<Vec<_>>().join("\n").replace("{site}", site).replace("{id}", &id);
        put.replace("{redirect}", redirect).replace("{secret}", secret.as_deref().unwrap_or_default())
    };
    let text = text_of(party.template).map(put);
    let fields = fields_of(party.template).iter().filter(|(_, value)| secret.is_some() || *value != "{secret}");
    CopyView {
        title: match party.template {
            Template::Own => words.say("party-copy"),
            known => words.with("party-copy-into").arg("name", say::template(words, known)).to_string(),
        },
        hint: words.say(hint_of(party.template)),
        text,
        fields: fields.map(|(field, value)| (*field, put(value))).collect(),
        endpoints: [
            Some((words.say("party-client-id"), id.clone())),
            Some(endpoint("party-issuer", "")),
            Some(endpoint("party-discovery", "/.well-known/openid-configuration")),
            Some(endpoint("party-authorize", "/oidc/authorize")),
            Some(endpoint("party-token", "/oidc/token")),
            Some(endpoint("party-userinfo", "/oidc/userinfo")),
            Some(endpoint("party-keys", "/oidc/keys")),
            Some(endpoint("party-end-session", "/oidc/end-session")),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

const fn hint_of(template: Template) -> &'static str {
    match template {
        Template::Own => "party-hint-own",
        Template::Nextcloud => "party-hint-nextcloud",
        Template::WordPress => "party-hint-wordpress",
        Template::Grafana => "party-hint-grafana",
        Template::GitLab => "party-hint-gitlab",
        Template::Moodle => "party-hint-moodle",
    }
}

const NEXTCLOUD: &str = r#"occ user_oidc:provider tweestap \
  --clientid="{id}" \
  --clientsecret="{secret}" \
  --discoveryuri="{site}/.well-known/openid-configuration" \
  --scope="openid profile email groups" \
  --unique-uid=0 \
  --mapping-display-name="name" \
  --mapping-email="email" \
  --mapping-groups="groups" \
  --group-provisioning=1"#;

const GRAFANA: &str = r"[auth.generic_oauth]
enabled = true
name = Tweestap
client_id = {id}
client_secret = {secret}
scopes = openid profile email groups
auth_url = {site}/oidc/authorize
token_url = {site}/oidc/token
api_url = {site}/oidc/userinfo
use_pkce = true
allow_sign_up = true
login_attribute_path = preferred_username
name_attribute_path = name
email_attribute_path = email
groups_attribute_path = groups";

const GITLAB: &str = r#"gitlab_rails['omniauth_allow_single_sign_on'] = ['openid_connect']
gitlab_rails['omniauth_block_auto_created_users'] = false
gitlab_rails['omniauth_providers'] = [
  {
    name: "openid_connect",
    label: "Tweestap",
    args: {
      name: "openid_connect",
      scope: ["openid", "profile", "email"],
      response_type: "code",
      issuer: "{site}",
      discovery: true,
      client_auth_method: "basic",
      uid_field: "sub",
      pkce: true,
      client_options: {
        identifier: "{id}",
        secret: "{secret}",
        redirect_uri: "{redirect}"
      }
    }
  }
]"#;

const fn text_of(template: Template) -> Option<&'static str> {
    match template {
        Template::Nextcloud => Some(NEXTCLOUD),
        Template::Grafana => Some(GRAFANA),
        Template::GitLab => Some(GITLAB),
        Template::Own | Template::WordPress | Template::Moodle => None,
    }
}

/// Fields as the application itself calls them.
const fn fields_of(template: Template) -> &'static [(&'static str, &'static str)] {
    match template {
        Template::Own | Template::Nextcloud | Template::Grafana | Template::GitLab => &[],
        Template::WordPress => &[
            ("Client ID", "{id}"),
            ("Client Secret Key", "{secret}"),
            ("OpenID Scope", "openid profile email"),
            ("Login Endpoint URL", "{site}/oidc/authorize"),
            ("Userinfo Endpoint URL", "{site}/oidc/userinfo"),
            ("Token Validation Endpoint URL", "{site}/oidc/token"),
            ("End Session Endpoint URL", "{site}/oidc/end-session"),
            ("Identity Key", "preferred_username"),
            ("Nickname Key", "preferred_username"),
            ("Email Formatting", "{email}"),
            ("Display Name Formatting", "{name}"),
        ],
        Template::Moodle => &[
            ("Client ID", "{id}"),
            ("Client secret", "{secret}"),
            ("Service base URL", "{site}"),
            ("Authenticate token requests via HTTP headers", "on"),
            ("Scopes included in a login request", "openid profile email"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use domain::id::RelyingPartyId;
    use domain::relying_party::Refresh;
    use domain::selection::Selected;
    use domain::time::Timestamp;

    use super::*;

    fn party(template: Template, kind: ClientKind) -> RelyingParty {
        RelyingParty {
            id: RelyingPartyId::from_bytes([1; 16]),
            name: "\"; rm -rf /".into(),
            template,
            kind,
            redirect_addresses: vec!["https://x.example/back".into()],
            logout_addresses: Vec::new(),
            back_channel: None,
            who: Selected::Everyone,
            second_factor: false,
            max_age: None,
            consent: false,
            refresh: Refresh::Never,
            without_pkce: false,
            algorithm: Algorithm::Es256,
            claims: Vec::new(),
            version: 1,
            made_at: Timestamp::from_seconds(0),
            last_used_at: None,
            former_until: None,
        }
    }

    fn all(view: &CopyView) -> String {
        let text = view.text.clone().unwrap_or_default();
        view.fields.iter().fold(text, |all, (field, value)| format!("{all}\n{field}: {value}"))
    }

    #[test]
    fn what_is_put_into_an_application_is_filled_in_and_holds_no_name() {
        let words = Words::find("en").unwrap();
        for template in Template::ALL.iter().copied().filter(|one| *one != Template::Own) {
            let said =
                all(&view(words, "https://id.example", &party(template, ClientKind::Confidential), Some("tws_x")));
            for told in ["01010101-0101-", "tws_x", "https://id.example"] {
                assert!(said.contains(told), "{template:?}: {told}: {said}");
            }
            assert!(!["{site}", "{id}", "{secret}", "{redirect}", "rm -rf"].iter().any(|left| said.contains(left)));
            let later = all(&view(words, "https://id.example", &party(template, ClientKind::Confidential), None));
            assert!(later.contains(UNSEEN), "{later}");
            let public = all(&view(words, "https://id.example", &party(template, ClientKind::Public), None));
            assert!(!public.contains(UNSEEN) && !public.to_lowercase().contains("secret"), "{public}");
        }
    }

    #[test]
    fn where_an_application_stands_is_read_from_what_people_type() {
        for (typed, read) in [
            ("cloud.example.org", Some("https://cloud.example.org")),
            ("https://cloud.example.org/", Some("https://cloud.example.org")),
            ("https://www.example.org/moodle/", Some("https://www.example.org/moodle")),
            ("https://CLOUD.example.org:8443/?x=1#y", Some("https://cloud.example.org:8443")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("", None),
            ("two words", None),
            ("ftp://cloud.example.org", None),
            ("https://me:x@cloud.example.org", None),
        ] {
            assert_eq!(base(typed).as_deref(), read, "{typed}");
        }
        let preset = Preset::of(Template::Nextcloud);
        assert_eq!(preset.addresses(None)[0], "https://cloud.example.org/apps/user_oidc/code");
        assert_eq!(preset.addresses(Some("https://x.example"))[1], "https://x.example/");
    }
}
