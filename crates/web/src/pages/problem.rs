//! Pages for what cannot be answered: what is so, and what to do now.

use askama::Template;

use super::Frame;

/// The page of an error, in the reader's language.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/problem.html")]
pub struct Problem {
    /// The surroundings; without a person if nobody is known.
    pub frame: Frame,
    /// What is the matter.
    pub kind: ProblemKind,
    /// Where the button leads: back to the form, or home.
    pub back: String,
}

/// What is the matter. The status is set by whoever answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// 400: the form was too old, or not complete.
    FormOutOfDate,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 404: the host name belongs to no organisation.
    UnknownHost,
    /// 404: there is no organisation yet.
    NotSetUp,
    /// 404: no application has the address that somebody was to be sent to.
    UnknownApplication,
    /// 400: no application has the `client_id` that somebody was sent with.
    UnknownClient,
    /// 400: the application does not list the address that it wants the answer at.
    WrongReturn {
        /// Its name.
        application: String,
        /// The address.
        address: String,
        /// Which list it is missing on.
        list: ReturnList,
    },
    /// 403: this person may not use the application.
    NotForYou {
        /// Its name.
        application: String,
    },
    /// 429: the application sends this browser here again and again.
    Rounds {
        /// Its name.
        application: String,
        /// Which way it comes here.
        from: SentBy,
    },
    /// 413
    TooLarge,
    /// 429: again from this moment.
    Wait {
        /// In microseconds since 1970.
        until: i64,
    },
    /// 500
    Broken {
        /// What the log calls it.
        incident: String,
    },
    /// 503: the database does not answer; sent with `Retry-After`.
    Unavailable,
}

/// Which way an application sends people here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentBy {
    /// By OpenID Connect, itself.
    Party,
    /// By the proxy that stands before it.
    Door,
}

impl SentBy {
    /// What whoever administers it looks at, the likeliest first.
    const fn causes(self) -> [&'static str; 3] {
        match self {
            Self::Party => ["problem-rounds-cookie", "problem-rounds-callback", "problem-rounds-clock"],
            Self::Door => ["problem-rounds-domain", "problem-rounds-passed", "problem-rounds-rule"],
        }
    }
}

/// A list of addresses in the settings of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnList {
    /// Where a sign-in leads back to.
    SignIn,
    /// Where signing out leads back to.
    SignOut,
}

impl ReturnList {
    /// The key of the words that stand beside the field.
    const fn label(self) -> &'static str {
        match self {
            Self::SignIn => "party-redirects",
            Self::SignOut => "party-logouts",
        }
    }
}

impl Problem {
    fn title(&self) -> &'static str {
        match self.kind {
            ProblemKind::FormOutOfDate => "problem-form-title",
            ProblemKind::Forbidden => "problem-forbidden-title",
            ProblemKind::NotFound => "problem-missing-title",
            ProblemKind::UnknownHost => "problem-host-title",
            ProblemKind::NotSetUp => "problem-new-title",
            ProblemKind::UnknownApplication => "problem-application-title",
            ProblemKind::UnknownClient => "problem-client-title",
            ProblemKind::WrongReturn { .. } => "problem-return-title",
            ProblemKind::NotForYou { .. } => "problem-not-for-you-title",
            ProblemKind::Rounds { .. } => "problem-rounds-title",
            ProblemKind::TooLarge => "problem-large-title",
            ProblemKind::Wait { .. } => "problem-wait-title",
            ProblemKind::Broken { .. } => "problem-broken-title",
            ProblemKind::Unavailable => "problem-away-title",
        }
    }

    fn advice(&self) -> &'static str {
        match self.kind {
            ProblemKind::FormOutOfDate => "problem-form-advice",
            ProblemKind::Forbidden => "problem-forbidden-advice",
            ProblemKind::NotFound => "problem-missing-advice",
            ProblemKind::UnknownHost => "problem-host-advice",
            ProblemKind::NotSetUp => "problem-new-advice",
            ProblemKind::UnknownApplication => "problem-application-advice",
            ProblemKind::UnknownClient => "problem-client-advice",
            ProblemKind::WrongReturn { .. } => "problem-return-advice",
            ProblemKind::NotForYou { .. } => "problem-not-for-you-advice",
            ProblemKind::Rounds { .. } => "problem-rounds-advice",
            ProblemKind::TooLarge => "problem-large-advice",
            ProblemKind::Wait { .. } => "problem-wait-advice",
            ProblemKind::Broken { .. } => "problem-broken-advice",
            ProblemKind::Unavailable => "problem-away-advice",
        }
    }

    /// Whether there is a page to lead to.
    fn leads_on(&self) -> bool {
        !matches!(self.kind, ProblemKind::UnknownHost | ProblemKind::NotSetUp | ProblemKind::NotForYou { .. })
    }

    fn button(&self) -> &'static str {
        match self.kind {
            ProblemKind::FormOutOfDate => "problem-form-button",
            ProblemKind::Wait { .. } | ProblemKind::Unavailable | ProblemKind::Broken { .. } => "problem-again-button",
            ProblemKind::Rounds { .. } => "problem-rounds-button",
            ProblemKind::Forbidden
            | ProblemKind::NotFound
            | ProblemKind::UnknownHost
            | ProblemKind::NotSetUp
            | ProblemKind::UnknownApplication
            | ProblemKind::UnknownClient
            | ProblemKind::WrongReturn { .. }
            | ProblemKind::NotForYou { .. }
            | ProblemKind::TooLarge => "problem-home-button",
        }
    }
}
