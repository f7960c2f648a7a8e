//! The one façade: a design and a selected call in, everything worth showing out.
