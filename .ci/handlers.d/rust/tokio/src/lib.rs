//! `#[tokio::main]` as far as a compiler that runs nothing needs it.

use proc_macro::TokenStream;

#[proc_macro_attribute]
pub fn main(_attribute: TokenStream, function: TokenStream) -> TokenStream {
    function
}
