//! `/admin/applications/ID/proxy`: what the proxy in front of an application is told. The texts are those of the manual,
//! which tests run with the real programs, with the names of this application in them.

use axum::extract::Path;
use domain::permission::Right;
use url::Url;

use super::{found, lacks};
use crate::answer::Answer;
use crate::extract::Admin;
use crate::mail::site_of;
use crate::packed::PROXIES as GUIDE;
use crate::pages::{ApplicationProxy, Place, ProxyText};

const HAPROXY: (&str, &str) = ("/etc/haproxy/tweestap.lua", include_str!("../../../../docs/integrate/haproxy.lua"));
const APACHE: (&str, &str) = ("/etc/apache2/tweestap.lua", include_str!("../../../../docs/integrate/apache.lua"));

/// Proxies by their headings in the manual, with the file that each needs besides.
const PROXIES: [(&str, Option<(&str, &str)>); 6] = [
    ("nginx", None),
    ("Caddy", None),
    ("HAProxy", Some(HAPROXY)),
    ("Apache", Some(APACHE)),
    ("Traefik", None),
    ("Envoy", None),
];

/// GET `/admin/applications/ID/proxy`.
pub(super) async fn show(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let site = site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation());
    let own = Url::parse(&site).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let host = there.addresses.first().map(|address| name_of(&address.host)).unwrap_or_default();
    let proxies = PROXIES.iter().map(|(name, file)| text_of(name, *file, (host, &own))).collect();
    let (id, lacks) = (there.id.to_string(), lacks(reader.app().options()));
    reader.page(admin.frame(Place::Applications), |frame| ApplicationProxy {
        frame,
        id,
        name: there.name,
        lacks,
        proxies,
    })
}

/// A host without its port: proxies are told names.
fn name_of(host: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name)
}

fn text_of(name: &'static str, file: Option<(&'static str, &str)>, (host, own): (&str, &str)) -> ProxyText {
    let put = |text: &str| text.replace("wiki.waterland.example", host).replace("id.waterland.example", own);
    let main = (None, put(block(name).unwrap_or_default()));
    let beside = file.map(|(path, text)| (Some(path), put(text)));
    ProxyText { name, files: [main].into_iter().chain(beside).collect() }
}

/// The first block of a section of the manual.
fn block(heading: &str) -> Option<&'static str> {
    let (_, section) = GUIDE.split_once(&format!("\n### {heading}\n"))?;
    let (_, after) = section.split_once("```")?;
    let (_, text) = after.split_once('\n')?;
    Some(text.split_once("```")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_holds_the_names_of_the_application_and_none_of_the_manual() {
        assert_eq!(
            GUIDE.matches("\n### ").count(),
            PROXIES.len() + 1,
            "all of the manual, and how a page finds its rule"
        );
        for (name, file) in PROXIES {
            let said = text_of(name, file, ("forum.example.org", "inloggen.example.org"));
            let all: String = said.files.iter().map(|(_, text)| text.as_str()).collect();
            assert!(all.contains("/auth/check"), "{name}: {all}");
            assert!(!all.contains("wiki.waterland") && !all.contains("id.waterland"), "{name}: {all}");
            assert!(all.contains("inloggen.example.org") || ["Traefik", "Envoy"].contains(&name), "{name}: {all}");
        }
        assert_eq!(block("No such proxy"), None);
        assert_eq!(
            (name_of("a.example:8443"), name_of("a.example"), name_of("[::1]")),
            ("a.example", "a.example", "[::1]")
        );
    }
}
