//! A few threads that hash passwords, one arena of memory each, behind a queue with an end. They yield to everything
//! else on the machine, so a flood of sign-ins slows sign-ins and nothing more; one more helps out when they get no turn.
//! Neighbours: `password` is the computation; actions await the answers here.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use argon2::Block;
use tokio::sync::{oneshot, watch};
use zeroize::Zeroize;

use crate::entropy::Entropy;
use crate::keys::KeyRing;
use crate::password::{Candidate, HashError, HashOutput, MEMORY_KIB, Recipe, Stored, Verdict};

/// How long a thread keeps its 19 MiB without work.
pub const IDLE_BEFORE_FREEING: Duration = Duration::from_secs(30);

/// How much lower than the rest the thread stands that helps out (`nice`, 0 to 19). At 10 a thread gets about a tenth of
/// what a normal one gets when both want the same core.
const NICENESS: i32 = 10;

/// How long the head of the queue stays the same before the thread that helps out takes it: then the others get no turn.
const STARVED: Duration = Duration::from_secs(2);

/// How large the pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize {
    /// Threads, each good for one hash at a time; the number of cores is a good one. 0 counts as 1.
    pub threads: usize,
    /// Hashes that may wait beyond those being computed; then [`HashError::Busy`]. One waits about 20 ms a place a thread.
    pub queue: usize,
}

/// The pool. Clones share the threads; they end with the last clone.
#[derive(Clone)]
pub struct HashPool {
    handle: Arc<Handle>,
}

crate::redacted::redacted!(HashPool => "HashPool");

/// Held by callers only, so that its drop tells the threads that nobody will ask again.
struct Handle {
    shared: Arc<Shared>,
    keys: Arc<KeyRing>,
    entropy: Arc<dyn Entropy>,
    places: usize,
    arenas: watch::Receiver<usize>,
}

struct Shared {
    queue: Mutex<Queue>,
    work: Condvar,
    /// Wakes the thread that helps out, and no other.
    watch: Condvar,
    keys: Arc<KeyRing>,
    idle: Duration,
    starved: Duration,
    arenas: watch::Sender<usize>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    running: usize,
    closed: bool,
    /// Jobs that were taken, ever: as long as it stays the same, nobody works.
    taken: u64,
    /// Whether the thread that helps out is looking already.
    watched: bool,
}

struct Job {
    recipe: Recipe,
    candidate: Candidate,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<(Candidate, HashOutput), HashError>;

impl HashPool {
    /// Starts the threads. They take no memory to speak of before their first hash.
    /// Fails when the system gives no threads.
    pub fn start(size: PoolSize, keys: Arc<KeyRing>, entropy: Arc<dyn Entropy>) -> std::io::Result<Self> {
        let size = PoolSize { threads: size.threads.max(1), queue: size.queue };
        Self::start_with(size, (IDLE_BEFORE_FREEING, STARVED), keys, entropy)
    }

    fn start_with(
        PoolSize { threads, queue }: PoolSize,
        (idle, starved): (Duration, Duration),
        keys: Arc<KeyRing>,
        entropy: Arc<dyn Entropy>,
    ) -> std::io::Result<Self> {
        let (sender, arenas) = watch::channel(0);
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            work: Condvar::new(),
            watch: Condvar::new(),
            keys: keys.clone(),
            idle,
            starved,
            arenas: sender,
        });
        let pool = Self {
            handle: Arc::new(Handle {
                shared: shared.clone(),
                keys,
                entropy,
                places: threads.saturating_add(queue),
                arenas,
            }),
        };
        for number in 1..=threads {
            let shared = shared.clone();
            thread::Builder::new().name(format!("hash-{number}")).spawn(move || {
                yield_to_all();
                work(&shared, Shared::next);
            })?;
        }
        thread::Builder::new().name("hash-helper".to_owned()).spawn(move || {
            lower_priority();
            work(&shared, Shared::next_starved);
        })?;
        Ok(pool)
    }

    /// The text to store for a new password. Costs one argon2 run on a thread of the pool.
    pub async fn hash(&self, password: &str) -> Result<String, HashError> {
        let candidate = Candidate::new(password);
        if candidate.too_long {
            return Err(HashError::TooLong);
        }
        let recipe = Recipe::fresh(&self.handle.keys, &*self.handle.entropy)?;
        let (_, output) = self.compute(recipe.clone(), candidate).await?;
        recipe.text(&output)
    }

    /// Whether `password` is the one that gave `stored`. A password beyond the limit is never the one, at the same cost.
    pub async fn verify(&self, password: &str, stored: &str) -> Result<Verdict, HashError> {
        let stored = Stored::parse(stored)?;
        let (candidate, output) = self.compute(stored.recipe.clone(), Candidate::new(password)).await?;
        Ok(stored.judge(&self.handle.keys, &candidate, &output))
    }

    /// What a check costs, for a person who is not there: never a match.
    pub async fn verify_nobody(&self, password: &str) -> Result<Verdict, HashError> {
        let recipe = Recipe::nobody(&self.handle.keys)?;
        self.compute(recipe, Candidate::new(password)).await?;
        Ok(Verdict::NoMatch)
    }

    /// Hashes being computed or waiting, for metrics.
    #[must_use]
    pub fn load(&self) -> usize {
        let queue = self.handle.shared.lock();
        queue.running + queue.jobs.len()
    }

    /// Hashes that were begun since the start, for metrics.
    #[must_use]
    pub fn begun(&self) -> u64 {
        self.handle.shared.lock().taken
    }

    /// How many threads hold their arena of memory at the moment, for metrics.
    #[must_use]
    pub fn arenas(&self) -> usize {
        *self.handle.arenas.borrow()
    }

    async fn compute(&self, recipe: Recipe, candidate: Candidate) -> Answer {
        let (answer, answered) = oneshot::channel();
        let wake_helper = {
            let mut queue = self.handle.shared.lock();
            if queue.running + queue.jobs.len() >= self.handle.places {
                // Whoever went away meanwhile holds no place.
                queue.jobs.retain(|job| !job.answer.is_closed());
                if queue.running + queue.jobs.len() >= self.handle.places {
                    return Err(HashError::Busy);
                }
            }
            queue.jobs.push_back(Job { recipe, candidate, answer });
            !std::mem::replace(&mut queue.watched, true)
        };
        self.handle.shared.work.notify_one();
        if wake_helper {
            self.handle.shared.watch.notify_one();
        }
        answered.await.map_err(|_| HashError::Stopped)?
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.work.notify_all();
        self.shared.watch.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // No code that can panic runs under this lock; were it ever to, the queue is still a queue.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job that nobody else takes, because the others get no turn; `Idle` and `Closed` as for them.
    fn next_starved(&self, holds_arena: bool) -> Next {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return Next::Closed;
            }
            if queue.jobs.is_empty() {
                queue.watched = false;
                if holds_arena {
                    let (woken, waited) =
                        self.watch.wait_timeout(queue, self.idle).unwrap_or_else(PoisonError::into_inner);
                    queue = woken;
                    if waited.timed_out() && queue.jobs.is_empty() {
                        return Next::Idle;
                    }
                } else {
                    queue = self.watch.wait(queue).unwrap_or_else(PoisonError::into_inner);
                }
                continue;
            }
            let taken = queue.taken;
            let still = |queue: &mut Queue| !queue.closed && queue.taken == taken;
            let waited = self.watch.wait_timeout_while(queue, self.starved, still);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
            if queue.taken == taken
                && !queue.closed
                && let Some(job) = queue.take()
            {
                return Next::Job(job);
            }
        }
    }

    /// The next job; `Idle` after waiting for it in vain while holding an arena; `Closed` when no more can come.
    fn next(&self, holds_arena: bool) -> Next {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.take() {
                return Next::Job(job);
            }
            if queue.closed {
                return Next::Closed;
            }
            if holds_arena {
                let (woken, waited) = self.work.wait_timeout(queue, self.idle).unwrap_or_else(PoisonError::into_inner);
                queue = woken;
                if waited.timed_out() && queue.jobs.is_empty() {
                    return Next::Idle;
                }
            } else {
                queue = self.work.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

impl Queue {
    /// The first job whose caller still waits.
    fn take(&mut self) -> Option<Box<Job>> {
        while let Some(job) = self.jobs.pop_front() {
            // A caller who is gone needs no answer.
            if !job.answer.is_closed() {
                self.running += 1;
                self.taken = self.taken.wrapping_add(1);
                return Some(Box::new(job));
            }
        }
        None
    }
}

enum Next {
    Job(Box<Job>),
    Idle,
    Closed,
}

fn work(shared: &Shared, next: fn(&Shared, bool) -> Next) {
    let mut arena: Vec<Block> = Vec::new();
    loop {
        let held = !arena.is_empty();
        match next(shared, held) {
            Next::Job(job) => {
                let Job { recipe, candidate, answer } = *job;
                let output = recipe.compute(&shared.keys, &candidate, &mut arena);
                if arena.len() > MEMORY_KIB as usize {
                    // A hash from elsewhere asked for more; its memory is not kept.
                    arena = Vec::new();
                }
                shared.count_arena(held, !arena.is_empty());
                shared.lock().running -= 1;
                // An error here means that the caller is gone.
                drop(answer.send(output.map(|output| (candidate, output))));
            }
            Next::Idle => {
                arena.zeroize();
                arena = Vec::new();
                shared.count_arena(held, false);
            }
            Next::Closed => {
                arena.zeroize();
                return;
            }
        }
    }
}

impl Shared {
    fn count_arena(&self, before: bool, after: bool) {
        if before != after {
            self.arenas.send_modify(|count| {
                *count = if after { count.saturating_add(1) } else { count.saturating_sub(1) };
            });
        }
    }
}

/// Lets the calling thread run when no other wants its core (`SCHED_IDLE`): a mere lower priority still keeps a page
/// waiting for the rest of a time slice. Where the system refuses, hashing goes on as it is.
#[cfg(target_os = "linux")]
pub fn yield_to_all() {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    let thread = thread_priority::thread_native_id();
    if let Err(error) = thread_priority::set_thread_priority_and_policy(thread, ThreadPriority::Min, idle) {
        tracing::warn!(?error, "password hashing runs at normal priority: the system refused a lower one");
    }
}

/// Lets the calling thread stand behind those of normal priority, and still get its share.
#[cfg(target_os = "linux")]
fn lower_priority() {
    // On Linux "process" without an id means this thread.
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "the helper of password hashing runs at normal priority: the system refused a lower one");
    }
}

/// Elsewhere a thread has no priority of its own that safe code can set.
#[cfg(not(target_os = "linux"))]
pub fn yield_to_all() {
    tracing::info!("password hashing runs at normal priority on this system");
}

#[cfg(not(target_os = "linux"))]
const fn lower_priority() {}

#[cfg(test)]
#[path = "hash_pool_tests.rs"]
mod tests;
