//! What each stage costs: `cargo bench -p pagecrate-generator`.
//!
//! The project's own pages always; GitHub's and OpenAI's documents where `../shared/specs` is there.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, criterion_group, criterion_main};
use pagecrate_generator::{Config, WriteOptions, api::Api, decide, write};
use pagecrate_spec::diagnostic::Diagnostics;
use pagecrate_spec::document::Document;
use pagecrate_spec::source::Sources;
use pagecrate_spec::yaml;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts of an API: pages, or one document.
fn inputs() -> Vec<(&'static str, Vec<(String, String)>)> {
    let mut inputs = vec![("openrouter", files(&root().join("spec").join("pages")))];
    for (name, file) in [("openai", "openai.yaml"), ("github", "github.json")] {
        let path = root().join("..").join("shared").join("specs").join(file);
        match fs::read_to_string(&path) {
            Ok(text) => inputs.push((name, vec![(file.to_owned(), text)])),
            Err(_) => eprintln!("{name}: not there, left out"),
        }
    }
    inputs
}

/// Every file below a folder, by name.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

fn sources(texts: &[(String, String)]) -> Sources {
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(name.clone(), text.clone());
    }
    sources
}

fn stages(criterion: &mut Criterion) {
    for (name, texts) in inputs() {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .measurement_time(Duration::from_secs(6));
        bench(&mut group, &texts);
        group.finish();
    }
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, texts: &[(String, String)]) {
    let config = Config::default();
    let options = WriteOptions::default();
    let mut diagnostics = Diagnostics::new();
    let read = sources(texts);
    let merged = pagecrate_spec::read(&read, &mut diagnostics).merged.value;
    let text = yaml::write(&merged);
    let document = Document::read(merged.clone(), &mut diagnostics);
    let Some(model) = decide(&document, &config, &mut diagnostics) else {
        panic!("the input has errors");
    };
    group.bench_function("parse", |bencher| {
        bencher.iter(|| yaml::read(black_box(&text)))
    });
    group.bench_function("merge", |bencher| {
        bencher.iter(|| pagecrate_spec::read(black_box(&read), &mut Diagnostics::new()));
    });
    group.bench_function("resolve", |bencher| {
        bencher.iter_batched(
            || merged.clone(),
            |value| {
                let mut diagnostics = Diagnostics::new();
                let document = Document::read(value, &mut diagnostics);
                Api::read(&document, &config, &mut diagnostics)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("decide", |bencher| {
        bencher.iter(|| decide(black_box(&document), &config, &mut Diagnostics::new()));
    });
    group.bench_function("emit and print", |bencher| {
        bencher.iter(|| write(black_box(&model), &options));
    });
    group.bench_function("whole", |bencher| {
        bencher.iter(|| {
            let mut diagnostics = Diagnostics::new();
            let merged = pagecrate_spec::read(black_box(&read), &mut diagnostics).merged;
            let document = Document::read(merged.value, &mut diagnostics);
            decide(&document, &config, &mut diagnostics).map(|model| write(&model, &options))
        });
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
