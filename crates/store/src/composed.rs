//! A statement that is put together from what an administrator asks, such as a filter. Its text is not known beforehand, so
//! it is planned anew each time and not kept. `selection_sql.rs` and `people_query.rs` make them.

/// One SQL text for both engines, with the name that errors call it by. The rules of [`Statement`](crate::Statement) hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Composed {
    pub(crate) name: &'static str,
    pub(crate) sql: String,
}

impl Composed {
    pub(crate) fn new(name: &'static str, sql: impl Into<String>) -> Composed {
        Composed { name, sql: sql.into() }
    }

    /// The name alone, for what is told of it.
    pub(crate) const fn named(&self) -> crate::Statement {
        crate::Statement::new(self.name, "")
    }
}
