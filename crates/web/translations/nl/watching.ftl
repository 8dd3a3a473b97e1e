# Beheer: een regel die alleen meekijkt, vergeleken met wat er gebeurde.
watching-link = Vergelijken met wat er gebeurde
watching-compare = Vergelijken
watching-title = Wat ‘{ $name }’ gedaan zou hebben
watching-lead = Deze regel kijkt alleen mee, zoals hij nu is sinds { $moment }. Hij vroeg niemand iets. Hieronder staan de keren inloggen die met de regel aan anders waren gegaan; de andere waren hetzelfde gebleven.
watching-switch-on = Aanzetten…
watching-none = Tot nu toe was geen enkele keer inloggen anders gegaan
watching-none-why = Zodra iemand inlogt voor wie deze regel iets zou veranderen, staat dat hier.
watching-total = In totaal
watching-people = { $n ->
    [one] 1 persoon
   *[other] { $n } mensen
}
watching-times = in { $n } keer inloggen
watching-days = Keren inloggen, dag voor dag
watching-session = Een andere tijd ingelogd, of apparaat niet onthouden
watching-sooner = Aangeboden met een andere uiterste datum
watching-offered = Tweestapsverificatie aangeboden
watching-asked = Om een code gevraagd, of om een andere soort
watching-obliged = Moest het eerst instellen
watching-stuck = Moest het instellen en kon het niet
watching-assumes = Elke keer inloggen wordt vergeleken zodra het wachtwoord klopt, alsof de regel op dat moment was aangezet: extra tijd zou dan beginnen. Wat het meest verschilt, telt, en blijft 28 dagen bewaard.
watching-on = Op { $day }.
watching-all = Sinds de regel meekijkt zoals hij nu is.
watching-last = laatst: { $moment }
watching-back = Terug naar de vergelijking
