//! Every address of the product, read from the lists in the source, so that a route that is added is in the journeys
//! that walk all of them.

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

const SOURCES: [&str; 6] = [
    include_str!("../../crates/web/src/routes.rs"),
    include_str!("../../crates/web/src/profile/mod.rs"),
    include_str!("../../crates/web/src/rules/mod.rs"),
    include_str!("../../crates/web/src/settings/mod.rs"),
    include_str!("../../crates/web/src/operator.rs"),
    include_str!("../../crates/web/src/admin/mod.rs"),
];

/// An identifier that nothing has.
pub const NO_ID: &str = "01930000-0000-7000-8000-000000000000";

/// All routes of the product.
pub fn all() -> Vec<Route> {
    let calls = SOURCES.iter().flat_map(|source| source.split(".route(").skip(1));
    calls
        .filter_map(|call| {
            let line = call.split('\n').next()?;
            let path = line.split('"').nth(1)?.to_owned();
            Some(Route { path, get: line.contains(", get("), post: line.contains("post(") })
        })
        .collect()
}

impl Route {
    /// The path with an identifier in the place of the braces.
    pub fn with_id(&self, id: &str) -> String {
        self.path.replace("{id}", id).replace("{*path}", id)
    }

    /// Whether it is one of the pages of signing in, which a half sign-in may open.
    pub fn is_of_signing_in(&self) -> bool {
        self.path == "/sign-in" || self.path.starts_with("/sign-in/") || self.path == "/sign-out"
    }

    /// Whether it is for machines: nothing there belongs to a person.
    pub fn is_for_machines(&self) -> bool {
        ["/session", "/healthz", "/readyz", "/assets/{*path}"].contains(&self.path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_whole() {
        let all = all();
        let count: usize = SOURCES.iter().map(|source| source.matches(".route(").count()).sum();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|route| route.path.starts_with('/') && (route.get || route.post)), "{all:?}");
        let find = |path: &str| all.iter().find(|route| route.path == path).unwrap();
        assert!(find("/sign-in").get && find("/sign-in").post);
        assert!(!find("/sign-in/restart").get);
        assert!(find("/profile/two-factor/{id}/remove").post);
    }
}
