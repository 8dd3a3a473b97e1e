# Overview and My profile.
home-hello = Hello { $name }
home-lead = You’re signed in at { $organisation }.
home-enrolled = Your second step is on
home-enrolled-then = From now on you sign in with your password and a code from your app.
home-postponed = You chose ‘Later’
home-postponed-then = You can also set up the second step right now.
home-session = How long you’re signed in
home-until = You’re signed in until <strong>{ $moment }</strong>, also if you close your browser in between.
home-browser = You’re signed in until you close your browser, or until <strong>{ $moment }</strong> at the latest.
home-idle = If you do nothing for { $span }, you’re signed out.
home-device-until = On this device we don’t ask for a code until <strong>{ $day }</strong>.
home-device-next = We don’t remember this device: the next time you sign in, we ask for a code.
home-device-always = Every time you sign in, we ask for a code.
home-sessions = See where else you’re signed in
home-manage = Manage

check-up-title = Does your app still work?
check-up-offer = You last used a code on { $day }. Try one now: then you know it works before you need it.
check-up-lead = You last used a code on { $day }. Type the code that your app shows now. Nothing changes; it’s only to see that it works.
check-up-try = Try this code
check-up-try-it = Try a code
check-up-later = Not now
check-up-broken = Doesn’t it work, or is your phone gone?
check-up-anew = Set up the app again
check-up-works = Your app works
check-up-works-then = If you don’t use it for four weeks, we ask again.

step-on = On since { $day }
step-off = Not on yet
step-off-advice = You sign in with your password alone. With a second step, a thief has no use for it.
step-exempt = You’re exempt
step-exempt-until = You’re exempt until { $day }
step-exempt-advice = You don’t have to set up a second step. You may.
step-not-offered = Your organisation doesn’t ask you for a second step.

two-factor-title = Two-step sign-in (2FA)
two-factor-lead = You show that it’s you with your password and a second step.
ways-title = How you take the second step
ways-add = Add an app
ways-empty = You haven’t set up a second step yet
ways-empty-why = An app on your phone makes codes with which only you can sign in.
ways-last = You must have a second step, so you can’t remove the last one. New phone? Add it first, then remove the old one.
chip-disabled = Turned off
added-on = added { $day }
used-on = last used { $day }
never-used = never used
codes-made = Made on { $day }.
codes-made-then = New codes make the old ones worthless.
codes-few = You don’t have many left. Make new ones.
codes-renew = Make new codes
notice-added = { $name } was added
notice-removed = { $name } was removed
notice-renamed = The app is called { $name } now
notice-renewed = You have new recovery codes
notice-recovery = You used a recovery code
notice-recovery-then = Lost your phone? Add your new phone and remove the old one.
notice-application = { $host } asks for a second step
notice-application-then = Set one up here, then open it again.
notice-last = You can’t remove your last app
notice-last-then = You must have a second step. Add another app first.

back-two-factor = ‹ Back to two-step sign-in
remove-title = Remove { $name }?
remove-codes = Codes from this app stop working at once.
remove-last = This is the last one. After that you sign in with your password alone.
remove-recovery = Your recovery codes stop working too.
remove-devices = You’re signed out everywhere except here, and your trusted devices are forgotten.
remove-mail = You get an e-mail about this.
rename-title = What is this app called?
rename-lead = You see this name when you sign in, so that you know which phone to take.
renew-title = Make new recovery codes?
renew-none-left = You have no recovery codes left.
renew-old = { $n ->
    [one] Your last old code stops working at once.
   *[other] Your { $n } old codes stop working at once.
}
renew-shown-once = You see the new codes once. Make sure you can store or print them.
renew-keep = Keep the old codes
renew-too-often = You made new codes several times just now
renew-too-often-advice = The codes that you got last keep working. You can make new ones in { $span }.

devices-lead = On these devices you took your second step and chose ‘Remember this device’. We don’t ask for a code there for a while.
devices-empty = There are no trusted devices
devices-empty-how = Tick ‘Remember this device’ when you sign in. Then we don’t ask for a code there for a while.
devices-not-possible = We ask you for a code every time, so we don’t remember devices.
devices-forgotten = Forgotten
devices-forgotten-then = The next time you sign in there, we ask for a code.
devices-forget-all = Forget all devices
device-until = No code until { $day }
device-over = A code the next time
this-device = This device
used-at = last used { $moment }

sessions-title = Where you’re signed in
sessions-lead = See something you don’t know? Sign it out here, then change your password.
sessions-ended = Signed out
sessions-all-ended = You’re signed out everywhere except here
sign-out-everywhere = Sign out everywhere
this-session = Here
since = Since { $moment }
back-sessions = ‹ Back to where you’re signed in
everywhere-title = Sign out everywhere?
everywhere-sessions = { $n ->
    [0] You’re not signed in anywhere else.
    [one] You’re signed out in 1 other place.
   *[other] You’re signed out in { $n } other places.
}
everywhere-devices = { $n ->
    [one] Your trusted device is forgotten.
   *[other] Your { $n } trusted devices are forgotten.
}
everywhere-here = You stay signed in here.
everywhere-keep = Change nothing

password-title = Change your password
password-lead = Choose a password that you use nowhere else.
password-current = Current password
password-new = New password
password-rule = At least { $n } characters. A sentence is fine, spaces too. Not your name, and not the organisation’s.
password-ends = After that you’re signed out everywhere except here, and your trusted devices are forgotten.
password-ends-sessions = After that you’re signed out everywhere except here.
password-button = Change password
password-changed = Your password was changed
password-changed-then = You’re signed out everywhere except here.
password-not-changed = Your password was not changed
password-current-advice = The current password isn’t right. <a href="#current">Type it again.</a>
password-new-advice = <a href="#new">Choose another new password.</a>
password-short = Too short: use at least { $n } characters.
password-long = Too long: use a shorter phrase.
password-easy = A word with little around it is easy to guess. Make a sentence of a few words.
password-word = It leans on your name, your address or the organisation’s. Others guess that. Choose other words.
password-same = This is your current password.
codes-none = There are none. Make them now: they let you in when the phone is gone.
password-common = This one is on the list of passwords that thieves try first. Make a sentence of a few words.
password-keys = Keys in a row are easy to guess. Make a sentence of a few words.
password-repeat = The same over and over is easy to guess. Make a sentence of a few words.
password-row = A row such as abcdef is easy to guess. Make a sentence of a few words.
password-date = A date or a year is easy to guess. Make a sentence of a few words.
password-try = See how strong it is
password-would-do = This password will do
password-would-do-then = Nothing was changed yet. Type both passwords once more to change it.
strength = Strength: { $word }
strength-weak = too weak
strength-fair = fair
strength-good = good
strength-strong = strong

connected-title = Applications that know you
connected-lead = You went on to these from here, or let them stay connected.
connected-since = since { $moment }
connected-end = Disconnect
connected-ended = Disconnected. The application gets nothing more about you; you may still be signed in there for a few minutes.
