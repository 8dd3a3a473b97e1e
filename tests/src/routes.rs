//! Every address of the product, read from the source of the crate `web`, so that a route that is added, wherever it
//! stands, is in the journeys that walk all of them.
#![expect(clippy::panic, reason = "source that cannot be read fails the test")]

use std::path::Path;

/// An address and what it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The path; what stands in braces is filled in by [`Route::with_id`].
    pub path: String,
    /// Whether it answers GET.
    pub get: bool,
    /// Whether it answers POST.
    pub post: bool,
}

/// An identifier that nothing has.
pub const NO_ID: &str = "01930000-0000-7000-8000-000000000000";

/// All routes of the product; those that only the demonstration has are in [`demonstration`].
pub fn all() -> Vec<Route> {
    found().into_iter().filter(|route| !route.is_of_the_demonstration()).collect()
}

/// The routes that only the demonstration has.
pub fn demonstration() -> Vec<Route> {
    found().into_iter().filter(Route::is_of_the_demonstration).collect()
}

/// Every `.route(` of the crate `web`, wherever it stands.
fn found() -> Vec<Route> {
    sources().iter().flat_map(|source| read(source)).collect()
}

/// The text of every file of the crate `web`.
fn sources() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/web/src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path);
                sources.push(text.unwrap_or_else(|error| panic!("{}: {error}", path.display())));
            }
        }
    }
    sources.sort();
    sources
}

/// The routes of one file. One that cannot be read stops whoever asks: no journey may pass it over.
fn read(source: &str) -> Vec<Route> {
    let calls = source.split(".route(").skip(1);
    calls
        .map(|call| {
            let line = call.split('\n').find(|line| line.contains('"')).unwrap_or_default();
            let path = line.split('"').nth(1).unwrap_or_default().to_owned();
            let route = Route { path, get: line.contains(", get("), post: line.contains("post(") };
            let is_whole = route.path.starts_with('/') && (route.get || route.post);
            assert!(is_whole, "a route is written in one line, with its path and methods: {line}");
            route
        })
        .collect()
}

impl Route {
    /// The path with an identifier in the place of the braces; help is asked by its words.
    pub fn with_id(&self, id: &str) -> String {
        let path = self.path.replace("{id}", id).replace("{*path}", id);
        path.replace("{topic}", "why")
            .replace("{app}", "google")
            .replace("{kind}", "reminder")
            .replace("{name}", "User")
    }

    /// Whether it is one of the pages of signing in, which a half sign-in may open.
    pub fn is_of_signing_in(&self) -> bool {
        self.path == "/sign-in" || self.path.starts_with("/sign-in/") || self.path == "/sign-out"
    }

    /// Whether everybody reads the same there, whoever it is: help.
    pub fn is_for_everybody(&self) -> bool {
        self.path == "/help" || self.path.starts_with("/help/")
    }

    fn is_of_the_demonstration(&self) -> bool {
        self.path == "/demo" || self.path.starts_with("/demo/")
    }

    /// Whether a status is what one answers who says not which application they come from: whoever that is goes nowhere.
    pub fn is_unsaid(&self, status: u16) -> bool {
        status == 400 && self.path.starts_with("/oidc/")
    }

    /// Whether pages of applications may send a browser there with a form: it asks again by GET, and nothing is done yet.
    pub fn is_open_to_applications(&self) -> bool {
        ["/oidc/authorize", "/oidc/end-session"].contains(&self.path.as_str())
    }

    /// Whether it is for machines: nothing there belongs to a person.
    pub fn is_for_machines(&self) -> bool {
        self.path.starts_with("/feeds/")
            || self.path.starts_with("/scim/")
            || self.path.starts_with("/api/")
            || [
                "/.well-known/openid-configuration",
                "/oidc/keys",
                "/oidc/token",
                "/oidc/revoke",
                "/oidc/introspect",
                "/oidc/userinfo",
                "/session",
                "/auth/check",
                "/auth/check/",
                "/auth/check/{*path}",
                "/healthz",
                "/readyz",
                "/assets/{*path}",
            ]
            .contains(&self.path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_of_the_crate_is_found() {
        let (all, demonstration) = (all(), demonstration());
        let sources = sources();
        let count: usize = sources.iter().map(|source| source.matches(".route(").count()).sum();
        assert_eq!(all.len() + demonstration.len(), count);
        assert!(count > 80 && demonstration.len() > 3, "{count}");
        let find = |path: &str| all.iter().find(|route| route.path == path).unwrap();
        assert!(find("/sign-in").get && find("/sign-in").post);
        assert!(!find("/sign-in/restart").get);
        assert!(find("/profile/two-factor/{id}/remove").post);
    }

    #[test]
    fn there_is_no_other_way_to_make_an_address() {
        for source in sources() {
            for way in [".nest(", ".nest_service(", ".route_service(", ".fallback_service("] {
                assert!(!source.contains(way), "{way} makes addresses that no journey walks");
            }
            for way in ["put(", "patch(", "delete(", "any(", "on("] {
                let routed = source.lines().filter(|line| line.contains(".route("));
                let found: Vec<&str> = routed
                    .filter(|line| line.contains(&format!(", {way}")) || line.contains(&format!(").{way}")))
                    .collect();
                assert!(found.is_empty(), "{found:?}");
            }
        }
    }
}
