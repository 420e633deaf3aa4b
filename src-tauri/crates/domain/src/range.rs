//! Which commits belong to a release of a service.
