//! Has the linker make the program smaller, where it can: addresses that a program is given at its start are written in a few bytes
//! each (`DT_RELR`, which glibc 2.36 and later read; 0.7 MB of 20), and functions that came out the same are there once.

use std::env::var;
use std::path::PathBuf;
use std::process::Command;

const PACKED: &str = "-Wl,-z,pack-relative-relocs";
/// The code of C is left as it is: there, addresses of functions are compared.
const FOLDED: &str = "-Wl,--icf=safe";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|found| found == value);
    let is_native = var("HOST") == var("TARGET");
    if !is_native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    if reads_packed() {
        println!("cargo:rustc-link-arg-bins={PACKED}");
    }
    if is("PROFILE", "release") && links(FOLDED) {
        println!("cargo:rustc-link-arg-bins={FOLDED}");
    }
}

/// What cannot be found out is no.
fn reads_packed() -> bool {
    let Ok(told) = Command::new("getconf").arg("GNU_LIBC_VERSION").output() else { return false };
    let told = String::from_utf8_lossy(&told.stdout);
    let version = told.trim().strip_prefix("glibc ").and_then(|version| version.split_once('.'));
    let numbers = version.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    numbers.is_some_and(|version: (u32, u32)| version >= (2, 36))
}

/// Whether the linker knows an argument: it links the smallest program with it, as this one is linked.
fn links(argument: &str) -> bool {
    let (Ok(rustc), Ok(out)) = (var("RUSTC"), var("OUT_DIR").map(PathBuf::from)) else { return false };
    let source = out.join("smallest.rs");
    if std::fs::write(&source, "fn main() {}").is_err() {
        return false;
    }
    let mut command = Command::new(rustc);
    command.arg(&source).arg("-o").arg(out.join("smallest")).arg("-C").arg(format!("link-arg={argument}"));
    if let Ok(linker) = var("RUSTC_LINKER") {
        command.arg("-C").arg(format!("linker={linker}"));
    }
    let flags = var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    command.args(flags.split('\x1f').filter(|flag| !flag.is_empty()));
    command.output().is_ok_and(|made| made.status.success())
}
