//! Types that both codecs read: serde's derives, and the tables of emitted code.

use crate::runtime::codec::{Key, Miss, Node, Slot, Writer};
use serde::{Deserialize, Serialize};

/// A struct with serde's derives and with a table as the generator writes it.
macro_rules! shapes {
    ($($name:ident {
        $(required $field:ident: $type:ty,)*
        $(optional $maybe:ident: $inner:ty,)*
    })*) => {$(
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
            $(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub(crate) $maybe: Option<$inner>,
            )*
        }

        impl Slot for $name {
            #[inline]
            fn empty() -> Self {
                $name { $($field: Slot::empty(),)* $($maybe: None),* }
            }

            #[inline]
            fn put(&mut self, n: Node<'_>) -> Result<(), Miss> {
                n.fields($name::TABLE, &mut [$(&mut self.$field,)* $(&mut self.$maybe),*])
            }

            #[inline]
            fn write(&self, w: &mut Writer<'_>) {
                w.fields($name::TABLE, &[$(&self.$field,)* $(&self.$maybe),*])
            }
        }

        impl $name {
            const TABLE: &'static [Key] = &[
                $(Key::required(stringify!($field)),)*
                $(Key::optional(stringify!($maybe))),*
            ];
        }
    )*};
}

shapes! {
    Models {
        required data: Vec<Model>,
    }
    Model {
        required id: String,
        required canonical_slug: String,
        required name: String,
        required created: i64,
        required description: String,
        required context_length: u64,
        required architecture: Architecture,
        required pricing: Pricing,
        required supported_parameters: Vec<String>,
        optional top_provider: Provider,
        optional expires: i64,
    }
    Architecture {
        required modality: String,
        required input_modalities: Vec<String>,
        required output_modalities: Vec<String>,
        required tokenizer: String,
        optional instruct_type: String,
    }
    Pricing {
        required prompt: String,
        required completion: String,
        optional request: String,
        optional image: String,
        optional discount: f64,
    }
    Provider {
        required is_moderated: bool,
        optional context_length: u64,
        optional max_completion_tokens: u64,
    }
    Chat {
        required id: String,
        required object: String,
        required created: i64,
        required model: String,
        required choices: Vec<Choice>,
        optional usage: Usage,
    }
    Choice {
        required index: i64,
        required message: Message,
        optional finish_reason: String,
    }
    Message {
        required role: String,
        optional content: String,
        optional tool_calls: Vec<ToolCall>,
    }
    ToolCall {
        required id: String,
        required function: Function,
    }
    Function {
        required name: String,
        required arguments: String,
    }
    Usage {
        required prompt_tokens: u64,
        required completion_tokens: u64,
        required total_tokens: u64,
        optional cost: f64,
    }
    Chunk {
        required id: String,
        required object: String,
        required created: i64,
        required model: String,
        required choices: Vec<ChunkChoice>,
    }
    ChunkChoice {
        required index: i64,
        required delta: Delta,
        optional finish_reason: String,
    }
    Delta {
        optional role: String,
        optional content: String,
    }
}
