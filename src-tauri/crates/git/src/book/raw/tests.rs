use super::{FILES, check_tree, parse_commit};
use git2::Oid;

const ID: &str = "89abcdef0123456789abcdef0123456789abcdef";

fn id() -> Oid {
    Oid::from_str(ID).expect("an id")
}

fn tree(lines: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mode, name) in lines {
        bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        bytes.extend_from_slice(id().as_bytes());
    }
    bytes
}

#[test]
fn a_commit_is_read_up_to_what_matters() {
    let text = format!(
        "tree {ID}\nparent {ID}\nparent {}\nauthor Dana Ito <d@x> 1760000000 +0200\n\
         committer Someone <s@x> 5 +0000\nencoding latin1\ngpgsig -----BEGIN\n a\n \n b\n\n\
         First\n\nauthor x\n",
        "A".repeat(40)
    );
    let read = parse_commit(text.as_bytes()).expect("a commit");
    assert_eq!(read.tree, id());
    assert_eq!(read.parents.len(), 2);
    assert_eq!(read.parents[1].to_string(), "a".repeat(40));
    assert_eq!(read.author, ("Dana Ito".to_owned(), 1_760_000_000));
    assert_eq!(read.message, "First\n\nauthor x\n");
}

#[test]
fn a_parent_behind_the_author_is_none() {
    let text = format!("tree {ID}\nauthor a <b> 1 +0000\nparent {ID}\n\n");
    let read = parse_commit(text.as_bytes()).expect("a commit");
    assert!(read.parents.is_empty());
    assert_eq!(read.message, "");
}

#[test]
fn what_does_not_begin_with_a_tree_is_no_commit() {
    let short = format!("tree {}\n", &ID[..39]);
    for text in ["", "tree", &short, "parent x\n", "tree zz\n"] {
        assert_eq!(parse_commit(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn an_author_without_a_form_is_nobody() {
    for (line, name, at) in [
        ("author ", "", 0),
        ("author Dana", "Dana", 0),
        ("author Dana <x> soon +0000", "Dana", 0),
        ("author D > <x> -5 +0000", "D >", -5),
        ("nobody", "", 0),
    ] {
        let text = format!("tree {ID}\n{line}\n\n");
        let read = parse_commit(text.as_bytes()).expect("a commit");
        assert_eq!(read.author, (name.to_owned(), at), "{line}");
    }
}

fn odd(lines: &[(&str, &str)]) -> String {
    check_tree(&tree(lines)).expect_err("an odd tree")
}

#[test]
fn a_tree_holds_the_three_files_and_nothing_else() {
    let good: Vec<(&'static str, &'static str)> =
        FILES.iter().map(|file| ("100644", *file)).collect();
    assert_eq!(check_tree(&tree(&good)), Ok([id(); 3]));
    let swapped = [good[1], good[0], good[2]];
    let more = |extra: &[(&'static str, &'static str)]| [&good, extra].concat();
    for lines in [
        more(&[("100644", "zebra")]),
        more(&[("100644", "statement.sig")]),
        swapped.to_vec(),
        good[..2].to_vec(),
    ] {
        odd(&lines);
    }
    for mode in ["100755", "0100644", "120000", "100664", "160000", "40000"] {
        let words = odd(&[good[0], (mode, FILES[1]), good[2]]);
        assert!(words.contains(mode), "{words}");
    }
    assert_eq!(odd(&[]), "its tree holds nothing");
    let many = odd(&more(&[("100644", "a\u{202e}b"); 3]));
    assert!(
        many.contains("a\\u{202e}b") && many.ends_with("2 more"),
        "{many}"
    );
    let mut cut = tree(&good);
    cut.pop();
    assert_eq!(check_tree(&cut), Err("its tree cannot be read".to_owned()));
}
