//! Writes every page and every mail in every language to `target/samples/`, with the stylesheet beside them,
//! to look at: `cargo run -p web --example samples`.

use std::fs;
use std::path::Path;

use web::assets;
use web::pages::samples;
use web::words::{Words, languages};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new("target/samples");
    fs::create_dir_all(folder)?;
    let mut count = 0;
    for path in [assets::css_path(), assets::js_path(), assets::icon_path()] {
        let asset = assets::find(path).ok_or("an asset is missing")?;
        fs::write(folder.join(path.trim_start_matches("/assets/")), asset.bytes)?;
    }
    for language in languages() {
        let words = Words::find(&language.tag).ok_or("a language is missing")?;
        for sample in samples::pages(words) {
            let html = sample.html?.replace("\"/assets/", "\"");
            fs::write(folder.join(format!("{}.{}.html", sample.name, language.tag)), html)?;
            count += 1;
        }
        for sample in samples::mails(words) {
            let mail = sample.mail?;
            fs::write(folder.join(format!("{}.{}.html", sample.name, language.tag)), mail.html)?;
            let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
            fs::write(folder.join(format!("{}.{}.txt", sample.name, language.tag)), text)?;
            count += 1;
        }
    }
    println!("{count} samples in {}", folder.display());
    Ok(())
}
