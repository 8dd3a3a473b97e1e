//! What lines do to people who are there and who are not.

use domain::id::GroupId;
use domain::permission::built_in;
use store::group::Group;

use super::*;
use crate::admin::import::line::tests::sheet;

const ANNA: UserId = UserId::from_bytes([1; 16]);
const TOM: UserId = UserId::from_bytes([2; 16]);

fn anna() -> Known {
    Known {
        user: User {
            id: ANNA,
            user_name: "anna".to_owned(),
            display_name: "Anna".to_owned(),
            language: Some("nl".to_owned()),
            role: Role::Member,
            blocked: false,
            last_sign_in_at: None,
            password_changed_at: None,
        },
        version: 1,
        addresses: vec!["anna@x.example".to_owned(), "a@home.example".to_owned()],
        groups: vec![Group { id: GroupId::from_bytes([1; 16]), name: "Leden".to_owned(), version: 1 }],
        values: vec![(AttributeKey::kept("nr"), OwnValue::Text("1".to_owned()))],
    }
}

fn planned(
    columns: &[&str],
    fields: &[&str],
    (found, mode, role): (&[UserId], Mode, Option<Role>),
) -> Result<Plan, String> {
    planned_of(anna(), columns, fields, (found, mode, role))
}

fn planned_of(
    person: Known,
    columns: &[&str],
    fields: &[&str],
    (found, mode, role): (&[UserId], Mode, Option<Role>),
) -> Result<Plan, String> {
    let sheet = sheet(columns, columns.first().unwrap());
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let line = sheet.read(2, &fields).unwrap();
    let owners = [("anna", ANNA), ("anna@x.example", ANNA), ("a@home.example", ANNA), ("tom@x.example", TOM)];
    let present = Present {
        found: vec![found.to_vec()],
        owners: owners.into_iter().map(|(name, who)| (name.to_owned(), vec![who])).collect(),
        known: HashMap::from([(ANNA, person)]),
    };
    let actor = role.map(|role| Party { user: UserId::from_bytes([9; 16]), role, rights: built_in(role).unwrap() });
    let planner = Planner { sheet: &sheet, mode, actor: actor.as_ref(), present: &present };
    planner.plan(0, &line).map_err(|bad| bad.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

const ALL: Mode = Mode::AddAndChange;

#[test]
fn who_is_not_there_is_added_and_who_is_there_is_changed() {
    let columns = ["user_name", "display_name", "email"];
    let plan = planned(&columns, &["new", "New", "new@x.example"], (&[], ALL, None)).unwrap();
    assert!(matches!(plan, Plan::Add(after) if after.addresses == ["new@x.example"] && after.role == Role::Member));
    let plan = planned(&columns, &["anna", "Anna B", "b@x.example"], (&[ANNA], ALL, None)).unwrap();
    let Plan::Change(_, after, differences) = plan else { panic!("{plan:?}") };
    assert_eq!(after.addresses, ["b@x.example", "a@home.example"], "the other address stays");
    let told: Vec<_> =
        differences.iter().map(|one| (one.name.as_str(), one.before.as_str(), one.after.as_str())).collect();
    assert_eq!(told[0], ("display_name", "Anna", "Anna B"));
    assert_eq!(told[1], ("email", "anna@x.example a@home.example", "b@x.example a@home.example"));
}

#[test]
fn what_is_so_already_is_no_change() {
    let columns = ["user_name", "display_name", "email", "email2", "language", "groups", "nr"];
    let fields = ["anna", "Anna", "anna@x.example", "", "nl", "leden", "1"];
    assert!(matches!(planned(&columns, &fields, (&[ANNA], ALL, None)), Ok(Plan::Same(name)) if name == "anna"));
}

#[test]
fn an_address_that_moves_forward_stands_once() {
    let plan = planned(&["user_name", "email"], &["anna", "A@home.example"], (&[ANNA], ALL, None)).unwrap();
    assert!(matches!(plan, Plan::Change(_, after, _) if after.addresses == ["A@home.example"]));
}

#[test]
fn groups_are_set_as_a_whole_or_one_by_one() {
    let groups = |columns: &[&str], fields: &[&str]| match planned(columns, fields, (&[ANNA], ALL, None)).unwrap() {
        Plan::Change(_, after, _) => after.groups,
        other => panic!("{other:?}"),
    };
    assert_eq!(groups(&["user_name", "groups"], &["anna", "Bestuur|LEDEN"]), ["Bestuur", "Leden"]);
    assert_eq!(groups(&["user_name", "groups"], &["anna", "-"]), Vec::<String>::new());
    assert_eq!(groups(&["user_name", "group:Bestuur", "group:leden"], &["anna", "yes", "no"]), ["Bestuur"]);
}

#[test]
fn what_somebody_else_signs_in_with_is_taken() {
    let refusal = planned(&["user_name", "display_name", "email"], &["new", "N", "Tom@x.example"], (&[], ALL, None));
    assert_eq!(refusal.unwrap_err(), "email `Tom@x.example`: someone else has it");
    let refusal = planned(&["nr", "user_name", "display_name"], &["5", "anna", "N"], (&[], ALL, None));
    assert_eq!(refusal.unwrap_err(), "user_name `anna`: someone else has it");
}

#[test]
fn a_line_that_does_not_fit_what_was_asked_is_bad() {
    let columns = ["user_name", "display_name"];
    let refused = |found: &[UserId], mode, fields: &[&str]| planned(&columns, fields, (found, mode, None)).unwrap_err();
    assert!(refused(&[], Mode::KnownOnly, &["x", "X"]).contains("nobody"));
    assert!(refused(&[ANNA], Mode::NewOnly, &["anna", "X"]).contains("exists already"));
    assert!(refused(&[ANNA, TOM], ALL, &["anna", "X"]).contains("more than one"));
    assert!(refused(&[], ALL, &["x", ""]).contains("display_name ``: empty"));
}

#[test]
fn nobody_grants_or_touches_what_one_has_not() {
    let columns = ["user_name", "display_name", "role"];
    let manager = Some(Role::PeopleManager);
    let plan = planned(&columns, &["new", "N", "member"], (&[], ALL, manager));
    assert!(matches!(plan, Ok(Plan::Add(_))));
    for role in ["superuser", "helpdesk", "people-manager"] {
        let refusal = planned(&columns, &["new", "N", role], (&[], ALL, manager)).unwrap_err();
        assert_eq!(refusal, format!("role `{role}`: that role is not for whoever imports to give"));
        assert!(planned(&columns, &["new", "N", role], (&[], ALL, Some(Role::SuperUser))).is_ok());
        assert!(planned(&columns, &["new", "N", role], (&[], ALL, None)).is_ok(), "at the command line");
    }
    let mut boss = anna();
    boss.user.role = Role::SuperUser;
    let fields = ["anna", "Other", ""];
    let refusal = planned_of(boss.clone(), &columns, &fields, (&[ANNA], ALL, manager)).unwrap_err();
    assert!(refusal.contains("more rights than whoever imports"), "{refusal}");
    assert!(
        planned_of(boss.clone(), &columns, &["anna", "Anna", ""], (&[ANNA], ALL, manager)).is_ok(),
        "nothing changes"
    );
    let refusal = planned_of(boss, &columns, &["anna", "Anna", "member"], (&[ANNA], ALL, manager)).unwrap_err();
    assert!(refusal.contains("role"), "{refusal}");
}
