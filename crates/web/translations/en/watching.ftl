# Administration: a rule that only watches, compared with what happened.
watching-link = Compare with what happened
watching-compare = Compare
watching-title = What ‘{ $name }’ would have done
watching-lead = This rule only watches, as it is now since { $moment }. It asked nobody anything. Below are the sign-ins that would have gone differently with it on; the others would have been the same.
watching-switch-on = Switch it on…
watching-none = No sign-in would have gone differently so far
watching-none-why = As soon as somebody signs in for whom this rule would change something, it stands here.
watching-total = In all
watching-people = { $n ->
    [one] 1 person
   *[other] { $n } people
}
watching-times = { $n ->
    [one] in 1 sign-in
   *[other] in { $n } sign-ins
}
watching-days = Sign-ins, day by day
watching-session = Signed in for another time, or device not remembered
watching-sooner = Offered with another deadline
watching-offered = Offered two-step sign-in
watching-asked = Asked for a code, or of another kind
watching-obliged = Had to set it up first
watching-stuck = Had to set it up, and couldn’t
watching-assumes = Each sign-in is compared when the password was right, as if the rule had been switched on at that moment: extra time would begin then. What differs most is counted, and kept for 28 days.
watching-on = On { $day }.
watching-all = Since the rule watches as it is now.
watching-last = last: { $moment }
watching-back = Back to the comparison
