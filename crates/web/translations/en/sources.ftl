# People coming in: systems that write them here.
sources-title = People coming in
sources-lead = Systems that keep the people and groups here up to date: by SCIM, such as Entra ID, Okta or a personnel system, or a directory with LDAP, such as Active Directory.
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
source-of-password = { $name }, where their password is too
source-edit-person = { $name } sends name, user name and addresses of this person. What you change here stays until it changes there.

# Directories that people are fetched from by LDAP.
directory-new = Connect a directory
directory-lead = People are fetched from OpenLDAP, Active Directory, or another directory that speaks LDAP. Nobody comes in before you sync it.
directory-connect = Connect
directory-fill-ad = Fill in for Active Directory
directory-fill-general = Fill in for OpenLDAP and others
directory-saved = It is saved
directory-asked = It begins now. Open this page again to see what came of it.
directory-let = They may vanish this once. The sync begins now.
directory-next = next sync on { $moment }
directory-held = { $people ->
    [one] 1 person or membership would vanish at once: nobody was blocked
   *[other] { $people } people or memberships would vanish at once: nobody was blocked
  }
directory-held-then = That is more than you set below. Look at the directory, the base and the filter first. Run it dry to see who it is about.
directory-let-go = { $people ->
    [one] Let this 1 vanish this once
   *[other] Let these { $people } vanish this once
  }
directory-sync-why = A dry run says who would come, change and be blocked, and changes nothing. After the first sync it syncs by itself, as often as you say below.
directory-look = Dry run
directory-sync = Sync now
directory-syncs = The last times
directory-was-look = dry run
directory-was-sync = sync
directory-told-look = What the dry run would do
directory-told-sync = What the last one did
directory-told-some = Of each kind the first 50.
directory-who = Who
directory-test = Test the connection
directory-test-refused = It can’t be read
directory-test-read = It can be read. These are the first people as they would come in
directory-test-more = or more
directory-test-groups = The people are there, but not the groups.
directory-g-settings = Settings
directory-g-where = Where it is
directory-g-where-why = What goes there is encrypted, unless it is on this machine. Nothing is changed in the directory.
directory-urls = Addresses
directory-urls-hint = Such as ldaps://dc1.example.org. Several with a space between: they are tried in this order.
directory-start-tls = Encrypt ldap:// with StartTLS
directory-start-tls-hint = For addresses that begin with ldap://. With ldaps:// everything is encrypted already.
directory-ca = Certificate of its authority
directory-ca-hint = In PEM, where it is one of your own. Empty for the authorities that this server trusts.
directory-bind = Who asks
directory-bind-hint = The distinguished name of an account that may read people and groups, and nothing else.
directory-password = Their password
directory-password-hint = Kept encrypted, and never shown. After a test you type it again.
directory-password-kept = Empty to keep the one that is there. Type it again when you change an address, the certificate or who asks.
directory-g-whom = Who comes in
directory-base = Base
directory-base-hint = The entry that people are below, such as ou=people,dc=example,dc=org.
directory-filter = Filter of people
directory-id = Attribute that never changes
directory-id-hint = By it a person is known again under another name: entryUUID or objectGUID.
directory-every = Minutes between two syncs
directory-every-hint = From 5 to a week of them; 0 to sync by hand alone.
directory-g-mapping-why = For each field the attribute that fills it, such as mail. Leave a field empty to change it here by hand.
directory-g-groups = Groups that come along
directory-g-groups-why = Groups may decide which rules hold for somebody, so whoever changes them there decides that too.
directory-groups = Who is in which group
directory-groups-nowhere = No groups come along
directory-groups-member-of = The attribute memberOf of each person
directory-groups-member = The attribute member or uniqueMember of each group
directory-groups-member-uid = The attribute memberUid of each group
directory-group-base = Base of groups
directory-group-base-hint = Empty where groups are below the base of people.
directory-group-filter = Filter of groups
directory-passwords = They sign in with the password that they have there
directory-passwords-hint = The directory is asked at each sign-in, and the password isn’t kept here. They change it there. The second step stays here.
directory-takes-over = Let the directory take over people and groups that are here
directory-g-gone = Who is gone
directory-gone-hint = Whoever is disabled there is blocked in any case. Whoever comes back is let in again, unless you blocked them yourself.
directory-most-people = Most people who may vanish at once
directory-most-hint = Where more vanish than this and than the percentage below, nobody is blocked before you looked.
directory-most-percent = Or this percentage of all
directory-url-wrong = Type from one to five addresses, each ldaps:// or ldap:// with a host and at most a port.
directory-url-plain = This address isn’t encrypted. Use ldaps://, or tick StartTLS.
directory-url-forbidden = An address lies where nothing is sent to from here.
directory-ca-wrong = There is no certificate in it. Paste the text that begins with BEGIN CERTIFICATE.
directory-bind-wrong = Say who asks, such as cn=reader,dc=example,dc=org.
directory-password-wrong = Type the password of whoever asks, of at most 500 bytes.
directory-base-wrong = Say below which entry they are, in at most 2000 characters.
directory-filter-wrong = That isn’t one whole filter. Look at the brackets, such as (objectClass=person).
directory-id-wrong = Type the name of one attribute, such as entryUUID.
directory-every-wrong = Type 0, or a number of minutes from 5 to 10080.
directory-most-wrong = Type a percentage from 0 to 100.
directory-path-wrong = ‘{ $field }’ can’t be filled from that. Type an attribute such as mail, and none that holds passwords.
directory-no-such-host = The name of its host isn’t known. Look at the address.
directory-refused = Nobody listens there. Look at the address and the port, and at firewalls between.
directory-timed-out = It didn’t answer in time. Look at the port, and at firewalls between.
directory-certificate = Its certificate is by an authority that isn’t trusted, for another name, or out of date. Paste the certificate of its authority.
directory-not-encrypted = It doesn’t encrypt as it should. Look whether it has a certificate, and at ldaps:// and StartTLS.
directory-not-ldap = What answers there doesn’t speak LDAP, or stopped in the middle.
directory-not-let-in = It doesn’t let in whoever asks. Look at the name and the password.
directory-no-base = The base isn’t there, or may not be seen by whoever asks.
directory-not-allowed = Whoever asks may not look there.
directory-filter-unknown = The directory doesn’t know what to make of the filter or of an attribute.
directory-cut-short = It gave a part of what there is. Raise its limit of size or time for whoever asks.
directory-referral = It says that some of it is at another directory. Connect that one by itself, or choose a lower base.
directory-in-parts = It names the members of large groups in parts. Choose memberOf for groups.
directory-nobody = It named nobody at all. Look at the base and the filter.
directory-away = It is busy, or not there for anybody now.
directory-code = It answered with the code { $code } of LDAP.
directory-stopped = It stopped before its end. Nobody was blocked.
directory-state-waiting = waits
directory-state-running = under way
directory-state-done = done
directory-state-held = held back
directory-state-failed = failed
directory-n-listed = { $n } listed
directory-n-added = { $n } added
directory-n-changed = { $n } changed
directory-n-blocked = { $n } blocked
directory-n-let-in = { $n } let in again
directory-n-gone = { $n } gone
directory-n-refused = { $n } refused
directory-n-groups-made = { $n } groups made
directory-n-groups-changed = { $n } groups changed
directory-n-groups-gone = { $n } groups gone
directory-added = Comes in
directory-changed = Changes
directory-blocked = Is disabled there: blocked
directory-let-in = Is let in again
directory-gone = Is there no longer
directory-taken = Somebody else signs in by this name or address
directory-taken-there = Somebody is known by this name for ever already
directory-here-already = Is here already and did not come from there: let the directory take over
directory-left-under = Somebody who left had this name, and is somebody else: give that person another user name first
directory-not-taken-over = Has rights over others here, and is not taken over
directory-more-rights = Has rights over others here: changed by hand, and only blocked from there
directory-last-superuser = Is the last SuperUser who can sign in, and stays
directory-group-made = Group is made
directory-group-changed = Group changes
directory-group-gone = Group is there no longer
directory-group-name = The name of this group is longer than 100 characters, or has a control character
directory-group-taken = A group of this name is here already and did not come from there
directory-group-mixed = Others are in this group too: it is not renamed from there
directory-group-later = This group changed meanwhile: the next sync looks again
directory-value = A value does not fit
directory-remove-password = Whoever has their password there signs in no longer, until you give them one here.
