//! The JSON Schema of the design file.

/// Returns the JSON Schema (draft 7) of the design file, as `gatewright schema` prints it.
pub fn schema() -> &'static str {
    include_str!("../../assets/design.schema.json")
}
