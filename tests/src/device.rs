//! Devices with passkeys that Chromium plays (its virtual authenticators). Neighbour: [`crate::browser`].

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::Browser;

/// What a device can do.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    /// `ctap2` or `u2f`.
    pub protocol: &'static str,
    /// How it is reached: `internal` or `usb`.
    pub transport: &'static str,
    /// Whether it keeps credentials that need no name.
    pub resident: bool,
    /// Whether it checks who uses it.
    pub verifies: bool,
}

impl Device {
    /// A phone or laptop with a finger or face.
    pub const PHONE: Self = Self { protocol: "ctap2", transport: "internal", resident: true, verifies: true };
    /// A key from before passkeys.
    pub const OLD_KEY: Self = Self { protocol: "u2f", transport: "usb", resident: false, verifies: false };
}

/// A device that is plugged in.
#[derive(Clone, Debug)]
pub struct Plugged(String);

impl Browser {
    /// Plugs a device in. Whoever uses it always agrees.
    pub async fn plug_in(&self, device: &Device) -> Result<Plugged> {
        self.devtools("WebAuthn.enable", json!({"enableUI": false})).await?;
        let options = json!({
            "protocol": device.protocol,
            "transport": device.transport,
            "hasResidentKey": device.resident,
            "hasUserVerification": device.verifies,
            "isUserVerified": device.verifies,
            "automaticPresenceSimulation": true,
        });
        let answer = self.devtools("WebAuthn.addVirtualAuthenticator", json!({"options": options})).await?;
        let id = answer.get("authenticatorId").and_then(Value::as_str).context("no device in the answer")?;
        Ok(Plugged(id.to_owned()))
    }

    /// Whether somebody is at it: while nobody is, it answers nothing, not even what the name field offers.
    pub async fn attend(&self, device: &Plugged, somebody: bool) -> Result<()> {
        let set = json!({"authenticatorId": device.0, "enabled": somebody});
        self.devtools("WebAuthn.setAutomaticPresenceSimulation", set).await?;
        Ok(())
    }

    /// Whether it knows whoever is at it.
    pub async fn recognise(&self, device: &Plugged, known: bool) -> Result<()> {
        let set = json!({"authenticatorId": device.0, "isUserVerified": known});
        self.devtools("WebAuthn.setUserVerified", set).await?;
        Ok(())
    }

    /// How many credentials are on it.
    pub async fn credentials(&self, device: &Plugged) -> Result<usize> {
        Ok(self.on(device).await?.len())
    }

    /// Has all credentials on it believe that they signed so often: a copy made before.
    pub async fn set_count(&self, device: &Plugged, count: u32) -> Result<()> {
        for mut credential in self.on(device).await? {
            let id = credential.get("credentialId").cloned().context("no identifier")?;
            let fields = credential.as_object_mut().context("no credential")?;
            fields.insert("signCount".to_owned(), json!(count));
            // Old keys know the host by its hash alone.
            fields.entry("rpId").or_insert_with(|| json!("localhost"));
            self.devtools("WebAuthn.removeCredential", json!({"authenticatorId": device.0, "credentialId": id}))
                .await?;
            let put = json!({"authenticatorId": device.0, "credential": credential});
            self.devtools("WebAuthn.addCredential", put).await?;
        }
        Ok(())
    }

    async fn on(&self, device: &Plugged) -> Result<Vec<Value>> {
        let answer = self.devtools("WebAuthn.getCredentials", json!({"authenticatorId": device.0})).await?;
        answer.get("credentials").and_then(Value::as_array).cloned().context("no credentials in the answer")
    }
}
