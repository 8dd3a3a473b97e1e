# What stands on all pages, and dates and spans of time.
language-name = English
language = Language
skip = Skip to content
menu = Menu
main-menu = Main menu
close = Close
my-profile = My profile
menu-home = Overview
menu-two-factor = Two-step sign-in
menu-devices = Trusted devices
menu-sessions = Where you’re signed in
menu-settings = Settings
menu-organisations = Organisations
menu-password = Password
sign-out = Sign out
helpdesk = Helpdesk
help = Help with signing in

previous = Previous
next = Next
continue = Continue
confirm = Confirm
cancel = Cancel
remove = Remove
rename = Rename
forget = Forget
keep = Keep it
copy = Copy
copied = Copied
download = Download
print = Print
show = Show
hide = Hide
refresh = Refresh

username = User name or e-mail address
password = Password
recovery-code = Recovery code
recovery-codes = Recovery codes
authenticator-app = Authenticator app
code-label = 6-digit code

rules-that-hold = Which rules apply to me?
unknown-browser = A browser we don’t recognise
too-many-tries = Too many tries
wait-again = You can try again in { $span }.
tries-left = { $n ->
    [0] That was your last try for now.
    [one] You have 1 try left.
   *[other] You have { $n } tries left.
}
codes-left = { $left } of { $total } left

monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday
january = January
february = February
march = March
april = April
may = May
june = June
july = July
august = August
september = September
october = October
november = November
december = December
date = { $day } { $month } { $year }
date-with-weekday = { $weekday } { $date }
date-and-time = { $date } at { $time }
today-at = today at { $time }
tomorrow-at = tomorrow at { $time }
yesterday-at = yesterday at { $time }
in-no-days = today
in-one-day = tomorrow
in-days = in { $days } days
span-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
span-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
span-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
span-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
save = Save
