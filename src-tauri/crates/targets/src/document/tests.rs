use super::*;
use lockkeeper_domain::policy::Locator;
use proptest::prelude::*;

const OVERLAY: &str = "# the overlay of staging\nresources: [../../base]\nimages:\n  - name: registry.example/api   # ours\n    newTag: \"1.9.0\" # keep the quotes\n  - newName: mirror/web\n    name: web\n\n  - {name: worker, newTag: 1.2.3}\n  - name: pinned\n    digest: sha256:aa\ncommonLabels: {a: b}";

fn place(file: &str, locator: Locator, by: NamedBy) -> GitopsPlace {
    GitopsPlace {
        repo: "infra".into(),
        branch: None,
        file: file.into(),
        locator,
        by,
        message: None,
    }
}

fn image(name: &str) -> GitopsPlace {
    place(
        "kustomization.yaml",
        Locator::Kustomize(name.into()),
        NamedBy::Tag,
    )
}

fn at(path: &str) -> GitopsPlace {
    place("values.yaml", Locator::Helm(path.into()), NamedBy::Tag)
}

fn get(text: &str, place: &GitopsPlace) -> Option<String> {
    value(text.as_bytes(), place).expect("it is there")
}

fn put(text: &str, place: &GitopsPlace, value: &str) -> String {
    String::from_utf8(set(text.as_bytes(), place, value).expect("it can be set")).expect("UTF-8")
}

fn refused(text: &str, place: &GitopsPlace) -> String {
    set(text.as_bytes(), place, "9.9.9")
        .expect_err("it is refused")
        .to_string()
}

#[test]
fn an_image_tag_changes_and_nothing_else() {
    let place = image("registry.example/api");
    assert_eq!(get(OVERLAY, &place).as_deref(), Some("1.9.0"));
    let after = put(OVERLAY, &place, "1.10.0");
    assert_eq!(after, OVERLAY.replace("\"1.9.0\"", "\"1.10.0\""));
    let after = put(OVERLAY, &image("worker"), "2.0.0");
    assert_eq!(after, OVERLAY.replace("newTag: 1.2.3", "newTag: 2.0.0"));
}

#[test]
fn an_image_without_a_tag_gets_one_below_its_name() {
    assert_eq!(get(OVERLAY, &image("web")), None);
    let after = put(OVERLAY, &image("web"), "1.10");
    assert_eq!(
        after,
        OVERLAY.replace("    name: web\n", "    name: web\n    newTag: \"1.10\"\n")
    );
    let windows = OVERLAY.replace('\n', "\r\n");
    let after = put(&windows, &image("web"), "v2.0.0");
    assert_eq!(
        after,
        windows.replace(
            "    name: web\r\n",
            "    name: web\r\n    newTag: v2.0.0\r\n"
        )
    );
    let flow = "images: [{name: web}, {name: other}]";
    assert_eq!(
        put(flow, &image("web"), "2.0.0"),
        "images: [{name: web, newTag: 2.0.0}, {name: other}]"
    );
    let last = "images:\n- name: web";
    assert_eq!(
        put(last, &image("web"), "2.0.0"),
        "images:\n- name: web\n  newTag: 2.0.0"
    );
}

#[test]
fn an_image_that_is_not_there_is_not_made() {
    let absent = value(OVERLAY.as_bytes(), &image("nobody"));
    assert!(matches!(absent, Err(DocumentError::NotFound { .. })));
    let absent = set(b"resources: []\n", &image("web"), "1.0.0");
    assert!(matches!(absent, Err(DocumentError::NotFound { .. })));
    assert!(refused("images: [{name: a}, {name: a}]", &image("a")).contains("two images"));
}

#[test]
fn a_digest_has_its_own_key() {
    let pinned = place(
        "k.yaml",
        Locator::Kustomize("pinned".into()),
        NamedBy::Digest,
    );
    assert_eq!(get(OVERLAY, &pinned).as_deref(), Some("sha256:aa"));
    assert_eq!(
        put(OVERLAY, &pinned, "sha256:bb"),
        OVERLAY.replace("sha256:aa", "sha256:bb")
    );
}

#[test]
fn a_helm_value_changes_in_its_own_style() {
    let text = "image: {repository: api, tag: '1.9.0'}  # both\n";
    assert_eq!(
        put(text, &at("image.tag"), "1.10.0"),
        text.replace("1.9.0", "1.10.0")
    );
    let text = "image:\n  # the tag\n  tag:   1.9.0   # now\n  other: |\n    1.9.0\n";
    assert_eq!(
        put(text, &at("image.tag"), "1.10.0"),
        text.replace(":   1.9.0", ":   1.10.0")
    );
    let text = "image:\n  tag:\nafter: 1\n";
    assert_eq!(get(text, &at("image.tag")), None);
    assert_eq!(
        put(text, &at("image.tag"), "1.10.0"),
        "image:\n  tag: 1.10.0\nafter: 1\n"
    );
    let text = "a: ~\n";
    assert_eq!(put(text, &at("a"), "1.10.0"), "a: 1.10.0\n");
}

#[test]
fn a_tag_that_looks_like_a_number_is_quoted() {
    for odd in [
        "1.10",
        "1e3",
        "0123",
        "0x1f",
        "1_000",
        "2026-01-31",
        "true",
        "No",
        "null",
        ".5",
        "1.",
        "a #b",
        "-x",
        "8c1d04a ",
        "1234567",
        "12e4567",
    ] {
        let after = put("tag: v1 # c\n", &at("tag"), odd);
        assert!(after.starts_with("tag: \""), "{after}");
        assert!(after.ends_with("\" # c\n"), "{after}");
    }
    for plain in [
        "1.9.0",
        "v2",
        "8c1d04a",
        "1.10.0-rc.1",
        "1.10.0-dev.3_g8c1d04a",
        "main",
    ] {
        assert_eq!(
            put("tag: v1\n", &at("tag"), plain),
            format!("tag: {plain}\n")
        );
    }
}

#[test]
fn only_the_tag_of_an_image_reference_changes() {
    let text = "spec:\n  containers:\n  - name: api\n    image: registry:5000/team/api:1.9.0 # here\n  - image: app\n";
    let first = at("spec.containers[0].image");
    assert_eq!(get(text, &first).as_deref(), Some("1.9.0"));
    assert_eq!(
        put(text, &first, "1.10.0"),
        text.replace("api:1.9.0", "api:1.10.0")
    );
    let bare = "image: registry:5000/team/api\n";
    assert_eq!(get(bare, &at("image")), None);
    assert_eq!(
        put(bare, &at("image"), "1.10.0"),
        "image: registry:5000/team/api:1.10.0\n"
    );
    let pinned = "image: api:1.9.0@sha256:aa\n";
    assert!(refused(pinned, &at("image")).contains("pinned by its digest"));
    let digest = place("v.yaml", Locator::Set("image".into()), NamedBy::Digest);
    assert_eq!(
        put(pinned, &digest, "sha256:bb"),
        "image: api:1.9.0@sha256:bb\n"
    );
}

#[test]
fn the_one_document_with_the_path_is_meant() {
    let text = "---\nkind: A\n---\nkind: B\ntag: 1.0.0\n---\nother: 2.0.0\n";
    assert_eq!(
        put(text, &at("tag"), "3.0.0"),
        text.replace("1.0.0", "3.0.0")
    );
}

#[test]
fn a_path_in_several_documents_is_refused_with_their_names() {
    let deployment = |name: &str| {
        format!("kind: Deployment\nmetadata: {{name: {name}}}\nspec: {{image: {name}:1.0.0}}\n")
    };
    let text = format!("{}---\n{}", deployment("front"), deployment("worker"));
    let place = at("spec.image");
    let why = refused(&text, &place);
    for words in [
        "document 1: Deployment front",
        "document 2: Deployment worker",
        "into a file of its own",
    ] {
        assert!(why.contains(words), "{why}");
    }
    let read = value(text.as_bytes(), &place);
    assert!(matches!(read, Err(DocumentError::Unclear { .. })));
    let images = "images: [{name: web}]\n---\nimages: [{name: web, newTag: 1.0.0}]\n";
    assert!(refused(images, &image("web")).contains("document 1, document 2"));
}

#[test]
fn a_tag_beside_a_digest_says_nothing() {
    let pinned = [
        (OVERLAY.to_owned(), image("pinned")),
        (
            "images: [{name: web, newTag: 1.0.0, digest: sha256:aa}]".to_owned(),
            image("web"),
        ),
        (
            "image:\n  tag: 1.0.0\n  digest: sha256:aa\n".to_owned(),
            at("image.tag"),
        ),
        ("image: reg:5000/a/b@sha256:aa\n".to_owned(), at("image")),
        ("image: reg/api:1.9.0@sha256:aa\n".to_owned(), at("image")),
        (
            "image: {tag: 1.9.0@sha256:aa}\n".to_owned(),
            at("image.tag"),
        ),
    ];
    for (text, place) in pinned {
        assert!(refused(&text, &place).contains("digest"), "{text}");
        let read = value(text.as_bytes(), &place);
        assert!(matches!(read, Err(DocumentError::Unclear { .. })), "{text}");
    }
    for empty in ["\"\"", "null", "", "~"] {
        let text = format!("image:\n  tag: 1.0.0\n  digest: {empty}\n");
        let after = put(&text, &at("image.tag"), "2.0.0");
        assert_eq!(after, text.replace("1.0.0", "2.0.0"));
    }
    let by_digest = place(
        "v.yaml",
        Locator::Helm("image.digest".into()),
        NamedBy::Digest,
    );
    let text = "image: {tag: 1.0.0, digest: sha256:aa}\n";
    let after = put(text, &by_digest, "sha256:bb");
    assert_eq!(after, text.replace("sha256:aa", "sha256:bb"));
}

#[test]
fn marks_line_ends_and_letters_stay() {
    let text =
        "\u{feff}# übergröße 🚀\r\nname: \"ü🚀\"\r\nimage:\r\n\ttag: x\r\n".replace('\t', "  ");
    let after = put(&text, &at("image.tag"), "1.10.0");
    assert_eq!(after, text.replace("tag: x", "tag: 1.10.0"));
    let text = "folded: >-\n  one\n  two\nlit: |+\n  keep\n\ntag: 'x'";
    assert_eq!(put(text, &at("tag"), "y"), text.replace("'x'", "'y'"));
}

#[test]
fn a_shared_value_is_refused_and_can_be_read() {
    let alias = "base: &v 1.9.0\ntag: *v\n";
    assert_eq!(get(alias, &at("tag")).as_deref(), Some("1.9.0"));
    assert!(refused(alias, &at("tag")).contains("anchor"));
    assert!(refused(alias, &at("base")).contains("anchor"));
    let merged = "base: &b {tag: 1.9.0}\nimage:\n  <<: *b\n  more: 1\n";
    assert_eq!(get(merged, &at("image.tag")).as_deref(), Some("1.9.0"));
    assert!(refused(merged, &at("image.tag")).contains("anchor"));
    assert!(refused(merged, &at("base.tag")).contains("anchor"));
    let unused = "tag: &v 1.9.0 # nobody refers to it\n";
    assert_eq!(
        put(unused, &at("tag"), "2.0.0"),
        unused.replace("1.9.0", "2.0.0")
    );
}

#[test]
fn what_is_not_exact_is_refused() {
    assert!(refused("tag: |\n  1.9.0\n", &at("tag")).contains("block"));
    assert!(refused("tag: 1\ntag: 2\n", &at("tag")).contains("twice"));
    assert!(refused("a: [1, 2\n", &at("a")).contains("line"));
    assert!(refused("a: {b: 1}\n", &at("a")).contains("single value"));
    assert!(set(b"tag: x\n", &at("tag"), "a\nb: c").is_err());
    assert!(set(&[0xff, 0xfe], &at("tag"), "1").is_err());
    assert!(refused("a: &a {<<: *a}\n", &at("a.b")).contains(""));
}

#[test]
fn a_missing_tag_of_json_is_written_as_json() {
    let image = Locator::Kustomize("web".into());
    let place = place("kustomization.json", image, NamedBy::Tag);
    let text = "{\"images\": [{\"name\": \"web\"}]}\n";
    assert_eq!(
        put(text, &place, "1.9.0"),
        "{\"images\": [{\"name\": \"web\", \"newTag\": \"1.9.0\"}]}\n"
    );
}

#[test]
fn json_changes_in_place() {
    let place = place(
        "app.json",
        Locator::Set("app.images[1].tag".into()),
        NamedBy::Tag,
    );
    let text = "{\r\n\t\"app\": {\"images\": [{}, {\"tag\" : \"1.9.0\", \"n\": 1e3}]}\r\n}";
    assert_eq!(get(text, &place).as_deref(), Some("1.9.0"));
    assert_eq!(put(text, &place, "1.10"), text.replace("1.9.0", "1.10"));
    let number = text.replace("\"1.9.0\"", "7");
    assert_eq!(put(&number, &place, "1.10"), text.replace("1.9.0", "1.10"));
    assert!(refused("{\"app\": ", &place).contains("app.json"));
}

#[test]
fn a_value_goes_back_to_its_very_bytes() {
    let earlier = "tag: '1.9.0' # old comment\n";
    let now = "# new line\ntag: \"1.10.0\"\n";
    let after = restore(now.as_bytes(), earlier.as_bytes(), &at("tag"), "1.9.0");
    assert_eq!(
        after.expect("it can be restored"),
        b"# new line\ntag: '1.9.0'\n"
    );
}

#[test]
fn deep_nesting_ends_in_an_error() {
    for open in ["[", "{\"a\":", "- "] {
        let deep = open.repeat(20_000);
        assert!(value(deep.as_bytes(), &at("a")).is_err());
        let json = place("a.json", Locator::Set("a".into()), NamedBy::Tag);
        assert!(value(deep.as_bytes(), &json).is_err());
    }
}

fn scalar_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9.]{0,8}",
        "'[ -&(-~]{0,8}'",
        "\"[a-zé🚀 ]{0,8}\"",
        Just("[a, 'b', {c: d}]".to_owned()),
        Just("|\n    several\n    lines".to_owned()),
    ]
}

prop_compose! {
    /// A values file with `image.tag` somewhere among other keys.
    fn a_file()(
        before in prop::collection::vec(scalar_text(), 0..4),
        after in prop::collection::vec(scalar_text(), 0..4),
        tag in prop_oneof!["[0-9]{1,2}\\.[0-9]\\.[0-9]", "'v[0-9.]{1,6}'", "\"[a-z0-9.]{1,9}\""],
        comment in "( # [a-zé🚀:\"' ]{0,12})?",
        windows in any::<bool>(),
        end in any::<bool>(),
    ) -> (String, String, String) {
        let lines = |name: &str, all: &[String]| -> String {
            let each = all.iter().enumerate();
            each.map(|(n, text)| format!("{name}{n}: {text}\n# note\n\n")).collect()
        };
        let ends = |text: String| if windows { text.replace('\n', "\r\n") } else { text };
        let head = ends(format!("{}image:\n  a: 1\n  tag: ", lines("b", &before)));
        let tail = ends(format!("{comment}\n  z: 2\n{}", lines("a", &after)));
        let tail = if end { tail } else { tail.trim_end().to_owned() };
        (head, tag, tail)
    }
}

proptest! {
    #[test]
    fn what_is_set_is_read_and_every_other_byte_stays(
        (head, tag, tail) in a_file(),
        wanted in "[A-Za-z0-9][A-Za-z0-9._-]{0,12}",
    ) {
        let text = format!("{head}{tag}{tail}");
        let after = put(&text, &at("image.tag"), &wanted);
        prop_assert_eq!(get(&after, &at("image.tag")), Some(wanted));
        prop_assert!(after.starts_with(&head));
        prop_assert!(after.ends_with(&tail));
        let old = get(&text, &at("image.tag")).expect("it holds one");
        prop_assert_eq!(put(&text, &at("image.tag"), &old), text.clone());
        let back = restore(after.as_bytes(), text.as_bytes(), &at("image.tag"), &old);
        prop_assert_eq!(back.expect("it goes back"), text.into_bytes());
    }

    #[test]
    fn hostile_content_never_panics(
        content in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"-:{}[]&*!|>'\"#%@ \n\ra<?,".to_vec())], 0..200),
        path in "[a.\\[\\]0-9\\\\]{0,12}",
        wanted in ".{0,20}",
    ) {
        for file in ["a.yaml", "a.json"] {
            for locator in [Locator::Set(path.clone()), Locator::Kustomize("a".into())] {
                let place = place(file, locator, NamedBy::Tag);
                let _ = value(&content, &place);
                let _ = set(&content, &place, &wanted);
            }
        }
    }
}
