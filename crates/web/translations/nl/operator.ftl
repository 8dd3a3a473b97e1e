# De pagina’s van de beheerders van een platform.
operator-title = Organisaties
operator-waiting = { $n ->
    [0] Er wachten geen aanvragen op je.
    [one] Er wacht 1 aanvraag op je.
   *[other] Er wachten { $n } aanvragen op je.
}
operator-new = Organisatie toevoegen
operator-new-lead = Ze begint zonder tweestapsverificatie; haar SuperUser vraagt dat aan.
operator-name = Naam
operator-host = Hostnaam
operator-host-hint = Zoals mensen die typen: id.example.org, zonder https://.
operator-host-wrong = Dat is geen hostnaam. Schrijf er een zoals id.example.org.
operator-host-taken = Een andere organisatie heeft deze hostnaam.
operator-name-wrong = Kies een naam van hoogstens 200 tekens.
operator-zone = Tijdzone
operator-zone-wrong = Schrijf een tijdzone zoals Europe/Amsterdam.
operator-state = Tweestapsverificatie
operator-two-step = 2FA
operator-own = je eigen organisatie
operator-inactive = staat uit
operator-asked = aangevraagd
operator-active = staat aan
operator-closed = gesloten
operator-first = De eerste SuperUser
operator-full-name = Volledige naam
operator-full-name-wrong = Vul een naam in van hoogstens 200 tekens.
operator-user-name = Gebruikersnaam
operator-user-name-wrong = Vul een gebruikersnaam in van hoogstens 100 tekens.
operator-address = E-mailadres
operator-address-wrong = Dat is geen e-mailadres.
operator-make = Toevoegen
operator-not-made = Er is niets toegevoegd
operator-made = De organisatie is toegevoegd
operator-made-hand-over = Geef dit door aan de SuperUser, het liefst per telefoon. Het eerste wat daar te doen is: een eigen wachtwoord kiezen, bij Mijn profiel.
operator-made-site = Adres
operator-made-password = Eerste wachtwoord
operator-made-once = Je ziet dit wachtwoord één keer. Het wordt nergens bewaard.
operator-needs-factor = Stel eerst zelf een tweede stap in
operator-needs-factor-then = Zonder kun je kijken, maar niet beslissen.
operator-request = Aanvraag van tweestapsverificatie
operator-request-by = { $name } vroeg hierom op { $moment }.
operator-request-at = Hierom is gevraagd op { $moment }.
operator-message = Bericht aan wie erom vroeg
operator-message-hint = Het gaat mee in de e-mail. Wijs je de aanvraag af, zeg dan waarom.
operator-message-missing = Zeg waarom je het afwijst.
operator-approve = Aanzetten
operator-decline = Afwijzen
operator-not-answered = De aanvraag is nog niet beantwoord
operator-approved = Tweestapsverificatie staat aan. Wie erom vroeg, krijgt een e-mail.
operator-declined = De aanvraag is afgewezen. Wie erom vroeg, krijgt een e-mail.
operator-not-open = Iemand heeft deze aanvraag al beantwoord
operator-close = Organisatie sluiten
operator-close-what = Niemand logt nog in, en wie is ingelogd, is er bij de volgende klik uit. Er wordt niets verwijderd.
operator-closed-now = De organisatie is gesloten
operator-reopen = Weer openen
operator-reopen-what = De organisatie is gesloten. Weer open logt iedereen in zoals daarvoor.
operator-reopened = De organisatie is weer open
