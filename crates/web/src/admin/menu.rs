//! The menu of whoever administers: one line a page. A line stands where the role has one of its rights.

use domain::permission::{Right, Rights};

use crate::pages::{MenuLine, Place};

/// A line, where it stands.
struct Entry {
    line: MenuLine,
    /// Rights of which one is enough.
    rights: &'static [Right],
    /// What the organisation must be besides.
    only: Only,
}

/// Organisations in which a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Only {
    /// All of them.
    Any,
    /// Those with two-step sign-in (mission S7).
    TwoFactor,
    /// The one of the operators of the platform, for its `SuperUser`s.
    Operators,
}

const fn line(place: Place, (address, icon, key): Words, rights: &'static [Right], only: Only) -> Entry {
    Entry { line: MenuLine { place, address, icon, key }, rights, only }
}

/// Address, drawing, and key of the name.
type Words = (&'static str, &'static str, &'static str);

const SETUP: &[Right] = &[Right::SetupRead];

const LINES: [Entry; 13] = [
    line(Place::People, ("/admin/people", "users", "menu-people"), &[Right::PeopleRead], Only::Any),
    line(Place::Groups, ("/admin/groups", "group", "menu-groups"), &[Right::SetupRead, Right::PeopleEdit], Only::Any),
    line(
        Place::Exemptions,
        ("/admin/exemptions", "calendar", "menu-exemptions"),
        &[Right::SetupRead, Right::Exempt],
        Only::TwoFactor,
    ),
    line(Place::Policies, ("/admin/policies", "shield", "rules-title"), SETUP, Only::TwoFactor),
    line(Place::Rollout, ("/admin/rollout", "chart", "rollout-title"), SETUP, Only::TwoFactor),
    line(Place::Messages, ("/admin/messages", "horn", "messages-title"), SETUP, Only::TwoFactor),
    line(Place::Selections, ("/admin/selections", "list", "selections-title"), SETUP, Only::Any),
    line(Place::Views, ("/admin/views", "view", "menu-views"), &[Right::SetupRead, Right::ViewsEdit], Only::Any),
    line(Place::Applications, ("/admin/applications", "window", "applications-title"), SETUP, Only::TwoFactor),
    line(Place::Roles, ("/admin/roles", "key", "menu-roles"), &[Right::SetupRead, Right::RolesEdit], Only::Any),
    line(Place::Audit, ("/admin/audit", "clock", "menu-audit"), &[Right::AuditRead], Only::Any),
    line(Place::Settings, ("/admin/settings", "gear", "menu-settings"), SETUP, Only::Any),
    line(Place::Operators, ("/operator/organisations", "home", "menu-organisations"), &[], Only::Operators),
];

/// The lines for someone with these rights, in an organisation with two-step sign-in or not, who operates the platform
/// or not.
pub(crate) fn lines(rights: Rights, two_factor: bool, operates: bool) -> Vec<MenuLine> {
    let stands = |line: &&Entry| match line.only {
        Only::Operators => operates,
        Only::TwoFactor if !two_factor => false,
        Only::TwoFactor | Only::Any => line.rights.iter().any(|right| rights.has(*right)),
    };
    LINES.iter().filter(stands).map(|line| line.line).collect()
}

/// The line that an address belongs to.
pub(crate) fn place_of(address: &str) -> Place {
    LINES.iter().find(|line| address.starts_with(line.line.address)).map_or(Place::Elsewhere, |line| line.line.place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::permission::built_in;
    use domain::user::Role;

    #[test]
    fn the_menu_shows_what_the_role_allows_and_nothing_to_a_member() {
        let of = |role, two_factor| lines(built_in(role).unwrap(), two_factor, false).len();
        assert_eq!(of(Role::Member, true), 0);
        assert_eq!(of(Role::Helpdesk, true), 1);
        assert_eq!(of(Role::PeopleManager, true), 2);
        assert_eq!(of(Role::Auditor, true), LINES.len() - 1);
        assert_eq!(of(Role::SuperUser, true), LINES.len() - 1);
        assert_eq!(
            of(Role::SuperUser, false),
            LINES.len() - 6,
            "no rule, roll-out, message, application or exemption without it"
        );
        let operator = lines(built_in(Role::SuperUser).unwrap(), true, true);
        assert_eq!(operator.len(), LINES.len());
    }

    #[test]
    fn an_address_belongs_to_the_line_that_it_hangs_under() {
        assert_eq!(place_of("/admin/people/x/pass?view=y"), Place::People);
        assert_eq!(place_of("/admin/settings/password"), Place::Settings);
        assert_eq!(place_of("/elsewhere"), Place::Elsewhere);
    }
}
