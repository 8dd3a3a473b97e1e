# A rule in plain words, and what a change of it does.
rule-off = { $scope ->
    [all] This rule asks <strong>nothing</strong> of anybody
   *[some] This rule asks <strong>nothing</strong> of the people of ‘{ $name }’
}: two-step sign-in isn’t offered.
rule-optional = We offer two-step sign-in to { $scope ->
    [all] everyone
   *[some] the people of ‘{ $name }’
}. <strong>Nobody has to.</strong>
rule-at-once = <strong>At once</strong> { $scope ->
    [all] everyone signs in
   *[some] the people of ‘{ $name }’ sign in
} only with two-step sign-in.
rule-from = From <strong>{ $day }</strong>, { $when }, { $scope ->
    [all] everyone signs in
   *[some] the people of ‘{ $name }’ sign in
} only with two-step sign-in. Until then we offer it.
rule-since = Since <strong>{ $day }</strong> { $scope ->
    [all] everyone signs in
   *[some] the people of ‘{ $name }’ sign in
} only with two-step sign-in.
rule-week = The week of whoever is under it: { $week }
rule-idle = Whoever does nothing for <strong>{ $span }</strong> is signed out.
rule-no-grace = Whoever comes under it later gets <strong>no extra time</strong>.
rule-grace = Whoever comes under it later has <strong>{ $span }</strong> from then.
rule-late-open = Setting up after the deadline takes <strong>the password alone</strong>. Whoever gets hold of a password can then set up a second step.
rule-late-mail = Whoever still has to set it up after the deadline needs <strong>a code from an e-mail</strong>.
rule-late-pass = Whoever still has to set it up after the deadline needs <strong>a pass from the helpdesk</strong>.
rule-no-card = A <strong>code card doesn’t count</strong>.
rule-keys = Only a <strong>passkey or security key</strong> counts.
rule-aal2 = This is the setting that NIST calls <strong>AAL2</strong>: both steps at every sign-in, signed in for 24 hours at most, an hour without use at most.
rule-aal2-device = Remembering a device is a relaxation of NIST <strong>AAL2</strong>, which asks both steps each time.
rule-aal2-long = NIST <strong>AAL2</strong> asks for 24 hours signed in at most, and an hour without use at most.
rule-strictest = Whoever is under another rule too gets the strictest of each part.

rule-watches = This rule <strong>only watches</strong>: it asks nothing of anybody, and keeps what it would have done at each sign-in. What follows counts once it is on.
rule-changed = { $field }: from { $before } to { $after }
rule-field-mode = State
rule-field-requirement = Two-step sign-in
rule-field-deadline = Deadline
rule-field-grace = Extra time for whoever joins later
rule-field-ask = Ask for the second step
rule-field-stay = Stay signed in
rule-field-idle = Sign out without use
rule-field-authenticators = What counts
rule-field-late = Setting up after the deadline
rule-word-on = on
rule-word-watch = only watching
rule-word-off = off
rule-word-optional = optional
rule-word-mandatory = mandatory
rule-word-at-once = at once
rule-word-always = at every sign-in
rule-word-browser = until the browser closes
rule-word-no-limit = no limit
rule-word-any = all kinds
rule-word-no-card = no code card
rule-word-keys = passkey or security key alone
rule-word-late-open = the password alone
rule-word-late-mail = a code by e-mail
rule-word-late-pass = a helpdesk pass
