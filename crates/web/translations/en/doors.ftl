# At the door of another application (`/auth/check`): single sentences, on a page without a menu.

auth-sign-in = Sign in first.
auth-forbidden = You may not enter here. If you think you should, ask your helpdesk.
auth-unreadable = The address of this page can’t be read. Go back and try again from the start of the site.
auth-unavailable = Nobody can be let in for a moment. Try again in a minute.
auth-unknown = No application is set up at this address. Its administrator adds it in Tweestap, under Applications.
auth-set-up = This application isn’t set up for sign-in yet. Its administrator finds what to mend in the log of Tweestap.
auth-help = Help with signing in
