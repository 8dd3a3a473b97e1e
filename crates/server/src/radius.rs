//! Hears what devices ask by RADIUS, and answers. What is under way is bounded: a flood of packets is dropped, and never keeps
//! people from signing in. Neighbours: `actions::radius` reads, decides and signs; `web::radius` puts it in words.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actions::Ctx;
use actions::radius::{Dropped, Received, receive};
use domain::id::RadiusClientId;
use domain::radius::packet::{Asks, LONGEST};
use domain::radius::recent::{Recent, Seen};
use domain::time::{Lifetime, Timestamp};
use tokio::net::UdpSocket;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

/// Packets that are held at once, of all devices: those that wait and those that are looked at.
const HELD: usize = 512;
/// Packets of one device that are held at once, so that one does not take the room of all.
const HELD_OF_ONE: usize = 128;
/// Sign-ins that run at once. Each takes a thread of the hash pool for a while, which the sign-in pages need as well.
const AT_ONCE: usize = 8;
/// A packet whose turn does not come within this is dropped: the device has asked again by then, or given up, and a code must not
/// be spent for nobody.
const TURN: Duration = Duration::from_secs(3);
/// What was dropped is told no more often than this.
const TOLD_EVERY: Lifetime = Lifetime::minutes(1);

/// Why it cannot listen; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen for RADIUS on {address}: {source}; choose another address in radius.listen")]
pub struct ListenError {
    address: SocketAddr,
    source: std::io::Error,
}

/// The sockets that devices ask at.
#[derive(Debug, Default)]
pub struct Radius {
    sockets: Vec<UdpSocket>,
}

impl Radius {
    /// Listens at these addresses.
    pub async fn listen(addresses: &[SocketAddr]) -> Result<Self, ListenError> {
        let mut sockets = Vec::with_capacity(addresses.len());
        for &address in addresses {
            let socket = UdpSocket::bind(address).await.map_err(|source| ListenError { address, source })?;
            sockets.push(socket);
        }
        Ok(Self { sockets })
    }

    /// Where it listens, which for port 0 is only known now.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.sockets.iter().filter_map(|socket| socket.local_addr().ok()).collect()
    }

    /// Starts to answer.
    pub fn start(self, ctx: &Ctx, public_address: &Url) -> Running {
        let desk = Arc::new(Desk {
            ctx: ctx.clone(),
            public_address: public_address.clone(),
            held: Semaphore::new(HELD),
            shares: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
            recent: Mutex::default(),
            dropped: Mutex::default(),
        });
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        for socket in self.sockets {
            tracker.spawn(desk.clone().hear(Arc::new(socket), tracker.clone(), stop.clone()));
        }
        tracker.close();
        Running { tracker, stop }
    }
}

/// What answers.
#[derive(Debug)]
pub struct Running {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Running {
    /// Hears nothing more, and finishes what is under way for `grace`.
    pub async fn stop(self, grace: Duration) {
        self.stop.cancel();
        if tokio::time::timeout(grace, self.tracker.wait()).await.is_err() {
            tracing::warn!("devices were still waiting for an answer by RADIUS when the time to end was over");
        }
    }
}

/// What was dropped without anybody being told, and when that was last said.
#[derive(Debug, Default)]
struct Tally {
    unknown: u64,
    full: u64,
    failed: u64,
    told_at: Option<Timestamp>,
}

struct Desk {
    ctx: Ctx,
    public_address: Url,
    held: Semaphore,
    shares: Mutex<HashMap<RadiusClientId, Arc<Semaphore>>>,
    turns: Semaphore,
    recent: Mutex<Recent>,
    dropped: Mutex<Tally>,
}

impl Desk {
    async fn hear(self: Arc<Self>, socket: Arc<UdpSocket>, tracker: TaskTracker, stop: CancellationToken) {
        // One byte more than a packet has, so that a longer one is seen to be one.
        let mut buffer = vec![0; LONGEST + 1];
        loop {
            let heard = tokio::select! {
                heard = socket.recv_from(&mut buffer) => heard,
                () = stop.cancelled() => return,
            };
            match heard {
                Ok((length, from)) => {
                    let datagram = buffer.get(..length).unwrap_or_default().to_vec();
                    tracker.spawn(self.clone().take(socket.clone(), from, datagram));
                }
                Err(error) => {
                    // Pause, so that the loop does not spin.
                    tracing::warn!(%error, "a packet of RADIUS could not be heard");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    async fn take(self: Arc<Self>, socket: Arc<UdpSocket>, from: SocketAddr, datagram: Vec<u8>) {
        let Ok(_place) = self.held.try_acquire() else {
            return self.drops(|tally| &mut tally.full, "too many at once");
        };
        let received = match receive(&self.ctx, from.ip().to_canonical(), &datagram).await {
            Ok(Ok(received)) => received,
            Ok(Err(Dropped::UnknownSource)) => {
                return self.drops(|tally| &mut tally.unknown, &format!("no device is at {}", from.ip()));
            }
            // It stands with the device.
            Ok(Err(Dropped::Fault(_))) => return,
            Err(error) => return self.drops(|tally| &mut tally.failed, &error.to_string()),
        };
        let Some(answer) = self.answer(from, &received).await else { return };
        if let Err(error) = socket.send_to(&answer, from).await {
            tracing::warn!(%error, %from, "an answer of RADIUS could not be sent");
        }
    }

    async fn answer(&self, from: SocketAddr, received: &Received) -> Option<Vec<u8>> {
        let request = received.request();
        if request.asks() == Asks::Status {
            return self.made(received).await;
        }
        match self.recent().see(self.ctx.now(), from, request) {
            Seen::New => {}
            Seen::Answered(answer) => return Some(answer),
            Seen::UnderWay => return None,
            Seen::Full => {
                self.drops(|tally| &mut tally.full, "too many at once");
                return None;
            }
        }
        let answer = self.in_turn(received).await;
        self.recent().done(from, request, answer.as_deref());
        answer
    }

    async fn in_turn(&self, received: &Received) -> Option<Vec<u8>> {
        let share = self.share(received.client().id);
        let share = share.try_acquire();
        let turn = match &share {
            Ok(_) => tokio::time::timeout(TURN, self.turns.acquire()).await.ok().and_then(Result::ok),
            Err(_) => None,
        };
        if turn.is_none() {
            self.drops(|tally| &mut tally.full, &format!("too many at once of {}", received.client().name));
            return None;
        }
        self.made(received).await
    }

    async fn made(&self, received: &Received) -> Option<Vec<u8>> {
        match web::radius::answer(&self.ctx, &self.public_address, received).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.drops(|tally| &mut tally.failed, &format!("{} was not answered: {error}", received.client().name));
                None
            }
        }
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn share(&self, client: RadiusClientId) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.entry(client).or_insert_with(|| Arc::new(Semaphore::new(HELD_OF_ONE))).clone()
    }

    /// Counts what is dropped, and says so now and then with the last reason: packets are anybody's to send.
    fn drops(&self, which: fn(&mut Tally) -> &mut u64, why: &str) {
        let now = self.ctx.now();
        let mut tally = self.dropped.lock().unwrap_or_else(PoisonError::into_inner);
        *which(&mut tally) += 1;
        if tally.told_at.is_none_or(|at| now < at || now.since(at) >= TOLD_EVERY) {
            tracing::warn!(
                unknown_addresses = tally.unknown,
                too_many = tally.full,
                failed = tally.failed,
                why,
                "packets of RADIUS were dropped"
            );
            *tally = Tally { told_at: Some(now), ..Tally::default() };
        }
    }
}
