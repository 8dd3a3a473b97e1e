use super::*;

const RFC: &[u8] = b"12345678901234567890";

fn token(serial: &str, model: &str, moving: Moving, digits: Digits) -> Listed {
    let seed = Seed { secret: Secret::from_bytes(RFC).unwrap(), moving, algorithm: Algorithm::Sha1, digits };
    Listed { serial: serial.to_owned(), model: model.to_owned(), seed, counter: 0 }
}

fn only(text: &str, password: &str) -> Listed {
    let mut file = read(text.as_bytes(), password, Moving::Counter).unwrap();
    assert_eq!(file.left, []);
    assert_eq!(file.tokens.len(), 1);
    file.tokens.remove(0)
}

fn faults(text: &str) -> Vec<(usize, TokenFault)> {
    let file = read(text.as_bytes(), "", Moving::Counter).unwrap();
    file.left.into_iter().map(|left| (left.number, left.fault)).collect()
}

fn whole(text: &str, password: &str) -> FileFault {
    read(text.as_bytes(), password, Moving::Counter).unwrap_err()
}

/// RFC 6030, figure 2.
const MINIMAL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" Id="exampleID1" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
  <KeyPackage>
    <Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
      <Issuer>Issuer-A</Issuer>
      <Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data>
    </Key>
  </KeyPackage>
</KeyContainer>"#;

/// RFC 6030, figure 3, with the time in place of the counter (section 10.2's profile of TOTP).
const BY_TIME: &str = r#"<pskc:KeyContainer Version="1.0" xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc">
  <pskc:KeyPackage>
    <pskc:DeviceInfo><pskc:Manufacturer>TokenVendorAcme</pskc:Manufacturer><pskc:SerialNo>987654321</pskc:SerialNo><pskc:Model>C&#50;00 &amp; co</pskc:Model></pskc:DeviceInfo>
    <pskc:CryptoModuleInfo><pskc:Id>CM_ID_001</pskc:Id></pskc:CryptoModuleInfo>
    <pskc:Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp">
      <pskc:AlgorithmParameters><pskc:Suite>HMAC-SHA256</pskc:Suite><pskc:ResponseFormat Length="6" Encoding="DECIMAL"/></pskc:AlgorithmParameters>
      <pskc:Data>
        <pskc:Secret><pskc:PlainValue>MTIzNDU2Nzg5MDEy
          MzQ1Njc4OTA=</pskc:PlainValue></pskc:Secret>
        <pskc:Time><pskc:PlainValue>0</pskc:PlainValue></pskc:Time>
        <pskc:TimeInterval><pskc:PlainValue>60</pskc:PlainValue></pskc:TimeInterval>
      </pskc:Data>
    </pskc:Key>
  </pskc:KeyPackage>
</pskc:KeyContainer>"#;

fn encrypted(encryption: &str, mac_key: &str, cipher: &str, mac: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
<EncryptionKey>{encryption}</EncryptionKey>
<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>
<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<xenc:CipherData><xenc:CipherValue>{mac_key}</xenc:CipherValue></xenc:CipherData></MACKey></MACMethod>
<KeyPackage><DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
<Key Id="12345678" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><Issuer>Issuer</Issuer>
<AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret><EncryptedValue><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<xenc:CipherData><xenc:CipherValue>{cipher}</xenc:CipherValue></xenc:CipherData></EncryptedValue>
<ValueMAC>{mac}</ValueMAC></Secret><Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>"#
    )
}

/// RFC 6030, figure 6: keys under a key that both know.
fn under_a_key() -> String {
    encrypted(
        "<ds:KeyName>Pre-shared-key</ds:KeyName>",
        "ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX",
        "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv",
        "Su+NvtQfmvfJzF6bmQiJqoLRExc=",
    )
}

/// RFC 6030, figure 7: keys under a password.
fn under_a_password() -> String {
    encrypted(
        r#"<xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><pkcs5:PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/></pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey>"#,
        "2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx",
        "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
        "LP6xMvjtypbfT9PdkJhBZ+D6O4w=",
    )
}

#[test]
fn containers_of_the_standard_are_read() {
    assert!(only(MINIMAL, "") == token("12345678", "", Moving::Counter, Digits::Six));
    let by_time = only(BY_TIME, "");
    assert_eq!((by_time.serial.as_str(), by_time.model.as_str()), ("987654321", "TokenVendorAcme C200 & co"));
    assert_eq!(by_time.seed.moving, Moving::Time(Period::Seconds60));
    assert_eq!(by_time.seed.algorithm, Algorithm::Sha256);
    let standard = token("987654321", "Manufacturer", Moving::Counter, Digits::Eight);
    assert!(only(&under_a_key(), "12345678901234567890123456789012") == standard);
    assert!(only(&under_a_key(), " 1234 5678 9012 3456 7890 1234 5678 9012\n") == standard);
    assert!(only(&under_a_password(), "qwerty") == standard);
}

#[test]
fn what_is_encrypted_opens_with_its_own_password_alone() {
    for file in [under_a_key(), under_a_password()] {
        assert_eq!(whole(&file, ""), FileFault::NeedsPassword);
    }
    assert_eq!(whole(&under_a_password(), "qwertz"), FileFault::WrongPassword);
    assert_eq!(whole(&under_a_key(), "22345678901234567890123456789012"), FileFault::WrongPassword);
    assert_eq!(whole(&under_a_key(), "qwerty"), FileFault::NotAKey);
    assert_eq!(whole(&under_a_key(), "1234"), FileFault::NotAKey);
    let changed = under_a_key().replace("AAECAwQF", "AAECAwQG");
    assert_eq!(whole(&changed, "12345678901234567890123456789012"), FileFault::WrongPassword);
    let without_mac = under_a_key().replace("<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>", "");
    assert_eq!(whole(&without_mac, "12345678901234567890123456789012"), FileFault::WrongPassword);
    let other = under_a_key().replace("#aes128-cbc", "#tripledes-cbc");
    assert_eq!(whole(&other, "12345678901234567890123456789012"), FileFault::Encryption);
    let endless = under_a_password().replace("1000<", "4294967295<");
    assert_eq!(whole(&endless, "qwerty"), FileFault::Encryption);
}

#[test]
fn what_is_no_container_is_told() {
    assert_eq!(whole("", ""), FileFault::Empty);
    assert_eq!(whole(" \n", ""), FileFault::Empty);
    assert_eq!(whole("<html></html>", ""), FileFault::NotPskc);
    assert_eq!(whole(&MINIMAL[..300], ""), FileFault::NotPskc);
    assert_eq!(whole("<KeyContainer/>", ""), FileFault::Empty);
    let entity = MINIMAL.replace("<KeyContainer", "<!DOCTYPE x [<!ENTITY a \"b\">]><KeyContainer");
    assert_eq!(whole(&entity, ""), FileFault::NotPskc);
    assert_eq!(whole(&"<a>".repeat(50), ""), FileFault::NotPskc);
    assert_eq!(read(&[0xff, 0xfe], "", Moving::Counter).unwrap_err(), FileFault::NotText);
    let bad = |from: &str, to: &str| faults(&MINIMAL.replace(from, to));
    assert_eq!(bad("pskc:hotp", "pskc:ocra"), [(1, TokenFault::Kind)]);
    assert_eq!(bad("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "MTIz"), [(1, TokenFault::KeyLength)]);
    assert_eq!(bad("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "M"), [(1, TokenFault::Key)]);
    assert_eq!(bad(" Id=\"12345678\"", ""), [(1, TokenFault::Serial)]);
    let seven = BY_TIME.replace("Length=\"6\"", "Length=\"7\"");
    assert_eq!(faults(&seven), [(1, TokenFault::Digits)]);
    assert_eq!(faults(&BY_TIME.replace(">60<", ">45<")), [(1, TokenFault::Period)]);
    assert_eq!(faults(&BY_TIME.replace("SHA256", "MD5")), [(1, TokenFault::Algorithm)]);
}

const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const HEX: &str = "3132333435363738393031323334353637383930";

#[test]
fn lists_of_makers_are_read() {
    // Microsoft Entra's form.
    let entra = format!(
        "upn,serial number,secret key,time interval,manufacturer,model\r\nHelga@contoso.com,1234567,{BASE32},30,Contoso,HardwareKey\r\n"
    );
    assert!(only(&entra, "") == token("1234567", "Contoso HardwareKey", Moving::Time(Period::Seconds30), Digits::Six));
    // privacyIDEA's form.
    let plain = |line: &str| only(line, "");
    assert!(plain(&format!("OATH0001, {HEX}, hotp, 6, 0")) == token("OATH0001", "", Moving::Counter, Digits::Six));
    let totp = plain(&format!("OATH0002, {HEX}, totp, 8, 60"));
    assert!(totp == token("OATH0002", "", Moving::Time(Period::Seconds60), Digits::Eight));
    assert_eq!(plain(&format!("A, {HEX}, hotp, 6, 12")).counter, 12);
    // Serial and seed alone, as several makers send it.
    assert!(plain(&format!("2600135000111 {HEX}")) == token("2600135000111", "", Moving::Counter, Digits::Six));
    assert!(plain(&format!("2600135000111\t{HEX}")) == token("2600135000111", "", Moving::Counter, Digits::Six));
    let by_time = read(format!("1;{HEX}").as_bytes(), "", Moving::Time(Period::Seconds60)).unwrap();
    assert!(by_time.tokens[0].seed.moving == Moving::Time(Period::Seconds60));
    // Names in another order, a hash of another kind, and quotes.
    let other = format!(
        "# from the box\n\"Seed\";\"Serial\";\"Hash\";\"Digits\";\"Type\";\"Counter\"\n\"{HEX}\";\"7 7\";\"sha-512\";\"8\";\"event\";\"41\"\n"
    );
    let other = only(&other, "");
    assert_eq!((other.serial.as_str(), other.counter), ("7 7", 41));
    assert!(other.seed.algorithm == Algorithm::Sha512 && other.seed.digits == Digits::Eight);
}

#[test]
fn a_wrong_line_leaves_the_others() {
    use TokenFault::{Algorithm, Counter, Digits, Key, KeyLength, Kind, Period, Serial, Twice};
    let file = format!(
        "serial,key,type,digits,time interval,counter,algorithm\n\
         1,{HEX},totp,6,30,,\n1,{HEX},totp,6,30,,\n,{HEX},totp,6,30,,\n3,,totp,6,30,,\n4,{HEX}8,totp,6,30,,\n\
         5,313233,totp,6,30,,\n6,{HEX},sms,6,30,,\n7,{HEX},totp,7,30,,\n8,{HEX},totp,6,45,,\n9,{HEX},hotp,6,,-1,\n\
         10,{HEX},totp,6,30,,md5\n11,{HEX},totp,8,60,,SHA256\n"
    );
    assert_eq!(
        faults(&file),
        [
            (3, Twice),
            (4, Serial),
            (5, Key),
            (6, Key),
            (7, KeyLength),
            (8, Kind),
            (9, Digits),
            (10, Period),
            (11, Counter),
            (12, Algorithm)
        ]
    );
    let read = read(file.as_bytes(), "", Moving::Counter).unwrap();
    assert_eq!(read.tokens.iter().map(|token| token.serial.as_str()).collect::<Vec<_>>(), ["1", "11"]);
    assert!(!format!("{read:?}").contains("3132"), "no key is printed");
}

#[test]
fn nothing_that_is_sent_breaks_the_reader() {
    proptest::proptest!(|(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200))| {
        let _ = read(&bytes, "qwerty", Moving::Counter);
    });
    proptest::proptest!(|(cut in 0..MINIMAL.len(), with in "[<>/&;\"a-zA-Z0-9 =]{0,6}")| {
        let mut text = MINIMAL.as_bytes().to_vec();
        text.splice(cut..cut, with.bytes());
        let _ = read(&text, "qwerty", Moving::Counter);
    });
    let most = (0..=MOST_TOKENS).map(|at| format!("{at},{HEX}")).collect::<Vec<_>>().join("\n");
    assert_eq!(whole(&most, ""), FileFault::TooMany);
}
