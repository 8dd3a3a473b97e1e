//! Packs the texts of each language into one: they are a fiftieth of the program, and a quarter of that when packed. Writes
//! `texts.rs`, a list of languages and their texts, for `words`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const TRANSLATIONS: &str = "translations";
/// The smallest that deflate gets it; this happens once, here.
const LEVEL: u8 = 10;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={TRANSLATIONS}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo says not where to"))?);
    let mut list = String::from("&[\n");
    for language in sorted(Path::new(TRANSLATIONS))? {
        let tag = language.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut texts = String::new();
        for file in sorted(&language)? {
            texts.push_str(&fs::read_to_string(file)?);
            texts.push('\n');
        }
        let packed = format!("{tag}.ftl.z");
        fs::write(out.join(&packed), miniz_oxide::deflate::compress_to_vec_zlib(texts.as_bytes(), LEVEL))?;
        let _ = writeln!(list, "({tag:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{packed}\")).as_slice()),");
    }
    list.push(']');
    fs::write(out.join("texts.rs"), list)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    all.sort();
    Ok(all)
}
