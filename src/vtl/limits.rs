//! How far a rendering may go. Every limit that is hit is a diagnostic, and no template runs on for ever.

/// The limits of a rendering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Nodes evaluated, and work done by methods in units of about a node.
    pub steps: u64,
    /// Blocks, expressions, calls and evaluated texts inside one another.
    pub depth: u32,
    /// Bytes of the output, and of any text on the way.
    pub text_bytes: usize,
    /// Rounds of one `#foreach` that the service allows. It does not say what happens beyond, so the rendering goes
    /// on and says that it would not.
    pub loop_rounds: Option<u32>,
}

impl Default for Limits {
    /// The quotas of API Gateway (developer guide, "important notes"): 1,000 rounds; and room for its 10 MB payload.
    fn default() -> Self {
        Self { steps: 20_000_000, depth: 500, text_bytes: 32 << 20, loop_rounds: Some(1000) }
    }
}
