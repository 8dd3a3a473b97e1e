//! Journeys in a real Chromium through a whole server. Each test runs a browser, so each has `browser` in its name: the
//! runner lets few of them run at a time. Without Chromium, and unless tools are required, they are left out.

mod browser_applications;
mod browser_campaigns;
mod browser_code_card;
mod browser_demo;
mod browser_desk;
mod browser_directory;
mod browser_every_page;
mod browser_first_sign_in;
mod browser_help;
mod browser_in_session;
mod browser_keyboard;
mod browser_late;
mod browser_oidc;
mod browser_passkeys;
mod browser_platform;
mod browser_problems;
mod browser_profile;
mod browser_recovery;
mod browser_rollout;
mod browser_rules;
mod browser_set_up;
mod browser_settings;
mod browser_tokens;
mod browser_two_places;
mod browser_wrong_codes;

use anyhow::Result;
use journeys::tools::find_tool;

/// Whether this machine has what every journey here needs.
fn ready() -> Result<bool> {
    for tool in ["chromedriver", "chromium", "oathtool", "zbarimg"] {
        if find_tool(tool)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
