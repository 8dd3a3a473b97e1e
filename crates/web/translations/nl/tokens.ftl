# Hardwaretokens: kleine apparaatjes die codes maken.
token-kind = Hardwaretoken
token-title = Hardwaretoken instellen
token-lead = Een hardwaretoken is een klein apparaatje dat codes maakt. Je hebt er geen telefoon voor nodig. Je krijgt het van je organisatie.
token-serial = Nummer van de token
token-serial-hint = Het staat achterop, vaak onder een streepjescode.
token-serial-check = Kijk het nummer na.
token-one = De code die de token nu laat zien
token-one-hint = Druk op de knop als er niets te zien is.
token-next = De code daarna
token-next-hint = Wacht tot er een andere code staat, of druk nog een keer op de knop.
token-confirm = Token in gebruik nemen
token-no-serial = Het nummer van de token ontbreekt
token-no-code = Dit zijn geen codes van een token
token-two-codes = Typ twee codes die vlak na elkaar komen.
token-wrong = Dit nummer en deze codes horen niet bij elkaar
token-wrong-advice = Kijk het nummer na en typ twee codes die vlak na elkaar komen. Lukt het niet, bel dan de helpdesk: misschien staat de token er nog niet in.
token-taken-advice = Iets anders van jou heeft dit nummer als naam. Geef dat eerst een andere naam.
offer-token = Ik heb een hardwaretoken gekregen
ways-add-token = Token toevoegen
notice-token-right = Token { $name } loopt weer gelijk
code-label-any = Code
factor-open-token = Typ de code van je token <strong>{ $name }</strong>.
factor-open-tokens = Typ de code van een van je tokens:
factor-open-any = Typ de code van een van deze:
factor-other-token = Kun je nu niet bij je token?
factor-token-next = Gebruik je een token? Typ dan de volgende code die hij laat zien.

# Aan de balie
act-token = Hardwaretoken geven of gelijkzetten
give-token-title = Hardwaretoken voor { $name }
give-token-hand = Houd de token bij de hand: je typt twee codes over. Zo weet je zeker dat het de goede is en dat hij gelijkloopt.
give-token-ends = { $name } wordt overal uitgelogd, krijgt een e-mail en logt daarna in met de token.
give-token-right = Heeft { $name } deze token al? Dan zet je hem hiermee gelijk, en verandert er verder niets.
give-token-reason = Hoe weet je wie het is?
give-token-reason-hint = Bijvoorbeeld: paspoort gezien, of teruggebeld op het nummer dat we hebben. Het komt in het logboek.
give-token-held = { $name } heeft al een token
give-token-instead = De nieuwe komt in de plaats van
give-token-beside = Geen: hij komt erbij
give-token-fate = Wat gebeurt er met de oude?
fate-lost = Hij is kwijt
fate-stock = Hij gaat terug in de voorraad
give-token = Token geven
give-token-no-reason = Vul in hoe je weet wie het is.
give-token-no-such = Er is geen token met dit nummer in de voorraad.
give-token-held-by = Iemand anders heeft deze token. Is hij teruggekomen, leg hem dan eerst terug in de voorraad.
give-token-lost = Deze token staat als kwijt. Is hij terug, leg hem dan eerst terug in de voorraad.
give-token-not-allowed = Voor deze persoon geldt een regel die geen codes toestaat. Neem een passkey of beveiligingssleutel.
give-token-changed = De oude token is niet meer van deze persoon. Kijk nog een keer.
give-token-wrong = Dit zijn niet twee codes vlak na elkaar van deze token, of ze zijn al gebruikt. Typ twee nieuwe.
notice-token-given = De token is gegeven
notice-token-synchronised = De token loopt weer gelijk

# Voorraad
tokens-title = Hardwaretokens
tokens-lead = Apparaatjes die codes maken, voor wie geen telefoon gebruikt: wat er in voorraad is, wie er een heeft, en wat kwijt is.
tokens-import = Tokens toevoegen
tokens-none = Er zijn nog geen hardwaretokens
tokens-none-why = Je leverancier stuurt bij de tokens een bestand mee. Voeg dat toe, en geef daarna elke token aan iemand vanaf de pagina van die persoon.
tokens-search = Nummer
tokens-which = Welke
tokens-all = Alle ({ $n })
tokens-stock = In voorraad ({ $n })
tokens-held = In gebruik ({ $n })
tokens-lost = Kwijt ({ $n })
tokens-show = Tonen
tokens-nothing = Geen token gevonden
tokens-nothing-why = Kijk het nummer na, of kies een andere soort.
tokens-first = Naar het begin
tokens-next = Volgende
token-in-stock = In voorraad
token-held = In gebruik
token-lost = Kwijt
token-lost-since = Kwijt sinds { $day }
token-by-30 = { $digits } cijfers, elke 30 seconden een nieuwe code
token-by-60 = { $digits } cijfers, elke 60 seconden een nieuwe code
token-by-counter = { $digits } cijfers, een nieuwe code bij elke druk op de knop
token-by-other = { $digits } cijfers
token-page = Token { $serial }
token-has = { $name } heeft deze token.
token-stock-how = Niemand heeft hem. Geef hem aan iemand vanaf de pagina van die persoon, onder ‘Mensen’.
token-imported = Toegevoegd op { $day }
token-what = Wat is er met deze token?
token-take-why = { $name } kan er meteen niet meer mee inloggen, wordt overal uitgelogd en krijgt een e-mail. Heeft { $name } niets anders, dan vragen we bij het inloggen om opnieuw iets in te stellen.
token-back = Terug in de voorraad
token-is-lost = Hij is kwijt
token-found = Hij is terug
token-remove = Verwijderen
token-remove-why = Een token die kwijt is kan niemand in gebruik nemen. Wie hem verwijdert, wist ook zijn sleutel: daarna is het bestand van de leverancier nodig om hem weer toe te voegen.
token-noted-stock = Token { $serial } ligt in de voorraad
token-noted-lost = Token { $serial } staat als kwijt
token-noted-removed = Token { $serial } is verwijderd
tokens-import-lead = Het bestand van je leverancier, met nummers en sleutels. We bewaren de sleutels versleuteld en het bestand niet.
tokens-which-file = Het bestand
tokens-file-why = PSKC (RFC 6030), of een lijst met nummer en sleutel zoals Microsoft Entra en de meeste leveranciers die hebben. Tokens die er al zijn, blijven zoals ze zijn.
tokens-password = Wachtwoord of transportsleutel
tokens-password-hint = Alleen als het bestand versleuteld is. De leverancier stuurt het apart.
tokens-usual = Als het bestand het niet zegt
tokens-usual-hint = Wat de tokens doen staat in de handleiding.
usual-30 = Elke 30 seconden een nieuwe code
usual-60 = Elke 60 seconden een nieuwe code
usual-counter = Een nieuwe code bij elke druk op de knop
tokens-file-hint = XML, PSKC, CSV of tekst, hoogstens 10.000 tokens.
tokens-send = Toevoegen
tokens-added = { $n ->
    [0] Er is geen token bijgekomen
    [one] Er is één token bijgekomen
   *[other] Er zijn { $n } tokens bijgekomen
}
tokens-known = { $n ->
    [one] Eén token was er al en blijft zoals hij is.
   *[other] { $n } tokens waren er al en blijven zoals ze zijn.
}
tokens-left = { $n ->
    [one] Eén regel kunnen we niet gebruiken:
   *[other] { $n } regels kunnen we niet gebruiken:
}
tokens-left-title = Wat niet meekwam
tokens-left-line = Regel { $number }
tokens-left-serial = Het nummer ontbreekt, is te lang, of bevat tekens die niemand kan zien.
tokens-left-twice = Dit nummer stond er al eerder in.
tokens-left-key = De sleutel ontbreekt, of is niet te lezen.
tokens-left-key-length = De sleutel is te kort om veilig te zijn, of te lang.
tokens-left-kind = We kennen dit soort token niet: alleen TOTP en HOTP.
tokens-left-digits = De codes hebben geen 6 of 8 cijfers.
tokens-left-period = De codes staan niet 30 of 60 seconden.
tokens-left-algorithm = We kennen de hashfunctie niet: alleen SHA-1, SHA-256 en SHA-512.
tokens-left-counter = De teller is geen getal.
tokens-left-mac = De controle van deze sleutel klopt niet: het bestand is beschadigd.
tokens-file-empty = Er staan geen tokens in dit bestand.
tokens-file-not-text = Dit bestand is geen tekst in UTF-8. Bewaar het opnieuw als UTF-8.
tokens-file-not-pskc = Dit XML-bestand is geen PSKC, of niet volledig.
tokens-file-too-many = Er staan meer dan 10.000 tokens in. Splits het bestand.
tokens-file-needs-password = De sleutels zijn versleuteld. Typ het wachtwoord of de transportsleutel, en kies het bestand nog een keer.
tokens-file-not-a-key = De transportsleutel is 16, 24 of 32 bytes in cijfers en de letters a tot en met f. Kijk hem na, en kies het bestand nog een keer.
tokens-file-wrong-password = Met dit wachtwoord gaat het bestand niet open, of het is beschadigd. Kijk het na, en kies het bestand nog een keer.
tokens-file-encryption = De sleutels zijn versleuteld op een manier die we niet kennen. Vraag de leverancier om PSKC met een wachtwoord of transportsleutel.
