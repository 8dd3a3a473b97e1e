# E-mails: wat er gebeurde, wanneer en waar, en wat je doet als jij het niet was.
mail-dear = Dag { $name },
mail-when = Wanneer
mail-browser = Met
mail-address = Vanaf netwerkadres
mail-moment = { $day }, { $time }
mail-not-you = Was jij dit niet?
mail-change-password = Dan kent iemand je wachtwoord. Wijzig het nu: ga zelf naar { $site } en kies daar Mijn profiel, Wachtwoord. Bel daarna de helpdesk.
mail-call = Helpdesk: { $phone }
mail-footer = Deze e-mail komt van { $organisation }, omdat er iets gebeurde met je account. We vragen je nooit om een code of wachtwoord per e-mail of telefoon.

mail-code-subject = Je code voor { $organisation }
mail-code-heading = Je code om de tweede stap in te stellen
mail-code-why = Je logt in en stelt tweestapsverificatie (2FA) in. Typ daar deze code:
mail-code-until = De code werkt één keer, tot { $moment }.
mail-code-never = Geef hem aan niemand, ook niet aan wie zegt van de helpdesk te zijn.
mail-code-not-you = Dan kent iemand je wachtwoord. Gebruik de code niet, en bel meteen de helpdesk. Zonder de code komt die ander niet binnen.

mail-added-subject = Nieuwe tweede stap bij { $organisation }
mail-added-heading = Er is een manier toegevoegd om in te loggen
mail-added-what = Je kunt voortaan inloggen met ‘{ $name }’.

mail-removed-subject = Tweede stap verwijderd bij { $organisation }
mail-removed-heading = Er is een manier verwijderd om in te loggen
mail-removed-what = ‘{ $name }’ telt niet meer.
mail-removed-last = Het was je laatste. Je logt nu in met alleen je wachtwoord.
mail-removed-others = Wat je verder hebt, werkt nog.

mail-recovery-subject = Ingelogd met een herstelcode bij { $organisation }
mail-recovery-heading = Er is een herstelcode gebruikt
mail-recovery-what = Iemand logde in met je wachtwoord en een van je herstelcodes. Die code werkt nu niet meer.
mail-recovery-then = Ben je je telefoon kwijt? Verwijder die in Mijn profiel, en stel je nieuwe telefoon in.

mail-renewed-subject = Nieuwe herstelcodes bij { $organisation }
mail-renewed-heading = Er zijn nieuwe herstelcodes gemaakt
mail-renewed-what = De oude herstelcodes werken niet meer. Gooi ze weg en bewaar de nieuwe.

mail-password-subject = Je wachtwoord bij { $organisation } is gewijzigd
mail-password-heading = Je wachtwoord is gewijzigd
mail-password-what = Je bent overal uitgelogd, behalve waar je het wachtwoord wijzigde.
mail-password-not-you = Bel dan meteen de helpdesk. Iemand anders kan nu bij je account.

mail-off-subject = Tweestapsverificatie uitgezet bij { $organisation }
mail-off-heading = Je tweestapsverificatie (2FA) is uitgezet
mail-off-by = { $by } heeft dit voor je gedaan.
mail-off-helpdesk = De helpdesk of een beheerder heeft dit voor je gedaan.
mail-off-what = Je apps en herstelcodes werken niet meer. Je bent overal uitgelogd.
mail-off-again = De volgende keer dat je inlogt, stel je de tweede stap opnieuw in.
mail-off-stays = Je kunt de tweede stap opnieuw instellen in Mijn profiel.
mail-off-unasked = Heb je hier niet om gevraagd?
mail-off-not-you = Bel dan meteen de helpdesk, en wijzig je wachtwoord.

mail-copied-subject = Misschien is er een kopie van je passkey ({ $organisation })
mail-copied-heading = Misschien is er een kopie van je beveiligingssleutel
mail-copied-what = Een passkey of beveiligingssleutel van jou is gebruikt, maar de teller ervan liep terug. Dat gebeurt als een sleutel gekopieerd is. Er is niemand mee ingelogd.
mail-copied-then = Log op een andere manier in, verwijder deze sleutel in Mijn profiel, en vertel het de helpdesk.
mail-wrong-subject = Je wachtwoord was goed, de code niet ({ $organisation })
mail-wrong-heading = Iemand had je wachtwoord, maar niet de code
mail-wrong-what = Op een apparaat dat we niet kennen, typte iemand je wachtwoord goed en daarna een verkeerde code. Die persoon is niet ingelogd.
mail-wrong-you = Was jij dit zelf, en vergiste je je in de code? Dan hoef je niets te doen.

mail-locked-subject = Te veel verkeerde codes bij { $organisation }
mail-locked-heading = Er zijn te veel verkeerde codes getypt
mail-locked-what = Iemand typte je wachtwoord goed, en daarna een paar keer een verkeerde code. Daarom kan er tot { $moment } niemand inloggen met een code.
mail-disabled-app = Na 100 verkeerde codes achter elkaar hebben we je authenticator-app uitgezet.
mail-disabled-app-then = Log in met een herstelcode en stel de app opnieuw in, of vraag de helpdesk om een inlogpas.
mail-card-subject = Een codekaart voor je account bij { $organisation }
mail-card-heading = Er is een codekaart voor je gemaakt
mail-card-what = { $by } van de helpdesk maakte een codekaart voor je. Je krijgt hem op papier.
mail-card-then = De kaart werkt pas als je hem in gebruik neemt: typ bij het inloggen, of in Mijn profiel, code nummer 1 van de kaart.
mail-card-few-subject = Je codekaart is bijna op ({ $organisation })
mail-card-few-heading = Maak een nieuwe codekaart
mail-card-few-what = Je codekaart heeft nog { $n } codes.
mail-card-few-then = Ga zelf naar { $site }, kies Mijn profiel en maak een nieuwe kaart. De oude werkt tot je de nieuwe in gebruik neemt.
mail-card-out-subject = Je codekaart is op ({ $organisation })
mail-card-out-heading = Alle codes van je kaart zijn gebruikt
mail-card-out-then = Maak nu een nieuwe kaart: ga zelf naar { $site } en kies Mijn profiel. Lukt inloggen niet meer? Gebruik een herstelcode, of vraag de helpdesk om een inlogpas.
mail-disabled-card = Na 100 verkeerde codes achter elkaar hebben we je codekaart uitgezet.
mail-disabled-card-then = Log in met een herstelcode en maak een nieuwe kaart, of vraag de helpdesk om hulp.
mail-disabled-token = Na 100 verkeerde codes achter elkaar hebben we je hardwaretoken uitgezet.
mail-disabled-token-then = Log in met een herstelcode, of vraag de helpdesk om een inlogpas of een andere token.
mail-disabled-recovery = Na 100 verkeerde achter elkaar werken je herstelcodes niet meer.
mail-disabled-recovery-then = Je app werkt nog wel. Log daarmee in en maak in Mijn profiel nieuwe herstelcodes.
mail-disabled-emailed = Na 100 verkeerde codes achter elkaar werken codes per e-mail voor jou niet meer.
mail-disabled-emailed-then = Vraag de helpdesk om een inlogpas.
mail-disabled-pass = Na 100 verkeerde achter elkaar werkt de inlogpas van de helpdesk niet meer.
mail-disabled-pass-then = Vraag de helpdesk om een nieuwe inlogpas.
mail-closed-app = Na 100 verkeerde codes kan op apparaten die we niet kennen niemand meer met een code inloggen op je account.
mail-closed-app-then = Op een apparaat dat we onthouden hebben, log je gewoon in. Op een ander apparaat maakt een herstelcode de weg weer vrij, of vraag de helpdesk om hulp.
mail-closed-recovery = Na 100 verkeerde kan op apparaten die we niet kennen niemand meer je herstelcodes gebruiken.
mail-closed-recovery-then = Je app werkt nog wel. Heb je die niet, vraag de helpdesk dan om hulp.

mail-password-set-subject = Je hebt een nieuw wachtwoord gekregen bij { $organisation }
mail-password-set-heading = Je hebt een nieuw wachtwoord gekregen
mail-password-set-what = { $by } maakte een nieuw wachtwoord voor je. Je bent overal uitgelogd. Het wachtwoord staat in geen enkele e-mail.
mail-password-set-then = Log ermee in op { $site }, en wijzig het daar: Mijn profiel, Wachtwoord.

mail-glass-made-subject = Er is een nieuwe noodcode gemaakt bij { $organisation }
mail-glass-made-heading = Er is een nieuwe noodcode gemaakt
mail-glass-made-what = { $by } maakte een nieuwe noodcode van de organisatie. Een eerdere werkt niet meer.
mail-glass-made-server = Op de server is een nieuwe noodcode van de organisatie gemaakt. Een eerdere werkt niet meer.
mail-glass-made-then = Daarmee en met een wachtwoord komt een SuperUser één keer binnen zonder tweede stap. Heeft niemand van jullie dit gedaan? Maak dan meteen een andere.
mail-glass-used-subject = De noodcode is gebruikt bij { $organisation }
mail-glass-used-heading = De noodcode is gebruikt
mail-glass-used-what = { $by } gebruikte de noodcode van de organisatie in plaats van de tweede stap.
mail-glass-used-then = Vraag na of dat klopt. Zo niet, blokkeer dan meteen het account. Maak daarna een nieuwe noodcode: Instellingen, Noodcode.

mail-pass-subject = De helpdesk gaf je een inlogpas bij { $organisation }
mail-pass-heading = Je hebt een inlogpas gekregen
mail-pass-what = { $by } gaf je een inlogpas. Daarmee stel je de tweede stap opnieuw in.
mail-pass-helpdesk = De helpdesk gaf je een inlogpas. Daarmee stel je de tweede stap opnieuw in.
mail-pass-until = De pas werkt één keer, tot { $moment }. Hij staat in geen enkele e-mail.
mail-addresses-subject = Je e-mailadressen bij { $organisation } zijn gewijzigd
mail-addresses-heading = Je e-mailadressen zijn gewijzigd
mail-addresses-what = Een beheerder heeft je e-mailadressen gewijzigd. Deze e-mail gaat naar de oude en de nieuwe adressen.
mail-exempted-subject = Je hebt voorlopig geen tweede stap nodig bij { $organisation }
mail-exempted-heading = Je hebt voorlopig geen tweede stap nodig
mail-exempted-what = { $by } gaf je ontheffing van de tweede stap (2FA).
mail-exempted-helpdesk = De helpdesk gaf je ontheffing van de tweede stap (2FA).
mail-exempted-until = Die geldt tot en met { $day }. Eerder instellen mag.
mail-exemption-ended-subject = Je ontheffing bij { $organisation } is beëindigd
mail-exemption-ended-heading = Je ontheffing is beëindigd
mail-exemption-ended-what = { $by } beëindigde je ontheffing van de tweede stap (2FA).
mail-exemption-ended-helpdesk = De helpdesk beëindigde je ontheffing van de tweede stap (2FA).
mail-exemption-ended-then = Moet je er een hebben, dan wordt dat vanaf nu gevraagd. Lukt dat niet? Bel de helpdesk.
mail-stand-subject = Wie ontheffing heeft bij { $organisation }
mail-stand-heading = Wie ontheffing heeft van de tweede stap
mail-stand-what = { $n ->
    [one] Eén persoon heeft ontheffing van de tweede stap (2FA). Hieronder staat tot en met welke dag.
   *[other] { $n } mensen hebben ontheffing van de tweede stap (2FA). Hieronder staan de eersten die aflopen, met de laatste dag.
}
mail-stand-more = En nog { $n } die later aflopen.
mail-stand-then = Wie het niet meer nodig heeft, kan zonder: zie Ontheffingen in het menu. Je krijgt deze mail elke week zolang iemand ontheffing heeft.
mail-exemption-subject = Je ontheffing bij { $organisation } loopt af
mail-exemption-heading = Je ontheffing loopt af
mail-exemption-what = Je hoeft tot en met { $day } geen tweede stap (2FA) te hebben. Daarna wel.
mail-exemption-then = Kun je er dan nog geen instellen? Bel voor die dag de helpdesk.
mail-remind-subject = Stel je tweede stap in bij { $organisation }
mail-remind-heading = Stel je tweede stap in
mail-remind-by = Vanaf { $day } log je in met je wachtwoord en een tweede stap (2FA). Je hebt die nog niet ingesteld.
mail-remind-due = Om in te loggen heb je een tweede stap (2FA) nodig. Je hebt die nog niet ingesteld.
mail-remind-may = Met een tweede stap (2FA) heeft een dief niets aan je wachtwoord. Je hebt die nog niet ingesteld.
mail-remind-how = Ga zelf naar { $site } en log in. Daar zie je hoe het moet. Het duurt een paar minuten.

mail-approved-subject = Tweestapsverificatie staat aan bij { $organisation }
mail-approved-heading = Tweestapsverificatie (2FA) staat aan
mail-approved-what = Je vroeg om tweestapsverificatie. De beheerder van het platform heeft het aangezet.
mail-approved-then = Vanaf nu krijgt iedereen het na het inloggen aangeboden. Wie het moet gebruiken en vanaf wanneer, stel je in bij Beleid op { $site }.
mail-declined-subject = Tweestapsverificatie is niet aangezet bij { $organisation }
mail-declined-heading = Tweestapsverificatie (2FA) is niet aangezet
mail-declined-what = Je vroeg om tweestapsverificatie. De beheerder van het platform heeft het niet aangezet.
mail-declined-then = Je kunt er altijd opnieuw om vragen.
mail-operator-says = De beheerder van het platform schrijft: { $message }
