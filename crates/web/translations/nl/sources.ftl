# Mensen die binnenkomen: systemen die hen hier bijhouden.
sources-title = Mensen die binnenkomen
sources-lead = Systemen die de mensen en groepen hier bijhouden: met SCIM, zoals Entra ID, Okta of een personeelssysteem, of een directory met LDAP, zoals Active Directory.
sources-new = Systeem koppelen
sources-none = Er is nog geen systeem gekoppeld
sources-none-why = Koppel er een, en wie bij je organisatie komt of weggaat komt vanzelf binnen en wordt vanzelf geblokkeerd.
source-too-many = Er zijn 20 systemen. Laat er een los voordat je een ander koppelt.
source-counts = { $people ->
    [one] 1 persoon
   *[other] { $people } mensen
  }, { $groups ->
    [one] 1 groep
   *[other] { $groups } groepen
  }
source-last-used = het laatst gehoord op { $moment }
source-never-used = nog niets gehoord
source-saved = { $name } is opgeslagen
source-removed = { $name } is losgelaten
source-name-hint = Zoals je het noemt, bijvoorbeeld Entra ID. Het staat in het logboek bij wat het doet.
source-name-taken = Een ander systeem heet al zo. Kies een andere naam.
source-g-here = Wie er al is
source-g-here-why = Iemand die inlogt met dezelfde gebruikersnaam als een persoon in het systeem.
source-takes-over = Laat het systeem mensen en groepen overnemen die er al zijn
source-takes-over-hint = Vanaf dan wijzigt en blokkeert het hen. Hun tweede stap en wachtwoord blijven. Mensen met rechten over anderen worden nooit overgenomen.
source-g-gone = Wie daar niet meer is
source-gone-block = Blokkeren
source-gone-block-hint = Zij worden meteen uitgelogd en kunnen niet inloggen. Wie terugkomt mag er weer in, behalve als je zelf hebt geblokkeerd.
source-gone-keep = Laten zoals ze zijn
source-gone-keep-hint = Zij houden hun toegang, en je wijzigt hen hier met de hand.
source-g-mapping = Wat waarheen gaat
source-g-mapping-why = Per veld het kenmerk van SCIM dat het vult. Laat een veld leeg om het hier met de hand te wijzigen.
source-mapping-then = Laat het systeem na een wijziging iedereen opnieuw sturen. Wat geen veld vraagt wordt niet bewaard.
source-path-wrong = ‘{ $field }’ kan daarmee niet worden gevuld. Typ een kenmerk zoals title, name.givenName of urn:…:User:department.
source-path-needed = ‘{ $field }’ kan niet leeg zijn: iedereen heeft er een.
source-path-emails = E-mailadressen komen uit ‘emails’.
source-g-try = Uitproberen
source-g-try-why = Er wordt niets opgeslagen. Het wordt gelezen met wat hierboven staat, opgeslagen of niet.
source-try-body = Een persoon zoals het systeem die stuurt, in JSON
source-try = Proberen
source-try-read = Zo zou de persoon binnenkomen
source-try-here = Er logt al iemand in met deze gebruikersnaam.
source-try-refused = De persoon zou worden geweigerd
source-use = Wat het systeem nodig heeft
source-use-base = Als adres (tenant-URL, basis-URL):
source-use-key = Als geheim token: de sleutel, die je ziet wanneer je hem maakt.
source-use-name = Herkennen aan userName.
source-use-safe = Bewaar de sleutel zoals een wachtwoord: wie hem heeft verandert wie kan inloggen.
source-former-then = Zet de nieuwe vóór dat moment in het systeem.
source-renew-why = Je ziet de nieuwe één keer. Die het systeem nu heeft werkt nog een dag, zodat er niets stilvalt.
source-remove = Loslaten
source-remove-title = { $name } loslaten?
source-remove-key = De sleutel opent vanaf nu niets meer.
source-remove-people = { $people ->
    [0] Er komt niemand vandaan.
    [one] De ene persoon die ervandaan komt blijft, en wordt hier met de hand gewijzigd.
   *[other] De { $people } mensen die ervandaan komen blijven, en worden hier met de hand gewijzigd.
  }
source-remove-blocked = Wie het blokkeerde blijft geblokkeerd.
source-remove-changed = Iemand heeft het zojuist gewijzigd. Kijk nog eens voordat je het loslaat.
source-of-person = Komt uit
source-of-password = { $name }, waar ook het wachtwoord staat
source-edit-person = { $name } stuurt naam, gebruikersnaam en adressen van deze persoon. Wat je hier wijzigt blijft tot het daar verandert.

# Directories waaruit mensen worden opgehaald met LDAP.
directory-new = Directory koppelen
directory-lead = Mensen worden opgehaald uit OpenLDAP, Active Directory of een andere directory die LDAP spreekt. Er komt niemand binnen voordat je synchroniseert.
directory-connect = Koppelen
directory-fill-ad = Invullen voor Active Directory
directory-fill-general = Invullen voor OpenLDAP en andere
directory-saved = Het is opgeslagen
directory-asked = Het begint nu. Open deze pagina opnieuw om te zien wat eruit kwam.
directory-let = Ze mogen deze ene keer verdwijnen. Het synchroniseren begint nu.
directory-next = volgende keer op { $moment }
directory-held = { $people ->
    [one] 1 persoon of lidmaatschap zou ineens verdwijnen: niemand is geblokkeerd
   *[other] { $people } mensen of lidmaatschappen zouden ineens verdwijnen: niemand is geblokkeerd
  }
directory-held-then = Dat zijn er meer dan je hieronder instelde. Kijk eerst naar de directory, de basis en het filter. Doe een proef om te zien om wie het gaat.
directory-let-go = { $people ->
    [one] Laat deze ene nu verdwijnen
   *[other] Laat deze { $people } nu verdwijnen
  }
directory-sync-why = Een proef zegt wie er zou komen, wijzigen en geblokkeerd worden, en wijzigt niets. Na de eerste keer synchroniseert het vanzelf, zo vaak als je hieronder zegt.
directory-look = Proef doen
directory-sync = Nu synchroniseren
directory-syncs = De laatste keren
directory-was-look = proef
directory-was-sync = synchroniseren
directory-told-look = Wat de proef zou doen
directory-told-sync = Wat de laatste keer deed
directory-told-some = Van elke soort de eerste 50.
directory-who = Wie
directory-test = Verbinding testen
directory-test-refused = Er kan niet uit gelezen worden
directory-test-read = Er kan uit gelezen worden. Dit zijn de eerste mensen zoals ze zouden binnenkomen
directory-test-more = of meer
directory-test-groups = De mensen zijn er, maar de groepen niet.
directory-g-settings = Instellingen
directory-g-where = Waar hij staat
directory-g-where-why = Wat erheen gaat is versleuteld, behalve op deze machine zelf. In de directory wordt niets gewijzigd.
directory-urls = Adressen
directory-urls-hint = Zoals ldaps://dc1.example.org. Meer met een spatie ertussen: ze worden in deze volgorde geprobeerd.
directory-start-tls = Versleutel ldap:// met StartTLS
directory-start-tls-hint = Voor adressen die met ldap:// beginnen. Met ldaps:// is alles al versleuteld.
directory-ca = Certificaat van zijn autoriteit
directory-ca-hint = In PEM, als het er een van jezelf is. Leeg voor de autoriteiten die deze server vertrouwt.
directory-bind = Wie vraagt
directory-bind-hint = De distinguished name van een account dat mensen en groepen mag lezen, en niets anders.
directory-password = Het wachtwoord daarvan
directory-password-hint = Wordt versleuteld bewaard en nooit getoond. Na een test typ je het opnieuw.
directory-password-kept = Leeg om het bestaande te houden. Typ het opnieuw als je een adres, het certificaat of wie vraagt wijzigt.
directory-g-whom = Wie er binnenkomt
directory-base = Basis
directory-base-hint = Waaronder de mensen staan, zoals ou=people,dc=example,dc=org.
directory-filter = Filter van mensen
directory-id = Attribuut dat nooit verandert
directory-id-hint = Daaraan wordt iemand met een andere naam herkend: entryUUID of objectGUID.
directory-every = Minuten tussen twee keer synchroniseren
directory-every-hint = Vanaf 5 tot een week; 0 om het alleen met de hand te doen.
directory-g-mapping-why = Voor elk veld het attribuut dat het vult, zoals mail. Laat een veld leeg om het hier met de hand te wijzigen.
directory-g-groups = Groepen die meekomen
directory-g-groups-why = Groepen kunnen bepalen welke regels voor iemand gelden, dus wie ze daar wijzigt bepaalt dat ook.
directory-groups = Wie in welke groep zit
directory-groups-nowhere = Er komen geen groepen mee
directory-groups-member-of = Het attribuut memberOf van elke persoon
directory-groups-member = Het attribuut member of uniqueMember van elke groep
directory-groups-member-uid = Het attribuut memberUid van elke groep
directory-group-base = Basis van groepen
directory-group-base-hint = Leeg als groepen onder de basis van mensen staan.
directory-group-filter = Filter van groepen
directory-passwords = Ze loggen in met het wachtwoord dat ze daar hebben
directory-passwords-hint = De directory wordt bij elke keer inloggen gevraagd, en het wachtwoord wordt hier niet bewaard. Ze wijzigen het daar. De tweede stap blijft hier.
directory-takes-over = De directory mag mensen en groepen overnemen die hier zijn
directory-g-gone = Wie er weg is
directory-gone-hint = Wie daar is uitgeschakeld wordt in elk geval geblokkeerd. Wie terugkomt mag weer binnen, behalve als je die zelf blokkeerde.
directory-most-people = Hoeveel mensen er hoogstens ineens mogen verdwijnen
directory-most-hint = Als er meer verdwijnen dan dit en dan het percentage hieronder, wordt niemand geblokkeerd voordat jij keek.
directory-most-percent = Of dit percentage van allemaal
directory-url-wrong = Typ een tot vijf adressen, elk ldaps:// of ldap:// met een host en hoogstens een poort.
directory-url-plain = Dit adres is niet versleuteld. Gebruik ldaps://, of zet StartTLS aan.
directory-url-forbidden = Een adres ligt waar vanaf hier niets heen gestuurd wordt.
directory-ca-wrong = Er staat geen certificaat in. Plak de tekst die met BEGIN CERTIFICATE begint.
directory-bind-wrong = Zeg wie vraagt, zoals cn=lezer,dc=example,dc=org.
directory-password-wrong = Typ het wachtwoord van wie vraagt, van hoogstens 500 bytes.
directory-base-wrong = Zeg waaronder ze staan, in hoogstens 2000 tekens.
directory-filter-wrong = Dat is niet een heel filter. Kijk naar de haakjes, zoals (objectClass=person).
directory-id-wrong = Typ de naam van een attribuut, zoals entryUUID.
directory-every-wrong = Typ 0, of een aantal minuten van 5 tot 10080.
directory-most-wrong = Typ een percentage van 0 tot 100.
directory-path-wrong = ‘{ $field }’ kan daar niet mee gevuld worden. Typ een attribuut zoals mail, en geen waarin wachtwoorden staan.
directory-no-such-host = De naam van de host is niet bekend. Kijk naar het adres.
directory-refused = Daar luistert niemand. Kijk naar het adres en de poort, en naar firewalls ertussen.
directory-timed-out = Er kwam niet op tijd antwoord. Kijk naar de poort, en naar firewalls ertussen.
directory-certificate = Het certificaat is van een autoriteit die niet vertrouwd wordt, voor een andere naam, of verlopen. Plak het certificaat van de autoriteit.
directory-not-encrypted = Er wordt niet versleuteld zoals het hoort. Kijk of hij een certificaat heeft, en naar ldaps:// en StartTLS.
directory-not-ldap = Wat daar antwoordt spreekt geen LDAP, of hield halverwege op.
directory-not-let-in = Wie vraagt mag niet binnen. Kijk naar de naam en het wachtwoord.
directory-no-base = De basis is er niet, of wie vraagt mag die niet zien.
directory-not-allowed = Wie vraagt mag daar niet kijken.
directory-filter-unknown = De directory kan niets met het filter of met een attribuut.
directory-cut-short = Er kwam maar een deel. Verhoog de grens van aantal of tijd voor wie vraagt.
directory-referral = Een deel zou in een andere directory staan. Koppel die apart, of kies een lagere basis.
directory-in-parts = De leden van grote groepen komen in delen. Kies memberOf voor groepen.
directory-nobody = Er kwam helemaal niemand uit. Kijk naar de basis en het filter.
directory-away = Hij is bezet, of nu voor niemand bereikbaar.
directory-code = Het antwoord was code { $code } van LDAP.
directory-stopped = Het hield voor het einde op. Niemand is geblokkeerd.
directory-state-waiting = wacht
directory-state-running = bezig
directory-state-done = klaar
directory-state-held = tegengehouden
directory-state-failed = mislukt
directory-n-listed = { $n } gelezen
directory-n-added = { $n } toegevoegd
directory-n-changed = { $n } gewijzigd
directory-n-blocked = { $n } geblokkeerd
directory-n-let-in = { $n } weer toegelaten
directory-n-gone = { $n } weg
directory-n-refused = { $n } geweigerd
directory-n-groups-made = { $n } groepen gemaakt
directory-n-groups-changed = { $n } groepen gewijzigd
directory-n-groups-gone = { $n } groepen weg
directory-added = Komt binnen
directory-changed = Wijzigt
directory-blocked = Is daar uitgeschakeld: geblokkeerd
directory-let-in = Mag weer binnen
directory-gone = Is er niet meer
directory-taken = Iemand anders logt in met deze naam of dit adres
directory-taken-there = Iemand is al onder deze vaste naam bekend
directory-here-already = Is hier al en kwam niet daarvandaan: laat de directory overnemen
directory-left-under = Iemand die wegging had deze naam, en is een ander: geef die eerst een andere gebruikersnaam
directory-not-taken-over = Heeft hier rechten over anderen, en wordt niet overgenomen
directory-more-rights = Heeft hier rechten over anderen: wordt met de hand gewijzigd, en van daaruit alleen geblokkeerd
directory-last-superuser = Is de laatste SuperUser die kan inloggen, en blijft
directory-group-made = Groep wordt gemaakt
directory-group-changed = Groep wijzigt
directory-group-gone = Groep is er niet meer
directory-group-name = De naam van deze groep is langer dan 100 tekens, of heeft een stuurteken
directory-group-taken = Een groep met deze naam is hier al en kwam niet daarvandaan
directory-group-mixed = In deze groep zitten ook anderen: van daaruit krijgt hij geen andere naam
directory-group-later = Deze groep is intussen gewijzigd: de volgende keer wordt opnieuw gekeken
directory-value = Een waarde past niet
directory-remove-password = Wie daar een wachtwoord heeft logt niet meer in, tot je hier een wachtwoord geeft.
