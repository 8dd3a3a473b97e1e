//! What devices are answered that ask by RADIUS: the outcome of a sign-in as a packet, its words in the reader's language. No
//! HTTP comes here; `server::radius` hears and sends.

use actions::Ctx;
use actions::radius::Received;
use actions::radius::sign_in::{Answer, Reply, Why};
use domain::radius::packet::{Asks, Code, REPLY_MESSAGE, STATE, text};
use url::Url;

use crate::mail::site_of;
use crate::words::{Calendar, Words};

/// The signed answer to a request of a device. An error is answered by nothing: the device asks again, or another server.
pub async fn answer(ctx: &Ctx, public_address: &Url, received: &Received) -> Result<Vec<u8>, actions::Error> {
    if received.request().asks() == Asks::Status {
        // RFC 5997 section 3: whoever answers where sign-ins are asked for says Access-Accept.
        return Ok(received.signed(Code::Accept, &[]));
    }
    let answer = actions::radius::sign_in::answer(ctx, received).await?;
    let site = site_of(ctx, public_address, received.organisation());
    Ok(match &answer.reply {
        Reply::Accept(groups) => {
            let attribute = received.client().groups.attribute();
            let groups = groups.iter().filter_map(|name| Some((attribute?, name.as_bytes().to_vec())));
            received.signed(Code::Accept, &groups.collect::<Vec<_>>())
        }
        Reply::Challenge(state) => {
            let asked = speaker(&answer).say("radius-type-code");
            received.signed(Code::Challenge, &[(STATE, state.as_bytes().to_vec()), (REPLY_MESSAGE, text(&asked))])
        }
        Reply::Reject(why) => received
            .signed(Code::Reject, &[(REPLY_MESSAGE, text(&said(speaker(&answer), (*why, received), ctx, &site)))]),
    })
}

fn speaker(answer: &Answer) -> Words {
    Words::find(&answer.language).unwrap_or_default()
}

fn said(words: Words, (why, received): (Why, &Received), ctx: &Ctx, site: &str) -> String {
    let calendar = Calendar { words, zone: received.organisation().zone.clone(), now: ctx.now().micros() };
    match why {
        Why::Wrong => words.say("radius-wrong"),
        Why::Wait(until) => words.with("radius-wait").arg("span", calendar.wait(until.micros())).to_string(),
        Why::Away => words.say("radius-away"),
        Why::OldPassword => words.say("radius-old-password"),
        Why::NotHere => words.with("radius-not-here").arg("name", received.client().name.as_str()).to_string(),
        Why::Enrol => words.with("radius-enrol").arg("address", site).to_string(),
        Why::NoKind => words.with("radius-no-kind").arg("address", site).to_string(),
        Why::NoCode => words.say("radius-no-code"),
        Why::WrongCode => words.say("radius-wrong-code"),
        Why::UsedCode => words.say("radius-used-code"),
        Why::Closed => words.with("radius-closed").arg("address", site).to_string(),
        Why::Expired => words.say("radius-expired"),
        Why::OtherMethod => words.say("radius-other-method"),
        Why::Unreadable => words.say("radius-unreadable"),
    }
}
