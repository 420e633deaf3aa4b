//! Tags that read like versions and fit no pattern.

use super::Warning;
use crate::ids::TagName;
use crate::policy::Service;
use crate::version::{TagPattern, Version};

/// Says, where a service has no version of its own yet, that a tag reads like
/// one in another spelling, with a `v` or without. What fits the pattern of
/// another service of the repository is that one's.
#[must_use]
pub fn spelled_otherwise(
    service: &Service,
    siblings: &[&Service],
    names: &[TagName],
) -> Option<Warning> {
    let fits = |pattern: &TagPattern, name: &TagName| pattern.version(name.as_str()).is_some();
    if names.iter().any(|name| fits(&service.tag, name)) {
        return None;
    }
    let free = |name: &&TagName| !siblings.iter().any(|other| fits(&other.tag, name));
    let strangers = names.iter().filter(free);
    let read = strangers.filter_map(|name| Some((read(name)?, name)));
    let (version, name) = read.max_by(|(one, _), (other, _)| one.cmp_precedence(other))?;
    let (handle, pattern, ours) = (&service.name, &service.tag, service.tag.tag(&version));
    let text = format!(
        "No tag fits {pattern}, so this is the first release; {name} reads like a version. Where \
         it is one of {handle}, give its commit the tag {ours} as well, or set `tag` of {handle}."
    );
    Some(Warning {
        code: "tag-spelled-otherwise".to_owned(),
        text,
        commit: None,
        offer: None,
    })
}

fn read(name: &TagName) -> Option<Version> {
    let bare = name.as_str().trim_start_matches(['v', 'V']);
    Version::parse(bare).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::tests_support::service;

    fn told(service: &Service, siblings: &[&Service], names: &[&str]) -> Option<String> {
        let names: Vec<TagName> = names.iter().map(|name| TagName::new(*name)).collect();
        spelled_otherwise(service, siblings, &names).map(|warning| warning.text)
    }

    fn tagged(name: &str, pattern: &str) -> Service {
        let mut service = service(name, &[]);
        service.tag = TagPattern::parse(pattern).unwrap();
        service
    }

    #[test]
    fn a_version_without_its_v_is_no_silent_first_release() {
        let app = tagged("app", "v{version}");
        let text = told(&app, &[&app], &["0.8.0", "0.9.0", "nightly"]).unwrap();
        assert!(text.contains("0.9.0 reads like a version"), "{text}");
        assert!(text.contains("the tag v0.9.0 as well"), "{text}");
        assert_eq!(told(&app, &[&app], &["0.9.0", "v0.1.0"]), None);
        assert_eq!(told(&app, &[&app], &["nightly", "2026"]), None);
    }

    #[test]
    fn what_another_service_is_tagged_with_is_its_own() {
        let (app, api) = (tagged("app", "v{version}"), tagged("api", "{version}"));
        assert_eq!(told(&app, &[&app, &api], &["0.9.0"]), None);
    }
}
