# Beheer: mensen, weergaven, rollen, ontheffingen, en wat de helpdesk doet.
menu-desk = Beheer
menu-people = Mensen
menu-exemptions = Ontheffingen
menu-views = Weergaven
menu-roles = Rollen
edit = Bewerken
look = Bekijken
name = Naam
never = Nooit
back = Terug
back-to = ‹ Terug naar { $name }
back-people = ‹ Terug naar mensen
page-first = Begin

people-view = Weergave:
people-manage-views = Weergaven beheren
people-add = Persoon toevoegen
people-search = Zoek op naam of e-mail
people-search-button = Tonen
people-search-clear = Alles tonen
people-caption = Mensen in de weergave { $view }
people-no-view = Er is geen weergave voor jou
people-no-view-why = Een weergave bepaalt welke mensen je ziet, en wat je daar kunt doen.
people-any-group = Alle groepen
people-any-state = Alle
people-none = Niemand
people-none-in-view = In deze weergave staat nu niemand.
people-none-found = Niemand past bij wat je koos.
people-count = { $n ->
    [one] 1 persoon
   *[other] { $n } mensen
}
column-name = Naam
column-user-name = Gebruikersnaam
column-email = E-mailadres
column-groups = Groepen
column-second-factor = 2FA
column-last-sign-in = Laatst ingelogd
column-role = Rol
column-password-changed = Wachtwoord gewijzigd
order-name = Op naam
order-name-down = Op naam, van Z naar A
order-user-name = Op gebruikersnaam
order-last-sign-in-down = Wie het laatst inlogde, eerst
order-last-sign-in = Wie het langst niet inlogde, eerst
order-own = Op { $name }
order-own-down = Op { $name }, omgekeerd
chip-on = 2FA aan
chip-ways = { $n ->
    [one] 1 app
   *[other] { $n } apps
}
chip-not-yet = Nog niet
chip-exempt = Ontheffing
chip-exempt-until = tot en met { $day }
chip-exempt-through = Ontheffing tot en met { $day }
chip-locked = Te veel codes
chip-locked-until = tot { $moment }
chip-blocked = Geblokkeerd
chip-not-asked = Niet gevraagd

role-member = Lid
role-helpdesk = Helpdesk
role-auditor = Auditor
role-people-manager = Mensenbeheerder
role-superuser = SuperUser
role-gone = Een rol die er niet meer is
right-people-read = Mensen zien in weergaven
right-views-all = Door alle weergaven kijken
right-people-edit = Mensen toevoegen en wijzigen
right-people-block = Mensen blokkeren
right-password-set = Nieuw wachtwoord maken voor een ander
right-second-factor-off = 2FA uitzetten voor een ander
right-pass-give = Inlogpas geven
right-exempt = Ontheffing geven
right-sessions-end = Overal uitloggen
right-remind = Herinnering sturen
right-campaigns-run = Campagnes sturen
right-import = Mensen importeren
right-setup-read = Instellingen, regels en rollen zien
right-selections-edit = Selecties wijzigen
right-views-edit = Weergaven wijzigen
right-policies-edit = Regels wijzigen
right-roles-edit = Rollen wijzigen en geven
right-audit-read = Logboek lezen
right-settings-edit = Instellingen wijzigen
act-remind = Herinnering sturen
act-pass = Inlogpas geven
act-exempt = Ontheffing geven
act-edit = Gegevens wijzigen
act-password = Nieuw wachtwoord maken
act-block = Blokkeren
act-unblock = Deblokkeren
act-second-factor-off = 2FA uitzetten

person-view = Weergave: { $name }
person-blocked = Deze persoon is geblokkeerd
person-blocked-then = Inloggen kan niet, ook niet met het goede wachtwoord.
person-no-ways = Er is nog geen app ingesteld.
person-why = Waarom? Welke regels gelden
person-what-if = Wat als het een andere dag was? En welke regel zegt wat?
person-places = Ingelogd en vertrouwd
person-nowhere = Nergens ingelogd, en geen vertrouwde apparaten.
person-trusted = vertrouwd apparaat
person-events = Wat er gebeurde
person-no-events = Er is nog niets gebeurd.
person-acts = Wat je kunt doen
person-details = Gegevens
exemption-through = Tot en met { $day }
exemption-was = Liep af op { $day }
exemption-granted = gegeven op { $day }
exemption-by = Gegeven door
exemption-by-server = De server
exemption-last-day = Laatste dag
exemptions-lead = Wie hier staat, hoeft tot die dag geen tweede stap in te stellen. Een app die er al is, blijft gevraagd.
exemptions-none = Er zijn geen ontheffingen
exemptions-none-why = Wie geen tweede stap kan instellen, krijgt een ontheffing op de pagina van die persoon.
exemptions-count = { $n ->
    [one] 1 ontheffing
   *[other] { $n } ontheffingen
}
event-by = Door { $name }
event-person-added = Toegevoegd
event-person-changed = Gegevens gewijzigd
event-group-joined = In een groep gezet
event-group-left = Uit een groep gehaald
event-blocked = Geblokkeerd
event-unblocked = Gedeblokkeerd
event-role-given = Andere rol gekregen
event-password-failed = Verkeerd wachtwoord
event-password-throttled = Te veel verkeerde wachtwoorden: even wachten
event-password-accepted = Wachtwoord goed
event-factor-accepted = Code goed
event-factor-failed = Verkeerde code
event-factor-replayed = Code die al gebruikt was
event-factor-disabled = Uitgezet na 100 verkeerde codes
event-signed-in = Ingelogd
event-signed-out = Uitgelogd
event-sessions-ended = Overal uitgelogd
event-put-off = Koos ‘Later’
event-app-added = Tweede stap toegevoegd
event-app-renamed = Tweede stap kreeg een andere naam
event-app-removed = Tweede stap verwijderd
event-codes-made = Nieuwe herstelcodes gemaakt
event-code-used = Ingelogd met een herstelcode
event-code-sent = Code gemaild om de tweede stap in te stellen
event-late-proved = Liet zien wie het is, om de tweede stap in te stellen
event-begun-anew = Gebruikte een inlogpas: alles van daarvoor verviel
event-device-trusted = Apparaat vertrouwd
event-devices-forgotten = Vertrouwde apparaten vergeten
event-password-changed = Wachtwoord gewijzigd
event-password-set = Nieuw wachtwoord gemaakt door een beheerder
event-switched-off = 2FA uitgezet
event-card-made = Codekaart gemaakt
event-pass-given = Inlogpas gegeven
event-exempt = Ontheffing gegeven
event-exemption-ended = Ontheffing beëindigd
event-exemption-told = Bericht gestuurd dat de ontheffing afloopt
event-reminded = Herinnering gestuurd
event-act-refused = Iemand probeerde hier iets wat niet mag
event-devices-closed = Gesloten op onbekende apparaten na 100 verkeerde codes
event-reopened = Onbekende apparaten mogen weer
event-other = Iets anders

advice-title = Lukt inloggen niet?
advice-blocked = Deze persoon is geblokkeerd.
advice-blocked-then = Deblokkeer eerst. Zoek uit waarom het gebeurde.
advice-no-password = Er is nog geen wachtwoord.
advice-no-password-then = Zonder wachtwoord kan niemand inloggen. Een beheerder stelt een eerste wachtwoord in.
advice-password = Het wachtwoord was verkeerd, { $moment }.
advice-password-then = Vraag of de hoofdletters aan staan, en of de gebruikersnaam klopt. Weet de persoon het niet meer? Een beheerder stelt een nieuw in.
advice-wait = Te veel verkeerde codes. Codes werken weer { $moment }.
advice-wait-then = Wachten helpt. Is de telefoon weg? Geef een inlogpas: daarmee wordt de app opnieuw ingesteld.
advice-disabled = Na 100 verkeerde codes is de app uitgezet.
advice-disabled-then = Log in met een herstelcode en stel de app opnieuw in. Zonder herstelcode: geef een inlogpas.
advice-unknown = Op onbekende apparaten kan niemand meer inloggen.
advice-unknown-then = Log in op een vertrouwd apparaat. Is dat er niet, geef dan een inlogpas.
advice-code = Het wachtwoord was goed, de code verkeerd, { $moment }.
advice-code-then = Vraag of de klok van de telefoon klopt, en of de code bij deze organisatie hoort. Staat de app op een nieuwe telefoon? Dan is hij daar nog niet ingesteld.
advice-app = Bij het inloggen vragen we een code uit de app.
advice-app-then = { $n ->
    [0] Is de telefoon weg? Er zijn geen herstelcodes meer: geef een inlogpas.
    [one] Is de telefoon weg? Er is nog 1 herstelcode.
   *[other] Is de telefoon weg? Er zijn nog { $n } herstelcodes.
}
advice-enrol = De tweede stap is verplicht en nog niet ingesteld.
advice-enrol-mail = Na het wachtwoord vragen we een code, die we mailen. Komt de e-mail niet aan? Geef een inlogpas.
advice-enrol-no-address = Er is geen e-mailadres om een code naartoe te sturen. Geef een inlogpas.
advice-enrol-pass = Daarvoor is een inlogpas nodig. Geef er een.
advice-nothing = Wij zien geen reden.
advice-nothing-then = Vraag op welk adres ze inloggen, en wat er op het scherm staat.

desk-not-done = Er is niets gedaan
desk-reason = Reden
desk-reason-choose = Kies een reden
desk-reason-needed = Geef een reden. Die staat in het logboek.
desk-reason-lost = Telefoon kwijt of kapot
desk-reason-new = Nieuwe telefoon, app niet overgezet
desk-reason-refused = Codes worden geweigerd
desk-reason-other = Anders, zie de toelichting
desk-note = Toelichting
desk-off-title = 2FA uitzetten voor { $name }?
desk-off-ways = { $n ->
    [0] Er is geen app ingesteld.
    [one] { $codes ->
        [0] De app werkt meteen niet meer.
        [one] De app en 1 herstelcode werken meteen niet meer.
       *[other] De app en { $codes } herstelcodes werken meteen niet meer.
    }
   *[other] { $codes ->
        [0] { $n } apps werken meteen niet meer.
        [one] { $n } apps en 1 herstelcode werken meteen niet meer.
       *[other] { $n } apps en { $codes } herstelcodes werken meteen niet meer.
    }
}
desk-off-sessions = { $n ->
    [0] Er is nu niemand ingelogd
    [one] 1 sessie stopt
   *[other] { $n } sessies stoppen
}{ $devices ->
    [0] .
    [one] , en 1 vertrouwd apparaat wordt vergeten.
   *[other] , en { $devices } vertrouwde apparaten worden vergeten.
}
desk-off-due = De tweede stap is verplicht: bij de volgende keer inloggen moet die opnieuw worden ingesteld.
desk-off-deadline = Tot { $day } is het wachtwoord genoeg. Daarna moet de tweede stap opnieuw worden ingesteld.
desk-off-free = Daarna is het wachtwoord genoeg.
desk-off-told = { $name } krijgt hierover een e-mail. Het logboek bewaart je naam en de reden.
desk-off-keep = Aan laten
desk-after = En daarna
desk-after-pass = Een inlogpas geven
desk-after-pass-hint = Je ziet hem één keer. Lees hem voor.
desk-after-exempt = Ontheffing geven tot een datum
desk-after-nothing = Niets
desk-after-until = Ontheffing tot en met
desk-pass-lives = De pas werkt
desk-until = Tot en met
desk-until-hint = Uiterlijk { $day }.
desk-until-wrong = Kies een dag die nog komt, en niet later dan mag.
desk-password-title = Een nieuw wachtwoord maken voor { $name }?
desk-password-once = Wij maken het. Je ziet het één keer, om door te geven.
desk-password-ends = { $name } wordt overal uitgelogd, en vertrouwde apparaten worden vergeten.
desk-password-stays = De tweede stap blijft zoals hij is.
desk-password-told = { $name } krijgt een e-mail waarin staat wie dit deed. Het wachtwoord staat er niet in.
desk-password-sure = Wees eerst zeker wie dit is: bel terug op het nummer dat je kent.
desk-password-reason-hint = Voor het logboek. Bijvoorbeeld: vergeten, gevraagd aan de balie.
password-shown-title = Nieuw wachtwoord voor { $name }
password-shown-hand = Geef het door in persoon of per telefoon, niet per e-mail.
password-shown-change = Vraag { $name } het na het inloggen te wijzigen: Mijn profiel, Wachtwoord.
desk-pass-title = Een inlogpas geven aan { $name }?
desk-pass-what = Met de pas stelt { $name } de tweede stap in. Het wachtwoord is ook nodig.
desk-pass-anew = Wat { $name } al had ingesteld (apps, herstelcodes, vertrouwde apparaten) vervalt zodra de pas wordt gebruikt.
desk-pass-once = De pas werkt één keer. Een eerdere pas werkt niet meer.
desk-pass-told = { $name } krijgt een e-mail dat er een pas is gegeven. De pas staat er niet in.
desk-pass-checked = Ik weet zeker wie dit is
desk-pass-checked-hint = Bel terug op het nummer dat je kent, of vraag iets wat alleen deze persoon weet.
desk-pass-unchecked = Ga eerst na wie dit is.
pass-shown-title = Inlogpas voor { $name }
pass-shown-lead = Je ziet hem alleen nu. Wij bewaren hem niet.
pass-shown-read = Lees hem langzaam voor. Er staan geen letters in die op elkaar lijken.
pass-shown-until = Hij werkt één keer, tot { $moment }.
pass-shown-how = Log in met je wachtwoord, kies ‘Heb je een inlogpas van de helpdesk?’, en typ hem daar.
pass-shown-done = Klaar
desk-exempt-title = Ontheffing voor { $name }?
desk-exempt-what = { $name } hoeft tot en met die dag geen tweede stap in te stellen.
desk-exempt-ends = Daarna geldt de regel weer vanzelf. Een week van tevoren sturen we een e-mail.
desk-exempt-holds = Nu geldt er een tot en met { $day }. Deze komt daarvoor in de plaats.
exemption-none = geen ontheffing
desk-exempt-reason-hint = Bijvoorbeeld: heeft geen smartphone.
desk-exempt-button = Ontheffing geven
desk-end-title = De ontheffing van { $name } beëindigen?
desk-end-what = Daarna geldt de regel meteen weer voor { $name }.
desk-end-button = Ontheffing beëindigen
desk-sign-out-title = { $name } overal uitloggen?
desk-sign-out-what-alone = Alle sessies van { $name } stoppen.
desk-sign-out-what = Alle sessies van { $name } stoppen, en vertrouwde apparaten worden vergeten.
desk-remind-title = { $name } herinneren?
desk-remind-what = { $name } krijgt een e-mail over de tweede stap, in de eigen taal.
desk-block-title = { $name } blokkeren?
desk-block-what = { $name } wordt overal uitgelogd en kan niet meer inloggen, tot je deblokkeert.
desk-unblock-title = { $name } deblokkeren?
desk-unblock-what = { $name } kan daarna weer inloggen.
notice-saved = De gegevens zijn opgeslagen
notice-named-saved = { $name } is opgeslagen
notice-switched-off = 2FA is uitgezet
notice-exempt = De ontheffing is gegeven
notice-exemption-ended = De ontheffing is beëindigd
notice-signed-out = Overal uitgelogd
notice-blocked = Geblokkeerd
notice-unblocked = Gedeblokkeerd
notice-reminded = De herinnering is onderweg
notice-not-reminded = Er is niets gestuurd
notice-not-reminded-why = De tweede stap is al ingesteld, wordt niet gevraagd, of er is geen e-mailadres.

edit-title = Gegevens van { $name }
edit-who = Wie
edit-addresses = E-mailadressen
edit-addresses-hint = Eén op een regel, het belangrijkste eerst.
edit-language-none = Die van de browser
edit-groups-hint = Regels en selecties volgen de groepen meteen.
edit-role-hint = Een rol met meer rechten dan jij hebt, kun je niet geven.
edit-password = Eerste wachtwoord
edit-password-hint = Je mag het leeg laten. Dan kan deze persoon nog niet inloggen.
edit-password-rule = Minstens { $n } tekens, zonder naam. De persoon wijzigt het zelf in Mijn profiel.
edit-password-wrong = Dit wachtwoord is te kort, te makkelijk te raden, of er staat een naam in.
edit-not-saved = Er is niets opgeslagen
edit-user-name-wrong = De gebruikersnaam is leeg, te lang, of er staan onzichtbare tekens in.
edit-name-wrong = De naam is leeg, te lang, of er staan onzichtbare tekens in.
edit-address-wrong = Een van de e-mailadressen klopt niet, of staat er twee keer.
edit-language-wrong = Die taal is er niet.
edit-taken = Iemand anders heeft deze gebruikersnaam of een van de e-mailadressen.
conflict-title = Iemand anders heeft dit ook gewijzigd
conflict-what = Er is niets overschreven. Hieronder staat wat er nu is, naast wat jij typte. Sla opnieuw op als het jouwe moet gelden.
conflict-caption = Verschillen
conflict-field = Wat
conflict-now = Staat er nu
conflict-typed = Typte jij

views-new = Nieuwe weergave
view-title = Weergave: { $name }
view-lead = Bepaalt wie je ziet onder Mensen, met welke kolommen, en wat je daar mag doen.
view-general = Algemeen
view-selection = Toont de mensen uit selectie
view-choose = Kies…
view-everyone = Iedereen
view-of = Selectie { $name }
view-sort = Volgorde
view-roles = Zichtbaar voor rol
view-roles-hint = SuperUsers en auditors zien alle weergaven.
view-columns = Kolommen
view-columns-hint = In deze volgorde. Met de pijlen verplaats je een kolom.
view-up = { $name } omhoog
view-down = { $name } omlaag
view-actions-title = Acties
view-actions-hint = Wat hier niet is aangevinkt, heeft geen knop in deze weergave. De server weigert het dan ook.
view-actions = { $n ->
    [0] geen acties
    [one] 1 actie
   *[other] { $n } acties
}
view-off-hint = We raden aan om dit alleen te doen in de weergave van backend-gebruikers. Wie het doet, geeft eerst een eigen code en een reden.
view-password-hint = Wie het heeft komt voorbij de eerste stap. Voor weinig rollen.
view-pass-hint = Ook voor de rol Helpdesk.
view-save = Weergave opslaan
view-name-wrong = Geef een naam van hoogstens 100 tekens.
view-name-taken = Er is al een weergave met deze naam.
view-no-column = Kies minstens één kolom.
view-no-role = Kies minstens één rol.
view-no-selection = Kies wie deze weergave toont: een selectie, of iedereen.
view-gone = De selectie, een rol of een kenmerk is er niet meer. Kies opnieuw.
view-remove-title = Weergave { $name } verwijderen?
view-remove-what = De mensen blijven. Alleen deze weergave { $name } verdwijnt, met haar knoppen.
roles-lead = Wat mag wie. Niemand kan iets doen bij wie meer rechten heeft, en niemand geeft rechten die hij of zij niet heeft.
roles-new = Nieuwe rol
roles-none = Alleen het eigen profiel
role-title = Rol: { $name }
role-rights = Rechten
role-rights-hint = Een recht dat jij niet hebt, kun je niet geven.
role-save = Rol opslaan
role-no-right = Kies minstens één recht.
role-name-taken = Er is al een rol met deze naam.
role-remove-title = Rol { $name } verwijderen?
role-remove-what = De rol { $name } verdwijnt. Dat kan alleen als niemand haar heeft.

refused-right-title = Dat mag je rol niet
refused-right-advice = Vraag het aan een SuperUser.
refused-more-title = Deze persoon heeft meer rechten dan jij
refused-more-advice = Deze persoon heeft meer rechten dan jij. Vraag het aan een SuperUser.
refused-grants-title = Die rechten heb je zelf niet
refused-grants-advice = Je kunt geen rechten geven die je niet hebt.
refused-self-title = Dat kun je niet bij jezelf doen
refused-self-advice = Dit kun je niet bij jezelf doen. Vraag het aan iemand anders.
refused-last-title = Dit is de laatste SuperUser
refused-last-advice = Er moet altijd een SuperUser zijn die kan inloggen. Maak eerst iemand anders SuperUser.
refused-view-title = Deze weergave heeft die actie niet
refused-view-advice = Open de persoon in een weergave die hem wel heeft.
refused-factor-title = Stel eerst zelf een tweede stap in
refused-factor-advice = Wie dit doet, laat eerst met een eigen code zien wie het is.
refused-factor-button = Tweede stap instellen
refused-changed-title = Iemand anders was eerder
refused-changed-advice = Er is niets gedaan. Kijk opnieuw.
refused-role-title = Iemand heeft deze rol
refused-role-advice = Geef die mensen eerst een andere rol.

menu-groups = Groepen
groups-lead = Wie bij elkaar horen. Selecties kunnen naar groepen kijken: wie erbij komt, valt meteen onder hun regels, en wie eruit gaat niet meer.
groups-new = Nieuwe groep
groups-none = Er zijn nog geen groepen
groups-none-why = In een groep staan mensen die bij elkaar horen, zoals een bestuur of een kantoor.
group-title = Groep: { $name }
group-name-hint = Selecties die deze groep noemen, gaan mee naar de nieuwe naam.
group-name-taken = Er is al een groep met deze naam.
group-called-now = De groep heet nu ‘{ $name }’.
group-in-use = De groep is niet verwijderd
group-in-use-by = Deze selecties kijken ernaar: { $names }. Wijzig die eerst.
group-members = Wie erin zit
group-members-hint = Op de eigen pagina zet je mensen erin en haal je ze eruit.
group-nobody = Er zit niemand in deze groep.
group-remove-title = De groep { $name } verwijderen?
group-remove-what = De mensen blijven. Alleen de groep { $name } verdwijnt.

edit-own = Meer over deze persoon
edit-own-hint = Velden van je eigen organisatie. Selecties kunnen ernaar kijken.
edit-own-none = Niet ingevuld
edit-own-wrong = Een van de velden van je eigen organisatie klopt niet.
own-wrong-text = Typ niet meer dan 200 tekens.
own-wrong-number = Typ een getal, zoals 12 of 2,5.
own-wrong-date = Kies een datum.
own-wrong-choice = Kies iets uit de lijst.
yes = Ja
no = Nee
