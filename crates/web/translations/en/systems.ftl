# The systems that announcements are handed to.
systems-title = Connected systems
systems-lead = Such as your intranet: they show the announcements that you hand on, by feed and webhook.
systems-new = Connect a system
systems-none = No system is connected
systems-none-why = Connect one, and it reads announcements by a key of its own or is told when one changes.
system-too-many = There are 50 connected systems. Remove one before you connect another.
system-last-read = Last read on { $moment }
system-never-read = Has not read yet
system-hook-on = is told by webhook
system-hook-none = no webhook
system-hook-off = webhook switched off
system-name-hint = As you know it, such as Intranet.
system-name-taken = Another connected system has this name. Choose another one.
system-g-hook = Webhook
system-g-hook-why = Each announcement that you hand on is sent to this address, and later that it is gone. So is what you choose of the audit log.
system-address = Address
system-address-hint = Begins with https://. Empty: nothing is sent, and the system only reads the feeds.
system-address-wrong = Type the whole address, beginning with https://, without spaces, name or password.
system-address-plain = The address must begin with https://, so that nobody reads along.
system-address-forbidden = Nothing is sent to this address: it lies in a private or reserved network.
system-connect = Connect
system-saved = The system is saved
system-sent = It is on its way
system-sent-then = Load this page again in a moment to see what came back.
system-not-sent = Nothing was sent: there is no webhook address, or the webhook is switched off.
system-off-since = The webhook is switched off since { $moment }
system-off-then = The system answered that it takes no events any more. Save this page to switch it on again.
system-feeds = Feeds
system-feeds-why = At these addresses the system reads the announcements of today, by its key.
system-new-key = Make another key
system-new-secret = Make another webhook secret
system-new-why = The one before stops working at once. You see the new one once.
system-told = What was sent
system-told-nothing = Nothing was sent yet.
system-test = Send a test event
system-again = Send again
system-tries = { $n ->
    [one] { $n } try
   *[other] { $n } tries
}
system-next-try = next try on { $moment }
system-state-waiting = Waits
system-state-taken = Taken
system-state-given-up = Given up
system-answer-status = answer { $status }
system-answer-no-address = there was no address to send to
system-answer-no-secret = the secret cannot be read; make another one
system-answer-unknown-host = the name of the server is not known
system-answer-forbidden = the address lies in a private or reserved network
system-answer-not-encrypted = not encrypted, and not on a private network
system-answer-no-connection = no connection
system-answer-not-trusted = the certificate of the server is not trusted
system-answer-too-slow = no answer within 15 seconds
system-answer-no-answer = the answer cannot be read
system-log = From the audit log
system-log-none = Nothing of the audit log is sent.
system-log-kinds = { $n ->
    [one] { $n } kind of event is sent when it happens.
   *[other] { $n } kinds of events are sent when they happen.
}
system-log-in-list = { $n ->
    [one] { $n } kind of event of the audit log
   *[other] { $n } kinds of events of the audit log
}
system-log-choose = Choose events
system-log-behind = What happened since { $moment } has yet to be sent
system-log-behind-why = This system takes events slower than they happen, or is away. Nothing is lost: they wait in the audit log, and follow when it has taken what is on its way.
system-events-title = Events of the audit log
system-events-lead = Tick what { $name } hears. It counts for what happens from now on, and names the people that it is about.
system-events-to = They are sent to { $address }
system-events-nowhere = There is no webhook address yet: nothing is sent until there is.
system-events-of = { $n } of { $of }
system-events-all = All
system-events-none = None
system-events-unsaved = Not saved yet: look, then save
system-events-saved = The events are chosen
system-group-sign-in = Signing in
system-group-sign-in-about = Right and wrong passwords and second steps, signed in and out.
system-group-own = Done by people themselves
system-group-own-about = Second steps set up and removed, passwords changed, browsers remembered.
system-group-helpdesk = Done for a person
system-group-helpdesk-about = Exemptions, helpdesk passes, two-step sign-in switched off, blocked.
system-group-people = People
system-group-people-about = Who was added or changed, in which groups and with which role.
system-group-rules = Rules
system-group-rules-about = Rules about passwords and the second step.
system-group-rights = Rights and lists
system-group-rights-about = Roles, views, selections, groups and attributes.
system-group-messages = Messages
system-group-messages-about = Campaigns, announcements and what people read.
system-group-applications = Applications
system-group-applications-about = Who may open what, and where people went on to.
system-group-systems = Connected systems and keys
system-group-systems-about = Systems, API keys and platforms. Also when an event was not taken.
system-group-watch = Refused and written out
system-group-watch-about = Attempts on what is not allowed, and lists that left as a file.
system-group-organisation = The organisation
system-group-organisation-about = Asked for, opened, closed, and what operators did.
system-show = Which
system-show-all = All
system-show-do = Show
system-show-none = There are none of these.
system-given-up = { $n ->
    [one] { $n } event was not taken
   *[other] { $n } events were not taken
}
system-given-up-then = They are not sent any more by themselves. Below you send them again.
system-replay = Send again
system-replay-why = Sends once more what was sent before, as far as it is kept: 30 days. Each event keeps its id, so the system knows it again.
system-replay-since = Since
system-replay-which = What
system-replay-failed = What was given up
system-replay-all = Everything, also what was taken
system-replay-wrong = Nothing was sent
system-replay-do = Send again
system-repeated = { $n ->
    [0] There was nothing to send again
    [one] { $n } event is on its way again
   *[other] { $n } events are on their way again
}
system-shown = Put this into the other system
system-shown-lead = You see it only now. We don’t keep it in a form that can be read back.
system-key = Key of the feeds
system-key-how = Send it in the header Authorization, after the word Bearer, or as key in the address. Whoever has it can also ask what one person reads.
system-secret = Secret of the webhook
system-secret-how = With it the other system checks that an event comes from here.
system-remove = Remove system
system-remove-title = Remove { $name }?
system-remove-key = Its key opens nothing from now on.
system-remove-events = Events that wait for it are not sent any more.
system-remove-changed = Somebody changed this system just now. Look again before you remove it.
feed-not-here = There are no feeds here.
feed-wrong-key = Send the key of a connected system, as “Authorization: Bearer …” or as key in the address.
feed-no-person = There is nobody with this name, or the account is blocked.
feed-broken = The feed cannot be given at the moment. Try again in a while.
