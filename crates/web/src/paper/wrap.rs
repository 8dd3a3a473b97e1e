//! Text broken into lines that fit.

/// Breaks a text at its line breaks and at spaces so that each line is at most `most` wide, as `width` measures it. A word
/// that is wider by itself is broken after a hyphen or a slash, else anywhere.
pub(super) fn wrap(text: &str, most: f32, width: &impl Fn(&str) -> f32) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, most, width)).collect()
}

fn wrap_line(text: &str, most: f32, width: &impl Fn(&str) -> f32) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer) <= most {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut pieces = pieces(word, most, width);
        line = pieces.pop().unwrap_or_default();
        lines.extend(pieces);
    }
    lines.push(line);
    lines
}

/// A word in pieces that fit; the last may be shorter.
fn pieces(word: &str, most: f32, width: &impl Fn(&str) -> f32) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while width(rest) > most {
        let ends = rest.char_indices().map(|(at, character)| (at + character.len_utf8(), character));
        let mut fitting = ends.take_while(|(end, _)| rest.get(..*end).is_some_and(|piece| width(piece) <= most));
        let (mut last, mut good) = (None, None);
        for (end, character) in fitting.by_ref() {
            last = Some(end);
            if matches!(character, '-' | '/' | '‐') {
                good = last;
            }
        }
        // Not even one character fits: it stands alone all the same.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = good.or(last).unwrap_or(first).max(first);
        if end >= rest.len() {
            break;
        }
        let (piece, more) = rest.split_at(end);
        pieces.push(piece.to_owned());
        rest = more;
    }
    pieces.push(rest.to_owned());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[expect(clippy::cast_precision_loss, reason = "a line is short")]
    fn count(text: &str) -> f32 {
        text.chars().count() as f32
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_where_they_can() {
        let of = |text: &str, most| wrap(text, most, &count);
        assert_eq!(of("een twee drie", 8.0), ["een twee", "drie"]);
        assert_eq!(of("een\n\ntwee", 8.0), ["een", "", "twee"]);
        assert_eq!(of("in-de-gang", 6.0), ["in-de-", "gang"]);
        assert_eq!(of("a abcdefgh", 4.0), ["a", "abcd", "efgh"]);
        assert_eq!(of("", 4.0), [""]);
        assert_eq!(of("abc", 0.5), ["a", "b", "c"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_line_fits(text in "[a-zë/\\- \n]{0,80}", most in 1_u8..20) {
            let most = f32::from(most);
            let lines = wrap(&text, most, &count);
            prop_assert!(lines.iter().all(|line| count(line) <= most), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
