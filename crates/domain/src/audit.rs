//! table
//!
//! Facts worth keeping: one variant each, written in the transaction of what they tell. None holds a secret.
//! Neighbours: `audit_kinds` has the words, `audit_row` the form in which a row is kept.

#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person.
    User(crate::id::UserId),
    /// Someone at the command line of the server.
    CommandLine,
    /// Someone who has not signed in.
    Anonymous,
    /// The program itself.
    System,
    /// An operator of the installation; the operators' own log says who.
    Operator,
    /// A system from which people come in.
    PeopleSource(crate::id::PeopleSourceId),
}

/// What happened. It is written and never read back as a whole: what reads a log looks at its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AuditEvent {
    /// A person was added.
    PersonAdded {
        /// Names of the groups that they were put in by an import; elsewhere each is an event of its own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        joined: Vec<String>,
    },
    /// A person was changed, in words that say no more: nothing writes it any longer, but logs hold it.
    PersonChanged,
    /// A person was blocked.
    PersonBlocked {
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A person may sign in again.
    PersonUnblocked {
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// Details of a person were changed by an administrator.
    PersonEdited {
        /// Words of the fields that changed, never what was in them.
        fields: Vec<String>,
        /// Names of the groups that an import put them in; elsewhere each is an event of its own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        joined: Vec<String>,
        /// Names of the groups that an import took them out of.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
        /// Name of the view that it was done from; none by an import.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A person was given another role.
    RoleGiven {
        /// Word of the role.
        role: String,
        /// Word of the role before.
        before: String,
    },
    /// A password was wrong, or the person unknown or blocked; the name is not kept, it may be a password.
    PasswordFailed,
    /// Tries with a password were held back.
    PasswordThrottled,
    /// The password was right; the second step follows.
    PasswordAccepted,
    /// A second factor was accepted.
    FactorAccepted {
        /// Word of the kind of proof.
        factor: String,
    },
    /// A second factor was wrong.
    FactorFailed {
        /// Word of the kind of proof.
        factor: String,
        /// Failures in a row.
        failures: u32,
    },
    /// A passkey signed with a count that did not go up: there may be a copy of it, so it did not count.
    PasskeyCopied,
    /// Hardware tokens came in from a file.
    TokensImported {
        /// How many.
        added: u64,
    },
    /// A person was given a hardware token at the desk.
    TokenGiven {
        /// Its serial number.
        serial: String,
        /// How it was checked who they are.
        reason: String,
        /// Name of the view that it was done from.
        view: String,
    },
    /// A hardware token that had run off was put right by two codes of it.
    TokenSynchronised {
        /// Its serial number.
        serial: String,
    },
    /// A hardware token was lost, came back to the stock, or left it.
    TokenMoved {
        /// Its serial number.
        serial: String,
        /// `lost`, `stock` or `removed`.
        to: String,
    },
    /// A code was used a second time.
    FactorReplayed {
        /// Word of the kind of proof.
        factor: String,
    },
    /// Authenticators of a kind were disabled by 100 failures in a row.
    FactorDisabled {
        /// Word of the kind of proof.
        factor: String,
    },
    /// A person signed in.
    SignedIn {
        /// Whether a trusted device spared the second factor.
        by_trusted_device: bool,
    },
    /// A person signed out.
    SignedOut,
    /// Sessions were ended.
    SessionsEnded {
        /// How many.
        count: u64,
    },
    /// An offer to enrol was put off.
    OfferPutOff,
    /// An authenticator was added.
    AuthenticatorAdded {
        /// Its kind.
        authenticator: String,
    },
    /// An authenticator got another name.
    AuthenticatorRenamed,
    /// An authenticator was removed.
    AuthenticatorRemoved {
        /// Its kind.
        authenticator: String,
    },
    /// New recovery codes took the place of the old.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// An e-mailed code for late enrolment was asked for.
    EnrolmentCodeSent,
    /// An e-mailed code or a helpdesk pass opened late enrolment.
    LateEnrolmentProved {
        /// `emailed-code` or `helpdesk-pass`.
        by: String,
    },
    /// A helpdesk pass took the place of the second factor: all that was enrolled is gone.
    BegunAnew {
        /// How many authenticators that were.
        count: u64,
    },
    /// A new emergency code of the organisation was made; an earlier one is worth nothing.
    BreakGlassMade,
    /// The emergency code of the organisation was used, by this `SuperUser`.
    BreakGlassUsed,
    /// A browser was trusted.
    DeviceTrusted,
    /// Trusted browsers were forgotten.
    DevicesForgotten {
        /// How many.
        count: u64,
    },
    /// The password was changed.
    PasswordChanged,
    /// Two-step sign-in was switched off for a person.
    SecondFactorSwitchedOff {
        /// Why, in the words of whoever did it.
        reason: String,
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A helpdesk pass was given.
    PassGiven {
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A code card was made, and waits for its first code.
    CodeCardMade {
        /// How it was checked who they are; none where the person made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Name of the view that it was done from; none where the person made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// An exemption was granted.
    ExemptionGranted {
        /// Why, in the words of whoever did it.
        reason: String,
        /// Its end, microseconds since the Unix epoch.
        until: i64,
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// An exemption was ended before its date.
    ExemptionEnded {
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A person was told that the exemption ends soon.
    ExemptionEndTold,
    /// A person was signed out everywhere by an administrator.
    SignedOutByAdmin {
        /// How many sessions ended.
        sessions: u64,
        /// How many trusted browsers were forgotten.
        devices: u64,
        /// Name of the view that it was done from.
        view: String,
    },
    /// A person was reminded to set up the second step.
    Reminded {
        /// Name of the view that it was done from.
        view: String,
    },
    /// Somebody tried what is not theirs to do; nothing was done.
    ActRefused {
        /// Word of the act.
        act: String,
        /// Word of the reason.
        why: String,
        /// The view that was named, as it was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A view was saved.
    ViewSaved {
        /// Its name.
        view: String,
        /// Words of the actions that it allows.
        actions: Vec<String>,
    },
    /// A view was removed.
    ViewRemoved {
        /// Its name.
        view: String,
    },
    /// A role of the organisation's own was saved.
    RoleSaved {
        /// Its name.
        role: String,
        /// Words of its rights.
        rights: Vec<String>,
    },
    /// A role of the organisation's own was removed.
    RoleRemoved {
        /// Its name.
        role: String,
    },
    /// A selection was saved.
    SelectionSaved {
        /// Its name.
        selection: String,
        /// Its filter; a list has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<String>,
    },
    /// A selection was removed.
    SelectionRemoved {
        /// Its name.
        selection: String,
    },
    /// An attribute of the organisation's own was added or changed.
    AttributeSaved {
        /// Its key.
        attribute: String,
    },
    /// An attribute of the organisation's own was removed, with all its values.
    AttributeRemoved {
        /// Its key.
        attribute: String,
        /// How many people had a value.
        values: u64,
    },
    /// Values of the organisation's own attributes were changed for a person.
    AttributesChanged {
        /// Keys of the attributes, never what was in them.
        attributes: Vec<String>,
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A person was given another password.
    PasswordSet {
        /// Why, in words.
        reason: String,
        /// Name of the view that it was done from.
        view: String,
    },
    /// A person was put in a group.
    GroupJoined {
        /// Its name.
        group: String,
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A person was taken out of a group.
    GroupLeft {
        /// Its name.
        group: String,
        /// Name of the view that it was done from; none at the command line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        view: Option<String>,
    },
    /// A group was made.
    GroupMade {
        /// Its name.
        group: String,
    },
    /// A group got another name.
    GroupRenamed {
        /// Its name.
        group: String,
        /// Its name before.
        before: String,
    },
    /// A group was removed.
    GroupRemoved {
        /// Its name.
        group: String,
    },
    /// People were imported from a file.
    PeopleImported {
        /// How many were added.
        added: u64,
        /// How many were changed.
        changed: u64,
    },
    /// A policy was saved.
    PolicySaved {
        /// Its name.
        policy: String,
    },
    /// A policy was changed.
    PolicyChanged {
        /// Its name.
        policy: String,
        /// Words of the fields that changed.
        fields: Vec<String>,
    },
    /// A policy was saved at the command line although not all guards were met.
    GuardsPassedOver {
        /// Its name.
        policy: String,
        /// Why, in the words of whoever did it.
        reason: String,
    },
    /// People under a policy were written out.
    PolicyPeopleExported {
        /// Its name.
        policy: String,
        /// Word of the list.
        list: String,
    },
    /// What people would meet at a sign-in on another day was written out.
    RehearsalExported {
        /// That day.
        day: String,
        /// Word of the list.
        list: String,
    },
    /// A policy was removed.
    PolicyRemoved {
        /// Its name.
        policy: String,
    },
    /// A test message was asked for.
    MailTested,
    /// Unknown devices were closed by 100 failures from them.
    UnknownDevicesClosed {
        /// Word of the kind of proof.
        factor: String,
    },
    /// A person may try again from unknown devices.
    UnknownDevicesReopened,
    /// What is asked of new passwords was changed.
    PasswordRuleSaved {
        /// Least number of characters of a password alone.
        alone: u32,
        /// Least number of characters beside a mandatory second factor.
        with_second_factor: u32,
        /// How many words of its own the organisation names.
        words: u64,
    },
    /// How long an exemption may last was changed.
    ExemptionRuleSaved {
        /// At most so many days.
        days: u32,
    },
    /// Whom members call and where help is found was changed.
    ContactSaved {
        /// The telephone number of the helpdesk; empty for none.
        telephone: String,
        /// The address of the organisation's own help; empty for none.
        page: String,
    },
    /// A campaign was made, or its plan changed.
    CampaignSaved {
        /// Its name.
        campaign: String,
    },
    /// A campaign that was never started was taken away.
    CampaignRemoved {
        /// Its name.
        campaign: String,
    },
    /// A text of a campaign was changed, or the product's own put back.
    CampaignTextSaved {
        /// Its name.
        campaign: String,
        /// Word of the text.
        text: String,
    },
    /// A campaign was started, paused or stopped.
    CampaignWent {
        /// Its name.
        campaign: String,
        /// Word of the state that it is in now.
        state: String,
    },
    /// Readers of messages of which nobody knew whether they arrived are told again.
    CampaignToldAgain {
        /// Its name.
        campaign: String,
        /// How many messages that were.
        messages: u64,
    },
    /// A campaign wrote messages to people.
    CampaignTold {
        /// Its name.
        campaign: String,
        /// To how many.
        people: u64,
    },
    /// An announcement was made or changed.
    AnnouncementSaved {
        /// Its title in the language of the organisation.
        announcement: String,
    },
    /// An announcement was taken away.
    AnnouncementRemoved {
        /// Its title in the language of the organisation.
        announcement: String,
    },
    /// Letters on paper were made for people whom no mail of a campaign reaches.
    CampaignLettersMade {
        /// Its name.
        campaign: String,
        /// Word of the text.
        text: String,
        /// For how many.
        people: u64,
        /// Whether they are posted, so that these people count as told.
        posted: bool,
    },
    /// A list of a campaign was written out as a file.
    CampaignListExported {
        /// Its name.
        campaign: String,
        /// `told` or `unreached`.
        list: String,
    },
    /// A connected system was added or changed.
    SystemSaved {
        /// Its name.
        system: String,
    },
    /// A connected system was taken away: its key opens nothing from now on.
    SystemRemoved {
        /// Its name.
        system: String,
    },
    /// A connected system got a new key or secret; the one before is worth nothing.
    SystemKeyMade {
        /// Its name.
        system: String,
        /// `feed` or `webhook`.
        key: String,
    },
    /// Somebody had a connected system told something, to try it or once more.
    SystemTold {
        /// Its name.
        system: String,
        /// Word of the event.
        event: String,
    },
    /// A connected system said that it takes no events any more (410): none are sent until it is saved anew.
    SystemHookOff {
        /// Its name.
        system: String,
    },
    /// Kinds of events of this log were chosen that a connected system is told, or chosen no more.
    SystemEventsChosen {
        /// Its name.
        system: String,
        /// Words of the kinds that it is told from now on.
        added: Vec<String>,
        /// Words of the kinds that it is told no more.
        removed: Vec<String>,
    },
    /// Somebody had a connected system told once more what it was told since a moment.
    SystemToldAgain {
        /// Its name.
        system: String,
        /// `failed` for what it did not take alone, `all` for everything.
        what: String,
        /// From which moment on, microseconds since the Unix epoch.
        since: i64,
    },
    /// A connected system did not take an event at any try: it is not sent any more.
    SystemNotTold {
        /// Its name.
        system: String,
        /// Word of the event.
        event: String,
    },
    /// An application was added or changed.
    ApplicationSaved {
        /// Its name.
        application: String,
        /// Where it stands.
        addresses: Vec<String>,
        /// Who may open what: a path, who, and what has to be proved.
        rules: Vec<String>,
    },
    /// An application was removed: nobody passes there any more.
    ApplicationRemoved {
        /// Its name.
        application: String,
    },
    /// A system from which people come in was connected, or changed.
    PeopleSourceSaved {
        /// Its name.
        people_source: String,
        /// Whether it may take over who is here already.
        takes_over: bool,
        /// What becomes of whoever is there no longer.
        when_gone: String,
        /// What it fills, and from where: a line for each field.
        mapping: Vec<String>,
    },
    /// The key of such a system was made anew.
    PeopleSourceRenewed {
        /// Its name.
        people_source: String,
    },
    /// The key before the present one of such a system was ended.
    PeopleSourceFormerEnded {
        /// Its name.
        people_source: String,
    },
    /// Such a system was let go; its people and groups stay.
    PeopleSourceRemoved {
        /// Its name.
        people_source: String,
        /// How many people came from it.
        people: u64,
        /// How many groups.
        groups: u64,
    },
    /// What is asked of a directory that people come from was saved.
    DirectorySaved {
        /// Its name.
        people_source: String,
        /// What is asked of it, a line for each; never a password.
        settings: Vec<String>,
    },
    /// A sync of a directory was asked for, or a dry run of one.
    DirectoryAsked {
        /// Its name.
        people_source: String,
        /// `sync` or `look`.
        what: String,
    },
    /// Too many people vanished from a directory at once: nobody was blocked.
    DirectoryHeld {
        /// Its name.
        people_source: String,
        /// How many would have been.
        people: u64,
    },
    /// So many people may vanish from a directory at its next sync, because somebody looked.
    DirectoryLetGo {
        /// Its name.
        people_source: String,
        /// How many.
        people: u64,
    },
    /// A key of the API was made, or what it opens was changed.
    ApiKeySaved {
        /// The name of the platform that has it.
        api_key: String,
        /// Words of what it opens.
        scopes: Vec<String>,
        /// Where a sign-in may lead back to.
        addresses: Vec<String>,
    },
    /// A key of the API was made anew; the one before opens for a day, or until it is ended.
    ApiKeyRenewed {
        /// The name of the platform that has it.
        api_key: String,
    },
    /// The key before the present one opens nothing any more.
    ApiKeyFormerEnded {
        /// The name of the platform that has it.
        api_key: String,
    },
    /// A key of the API was removed, and with it the sessions on its platform.
    ApiKeyRemoved {
        /// The name of the platform that had it.
        api_key: String,
        /// How many sessions ended.
        sessions: u64,
    },
    /// A platform that had checked a password asked what comes next.
    PlatformAsked {
        /// The name of its key.
        api_key: String,
        /// What it was answered: `allow`, `offer`, `enrol`, `prove` or `refuse`.
        decision: String,
    },
    /// A platform typed too many wrong codes: none is looked at for the rest of the hour.
    PlatformSlowed {
        /// The name of its key.
        api_key: String,
    },
    /// A device that asks by RADIUS was added or changed.
    RadiusClientSaved {
        /// Its name.
        device: String,
        /// From where its packets come.
        addresses: Vec<String>,
        /// What it demands and how: who, second factor, way, groups.
        rules: Vec<String>,
    },
    /// Its secret was made anew; the one before counts for a day, or until it is ended.
    RadiusClientRenewed {
        /// Its name.
        device: String,
    },
    /// The secret before the present one counts no more.
    RadiusClientFormerEnded {
        /// Its name.
        device: String,
    },
    /// A device that asked by RADIUS was removed.
    RadiusClientRemoved {
        /// Its name.
        device: String,
    },
    /// A person was let in by a device that asks by RADIUS, such as a VPN.
    RadiusAccepted {
        /// Its name.
        device: String,
        /// The second factor that was passed; none where the rules asked none.
        factor: Option<String>,
    },
    /// A person whose password was right was not let in by such a device.
    RadiusRefused {
        /// Its name.
        device: String,
        /// `selection`: may not in there. `enrol`: has to set up a second factor first. `kind`: has none that it can take.
        why: String,
    },
    /// An application that signs in by OpenID Connect was added or changed.
    RelyingPartySaved {
        /// Its name.
        application: String,
        /// Where a sign-in may lead back to.
        addresses: Vec<String>,
        /// What it demands and may: who, second factor, age of the proof, consent, staying connected.
        rules: Vec<String>,
    },
    /// An application that signed in by OpenID Connect was removed, with everything that people let it have.
    RelyingPartyRemoved {
        /// Its name.
        application: String,
    },
    /// Its secret was made anew; the one before opens for a day, or until it is ended.
    RelyingPartySecretRenewed {
        /// Its name.
        application: String,
    },
    /// The secret before the present one opens nothing any more.
    RelyingPartyFormerEnded {
        /// Its name.
        application: String,
    },
    /// Another key signs what applications are told, from now on or from tomorrow on.
    SigningKeyRenewed {
        /// What it signs with.
        algorithm: String,
        /// Whether those before it count no more.
        at_once: bool,
    },
    /// A person went on to an application.
    WentOnTo {
        /// Its name.
        application: String,
        /// The class of authentication that it was told.
        acr: String,
    },
    /// A person let an application have something.
    ConsentGiven {
        /// Its name.
        application: String,
        /// Words of what.
        scopes: Vec<String>,
    },
    /// A person took back what an application had.
    ConsentWithdrawn {
        /// Its name.
        application: String,
    },
    /// A code or token of an application was shown twice: everything that it had of this person ended.
    GrantReplayed {
        /// Its name.
        application: String,
        /// `code` or `refresh-token`.
        what: String,
    },
    /// The two-step module was asked for.
    ModuleAsked {
        /// The second factor once in so many microseconds; none is at every sign-in.
        ask: Option<i64>,
        /// Signed in for so many microseconds; none is until the browser closes.
        stay: Option<i64>,
    },
    /// The request was taken back.
    ModuleWithdrawn,
    /// The two-step module was switched on.
    ModuleActivated,
    /// The request was turned down.
    ModuleDeclined,
    /// The organisation was made.
    OrganisationMade,
    /// The organisation was closed.
    OrganisationClosed,
    /// The organisation was opened again.
    OrganisationReopened,
    /// The log was written out to a file.
    AuditExported {
        /// `csv` or `jsonl`.
        format: String,
    },
    /// In the operators' log: something was done to an organisation.
    Operated {
        /// Its host.
        organisation: String,
        /// Word of the event in its own log.
        act: String,
    },
}
