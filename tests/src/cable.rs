//! A cable to a server that a test cuts and mends: every connection through it closes, and none is taken
//! meanwhile.

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

/// A cable that carries.
#[derive(Debug)]
pub struct Cable {
    server: String,
    near: u16,
    carrying: JoinHandle<()>,
}

impl Cable {
    /// Lays one to the server of this address; answers the same address by way of the cable.
    pub async fn lay(setting: &str) -> Result<(Self, String)> {
        let mut url = Url::parse(setting)?;
        let server = format!("{}:{}", url.host_str().context("no host")?, url.port().context("no port")?);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let near = listener.local_addr()?.port();
        url.set_host(Some("127.0.0.1"))?;
        url.set_port(Some(near)).ok().context("no port can be set")?;
        let carrying = tokio::spawn(carry(listener, server.clone()));
        Ok((Self { server, near, carrying }, url.to_string()))
    }

    /// Lays one from a port of this machine that was chosen beforehand to another.
    pub async fn lay_between(near: u16, far: u16) -> Result<Self> {
        let (server, listener) = (format!("127.0.0.1:{far}"), TcpListener::bind(("127.0.0.1", near)).await?);
        let carrying = tokio::spawn(carry(listener, server.clone()));
        Ok(Self { server, near, carrying })
    }

    /// Both ends see their connections close.
    pub async fn cut(&mut self) {
        self.carrying.abort();
        // Aborting is what was asked for; how it ended says nothing more.
        let _cancelled = (&mut self.carrying).await;
    }

    /// Carries again.
    pub async fn mend(&mut self) -> Result<()> {
        let listener = TcpListener::bind(("127.0.0.1", self.near)).await?;
        self.carrying = tokio::spawn(carry(listener, self.server.clone()));
        Ok(())
    }
}

async fn carry(listener: TcpListener, server: String) {
    // Dropped, and with it every connection, when this task is aborted.
    let mut connections = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let server = server.clone();
        connections.spawn(async move {
            let mut far = TcpStream::connect(server).await?;
            tokio::io::copy_bidirectional(&mut near, &mut far).await
        });
    }
}
