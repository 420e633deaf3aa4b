//! Names and identifiers, one type each, so that they cannot be swapped.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Defines a transparent string newtype.
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "wire", derive(ts_rs::TS))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// Wraps a text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

name_type!(
    /// The handle of a service in the workspace file.
    ServiceName
);
name_type!(
    /// The name of an environment in the workspace file.
    EnvName
);
name_type!(
    /// The handle of a repository in the workspace file.
    RepoName
);
name_type!(
    /// The handle of a group of services with one version.
    GroupName
);
name_type!(
    /// The handle of a person in the workspace file.
    PersonHandle
);
name_type!(
    /// A git object id in full-length lower-case hex (40 or 64 digits).
    Oid
);
name_type!(
    /// The short name of a tag, without `refs/tags/`.
    TagName
);
name_type!(
    /// The short name of a branch, without `refs/heads/`.
    BranchName
);
name_type!(
    /// The identifier of a plan; what a person confirms.
    PlanId
);
name_type!(
    /// The identifier of one execution of a plan.
    RunId
);

impl Oid {
    /// The first seven digits, as people write them.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}
