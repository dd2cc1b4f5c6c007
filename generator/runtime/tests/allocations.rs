//! How often a call allocates, beside the same call by hand. A count is the same on every machine,
//! where a time is not: `benches/calls` has the times.
#![cfg(feature = "serde")]

#[path = "../benches/calls/both.rs"]
mod both;
#[allow(dead_code, reason = "only one of the bodies is needed")]
#[path = "../benches/codec/shapes.rs"]
mod shapes;

use both::{ByHand, add_by_client, get_by_client};
use pagecrate_runtime::runtime;
use tokio::runtime::Runtime;

const CALLS: u32 = 20;

/// Allocations of one call on a kept connection, on this thread: the server has its own.
fn allocations<F: Future>(runtime: &Runtime, call: impl Fn() -> F) -> u64 {
    let calls = || {
        for _ in 0..CALLS {
            runtime.block_on(call());
        }
    };
    calls();
    allocation_counter::measure(calls).count_total / u64::from(CALLS)
}

#[test]
fn a_call_allocates_no_more_than_one_by_hand() {
    let base = both::serve();
    let runtime = both::one_thread();
    let client = both::client(&base);
    let by_hand = ByHand::new(&base);
    let chat = both::chat();

    let ours = allocations(&runtime, || get_by_client(&client));
    let theirs = allocations(&runtime, || by_hand.get());
    assert!(ours <= theirs, "GET: {ours}, by hand {theirs}");

    let ours = allocations(&runtime, || add_by_client(&client, &chat));
    let theirs = allocations(&runtime, || by_hand.add(&chat));
    assert!(ours <= theirs, "POST: {ours}, by hand {theirs}");
}
