//! The Velocity Template Language: lexer, parser, values, evaluator, output with provenance. Knows nothing of AWS.
