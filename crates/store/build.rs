//! Packs the migrations, a text of 80 kB that is read once at start, to a fifth: each as its name, a zero byte, its statements and
//! another zero byte, in the order of their numbers.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const MIGRATIONS: &str = "migrations";
/// The smallest that deflate gets it; this happens once, here.
const LEVEL: u8 = 10;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={MIGRATIONS}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo says not where to"))?);
    let mut all = Vec::new();
    for entry in fs::read_dir(MIGRATIONS)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        all.push((number(&name, &path)?, name, fs::read_to_string(&path)?));
    }
    all.sort();
    let mut bytes = Vec::new();
    for (_, name, sql) in all {
        for part in [name, sql] {
            bytes.extend(part.into_bytes());
            bytes.push(0);
        }
    }
    fs::write(out.join("migrations.z"), miniz_oxide::deflate::compress_to_vec_zlib(&bytes, LEVEL))
}

/// The number of `V1__name`.
fn number(name: &str, path: &Path) -> io::Result<u32> {
    let digits = name.strip_prefix('V').and_then(|rest| rest.split_once("__")).map(|(digits, _)| digits);
    let found = digits.and_then(|digits| digits.parse().ok());
    found.ok_or_else(|| io::Error::other(format!("{} is not named V1__name.sql", path.display())))
}
