//! What was typed into the one field for a password: the password alone, or the second factor behind it.

/// Between a password and what no six digits can be.
pub const SEPARATOR: char = ',';

/// Digits of a code of an app, and of most hardware tokens.
pub const SHORT: usize = 6;
/// Digits of a code of some hardware tokens.
pub const LONG: usize = 8;

/// The password, and what stands behind it where something does: what follows the last comma, if that is a code; else the last
/// `length` digits. So every password can be typed, also one that ends in digits or holds a comma: a comma before the code parts them.
pub fn split(field: &str, length: usize, is_code: impl Fn(&str) -> bool) -> (&str, Option<&str>) {
    if let Some((password, code)) = field.rsplit_once(SEPARATOR)
        && !password.is_empty()
        && (is_digits(code) || is_code(code))
    {
        return (password, Some(code));
    }
    let at = field.len().checked_sub(length).filter(|at| *at > 0);
    match at.and_then(|at| field.split_at_checked(at)) {
        Some((password, code)) if code.bytes().all(|byte| byte.is_ascii_digit()) => (password, Some(code)),
        _ => (field, None),
    }
}

/// Whether this is as a code of an app or hardware token is written.
pub fn is_digits(text: &str) -> bool {
    matches!(text.len(), SHORT | LONG) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_second_factor_stands_behind_the_password() {
        let is_code = |text: &str| text == "AB12-3456";
        for (field, password, code) in [
            ("geheim123456", "geheim", Some("123456")),
            ("geheim,123456", "geheim", Some("123456")),
            ("ge,heim,123456", "ge,heim", Some("123456")),
            ("jaar202612,123456", "jaar202612", Some("123456")),
            ("komma,,123456", "komma,", Some("123456")),
            ("geheim,AB12-3456", "geheim", Some("AB12-3456")),
            ("geheim,AB12-3457", "geheim,AB12-3457", None),
            ("geheim,12345", "geheim,12345", None),
            ("geheim", "geheim", None),
            ("123456", "123456", None),
            (",123456", ",", Some("123456")),
            ("", "", None),
            ("é123456", "é", Some("123456")),
            ("wachtwoord１２３４５６", "wachtwoord１２３４５６", None),
            ("ééé", "ééé", None),
        ] {
            assert_eq!(split(field, SHORT, is_code), (password, code), "{field}");
        }
        assert_eq!(split("geheim12345678", LONG, is_code), ("geheim", Some("12345678")));
        assert_eq!(split("geheim,12345678", SHORT, is_code), ("geheim", Some("12345678")), "a comma parts either");
        assert_eq!(split("geheim,123456", LONG, is_code), ("geheim", Some("123456")));
        assert_eq!(split("geheim1234567", LONG, is_code), ("geheim1234567", None));
    }

    proptest! {
        #[test]
        fn every_password_can_be_typed_before_a_comma(password in ".{1,40}", code in "[0-9]{6}") {
            let field = format!("{password},{code}");
            prop_assert_eq!(split(&field, SHORT, |_| false), (&*password, Some(&*code)));
        }
    }
}
