//! The state that every handler gets.

use std::net::SocketAddr;
use std::sync::Arc;

use actions::Ctx;
use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;
use url::Url;

use crate::cookies::CookieNames;
use crate::forward_auth::Doors;
use crate::headers::security;
use crate::rounds::Rounds;

/// What the settings say about the web.
#[derive(Clone, Debug)]
pub struct AppOptions {
    /// The address that people type. `https`, or `http` on this machine alone.
    pub public_address: Url,
    /// Other addresses that a sign-in may lead back to: each stands for itself and what lies in its path.
    pub return_to: Vec<Url>,
    /// The domain that our own host shares with applications; none where there is none.
    pub domain: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed. Nobody else's is.
    pub trusted_proxies: Vec<IpNet>,
    /// Where devices such as a VPN ask by RADIUS; empty where none may.
    pub radius: Vec<SocketAddr>,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// The handle that every handler gets. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    ctx: Ctx,
    options: AppOptions,
    cookies: CookieNames,
    headers: HeaderMap,
    doors: Doors,
    rounds: Rounds,
}

impl App {
    /// Puts the parts together.
    pub fn new(ctx: Ctx, options: AppOptions) -> Self {
        let secure = options.public_address.scheme() == "https";
        let headers = security(content_security_policy(&options), secure);
        let doors = Doors::of(&options);
        Self(Arc::new(Inner {
            doors,
            ctx,
            cookies: CookieNames::new(secure).for_doors_of(options.domain.clone()),
            headers,
            options,
            rounds: Rounds::default(),
        }))
    }

    /// The actions.
    pub fn ctx(&self) -> &Ctx {
        &self.0.ctx
    }

    /// The settings.
    pub fn options(&self) -> &AppOptions {
        &self.0.options
    }

    /// Names of cookies; they depend on whether the address is secure.
    pub(crate) fn cookies(&self) -> &CookieNames {
        &self.0.cookies
    }

    /// The applications that stand behind the sign-in.
    pub(crate) fn doors(&self) -> &Doors {
        &self.0.doors
    }

    /// Who is sent on to an application again and again.
    pub(crate) fn rounds(&self) -> &Rounds {
        &self.0.rounds
    }

    /// The security headers of every answer.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }
}

/// Nothing inline, nothing from elsewhere, no frames. Browsers hold `form-action` against redirects after a form too,
/// so the origins that a sign-in may lead back to stand in it, and those of applications.
fn content_security_policy(options: &AppOptions) -> HeaderValue {
    let mut forms = String::from("'self'");
    if let Some(domain) = &options.domain {
        // Applications come and go while the program runs; all stand in the domain.
        let scheme = options.public_address.scheme();
        forms = format!("{forms} {scheme}://{domain}:* {scheme}://*.{domain}:*");
    }
    for url in &options.return_to {
        let origin = url.origin();
        if origin.is_tuple() {
            forms.push(' ');
            forms.push_str(&origin.ascii_serialization());
        }
    }
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action {forms}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // Origins are ASCII; were one not, the strictest policy stands.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_may_lead_back_to_the_allowed_origins_alone() {
        let options = |domain: Option<&str>| AppOptions {
            public_address: "https://id.example.org/".parse().unwrap(),
            return_to: vec!["https://wiki.example/a/b".parse().unwrap()],
            domain: domain.map(str::to_owned),
            trusted_proxies: Vec::new(),
            radius: Vec::new(),
            demo: false,
        };
        let of = |domain| content_security_policy(&options(domain)).to_str().unwrap().to_owned();
        let wide = of(Some("example.org"));
        let all = "form-action 'self' https://example.org:* https://*.example.org:* https://wiki.example;";
        assert!(wide.contains(all), "{wide}");
        let policy = of(None);
        assert!(policy.contains("form-action 'self' https://wiki.example;"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
