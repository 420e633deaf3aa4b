//! What is refused around the ledger: beginning it, saying something in it,
//! bringing it into order, and the keys that sign.

use super::Refusal;

refusals! {
    // Whether there is one.
    no_place() = "no-ledger":
        "The workspace file lies in no git repository, so there is no place for a ledger."
        => "Put its folder under git with `git init`, or open the workspace file of a clone.";
    not_begun() = "no-ledger":
        "There is no ledger yet: an admin begins it with `lockkeeper ledger begin`."
        => nothing;
    nothing_at_remote() = "no-ledger":
        "The remote shows no ledger."
        => "Look with `git remote -v` whether its address is the right one. Where it had a ledger, `lockkeeper ledger restore` pushes what was verified here.";
    begun_already() = "begun":
        "There is a ledger already."
        => "Other rules are proposed in it with `lockkeeper ledger propose`.";
    rules_invalid(why) = "rules-invalid":
        "The rules are not valid: {why}."
        => "Mend them in the workspace file.";
    rules_unread(why) = "rules-unread":
        "This version cannot read the rules that were in force then: {why}."
        => "Look with the newest version of this program.";

    // What is asked for.
    no_full_name(version) = "no-full-name":
        "Only the beginning of the name of the commit of {version} is known, and the ledger takes whole names."
        => "Choose a version that has a tag.";
    way_back_unknown(environment) = "place-unknown":
        "Nobody knows what ran in {environment} before."
        => "Try again when it can be seen.";
    nothing_to_adopt() = "nothing-to-do":
        "The ledger explains everything that runs there, so there is nothing to adopt."
        => nothing;
    adopts_no_build(service, environment, value) = "no-build":
        "{service} in {environment} runs `{value}`, which is no known build, so it cannot be adopted."
        => "Put the recorded value back in the environment repository, or tag what runs there.";
    adopts_no_full_name(service, environment) = "no-full-name":
        "{service} in {environment} runs a commit of which only the beginning of its name is known, so it cannot be adopted."
        => "Tag what runs there.";

    // What is said about an entry.
    no_request(number) = "no-request":
        "Entry {number} is no request."
        => "`lockkeeper requests` lists them.";
    request_closed(why) = "closed":
        "The request is closed: {why}."
        => "`lockkeeper requests` lists those that are open.";
    ticked_already(by, line, number) = "nothing-to-do":
        "{by} ticked “{line}” in entry {number} already."
        => nothing;
    tick_afterwards(line) = "not-yet":
        "“{line}” is to be done afterwards: tick it once the request is done."
        => nothing;
    no_line_open(line) = "no-line":
        "“{line}” is no line of the checklist of this request. No line is open."
        => nothing;
    no_line(line, are, open) = "no-line":
        "“{line}” is no line of the checklist of this request. Open {are} {open}."
        => "Tick it in exactly these words.";
    same_rules(version) = "nothing-to-do":
        "The rules in force, version {version}, say the same."
        => "Change the workspace file first: what it says is proposed.";
    in_force(number, version) = "nothing-to-do":
        "The rules of entry {number} are in force already, as version {version}."
        => nothing;
    nothing_stopped() = "nothing-to-do":
        "No line is stopped, so there is nothing to let go on."
        => nothing;
    several_stopped() = "several":
        "Several lines are stopped: name the entry that stopped the one you mean."
        => "`lockkeeper ledger log` has their numbers.";
    incident_over() = "nothing-to-do":
        "The incident is over already."
        => "Where something is broken again, say so with `lockkeeper incident open`.";

    // Signing. The reasons of the ledger itself are words of its format.
    without_effect(why) = "without-effect":
        "{why}"
        => "It would not count, so it is not signed. `lockkeeper ledger log` shows what stands.";
    owed(entries) = "owed":
        "Nobody starts before the ledger has what another chain of it held back: {entries}."
        => "`lockkeeper ledger adopt HASH` says who does what.";
    unwritable(why) = "unwritable":
        "The ledger cannot hold these words: {why}."
        => "Say it in fewer words, or in plainer ones.";
    foreign_signature() = "signature":
        "The signature that came back is not by this key, or not of these words, so it was not sent."
        => "Sign again. If it stays so, take another key with `--key`; `lockkeeper key list` has them.";
    words_replaced() = "replaced":
        "These words were replaced by others. Nothing was signed."
        => "Read the new words, and sign those.";
    not_found_again() = "not-found-again":
        "The entry was written, and the ledger does not show it here."
        => "Look at `lockkeeper ledger log` before you sign it again.";
    key_unread(why) = "key":
        "A key was made, and its public line cannot be read: {why}."
        => "Make another one with `lockkeeper key new`.";
    no_key_made_here(fingerprint) = "no-key":
        "No key that was made here has the fingerprint {fingerprint}."
        => "`lockkeeper key list` has those that were.";

    // Bringing it into order.
    nothing_to_restore() = "nothing-to-do":
        "The remote shows everything that was verified here, so there is nothing to restore."
        => nothing;
    newer_is_gone() = "gone":
        "The newer ledger is no longer on this machine."
        => "Somebody else who has seen it can push it back with `lockkeeper ledger restore`.";
    ahead_at_restore(at, dated) = "ahead":
        "Entry {at}, which was verified here, is dated {dated}, later than the clock here."
        => "It may be pushed back from then on; where others have gone on by then, `lockkeeper ledger adopt HASH` agrees to their chain.";
    nothing_counts() = "nothing-counts":
        "No entry of the ledger counts, so there is nothing to put it back to."
        => "Compare the address of the remote, and the clock here, with those of whoever began the ledger.";
    in_order() = "nothing-to-do":
        "The ledger is in order, so there is nothing to heal."
        => nothing;
    needs_newer(at, why) = "newer":
        "Nothing is broken at entry {at}: {why}."
        => "Get the newest version of this program.";
    ahead_a_little(at, dated, lead) = "ahead":
        "Entry {at} is dated {dated}, {lead} later than the clock here: it counts by then, and is not put aside."
        => "Wait, or set the clock here where it is behind.";
    ahead_by_one_clock(at, dated, lead, now) = "ahead":
        "Entry {at} is dated {dated}, {lead} later than the clock here. One clock may be wrong."
        => "Read another one, as of a phone or a time server, and give what it says in UTC, as `--second-clock {now}`.";
    clocks_apart(second, now, apart) = "clocks-apart":
        "The second clock says {second} and the one here {now}, which is {apart} apart."
        => "Find out which is right first.";
    heals_as_admin() = "not-admin":
        "Only an admin whose key is here may heal the ledger."
        => "Ask one: the workspace file says who has the role `admin`.";
    puts_back_as_admin() = "not-admin":
        "Only an admin whose key is here may put the remote back to this chain."
        => "Ask one: the workspace file says who has the role `admin`.";
    neither_chain(theirs, ours, hash, parted) = "no-chain":
        "The newest entry on the remote is {theirs}, and here it is {ours}; {hash} names neither chain behind entry {parted}, where they part."
        => "Give the hash of the one that all of you agree on.";
}
