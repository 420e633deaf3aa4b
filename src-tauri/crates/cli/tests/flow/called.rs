//! Which tag a finish makes, by what its branch is called.

use crate::released::scene;
use crate::yard::{Clone, Yard, code, said};

const MANY: &str = "schema = 1\nenvironments = [\"dev\"]\nname = \"Yard\"\n\
[repos.shop]\nurl = \".\"\nbranching = \"gitflow\"\n\
[services.api]\nrepo = \"shop\"\npaths = [\"api/**\"]\ntag = \"api-v{version}\"\n\
version_file = \"api/VERSION\"\n\
[services.web]\nrepo = \"shop\"\npaths = [\"web/**\"]\ntag = \"web@{version}\"\n\
[env.dev]\ntier = \"development\"\n";

/// A clone with two services that have tags of their own.
fn many(yard: &Yard) -> Clone<'_> {
    let clone = yard.clone("work");
    clone.write(".git/info/exclude", "/lockkeeper.toml\n");
    clone.write("lockkeeper.toml", MANY);
    clone.git(&["switch", "-q", "develop"]);
    clone.commit("api/VERSION", "1.0.0\n", "feat: an api");
    clone.git(&["push", "-q", "origin", "develop"]);
    clone
}

#[test]
fn a_hotfix_called_by_an_issue_writes_the_release_of_the_next_version() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = scene(&yard, "");
    clone.git(&["switch", "-q", "main"]);
    clone.flows(&["start", "hotfix", "FM-666-critical"]);
    clone.commit("fix.txt", "x\n", "fix: a hole");
    let named = said(&clone.planned(&["finish", "--tagname", "v1.0.1"]));
    let plan = said(&clone.planned(&["finish"]));
    for told in ["chore(release): shop 1.0.1", "CHANGELOG.md", "VERSION"] {
        assert!(named.contains(told), "{named}");
        assert!(plan.contains(told), "{plan}");
    }
    clone.flows(&["finish"]);
    assert_eq!(clone.git(&["show", "v1.0.1:VERSION"]), "1.0.1");
    let changes = clone.git(&["show", "v1.0.1:CHANGELOG.md"]);
    assert!(changes.contains("[1.0.1]"), "{changes}");
    assert!(clone.git(&["cat-file", "tag", "v1.0.1"]).contains("hole"));
}

#[test]
fn a_hotfix_that_asks_for_no_version_says_that_it_makes_no_tag() {
    let yard = Yard::of(&["main", "develop"]);
    for name in ["with", "without"] {
        let clone = match name {
            "with" => scene(&yard, ""),
            _ => yard.clone(name),
        };
        clone.git(&["switch", "-q", "main"]);
        clone.flows(&["start", "hotfix", "words"]);
        clone.commit("README", "x\n", "docs: words");
        let plan = said(&clone.planned(&["finish"]));
        assert!(plan.contains("No tag is made"), "{name}: {plan}");
        assert!(plan.contains("--tagname"), "{name}: {plan}");
    }
}

#[test]
fn a_branch_called_by_a_service_makes_the_tag_of_that_service() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = many(&yard);
    for (name, tag) in [
        ("api-v1.1.0", "api-v1.1.0"),
        ("api-1.2.0", "api-v1.2.0"),
        ("api/1.3.0", "api-v1.3.0"),
        ("web-v1.1.0", "web@1.1.0"),
        ("web@1.2.0", "web@1.2.0"),
    ] {
        clone.git(&["switch", "-q", "-c", &format!("release/{name}"), "develop"]);
        clone.commit("api/a.txt", name, "feat: more of it");
        let plan = said(&clone.planned(&["finish"]));
        assert!(plan.contains(&format!("tag {tag}")), "{name}: {plan}");
        let writes = plan.contains("api/VERSION");
        assert_eq!(writes, tag.starts_with("api"), "{name}: {plan}");
    }
}

#[test]
fn a_tag_of_no_service_is_refused_with_the_names_it_could_have() {
    let yard = Yard::of(&["main", "develop"]);
    let clone = many(&yard);
    for (name, possible) in [
        ("v1.1.0", "web@1.1.0"),
        ("spring", "api-v{version}"),
        ("other-v1.1.0", "web@{version}"),
    ] {
        clone.git(&["switch", "-q", "-c", &format!("release/{name}"), "develop"]);
        clone.commit("api/a.txt", name, "feat: more of it");
        let refused = clone.planned(&["finish"]);
        let told = said(&refused);
        assert_eq!(code(&refused), 1, "{name}: {told}");
        for word in [possible, "--tagname", "--notag"] {
            assert!(told.contains(word), "{name}: {told}");
        }
        let without = clone.planned(&["finish", "--notag"]);
        assert_eq!(code(&without), 0, "{name}: {}", said(&without));
        let named = said(&clone.planned(&["finish", "--tagname", "api-v1.1.0"]));
        assert!(named.contains("api/VERSION"), "{name}: {named}");
    }
    let strange = said(&clone.planned(&["finish", "--tagname", "spring"]));
    assert!(strange.contains("belongs to no service"), "{strange}");
}
