# Waarom iemand wel of niet om een tweede stap gevraagd wordt, en wat er geldt.
why-rule = de regel ‘{ $name }’
why-a-rule = een regel
why-same-rule = dezelfde regel
why-no-rule = geen regel zegt iets anders
why-through = tot en met { $day }
why-until = tot { $moment }

why-blocked = { $reader ->
    [self] Je bent geblokkeerd en kunt niet inloggen.
   *[other] { $name } is geblokkeerd en kan niet inloggen.
}
why-closed = De organisatie is gesloten. Niemand kan inloggen.
why-inactive = Bij deze organisatie is tweestapsverificatie niet actief. Inloggen gaat met alleen een wachtwoord.
why-not-required = { $reader ->
    [self] Geen regel vraagt van je om tweestapsverificatie te gebruiken.
   *[other] Geen regel vraagt van { $name } om tweestapsverificatie te gebruiken.
}
why-must-since = { $reader ->
    [self] Je valt onder { $rule } en moet daarom sinds { $day } tweestapsverificatie gebruiken.
   *[other] { $name } valt onder { $rule } en moet daarom sinds { $day } tweestapsverificatie gebruiken.
}
why-must-from = { $reader ->
    [self] Je valt onder { $rule } en moet daarom vanaf { $day }, { $when }, tweestapsverificatie gebruiken.
   *[other] { $name } valt onder { $rule } en moet daarom vanaf { $day }, { $when }, tweestapsverificatie gebruiken.
}
why-may = { $reader ->
    [self] Je valt onder { $rule }. Die biedt tweestapsverificatie aan en verplicht niets.
   *[other] { $name } valt onder { $rule }. Die biedt tweestapsverificatie aan en verplicht niets.
}
why-own-deadline = { $reader ->
    [self] Dat is je eigen uiterste datum. Die telt vanaf de dag dat de regel voor jou ging gelden.
   *[other] Dat is een eigen uiterste datum. Die telt vanaf de dag dat de regel voor { $name } ging gelden.
}
why-exempt = { $reader ->
    [self] Door een ontheffing hoef je { $until } geen tweede stap in te stellen.
   *[other] Door een ontheffing hoeft { $name } { $until } geen tweede stap in te stellen.
}
why-exemption-ended = { $reader ->
    [self] Je ontheffing liep { $until }.
   *[other] De ontheffing van { $name } liep { $until }.
}

why-proved = { $reader ->
    [self] Deze keer heb je je tweede stap gezet met { $kind }.
   *[other] Deze keer heeft { $name } de tweede stap gezet met { $kind }.
}
why-by-app = een code uit de app
why-by-card = een code van een codekaart
why-by-token = een code van een token
why-by-passkey = een passkey of beveiligingssleutel
why-by-recovery-code = een herstelcode
why-trusted = { $reader ->
    [self] Op dit apparaat heb je je tweede stap gezet ({ $passed }). Tot { $until } vragen we die hier niet.
   *[other] Op dit apparaat heeft { $name } de tweede stap gezet ({ $passed }). Tot { $until } vragen we die hier niet.
}
why-asked = Bij het inloggen vragen we de tweede stap.
why-card-not-enough = { $reader ->
    [self] Wat je hebt ingesteld, is voor { $rule } niet genoeg: een codekaart telt niet.
   *[other] Wat { $name } heeft ingesteld, is voor { $rule } niet genoeg: een codekaart telt niet.
}
why-key-needed = { $reader ->
    [self] Wat je hebt ingesteld, is voor { $rule } niet genoeg: alleen een passkey of beveiligingssleutel telt.
   *[other] Wat { $name } heeft ingesteld, is voor { $rule } niet genoeg: alleen een passkey of beveiligingssleutel telt.
}
why-still-asked = Bij het inloggen vragen we er wel naar.
why-then-enrol = Daarna moet er iets ingesteld worden dat wel telt.
why-other-due = Eerst moet er iets ingesteld worden dat wel telt. Tot dan gaat er niets anders open.
why-other-offered = Bij het inloggen bieden we aan om iets in te stellen dat wel telt.
why-later-next = { $reader ->
    [self] Je koos ‘Later’. De volgende keer dat je inlogt, vragen we het weer.
   *[other] { $name } koos ‘Later’. Bij de volgende keer inloggen vragen we het weer.
}
why-later-until = { $reader ->
    [self] Je koos ‘Later’. Vanaf { $moment } vragen we het weer.
   *[other] { $name } koos ‘Later’. Vanaf { $moment } vragen we het weer.
}
why-nothing-yet = { $reader ->
    [self] Je hebt nog niets ingesteld.
   *[other] { $name } heeft nog niets ingesteld.
}
why-offered = Bij het inloggen bieden we het aan.
why-nothing-else = Tot dat gedaan is, gaat er niets anders open.

why-ask-always = De tweede stap vragen we bij elke keer inloggen ({ $rule }).
why-ask-every = De tweede stap vragen we { $every } op elk apparaat ({ $rule }).
why-ask-inside = Wie ingelogd blijft, krijgt de vraag ook { $every } ({ $rule }).
why-stay-for = { $reader ->
    [self] Je blijft { $span } ingelogd, ook als je je browser sluit ({ $rule }).
   *[other] { $name } blijft { $span } ingelogd, ook als de browser dichtgaat ({ $rule }).
}
why-stay-browser = { $reader ->
    [self] Je blijft ingelogd tot je je browser sluit, en hooguit { $span } ({ $rule }).
   *[other] { $name } blijft ingelogd tot de browser dichtgaat, en hooguit { $span } ({ $rule }).
}
why-stay-browser-limit = { $reader ->
    [self] Je blijft ingelogd tot je je browser sluit ({ $rule }), en hooguit { $span } ({ $limit }).
   *[other] { $name } blijft ingelogd tot de browser dichtgaat ({ $rule }), en hooguit { $span } ({ $limit }).
}
why-idle = { $reader ->
    [self] Doe je { $span } niets, dan word je uitgelogd ({ $rule }).
   *[other] Na { $span } zonder gebruik wordt { $name } uitgelogd ({ $rule }).
}
why-late-mail = Om iets in te stellen is { $when ->
    [now] nu
   *[after] na de uiterste datum
} naast het wachtwoord een code uit een e-mail nodig ({ $rule }).
why-late-pass = Om iets in te stellen is { $when ->
    [now] nu
   *[after] na de uiterste datum
} naast het wachtwoord een inlogpas van de helpdesk nodig ({ $rule }).

why-watches = { $reader ->
    [self] De regel ‘{ $rule }’ kijkt alleen mee: hij vraagt niets van jou.
   *[other] De regel ‘{ $rule }’ kijkt alleen mee: hij vraagt niets van { $name }. Wat hij gedaan zou hebben, wordt bij elke keer inloggen bewaard.
}

every-days = { $n ->
    [1] elke dag
   *[other] eens in de { $n } dagen
}
every-hours = { $n ->
    [1] elk uur
   *[other] eens in de { $n } uur
}
every-minutes = { $n ->
    [1] elke minuut
   *[other] eens in de { $n } minuten
}
every-seconds = { $n ->
    [1] elke seconde
   *[other] eens in de { $n } seconden
}

week-browser-both = Je logt opnieuw in als je je browser hebt gesloten, en anders na { $most }: met je wachtwoord en je tweede stap.
week-browser = Je logt opnieuw in als je je browser hebt gesloten, en anders na { $most }: met je wachtwoord. Je tweede stap vragen we op elk apparaat { $every }.
week-browser-inside = Je logt opnieuw in als je je browser hebt gesloten, en anders na { $most }: met je wachtwoord. Je tweede stap vragen we op elk apparaat { $every }, ook als je nog bent ingelogd.
week-stay-both = Je blijft { $stay } ingelogd, en in die tijd vragen we niets. Daarna log je in met je wachtwoord en je tweede stap.
week-stay = Je logt { $again } in met je wachtwoord. Je tweede stap vragen we op elk apparaat { $every }.
week-stay-inside = Je blijft { $stay } ingelogd. Intussen vragen we { $every }, bij de volgende klik, alleen je tweede stap.
