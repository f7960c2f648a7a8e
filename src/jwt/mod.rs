//! JSON Web Tokens: decoded, checked and explained.
