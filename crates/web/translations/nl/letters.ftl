# Brieven op papier van een campagne: wat erop staat.
letter-closing = Met vriendelijke groet,
letter-begin = Zo begin je
letter-begin-formal = Zo begint u
letter-begin-go = Ga naar { $site }, of scan de code hiernaast met je telefoon.
letter-begin-go-formal = Ga naar { $site }, of scan de code hiernaast met uw telefoon.
letter-begin-sign-in = Log in met je gebruikersnaam en je wachtwoord. De pagina wijst je de weg.
letter-begin-sign-in-formal = Log in met uw gebruikersnaam en uw wachtwoord. De pagina wijst u de weg.
letter-begin-help = Lees op { $site }/help hoe elke manier gaat, ook zonder smartphone.
letter-begin-help-formal = Lees op { $site }/help hoe elke manier gaat, ook zonder smartphone.
letter-begin-call = Kom je er niet uit, bel dan de helpdesk: { $phone }.
letter-begin-call-formal = Komt u er niet uit, bel dan de helpdesk: { $phone }.
letter-never = We vragen nooit per brief, e-mail of telefoon om je wachtwoord of een code.
letter-never-formal = We vragen nooit per brief, e-mail of telefoon om uw wachtwoord of een code.
letter-sheet = Blad { $number } van { $of }

# De pagina waarop ze worden gemaakt.
letters = Brieven
letters-lead = Een brief voor ieder die geen e-mail bereikt, in de eigen taal en met de eigen einddatum. Een A4 past in een vensterenvelop (DIN 5008 vorm B).
letters-wrong = Zo kan het niet
letters-g-what = Wat
letters-g-what-why = De tekst is die van het bericht. Die verander je bij de berichten van de campagne.
letters-message = Bericht
letters-dated = Datum op de brief
letters-dated-hint = De dag waarop je ze post. Dagen tellen vanaf die datum.
letters-g-whom = Voor wie
letters-to-new = Wie dit bericht nog niet kreeg
letters-to-all = Iedereen zonder e-mail
letters-g-address = Adres
letters-g-address-why = Kies welke kenmerken het adres vormen. De naam staat erboven. Zonder keuze staat alleen de naam in het venster.
letters-no-attributes = Er zijn geen kenmerken waarin een adres kan staan. Nu staat alleen de naam in het venster.
letters-line = Regel { $line }, deel { $part }
letters-nothing = Niets
letters-show = Bekijk wat er komt
letters-found = Dit komt er
letters-count = { $n ->
    [one] 1 brief
   *[other] { $n } brieven
}
letters-no-address = { $n ->
    [one] 1 ervan heeft alleen een naam in het venster
   *[other] { $n } ervan hebben alleen een naam in het venster
}
letters-had = { $n ->
    [one] 1 persoon kreeg dit bericht al, of een later bericht
   *[other] { $n } mensen kregen dit bericht al, of een later bericht
}
letters-untrue = { $n ->
    [one] 1 persoon krijgt deze tekst niet, omdat die op die dag niet klopt
   *[other] { $n } mensen krijgen deze tekst niet, omdat die op die dag niet klopt
}
letters-nobody = Voor niemand een brief
letters-nobody-why = Niemand is zonder e-mail, of kreeg dit bericht nog niet. Kies een ander bericht of een andere datum.
letters-file = Bestand
letters-part = Brief { $first } tot en met { $last }
letters-parts-why = Een bestand heeft hoogstens { $most } brieven.
letters-posted = Deze brieven gaan op de post
letters-posted-hint = Wie er een krijgt, telt als verteld en krijgt dit bericht niet ook nog per e-mail.
letters-not-running = Zolang de campagne niet loopt, kun je de brieven alleen bekijken.
letters-make = Maak de brieven
letters-cannot = Deze brieven kunnen niet
letters-cannot-count = { $n ->
    [one] 1 brief wordt niet gemaakt. Vertel het die persoon op een andere manier.
   *[other] { $n } brieven worden niet gemaakt. Vertel het deze mensen op een andere manier.
}
letters-cannot-more = Dit zijn de eerste { $n }.
letters-w-characters = De letters { $characters } staan niet in het lettertype
letters-w-text = In de tekst zelf staat { $characters }, en dat staat niet in het lettertype: verander de tekst
letters-w-address = Naam en adres passen niet in het venster
letters-e-kind = Deze campagne heeft geen bericht met die tekst.
letters-e-lines = Een van die kenmerken is er niet meer. Kies opnieuw.
letters-e-dated = Kies een dag van vandaag tot over { $most } dagen.
campaign-letters = { $n ->
    [one] 1 per brief
   *[other] { $n } per brief
}
campaign-o-letter = Brief
campaign-by-letter = Op papier
campaign-export = Deze lijst exporteren
