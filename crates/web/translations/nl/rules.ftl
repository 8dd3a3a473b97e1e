# Beheer: regels, proefdraaien, geschiedenis, wat als, testbericht.
rules-title = Regels
rules-lead = Wie twee stappen nodig heeft, vanaf wanneer, en hoe vaak we erom vragen.
rules-new = Nieuwe regel
rules-saved = De regel ‘{ $name }’ is bewaard en geldt meteen.
rules-removed = De regel ‘{ $name }’ is verwijderd.
rules-empty = Er zijn nog geen regels
rules-empty-why = Zonder regel vraagt niemand om een tweede stap. Maak er een om tweestapsverificatie aan te bieden of te verplichten.
rules-everyone = Iedereen
rules-from = uiterste datum: { $day }
rules-asks = tweede stap { $ask }, ingelogd: { $stay }
rules-changed = gewijzigd op { $day }
rules-history = Geschiedenis
rules-gone = Verwijderde regels
rules-gone-on = verwijderd op { $day }

rule-title = Regel: { $name }
rule-lead = Wie twee stappen nodig heeft, vanaf wanneer, en hoe vaak we erom vragen.
rule-not-saved = De regel is nog niet bewaard.
rule-selection-gone = De selectie bestaat niet meer. Kies een andere.
rule-confirm = Bevestig eerst dat jij het bent.
rule-confirm-then = Dat gaat in een nieuw tabblad. Kom daarna hier terug en bewaar opnieuw: wat je hebt ingevuld, blijft staan.
rule-confirm-link = Bevestigen
rule-no-factor = Hiervoor heb je zelf een tweede stap nodig.
rule-no-factor-link = Tweede stap instellen
rule-conflict = { $name } heeft deze regel intussen gewijzigd. Er is niets overschreven.
rule-conflict-server = Deze regel is intussen op de server gewijzigd. Er is niets overschreven.
rule-conflict-then = Zo staat het er nu, naast wat jij hebt ingevuld:
rule-conflict-same = Wat er nu staat, is hetzelfde als wat jij hebt ingevuld.
rule-conflict-look = Bekijk wat er staat
rule-taken-away = Iemand heeft deze regel intussen verwijderd.
rule-taken-away-then = Bewaar opnieuw om de regel met deze inhoud terug te zetten.
rule-guards = Voordat deze regel iets van mensen eist, moet dit in orde zijn:
rule-earlier = Het formulier is ingevuld met de versie van { $day }.
rule-earlier-then = Er is nog niets veranderd. Bewaar om die versie weer te laten gelden.
rule-g-name = Naam
rule-name = Naam van de regel
rule-g-mode = Stand
rule-m-on = Aan
rule-m-on-hint = Telt zodra je de regel bewaart.
rule-m-watch = Kijkt alleen mee
rule-m-watch-hint = Vraagt niemand iets. Bij elke keer inloggen bewaren we wat de regel gedaan zou hebben, zodat je kunt vergelijken voordat je hem aanzet.
rule-g-who = Wie
rule-g-who-why = Mensen komen en gaan vanzelf als de selectie verandert.
rule-selection = Selectie
rule-g-requirement = Tweestapsverificatie
rule-r-off = Uit
rule-r-off-hint = Niemand ziet tweestapsverificatie.
rule-r-optional = Mag
rule-r-optional-hint = We bieden het aan na het inloggen.
rule-r-mandatory = Verplicht
rule-deadline = Uiterste datum
rule-deadline-none = Zonder datum is het meteen verplicht.
rule-deadline-is = { $day }, { $when }.
rule-grace-label = Dagen extra tijd
rule-grace-hint = Voor wie er na die datum onder komt te vallen.
rule-g-ask = Tweede stap vragen
rule-a-always = Bij elke keer inloggen
rule-a-every = Opnieuw na
rule-a-every-hint = Alleen op apparaten die mensen laten onthouden.
rule-g-stay = Ingelogd blijven
rule-s-browser = Tot de browser sluit
rule-s-browser-hint = Hoogstens 12 uur.
rule-s-for = Gedurende
rule-s-for-hint = Geteld vanaf het inloggen, niet vanaf het laatste gebruik.
rule-idle-label = Uitloggen na niets doen
rule-idle-hint = Leeg is geen grens.
rule-number = Aantal
rule-unit = Eenheid
rule-minutes = minuten
rule-hours = uur
rule-days = dagen
rule-g-authenticators = Wat telt
rule-u-any = Alle soorten
rule-u-no-card = Alles behalve een codekaart
rule-u-keys = Alleen een passkey of beveiligingssleutel
rule-g-late = Instellen na de uiterste datum
rule-g-late-why = Wie alleen het wachtwoord weet, mag het niet kunnen instellen.
rule-l-mail = Met een code per e-mail
rule-l-pass = Met een inlogpas van de helpdesk
rule-l-open = Met alleen het wachtwoord
rule-l-open-hint = Onveilig: wie een wachtwoord te pakken krijgt, kan zelf een tweede stap instellen.
rule-save = Regel bewaren
rule-preview = Voorbeeld
rule-cancel = Annuleren
rule-what = Wat doet deze regel?
rule-changed-by = Laatst gewijzigd op { $day } door { $name }
rule-changed-server = Laatst gewijzigd op { $day }, op de server
rule-says = In gewone woorden
rule-says-nothing = Vul de velden aan om te lezen wat de regel doet.
rule-run = Proefdraaien
rule-run-none = Zie wat de regel doet en bij wie, voordat je hem bewaart.
rule-run-now = { $n ->
    [one] Als je deze regel nu bewaart, geldt hij voor 1 persoon:
   *[other] Als je deze regel nu bewaart, geldt hij voor { $n } mensen:
}
rule-run-at = { $n ->
    [one] Op { $moment } geldt deze regel voor 1 persoon:
   *[other] Op { $moment } geldt deze regel voor { $n } mensen:
}
rule-run-watch-now = { $n ->
    [one] Deze regel kijkt alleen mee. Stond hij aan, dan gold hij nu voor 1 persoon:
   *[other] Deze regel kijkt alleen mee. Stond hij aan, dan gold hij nu voor { $n } mensen:
}
rule-run-watch-at = { $n ->
    [one] Op { $moment } zou hij gelden voor 1 persoon:
   *[other] Op { $moment } zou hij gelden voor { $n } mensen:
}
rule-run-never = { $n } nooit ingelogd
rule-run-moved = Wat er verandert
rule-run-moved-line = { $n ->
    [one] 1 persoon
   *[other] { $n } mensen
}: van ‘{ $before }’ naar ‘{ $after }’
rule-run-same = Voor niemand verandert er iets aan wat het inloggen nu vraagt.
rule-run-again = Opnieuw proefdraaien
rule-run-do = Proefdraaien
rule-more = Meer
rule-remove = Regel verwijderen
rule-e-name = Geef de regel een naam van hoogstens 100 tekens.
rule-e-taken = Een andere regel heet al zo.
rule-e-selection = Deze selectie bestaat niet meer.
rule-e-deadline = Typ een datum, zoals 8-12-2026.
rule-e-deadline-passed = Deze datum is al voorbij. Laat het veld leeg om het meteen te verplichten.
rule-e-grace = Typ een aantal dagen van 0 tot en met 365.
rule-e-ask = Typ een tijd van 1 uur tot en met 365 dagen.
rule-e-stay = Typ een tijd van 1 uur tot en met 365 dagen.
rule-e-idle = Typ een tijd van 5 minuten tot en met 30 dagen, of laat het veld leeg.
guard-author = Je hebt zelf nog geen tweede stap. Stel die eerst in, anders sta je als eerste buiten.
guard-author-link = Tweede stap instellen
guard-superusers = Minstens twee SuperUsers moeten een tweede stap hebben; nu zijn het er { $n }. Zo komt er altijd iemand binnen. Of print de noodcode.
guard-superusers-link = Noodcode
guard-mail = Er is de afgelopen 30 dagen geen testbericht aangenomen door de mailserver. Codes en waarschuwingen gaan per e-mail.
guard-mail-link = Testbericht sturen
guard-run = Proefdraaien met precies deze inhoud is nog niet gebeurd. Kijk hiernaast wat de regel doet, en bewaar dan.
guard-nobody = { $n ->
    [0] Wat hier telt, kan in deze versie niemand instellen.
    [one] De enige die eronder valt, kan er niet aan voldoen: { $names }.
   *[other] Geen van de { $n } mensen die eronder vallen, kan eraan voldoen. De eersten zijn: { $names }.
}

class-has = heeft een tweede stap
class-offered = krijgt het aangeboden
class-ahead = moet het instellen voor de uiterste datum
class-obliged = moet het nu instellen
class-exempt = ontheven
class-out-of-reach = kan het niet instellen
class-not-asked = hoeft niets
class-blocked = geblokkeerd
class-out-of-reach-why = Deze mensen hebben geen e-mailadres voor de code, of kunnen niets instellen dat telt.
run-nobody = Niemand.
run-signed-in = ingelogd op { $day }
run-never = nooit ingelogd
run-no-address = geen e-mailadres
run-back = Terug naar de regel
next-page = Volgende

history-title = Geschiedenis van { $name }
history-lead = Wie wat wanneer heeft gewijzigd. Terugdraaien vult het formulier met een eerdere versie; bewaren doe je daar.
history-made = Gemaakt
history-changed = Gewijzigd
history-removed = Verwijderd
history-back = Teruggezet
history-server = op de server
history-tighter = strenger
history-looser = soepeler
history-even-so = Bewaard terwijl niet alles in orde was: { $reason }
history-undo = Terugdraaien
history-older = Ouder
history-renamed = Naam: van { $before } naar { $after }
history-whom = Voor wie: van { $before } naar { $after }

remove-rule-title = Regel ‘{ $name }’ verwijderen?
remove-rule-asks = De regel vraagt vanaf dat moment niets meer. Andere regels blijven gelden.
remove-rule-keeps = Wie een tweede stap heeft, houdt die.
remove-rule-back = Je kunt de regel terugzetten vanuit zijn geschiedenis.
remove-rule-changed = Iemand heeft de regel intussen gewijzigd. Bekijk hem eerst opnieuw.

what-if-title = Wat als: { $name }
what-if-lead = Wat inloggen vraagt op een moment dat je kiest, op een apparaat dat we niet kennen.
what-if-wrong = Typ een datum en een tijd.
what-if-date = Datum
what-if-time = Tijd
what-if-look = Bekijken
what-if-then = Op { $moment }
what-if-why = Waarom?
what-if-no-rules = Er geldt geen regel.
what-if-rules = Dit geldt door:

mail-test-title = Testbericht
mail-test-lead = Zie of e-mail echt aankomt, voordat een regel ervan afhangt.
mail-test-written = Het testbericht is onderweg naar { $address }.
mail-test-written-then = Ververs deze pagina om te zien of de mailserver het heeft aangenomen.
mail-test-no-address = Je hebt geen e-mailadres. Laat er een toevoegen.
mail-test-what = Het bericht gaat naar je eigen e-mailadres.
mail-test-send = Testbericht sturen
mail-test-look = Stand verversen
mail-test-last = Laatste testberichten
mail-test-waiting = Wacht op verzending
mail-test-sent = Aangenomen door de mailserver
mail-test-failed = Geweigerd door de mailserver
mail-test-unknown = Onbekend of het is verzonden

mail-moved-subject = De uiterste datum bij { $organisation } is verzet
mail-moved-heading = Je hebt meer tijd voor je tweede stap
mail-moved-sooner = Je hebt je tweede stap eerder nodig
mail-moved-to = Eerder schreven we dat je vanaf { $before } een tweede stap nodig hebt. Dat is nu vanaf { $after }.
mail-moved-off = Eerder schreven we dat je vanaf { $before } een tweede stap nodig hebt. Dat hoeft nu niet meer.
mail-try-subject = Testbericht van { $organisation }
mail-try-heading = E-mail komt aan
mail-try-what = Dit is het testbericht waar je om vroeg. Je hoeft niets te doen.
