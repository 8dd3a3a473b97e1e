# Wat platforms in modulestand tegen iemand zeggen; gewone tekst, een of twee zinnen.
api-refuse = Die naam en dat wachtwoord horen niet bij elkaar.
api-allow = Je bent ingelogd tot { $moment }.
api-prove = Typ de 6 cijfers die je authenticator-app nu laat zien.
api-offer = Bescherm je account met een tweede stap: een app op je telefoon die een code laat zien. Instellen duurt zo’n twee minuten.
api-offer-until = { $n ->
    [one] Vanaf { $day } heb je een tweede stap nodig om in te loggen: nog 1 dag. Nu instellen duurt zo’n twee minuten.
   *[other] Vanaf { $day } heb je een tweede stap nodig om in te loggen: nog { $n } dagen. Nu instellen duurt zo’n twee minuten.
}
api-enrol = Sinds { $day } heb je een tweede stap nodig om in te loggen. Stel hem in om verder te gaan; dat duurt zo’n twee minuten.
api-right = Die code klopt.
api-wrong = Die code klopt niet. Typ de code die je app nu laat zien.
api-replayed = Die code is al gebruikt. Wacht op de volgende code in je app en typ die.
api-malformed = Een code heeft 6 cijfers. Typ de cijfers die je app nu laat zien; spaties mogen.
api-wait = Te veel foute codes. Probeer het opnieuw om { $clock }.
api-closed = Codes worden op dit moment niet aangenomen voor je account. Vraag je helpdesk om een inlogpas.
api-password = Typ je wachtwoord opnieuw om verder te gaan.
api-ended = Je bent niet meer ingelogd. Log opnieuw in om verder te gaan.
