# Inloggen: wachtwoord, tweede stap, herstelcode, foutpagina's.
step-one = Stap 1 van 2
step-two = Stap 2 van 2
sign-in-title = Inloggen
sign-in-button = Inloggen
sign-in-continue = Daarna ga je door naar <strong>{ $application }</strong>.
sign-in-wrong = Je bent niet ingelogd
sign-in-wrong-advice = De naam en het wachtwoord horen niet bij elkaar. <a href="#password">Typ je wachtwoord opnieuw.</a>
sign-in-caps = Klopt niet. Staat Caps Lock aan?
sign-in-busy = Het is nu druk
sign-in-busy-advice = Je bent nog niet ingelogd. Typ je wachtwoord over een paar seconden opnieuw.
sign-in-away = Inloggen lukt nu niet
sign-in-away-advice = Een directory van je organisatie kijkt je wachtwoord na, en die antwoordt niet. Probeer het over een minuut nog eens. Deze poging telt niet.
sign-in-must-change = Je moet eerst je wachtwoord wijzigen
sign-in-must-change-advice = Wijzig het bij je organisatie, bijvoorbeeld op een computer daar. Log daarna hier in met het nieuwe.
password-away = Je wachtwoord kan nu niet worden nagekeken
password-away-advice = Een directory van je organisatie doet dat, en die antwoordt niet. Probeer het over een minuut nog eens. Deze poging telt niet.
password-elsewhere = Je wachtwoord staat in { $name }
password-elsewhere-then = Je logt er hier mee in, en je wijzigt het daar: vraag bij je organisatie hoe. Hier wordt het niet bewaard.
sign-in-expired = Inloggen duurde langer dan 10 minuten
sign-in-expired-advice = Daarom begin je opnieuw. Er is niets gewijzigd.
sign-in-signed-out = Je bent uitgelogd
sign-in-ended = Je bent niet meer ingelogd
sign-in-ended-advice = De tijd is om, of je hebt je ergens anders uitgelogd. Log opnieuw in om verder te gaan.
sign-in-password-changed = Je wachtwoord is gewijzigd
sign-in-password-changed-advice = Log in met je nieuwe wachtwoord. Heb je het niet zelf gewijzigd? Bel dan meteen de helpdesk.
sign-in-set-up = De organisatie is er
sign-in-set-up-advice = Log in met de gebruikersnaam en het wachtwoord die je net koos.

factor-title = Typ je code
factor-title-other = Zet je tweede stap anders
factor-again = Je bent nog ingelogd. Op dit apparaat vragen we eens per { $span } om een code.
factor-step-up-title = Bevestig dat jij het bent
factor-step-up = Je gaat iets wijzigen aan hoe je inlogt. Daarvoor vragen we een code die je nu uit je app haalt.
factor-step-up-for = <strong>{ $application }</strong> vraagt om opnieuw in te loggen. Typ een verse code uit je app.
confirm-password-for = <strong>{ $application }</strong> vraagt om opnieuw in te loggen. Typ je wachtwoord nog een keer.
factor-open-app = Open je authenticator-app op <strong>{ $name }</strong>.
factor-open-apps = Open een van je authenticator-apps:
factor-other = Kun je nu niet bij de app?
not-you = Niet jij?
remember = Onthoud dit apparaat { $span }
remember-until = Tot { $day } vragen we hier geen code meer.
remember-shared = Niet doen op een gedeelde computer.
nothing-works = Lukt niets?
call-for-pass = Bel de helpdesk:
ask-for-pass = Vraag de helpdesk om hulp.

code-wrong = Die code klopt niet
code-wrong-advice = <a href="#code">Typ de code die nu in je app staat.</a>
code-wrong-field = Deze code is verlopen of hoort niet bij deze app.
code-used = Die code is al gebruikt
code-used-advice = Elke code werkt één keer. <a href="#code">Wacht op de volgende code in je app en typ die.</a>
code-used-field = Deze code is al gebruikt.
code-short = Die code is te kort
code-long = Die code is te lang
code-digits = Een code bestaat uit cijfers
code-shape-advice = <a href="#code">Typ de 6 cijfers uit je app.</a> Spaties mogen.
code-short-field = Er ontbreken cijfers: de code heeft er 6.
code-long-field = Er staan te veel tekens: de code heeft 6 cijfers.
code-digits-field = Er staan letters of andere tekens tussen.
code-disabled = Deze app werkt niet meer
code-disabled-advice = Er zijn 100 verkeerde codes achter elkaar getypt. Daarom is de app uitgezet. Log in met een herstelcode en stel de app opnieuw in, of vraag de helpdesk om een inlogpas.
code-closed = Op dit apparaat kun je nu niet inloggen
code-closed-advice = Er zijn te veel verkeerde codes getypt op apparaten die we niet kennen. Log in op een apparaat dat we onthouden hebben, of vraag de helpdesk om hulp.

recovery-title = Typ een herstelcode
recovery-lead = Je kreeg herstelcodes toen je tweestapsverificatie (2FA) instelde. Elke code werkt één keer.
recovery-back = ‹ Toch op een andere manier
recovery-hint = Hoofdletters, spaties en streepjes maken niet uit.
recovery-wrong = Die herstelcode klopt niet
recovery-wrong-advice = <a href="#code">Kijk goed of alles er staat, of typ een andere.</a>
recovery-shape = Dat is geen herstelcode
recovery-shape-advice = <a href="#code">Typ een hele code, zoals hij op je lijst staat.</a>
recovery-shape-field = De code heeft 20 letters en cijfers.
recovery-field = Deze code kennen we niet, of hij is al gebruikt.
recovery-none = Heb je geen herstelcode meer?

new-code-title = Bewaar je nieuwe herstelcode
new-code-lead = De code die je net gebruikte, werkt niet meer. Deze komt ervoor in de plaats.
new-code-now = We tonen hem alleen nu. Zet hem op je lijst met herstelcodes en streep de oude door.
new-code-then = Ben je je telefoon kwijt? Verwijder die dan in het volgende scherm, en stel je nieuwe telefoon in.
new-code-or = Ben je je telefoon kwijt? Stel dan eerst je nieuwe telefoon in: daarna ga je door.
new-code-button = Ik heb hem bewaard
new-code-onward = Bewaard. Door naar { $application }
new-code-phone = Bewaard. Eerst naar mijn telefoons

confirm-password-lead = Je gaat iets wijzigen aan hoe je inlogt. Daarvoor vragen we je wachtwoord.
confirm-password-duty = Je moet nu je tweede stap instellen. Daarvoor vragen we eerst je wachtwoord.
confirm-password-of = Wachtwoord van { $name }
password-wrong = Dat wachtwoord klopt niet
password-wrong-advice = <a href="#password">Typ je wachtwoord opnieuw.</a>

problem-form-title = Deze pagina was te oud
problem-form-advice = Je had de pagina te lang openstaan, of hij kwam niet compleet aan. Er is niets gewijzigd. Open de pagina opnieuw en vul hem nog een keer in.
problem-form-button = Pagina opnieuw openen
problem-forbidden-title = Hier mag je niet bij
problem-forbidden-advice = Je bent ingelogd, maar deze pagina hoort niet bij je rechten. Heb je hem nodig? Vraag het je beheerder.
problem-missing-title = Deze pagina is er niet
problem-missing-advice = Het adres klopt niet, of de pagina is weg. Kijk of het adres goed is overgenomen.
problem-application-title = Deze toepassing is hier niet bekend
problem-application-advice = Niemand wordt doorgestuurd naar een adres dat van geen toepassing is. De beheerder voegt het adres toe bij Toepassingen.
problem-host-title = Op dit adres is niets te vinden
problem-host-advice = Hier logt geen organisatie in. Kijk of het adres goed is overgenomen.
problem-new-title = Hier is nog geen organisatie
problem-new-advice = Open de link die de server bij het starten liet zien, of voer op de server ‘tweestap setup’ uit. Een link werkt één keer, een dag lang; een nieuwe start geeft een nieuwe.
problem-large-title = Dat is te veel in één keer
problem-large-advice = Wat je stuurde is groter dan deze pagina aankan. Er is niets gewijzigd.
problem-wait-title = Te veel verzoeken
problem-wait-advice = Er kwamen in korte tijd veel verzoeken van dit netwerk.
problem-broken-title = Er ging iets mis bij ons
problem-broken-advice = Dit ligt niet aan jou. Probeer het nog een keer. Blijft het misgaan, geef de helpdesk dan dit nummer.
problem-incident = Nummer van deze storing
problem-away-title = We zijn even niet bereikbaar
problem-away-advice = Inloggen kan op dit moment niet. Er is niets gewijzigd. Probeer het over een minuut opnieuw.
problem-again-button = Opnieuw proberen
problem-home-button = Naar het begin
recovery-closed = Herstelcodes werken hier niet meer
recovery-closed-advice = Er zijn te veel verkeerde codes getypt. Gebruik een apparaat waarop je eerder bent ingelogd, of vraag de helpdesk om een inlogpas.

set-up-title = Maak de organisatie
set-up-lead = Nog niemand kan inloggen. Hier maak je de organisatie en de eerste SuperUser: jijzelf, waarschijnlijk.
set-up-name-hint = Mensen zien die boven elke pagina.
set-up-zone-hint = Een uiterste datum is een datum in deze tijdzone.
set-up-you = Jij, de eerste SuperUser
set-up-button = Maak de organisatie
set-up-not-made = Er is nog niets gemaakt
set-up-not-made-then = Kijk na wat hieronder gemarkeerd is, en typ je wachtwoord opnieuw.

back-done = Je bent hier klaar
back-done-then = Je gaat terug naar { $platform } en bent daar ingelogd.
back-expired = Inloggen duurde langer dan 10 minuten
back-cancelled = Je bent niet ingelogd
back-again = Ga terug naar { $platform } en log opnieuw in. Er is niets veranderd.
sign-in-ticket-used = Deze link werkte één keer
sign-in-ticket-used-advice = Ga terug naar de website waar je vandaan kwam en log daar opnieuw in.

problem-client-title = De toepassing die je hierheen stuurde is hier niet bekend
problem-client-advice = Ze noemt een “client_id” die van geen toepassing hier is. De beheerder ziet bij Toepassingen wat het moet zijn.
problem-return-title = Deze toepassing kan je daar niet naar terugsturen
problem-return-advice = Je bent niet doorgestuurd, zodat niemand je aanmelding meeneemt. De beheerder van de toepassing voegt het adres hieronder precies zo toe, of past de toepassing aan.
problem-return-where = Toepassingen › { $application } › “{ $setting }” noemt niet:
problem-not-for-you-title = Je mag deze toepassing niet gebruiken
problem-not-for-you-advice = Je bent ingelogd, maar de toepassing is niet voor iedereen. Vraag het aan wie haar in je organisatie beheert.
problem-not-for-you-which = Het gaat om <b>{ $application }</b>.
problem-rounds-title = Deze toepassing blijft je hierheen sturen
problem-rounds-advice = Je bent ingelogd, en we stuurden je telkens door. De toepassing stuurde je steeds meteen terug. Er is niets kwijt. Vertel het aan wie de toepassing beheert.
problem-rounds-look = Waar de beheerder naar kijkt
problem-rounds-cookie = De cookie waarmee de toepassing haar sessie onthoudt: komt die aan, en hoort hij bij het adres en bij https?
problem-rounds-callback = Het adres waarop de toepassing ons antwoord krijgt: is dat dezelfde hostnaam als waar mensen beginnen, en leidt het niet meteen weer hierheen?
problem-rounds-clock = De klok van de server van de toepassing: loopt die gelijk? Anders lijkt elk antwoord te oud.
problem-rounds-domain = De cookie voor toepassingen: ligt hun adres in het domein van de instelling sign_in.domain, en gaat alles over https?
problem-rounds-passed = De proxy voor de toepassing: geeft die de cookies van de browser door bij de vraag aan /auth/check?
problem-rounds-rule = De regel in de proxy: vraagt die iets anders dan waar hij mensen mee hierheen stuurt?
problem-rounds-button = Toch doorgaan
back-signed-out = Je bent uitgelogd
back-signed-out-then = Je gaat terug naar { $platform }. Andere toepassingen waar je was ingelogd, horen het ook.
consent-title = Mag { $application } weten wie je bent?
consent-lead = <b>{ $application }</b> wil je inloggen. Ze krijgt dan:
consent-openid = Een nummer dat voor jou staat
consent-profile = Je naam, je gebruikersnaam en je taal
consent-email = Je e-mailadres
consent-groups = De groepen waar je in zit
consent-more = { $names }
consent-stays = Dit { $days } dagen lang, ook nadat je bent uitgelogd
consent-back = Je wachtwoord en je codes blijven hier. Je trekt dit in bij Mijn profiel › Waar je bent ingelogd.
consent-yes = Ja, ga door
consent-no = Nee, ga terug
end-session-title = Uitloggen?
end-session-asks = <b>{ $application }</b> vraagt om je uit te loggen.
end-session-lead = Je wordt dan hier uitgelogd, en bij elke toepassing waar je vanaf hier naartoe ging.
end-session-yes = Uitloggen
end-session-no = Ingelogd blijven
end-session-who = Je bent ingelogd als { $name }.
