//! Tags and what they say.

use crate::branches::moment;
use crate::failure::classify_library;
use crate::read::{id, oid};
use crate::repo::GitRepo;
use crate::stamp::Stamp;
use git2::{ErrorCode, ObjectType, Repository};
use jiff::Timestamp;
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_engine::ports::{RepoError, TagRef};
use std::fs;
use std::path::Path;

/// How many bytes of packed refs are few tags.
const FEW_PACKED: u64 = 8 << 10;
/// How many refs in files of their own are few tags.
const FEW_LOOSE: usize = 64;
/// Where a signature begins in a tag object.
const SIGNATURES: [&[u8]; 4] = [
    b"-----BEGIN SSH SIGNATURE-----",
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN SIGNED MESSAGE-----",
];

/// All tags; read anew only when one may have changed.
pub(crate) fn tags(repo: &GitRepo, library: &Repository) -> Result<Vec<TagRef>, RepoError> {
    let common = library.commondir();
    let few = are_few(common);
    if few && repo.asks_once() {
        return Ok(read_all(library)?.0);
    }
    if let Some(tags) = repo.remembered_tags(common, few) {
        return Ok(tags);
    }
    // Looked at before it is read: a change in between shows the next time.
    let stamp = Stamp::of(common);
    let (tags, lasts) = read_all(library)?;
    if let Some(stamp) = stamp.filter(|_| lasts) {
        repo.remember_tags(stamp, &tags, few);
    }
    Ok(tags)
}

/// The tags whose names begin so. A few of many are read by themselves,
/// because reading a tag costs a hundred times as much as its name.
pub(crate) fn beginning(
    repo: &GitRepo,
    library: &Repository,
    prefix: &str,
) -> Result<Vec<TagRef>, RepoError> {
    let mut names = names(library);
    let all = names.len();
    names.retain(|name| name.starts_with(prefix));
    if names.len() == all || names.len() > FEW_LOOSE {
        let mut tags = tags(repo, library)?;
        tags.retain(|tag| tag.name.as_str().starts_with(prefix));
        return Ok(tags);
    }
    let found = names.into_iter().filter_map(|name| {
        let reference = library.find_reference(&format!("refs/tags/{name}")).ok()?;
        tag_of(library, TagName::new(name), reference.target()?)
    });
    Ok(found.collect())
}

/// The names of all tags, sorted; what they point at is not read.
pub(crate) fn names(library: &Repository) -> Vec<String> {
    let common = library.commondir();
    let packed = fs::read(common.join("packed-refs")).unwrap_or_default();
    let lines = packed.split(|byte| *byte == b'\n');
    let refs = lines.filter_map(|line| std::str::from_utf8(line).ok()?.split_once(" refs/tags/"));
    let mut names: Vec<String> = refs.map(|(_, name)| name.to_owned()).collect();
    add_names(&common.join("refs/tags"), "", &mut names);
    names.sort_unstable();
    names.dedup();
    names
}

fn add_names(folder: &Path, before: &str, names: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let name = format!("{before}{name}");
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            add_names(&entry.path(), &format!("{name}/"), names);
        } else if !name.ends_with(".lock") {
            names.push(name);
        }
    }
}

/// Whether reading the tags costs less than opening the cache.
fn are_few(common: &Path) -> bool {
    let packed = fs::metadata(common.join("packed-refs")).map_or(0, |found| found.len());
    let loose = fs::read_dir(common.join("refs/tags")).map_or(0, Iterator::count);
    packed <= FEW_PACKED && loose <= FEW_LOOSE
}

/// The tags, and whether they stay the same while no ref changes.
fn read_all(library: &Repository) -> Result<(Vec<TagRef>, bool), RepoError> {
    let failed = |error: git2::Error| classify_library("the tags", &error);
    let (mut tags, mut lasts) = (Vec::new(), true);
    for reference in library.references_glob("refs/tags/*").map_err(failed)? {
        let reference = reference.map_err(failed)?;
        let Ok(name) = reference.name() else { continue };
        let Some(object) = reference.target() else {
            // It follows a ref that lies elsewhere.
            lasts = false;
            continue;
        };
        let name = TagName::new(name.strip_prefix("refs/tags/").unwrap_or(name));
        match tag_of(library, name, object) {
            Some(tag) => tags.push(tag),
            // An object that is missing may come later.
            None => lasts &= is_there(library, object),
        }
    }
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((tags, lasts))
}

/// Whether the object behind all tags is there, whatever it is.
fn is_there(library: &Repository, object: git2::Oid) -> bool {
    let found = library.find_object(object, None);
    found.is_ok_and(|object| object.peel(ObjectType::Any).is_ok())
}

/// The tag, if what it points at is a commit in the end.
fn tag_of(library: &Repository, name: TagName, object: git2::Oid) -> Option<TagRef> {
    let odb = library.odb().ok()?;
    // What kind it is stands before the object, which need not be unpacked.
    if odb.read_header(object).ok()?.1 == ObjectType::Commit {
        return Some(TagRef {
            name,
            object: oid(object),
            commit: oid(object),
            at: committed(library, object),
            signed: false,
        });
    }
    let tag = library.find_tag(object).ok()?;
    let target = match tag.target_type() {
        Some(ObjectType::Commit) => Some(tag.target_id()).filter(|id| odb.exists(*id)),
        _ => tag
            .as_object()
            .peel(ObjectType::Commit)
            .ok()
            .map(|c| c.id()),
    }?;
    let at = tag.tagger().map(|tagger| moment(tagger.when().seconds()));
    let signed = tag
        .message_bytes()
        .is_some_and(|message| signature_start(message).is_some());
    Some(TagRef {
        name,
        object: oid(object),
        commit: oid(target),
        at,
        signed,
    })
}

/// When a commit was made: all that is known of a tag that has no object.
fn committed(library: &Repository, commit: git2::Oid) -> Option<Timestamp> {
    let commit = library.find_commit(commit).ok()?;
    Some(moment(commit.time().seconds()))
}

/// Where the signature begins, at the start of a line.
pub(crate) fn signature_start(message: &[u8]) -> Option<usize> {
    let mut start = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if SIGNATURES.iter().any(|mark| line.starts_with(mark)) {
            return Some(start);
        }
        start += line.len();
    }
    None
}

pub(crate) fn message(
    library: &Repository,
    object: &Oid,
) -> Result<Option<(Oid, String)>, RepoError> {
    let what = format!("the tag object {object}");
    let tag = match library.find_tag(id(object)?) {
        Ok(tag) => tag,
        Err(error) if error.code() == ErrorCode::NotFound => {
            // libgit2 answers the same for an object of another kind.
            let other = library
                .odb()
                .is_ok_and(|odb| id(object).is_ok_and(|id| odb.exists(id)));
            return if other {
                Ok(None)
            } else {
                Err(RepoError::NotFound { what })
            };
        }
        Err(error) => return Err(classify_library(&what, &error)),
    };
    let target = tag.as_object().peel(ObjectType::Commit);
    let target = target.map_or_else(|_| tag.target_id(), |commit| commit.id());
    let bytes = tag.message_bytes().unwrap_or_default();
    let text = &bytes[..signature_start(bytes).unwrap_or(bytes.len())];
    Ok(Some((
        oid(target),
        String::from_utf8_lossy(text).into_owned(),
    )))
}
