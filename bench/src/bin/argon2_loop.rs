//! The limit of a password sign-in: argon2id (19456 KiB, 2 passes, 1 lane) and nothing else, each thread with
//! memory that it keeps. Prints hashes per second over all threads.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use limits::{Problem, argument};

const USAGE: &str = "argon2_loop THREADS SECONDS";
const MEMORY: u32 = 19_456;

fn main() -> Result<(), Problem> {
    let (threads, seconds): (usize, u64) = (argument(1, USAGE)?, argument(2, USAGE)?);
    let began = Instant::now();
    let hashers: Vec<_> =
        (0..threads).map(|_| std::thread::spawn(move || hash_until(began, Duration::from_secs(seconds)))).collect();
    let mut hashes = 0;
    for hasher in hashers {
        hashes += hasher.join().map_err(|_| "a thread broke")??;
    }
    println!("RESULT rps={:.1}", f64::from(hashes) / began.elapsed().as_secs_f64());
    Ok(())
}

fn hash_until(began: Instant, length: Duration) -> Result<u32, Problem> {
    let parameters = Params::new(MEMORY, 2, 1, None).map_err(|error| error.to_string())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    let mut memory = vec![Block::default(); MEMORY as usize];
    let (mut output, mut hashes) = ([0; 32], 0);
    while began.elapsed() < length {
        argon2
            .hash_password_into_with_memory(b"correct horse battery", b"sixteen bytes...", &mut output, &mut memory)
            .map_err(|error| error.to_string())?;
        std::hint::black_box(&output);
        hashes += 1;
    }
    Ok(hashes)
}
