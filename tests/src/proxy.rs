//! Real proxies in front of an application, set up by the very texts of `docs/integrate/forward-auth.md`: only addresses
//! are put in their place, and that somebody came by https, which these proxies do without.

use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Uri};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::tools::find_tool;

const GUIDE: &str = include_str!("../../docs/integrate/forward-auth.md");
const PATIENCE: Duration = Duration::from_secs(30);

/// Which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// `HAProxy` with its Lua.
    Haproxy,
    /// Apache with `mod_lua`.
    Apache,
    /// Traefik.
    Traefik,
    /// Envoy.
    Envoy,
}

impl Kind {
    /// All that the guide has a tested text for.
    pub const ALL: [Self; 6] = [Self::Nginx, Self::Caddy, Self::Haproxy, Self::Apache, Self::Traefik, Self::Envoy];

    /// Where Debian has the program, and what it is called elsewhere.
    fn program(self) -> (&'static str, &'static str) {
        match self {
            Self::Nginx => ("/usr/sbin/nginx", "nginx"),
            Self::Caddy => ("/usr/bin/caddy", "caddy"),
            Self::Haproxy => ("/usr/sbin/haproxy", "haproxy"),
            Self::Apache => ("/usr/sbin/apache2", "apache2"),
            Self::Traefik => ("/usr/bin/traefik", "traefik"),
            Self::Envoy => ("/usr/bin/envoy", "envoy"),
        }
    }

    /// The language of its text in the guide.
    fn fence(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddyfile",
            Self::Haproxy => "haproxy",
            Self::Apache => "apache",
            Self::Traefik => "yaml",
            Self::Envoy => "envoy",
        }
    }
}

/// The text of the guide in a language.
fn text_of(fence: &str) -> Result<&'static str> {
    let after = GUIDE.split_once(&format!("```{fence}\n")).context("the guide has no such text")?.1;
    Ok(after.split_once("```").context("a text without an end")?.0)
}

/// A running proxy. It ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    process: Child,
    folder: TempDir,
    /// The port that it serves on this machine.
    pub port: u16,
}

impl Proxy {
    /// Starts one before an application, asking Tweestap at this port; nothing where this machine lacks the program and may.
    ///
    /// It serves `port`, which must be free.
    pub async fn start(kind: Kind, (port, tweestap, application): (u16, u16, u16)) -> Result<Option<Self>> {
        let (place, name) = kind.program();
        let usual = Some(PathBuf::from(place)).filter(|place| place.is_file());
        let found = if usual.is_some() { usual } else { find_tool(name)? };
        let Some(program) = found else { return Ok(None) };
        let folder = tempfile::Builder::new().prefix("proxy").tempdir_in("/tmp")?;
        let mut command = Command::new(program);
        configure(kind, folder.path(), &mut command, (port, tweestap, application))?;
        let proxy = Self::run((command, name), folder, port).await?;
        proxy.knows_the_wiki().await?;
        Ok(Some(proxy))
    }

    /// Starts one by this command, with what it needs in this folder, and waits until it listens.
    pub(crate) async fn run((mut command, name): (Command, &str), folder: TempDir, port: u16) -> Result<Self> {
        let log = std::fs::File::create(folder.path().join("log"))?;
        // Apache tells its whole group of processes to end: that must not be ours.
        command.process_group(0).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut process = command.spawn().with_context(|| format!("{name} does not start"))?;
        if !listens(&mut process, port).await? {
            let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            bail!("{name} does not serve: {log}");
        }
        Ok(Self { process, folder, port })
    }

    /// Waits until it has read what it is told: Traefik listens before.
    async fn knows_the_wiki(&self) -> Result<()> {
        let request =
            format!("GET / HTTP/1.1\r\nHost: wiki.waterland.example:{}\r\nConnection: close\r\n\r\n", self.port);
        let knows = async {
            while self.raw(request.as_bytes()).await?.status == Some(404) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, knows).await.with_context(|| format!("it knows no wiki: {}", self.log()))?
    }

    /// What it has written.
    pub fn log(&self) -> String {
        let read = |name| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}{}", read("log"), read("error.log"))
    }

    /// Sends these bytes and reads all that comes back: no client between that mends an address.
    pub async fn raw(&self, request: &[u8]) -> Result<Answer> {
        let talk = async {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
            stream.write_all(request).await?;
            let mut all = Vec::new();
            // A proxy that does not like what it got may close without more ado.
            let _closed = stream.read_to_end(&mut all).await;
            Ok::<_, anyhow::Error>(all)
        };
        let all = tokio::time::timeout(PATIENCE, talk).await.context("the proxy does not answer")??;
        let text = String::from_utf8_lossy(&all).into_owned();
        let status = text.split_ascii_whitespace().nth(1).and_then(|status| status.parse().ok());
        Ok(Answer { status, text })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Apache and nginx end their workers when they are told to end, and not when they are killed.
        let told = Command::new("kill").arg(self.process.id().to_string()).status();
        if told.is_err() {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}

/// What came back over a connection.
#[derive(Debug)]
pub struct Answer {
    /// Its status; none where nothing that is HTTP came back.
    pub status: Option<u16>,
    /// All of it.
    pub text: String,
}

impl Answer {
    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let lines = self.text.lines().take_while(|line| !line.is_empty());
        let mut pairs = lines.filter_map(|line| line.split_once(':'));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).unwrap_or_default()
    }
}

fn configure(
    kind: Kind,
    folder: &Path,
    command: &mut Command,
    (port, tweestap, application): (u16, u16, u16),
) -> Result<()> {
    let at = |name: &str| folder.join(name);
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let put = |text: &str| {
        let text = text.replace("127.0.0.1:8080", &format!("127.0.0.1:{tweestap}"));
        text.replace("127.0.0.1:9000", &format!("127.0.0.1:{application}"))
    };
    let without =
        |text: &str, word: &str| text.split_inclusive('\n').filter(|line| !line.contains(word)).collect::<String>();
    let mut site = put(text_of(kind.fence())?);
    let swap = |text: &mut String, from: &str, to: &str| -> Result<()> {
        ensure!(text.contains(from), "the guide for {kind:?} has no `{from}`");
        *text = text.replace(from, to);
        Ok(())
    };
    match kind {
        Kind::Nginx => {
            swap(&mut site, "listen 443 ssl;", &format!("listen 127.0.0.1:{port};"))?;
            swap(&mut site, "$scheme", "https")?;
            let site = without(&site, "ssl_certificate");
            let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|one| format!("{one}_temp_path {};\n", path(one)))
                .concat();
            let whole = format!(
                "daemon off;\nerror_log {} warn;\npid {};\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{site}}}\n",
                path("error.log"),
                path("pid")
            );
            std::fs::write(at("nginx.conf"), whole)?;
            command.args(["-c", &path("nginx.conf"), "-p", &path("")]);
        }
        Kind::Caddy => {
            let name = format!("http://wiki.waterland.example:{port} {{");
            swap(&mut site, "wiki.waterland.example {", &name)?;
            swap(
                &mut site,
                "uri /auth/check?redirect=1\n",
                "uri /auth/check?redirect=1\nheader_up X-Forwarded-Proto https\n",
            )?;
            let options = "{\n\tadmin off\n\tauto_https off\n}\n";
            std::fs::write(at("Caddyfile"), format!("{options}{site}"))?;
            command.args(["run", "--adapter", "caddyfile", "--config", &path("Caddyfile")]);
            command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        }
        Kind::Haproxy => {
            std::fs::write(at("tweestap.lua"), put(include_str!("../../docs/integrate/haproxy.lua")))?;
            swap(&mut site, "/etc/haproxy/tweestap.lua", &path("tweestap.lua"))?;
            swap(&mut site, "X-Forwarded-Proto http ", "X-Forwarded-Proto https ")?;
            swap(&mut site, ":443 ssl crt /etc/ssl/private/waterland.pem", &format!("127.0.0.1:{port}"))?;
            std::fs::write(at("haproxy.cfg"), site)?;
            command.args(["-db", "-f", &path("haproxy.cfg")]);
        }
        Kind::Apache => {
            let mut script = put(include_str!("../../docs/integrate/apache.lua"));
            swap(&mut script, "\"http\"", "\"https\"")?;
            std::fs::write(at("tweestap.lua"), script)?;
            swap(&mut site, "/etc/apache2/tweestap.lua", &path("tweestap.lua"))?;
            swap(&mut site, "*:443", &format!("127.0.0.1:{port}"))?;
            let site = without(&site, "SSL");
            apache(folder, port, &["lua", "headers"], &site)?;
            command.args(["-DFOREGROUND", "-f", &path("apache.conf")]);
        }
        Kind::Traefik => {
            let site = without(&site, "tls: {}");
            std::fs::write(at("wiki.yml"), site)?;
            command.arg(format!("--entryPoints.web.address=127.0.0.1:{port}"));
            command.arg(format!("--providers.file.filename={}", path("wiki.yml")));
            command.args(["--log.level=WARN", "--global.checkNewVersion=false", "--global.sendAnonymousUsage=false"]);
        }
        Kind::Envoy => {
            swap(&mut site, "0.0.0.0, port_value: 443", &format!("127.0.0.1, port_value: {port}"))?;
            swap(&mut site, "127.0.0.1, port_value: 8080", &format!("127.0.0.1, port_value: {tweestap}"))?;
            swap(&mut site, "127.0.0.1, port_value: 9000", &format!("127.0.0.1, port_value: {application}"))?;
            swap(&mut site, "%REQ(:SCHEME)%", "https")?;
            // Whoever sent what is refused is let go at once: there are hundreds.
            let prefix = "stat_prefix: applications";
            swap(&mut site, prefix, &format!("{prefix}\n                delayed_close_timeout: 0.01s"))?;
            let (before, rest) = site.split_once("        - transport_socket:").context("no TLS in the guide")?;
            let (_, after) = rest.split_once("          filters:").context("no filters in the guide")?;
            std::fs::write(at("envoy.yaml"), format!("{before}        - filters:{after}"))?;
            command.args(["--use-dynamic-base-id", "--concurrency", "1", "-l", "warn", "-c", &path("envoy.yaml")]);
        }
    }
    Ok(())
}

/// Writes `apache.conf` around a site: with these modules beside those that every proxy needs.
pub(crate) fn apache(folder: &Path, port: u16, modules: &[&str], site: &str) -> Result<()> {
    let needed = ["mpm_prefork", "authz_core", "proxy", "proxy_http"];
    let load = |name: &&str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let modules: String = needed.iter().chain(modules).map(load).collect();
    let user = if folder.metadata()?.uid() == 0 { "User nobody\nGroup nogroup\n" } else { "" };
    let whole = format!(
        "ServerRoot {root}\nPidFile {root}/pid\nErrorLog {root}/error.log\nListen 127.0.0.1:{port}\n\
         ServerName wiki.waterland.example\n{user}{modules}{site}",
        root = folder.display(),
    );
    Ok(std::fs::write(folder.join("apache.conf"), whole)?)
}

async fn listens(process: &mut Child, port: u16) -> Result<bool> {
    let looking = async {
        loop {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(true);
            }
            if process.try_wait()?.is_some() {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.context("nothing listens")?
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A request that an application got.
pub type Seen = (Uri, HeaderMap);

/// An application that remembers every request that reaches it.
#[derive(Debug)]
pub struct Application {
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Where it listens.
    pub port: u16,
}

impl Application {
    /// Starts one.
    pub async fn start() -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let for_task = seen.clone();
        let router = Router::new().fallback(async move |request: Request| {
            let (parts, _) = request.into_parts();
            for_task.lock().unwrap_or_else(PoisonError::into_inner).push((parts.uri, parts.headers));
            "the wiki\n"
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { seen, port })
    }

    /// What has reached it since this was last asked.
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
