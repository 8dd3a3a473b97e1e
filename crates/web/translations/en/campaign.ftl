# Messages of a campaign, as the product says them. The values are placeholders, which an administrator may keep or replace.
# The second of each pair is for languages that address strangers in another way.
mail-campaign-footer = This e-mail comes from { $organisation }, because two-step sign-in is coming there. We never ask for a code or password by e-mail or telephone.
campaign-days-left = { $days ->
    [0] today
    [one] 1 day
   *[other] { $days } days
}

campaign-announce-subject = From { $deadline } you sign in to { $organisation } in two steps
campaign-announce-1 = From { $deadline } you sign in to { $organisation } with your password and a second step (2FA). With that, your password is worth nothing to a thief.
campaign-announce-2 = You can set it up now. Go to { $address } yourself and sign in: there you see how it is done. It takes a few minutes, and a phone or computer.
campaign-announce-3 = No smartphone, or rather some help? Every way is explained at { $address }/help.
campaign-announce-subject-formal = From { $deadline } you sign in to { $organisation } in two steps
campaign-announce-1-formal = From { $deadline } you sign in to { $organisation } with your password and a second step (2FA). With that, your password is worth nothing to a thief.
campaign-announce-2-formal = You can set it up now. Go to { $address } yourself and sign in: there you see how it is done. It takes a few minutes, and a phone or computer.
campaign-announce-3-formal = No smartphone, or rather some help? Every way is explained at { $address }/help.

campaign-remind-subject = Set up your second step at { $organisation } before { $deadline }
campaign-remind-1 = You have { $days } left: from { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet.
campaign-remind-2 = Go to { $address } yourself and sign in. There you see how it is done. It takes a few minutes. Whoever waits longer needs a code by e-mail or a call to the helpdesk as well.
campaign-remind-3 = No smartphone, or rather some help? Every way is explained at { $address }/help.
campaign-remind-subject-formal = Set up your second step at { $organisation } before { $deadline }
campaign-remind-1-formal = You have { $days } left: from { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet.
campaign-remind-2-formal = Go to { $address } yourself and sign in. There you see how it is done. It takes a few minutes. Whoever waits longer needs a code by e-mail or a call to the helpdesk as well.
campaign-remind-3-formal = No smartphone, or rather some help? Every way is explained at { $address }/help.

campaign-day-subject = From today you need your second step at { $organisation }
campaign-day-1 = From { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet.
campaign-day-2 = At your next sign-in you set it up first. Go to { $address } yourself and sign in: there you see how it is done.
campaign-day-3 = Stuck? What to do is at { $address }/help.
campaign-day-subject-formal = From today you need your second step at { $organisation }
campaign-day-1-formal = From { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet.
campaign-day-2-formal = At your next sign-in you set it up first. Go to { $address } yourself and sign in: there you see how it is done.
campaign-day-3-formal = Stuck? What to do is at { $address }/help.

campaign-after-subject = You still have no second step at { $organisation }
campaign-after-1 = Since { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet, so nothing opens before you do.
campaign-after-2 = Go to { $address } yourself and sign in: there you see how it is done. It takes a few minutes.
campaign-after-3 = Stuck? What to do is at { $address }/help.
campaign-after-subject-formal = You still have no second step at { $organisation }
campaign-after-1-formal = Since { $deadline } you sign in to { $organisation } with your password and a second step (2FA). You have not set it up yet, so nothing opens before you do.
campaign-after-2-formal = Go to { $address } yourself and sign in: there you see how it is done. It takes a few minutes.
campaign-after-3-formal = Stuck? What to do is at { $address }/help.
