//! What was typed into the one field for a password: the password alone, or the second factor behind it.

/// Between a password and what no six digits can be.
pub const SEPARATOR: char = ',';

/// Digits of a code of an app.
const DIGITS: usize = 6;

/// The password, and what stands behind it where something does: what follows the last comma, if that is a code; else the last
/// six digits. So every password can be typed, also one that ends in digits or holds a comma: a comma before the code parts them.
pub fn split(field: &str, is_code: impl Fn(&str) -> bool) -> (&str, Option<&str>) {
    if let Some((password, code)) = field.rsplit_once(SEPARATOR)
        && !password.is_empty()
        && (is_digits(code) || is_code(code))
    {
        return (password, Some(code));
    }
    let at = field.len().checked_sub(DIGITS).filter(|at| *at > 0);
    match at.and_then(|at| field.split_at_checked(at)) {
        Some((password, code)) if is_digits(code) => (password, Some(code)),
        _ => (field, None),
    }
}

/// Whether this is as a code of an app is written.
pub fn is_digits(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
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
            assert_eq!(split(field, is_code), (password, code), "{field}");
        }
    }

    proptest! {
        #[test]
        fn every_password_can_be_typed_before_a_comma(password in ".{1,40}", code in "[0-9]{6}") {
            let field = format!("{password},{code}");
            prop_assert_eq!(split(&field, |_| false), (&*password, Some(&*code)));
        }
    }
}
