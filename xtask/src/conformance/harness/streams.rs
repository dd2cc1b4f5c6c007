// Only of a client that has streams.

use client::runtime::Streaming;
use futures_util::StreamExt as _;

/// Of a stream that does not end, so many pieces are enough.
const MAX_PIECES: usize = 1000;

async fn stream<O: Streaming>(request: Request<O>, case: &Case) -> Result<Value, String> {
    let mut stream = match case.prepared(request).stream().await {
        Ok(stream) => stream,
        Err(error) => return told::<O, usize>(Err(error)),
    };
    let mut pieces = 0;
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(_) if pieces < MAX_PIECES => pieces += 1,
            Ok(_) => break,
            Err(error) => return told::<O, usize>(Err(error)),
        }
    }
    told::<O, _>(Ok(pieces))
}
