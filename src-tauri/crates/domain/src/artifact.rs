//! Artifact references: rendered from a release, recognised in a place.
