# Mensen uit een CSV-bestand.
import-title = Mensen importeren
import-lead = Voeg mensen toe, of wijzig wie er al is, uit een CSV-bestand. Je ziet eerst wat er zou veranderen.
import-which = Wat er binnenkomt
import-file = CSV-bestand
import-file-hint = De eerste regel noemt de kolommen. UTF-8 of Windows-1252, met komma’s, puntkomma’s of tabs. Hoogstens 256 MB.
import-send = Bestand versturen
import-empty = Het bestand is leeg.
import-utf16 = Het bestand is geschreven in UTF-16. Bewaar het als ‘CSV UTF-8’.
import-workbook = Dit is een werkmap. Open het in het rekenblad en bewaar het als ‘CSV UTF-8’.
import-binary = Regel { $line } bevat tekens die geen tekst zijn. Bewaar het bestand als ‘CSV UTF-8’.
import-neither = Regel { $line } is geen UTF-8 en geen Windows-1252, zoals de rest. Bewaar het bestand als ‘CSV UTF-8’.
import-earlier = Jouw imports
import-lines = { $n ->
    [one] 1 regel
   *[other] { $n } regels
}
import-stage-arrived = Kies de kolommen
import-stage-looking = Wordt bekeken
import-stage-looked = Nog niets geïmporteerd
import-stage-adding = Wordt geïmporteerd
import-stage-done = Geïmporteerd
import-stage-stopped = Gestopt
import-columns = Wat betekenen de kolommen?
import-columns-hint = Een leeg veld laat staan wat er is. Een streepje haalt het weg.
import-column-of = Betekenis van de kolom { $name }
import-example = Bijvoorbeeld: { $text }
import-key = Mensen worden herkend aan
import-key-hint = Wie het al heeft, wordt gewijzigd; alle anderen worden toegevoegd.
import-mode = Wie
import-mode-all = Nieuwe mensen toevoegen en bekende wijzigen
import-mode-new = Alleen nieuwe mensen
import-mode-known = Alleen bekende mensen
import-look = Laat zien wat er zou veranderen
import-cancel = Annuleren
import-is-ignored = Niet importeren
import-is-user-name = Gebruikersnaam
import-is-display-name = Volledige naam
import-is-email = E-mailadres
import-is-more-email = E-mailadres { $n }
import-is-language = Taal
import-is-role = Rol
import-is-groups = Groepen, met | ertussen
import-is-group = In de groep { $name } (ja of nee)
import-unknown = Niemand weet wat ‘{ $name }’ betekent.
import-twice = Twee kolommen betekenen hetzelfde: { $name }.
import-no-key = Geen kolom is ‘{ $name }’, waaraan mensen worden herkend.
import-no-such-key = Aan ‘{ $name }’ zijn mensen niet te herkennen.
import-looking = Het bestand wordt bekeken
import-adding = De mensen worden geïmporteerd
import-at = Regel { $line } van { $all }. Deze pagina ververst zichzelf.
import-renew = Laat zien hoever het is
import-leave = Je kunt deze pagina verlaten: het werk gaat door.
import-looked = Wat er zou veranderen
import-nothing-yet = Er is nog niets geïmporteerd.
import-count-added = { $n ->
    [one] 1 toegevoegd
   *[other] { $n } toegevoegd
}
import-count-changed = { $n ->
    [one] 1 gewijzigd
   *[other] { $n } gewijzigd
}
import-count-same = { $n ->
    [one] 1 blijft zoals het is
   *[other] { $n } blijven zoals ze zijn
}
import-count-bad = { $n ->
    [one] 1 foute regel
   *[other] { $n } foute regels
}
import-first-lines = De eerste regels die iets veranderen of fout zijn
import-line = Regel
import-person = Persoon
import-what = Wat
import-adds = Wordt toegevoegd
import-from-to = { $name }: { $before } wordt { $after }
import-nothing = niets
import-skip = Importeer de andere regels, zonder de foute
import-skip-needed = Er zijn foute regels. Verbeter het bestand en verstuur het opnieuw, of zeg dat de andere genoeg zijn.
import-go = Importeren
import-again = Opnieuw kolommen kiezen
import-done = De mensen zijn geïmporteerd
import-stopped = De import is gestopt
import-stopped-bad = Een regel is fout die goed was toen je keek. De regels erboven zijn geïmporteerd. Verbeter hem en verstuur het bestand opnieuw.
import-stopped-no-longer = Wie de import startte, mag geen mensen meer importeren. De regels tot daar zijn geïmporteerd.
import-stopped-superuser = Er zou geen SuperUser overblijven die kan inloggen. De regels tot daar zijn geïmporteerd.
import-stopped-lost = Het bestand is niet meer te lezen. Verstuur het opnieuw: wat geïmporteerd is, blijft zoals het is.
import-to-people = Naar de mensen
import-other = Nog een bestand importeren
import-in-column = { $name } ‘{ $value }’: { $problem }
import-bad-width = { $found } velden, verwacht waren er { $wanted }
import-bad-no-key = zegt niet over wie de regel gaat
import-bad-missing = een nieuwe persoon heeft er een nodig
import-bad-needed = kan niet worden weggehaald
import-bad-text = langer dan { $n } tekens, of met tekens die niemand ziet
import-bad-address = verwacht een e-mailadres zoals naam@example.org
import-bad-language = verwacht nl of en
import-bad-role = verwacht een van: { $names }
import-bad-yes-no = verwacht ja of nee
import-bad-number = verwacht een getal
import-bad-date = verwacht een datum zoals 2026-12-08
import-bad-choice = verwacht een van: { $names }
import-bad-stands = staat ook op regel { $line }
import-bad-stands-above = staat ook op een regel erboven
import-bad-twice = staat twee keer op deze regel
import-bad-taken = iemand anders heeft het
import-bad-several = meer dan één persoon heeft het
import-bad-exists = is er al
import-bad-nobody = niemand heeft het
import-bad-more-rights = heeft meer rechten dan jij
import-bad-role-not-given = die rol kun jij niet geven
