//! The chart of a board: where its lines and words stand, in whole tenths, so that no page holds a long fraction.

use domain::rollout::{Pace, Point, percent};
use jiff::civil::Date;

use crate::pages::{Chart, DeadlineMark, Frame};

/// A drawing of one size.
#[derive(Clone, Copy)]
struct Size {
    class: &'static str,
    extent: (u32, u32),
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
    /// So many days stand below at the most.
    days: usize,
    /// And so far apart at least, in tenths.
    apart: i64,
}

const WIDE: Size =
    Size { class: "wide", extent: (530, 318), left: 44, right: 416, top: 26, bottom: 284, days: 5, apart: 560 };
const NARROW: Size =
    Size { class: "narrow", extent: (340, 250), left: 44, right: 326, top: 26, bottom: 216, days: 3, apart: 700 };

/// What a chart shows.
struct Drawn<'a> {
    points: &'a [Point],
    pace: Option<Pace>,
    deadline: Option<Date>,
}

/// The chart in both sizes: at least one point, the pace that the deadline asks, and the deadline.
pub(crate) fn charts(points: &[Point], pace: Option<Pace>, deadline: Option<Date>, frame: &Frame) -> [Chart; 2] {
    let drawn = Drawn { points, pace, deadline };
    // Beside a deadline there is room for its name.
    let wide = if deadline.is_some() { WIDE } else { Size { right: 514, ..WIDE } };
    [chart(&drawn, frame, &wide), chart(&drawn, frame, &NARROW)]
}

fn chart(drawn: &Drawn<'_>, frame: &Frame, size: &Size) -> Chart {
    let first = drawn.points.first().map_or(Date::ZERO, |point| point.day);
    let last = drawn.points.last().copied().unwrap_or(Point { day: first, people: 0, have: 0 });
    let end = drawn.deadline.map_or(last.day, |deadline| deadline.max(last.day));
    let span = days(first, end).max(1);
    let across =
        |day: Date| i64::from(size.left) * 10 + i64::from(size.right - size.left) * 10 * days(first, day) / span;
    let place = |day: Date, have: u64, people: u64| (across(day), height(size, have, people));
    let line: Vec<(i64, i64)> = drawn.points.iter().map(|point| place(point.day, point.have, point.people)).collect();
    let (x, y) = place(last.day, last.have, last.people);
    let dotted = drawn.pace.map(|pace| path(&[(x, y), place(pace.until, pace.target, last.people)]));
    let bottom = i64::from(size.bottom) * 10;
    let mut area = line.clone();
    area.extend([(x, bottom), (i64::from(size.left) * 10, bottom)]);
    let below = y + 246 < bottom;
    Chart {
        class: size.class,
        size: size.extent,
        field: (size.left, size.right, size.bottom),
        grid: (1..=4).map(|part| (tenths(height(size, part, 4)), part * 25)).collect(),
        area: format!("{}Z", path(&area)),
        line: path(&line),
        pace: dotted,
        deadline: drawn.deadline.filter(|day| *day >= first).map(|day| mark(frame, size, across(day), day)),
        point: (tenths(x), tenths(y)),
        count: (tenths((x - 20).max(0)), tenths(if below { y + 246 } else { y - 140 }), last.have),
        days: labels(drawn.points, frame, size, across),
    }
}

/// The day and its name, at the right where there is room, else on the side that has.
fn mark(frame: &Frame, size: &Size, x: i64, day: Date) -> DeadlineMark {
    let (said, name) = (frame.calendar.day_and_month(day), frame.say("rollout-chart-deadline"));
    let words = if size.class == NARROW.class {
        let (anchor, at) = if x > 2_000 { ("end", x) } else { ("start", x) };
        vec![(tenths(at), 15, anchor, "w", format!("{name}, {said}"))]
    } else {
        let (anchor, at) =
            if x == i64::from(size.right) * 10 || x < 2_000 { ("start", x + 80) } else { ("end", x - 80) };
        vec![(tenths(at), 30, anchor, "w", said), (tenths(at), 47, anchor, "", name)]
    };
    DeadlineMark { x: tenths(x), words }
}

/// A few of the days, so far apart that their words do not touch.
fn labels(
    points: &[Point],
    frame: &Frame,
    size: &Size,
    across: impl Fn(Date) -> i64,
) -> Vec<(String, &'static str, String)> {
    let step = points.len().div_ceil(size.days).max(1);
    let mut labels: Vec<(String, &'static str, String)> = Vec::new();
    let mut last = None;
    for point in points.iter().step_by(step) {
        let x = across(point.day);
        if last.is_some_and(|last| x - last < size.apart) {
            continue;
        }
        let anchor = if labels.is_empty() && size.class == NARROW.class { "start" } else { "middle" };
        labels.push((tenths(x), anchor, frame.calendar.short_day(point.day)));
        last = Some(x);
    }
    labels
}

fn height(size: &Size, have: u64, people: u64) -> i64 {
    let full = u128::from(size.bottom - size.top) * 10;
    let high = (u128::from(have.min(people)) * full).checked_div(u128::from(people)).unwrap_or(0);
    i64::from(size.bottom) * 10 - i64::try_from(high).unwrap_or(0)
}

fn path(places: &[(i64, i64)]) -> String {
    let mut path = String::new();
    for (at, (x, y)) in places.iter().enumerate() {
        path.push(if at == 0 { 'M' } else { 'L' });
        path.push_str(&tenths(*x));
        path.push(' ');
        path.push_str(&tenths(*y));
    }
    path
}

fn tenths(number: i64) -> String {
    format!("{}.{}", number / 10, number.rem_euclid(10))
}

fn days(from: Date, until: Date) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

/// The same in numbers: day, how many have it, of how many, in percent.
pub(crate) fn numbers(points: &[Point], frame: &Frame) -> Vec<(String, u64, u64, u64)> {
    let row = |point: &Point| {
        let said = frame.calendar.short_day(point.day);
        (said, point.have, point.people, percent(point.have, point.people))
    };
    points.iter().map(row).collect()
}

/// Whether these are days one after the other.
pub(super) fn is_daily(points: &[Point]) -> bool {
    points.windows(2).all(|two| matches!(two, [one, other] if days(one.day, other.day) <= 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn frame() -> Frame {
        Frame::plain(Words::default(), TimeZone::UTC, 0, "Waterland")
    }

    /// The weeks of the drawing that the page was designed by.
    fn weeks() -> Vec<Point> {
        let haves = [22, 31, 58, 83, 104, 139, 162, 197, 212];
        let day = |week: i64| date(2026, 9, 28).saturating_add(jiff::Span::new().days(week * 7));
        (0..).zip(haves).map(|(week, have)| Point { day: day(week), people: 247, have }).collect()
    }

    #[test]
    fn a_chart_stands_where_it_was_drawn() {
        let (points, until) = (weeks(), date(2026, 12, 7));
        let pace = Pace { from: points[8].day, until, have: 212, target: 243, per_week: 16 };
        let [wide, narrow] = charts(&points, Some(pace), Some(until), &frame());
        assert!(wide.line.starts_with("M44.0 261.1L81.2 251.7L118.4 223.5"), "{}", wide.line);
        assert_eq!(wide.pace.as_deref(), Some("M341.6 62.6L416.0 30.2"));
        assert_eq!(wide.deadline.as_ref().map(|mark| mark.x.as_str()), Some("416.0"));
        assert_eq!(wide.days.len(), 5);
        assert_eq!(narrow.days.len(), 3);
        assert_eq!(wide.grid[3], ("26.0".to_owned(), 100));
    }

    #[test]
    fn nothing_leaves_the_drawing_whatever_the_days_are() {
        let one = [Point { day: date(2026, 11, 24), people: 0, have: 0 }];
        for deadline in [None, Some(date(2026, 11, 1)), Some(date(2026, 11, 24)), Some(date(2030, 1, 1))] {
            for points in [&one[..], &weeks()] {
                for chart in charts(points, None, deadline, &frame()) {
                    for number in chart.area.split(['M', 'L', 'Z', ' ']).filter(|number| !number.is_empty()) {
                        let whole: u32 = number.split('.').next().unwrap().parse().unwrap();
                        assert!(whole <= chart.size.0, "{}", chart.area);
                    }
                }
            }
        }
    }

    #[test]
    fn days_one_after_the_other_are_daily() {
        let at = |day| Point { day: date(2026, 11, day), people: 1, have: 0 };
        assert!(is_daily(&[at(1), at(2), at(3)]) && is_daily(&[at(1)]));
        assert!(!is_daily(&weeks()));
    }
}
