//! The questions, and where their answers stand among the texts.

/// Where a question stands on `/help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Ways,
    Trouble,
    Know,
}

impl Shelf {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Ways => "help-other-ways",
            Self::Trouble => "help-trouble",
            Self::Know => "help-know",
        }
    }
}

/// A question with its answer.
#[derive(Debug)]
pub struct HelpTopic {
    /// In its address.
    pub slug: &'static str,
    pub(super) shelf: Shelf,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    /// Headings and what is said under each.
    pub(super) parts: &'static [(&'static str, &'static str)],
    /// Whether the parts are steps, one after another.
    pub(super) steps: bool,
    pub(super) icon: &'static str,
}

impl HelpTopic {
    pub(super) fn address(&self) -> String {
        format!("/help/{}", self.slug)
    }
}

static TOPICS: [HelpTopic; 18] = [
    HelpTopic {
        slug: "phone",
        shelf: Shelf::Ways,
        title: "help-phone-title",
        lead: "help-phone-lead",
        parts: &[
            ("help-phone-1", "help-phone-1-how"),
            ("help-phone-2", "help-phone-2-how"),
            ("help-phone-3", "help-phone-3-how"),
            ("help-phone-4", "help-phone-4-how"),
        ],
        steps: true,
        icon: "phone",
    },
    HelpTopic {
        slug: "computer",
        shelf: Shelf::Ways,
        title: "help-computer-title",
        lead: "help-computer-lead",
        parts: &[
            ("help-computer-1", "help-computer-1-how"),
            ("help-computer-2", "help-computer-2-how"),
            ("help-computer-3", "help-computer-3-how"),
            ("help-computer-4", "help-computer-4-how"),
        ],
        steps: true,
        icon: "device",
    },
    HelpTopic {
        slug: "token",
        shelf: Shelf::Ways,
        title: "help-token-title",
        lead: "help-token-lead",
        parts: &[
            ("help-token-1", "help-token-1-how"),
            ("help-token-2", "help-token-2-how"),
            ("help-token-3", "help-token-3-how"),
            ("help-token-4", "help-token-4-how"),
        ],
        steps: false,
        icon: "key",
    },
    HelpTopic {
        slug: "code-card",
        shelf: Shelf::Ways,
        title: "help-card-title",
        lead: "help-card-lead",
        parts: &[
            ("help-card-1", "help-card-1-how"),
            ("help-card-2", "help-card-2-how"),
            ("help-card-3", "help-card-3-how"),
            ("help-card-4", "help-card-4-how"),
        ],
        steps: false,
        icon: "list",
    },
    HelpTopic {
        slug: "no-smartphone",
        shelf: Shelf::Ways,
        title: "help-none-title",
        lead: "help-none-lead",
        parts: &[
            ("help-none-1", "help-none-1-how"),
            ("help-none-2", "help-none-2-how"),
            ("help-none-3", "help-none-3-how"),
            ("help-none-card", "help-none-card-how"),
            ("help-none-4", "help-none-4-how"),
        ],
        steps: false,
        icon: "user",
    },
    HelpTopic {
        slug: "code-refused",
        shelf: Shelf::Trouble,
        title: "help-refused-title",
        lead: "help-refused-lead",
        parts: &[
            ("help-refused-1", "help-refused-1-how"),
            ("help-refused-2", "help-refused-2-how"),
            ("help-refused-3", "help-refused-3-how"),
            ("help-refused-4", "help-refused-4-how"),
        ],
        steps: false,
        icon: "clock",
    },
    HelpTopic {
        slug: "lost-phone",
        shelf: Shelf::Trouble,
        title: "help-lost-title",
        lead: "help-lost-lead",
        parts: &[
            ("help-lost-1", "help-lost-1-how"),
            ("help-lost-2", "help-lost-2-how"),
            ("help-lost-3", "help-lost-3-how"),
            ("help-lost-4", "help-lost-4-how"),
        ],
        steps: false,
        icon: "alert",
    },
    HelpTopic {
        slug: "new-phone",
        shelf: Shelf::Trouble,
        title: "help-new-title",
        lead: "help-new-lead",
        parts: &[
            ("help-new-1", "help-new-1-how"),
            ("help-new-2", "help-new-2-how"),
            ("help-new-3", "help-new-3-how"),
            ("help-new-4", "help-new-4-how"),
        ],
        steps: false,
        icon: "phone",
    },
    HelpTopic {
        slug: "too-many-tries",
        shelf: Shelf::Trouble,
        title: "help-tries-title",
        lead: "help-tries-lead",
        parts: &[
            ("help-tries-1", "help-tries-1-how"),
            ("help-tries-2", "help-tries-2-how"),
            ("help-tries-3", "help-tries-3-how"),
            ("help-tries-4", "help-tries-4-how"),
        ],
        steps: false,
        icon: "lock",
    },
    HelpTopic {
        slug: "passkey",
        shelf: Shelf::Trouble,
        title: "help-passkey-title",
        lead: "help-passkey-lead",
        parts: &[
            ("help-passkey-1", "help-passkey-1-how"),
            ("help-passkey-2", "help-passkey-2-how"),
            ("help-passkey-3", "help-passkey-3-how"),
            ("help-passkey-4", "help-passkey-4-how"),
        ],
        steps: false,
        icon: "key",
    },
    HelpTopic {
        slug: "hardware-token",
        shelf: Shelf::Trouble,
        title: "help-hardware-title",
        lead: "help-hardware-lead",
        parts: &[
            ("help-hardware-1", "help-hardware-1-how"),
            ("help-hardware-2", "help-hardware-2-how"),
            ("help-hardware-3", "help-hardware-3-how"),
        ],
        steps: false,
        icon: "device",
    },
    HelpTopic {
        slug: "password",
        shelf: Shelf::Trouble,
        title: "help-password-title",
        lead: "help-password-lead",
        parts: &[
            ("help-password-1", "help-password-1-how"),
            ("help-password-2", "help-password-2-how"),
            ("help-password-3", "help-password-3-how"),
            ("help-password-4", "help-password-4-how"),
        ],
        steps: false,
        icon: "lock",
    },
    HelpTopic {
        slug: "recovery-codes",
        shelf: Shelf::Trouble,
        title: "help-codes-title",
        lead: "help-codes-lead",
        parts: &[
            ("help-codes-1", "help-codes-1-how"),
            ("help-codes-2", "help-codes-2-how"),
            ("help-codes-3", "help-codes-3-how"),
            ("help-codes-4", "help-codes-4-how"),
        ],
        steps: false,
        icon: "list",
    },
    HelpTopic {
        slug: "mail-code",
        shelf: Shelf::Trouble,
        title: "help-mail-title",
        lead: "help-mail-lead",
        parts: &[
            ("help-mail-1", "help-mail-1-how"),
            ("help-mail-2", "help-mail-2-how"),
            ("help-mail-3", "help-mail-3-how"),
            ("help-mail-4", "help-mail-4-how"),
        ],
        steps: false,
        icon: "mail",
    },
    HelpTopic {
        slug: "helpdesk-pass",
        shelf: Shelf::Trouble,
        title: "help-pass-title",
        lead: "help-pass-lead",
        parts: &[
            ("help-pass-1", "help-pass-1-how"),
            ("help-pass-2", "help-pass-2-how"),
            ("help-pass-3", "help-pass-3-how"),
        ],
        steps: false,
        icon: "ticket",
    },
    HelpTopic {
        slug: "not-me",
        shelf: Shelf::Trouble,
        title: "help-stranger-title",
        lead: "help-stranger-lead",
        parts: &[
            ("help-stranger-1", "help-stranger-1-how"),
            ("help-stranger-2", "help-stranger-2-how"),
            ("help-stranger-3", "help-stranger-3-how"),
            ("help-stranger-4", "help-stranger-4-how"),
        ],
        steps: true,
        icon: "bell",
    },
    HelpTopic {
        slug: "why",
        shelf: Shelf::Know,
        title: "help-why-title",
        lead: "help-why-lead",
        parts: &[
            ("help-why-1", "help-why-1-how"),
            ("help-why-2", "help-why-2-how"),
            ("help-why-3", "help-why-3-how"),
            ("help-why-4", "help-why-4-how"),
        ],
        steps: false,
        icon: "shield",
    },
    HelpTopic {
        slug: "how-often",
        shelf: Shelf::Know,
        title: "help-often-title",
        lead: "help-often-lead",
        parts: &[
            ("help-often-1", "help-often-1-how"),
            ("help-often-2", "help-often-2-how"),
            ("help-often-3", "help-often-3-how"),
            ("help-often-4", "help-often-4-how"),
        ],
        steps: false,
        icon: "session",
    },
];

/// All questions, in the order in which they stand on `/help`.
pub(super) fn topics() -> impl Iterator<Item = &'static HelpTopic> {
    TOPICS.iter()
}

/// What stands together on `/help`, each with the key of its heading.
pub(super) fn shelves() -> [(&'static str, Vec<&'static HelpTopic>); 3] {
    [Shelf::Ways, Shelf::Trouble, Shelf::Know]
        .map(|shelf| (shelf.title(), topics().filter(|topic| topic.shelf == shelf).collect()))
}
