//! Words of others that want to run: wherever they stand, they stay words, and
//! nobody outside hears of them.

use crate::window::Window;
use crate::world::alone;
use fantoccini::key::Key;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// RUN is a script that leaves a mark and asks for URL.
const PAYLOADS: [&str; 50] = [
    "<script>RUN</script>",
    "<SCRIPT SRC=URL></SCRIPT>",
    "<script src=\"URL\"></script>",
    "\"><script>RUN</script>",
    "'><script>RUN</script>",
    "</title><script>RUN</script>",
    "</textarea><script>RUN</script>",
    "</style><script>RUN</script>",
    "--><script>RUN</script>",
    "<scr<script>ipt>RUN</scr</script>ipt>",
    "<img src=x onerror=\"RUN\">",
    "<img src=URL>",
    "<img/src=x/onerror=RUN>",
    "\"><img src=x onerror=\"RUN\">",
    "<svg onload=\"RUN\">",
    "<svg/onload=RUN>",
    "<svg><script>RUN</script></svg>",
    "<svg><animate onbegin=\"RUN\" attributeName=x dur=1s>",
    "<svg><use href=\"URL\"/></svg>",
    "<math><mi//xlink:href=\"javascript:RUN\">x",
    "<body onload=\"RUN\">",
    "<iframe src=\"javascript:RUN\"></iframe>",
    "<iframe srcdoc=\"<script>RUN</script>\"></iframe>",
    "<iframe src=URL></iframe>",
    "<object data=\"URL\"></object>",
    "<embed src=\"URL\">",
    "<link rel=stylesheet href=\"URL\">",
    "<style>@import 'URL';</style>",
    "<style>*{background:url(URL)}</style>",
    "<div style=\"background:url(URL)\">x</div>",
    "<base href=\"URL\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=URL\">",
    "<form action=\"URL\"><button autofocus onfocus=\"RUN\">x</button></form>",
    "<input autofocus onfocus=\"RUN\">",
    "<details open ontoggle=\"RUN\">x</details>",
    "<video src=URL onerror=\"RUN\"></video>",
    "<audio src=URL onerror=\"RUN\"></audio>",
    "<video><source onerror=\"RUN\"></video>",
    "<marquee onstart=\"RUN\">x</marquee>",
    "<a href=\"javascript:RUN\">click</a>",
    "[click](javascript:RUN)",
    "![x](URL)",
    "<URL>",
    "javascript:RUN",
    "{{constructor.constructor(\"RUN\")()}}",
    "${RUN}",
    "{@html \"<img src=x onerror=RUN>\"}",
    "&lt;script&gt;RUN&lt;/script&gt;",
    "\\u003cscript\\u003eRUN\\u003c/script\\u003e",
    "<template shadowrootmode=open><script>RUN</script></template>",
];

/// A mark, or an element that is none of ours; nothing where there is neither.
/// A link to a page is none of them: notes may have some, and a person clicks.
const OWNED: &str = "return document.documentElement.dataset.owned \
     ?? document.querySelector('img, iframe, object, embed, base, marquee, video, audio, math, \
        body script, [srcdoc], [onload], [onerror], [onfocus], [ontoggle], [onbegin], [onstart], \
        a[href^=\"javascript:\"]')?.outerHTML ?? null";

/// A server that somebody else would have, and how often it was asked.
struct Outside {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Outside {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let place = listener.local_addr().expect("it has an address");
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&asked);
        // Ends with this program.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                heard.fetch_add(1, Ordering::SeqCst);
                drop(stream.and_then(|mut stream| stream.write_all(b"heard")));
            }
        });
        let url = format!("http://{place}/");
        Self { url, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Asks, as a page that is owned would.
    fn ask(&self) {
        let place = self.url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(place).expect("it listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert_eq!(answer, "heard");
    }

    fn payloads(&self) -> Vec<String> {
        let script = format!(
            "document.documentElement.dataset.owned=1;fetch('{}')",
            self.url
        );
        let whole = |payload: &&str| payload.replace("RUN", &script).replace("URL", &self.url);
        PAYLOADS.iter().map(whole).collect()
    }
}

/// A repository with every payload in a subject, a body, the name of a file,
/// the name of a branch, and the words of a tag.
fn repository(home: &Path, payloads: &[String]) -> PathBuf {
    let (repo, control) = (home.join("shop"), home.join("control"));
    for folder in [&repo, &control] {
        std::fs::create_dir_all(folder).expect("a folder can be made");
    }
    let git = |words: &[&str]| alone(home, &repo, words);
    git(&["init", "-q", "-b", "main"]);
    for (name, value) in [("name", "Mallory"), ("email", "mallory@example.org")] {
        git(&["config", &format!("user.{name}"), value]);
    }
    git(&["commit", "-q", "--allow-empty", "-m", "feat: begin"]);
    git(&["tag", "-a", "-m", &payloads.join("\n"), "v1.0.0"]);
    for (number, payload) in payloads.iter().enumerate() {
        let file = payload.replace('/', "\u{2215}");
        std::fs::write(repo.join(file), payload).expect("a file can be written");
        git(&["add", "-A"]);
        let subject = format!("feat: {payload}");
        git(&["commit", "-q", "-m", &subject, "-m", payload]);
        git(&["branch", &format!("feature/{number}-{}-", as_ref(payload))]);
    }
    let text = "schema = 1\nname = \"Harbour\"\nenvironments = [\"dev\", \"production\"]\n\
        [repos.shop]\nurl = \"../shop\"\n[services.shop]\nrepo = \"shop\"\n";
    std::fs::write(control.join("lockkeeper.toml"), text).expect("a file can be written");
    control
}

/// The same without what git takes in no name of a ref.
fn as_ref(payload: &str) -> String {
    let allowed = |c: char| if " ~^:?*[\\/".contains(c) { '_' } else { c };
    let name: String = payload.chars().map(allowed).collect();
    name.replace("..", "_").replace("@{", "@_")
}

#[tokio::test]
async fn fifty_payloads_run_nothing_and_ask_nobody() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let outside = Outside::listen();
    let control = repository(home.path(), &outside.payloads());
    let control = control.display().to_string();
    let window = Window::open("payloads", home.path(), &["--workspace", &control]).await;
    window.see("heading", "Board").await;
    let screens = [
        ("cut/shop", "<marquee onstart="),
        ("service/shop", "50 commits unreleased"),
        ("releases/shop/v1.0.0", "shadowrootmode"),
        ("branches?repo=shop", "feature/"),
        ("branches/history?repo=shop", "shadowrootmode"),
    ];
    for (screen, shown) in screens {
        window.go(screen).await;
        window.read(shown).await;
        window.settle().await;
        assert_eq!(window.ask(OWNED).await, Value::Null, "{screen}");
    }
    window.focus("listbox", "Commits").await;
    for payload in PAYLOADS {
        window.key(Key::Down).await;
        window.key(Key::Enter).await;
        window.see("button", "Copy the commit").await;
        assert_eq!(window.ask(OWNED).await, Value::Null, "around {payload}");
        window.key(Key::Escape).await;
        window.miss("button", "Copy the commit").await;
    }
    assert_eq!(outside.asked(), 0, "somebody outside was asked");

    // What is looked for would be found.
    outside.ask();
    assert_eq!(outside.asked(), 1);
    window
        .ask("document.body.append(document.createElement('img'))")
        .await;
    assert_eq!(window.ask(OWNED).await, "<img>");
    window.close().await;
}
