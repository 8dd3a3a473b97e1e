//! Support for journeys.
