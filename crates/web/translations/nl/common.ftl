# Wat op alle pagina's staat, en data en tijdsduren.
language-name = Nederlands
language = Taal
skip = Naar de inhoud
menu = Menu
main-menu = Hoofdmenu
close = Sluiten
my-profile = Mijn profiel
menu-home = Overzicht
menu-two-factor = Tweestapsverificatie
menu-devices = Vertrouwde apparaten
menu-sessions = Waar je bent ingelogd
menu-settings = Instellingen
menu-organisations = Organisaties
menu-password = Wachtwoord
sign-out = Uitloggen
helpdesk = Helpdesk
help = Hulp bij inloggen

previous = Vorige
next = Volgende
continue = Doorgaan
confirm = Bevestigen
cancel = Annuleren
remove = Verwijderen
rename = Naam wijzigen
forget = Vergeten
keep = Laten staan
copy = Kopiëren
copied = Gekopieerd
download = Downloaden
print = Printen
show = Tonen
hide = Verbergen
refresh = Vernieuwen

username = Gebruikersnaam of e-mailadres
password = Wachtwoord
recovery-code = Herstelcode
recovery-codes = Herstelcodes
authenticator-app = Authenticator-app
code-label = Code van 6 cijfers

rules-that-hold = Welke regels gelden er voor mij?
unknown-browser = Een browser die we niet herkennen
too-many-tries = Te veel pogingen
wait-again = Over { $span } kun je het weer proberen.
tries-left = { $n ->
    [0] Dit was je laatste poging voor nu.
    [one] Je hebt nog 1 poging.
   *[other] Je hebt nog { $n } pogingen.
}
codes-left = Nog { $left } van de { $total } over

monday = maandag
tuesday = dinsdag
wednesday = woensdag
thursday = donderdag
friday = vrijdag
saturday = zaterdag
sunday = zondag
january = januari
february = februari
march = maart
april = april
may = mei
june = juni
july = juli
august = augustus
september = september
october = oktober
november = november
december = december
date = { $day } { $month } { $year }
date-with-weekday = { $weekday } { $date }
date-and-time = { $date } om { $time }
today-at = vandaag om { $time }
tomorrow-at = morgen om { $time }
yesterday-at = gisteren om { $time }
in-no-days = vandaag
in-one-day = morgen
in-days = over { $days } dagen
span-seconds = { $n ->
    [one] 1 seconde
   *[other] { $n } seconden
}
span-minutes = { $n ->
    [one] 1 minuut
   *[other] { $n } minuten
}
span-hours = { $n } uur
span-days = { $n ->
    [one] 1 dag
   *[other] { $n } dagen
}
save = Opslaan
