# The code card: numbered codes on paper.
card-name = Code card
card-title = Set up a code card
card-lead = A code card is a sheet with 60 numbered codes. Each time you sign in we ask for one: the next.
card-replaces = As soon as you activate the new card, your old one stops working.
card-reason-paper = You only need paper
card-reason-paper-why = No phone and no device. Print the card on A4, small for your wallet, or in large print.
card-reason-safe = Each code works once
card-reason-safe-why = Strike out what you have used. Whoever knows your password but doesn’t have your card can’t get in.
card-make = Make a card
card-one = Print your card
card-one-how = This is card { $n }. Choose a form: the codes are the same in all three. Print it now: after this session you can’t.
card-form-a4 = On A4
card-form-a4-how = All codes on one sheet
card-form-wallet = Small, for your wallet
card-form-wallet-how = To cut out and fold
card-form-large = In large print
card-form-large-how = Three sheets
card-have = You have a card already
card-from-desk = Card { $n }, from the helpdesk. You can activate it until { $day }.
card-from-you = Card { $n }, which you made earlier. You can activate it until { $day }.
card-two = Activate your card
card-two-why = That shows us that you have the card. This code then counts as used.
card-activate = Activate the card
card-again = Printing failed, or the card is not at hand?
card-make-another = Make another card
card-ask = Code number { $n } of your code card
card-label = Code number { $n }
card-hint = { $card } has { $n ->
    [one] 1 unused code left.
   *[other] { $n } unused codes left.
}
card-left = { $n ->
    [one] 1 code left
   *[other] { $n } codes left
}
card-about = Code card, { $n ->
    [0] all codes used
    [one] 1 code left
   *[other] { $n } codes left
}
card-back = ‹ Use another way
card-other = Can’t get at your card now?
card-step-up = You are about to change how you sign in. For that we ask a code from your card.
card-step-up-for = <strong>{ $application }</strong> asks you to sign in again. Type a code from your card.
card-wrong = That code is not right
card-wrong-advice = <a href="#code">Look at the right number and type that code again.</a>
card-wrong-field = This is not code number { $n } of your card.
card-used-advice = Each code works once. <a href="#code">Type the code at the number we ask for now.</a>
card-shape-advice = <a href="#code">Type the 6 digits after the number.</a> Spaces are fine.
card-disabled = This card no longer works
card-disabled-advice = 100 wrong codes were typed in a row. Sign in with a recovery code and make a new card, or ask the helpdesk for help.
card-used-up = Your code card is used up
card-used-up-then = All its codes are used. Sign in another way and make a new card in My profile.
card-few = { $n ->
    [0] Your code card is used up
    [one] Your code card has 1 code left
   *[other] Your code card has { $n } codes left
}
card-few-then = Make a new one now. The old one works until you activate the new one.
card-new = Make a new code card
ways-add-card = Add a code card
offer-card = A code card on paper
offer-card-how = No smartphone? Take a code card.
card-paper-title = Code card { $n }
card-paper-site = Sign in at { $site }
card-paper-order = When you sign in we ask for the next code, by its number. You type code 1 to activate this card.
card-paper-strike = Strike out what you have used. Each code works once.
card-paper-apart = Don’t write your name or your password on this card. Somebody asks you for a code? Don’t give it.
card-paper-lost = Lost or found this card? Call the helpdesk at once: { $phone }.
card-paper-lost-ask = Lost or found this card? Tell the helpdesk at once.
card-paper-cut = Cut the card out along the outer lines and fold it on the two lines between, with the codes inside.

# At the desk
act-card = Make a code card
give-card-title = Code card for { $name }
give-card-file = You get a file to print. It is there only once: if you close it, you make a new card.
give-card-first = The card counts once { $name } signs in and types code 1. That can be done for 30 days. A card that { $name } has already works until then.
give-card-told = { $name } gets an e-mail that there is a card, never what is on it.
give-card-form = How do you want to print it?
give-card = Make and fetch the card
give-card-not-allowed = A rule holds for this person that takes no code card.
