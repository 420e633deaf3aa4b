//! A history as large as the largest ones, for measurements.

use super::RepoFixture;
use std::io;

/// A bare repository with so many commits on `main`, so many annotated tags
/// spread evenly over them, and so many folders of services. Every fiftieth
/// commit is a merge of a side branch.
///
/// # Errors
/// When git does not take the stream.
pub fn large(commits: usize, tags: usize, services: usize) -> io::Result<RepoFixture> {
    let fixture = RepoFixture::bare();
    let (services, every) = (services.max(1), (commits / tags.max(1)).max(1));
    fixture.import(|stream| {
        let mut tip: Option<usize> = None;
        let mut release = 0;
        while stream.len() < commits {
            let next = stream.len() + 1;
            let path = format!("services/s{:02}/file{}.txt", next % services, next % 7);
            let content = format!("{next}\n");
            let files = [(path.as_str(), content.as_str())];
            let parents: Vec<usize> = tip.into_iter().collect();
            let made = match tip {
                Some(main) if next % 50 == 0 => {
                    let side = stream.commit("side", &[main], &message(next), &files)?;
                    stream.commit("main", &[main, side], "Merge branch 'side'", &files)?
                }
                _ => stream.commit("main", &parents, &message(next), &files)?,
            };
            tip = Some(made);
            if made / every > release {
                release = made / every;
                stream.tag(&format!("v1.{release}.0"), made)?;
            }
        }
        Ok(())
    })?;
    Ok(fixture)
}

fn message(number: usize) -> String {
    let kind = ["feat", "fix", "docs", "chore", "perf", "refactor"][number % 6];
    format!(
        "{kind}(s{:02}): change number {number}\n\nWhy this was needed, in a line or two, as people\n\
         write it when they have time.\n\nRefs: HB-{number}\n",
        number % 50
    )
}
