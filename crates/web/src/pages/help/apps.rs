//! The ten authenticator apps, with what is special about each.

/// An authenticator app that people have or are told to take (mission S5), as it was known at the end of 2026.
#[derive(Debug)]
pub struct HelpApp {
    /// In its address.
    pub slug: &'static str,
    /// As its maker writes it.
    pub name: &'static str,
    pub(super) lead: &'static str,
    pub(super) install: &'static str,
    /// What the second drawing shows.
    pub(super) way: Way,
    pub(super) add: &'static str,
    pub(super) scan: &'static str,
    pub(super) new_phone: &'static str,
    /// What whoever chooses it should know first: a heading and a text.
    pub(super) warning: Option<(&'static str, &'static str)>,
}

/// Where an app takes a new account in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A plus, at the bottom right.
    PlusBelow,
    /// A plus, at the top right.
    PlusAbove,
    /// A button along the bottom.
    Button,
    /// With a key that is plugged in or held against it.
    Key,
}

impl Way {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::PlusBelow | Self::PlusAbove => "help-add-plus",
            Self::Button => "help-add-account",
            Self::Key => "help-add-key",
        }
    }
}

impl HelpApp {
    pub(super) fn named(&self) -> &'static str {
        self.name
    }

    /// All of them, in the order of mission S5.
    pub(super) fn all() -> &'static [Self] {
        &APPS
    }

    /// The name in two lines at most, for the drawing.
    pub(super) fn lines(&self) -> (&'static str, &'static str) {
        self.name.split_once(' ').unwrap_or((self.name, ""))
    }

    pub(super) fn address(&self) -> String {
        format!("/help/apps/{}", self.slug)
    }
}

const PLAIN: HelpApp = HelpApp {
    slug: "",
    name: "",
    lead: "help-lead-phones",
    install: "",
    way: Way::PlusBelow,
    add: "",
    scan: "help-scan-how",
    new_phone: "help-faq-new-other",
    warning: None,
};

/// The ten apps of mission S5, in its order.
pub(super) static APPS: [HelpApp; 10] = [
    HelpApp {
        slug: "google",
        name: "Google Authenticator",
        install: "help-install-google",
        add: "help-add-google",
        new_phone: "help-faq-new-google",
        ..PLAIN
    },
    HelpApp {
        slug: "microsoft",
        name: "Microsoft Authenticator",
        install: "help-install-microsoft",
        way: Way::PlusAbove,
        add: "help-add-microsoft",
        ..PLAIN
    },
    HelpApp {
        slug: "authenticator-plus",
        name: "Authenticator Plus",
        install: "help-install-plus",
        add: "help-add-plus-app",
        warning: Some(("help-app-gone", "help-state-plus")),
        ..PLAIN
    },
    HelpApp {
        slug: "lastpass",
        name: "LastPass Authenticator",
        install: "help-install-lastpass",
        add: "help-add-lastpass",
        ..PLAIN
    },
    HelpApp { slug: "freeotp", name: "FreeOTP", install: "help-install-freeotp", add: "help-add-freeotp", ..PLAIN },
    HelpApp {
        slug: "sophos",
        name: "Sophos Authenticator",
        install: "help-install-sophos",
        add: "help-add-sophos",
        warning: Some(("help-app-gone", "help-state-sophos")),
        ..PLAIN
    },
    HelpApp {
        slug: "yubico",
        name: "Yubico Authenticator",
        lead: "help-lead-yubico",
        install: "help-install-yubico",
        way: Way::Key,
        add: "help-add-yubico",
        scan: "help-scan-yubico",
        new_phone: "help-faq-new-yubico",
        ..PLAIN
    },
    HelpApp {
        slug: "salesforce",
        name: "Salesforce Authenticator",
        install: "help-install-salesforce",
        way: Way::Button,
        add: "help-add-salesforce",
        ..PLAIN
    },
    HelpApp {
        slug: "authy",
        name: "Authy",
        install: "help-install-authy",
        add: "help-add-authy",
        warning: Some(("help-state-authy", "help-state-authy-what")),
        ..PLAIN
    },
    HelpApp {
        slug: "mydigipass",
        name: "MYDIGIPASS",
        install: "help-install-mydigipass",
        way: Way::Button,
        add: "help-add-mydigipass",
        warning: Some(("help-app-gone", "help-state-mydigipass")),
        ..PLAIN
    },
];
