# De demonstratie.
demo = Demo
demo-accounts = Accounts
demo-mailbox = Mailbox
demo-phone = Telefoon
demo-clock = Klok
demo-title = Dit is een demonstratie
demo-lead = Alle mensen zijn verzonnen. E-mail gaat niet naar buiten, maar naar de mailbox van de demo.
demo-name = Naam
demo-login = Gebruikersnaam
demo-shows = Wat je ziet
demo-shows-app = Inloggen in twee stappen: je wachtwoord, daarna een code uit de app.
demo-shows-duty = Heeft vanaf { $day } een tweede stap nodig. Tot die tijd mag je ‘Later’ kiezen.
demo-shows-offer = Een tweede stap wordt aangeboden, en niets is verplicht.
demo-shows-english = Hetzelfde, en leest Engels.
demo-shows-exempt = Vrijgesteld van de tweede stap, omdat er geen smartphone is.
demo-shows-superuser = Inloggen in twee stappen, als SuperUser.
demo-shows-helpdesk = Inloggen in twee stappen, als iemand van de helpdesk.
demo-shows-people-manager = Tweestapsverificatie, als iemand die de ledenadministratie doet.
demo-shows-auditor = Tweestapsverificatie, als iemand die alles mag zien en niets mag wijzigen.
demo-app = App
demo-see-code = Code bekijken
demo-no-app = nog geen
demo-try = Wat je kunt proberen
demo-try-one = Log in als iemand zonder app. Stel de tweede stap in met de app op je eigen telefoon, of met de sleutel op de <a href="/demo/phone">telefoon</a> van de demo; of kies <strong>Later</strong>.
demo-try-two = Log in als iemand met een app. De code staat op de <a href="/demo/phone">telefoon</a>.
demo-try-three = Zet de <a href="/demo/clock">klok</a> voorbij { $day }. Wie dan nog geen app heeft, moet die instellen, met een code uit de <a href="/demo/mailbox">mailbox</a>.
demo-try-four = Typ een paar keer een verkeerde code, en kijk daarna in de <a href="/demo/mailbox">mailbox</a>.
demo-try-five = Log in als de helpdesk en open iemand onder <strong>Mensen</strong>, een keer in de weergave <strong>Backend users</strong> en een keer in <strong>Leden</strong>. Elke weergave heeft haar eigen knoppen.
demo-try-six = Ga naar de <a href="/demo/wiki">Wiki van Waterland</a>, een toepassing die het inloggen aan Tweestap overlaat, en zie wat die over je hoort.
demo-mailbox-lead = Hier komt alle e-mail aan die de demo verstuurt. De nieuwste staat bovenaan.
demo-mailbox-empty = Er is nog geen e-mail
demo-mailbox-empty-how = Log in als iemand, of typ een verkeerde code.
back-mailbox = ‹ Terug naar de mailbox
demo-mail-text = Als tekst
demo-mail-html = De HTML van dezelfde e-mail
demo-phone-lead = Deze pagina doet alsof ze de authenticator-app van iemand is. Buiten de demo bestaat ze niet.
demo-phone-whose = Van wie?
demo-phone-show = Tonen
demo-phone-of = De app van { $name }
demo-phone-left = { $n ->
    [one] Nog 1 seconde.
   *[other] Nog { $n } seconden.
}
demo-phone-next = Daarna komt
demo-phone-none = In deze app staat niets.
demo-phone-once = Elke code werkt één keer. Is hij al gebruikt? Wacht op de volgende en kies Vernieuwen.
demo-phone-own = Een app die je hier instelt
demo-phone-own-how = Geen app bij de hand, of de klok verzet? Kopieer de sleutel van de pagina die de app instelt, en plak hem hier.
demo-phone-key = Sleutel
demo-phone-no-key = Dat is geen sleutel. Een sleutel heeft 32 letters en cijfers.
demo-phone-show-own = Code tonen
demo-clock-lead = Zet de klok van de server vooruit, en zie wat er verandert.
demo-clock-now = Het is nu
demo-clock-real = Dit is de echte tijd.
demo-clock-ahead = De klok loopt { $span } voor.
demo-clock-deadline = De uiterste datum is { $day }: { $when }.
demo-clock-hour = 1 uur vooruit
demo-clock-day = 1 dag vooruit
demo-clock-to-deadline = Tot vlak voor de uiterste datum
demo-clock-past-deadline = Voorbij de uiterste datum
demo-clock-reset = Terug naar de echte tijd
demo-clock-note = De telefoon van de demo loopt met deze klok mee. De app op je eigen telefoon niet: gebruik die alleen bij de echte tijd.
demo-wiki-lead = Een andere toepassing, die het inloggen met OpenID Connect aan Tweestap overlaat. Buiten de demo bestaat ze niet.
demo-wiki-sign-in = Inloggen met Tweestap
demo-wiki-fault = Je bent niet ingelogd bij de wiki
demo-wiki-heard = De wiki kreeg van Tweestap te horen: { $error }.
demo-wiki-late = Dit antwoord hoort niet bij een vraag van deze browser. Begin opnieuw.
demo-wiki-gone = De wiki staat niet meer bij de toepassingen van Tweestap. Start de demo opnieuw om haar terug te krijgen.
demo-wiki-welcome = Dag { $name }
demo-wiki-two = Je bent bij de wiki ingelogd met een tweede stap.
demo-wiki-one = Je bent bij de wiki ingelogd met alleen een wachtwoord.
demo-wiki-ask-factor = Opnieuw inloggen met tweede stap
demo-wiki-ask-new = Opnieuw inloggen, hoe kort geleden ook
demo-wiki-told = Wat de wiki over je hoorde
demo-wiki-claim = Claim
demo-wiki-value = Waarde
demo-wiki-says = Wat het zegt
demo-wiki-name = Je naam.
demo-wiki-user-name = Waarmee je inlogt.
demo-wiki-email = Je e-mailadres.
demo-wiki-groups = Je groepen.
demo-wiki-acr = Of je in deze sessie een tweede stap liet zien (2fa) of niet (1fa).
demo-wiki-amr = Waarmee: een wachtwoord (pwd), een code (otp), of meer dan één ding (mfa).
demo-wiki-auth-time = Wanneer je dat voor het laatst liet zien: { $time }.
demo-wiki-note = Onder Toepassingen zie je als SuperUser hoe de wiki is ingesteld. Wie haar daar een tweede stap laat eisen, ziet het hier.
