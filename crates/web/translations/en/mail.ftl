# E-mails: what happened, when and where, and what to do if it wasn't you.
mail-dear = Hello { $name },
mail-when = When
mail-browser = With
mail-address = From network address
mail-moment = { $day }, { $time }
mail-not-you = Wasn’t this you?
mail-change-password = Then someone knows your password. Change it now: go to { $site } yourself and choose My profile, Password. Then call the helpdesk.
mail-call = Helpdesk: { $phone }
mail-footer = This e-mail comes from { $organisation }, because something happened to your account. We never ask for a code or password by e-mail or telephone.

mail-code-subject = Your code for { $organisation }
mail-code-heading = Your code to set up the second step
mail-code-why = You’re signing in and setting up two-step sign-in (2FA). Type this code there:
mail-code-until = The code works once, until { $moment }.
mail-code-never = Give it to nobody, not even to who claims to be the helpdesk.
mail-code-not-you = Then someone knows your password. Don’t use the code, and call the helpdesk right away. Without the code that person can’t get in.

mail-added-subject = New second step at { $organisation }
mail-added-heading = A way to sign in was added
mail-added-what = From now on you can sign in with ‘{ $name }’.

mail-removed-subject = Second step removed at { $organisation }
mail-removed-heading = A way to sign in was removed
mail-removed-what = ‘{ $name }’ counts no more.
mail-removed-last = It was the last one. You now sign in with your password alone.
mail-removed-others = What else you have still works.

mail-recovery-subject = Signed in with a recovery code at { $organisation }
mail-recovery-heading = A recovery code was used
mail-recovery-what = Someone signed in with your password and one of your recovery codes. That code no longer works.
mail-recovery-then = Lost your phone? Remove it in My profile, and set up your new phone.

mail-renewed-subject = New recovery codes at { $organisation }
mail-renewed-heading = New recovery codes were made
mail-renewed-what = The old recovery codes no longer work. Throw them away and store the new ones.

mail-password-subject = Your password at { $organisation } was changed
mail-password-heading = Your password was changed
mail-password-what = You’re signed out everywhere except where you changed the password.
mail-password-not-you = Then call the helpdesk right away. Someone else can get to your account now.

mail-off-subject = Two-step sign-in turned off at { $organisation }
mail-off-heading = Your two-step sign-in (2FA) was turned off
mail-off-by = { $by } did this for you.
mail-off-helpdesk = The helpdesk or an administrator did this for you.
mail-off-what = Your apps and recovery codes no longer work. You’re signed out everywhere.
mail-off-again = The next time you sign in, you set up the second step again.
mail-off-stays = You can set up the second step again in My profile.
mail-off-unasked = Didn’t you ask for this?
mail-off-not-you = Call the helpdesk right away, and change your password.

mail-copied-subject = There may be a copy of your passkey ({ $organisation })
mail-copied-heading = There may be a copy of your security key
mail-copied-what = A passkey or security key of yours was used, but its counter had gone back. That happens when a key has been copied. Nobody was signed in with it.
mail-copied-then = Sign in another way, remove this key in My profile, and tell the helpdesk.
mail-wrong-subject = Your password was right, the code wasn’t ({ $organisation })
mail-wrong-heading = Someone had your password, but not the code
mail-wrong-what = On a device we don’t know, someone typed your password right and then a wrong code. That person is not signed in.
mail-wrong-you = Was it you, and did you mistype the code? Then you don’t have to do anything.

mail-locked-subject = Too many wrong codes at { $organisation }
mail-locked-heading = Too many wrong codes were typed
mail-locked-what = Someone typed your password right, and then a wrong code a few times. So until { $moment } nobody can sign in with a code.
mail-disabled-app = After 100 wrong codes in a row we turned your authenticator app off.
mail-disabled-app-then = Sign in with a recovery code and set the app up again, or ask the helpdesk for a pass.
mail-card-subject = A code card for your account at { $organisation }
mail-card-heading = A code card was made for you
mail-card-what = { $by } of the helpdesk made a code card for you. You get it on paper.
mail-card-then = The card works once you activate it: when you sign in, or in My profile, type code number 1 of the card.
mail-card-few-subject = Your code card is nearly used up ({ $organisation })
mail-card-few-heading = Make a new code card
mail-card-few-what = Your code card has { $n } codes left.
mail-card-few-then = Go to { $site } yourself, choose My profile and make a new card. The old card works until you activate the new one.
mail-card-out-subject = Your code card is used up ({ $organisation })
mail-card-out-heading = All codes of your card are used
mail-card-out-then = Make a new card now: go to { $site } yourself and choose My profile. Can’t sign in any more? Use a recovery code, or ask the helpdesk for a pass.
mail-disabled-card = After 100 wrong codes in a row we turned your code card off.
mail-disabled-card-then = Sign in with a recovery code and make a new card, or ask the helpdesk for help.
mail-disabled-token = After 100 wrong codes in a row we turned your hardware token off.
mail-disabled-token-then = Sign in with a recovery code, or ask the helpdesk for a helpdesk pass or another token.
mail-disabled-recovery = After 100 wrong ones in a row your recovery codes no longer work.
mail-disabled-recovery-then = Your app still works. Sign in with it, and make new recovery codes in My profile.
mail-disabled-emailed = After 100 wrong codes in a row codes by e-mail no longer work for you.
mail-disabled-emailed-then = Ask the helpdesk for a pass.
mail-disabled-pass = After 100 wrong ones in a row the pass of the helpdesk no longer works.
mail-disabled-pass-then = Ask the helpdesk for a new pass.
mail-closed-app = After 100 wrong codes nobody can sign in to your account with a code on devices we don’t know.
mail-closed-app-then = On a device that we remember you sign in as usual. On another one a recovery code opens it again, or ask the helpdesk for help.
mail-closed-recovery = After 100 wrong ones nobody can use your recovery codes on devices we don’t know.
mail-closed-recovery-then = Your app still works. Without it, ask the helpdesk for help.

mail-password-set-subject = You were given a new password at { $organisation }
mail-password-set-heading = You were given a new password
mail-password-set-what = { $by } made a new password for you. You are signed out everywhere. The password is in no e-mail.
mail-password-set-then = Sign in with it at { $site }, and change it there: My profile, Password.

mail-glass-made-subject = A new emergency code was made at { $organisation }
mail-glass-made-heading = A new emergency code was made
mail-glass-made-what = { $by } made a new emergency code of the organisation. An earlier one no longer works.
mail-glass-made-server = On the server a new emergency code of the organisation was made. An earlier one no longer works.
mail-glass-made-then = With it and a password a SuperUser gets in without a second step, once. Did nobody of you do this? Make another at once.
mail-glass-used-subject = The emergency code was used at { $organisation }
mail-glass-used-heading = The emergency code was used
mail-glass-used-what = { $by } used the emergency code of the organisation in place of the second step.
mail-glass-used-then = Ask whether that is so. If not, block the account at once. Then make a new emergency code: Settings, Emergency code.

mail-pass-subject = The helpdesk gave you a pass at { $organisation }
mail-pass-heading = You were given a helpdesk pass
mail-pass-what = { $by } gave you a helpdesk pass. With it you set up your second step again.
mail-pass-helpdesk = The helpdesk gave you a pass. With it you set up your second step again.
mail-pass-until = The pass works once, until { $moment }. It is in no e-mail.
mail-addresses-subject = Your e-mail addresses at { $organisation } were changed
mail-addresses-heading = Your e-mail addresses were changed
mail-addresses-what = An administrator changed your e-mail addresses. This e-mail goes to the old and the new addresses.
mail-exempted-subject = You need no second step for now at { $organisation }
mail-exempted-heading = You need no second step for now
mail-exempted-what = { $by } exempted you from the second step (2FA).
mail-exempted-helpdesk = The helpdesk exempted you from the second step (2FA).
mail-exempted-until = That holds up to and including { $day }. You may set one up earlier.
mail-exemption-ended-subject = Your exemption at { $organisation } was ended
mail-exemption-ended-heading = Your exemption was ended
mail-exemption-ended-what = { $by } ended your exemption from the second step (2FA).
mail-exemption-ended-helpdesk = The helpdesk ended your exemption from the second step (2FA).
mail-exemption-ended-then = Where you need one, you are asked to set it up from now on. Are you unable to? Call the helpdesk.
mail-stand-subject = Who is exempt at { $organisation }
mail-stand-heading = Who is exempt from the second step
mail-stand-what = { $n ->
    [one] One person is exempt from the second step (2FA). Until and including which day stands below.
   *[other] { $n } people are exempt from the second step (2FA). The first to end stand below, with the last day.
}
mail-stand-more = And { $n } more, who end later.
mail-stand-then = Whoever no longer needs it can do without it: see Exemptions in the menu. You get this mail every week while somebody is exempt.
mail-exemption-subject = Your exemption at { $organisation } ends soon
mail-exemption-heading = Your exemption ends soon
mail-exemption-what = You need no second step (2FA) up to and including { $day }. After that you do.
mail-exemption-then = Will you still be unable to set one up? Call the helpdesk before that day.
mail-remind-subject = Set up your second step at { $organisation }
mail-remind-heading = Set up your second step
mail-remind-by = From { $day } you sign in with your password and a second step (2FA). You have not set it up yet.
mail-remind-due = To sign in you need a second step (2FA). You have not set it up yet.
mail-remind-may = With a second step (2FA) your password is worth nothing to a thief. You have not set it up yet.
mail-remind-how = Go to { $site } yourself and sign in. There you see how it is done. It takes a few minutes.

mail-approved-subject = Two-step sign-in is on at { $organisation }
mail-approved-heading = Two-step sign-in (2FA) is on
mail-approved-what = You asked for two-step sign-in, and the operator of the platform switched it on.
mail-approved-then = From now on everyone is offered it after signing in. Who must use it, and from when, you set under Policies at { $site }.
mail-declined-subject = Two-step sign-in was not switched on at { $organisation }
mail-declined-heading = Two-step sign-in (2FA) was not switched on
mail-declined-what = You asked for two-step sign-in. The operator of the platform did not switch it on.
mail-declined-then = You can ask again at any time.
mail-operator-says = The operator says: { $message }
