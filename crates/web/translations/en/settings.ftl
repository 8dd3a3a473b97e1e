# The settings of an organisation.
not-saved = Nothing was saved
not-saved-then = Look at what stands in red below, and try again.
read-only = You may look at this, but not change it.
changed-meanwhile = Somebody else changed this just now
changed-meanwhile-then = What you typed is still here. Save again to put it in place of that.
settings-lead = What holds for everybody in your organisation.
settings-views = What people see of the directory, and which buttons stand there.

rule-password-title = Password rules
rule-password-lead = What a new password must be. It counts at the next change; nobody has to change a password for it.
rule-password-saved = The rules were saved
rule-password-saved-then = They count from the next time someone changes a password.
rule-password-now = It now says: { $alone } characters, { $second } with a second step, { $words ->
    [0] no words of your own.
    [one] 1 word of your own.
   *[other] { $words } words of your own.
}
rule-password-alone = Fewest characters
rule-password-alone-hint = From 8 to 64. The standard (NIST SP 800-63B) asks 15.
rule-password-second = Fewest characters with a mandatory second step
rule-password-second-hint = For whoever must have a second step, and has one. From 8 to 64; the standard asks 8.
rule-password-range = Choose a number from 8 to 64.
rule-password-order = This can’t be more than the number above.
rule-password-words = Words that are too easy here
rule-password-words-hint = One on each line: products, places, teams. Your name and address, and those of the person, always count.
rule-password-word = ‘{ $word }’ can’t be used: a word has 4 to 60 letters.
rule-password-too-many = At most 100 words.
rule-password-always = Passwords that everybody tries first are always refused. We ask for no capitals, digits or marks: they make passwords harder to remember, not harder to guess.

module-title = Two-step sign-in (2FA)
module-lead = Besides a password, people show a code from their phone.
module-on = Two-step sign-in is on for your organisation.
module-on-then = Under Policies you set who must use it, and from when.
module-on-now = Two-step sign-in was switched on
module-what = Once it’s on, everybody is offered it after signing in. Nobody has to; who must, and from when, you decide afterwards under Policies.
module-policies = There are policies already; they hold as soon as it’s on
module-run = What begins for whom
module-run-now = { $n ->
    [one] As soon as it’s on, for 1 person:
   *[other] As soon as it’s on, for { $n } people:
}
module-run-at = On { $moment }, if nobody does anything:
module-guard-run = What begins for whom was not seen yet, or the policies changed since. Look at the figures below first.
module-guards = There are policies that demand something of people. Before it goes on, this has to be in order:
module-guards-then = Or let these policies first offer it: on the server, with tweestap policy set and the requirement optional. Once it’s on and you have set it up, demand it under Policies.
module-policies-then = What you choose here counts only where there are none.
module-ask = Ask for the code
module-ask-always = Every time someone signs in
module-ask-every = Again on each device after this long:
module-stay = Stay signed in
module-stay-closed = Until the browser is closed
module-stay-for = For this long:
module-number = How many
module-unit = Unit
module-days = days
module-hours = hours
module-span = Choose a whole number, a year at most.
module-week = What this means for a member:
module-look = See what this means
module-note = Message to the operator of the platform
module-note-long = Too long: use at most 1000 characters.
module-send = Ask for two-step sign-in
module-activate = Switch on two-step sign-in
module-knows = I know what happens now
module-knows-what = From their next sign-in everyone sees the offer, and finds it under My profile. Tell people beforehand.
module-knows-demands = What stands above begins at each person’s next sign-in. Tell people beforehand.
module-knows-first = Tick this first.
module-not-asked = Two-step sign-in was not asked for yet
module-already = Somebody else was just before you
module-already-what = What you filled in was not sent. This is how it stands now.
module-waiting = Your request waits for the operator
module-waiting-since = Asked on { $moment }. You get an e-mail when it’s answered.
module-withdraw = Take the request back
module-declined = Your request was turned down on { $day }

glass-title = Emergency code
glass-lead = A printed code for the day when no SuperUser has a second step at hand.
glass-made = Made on { $moment }, at the server
glass-made-by = Made on { $moment } by { $name }
glass-made-then = It has not been used. A new one makes it worthless.
glass-none = There is no emergency code
glass-none-then = Before a rule demands something of people, two SuperUsers have a second step, or this code was printed.
glass-who = It works for a SuperUser alone, after the password, in the place of a helpdesk pass.
glass-once = It works once. What that SuperUser had set up ends, and is set up again.
glass-told = All SuperUsers get an e-mail when it is made and when it is used. It stands in no e-mail.
glass-make = Make the emergency code
glass-renew = Make another emergency code
glass-shown = The emergency code
glass-shown-lead = You see it only now. We don’t keep it.
glass-shown-keep = Print it or write it down, and put it in the safe: not on a phone, not in a mailbox.
glass-shown-how = To use it: sign in with a SuperUser’s name and password, choose the helpdesk pass or emergency code, and type it there.

longest-title = Exemptions
longest-lead = How long somebody may do without a second step at most.
longest-days = Days at most
longest-days-hint = From 1 to 365. An exemption can be given again when it ends.
longest-range = Choose a whole number from 1 to 365.
longest-saved = The longest exemption was saved
longest-saved-then = It counts for whatever is given from now on. What was given before stays.
longest-now = It says { $n } now.
attribute-used-selection = the selection ‘{ $name }’

contact-title = Contact for help
contact-lead = Whom members call and where your organisation gives help itself. It is shown in help, below the sign-in pages and in mails.
contact-telephone = Telephone number of the helpdesk
contact-telephone-hint = As people write it. Empty: members are sent to the administrator.
contact-telephone-wrong = Type digits, with spaces, brackets or dashes between them; a plus may come first.
contact-page = Address of your own help page
contact-page-hint = Begins with https://. Empty: there is no link.
contact-page-wrong = Type the whole address, beginning with https:// and without spaces.
contact-saved = The contact for help was saved
contact-saved-then = See help as members see it.
contact-saved-alone = It is on the pages and in mails from now on.
contact-now = It says now: telephone number { $telephone }, address { $page }.
