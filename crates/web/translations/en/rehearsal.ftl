# Administration: the rehearsal of a day.
rehearsal-link = Rehearse a day: what signing in asks of everyone then
rehearsal-title = Rehearsal
rehearsal-lead = What everyone would meet at their next sign-in on a day you choose, by all rules together. Nothing changes.
rehearsal-day = As if it were
rehearsal-part = Whom
rehearsal-do = Rehearse
rehearsal-today = today
rehearsal-deadline = the deadline: { $day }
rehearsal-after = the day after { $day }
rehearsal-then = Signing in on { $day }
rehearsal-people = { $n ->
    [one] 1 person, from midnight that day.
   *[other] { $n } people, from midnight that day.
}
rehearsal-has = Asked for a code
rehearsal-offered = Offered two-step sign-in, not obliged
rehearsal-ahead = Offered it, with a deadline still ahead
rehearsal-obliged = Must set it up before anything opens
rehearsal-exempt = Exempt: in with the password
rehearsal-out-of-reach = Must set it up, and can’t
rehearsal-not-asked = In with the password, nothing asked
rehearsal-blocked = Blocked: can’t sign in
rehearsal-more = { $n } more than now
rehearsal-fewer = { $n } fewer than now
rehearsal-assumes = As people, rules, exemptions and selections are now, on a device we don’t know, if nobody does anything until then.
rehearsal-wrong = There’s no such day to rehearse.
rehearsal-e-day = Type a date, such as 15/1/2027.
rehearsal-e-passed = This day has passed. Choose today or a later day.
rehearsal-back = Back to the figures
