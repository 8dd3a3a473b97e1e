# De codekaart: genummerde codes op papier.
card-name = Codekaart
card-title = Codekaart instellen
card-lead = Een codekaart is een blad met 60 genummerde codes. Bij het inloggen vragen we er steeds één: de volgende.
card-replaces = Zodra je de nieuwe kaart in gebruik neemt, werkt je oude niet meer.
card-reason-paper = Je hebt alleen papier nodig
card-reason-paper-why = Geen telefoon en geen apparaat. Print de kaart op A4, klein voor je portemonnee, of met grote letters.
card-reason-safe = Elke code werkt één keer
card-reason-safe-why = Streep door wat je gebruikt hebt. Wie je wachtwoord weet maar je kaart niet heeft, komt niet binnen.
card-make = Kaart maken
card-one = Print je kaart
card-one-how = Dit is kaart { $n }. Kies een vorm: de codes zijn in alle drie dezelfde. Print hem nu, want na deze sessie kan het niet meer.
card-form-a4 = Op A4
card-form-a4-how = Alle codes op één blad
card-form-wallet = Klein, voor je portemonnee
card-form-wallet-how = Om uit te knippen en te vouwen
card-form-large = Met grote letters
card-form-large-how = Drie bladen
card-have = Je hebt al een kaart
card-from-desk = Kaart { $n }, van de helpdesk. Je kunt hem in gebruik nemen tot { $day }.
card-from-you = Kaart { $n }, die je eerder maakte. Je kunt hem in gebruik nemen tot { $day }.
card-two = Neem je kaart in gebruik
card-two-why = Zo weten we dat je de kaart hebt. Daarna telt deze code als gebruikt.
card-activate = Kaart in gebruik nemen
card-again = Printen mislukt, of de kaart niet bij de hand?
card-make-another = Maak een andere kaart
card-ask = Code nummer { $n } van je codekaart
card-label = Code nummer { $n }
card-hint = Op { $card } { $n ->
    [one] staat nog 1 ongebruikte code.
   *[other] staan nog { $n } ongebruikte codes.
}
card-left = { $n ->
    [one] nog 1 code
   *[other] nog { $n } codes
}
card-about = Codekaart, { $n ->
    [0] alle codes zijn op
    [one] nog 1 code
   *[other] nog { $n } codes
}
card-back = ‹ Toch op een andere manier
card-other = Kun je nu niet bij je kaart?
card-step-up = Je gaat iets wijzigen aan hoe je inlogt. Daarvoor vragen we een code van je kaart.
card-step-up-for = <strong>{ $application }</strong> vraagt om opnieuw in te loggen. Typ een code van je kaart.
card-wrong = Die code klopt niet
card-wrong-advice = <a href="#code">Kijk bij het goede nummer en typ die code opnieuw.</a>
card-wrong-field = Dit is niet code nummer { $n } van je kaart.
card-used-advice = Elke code werkt één keer. <a href="#code">Typ de code bij het nummer dat we nu vragen.</a>
card-shape-advice = <a href="#code">Typ de 6 cijfers die achter het nummer staan.</a> Spaties mogen.
card-disabled = Deze kaart werkt niet meer
card-disabled-advice = Er zijn 100 verkeerde codes achter elkaar getypt. Log in met een herstelcode en maak een nieuwe kaart, of vraag de helpdesk om hulp.
card-used-up = Je codekaart is op
card-used-up-then = Alle codes zijn gebruikt. Log op een andere manier in en maak in Mijn profiel een nieuwe kaart.
card-few = { $n ->
    [0] Je codekaart is op
    [one] Je codekaart heeft nog 1 code
   *[other] Je codekaart heeft nog { $n } codes
}
card-few-then = Maak nu een nieuwe. De oude werkt tot je de nieuwe in gebruik neemt.
card-new = Nieuwe codekaart maken
ways-add-card = Codekaart toevoegen
offer-card = Een codekaart op papier
offer-card-how = Geen smartphone? Neem een codekaart.
card-paper-title = Codekaart { $n }
card-paper-site = Inloggen op { $site }
card-paper-order = Bij het inloggen vragen we steeds de volgende code, met zijn nummer. Code 1 typ je om deze kaart in gebruik te nemen.
card-paper-strike = Streep door wat je gebruikt hebt. Elke code werkt één keer.
card-paper-apart = Schrijf je naam en je wachtwoord niet op deze kaart. Vraagt iemand je om een code? Geef hem niet.
card-paper-lost = Kaart kwijt of gevonden? Bel meteen de helpdesk: { $phone }.
card-paper-lost-ask = Kaart kwijt of gevonden? Meld het meteen aan de helpdesk.
card-paper-cut = Knip de kaart uit langs de buitenste lijnen en vouw hem op de twee lijnen ertussen, met de codes naar binnen.

# Aan de balie
act-card = Codekaart maken
give-card-title = Codekaart voor { $name }
give-card-file = Je krijgt een bestand om te printen. Het is er maar één keer: sluit je het, dan maak je een nieuwe kaart.
give-card-first = De kaart telt pas als { $name } inlogt en code 1 typt. Dat kan 30 dagen lang. Een kaart die { $name } al heeft, blijft tot dan werken.
give-card-told = { $name } krijgt een e-mail dat er een kaart is, nooit wat erop staat.
give-card-form = Hoe wil je hem printen?
give-card = Kaart maken en ophalen
give-card-not-allowed = Voor deze persoon geldt een regel die geen codekaart toestaat.
