# Administration: rules, dry run, history, what if, test message.
rules-title = Rules
rules-lead = Who needs two steps, from when, and how often we ask.
rules-new = New rule
rules-saved = The rule ‘{ $name }’ is saved and counts at once.
rules-removed = The rule ‘{ $name }’ is removed.
rules-empty = There are no rules yet
rules-empty-why = Without a rule nobody is asked for a second step. Make one to offer or require two-step sign-in.
rules-everyone = Everyone
rules-from = deadline: { $day }
rules-asks = second step { $ask }, signed in: { $stay }
rules-changed = changed on { $day }
rules-history = History
rules-gone = Removed rules
rules-gone-on = removed on { $day }

rule-title = Rule: { $name }
rule-lead = Who needs two steps, from when, and how often we ask.
rule-not-saved = The rule isn’t saved yet.
rule-selection-gone = The selection isn’t there any more. Choose another.
rule-confirm = First confirm that it’s you.
rule-confirm-then = That opens in a new tab. Then come back here and save again: what you filled in stays.
rule-confirm-link = Confirm
rule-no-factor = This takes a second step of your own.
rule-no-factor-link = Set up a second step
rule-conflict = { $name } changed this rule meanwhile. Nothing was overwritten.
rule-conflict-server = This rule was changed on the server meanwhile. Nothing was overwritten.
rule-conflict-then = What it says now, beside what you filled in:
rule-conflict-same = What it says now is the same as what you filled in.
rule-conflict-look = See what it says
rule-taken-away = Somebody removed this rule meanwhile.
rule-taken-away-then = Save again to bring the rule back as it is here.
rule-guards = Before this rule demands something of people, this has to be in order:
rule-earlier = The form is filled with the version of { $day }.
rule-earlier-then = Nothing has changed yet. Save to make that version count again.
rule-g-name = Name
rule-name = Name of the rule
rule-g-mode = State
rule-m-on = On
rule-m-on-hint = Counts as soon as you save it.
rule-m-watch = Only watching
rule-m-watch-hint = Asks nothing of anybody. At each sign-in we keep what the rule would have done, so that you can compare before you switch it on.
rule-g-who = Who
rule-g-who-why = People enter and leave by themselves when the selection changes.
rule-selection = Selection
rule-g-requirement = Two-step sign-in
rule-r-off = Off
rule-r-off-hint = Nobody sees two-step sign-in.
rule-r-optional = Optional
rule-r-optional-hint = We offer it after sign-in.
rule-r-mandatory = Mandatory
rule-deadline = Deadline
rule-deadline-none = Without a date it’s mandatory at once.
rule-deadline-is = { $day }, { $when }.
rule-grace-label = Days of extra time
rule-grace-hint = For whoever comes under it after that date.
rule-g-ask = Ask for the second step
rule-a-always = At every sign-in
rule-a-every = Again after
rule-a-every-hint = Only on devices that people choose to trust.
rule-g-stay = Stay signed in
rule-s-browser = Until the browser closes
rule-s-browser-hint = 12 hours at most.
rule-s-for = For
rule-s-for-hint = Counted from sign-in, not from last use.
rule-idle-label = Sign out after doing nothing for
rule-idle-hint = Empty is no limit.
rule-number = Number
rule-unit = Unit
rule-minutes = minutes
rule-hours = hours
rule-days = days
rule-g-authenticators = What counts
rule-u-any = All kinds
rule-u-no-card = All but a code card
rule-u-keys = A passkey or security key alone
rule-g-late = Setting up after the deadline
rule-g-late-why = Whoever knows only the password must not be able to set up.
rule-l-mail = With a code by e-mail
rule-l-pass = With a helpdesk pass
rule-l-open = With the password alone
rule-l-open-hint = Unsafe: whoever gets hold of a password can set up a second step.
rule-save = Save rule
rule-preview = Preview
rule-cancel = Cancel
rule-what = What does this rule do?
rule-changed-by = Last changed on { $day } by { $name }
rule-changed-server = Last changed on { $day }, on the server
rule-says = In plain words
rule-says-nothing = Complete the fields to read what the rule does.
rule-run = Dry run
rule-run-none = See what the rule does and to whom, before you save it.
rule-run-now = { $n ->
    [one] If you save this rule now, it holds for 1 person:
   *[other] If you save this rule now, it holds for { $n } people:
}
rule-run-at = { $n ->
    [one] On { $moment } this rule holds for 1 person:
   *[other] On { $moment } this rule holds for { $n } people:
}
rule-run-watch-now = { $n ->
    [one] This rule only watches. If it were on, it would hold for 1 person now:
   *[other] This rule only watches. If it were on, it would hold for { $n } people now:
}
rule-run-watch-at = { $n ->
    [one] On { $moment } it would hold for 1 person:
   *[other] On { $moment } it would hold for { $n } people:
}
rule-run-never = { $n } never signed in
rule-run-moved = What changes
rule-run-moved-line = { $n ->
    [one] 1 person
   *[other] { $n } people
}: from ‘{ $before }’ to ‘{ $after }’
rule-run-same = For nobody does it change what signing in asks now.
rule-run-again = Run again
rule-run-do = Dry run
rule-more = More
rule-remove = Remove rule
rule-e-name = Give the rule a name of at most 100 characters.
rule-e-taken = Another rule has this name.
rule-e-selection = This selection isn’t there any more.
rule-e-deadline = Type a date, such as 8/12/2026.
rule-e-deadline-passed = This date has passed. Leave the field empty to make it mandatory at once.
rule-e-grace = Type a number of days from 0 to 365.
rule-e-ask = Type a time from 1 hour to 365 days.
rule-e-stay = Type a time from 1 hour to 365 days.
rule-e-idle = Type a time from 5 minutes to 30 days, or leave the field empty.
guard-author = You don’t have a second step yourself. Set one up first, or you’ll be the first to stand outside.
guard-author-link = Set up a second step
guard-superusers = At least two SuperUsers need a second step; now { $n } have one. That way somebody can always get in. Or print the emergency code.
guard-superusers-link = Emergency code
guard-mail = No test message was taken by the mail server in the last 30 days. Codes and warnings go by e-mail.
guard-mail-link = Send a test message
guard-run = There was no dry run of exactly this yet. See beside the form what the rule does, then save.
guard-nobody = { $n ->
    [0] In this version nobody can set up what counts here.
    [one] The only person under it can’t satisfy it: { $names }.
   *[other] None of the { $n } people under it can satisfy it. The first are: { $names }.
}

class-has = has a second step
class-offered = is offered it
class-ahead = must set it up before the deadline
class-obliged = must set it up now
class-exempt = exempt
class-out-of-reach = can’t set it up
class-not-asked = nothing asked
class-blocked = blocked
class-out-of-reach-why = These people have no e-mail address for the code, or can’t set up anything that counts.
run-nobody = Nobody.
run-signed-in = signed in on { $day }
run-never = never signed in
run-no-address = no e-mail address
run-back = Back to the rule
next-page = Next

history-title = History of { $name }
history-lead = Who changed what, and when. Undoing fills the form with an earlier version; you save it there.
history-made = Made
history-changed = Changed
history-removed = Removed
history-back = Brought back
history-server = on the server
history-tighter = stricter
history-looser = looser
history-even-so = Saved although not everything was in order: { $reason }
history-undo = Undo
history-older = Older
history-renamed = Name: from { $before } to { $after }
history-whom = For whom: from { $before } to { $after }

remove-rule-title = Remove the rule ‘{ $name }’?
remove-rule-asks = From then on the rule asks nothing. Other rules still count.
remove-rule-keeps = Whoever has a second step keeps it.
remove-rule-back = You can bring the rule back from its history.
remove-rule-changed = Somebody changed the rule meanwhile. Look at it again first.

what-if-title = What if: { $name }
what-if-lead = What signing in asks at a moment of your choice, on a device we don’t know.
what-if-wrong = Type a date and a time.
what-if-date = Date
what-if-time = Time
what-if-look = Look
what-if-then = On { $moment }
what-if-why = Why?
what-if-no-rules = No rule holds.
what-if-rules = This holds by:

mail-test-title = Test message
mail-test-lead = See that e-mail really arrives, before a rule depends on it.
mail-test-written = The test message is on its way to { $address }.
mail-test-written-then = Refresh this page to see whether the mail server took it.
mail-test-no-address = You have no e-mail address. Have one added.
mail-test-what = The message goes to your own e-mail address.
mail-test-send = Send a test message
mail-test-look = Refresh
mail-test-last = Last test messages
mail-test-waiting = Waiting to be sent
mail-test-sent = Taken by the mail server
mail-test-failed = Refused by the mail server
mail-test-unknown = Unknown whether it was sent

mail-moved-subject = The deadline at { $organisation } has moved
mail-moved-heading = You have more time for your second step
mail-moved-sooner = You need your second step sooner
mail-moved-to = Earlier we wrote that you need a second step from { $before }. That is now from { $after }.
mail-moved-off = Earlier we wrote that you need a second step from { $before }. That’s no longer so.
mail-try-subject = Test message from { $organisation }
mail-try-heading = E-mail arrives
mail-try-what = This is the test message you asked for. You don’t have to do anything.
