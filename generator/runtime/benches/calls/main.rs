//! What a call costs beside the same call by hand on reqwest, over loopback and a kept connection.
//!
//! The two take turns in short rounds, so that whatever else the machine does meets both alike. Said
//! are the least and the middle of the rounds of each, and the middle of how the rounds of a turn
//! compare, which is what to go by on a machine that is not idle.

mod both;
#[allow(dead_code, reason = "only one of the bodies is needed")]
#[path = "../codec/shapes.rs"]
mod shapes;

use std::time::Instant;

use both::{ByHand, add_by_client, get_by_client};
use futures_util::future::join_all;
use pagecrate_runtime::runtime;
use tokio::runtime::Runtime;

/// How often the two take turns.
const ROUNDS: usize = 500;
/// How many calls a round makes.
const CALLS: usize = 64;

fn main() {
    let base = both::serve();
    let runtime = both::one_thread();
    let client = both::client(&base);
    let by_hand = ByHand::new(&base);
    let chat = both::chat();
    println!("µs a call          | client: least, middle | by hand: least, middle | times as long");
    for at_once in [1, 64] {
        compare(
            &runtime,
            &format!("GET, {at_once} in flight"),
            at_once,
            || get_by_client(&client),
            || by_hand.get(),
        );
        compare(
            &runtime,
            &format!("POST, {at_once} in flight"),
            at_once,
            || add_by_client(&client, &chat),
            || by_hand.add(&chat),
        );
    }
}

/// Times two ways of making a call and writes down how they compare.
fn compare<A: Future, B: Future>(
    runtime: &Runtime,
    name: &str,
    at_once: usize,
    ours: impl Fn() -> A,
    by_hand: impl Fn() -> B,
) {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        // Whoever is first in a round may find the caches colder.
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                times[0].push(time(runtime, at_once, &ours));
            } else {
                times[1].push(time(runtime, at_once, &by_hand));
            }
        }
    }
    let compared = times[0]
        .iter()
        .zip(&times[1])
        .map(|(ours, by_hand)| ours / by_hand);
    let (_, ratio) = least_and_middle(compared.collect());
    let [(ours_least, ours_middle), (hand_least, hand_middle)] = times.map(least_and_middle);
    println!(
        "{name:<18} | {ours_least:>13.1} {ours_middle:>7.1} | {hand_least:>14.1} {hand_middle:>7.1} | {ratio:.3}",
    );
}

fn least_and_middle(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[0], values[values.len() / 2])
}

/// Microseconds a call.
fn time<F: Future>(runtime: &Runtime, at_once: usize, call: &impl Fn() -> F) -> f64 {
    let began = Instant::now();
    for _ in 0..CALLS / at_once {
        if at_once == 1 {
            runtime.block_on(call());
        } else {
            runtime.block_on(join_all((0..at_once).map(|_| call())));
        }
    }
    began.elapsed().as_secs_f64() * 1e6 / CALLS as f64
}
