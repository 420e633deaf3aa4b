//! Which versions services need of each other in one environment.

use crate::environment::Environment;
use crate::ids::ServiceName;
use crate::policy::{Service, Workspace};
use crate::snapshot::{Known, Snapshot};
use crate::version::Version;
use semver::VersionReq;

/// A version that matters in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The other service.
    pub service: ServiceName,
    /// Who needs whom.
    pub relation: Relation,
    /// The versions that will do.
    pub wants: VersionReq,
    /// The version that counts: what the other service runs there, or, where
    /// it is the one in need, what is about to come. `None` runs nothing.
    pub has: Known<Option<Version>>,
}

/// Who needs whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// What comes needs the other service.
    Needs,
    /// The other service needs what comes.
    NeededBy,
}

impl Requirement {
    /// Whether the version will do; one that nobody knows does not.
    #[must_use]
    pub fn is_met(&self) -> bool {
        match &self.has {
            Known::Seen(Some(version)) => fits(&self.wants, version),
            Known::Seen(None) | Known::Unknown(_) => false,
        }
    }

    /// The version that was found, in words.
    #[must_use]
    pub fn found(&self) -> String {
        match &self.has {
            Known::Seen(Some(version)) => version.to_string(),
            Known::Seen(None) => "nothing of it".into(),
            Known::Unknown(why) => format!("nobody knows what ({why})"),
        }
    }
}

/// A build on the way to a version counts as that version: a requirement
/// speaks of what is in it, and SemVer ranges leave prereleases out.
fn fits(wants: &VersionReq, version: &Version) -> bool {
    let core = Version::new(version.major, version.minor, version.patch);
    wants.matches(version) || wants.matches(&core)
}

/// Everything that matters for a version of a service in an environment: what
/// it needs, and who there needs it. Services that run nothing there need nothing.
#[must_use]
pub fn requirements(
    workspace: &Workspace,
    service: &Service,
    environment: &Environment,
    coming: &Version,
    snapshot: &Snapshot,
) -> Vec<Requirement> {
    let needs = service.requires.iter().map(|(other, wants)| Requirement {
        service: other.clone(),
        relation: Relation::Needs,
        wants: wants.clone(),
        has: running(snapshot, other, environment),
    });
    let needed = workspace.services.values().filter_map(|other| {
        let wants = other.requires.get(&service.name)?;
        let runs = running(snapshot, &other.name, environment);
        matches!(runs, Known::Seen(Some(_))).then(|| Requirement {
            service: other.name.clone(),
            relation: Relation::NeededBy,
            wants: wants.clone(),
            has: Known::Seen(Some(coming.clone())),
        })
    });
    needs.chain(needed).collect()
}

fn running(
    snapshot: &Snapshot,
    service: &ServiceName,
    environment: &Environment,
) -> Known<Option<Version>> {
    let places = snapshot.places.get(service);
    let Some(fact) = places.and_then(|p| p.get(&environment.name)) else {
        return Known::Seen(None);
    };
    match &fact.state {
        Known::Unknown(why) => Known::Unknown(why.clone()),
        Known::Seen(place) => match place.live() {
            None => Known::Seen(None),
            Some(live) => match &live.build {
                Some(build) => Known::Seen(Some(build.version.clone())),
                None => Known::Unknown(format!("`{}` is no known build", live.value)),
            },
        },
    }
}
