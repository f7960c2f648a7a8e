//! JSON read with spans, and JSONPath as `$input` understands it.
