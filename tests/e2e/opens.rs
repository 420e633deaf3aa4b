//! The program starts and shows itself.

use crate::window::Window;

#[tokio::test]
async fn the_program_opens_its_window() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = Window::open("opens", home.path(), &[]).await;
    window.see("heading", "Lockkeeper").await;
    window.close().await;
}
