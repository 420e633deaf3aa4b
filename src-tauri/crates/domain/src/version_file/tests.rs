//! Version files of every kind.

use super::*;
use proptest::prelude::*;

fn file(kind: VersionFileKind) -> VersionFile {
    VersionFile {
        path: "the/file".to_owned(),
        kind,
    }
}

fn written(kind: VersionFileKind, content: &str) -> Result<String, VersionFileError> {
    write(
        &file(kind),
        Some(content),
        &Version::parse("1.3.0-rc.1").unwrap(),
    )
}

/// `@` stands for the version.
fn only_the_version_changes(kind: &VersionFileKind, shape: &str) {
    let before = shape.replace('@', "1.2.3");
    let after = written(kind.clone(), &before);
    assert_eq!(
        after.as_deref(),
        Ok(&*shape.replace('@', "1.3.0-rc.1")),
        "{shape}"
    );
    assert_eq!(
        read(&file(kind.clone()), &before),
        Ok(Version::new(1, 2, 3)),
        "{shape}"
    );
}

#[test]
fn a_plain_file_keeps_what_is_around_its_version() {
    for shape in ["@", "@\n", "v@\n", "\n  @\r\n", "\u{feff}@\n", "\"@\"\n"] {
        only_the_version_changes(&VersionFileKind::Plain, shape);
    }
    for empty in [None, Some(""), Some("\n")] {
        let made = write(&file(VersionFileKind::Plain), empty, &Version::new(1, 0, 0));
        assert_eq!(made.as_deref(), Ok("1.0.0\n"));
    }
    for more in ["1.2.3 # ours\n", "version 1.2.3", "1.2.3\n1.2.4\n"] {
        let path = "the/file".to_owned();
        let refused = Err(VersionFileError::NotPlain { path });
        assert_eq!(written(VersionFileKind::Plain, more), refused, "{more}");
    }
}

#[test]
fn a_cargo_manifest_keeps_everything_else() {
    for shape in [
        "[package]\nname = \"a\"\nversion = \"@\" # ours\n\n[dependencies]\nb = { version = \"1.2.3\" }\n",
        "[dependencies.b]\nversion = \"1.2.3\"\n\n[package]\nversion='@'\n",
        "[workspace]\nmembers = [\n  \"a\", # x\n]\r\n[workspace.package]\r\nversion   =   \"@\"\r\n",
        "[package]\nversion.workspace = true\n[workspace.package]\nversion = \"@\"\n",
        "package = { name = \"a\", version = \"@\" }\n",
        "package.version = \"\"\"@\"\"\"\n",
        "[package]\ndescription = \"\"\"\n[package]\nversion = \"1.2.3\"\n\"\"\"\n\"version\" = \"@\"",
        "\u{feff}[package]\nversion = \"@\"\n",
    ] {
        only_the_version_changes(&VersionFileKind::Cargo, shape);
    }
}

#[test]
fn a_package_json_keeps_everything_else() {
    for shape in [
        "{\n\t\"name\": \"a\",\n\t\"version\": \"@\",\n\t\"dependencies\": { \"version\": \"1.2.3\" }\n}\n",
        "{\"config\":{\"version\":\"1.2.3\"},\"version\":\"@\"}",
        "{ \"scripts\": { \"x\": \"echo \\\"version\\\": \\\"1.2.3\\\"\" },\r\n  \"version\" : \"@\" }\r\n",
        "\u{feff}{\"name\": \"\u{e4}\u{1f600}\", \"version\": \"@\"}",
    ] {
        only_the_version_changes(&VersionFileKind::Npm, shape);
    }
}

#[test]
fn a_pyproject_keeps_everything_else() {
    for shape in [
        "[build-system]\nrequires = [\"x==1.2.3\"]\n\n[project]\nname = \"a\"\nversion = \"@\"\n",
        "[tool.poetry]\nversion = '@'\n[tool.other]\nversion = \"1.2.3\"\n",
        "[project]\ndynamic = [\"version\"]\n[tool.poetry]\nversion = \"@\"\n",
    ] {
        only_the_version_changes(&VersionFileKind::Python, shape);
    }
}

#[test]
fn a_pattern_finds_its_first_group() {
    for (pattern, shape) in [
        (
            "appVersion: (.*)",
            "version: 9\nappVersion: \"@\"\r\nother: 1\n",
        ),
        (
            "^version=(\\S+)$",
            "# version=0\nversion=@\nversion=1.2.3\n",
        ),
        ("__version__ = '([^']+)'", "__version__ = '@'\n"),
        ("VERSION (v?[0-9.]+)", "project(a VERSION v@)\n"),
    ] {
        only_the_version_changes(&VersionFileKind::Regex(pattern.to_owned()), shape);
    }
}

#[test]
fn refusals_say_what_is_missing() {
    let pattern = |text: &str| VersionFileKind::Regex(text.to_owned());
    for (kind, content, expected) in [
        (
            VersionFileKind::Cargo,
            "[dependencies]\n",
            "the/file has no version under [package] or [workspace.package]",
        ),
        (
            VersionFileKind::Cargo,
            "[package]\nversion = 1\n",
            "the/file has no version under [package] or [workspace.package]",
        ),
        (
            VersionFileKind::Cargo,
            "[package]\nversion.workspace = true\n",
            "the/file takes its version from the workspace: name that manifest instead",
        ),
        (
            VersionFileKind::Python,
            "[project]\ndynamic = [\"version\"]\n",
            "the/file has no version under [project] or [tool.poetry]",
        ),
        (
            VersionFileKind::Npm,
            "{\"a\": {\"version\": \"1.0.0\"}}",
            "the/file has no text under `version`",
        ),
        (
            VersionFileKind::Npm,
            "{\"version\": 1}",
            "the/file has no text under `version`",
        ),
        (
            VersionFileKind::Npm,
            "[]",
            "the/file cannot be read as JSON: it is not an object",
        ),
        (
            pattern("v=(.*)"),
            "w=1\n",
            "the/file has no text that fits `v=(.*)`",
        ),
        (
            pattern("v=.*"),
            "v=1\n",
            "the pattern for the/file cannot be used: it has no group in round brackets",
        ),
        (
            pattern("v=("),
            "v=1\n",
            "the pattern for the/file cannot be used: it is no regular expression",
        ),
    ] {
        let error = written(kind, content).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    for (kind, content) in [
        (VersionFileKind::Cargo, "[package\n"),
        (VersionFileKind::Npm, "{"),
    ] {
        let error = written(kind, content).unwrap_err();
        assert!(
            matches!(error, VersionFileError::Malformed { .. }),
            "{error}"
        );
    }
    let missing = write(&file(VersionFileKind::Npm), None, &Version::new(1, 0, 0));
    assert_eq!(
        missing.unwrap_err().to_string(),
        "the/file does not exist, so there is no version in it to change"
    );
    let odd = read(&file(VersionFileKind::Plain), "1.2\n");
    assert_eq!(
        odd.unwrap_err().to_string(),
        "the/file says `1.2`, which is not a semantic version"
    );
}

/// A manifest of every kind, with noise around its version.
fn manifest() -> impl Strategy<Value = (VersionFileKind, String)> {
    let noise = "[a-zA-Z0-9 .#äß:=-]{0,20}";
    (0..5, noise, noise, any::<bool>()).prop_map(|(kind, before, after, dos)| {
        let (kind, text) = match kind {
            0 => (VersionFileKind::Plain, " @ \n".to_owned()),
            1 => (
                VersionFileKind::Cargo,
                format!(
                    "# {before}\n[x]\nversion = \"{after}\"\n[package]\nversion = \"@\" # {after}\n"
                ),
            ),
            2 => (
                VersionFileKind::Npm,
                format!("{{\"x\": \"{before}\",\n \"version\": \"@\",\n \"y\": [\"{after}\"]}}\n"),
            ),
            3 => (
                VersionFileKind::Python,
                format!("[project] # {before}\nversion = '@'\nd = '{after}'\n"),
            ),
            _ => (
                VersionFileKind::Regex("^tag <(.*)>".to_owned()),
                format!("{before}\ntag <@>{after}\n"),
            ),
        };
        (
            kind,
            if dos {
                text.replace('\n', "\r\n")
            } else {
                text
            },
        )
    })
}

/// Each is made from the one before it, so that a new one does not compile
/// without a line here and in its snapshot.
#[test]
fn every_error_of_a_version_file_is_a_clause() {
    use VersionFileError as E;
    let s = str::to_owned;
    let path = || s("package.json");
    let after = |one: &E| {
        let path = path();
        Some(match one {
            E::Missing { .. } => E::Malformed {
                path,
                format: "JSON",
                why: s("it is not an object"),
            },
            E::Malformed { .. } => E::NotFound {
                path,
                wanted: s("text under `version`"),
            },
            E::NotFound { .. } => E::Inherited { path },
            E::Inherited { .. } => E::NotPlain { path },
            E::NotPlain { .. } => E::NotAVersion {
                path,
                found: s("1.2"),
            },
            E::NotAVersion { .. } => E::BadPattern {
                path,
                why: s("it has no group"),
            },
            E::BadPattern { .. } => return None,
        })
    };
    let all = std::iter::successors(Some(E::Missing { path: path() }), after);
    let told: Vec<String> = all.map(|one| one.to_string()).collect();
    insta::assert_snapshot!(told.join("\n"));
}

proptest! {
    #[test]
    fn only_the_version_changes_whatever_is_around(
        (kind, shape) in manifest(),
        (major, minor) in (any::<u32>(), any::<u32>()),
    ) {
        let version = Version::new(major.into(), minor.into(), 0);
        let before = shape.replace('@', "1.2.3");
        let after = write(&file(kind.clone()), Some(&before), &version).unwrap();
        prop_assert_eq!(&after, &shape.replace('@', &version.to_string()));
        prop_assert_eq!(read(&file(kind), &after).unwrap(), version);
    }

    #[test]
    fn any_content_is_read_or_refused(content in "\\PC{0,60}") {
        for kind in [VersionFileKind::Plain, VersionFileKind::Cargo, VersionFileKind::Npm, VersionFileKind::Regex("(.)".to_owned())] {
            let _ = written(kind, &content);
        }
    }
}
