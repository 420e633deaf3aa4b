//! Addresses on every host.

use crate::changelog::{Links, is_same_repository};
use crate::ids::Oid;

fn links(url: &str) -> Links {
    Links::of(Some(url), None, None)
}

#[test]
fn the_same_repository_has_the_same_address_however_it_is_reached() {
    for url in [
        "https://github.com/harbour/shop",
        "https://github.com/harbour/shop.git",
        "https://github.com/harbour/shop/",
        "https://dana:s3cret@github.com/harbour/shop.git",
        "https://x-access-token:ghp_1@GitHub.com/harbour/shop.git",
        "ssh://git@github.com/harbour/shop.git",
        "ssh://git@github.com:22/harbour/shop.git",
        "git@github.com:harbour/shop.git",
        "github.com:harbour/shop.git",
        "git@github.com:/harbour/shop.git",
        "git://github.com/harbour/shop.git",
        " https://github.com/harbour/shop \n",
    ] {
        let tag = links(url).tag("v1.0.0");
        let expected = "https://github.com/harbour/shop/releases/tag/v1.0.0";
        assert_eq!(tag.as_deref(), Some(expected), "{url}");
    }
}

#[test]
fn one_repository_is_known_by_any_of_its_urls() {
    let same = [
        (
            "https://github.com/harbour/shop",
            "git@github.com:harbour/shop.git",
        ),
        (
            "ssh://git@git.example:22/a/b.git",
            "https://dana:s@GIT.example/a/b/",
        ),
        ("file:///srv/shop.git", "file:///srv/shop"),
    ];
    for (one, other) in same {
        assert!(is_same_repository(one, other), "{one} {other}");
    }
    let others = [
        (
            "https://github.com/harbour/shop",
            "https://github.com/harbour/shop2",
        ),
        (
            "https://github.com/harbour/shop",
            "https://gitlab.com/harbour/shop",
        ),
        ("file:///srv/shop", "file:///srv/Shop"),
        ("file:///srv/shop", "https://srv/shop"),
    ];
    for (one, other) in others {
        assert!(!is_same_repository(one, other), "{one} {other}");
    }
}

#[test]
fn local_and_unknown_places_have_no_address() {
    for url in [
        "/srv/git/github/shop.git",
        "../github.com/shop",
        "./shop:github",
        "file:///srv/github.com/shop.git",
        "C:/github/shop",
        r"C:\github\shop",
        "https://git.example/harbour/shop",
        "https://github.com",
        "https://github.com/",
        "https://github.com)x/harbour/shop",
        "",
    ] {
        assert_eq!(links(url).tag("v1.0.0"), None, "{url}");
    }
    assert_eq!(Links::of(None, Some("github"), None).pull(1), None);
}

#[test]
fn every_host_has_its_own_addresses() {
    let table: String = [
        ("https://github.com/harbour/shop.git", None),
        ("git@gitlab.example:group/sub/shop.git", None),
        ("https://codeberg.org/harbour/shop.git", None),
        ("http://forgejo.lan:3000/harbour/shop.git", None),
        ("https://git.example/harbour/shop.git", Some("gitea")),
        ("https://dana@bitbucket.org/harbour/shop.git", None),
        (
            "https://harbour@dev.azure.com/harbour/Web%20Shop/_git/shop",
            None,
        ),
        ("git@ssh.dev.azure.com:v3/harbour/Web Shop/shop", None),
    ]
    .iter()
    .map(|(url, forge)| {
        let links = Links::of(Some(url), *forge, None);
        let rows = [
            links.commit(&Oid::new("8c1d04a")),
            links.pull(409),
            links.issue(12),
            links.compare("v1.0.0", "v1.1.0"),
            links.compare("v1.1.0", "HEAD"),
            links.tag("v1.1.0"),
        ];
        let rows: Vec<String> = rows
            .into_iter()
            .map(|row| format!("  {}\n", row.unwrap()))
            .collect();
        format!("{url}\n{}", rows.concat())
    })
    .collect();
    insta::assert_snapshot!(table);
}

#[test]
fn what_a_name_holds_never_leaves_the_address() {
    let links = links("https://github.com/har bour/sh(op)");
    assert_eq!(
        links.tag("api/v1.0.0+b) [x](javascript:y").unwrap(),
        "https://github.com/har%20bour/sh%28op%29/releases/tag/api/v1.0.0%2Bb%29%20%5Bx%5D%28javascript%3Ay"
    );
}

#[test]
fn a_pattern_that_is_none_marks_nothing() {
    let links = Links::of(None, None, Some("FM-("));
    assert!(links.issues("FM-1").is_empty());
}
