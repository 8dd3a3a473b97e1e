//! Who may do what to whom: a table, and the properties that hold for every pair of parties and every act.

use proptest::prelude::*;

use super::*;
use crate::id::RoleId;

fn party(number: u8, role: Role) -> Party {
    Party { user: UserId::from_bytes([number; 16]), role, rights: built_in(role).unwrap() }
}

fn own(number: u8, rights: &[Right]) -> Party {
    let role = Role::Own(RoleId::from_bytes([number; 16]));
    Party { user: UserId::from_bytes([number; 16]), role, rights: Rights::of(rights) }
}

/// A sentence, who acts, on whom, how, how many others have that of a `SuperUser`, and what follows.
type Row = (&'static str, Role, Role, Act, u64, Result<(), Refusal>);

#[test]
fn who_may_do_what_to_whom() {
    use Refusal::{GrantsMore, LastSuperUser, MoreRights, NoRight, Oneself};
    use Role::{Auditor, Helpdesk, Member, PeopleManager, SuperUser};
    let give = |role| Act::GiveRole(role, built_in(role).unwrap());
    let rows: &[Row] = &[
        ("the helpdesk gives a member a pass", Helpdesk, Member, Act::Pass, 1, Ok(())),
        ("nor to a SuperUser", Helpdesk, SuperUser, Act::Pass, 1, Err(MoreRights)),
        ("nor to an auditor, who sees more", Helpdesk, Auditor, Act::Pass, 1, Err(MoreRights)),
        ("the helpdesk does not switch off", Helpdesk, Member, Act::SecondFactorOff, 1, Err(NoRight)),
        ("the helpdesk does not exempt", Helpdesk, Member, Act::Exempt, 1, Err(NoRight)),
        ("the helpdesk signs out its own kind", Helpdesk, Helpdesk, Act::SignOut, 1, Ok(())),
        ("an auditor changes nothing", Auditor, Member, Act::Remind, 1, Err(NoRight)),
        ("a people manager edits a member", PeopleManager, Member, Act::Edit, 1, Ok(())),
        ("a people manager gives no pass", PeopleManager, Member, Act::Pass, 1, Err(NoRight)),
        ("a people manager gives a member a password", PeopleManager, Member, Act::Password, 1, Ok(())),
        ("nor to the helpdesk, who may give passes", PeopleManager, Helpdesk, Act::Password, 1, Err(MoreRights)),
        ("the helpdesk gives no password", Helpdesk, Member, Act::Password, 1, Err(NoRight)),
        ("a people manager gives no roles", PeopleManager, Member, give(Helpdesk), 1, Err(NoRight)),
        ("a SuperUser switches a member off", SuperUser, Member, Act::SecondFactorOff, 0, Ok(())),
        ("a SuperUser switches another off", SuperUser, SuperUser, Act::SecondFactorOff, 1, Ok(())),
        ("a SuperUser makes another", SuperUser, Member, give(SuperUser), 1, Ok(())),
        ("a SuperUser demotes another", SuperUser, SuperUser, give(Member), 1, Ok(())),
        ("but not the last one", SuperUser, SuperUser, give(Member), 0, Err(LastSuperUser)),
        ("nor blocks the last one", SuperUser, SuperUser, Act::Block, 0, Err(LastSuperUser)),
        ("the last one stays where the role stays", SuperUser, SuperUser, give(SuperUser), 0, Ok(())),
    ];
    for (case, actor, target, act, others, expected) in rows {
        let found = may_act(&party(1, *actor), &party(2, *target), *act, *others);
        assert_eq!(found, *expected, "{case}");
    }
    for act in [Act::Password, Act::SecondFactorOff, Act::Exempt, Act::Pass, Act::Block, give(Member)] {
        assert_eq!(may_act(&party(1, SuperUser), &party(1, SuperUser), act, 1), Err(Oneself), "{act:?}");
    }
    let granter = own(1, &[Right::RolesEdit, Right::PeopleRead]);
    assert_eq!(may_act(&granter, &party(2, Member), give(Helpdesk), 1), Err(GrantsMore));
    assert_eq!(may_save_role(&granter, Rights::NONE, Rights::of(&[Right::PeopleRead])), Ok(()));
    assert_eq!(may_save_role(&granter, Rights::NONE, Rights::of(&[Right::Exempt])), Err(GrantsMore));
    assert_eq!(may_save_role(&granter, Rights::of(&[Right::Exempt]), Rights::NONE), Err(MoreRights));
    assert_eq!(may_save_role(&party(2, Helpdesk), Rights::NONE, Rights::NONE), Err(NoRight));
}

#[test]
fn an_auditor_holds_no_right_that_changes_anything_and_sees_all_that_there_is() {
    let auditor = built_in(Role::Auditor).unwrap();
    assert!(auditor.iter().all(|right| !right.changes()));
    assert!(Right::ALL.iter().all(|right| right.changes() || auditor.has(*right)));
}

#[test]
fn every_right_has_a_word_of_its_own_and_is_read_back() {
    for right in Right::ALL {
        assert_eq!(Right::from_word(right.word()), Some(*right));
    }
    assert_eq!(Rights::from_words(&Rights::all().words()), Some(Rights::all()));
    assert_eq!(Rights::from_words(""), Some(Rights::NONE));
    assert_eq!(Rights::from_words("people-read everything"), None);
}

fn rights() -> impl Strategy<Value = Rights> {
    any::<u32>().prop_map(|bits| Right::ALL.iter().copied().filter(|right| bits & right.bit() != 0).collect())
}

fn any_party() -> impl Strategy<Value = Party> {
    (0_u8..4, 0_usize..6, rights()).prop_map(|(number, role, rights)| match Role::BUILT_IN.get(role) {
        Some(role) => party(number, *role),
        None => Party { user: UserId::from_bytes([number; 16]), role: Role::Own(RoleId::from_bytes([9; 16])), rights },
    })
}

fn any_act() -> impl Strategy<Value = Act> {
    let plain = prop::sample::select(vec![
        Act::Edit,
        Act::Block,
        Act::Unblock,
        Act::Password,
        Act::SecondFactorOff,
        Act::Pass,
        Act::Exempt,
        Act::EndExemption,
        Act::SignOut,
        Act::Remind,
    ]);
    let given = (0_usize..6, rights()).prop_map(|(role, rights)| match Role::BUILT_IN.get(role) {
        Some(role) => Act::GiveRole(*role, built_in(*role).unwrap()),
        None => Act::GiveRole(Role::Own(RoleId::from_bytes([8; 16])), rights),
    });
    prop_oneof![plain, given]
}

proptest! {
    #[test]
    fn nobody_acts_on_a_person_with_more_rights_or_without_the_right(
        actor in any_party(), target in any_party(), act in any_act(), others in 0_u64..3,
    ) {
        if may_act(&actor, &target, act, others).is_ok() {
            prop_assert!(actor.rights.has(act.right()));
            prop_assert!(actor.rights.include(target.rights));
        }
    }

    #[test]
    fn nobody_grants_what_one_has_not(actor in any_party(), target in any_party(), act in any_act()) {
        if let Act::GiveRole(_, rights) = act
            && may_act(&actor, &target, act, 1).is_ok()
        {
            prop_assert!(actor.rights.include(rights));
        }
    }

    #[test]
    fn the_last_superuser_stays(actor in any_party(), number in 0_u8..4, act in any_act()) {
        let target = party(number, Role::SuperUser);
        let unseats = matches!(act, Act::Block) || matches!(act, Act::GiveRole(role, _) if role != Role::SuperUser);
        prop_assert!(!unseats || may_act(&actor, &target, act, 0).is_err());
    }

    #[test]
    fn more_rights_of_the_actor_never_take_an_act_away(
        actor in any_party(), target in any_party(), act in any_act(), more in rights(), others in 0_u64..3,
    ) {
        let richer = Party { rights: actor.rights.iter().chain(more.iter()).collect(), ..actor };
        prop_assert!(actor.user == target.user || may_act(&actor, &target, act, others).is_err() || may_act(&richer, &target, act, others).is_ok());
    }

    #[test]
    fn what_opens_a_way_past_the_second_step_is_never_done_to_oneself(actor in any_party(), act in any_act()) {
        let opens = act.freshness() == Freshness::SecondFactor || act == Act::Block;
        prop_assert!(!opens || may_act(&actor, &actor, act, 1).is_err());
    }

    #[test]
    fn words_keep_a_set_of_rights(rights in rights()) {
        prop_assert_eq!(Rights::from_words(&rights.words()), Some(rights));
    }
}
