//! Hardware tokens as their makers made them: `oathtool` shows what they show.

use anyhow::Result;
use domain::time::Lifetime;

use crate::scene::Scene;
use crate::tools::oathtool_with;

/// A token as its maker made it: `oathtool` shows what it shows.
#[derive(Clone)]
pub struct Token {
    /// The number on its back.
    pub serial: String,
    /// Its key in hexadecimal.
    pub key: String,
    kind: &'static str,
    hash: &'static str,
    digits: u32,
    period: i64,
    /// By how many seconds its clock is ahead.
    pub ahead: i64,
    /// How often its button was pressed.
    pub pressed: i64,
}

impl Token {
    /// One whose codes move by the time.
    pub fn by_time(serial: &str, (hash, digits, period): (&'static str, u32, i64)) -> Self {
        let key = format!("{serial:0>40}").replace(|sign: char| !sign.is_ascii_hexdigit(), "7");
        Self { serial: serial.to_owned(), key, kind: "totp", hash, digits, period, ahead: 0, pressed: 0 }
    }

    /// One whose codes move by its button.
    pub fn by_button(serial: &str, digits: u32) -> Self {
        Self { kind: "hotp", ..Self::by_time(serial, ("sha1", digits, 30)) }
    }

    /// What it shows at a moment, or at the next press.
    pub fn shows(&mut self, now: i64) -> Result<String> {
        let digits = format!("--digits={}", self.digits);
        if self.kind == "hotp" {
            self.pressed += 1;
            return oathtool_with(&["--hotp", &digits, &format!("--counter={}", self.pressed - 1), &self.key]);
        }
        let (hash, step) = (format!("--totp={}", self.hash), format!("--time-step-size={}s", self.period));
        oathtool_with(&[&hash, &digits, &step, &format!("--now=@{}", now + self.ahead), &self.key])
    }

    /// What it shows now and next; the clock of the scene goes on where the token needs time for it.
    pub fn two(&mut self, scene: &Scene) -> Result<(String, String)> {
        let one = self.shows(scene.seconds())?;
        if self.kind == "totp" {
            scene.advance(Lifetime::seconds(u32::try_from(self.period)?));
        }
        Ok((one, self.shows(scene.seconds())?))
    }

    /// Its line in the file of the maker.
    pub fn line(&self) -> String {
        let Self { serial, key, kind, hash, digits, period, .. } = self;
        format!("{serial},{key},{kind},{digits},{period},{hash},0,Acme,{kind} {digits}\r\n")
    }
}

/// The names above the lines of a file of its maker.
pub const NAMES: &str = "serial,secret,type,digits,period,hash,counter,manufacturer,model\r\n";
