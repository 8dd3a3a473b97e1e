//! Reports as mail servers write them, for tests: ID stands for the Message-ID and TO for the recipient. Never part of the
//! program.

/// A mail with gaps.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// What it is.
    pub name: &'static str,
    text: &'static str,
}

impl Sample {
    /// The mail about the message `id` (without brackets) to `to`, with the line ends of mail.
    pub fn about(&self, id: &str, to: &str) -> Vec<u8> {
        self.text.replace("{ID}", id).replace("{TO}", to).replace('\n', "\r\n").into_bytes()
    }
}

/// Postfix: the head of the message comes back.
pub const POSTFIX: Sample = Sample {
    name: "Postfix",
    text: "Return-Path: <>
Received: by mail.waterland.example (Postfix) id 4F1B2; Tue, 24 Nov 2026 09:00:05 +0100 (CET)
Date: Tue, 24 Nov 2026 09:00:05 +0100 (CET)
From: MAILER-DAEMON@mail.waterland.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: no-reply@waterland.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"4F1B1.1795507205/mail.waterland.example\"
Message-Id: <20261124080005.4F1B2@mail.waterland.example>

This is a MIME-encapsulated message.

--4F1B1.1795507205/mail.waterland.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.waterland.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{TO}>: host mx.waterland.example[192.0.2.7] said: 550 5.1.1
    <{TO}>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--4F1B1.1795507205/mail.waterland.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.waterland.example
X-Postfix-Queue-ID: 4F1B1
X-Postfix-Sender: rfc822; no-reply@waterland.example
Arrival-Date: Tue, 24 Nov 2026 09:00:01 +0100 (CET)

Final-Recipient: rfc822; {TO}
Original-Recipient: rfc822;{TO}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.waterland.example
Diagnostic-Code: smtp; 550 5.1.1 <{TO}>: Recipient address
    rejected: User unknown

--4F1B1.1795507205/mail.waterland.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <no-reply@waterland.example>
Message-ID: <{ID}>
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: Tweestap <no-reply@waterland.example>
To: <{TO}>
Subject: Vereniging Waterland

--4F1B1.1795507205/mail.waterland.example--
",
};

/// Exim: the whole message comes back.
pub const EXIM: Sample = Sample {
    name: "Exim",
    text: "Received: from Debian-exim by mx with local (Exim 4.98)
\tid 1tF0Gx-0000Ab-1c
\tfor no-reply@waterland.example; Tue, 24 Nov 2026 09:00:06 +0100
X-Failed-Recipients: {TO}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx>
To: no-reply@waterland.example
References: <{ID}>
Content-Type: multipart/report; report-type=delivery-status; boundary=1795507206-eximdsn-1803289383
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tF0Gx-0000Ab-1c@mx>
Date: Tue, 24 Nov 2026 09:00:06 +0100

--1795507206-eximdsn-1803289383
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error.

--1795507206-eximdsn-1803289383
Content-type: message/delivery-status

Reporting-MTA: dns; mx

Action: failed
Final-Recipient: rfc822;{TO}
Status: 5.0.0
Remote-MTA: dns; mx.elsewhere.example
Diagnostic-Code: smtp; 550 5.1.1 No such user here

--1795507206-eximdsn-1803289383
Content-type: message/rfc822

Return-path: <no-reply@waterland.example>
Received: from tweestap ([192.0.2.5] helo=in.waterland.example)
\tby mx with esmtp (Exim 4.98) id 1tF0Gw-0000Aa-2b; Tue, 24 Nov 2026 09:00:01 +0100
Message-ID: <{ID}>
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: Tweestap <no-reply@waterland.example>
To: <{TO}>
Subject: Vereniging Waterland
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"=_x\"

--=_x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hoi Sanne,
--=_x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Hoi Sanne,</p>
--=_x--

--1795507206-eximdsn-1803289383--
",
};

/// Exchange: the head of the message comes back as text, and the status says little.
pub const EXCHANGE: Sample = Sample {
    name: "Exchange",
    text: "From: <postmaster@waterland.example>
To: <no-reply@waterland.example>
Date: Tue, 24 Nov 2026 08:00:07 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"f3a9d1b2-67cb-4b3a-9a51-0c2f1a6e7d10\"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: nl-NL
Message-ID: <5b1ad0e4-0a09-4a4e-8f1e-7e5d@AM0PR04MB.prod.exchangelabs.example>
In-Reply-To: <{ID}>
References: <{ID}>
Subject: Undeliverable: Vereniging Waterland
Auto-Submitted: auto-replied
MIME-Version: 1.0

--f3a9d1b2-67cb-4b3a-9a51-0c2f1a6e7d10
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary=\"9b0c1d2e-aaaa-bbbb-cccc-0123456789ab\"

--9b0c1d2e-aaaa-bbbb-cccc-0123456789ab
Content-Type: text/plain; charset=\"utf-8\"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

--9b0c1d2e-aaaa-bbbb-cccc-0123456789ab
Content-Type: text/html; charset=\"utf-8\"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Delivery has failed</p></body></html>

--9b0c1d2e-aaaa-bbbb-cccc-0123456789ab--

--f3a9d1b2-67cb-4b3a-9a51-0c2f1a6e7d10
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR04MB.prod.exchangelabs.example
Received-From-MTA: dns;in.waterland.example
Arrival-Date: Tue, 24 Nov 2026 08:00:02 +0000

Final-Recipient: rfc822;{TO}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--f3a9d1b2-67cb-4b3a-9a51-0c2f1a6e7d10
Content-Type: message/rfc822

Received: from in.waterland.example (192.0.2.5) by AM0PR04MB.prod.exchangelabs.example
Message-ID: <{ID}>
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: Tweestap <no-reply@waterland.example>
To: <{TO}>
Subject: Vereniging Waterland
Content-Type: text/plain; charset=\"utf-8\"

--f3a9d1b2-67cb-4b3a-9a51-0c2f1a6e7d10--
",
};

macro_rules! simple {
    ($(#[$doc:meta])* $name:ident, $said:literal, $status:literal, $rest:literal) => {
        $(#[$doc])*
        pub const $name: Sample = Sample {
            name: $said,
            text: concat!(
                "From: MAILER-DAEMON@mx.example\nTo: no-reply@waterland.example\nSubject: Report\nMIME-Version: 1.0\n",
                "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=\"b\"\n\n",
                "--b\nContent-Type: text/plain\n\nA report.\n\n",
                $status, $rest, "--b--\n"
            ),
        };
    };
}

simple!(
    /// Not yet: the mail server goes on trying.
    DELAYED,
    "delayed",
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.example\n\nFinal-Recipient: rfc822;{TO}\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Thu, 26 Nov 2026 08:00:00 +0000\n\n",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);
simple!(
    /// It arrived.
    DELIVERED,
    "delivered",
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.example\n\nFinal-Recipient: rfc822;{TO}\nAction: delivered\nStatus: 2.0.0\n\n",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);
simple!(
    /// Given up, and yet the address may be fine: the other side was away for days.
    MAY_PASS,
    "expired",
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.example\n\nFinal-Recipient: rfc822;{TO}\nAction: failed\nStatus: 4.4.7\n\n",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);
simple!(
    /// No part with a status.
    NO_STATUS,
    "no status",
    "",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);
simple!(
    /// Nothing says which message.
    NO_MESSAGE,
    "no message",
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.example\n\nFinal-Recipient: rfc822;{TO}\nAction: failed\nStatus: 5.1.1\n\n",
    ""
);
simple!(
    /// A status without a word.
    EMPTY_STATUS,
    "empty status",
    "--b\nContent-Type: message/delivery-status\n\n\n",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);
simple!(
    /// No recipient.
    NOBODY,
    "nobody",
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.example\n\n",
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{ID}>\n\n"
);

/// Someone is away: an answer, and no report.
pub const HOLIDAY: Sample = Sample {
    name: "holiday",
    text: "From: {TO}\nTo: no-reply@waterland.example\nSubject: Out of office\nAuto-Submitted: auto-replied\nIn-Reply-To: <{ID}>\n\nBack on Monday.\n",
};

/// A message was read: a report of another kind.
pub const READ_RECEIPT: Sample = Sample {
    name: "read receipt",
    text: "From: {TO}\nTo: no-reply@waterland.example\nSubject: Read\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nRead.\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;{TO}\nOriginal-Message-ID: <{ID}>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n",
};
