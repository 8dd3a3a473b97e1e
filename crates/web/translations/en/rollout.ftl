# Administration: the board of the roll-out and the people behind its figures.
rollout-title = Roll-out
rollout-none = There’s no rule that offers or requires two-step sign-in
rollout-none-why = As soon as there is one, you see here how far its people are.
rollout-rules = Rule
rollout-rule = Rule
rollout-mandatory-from = mandatory from { $day }
rollout-mandatory = mandatory
rollout-offered = offered, not mandatory
rollout-part = Only those in ‘{ $name }’.
rollout-part-all = Show everyone
rollout-counting = The people are being counted
rollout-counting-why = With many people that takes a few minutes. Open this page again after that.
rollout-as-of = Counted { $moment }.
rollout-have = With a second step
rollout-of = { $have } of { $n }
rollout-more = { $n } more than a week ago
rollout-fewer = { $n } fewer than a week ago
rollout-same = As many as a week ago
rollout-days = Days to the deadline
rollout-days-since = Days since the deadline
rollout-at-once = At once
rollout-at-once-means = Mandatory without a date
rollout-no-deadline = None
rollout-offered-means = We offer it after sign-in
rollout-left = Still to do
rollout-exempt = { $n ->
    [one] 1 more is exempt
   *[other] { $n } more are exempt
}
rollout-blocked = { $n ->
    [one] 1 is blocked, and not counted
   *[other] { $n } are blocked, and not counted
}
rollout-there = Everyone there
rollout-done = Done
rollout-done-means = Everyone who isn’t exempt has a second step
rollout-unknown = Unknown
rollout-stalled = Hardly anybody followed in the last two weeks.
rollout-too-early = There are too few days to go by.
rollout-pace = At { $n } a week, as in the last two weeks.
rollout-pace-slow = At less than 1 a week, as in the last two weeks.
rollout-late = That’s after the deadline.
rollout-needed = Needed for the deadline: { $n } a week.
rollout-chart = People with a second step
rollout-chart-weekly = Each Monday, and today.
rollout-chart-daily = Day by day.
rollout-chart-pace = Dotted: the pace needed to reach everyone who isn’t exempt.
rollout-chart-table = As a table
rollout-chart-deadline = deadline
rollout-worked-out = Days on which nobody counted, the last of them { $day }, are worked out from the audit log, for the people whom the rule holds for now.
rollout-parts = By selection and group
rollout-parts-more = { $n ->
    [one] 1 more
   *[other] { $n } more
}
rollout-who = Who is left
rollout-nobody = Nobody is left.
rollout-n-never = { $n } never signed in
rollout-n-later = { $n } chose ‘Later’
rollout-n-not-yet = { $n } not yet
rollout-n-cannot = { $n } can’t set it up
rollout-n-unreached = No mail reaches { $n } of them
rollout-caption = People without a second step
rollout-stands = Where things stand
rollout-status = Status
rollout-reminders = Reminders
rollout-reminded = { $n ->
    [0] None yet
   *[other] { $n } sent
}
rollout-last = Last sign-in
rollout-chip-cannot = Can’t set it up
rollout-chip-never = Never signed in
rollout-bounces = mail doesn’t arrive
rollout-chip-later = Chose ‘Later’ { $n }×
rollout-some-of = { $some } of { $n ->
    [one] 1 person
   *[other] { $n } people
}
rollout-all = Show all
rollout-export = { $n ->
    [one] Export 1 person
   *[other] Export { $n } people
}
rollout-export-list = Export this list
rollout-numbers = The chart in numbers
rollout-numbers-day = Day
rollout-numbers-people = People
rollout-numbers-share = Share
rollout-numbers-scroll = Table, scrolls sideways
rollout-lists = Which people
rollout-list-people = Everyone under the rule
rollout-list-have = With a second step
rollout-list-left = Still to do
rollout-list-cannot = Can’t set it up
rollout-list-never = Never signed in
rollout-list-later = Chose ‘Later’
rollout-list-later-why = They were offered it at sign-in, and chose ‘Later’ at least once.
rollout-list-not-yet = Not yet
rollout-list-not-yet-why = They have signed in, and haven’t set it up or chosen ‘Later’.
rollout-list-unreached = No mail reaches them
rollout-list-unreached-why = Still to do, and without an e-mail address at which mail arrives. Hand them a letter, or correct the address.
rollout-list-exempt = Exempt
rollout-list-blocked = Blocked
rollout-list-blocked-why = Who is blocked doesn’t sign in, and isn’t in the figures.
short-january = Jan
short-february = Feb
short-march = Mar
short-april = Apr
short-may = May
short-june = Jun
short-july = Jul
short-august = Aug
short-september = Sep
short-october = Oct
short-november = Nov
short-december = Dec
day-and-month = { $day } { $month }
rollout-next = Next message: { $step }, { $moment }
rollout-campaign = The campaign { $name } is running
rollout-paused = The campaign { $name } is paused
rollout-drafted = The campaign { $name } is still a draft
rollout-no-campaign = Tell people in time: make a campaign
