# Kenmerken: wat een organisatie van mensen bijhoudt naast namen en adressen.
attributes-title = Kenmerken
attributes-lead = Wat je van mensen bijhoudt naast namen en adressen, zoals een afdeling of het einde van een contract. Selecties kijken ernaar, weergaven tonen het.
attributes-new = Nieuw kenmerk
attributes-none = Er zijn nog geen kenmerken
attributes-none-why = Een kenmerk is een eigen veld op ieders pagina: een afdeling, een personeelsnummer, een datum.
attribute-title = Kenmerk: { $name }
attribute-name-hint = Zo heet het op de pagina van een persoon.
attribute-key = Sleutel
attribute-key-hint = Zo noemen filters en bestanden het: een letter, dan letters, cijfers, _ of -. Later verandert dit niet meer.
attribute-key-wrong = Typ een letter, dan letters, cijfers, _ of -, samen niet meer dan 40.
attribute-key-reserved = Deze sleutel betekent al iets. Kies een andere.
attribute-key-taken = Een ander kenmerk heeft deze sleutel.
attribute-position = Plaats
attribute-position-hint = Kenmerken staan op volgorde van dit getal.
attribute-position-wrong = Typ een heel getal van 0 tot en met 65535.
attribute-values = Wat erin komt
attribute-kind = Soort
attribute-kind-stays = De soort verandert later niet meer. Een andere nodig? Maak een ander kenmerk.
attribute-kind-text = Tekst
attribute-kind-number = Getal
attribute-kind-date = Datum
attribute-kind-yes-no = Ja of nee
attribute-kind-choice = Keuze uit een lijst
attribute-choices = Waaruit je kiest
attribute-choices-hint = Alleen bij een keuze: één per regel, hooguit 100.
attribute-choices-wrong = Typ 1 tot 100 verschillende keuzes, één per regel, elk van hooguit 100 tekens.
attribute-choice-in-use = { $n ->
    [one] 1 persoon heeft
   *[other] { $n } mensen hebben
} ‘{ $choice }’. Vul daar eerst iets anders in.
attribute-too-many = Er zijn 50 kenmerken. Meer kan niet.
attribute-unused = Niets kijkt ernaar: geen selectie en geen weergave.
attribute-remove = Kenmerk verwijderen
attribute-remove-title = Het kenmerk { $name } verwijderen?
attribute-remove-values = { $n ->
    [0] Bij niemand is iets ingevuld.
    [one] Wat bij 1 persoon is ingevuld, verdwijnt mee.
   *[other] Wat bij { $n } mensen is ingevuld, verdwijnt mee.
}
attribute-remove-people = De mensen blijven, en het auditlog ook.
attribute-remove-changed = Iemand anders heeft dit net gewijzigd. Kijk nog eens voordat je het verwijdert.
attribute-remove-used = Deze kijken ernaar. Wijzig die eerst.
