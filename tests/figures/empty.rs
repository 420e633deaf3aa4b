//! A window with nothing in it: what everything else is compared with.

/// Opens it and returns when it is closed.
pub fn open() {
    let context = tauri::generate_context!("tests/figures/empty/tauri.conf.json");
    tauri::Builder::default()
        .run(context)
        .expect("an empty window opens");
}
