# Een regel in gewone woorden, en wat een wijziging doet.
rule-off = { $scope ->
    [all] Deze regel vraagt <strong>niets</strong>, van niemand
   *[some] Deze regel vraagt <strong>niets</strong> van de mensen van ‘{ $name }’
}: tweestapsverificatie wordt niet aangeboden.
rule-optional = { $scope ->
    [all] We bieden iedereen
   *[some] We bieden de mensen van ‘{ $name }’
} tweestapsverificatie aan. <strong>Niemand hoeft.</strong>
rule-at-once = <strong>Meteen</strong> { $scope ->
    [all] kan iedereen
   *[some] kunnen de mensen van ‘{ $name }’
} alleen nog inloggen met tweestapsverificatie.
rule-from = Vanaf <strong>{ $day }</strong>, { $when }, { $scope ->
    [all] kan iedereen
   *[some] kunnen de mensen van ‘{ $name }’
} alleen nog inloggen met tweestapsverificatie. Tot dan bieden we het aan.
rule-since = Sinds <strong>{ $day }</strong> { $scope ->
    [all] kan iedereen
   *[some] kunnen de mensen van ‘{ $name }’
} alleen nog inloggen met tweestapsverificatie.
rule-week = De week van wie eronder valt: { $week }
rule-idle = Wie <strong>{ $span }</strong> niets doet, wordt uitgelogd.
rule-no-grace = Wie er later onder komt te vallen, krijgt <strong>geen extra tijd</strong>.
rule-grace = Wie er later onder komt te vallen, krijgt vanaf dat moment nog <strong>{ $span }</strong>.
rule-late-open = Instellen na de uiterste datum kan met <strong>alleen het wachtwoord</strong>. Wie een wachtwoord te pakken krijgt, kan dan zelf een tweede stap instellen.
rule-late-mail = Wie het na de uiterste datum nog moet instellen, heeft een <strong>code uit een e-mail</strong> nodig.
rule-late-pass = Wie het na de uiterste datum nog moet instellen, heeft een <strong>inlogpas van de helpdesk</strong> nodig.
rule-no-card = Een <strong>codekaart telt niet</strong>.
rule-keys = Alleen een <strong>passkey of beveiligingssleutel</strong> telt.
rule-aal2 = Dit is de instelling die NIST <strong>AAL2</strong> noemt: beide stappen bij elke keer inloggen, hoogstens 24 uur ingelogd, hoogstens een uur zonder iets te doen.
rule-aal2-device = Een apparaat onthouden is soepeler dan NIST <strong>AAL2</strong>, dat elke keer beide stappen vraagt.
rule-aal2-long = NIST <strong>AAL2</strong> vraagt hoogstens 24 uur ingelogd en hoogstens een uur zonder iets te doen.
rule-strictest = Valt iemand ook onder een andere regel, dan geldt van elk onderdeel het strengste.

rule-watches = Deze regel <strong>kijkt alleen mee</strong>: hij vraagt niemand iets en bewaart bij elke keer inloggen wat hij gedaan zou hebben. Wat hierna staat, geldt pas als hij aanstaat.
rule-changed = { $field }: van { $before } naar { $after }
rule-field-mode = Stand
rule-field-requirement = Tweestapsverificatie
rule-field-deadline = Uiterste datum
rule-field-grace = Extra tijd voor wie er later bij komt
rule-field-ask = Tweede stap vragen
rule-field-stay = Ingelogd blijven
rule-field-idle = Uitloggen zonder gebruik
rule-field-authenticators = Wat telt
rule-field-late = Instellen na de uiterste datum
rule-word-on = aan
rule-word-watch = kijkt alleen mee
rule-word-off = uit
rule-word-optional = mag
rule-word-mandatory = verplicht
rule-word-at-once = meteen
rule-word-always = bij elke keer inloggen
rule-word-browser = tot de browser sluit
rule-word-no-limit = geen grens
rule-word-any = alle soorten
rule-word-no-card = geen codekaart
rule-word-keys = alleen passkey of beveiligingssleutel
rule-word-late-open = alleen het wachtwoord
rule-word-late-mail = code per e-mail
rule-word-late-pass = inlogpas van de helpdesk
