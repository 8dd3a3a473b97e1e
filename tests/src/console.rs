//! What the browser noticed while pages were open: errors, refusals by the content security policy,
//! files that failed to load, requests that went elsewhere. Read by [`crate::browser`].

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::WebDriver;
use url::{Origin, Url};

/// The requests and complaints since the last look.
#[derive(Debug, Default)]
pub struct Noticed {
    /// Every address asked for, in order.
    pub requests: Vec<Url>,
    /// One sentence for each thing that a clean page does not do.
    pub complaints: Vec<String>,
}

impl Noticed {
    /// Empties the browser's two logs and judges them; `home` is the only origin that pages may speak to.
    pub async fn read(driver: &WebDriver, home: &Origin) -> Result<Self> {
        let mut noticed = Self::default();
        for entry in driver.get_log("performance").await? {
            let entry: Value = serde_json::from_str(&entry.message).context("performance log")?;
            noticed.hear_network(&entry, home)?;
        }
        for entry in driver.get_log("browser").await? {
            noticed.hear_console(&entry.level, &entry.message);
        }
        Ok(noticed)
    }

    fn hear_network(&mut self, entry: &Value, home: &Origin) -> Result<()> {
        let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        match text("/message/method") {
            "Network.requestWillBeSent" => {
                let url = Url::parse(text("/message/params/request/url")).context("address of a request")?;
                if matches!(url.scheme(), "http" | "https" | "ws" | "wss") {
                    if url.origin() != *home {
                        self.complaints.push(format!("asked another origin: {url}"));
                    }
                    self.requests.push(url);
                }
            }
            "Network.responseReceived" => {
                let status = entry.pointer("/message/params/response/status").and_then(Value::as_i64).unwrap_or(0);
                let url = text("/message/params/response/url");
                // A page may say "no" with a status; what a page is made of may not be missing.
                // The browser asks for the icon of its own accord.
                if status >= 500
                    || (status >= 400 && text("/message/params/type") != "Document" && !url.ends_with("/favicon.ico"))
                {
                    self.complaints.push(format!("{status} for {url}"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn hear_console(&mut self, level: &str, message: &str) {
        // Repeats a status that the network log tells more exactly.
        let told_already = message.contains("Failed to load resource: the server responded with a status of");
        if matches!(level, "SEVERE" | "WARNING") && !told_already {
            self.complaints.push(format!("console: {message}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn heard(entry: &Value) -> Noticed {
        let mut noticed = Noticed::default();
        let home = Url::parse("http://localhost:8080").unwrap().origin();
        noticed.hear_network(entry, &home).unwrap();
        noticed
    }

    fn request(url: &str) -> Value {
        json!({"message": {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}})
    }

    fn response(kind: &str, status: u16) -> Value {
        let response = json!({"url": "http://localhost:8080/x", "status": status});
        json!({"message": {"method": "Network.responseReceived", "params": {"type": kind, "response": response}}})
    }

    #[test]
    fn a_request_to_another_origin_is_a_complaint() {
        assert!(heard(&request("http://localhost:8080/app.css")).complaints.is_empty());
        assert_eq!(heard(&request("http://localhost:8081/app.css")).complaints.len(), 1);
        assert_eq!(heard(&request("https://fonts.example/a")).complaints.len(), 1);
    }

    #[test]
    fn a_page_may_refuse_but_its_parts_may_not_be_missing() {
        assert!(heard(&response("Document", 429)).complaints.is_empty());
        assert_eq!(heard(&response("Document", 500)).complaints.len(), 1);
        assert_eq!(heard(&response("Stylesheet", 404)).complaints.len(), 1);
    }
}
