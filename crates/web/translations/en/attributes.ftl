# Attributes: what an organisation keeps of people beside names and addresses.
attributes-title = Attributes
attributes-lead = What you keep of people beside names and addresses, such as a department or the end of a contract. Selections look at it, views show it.
attributes-new = New attribute
attributes-none = There are no attributes yet
attributes-none-why = An attribute is a field of your own on everybody’s page: a department, a staff number, a date.
attribute-title = Attribute: { $name }
attribute-name-hint = As it is called on the page of a person.
attribute-key = Key
attribute-key-hint = How filters and files call it: a letter, then letters, digits, _ or -. It does not change later.
attribute-key-wrong = Type a letter, then letters, digits, _ or -, at most 40 together.
attribute-key-reserved = This key has a meaning already. Choose another.
attribute-key-taken = Another attribute has this key.
attribute-position = Place
attribute-position-hint = Attributes stand in the order of this number.
attribute-position-wrong = Type a whole number from 0 to 65535.
attribute-values = What goes in it
attribute-kind = Kind
attribute-kind-stays = The kind does not change later. Need another? Make another attribute.
attribute-kind-text = Text
attribute-kind-number = Number
attribute-kind-date = Date
attribute-kind-yes-no = Yes or no
attribute-kind-choice = Choice from a list
attribute-choices = What can be chosen
attribute-choices-hint = Only for a choice: one on each line, 100 at most.
attribute-choices-wrong = Type 1 to 100 different choices, one on each line, each of at most 100 characters.
attribute-choice-in-use = { $n ->
    [one] 1 person has
   *[other] { $n } people have
} ‘{ $choice }’. Give them something else first.
attribute-too-many = There are 50 attributes. There can’t be more.
attribute-unused = Nothing looks at it: no selection and no view.
attribute-remove = Remove the attribute
attribute-remove-title = Remove the attribute { $name }?
attribute-remove-values = { $n ->
    [0] Nobody has anything filled in.
    [one] What 1 person has filled in goes with it.
   *[other] What { $n } people have filled in goes with it.
}
attribute-remove-people = The people stay, and so does the audit log.
attribute-remove-changed = Somebody else changed this just now. Look again before you remove it.
attribute-remove-used = These look at it. Change them first.
