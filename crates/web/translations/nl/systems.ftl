# De systemen waar mededelingen aan worden doorgegeven.
systems-title = Gekoppelde systemen
systems-lead = Zoals je intranet: ze tonen de mededelingen die je doorgeeft, via feed en webhook.
systems-new = Systeem koppelen
systems-none = Er is geen systeem gekoppeld
systems-none-why = Koppel er een, en het leest mededelingen met een eigen sleutel of hoort wanneer er een verandert.
system-too-many = Er zijn 50 gekoppelde systemen. Verwijder er een voordat je een ander koppelt.
system-last-read = Laatst gelezen op { $moment }
system-never-read = Heeft nog niet gelezen
system-hook-on = hoort het via een webhook
system-hook-none = geen webhook
system-hook-off = webhook uitgezet
system-name-hint = Zoals je het kent, bijvoorbeeld Intranet.
system-name-taken = Een ander gekoppeld systeem heet al zo. Kies een andere naam.
system-g-hook = Webhook
system-g-hook-why = Elke mededeling die je doorgeeft wordt naar dit adres gestuurd, en later dat ze weg is. Net als wat je uit het logboek kiest.
system-address = Adres
system-address-hint = Begint met https://. Leeg: er wordt niets gestuurd, en het systeem leest alleen de feeds.
system-address-wrong = Typ het hele adres, beginnend met https://, zonder spaties, naam of wachtwoord.
system-address-plain = Het adres moet met https:// beginnen, zodat niemand meeleest.
system-address-forbidden = Naar dit adres wordt niets gestuurd: het ligt in een privé of gereserveerd netwerk.
system-connect = Koppelen
system-saved = Het systeem is opgeslagen
system-sent = Het is onderweg
system-sent-then = Laad deze pagina zo opnieuw om te zien wat er terugkwam.
system-not-sent = Er is niets gestuurd: er is geen webhookadres, of de webhook staat uit.
system-off-since = De webhook staat uit sinds { $moment }
system-off-then = Het systeem antwoordde dat het niets meer wil ontvangen. Sla deze pagina op om hem weer aan te zetten.
system-feeds = Feeds
system-feeds-why = Op deze adressen leest het systeem de mededelingen van vandaag, met zijn sleutel.
system-new-key = Andere sleutel maken
system-new-secret = Ander webhookgeheim maken
system-new-why = De vorige werkt meteen niet meer. Je ziet de nieuwe één keer.
system-told = Wat er gestuurd is
system-told-nothing = Er is nog niets gestuurd.
system-test = Testbericht sturen
system-again = Nog eens sturen
system-tries = { $n ->
    [one] { $n } poging
   *[other] { $n } pogingen
}
system-next-try = volgende poging op { $moment }
system-state-waiting = Wacht
system-state-taken = Aangekomen
system-state-given-up = Opgegeven
system-answer-status = antwoord { $status }
system-answer-no-address = er was geen adres om naartoe te sturen
system-answer-no-secret = het geheim is niet te lezen; maak een ander
system-answer-unknown-host = de naam van de server is onbekend
system-answer-forbidden = het adres ligt in een privé of gereserveerd netwerk
system-answer-not-encrypted = niet versleuteld, en niet op een privénetwerk
system-answer-no-connection = geen verbinding
system-answer-not-trusted = het certificaat van de server wordt niet vertrouwd
system-answer-too-slow = geen antwoord binnen 15 seconden
system-answer-no-answer = het antwoord is niet te lezen
system-log = Uit het logboek
system-log-none = Er wordt niets uit het logboek gestuurd.
system-log-kinds = { $n ->
    [one] { $n } soort gebeurtenis wordt gestuurd zodra ze gebeurt.
   *[other] { $n } soorten gebeurtenissen worden gestuurd zodra ze gebeuren.
}
system-log-in-list = { $n ->
    [one] { $n } soort gebeurtenis uit het logboek
   *[other] { $n } soorten gebeurtenissen uit het logboek
}
system-log-choose = Gebeurtenissen kiezen
system-log-behind = Wat er sinds { $moment } gebeurde moet nog worden gestuurd
system-log-behind-why = Dit systeem neemt gebeurtenissen langzamer aan dan ze gebeuren, of is weg. Er gaat niets verloren: ze wachten in het logboek en volgen zodra het heeft aangenomen wat onderweg is.
system-events-title = Gebeurtenissen uit het logboek
system-events-lead = Vink aan wat { $name } hoort. Het geldt voor wat er vanaf nu gebeurt, en noemt de mensen om wie het gaat.
system-events-to = Ze worden gestuurd naar { $address }
system-events-nowhere = Er is nog geen webhookadres: er wordt niets gestuurd tot het er is.
system-events-of = { $n } van { $of }
system-events-all = Alles
system-events-none = Niets
system-events-unsaved = Nog niet opgeslagen: kijk na, en sla dan op
system-events-saved = De gebeurtenissen zijn gekozen
system-group-sign-in = Inloggen
system-group-sign-in-about = Juiste en foute wachtwoorden en tweede stappen, ingelogd en uitgelogd.
system-group-own = Door mensen zelf gedaan
system-group-own-about = Tweede stappen ingesteld en verwijderd, wachtwoorden gewijzigd, browsers onthouden.
system-group-helpdesk = Voor iemand gedaan
system-group-helpdesk-about = Ontheffingen, inlogpassen, tweestapsverificatie uitgezet, geblokkeerd.
system-group-people = Mensen
system-group-people-about = Wie er werd toegevoegd of gewijzigd, in welke groepen en met welke rol.
system-group-rules = Regels
system-group-rules-about = Regels over wachtwoorden en de tweede stap.
system-group-rights = Rechten en lijsten
system-group-rights-about = Rollen, weergaven, selecties, groepen en kenmerken.
system-group-messages = Berichten
system-group-messages-about = Campagnes, mededelingen en wat mensen lezen.
system-group-applications = Toepassingen
system-group-applications-about = Wie wat mag openen, en waar mensen naartoe doorgingen.
system-group-systems = Gekoppelde systemen en sleutels
system-group-systems-about = Systemen, API-sleutels en platforms. Ook wanneer een gebeurtenis niet werd aangenomen.
system-group-watch = Geweigerd en weggeschreven
system-group-watch-about = Pogingen tot wat niet mag, en lijsten die als bestand vertrokken.
system-group-organisation = De organisatie
system-group-organisation-about = Aangevraagd, geopend, gesloten, en wat beheerders van de installatie deden.
system-show = Welke
system-show-all = Alle
system-show-do = Tonen
system-show-none = Deze zijn er niet.
system-given-up = { $n ->
    [one] { $n } gebeurtenis is niet aangenomen
   *[other] { $n } gebeurtenissen zijn niet aangenomen
}
system-given-up-then = Ze worden vanzelf niet meer gestuurd. Hieronder stuur je ze opnieuw.
system-replay = Opnieuw sturen
system-replay-why = Stuurt nog eens wat eerder gestuurd is, voor zover het bewaard is: 30 dagen. Elke gebeurtenis houdt haar nummer, dus het systeem herkent haar.
system-replay-since = Sinds
system-replay-which = Wat
system-replay-failed = Wat is opgegeven
system-replay-all = Alles, ook wat is aangenomen
system-replay-wrong = Er is niets gestuurd
system-replay-do = Opnieuw sturen
system-repeated = { $n ->
    [0] Er was niets om opnieuw te sturen
    [one] { $n } gebeurtenis is opnieuw onderweg
   *[other] { $n } gebeurtenissen zijn opnieuw onderweg
}
system-shown = Zet dit in het andere systeem
system-shown-lead = Je ziet het alleen nu. Wij bewaren het niet in een vorm die terug te lezen is.
system-key = Sleutel van de feeds
system-key-how = Stuur hem mee in de header Authorization, na het woord Bearer, of als key in het adres. Wie hem heeft kan ook opvragen wat één persoon leest.
system-secret = Geheim van de webhook
system-secret-how = Hiermee controleert het andere systeem dat een bericht hiervandaan komt.
system-remove = Systeem verwijderen
system-remove-title = { $name } verwijderen?
system-remove-key = De sleutel opent vanaf nu niets meer.
system-remove-events = Wat nog wacht om gestuurd te worden, wordt niet meer gestuurd.
system-remove-changed = Iemand heeft dit systeem net veranderd. Kijk nog eens voordat je het verwijdert.
feed-not-here = Hier zijn geen feeds.
feed-wrong-key = Stuur de sleutel van een gekoppeld systeem mee, als “Authorization: Bearer …” of als key in het adres.
feed-no-person = Er is niemand met deze naam, of het account is geblokkeerd.
feed-broken = De feed kan nu niet worden gegeven. Probeer het straks opnieuw.
