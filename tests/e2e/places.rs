//! The window comes back where it was left, unless nobody could see it there.

use crate::support::within;
use crate::window::Window;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Size and place on the display.
type Shown = ((u32, u32), (i32, i32));

fn state_file(home: &Path) -> PathBuf {
    home.join("data/lockkeeper/window-state.json")
}

/// Leaves a window of that size and place behind, as the program does.
fn left(home: &Path, (width, height): (u32, u32), (x, y): (i32, i32)) {
    let file = state_file(home);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
    let state = json!({ "main": { "width": width, "height": height, "x": x, "y": y,
        "prev_x": x, "prev_y": y, "maximized": false, "visible": true,
        "decorated": true, "fullscreen": false } });
    std::fs::write(file, state.to_string()).expect("it can be written");
}

/// Where the only window is drawn, as soon as it stays there.
fn shown() -> Shown {
    let mut before = None;
    within(|| {
        let now = drawn()?;
        let stays = before == Some(now);
        before = Some(now);
        std::thread::park_timeout(std::time::Duration::from_millis(300));
        stays.then_some(now)
    })
}

/// The line about our window: `0x1 "Lockkeeper": … 1280x800+0+0  +320+140`.
fn line() -> Option<String> {
    let output = Command::new("xwininfo").args(["-root", "-tree"]).output();
    let output = output.expect("xwininfo is installed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines().filter(|line| line.contains("\"Lockkeeper\""));
    lines.next().map(str::to_owned)
}

/// Asks the window to close as the cross in a frame does. No program at hand
/// does this without a window manager.
fn press_the_cross() {
    const ASK: &str = "
import ctypes, sys
x = ctypes.CDLL('libX11.so.6')
class Message(ctypes.Structure):
    _fields_ = [('type', ctypes.c_int), ('serial', ctypes.c_ulong), ('sent', ctypes.c_int),
        ('display', ctypes.c_void_p), ('window', ctypes.c_ulong), ('kind', ctypes.c_ulong),
        ('format', ctypes.c_int), ('data', ctypes.c_long * 5), ('rest', ctypes.c_long * 24)]
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.restype = ctypes.c_ulong
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x.XCloseDisplay.argtypes = [ctypes.c_void_p]
d, w, m = x.XOpenDisplay(None), int(sys.argv[1], 16), Message()
m.type, m.window, m.format = 33, w, 32
m.kind = x.XInternAtom(d, b'WM_PROTOCOLS', 0)
m.data[0] = x.XInternAtom(d, b'WM_DELETE_WINDOW', 0)
x.XSendEvent(d, w, 0, 0, ctypes.byref(m))
x.XCloseDisplay(d)
";
    let line = line().expect("there is a window");
    let id = line.split_whitespace().next().expect("it has an id");
    let asked = Command::new("python3").args(["-c", ASK, id]).status();
    assert!(asked.is_ok_and(|status| status.success()), "it is asked");
}

fn drawn() -> Option<Shown> {
    let line = line()?;
    let mut words = line.split_whitespace().rev();
    let (place, size) = (words.next()?, words.next()?);
    let (width, rest) = size.split_once('x')?;
    let height = rest.split(['+', '-']).next()?;
    let (x, y) = place.strip_prefix('+')?.split_once('+')?;
    let size = (width.parse().ok()?, height.parse().ok()?);
    Some((size, (x.parse().ok()?, y.parse().ok()?)))
}

#[tokio::test]
async fn a_second_start_has_the_size_that_the_first_one_left() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let window = Window::open("places", home.path(), &[]).await;
    window.see("heading", "Lockkeeper").await;
    window.resize(1180, 720).await;
    let (size, _) = shown();
    press_the_cross();
    let kept: Value = within(|| {
        let text = std::fs::read_to_string(state_file(home.path())).ok()?;
        serde_json::from_str(&text).ok()
    });
    drop(window);
    assert_eq!(kept["main"]["width"], size.0, "{kept:#}");

    let window = Window::open("places", home.path(), &[]).await;
    window.see("heading", "Lockkeeper").await;
    assert_eq!(shown().0, size, "it is as it was left");
    window.close().await;
}

#[tokio::test]
async fn a_place_that_nobody_would_see_is_not_used_and_any_other_is() {
    let home = tempfile::tempdir().expect("a folder can be made");
    for (place, is_used) in [((200, 150), true), ((9_000, 9_000), false)] {
        left(home.path(), (1100, 700), place);
        let window = Window::open("places", home.path(), &[]).await;
        window.see("heading", "Lockkeeper").await;
        let (size, at) = shown();
        window.close().await;
        assert_eq!(size, (1100, 700));
        assert_eq!(at == place, is_used, "{at:?}");
        let seen = (0..1920).contains(&at.0) && (0..1200).contains(&at.1);
        assert!(seen, "{at:?}");
    }
}
