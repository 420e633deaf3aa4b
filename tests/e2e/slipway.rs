//! A team whose environments run branches: versions go from develop to
//! staging to main.

use lockkeeper_compose::SystemClock;
use lockkeeper_engine::ports::Clock;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A remote, a clone of it, and when its next commit was made.
struct Yard {
    home: PathBuf,
    name: &'static str,
    hour: i64,
}

impl Yard {
    /// A repository with 1.0.0 in all three branches, days ago.
    fn of(home: &Path, name: &'static str) -> Self {
        let mut yard = Self {
            home: home.to_owned(),
            name,
            hour: 24 * 9,
        };
        let remote = format!("{name}.git");
        yard.git_at(".", &["init", "-q", "--bare", "-b", "main", &remote]);
        yard.git_at(".", &["clone", "-q", &remote, name]);
        yard.commit("totals.txt", "one\n", "feat: totals");
        yard.tag("1.0.0");
        yard.git(&["branch", "staging"]);
        yard.git(&["switch", "-q", "-c", "develop"]);
        yard.git(&["push", "-q", "origin", "--all"]);
        yard.git(&["push", "-q", "origin", "--tags"]);
        yard
    }

    fn git(&self, words: &[&str]) -> String {
        self.git_at(self.name, words)
    }

    fn git_at(&self, folder: &str, words: &[&str]) -> String {
        let when = SystemClock.now().as_second() - self.hour * 3600;
        let mut command = Command::new("git");
        command.current_dir(self.home.join(folder)).args(words);
        command
            .env("HOME", &self.home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", format!("@{when}"))
            .env("GIT_COMMITTER_DATE", format!("@{when}"));
        let done = command.output().expect("git is here");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "git {words:?}: {said}");
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    fn commit(&mut self, file: &str, text: &str, subject: &str) {
        self.hour -= 7;
        std::fs::write(self.home.join(self.name).join(file), text).expect("it can be written");
        self.git(&["add", "."]);
        self.git(&["commit", "-qm", subject]);
    }

    fn tag(&self, version: &str) {
        let tag = format!("v{version}");
        self.git(&["tag", "-a", &tag, "-m", &tag]);
    }

    /// Work on develop, released as 1.1.0.
    fn releases(&mut self, file: &str, subject: &str) {
        self.commit(file, "from develop\n", subject);
        self.commit("notes.txt", "notes\n", "docs: how totals are rounded");
        self.tag("1.1.0");
        let words = ["push", "-q", "--atomic", "origin", "develop", "v1.1.0"];
        self.git(&words);
    }

    /// A commit that only staging has.
    fn somebody_pushes_to_staging(&mut self, file: &str, subject: &str) {
        self.git(&["switch", "-q", "staging"]);
        self.commit(file, "from staging\n", subject);
        self.git(&["push", "-q", "origin", "staging"]);
        self.git(&["switch", "-q", "develop"]);
    }
}

/// Three services: the shop is ready to go, the till has a foreign commit in
/// its staging branch, and the web one that conflicts. The control folder.
pub fn slipway(home: &Path) -> String {
    let who = "[user]\nname = Dana Ito\nemail = dana@harbour.example\n";
    std::fs::write(home.join(".gitconfig"), who).expect("a file can be written");
    Yard::of(home, "shop").releases("cart.txt", "feat: a cart that remembers");
    let mut till = Yard::of(home, "till");
    till.releases("coins.txt", "feat: coins are counted");
    till.somebody_pushes_to_staging("hotfix.txt", "chore: only here, by hand");
    let mut web = Yard::of(home, "web");
    web.releases("totals.txt", "feat: totals in two currencies");
    web.somebody_pushes_to_staging("totals.txt", "fix: totals as staging wants them");
    let folder = home.join("control");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    std::fs::write(folder.join("lockkeeper.toml"), workspace()).expect("it can be written");
    folder.display().to_string()
}

fn workspace() -> String {
    let mut text = "schema = 1\nname = \"Slipway\"\n\
        environments = [\"dev\", \"staging\", \"production\"]\n\
        [defaults.repo]\nbranch = \"develop\"\nbranching = \"environment-branches\"\n\
        [env.dev.branch]\nbranch = \"develop\"\n\
        [env.staging.branch]\nbranch = \"staging\"\nmerge = \"ff-only\"\n\
        [env.production.branch]\nbranch = \"main\"\nmerge = \"no-ff\"\n"
        .to_owned();
    for name in ["shop", "till", "web"] {
        text += &format!(
            "[repos.{name}]\nurl = \"../{name}\"\n\
             [services.{name}]\nrepo = \"{name}\"\ntag = \"v{{version}}\"\n\
             [services.{name}.on.\"*\"]\ntarget = \"branch\"\n"
        );
    }
    text + "[services.web.on.staging]\ntarget = \"branch\"\nmerge = \"no-ff\"\n"
}
