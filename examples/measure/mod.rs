//! What the programs of `scripts/bench` measure of themselves.

/// Memory of this process's own, in bytes.
pub(crate) fn memory() -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).ok_or("no RssAnon")?;
    let kilobytes: f64 = line.split_ascii_whitespace().next().ok_or("no figure")?.parse()?;
    Ok(kilobytes * 1024.0)
}
