# Berichten van een campagne, zoals het product ze zegt. De waarden zijn invulwoorden, die een beheerder laat staan of vervangt.
# De tweede van elk paar is voor wie met u wordt aangesproken.
mail-campaign-footer = Deze e-mail komt van { $organisation }, omdat daar tweestapsverificatie komt. We vragen nooit per e-mail of telefoon om een code of wachtwoord.
campaign-days-left = { $days ->
    [0] vandaag
    [one] 1 dag
   *[other] { $days } dagen
}

campaign-announce-subject = Vanaf { $deadline } log je in twee stappen in bij { $organisation }
campaign-announce-1 = Vanaf { $deadline } log je bij { $organisation } in met je wachtwoord en een tweede stap (2FA). Zo heeft een dief niets aan je wachtwoord.
campaign-announce-2 = Je kunt het nu al instellen. Ga zelf naar { $address } en log in: daar zie je hoe het moet. Het kost een paar minuten, en een telefoon of computer.
campaign-announce-3 = Geen smartphone, of liever wat hulp? Op { $address }/help staat elke manier uitgelegd.
campaign-announce-subject-formal = Vanaf { $deadline } logt u in twee stappen in bij { $organisation }
campaign-announce-1-formal = Vanaf { $deadline } logt u bij { $organisation } in met uw wachtwoord en een tweede stap (2FA). Zo heeft een dief niets aan uw wachtwoord.
campaign-announce-2-formal = U kunt het nu al instellen. Ga zelf naar { $address } en log in: daar ziet u hoe het moet. Het kost een paar minuten, en een telefoon of computer.
campaign-announce-3-formal = Geen smartphone, of liever wat hulp? Op { $address }/help staat elke manier uitgelegd.

campaign-remind-subject = Stel voor { $deadline } je tweede stap in bij { $organisation }
campaign-remind-1 = Je hebt nog { $days }: vanaf { $deadline } log je bij { $organisation } in met je wachtwoord en een tweede stap (2FA). Je hebt die nog niet ingesteld.
campaign-remind-2 = Ga zelf naar { $address } en log in. Daar zie je hoe het moet. Het duurt een paar minuten. Wie langer wacht, heeft ook een code per e-mail of de helpdesk nodig.
campaign-remind-3 = Geen smartphone, of liever wat hulp? Op { $address }/help staat elke manier uitgelegd.
campaign-remind-subject-formal = Stel voor { $deadline } uw tweede stap in bij { $organisation }
campaign-remind-1-formal = U hebt nog { $days }: vanaf { $deadline } logt u bij { $organisation } in met uw wachtwoord en een tweede stap (2FA). U hebt die nog niet ingesteld.
campaign-remind-2-formal = Ga zelf naar { $address } en log in. Daar ziet u hoe het moet. Het duurt een paar minuten. Wie langer wacht, heeft ook een code per e-mail of de helpdesk nodig.
campaign-remind-3-formal = Geen smartphone, of liever wat hulp? Op { $address }/help staat elke manier uitgelegd.

campaign-day-subject = Vanaf vandaag heb je je tweede stap nodig bij { $organisation }
campaign-day-1 = Vanaf { $deadline } log je bij { $organisation } in met je wachtwoord en een tweede stap (2FA). Je hebt die nog niet ingesteld.
campaign-day-2 = Bij de volgende keer inloggen stel je die eerst in. Ga zelf naar { $address } en log in: daar zie je hoe het moet.
campaign-day-3 = Kom je er niet uit? Op { $address }/help staat wat je doet.
campaign-day-subject-formal = Vanaf vandaag hebt u uw tweede stap nodig bij { $organisation }
campaign-day-1-formal = Vanaf { $deadline } logt u bij { $organisation } in met uw wachtwoord en een tweede stap (2FA). U hebt die nog niet ingesteld.
campaign-day-2-formal = Bij de volgende keer inloggen stelt u die eerst in. Ga zelf naar { $address } en log in: daar ziet u hoe het moet.
campaign-day-3-formal = Komt u er niet uit? Op { $address }/help staat wat u doet.

campaign-after-subject = Je hebt nog geen tweede stap bij { $organisation }
campaign-after-1 = Sinds { $deadline } log je bij { $organisation } in met je wachtwoord en een tweede stap (2FA). Je hebt die nog niet ingesteld. Tot je dat doet, gaat er niets open.
campaign-after-2 = Ga zelf naar { $address } en log in: daar zie je hoe het moet. Het duurt een paar minuten.
campaign-after-3 = Kom je er niet uit? Op { $address }/help staat wat je doet.
campaign-after-subject-formal = U hebt nog geen tweede stap bij { $organisation }
campaign-after-1-formal = Sinds { $deadline } logt u bij { $organisation } in met uw wachtwoord en een tweede stap (2FA). U hebt die nog niet ingesteld. Tot u dat doet, gaat er niets open.
campaign-after-2-formal = Ga zelf naar { $address } en log in: daar ziet u hoe het moet. Het duurt een paar minuten.
campaign-after-3-formal = Komt u er niet uit? Op { $address }/help staat wat u doet.
