//! What the refs of tags looked like from outside, to see without reading
//! them that none has changed.
//!
//! git replaces a ref by renaming a file over it, so the folder around it gets
//! a new time; packed refs are one file that is replaced as a whole.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A file system may tell times no finer than this.
const GRAIN: Duration = Duration::from_secs(2);

/// Folders and files below a repository, and how each looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp(pub(crate) Vec<(String, Look)>);

/// How a file or folder looked; all zero when there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    pub(crate) seconds: u64,
    pub(crate) nanoseconds: u64,
    pub(crate) size: u64,
    pub(crate) inode: u64,
}

impl Stamp {
    /// How the tags look now; absent when something changed so lately that
    /// the next change might not show.
    pub(crate) fn of(common: &Path) -> Option<Self> {
        let mut places = vec!["packed-refs".to_owned()];
        add_folders(common, "refs/tags", &mut places)?;
        let looks = places.into_iter().map(|place| {
            let look = Look::at(&common.join(&place))?;
            Some((place, look))
        });
        let stamp = Self(looks.collect::<Option<_>>()?);
        stamp.is_settled(SystemTime::now()).then_some(stamp)
    }

    /// Whether everything looks as it did.
    pub(crate) fn holds(&self, common: &Path) -> bool {
        let same = |(place, look): &(String, Look)| Look::at(&common.join(place)) == Some(*look);
        self.0.iter().all(same)
    }

    fn is_settled(&self, now: SystemTime) -> bool {
        let limit = now
            .checked_sub(GRAIN)
            .and_then(|limit| limit.duration_since(UNIX_EPOCH).ok());
        let limit = limit.map_or(0, |limit| limit.as_secs());
        self.0.iter().all(|(_, look)| look.seconds < limit)
    }
}

impl Look {
    /// Absent when it cannot be told.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        match fs::symlink_metadata(path) {
            Ok(found) => {
                let at = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
                Some(Self {
                    seconds: at.as_secs(),
                    nanoseconds: u64::from(at.subsec_nanos()),
                    size: found.len(),
                    inode: inode(&found),
                })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some(Self::default()),
            Err(_) => None,
        }
    }
}

#[cfg(unix)]
fn inode(found: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// A folder and all folders in it; absent when one cannot be read.
fn add_folders(common: &Path, folder: &str, places: &mut Vec<String>) -> Option<()> {
    places.push(folder.to_owned());
    let entries = match fs::read_dir(common.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Some(()),
        Err(_) => return None,
    };
    for entry in entries {
        let entry = entry.ok()?;
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            let name = entry.file_name().into_string().ok()?;
            add_folders(common, &format!("{folder}/{name}"), places)?;
        } else if !kind.is_file() {
            // What a link leads to changes without the folder.
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(folder: &Path, times: &[&str]) {
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        for name in times {
            let file = fs::File::open(folder.join(name)).unwrap();
            file.set_modified(long_ago).unwrap();
        }
    }

    #[test]
    fn what_changed_just_now_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("refs/tags/api")).unwrap();
        assert_eq!(Stamp::of(folder.path()), None);
        settle(folder.path(), &["refs/tags", "refs/tags/api"]);
        let stamp = Stamp::of(folder.path()).unwrap();
        assert!(stamp.holds(folder.path()));
    }

    #[test]
    fn a_ref_that_is_new_gone_or_packed_shows() {
        let folder = tempfile::tempdir().unwrap();
        let tags = folder.path().join("refs/tags/api");
        let settled = || {
            settle(folder.path(), &["refs/tags", "refs/tags/api"]);
            Stamp::of(folder.path()).unwrap()
        };
        fs::create_dir_all(&tags).unwrap();
        let before = settled();
        fs::write(tags.join("v1.0.0"), "one").unwrap();
        assert!(!before.holds(folder.path()));
        let before = settled();
        fs::write(tags.join("v1.0.0.lock"), "two").unwrap();
        fs::rename(tags.join("v1.0.0.lock"), tags.join("v1.0.0")).unwrap();
        assert!(!before.holds(folder.path()));
        let before = settled();
        fs::write(folder.path().join("packed-refs"), "").unwrap();
        assert!(!before.holds(folder.path()));
    }
}
