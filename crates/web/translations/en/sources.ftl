# People coming in: systems that write them here.
sources-title = People coming in
sources-lead = Systems that keep the people and groups here up to date by SCIM, such as Entra ID, Okta or a personnel system.
sources-new = Connect a system
sources-none = No system is connected yet
sources-none-why = Connect one, and whoever joins or leaves your organisation comes in and is blocked by itself.
source-too-many = There are 20 systems. Let one go before you connect another.
source-counts = { $people ->
    [one] 1 person
   *[other] { $people } people
  }, { $groups ->
    [one] 1 group
   *[other] { $groups } groups
  }
source-last-used = last heard on { $moment }
source-never-used = not heard yet
source-saved = { $name } is saved
source-removed = { $name } was let go
source-name-hint = As you call it, such as Entra ID. It stands in the log beside what it does.
source-name-taken = Another system has this name. Choose another one.
source-g-here = Who is here already
source-g-here-why = Somebody who signs in by the same user name as a person in the system.
source-takes-over = Let the system take over people and groups that are here
source-takes-over-hint = From then on it changes and blocks them. Their second step and password stay. People with rights over others are never taken over.
source-g-gone = Who is there no longer
source-gone-block = Block
source-gone-block-hint = They are signed out at once and can’t sign in. Whoever comes back is let in again, unless you blocked them yourself.
source-gone-keep = Leave as they are
source-gone-keep-hint = They keep their access, and you change them here by hand.
source-g-mapping = What goes where
source-g-mapping-why = For each field the attribute of SCIM that fills it. Leave a field empty to change it here by hand.
source-mapping-then = After a change, let the system send everybody again. What no field asks for is not kept.
source-path-wrong = ‘{ $field }’ can’t be filled from that. Type an attribute such as title, name.givenName or urn:…:User:department.
source-path-needed = ‘{ $field }’ can’t be empty: everybody has one.
source-path-emails = E-mail addresses come from ‘emails’.
source-g-try = Try it out
source-g-try-why = Nothing is saved. It is read by what stands above, saved or not.
source-try-body = A person as the system sends them, in JSON
source-try = Try
source-try-read = This is how the person would come in
source-try-here = Somebody signs in by this user name already.
source-try-refused = The person would be refused
source-use = What the system needs
source-use-base = As address (tenant URL, base URL):
source-use-key = As secret token: the key, which you see when you make it.
source-use-name = Matching by userName.
source-use-safe = Keep the key as you keep a password: whoever has it changes who can sign in.
source-former-then = Put the new one into the system before then.
source-renew-why = You see the new one once. The one that the system has now opens for one more day, so that nothing stands still.
source-remove = Let go
source-remove-title = Let { $name } go?
source-remove-key = Its key opens nothing from now on.
source-remove-people = { $people ->
    [0] Nobody comes from it.
    [one] The 1 person who comes from it stays, and is changed here by hand.
   *[other] The { $people } people who come from it stay, and are changed here by hand.
  }
source-remove-blocked = Whoever it blocked stays blocked.
source-remove-changed = Somebody changed it just now. Look again before you let it go.
source-of-person = Comes from
source-edit-person = { $name } sends name, user name and addresses of this person. What you change here stays until it changes there.
