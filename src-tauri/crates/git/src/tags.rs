//! Tags and what they say.

use crate::branches::moment;
use crate::failure::classify_library;
use crate::read::{id, oid};
use crate::repo::GitRepo;
use crate::stamp::Stamp;
use git2::{ErrorCode, ObjectType, Repository};
use lockkeeper_domain::ids::{Oid, TagName};
use lockkeeper_engine::ports::{RepoError, TagRef};

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
    if let Some(tags) = repo.remembered_tags(common) {
        return Ok(tags);
    }
    // Looked at before it is read: a change in between shows the next time.
    let stamp = Stamp::of(common);
    let (tags, lasts) = read_all(library)?;
    if let Some(stamp) = stamp.filter(|_| lasts) {
        repo.remember_tags(stamp, &tags);
    }
    Ok(tags)
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
    let Ok(tag) = library.find_tag(object) else {
        let commit = library.find_commit(object).ok()?;
        let commit = oid(commit.id());
        return Some(TagRef {
            name,
            object: oid(object),
            commit,
            at: None,
            signed: false,
        });
    };
    let target = tag.as_object().peel(ObjectType::Commit).ok()?;
    let at = tag.tagger().map(|tagger| moment(tagger.when().seconds()));
    let signed = tag
        .message_bytes()
        .is_some_and(|message| signature_start(message).is_some());
    Some(TagRef {
        name,
        object: oid(object),
        commit: oid(target.id()),
        at,
        signed,
    })
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
