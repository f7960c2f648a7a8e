//! Drives the window through its accessibility tree.
