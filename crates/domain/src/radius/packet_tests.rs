//! Packets that are well made are read as they were made, and no bytes at all make the reader stumble.

use proptest::prelude::*;

use super::*;

fn packet(code: u8, attributes: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![code, 7, 0, 0];
    bytes.extend([9; AUTHENTICATOR]);
    for (kind, value) in attributes {
        push(&mut bytes, *kind, value);
    }
    let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    bytes[2..4].copy_from_slice(&length);
    bytes
}

const HIDDEN: &[u8] = &[3; 32];
const SIGNED: &[u8] = &[4; 16];

#[test]
fn a_request_is_read() {
    let microsoft = [0, 0, 1, 55, 99];
    let bytes = packet(
        1,
        &[
            (MESSAGE_AUTHENTICATOR, SIGNED),
            (USER_NAME, b"sanne"),
            (USER_PASSWORD, HIDDEN),
            (STATE, b"state"),
            (CALLING_STATION_ID, b"198.51.100.7"),
            (PROXY_STATE, b"one"),
            (VENDOR_SPECIFIC, &microsoft),
            (PROXY_STATE, b""),
        ],
    );
    let request = Request::parse(&bytes).unwrap();
    assert_eq!((request.asks(), request.identifier(), request.authenticator()), (Asks::Access, 7, [9; 16]));
    assert_eq!(request.signed_at(), Some(SIGNED_AT));
    assert_eq!((request.user_name(), request.state()), (Some(&b"sanne"[..]), Some(&b"state"[..])));
    assert_eq!(request.method(), Method::Password(HIDDEN));
    assert_eq!(request.calling_station().as_deref(), Some("198.51.100.7"));
    assert_eq!(request.proxy_states().map(|(_, value)| value).collect::<Vec<_>>(), [&b"one"[..], b""]);
    let mut padded = bytes.clone();
    padded.extend([0; 5]);
    assert_eq!(Request::parse(&padded).unwrap().bytes(), bytes);
}

#[test]
fn what_is_asked_in_another_way_is_told_apart() {
    let method = |attributes: &[(u8, &[u8])]| match Request::parse(&packet(1, attributes)).unwrap().method() {
        Method::Password(_) => "password",
        Method::Other => "other",
        Method::None => "none",
    };
    assert_eq!(method(&[(USER_NAME, b"s"), (CHAP_PASSWORD, &[1; 17])]), "other");
    assert_eq!(method(&[(USER_NAME, b"s"), (EAP_MESSAGE, b"eap")]), "other");
    assert_eq!(method(&[(USER_NAME, b"s"), (VENDOR_SPECIFIC, &[0, 0, 1, 55, 11])]), "other");
    assert_eq!(method(&[(USER_PASSWORD, HIDDEN), (CHAP_PASSWORD, &[1; 17])]), "other");
    assert_eq!(method(&[(USER_NAME, b"s"), (VENDOR_SPECIFIC, &[0, 0, 0, 9, 11])]), "none");
}

#[test]
fn what_is_no_packet_is_none() {
    let good = packet(1, &[(USER_NAME, b"sanne"), (USER_PASSWORD, HIDDEN)]);
    let fault = |bytes: &[u8]| Request::parse(bytes).unwrap_err();
    assert_eq!(fault(&[]), Malformed::Length);
    assert_eq!(fault(&good[..19]), Malformed::Length);
    assert_eq!(fault(&good[..good.len() - 1]), Malformed::Length);
    assert_eq!(fault(&[good.clone(), vec![0; LONGEST]].concat()), Malformed::Length);
    for length in [0_u16, 19, 4097, u16::MAX] {
        let mut bytes = good.clone();
        bytes.resize(5_000, 0);
        bytes[2..4].copy_from_slice(&length.to_be_bytes());
        assert_eq!(fault(&bytes), Malformed::Length, "{length}");
    }
    for code in [0, 2, 3, 4, 5, 11, 13, 40, 43, 255] {
        assert_eq!(fault(&packet(code, &[])), Malformed::Code, "{code}");
    }
    for twice in [USER_NAME, USER_PASSWORD, STATE, MESSAGE_AUTHENTICATOR] {
        assert_eq!(fault(&packet(1, &[(twice, SIGNED), (twice, SIGNED)])), Malformed::Twice, "{twice}");
    }
    for (kind, value) in [
        (USER_NAME, &b""[..]),
        (STATE, b""),
        (USER_PASSWORD, b"0123456789abcde"),
        (USER_PASSWORD, &[0; 17]),
        (USER_PASSWORD, &[0; 144]),
        (MESSAGE_AUTHENTICATOR, &[0; 15]),
        (MESSAGE_AUTHENTICATOR, b""),
    ] {
        assert_eq!(fault(&packet(1, &[(kind, value)])), Malformed::Attribute, "{kind} {value:?}");
    }
    for tail in [&[USER_NAME][..], &[USER_NAME, 0], &[USER_NAME, 1], &[USER_NAME, 9, b'x']] {
        let mut bytes = packet(1, &[]);
        bytes.extend(tail);
        let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        bytes[2..4].copy_from_slice(&length);
        assert_eq!(fault(&bytes), Malformed::Attribute, "{tail:?}");
    }
}

#[test]
fn a_calling_station_is_short_and_plain() {
    let told = |value: &[u8]| Request::parse(&packet(1, &[(CALLING_STATION_ID, value)])).unwrap().calling_station();
    assert_eq!(told(b" 02-00-00-AA-BB-CC ").as_deref(), Some("02-00-00-AA-BB-CC"));
    assert_eq!(told(&[b'x'; 200]).unwrap().len(), 60);
    for none in [&b""[..], b"  ", b"a b", b"\x1b[31m", "ë".as_bytes(), &[0xff]] {
        assert_eq!(told(none), None, "{none:?}");
    }
}

#[test]
fn an_answer_has_its_signature_first_and_gives_back_what_it_owes() {
    let request = Request::parse(&packet(1, &[(PROXY_STATE, &[1; 200]), (PROXY_STATE, &[2; 200])])).unwrap();
    let many: Vec<(u8, Vec<u8>)> = (0..40).map(|one| (CLASS, vec![one; 253])).collect();
    let bytes = draft(Code::Accept, &request, &many);
    assert!(bytes.len() <= LONGEST);
    assert_eq!(bytes[..2], [2, 7]);
    assert_eq!(usize::from(u16::from_be_bytes([bytes[2], bytes[3]])), bytes.len());
    assert_eq!(bytes[SHORTEST..SIGNED_AT], [MESSAGE_AUTHENTICATOR, 18]);
    assert!(bytes.ends_with(&[2; 200]));
    let without = draft(Code::Reject, &request, &[(REPLY_MESSAGE, vec![]), (REPLY_MESSAGE, vec![b'x'; 254])]);
    assert_eq!(without.len(), SHORTEST + 18 + 2 * 202);
    assert_eq!(text(&"é".repeat(200)).len(), 252);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Request::parse(&bytes);
    }

    #[test]
    fn no_attributes_make_the_reader_stumble(
        code in prop::sample::select(vec![1_u8, 12]),
        tail in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut bytes = packet(code, &[]);
        bytes.extend(tail);
        let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        bytes[2..4].copy_from_slice(&length);
        if let Ok(request) = Request::parse(&bytes) {
            let answer = draft(Code::Accept, &request, &[(REPLY_MESSAGE, b"x".to_vec())]);
            prop_assert!(answer.len() <= LONGEST);
            prop_assert_eq!(request.attributes().map(|(_, value)| value.len() + 2).sum::<usize>() + SHORTEST, bytes.len());
            let _ = (request.method(), request.user_name(), request.calling_station(), request.state());
        }
    }

    #[test]
    fn what_is_written_is_read(attributes in prop::collection::vec((5_u8..24, prop::collection::vec(any::<u8>(), 0..60)), 0..20)) {
        let borrowed: Vec<(u8, &[u8])> = attributes.iter().map(|(kind, value)| (*kind, value.as_slice())).collect();
        let request = Request::parse(&packet(1, &borrowed)).unwrap();
        prop_assert_eq!(request.attributes().collect::<Vec<_>>(), borrowed);
    }
}
