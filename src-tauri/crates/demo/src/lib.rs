//! A workspace worth looking at, made of real repositories.
