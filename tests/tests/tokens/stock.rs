//! The stock in the browser: files of makers come in, tokens are found, lost, taken back and removed; who may not, does not.

use anyhow::Result;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene, recovery_codes};
use journeys::visitor::Visitor;
use store::testing::engines;

use super::{IMPORT, NAMES, Token, at_the_code, bring, types};
use crate::desk::office::{at_the_desk, person, post, send_file_with, view};

const STOCK: &str = "/admin/settings/tokens";

async fn sent(visitor: &mut Visitor, file: &str, password: &str) -> Result<(u16, String)> {
    let fields = [("password", password), ("usual", "counter")];
    let page = send_file_with(visitor, IMPORT, ("seeds.xml", file.as_bytes()), &fields).await?;
    Ok((page.status, page.text()))
}

/// RFC 6030, figure 7: under the password `qwerty`.
const ENCRYPTED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<pskc:KeyContainer xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Version="1.0">
<pskc:EncryptionKey><xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><pkcs5:PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/></pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey></pskc:EncryptionKey>
<pskc:MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><pskc:MACKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><xenc:CipherData><xenc:CipherValue>2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx</xenc:CipherValue></xenc:CipherData></pskc:MACKey></pskc:MACMethod>
<pskc:KeyPackage><pskc:DeviceInfo><pskc:Manufacturer>TokenVendorAcme</pskc:Manufacturer><pskc:SerialNo>987654321</pskc:SerialNo></pskc:DeviceInfo>
<pskc:Key Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp" Id="123456"><pskc:AlgorithmParameters><pskc:ResponseFormat Length="8" Encoding="DECIMAL"/></pskc:AlgorithmParameters>
<pskc:Data><pskc:Secret><pskc:EncryptedValue><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><xenc:CipherData><xenc:CipherValue>oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f</xenc:CipherValue></xenc:CipherData></pskc:EncryptedValue><pskc:ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=</pskc:ValueMAC></pskc:Secret></pskc:Data></pskc:Key></pskc:KeyPackage></pskc:KeyContainer>"#;

#[tokio::test]
async fn files_of_makers_come_in_once_and_say_what_did_not() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let page = desk.get(STOCK).await?;
        assert!(page.text().contains("There are no hardware tokens yet"), "{}", page.text());
        assert_eq!(desk.get(IMPORT).await?.status, 200);

        let (status, said) = sent(&mut desk, ENCRYPTED, "").await?;
        assert_eq!(status, 422);
        assert!(said.contains("The keys are encrypted"), "{said}");
        let (_, said) = sent(&mut desk, ENCRYPTED, "qwertz").await?;
        assert!(said.contains("does not open the file") && !said.contains("qwertz"), "{said}");
        let (status, said) = sent(&mut desk, ENCRYPTED, "qwerty").await?;
        assert!(status == 200 && said.contains("One token was added"), "{said}");
        let (_, said) = sent(&mut desk, ENCRYPTED, "qwerty").await?;
        assert!(said.contains("No token was added") && said.contains("One token was here already"), "{said}");
        let (status, said) = sent(&mut desk, "<html></html>", "").await?;
        assert!(status == 422 && said.contains("no PSKC"), "{said}");
        let file = format!("{NAMES}{}<b>,zz,totp,6,30,sha1,0,,\r\n", Token::by_button("1001", 6).line());
        let (_, said) = sent(&mut desk, &file, "").await?;
        assert!(said.contains("One token was added") && said.contains("Line 3"), "{said}");

        // What came in makes the codes of the standard: RFC 4226, appendix D, in eight digits.
        let member = scene.member("lid", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&member.name, PASSWORD).await?;
        let page = visitor.get("/sign-in/enrol/token").await?;
        let fields = [("serial", "987654321"), ("code", "84755224"), ("next", "94287082")];
        let done = visitor.fill(&page, "/sign-in/enrol/token", &fields).await?;
        assert_eq!(recovery_codes(&done).len(), 10, "{}", done.text());
        let list = desk.get(STOCK).await?;
        for seen in ["987654321", "TokenVendorAcme", "In stock (1)", "In use (1)"] {
            assert!(list.text().contains(seen), "{seen}: {}", list.text());
        }
        assert!(!list.body.contains("3132333435"), "a key on a page");
        let found = desk.get(&format!("{STOCK}?q=654&which=held")).await?;
        assert!(found.text().contains("987654321") && !found.text().contains("1001"), "{}", found.text());
        let nothing = desk.get(&format!("{STOCK}?q=%25&which=all")).await?;
        assert!(nothing.text().contains("No token was found"), "{}", nothing.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_lost_or_taken_back_counts_at_once_no_more() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut token = Token::by_button("2001", 6);
        bring(&scene, &[&token]).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let member = scene.member("lid", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&member.name, PASSWORD).await?;
        let page = visitor.get("/sign-in/enrol/token").await?;
        let (one, next) = token.two(&scene)?;
        let fields = [("serial", "2001"), ("code", one.as_str()), ("next", next.as_str())];
        visitor.fill(&page, "/sign-in/enrol/token", &fields).await?;
        assert_eq!(visitor.get("/session").await?.status, 204);
        let id = store::hardware_token::of_serial(scene.house.ctx.db(), scene.house.organisation.id, "2001").await?;
        let address = format!("{STOCK}/{}", id.expect("it came in").stand.id);
        let page = boss.get(&address).await?;
        assert!(page.text().contains("Lid Jansen has this token"), "{}", page.text());
        let done = boss.fill(&page, &address, &[("fate", "lost")]).await?;
        assert!(done.text().contains("Token 2001 is noted as lost"), "{}", done.text());
        assert_eq!(visitor.get("/session").await?.status, 401);
        let mut back = scene.visitor()?;
        let at = back.sign_in(&member.name, PASSWORD).await?;
        assert_eq!(at.path(), "/sign-in/enrol", "nothing is left to ask for");
        // Lost, it is nobody's; found again, its old codes still count no more.
        let code = |token: &mut Token| token.shows(scene.seconds());
        let (three, four) = (code(&mut token)?, code(&mut token)?);
        for (fate, one, next, taken) in
            [("", &three, &four, false), ("stock", &one, &next, false), ("", &three, &four, true)]
        {
            if !fate.is_empty() {
                let page = boss.get(&address).await?;
                boss.fill(&page, &address, &[("fate", fate)]).await?;
            }
            let page = back.get("/sign-in/enrol/token").await?;
            let fields = [("serial", "2001"), ("code", one.as_str()), ("next", next.as_str())];
            let done = back.fill(&page, "/sign-in/enrol/token", &fields).await?;
            assert_eq!(recovery_codes(&done).len() == 10, taken, "{}", done.text());
        }
        let page = boss.get(&address).await?;
        let done = boss.fill(&page, &address, &[("fate", "removed")]).await?;
        assert!(done.text().contains("Token 2001 was removed"), "{}", done.text());
        assert_eq!(boss.get(&address).await?.status, 404);
        assert_eq!(scene.count(&member, "token-moved").await?, 2);
        let mails = scene.mails_to("lid@waterland.example").await?;
        assert_eq!(mails.iter().filter(|mail| mail.text.contains("2001")).count(), 4, "added and removed, twice");
    }
    Ok(())
}

#[tokio::test]
async fn the_stock_is_for_those_who_may() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let token = Token::by_button("3001", 6);
        bring(&scene, &[&token]).await?;
        let id = store::hardware_token::of_serial(scene.house.ctx.db(), scene.house.organisation.id, "3001").await?;
        let address = format!("{STOCK}/{}", id.expect("it came in").stand.id);
        for (role, sees) in [(Role::Member, false), (Role::Helpdesk, false), (Role::Auditor, true)] {
            let (_, mut visitor) = at_the_desk(&scene, role).await?;
            assert_eq!(visitor.get(STOCK).await?.status == 200, sees, "{role:?}");
            assert_eq!(visitor.get(&address).await?.status == 200, sees, "{role:?}");
            assert_ne!(visitor.get(IMPORT).await?.status, 200, "{role:?}");
            assert_ne!(sent(&mut visitor, &token.line(), "").await?.0, 200, "{role:?}");
            let page = post(&mut visitor, &address, &[("fate", "lost")]).await?;
            assert!(page.status == 404 || page.status == 403 || page.status == 200, "{role:?}: {}", page.status);
            let found =
                store::hardware_token::of_serial(scene.house.ctx.db(), scene.house.organisation.id, "3001").await?;
            assert_eq!(found.expect("it is there").lost_at, None, "{role:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_desk_gives_one_in_place_of_another_and_puts_it_right() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (mut old, mut new) = (Token::by_button("4001", 6), Token::by_time("4002", ("sha1", 6, 30)));
        bring(&scene, &[&old, &new]).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let anna = person(&scene, Role::Member, &[GROUP]).await?;
        let boss = person(&scene, Role::SuperUser, &[GROUP]).await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        let address = format!("/admin/people/{}/token", anna.id);
        let page = desk.get(&format!("{address}?view={view}")).await?;
        assert!(page.text().contains("How do you know who it is?"), "{}", page.text());
        let (one, next) = old.two(&scene)?;
        let give = |serial: &str, one: &str, next: &str, reason: &str| {
            [
                ("view", view.clone()),
                ("serial", serial.into()),
                ("code", one.into()),
                ("next", next.into()),
                ("reason", reason.into()),
            ]
        };
        for (fields, said) in [
            (give("4001", &one, &next, " "), "Say how you know"),
            (give("", &one, &next, "Paspoort"), "number of the token is missing"),
            (give("4711", &one, &next, "Paspoort"), "no token with this number"),
            (give("4001", &next, &one, "Paspoort"), "not two codes of this token"),
            (give("4001", "x", &one, "Paspoort"), "no codes of a token"),
        ] {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = post(&mut desk, &address, &fields).await?;
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        assert_eq!(scene.count(&anna, "token-given").await?, 0);
        let fields = give("4001", &one, &next, "Paspoort gezien");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // Nobody gives one to who has more rights, nor without the right.
        let above = post(&mut desk, &format!("/admin/people/{}/token", boss.id), &fields).await?;
        assert_ne!(above.status, 303, "{}", above.text());
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        assert_ne!(post(&mut manager, &address, &fields).await?.status, 303);
        let done = post(&mut desk, &address, &fields).await?;
        assert_eq!(done.status, 303, "{}", done.text());
        let page = desk.get(done.location()).await?;
        assert!(page.text().contains("The token was given") && page.text().contains("4001"), "{}", page.text());
        let mut visitor = scene.visitor()?;
        let at = at_the_code(&mut visitor, &anna.name).await?;
        let code = old.shows(scene.seconds())?;
        types(&mut visitor, &at, &code).await?;
        assert_eq!(visitor.get("/session").await?.status, 204);

        // It ran far off: two codes put it right, and nobody is signed out.
        old.pressed += 300;
        let (one, next) = old.two(&scene)?;
        let fields = give("4001", &one, &next, "Teruggebeld");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = post(&mut desk, &address, &fields).await?;
        let page = desk.get(done.location()).await?;
        assert!(page.text().contains("The token runs right again"), "{}", page.text());
        assert_eq!(visitor.get("/session").await?.status, 204);
        assert_eq!(scene.count(&anna, "token-synchronised").await?, 1);

        // Another takes its place, and the old one is lost.
        let id = store::hardware_token::of_serial(scene.house.ctx.db(), scene.house.organisation.id, "4001").await?;
        let id = id.expect("it came in").stand.id.to_string();
        let (one, next) = new.two(&scene)?;
        let fields = give("4002", &one, &next, "Paspoort gezien");
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend([("instead_of", id.as_str()), ("fate", "lost")]);
        let done = post(&mut desk, &address, &fields).await?;
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(visitor.get("/session").await?.status, 401);
        let page = desk.get(done.location()).await?;
        assert!(page.text().contains("4002"), "{}", page.text());
        let mut visitor = scene.visitor()?;
        let at = at_the_code(&mut visitor, &anna.name).await?;
        let code = old.shows(scene.seconds())?;
        let at = types(&mut visitor, &at, &code).await?;
        assert_eq!(at.path(), "/sign-in/second-factor", "the lost one still counts");
        scene.advance(domain::time::Lifetime::seconds(30));
        let code = new.shows(scene.seconds())?;
        let at = types(&mut visitor, &at, &code).await?;
        assert_ne!(at.path(), "/sign-in/second-factor", "{}", at.text());
    }
    Ok(())
}
