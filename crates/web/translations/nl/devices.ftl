# Wat apparaten zoals een VPN tonen, op één regel.
radius-type-code = Typ de code die nu in je app staat.
radius-wrong = De naam en het wachtwoord horen niet bij elkaar.
radius-wait = Te veel pogingen. Over { $span } kun je het weer proberen.
radius-not-here = Je hebt geen toegang tot { $name }.
radius-enrol = Stel eerst een tweede stap in: log in op { $address }
radius-no-kind = Stel eerst een authenticator-app in: log in op { $address }
radius-no-code = Typ de code uit je app direct achter je wachtwoord.
radius-wrong-code = Die code klopt niet. Log opnieuw in met de code die nu in je app staat.
radius-used-code = Die code is al gebruikt. Wacht op de volgende.
radius-closed = Er wordt niet meer naar codes gekeken. Log in op { $address }
radius-expired = Dat duurde te lang. Log opnieuw in.
radius-other-method = Zet dit apparaat op PAP: met CHAP, MS-CHAP of EAP kan niemand hier inloggen.
radius-unreadable = Naam of wachtwoord is niet te lezen. Typ beide.
