//! What sending itself takes: so many tasks that each make a message of the usual shape and hand it over, one after the other.
//! `scripts/bench` compares the product with it. `pool`: lettre's own pool of connections. `prompt`: a connection of lettre's
//! for each task, on which what is written leaves at once; lettre's own waits 40 ms for the end of each message.

use lettre::message::header::ContentType;
use lettre::message::{MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use limits::{Problem, argument};
use tokio::net::TcpStream;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "bare_lettre pool|prompt PORT MESSAGES CONNECTIONS BYTES (of a whole message)";
/// What headers and boundaries of such a message take.
const HEAD: usize = 800;
/// A line that quoted-printable leaves as it is.
const LINE: &str = "From that day on everyone is asked a second step at the sign-in.\n";

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let (way, port, messages): (String, u16, usize) = (argument(1, USAGE)?, argument(2, USAGE)?, argument(3, USAGE)?);
    let (connections, bytes): (usize, usize) = (argument(4, USAGE)?, argument(5, USAGE)?);
    let lines = bytes.saturating_sub(HEAD) / (LINE.len() + 1);
    // A third is text, the rest HTML.
    let (text, html) = (LINE.repeat(lines / 3), LINE.repeat(lines - lines / 3));
    let pool = PoolConfig::new().max_size(u32::try_from(connections)?);
    let transport: AsyncSmtpTransport<Tokio1Executor> =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port).pool_config(pool).build();
    let prompt = way == "prompt";
    let sending: Vec<_> = (0..connections)
        .map(|first| {
            let (transport, text, html) = (transport.clone(), text.clone(), html.clone());
            tokio::spawn(async move {
                let mut own = match prompt {
                    true => Some(connection(port).await?),
                    false => None,
                };
                for number in (first..messages).step_by(connections) {
                    let message = message(number, &text, &html)?;
                    match &mut own {
                        Some(own) => drop(own.send(message.envelope(), &message.formatted()).await?),
                        None => drop(transport.send(message).await?),
                    }
                }
                Ok::<_, Problem>(())
            })
        })
        .collect();
    for task in sending {
        task.await??;
    }
    Ok(())
}

async fn connection(port: u16) -> Result<AsyncSmtpConnection, Problem> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(AsyncSmtpConnection::connect_with_transport(Box::new(stream), &ClientId::default()).await?)
}

fn message(number: usize, text: &str, html: &str) -> Result<Message, Problem> {
    let part = |kind, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    Ok(Message::builder()
        .message_id(Some(format!("<{number}@example.org>")))
        .from("Bench <no-reply@example.org>".parse()?)
        .to(format!("Person {number} <c{number}@example.org>").parse()?)
        .subject("Bench: two-step sign-in from 1 December on")
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, text))
                .singlepart(part(ContentType::TEXT_HTML, html)),
        )?)
}
