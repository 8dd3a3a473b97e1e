# Why somebody is or isn’t asked for a second step, and what holds.
why-rule = the rule ‘{ $name }’
why-a-rule = a rule
why-same-rule = the same rule
why-no-rule = no rule says otherwise
why-through = up to and including { $day }
why-until = until { $moment }

why-blocked = { $reader ->
    [self] You’re blocked and can’t sign in.
   *[other] { $name } is blocked and can’t sign in.
}
why-closed = The organisation is closed. Nobody can sign in.
why-inactive = Two-step sign-in isn’t active at this organisation. Signing in takes a password alone.
why-not-required = { $reader ->
    [self] No rule asks you to use two-step sign-in.
   *[other] No rule asks { $name } to use two-step sign-in.
}
why-must-since = { $reader ->
    [self] You’re under { $rule }, so you have had to use two-step sign-in since { $day }.
   *[other] { $name } is under { $rule }, so two-step sign-in has been required since { $day }.
}
why-must-from = { $reader ->
    [self] You’re under { $rule }, so you must use two-step sign-in from { $day }, { $when }.
   *[other] { $name } is under { $rule }, so two-step sign-in is required from { $day }, { $when }.
}
why-may = { $reader ->
    [self] You’re under { $rule }. It offers two-step sign-in and requires nothing.
   *[other] { $name } is under { $rule }. It offers two-step sign-in and requires nothing.
}
why-own-deadline = { $reader ->
    [self] That is your own deadline. It counts from the day the rule began to hold for you.
   *[other] That is a deadline of their own. It counts from the day the rule began to hold for { $name }.
}
why-exempt = { $reader ->
    [self] You’re exempt { $until }: you don’t have to set up a second step.
   *[other] { $name } is exempt { $until }: no second step has to be set up.
}
why-exemption-ended = { $reader ->
    [self] Your exemption ran { $until }.
   *[other] The exemption of { $name } ran { $until }.
}

why-proved = { $reader ->
    [self] This time you passed your second step with { $kind }.
   *[other] This time { $name } passed the second step with { $kind }.
}
why-by-app = a code from the app
why-by-card = a code from a code card
why-by-token = a code from a token
why-by-passkey = a passkey or security key
why-by-recovery-code = a recovery code
why-trusted = { $reader ->
    [self] On this device you passed your second step ({ $passed }). Until { $until } we don’t ask for it here.
   *[other] On this device { $name } passed the second step ({ $passed }). Until { $until } we don’t ask for it here.
}
why-asked = At sign-in we ask for the second step.
why-card-not-enough = { $reader ->
    [self] What you set up isn’t enough for { $rule }: a code card doesn’t count.
   *[other] What { $name } set up isn’t enough for { $rule }: a code card doesn’t count.
}
why-key-needed = { $reader ->
    [self] What you set up isn’t enough for { $rule }: only a passkey or security key counts.
   *[other] What { $name } set up isn’t enough for { $rule }: only a passkey or security key counts.
}
why-still-asked = At sign-in we do ask for it.
why-then-enrol = After that, something that counts must be set up.
why-other-due = First something that counts must be set up. Until then nothing else opens.
why-other-offered = At sign-in we offer to set up something that counts.
why-later-next = { $reader ->
    [self] You chose ‘Later’. We ask again the next time you sign in.
   *[other] { $name } chose ‘Later’. We ask again at the next sign-in.
}
why-later-until = { $reader ->
    [self] You chose ‘Later’. We ask again from { $moment }.
   *[other] { $name } chose ‘Later’. We ask again from { $moment }.
}
why-nothing-yet = { $reader ->
    [self] You haven’t set up anything yet.
   *[other] { $name } hasn’t set up anything yet.
}
why-offered = At sign-in we offer it.
why-nothing-else = Until that is done, nothing else opens.

why-ask-always = We ask for the second step at every sign-in ({ $rule }).
why-ask-every = We ask for the second step { $every } on each device ({ $rule }).
why-ask-inside = Whoever stays signed in is asked { $every } too ({ $rule }).
why-stay-for = { $reader ->
    [self] You stay signed in for { $span }, also if you close your browser ({ $rule }).
   *[other] { $name } stays signed in for { $span }, also if the browser is closed ({ $rule }).
}
why-stay-browser = { $reader ->
    [self] You stay signed in until you close your browser, and for { $span } at most ({ $rule }).
   *[other] { $name } stays signed in until the browser is closed, and for { $span } at most ({ $rule }).
}
why-stay-browser-limit = { $reader ->
    [self] You stay signed in until you close your browser ({ $rule }), and for { $span } at most ({ $limit }).
   *[other] { $name } stays signed in until the browser is closed ({ $rule }), and for { $span } at most ({ $limit }).
}
why-idle = { $reader ->
    [self] If you do nothing for { $span }, you’re signed out ({ $rule }).
   *[other] After { $span } without use { $name } is signed out ({ $rule }).
}
why-late-mail = { $when ->
    [now] Setting something up now
   *[after] Setting something up after the deadline
} takes a code from an e-mail besides the password ({ $rule }).
why-late-pass = { $when ->
    [now] Setting something up now
   *[after] Setting something up after the deadline
} takes a pass from the helpdesk besides the password ({ $rule }).

why-watches = { $reader ->
    [self] The rule ‘{ $rule }’ only watches: it asks nothing of you.
   *[other] The rule ‘{ $rule }’ only watches: it asks nothing of { $name }. It keeps what it would have done at each sign-in.
}

every-days = { $n ->
    [1] every day
   *[other] once in { $n } days
}
every-hours = { $n ->
    [1] every hour
   *[other] once in { $n } hours
}
every-minutes = { $n ->
    [1] every minute
   *[other] once in { $n } minutes
}
every-seconds = { $n ->
    [1] every second
   *[other] once in { $n } seconds
}

week-browser-both = You sign in again when you have closed your browser, and else after { $most }: with your password and your second step.
week-browser = You sign in again when you have closed your browser, and else after { $most }: with your password. We ask for your second step { $every } on each device.
week-browser-inside = You sign in again when you have closed your browser, and else after { $most }: with your password. We ask for your second step { $every } on each device, also while you are signed in.
week-stay-both = You stay signed in for { $stay }, and in that time we ask nothing. After that you sign in with your password and your second step.
week-stay = You sign in with your password { $again }. We ask for your second step { $every } on each device.
week-stay-inside = You stay signed in for { $stay }. Meanwhile, { $every }, at your next click, we ask for your second step alone.
