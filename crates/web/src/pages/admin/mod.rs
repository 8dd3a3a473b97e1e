//! The pages of administrators and the helpdesk. To add one: a struct and a template here, samples in `samples/admin`, a
//! handler in `crate::admin` and a line in its menu.

mod act;
mod audit;
mod groups;
mod import;
mod people;
mod person;
mod roles;
mod views;

pub use act::{
    AskPassword, AskPlain, ConfirmExempt, ConfirmPass, ConfirmSwitchOff, DeskRefused, ExemptFault, PassShown,
    PasswordShown, PlainAct, RefusedWhy, SwitchOffFault,
};
pub use audit::{AuditFilter, AuditLine, AuditLog, AuditPerson, AuditStanding};
pub use groups::{EditGroup, GroupFault, GroupLine, GroupMember, Groups, GroupsNotice};
pub use import::{ImportColumn, ImportColumns, ImportLine, ImportPage, ImportStart, ImportState, ImportTold};
pub use people::{Cell, ColumnHead, FactorChip, People, PeopleChoices, PeopleNotice, PersonLine, ViewTab};
pub use person::{
    Act, AdviceLine, AttributeField, AttributeInput, Difference, EditFault, EditPerson, EditState, EventLine,
    ExemptionLine, Exemptions, FactorState, PersonNotice, PersonPage, Relation, Tick,
};
pub use roles::{EditRole, RoleFault, RoleLine, Roles, RolesNotice};
pub use views::{ColumnLine, EditView, ViewFault, ViewLine, Views, ViewsNotice};
