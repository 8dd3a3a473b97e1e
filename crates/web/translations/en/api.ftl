# What platforms in module mode say to the person; plain text, one or two sentences.
api-refuse = That name and password don’t belong together.
api-allow = You’re signed in until { $moment }.
api-prove = Type the 6 digits that your authenticator app shows now.
api-offer = Protect your account with a second step: an app on your phone that shows a code. Setting it up takes about two minutes.
api-offer-until = { $n ->
    [one] From { $day } you need a second step to sign in: 1 day left. Setting it up now takes about two minutes.
   *[other] From { $day } you need a second step to sign in: { $n } days left. Setting it up now takes about two minutes.
}
api-enrol = Since { $day } you need a second step to sign in. Set it up to continue; it takes about two minutes.
api-right = That code is right.
api-wrong = That code isn’t right. Type the code that your app shows now.
api-replayed = That code was used before. Wait for the next code in your app and type that one.
api-malformed = A code has 6 digits. Type the digits that your app shows now; spaces are fine.
api-wait = Too many wrong codes. Try again at { $clock }.
api-closed = Codes are not accepted for your account at the moment. Ask your helpdesk for a pass.
api-password = To continue, type your password again.
api-ended = You’re no longer signed in. Sign in again to continue.
