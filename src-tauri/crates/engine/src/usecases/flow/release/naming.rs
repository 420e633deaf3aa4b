//! Which tag the name of a branch stands for.

use lockkeeper_domain::ids::TagName;
use lockkeeper_domain::policy::Service;
use lockkeeper_domain::version::Version;

/// What is known of a branch by its name alone.
pub(super) struct Naming<'a> {
    /// The services of the repository.
    pub(super) services: Vec<&'a Service>,
    /// What git-flow puts before the name.
    pub(super) prefix: &'a str,
    /// The name of the branch after the prefix of its kind.
    pub(super) rest: &'a str,
    /// Whether the repository is configured for git-flow.
    pub(super) configured: bool,
}

/// The tag a branch's name stands for.
#[derive(Debug, PartialEq)]
pub(super) enum Named<'a> {
    /// This one.
    As(TagName),
    /// The next one of a service, which stands for all of the repository.
    NextOf(&'a Service),
    /// One like the tags so far; no service is there to ask.
    ByTags,
    /// None of a service.
    NoService {
        /// Names it could have, one for each service.
        possible: Vec<String>,
    },
}

impl<'a> Naming<'a> {
    /// The tag of a service that the branch is called by, whichever way; where
    /// there are no services, git-flow's way.
    pub(super) fn named(&self) -> Named<'a> {
        let whole = TagName::new(format!("{}{}", self.prefix, self.rest));
        let Some(first) = self.services.first() else {
            let by_git_flow = self.configured || !self.prefix.is_empty();
            return if by_git_flow {
                Named::As(whole)
            } else {
                Named::ByTags
            };
        };
        let spelled = [whole, TagName::new(self.rest)].into_iter();
        let fitting = |name: &TagName| !self.fitting(name).is_empty();
        if let Some(name) = spelled
            .into_iter()
            .find(fitting)
            .or_else(|| self.by_service())
        {
            return Named::As(name);
        }
        let version = self.version();
        let tag = |service: &&Service| match &version {
            Some(version) => service.tag.tag(version).to_string(),
            None => service.tag.to_string(),
        };
        let mut possible: Vec<String> = self.services.iter().map(tag).collect();
        possible.sort();
        possible.dedup();
        match (possible.as_slice(), &version) {
            ([only], Some(_)) => Named::As(TagName::new(only.as_str())),
            ([_], None) => Named::NextOf(first),
            _ => Named::NoService { possible },
        }
    }

    /// The version the branch is called by.
    pub(super) fn version(&self) -> Option<Version> {
        version(self.rest)
    }

    /// The services whose tag has that name, with the version it names.
    pub(super) fn fitting(&self, name: &TagName) -> Vec<(&'a Service, Version)> {
        let version = |service: &Service| service.tag.version(name.as_str());
        let fitting = self.services.iter();
        fitting
            .filter_map(|service| Some((*service, version(service)?)))
            .collect()
    }

    /// `SERVICE-VERSION` and `SERVICE/VERSION`.
    fn by_service(&self) -> Option<TagName> {
        self.services.iter().find_map(|service| {
            let rest = self.rest.strip_prefix(service.name.as_str())?;
            let version = version(rest.strip_prefix(['-', '/', '@'])?)?;
            Some(service.tag.tag(&version))
        })
    }
}

/// `1.2.0` and `v1.2.0`.
fn version(text: &str) -> Option<Version> {
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}
