//! Ranges and bases over random histories, held against git's own answers.

use crate::support::{branches, open};
use lockkeeper_domain::commit::CommitFacts;
use lockkeeper_domain::ids::Oid;
use lockkeeper_engine::ports::{RangeOptions, Repo};
use lockkeeper_testkit::repo::{RepoFixture, Stream};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

/// Histories in one repository, so that there are few repositories to make.
const TOGETHER: u64 = 50;

/// A small generator of numbers; the same seed gives the same history.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % 1_000_003).expect("it fits") % sides
    }
}

/// Branches, merges, tags beside the main line, hotfixes on old releases.
fn grow(stream: &mut Stream<&mut dyn Write>, seed: u64) -> io::Result<()> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let branch = |number: usize| format!("h{seed}/b{number}");
    let file = format!("f{seed}");
    let first = stream.commit(&branch(0), &[], "root", &[(&file, "0")])?;
    let mut tips = vec![first];
    let mut all = vec![first];
    let mut version = 0;
    for _ in 0..15 + dice.roll(20) {
        let on = dice.roll(tips.len());
        let content = stream.len().to_string();
        let files = [(file.as_str(), content.as_str())];
        match dice.roll(10) {
            0 | 1 if tips.len() < 4 => {
                let from = all[dice.roll(all.len())];
                let name = branch(tips.len());
                tips.push(stream.commit(&name, &[from], "fix: on an old one", &files)?);
            }
            2 | 3 if tips.len() > 1 => {
                let other = tips[(on + 1) % tips.len()];
                if other != tips[on] {
                    tips[on] = stream.commit(&branch(on), &[tips[on], other], "merge", &files)?;
                }
            }
            4 | 5 => {
                version += 1;
                stream.tag(&format!("h{seed}/v{version:03}"), tips[on])?;
            }
            _ => tips[on] = stream.commit(&branch(on), &[tips[on]], "feat: more", &files)?,
        }
        all.push(tips[on]);
    }
    Ok(())
}

/// All names under a prefix with the commits they stand for.
fn names(fixture: &RepoFixture, prefix: &str) -> BTreeMap<String, Oid> {
    let format =
        "--format=%(refname) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)";
    let listed = fixture.git(["for-each-ref", format, prefix]);
    let pairs = listed.lines().filter_map(|line| line.split_once(' '));
    pairs
        .map(|(name, id)| (name.to_owned(), Oid::from(id)))
        .collect()
}

fn newest_first(commits: &[CommitFacts]) -> bool {
    let places: HashMap<&Oid, usize> = commits
        .iter()
        .enumerate()
        .map(|(place, commit)| (&commit.oid, place))
        .collect();
    commits.iter().enumerate().all(|(place, commit)| {
        commit
            .parents
            .iter()
            .filter_map(|parent| places.get(parent))
            .all(|parent| *parent > place)
    })
}

/// The base that git would name: the highest tag merged into the target.
async fn check_history(fixture: &RepoFixture, repo: &dyn Repo, seed: u64) {
    let tags = names(fixture, &format!("refs/tags/h{seed}/"));
    let tips = names(fixture, &format!("refs/heads/h{seed}/"));
    let turn = usize::try_from(seed).expect("it fits") % tips.len();
    for target in tips.values().skip(turn).take(1) {
        let format = "--format=%(refname)";
        let pattern = format!("refs/tags/h{seed}/");
        let merged = fixture.git([
            "for-each-ref",
            format,
            "--merged",
            target.as_str(),
            &pattern,
        ]);
        let merged: BTreeSet<&str> = merged.lines().collect();
        let mut base = None;
        for (name, commit) in &tags {
            let contained = repo.contains(target, commit).await.expect("an answer");
            assert_eq!(
                contained,
                merged.contains(name.as_str()),
                "seed {seed}: {name}"
            );
            base = if contained { Some(commit) } else { base };
        }
        let hidden: Vec<Oid> = base.into_iter().cloned().collect();
        let options = RangeOptions {
            first_parent: seed.is_multiple_of(5),
            paths: seed.is_multiple_of(3),
        };
        let range = repo.range(&hidden, target, options).await.expect("a range");
        let mut args = vec!["rev-list".to_owned(), target.to_string()];
        args.extend(hidden.iter().map(|oid| format!("^{oid}")));
        args.extend(options.first_parent.then(|| "--first-parent".to_owned()));
        let expected = fixture.git(args);
        let expected: BTreeSet<&str> = expected.lines().collect();
        let found: BTreeSet<&str> = range.iter().map(|commit| commit.oid.as_str()).collect();
        assert_eq!(found, expected, "seed {seed}: {hidden:?}..{target}");
        assert_eq!(
            found.len(),
            range.len(),
            "seed {seed}: a commit stands twice"
        );
        assert!(
            newest_first(&range),
            "seed {seed}: a parent stands before its child"
        );
    }
}

async fn check_seeds(seeds: std::ops::Range<u64>) {
    for start in seeds
        .clone()
        .step_by(usize::try_from(TOGETHER).expect("it fits"))
    {
        let fixture = RepoFixture::bare();
        let together = start..(start + TOGETHER).min(seeds.end);
        let grown =
            fixture.import(|stream| together.clone().try_for_each(|seed| grow(stream, seed)));
        grown.expect("git takes the stream");
        let repo = open(&fixture).await;
        for seed in together {
            check_history(&fixture, repo.as_ref(), seed).await;
        }
    }
}

#[tokio::test]
async fn ranges_and_bases_are_those_of_git_over_random_histories() {
    check_seeds(0..500).await;
}

#[tokio::test]
async fn ranges_and_bases_are_those_of_git_over_more_random_histories() {
    check_seeds(500..1_000).await;
}

#[tokio::test]
async fn branches_are_as_far_apart_as_git_counts() {
    let fixture = RepoFixture::bare();
    let seeds = 0..60;
    let grown = fixture.import(|stream| seeds.clone().try_for_each(|seed| grow(stream, seed)));
    grown.expect("git takes the stream");
    let branches = branches(&fixture).await;
    for seed in seeds {
        let tips: Vec<Oid> = names(&fixture, &format!("refs/heads/h{seed}/"))
            .into_values()
            .collect();
        // All at once, so that one walk could leave a mark for the next.
        let pairs: Vec<(Oid, Oid)> = tips
            .iter()
            .flat_map(|one| tips.iter().map(|other| (one.clone(), other.clone())))
            .collect();
        let found = branches.apart(&pairs).await.expect("an answer");
        for ((one, other), found) in pairs.iter().zip(found) {
            let range = format!("{one}...{other}");
            let counted = fixture.git(["rev-list", "--left-right", "--count", &range]);
            let expected = format!("{}\t{}", found.0, found.1);
            assert_eq!(counted.trim(), expected, "seed {seed}: {range}");
        }
    }
}

#[tokio::test]
async fn very_many_branches_beside_one_are_as_far_apart_as_git_counts() {
    let fixture = RepoFixture::bare();
    let seeds = 0..60;
    let grown = fixture.import(|stream| seeds.clone().try_for_each(|seed| grow(stream, seed)));
    grown.expect("git takes the stream");
    let branches = branches(&fixture).await;
    // Every commit there is: more than one walk can take along.
    let tips = fixture.git(["rev-list", "--all"]);
    let tips: Vec<Oid> = tips.lines().map(Oid::new).collect();
    assert!(tips.len() > 1_100, "{}", tips.len());
    let base = &tips[tips.len() / 3];
    let pairs: Vec<(Oid, Oid)> = tips.iter().map(|tip| (tip.clone(), base.clone())).collect();
    let found = branches.apart(&pairs).await.expect("an answer");
    for ((tip, base), found) in pairs.iter().zip(found).step_by(13) {
        let range = format!("{tip}...{base}");
        let counted = fixture.git(["rev-list", "--left-right", "--count", &range]);
        let expected = format!("{}\t{}", found.0, found.1);
        assert_eq!(counted.trim(), expected, "{range}");
    }
}
