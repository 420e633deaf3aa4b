use super::*;
use crate::Folders;

fn desktop(folder: &Path) -> Desktop {
    Desktop::new(Folders::under(&folder.join("files")))
}

fn at() -> Timestamp {
    "2026-03-10T09:00:00Z".parse().expect("it is a moment")
}

#[tokio::test]
async fn the_demo_has_a_workspace_file_that_reads() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let made = demo(&desktop(folder.path()), None, at()).await;
    let file = crate::WorkspaceFile::read(&made.expect("git is here")).expect("it reads");
    assert_eq!(file.workspace().environments.len(), 3);
}

#[tokio::test]
async fn a_demo_is_not_made_over_something_else() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("mine"), "").expect("a file can be written");
    let made = demo(&desktop(folder.path()), Some(folder.path()), at()).await;
    let Err(EngineError::Usage { text }) = made else {
        panic!("the folder is not empty: {made:?}");
    };
    assert!(text.contains("is not empty"), "{text}");
}

#[tokio::test]
async fn somebody_else_of_the_demo_signs_at_a_desk_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let desktop = desktop(folder.path());
    let made = demo(&desktop, Some(&folder.path().join("demo")), at()).await;
    let made = made.expect("git is here");
    let second = second_desk(&desktop, &made, "mira")
        .await
        .expect("she is there");
    let store = desktop.store().await.expect("it can be opened");
    for (place, name) in [(&made, "dana"), (&second, "mira")] {
        let file = crate::WorkspaceFile::read(place).expect("it reads");
        let desk = crate::open_desk(&desktop, &store, &file).await;
        let who = lockkeeper_engine::usecases::decisions::who(&desk).await;
        let who = who.expect("keys can be listed");
        assert_eq!(who.map(|(handle, _)| handle).as_deref(), Some(name));
    }
    let Err(EngineError::Usage { text }) = second_desk(&desktop, &made, "kim").await else {
        panic!("nobody is called that");
    };
    assert!(text.contains("`kim`"), "{text}");
}

#[tokio::test]
async fn a_proposal_from_a_repository_is_written_once() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let desktop = desktop(folder.path());
    let made = demo(&desktop, Some(&folder.path().join("demo")), at()).await;
    made.expect("git is here");
    let shop = folder.path().join("demo/shop").display().to_string();
    let proposal = propose(&desktop, &shop).await.expect("it is a repository");
    let names: Vec<&str> = proposal.services.iter().map(|s| &*s.name).collect();
    assert!(names.contains(&"worker"), "{names:?}");
    assert!(proposal.services.iter().all(|s| !s.evidence.is_empty()));
    let control = folder.path().join("control");
    let path = create(&control, &proposal).expect("it can be written");
    assert_eq!(
        std::fs::read_to_string(path).ok(),
        Some(proposal.file.clone())
    );
    let Err(EngineError::Usage { text }) = create(&control, &proposal) else {
        panic!("a workspace file is never overwritten");
    };
    assert!(text.ends_with("Nothing was written."), "{text}");
}

#[tokio::test]
async fn a_place_without_a_repository_is_named() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let place = folder.path().join("nowhere").display().to_string();
    let error = propose(&desktop(folder.path()), &place).await;
    let error = error.expect_err("there is nothing");
    assert_eq!(error.subject(), Some(place));
}

#[test]
fn a_repository_is_called_by_the_end_of_its_address() {
    assert_eq!(name_of("git@example.org:team/shop.git"), "shop");
    assert_eq!(name_of("/home/dana/shop/"), "shop");
}
