//! Programs from outside that play the other side: an authenticator app, a camera.
//! They know nothing of our code, so their agreement is proof. Used by the journeys and by [`crate::browser`].

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Set to any non-empty value, a missing program fails the test instead of leaving it out.
const REQUIRE: &str = "TWEESTAP_TEST_REQUIRE_TOOLS";

/// Where the program stands, or `None` when this machine lacks it and may lack it.
///
/// # Errors
/// The program is missing and the environment says that nothing may be left out.
pub fn find_tool(name: &str) -> Result<Option<PathBuf>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        if required() {
            bail!("{name} is not on the PATH; scripts/test installs it");
        }
        eprintln!("left out: {name} is not on the PATH");
    }
    Ok(found)
}

/// Where the program stands; for code that cannot go on without it.
pub fn require_tool(name: &str) -> Result<PathBuf> {
    find_tool(name)?.with_context(|| format!("{name} is not on the PATH; scripts/test installs it"))
}

/// The six-digit code that an authenticator app shows at `unix_time` (seconds) for a key in base32.
pub fn oathtool(secret_base32: &str, unix_time: i64) -> Result<String> {
    let mut command = Command::new(require_tool("oathtool")?);
    command.args(["--totp", "--base32", &format!("--now=@{unix_time}"), "--", secret_base32]);
    let code = output_of(&mut command)?;
    Ok(code.trim().to_owned())
}

/// What a hardware token shows, by these words of `oathtool`; the key, in hexadecimal, comes last.
pub fn oathtool_with(words: &[&str]) -> Result<String> {
    let mut command = Command::new(require_tool("oathtool")?);
    Ok(output_of(command.args(words))?.trim().to_owned())
}

/// The text that a camera reads from the one QR code in this picture.
pub fn zbar(picture: &Path) -> Result<String> {
    let mut command = Command::new(require_tool("zbarimg")?);
    command.args(["--quiet", "--raw", "--set", "disable", "--set", "qrcode.enable"]).arg(picture);
    let read = output_of(&mut command).with_context(|| format!("no QR code read from {}", picture.display()))?;
    let mut lines = read.lines();
    match (lines.next(), lines.next()) {
        (Some(text), None) => Ok(text.to_owned()),
        _ => bail!("{} holds more than one QR code:\n{read}", picture.display()),
    }
}

pub(crate) fn required() -> bool {
    std::env::var_os(REQUIRE).is_some_and(|value| !value.is_empty())
}

pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238 appendix B, the SHA-1 rows, cut to six digits.
    #[test]
    fn oathtool_shows_the_codes_of_the_standard() {
        if find_tool("oathtool").unwrap().is_none() {
            return;
        }
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(oathtool(secret, at).unwrap(), code);
        }
    }

    #[test]
    fn a_key_that_is_no_base32_is_an_error() {
        if find_tool("oathtool").unwrap().is_none() {
            return;
        }
        assert!(oathtool("not base32!", 59).is_err());
    }
}
