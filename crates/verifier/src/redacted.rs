//! One way to print a secret: not at all.

/// Writes a `Debug` that names the type and shows nothing of it.
macro_rules! redacted {
    ($($type:ty => $name:literal),+ $(,)?) => {
        $(impl core::fmt::Debug for $type {
            fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                out.write_str(concat!($name, "(redacted)"))
            }
        })+
    };
}

pub(crate) use redacted;
