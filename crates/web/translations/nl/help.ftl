# Hulp: wat en waarom, per app, en wat te doen als iets niet lukt.
menu-help = Hulp
help-home-menu = Hulp bij inloggen
help-own = Hulp van { $organisation }
help-home-title = Hulp bij inloggen in twee stappen
help-home-lead = Kies wat je wilt doen. Op elke pagina staat ook wie je verder helpt.
help-apps = Met een app op je telefoon
help-apps-lead = Tien apps, stap voor stap. Nog geen app? Google Authenticator en Microsoft Authenticator zijn gratis en bekend.
help-other-ways = Andere manieren
help-trouble = Er lukt iets niet
help-know = Weten hoe het zit
help-crumb-apps = Apps
help-other-app = Andere app?
help-other-topic = Andere vraag?
help-not-working = Werkt het niet?
help-contact = Kom je er niet uit?
help-contact-phone = Bel de helpdesk:
help-contact-ask = Vraag het aan de beheerder van { $organisation }.
help-print = Deze pagina afdrukken: gebruik het menu van je browser, of druk op Ctrl en P.
help-ready = App klaar?
help-ready-then = Dan stel je hem nu in bij je account.
help-ready-button = Nu instellen
help-with-this = Hulp hierbij
help-app-title = { $app } instellen
help-lead-phones = Voor iPhone en Android. Je hebt je telefoon en een computer nodig, en twee minuten.
help-lead-yubico = Voor iPhone, Android en computer. Je hebt een YubiKey nodig: de codes staan in de sleutel, niet in je telefoon.
help-app-gone = Deze app wordt niet meer gemaakt
help-state-plus = Authenticator Plus kreeg sinds ongeveer 2021 geen nieuwe versie. Wat erin staat werkt meestal nog. Stel je nu iets nieuws in, kies dan een andere app.
help-state-sophos = Sophos stopte in juli 2022 met deze app. De codes zitten nu in Sophos Intercept X for Mobile; de stappen hieronder gaan daarover.
help-state-mydigipass = Van MYDIGIPASS vinden we sinds 2016 niets nieuws. Staat de app nog op je telefoon, dan kun je proberen of hij de code leest. Kies anders een andere app.
help-state-authy = Authy werkt alleen nog op telefoon en tablet
help-state-authy-what = De versie voor de computer is in maart 2024 gestopt.
help-install = Installeer de app
help-install-google = Zoek in de App Store of Google Play naar <strong>Google Authenticator</strong>. De maker is Google LLC; de app is gratis.
help-install-microsoft = Zoek in de App Store of Google Play naar <strong>Microsoft Authenticator</strong>. De maker is Microsoft Corporation; de app is gratis. Je hoeft niet bij Microsoft in te loggen.
help-install-plus = Heb je de app al, open hem dan. Heb je hem niet, kies dan een andere app: deze wordt niet meer bijgehouden.
help-install-lastpass = Zoek in de App Store of Google Play naar <strong>LastPass Authenticator</strong>. De app is gratis; je hebt geen LastPass-account nodig.
help-install-freeotp = Zoek in de App Store of Google Play naar <strong>FreeOTP</strong>. De maker is Red Hat; de app is gratis en de broncode is openbaar.
help-install-sophos = Zoek in de App Store of Google Play naar <strong>Sophos Intercept X for Mobile</strong>. Open de app en kies <strong>Authenticator</strong>.
help-install-yubico = Zoek in de App Store, Google Play of op yubico.com naar <strong>Yubico Authenticator</strong>. De maker is Yubico; de app is gratis.
help-install-salesforce = Zoek in de App Store of Google Play naar <strong>Salesforce Authenticator</strong>. De maker is Salesforce; de app is gratis en je hebt geen account van Salesforce nodig.
help-install-authy = Zoek in de App Store of Google Play naar <strong>Twilio Authy</strong>. De app vraagt eerst je telefoonnummer en stuurt een sms om het te controleren.
help-install-mydigipass = Heb je de app al, open hem dan. Nieuw installeren lukt waarschijnlijk niet meer.
help-draw-install = Installeren
help-draw-aim = Richt op de code
help-draw-add = Toevoegen
help-add-plus = Tik op het plusje
help-add-account = Kies account toevoegen
help-add-key = Houd je sleutel erbij
help-add-google = Rechtsonder in de app. Kies daarna <strong>QR-code scannen</strong>.
help-add-microsoft = Rechtsboven in de app. Kies <strong>Ander account</strong> en daarna <strong>Een QR-code scannen</strong>.
help-add-plus-app = Kies daarna <strong>Scan barcode</strong>.
help-add-lastpass = Onderaan in de app. Kies daarna <strong>QR-code scannen</strong>.
help-add-freeotp = Rechtsonder in de app. Kies daarna het vierkantje om een QR-code te scannen.
help-add-sophos = Bij <strong>Authenticator</strong> in de app. Kies daarna het scannen van een QR-code.
help-add-yubico = Steek de YubiKey in je telefoon of computer, of houd hem tegen de achterkant van je telefoon. Kies <strong>Account toevoegen</strong>.
help-add-salesforce = Onderaan in de app. De app toont twee woorden; die heb je niet nodig. Kies daar <strong>QR-code scannen</strong>.
help-add-authy = Tik op <strong>+</strong> of <strong>Account toevoegen</strong> en kies <strong>QR-code scannen</strong>.
help-add-mydigipass = Zoek naar het toevoegen van een account met een QR-code.
help-scan = Scan de code
help-scan-how = Log op je computer in en kies <strong>Authenticator-app instellen</strong>. Richt de camera op het vierkant.
help-scan-yubico = Log op je computer in en kies <strong>Authenticator-app instellen</strong>. Laat de app het vierkant lezen: met de camera, of op de computer met <strong>QR-code scannen</strong>.
help-type = Typ de zes cijfers over
help-type-how = De app toont een code bij <strong>{ $organisation }</strong>. Typ die op je computer en kies <strong>Bevestigen</strong>. Bewaar daarna de herstelcodes die je krijgt.
help-faq-refused = De code wordt geweigerd
help-faq-refused-how = Meestal loopt de klok van je telefoon niet gelijk. Zet bij de instellingen van je telefoon <strong>Datum en tijd automatisch</strong> aan. Wacht dan op een nieuwe code.
help-faq-phone = Ik lees deze pagina op mijn telefoon
help-faq-phone-how = Tik bij het instellen op <strong>Openen in de app op deze telefoon</strong>. Gebeurt er niets, tik dan op <strong>Sleutel kopiëren</strong>, kies in de app het invoeren van een sleutel, en plak hem daar. Kies als soort <strong>Op basis van tijd</strong>.
help-faq-new-phone = Ik krijg een nieuwe telefoon
help-faq-new-google = Kies in de oude app <strong>Accounts overzetten</strong> en scan de code met de nieuwe. Oude telefoon al weg? Log in met een herstelcode.
help-faq-new-yubico = Er hoeft niets: de codes staan in de YubiKey. Zet de app op de nieuwe telefoon en houd de sleutel erbij. Sleutel kwijt? Log in met een herstelcode.
help-faq-new-other = Log in, kies bij Mijn profiel <strong>App toevoegen</strong>, en stel de nieuwe telefoon in zolang je de oude nog hebt. Haal de oude daarna weg. Oude telefoon al weg? Log in met een herstelcode.
help-more = Meer hierover

help-why-title = Wat is inloggen in twee stappen, en waarom?
help-why-lead = Behalve je wachtwoord vraagt de website een code die alleen jouw telefoon kan maken.
help-why-1 = Waarom een wachtwoord niet genoeg is
help-why-1-how = Wachtwoorden lekken uit, worden geraden of op een valse pagina ingetypt. Wie alleen je wachtwoord heeft, komt met de tweede stap niet binnen.
help-why-2 = Hoe het werkt
help-why-2-how = Een app op je telefoon toont elke dertig seconden een nieuwe code van zes cijfers. Die typ je na je wachtwoord. De app heeft daarvoor geen internet nodig en geen bereik.
help-why-3 = Wat de organisatie ziet
help-why-3-how = Dat je een app hebt ingesteld, en wanneer je hem voor het laatst gebruikte. Niet wat er op je telefoon staat, niet je telefoonnummer en niet waar je bent.
help-why-4 = Wat je ervoor nodig hebt
help-why-4-how = Twee minuten en een telefoon met een app. Geen smartphone? Er zijn andere manieren; zie <a href="/help/no-smartphone">Ik heb geen smartphone</a>.

help-often-title = Hoe vaak wordt de code gevraagd?
help-often-lead = Dat bepaalt je organisatie. Op je profiel staat in gewone zinnen wat voor jou geldt.
help-often-1 = Op een vertrouwd apparaat minder vaak
help-often-1-how = Zet bij het intypen van de code een vinkje bij <strong>Onthoud dit apparaat</strong>, als dat er staat. In die browser wordt de code dan een tijd niet gevraagd. Doe dat niet op een computer die anderen ook gebruiken.
help-often-2 = Waarom word ik weer gevraagd?
help-often-2-how = De tijd is om, je gebruikt een andere browser, je hebt de cookies gewist, of je wachtwoord of je tweede stap is veranderd. Dan telt geen enkel apparaat meer als vertrouwd.
help-often-3 = Ik werd uitgelogd
help-often-3-how = Wie een tijd niets doet, wordt uitgelogd. Ook wie zijn wachtwoord verandert, wordt overal elders uitgelogd. Log opnieuw in; er is niets kwijt.
help-often-4 = Het inloggen was verlopen
help-often-4-how = Tussen wachtwoord en code zit een beperkte tijd. Begin opnieuw met je wachtwoord.

help-phone-title = Instellen op de telefoon zelf
help-phone-lead = Je hebt geen computer nodig. De code komt van dezelfde telefoon waarop je inlogt.
help-phone-1 = Installeer een app
help-phone-1-how = Bijvoorbeeld Google Authenticator of Microsoft Authenticator. Open de app een keer en kom terug naar je browser.
help-phone-2 = Open de sleutel in de app
help-phone-2-how = Log in, kies <strong>Authenticator-app instellen</strong> en tik op <strong>Openen in de app op deze telefoon</strong>.
help-phone-3 = Of plak de sleutel
help-phone-3-how = Opent er niets, tik dan op <strong>Sleutel kopiëren</strong>. Kies in de app het invoeren van een sleutel en plak hem. De soort is <strong>Op basis van tijd</strong>.
help-phone-4 = Typ de code over
help-phone-4-how = Onthoud de zes cijfers, ga terug naar je browser, typ ze in en kies <strong>Bevestigen</strong>. Bewaar de herstelcodes niet in deze telefoon, maar op papier of in een wachtwoordkluis.

help-computer-title = Een app op de computer
help-computer-lead = Voor wie geen telefoon wil gebruiken: er zijn programma’s die dezelfde codes maken.
help-computer-1 = Kies een programma
help-computer-1-how = Bijvoorbeeld <strong>KeePassXC</strong> (Windows, macOS en Linux, gratis). Ook veel wachtwoordkluizen kunnen het. Gebruik liever niet dezelfde kluis waarin je wachtwoord voor deze website staat: dan zijn de twee stappen er samen maar een.
help-computer-2 = Neem de sleutel over
help-computer-2-how = Log in, kies <strong>Authenticator-app instellen</strong> en dan <strong>Sleutel kopiëren</strong>. Plak de sleutel in het programma, bij het instellen van een eenmalige code (TOTP). Laat de andere instellingen staan: zes cijfers, dertig seconden, SHA-1.
help-computer-3 = Typ de code over
help-computer-3-how = Het programma toont zes cijfers. Typ die in bij het instellen en kies <strong>Bevestigen</strong>.
help-computer-4 = Denk aan een andere computer
help-computer-4-how = De codes staan alleen op deze computer. Bewaar de herstelcodes op papier, zodat je ook ergens anders binnenkomt.

help-token-title = Met een hardwaresleutel
help-token-lead = Een YubiKey bewaart de sleutel buiten je telefoon. Je leest de code af in de app Yubico Authenticator.
help-token-1 = Welke sleutel werkt
help-token-1-how = Een YubiKey van de serie 5 of 4, met plaats voor codes. De eenvoudigste, blauwe sleutels hebben die plaats niet.
help-token-2 = Stel hem in
help-token-2-how = Volg de stappen bij <a href="/help/apps/yubico">Yubico Authenticator</a>. Heb je twee sleutels, stel dan op beide dezelfde code in: scan het vierkant met elke sleutel voordat je bevestigt.
help-token-3 = Inloggen
help-token-3-how = Open Yubico Authenticator, steek de sleutel in of houd hem tegen je telefoon, en typ de zes cijfers over.
help-token-4 = Een ander apparaatje gekregen?
help-token-4-how = Een hardwaretoken met een schermpje neem je <a href="/help/hardware-token">zo</a> in gebruik: kies bij het instellen ‘Ik heb een hardwaretoken gekregen’.

help-card-title = Met een codekaart
help-card-lead = Een codekaart is een blad papier met 60 genummerde codes. Je hebt er geen telefoon of apparaat voor nodig.
help-card-1 = Een kaart krijgen
help-card-1-how = Kies ‘codekaart’ bij het inloggen of in Mijn profiel, en print hem. Heb je geen printer, download hem dan en print hem ergens anders.
help-card-2 = Inloggen
help-card-2-how = Na je wachtwoord vragen we de volgende code, bijvoorbeeld ‘code nummer 17’. Typ de zes cijfers die bij dat nummer staan en streep ze door. Een verkeerde poging verandert het nummer niet.
help-card-3 = De kaart is bijna op
help-card-3-how = Bij tien codes krijg je een bericht. Maak dan een nieuwe in Mijn profiel. De oude werkt tot je de nieuwe in gebruik neemt.
help-card-4 = De kaart is kwijt
help-card-4-how = Op de kaart staat niet van wie hij is, maar meld het toch meteen. Log in met een herstelcode en maak een nieuwe, of bel de helpdesk.

help-none-title = Ik heb geen smartphone
help-none-lead = Dan zijn er vier wegen. Welke bij je past, overleg je met de helpdesk.
help-none-1 = Een programma op je computer
help-none-1-how = Zie <a href="/help/computer">Een app op de computer</a>. Handig als je altijd achter dezelfde computer inlogt.
help-none-2 = Een tablet
help-none-2-how = Alle apps in de lijst werken ook op een tablet, ook zonder simkaart.
help-none-3 = Een hardwaresleutel
help-none-3-how = Zie <a href="/help/token">Met een hardwaresleutel</a>. Er is geen telefoon voor nodig: de app staat ook op de computer.
help-none-card = Een codekaart
help-none-card-how = Zie <a href="/help/code-card">Met een codekaart</a>: genummerde codes op papier.
help-none-4 = Lukt geen van die vier?
help-none-4-how = Vraag de helpdesk om een ontheffing. Die geldt voor een bepaalde tijd; je logt dan in met alleen je wachtwoord.

help-new-title = Ik krijg een nieuwe telefoon
help-new-lead = Doe dit zolang je de oude nog hebt. Het kost twee minuten.
help-new-1 = Log in op je computer
help-new-1-how = Met de code van de oude telefoon. Ga naar <a href="/profile/two-factor">Tweestapsverificatie</a> op je profiel.
help-new-2 = Voeg de nieuwe telefoon toe
help-new-2-how = Kies <strong>App toevoegen</strong>, scan het vierkant met de nieuwe telefoon en typ de code over. Geef hem een naam die je herkent.
help-new-3 = Haal de oude weg
help-new-3-how = Kies bij de oude telefoon <strong>Verwijderen</strong>. Vanaf dat moment werken zijn codes niet meer.
help-new-4 = Telefoon al gewisseld?
help-new-4-how = Veel apps nemen de codes niet vanzelf mee. Is de oude leeg, kijk dan bij <a href="/help/lost-phone">Mijn telefoon is kwijt of stuk</a>.

help-lost-title = Mijn telefoon is kwijt of stuk
help-lost-lead = Je komt weer binnen met een herstelcode, of met hulp van de helpdesk.
help-lost-1 = Heb je je herstelcodes?
help-lost-1-how = Log in met naam en wachtwoord, kies bij de tweede stap <strong>Herstelcode</strong> en typ een van de codes. Elke code werkt een keer.
help-lost-2 = Stel meteen een nieuwe telefoon in
help-lost-2-how = Ga naar <a href="/profile/two-factor">Tweestapsverificatie</a> op je profiel, kies <strong>App toevoegen</strong>, en haal de oude telefoon daarna weg. Maak ook nieuwe herstelcodes.
help-lost-3 = Geen herstelcodes?
help-lost-3-how = Neem contact op met de helpdesk. Die controleert wie je bent en geeft je een inlogpas: een code voor een keer, waarmee je een nieuwe telefoon instelt.
help-lost-4 = Kan iemand anders bij je telefoon?
help-lost-4-how = Verander dan ook je wachtwoord. Met alleen je telefoon komt niemand binnen, en met alleen je wachtwoord ook niet.

help-refused-title = De code wordt geweigerd
help-refused-lead = Bijna altijd is het een van deze vier dingen.
help-refused-1 = De klok van je telefoon loopt niet gelijk
help-refused-1-how = De code hangt af van de tijd. Zet bij de instellingen van je telefoon <strong>Datum en tijd automatisch</strong> aan en wacht op een nieuwe code.
help-refused-2 = Je leest de verkeerde regel
help-refused-2-how = Staan er meer regels in de app, kijk dan naar die van <strong>{ $organisation }</strong>. Heb je de app twee keer ingesteld, dan werkt alleen de laatste regel; haal de oude weg.
help-refused-3 = De code is al gebruikt
help-refused-3-how = Elke code werkt een keer. Wacht tot de app een nieuwe toont; dat duurt hooguit dertig seconden.
help-refused-4 = Het zijn geen zes cijfers
help-refused-4-how = Een herstelcode of een inlogpas hoort in een ander vak; kies onderaan de pagina hoe je inlogt. Spaties en streepjes mogen.

help-tries-title = Te veel pogingen
help-tries-lead = Na een paar fouten moet iedereen even wachten. Zo kan niemand je code of wachtwoord raden.
help-tries-1 = Wacht, en probeer het dan een keer
help-tries-1-how = Op de pagina staat hoe lang. Meteen opnieuw proberen helpt niet: zolang de tijd loopt, wordt niets bekeken.
help-tries-2 = Een code van de app helpt niet meer
help-tries-2-how = Na heel veel fouten sluit de app-code helemaal. Log dan in met een herstelcode, of vraag de helpdesk om een inlogpas.
help-tries-3 = Alleen op dit apparaat dicht
help-tries-3-how = Doet iemand anders veel pogingen op je account, dan blijft je eigen vertrouwde apparaat gewoon werken. Log daar in en verander je wachtwoord.
help-tries-4 = Was jij het niet?
help-tries-4-how = Dan kent misschien iemand je wachtwoord. Verander het, en vertel het de helpdesk.

help-codes-title = Herstelcodes
help-codes-lead = Je kreeg ze bij het instellen: tien codes voor als je telefoon er niet is.
help-codes-1 = Zo gebruik je er een
help-codes-1-how = Kies bij de tweede stap <strong>Herstelcode</strong> en typ de hele code over. Hoofdletters, streepjes en spaties maken niet uit. De letters I, L, O en U komen er niet in voor.
help-codes-2 = De code wordt geweigerd
help-codes-2-how = Elke code werkt een keer. Misschien is deze al gebruikt, of heb je later nieuwe gemaakt: dan gelden alleen de nieuwe.
help-codes-3 = Waar bewaar je ze?
help-codes-3-how = Op papier, of in een wachtwoordkluis. Niet in de telefoon waar ze voor bedoeld zijn.
help-codes-4 = Ze raken op
help-codes-4-how = Maak nieuwe bij <a href="/profile/two-factor">Tweestapsverificatie</a> op je profiel. De oude werken dan niet meer.

help-mail-title = De code per e-mail
help-mail-lead = Wie de tweede stap pas na de einddatum instelt, bewijst met een code per e-mail wie het is.
help-mail-1 = Er komt niets
help-mail-1-how = Kijk bij de ongewenste mail, en of het adres op de pagina het jouwe is. Vraag na een paar minuten een nieuwe code.
help-mail-2 = De code wordt geweigerd
help-mail-2-how = Alleen de laatste code werkt, en niet langer dan de tijd die erbij staat. Vraag zo nodig een nieuwe.
help-mail-3 = Nog even geen nieuwe code
help-mail-3-how = Er gaat maar een beperkt aantal mails achter elkaar uit. Op de pagina staat wanneer het weer kan.
help-mail-4 = Je kunt niet bij dat adres
help-mail-4-how = De helpdesk kan je een inlogpas geven, en je adres laten verbeteren.

help-pass-title = De inlogpas
help-pass-lead = Een code die de helpdesk je voorleest, om een keer mee binnen te komen en je tweede stap opnieuw in te stellen.
help-pass-1 = Zo gebruik je hem
help-pass-1-how = Log in met naam en wachtwoord, kies dat je een inlogpas hebt, en typ hem over. Daarna stel je meteen een app in.
help-pass-2 = De pas wordt geweigerd
help-pass-2-how = Hij werkt een keer en maar een bepaalde tijd. Luister goed naar elk teken; vraag zo nodig een nieuwe.
help-pass-3 = De helpdesk belt mij
help-pass-3-how = De helpdesk vraagt nooit om je wachtwoord, je code of je herstelcodes. Vraagt iemand daarom, hang dan op en bel zelf.

help-passkey-title = Mijn passkey of beveiligingssleutel doet het niet
help-passkey-lead = Een passkey zit in je telefoon, je computer of een losse sleutel. Dit kan er mis zijn.
help-passkey-1 = Er gebeurt niets, of het venster verdwijnt
help-passkey-1-how = Probeer het nog een keer en raak de sleutel aan als hij knippert. Werk je browser bij, of probeer een andere. JavaScript moet aan staan.
help-passkey-2 = Mijn passkey staat er niet tussen
help-passkey-2-how = Hij staat op het apparaat waar je hem maakte, en soms op je andere apparaten met hetzelfde account. Kies ‘ander apparaat’ en scan met je telefoon de code die je browser toont.
help-passkey-3 = Hij vraagt een pincode die ik niet ken
help-passkey-3-how = Dat is de pincode van je apparaat of van je sleutel, en niet die van deze website. Na te veel verkeerde pincodes moet je een losse sleutel leegmaken, en dan opnieuw toevoegen.
help-passkey-4 = Ik heb het apparaat of de sleutel niet meer
help-passkey-4-how = Log in met een andere manier of met een herstelcode. Verwijder de passkey daarna in Mijn profiel. Lukt dat niet, bel dan de helpdesk.
help-hardware-title = Mijn hardwaretoken doet het niet
help-hardware-lead = Een hardwaretoken is een klein apparaatje dat codes maakt. Dit kan er mis zijn.
help-hardware-1 = De code is niet goed
help-hardware-1-how = Typ de volgende code die de token laat zien. Een token die uit de pas liep, loopt daarna weer gelijk. Kijk ook of je het nummer achterop kent: misschien heb je de token van een ander in handen.
help-hardware-2 = Er staat niets op het scherm
help-hardware-2-how = Druk op de knop. Blijft het leeg, dan is de batterij op. Bel de helpdesk voor een nieuwe token.
help-hardware-3 = Ik ben mijn token kwijt
help-hardware-3-how = Bel de helpdesk. De token telt dan niet meer en je krijgt een inlogpas of een nieuwe token.
help-password-title = Naam of wachtwoord klopt niet
help-password-lead = De website zegt niet welk van de twee fout is. Zo leert een inbreker niets.
help-password-1 = Kijk naar je toetsenbord
help-password-1-how = Staat Caps Lock aan? Is het toetsenbord op een andere taal ingesteld? Typ het wachtwoord eens in een leeg document, en haal het daar weer weg.
help-password-2 = Welke naam?
help-password-2-how = Je gebruikersnaam of je e-mailadres, zoals het bij { $organisation } bekend is.
help-password-3 = Je weet je wachtwoord niet meer
help-password-3-how = De helpdesk of beheerder maakt een nieuw wachtwoord voor je. Je tweede stap blijft dan staan.
help-password-4 = Het wordt niet aangenomen als nieuw wachtwoord
help-password-4-how = Lang is beter dan ingewikkeld. Woorden die bij de organisatie of je naam horen, en wachtwoorden die veel mensen gebruiken, mogen niet.

help-stranger-title = Ik kreeg een bericht en ik was het niet
help-stranger-lead = Een bericht over inloggen, een app of herstelcodes dat je niet kent, is een reden om meteen te kijken.
help-stranger-1 = Verander je wachtwoord
help-stranger-1-how = Op je <a href="/profile/password">profiel</a>. Overal elders word je dan uitgelogd, en geen apparaat telt nog als vertrouwd.
help-stranger-2 = Kijk wie er is ingelogd
help-stranger-2-how = Bij <a href="/profile/sessions">Waar je bent ingelogd</a> zie je elke browser. Log uit wat je niet kent.
help-stranger-3 = Kijk naar je tweede stap
help-stranger-3-how = Staat er een app bij <a href="/profile/two-factor">Tweestapsverificatie</a> die je niet kent, haal hem dan weg en maak nieuwe herstelcodes.
help-stranger-4 = Vertel het de helpdesk
help-stranger-4-how = Ook als het vals alarm bleek. De helpdesk kan zien wat er gebeurde en je account zo nodig dichtzetten.
