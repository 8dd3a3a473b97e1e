# What people read in the product.
announcements-title = Announcements
announcements-lead = What { $organisation } wants you to know today.
announcements-none = There is nothing to read today.
announcements-no = No announcement yet.
announcements-away = Put away
announcements-put-away = { $count ->
    [one] See the announcement that you put away
   *[other] See the { $count } announcements that you put away
 }
announcement-put-away = Put away
announcement-lead = People read an announcement on their first page after signing in.
announcement-new = New announcement
announcement-edit = Edit announcement
announcement-saved = The announcement is saved.
announcement-ahead = Planned
announcement-now = Shown now
announcement-over = Over
announcement-days = From { $first } until { $last }
announcement-everyone = Everyone
announcement-g-who = For whom
announcement-g-who-why = Who is in the selection is looked up at the moment of reading.
announcement-selection = Selection
announcement-lacking = Only for people without a second step
announcement-lacking-short = only without a second step
announcement-g-when = When
announcement-g-when-why = Both days count, by the clock of your organisation.
announcement-from = First day
announcement-until = Last day
announcement-g-how = How
announcement-important = Important: shown on top and in colour
announcement-dismissible = People can put it away
announcement-shared = Hand it to other systems too
announcement-shared-why = Such as your intranet: in the feeds and by webhook.
announcement-heading = Title
announcement-reads = As it is read: { $language }
announcement-names-deadline = The text names a deadline. So only people see it who still lack the second step that is required of them, and whose day is still to come.
announcement-remove = Remove announcement
announcement-remove-why = Nobody sees it any more. Removing cannot be undone.
announcement-e-before = The last day is before the first.
announcement-e-over = The last day is over, so nobody would read it.
announcement-e-selection = This selection is not there any more. Choose another one.
announcement-placeholders-why = An empty line begins a paragraph.
