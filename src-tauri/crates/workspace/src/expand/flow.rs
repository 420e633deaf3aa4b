//! What was agreed on for branches, typed.

use crate::duration;
use crate::node::{Node, Value};
use lockkeeper_domain::branching::{
    Base, Down, FlowPolicy, MessageRule, Model, NameRule, Protection, Review, Topic, Up,
};
use lockkeeper_domain::ids::BranchName;

pub(super) fn read(repo: &Node) -> FlowPolicy {
    let protection = repo.get("branches").into_iter().flat_map(Node::entries);
    FlowPolicy {
        model: repo.get("branching").and_then(model),
        names: repo.get("branch_names").and_then(names),
        messages: repo.get("messages").map(messages),
        protection: protection
            .map(|(pattern, entry)| (pattern.to_owned(), protected(&entry.node)))
            .collect(),
        review: repo.get("review").map(review),
    }
}

/// A model of the team's own; a word names one of ours.
fn model(node: &Node) -> Option<Model> {
    if !matches!(node.value, Value::Table(_)) {
        return None;
    }
    Some(Model {
        bases: items(node, "bases").filter_map(base).collect(),
        topics: items(node, "topics").filter_map(topic).collect(),
        remote: node.get_text("remote").unwrap_or("origin").to_owned(),
    })
}

fn items<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = &'a Node> {
    node.get(key).map(Node::list).unwrap_or_default().iter()
}

fn base(node: &Node) -> Option<Base> {
    let parent: Option<BranchName> = node.get_text("parent").map(Into::into);
    Some(Base {
        name: node.get_text("name")?.into(),
        follows: parent.is_some() && flag(node, "follows").unwrap_or(true),
        parent,
        up: up(node),
    })
}

fn topic(node: &Node) -> Option<Topic> {
    let kind = node.get_text("kind")?;
    let parent: Option<BranchName> = node.get_text("parent").map(Into::into);
    let start = node
        .get_text("start")
        .map(Into::into)
        .or_else(|| parent.clone());
    let prefix = node.get_text("prefix");
    let tag = node.get("tag");
    let tagged = tag.and_then(Node::flag) == Some(true);
    Some(Topic {
        kind: kind.to_owned(),
        prefix: prefix.map_or_else(|| format!("{kind}/"), str::to_owned),
        start: start.unwrap_or_else(|| "main".into()),
        parent,
        up: up(node),
        down: match node.get_text("down") {
            Some("rebase") => Down::Rebase,
            _ => Down::Merge,
        },
        tag: match tag.and_then(Node::text) {
            Some(prefix) => Some(prefix.to_owned()),
            None => tagged.then(String::new),
        },
        keep: flag(node, "keep").unwrap_or(false),
    })
}

fn up(node: &Node) -> Up {
    node.get_text("up").and_then(Up::parse).unwrap_or(Up::Merge)
}

fn flag(node: &Node, key: &str) -> Option<bool> {
    node.get(key).and_then(Node::flag)
}

fn owned(node: &Node, key: &str) -> Option<String> {
    node.get_text(key).map(str::to_owned)
}

fn texts(node: &Node, key: &str) -> Vec<String> {
    node.get_texts(key).into_iter().map(str::to_owned).collect()
}

fn names(node: &Node) -> Option<NameRule> {
    let pattern = node.text().or_else(|| node.get_text("pattern"))?;
    Some(NameRule {
        pattern: pattern.to_owned(),
        reason: owned(node, "reason"),
    })
}

fn messages(node: &Node) -> MessageRule {
    MessageRule {
        conventional: flag(node, "conventional").unwrap_or(false),
        types: texts(node, "types"),
        issue: owned(node, "issue"),
        longest: node.get("longest").and_then(Node::count),
        reason: owned(node, "reason"),
    }
}

fn review(node: &Node) -> Review {
    let length = |key| {
        node.get_text(key)
            .and_then(|text| duration::parse(text).ok())
    };
    Review {
        first: length("first"),
        follow_up: length("follow_up"),
    }
}

fn protected(node: &Node) -> Protection {
    let approvals = node.get("approvals");
    let count = approvals.and_then(|node| node.get("count")?.count());
    Protection {
        push: flag(node, "push"),
        approvals: count.map(|count| (count, approvals.and_then(|node| owned(node, "role")))),
        checks: texts(node, "checks"),
        signed: flag(node, "signed").unwrap_or(false),
        linear: flag(node, "linear").unwrap_or(false),
        merge: texts(node, "merge"),
    }
}
