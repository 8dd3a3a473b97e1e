//! What a message says, as data: written sealed into the outbox, put into words by whoever sends it.

use domain::campaign::{TextKind, Tone};
use domain::id::CampaignId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A message to one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// Language of the reader.
    pub language: String,
    /// Full name of the reader.
    pub name: String,
    /// When it happened.
    pub at: Timestamp,
    /// Browser and system, in words; `None` where no browser was involved.
    pub browser: Option<String>,
    /// Address that it came from.
    pub source: Option<String>,
    /// What happened.
    pub content: Content,
}

/// A message of a campaign. Its text is named, not held: there are many messages and few texts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CampaignMessage {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Which text.
    pub kind: TextKind,
    /// Which version of the organisation's own; 0 is the product's.
    pub version: i64,
    /// How the product's own text addresses people.
    pub tone: Tone,
    /// The reader's own deadline when it was written.
    pub deadline: Timestamp,
    /// The organisation's own text, once whoever sends it has read it.
    #[serde(skip)]
    pub own: Option<OwnWords>,
}

/// Subject and body of a text, with their placeholders.
#[derive(Clone, Debug)]
pub struct OwnWords {
    /// The subject.
    pub subject: String,
    /// The body.
    pub body: String,
}

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// A code that opens late enrolment.
    EnrolmentCode {
        /// As it is typed.
        code: String,
        /// From this moment it is worth nothing.
        until: Timestamp,
    },
    /// An authenticator was added.
    AuthenticatorAdded {
        /// Its name.
        label: String,
    },
    /// An authenticator was removed.
    AuthenticatorRemoved {
        /// Its name.
        label: String,
        /// Whether it was the last one, so that the password is all that is left.
        last: bool,
    },
    /// New recovery codes took the place of the old.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// The password was changed.
    PasswordChanged,
    /// An administrator made another password. It stands in no mail.
    PasswordSet {
        /// Full name of who did it.
        by: String,
    },
    /// An administrator changed the e-mail addresses.
    AddressesChanged,
    /// The helpdesk switched two-step sign-in off.
    SwitchedOff {
        /// Full name of who did it; none for the command line of the server.
        #[serde(default)]
        by: Option<String>,
        /// Whether the person must set it up again at the next sign-in.
        #[serde(default)]
        enrol_again: bool,
    },
    /// The helpdesk gave a pass. It is read out, and never written.
    PassGiven {
        /// Full name of who did it; none for the command line of the server.
        #[serde(default)]
        by: Option<String>,
        /// From this moment it is worth nothing.
        until: Timestamp,
    },
    /// The helpdesk made a code card. What is on it stands in no mail.
    CardMade {
        /// Full name of who did it.
        by: String,
    },
    /// The code card of the person is nearly used up, or is.
    CardRunsOut {
        /// How many codes are left.
        left: u32,
    },
    /// A new emergency code of the organisation was made.
    BreakGlassMade {
        /// Full name of who did it; none for the command line of the server.
        #[serde(default)]
        by: Option<String>,
    },
    /// The emergency code of the organisation was used.
    BreakGlassUsed {
        /// Full name of who did it.
        by: String,
    },
    /// An exemption was granted.
    Exempted {
        /// Full name of who did it; none for the command line of the server.
        #[serde(default)]
        by: Option<String>,
        /// The first moment at which it no longer holds.
        until: Timestamp,
    },
    /// An exemption was ended before its date.
    ExemptionEnded {
        /// Full name of who did it; none for the command line of the server.
        #[serde(default)]
        by: Option<String>,
    },
    /// Who is exempt, told to those who look after it every week.
    ExemptionsStand {
        /// How many are.
        count: u64,
        /// The first to end, with the first moment at which each no longer holds.
        first: Vec<(String, Timestamp)>,
    },
    /// The exemption ends soon.
    ExemptionEnds {
        /// The first moment at which it no longer holds.
        until: Timestamp,
    },
    /// A reminder to set up the second step.
    Reminder {
        /// From when it must be there, if so.
        deadline: Option<Timestamp>,
    },
    /// The operator switched the module on that this person asked for.
    ModuleApproved {
        /// What the operator says; may be empty.
        message: String,
    },
    /// The operator turned down the module that this person asked for.
    ModuleDeclined {
        /// What the operator says.
        message: String,
    },
    /// A deadline that was told moved to another day.
    DeadlineMoved {
        /// The day that was told.
        before: Timestamp,
        /// The day that counts now; none where nothing is demanded any more.
        after: Option<Timestamp>,
    },
    /// A message of a campaign.
    Campaign(CampaignMessage),
    /// A test message, to see that mail goes out.
    MailTest,
    /// A passkey signed with a count that did not go up: there may be a copy of it.
    PasskeyCopied,
    /// The right password, then a wrong second factor, from a browser that is not known.
    WrongFactor,
    /// Too many wrong codes: a wait.
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// A hundred wrong codes in a row: disabled.
    Disabled {
        /// Word of the kind of code.
        factor: String,
    },
    /// A hundred wrong codes from unknown devices within 30 days: closed for those.
    UnknownDevicesClosed {
        /// Word of the kind of code.
        factor: String,
    },
}
