# Hardware tokens: small devices that make codes.
token-kind = Hardware token
token-title = Set up a hardware token
token-lead = A hardware token is a small device that makes codes. You need no phone for it. You get it from your organisation.
token-serial = Number of the token
token-serial-hint = It is on the back, often below a bar code.
token-serial-check = Check the number.
token-one = The code that the token shows now
token-one-hint = Press the button if nothing shows.
token-next = The code after that
token-next-hint = Wait until another code shows, or press the button once more.
token-confirm = Start using this token
token-no-serial = The number of the token is missing
token-no-code = These are no codes of a token
token-two-codes = Type two codes that come right after each other.
token-wrong = This number and these codes don’t belong together
token-wrong-advice = Check the number and type two codes that come right after each other. If that fails, call the helpdesk: the token may not be in here yet.
token-taken-advice = Something else of yours has this number for a name. Give that another name first.
offer-token = I was given a hardware token
ways-add-token = Add a token
notice-token-right = Token { $name } runs right again
code-label-any = Code
factor-open-token = Type the code of your token <strong>{ $name }</strong>.
factor-open-tokens = Type the code of one of your tokens:
factor-open-any = Type the code of one of these:
factor-other-token = Can’t get to your token right now?
factor-token-next = Do you use a token? Then type the next code that it shows.

# At the desk
act-token = Give or put right a hardware token
give-token-title = Hardware token for { $name }
give-token-hand = Have the token at hand: you copy two codes. That way you know it is the right one, and that it runs right.
give-token-ends = { $name } is signed out everywhere, gets an e-mail, and signs in with the token from then on.
give-token-right = Does { $name } have this token already? Then this puts it right, and nothing else changes.
give-token-reason = How do you know who it is?
give-token-reason-hint = For example: passport seen, or called back on the number that we have. It goes into the log.
give-token-held = { $name } has a token already
give-token-instead = The new one takes the place of
give-token-beside = None: it comes beside it
give-token-fate = What becomes of the old one?
fate-lost = It is lost
fate-stock = It goes back to the stock
give-token = Give the token
give-token-no-reason = Say how you know who it is.
give-token-no-such = There is no token with this number in the stock.
give-token-held-by = Somebody else has this token. If it came back, put it back in the stock first.
give-token-lost = This token is noted as lost. If it is back, put it back in the stock first.
give-token-not-allowed = A rule holds for this person that takes no codes. Use a passkey or security key.
give-token-changed = The old token is not this person’s any more. Look again.
give-token-wrong = These are not two codes of this token right after each other, or they were used before. Type two new ones.
notice-token-given = The token was given
notice-token-synchronised = The token runs right again

# Stock
tokens-title = Hardware tokens
tokens-lead = Small devices that make codes, for those who use no phone: what is in stock, who has one, and what is lost.
tokens-import = Add tokens
tokens-none = There are no hardware tokens yet
tokens-none-why = Your supplier sends a file along with the tokens. Add that, and then give each token to somebody from the page of that person.
tokens-search = Number
tokens-which = Which
tokens-all = All ({ $n })
tokens-stock = In stock ({ $n })
tokens-held = In use ({ $n })
tokens-lost = Lost ({ $n })
tokens-show = Show
tokens-nothing = No token was found
tokens-nothing-why = Check the number, or choose another kind.
tokens-first = To the beginning
tokens-next = Next
token-in-stock = In stock
token-held = In use
token-lost = Lost
token-lost-since = Lost since { $day }
token-by-30 = { $digits } digits, a new code every 30 seconds
token-by-60 = { $digits } digits, a new code every 60 seconds
token-by-counter = { $digits } digits, a new code at every press of the button
token-by-other = { $digits } digits
token-page = Token { $serial }
token-has = { $name } has this token.
token-stock-how = Nobody has it. Give it to somebody from the page of that person, under “People”.
token-imported = Added on { $day }
token-what = What happened to this token?
token-take-why = { $name } can’t sign in with it any more at once, is signed out everywhere and gets an e-mail. If { $name } has nothing else, we ask to set something up at the next sign-in.
token-back = Back in the stock
token-is-lost = It is lost
token-found = It is back
token-remove = Remove
token-remove-why = Nobody can start using a token that is lost. Whoever removes one deletes its key too: the file of the supplier is then needed to add it again.
token-noted-stock = Token { $serial } is in the stock
token-noted-lost = Token { $serial } is noted as lost
token-noted-removed = Token { $serial } was removed
tokens-import-lead = The file of your supplier, with numbers and keys. We keep the keys encrypted, and don’t keep the file.
tokens-which-file = The file
tokens-file-why = PSKC (RFC 6030), or a list of number and key as Microsoft Entra and most suppliers have it. Tokens that are here already stay as they are.
tokens-password = Password or transport key
tokens-password-hint = Only if the file is encrypted. The supplier sends it separately.
tokens-usual = Where the file does not say
tokens-usual-hint = The manual tells what the tokens do.
usual-30 = A new code every 30 seconds
usual-60 = A new code every 60 seconds
usual-counter = A new code at every press of the button
tokens-file-hint = XML, PSKC, CSV or text, at most 10,000 tokens.
tokens-send = Add
tokens-added = { $n ->
    [0] No token was added
    [one] One token was added
   *[other] { $n } tokens were added
}
tokens-known = { $n ->
    [one] One token was here already and stays as it is.
   *[other] { $n } tokens were here already and stay as they are.
}
tokens-left = { $n ->
    [one] We can’t use one line:
   *[other] We can’t use { $n } lines:
}
tokens-left-title = What did not come in
tokens-left-line = Line { $number }
tokens-left-serial = The number is missing, too long, or holds signs that nobody can see.
tokens-left-twice = This number was in the file before.
tokens-left-key = The key is missing, or can’t be read.
tokens-left-key-length = The key is too short to be safe, or too long.
tokens-left-kind = We don’t know this kind of token: TOTP and HOTP only.
tokens-left-digits = The codes don’t have 6 or 8 digits.
tokens-left-period = The codes don’t last 30 or 60 seconds.
tokens-left-algorithm = We don’t know the hash function: SHA-1, SHA-256 and SHA-512 only.
tokens-left-counter = The counter is no number.
tokens-left-mac = The proof of this key does not fit: the file is damaged.
tokens-file-empty = There are no tokens in this file.
tokens-file-not-text = This file is no text in UTF-8. Save it again as UTF-8.
tokens-file-not-pskc = This XML file is no PSKC, or is not complete.
tokens-file-too-many = There are more than 10,000 tokens in it. Split the file.
tokens-file-needs-password = The keys are encrypted. Type the password or transport key, and choose the file again.
tokens-file-not-a-key = The transport key is 16, 24 or 32 bytes in digits and the letters a to f. Check it, and choose the file again.
tokens-file-wrong-password = This password does not open the file, or the file is damaged. Check it, and choose the file again.
tokens-file-encryption = The keys are encrypted in a way that we don’t know. Ask the supplier for PSKC with a password or transport key.
