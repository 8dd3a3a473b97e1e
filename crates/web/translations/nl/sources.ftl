# Mensen die binnenkomen: systemen die hen hier bijhouden.
sources-title = Mensen die binnenkomen
sources-lead = Systemen die de mensen en groepen hier met SCIM bijhouden, zoals Entra ID, Okta of een personeelssysteem.
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
source-edit-person = { $name } stuurt naam, gebruikersnaam en adressen van deze persoon. Wat je hier wijzigt blijft tot het daar verandert.
