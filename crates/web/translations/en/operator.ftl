# The pages of the operators of a platform.
operator-title = Organisations
operator-waiting = { $n ->
    [0] No requests wait for you.
    [one] 1 request waits for you.
   *[other] { $n } requests wait for you.
}
operator-new = Add an organisation
operator-new-lead = It begins without two-step sign-in; its SuperUser asks for that.
operator-name = Name
operator-host = Host name
operator-host-hint = As people type it: id.example.org, without https://.
operator-host-wrong = That’s no host name. Write one such as id.example.org.
operator-host-taken = Another organisation has this host name.
operator-name-wrong = Choose a name of at most 200 characters.
operator-zone = Time zone
operator-zone-wrong = Write a time zone such as Europe/Amsterdam.
operator-state = Two-step sign-in
operator-two-step = 2FA
operator-own = your own organisation
operator-inactive = not on
operator-asked = asked for
operator-active = on
operator-closed = closed
operator-first = The first SuperUser
operator-full-name = Full name
operator-full-name-wrong = Fill in a name of at most 200 characters.
operator-user-name = User name
operator-user-name-wrong = Fill in a user name of at most 100 characters.
operator-address = E-mail address
operator-address-wrong = That’s no e-mail address.
operator-make = Add
operator-not-made = Nothing was added
operator-made = The organisation was added
operator-made-hand-over = Hand this over to the SuperUser, best by telephone. The first thing to do there is to choose a password of one’s own, under My profile.
operator-made-site = Address
operator-made-password = First password
operator-made-once = You see this password once. It’s kept nowhere.
operator-needs-factor = Set up your own second step first
operator-needs-factor-then = Without it you can look, but not decide.
operator-request = Request for two-step sign-in
operator-request-by = { $name } asked for this on { $moment }.
operator-request-at = This was asked for on { $moment }.
operator-message = Message to whoever asked
operator-message-hint = It goes along in the e-mail. When you turn the request down, say why.
operator-message-missing = Say why you turn it down.
operator-approve = Switch it on
operator-decline = Turn it down
operator-not-answered = The request was not answered yet
operator-approved = Two-step sign-in is on. Whoever asked gets an e-mail.
operator-declined = The request was turned down. Whoever asked gets an e-mail.
operator-not-open = Somebody answered this request before
operator-close = Close the organisation
operator-close-what = Nobody signs in any more, and whoever is signed in is out at the next click. Nothing is deleted.
operator-closed-now = The organisation is closed
operator-reopen = Open it again
operator-reopen-what = The organisation is closed. Opened again, everyone signs in as before.
operator-reopened = The organisation is open again
