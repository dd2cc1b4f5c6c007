//! Uploads, forms and downloads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::Multipart as Received;
use axum::routing::post;
use bytes::Bytes;
use futures_util::stream;
use tokio::io::AsyncWriteExt;

use serde_json::json;

use crate::emitted::api::UploadFiles;
use crate::emitted::types::{Filter, Thing, UploadBody};
use crate::runtime::{
    Body, Call, Client, ErrorKind, Map, Multipart, Operation as _, Request, Retry, Upload,
};
use crate::server::{self, answer, raw, serve};

/// Lists the parts as a second implementation reads them.
async fn list(mut form: Received) -> String {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.expect("a part") {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().unwrap_or("-").to_owned();
        let media = field.content_type().unwrap_or("-").to_owned();
        let text = field.text().await.expect("text");
        parts.push(format!("{name}|{file}|{media}|{text}"));
    }
    serde_json::to_string(&parts).expect("JSON")
}

async fn axum_client() -> Client {
    let app = Router::new().route("/v1/things/{id}/files", post(list));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Client::builder()
        .key("k")
        .base_url(url)
        .retries(Retry::off())
        .build()
        .expect("a client")
}

#[tokio::test]
async fn parts_of_every_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes \"1\".md");
    std::fs::write(&path, "# hi").expect("a file");
    let pieces = stream::iter([
        Ok(Bytes::from_static(b"str")),
        Ok(Bytes::from_static(b"eam")),
    ]);
    let body = UploadBody {
        purpose: "test\r\nme".into(),
        meta: Some(Thing::new("m")),
        files: vec![
            Upload::path(&path),
            Upload::named("a.bin", Bytes::from_static(b"bytes")),
            Upload::named("b.x", Body::stream(pieces, None)).media_type("text/x-thing"),
            Upload::named("c.json", Body::reader(&b"{}"[..], Some(2))),
        ],
    };
    let parts = axum_client()
        .await
        .things()
        .upload("a", body)
        .send()
        .await
        .expect("parts");
    assert_eq!(
        parts,
        serde_json::json!([
            "purpose|-|-|test\r\nme",
            "meta|-|application/json|{\"id\":\"m\"}",
            "files|notes %221%22.md|text/plain|# hi",
            "files|a.bin|application/octet-stream|bytes",
            "files|b.x|text/x-thing|stream",
            "files|c.json|application/json|{}",
        ])
    );
}

#[tokio::test]
async fn each_value_of_a_map_is_a_part() {
    let client = axum_client().await;
    let values = [
        ("a", json!("x")),
        ("b", json!([1, 2])),
        ("c", json!({"d": true})),
    ];
    let form: Multipart = Map::from_iter(values).into();
    let call = Call::new(&client, UploadFiles::ENDPOINT).path("id", "a");
    let parts = Request::<UploadFiles>::new(call.multipart(form))
        .send()
        .await;
    assert_eq!(
        parts.expect("parts"),
        json!([
            "a|-|-|x",
            "b|-|-|1",
            "b|-|-|2",
            "c|-|application/json|{\"d\":true}"
        ])
    );
}

#[tokio::test]
async fn a_form_goes_where_no_document_says_so() {
    let form = Multipart::new()
        .text("model", "text/plain", "large")
        .file("file", Upload::named("a.txt", "contents"));
    let parts: serde_json::Value = axum_client()
        .await
        .request("POST", "/things/a/files")
        .multipart(form)
        .send_json()
        .await
        .expect("parts");
    let expected = ["model|-|text/plain|large", "file|a.txt|text/plain|contents"];
    assert_eq!(parts, json!(expected));
}

#[tokio::test]
async fn lengths_are_sent_when_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a");
    std::fs::write(&path, vec![b'x'; 200_000]).expect("a file");
    let server = serve(|asked| {
        assert_eq!(asked.header("content-length"), Some("200000"));
        answer(
            "200 OK",
            "content-type: text/plain\r\n",
            &asked.body.len().to_string(),
        )
    })
    .await;
    let done = Arc::new(AtomicU64::new(0));
    let tell = done.clone();
    let client = server.client();
    let request = client
        .things()
        .put_content("a", Body::file(&path))
        .with_upload_progress(move |progress| {
            assert_eq!(progress.total, Some(200_000));
            tell.store(progress.done, Ordering::SeqCst);
        });
    assert_eq!(request.send().await.expect("a length"), "200000");
    assert_eq!(done.load(Ordering::SeqCst), 200_000);
}

#[tokio::test]
async fn files_that_are_not_there() {
    let client = Client::builder()
        .key("k")
        .base_url("http://127.0.0.1:1")
        .build()
        .expect("a client");
    let error = client
        .things()
        .put_content("a", Body::file("/no/such/file"))
        .send()
        .await;
    let error = error.expect_err("no file");
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn forms() {
    let server = serve(|asked| {
        assert_eq!(
            asked.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        assert_eq!(asked.text(), "min=3&tags=a%20b&tags=c");
        server::json("200 OK", "")
    })
    .await;
    let filter = Filter {
        min: Some(3),
        tags: Some(vec!["a b".into(), "c".into()]),
    };
    server
        .client()
        .things()
        .charge(&filter)
        .send()
        .await
        .expect("nothing");
}

#[tokio::test]
async fn downloads() {
    let server = raw(|_, mut stream| async move {
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 300000\r\n\r\n")
            .await;
        for _ in 0..3 {
            let _ = stream.write_all(&[7; 100_000]).await;
        }
    })
    .await;
    let client = server.client();
    let whole = client.things().content("a").send().await.expect("a stream");
    assert_eq!(whole.length(), Some(300_000));
    assert_eq!(whole.collect().await.expect("bytes"), vec![7; 300_000]);

    let seen = Arc::new(AtomicU64::new(0));
    let tell = seen.clone();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out");
    let stream = client.things().content("a").send().await.expect("a stream");
    let stream = stream.on_progress(move |progress| tell.store(progress.done, Ordering::SeqCst));
    assert_eq!(stream.write_to_file(&path).await.expect("written"), 300_000);
    assert_eq!(seen.load(Ordering::SeqCst), 300_000);
    assert_eq!(std::fs::read(&path).expect("a file").len(), 300_000);

    let stream = client.things().content("a").send().await.expect("a stream");
    let error = stream.collect_up_to(1000).await.expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}
