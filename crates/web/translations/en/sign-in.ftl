# Signing in: password, second step, recovery code, error pages.
step-one = Step 1 of 2
step-two = Step 2 of 2
sign-in-title = Sign in
sign-in-button = Sign in
sign-in-continue = You continue to <strong>{ $application }</strong>.
sign-in-wrong = You’re not signed in
sign-in-wrong-advice = That name and password don’t belong together. <a href="#password">Type your password again.</a>
sign-in-caps = Not right. Is Caps Lock on?
sign-in-busy = It’s busy right now
sign-in-busy-advice = You’re not signed in yet. Type your password again in a few seconds.
sign-in-away = You can’t sign in at this moment
sign-in-away-advice = Your password is checked by a directory of your organisation, and that doesn’t answer. Try again in a minute. Your try doesn’t count.
sign-in-must-change = Your password has to be changed first
sign-in-must-change-advice = Change it at your organisation, such as on a computer there. Then sign in here with the new one.
password-away = Your password can’t be checked at this moment
password-away-advice = A directory of your organisation does that, and it doesn’t answer. Try again in a minute. Your try doesn’t count.
password-elsewhere = Your password is in { $name }
password-elsewhere-then = You sign in here with it, and you change it there: ask at your organisation how. It isn’t kept here.
sign-in-expired = Signing in took longer than 10 minutes
sign-in-expired-advice = So you start again. Nothing was changed.
sign-in-signed-out = You’re signed out
sign-in-ended = You’re no longer signed in
sign-in-ended-advice = The time is over, or you signed out somewhere else. Sign in again to continue.
sign-in-password-changed = Your password was changed
sign-in-password-changed-advice = Sign in with your new password. Didn’t change it yourself? Call the helpdesk right away.
sign-in-set-up = The organisation is there
sign-in-set-up-advice = Sign in with the user name and the password that you just chose.

factor-title = Type your code
factor-title-other = Take your second step another way
factor-again = You’re still signed in. On this device we ask for a code once every { $span }.
factor-step-up-title = Confirm that it’s you
factor-step-up = You’re about to change how you sign in. For that we ask a code fresh from your app.
factor-step-up-for = <strong>{ $application }</strong> asks for a fresh sign-in. Type a new code from your app.
confirm-password-for = <strong>{ $application }</strong> asks for a fresh sign-in. Type your password once more.
factor-open-app = Open your authenticator app on <strong>{ $name }</strong>.
factor-open-apps = Open one of your authenticator apps:
factor-other = Can’t get to your app right now?
not-you = Not you?
remember = Remember this device for { $span }
remember-until = Until { $day } we won’t ask for a code here.
remember-shared = Not on a shared computer.
nothing-works = Nothing works?
call-for-pass = Call the helpdesk:
ask-for-pass = Ask the helpdesk for help.

code-wrong = That code isn’t right
code-wrong-advice = <a href="#code">Type the code your app shows now.</a>
code-wrong-field = This code has expired, or belongs to another app.
code-used = That code was used before
code-used-advice = Each code works once. <a href="#code">Wait for the next code in your app and type that one.</a>
code-used-field = This code was used before.
code-short = That code is too short
code-long = That code is too long
code-digits = A code is made of digits
code-shape-advice = <a href="#code">Type the 6 digits from your app.</a> Spaces are fine.
code-short-field = Digits are missing: the code has 6.
code-long-field = There’s too much here: the code has 6 digits.
code-digits-field = There are letters or other signs in it.
code-disabled = This app no longer works
code-disabled-advice = 100 wrong codes were typed in a row, so the app was turned off. Sign in with a recovery code and set the app up again, or ask the helpdesk for a pass.
code-closed = You can’t sign in on this device right now
code-closed-advice = Too many wrong codes were typed on devices we don’t know. Sign in on a device that we remember, or ask the helpdesk for help.

recovery-title = Type a recovery code
recovery-lead = You got recovery codes when you set up two-step sign-in (2FA). Each code works once.
recovery-back = ‹ Use another way
recovery-hint = Capitals, spaces and hyphens don’t matter.
recovery-wrong = That recovery code isn’t right
recovery-wrong-advice = <a href="#code">Check that all of it is there, or type another one.</a>
recovery-shape = That’s not a recovery code
recovery-shape-advice = <a href="#code">Type a whole code as it stands on your list.</a>
recovery-shape-field = The code has 20 letters and digits.
recovery-field = We don’t know this code, or it was used before.
recovery-none = No recovery codes left?

new-code-title = Keep your new recovery code
new-code-lead = The code you just used no longer works. This one takes its place.
new-code-now = We show it only now. Add it to your list of recovery codes and cross out the old one.
new-code-then = Lost your phone? Remove it on the next screen, and set up your new phone.
new-code-or = Lost your phone? Then set up your new phone first: you go on afterwards.
new-code-button = I have stored it
new-code-onward = Stored. On to { $application }
new-code-phone = Stored. To my phones first

confirm-password-lead = You’re about to change how you sign in. For that we ask your password.
confirm-password-duty = You have to set up your second step now. For that we ask your password first.
confirm-password-of = Password of { $name }
password-wrong = That password isn’t right
password-wrong-advice = <a href="#password">Type your password again.</a>

problem-form-title = This page was too old
problem-form-advice = You had the page open for too long, or it didn’t arrive complete. Nothing was changed. Open the page again and fill it in once more.
problem-form-button = Open the page again
problem-forbidden-title = This page isn’t yours to open
problem-forbidden-advice = You’re signed in, but this page isn’t among your rights. Do you need it? Ask your administrator.
problem-missing-title = This page doesn’t exist
problem-missing-advice = The address isn’t right, or the page is gone. Check that the address was copied correctly.
problem-application-title = This application isn’t known here
problem-application-advice = Nobody is sent to an address that no application has. Whoever administers it adds the address under Applications.
problem-host-title = There’s nothing at this address
problem-host-advice = No organisation signs in here. Check that the address was copied correctly.
problem-new-title = There’s no organisation here yet
problem-new-advice = Open the link that the server showed when it started, or run ‘tweestap setup’ on the server. A link works once, for a day; a new start gives a new one.
problem-large-title = That’s too much at once
problem-large-advice = What you sent is larger than this page can take. Nothing was changed.
problem-wait-title = Too many requests
problem-wait-advice = Many requests came from this network in a short time.
problem-broken-title = Something went wrong on our side
problem-broken-advice = It’s nothing you did. Try once more. If it goes on, give this number to the helpdesk.
problem-incident = Number of this incident
problem-away-title = We can’t be reached for a moment
problem-away-advice = Signing in isn’t possible right now. Nothing was changed. Try again in a minute.
problem-again-button = Try again
problem-home-button = Go to the start
recovery-closed = Recovery codes are closed here
recovery-closed-advice = Too many wrong codes were typed. Use a device where you signed in before, or ask the helpdesk for a pass.

set-up-title = Make the organisation
set-up-lead = Nobody can sign in yet. Here you make the organisation and its first SuperUser: yourself, most likely.
set-up-name-hint = People see it above every page.
set-up-zone-hint = A deadline is a date in this time zone.
set-up-you = You, the first SuperUser
set-up-button = Make the organisation
set-up-not-made = Nothing was made yet
set-up-not-made-then = Look at what is marked below, and type your password again.

back-done = You’re done here
back-done-then = You go back to { $platform }, and are signed in there.
back-expired = Signing in took longer than 10 minutes
back-cancelled = You’re not signed in
back-again = Go back to { $platform } and sign in again. Nothing was changed.
sign-in-ticket-used = This link worked once
sign-in-ticket-used-advice = Go back to the website that you came from, and sign in there again.

problem-client-title = The application that sent you isn’t known here
problem-client-advice = It names itself by a “client_id” that no application here has. Whoever administers it looks under Applications what it should be.
problem-return-title = This application can’t send you back there
problem-return-advice = You were not sent on, so that nobody takes your sign-in along. Whoever administers the application adds the address below, exactly as it stands, or mends the application.
problem-return-where = Applications › { $application } › “{ $setting }” does not list:
problem-not-for-you-title = You may not use this application
problem-not-for-you-advice = You’re signed in, but the application is not meant for everyone. Ask whoever manages it in your organisation.
problem-not-for-you-which = It is about <b>{ $application }</b>.
problem-rounds-title = This application keeps sending you here
problem-rounds-advice = You’re signed in, and we sent you on each time. The application sent you straight back again. Nothing is lost. Tell whoever manages the application.
problem-rounds-look = What the administrator looks at
problem-rounds-cookie = The cookie in which the application keeps its session: does it arrive, and does it fit the address and https?
problem-rounds-callback = The address at which the application gets our answer: is it the host name where people begin, and does it not lead straight here again?
problem-rounds-clock = The clock of the application’s server: is it right? Otherwise every answer looks too old.
problem-rounds-domain = The cookie for applications: is their address in the domain of the setting sign_in.domain, and is everything https?
problem-rounds-passed = The proxy before the application: does it pass on the browser’s cookies when it asks /auth/check?
problem-rounds-rule = The rule in the proxy: does it ask for anything else than what it sends people here with?
problem-rounds-button = Go on anyway
back-signed-out = You’re signed out
back-signed-out-then = You go back to { $platform }. Other applications that you were signed in to are told as well.
consent-title = May { $application } know who you are?
consent-lead = <b>{ $application }</b> wants to sign you in. It would get:
consent-openid = A number that stands for you
consent-profile = Your name, your sign-in name and your language
consent-email = Your e-mail address
consent-groups = The groups that you are in
consent-more = { $names }
consent-stays = This for { $days } days, also after you have signed out
consent-back = Your password and your codes stay here. You can take this back under My profile › Where you’re signed in.
consent-yes = Yes, go on
consent-no = No, go back
end-session-title = Sign out?
end-session-asks = <b>{ $application }</b> asks to sign you out.
end-session-lead = You would be signed out here and of every application that you went on to from here.
end-session-yes = Sign out
end-session-no = Stay signed in
end-session-who = You’re signed in as { $name }.
