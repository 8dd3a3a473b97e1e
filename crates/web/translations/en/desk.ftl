# Administration: people, views, roles, exemptions, and what the helpdesk does.
menu-desk = Administration
menu-people = People
menu-exemptions = Exemptions
menu-views = Views
menu-roles = Roles
edit = Edit
look = Look
name = Name
never = Never
back = Back
back-to = ‹ Back to { $name }
back-people = ‹ Back to people
page-first = Beginning

people-view = View:
people-manage-views = Manage views
people-add = Add a person
people-search = Search by name or e-mail
people-search-button = Show
people-search-clear = Show all
people-caption = People in the view { $view }
people-no-view = There is no view for you
people-no-view-why = A view says which people you see, and what you can do there.
people-any-group = All groups
people-any-state = All
people-none = Nobody
people-none-in-view = Nobody is in this view now.
people-none-found = Nobody fits what you chose.
people-count = { $n ->
    [one] 1 person
   *[other] { $n } people
}
column-name = Name
column-user-name = User name
column-email = E-mail address
column-groups = Groups
column-second-factor = 2FA
column-last-sign-in = Last signed in
column-role = Role
column-password-changed = Password changed
order-name = By name
order-name-down = By name, from Z to A
order-user-name = By user name
order-last-sign-in-down = Who signed in last, first
order-last-sign-in = Who has not signed in for longest, first
order-own = By { $name }
order-own-down = By { $name }, backwards
chip-on = 2FA on
chip-ways = { $n ->
    [one] 1 app
   *[other] { $n } apps
}
chip-not-yet = Not yet
chip-exempt = Exempt
chip-exempt-until = until { $day }
chip-exempt-through = Exempt until { $day }
chip-locked = Too many codes
chip-locked-until = until { $moment }
chip-blocked = Blocked
chip-not-asked = Not asked

role-member = Member
role-helpdesk = Helpdesk
role-auditor = Auditor
role-people-manager = People manager
role-superuser = SuperUser
role-gone = A role that is gone
right-people-read = See people in views
right-views-all = Look through all views
right-people-edit = Add and change people
right-people-block = Block people
right-password-set = Make a new password for somebody else
right-second-factor-off = Turn off 2FA for somebody else
right-pass-give = Give a helpdesk pass
right-exempt = Exempt people
right-sessions-end = Sign people out everywhere
right-remind = Send reminders
right-campaigns-run = Send campaigns
right-import = Import people
right-setup-read = See settings, rules and roles
right-selections-edit = Change selections
right-views-edit = Change views
right-policies-edit = Change rules
right-roles-edit = Change and give roles
right-audit-read = Read the audit log
right-settings-edit = Change settings
act-remind = Send a reminder
act-pass = Give a pass
act-exempt = Exempt until a date
act-edit = Change details
act-password = Make a new password
act-block = Block
act-unblock = Unblock
act-second-factor-off = Turn off 2FA

person-view = View: { $name }
person-blocked = This person is blocked
person-blocked-then = Signing in is not possible, not with the right password either.
person-no-ways = No app has been set up yet.
person-why = Why? Which rules hold
person-what-if = What if it were another day? And which rule says what?
person-places = Signed in and trusted
person-nowhere = Signed in nowhere, and no trusted devices.
person-trusted = trusted device
person-events = What happened
person-no-events = Nothing has happened yet.
person-acts = What you can do
person-details = Details
exemption-through = Until { $day }
exemption-was = Ended on { $day }
exemption-granted = granted on { $day }
exemption-by = Granted by
exemption-by-server = The server
exemption-last-day = Last day
exemptions-lead = Who stands here need not set up a second step until that day. An app that is there is still asked.
exemptions-none = There are no exemptions
exemptions-none-why = Who cannot set up a second step is exempted on the page of that person.
exemptions-count = { $n ->
    [one] 1 exemption
   *[other] { $n } exemptions
}
event-by = By { $name }
event-person-added = Added
event-person-changed = Details changed
event-group-joined = Put in a group
event-group-left = Taken out of a group
event-blocked = Blocked
event-unblocked = Unblocked
event-role-given = Given another role
event-password-failed = Wrong password
event-password-throttled = Too many wrong passwords: a short wait
event-password-accepted = Password accepted
event-factor-accepted = Code accepted
event-factor-failed = Wrong code
event-factor-replayed = A code that was used before
event-factor-disabled = Switched off after 100 wrong codes
event-signed-in = Signed in
event-signed-out = Signed out
event-sessions-ended = Signed out everywhere
event-put-off = Chose ‘Later’
event-app-added = Second step added
event-app-renamed = Second step got another name
event-app-removed = Second step removed
event-codes-made = New recovery codes made
event-code-used = Signed in with a recovery code
event-code-sent = Code e-mailed to set up the second step
event-late-proved = Showed who it is, to set up the second step
event-begun-anew = Used a helpdesk pass: everything set up before ended
event-device-trusted = Device trusted
event-devices-forgotten = Trusted devices forgotten
event-password-changed = Password changed
event-password-set = New password made by an administrator
event-switched-off = 2FA turned off
event-card-made = Code card made
event-pass-given = Helpdesk pass given
event-exempt = Exempted
event-exemption-ended = Exemption ended
event-exemption-told = Told that the exemption ends soon
event-reminded = Reminder sent
event-act-refused = Somebody tried something here that is not allowed
event-devices-closed = Closed on unknown devices after 100 wrong codes
event-reopened = Unknown devices allowed again
event-other = Something else

advice-title = Can’t sign in?
advice-blocked = This person is blocked.
advice-blocked-then = Unblock first. Find out why it happened.
advice-no-password = There is no password yet.
advice-no-password-then = Nobody signs in without a password. An administrator sets a first one.
advice-password = The password was wrong, { $moment }.
advice-password-then = Ask whether caps lock is on, and whether the user name is right. Forgotten? An administrator sets a new one.
advice-wait = Too many wrong codes. Codes work again { $moment }.
advice-wait-then = Waiting helps. Is the phone gone? Give a pass: with it the app is set up again.
advice-disabled = After 100 wrong codes the app was switched off.
advice-disabled-then = Sign in with a recovery code and set up the app again. Without a recovery code, give a pass.
advice-unknown = Nobody can sign in on unknown devices any more.
advice-unknown-then = Sign in on a trusted device. If there is none, give a pass.
advice-code = The password was right, the code wrong, { $moment }.
advice-code-then = Ask whether the clock of the phone is right, and whether the code belongs to this organisation. A new phone? Then the app has not been set up there yet.
advice-app = At sign-in we ask for a code from the app.
advice-app-then = { $n ->
    [0] Phone gone? There are no recovery codes left: give a pass.
    [one] Phone gone? There is 1 recovery code left.
   *[other] Phone gone? There are { $n } recovery codes left.
}
advice-enrol = The second step is required and not set up yet.
advice-enrol-mail = After the password we ask for a code that we e-mail. Does the e-mail not arrive? Give a pass.
advice-enrol-no-address = There is no e-mail address to send a code to. Give a pass.
advice-enrol-pass = That needs a helpdesk pass. Give one.
advice-nothing = We see no reason.
advice-nothing-then = Ask at which address they sign in, and what the screen says.

desk-not-done = Nothing was done
desk-reason = Reason
desk-reason-choose = Choose a reason
desk-reason-needed = Give a reason. The audit log keeps it.
desk-reason-lost = Lost or broken phone
desk-reason-new = New phone, app not moved
desk-reason-refused = Codes are refused
desk-reason-other = Other, see note
desk-note = Note
desk-off-title = Turn off 2FA for { $name }?
desk-off-ways = { $n ->
    [0] No app has been set up.
    [one] { $codes ->
        [0] The app stops working at once.
        [one] The app and 1 recovery code stop working at once.
       *[other] The app and { $codes } recovery codes stop working at once.
    }
   *[other] { $codes ->
        [0] { $n } apps stop working at once.
        [one] { $n } apps and 1 recovery code stop working at once.
       *[other] { $n } apps and { $codes } recovery codes stop working at once.
    }
}
desk-off-sessions = { $n ->
    [0] Nobody is signed in now
    [one] 1 session ends
   *[other] { $n } sessions end
}{ $devices ->
    [0] .
    [one] , and 1 trusted device is forgotten.
   *[other] , and { $devices } trusted devices are forgotten.
}
desk-off-due = The second step is required: it must be set up again at the next sign-in.
desk-off-deadline = Until { $day } the password alone is enough. After that the second step must be set up again.
desk-off-free = After that the password alone is enough.
desk-off-told = { $name } gets an e-mail about this. The audit log keeps your name and the reason.
desk-off-keep = Keep it on
desk-after = And then
desk-after-pass = Give a helpdesk pass
desk-after-pass-hint = You see it once. Read it out.
desk-after-exempt = Exempt until a date
desk-after-nothing = Nothing
desk-after-until = Exempt until and including
desk-pass-lives = The pass works for
desk-until = Until and including
desk-until-hint = { $day } at the latest.
desk-until-wrong = Choose a day that is still to come, and no later than is allowed.
desk-password-title = Make a new password for { $name }?
desk-password-once = We make it. You see it once, to hand over.
desk-password-ends = { $name } is signed out everywhere, and trusted devices are forgotten.
desk-password-stays = The second step stays as it is.
desk-password-told = { $name } gets an e-mail that says who did this. The password is not in it.
desk-password-sure = Be sure who this is first: call back on the number you know.
desk-password-reason-hint = For the audit log. For example: forgotten, asked at the counter.
password-shown-title = New password for { $name }
password-shown-hand = Hand it over in person or by telephone, not by e-mail.
password-shown-change = Ask { $name } to change it after signing in: My profile, Password.
desk-pass-title = Give a helpdesk pass to { $name }?
desk-pass-what = With the pass { $name } sets up the second step. The password is needed too.
desk-pass-anew = Whatever { $name } had set up (apps, recovery codes, trusted devices) ends when the pass is used.
desk-pass-once = The pass works once. An earlier pass no longer works.
desk-pass-told = { $name } gets an e-mail that a pass was given. The pass is not in it.
desk-pass-checked = I am sure who this is
desk-pass-checked-hint = Call back on the number you know, or ask something that only this person knows.
desk-pass-unchecked = Check who this is first.
pass-shown-title = Helpdesk pass for { $name }
pass-shown-lead = You see it only now. We do not keep it.
pass-shown-read = Read it out slowly. It holds no letters that look alike.
pass-shown-until = It works once, until { $moment }.
pass-shown-how = Sign in with your password, choose ‘Do you have a helpdesk pass?’, and type it there.
pass-shown-done = Done
desk-exempt-title = Exempt { $name }?
desk-exempt-what = { $name } need not set up a second step until and including that day.
desk-exempt-ends = After that the rule holds again by itself. A week before, we send an e-mail.
desk-exempt-holds = One holds now until { $day }. This takes its place.
exemption-none = no exemption
desk-exempt-reason-hint = For example: has no smartphone.
desk-exempt-button = Exempt
desk-end-title = End the exemption of { $name }?
desk-end-what = After that the rule holds for { $name } at once.
desk-end-button = End the exemption
desk-sign-out-title = Sign { $name } out everywhere?
desk-sign-out-what-alone = All sessions of { $name } end.
desk-sign-out-what = All sessions of { $name } end, and trusted devices are forgotten.
desk-remind-title = Remind { $name }?
desk-remind-what = { $name } gets an e-mail about the second step, in their own language.
desk-block-title = Block { $name }?
desk-block-what = { $name } is signed out everywhere and cannot sign in until you unblock.
desk-unblock-title = Unblock { $name }?
desk-unblock-what = After that { $name } can sign in again.
notice-saved = The details were saved
notice-named-saved = { $name } was saved
notice-switched-off = 2FA is off
notice-exempt = The exemption was granted
notice-exemption-ended = The exemption was ended
notice-signed-out = Signed out everywhere
notice-blocked = Blocked
notice-unblocked = Unblocked
notice-reminded = The reminder is on its way
notice-not-reminded = Nothing was sent
notice-not-reminded-why = The second step is set up already, is not asked, or there is no e-mail address.

edit-title = Details of { $name }
edit-who = Who
edit-addresses = E-mail addresses
edit-addresses-hint = One on a line, the main one first.
edit-language-none = That of the browser
edit-groups-hint = Rules and selections follow groups at once.
edit-role-hint = You cannot give a role with more rights than you have.
edit-password = First password
edit-password-hint = You may leave it empty. This person then cannot sign in yet.
edit-password-rule = At least { $n } characters, without a name. The person changes it in My profile.
edit-password-wrong = This password is too short, too easy to guess, or holds a name.
edit-not-saved = Nothing was saved
edit-user-name-wrong = The user name is empty, too long, or holds characters that cannot be seen.
edit-name-wrong = The name is empty, too long, or holds characters that cannot be seen.
edit-address-wrong = One of the e-mail addresses is wrong, or stands twice.
edit-language-wrong = That language is not there.
edit-taken = Somebody else has this user name or one of the e-mail addresses.
conflict-title = Somebody else changed this too
conflict-what = Nothing was overwritten. Below is what is so now, beside what you typed. Save again if yours must count.
conflict-caption = Differences
conflict-field = What
conflict-now = Is so now
conflict-typed = You typed

views-new = New view
view-title = View: { $name }
view-lead = Says whom you see under People, with which columns, and what you may do there.
view-general = General
view-selection = Shows the people of selection
view-choose = Choose…
view-everyone = Everyone
view-of = Selection { $name }
view-sort = Order
view-roles = Visible to role
view-roles-hint = SuperUsers and auditors see all views.
view-columns = Columns
view-columns-hint = In this order. The arrows move a column.
view-up = { $name } up
view-down = { $name } down
view-actions-title = Actions
view-actions-hint = What is not ticked here has no button in this view. The server refuses it too.
view-actions = { $n ->
    [0] no actions
    [one] 1 action
   *[other] { $n } actions
}
view-off-hint = We advise to do this only for the view of backend users. Whoever does it first gives a code of their own and a reason.
view-password-hint = Whoever has it gets past the first step. For few roles.
view-pass-hint = For the role Helpdesk too.
view-save = Save the view
view-name-wrong = Give a name of at most 100 characters.
view-name-taken = There is a view with this name already.
view-no-column = Choose at least one column.
view-no-role = Choose at least one role.
view-no-selection = Choose whom this view shows: a selection, or everyone.
view-gone = The selection, a role or an attribute is gone. Choose again.
view-remove-title = Remove the view { $name }?
view-remove-what = The people stay. Only the view { $name } goes, with its buttons.
roles-lead = Who may do what. Nobody acts on a person with more rights, and nobody gives rights they do not have.
roles-new = New role
roles-none = Only the own profile
role-title = Role: { $name }
role-rights = Rights
role-rights-hint = You cannot give a right that you do not have.
role-save = Save the role
role-no-right = Choose at least one right.
role-name-taken = There is a role with this name already.
role-remove-title = Remove the role { $name }?
role-remove-what = The role { $name } goes. That is only possible while nobody has it.

refused-right-title = Your role does not allow that
refused-right-advice = Ask a SuperUser.
refused-more-title = This person has more rights than you
refused-more-advice = This person has more rights than you. Ask a SuperUser.
refused-grants-title = You do not have those rights yourself
refused-grants-advice = You cannot give rights that you do not have.
refused-self-title = You cannot do that to yourself
refused-self-advice = You cannot do this to yourself. Ask somebody else.
refused-last-title = This is the last SuperUser
refused-last-advice = There must always be a SuperUser who can sign in. Make somebody else a SuperUser first.
refused-view-title = This view doesn’t have that action
refused-view-advice = Open the person in a view that does.
refused-factor-title = Set up a second step of your own first
refused-factor-advice = Whoever does this first shows with a code of their own who they are.
refused-factor-button = Set up the second step
refused-changed-title = Somebody else was first
refused-changed-advice = Nothing was done. Look again.
refused-role-title = Somebody has this role
refused-role-advice = Give those people another role first.

menu-groups = Groups
groups-lead = Who belongs together. Selections can look at groups: whoever comes in comes under their rules at once, and whoever leaves is out of them.
groups-new = New group
groups-none = There are no groups yet
groups-none-why = A group holds people who belong together, such as a board or an office.
group-title = Group: { $name }
group-name-hint = Selections that name this group follow it to its new name.
group-name-taken = There is a group with this name already.
group-called-now = The group is called ‘{ $name }’ now.
group-in-use = The group was not removed
group-in-use-by = These selections look at it: { $names }. Change them first.
group-members = Who is in it
group-members-hint = You put people in and take them out on their own page.
group-nobody = Nobody is in this group.
group-remove-title = Remove the group { $name }?
group-remove-what = The people stay. Only the group { $name } goes.

edit-own = More about this person
edit-own-hint = Fields of your organisation’s own. Selections can look at them.
edit-own-none = Not filled in
edit-own-wrong = One of the fields of your organisation’s own does not fit.
own-wrong-text = Type at most 200 characters.
own-wrong-number = Type a number, such as 12 or 2.5.
own-wrong-date = Choose a date.
own-wrong-choice = Choose one of the list.
yes = Yes
no = No
