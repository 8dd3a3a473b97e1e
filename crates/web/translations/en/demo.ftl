# The demonstration.
demo = Demo
demo-accounts = Accounts
demo-mailbox = Mailbox
demo-phone = Phone
demo-clock = Clock
demo-title = This is a demonstration
demo-lead = All people are made up. E-mail doesn’t go out, but to the mailbox of the demo.
demo-name = Name
demo-login = User name
demo-shows = What you see
demo-shows-app = Two-step sign-in: your password, then a code from the app.
demo-shows-duty = Needs a second step from { $day }. Until then you may choose ‘Later’.
demo-shows-offer = A second step is offered, and nothing is required.
demo-shows-english = The same, and reads English.
demo-shows-exempt = Exempt from the second step, for want of a smartphone.
demo-shows-superuser = Two-step sign-in, as a SuperUser.
demo-shows-helpdesk = Two-step sign-in, as someone of the helpdesk.
demo-shows-people-manager = Two-step sign-in, as someone who keeps the directory.
demo-shows-auditor = Two-step sign-in, as someone who may see everything and change nothing.
demo-app = App
demo-see-code = See the code
demo-no-app = none yet
demo-try = What to try
demo-try-one = Sign in as someone without an app. Set up the second step with the app on your own phone, or with the key on the <a href="/demo/phone">phone</a> of the demo; or choose <strong>Later</strong>.
demo-try-two = Sign in as someone with an app. The code is on the <a href="/demo/phone">phone</a>.
demo-try-three = Move the <a href="/demo/clock">clock</a> past { $day }. Whoever has no app by then must set one up, with a code from the <a href="/demo/mailbox">mailbox</a>.
demo-try-four = Type a wrong code a few times, then look in the <a href="/demo/mailbox">mailbox</a>.
demo-try-five = Sign in as the helpdesk and open someone under <strong>People</strong>, once in the view <strong>Backend users</strong> and once in <strong>Leden</strong>. Each view has its own buttons.
demo-try-six = Open the <a href="/demo/wiki">Wiki van Waterland</a>, an application that leaves signing in to Tweestap, and see what it hears about you.
demo-mailbox-lead = All e-mail that the demo sends arrives here, the newest first.
demo-mailbox-empty = There’s no e-mail yet
demo-mailbox-empty-how = Sign in as someone, or type a wrong code.
back-mailbox = ‹ Back to the mailbox
demo-mail-text = As text
demo-mail-html = The HTML of the same e-mail
demo-phone-lead = This page acts as someone’s authenticator app. Outside the demo it doesn’t exist.
demo-phone-whose = Whose?
demo-phone-show = Show
demo-phone-of = The app of { $name }
demo-phone-left = { $n ->
    [one] 1 second left.
   *[other] { $n } seconds left.
}
demo-phone-next = After that comes
demo-phone-none = There’s nothing in this app.
demo-phone-once = Each code works once. Used already? Wait for the next one and choose Refresh.
demo-phone-own = An app that you set up here
demo-phone-own-how = No app at hand, or the clock moved? Copy the key from the page that sets up the app, and paste it here.
demo-phone-key = Key
demo-phone-no-key = That’s no key. It has 32 letters and digits.
demo-phone-show-own = Show the code
demo-clock-lead = Move the clock of the server forward, and see what changes.
demo-clock-now = It’s now
demo-clock-real = This is the real time.
demo-clock-ahead = The clock is { $span } ahead.
demo-clock-deadline = The deadline is { $day }: { $when }.
demo-clock-hour = 1 hour ahead
demo-clock-day = 1 day ahead
demo-clock-to-deadline = To just before the deadline
demo-clock-past-deadline = Past the deadline
demo-clock-reset = Back to the real time
demo-clock-note = The phone of the demo follows this clock. The app on your own phone doesn’t: use it only at the real time.
demo-wiki-lead = Another application, which leaves signing in to Tweestap by OpenID Connect. It exists in the demo alone.
demo-wiki-sign-in = Sign in with Tweestap
demo-wiki-fault = You’re not signed in at the wiki
demo-wiki-heard = Tweestap told the wiki: { $error }.
demo-wiki-late = This answer belongs to no question of this browser. Begin again.
demo-wiki-gone = The wiki is no longer among the applications of Tweestap. Start the demo again to have it back.
demo-wiki-welcome = Hello { $name }
demo-wiki-two = You’re signed in at the wiki with a second step.
demo-wiki-one = You’re signed in at the wiki with a password alone.
demo-wiki-ask-factor = Sign in again with a second step
demo-wiki-ask-new = Sign in again, however recent it is
demo-wiki-told = What the wiki heard about you
demo-wiki-claim = Claim
demo-wiki-value = Value
demo-wiki-says = What it says
demo-wiki-name = Your name.
demo-wiki-user-name = What you sign in with.
demo-wiki-email = Your e-mail address.
demo-wiki-groups = Your groups.
demo-wiki-acr = Whether you showed a second step in this session (2fa) or not (1fa).
demo-wiki-amr = With what: a password (pwd), a code (otp), or more than one thing (mfa).
demo-wiki-auth-time = When you last showed that: { $time }.
demo-wiki-note = A SuperUser sees under Applications how the wiki is set up. Have it demand a second step there, and see it here.
