//! How far a policy is with its people: counted day by day, against the pace that its deadline asks, and why whoever is
//! left is left.
//!
//! [`figures`] is what is counted of one day, [`history`] the days before anyone counted, [`mod@pace`] where it goes from
//! here, [`left`] the reason of one person.

pub mod figures;
pub mod history;
pub mod left;
pub mod pace;

pub use figures::{Figures, Part, Point, charted, percent};
pub use history::{Change, Counter, Shift, held};
pub use left::{Mail, Of, Seen, Why, why};
pub use pace::{Forecast, Pace, forecast, pace};
