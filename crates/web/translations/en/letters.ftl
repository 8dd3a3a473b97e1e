# Letters on paper of a campaign: what stands on them.
letter-closing = Kind regards,
letter-begin = How to begin
letter-begin-formal = How to begin
letter-begin-go = Go to { $site }, or scan the code beside this with your phone.
letter-begin-go-formal = Go to { $site }, or scan the code beside this with your phone.
letter-begin-sign-in = Sign in with your user name and your password. The page shows you the way.
letter-begin-sign-in-formal = Sign in with your user name and your password. The page shows you the way.
letter-begin-help = Read at { $site }/help how each way works, also without a smartphone.
letter-begin-help-formal = Read at { $site }/help how each way works, also without a smartphone.
letter-begin-call = Stuck? Call the helpdesk: { $phone }.
letter-begin-call-formal = Stuck? Call the helpdesk: { $phone }.
letter-never = We never ask for your password or a code by letter, e-mail or telephone.
letter-never-formal = We never ask for your password or a code by letter, e-mail or telephone.
letter-sheet = Sheet { $number } of { $of }

# The page on which they are made.
letters = Letters
letters-lead = A letter for everyone whom no mail reaches, in their own language and with their own deadline. Each A4 fits a window envelope (DIN 5008 form B).
letters-wrong = It cannot be done like this
letters-g-what = What
letters-g-what-why = The text is that of the message. Change it at the messages of the campaign.
letters-message = Message
letters-dated = Date on the letter
letters-dated-hint = The day on which you post them. Days count from that date.
letters-g-whom = For whom
letters-to-new = Whoever has not had this message
letters-to-all = Everyone without mail
letters-g-address = Address
letters-g-address-why = Choose which attributes make up the address. The name stands above it. Without a choice the window shows the name alone.
letters-no-attributes = There are no attributes that can hold an address. For now the window shows the name alone.
letters-line = Line { $line }, part { $part }
letters-nothing = Nothing
letters-show = See what there will be
letters-found = What there will be
letters-count = { $n ->
    [one] 1 letter
   *[other] { $n } letters
}
letters-no-address = { $n ->
    [one] 1 of them shows a name alone in the window
   *[other] { $n } of them show a name alone in the window
}
letters-had = { $n ->
    [one] 1 person has had this message, or a later one
   *[other] { $n } people have had this message, or a later one
}
letters-untrue = { $n ->
    [one] 1 person does not get this text, for it would not be true on that day
   *[other] { $n } people do not get this text, for it would not be true on that day
}
letters-nobody = No letter for anyone
letters-nobody-why = Nobody is without mail, or has not had this message. Choose another message or another date.
letters-file = File
letters-part = Letter { $first } to { $last }
letters-parts-why = A file has at most { $most } letters.
letters-posted = These letters will be posted
letters-posted-hint = Whoever gets one counts as told, and does not get this message by mail as well.
letters-not-running = While the campaign is not running, you can only look at the letters.
letters-make = Make the letters
letters-cannot = These letters cannot be made
letters-cannot-count = { $n ->
    [one] 1 letter is not made. Tell that person another way.
   *[other] { $n } letters are not made. Tell these people another way.
}
letters-cannot-more = These are the first { $n }.
letters-w-characters = The font does not have { $characters }
letters-w-text = The text itself has { $characters }, which the font does not have: change the text
letters-w-address = Name and address do not fit in the window
letters-e-kind = This campaign has no message with that text.
letters-e-lines = One of those attributes is gone. Choose again.
letters-e-dated = Choose a day from today to { $most } days ahead.
campaign-letters = { $n ->
    [one] 1 by letter
   *[other] { $n } by letter
}
campaign-o-letter = Letter
campaign-by-letter = On paper
campaign-export = Export this list
