# People from a CSV file.
import-title = Import people
import-lead = Add people, or change those who are there, from a CSV file. You see what would change before anything does.
import-which = What comes in
import-file = CSV file
import-file-hint = The first line names the columns. UTF-8 or Windows-1252, with commas, semicolons or tabs. At most 256 MB.
import-send = Send the file
import-empty = The file is empty.
import-utf16 = The file is written in UTF-16. Save it as ‘CSV UTF-8’.
import-workbook = This is a workbook. Open it in the spreadsheet and save it as ‘CSV UTF-8’.
import-binary = Line { $line } holds bytes that no text has. Save the file as ‘CSV UTF-8’.
import-neither = Line { $line } is neither UTF-8 nor Windows-1252, as the rest is. Save the file as ‘CSV UTF-8’.
import-earlier = Your imports
import-lines = { $n ->
    [one] 1 line
   *[other] { $n } lines
}
import-stage-arrived = Choose columns
import-stage-looking = Is being looked at
import-stage-looked = Nothing imported yet
import-stage-adding = Is being imported
import-stage-done = Imported
import-stage-stopped = Stopped
import-columns = What do the columns mean?
import-columns-hint = An empty field leaves what is there. A dash takes it away.
import-column-of = Meaning of the column { $name }
import-example = For example: { $text }
import-key = People are known by
import-key-hint = Whoever has it already is changed; everybody else is added.
import-mode = Whom
import-mode-all = Add new people and change known ones
import-mode-new = New people alone
import-mode-known = Known people alone
import-look = Show what would change
import-cancel = Cancel
import-is-ignored = Do not import
import-is-user-name = User name
import-is-display-name = Full name
import-is-email = E-mail address
import-is-more-email = E-mail address { $n }
import-is-language = Language
import-is-role = Role
import-is-groups = Groups, with | between them
import-is-group = In the group { $name } (yes or no)
import-unknown = Nobody knows what ‘{ $name }’ means.
import-twice = Two columns mean the same: { $name }.
import-no-key = No column is ‘{ $name }’, by which people are known.
import-no-such-key = People cannot be known by ‘{ $name }’.
import-looking = The file is being looked at
import-adding = People are being imported
import-at = Line { $line } of { $all }. This page renews itself.
import-renew = Show how far it is
import-leave = You may leave this page: the work goes on.
import-looked = What would change
import-nothing-yet = Nothing is imported yet.
import-count-added = { $n ->
    [one] 1 added
   *[other] { $n } added
}
import-count-changed = { $n ->
    [one] 1 changed
   *[other] { $n } changed
}
import-count-same = { $n ->
    [one] 1 stays as it is
   *[other] { $n } stay as they are
}
import-count-bad = { $n ->
    [one] 1 bad line
   *[other] { $n } bad lines
}
import-first-lines = The first lines that change something or are bad
import-line = Line
import-person = Person
import-what = What
import-adds = Is added
import-from-to = { $name }: { $before } becomes { $after }
import-nothing = nothing
import-skip = Import the other lines, without the bad ones
import-skip-needed = There are bad lines. Mend the file and send it again, or say that the others are enough.
import-go = Import
import-again = Choose columns again
import-done = The people are imported
import-stopped = The import stopped
import-stopped-bad = A line is bad that was good when you looked. The lines above it are imported. Mend it and send the file again.
import-stopped-no-longer = Whoever started it may no longer import people. The lines so far are imported.
import-stopped-superuser = It would leave no SuperUser who can sign in. The lines so far are imported.
import-stopped-lost = The file cannot be read any more. Send it again: what is imported stays as it is.
import-to-people = To the people
import-other = Import another file
import-in-column = { $name } ‘{ $value }’: { $problem }
import-bad-width = { $found } fields where { $wanted } were expected
import-bad-no-key = says not whom the line is about
import-bad-missing = a new person needs one
import-bad-needed = cannot be taken away
import-bad-text = longer than { $n } characters, or with characters that nobody sees
import-bad-address = expected an e-mail address such as name@example.org
import-bad-language = expected nl or en
import-bad-role = expected one of: { $names }
import-bad-yes-no = expected yes or no
import-bad-number = expected a number
import-bad-date = expected a date such as 2026-12-08
import-bad-choice = expected one of: { $names }
import-bad-stands = stands on line { $line } too
import-bad-stands-above = stands on a line above too
import-bad-twice = stands twice on this line
import-bad-taken = someone else has it
import-bad-several = more than one person has it
import-bad-exists = is there already
import-bad-nobody = nobody has it
import-bad-more-rights = has more rights than you
import-bad-role-not-given = that role is not yours to give
