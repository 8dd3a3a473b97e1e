# Beheer: het bord van de uitrol en de mensen achter de cijfers.
rollout-title = Uitrol
rollout-none = Er is geen regel die tweestapsverificatie aanbiedt of verplicht
rollout-none-why = Zodra die er is, zie je hier hoever de mensen zijn.
rollout-rules = Regel
rollout-rule = Regel
rollout-mandatory-from = verplicht vanaf { $day }
rollout-mandatory = verplicht
rollout-offered = aangeboden, niet verplicht
rollout-part = Alleen wie in ‘{ $name }’ zit.
rollout-part-all = Toon iedereen
rollout-counting = De mensen worden nog geteld
rollout-counting-why = Bij veel mensen duurt dat een paar minuten. Open deze pagina daarna opnieuw.
rollout-as-of = Geteld: { $moment }.
rollout-have = Met een tweede stap
rollout-of = { $have } van { $n }
rollout-more = { $n } meer dan een week geleden
rollout-fewer = { $n } minder dan een week geleden
rollout-same = Evenveel als een week geleden
rollout-days = Dagen tot de uiterste datum
rollout-days-since = Dagen na de uiterste datum
rollout-at-once = Meteen
rollout-at-once-means = Verplicht zonder datum
rollout-no-deadline = Geen
rollout-offered-means = We bieden het aan na het inloggen
rollout-left = Nog te doen
rollout-exempt = { $n ->
    [one] Nog 1 is ontheven
   *[other] Nog { $n } zijn ontheven
}
rollout-blocked = { $n ->
    [one] 1 is geblokkeerd en telt niet mee
   *[other] { $n } zijn geblokkeerd en tellen niet mee
}
rollout-there = Iedereen zover
rollout-done = Klaar
rollout-done-means = Iedereen die niet ontheven is, heeft een tweede stap
rollout-unknown = Onbekend
rollout-stalled = Er kwam de afgelopen twee weken bijna niemand bij.
rollout-too-early = Er zijn nog te weinig dagen om op af te gaan.
rollout-pace = Met { $n } per week, zoals de afgelopen twee weken.
rollout-pace-slow = Met minder dan 1 per week, zoals de afgelopen twee weken.
rollout-late = Dat is na de uiterste datum.
rollout-needed = Nodig voor de uiterste datum: { $n } per week.
rollout-chart = Mensen met een tweede stap
rollout-chart-weekly = Elke maandag, en vandaag.
rollout-chart-daily = Dag voor dag.
rollout-chart-pace = Gestippeld: het tempo dat nodig is voor iedereen die niet ontheven is.
rollout-chart-table = Als tabel
rollout-chart-deadline = uiterste datum
rollout-worked-out = Dagen waarop niet is geteld, de laatste op { $day }, zijn berekend uit het logboek, voor de mensen voor wie de regel nu geldt.
rollout-parts = Per selectie en groep
rollout-parts-more = Nog { $n }
rollout-who = Wie nog moet
rollout-nobody = Niemand hoeft nog iets te doen.
rollout-n-never = { $n } nooit ingelogd
rollout-n-later = { $n } { $n ->
    [one] koos
   *[other] kozen
} ‘Later’
rollout-n-not-yet = { $n } nog niet
rollout-n-cannot = { $n } { $n ->
    [one] kan
   *[other] kunnen
} het niet instellen
rollout-n-unreached = { $n } van hen { $n ->
    [one] krijgt
   *[other] krijgen
} geen mail
rollout-caption = Mensen zonder tweede stap
rollout-stands = Hoe het ervoor staat
rollout-status = Status
rollout-reminders = Herinneringen
rollout-reminded = { $n ->
    [0] Nog geen
   *[other] { $n } verstuurd
}
rollout-last = Laatst ingelogd
rollout-chip-cannot = Kan het niet instellen
rollout-chip-never = Nooit ingelogd
rollout-bounces = mail komt niet aan
rollout-chip-later = Koos { $n }× ‘Later’
rollout-some-of = { $some } van { $n ->
    [one] 1 persoon
   *[other] { $n } mensen
}
rollout-all = Toon alles
rollout-export = { $n ->
    [one] 1 persoon exporteren
   *[other] { $n } mensen exporteren
}
rollout-export-list = Deze lijst exporteren
rollout-numbers = De grafiek in cijfers
rollout-numbers-day = Dag
rollout-numbers-people = Mensen
rollout-numbers-share = Aandeel
rollout-numbers-scroll = Tabel, schuift opzij
rollout-lists = Welke mensen
rollout-list-people = Iedereen onder de regel
rollout-list-have = Met een tweede stap
rollout-list-left = Nog te doen
rollout-list-cannot = Kunnen het niet instellen
rollout-list-never = Nooit ingelogd
rollout-list-later = Kozen ‘Later’
rollout-list-later-why = Zij kregen het aangeboden bij het inloggen en kozen minstens één keer ‘Later’.
rollout-list-not-yet = Nog niet
rollout-list-not-yet-why = Zij hebben wel ingelogd, maar het niet ingesteld en ook geen ‘Later’ gekozen.
rollout-list-unreached = Mail komt niet aan
rollout-list-unreached-why = Nog te doen, en zonder e-mailadres waarop mail aankomt. Geef hun een brief of verbeter het adres.
rollout-list-exempt = Ontheven
rollout-list-blocked = Geblokkeerd
rollout-list-blocked-why = Wie geblokkeerd is, logt niet in en telt niet mee in de cijfers.
short-january = jan
short-february = feb
short-march = mrt
short-april = apr
short-may = mei
short-june = jun
short-july = jul
short-august = aug
short-september = sep
short-october = okt
short-november = nov
short-december = dec
day-and-month = { $day } { $month }
rollout-next = Volgend bericht: { $step }, { $moment }
rollout-campaign = De campagne { $name } loopt
rollout-paused = De campagne { $name } is gepauzeerd
rollout-drafted = De campagne { $name } is nog een concept
rollout-no-campaign = Vertel het mensen op tijd: maak een campagne
