//! Every page and every mail: one struct per template is its contract. A page is given values and shows them;
//! it decides nothing and knows no domain. Times are microseconds since 1970 (UTC), spans are seconds.

mod admin;
mod announcements;
mod applications;
mod attributes;
mod back;
mod campaign_letters;
mod chrome;
mod code_card;
mod confirm;
mod demo;
mod directories;
mod enrol;
mod frame;
mod help;
mod home;
mod icon;
mod keys;
mod mail;
mod messages;
mod oidc;
mod operator;
mod passkey;
mod people_sources;
mod policies;
mod problem;
mod profile;
mod radius;
mod recovery;
mod rehearsal;
mod relying_parties;
mod rollout;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod second_factor;
mod selections;
mod set_up;
mod settings;
mod sign_in;
mod system_events;
mod systems;
mod token;
mod watching;

#[cfg(test)]
mod check;
#[cfg(test)]
mod markup;

pub use admin::{
    Act, AdviceLine, AskPassword, AskPlain, AttributeField, AttributeInput, AuditFilter, AuditLine, AuditLog,
    AuditPerson, AuditStanding, Cell, ColumnHead, ColumnLine, ConfirmExempt, ConfirmPass, ConfirmSwitchOff,
    DeskRefused, Difference, EditFault, EditGroup, EditPerson, EditRole, EditState, EditView, EventLine, ExemptFault,
    ExemptionLine, Exemptions, FactorChip, FactorState, GroupFault, GroupLine, GroupMember, Groups, GroupsNotice,
    ImportColumn, ImportColumns, ImportLine, ImportPage, ImportStart, ImportState, ImportTold, PassShown,
    PasswordShown, People, PeopleChoices, PeopleNotice, PersonLine, PersonNotice, PersonPage, PlainAct, RefusedWhy,
    Relation, RoleFault, RoleLine, Roles, RolesNotice, SwitchOffFault, Tick, ViewFault, ViewLine, ViewTab, Views,
    ViewsNotice,
};
pub use announcements::{
    AnnouncementForm, AnnouncementNotice, AnnouncementRow, Announcements, EditAnnouncement, ReadView, WhenView,
};
pub use applications::{
    ApplicationLine, ApplicationProxy, Applications, ApplicationsNotice, EditApplication, ProxyText, RuleRow, Trial,
};
pub use attributes::{AttributeLine, AttributeTrouble, Attributes, AttributesNotice, EditAttribute, RemoveAttribute};
pub use back::{BackToPlatform, Went};
pub use campaign_letters::{CampaignLetters, LetterForm, LetterResult};
pub use code_card::{AddCard, CardWaits, CodeCard, GiveCard};
pub use confirm::{RemoveAuthenticator, RenameAuthenticator, RenameState, RenewCodes, SignOutEverywhere};
pub use demo::{
    DemoAccount, DemoClock, DemoMail, DemoMailbox, DemoPhone, DemoStart, DemoWiki, MailRow, PhoneEntry, WikiClaim,
    WikiGuest,
};
pub use directories::{
    DirectoryTrial, EditDirectory, Input, InputGroup, InputKind, KnownDirectory, SyncLine, SyncTold,
};
pub use enrol::{AddApp, AddPlace, AddState, Ask, Demand, LaterChoice, MailProof, Offer, Proof, ProofState};
pub use frame::{Frame, MenuLine, Person, Place};
pub use help::{HelpApp, HelpAppPage, HelpHome, HelpTopic, HelpTopicPage, help_addresses, help_app, help_topic};
pub use home::{DeviceTerm, Home, HomeNotice, SecondStep, Stay};
pub use keys::{
    ApiKeyLine, ApiKeyNotice, ApiKeyShown, ApiKeyTrouble, ApiKeys, ApiKeysNotice, EditApiKey, KnownApiKey, RemoveApiKey,
};
pub use mail::{
    AddressesChanged, BreakGlassMade, BreakGlassUsed, CampaignMail, CardMade, CardRunsOut, CodesRenewed, DeadlineMoved,
    Disabled, DisabledWhat, EnrolmentCode, Exempted, ExemptionEnded, ExemptionEnds, ExemptionsStand, FactorAdded,
    FactorRemoved, Letterhead, Locked, Mail, MailTest, ModuleApproved, ModuleDeclined, PassGiven, PasskeyCopied,
    PasswordChanged, PasswordSet, RecoveryCodeUsed, Reminder, SwitchedOff, Whence, WrongFactor, usual_text, word_of,
};
pub use messages::{
    CampaignForm, CampaignNotice, CampaignPage, CampaignRow, CampaignTextPage, CampaignTold, CampaignUnreached,
    EditCampaign, Messages, StateView, StepView, TextForm, TextNotice, ToldView,
};
pub use oidc::{Consent, EndSession};
pub use operator::{
    MessageFault, NewOrganisation, OperatorNotice, OrganisationFault, OrganisationMade, OrganisationPage,
    OrganisationRow, OrganisationState, Organisations, RequestView, TypedOrganisation,
};
pub use passkey::{AddPasskey, PasskeyAsk, PasskeyFault};
pub use people_sources::{
    EditSource, KnownSource, PeopleSources, RemoveSource, SourceField, SourceLine, SourceNotice, SourceShown,
    SourceTrial, SourceTrouble, SourcesNotice,
};
pub use policies::{
    ActivationRunView, BarPart, ClassView, DryRunList, GuardView, HistoryEntry, MailTests, MovedView, Policies,
    PolicyEditor, PolicyForm, PolicyHistory, PolicyNotice, PolicyRow, RemovePolicy, RemovedRule, RunPart, RunPerson,
    RunView, Trouble, What, WhatIf,
};
pub use problem::{Problem, ProblemKind, ReturnList, SentBy};
pub use profile::{
    Authenticator, Connected, Device, Devices, Easy, KindShown, Meter, Password, PasswordState, Recovery, Session,
    Sessions, SessionsNotice, TwoFactor, TwoFactorNotice,
};
pub use radius::{
    EditRadiusClient, KnownRadiusClient, RadiusClientLine, RadiusClientShown, RadiusClients, RadiusFault, RadiusNotice,
    RadiusTrouble, RemoveRadiusClient,
};
pub use recovery::{NewRecoveryCode, RecoveryCodes};
pub use rehearsal::{Rehearsal, RehearsalClass, RehearsalDay, RehearsalExportFields, RehearsalPeople, RehearsalRow};
pub use relying_parties::{
    ClaimRow, CopyView, EditRelyingParty, KnownRelyingParty, NewRelyingParty, RelyingPartyLine, RelyingPartyShown,
    RelyingPartyTrial, SigningKeyLine, SigningKeys,
};
pub use rollout::{
    Chart, DeadlineMark, ExportFields, Figure, LeftPeople, LeftRow, PartView, Rollout, RolloutBoard, RolloutPeople,
    RolloutRule, RolloutShown, Stat,
};
pub use second_factor::{
    CodeState, ConfirmPassword, PassInstead, PassState, PasswordProofState, Purpose, RecoveryCode, RecoveryState,
    Remember, SecondFactor,
};
pub(crate) use selections::MOST_ROWS;
pub use selections::{
    BuilderRow, FieldChoice, PickLine, RemoveSelection, SelectionEditor, SelectionForm, SelectionNotice,
    SelectionPeople, SelectionPreview, SelectionRow, SelectionTrouble, Selections,
};
pub use set_up::SetUp;
pub use settings::{
    BreakGlass, BreakGlassShown, ContactSettings, ContactState, ExemptionSettings, LongestState, ModuleView,
    PasswordSettings, RuleState, SettingsHome, TwoStepSettings, TypedContact, TypedRule, TypedWish, Unit, WishFault,
};
pub use sign_in::{SignIn, SignInNotice, SignInState};
pub use system_events::{SystemEventGroup, SystemEvents};
pub use systems::{
    DeliveryLine, EditSystem, RemoveSystem, SYSTEM_STATES, SystemLine, SystemListed, SystemLog, SystemNotice,
    SystemRepeat, SystemShown, SystemTrouble, Systems,
};
pub use token::{AddToken, GiveToken, ImportTokens, TokenLine, TokenPage, TokenStands, TokenState, Tokens, TokensIn};
pub use watching::{Watched, WatchedCell, WatchedDay, WatchedPeople, WatchedRow, WatchedTotal};

#[cfg(test)]
pub(crate) fn drawing_exists(name: &str) -> bool {
    !icon::drawing(name).is_empty()
}
