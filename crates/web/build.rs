//! Packs what is in the program as text, to a quarter and less: the texts of each language into one, with a list of them in
//! `texts.rs` for `words`; and the large files that pages and machines ask for, for `packed`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const TRANSLATIONS: &str = "translations";
const FILES: [&str; 3] =
    ["assets/tweestap.css", "../../docs/generated/openapi.json", "../../docs/integrate/forward-auth.md"];
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
        pack(texts.as_bytes(), &out.join(&packed))?;
        let _ = writeln!(list, "({tag:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{packed}\")).as_slice()),");
    }
    list.push(']');
    fs::write(out.join("texts.rs"), list)?;
    for file in FILES.map(Path::new) {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        pack(&fs::read(file)?, &out.join(format!("{name}.z")))?;
    }
    Ok(())
}

fn pack(bytes: &[u8], to: &Path) -> io::Result<()> {
    fs::write(to, miniz_oxide::deflate::compress_to_vec_zlib(bytes, LEVEL))
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    all.sort();
    Ok(all)
}
