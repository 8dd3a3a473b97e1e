//! An application with Apache and `mod_auth_openidc` before it, set up by the very text of `docs/integrate/openid-connect.md`: only
//! addresses and what an administrator puts in its place are. Neighbour: [`crate::proxy`] has Apache as a proxy.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use domain::relying_party::Algorithm;

use crate::proxy::{Application, Proxy, apache, free_port};
use crate::relying_party::{Cloud, edit};
use crate::scene::Scene;
use crate::tools::required;

const GUIDE: &str = include_str!("../../docs/integrate/openid-connect.md");
const PROGRAM: &str = "/usr/sbin/apache2";
const MODULE: &str = "/usr/lib/apache2/modules/mod_auth_openidc.so";

/// A running one. It ends when dropped.
pub struct Wiki {
    /// The application behind it.
    pub application: Application,
    /// Where a browser finds it, without a final slash.
    pub site: String,
    proxy: Proxy,
}

impl Wiki {
    /// Starts one that signs in at this house; nothing where this machine lacks Apache or its module, and may.
    pub async fn start(scene: &Scene, algorithm: Algorithm) -> Result<Option<Self>> {
        for file in [PROGRAM, MODULE] {
            if !Path::new(file).is_file() {
                ensure!(!required(), "{file} is missing; scripts/test installs it");
                eprintln!("left out: {file} is missing");
                return Ok(None);
            }
        }
        let port = free_port()?;
        let site = format!("http://localhost:{port}");
        let mut edit = edit("Wiki");
        edit.redirect_addresses = format!("{site}/oidc/back");
        edit.logout_addresses = format!("{site}/bye");
        edit.back_channel = format!("{site}/oidc/back?logout=backchannel");
        edit.algorithm = algorithm;
        let known = Cloud::made(&scene.house, &edit).await?;
        let application = Application::start().await?;
        let mut text = guide()?.to_owned();
        for (from, to) in [
            ("*:443", format!("127.0.0.1:{port}")),
            ("https://wiki.waterland.example", site.clone()),
            ("https://id.waterland.example", scene.house.site.clone()),
            ("127.0.0.1:9000", format!("127.0.0.1:{}", application.port)),
            ("CLIENT_ID", known.id.clone()),
            ("CLIENT_SECRET", known.secret.clone()),
            ("PASSPHRASE", "this one is known to everybody".to_owned()),
            ("ES256", algorithm.word().to_owned()),
        ] {
            ensure!(text.contains(from), "the guide has no `{from}`");
            text = text.replace(from, &to);
        }
        let text: String = text.split_inclusive('\n').filter(|line| !line.contains("SSL")).collect();
        let folder = tempfile::Builder::new().prefix("wiki").tempdir_in("/tmp")?;
        apache(folder.path(), port, &["authn_core", "authz_user", "auth_openidc"], &text)?;
        let mut command = Command::new(PROGRAM);
        command.args(["-DFOREGROUND", "-f"]).arg(folder.path().join("apache.conf"));
        let proxy = Proxy::run((command, "apache2"), folder, port).await?;
        Ok(Some(Self { application, site, proxy }))
    }

    /// What Apache tells the application about the one request that reached it since this was last asked.
    pub fn told(&self) -> Result<Told> {
        match &*self.application.take() {
            [(_, headers)] => Ok(Told(headers.clone())),
            seen => bail!("{} requests reached the application: {}", seen.len(), self.proxy.log()),
        }
    }

    /// What Apache has written.
    pub fn log(&self) -> String {
        self.proxy.log()
    }
}

/// What an application is told.
pub struct Told(axum::http::HeaderMap);

impl Told {
    /// A header; empty where it is not there.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The text of the guide.
fn guide() -> Result<&'static str> {
    let after = GUIDE.split_once("```apache\n").context("the guide has no such text")?.1;
    Ok(after.split_once("```").context("a text without an end")?.0)
}
