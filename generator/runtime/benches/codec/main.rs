//! Reading and writing against serde's derives, on bodies of the sizes that clients meet.

mod shapes;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pagecrate_runtime::runtime;
use runtime::codec::{Slot, Tape, from_slice, to_string};
use shapes::{
    Architecture, Chat, Choice, Chunk, ChunkChoice, Delta, Function, Message, Model, Models,
    Pricing, Provider, ToolCall, Usage,
};

/// About 500 KB.
fn models() -> Models {
    let words = [
        "fast",
        "a model \"with\" quotes",
        "multilingual",
        "größer",
        "reasoning",
        "open",
    ];
    let describe = |i: usize| {
        (0..60)
            .map(|j| words[(i * 7 + j * 5) % words.len()])
            .collect::<Vec<_>>()
            .join(" ")
    };
    let data = (0..400).map(|i| Model {
        id: format!("vendor-{}/model-{i}", i % 30),
        canonical_slug: format!("vendor-{}/model-{i}-2026-01-01", i % 30),
        name: format!("Vendor {}: Model {i}", i % 30),
        created: 1_700_000_000 + i as i64 * 3601,
        description: describe(i),
        context_length: 4096 << (i % 7),
        architecture: Architecture {
            modality: "text+image->text".into(),
            input_modalities: vec!["text".into(), "image".into()],
            output_modalities: vec!["text".into()],
            tokenizer: "Other".into(),
            instruct_type: (i % 3 == 0).then(|| "chatml".into()),
        },
        pricing: Pricing {
            prompt: format!("0.00000{}", i % 97),
            completion: format!("0.0000{}", i % 89),
            request: Some("0".into()),
            image: (i % 2 == 0).then(|| "0.001".into()),
            discount: Some(i as f64 / 7.0),
        },
        supported_parameters: [
            "max_tokens",
            "temperature",
            "top_p",
            "stop",
            "seed",
            "tools",
        ]
        .map(String::from)
        .to_vec(),
        top_provider: Some(Provider {
            is_moderated: i % 2 == 0,
            context_length: Some(4096 << (i % 7)),
            max_completion_tokens: None,
        }),
        expires: None,
    });
    Models {
        data: data.collect(),
    }
}

/// About 3 KB.
fn chat() -> Chat {
    Chat {
        id: "gen-1700000000-abcdefghijklmnop".into(),
        object: "chat.completion".into(),
        created: 1_700_000_000,
        model: "vendor/model".into(),
        choices: vec![Choice {
            index: 0,
            message: Message {
                role: "assistant".into(),
                content: Some("A line of an answer, neither short nor long.\n".repeat(50)),
                tool_calls: Some(vec![ToolCall {
                    id: "call_1".into(),
                    function: Function {
                        name: "weather".into(),
                        arguments: "{\"city\":\"Berlin\",\"days\":3}".into(),
                    },
                }]),
            },
            finish_reason: Some("tool_calls".into()),
        }],
        usage: Some(Usage {
            prompt_tokens: 812,
            completion_tokens: 534,
            total_tokens: 1346,
            cost: Some(0.001_234_5),
        }),
    }
}

/// About 300 bytes with what most servers add.
fn chunk() -> Chunk {
    Chunk {
        id: "gen-1700000000-abcdefghijklmnopqrstuvwxyz".into(),
        object: "chat.completion.chunk".into(),
        created: 1_700_000_000,
        model: "vendor/model-with-a-rather-long-name-2026-01-01".into(),
        choices: vec![ChunkChoice {
            index: 0,
            delta: Delta {
                role: Some("assistant".into()),
                content: Some(" some words, \"quoted\" and a line\n".into()),
            },
            finish_reason: None,
        }],
    }
}

fn compare<T>(criterion: &mut Criterion, name: &str, value: &T)
where
    T: Slot + serde::Serialize + serde::de::DeserializeOwned,
{
    let body = to_string(value).into_bytes();
    assert_eq!(body, serde_json::to_vec(value).expect("serializable"));
    let mut group = criterion.benchmark_group(format!("{name} ({} bytes)", body.len()));
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("decode/tape", |b| {
        b.iter(|| from_slice::<T>(black_box(&body)).expect("valid"));
    });
    group.bench_function("decode/derive", |b| {
        b.iter(|| serde_json::from_slice::<T>(black_box(&body)).expect("valid"));
    });
    group.bench_function("scan alone", |b| {
        b.iter(|| Tape::parse(black_box(&body)).expect("valid"));
    });
    group.bench_function("encode/tape", |b| b.iter(|| to_string(black_box(value))));
    group.bench_function("encode/derive", |b| {
        b.iter(|| serde_json::to_string(black_box(value)).expect("serializable"));
    });
    group.finish();
}

fn all(criterion: &mut Criterion) {
    compare(criterion, "models", &models());
    compare(criterion, "chat", &chat());
    compare(criterion, "chunk", &chunk());
}

criterion_group!(benches, all);
criterion_main!(benches);
