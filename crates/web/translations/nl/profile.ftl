# Overzicht en Mijn profiel.
home-hello = Dag { $name }
home-lead = Je bent ingelogd bij { $organisation }.
home-enrolled = Je tweede stap staat aan
home-enrolled-then = Voortaan log je in met je wachtwoord en een code uit je app.
home-postponed = Je koos ‘Later’
home-postponed-then = Je kunt de tweede stap ook nu al instellen.
home-session = Hoe lang je bent ingelogd
home-until = Je bent ingelogd tot <strong>{ $moment }</strong>, ook als je je browser tussendoor sluit.
home-browser = Je bent ingelogd tot je je browser sluit, en uiterlijk tot <strong>{ $moment }</strong>.
home-idle = Doe je { $span } niets, dan log je vanzelf uit.
home-device-until = Op dit apparaat vragen we tot <strong>{ $day }</strong> geen code.
home-device-next = Dit apparaat onthouden we niet: de volgende keer dat je inlogt, vragen we een code.
home-device-always = Elke keer dat je inlogt, vragen we een code.
home-sessions = Bekijk waar je nog meer bent ingelogd
home-manage = Beheren

check-up-title = Werkt je app nog?
check-up-offer = Je gebruikte voor het laatst een code op { $day }. Probeer er nu een: dan weet je dat het werkt voordat je hem nodig hebt.
check-up-lead = Je gebruikte voor het laatst een code op { $day }. Typ de code die je app nu laat zien. Er verandert niets; zo weet je dat het werkt.
check-up-try = Probeer deze code
check-up-try-it = Probeer een code
check-up-later = Nu niet
check-up-broken = Werkt het niet, of ben je je telefoon kwijt?
check-up-anew = Stel de app opnieuw in
check-up-works = Je app werkt
check-up-works-then = Gebruik je hem vier weken niet, dan vragen we het opnieuw.

step-on = Staat aan sinds { $day }
step-off = Staat nog uit
step-off-advice = Je logt in met alleen je wachtwoord. Met een tweede stap heeft een dief daar niets aan.
step-exempt = Je hebt een ontheffing
step-exempt-until = Je hebt een ontheffing tot { $day }
step-exempt-advice = Je hoeft geen tweede stap in te stellen. Het mag wel.
step-not-offered = Je organisatie vraagt van jou geen tweede stap.

two-factor-title = Tweestapsverificatie (2FA)
two-factor-lead = Je laat zien dat jij het bent met je wachtwoord en een tweede stap.
ways-title = Hoe je de tweede stap zet
ways-add = App toevoegen
ways-empty = Je hebt nog geen tweede stap ingesteld
ways-empty-why = Een app op je telefoon maakt codes waarmee alleen jij kunt inloggen.
ways-last = Je moet een tweede stap hebben. Daarom kun je de laatste niet verwijderen. Nieuwe telefoon? Voeg die eerst toe, en verwijder dan de oude.
chip-disabled = Uitgezet
added-on = toegevoegd op { $day }
used-on = laatst gebruikt op { $day }
never-used = nog niet gebruikt
codes-made = Gemaakt op { $day }.
codes-made-then = Met nieuwe codes werken de oude niet meer.
codes-few = Je hebt er niet veel meer. Maak nieuwe.
codes-renew = Nieuwe codes maken
notice-added = { $name } is toegevoegd
notice-removed = { $name } is verwijderd
notice-renamed = De app heet nu { $name }
notice-renewed = Je hebt nieuwe herstelcodes
notice-recovery = Je hebt een herstelcode gebruikt
notice-recovery-then = Ben je je telefoon kwijt? Voeg je nieuwe telefoon toe en verwijder de oude.
notice-application = { $host } vraagt een tweede stap
notice-application-then = Stel er hier een in en open het daarna opnieuw.
notice-last = Je laatste app kun je niet verwijderen
notice-last-then = Je moet een tweede stap hebben. Voeg eerst een andere app toe.

back-two-factor = ‹ Terug naar tweestapsverificatie
remove-title = { $name } verwijderen?
remove-codes = Codes van deze app werken meteen niet meer.
remove-last = Dit is je laatste app. Daarna log je in met alleen je wachtwoord.
remove-recovery = Je herstelcodes werken ook niet meer.
remove-devices = Je wordt overal uitgelogd, behalve hier, en je vertrouwde apparaten worden vergeten.
remove-mail = Je krijgt hierover een e-mail.
rename-title = Hoe heet deze app?
rename-lead = Deze naam zie je bij het inloggen, zodat je weet welke telefoon je moet pakken.
renew-title = Nieuwe herstelcodes maken?
renew-none-left = Je hebt geen herstelcodes meer over.
renew-old = { $n ->
    [one] Je laatste oude code werkt meteen niet meer.
   *[other] Je { $n } oude codes werken meteen niet meer.
}
renew-shown-once = Je ziet de nieuwe codes één keer. Zorg dat je ze kunt bewaren of printen.
renew-keep = Oude codes houden
renew-too-often = Je hebt net al vaak nieuwe codes gemaakt
renew-too-often-advice = De codes die je het laatst hebt gekregen, blijven werken. Nieuwe maken kan weer over { $span }.

devices-lead = Op deze apparaten heb je je tweede stap gezet en gekozen voor ‘Onthoud dit apparaat’. Daar vragen we een tijd lang geen code.
devices-empty = Er zijn geen vertrouwde apparaten
devices-empty-how = Vink bij het inloggen ‘Onthoud dit apparaat’ aan. Dan vragen we daar een tijd lang geen code.
devices-not-possible = Bij jou vragen we elke keer een code. Daarom onthouden we geen apparaten.
devices-forgotten = Vergeten
devices-forgotten-then = De volgende keer dat je daar inlogt, vragen we een code.
devices-forget-all = Alle apparaten vergeten
device-until = Geen code tot { $day }
device-over = De volgende keer een code
this-device = Dit apparaat
used-at = laatst gebruikt { $moment }

sessions-title = Waar je bent ingelogd
sessions-lead = Zie je iets wat je niet kent? Log het hier uit en wijzig daarna je wachtwoord.
sessions-ended = Uitgelogd
sessions-all-ended = Je bent overal uitgelogd, behalve hier
sign-out-everywhere = Overal uitloggen
this-session = Hier
since = Sinds { $moment }
back-sessions = ‹ Terug naar waar je bent ingelogd
everywhere-title = Overal uitloggen?
everywhere-sessions = { $n ->
    [0] Je bent nergens anders ingelogd.
    [one] Je wordt op 1 andere plek uitgelogd.
   *[other] Je wordt op { $n } andere plekken uitgelogd.
}
everywhere-devices = { $n ->
    [one] Je vertrouwde apparaat wordt vergeten.
   *[other] Je { $n } vertrouwde apparaten worden vergeten.
}
everywhere-here = Hier blijf je ingelogd.
everywhere-keep = Niets doen

password-title = Wachtwoord wijzigen
password-lead = Kies een wachtwoord dat je nergens anders gebruikt.
password-current = Wachtwoord van nu
password-new = Nieuw wachtwoord
password-rule = Minstens { $n } tekens. Een zin mag, met spaties. Niet je naam, en niet die van de organisatie.
password-ends = Daarna word je overal uitgelogd, behalve hier, en worden je vertrouwde apparaten vergeten.
password-ends-sessions = Daarna word je overal uitgelogd, behalve hier.
password-button = Wachtwoord wijzigen
password-changed = Je wachtwoord is gewijzigd
password-changed-then = Je bent overal uitgelogd, behalve hier.
password-not-changed = Je wachtwoord is niet gewijzigd
password-current-advice = Het wachtwoord van nu klopt niet. <a href="#current">Typ het opnieuw.</a>
password-new-advice = <a href="#new">Kies een ander nieuw wachtwoord.</a>
password-short = Te kort: gebruik minstens { $n } tekens.
password-long = Te lang: neem een kortere zin.
password-easy = Een woord met weinig eromheen is makkelijk te raden. Maak een zin van een paar woorden.
password-word = Het leunt op je naam, je adres of dat van de organisatie. Dat raadt een ander. Kies andere woorden.
password-same = Dit is je wachtwoord van nu.
codes-none = Er zijn er geen. Maak ze nu: daarmee log je in als je telefoon weg is.
password-common = Dit staat op de lijst van wachtwoorden die dieven het eerst proberen. Maak een zin van een paar woorden.
password-keys = Toetsen op een rij zijn makkelijk te raden. Maak een zin van een paar woorden.
password-repeat = Steeds hetzelfde is makkelijk te raden. Maak een zin van een paar woorden.
password-row = Een rij zoals abcdef is makkelijk te raden. Maak een zin van een paar woorden.
password-date = Een datum of een jaartal is makkelijk te raden. Maak een zin van een paar woorden.
password-try = Kijken hoe sterk het is
password-would-do = Dit wachtwoord is goed genoeg
password-would-do-then = Er is nog niets gewijzigd. Typ beide wachtwoorden nog een keer om het te wijzigen.
strength = Sterkte: { $word }
strength-weak = te zwak
strength-fair = redelijk
strength-good = goed
strength-strong = sterk

connected-title = Toepassingen die je kennen
connected-lead = Je ging er vanaf hier naartoe, of liet ze verbonden blijven.
connected-since = sinds { $moment }
connected-end = Verbreken
connected-ended = Verbroken. De toepassing hoort niets meer over je; je kunt er nog een paar minuten ingelogd zijn.
