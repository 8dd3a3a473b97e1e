# Beheer: de repetitie van een dag.
rehearsal-link = Repeteer een dag: wat inloggen dan van iedereen vraagt
rehearsal-title = Repetitie
rehearsal-lead = Wat iedereen bij de volgende keer inloggen zou meemaken op een dag die jij kiest, door alle regels samen. Er verandert niets.
rehearsal-day = Alsof het deze dag is
rehearsal-part = Wie
rehearsal-do = Repeteren
rehearsal-today = vandaag
rehearsal-deadline = de uiterste datum: { $day }
rehearsal-after = de dag na { $day }
rehearsal-then = Inloggen op { $day }
rehearsal-people = { $n ->
    [one] 1 persoon, vanaf middernacht die dag.
   *[other] { $n } mensen, vanaf middernacht die dag.
}
rehearsal-has = Krijgt de vraag om een code
rehearsal-offered = Krijgt tweestapsverificatie aangeboden, hoeft niet
rehearsal-ahead = Krijgt het aangeboden, de uiterste datum komt nog
rehearsal-obliged = Moet het instellen voordat er iets opengaat
rehearsal-exempt = Ontheven: binnen met het wachtwoord
rehearsal-out-of-reach = Moet het instellen en kan het niet
rehearsal-not-asked = Binnen met het wachtwoord, er wordt niets gevraagd
rehearsal-blocked = Geblokkeerd: kan niet inloggen
rehearsal-more = { $n } meer dan nu
rehearsal-fewer = { $n } minder dan nu
rehearsal-assumes = Zoals mensen, regels, ontheffingen en selecties nu zijn, op een apparaat dat we niet kennen, als niemand tot die dag iets doet.
rehearsal-wrong = Deze dag is niet te repeteren.
rehearsal-e-day = Typ een datum, zoals 15-1-2027.
rehearsal-e-passed = Deze dag is al voorbij. Kies vandaag of een latere dag.
rehearsal-back = Terug naar de cijfers
