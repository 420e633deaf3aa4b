//! The path filter of one service among the services of its repository.

use crate::commit::CommitFacts;
use crate::policy::Service;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use thiserror::Error;

/// Decides which commits touch a service, or a release of one. Globs are
/// compiled once.
#[derive(Debug)]
pub struct PathFilter {
    own: Vec<Claim>,
    others: Vec<Claim>,
}

/// Why a service's paths cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{glob}` of the service {service} is not a glob")]
pub struct FilterError {
    /// The service.
    pub service: String,
    /// The text.
    pub glob: String,
}

/// What one service claims of the repository.
#[derive(Debug)]
struct Claim {
    /// Files, and folders with the slash at their end; compared as text, since
    /// making a glob ready costs a thousand times as much.
    plain: Vec<String>,
    /// What is no plain text, and how much of each is, in the same order.
    include: Option<(GlobSet, Vec<usize>)>,
    exclude: Option<GlobSet>,
    everything: bool,
}

impl PathFilter {
    /// The filter of `service`; `siblings` are the services of the same
    /// repository, and may contain the service itself.
    ///
    /// # Errors
    /// When a glob is not one.
    pub fn of(service: &Service, siblings: &[&Service]) -> Result<Self, FilterError> {
        let others = siblings.iter().filter(|o| !o.shares_tag(service));
        Ok(Self {
            own: vec![Claim::of(service)?],
            others: others
                .map(|other| Claim::of(other))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The filter of the releases of `service`: services of one group have one
    /// tag, so what any of them claims belongs to it. `siblings` as in
    /// [`PathFilter::of`].
    ///
    /// # Errors
    /// When a glob is not one.
    pub fn of_release(service: &Service, siblings: &[&Service]) -> Result<Self, FilterError> {
        let mut filter = Self::of(service, siblings)?;
        let members = siblings.iter().filter(|o| o.shares_tag(service));
        for member in members.filter(|member| member.name != service.name) {
            filter.own.push(Claim::of(member)?);
        }
        Ok(filter)
    }

    /// Whether a commit belongs to the service. With no paths anywhere every
    /// commit does, also one that changes nothing; where any service has paths
    /// such a commit belongs to none. A commit whose paths were not read
    /// belongs to everybody.
    #[must_use]
    pub fn takes(&self, commit: &CommitFacts) -> bool {
        if self.own.iter().chain(&self.others).all(Claim::is_whole) {
            return true;
        }
        commit
            .paths
            .as_ref()
            .is_none_or(|paths| paths.iter().any(|path| self.owns(path)))
    }

    /// Whether a path belongs to the service: the longest literal prefix
    /// wins, and a service without paths gets what nobody else claims.
    #[must_use]
    pub fn owns(&self, path: &str) -> bool {
        // Most paths are somebody else's, of whom there may be many.
        let mine = self.own.iter().filter_map(|claim| claim.strength(path));
        let Some(mine) = mine.max() else { return false };
        let mut others = self.others.iter();
        others.all(|other| other.strength(path) <= Some(mine))
    }
}

impl Claim {
    fn of(service: &Service) -> Result<Self, FilterError> {
        let (mut plain, mut includes) = (Vec::new(), Vec::new());
        for glob in service.paths.iter().flat_map(|path| globs(path)) {
            match self::plain(&glob) {
                Some(text) => plain.push(text.to_owned()),
                None => includes.push(glob),
            }
        }
        let excludes: Vec<String> = service.exclude.iter().flat_map(|p| globs(p)).collect();
        let prefixes = || includes.iter().map(|glob| literal(glob)).collect();
        Ok(Self {
            plain,
            include: set(service, &includes)?.map(|set| (set, prefixes())),
            exclude: set(service, &excludes)?,
            everything: service.paths.is_empty(),
        })
    }

    /// Whether nothing of the repository is left out.
    const fn is_whole(&self) -> bool {
        self.everything && self.exclude.is_none()
    }

    /// How strongly the path is claimed; absent when it is not.
    fn strength(&self, path: &str) -> Option<usize> {
        let is_in = |set: &GlobSet| set.is_match(path);
        if self.exclude.as_ref().is_some_and(is_in) {
            return None;
        }
        if self.everything {
            return Some(0);
        }
        let is_in = |plain: &&String| match plain.ends_with('/') {
            true => path.len() > plain.len() && path.starts_with(plain.as_str()),
            false => path == plain.as_str(),
        };
        let plain = self.plain.iter().filter(is_in).map(String::len).max();
        let globs = self.include.as_ref().and_then(|(set, prefixes)| {
            let matched = set.matches(path).into_iter();
            matched.map(|place| prefixes[place]).max()
        });
        plain.max(globs).map(|prefix| prefix + 1)
    }
}

/// What a path of the policy means: a name without wildcards is a file or a
/// folder with all it holds, and `folder/` is the latter.
fn globs(path: &str) -> Vec<String> {
    let path = plainly(path);
    if path.ends_with('/') {
        vec![path + "**"]
    } else if literal(&path) == path.len() {
        let folder = format!("{path}/**");
        vec![path, folder]
    } else {
        vec![path]
    }
}

/// A path as git has it: `./a`, `/a` and `a//b` are written by people, and `.`
/// is everything.
fn plainly(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let mut whole = String::with_capacity(path.len() + 2);
    for part in parts {
        if !whole.is_empty() {
            whole.push('/');
        }
        whole.push_str(part);
    }
    match (whole.is_empty(), path.ends_with('/')) {
        (true, _) => "**".to_owned(),
        (false, true) => whole + "/",
        (false, false) => whole,
    }
}

/// The globs made ready; nothing where there are none.
fn set(service: &Service, globs: &[String]) -> Result<Option<GlobSet>, FilterError> {
    if globs.is_empty() {
        return Ok(None);
    }
    let wrong = |glob: &str| FilterError {
        service: service.name.to_string(),
        glob: glob.to_owned(),
    };
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let compiled = GlobBuilder::new(glob).literal_separator(true).build();
        builder.add(compiled.map_err(|_| wrong(glob))?);
    }
    let built = builder.build().map_err(|_| wrong(&globs.join(", ")));
    built.map(Some)
}

/// The file, or the folder with its slash, that is all a glob means.
fn plain(glob: &str) -> Option<&str> {
    let text = match glob.strip_suffix("**") {
        Some(folder) if folder.len() > 1 && folder.ends_with('/') => folder,
        Some(_) => return None,
        None if glob.ends_with('/') => return None,
        None => glob,
    };
    let is_text = literal(text) == text.len() && !text.contains('}');
    (is_text && !text.is_empty() && !text.starts_with('/')).then_some(text)
}

/// How many bytes of a glob are plain text.
fn literal(glob: &str) -> usize {
    glob.find(['*', '?', '[', '{', '\\']).unwrap_or(glob.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::tests_support::{commit, service};
    use proptest::prelude::*;

    fn filter(own: &Service, all: &[&Service]) -> PathFilter {
        PathFilter::of(own, all).unwrap()
    }

    proptest! {
        /// What is compared as text takes the paths that the glob would.
        #[test]
        fn a_plain_claim_is_what_its_glob_says(
            claim in "[ab./]{0,4}(/\\*\\*)?", path in "[ab.]{1,2}(/[ab.]{1,2}){0,3}"
        ) {
            prop_assume!(!claim.is_empty());
            let own = service("own", &[&claim]);
            let said = filter(&own, &[&own]).owns(&path);
            let glob = set(&own, &globs(&claim)).expect("a glob");
            prop_assert_eq!(said, glob.is_some_and(|glob| glob.is_match(&path)));
        }
    }

    #[test]
    fn a_path_may_be_written_as_people_write_it() {
        for written in ["./a", "/a", "a//", "./a/", "a/./", "/a/**"] {
            let own = service("own", &[written]);
            let filter = filter(&own, &[&own]);
            assert!(filter.owns("a/x.rs"), "{written}");
            assert!(!filter.owns("b/x.rs"), "{written}");
        }
        for whole in [".", "./", "./**", "/"] {
            let own = service("own", &[whole]);
            assert!(filter(&own, &[&own]).owns("b/x.rs"), "{whole}");
        }
    }

    #[test]
    fn the_longest_prefix_wins() {
        let api = service("api", &["services/**"]);
        let gateway = service("gateway", &["services/gateway/**"]);
        let all = [&api, &gateway];
        assert!(filter(&api, &all).owns("services/x.rs"));
        assert!(!filter(&api, &all).owns("services/gateway/x.rs"));
        assert!(filter(&gateway, &all).owns("services/gateway/x.rs"));
    }

    #[test]
    fn shared_paths_of_the_same_strength_belong_to_both() {
        let api = service("api", &["api/**", "shared/**"]);
        let web = service("web", &["web/**", "shared/**"]);
        let all = [&api, &web];
        assert!(filter(&api, &all).owns("shared/a"));
        assert!(filter(&web, &all).owns("shared/a"));
    }

    #[test]
    fn a_release_of_a_group_has_what_any_member_claims() {
        let grouped = |name: &str, paths: &[&str]| {
            let mut service = service(name, paths);
            service.group = Some("suite".into());
            service
        };
        let (api, worker) = (grouped("api", &["api"]), grouped("worker", &["worker"]));
        let (rest, web) = (service("rest", &[]), service("web", &["worker/web"]));
        let all = [&api, &worker, &rest, &web];
        let release = PathFilter::of_release(&api, &all).unwrap();
        assert!(release.owns("api/x"));
        assert!(release.owns("worker/x"));
        assert!(!release.owns("worker/web/x"));
        assert!(!release.owns("README.md"));
        assert!(!filter(&api, &all).owns("worker/x"));
        assert!(!filter(&rest, &all).owns("worker/x"));
    }

    #[test]
    fn a_service_without_paths_gets_what_nobody_else_claims() {
        let api = service("api", &["api/**"]);
        let rest = service("rest", &[]);
        let all = [&api, &rest];
        assert!(filter(&rest, &all).owns("README.md"));
        assert!(!filter(&rest, &all).owns("api/x"));
    }

    #[test]
    fn excluded_paths_do_not_count() {
        let mut api = service("api", &["api/**"]);
        api.exclude = vec!["**/*.md".to_owned()];
        assert!(!filter(&api, &[&api]).owns("api/README.md"));
        assert!(filter(&api, &[&api]).owns("api/x.rs"));
    }

    #[test]
    fn an_empty_commit_counts_only_where_no_paths_are_asked_for() {
        let whole = service("web", &[]);
        let part = service("api", &["api/**"]);
        let mut empty = commit("a", "feat: nothing");
        empty.paths = Some(Vec::new());
        assert!(filter(&whole, &[&whole]).takes(&empty));
        assert!(!filter(&part, &[&part]).takes(&empty));
    }

    #[test]
    fn an_empty_commit_belongs_to_every_whole_repository() {
        let (app, site) = (service("app", &[]), service("site", &[]));
        let part = service("api", &["api/**"]);
        let mut empty = commit("a", "feat: nothing");
        empty.paths = Some(Vec::new());
        assert!(filter(&app, &[&app, &site]).takes(&empty));
        assert!(!filter(&app, &[&app, &part]).takes(&empty));
    }

    #[test]
    fn a_name_without_wildcards_is_a_file_or_a_whole_folder() {
        for path in ["services/api", "services/api/"] {
            let api = service("api", &[path]);
            assert!(
                filter(&api, &[&api]).owns("services/api/src/x.rs"),
                "{path}"
            );
            assert!(!filter(&api, &[&api]).owns("services/api-gateway/x.rs"));
        }
        let mut file = service("app", &["Cargo.toml", "src"]);
        file.exclude = vec!["src/docs".to_owned()];
        assert!(filter(&file, &[&file]).owns("Cargo.toml"));
        assert!(!filter(&file, &[&file]).owns("docs/Cargo.toml"));
        assert!(!filter(&file, &[&file]).owns("src/docs/x"));
    }

    #[test]
    fn one_asterisk_stays_in_its_folder() {
        let api = service("api", &["services/*.toml", "lib?/x"]);
        assert!(filter(&api, &[&api]).owns("services/a.toml"));
        assert!(!filter(&api, &[&api]).owns("services/deep/a.toml"));
        assert!(!filter(&api, &[&api]).owns("lib/x"));
    }
}
