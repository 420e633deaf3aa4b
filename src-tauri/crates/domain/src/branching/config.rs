//! Models that a repository's git configuration holds already: the keys of
//! git-flow (AVH) and of git-flow-next. Names of keys match without case;
//! names of branches keep theirs and may hold dots.

use super::model::{Base, Down, Model, Topic, Up};
use super::preset::{Names, preset};
use crate::ids::BranchName;

/// Which program wrote the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// git-flow AVH, and nvie's before it.
    Avh,
    /// git-flow-next.
    Next,
}

/// Values of `gitflow.*`, later ones before earlier ones when asked.
#[derive(Debug, Clone, Default)]
pub struct GitflowConfig {
    pairs: Vec<(String, String)>,
}

impl GitflowConfig {
    /// From keys and values as git lists them; keys of others are left out.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = |key: &str| {
            key.get(..8)
                .is_some_and(|k| k.eq_ignore_ascii_case("gitflow."))
        };
        Self {
            pairs: pairs.into_iter().filter(|(key, _)| ours(key)).collect(),
        }
    }

    /// The value of `gitflow.<rest>`; the one set last counts.
    #[must_use]
    pub fn get(&self, rest: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter().rev();
        let found = pairs.find(|(key, _)| key[8..].eq_ignore_ascii_case(rest));
        found.map(|(_, value)| value.as_str())
    }

    /// A switch, as git spells them.
    #[must_use]
    pub fn is_on(&self, rest: &str) -> Option<bool> {
        Some(match self.get(rest)?.to_ascii_lowercase().as_str() {
            "" | "true" | "yes" | "on" => true,
            "false" | "no" | "off" => false,
            number => number.parse::<i64>().ok()? != 0,
        })
    }

    /// Which program's keys are there; none when no base branch is named.
    #[must_use]
    pub fn dialect(&self) -> Option<Dialect> {
        let typed = |key: &str| {
            let key = key.to_ascii_lowercase();
            key.starts_with("gitflow.branch.") && key.ends_with(".type")
        };
        if self.pairs.iter().any(|(key, _)| typed(key)) {
            Some(Dialect::Next)
        } else if self.get("branch.master").is_some() && self.get("branch.develop").is_some() {
            Some(Dialect::Avh)
        } else {
            None
        }
    }

    /// The base a branch was started from, where it was written down.
    #[must_use]
    pub fn base_of(&self, branch: &BranchName) -> Option<BranchName> {
        self.get(&format!("branch.{branch}.base")).map(Into::into)
    }

    /// The model it describes.
    #[must_use]
    pub fn model(&self) -> Option<Model> {
        match self.dialect()? {
            Dialect::Avh => self.avh(),
            Dialect::Next => Some(self.next()),
        }
    }

    fn remote(&self) -> String {
        let named = self.get("origin").or_else(|| self.get("remote"));
        named.unwrap_or("origin").to_owned()
    }

    fn avh(&self) -> Option<Model> {
        let names = Names {
            main: self.get("branch.master")?.into(),
            develop: self.get("branch.develop")?.into(),
            staging: "staging".into(),
        };
        let mut model = preset("gitflow", &names)?;
        model.remote = self.remote();
        for topic in &mut model.topics {
            self.read_avh(topic);
        }
        Some(model)
    }

    fn read_avh(&self, topic: &mut Topic) {
        let kind = topic.kind.clone();
        let on = |flag: &str| self.is_on(&format!("{kind}.finish.{flag}")) == Some(true);
        if let Some(prefix) = self.get(&format!("prefix.{kind}")) {
            prefix.clone_into(&mut topic.prefix);
        }
        if on("squash") {
            topic.up = Up::Squash;
        } else if on("rebase") {
            topic.up = Up::Rebase;
        }
        topic.keep = on("keep") || on("keeplocal");
        if on("notag") {
            topic.tag = None;
        } else if topic.tag.is_some() {
            topic.tag = Some(self.get("prefix.versiontag").unwrap_or_default().to_owned());
        }
    }

    fn next(&self) -> Model {
        let mut model = Model {
            bases: Vec::new(),
            topics: Vec::new(),
            remote: self.remote(),
        };
        for name in self.typed() {
            let of = |key: &str| self.get(&format!("branch.{name}.{key}"));
            match of("type") {
                Some("base") => model.bases.push(self.base(&name)),
                Some("topic") => model.topics.extend(self.topic(&name)),
                _ => {}
            }
        }
        let depth = |base: &Base, bases: &[Base]| {
            let mut at = base.parent.clone();
            let mut steps = 0;
            while let Some(name) = at.filter(|_| steps < bases.len()) {
                steps += 1;
                at = bases
                    .iter()
                    .find(|b| b.name == name)
                    .and_then(|b| b.parent.clone());
            }
            steps
        };
        let all = model.bases.clone();
        model
            .bases
            .sort_by_key(|base| (depth(base, &all), base.name.clone()));
        model
    }

    /// Names with a type, in the order they were written.
    fn typed(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (key, _) in &self.pairs {
            let middle = key.get(15..key.len().saturating_sub(5));
            let is_type = key.to_ascii_lowercase().ends_with(".type")
                && key
                    .get(..15)
                    .is_some_and(|k| k.eq_ignore_ascii_case("gitflow.branch."));
            if let Some(name) = middle.filter(|name| is_type && !name.is_empty())
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn base(&self, name: &str) -> Base {
        let of = |key: &str| self.get(&format!("branch.{name}.{key}"));
        Base {
            name: name.into(),
            parent: of("parent").filter(|p| !p.is_empty()).map(Into::into),
            follows: self.is_on(&format!("branch.{name}.autoUpdate")) == Some(true),
            up: self.up(name),
        }
    }

    fn topic(&self, kind: &str) -> Option<Topic> {
        let of = |key: &str| self.get(&format!("branch.{kind}.{key}"));
        let parent: BranchName = of("parent").filter(|p| !p.is_empty())?.into();
        let tagged = self.is_on(&format!("branch.{kind}.tag")) == Some(true)
            && self.is_on(&format!("{kind}.finish.notag")) != Some(true);
        let keep = ["keep", "keeplocal"];
        Some(Topic {
            kind: kind.to_owned(),
            prefix: of("prefix").map_or_else(|| format!("{kind}/"), str::to_owned),
            start: of("startPoint").map_or_else(|| parent.clone(), Into::into),
            // A support branch is never finished.
            parent: (kind != "support").then_some(parent),
            up: self.up(kind),
            down: match of("downstreamStrategy") {
                Some("rebase") => Down::Rebase,
                _ => Down::Merge,
            },
            tag: tagged.then(|| of("tagprefix").unwrap_or_default().to_owned()),
            keep: keep
                .iter()
                .any(|flag| self.is_on(&format!("{kind}.finish.{flag}")) == Some(true)),
        })
    }

    fn up(&self, name: &str) -> Up {
        let finish = |flag: &str| self.is_on(&format!("{name}.finish.{flag}")) == Some(true);
        let configured = self.get(&format!("branch.{name}.upstreamStrategy"));
        match configured {
            _ if finish("squash") => Up::Squash,
            _ if finish("rebase") => Up::Rebase,
            _ if finish("ff-only") => Up::FfOnly,
            Some("rebase") => Up::Rebase,
            Some("squash") => Up::Squash,
            _ => Up::Merge,
        }
    }
}
