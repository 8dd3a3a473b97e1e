//! How many passwords a second the pool hashes, against a bare argon2id loop with reused memory on as many threads,
//! at the same priority, in the same run: `cargo run --release -p verifier --example hash_rate [THREADS [ROUNDS]]`.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64;
use tokio::runtime::Runtime;
use verifier::hash_pool::yield_to_all;
use verifier::password::{LANES, MEMORY_KIB, PASSES};
use verifier::{Entropy, HashPool, KeyRing, OsEntropy, PoolSize};

const HASHES_A_ROUND: usize = 60;
const PASSWORD: &str = "correct horse battery staple";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let threads = match arguments.next() {
        Some(text) => text.parse()?,
        None => std::thread::available_parallelism()?.get(),
    };
    let rounds: usize = match arguments.next() {
        Some(text) => text.parse()?,
        None => 9,
    };

    let mut key = [0; 32];
    OsEntropy.fill(&mut key);
    let keys = Arc::new(KeyRing::from_text(&BASE64.encode(&key))?);
    let size = PoolSize { threads, queue: HASHES_A_ROUND };
    let pool = HashPool::start(size, keys, Arc::new(OsEntropy))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut arenas = vec![vec![Block::new(); MEMORY_KIB as usize]; threads];

    // Once each to warm up; all memory is there afterwards.
    bare(&mut arenas, HASHES_A_ROUND)?;
    pooled(&runtime, &pool, HASHES_A_ROUND)?;

    let mut ratios = Vec::new();
    for round in 1..=rounds {
        // The neighbours on the machine change their minds; taking turns lets both meet the same ones.
        let (bare_time, pool_time) = if round % 2 == 0 {
            let pool_time = pooled(&runtime, &pool, HASHES_A_ROUND)?;
            (bare(&mut arenas, HASHES_A_ROUND)?, pool_time)
        } else {
            let bare_time = bare(&mut arenas, HASHES_A_ROUND)?;
            (bare_time, pooled(&runtime, &pool, HASHES_A_ROUND)?)
        };
        let ratio = bare_time.as_secs_f64() / pool_time.as_secs_f64();
        println!("round {round}: bare {:6.1}/s   pool {:6.1}/s   ratio {ratio:.3}", rate(bare_time), rate(pool_time));
        ratios.push(ratio);
    }
    println!("{threads} threads: median pool/bare {:.3} (wanted: 0.95)", median(&mut ratios));

    let mut extra = Vec::new();
    for _ in 0..HASHES_A_ROUND {
        let alone = bare(arenas.get_mut(..1).unwrap_or_default(), 1)?;
        let through_pool = pooled(&runtime, &pool, 1)?;
        extra.push((through_pool.as_secs_f64() - alone.as_secs_f64()) * 1000.0);
    }
    println!(
        "one hash through the pool, over one bare run on a new thread: median {:+.3} ms (wanted: below 0.2)",
        median(&mut extra)
    );
    Ok(())
}

/// Each thread hashes its share in its own memory, at the pool's priority.
fn bare(arenas: &mut [Vec<Block>], count: usize) -> Result<Duration, Box<dyn Error>> {
    let threads = arenas.len();
    let started = now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = arenas
            .iter_mut()
            .enumerate()
            .map(|(worker, arena)| {
                let share = count / threads + usize::from(worker < count % threads);
                scope.spawn(move || {
                    yield_to_all();
                    bare_loop(arena, share)
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().map_err(|_| "a thread of the bare loop died".to_owned())?.map_err(|error| error.to_string())
        })
    })?;
    Ok(started.elapsed())
}

fn bare_loop(arena: &mut [Block], count: usize) -> argon2::Result<()> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))?;
    let argon2 = Argon2::new_with_secret(&[7; 32], Algorithm::Argon2id, Version::V0x13, params)?;
    let mut out = [0; 32];
    for number in 0..count {
        let salt = number.to_be_bytes();
        argon2.hash_password_into_with_memory(PASSWORD.as_bytes(), &salt, &mut out, &mut *arena)?;
        std::hint::black_box(&out);
    }
    Ok(())
}

fn pooled(runtime: &Runtime, pool: &HashPool, count: usize) -> Result<Duration, Box<dyn Error>> {
    let started = now();
    let waiting: Vec<_> = (0..count)
        .map(|_| {
            let pool = pool.clone();
            runtime.spawn(async move { pool.hash(PASSWORD).await })
        })
        .collect();
    for answer in waiting {
        std::hint::black_box(runtime.block_on(answer)??);
    }
    Ok(started.elapsed())
}

fn rate(time: Duration) -> f64 {
    f64::from(u32::try_from(HASHES_A_ROUND).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads a stopwatch; nothing is decided by it")]
fn now() -> Instant {
    Instant::now()
}
