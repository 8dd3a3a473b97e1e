# Aan de deur van een andere toepassing (`/auth/check`): losse zinnen, op een pagina zonder menu.

auth-sign-in = Log eerst in.
auth-forbidden = Je mag hier niet naar binnen. Denk je van wel, vraag het dan aan je helpdesk.
auth-unreadable = Het adres van deze pagina is niet te lezen. Ga terug en probeer het opnieuw vanaf het begin van de site.
auth-unavailable = Er kan even niemand naar binnen. Probeer het over een minuut opnieuw.
auth-unknown = Op dit adres is geen toepassing ingesteld. De beheerder voegt hem toe in Tweestap, bij Toepassingen.
auth-set-up = Deze toepassing is nog niet ingesteld voor inloggen. De beheerder vindt in het log van Tweestap wat er moet gebeuren.
auth-help = Hulp bij inloggen
