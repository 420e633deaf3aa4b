//! Every refusal there is: its word, its sentence, and what helps.
//!
//! The word is stable. Several sentences may share one, where a program has
//! nothing different to do. `nothing` stands where no hint helps: the sentence
//! or the lines below it say what to do.

use super::Refusal;

macro_rules! hint {
    (nothing) => {
        None
    };
    ($hint:literal) => {
        Some(format!($hint))
    };
}

/// Makes a function of each row, and a list of them all that none is missing
/// from.
macro_rules! refusals {
    ($($name:ident($($part:ident),*) = $code:literal: $text:literal => $hint:tt;)+) => {
        $(
            #[doc = concat!("`", $code, "`: ", $text)]
            #[must_use]
            pub fn $name($($part: impl std::fmt::Display),*) -> Refusal {
                Refusal::new($code, format!($text), hint!($hint))
            }
        )+

        /// Each of them, with the names of its parts in their places.
        #[cfg(test)]
        pub(super) fn all() -> Vec<Refusal> {
            vec![$($name($(concat!("<", stringify!($part), ">")),*)),+]
        }
    };
}

// Behind the macro, which it is made with.
mod ledger;

pub use ledger::*;

refusals! {
    // The history and the repository.
    unborn() = "unborn":
        "The repository has no commits yet, so there is nothing to release."
        => "Make a first commit.";
    incomplete(missing) = "incomplete":
        "The history is not whole: {missing}. No version would be right."
        => "Fetch the rest with `git fetch --unshallow --tags`.";
    shallow() = "incomplete":
        "The history is not whole: it is a shallow clone."
        => "Fetch the rest with `git fetch --unshallow --tags`.";
    no_identity() = "no-identity":
        "Git does not know who you are."
        => "Set `git config user.name` and `git config user.email`.";
    no_signing_key(path, repo) = "no-signing-key":
        "Git signs the tags of {repo} with the key in {path}, and no such file is there."
        => "Name a key that is there: `git config user.signingkey PATH`.";
    in_progress(what, folder) = "under-way":
        "A {what} is in progress in {folder}."
        => "End it with `git {what} --continue` or `git {what} --abort`.";
    stopped_operation(what, folder) = "under-way":
        "A {what} is in progress in {folder}."
        => "Decide its conflicts and go on with `lockkeeper flow continue`, or give it up with `lockkeeper flow abort`.";
    dirty(folder) = "dirty":
        "{folder} has changes that are not committed."
        => "Commit them, or put them away with `git stash`.";
    dirty_files(folder) = "dirty":
        "{folder} has changes in files that would be written."
        => "Commit them, or put them away with `git stash`.";
    elsewhere(branch, folder) = "elsewhere":
        "{branch} is checked out in another work tree, {folder}."
        => "Switch that work tree to another branch first.";

    // The remote.
    no_remote() = "no-remote":
        "The repository has no remote."
        => "Add one with `git remote add`.";
    tags_unknown(remote, why) = "remote-unknown":
        "Nobody knows which tags {remote} has, because it could not be asked: {why}."
        => "Try again when it can be reached.";
    tag_unknown(remote, why) = "remote-unknown":
        "Nobody knows whether {remote} has the tag: {why}."
        => "Try again when it can be reached.";
    remote_unknown(why) = "remote-unknown":
        "Nobody knows what the remote has, because it could not be asked: {why}."
        => "Try again when it can be reached.";
    unasked(remote, why) = "remote-unknown":
        "{remote} could not be asked: {why}."
        => "Try again when it can be reached.";
    behind(branch, commits) = "behind":
        "{branch} lacks {commits} of the remote."
        => "Bring {branch} up to date with `git pull --ff-only`.";
    behind_at_finish(branch) = "behind":
        "The remote has commits of {branch} that are not here."
        => "Take them with `lockkeeper flow update {branch}`.";
    behind_at_push(branch) = "behind":
        "The remote is further than {branch} here."
        => "Take it with `lockkeeper flow update {branch}`.";
    diverged(branch, ahead, behind) = "diverged":
        "{branch} and the remote have gone apart: {ahead} here, {behind} there."
        => "Rebase or merge {branch} first.";
    diverged_from(branch, remote, ahead, behind) = "diverged":
        "{branch} and {remote}/{branch} have gone apart: {ahead} here, {behind} there."
        => "Bring them together with `git switch {branch}` and `git merge {remote}/{branch}`, then plan this again.";

    // Cutting a release.
    blocked(why) = "blocked":
        "{why}"
        => nothing;
    not_utf8(path) = "not-text":
        "{path} is not written in UTF-8, so nothing is written into it, and nothing was released."
        => "Save it as UTF-8, commit that, and plan again.";
    no_version_in(path, service, why) = "no-version-in-file":
        "{path} of {service} cannot carry the version: {why}."
        => "Mend the file or its key in the workspace file, and plan again.";
    cut_waits(version, run) = "cut-waits":
        "{version} was cut here by {run}, which has not ended."
        => "Go on with `lockkeeper run continue {run}`. To take it back, end it with `lockkeeper run cancel {run}`, and then the release with `lockkeeper release withdraw`.";
    no_reason_by_hand() = "no-reason":
        "A version that is set by hand needs a reason: it stands in the tag."
        => "Say why the computed one does not do.";
    nothing_to_release(since) = "nothing-to-release":
        "There is nothing to release {since}."
        => "Set the version by hand, with a reason, if it is wanted anyway.";
    name_used(tag) = "name-used":
        "{tag} was requested for an environment before it was deleted."
        => "A name is never used twice. Choose another version.";
    tag_exists(tag, remote) = "tag-exists":
        "The tag {tag} exists already, here and on {remote}."
        => "A name is never used twice. Choose another version.";
    tag_exists_here(tag) = "tag-exists":
        "The tag {tag} exists already, in this repository only."
        => "A name is never used twice. Choose another version.";
    tag_exists_there(tag, remote) = "tag-exists":
        "The tag {tag} exists already, on {remote} only."
        => "A name is never used twice. Choose another version.";
    tag_in_the_way(tag, other) = "tag-in-the-way":
        "Git cannot keep a tag {tag} beside {other}: one name would be a folder of the other."
        => "Give the service another `tag` pattern, or delete {other} here and on the remote if nobody needs it.";
    files_by_request(branch) = "by-request":
        "{branch} takes work by pull request only, and the release would push its commit there."
        => "Release it from a branch of its own, with `lockkeeper flow start release` and `lockkeeper flow finish`; or open a pull request into {branch} with these files, and tag what was merged.";
    commits_by_request(branch, remote) = "by-request":
        "{branch} takes work by pull request only, and the cut would push commits there."
        => "Open a pull request with them, or cut what the remote has with `--rev {remote}/{branch}`.";
    not_the_tip() = "not-the-tip":
        "The changelog and the version files can be written only on the newest commit of a branch."
        => "Cut from the branch itself.";

    // Taking a release back.
    on_remote(tag, remote) = "pushed":
        "{tag} is on {remote} already."
        => "Withdraw it instead.";
    not_pushed(tag) = "not-pushed":
        "{tag} was never pushed."
        => "Undo it instead: nobody has seen it.";
    deployed(tag, places) = "deployed":
        "{tag} is or was live in {places}."
        => "Yank it and cut the next patch: the name is never used again.";
    requested(tag) = "requested":
        "{tag} was requested for an environment."
        => "Yank it and cut the next patch: the name is never used again.";
    use_unknown(tag, why) = "use-unknown":
        "Nobody knows whether {tag} is or was live there: {why}."
        => "Try again when it can be seen.";
    no_tag(tag) = "no-tag":
        "There is no tag {tag} in this repository."
        => "Fetch the tags of the remote with `git fetch --tags`.";
    // A plain fetch keeps a tag that is here.
    tag_differs(tag, remote, object) = "tag-differs":
        "The tag {tag} on {remote} is {object}, and the one here is another."
        => "Find out which one is meant. To take that of {remote}: `git fetch --force {remote} refs/tags/{tag}:refs/tags/{tag}`.";
    yanked_already(tag) = "yanked":
        "{tag} is yanked already."
        => nothing;
    yanked_stays(tag) = "yanked":
        "{tag} was yanked: its name is never used again, so it stays."
        => nothing;
    no_reason() = "no-reason":
        "A yank needs a reason: people will ask."
        => "Say what is wrong with it.";
    no_branch() = "no-branch":
        "There is no branch to mark the changelog on."
        => "Show one in the work tree with `git switch`.";

    // Bringing a version somewhere.
    no_candidate(service, environment) = "no-candidate":
        "Nothing of {service} can go to {environment} yet."
        => "Bring a version to the environment before it, or cut a release.";
    candidate_unknown(environment, why) = "candidate-unknown":
        "Nobody knows what could go to {environment}: {why}."
        => "Name the version, or refresh and plan again.";
    already_there(environment, version) = "already-there":
        "{environment} runs {version} already."
        => nothing;
    set_already_there(environment) = "already-there":
        "Nothing of the set has to move in {environment}."
        => nothing;
    set_apart(branch) = "set-apart":
        "No one commit brings all of these versions to {branch}."
        => "Cut them from one commit, or bring one after the other.";
    place_unknown(environment, why) = "place-unknown":
        "Nobody knows what runs in {environment}: {why}."
        => "Refresh, and plan again.";
    unwritable_value(place, why) = "place-unwritable":
        "{place} cannot be changed: {why}."
        => nothing;
    unwritable_file(path, repo, why) = "file-unwritable":
        "{path} of {repo} cannot be changed: {why}."
        => "Make it a plain file, or name another one in the workspace file.";
    pushes_apart(remote, repo) = "pushes-apart":
        "What is pushed to {remote} of {repo} comes to another repository than what is read from it, so nobody would see it again."
        => "Let both be one repository: `git remote -v` shows them.";
    unrecognised(environment, value, by) = "drift":
        "{environment} runs `{value}`, which is no known build; {by} set it."
        => "Put the recorded value back in the environment repository, or tag what runs there.";
    unexplained(environment, live, by) = "drift":
        "{environment} runs {live}, which {by} put there, and no promotion record explains it."
        => nothing;
    gate(title, reason) = "gate":
        "{title}: {reason}."
        => nothing;
    gate_of_adopted(title, reason, environment) = "gate":
        "{title}: {reason}."
        => "This version was only adopted in {environment} and never promoted there, so going back to it is no plain rollback: it takes the approvals of a promotion, and a stopped line holds it. Choose a version that was promoted there with `--to`.";
    gate_of_carried(passage, reason) = "gate":
        "{passage} would come along, and {reason}."
        => nothing;
    returns(version, environment, by, to) = "rolled-back-from":
        "{version} was rolled back from in {environment}: {by} went back to {to}."
        => "Give a reason if it is to return.";
    returns_by_itself(version, environment, by, to) = "rolled-back-from":
        "{version} was rolled back from in {environment}: {by} went back to {to}."
        => "Such a version never returns by itself.";
    range_unknown(version, environment, why) = "range-unknown":
        "Nobody knows what {version} would take away from {environment}: {why}."
        => "Fetch the whole history with `git fetch --unshallow --tags`.";
    would_lose(version, commits, are, environment, they, them) = "would-lose":
        "{version} lacks {commits} that {are} live in {environment}; {they} would be lost."
        => "Merge {them} and cut the version again with the fix.";
    would_lose_and_was_there(version, commits, are, environment, they) = "would-lose":
        "{version} lacks {commits} that {are} live in {environment}; {they} would be lost."
        => "{version} ran here before: roll back instead.";
    yanked(version) = "yanked":
        "{version} was yanked."
        => "Cut a new version.";
    tag_unpushed(tag) = "tag-unpushed":
        "The remote has no tag {tag}: nobody but this repository knows it."
        => "Push it: git push origin refs/tags/{tag}.";
    tag_gone(tag) = "tag-gone":
        "The remote has no tag {tag} any more: somebody took it away."
        => "Cut the next version, or ask who took it away and push it again.";
    tag_moved(tag, object) = "tag-differs":
        "The remote's tag {tag} is {object}, and another object here: one of the two was moved."
        => "Find out which one is meant, and cut the next version.";
    requires(version, service, wants, environment, found) = "requires":
        "{version} needs {service} {wants} in {environment}, which runs {found}."
        => "Bring {service} there first.";
    run_under_way(by, service, version, environment, entry, until) = "run-under-way":
        "{by} brings {service} {version} to {environment} since entry {entry}."
        => "Wait for its end, which frees the place; so does the end of its lease, {until}. A run of this desktop that stopped can be continued or cancelled.";
    flag_unknown(environment, flag, known) = "flag-unknown":
        "No rule of approvals on this way to {environment} names the flag `{flag}`."
        => "{known}";
    lane_unknown(version, why) = "lane-unknown":
        "Nobody knows which branch {version} comes from: {why}."
        => "Bring it the ordinary way, or refresh and plan again.";
    lane_branch(version, pattern, lane) = "lane-branch":
        "{version} comes from no branch `{pattern}`, and {lane} is for those only."
        => "Bring it the ordinary way, or cut the fix from such a branch.";
    lane_level(version, step, live, lane, most) = "lane-level":
        "{version} is a {step} step from {live}, and {lane} takes {most} steps at most."
        => "Bring it the ordinary way.";

    // A branch as a place.
    place_by_request(branch, version) = "by-request":
        "{branch} takes work by pull request only, so nothing is pushed to it."
        => "Open a pull request from {version} into {branch}; the board shows the version once it is merged.";
    conflict(version, branch) = "conflict":
        "{version} and {branch} changed the same lines, so they need a person."
        => "Merge {branch} into the branch releases are cut from, decide there, and cut the version again.";
    already_contained(branch, version) = "already-contained":
        "{branch} contains {version} already, and more."
        => "Roll back, if the earlier version is to run again.";
    merge_unknown(branch, why) = "merge-unknown":
        "Nobody knows what {branch} would become: {why}."
        => "Merge it by hand and push it; the board shows the version then.";
    place_not_forward(branch, commits, version, them, theirs) = "not-fast-forward":
        "{branch} has {commits} that {version} lacks, and only a fast-forward is allowed."
        => "After a hotfix it is usual to bring {them} down: `git merge {theirs}` on the branch releases are cut from, push that, cut the next version, and promote it instead. Or allow merges there with `merge = \"no-ff\"`.";

    // Going back.
    nothing_there(environment) = "nothing-there":
        "Nothing runs in {environment}."
        => "Promote a version there.";
    never_there(version, environment, live) = "never-there":
        "{version} was never live in {environment} before {live}."
        => "Choose a version that ran there, or promote this one.";
    first_there(live, environment) = "nothing-to-go-back-to":
        "{live} is the first version in {environment}: there is nothing to go back to."
        => "Remove it from the environment, or stop it; or bring a fixed version.";
    none_good(environment, live) = "nothing-to-go-back-to":
        "Nothing that ran in {environment} before {live} is good to go back to."
        => "Remove it from the environment, or stop it; or bring a fixed version.";
    not_recorded(version, environment) = "not-recorded":
        "{version} was never recorded in {environment}, neither promoted nor adopted."
        => "Promote a version forward, or let somebody adopt it first.";
    set_not_recorded() = "not-recorded":
        "A member of the set has no commit that the ledger could name."
        => "Choose versions that were promoted or adopted there.";

    // Operations on branches.
    branch_name(why) = "branch-name":
        "{why}"
        => nothing;
    branch_exists(branch) = "branch-exists":
        "There is a branch {branch} already."
        => "Go on with `git switch {branch}`, or choose another name.";
    branch_exists_there(branch) = "branch-exists":
        "The remote has a branch {branch} already."
        => "Take it with `lockkeeper flow track {branch}`, or choose another name.";
    branch_exists_here(branch) = "branch-exists":
        "There is a branch {branch} here already."
        => "Go on with `git switch {branch}`.";
    up_to_date(branch) = "nothing-to-do":
        "{branch} has everything already."
        => nothing;
    pushed_already(branch) = "nothing-to-do":
        "The remote has {branch} as it is here."
        => nothing;
    none_arrived() = "nothing-to-do":
        "There is no branch whose work has arrived."
        => nothing;
    changed_nothing() = "nothing-to-do":
        "That run changed nothing here."
        => nothing;
    not_reached(repo, why) = "remote-unknown":
        "{repo} was not reached: {why}."
        => "Nothing goes by itself on what was seen before.";
    undo_of_undo() = "nothing-to-undo":
        "That run took another one back."
        => "Do again what it took back.";
    went_on(name, now, left) = "went-on":
        "{name} is {now}, and the run left it {left}."
        => "What came since would be lost. Keep it on another branch and bring this one back there, or leave the run as it is.";
    made_anew(branch) = "published":
        "{branch} is on the remote, and its commits would be made anew."
        => "Merge its parent instead; nothing is forced.";
    not_rebased(branch) = "published":
        "{branch} is on the remote and stays; it cannot be rebased."
        => "Merge it, or let it go.";
    stays(branch) = "base-branch":
        "{branch} is a branch that stays."
        => nothing;
    goes_nowhere(branch) = "base-branch":
        "{branch} is a branch that stays and goes into no other, so it is never finished."
        => nothing;
    never_finished(kind) = "never-finished":
        "A {kind} branch is never finished; delete it when it has served."
        => nothing;
    unmerged(commits, branch) = "unmerged":
        "{commits} of {branch} are in no base branch and would be lost."
        => "Finish it, or delete it with --force.";
    not_forward(branch, parent, tip) = "not-fast-forward":
        "{branch} is not on top of {parent} ({tip}), and only a fast-forward is allowed."
        => "Bring it up with `lockkeeper flow update {branch}`.";
    frozen(environment, parent, frozen, branch) = "frozen":
        "{environment} runs {parent}, and {frozen}."
        => "Finish it when that is over. What cannot wait is cut from its own branch with `lockkeeper release cut --rev {branch}` and promoted: a request can break glass.";
    tag_of_no_service(branch, repo) = "tag-of-no-service":
        "{branch} names no tag of a service, and the services of {repo} have tags of their own."
        => "Name the tag with --tagname, or finish without one with --notag.";
    finish_blocked(why) = "blocked":
        "{why}"
        => "Choose another tag with --tagname, or finish without one with --notag.";
    finish_tag_in_the_way(tag, other) = "tag-in-the-way":
        "Git cannot keep a tag {tag} beside {other}: one name would be a folder of the other."
        => "Choose another tag with --tagname, or finish without one with --notag.";
    finish_tag_there(tag) = "tag-exists":
        "The tag {tag} exists already, on the remote only."
        => "Take it with `git fetch origin tag {tag}`, choose another with --tagname, or finish without one with --notag.";
    finish_tag_differs(tag) = "tag-exists":
        "The tag {tag} here is not the one the remote has."
        => "Take the remote's with `git fetch origin +refs/tags/{tag}:refs/tags/{tag}`, or choose another with --tagname, or finish without one with --notag.";
    finish_tag_pushed(tag, at) = "tag-exists":
        "The tag {tag} exists already, at {at}."
        => "Choose another with --tagname, or finish without one with --notag.";
    finish_tag_here(tag, at) = "tag-exists":
        "The tag {tag} exists already, at {at}."
        => "It was never pushed: delete it with `git tag -d {tag}`, choose another with --tagname, or finish without one with --notag.";
    not_a_branch() = "not-a-branch":
        "That run was about a release or an environment."
        => "Take a release back with `lockkeeper release withdraw`, and an environment with `lockkeeper rollback`.";
    not_ended(remote) = "not-ended":
        "Nobody has looked whether it was pushed to {remote}."
        => "End the run with `lockkeeper flow abort`, which looks, and undo it then.";
    pushed(remote) = "pushed":
        "It was pushed to {remote}, where others may have it already."
        => "Revert what was merged with `git revert -m 1`.";
    pushed_with_tag(remote) = "pushed":
        "It was pushed to {remote}, where others may have it already."
        => "Revert what was merged with `git revert -m 1`. A tag that others have stays.";
    ended_early(way_on) = "ended-early":
        "{way_on}"
        => nothing;

    // Confirming a plan, and signing.
    facts_ahead(age) = "stale-facts":
        "The plan rests on facts that are {age} ahead of this machine's clock. Nothing was done."
        => "Set the clock, and plan again.";
    stale_facts(age, limit) = "stale-facts":
        "The plan rests on facts that are {age} old; {limit} is the limit. Nothing was done."
        => "Plan again with fresh facts.";
    flawed() = "flawed":
        "This plan contradicts itself, so it cannot be confirmed."
        => "Plan again. If it stays so, report it with the lines below.";
    role_vacant(why) = "role-vacant":
        "{why}"
        => nothing;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_word_its_sentence_and_what_helps() {
        let told = all().into_iter().chain(ledger::all()).map(|one| {
            let hint = one.hint.map(|hint| format!("\n  → {hint}"));
            format!("{}: {}{}", one.code, one.text, hint.unwrap_or_default())
        });
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    }
}
