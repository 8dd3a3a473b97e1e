//! The words that people here put a year behind, in the order in which a guesser would try. The dictionaries of the
//! estimator are English, and lenient to `Welkom2026!`. Neighbour: `password_policy`.

/// Words that make a password easy to guess, alone or with years and marks around them.
pub(super) const WORDS: &str = "
    welkom wachtwoord geheim inloggen zomer winter lente herfst voorjaar najaar januari februari maart
    april mei juni juli augustus september oktober november december maandag dinsdag woensdag donderdag
    vrijdag zaterdag zondag vandaag morgen ajax feyenoord feijenoord psv twente heerenveen vitesse
    voetbal oranje nederland holland amsterdam rotterdam denhaag utrecht eindhoven groningen tilburg
    almere breda nijmegen arnhem haarlem enschede maastricht leeuwarden zwolle friesland brabant limburg
    zeeland vlaanderen antwerpen brussel belgie lieverd liefde schatje schat liefje knuffel kusje hallo
    hoihoi hallohallo dag doei hotdog snoopy poesje hondje konijn paard paardje vlinder olifant panda
    tijger draak monster prinses koning koningin koningsdag sinterklaas zwartepiet kerst kerstmis
    kerstboom pasen vakantie verjaardag feest muziek gitaar computer laptop telefoon internet toegang
    sleutel beheer beheerder administratie kantoor bedrijf werken werk school leraar student gemeente
    vereniging stichting bestuur secretaris penningmeester voorzitter lid leden pindakaas hagelslag
    stroopwafel appeltaart appelmoes patat frikandel bitterbal kaas chocola koffie bier pizza banaan
    aardbei tomaat bloem bloemen tulp zonnebloem roosje molen fiets fietsen auto motor vrachtwagen
    regenboog sterretje zonnetje zonneschijn maan sneeuw regen water zee strand papa mama opa oma broer
    zus familie vader moeder baby kindje gezin huis thuis tuin godverdomme kanker klootzak lekker mooi
    gezellig gek stoer cool blauw rood groen geel paars zwart jan piet klaas kees sanne lotte emma daan
    bram thijs lars sem jesse femke anouk iris jeroen marieke willem maxima beatrix alexander qwerty
    azerty password welcome summer spring autumn secret letmein changeme monday friday january hello
    admin login test demo
";
