use super::*;

fn prefix(component: Option<&str>, tags: &[&str]) -> String {
    guess_pattern(component, tags.iter().copied()).prefix
}

#[test]
fn every_usual_way_to_name_the_tags_of_a_component_is_found() {
    for (tag, expected) in [
        ("api-v1.2.3", "api-v"),
        ("api/v1.2.3", "api/v"),
        ("api@1.2.3", "api@"),
        ("api-1.2.3", "api-"),
        ("api/1.2.3", "api/"),
        ("@harbour/api@1.2.3", "@harbour/api@"),
        ("v1.2.3", "api-v"),
        ("api-gateway-v9.0.0", "api-v"),
        ("my-api-v9.0.0", "api-v"),
        ("rapi@9.0.0", "api-v"),
    ] {
        assert_eq!(prefix(Some("api"), &[tag]), expected, "{tag}");
    }
}

#[test]
fn who_changed_the_way_to_name_tags_is_followed() {
    let tags = ["1.0.0", "1.1.0", "1.2.0", "v2.0.0"];
    let guess = guess_pattern(None, tags.into_iter());
    assert_eq!((guess.prefix.as_str(), guess.count), ("v", 1));
    assert_eq!(
        guess.warnings,
        ["3 tags are named {version} and left aside: v{version} has the highest version."]
    );
    assert_eq!(
        prefix(Some("a"), &["a@1.0.0", "a@1.1.0", "a-v1.2.0"]),
        "a-v"
    );
}

#[test]
fn of_ways_with_the_same_highest_version_the_usual_one_wins() {
    assert_eq!(prefix(None, &["v1.0.0", "1.0.0", "0.9.0"]), "");
    assert_eq!(prefix(None, &["v1.0.0", "1.0.0"]), "v");
    assert_eq!(prefix(None, &["v1.0.0-rc.1", "1.0.0-rc.2"]), "");
}

#[test]
fn tags_of_components_only_are_a_first_release_with_a_warning() {
    let tags = ["a-v1.0.0", "b/v2.0.0", "@s/c@3.0.0", "c_1.0.0", "a-1.0.0"];
    let guess = guess_pattern(None, tags.into_iter());
    assert_eq!((guess.prefix.as_str(), guess.count), ("v", 0));
    let expected = "Most tags here name a component (@s/c, a, b, c); this is the version of the whole repository.";
    assert_eq!(guess.warnings, [expected]);
}

#[test]
fn a_long_list_of_components_is_cut() {
    let tags: Vec<String> = (10..30).map(|n| format!("c{n}-v1.0.0")).collect();
    let guess = guess_pattern(None, tags.iter().map(String::as_str));
    assert!(guess.warnings[0].contains("c17 and 12 more"), "{guess:?}");
}

#[test]
fn tags_that_are_no_versions_mean_nothing() {
    for tag in [
        "",
        "v",
        "v1",
        "v1.2",
        "latest",
        "v1.2.3.4",
        "v01.2.3",
        "é1.2.3é",
        "-",
        "v1.2.3-",
    ] {
        let guess = guess_pattern(None, std::iter::once(tag));
        assert_eq!(guess.count, 0, "{tag}");
    }
    let odd = guess_pattern(None, std::iter::once("v1.2.3-4.5.6"));
    assert_eq!((odd.prefix.as_str(), odd.count), ("v", 1));
}

#[test]
fn a_component_is_looked_for_among_its_like_before_the_top() {
    let folders: Vec<String> = guess_folders("api").collect();
    assert_eq!(folders.first().map(String::as_str), Some("packages/api"));
    assert_eq!(folders.last().map(String::as_str), Some("api"));
    assert!(folders.contains(&"apps/api".to_owned()));
}

#[test]
fn a_folder_of_any_name_is_taken_by_its_letters() {
    assert_eq!(glob_of("packages/[a]*"), "packages/[[]a[]][*]/**");
}
