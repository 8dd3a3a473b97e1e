# Wat mensen in het product lezen.
announcements-title = Mededelingen
announcements-lead = Wat { $organisation } je vandaag wil laten weten.
announcements-none = Er is vandaag niets te lezen.
announcements-no = Nog geen mededeling.
announcements-away = Weggelegd
announcements-put-away = { $count ->
    [one] Bekijk de mededeling die je hebt weggelegd
   *[other] Bekijk de { $count } mededelingen die je hebt weggelegd
 }
announcement-put-away = Wegleggen
announcement-lead = Mensen lezen een mededeling op hun eerste pagina na het inloggen.
announcement-new = Nieuwe mededeling
announcement-edit = Mededeling bewerken
announcement-saved = De mededeling is opgeslagen.
announcement-ahead = Gepland
announcement-now = Nu te zien
announcement-over = Voorbij
announcement-days = Van { $first } tot en met { $last }
announcement-everyone = Iedereen
announcement-g-who = Voor wie
announcement-g-who-why = Wie in de selectie zit, wordt bepaald op het moment van lezen.
announcement-selection = Selectie
announcement-lacking = Alleen voor mensen zonder tweede stap
announcement-lacking-short = alleen zonder tweede stap
announcement-g-when = Wanneer
announcement-g-when-why = Beide dagen tellen mee, volgens de klok van je organisatie.
announcement-from = Eerste dag
announcement-until = Laatste dag
announcement-g-how = Hoe
announcement-important = Belangrijk: bovenaan en in kleur
announcement-dismissible = Mensen kunnen hem wegleggen
announcement-shared = Ook doorgeven aan andere systemen
announcement-shared-why = Zoals je intranet: in de feeds en per webhook.
announcement-heading = Titel
announcement-reads = Zo leest hij: { $language }
announcement-names-deadline = De tekst noemt een einddatum. Daarom zien alleen mensen hem die de verplichte tweede stap nog niet hebben en van wie de dag nog moet komen.
announcement-remove = Mededeling verwijderen
announcement-remove-why = Niemand ziet hem dan meer. Verwijderen kan niet ongedaan worden gemaakt.
announcement-e-before = De laatste dag ligt vóór de eerste.
announcement-e-over = De laatste dag is voorbij, dus niemand zou hem lezen.
announcement-e-selection = Deze selectie bestaat niet meer. Kies een andere.
announcement-placeholders-why = Een lege regel begint een alinea.
