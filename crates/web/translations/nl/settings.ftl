# De instellingen van een organisatie.
not-saved = Er is niets opgeslagen
not-saved-then = Kijk hieronder wat er in het rood staat, en probeer het opnieuw.
read-only = Je kunt dit bekijken, maar niet wijzigen.
changed-meanwhile = Iemand anders heeft dit net gewijzigd
changed-meanwhile-then = Wat je typte, staat er nog. Sla het opnieuw op om het daarvoor in de plaats te zetten.
settings-lead = Wat voor iedereen in je organisatie geldt.
settings-views = Wat mensen van het bestand zien, en welke knoppen daar staan.

rule-password-title = Regels voor wachtwoorden
rule-password-lead = Waar een nieuw wachtwoord aan moet voldoen. Het telt bij de volgende wijziging; niemand hoeft er een wachtwoord voor te wijzigen.
rule-password-saved = De regels zijn opgeslagen
rule-password-saved-then = Ze tellen vanaf de volgende keer dat iemand een wachtwoord wijzigt.
rule-password-now = Er staat nu: { $alone } tekens, { $second } met een tweede stap, { $words ->
    [0] geen eigen woorden.
    [one] 1 eigen woord.
   *[other] { $words } eigen woorden.
}
rule-password-alone = Minste aantal tekens
rule-password-alone-hint = Van 8 tot en met 64. De norm (NIST SP 800-63B) vraagt er 15.
rule-password-second = Minste aantal tekens met een verplichte tweede stap
rule-password-second-hint = Voor wie een tweede stap moet hebben en die ook heeft. Van 8 tot en met 64; de norm vraagt er 8.
rule-password-range = Kies een getal van 8 tot en met 64.
rule-password-order = Dit kan niet meer zijn dan het getal hierboven.
rule-password-words = Woorden die hier te makkelijk zijn
rule-password-words-hint = Eén op elke regel: producten, plaatsen, teams. Jullie naam en adres, en die van de persoon, tellen altijd.
rule-password-word = ‘{ $word }’ kan niet: een woord heeft 4 tot en met 60 letters.
rule-password-too-many = Hoogstens 100 woorden.
rule-password-always = Wachtwoorden die iedereen het eerst probeert, weigeren we altijd. Om hoofdletters, cijfers of leestekens vragen we niet: die maken een wachtwoord lastiger te onthouden, niet lastiger te raden.

module-title = Tweestapsverificatie (2FA)
module-lead = Naast een wachtwoord laten mensen een code van hun telefoon zien.
module-on = Tweestapsverificatie staat aan voor je organisatie.
module-on-then = Bij Beleid stel je in wie het moet gebruiken en vanaf wanneer.
module-on-now = Tweestapsverificatie is aangezet
module-what = Staat het eenmaal aan, dan krijgt iedereen het na het inloggen aangeboden. Niemand hoeft; wie het moet en vanaf wanneer, bepaal je daarna bij Beleid.
module-policies = Er is al beleid; dat geldt zodra het aanstaat
module-run = Wat er voor wie begint
module-run-now = { $n ->
    [one] Zodra het aanstaat, voor 1 persoon:
   *[other] Zodra het aanstaat, voor { $n } mensen:
}
module-run-at = Op { $moment }, als niemand iets doet:
module-guard-run = Wat er voor wie begint, is nog niet bekeken, of het beleid is intussen veranderd. Bekijk eerst de cijfers hieronder.
module-guards = Er is beleid dat iets van mensen eist. Voordat dit aangaat, moet dit in orde zijn:
module-guards-then = Of laat dit beleid het eerst alleen aanbieden: op de server, met tweestap policy set en de eis optional. Eis het onder Beleid zodra het aanstaat en je het zelf hebt ingesteld.
module-policies-then = Wat je hier kiest, telt alleen als er nog geen beleid is.
module-ask = Vraag om de code
module-ask-always = Elke keer dat iemand inlogt
module-ask-every = Op elk apparaat opnieuw na zo lang:
module-stay = Ingelogd blijven
module-stay-closed = Tot de browser wordt gesloten
module-stay-for = Zo lang:
module-number = Hoeveel
module-unit = Eenheid
module-days = dagen
module-hours = uur
module-span = Kies een heel getal, hoogstens een jaar.
module-week = Dit betekent het voor een lid:
module-look = Kijken wat dit betekent
module-note = Bericht aan de beheerder van het platform
module-note-long = Te lang: gebruik hoogstens 1000 tekens.
module-send = Tweestapsverificatie aanvragen
module-activate = Tweestapsverificatie aanzetten
module-knows = Ik weet wat er nu gebeurt
module-knows-what = Vanaf de volgende keer inloggen ziet iedereen het aanbod, en staat het bij Mijn profiel. Vertel het mensen van tevoren.
module-knows-demands = Wat hierboven staat, begint bij de volgende keer dat iemand inlogt. Vertel het vooraf.
module-knows-first = Vink dit eerst aan.
module-not-asked = Tweestapsverificatie is nog niet aangevraagd
module-already = Iemand anders was je net voor
module-already-what = Wat je invulde is niet verstuurd. Zo staat het er nu voor.
module-waiting = Je aanvraag wacht op de beheerder van het platform
module-waiting-since = Aangevraagd op { $moment }. Je krijgt een e-mail als er antwoord is.
module-withdraw = Aanvraag intrekken
module-declined = Je aanvraag is afgewezen op { $day }

glass-title = Noodcode
glass-lead = Een geprinte code voor de dag dat geen enkele SuperUser een tweede stap bij de hand heeft.
glass-made = Gemaakt op { $moment }, op de server
glass-made-by = Gemaakt op { $moment } door { $name }
glass-made-then = Hij is niet gebruikt. Een nieuwe maakt hem waardeloos.
glass-none = Er is geen noodcode
glass-none-then = Voordat een regel iets van mensen eist, hebben twee SuperUsers een tweede stap, of is deze code geprint.
glass-who = Hij werkt alleen voor een SuperUser, na het wachtwoord, in plaats van een inlogpas.
glass-once = Hij werkt één keer. Wat die SuperUser had ingesteld vervalt, en wordt opnieuw ingesteld.
glass-told = Alle SuperUsers krijgen een e-mail als hij wordt gemaakt en als hij wordt gebruikt. Hij staat in geen enkele e-mail.
glass-make = Noodcode maken
glass-renew = Andere noodcode maken
glass-shown = De noodcode
glass-shown-lead = Je ziet hem alleen nu. Wij bewaren hem niet.
glass-shown-keep = Print hem of schrijf hem op, en leg hem in de kluis: niet op een telefoon, niet in een mailbox.
glass-shown-how = Gebruiken: log in met naam en wachtwoord van een SuperUser, kies de inlogpas of noodcode, en typ hem daar.

longest-title = Ontheffingen
longest-lead = Hoelang iemand het hoogstens zonder tweede stap mag doen.
longest-days = Hoogstens zoveel dagen
longest-days-hint = Van 1 tot en met 365. Een ontheffing kan opnieuw worden gegeven als ze afloopt.
longest-range = Kies een heel getal van 1 tot en met 365.
longest-saved = De langste ontheffing is opgeslagen
longest-saved-then = Het telt voor wat er vanaf nu wordt gegeven. Wat er al was, blijft.
longest-now = Er staat nu { $n }.
attribute-used-selection = de selectie ‘{ $name }’

contact-title = Contact voor hulp
contact-lead = Wie leden bellen en waar je organisatie zelf hulp geeft. Het staat bij de hulp, onder de inlogpagina’s en in mails.
contact-telephone = Telefoonnummer van de helpdesk
contact-telephone-hint = Zoals mensen het schrijven. Leeg: er wordt naar de beheerder verwezen.
contact-telephone-wrong = Typ cijfers, met spaties, haakjes of streepjes ertussen; een plus mag vooraan.
contact-page = Adres van je eigen hulppagina
contact-page-hint = Begint met https://. Leeg: er staat geen link.
contact-page-wrong = Typ het hele adres, beginnend met https:// en zonder spaties.
contact-saved = Het contact voor hulp is opgeslagen
contact-saved-then = Bekijk de hulp zoals leden die zien.
contact-saved-alone = Het staat vanaf nu op de pagina’s en in mails.
contact-now = Er staat nu: telefoonnummer { $telephone }, adres { $page }.
