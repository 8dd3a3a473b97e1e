//! The pool: what it stores and judges, when it is busy, what it holds on to, and what it costs.

use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::*;
use crate::entropy::OsEntropy;
use crate::password::{MAX_PASSWORD_BYTES, needs_rehash};

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
const MATCH: Result<Verdict, HashError> = Ok(Verdict::Match { rehash: false });
const NO_MATCH: Result<Verdict, HashError> = Ok(Verdict::NoMatch);

fn keys(text: &str) -> Arc<KeyRing> {
    Arc::new(KeyRing::from_text(text).unwrap())
}

fn sized(threads: usize, queue: usize) -> PoolSize {
    PoolSize { threads, queue }
}

fn pool_with(text: &str) -> HashPool {
    HashPool::start(sized(2, 100), keys(text), Arc::new(OsEntropy)).unwrap()
}

fn pool() -> HashPool {
    pool_with(ONE)
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

#[tokio::test]
async fn the_right_password_matches_and_another_does_not() {
    let pool = pool();
    let stored = pool.hash("gele fietspomp").await.unwrap();
    assert_eq!(pool.verify("gele fietspomp", &stored).await, MATCH);
    for other in ["gele fietspom", "gele fietspomp ", "Gele fietspomp", "", "\0"] {
        assert_eq!(pool.verify(other, &stored).await, NO_MATCH, "{other:?}");
    }
}

#[tokio::test]
async fn what_is_stored_says_its_key_its_parameters_and_its_own_salt() {
    let pool = pool();
    let one = pool.hash("same").await.unwrap();
    let two = pool.hash("same").await.unwrap();
    assert!(one.starts_with("k1:$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, two, "two equal passwords hash differently");
    let salt = one.split('$').nth(4).unwrap();
    assert_eq!(data_encoding::BASE64_NOPAD.decode(salt.as_bytes()).unwrap().len(), 16);
}

#[tokio::test]
async fn a_copy_of_the_database_alone_cannot_verify() {
    let stored = pool().hash("secret").await.unwrap();
    assert_eq!(pool_with(TWO).verify("secret", &stored).await, NO_MATCH);
    assert_eq!(pool_with(&format!("2 {TWO}")).verify("secret", &stored).await, Err(HashError::UnknownKey { id: 1 }));
    // Without any pepper, by the plain algorithm, the hash is another one too.
    let (_, phc) = stored.split_once(':').unwrap();
    assert!(argon2::PasswordVerifier::verify_password(&argon2::Argon2::default(), b"secret", phc).is_err());
}

#[tokio::test]
async fn an_older_pepper_or_older_parameters_ask_for_a_new_hash() {
    let old = pool().hash("secret").await.unwrap();
    let both_keys = keys(&format!("1 {ONE}\n2 {TWO}"));
    let both = HashPool::start(sized(1, 10), both_keys.clone(), Arc::new(OsEntropy)).unwrap();
    assert_eq!(both.verify("secret", &old).await, Ok(Verdict::Match { rehash: true }));
    assert_eq!(both.verify("other", &old).await, NO_MATCH);
    assert!(needs_rehash(&both_keys, &old));
    let new = both.hash("secret").await.unwrap();
    assert!(new.starts_with("k2:"));
    assert_eq!(both.verify("secret", &new).await, MATCH);
    assert!(!needs_rehash(&both_keys, &new));

    let weak = weaker_hash(b"secret");
    assert_eq!(pool().verify("secret", &weak).await, Ok(Verdict::Match { rehash: true }));
    assert!(needs_rehash(&keys(ONE), &weak));
}

/// As an older release might have stored it: 8 MiB, one pass.
fn weaker_hash(password: &[u8]) -> String {
    let ring = keys(ONE);
    let pepper = ring.current_subkey(crate::keys::Purpose::Pepper);
    let params = argon2::Params::new(8192, 1, 1, Some(32)).unwrap();
    let argon2 =
        argon2::Argon2::new_with_secret(pepper, argon2::Algorithm::Argon2id, argon2::Version::V0x13, params).unwrap();
    let phc = argon2::PasswordHasher::hash_password_with_salt(&argon2, password, b"sixteen bytes...").unwrap();
    format!("k1:{phc}")
}

#[tokio::test]
async fn what_is_no_hash_of_ours_is_an_error_not_a_match() {
    let pool = pool();
    let good = pool.hash("x").await.unwrap();
    let (_, phc) = good.split_once(':').unwrap();
    for bad in [
        String::new(),
        "k1:".to_owned(),
        phc.to_owned(),
        format!("k:{phc}"),
        format!("x1:{phc}"),
        good.replace("argon2id", "argon2i"),
        good.replace("argon2id", "argon2d"),
        good.replace("m=19456", "m=99999999"),
        good.replace("t=2", "t=4000000000"),
        good.replace("p=1", "p=500"),
        good.replace("v=19", "v=18"),
        good.rsplit_once('$').unwrap().0.to_owned(),
        "k1:$2b$12$abcdefghijklmnopqrstuv".to_owned(),
    ] {
        assert_eq!(pool.verify("x", &bad).await, Err(HashError::Unreadable), "{bad}");
        assert!(!needs_rehash(&keys(ONE), &bad));
    }
}

#[tokio::test]
async fn nobody_never_matches_whatever_is_typed() {
    let pool = pool();
    for password in ["", "password", "\0"] {
        assert_eq!(pool.verify_nobody(password).await, NO_MATCH);
    }
    assert_eq!(pool.verify_nobody(&"x".repeat(5_000_000)).await, NO_MATCH);
}

#[tokio::test]
async fn beyond_the_limit_a_new_password_is_refused_and_a_check_says_no() {
    let pool = pool();
    let longest = "a".repeat(MAX_PASSWORD_BYTES);
    let stored = pool.hash(&longest).await.unwrap();
    assert_eq!(pool.verify(&longest, &stored).await, MATCH);
    let longer = format!("{longest}a");
    assert_eq!(pool.hash(&longer).await, Err(HashError::TooLong));
    assert_eq!(pool.verify(&longer, &stored).await, NO_MATCH);
    // Not even the text that is hashed in the place of one too long.
    let stand_in = pool.hash(&" ".repeat(MAX_PASSWORD_BYTES)).await.unwrap();
    assert_eq!(pool.verify(&longer, &stand_in).await, NO_MATCH);
}

#[tokio::test]
async fn the_last_byte_counts_beyond_72_and_behind_a_nul() {
    let pool = pool();
    let long = "x".repeat(100);
    let stored = pool.hash(&format!("{long}a")).await.unwrap();
    assert_eq!(pool.verify(&format!("{long}b"), &stored).await, NO_MATCH);
    assert_eq!(pool.verify(&long, &stored).await, NO_MATCH);
    let stored = pool.hash("before\0after").await.unwrap();
    assert_eq!(pool.verify("before\0other", &stored).await, NO_MATCH);
    assert_eq!(pool.verify("before", &stored).await, NO_MATCH);
    assert_eq!(pool.verify("before\0after", &stored).await, MATCH);
}

#[tokio::test]
async fn one_password_typed_on_two_systems_is_one_and_look_alikes_are_not() {
    let pool = pool();
    let stored = pool.hash("caf\u{e9} Zo\u{eb}").await.unwrap();
    assert_eq!(pool.verify("cafe\u{301} Zoe\u{308}", &stored).await, MATCH, "composed or not");
    assert_eq!(pool.verify("cafe Zoe", &stored).await, NO_MATCH, "accents count");
    let stored = pool.hash("x² ﬁ ①").await.unwrap();
    assert_eq!(pool.verify("x2 fi 1", &stored).await, NO_MATCH, "no compatibility folding");
    let stored = pool.hash("straße").await.unwrap();
    assert_eq!(pool.verify("strasse", &stored).await, NO_MATCH);
}

#[test]
fn a_check_is_one_run_and_its_memory_is_reused() {
    let ring = keys(ONE);
    let recipe = Recipe::fresh(&ring, &OsEntropy).unwrap();
    let mut arena = Vec::new();
    let first = recipe.compute(&ring, &Candidate::new("x"), &mut arena).unwrap();
    assert_eq!(arena.len(), MEMORY_KIB as usize);
    let place = arena.as_ptr();
    let second = recipe.compute(&ring, &Candidate::new("x"), &mut arena).unwrap();
    assert_eq!(first, second, "what the last one left behind does not matter");
    assert_eq!(arena.as_ptr(), place);
}

#[test]
fn a_full_queue_is_busy_at_once_and_free_again_when_callers_leave() {
    // No thread takes a job here: what is asked is asked on a pool whose one thread never starts working.
    let (sender, arenas) = watch::channel(0);
    let ring = keys(ONE);
    let shared = Arc::new(Shared {
        queue: Mutex::default(),
        work: Condvar::new(),
        watch: Condvar::new(),
        keys: ring.clone(),
        idle: IDLE_BEFORE_FREEING,
        starved: STARVED,
        arenas: sender,
    });
    let pool =
        HashPool { handle: Arc::new(Handle { shared, keys: ring, entropy: Arc::new(OsEntropy), places: 2, arenas }) };
    let runtime = runtime();
    let mut waiting: Vec<_> = (0..2)
        .map(|_| {
            let pool = pool.clone();
            runtime.spawn(async move { pool.verify_nobody("x").await })
        })
        .collect();
    runtime.block_on(tokio::task::yield_now());
    runtime.block_on(async {
        while pool.load() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.verify_nobody("x").await, Err(HashError::Busy));
        assert_eq!(pool.hash("x").await, Err(HashError::Busy));
        // One caller hangs up: its place is free for the next.
        let gone = waiting.pop().unwrap();
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
    });
    let pool_again = pool.clone();
    let next = runtime.spawn(async move { pool_again.verify_nobody("x").await });
    runtime.block_on(async {
        tokio::task::yield_now().await;
        assert_eq!(pool.load(), 2);
        assert!(!next.is_finished(), "it waits; it is not refused");
    });
}

#[test]
fn many_at_once_are_all_answered() {
    let pool = pool();
    let runtime = runtime();
    let stored = runtime.block_on(pool.hash("x")).unwrap();
    let all: Vec<_> = (0..40)
        .map(|number| {
            let (pool, stored) = (pool.clone(), stored.clone());
            let password = if number % 2 == 0 { "x" } else { "y" };
            (number, runtime.spawn(async move { pool.verify(password, &stored).await }))
        })
        .collect();
    for (number, one) in all {
        let expected = if number % 2 == 0 { MATCH } else { NO_MATCH };
        assert_eq!(runtime.block_on(one).unwrap(), expected);
    }
    assert_eq!(pool.load(), 0);
}

#[test]
fn memory_comes_with_the_first_hash_and_goes_when_nobody_asks() {
    let idle = Duration::from_millis(50);
    let pool = HashPool::start_with(sized(2, 10), (idle, STARVED), keys(ONE), Arc::new(OsEntropy)).unwrap();
    assert_eq!(pool.arenas(), 0, "an idle start holds nothing");
    let runtime = runtime();
    let mut arenas = pool.handle.arenas.clone();
    runtime.block_on(async {
        let stored = pool.hash("x").await.unwrap();
        arenas.wait_for(|held| *held == 0).await.unwrap();
        assert_eq!(pool.verify("x", &stored).await, MATCH, "and comes back");
    });
}

#[test]
fn the_threads_end_with_the_last_clone() {
    let pool = pool();
    let shared = Arc::downgrade(&pool.handle.shared);
    let mut arenas = pool.handle.arenas.clone();
    runtime().block_on(async {
        pool.hash("x").await.unwrap();
        drop(pool);
        // The sender lives with the threads: when it is gone, so are they.
        while arenas.changed().await.is_ok() {}
    });
    assert!(shared.upgrade().is_none());
}

#[tokio::test]
async fn what_the_threads_get_no_turn_for_is_hashed_all_the_same() {
    // No threads at all: what a machine looks like that never lets them run.
    let starved = Duration::from_millis(20);
    let pool = HashPool::start_with(sized(0, 10), (IDLE_BEFORE_FREEING, starved), keys(ONE), Arc::new(OsEntropy));
    let pool = pool.unwrap();
    let (one, two) = tokio::join!(pool.hash("gele fietspomp"), pool.hash("rode fietspomp"));
    assert_eq!(pool.verify("gele fietspomp", &one.unwrap()).await, MATCH);
    assert_eq!(pool.verify("gele fietspomp", &two.unwrap()).await, NO_MATCH);
}

#[cfg(target_os = "linux")]
#[test]
fn the_threads_yield_and_the_caller_is_left_alone() {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};
    let before = rustix::process::getpriority_process(None).unwrap();
    let policy = thread_schedule_policy().unwrap();
    let (idle, lower) = thread::spawn(|| {
        lower_priority();
        let lower = rustix::process::getpriority_process(None).unwrap();
        yield_to_all();
        (thread_schedule_policy().unwrap(), lower)
    })
    .join()
    .unwrap();
    assert_eq!((idle, lower), (ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle), NICENESS));
    assert_eq!(rustix::process::getpriority_process(None).unwrap(), before);
    assert_eq!(thread_schedule_policy().unwrap(), policy);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_password_verifies_and_a_changed_character_does_not(password in any::<String>(), extra in any::<char>()) {
        prop_assume!(password.len() + 4 <= MAX_PASSWORD_BYTES);
        let pool = pool();
        runtime().block_on(async {
            let stored = pool.hash(&password).await.unwrap();
            assert_eq!(pool.verify(&password, &stored).await, MATCH);
            let changed = format!("{password}{extra}");
            assert_eq!(pool.verify(&changed, &stored).await, NO_MATCH);
        });
    }
}
