//! The commands of `docs/integrate/ldap.md`, in a shell, to the program itself and a real directory: only the address, the certificate
//! and the password are put in their place.

use std::os::unix::fs::PermissionsExt as _;

use actions::admin::people;
use anyhow::{Result, ensure};
use domain::policy::Requirement;
use journeys::process::{set_up, settings};
use journeys::scene::{BACKEND, policy};
use journeys::slapd::{READER_PASSWORD, Slapd, dn_of, group, person};
use journeys::tools::require_tool;
use tempfile::TempDir;
use tokio::process::Command;

const GUIDE: &str = include_str!("../../../docs/integrate/ldap.md");

#[tokio::test]
async fn a_reader_who_types_every_command_brings_everybody_in() -> Result<()> {
    let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("piet", "Piet")]).await? else {
        return Ok(());
    };
    slapd.add(&[group("Redactie", &[dn_of("sanne")])])?;
    let data = TempDir::new()?;
    let rule = policy("Everyone", None, domain::policy::Demand { requirement: Requirement::Optional, ..BACKEND });
    let (ctx, organisation) = set_up(&settings(data.path(), "")?, rule).await?;
    let bin = data.path().join("bin");
    std::fs::create_dir(&bin)?;
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_tweestap-to-kill"), bin.join("tweestap"))?;
    ensure!(std::fs::metadata(bin.join("tweestap"))?.permissions().mode() & 0o100 != 0, "it does not run");
    let commands: Vec<&str> = GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(commands.len(), 5, "a command of the guide that no test types");
    let mut printed = Vec::new();
    for command in commands {
        let command = command
            .replace("ldaps://dc.waterland.example", &slapd.secure())
            .replace("/etc/ssl/waterland.pem", &slapd.authority_file().display().to_string());
        let path = format!("{}:{}", bin.display(), std::env::var("PATH")?);
        let output = Command::new(require_tool("bash")?)
            .args(["-euc", &command])
            .env("PATH", path)
            .env("PASSWORD", READER_PASSWORD)
            .env("TWEESTAP_SERVER_DATA", data.path())
            .output()
            .await?;
        let text = String::from_utf8(output.stdout)?;
        // What a new house still lacks is for `doctor` to say, and not about the directory.
        let is_doctor = command.starts_with("tweestap doctor");
        let fault = String::from_utf8(output.stderr)?;
        ensure!(output.status.success() || is_doctor, "{command}: {text}{fault}");
        printed.push(text);
    }
    let [added, tested, looked, synced, doctor] = printed.as_slice() else { anyhow::bail!("five commands") };
    assert!(added.contains("Nobody comes in yet"), "{added}");
    assert!(
        tested.contains("people: 2") && tested.contains("groups: 1") && tested.contains("Sanne de Wit"),
        "{tested}"
    );
    assert!(looked.contains("would be: listed 2, added 2, groups made 1"), "{looked}");
    assert!(synced.contains("listed 2, added 2, groups made 1"), "{synced}");
    assert!(doctor.contains("Waterland answers and names 2 people"), "{doctor}");
    assert!(doctor.contains("Waterland was synced to its end"), "{doctor}");
    let account = store::user::find_account(ctx.db(), organisation.id, "sanne").await?;
    let sanne = people::show(&ctx, &organisation, account.ok_or_else(|| anyhow::anyhow!("nobody"))?.id).await?;
    assert_eq!(
        (sanne.user.display_name.as_str(), sanne.groups.as_slice()),
        ("Sanne de Wit", &["Redactie".to_owned()][..])
    );
    Ok(())
}
