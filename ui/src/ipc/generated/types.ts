// Written by `UPDATE_BINDINGS=1 cargo test -p lockkeeper-contract`. Do not edit.

/**
 * Who acts, with which key.
 */
export type ActorView = { 
/**
 * The handle in the rules.
 */
handle: string, 
/**
 * The fingerprint of the key.
 */
key: string, 
/**
 * Where the key lies.
 */
place: string, 
/**
 * The roles they hold.
 */
roles: Array<string>, };

/**
 * Whether an environment lets in.
 */
export type Admission = "open" | "partly" | "closed" | "unknown";

/**
 * What people do once a promotion is through.
 */
export type AfterView = { 
/**
 * The number of the request in whose name the lines are ticked; absent
 * where there is no ledger, and nothing keeps what was done.
 */
request: number | null, 
/**
 * The lines.
 */
lines: Array<string>, 
/**
 * Those that people ticked.
 */
ticks: Array<TickView>, };

/**
 * What was done, and what still waits for somebody.
 */
export type AgreedView = { 
/**
 * The number of the newest entry by now.
 */
number: number, 
/**
 * Linked again.
 */
linked: Array<StrayView>, 
/**
 * Signed anew at this desk.
 */
signed: Array<StrayView>, 
/**
 * Nobody starts before these stand in the ledger.
 */
waits: Array<StrayView>, 
/**
 * Not taken over, with the reason.
 */
left: Array<StrayView>, 
/**
 * Everything that was verified here and that the chain lacks, as clauses.
 */
lacking: Array<string>, 
/**
 * What did not go with it and hinders nothing.
 */
warnings: Array<string>, };

/**
 * A chain that can be agreed on, before anything is done.
 */
export type AgreementView = { 
/**
 * The number of its newest entry.
 */
number: number, 
/**
 * The hash of that entry, which names the chain.
 */
head: string, 
/**
 * It is the chain that the remote shows; otherwise the remote is put back
 * to the one that is here.
 */
remote: boolean, 
/**
 * Signed there and linked again unchanged, in this order.
 */
again: Array<StrayView>, 
/**
 * Its author has to sign it anew.
 */
anew: Array<StrayView>, 
/**
 * Not taken over, with the reason.
 */
left: Array<StrayView>, 
/**
 * Everything that was verified here and that the chain lacks, as clauses.
 */
lacking: Array<string>, 
/**
 * What to know before anybody agrees to it, as sentences.
 */
warnings: Array<string>, 
/**
 * The key asks for a passphrase before it signs anew.
 */
asks_passphrase: boolean, };

/**
 * A version that is where it was to be brought.
 */
export type AlreadyLive = { 
/**
 * Since when, RFC 3339.
 */
since: string, 
/**
 * Who brought it.
 */
by: string, 
/**
 * The nearest environment behind this one that does not run it, if there
 * is one for the service.
 */
next: string | null, };

/**
 * What a gate says.
 */
export type Answer = { "answer": "pass" } | { "answer": "wait", 
/**
 * The moment it will pass by itself, if that is known.
 */
until: string | null, } | { "answer": "fail" } | { "answer": "unknown" };

/**
 * What the window needs to draw its frame.
 */
export type AppState = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The open workspace's name; absent on the first run.
 */
workspace: string | null, 
/**
 * Where it lies.
 */
workspace_path: string | null, 
/**
 * Workspaces opened before, newest first.
 */
recent: Array<string>, 
/**
 * Who acts, as git is configured (`Dana Ito`).
 */
actor: string | null, 
/**
 * The key tags are signed with, shortened.
 */
key: string | null, 
/**
 * When the facts were refreshed last.
 */
refreshed_at: string | null, 
/**
 * Whether the last refresh reached every remote.
 */
online: boolean, 
/**
 * Runs that are under way or interrupted.
 */
open_runs: Array<RunView>, 
/**
 * Appearance.
 */
appearance: Appearance, 
/**
 * Why the workspace could not be opened, when it could not.
 */
problem: WireError | null, };

/**
 * How the window looks.
 */
export type Appearance = { 
/**
 * Light, dark, or as the system.
 */
theme: Theme, 
/**
 * Zoom in percent, 80 to 200.
 */
zoom: number, };

/**
 * A yes.
 */
export type ApprovalView = { 
/**
 * The number of its entry.
 */
number: number, 
/**
 * Who said it.
 */
by: string, 
/**
 * The fingerprint of the key.
 */
key: string, 
/**
 * When it stops counting.
 */
expires: string, 
/**
 * Why it does not count; absent when it does.
 */
void: string | null, };

/**
 * Something that somebody may ask for in the ledger, although it cannot go yet.
 */
export type AskView = { 
/**
 * The gates that it would wait for, each with what it says.
 */
waits_for: Array<string>, };

/**
 * Somebody who is away.
 */
export type AwayView = { 
/**
 * Their handle.
 */
handle: string, 
/**
 * The last day, as `2027-01-03`.
 */
until: string, };

/**
 * A branch that stays.
 */
export type BaseView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Where its work goes next.
 */
parent: string | null, 
/**
 * Its newest commit.
 */
tip: string | null, 
/**
 * Commits the remote lacks.
 */
ahead: number, 
/**
 * Commits of the remote that are not here.
 */
behind: number, 
/**
 * Whether it takes work by pull request only.
 */
protected: boolean, 
/**
 * Commits of the branch it follows that it lacks, a line each, the newest
 * first, at most 20: fixes that are open until it has them.
 */
lacks: Array<string>, 
/**
 * How it stands, in words.
 */
line: string, };

/**
 * Everything the home screen shows.
 */
export type Board = { 
/**
 * The workspace's name.
 */
workspace: string, 
/**
 * The moment it was drawn for.
 */
at: string, 
/**
 * When the oldest fact on it was observed; absent when there are none.
 */
facts_at: string | null, 
/**
 * Columns, in the order of promotion.
 */
environments: Array<Column>, 
/**
 * Rows, grouped by repository.
 */
groups: Array<RowGroup>, 
/**
 * Rows below those that are here; 0 where the last one is here.
 */
below: number, 
/**
 * Things that should be known about the whole ("no ledger yet").
 */
notices: Array<string>, };

/**
 * The short name of a branch, without `refs/heads/`.
 */
export type BranchName = string;

/**
 * A branch that a plan is about.
 */
export type BranchSubject = { 
/**
 * The repository.
 */
repo: RepoName, 
/**
 * The branch.
 */
branch: BranchName, 
/**
 * What is done with it: `finish`, `start`.
 */
act: string, };

/**
 * The branches of one repository.
 */
export type BranchesView = { 
/**
 * The repository.
 */
repo: string, 
/**
 * Every repository that can be chosen instead.
 */
repos: Array<string>, 
/**
 * The model's name; `own` for one of the team's own.
 */
model: string, 
/**
 * Where the model was read.
 */
source: string, 
/**
 * The branch the work tree shows.
 */
here: string | null, 
/**
 * Why nothing can be started or finished at the moment, a sentence each.
 */
blocked: Array<string>, 
/**
 * Kinds of branches that can be started.
 */
kinds: Array<string>, 
/**
 * Branches that stay, the one nearest to production first.
 */
bases: Array<BaseView>, 
/**
 * Branches that come and go, the newest first.
 */
topics: Array<TopicView>, 
/**
 * The operation that waits for a person, or is under way.
 */
run: RunView | null, 
/**
 * The same on the command line.
 */
command: string, };

/**
 * When each environment lets in, over a time.
 */
export type CalendarView = { 
/**
 * The first moment.
 */
from: string, 
/**
 * The first moment after it.
 */
until: string, 
/**
 * The environments in their order.
 */
lanes: Array<LaneView>, 
/**
 * What happened in that time, oldest first.
 */
marks: Array<MarkView>, 
/**
 * The services that a line can be stopped for.
 */
services: Array<string>, };

/**
 * A call the app made.
 */
export type CallLine = { 
/**
 * When it began.
 */
at: string, 
/**
 * What was called.
 */
line: string, 
/**
 * How long it took, in milliseconds.
 */
elapsed_ms: number, 
/**
 * Whether it succeeded.
 */
ok: boolean, 
/**
 * What it answered, shortened.
 */
answer: string, };

/**
 * A version that could go somewhere.
 */
export type CandidateView = { 
/**
 * The version.
 */
version: string, 
/**
 * Its commit.
 */
commit: string, 
/**
 * "tagged 2 h ago by Dana Ito", "untagged build".
 */
line: string, 
/**
 * Where it is live.
 */
live_in: Array<string>, 
/**
 * Where it could go, for each environment.
 */
choices: Array<ChoiceView>, };

/**
 * What says so.
 */
export type Cause = "always" | "window" | "freeze" | "stop" | "text";

/**
 * What lives in one environment.
 */
export type Cell = { 
/**
 * The environment.
 */
environment: EnvName, 
/**
 * The version, as people write it; absent when nothing runs there.
 */
version: string | null, 
/**
 * Its state.
 */
state: CellState, 
/**
 * The state in a word ("Soaking").
 */
word: string, 
/**
 * The reason ("31 h of 48 h · ready Thu 14:00").
 */
reason: string, 
/**
 * The newest open incident about it ("major: no orders").
 */
incident: string | null, 
/**
 * Where it is going while a run is under way, or where it came back from.
 */
moving: string | null, 
/**
 * Releases between this one and the newest of the row.
 */
behind: number, 
/**
 * How full the chamber is, 0 to 100, while it soaks or deploys.
 */
level: number, 
/**
 * When the version came there.
 */
since: string | null, 
/**
 * When that was observed.
 */
observed_at: string | null, 
/**
 * Whether Lockkeeper brought it there.
 */
ours: boolean, 
/**
 * The run under way there.
 */
run: RunId | null, 
/**
 * The version a rollback would bring back.
 */
back_to: string | null, 
/**
 * Why a rollback is not possible, when it is not.
 */
no_way_back: string | null, };

/**
 * The ten states of a cell, and the absence of one.
 */
export type CellState = "live" | "deploying" | "soaking" | "waiting" | "gate_failed" | "frozen" | "degraded" | "rolled_back" | "drift" | "unknown" | "empty" | "absent";

/**
 * Whether a candidate may go into an environment.
 */
export type ChoiceView = { 
/**
 * The environment.
 */
environment: string, 
/**
 * Whether the gates are open.
 */
eligible: boolean, 
/**
 * The first reason for or against it.
 */
reason: string, 
/**
 * Every verdict.
 */
verdicts: Array<Verdict>, };

/**
 * A column of the board.
 */
export type Column = { 
/**
 * The environment.
 */
name: EnvName, 
/**
 * What it is for.
 */
tier: Tier, 
/**
 * Why promotion into it is closed now, if it is.
 */
closed: string | null, };

/**
 * A name on a commit.
 */
export type CommitLabel = { 
/**
 * What kind of name.
 */
kind: LabelKind, 
/**
 * The name, as people write it.
 */
name: string, };

/**
 * A commit, as people tell it from others.
 */
export type CommitName = { 
/**
 * The commit.
 */
oid: Oid, 
/**
 * The first line of its message.
 */
subject: string, };

/**
 * A commit with the lines that lead to it and past it. Columns count from 0.
 */
export type CommitRow = { 
/**
 * The commit.
 */
oid: Oid, 
/**
 * The first line of its message.
 */
subject: string, 
/**
 * Who made it.
 */
author: string, 
/**
 * When it was put there.
 */
at: string, 
/**
 * Branches and tags on it.
 */
labels: Array<CommitLabel>, 
/**
 * Where it stands.
 */
column: number, 
/**
 * Columns whose lines come down to it.
 */
above: Array<number>, 
/**
 * Columns its lines go down in, one for each parent.
 */
below: Array<number>, 
/**
 * Columns whose lines pass by.
 */
past: Array<number>, };

/**
 * One commit with what it changed.
 */
export type CommitView = { 
/**
 * The commit.
 */
oid: Oid, 
/**
 * Its parents.
 */
parents: Array<Oid>, 
/**
 * The whole message.
 */
message: string, 
/**
 * Who made it.
 */
author: string, 
/**
 * When.
 */
authored: string, 
/**
 * Who put it there.
 */
committer: string, 
/**
 * When.
 */
at: string, 
/**
 * Whether it bears a signature; nobody has verified it.
 */
signed: boolean, 
/**
 * How many files it changed against its first parent.
 */
changed: number, 
/**
 * The first few of them.
 */
files: Array<string>, };

/**
 * Some rows of a history.
 */
export type CommitsView = { 
/**
 * The rows, children before parents, otherwise the newest first.
 */
rows: Array<CommitRow>, 
/**
 * The place above the first of them; says nothing to who gets it.
 */
from: string, 
/**
 * The place below the last one; none at the end of history.
 */
next: string | null, 
/**
 * Branches that are not drawn, because there are so many.
 */
left_out: number, };

/**
 * Two releases compared.
 */
export type CompareView = { 
/**
 * The older one.
 */
from: string, 
/**
 * The newer one.
 */
to: string, 
/**
 * Notes of everything in between, Markdown.
 */
notes: string, 
/**
 * Commits in between ("8c1d04a feat: …"), newest first.
 */
commits: Array<string>, 
/**
 * Commits only the older one has.
 */
lost: Array<string>, };

/**
 * How a release is to be cut.
 */
export type CutIntent = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * Which kind of version.
 */
kind: CutKind, 
/**
 * The revision to cut from; the service's release branch when absent.
 */
rev: string | null, 
/**
 * Levels that a person accepted instead of the ones the messages gave.
 */
accepted: { [key in string]: Level }, 
/**
 * The notes as edited; generated when absent.
 */
notes: string | null, };

/**
 * Which kind of version to cut.
 */
export type CutKind = { "kind": "final" } | { "kind": "pre", 
/**
 * Such as `rc`.
 */
label: string, } | { "kind": "exact", 
/**
 * The version.
 */
version: string, 
/**
 * Why; kept with the release.
 */
reason: string, };

/**
 * The screen "Cut release".
 */
export type CutView = { 
/**
 * What was asked.
 */
intent: CutIntent, 
/**
 * Services that can be cut instead.
 */
services: Array<string>, 
/**
 * Prerelease labels in use, most recent first; at least `rc`.
 */
labels: Array<string>, 
/**
 * The tag pattern's prefix ("api-v"), for "since api-v1.9.0".
 */
pattern: string, 
/**
 * What the service's paths are, in words ("services/api").
 */
scope: string, 
/**
 * The version and its reasons.
 */
next: NextVersion, 
/**
 * The notes.
 */
notes: NotesView, 
/**
 * What the tag will say.
 */
tag_text: string, 
/**
 * The plan to confirm, or why there is none.
 */
outcome: PlanOutcome, 
/**
 * The same as a command line.
 */
command: string, };

/**
 * What a person wants to say, before it is put into words.
 */
export type Decision = { "decision": "request", 
/**
 * Which, and where.
 */
intent: PromoteIntent, } | { "decision": "request_set", 
/**
 * Which, and where.
 */
intent: UmbrellaIntent, } | { "decision": "request_back", 
/**
 * Which, and where.
 */
intent: RollbackIntent, } | { "decision": "approve", 
/**
 * The id, the number or the beginning of the hash.
 */
subject: string, 
/**
 * Words to it.
 */
comment: string | null, } | { "decision": "reject", 
/**
 * As above.
 */
subject: string, 
/**
 * Why.
 */
reason: string, } | { "decision": "withdraw", 
/**
 * As above.
 */
subject: string, 
/**
 * Why.
 */
reason: string, } | { "decision": "tick", 
/**
 * As above.
 */
request: string, 
/**
 * The line.
 */
line: string, } | { "decision": "break_glass", 
/**
 * As above.
 */
request: string, 
/**
 * Which gates.
 */
gates: Array<string>, 
/**
 * Why.
 */
reason: string, } | { "decision": "freeze", 
/**
 * Where.
 */
environments: Array<string>, 
/**
 * For which services; all when empty.
 */
services: Array<string>, 
/**
 * Until then, as RFC 3339; until thawed when absent.
 */
until: string | null, 
/**
 * Why.
 */
reason: string, } | { "decision": "thaw", 
/**
 * The number or the beginning of the hash of the freeze.
 */
freeze: string, 
/**
 * Why.
 */
reason: string, } | { "decision": "note", 
/**
 * The service they are about, if one.
 */
service: string | null, 
/**
 * Where, if anywhere.
 */
environment: string | null, 
/**
 * The words.
 */
text: string, } | { "decision": "incident", 
/**
 * The service, if one.
 */
service: string | null, 
/**
 * Where, if anywhere.
 */
environment: string | null, 
/**
 * How bad.
 */
severity: string, 
/**
 * In words.
 */
summary: string, } | { "decision": "incident_over", 
/**
 * The number of an entry about it, or the beginning of its id.
 */
incident: string, 
/**
 * How, in words; as it was told when absent.
 */
summary: string | null, } | { "decision": "adopt", 
/**
 * Where; everywhere when empty.
 */
environments: Array<string>, 
/**
 * What; everything that runs there when empty.
 */
services: Array<string>, 
/**
 * Why it is accepted.
 */
reason: string, 
/**
 * Up to when, as RFC 3339; for good when absent.
 */
until: string | null, } | { "decision": "policy" } | { "decision": "begin" } | { "decision": "device", 
/**
 * The public key in one line.
 */
line: string, };

/**
 * A line of a diff.
 */
export type DiffLine = { 
/**
 * `file`, `context`, `removed` or `added`.
 */
kind: string, 
/**
 * The line.
 */
text: string, };

/**
 * One entry of the trail.
 */
export type EntryLine = { 
/**
 * Its place, from 0.
 */
number: number, 
/**
 * Its hash.
 */
hash: string, 
/**
 * The hash of its statement, as it was signed.
 */
statement_hash: string, 
/**
 * The fingerprint of the key that signed it.
 */
key: string, 
/**
 * The commit that carries it.
 */
commit: string, 
/**
 * When, by its author's clock.
 */
at: string, 
/**
 * Who.
 */
by: string, 
/**
 * What kind.
 */
kind: string, 
/**
 * What it does, in words.
 */
sentence: string, 
/**
 * Why it has no effect; absent when it has.
 */
void: string | null, 
/**
 * What is odd about it and changes nothing: words that differ from the body.
 */
remarks: Array<string>, };

/**
 * One entry with all that proves it.
 */
export type EntryView = { 
/**
 * Its line.
 */
line: EntryLine, 
/**
 * The statement as it was signed.
 */
statement: string, 
/**
 * The signature.
 */
signature: string, 
/**
 * The fingerprint of the key.
 */
key: string, 
/**
 * The commands that check it without this program.
 */
commands: Array<string>, };

/**
 * The name of an environment in the workspace file.
 */
export type EnvName = string;

/**
 * A change that the window is told of.
 */
export type EventMessage = { 
/**
 * One more than the one before; a gap means: fetch again.
 */
seq: number, 
/**
 * What became stale: `board`, `releases`, `runs`, `workspace`, `calls`,
 * `ledger`.
 */
topics: Array<string>, 
/**
 * The run it is about.
 */
run: string | null, };

/**
 * One input of a verdict.
 */
export type Evidence = { 
/**
 * What it is.
 */
name: string, 
/**
 * What was seen.
 */
value: string, };

/**
 * What a finish does differently than the model says.
 */
export type FinishOptions = { 
/**
 * Leave everything on this machine.
 */
local: boolean, 
/**
 * Keep the branch.
 */
keep: boolean, 
/**
 * Another way into the parent: `merge`, `ff-only`, `rebase`, `squash`.
 */
up: string | null, 
/**
 * Make no tag.
 */
no_tag: boolean, 
/**
 * Another name of the tag.
 */
tag: TagName | null, 
/**
 * What the tag says.
 */
message: string | null, 
/**
 * Do not bring it into the branches that follow.
 */
no_back_merge: boolean, 
/**
 * Do not bring it into open releases.
 */
no_releases: boolean, };

/**
 * The end of a branch, before it is confirmed.
 */
export type FinishView = { 
/**
 * The branch.
 */
branch: string, 
/**
 * Where its work goes.
 */
parent: string, 
/**
 * What it comes to, in one sentence.
 */
sentence: string, 
/**
 * The way into the parent that the model gives the branch: `merge`,
 * `ff-only`, `rebase`, `squash`.
 */
way: string, 
/**
 * Whether the model keeps the branch anyway.
 */
stays: boolean, 
/**
 * Whether there is a remote to push to.
 */
has_remote: boolean, 
/**
 * Branches that follow the parent.
 */
followers: Array<string>, 
/**
 * Open releases that take it as well.
 */
releases: Array<string>, 
/**
 * Whether branches of its kind are tagged.
 */
is_tagged: boolean, 
/**
 * The release it makes; none without a tag.
 */
release: ReleaseDraft | null, 
/**
 * The plan to confirm, or why there is none.
 */
outcome: PlanOutcome, 
/**
 * The same as a command line.
 */
command: string, };

/**
 * A flag for which rules of approvals ask more.
 */
export type FlagView = { 
/**
 * Its name.
 */
name: string, 
/**
 * What the rules ask where it is raised ("1 security").
 */
asks: Array<string>, 
/**
 * It is raised, here or in the open request.
 */
raised: boolean, 
/**
 * The open request raises it, so nobody takes it back.
 */
signed: boolean, };

/**
 * What is done with a branch.
 */
export type FlowAct = { "act": "start", 
/**
 * Its kind.
 */
kind: string, 
/**
 * Its name, with or without the prefix of the kind.
 */
name: string, 
/**
 * Where it starts; where its kind starts when absent.
 */
from: string | null, } | { "act": "finish", 
/**
 * The branch, with its prefix.
 */
branch: BranchName, 
/**
 * Beside what the model says.
 */
options: FinishOptions, } | { "act": "update", 
/**
 * The branch.
 */
branch: BranchName, } | { "act": "publish", 
/**
 * The branch.
 */
branch: BranchName, } | { "act": "track", 
/**
 * The branch.
 */
branch: BranchName, } | { "act": "delete", 
/**
 * The branch.
 */
branch: BranchName, 
/**
 * Also when commits are nowhere else.
 */
force: boolean, } | { "act": "tidy" } | { "act": "undo", 
/**
 * The run.
 */
run: RunId, };

/**
 * An operation on a branch.
 */
export type FlowIntent = { 
/**
 * The repository.
 */
repo: RepoName, 
/**
 * What is done.
 */
act: FlowAct, };

/**
 * A stopped line.
 */
export type FreezeView = { 
/**
 * The number of its entry.
 */
number: number, 
/**
 * Its hash.
 */
hash: string, 
/**
 * Who stopped it.
 */
by: string, 
/**
 * When.
 */
at: string, 
/**
 * Where.
 */
environments: Array<string>, 
/**
 * For which services; all when empty.
 */
services: Array<string>, 
/**
 * Until then; until thawed when absent.
 */
until: string | null, 
/**
 * What it says, in words.
 */
sentence: string, 
/**
 * Why the person at this desk may not end it; absent when they may.
 */
no_thaw: string | null, };

/**
 * The conditions there are.
 */
export type GateKind = "previous" | "ci" | "approvals" | "soak" | "windows" | "freeze" | "quality" | "security" | "health" | "signed_tag" | "checklist";

/**
 * Something that happened in an environment.
 */
export type HistoryLine = { 
/**
 * The environment.
 */
environment: string, 
/**
 * The version that came.
 */
version: string, 
/**
 * When.
 */
at: string, 
/**
 * Who.
 */
by: string, 
/**
 * Whether Lockkeeper brought it.
 */
ours: boolean, 
/**
 * `promoted`, `rolled back`, `by hand`.
 */
word: string, 
/**
 * Whether it is live now.
 */
current: boolean, 
/**
 * Whether it is what a rollback would bring back.
 */
last_good: boolean, 
/**
 * The commit of the environment repository.
 */
change: string, 
/**
 * The run.
 */
run: string | null, };

/**
 * Something that is broken.
 */
export type IncidentView = { 
/**
 * The number of the newest entry about it.
 */
number: number, 
/**
 * Its name for ever.
 */
id: string, 
/**
 * Who told it last.
 */
by: string, 
/**
 * Since when.
 */
since: string, 
/**
 * How bad.
 */
severity: string, 
/**
 * In words.
 */
summary: string, 
/**
 * The services it is about; none where nobody said.
 */
services: Array<string>, 
/**
 * Where; absent where nobody said.
 */
environment: string | null, };

/**
 * One build that a request moves.
 */
export type ItemLine = { 
/**
 * The service.
 */
service: string, 
/**
 * Its version.
 */
version: string, 
/**
 * The commit.
 */
commit: string, 
/**
 * The tag.
 */
tag: string | null, 
/**
 * The artifact.
 */
artifact: string | null, };

/**
 * Whether a rule was kept, as far as can be seen.
 */
export type KeptState = "kept" | "broken" | "unknown";

/**
 * A key that can sign here.
 */
export type KeyHere = { 
/**
 * Its fingerprint, `SHA256:…`.
 */
fingerprint: string, 
/**
 * The public key in one line, as the rules list it.
 */
line: string, 
/**
 * Where it lies: `ssh-agent`, a path, `keychain`.
 */
place: string, 
/**
 * What it asks before it signs: `nothing`, `touch` or `passphrase`.
 */
asks: string, 
/**
 * Whose it is by the rules in force.
 */
person: string | null, 
/**
 * For whom it speaks as a key of this device.
 */
device_of: string | null, 
/**
 * Until when it does (RFC 3339).
 */
device_until: string | null, 
/**
 * What a person decides here is signed with it.
 */
signs: boolean, 
/**
 * This program made it, and can remove it.
 */
made: boolean, };

/**
 * A key.
 */
export type KeyLine = { 
/**
 * What it is used for ("git signs tags with it", "listed for dana").
 */
role: string, 
/**
 * `ssh` or `openpgp`.
 */
format: string, 
/**
 * The key as git or the workspace names it, shortened.
 */
key: string, };

/**
 * Everything that the page of the keys shows.
 */
export type KeysView = { 
/**
 * The keys that can sign here, the one that does first.
 */
keys: Array<KeyHere>, 
/**
 * What a person chose for this workspace: a fingerprint or a path.
 */
chosen: string | null, };

/**
 * What names a commit.
 */
export type LabelKind = "here" | "branch" | "tag" | "remote";

/**
 * The net result of an environment, without a gap.
 */
export type LaneView = { 
/**
 * Which environment.
 */
environment: string, 
/**
 * The answers in order.
 */
stretches: Array<StretchView>, };

/**
 * How much of the version a commit, or a range of them, changes.
 */
export type Level = "none" | "patch" | "minor" | "major";

/**
 * What a mark is about.
 */
export type MarkKind = "request" | "start" | "finish" | "failure" | "break-glass";

/**
 * Something that the ledger says happened.
 */
export type MarkView = { 
/**
 * When, by its author's clock.
 */
at: string, 
/**
 * What it is about.
 */
kind: MarkKind, 
/**
 * Where.
 */
environment: string, 
/**
 * Who.
 */
by: string, 
/**
 * What, in words.
 */
sentence: string, 
/**
 * The number of its entry, which is signed.
 */
entry: number, };

/**
 * One service of a set.
 */
export type MemberView = { 
/**
 * The service.
 */
service: string, 
/**
 * Its wave, from 0.
 */
wave: number, 
/**
 * What is live.
 */
from: string | null, 
/**
 * What comes; absent where nobody knows.
 */
to: string | null, 
/**
 * Its commit; empty where nothing comes.
 */
commit: string, 
/**
 * The services of the set that it requires.
 */
needs: Array<string>, 
/**
 * An earlier run has brought it already.
 */
stays: boolean, 
/**
 * The member on the same branch, whose steps move this one too.
 */
with?: string, 
/**
 * What the gates say of it alone.
 */
gates: Array<Verdict>, 
/**
 * Commits that would be lost.
 */
lost: Array<string>, };

/**
 * The answer to "what would the next version be, and why".
 */
export type NextVersion = { 
/**
 * The highest version reachable from the target; absent before the first release.
 */
base: VersionTag | null, 
/**
 * Commits in the range, before the path filter.
 */
range_count: number, 
/**
 * The highest level over the commits that count.
 */
level: Level, 
/**
 * The next version; absent when there is nothing to release.
 */
next: string | null, 
/**
 * The tag that would name it.
 */
tag: TagName | null, 
/**
 * Every doubt, each with what the user can do about it.
 */
warnings: Array<Warning>, 
/**
 * Why no tag may be made although a version was found, in words; empty when it may.
 */
blocked: Array<string>, 
/**
 * The commits of the service in topological order, newest first.
 */
commits: Array<ReasonedCommit>, 
/**
 * Why the version is what it is, in one line ("minor, because of 8c1d04a").
 */
because: string, };

/**
 * An entry of the notes.
 */
export type NoteEntry = { 
/**
 * The commit it comes from.
 */
commit: Oid, 
/**
 * The section ("Added").
 */
section: string, 
/**
 * The generated text.
 */
generated: string, 
/**
 * The user's text; absent while unedited, empty to leave the entry out.
 */
edited: string | null, };

/**
 * Release notes: the text and where each entry comes from.
 */
export type NotesView = { 
/**
 * The whole text, Markdown.
 */
markdown: string, 
/**
 * Its entries.
 */
entries: Array<NoteEntry>, 
/**
 * Whether the user has edited any of it.
 */
edited: boolean, };

/**
 * What the desktop tells while nobody looks at the window.
 */
export type NoticeChoice = { 
/**
 * Something waits for the person at this desk.
 */
needs_me: boolean, 
/**
 * Broken glass waits for a second person, who may be the one at this desk.
 */
glass: boolean, 
/**
 * Somebody decided on what the person at this desk asked for.
 */
decided: boolean, 
/**
 * Somebody stopped a line.
 */
frozen: boolean, };

/**
 * A git object id in full-length lower-case hex (40 or 64 digits).
 */
export type Oid = string;

/**
 * What wants to pass into an environment, and whether it may.
 */
export type Passage = { 
/**
 * The environment it leads into.
 */
to: EnvName, 
/**
 * The version that wants to pass; absent when both sides are the same.
 */
candidate: string | null, 
/**
 * How the gate stands.
 */
state: PassageState, 
/**
 * What the gate says in at most three words ("Ready", "Soak 31 h", "same").
 */
word: string, 
/**
 * The first reason against it, or for it.
 */
reason: string, 
/**
 * Every gate's verdict.
 */
verdicts: Array<Verdict>, 
/**
 * The lane it takes; absent for the ordinary way in.
 */
lane: string | null, 
/**
 * A plan that waits for confirmation.
 */
plan: PlanId | null, };

/**
 * How a gate stands.
 */
export type PassageState = "open" | "waiting" | "shut" | "frozen" | "unknown" | "same" | "none";

/**
 * The identifier of a plan; what a person confirms.
 */
export type PlanId = string;

/**
 * What a plan is for.
 */
export type PlanKind = "cut" | "undo" | "withdraw" | "yank" | "promote" | "rollback" | "flow" | "umbrella";

/**
 * Something a person should read before confirming.
 */
export type PlanNote = { 
/**
 * A stable word for programs.
 */
code: string, 
/**
 * The sentence.
 */
text: string, 
/**
 * Lines below it, such as the commits that are meant.
 */
lines: Array<string>, };

/**
 * A plan to confirm, or all the reasons why there is none.
 */
export type PlanOutcome = { "outcome": "planned", 
/**
 * The text to confirm.
 */
plan: PlanText, } | { "outcome": "refused", 
/**
 * All reasons.
 */
refusals: Array<Refusal>, };

/**
 * A plan as it is shown.
 */
export type PlanText = { 
/**
 * What is confirmed.
 */
id: PlanId, 
/**
 * What it is for.
 */
kind: PlanKind, 
/**
 * What it is about.
 */
subject: Subject, 
/**
 * The act ("Tag 1.9.0", "Bring api 1.9.0 to production").
 */
title: string, 
/**
 * Every effect, in order.
 */
steps: Array<StepText>, 
/**
 * What should be read before.
 */
notes: Array<PlanNote>, 
/**
 * A text that has to be typed to confirm.
 */
typed: string | null, 
/**
 * When it was made.
 */
made_at: string, 
/**
 * When the oldest fact under it was observed.
 */
facts_at: string, };

/**
 * The rules in force beside those of the workspace file.
 */
export type PolicyView = { 
/**
 * The version in force; absent before the ledger begins.
 */
version: number | null, 
/**
 * Its hash.
 */
hash: string | null, 
/**
 * What the file would change, in sentences.
 */
changes: Array<string>, 
/**
 * Why the rules of the file cannot be proposed; absent when they can.
 */
no_propose: string | null, 
/**
 * Proposals that are still open, newest first.
 */
open: Array<RequestView>, };

/**
 * A version for an environment.
 */
export type PromoteIntent = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * The version; the best candidate of the environment before when absent.
 */
version: string | null, 
/**
 * A commit without a tag, brought as an untagged build.
 */
commit: Oid | null, 
/**
 * Where to.
 */
to: EnvName, 
/**
 * Checklist lines that were ticked, with who ticked them.
 */
ticked: { [key in string]: string }, 
/**
 * Why; asked for when a version comes back that was rolled back from.
 */
reason: string | null, 
/**
 * The lane it takes; that of the open request when absent, else the
 * ordinary way in.
 */
lane: string | null, 
/**
 * Flags that are raised, for which the rules ask more approvals.
 */
flags?: Array<string>, };

/**
 * The screen "Promotion", also for rollbacks: four blocks.
 */
export type PromotionView = { 
/**
 * The service.
 */
service: string, 
/**
 * The environment.
 */
environment: string, 
/**
 * Whether it is a rollback.
 */
rollback: boolean, 
/**
 * Versions that could be chosen instead.
 */
versions: Array<string>, 
/**
 * That it is live there already, so that there is nothing to bring.
 */
already: AlreadyLive | null, 
/**
 * What.
 */
what: What, 
/**
 * Gates.
 */
gates: Array<Verdict>, 
/**
 * How: the plan, or why there is none.
 */
how: PlanOutcome, 
/**
 * If it goes wrong.
 */
way_back: WayBack, 
/**
 * Lines to tick before.
 */
checklist: Array<string>, 
/**
 * Those that people ticked in the ledger, for the open request.
 */
ticks: Array<TickView>, 
/**
 * Lines to tick once it is there; they hold nothing back.
 */
after: Array<string>, 
/**
 * Flags that can be raised in its request, and those that are.
 */
flags: Array<FlagView>, 
/**
 * The lane it takes; absent for the ordinary way in.
 */
lane: string | null, 
/**
 * The lanes that the environment has.
 */
lanes: Array<string>, 
/**
 * The same as a command line.
 */
command: string, 
/**
 * That it can be asked for in the ledger; absent where nobody has to, where
 * somebody has, and where a request could not help.
 */
ask: AskView | null, };

/**
 * Something seen in a repository that suggests something.
 */
export type ProposalEvidence = { 
/**
 * Where: a path, a tag, a branch.
 */
place: string, 
/**
 * What it says.
 */
says: string, };

/**
 * A workspace proposed from a repository, each part with its evidence.
 */
export type ProposalView = { 
/**
 * The repository it was read from.
 */
repo: string, 
/**
 * A name for the workspace.
 */
name: string, 
/**
 * Services found.
 */
services: Array<ProposedService>, 
/**
 * Environments found, in order.
 */
environments: Array<ProposedEnvironment>, 
/**
 * The branching model.
 */
branching: string, 
/**
 * Why that one.
 */
branching_evidence: Array<ProposalEvidence>, 
/**
 * The workspace file as it would be written.
 */
file: string, 
/**
 * What could not be decided.
 */
doubts: Array<string>, };

/**
 * An environment found.
 */
export type ProposedEnvironment = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is for.
 */
tier: string, 
/**
 * What says so.
 */
evidence: Array<ProposalEvidence>, };

/**
 * A service found.
 */
export type ProposedService = { 
/**
 * A handle.
 */
name: string, 
/**
 * Its paths.
 */
paths: Array<string>, 
/**
 * Its tag pattern.
 */
tag: string, 
/**
 * What says so.
 */
evidence: Array<ProposalEvidence>, 
/**
 * Whether it is taken into the workspace.
 */
take: boolean, };

/**
 * A protected branch.
 */
export type ProtectedView = { 
/**
 * Its name.
 */
name: string, 
/**
 * How many of its newest commits were looked at.
 */
looked: number, 
/**
 * What was found, rule by rule.
 */
rules: Array<RuleFindingView>, };

/**
 * The baseline beside what the repository shows.
 */
export type ProtectionView = { 
/**
 * The repository.
 */
repo: string, 
/**
 * Every branch that is protected, those that stay first.
 */
branches: Array<ProtectedView>, 
/**
 * Protected branches that were not looked at, because there are so many.
 */
left_out: number, 
/**
 * Patterns of the workspace file that fit no branch.
 */
unmatched: Array<string>, 
/**
 * How soon reviews are expected, and whether they come, a sentence each.
 */
review: Array<string>, 
/**
 * The same on the command line.
 */
command: string, };

/**
 * A commit with the level it stands for and the reason.
 */
export type ReasonedCommit = { 
/**
 * The commit.
 */
oid: Oid, 
/**
 * The type in lower case (`feat`), empty for a message that is not conventional.
 */
type: string, 
/**
 * The scope, if any; a label, never a path filter.
 */
scope: string | null, 
/**
 * Whether the change is breaking.
 */
breaking: boolean, 
/**
 * What the commit counts as.
 */
level: Level, 
/**
 * The reason, in words.
 */
why: string, 
/**
 * The first line of the message.
 */
subject: string, 
/**
 * The author's name.
 */
author: string, 
/**
 * When it was committed.
 */
at: string, 
/**
 * Whether a revert cancelled it (or it is the revert that did).
 */
cancelled: boolean, 
/**
 * The level a person may accept with one click instead, where the message is in doubt.
 */
offer: Level | null, };

/**
 * Why there is no plan, or nothing to sign.
 */
export type Refusal = { 
/**
 * A stable word for programs.
 */
code: string, 
/**
 * The sentence: what is in the way.
 */
text: string, 
/**
 * What the user can do.
 */
hint: string | null, 
/**
 * Lines below it, such as the commits that would be lost.
 */
lines: Array<string>, };

/**
 * What a release will say.
 */
export type ReleaseDraft = { 
/**
 * The service whose release it is; none where no service has such tags.
 */
service: string | null, 
/**
 * The version; none where the tag names none of a service.
 */
version: string | null, 
/**
 * The tag.
 */
tag: string, 
/**
 * The notes.
 */
notes: NotesView, 
/**
 * What the tag will say.
 */
tag_text: string, 
/**
 * Files that will carry the version, changelog included.
 */
files: Array<string>, };

/**
 * A release in the list.
 */
export type ReleaseLine = { 
/**
 * The service.
 */
service: string, 
/**
 * The version.
 */
version: string, 
/**
 * The tag.
 */
tag: string, 
/**
 * The commit.
 */
commit: string, 
/**
 * When it was tagged.
 */
at: string, 
/**
 * Whether it is a prerelease.
 */
prerelease: boolean, 
/**
 * Whether it was yanked.
 */
yanked: boolean, 
/**
 * Whether the remote has it.
 */
pushed: boolean, 
/**
 * Whose signature it bears.
 */
signature: Signature, 
/**
 * Environments it is live in.
 */
live_in: Array<string>, };

/**
 * One release opened.
 */
export type ReleaseView = { 
/**
 * Its line.
 */
line: ReleaseLine, 
/**
 * What the tag says.
 */
message: string, 
/**
 * Its notes, Markdown.
 */
notes: string, 
/**
 * Where it was and is, in sentences.
 */
places: Array<string>, 
/**
 * Why it cannot be withdrawn; absent when it can.
 */
no_withdraw: string | null, 
/**
 * Why it cannot be yanked; absent when it can.
 */
no_yank: string | null, 
/**
 * Versions it can be compared with.
 */
others: Array<string>, };

/**
 * The screen "Releases".
 */
export type ReleasesView = { 
/**
 * Newest first over all services.
 */
releases: Array<ReleaseLine>, 
/**
 * Services, for the filter.
 */
services: Array<string>, 
/**
 * Services that are missing above: nobody can tell their releases now.
 */
unknown: Array<UnknownReleases>, };

/**
 * A repository of the workspace.
 */
export type RepoLine = { 
/**
 * Its handle.
 */
name: string, 
/**
 * Where it comes from.
 */
url: string, 
/**
 * Its branching model.
 */
branching: string | null, 
/**
 * What is wrong with it, when something is.
 */
problem: string | null, 
/**
 * Its services.
 */
services: Array<string>, };

/**
 * The handle of a repository in the workspace file.
 */
export type RepoName = string;

/**
 * A request, proposed rules, broken glass or what was adopted, and where it
 * stands.
 */
export type RequestView = { 
/**
 * `request`, `policy`, `glass` or `adopt`.
 */
kind: string, 
/**
 * Its id; the hash of its entry where it has none.
 */
id: string, 
/**
 * The number of its entry.
 */
number: number, 
/**
 * The hash of its entry.
 */
hash: string, 
/**
 * What it asks for ("api 1.9.0 → production").
 */
title: string, 
/**
 * Everything that is asked, as it would be signed in an approval.
 */
text: string, 
/**
 * Who asked.
 */
by: string, 
/**
 * When.
 */
at: string, 
/**
 * When it closes by itself; absent where it never does.
 */
expires: string | null, 
/**
 * The environment it goes to; absent for rules.
 */
to: string | null, 
/**
 * It brings something back.
 */
rollback: boolean, 
/**
 * The lane it takes; absent for the ordinary way in, and for rules.
 */
lane: string | null, 
/**
 * What it moves.
 */
items: Array<ItemLine>, 
/**
 * The gates that glass may be broken for; for a request.
 */
breakable: Array<string>, 
/**
 * The flags that it raises.
 */
flags: Array<string>, 
/**
 * Lines to tick before it goes; for a promotion.
 */
checklist: Array<string>, 
/**
 * Those that people ticked.
 */
ticks: Array<TickView>, 
/**
 * Lines to tick once it is done; for a promotion. They hold nothing back.
 */
after: Array<string>, 
/**
 * What would be different, in sentences; for rules.
 */
changes: Array<string>, 
/**
 * `waiting`, `approved`, `running`, `done`, `rejected`, `withdrawn`,
 * `superseded`, `policy`, `expired` or `in_force`.
 */
state: string, 
/**
 * The state as a sentence.
 */
line: string, 
/**
 * The number of the entry that closed it.
 */
closed_by: number | null, 
/**
 * What the rules ask for, with who said yes.
 */
rules: Array<RuleView>, 
/**
 * Every yes, also those that no longer count.
 */
approvals: Array<ApprovalView>, 
/**
 * What the person at this desk may do with it.
 */
you: Stance, };

/**
 * What trying again means.
 */
export type Retry = "safe" | "after_change" | "replan" | "never";

/**
 * An earlier version for an environment.
 */
export type RollbackIntent = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * Where.
 */
within: EnvName, 
/**
 * The version; the last good one when absent.
 */
to: string | null, 
/**
 * Why.
 */
reason: string | null, 
/**
 * Flags that are raised, for which the rules ask more approvals.
 */
flags?: Array<string>, };

/**
 * A service.
 */
export type Row = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * Its second line ("3 commits unreleased").
 */
line: string, 
/**
 * Whether its releases are known; where not, the line says why.
 */
known: boolean, 
/**
 * Commits since the highest release.
 */
unreleased: number, 
/**
 * One cell per environment, in the order of the columns.
 */
cells: Array<Cell>, 
/**
 * What wants to pass into each environment; the first is the way into the first.
 */
passages: Array<Passage>, };

/**
 * Rows of one repository.
 */
export type RowGroup = { 
/**
 * The repository's handle.
 */
name: string, 
/**
 * Its second line ("monorepo · main at 3f9c2e1, 4 min ago").
 */
line: string, 
/**
 * Its services.
 */
rows: Array<Row>, };

/**
 * What was found about one rule.
 */
export type RuleFindingView = { 
/**
 * The rule, in a word or two.
 */
rule: string, 
/**
 * What it asks for, and what was found, in words.
 */
line: string, 
/**
 * Whether it was kept.
 */
state: KeptState, 
/**
 * The first few commits that break it.
 */
commits: Array<CommitName>, 
/**
 * How many commits break it.
 */
count: number, };

/**
 * One rule of approvals.
 */
export type RuleView = { 
/**
 * The role.
 */
role: string, 
/**
 * How many distinct people.
 */
count: number, 
/**
 * Who said yes.
 */
people: Array<string>, 
/**
 * Who else may say it and is not away.
 */
may_sign: Array<string>, 
/**
 * Who else may say it and is away.
 */
away: Array<AwayView>, 
/**
 * Why there are too few who could still say it; absent when there are enough.
 */
short: string | null, };

/**
 * The identifier of one execution of a plan.
 */
export type RunId = string;

/**
 * Where a run is.
 */
export type RunState = "running" | "interrupted" | "succeeded" | "failed" | "conflict" | "cancelled";

/**
 * A step of a run.
 */
export type RunStepView = { 
/**
 * Its place, from 0.
 */
number: number, 
/**
 * What it does.
 */
title: string, 
/**
 * The exact call.
 */
command: string | null, 
/**
 * Where it is.
 */
state: StepState, 
/**
 * What happened.
 */
line: string, 
/**
 * When it was started.
 */
started_at: string | null, 
/**
 * How long it took, in milliseconds.
 */
elapsed_ms: number | null, };

/**
 * The screen "Run".
 */
export type RunView = { 
/**
 * Its identifier.
 */
id: string, 
/**
 * What for.
 */
kind: PlanKind, 
/**
 * About what.
 */
subject: Subject, 
/**
 * A line for people ("api 1.9.0 → production").
 */
title: string, 
/**
 * Where it is.
 */
state: RunState, 
/**
 * The state as a sentence.
 */
line: string, 
/**
 * When it was started.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at: string | null, 
/**
 * Who started it.
 */
by: string, 
/**
 * Its steps.
 */
steps: Array<RunStepView>, 
/**
 * Whether it can be cancelled now.
 */
can_cancel: boolean, 
/**
 * Whether it can be continued now.
 */
can_continue: boolean, 
/**
 * Whether everything it did can be undone exactly.
 */
can_undo: boolean, 
/**
 * Whether a new plan helps.
 */
can_replan: boolean, 
/**
 * What can be done after a set ended early; absent for other runs.
 */
set: SetEndView | null, 
/**
 * What a promotion leaves to do; absent for other runs, before the good
 * end, and where many runs are listed.
 */
after: AfterView | null, };

/**
 * An environment and its gates, in words.
 */
export type Scale = { 
/**
 * The environment.
 */
name: string, 
/**
 * What it is for.
 */
tier: string, 
/**
 * One sentence per gate.
 */
gates: Array<string>, };

/**
 * The ledger as the frame of the window shows it.
 */
export type SealView = { 
/**
 * `none` before somebody begins it, then `intact`, `broken`, `newer` or
 * `ahead`; `forked` and `rewound` when the remote shows another one, or
 * less of it, than was verified; `unread` when nobody can say.
 */
verdict: string, 
/**
 * How many entries count.
 */
entries: number, 
/**
 * The hash of the last that counts; empty when none does.
 */
head: string, 
/**
 * The entry from which on nothing counts.
 */
broken_at: number | null, 
/**
 * What is wrong with it, in words.
 */
rule: string | null, 
/**
 * Who acts at this desk.
 */
you: ActorView | null, 
/**
 * Why nobody can sign here; absent when somebody can.
 */
nobody: string | null, 
/**
 * The lines that are stopped now.
 */
freezes: Array<FreezeView>, 
/**
 * What is broken, as people told it and until they tell that it is over.
 */
incidents: Array<IncidentView>, 
/**
 * What another chain held back and this one lacks: nobody starts before
 * it stands here. Empty where the two do not agree yet.
 */
waits: Array<StrayView>, };

/**
 * The handle of a service in the workspace file.
 */
export type ServiceName = string;

/**
 * A service, its environments as connected locks, and its history.
 */
export type ServiceView = { 
/**
 * The service.
 */
service: string, 
/**
 * Its repository, branch and newest commit, in words.
 */
line: string, 
/**
 * The columns of the board it is deployed in.
 */
environments: Array<Column>, 
/**
 * Its row of the board.
 */
row: Row, 
/**
 * What could be brought somewhere: the unreleased head, releases, what is live.
 */
candidates: Array<CandidateView>, 
/**
 * What happened, newest first, over all environments.
 */
history: Array<HistoryLine>, };

/**
 * What can be done after a run of a set ended early.
 */
export type SetEndView = { 
/**
 * What was moved, in that order.
 */
moved: Array<string>, 
/**
 * Where it stopped; absent when a person stopped it.
 */
failed: string | null, 
/**
 * To go on without it.
 */
without: SetOffer, 
/**
 * To bring back all that moved.
 */
back: SetOffer, };

/**
 * One service of a set.
 */
export type SetItem = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * The version; the best candidate, or the last good one, when absent.
 */
version: string | null, };

/**
 * One version of a set.
 */
export type SetMember = { 
/**
 * What goes where.
 */
about: VersionSubject, 
/**
 * Its wave, from 0; a wave begins when the one before is there.
 */
wave: number, 
/**
 * The services of the set that it requires.
 */
needs: Array<ServiceName>, 
/**
 * An earlier run has brought it already, so nothing is done to it.
 */
stays: boolean, 
/**
 * The member whose steps move it too, because both are on one branch.
 */
with?: ServiceName, };

/**
 * A set that is offered, or the reason against it.
 */
export type SetOffer = { 
/**
 * What to ask for; absent when it cannot be done.
 */
intent: UmbrellaIntent | null, 
/**
 * Why it cannot be done.
 */
against: string | null, 
/**
 * The same as a command line; empty when it cannot be done.
 */
command: string, };

/**
 * Several versions that go into one environment as one.
 */
export type SetSubject = { 
/**
 * The environment.
 */
environment: EnvName, 
/**
 * They go back to earlier versions.
 */
rollback: boolean, 
/**
 * In the order in which they go.
 */
members: Array<SetMember>, };

/**
 * Settings of this desktop and what the workspace file says.
 */
export type SettingsView = { 
/**
 * Appearance.
 */
appearance: Appearance, 
/**
 * What the desktop tells.
 */
notices: NoticeChoice, 
/**
 * Keys that can sign tags.
 */
keys: Array<KeyLine>, 
/**
 * Repositories of the workspace.
 */
repos: Array<RepoLine>, 
/**
 * Environments with their gates, in words.
 */
environments: Array<Scale>, 
/**
 * The workspace file as it stands.
 */
file: string, 
/**
 * Where it lies.
 */
file_path: string, 
/**
 * Where the app keeps its data.
 */
data_path: string, };

/**
 * What is known of a tag's signature.
 */
export type Signature = { "state": "unchecked" } | { "state": "unsigned" } | { "state": "by", 
/**
 * The person's handle.
 */
person: string, 
/**
 * The key's fingerprint.
 */
key: string, } | { "state": "stranger", 
/**
 * The key's fingerprint.
 */
key: string, } | { "state": "bad", 
/**
 * Why.
 */
reason: string, };

/**
 * What was signed.
 */
export type Signed = { 
/**
 * The number of the entry.
 */
number: number, 
/**
 * Its hash.
 */
hash: string, 
/**
 * What it says.
 */
sentence: string, 
/**
 * What came of it at once, such as rules that are in force.
 */
effects: Array<string>, 
/**
 * What did not go with it and hinders nothing, such as a mirror that did
 * not answer.
 */
warnings: Array<string>, };

/**
 * What the person at this desk may do with a request; each refusal is the
 * reason that the ledger itself would give.
 */
export type Stance = { 
/**
 * It waits for this person.
 */
needed: boolean, 
/**
 * It is this person's own.
 */
own: boolean, 
/**
 * Why they may not approve; absent when they may.
 */
no_approve: string | null, 
/**
 * Why they may not reject; absent when they may.
 */
no_reject: string | null, 
/**
 * Why they may not take it back; absent when they may.
 */
no_withdraw: string | null, 
/**
 * Why they may not tick a line of it; absent when they may.
 */
no_tick: string | null, };

/**
 * Where a step is.
 */
export type StepState = "pending" | "started" | "waiting" | "done" | "already_done" | "skipped" | "failed" | "conflict";

/**
 * A step as it is shown.
 */
export type StepText = { 
/**
 * Its place, from 0.
 */
number: number, 
/**
 * What it does, in words.
 */
title: string, 
/**
 * The exact call, as a person would type it; none for bookkeeping.
 */
command: string | null, 
/**
 * From what to what, line by line.
 */
lines: Array<string>, };

/**
 * An entry of the chain that is left.
 */
export type StrayView = { 
/**
 * Its number there; the new one once it stands in the agreed chain.
 */
number: number, 
/**
 * What kind.
 */
kind: string, 
/**
 * Who said it.
 */
by: string, 
/**
 * What it does, in words.
 */
sentence: string, 
/**
 * This desk takes care of it; somebody else has to where it is false.
 */
here: boolean, 
/**
 * Why it is not taken over; absent when it is.
 */
why: string | null, };

/**
 * A time in which one answer holds.
 */
export type StretchView = { 
/**
 * The first moment.
 */
from: string, 
/**
 * The first moment after it.
 */
until: string, 
/**
 * Whether it lets in.
 */
admission: Admission, 
/**
 * What says so.
 */
cause: Cause, 
/**
 * Why, in words.
 */
reason: string, 
/**
 * The entry of the ledger that says so.
 */
entry: number | null, };

/**
 * What a plan is about; one run at a time per subject.
 */
export type Subject = VersionSubject | BranchSubject | SetSubject;

/**
 * The short name of a tag, without `refs/tags/`.
 */
export type TagName = string;

/**
 * Light, dark, or as the system.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A line of a checklist that somebody ticked in the ledger.
 */
export type TickView = { 
/**
 * The line.
 */
line: string, 
/**
 * Who ticked it.
 */
by: string, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * The number of the entry.
 */
number: number, };

/**
 * What an environment is for; the four of the field.
 */
export type Tier = "development" | "testing" | "staging" | "production";

/**
 * Words that are about to be signed.
 */
export type ToSign = { 
/**
 * Who would sign.
 */
by: string, 
/**
 * With which key.
 */
key: string, 
/**
 * Where the key lies.
 */
place: string, 
/**
 * The words.
 */
text: string, 
/**
 * What to know before; hinders nothing.
 */
warnings: Array<string>, };

/**
 * A branch that comes and goes.
 */
export type TopicView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its kind; none for one the model does not know.
 */
kind: string | null, 
/**
 * Where its work goes; none for one that is never finished.
 */
parent: string | null, 
/**
 * Its newest commit.
 */
tip: string, 
/**
 * Who made that commit.
 */
author: string, 
/**
 * When.
 */
at: string, 
/**
 * Commits its parent lacks.
 */
ahead: number, 
/**
 * Commits of its parent that it lacks.
 */
behind: number, 
/**
 * Whether it is here.
 */
local: boolean, 
/**
 * Whether it is on the remote.
 */
remote: boolean, 
/**
 * Whether the work tree shows it.
 */
here: boolean, 
/**
 * `open`, `merged`, `stale` or `diverged`.
 */
state: string, 
/**
 * The state as a sentence.
 */
line: string, 
/**
 * Files that would conflict in its parent; none when it is clean or was
 * not looked at.
 */
conflicts: Array<string>, 
/**
 * Why its name is not as agreed.
 */
misnamed: string | null, };

/**
 * The trail with the verdict on it.
 */
export type TrailView = { 
/**
 * `intact`, `broken`, `newer` or `ahead`.
 */
verdict: string, 
/**
 * How many entries count.
 */
entries: number, 
/**
 * The hash of the last that counts; 64 zeros when none does.
 */
head: string, 
/**
 * The entry that stopped the check.
 */
broken_at: number | null, 
/**
 * What is wrong with it, in words.
 */
rule: string | null, 
/**
 * The entries, newest first.
 */
lines: Array<EntryLine>, };

/**
 * Several versions for an environment, requested and approved as one.
 */
export type UmbrellaIntent = { 
/**
 * Where.
 */
environment: EnvName, 
/**
 * They go back to earlier versions.
 */
rollback: boolean, 
/**
 * What.
 */
items: Array<SetItem>, 
/**
 * Checklist lines that were ticked, with who ticked them.
 */
ticked: { [key in string]: string }, 
/**
 * Why.
 */
reason: string | null, 
/**
 * The lane all of it takes; that of the open request when absent, else
 * the ordinary way in.
 */
lane: string | null, 
/**
 * The run of a larger set that failed: what it has brought stays.
 */
after: RunId | null, 
/**
 * Flags that are raised, for which the rules ask more approvals.
 */
flags?: Array<string>, };

/**
 * The screen of a set: what goes, in which waves, what the gates say, how.
 */
export type UmbrellaView = { 
/**
 * The environment.
 */
environment: string, 
/**
 * They go back to earlier versions.
 */
rollback: boolean, 
/**
 * In the order in which they go.
 */
members: Array<MemberView>, 
/**
 * What gates say that answer for the whole set alike.
 */
gates: Array<Verdict>, 
/**
 * The plan, or why there is none.
 */
how: PlanOutcome, 
/**
 * Lines to tick before.
 */
checklist: Array<string>, 
/**
 * Those that people ticked in the ledger, for the open request.
 */
ticks: Array<TickView>, 
/**
 * Lines to tick once it is there; they hold nothing back.
 */
after: Array<string>, 
/**
 * Flags that can be raised in its request, and those that are.
 */
flags: Array<FlagView>, 
/**
 * The lane it takes; absent for the ordinary way in.
 */
lane: string | null, 
/**
 * The lanes that the environment has.
 */
lanes: Array<string>, 
/**
 * What is asked for, with every version named.
 */
intent: UmbrellaIntent, 
/**
 * The same as a command line.
 */
command: string, 
/**
 * That the set can be asked for in the ledger; absent where nobody has to,
 * where somebody has, and where a request could not help.
 */
ask: AskView | null, };

/**
 * A service whose releases are not known.
 */
export type UnknownReleases = { 
/**
 * The service.
 */
service: string, 
/**
 * Why, in words.
 */
why: string, };

/**
 * Words that wait to be signed.
 */
export type Unsigned = { 
/**
 * Names them until others are prepared.
 */
id: string, 
/**
 * The words, and who would sign them.
 */
words: ToSign, };

/**
 * What a gate says, why, and on what evidence.
 */
export type Verdict = { 
/**
 * The gate.
 */
gate: GateKind, 
/**
 * What it says.
 */
answer: Answer, 
/**
 * The gate in words ("Soaked 24 h in staging").
 */
title: string, 
/**
 * The reason in words.
 */
reason: string, 
/**
 * The reason in at most three words, for the board's gate.
 */
short: string, 
/**
 * The inputs: names and values, as shown by "explain".
 */
evidence: Array<Evidence>, };

/**
 * A version of a service that a plan is about.
 */
export type VersionSubject = { 
/**
 * The service.
 */
service: ServiceName, 
/**
 * The environment; none for plans about releases.
 */
environment: EnvName | null, 
/**
 * The version it brings, makes or takes back.
 */
version: string, 
/**
 * The version that is replaced, if any.
 */
from: string | null, };

/**
 * A tag that is a version.
 */
export type VersionTag = { 
/**
 * Its name.
 */
name: TagName, 
/**
 * The version it names.
 */
version: string, 
/**
 * The commit behind it.
 */
commit: Oid, };

/**
 * A doubt, and what the user can do about it.
 */
export type Warning = { 
/**
 * A stable word for programs (`body-says-feat`, `breaking-in-body`, …).
 */
code: string, 
/**
 * The sentence for people.
 */
text: string, 
/**
 * The commit it is about.
 */
commit: Oid | null, 
/**
 * The level that one click accepts.
 */
offer: Level | null, };

/**
 * What happens if it goes wrong.
 */
export type WayBack = { 
/**
 * The version a rollback brings back; absent when there is none.
 */
to: string | null, 
/**
 * Sentences: what a rollback does, who watches, what it would leave unsatisfied.
 */
lines: Array<string>, };

/**
 * What a promotion brings.
 */
export type What = { 
/**
 * What is live.
 */
from: string | null, 
/**
 * What comes.
 */
to: string, 
/**
 * Its tag, if any.
 */
tag: string | null, 
/**
 * Its commit.
 */
commit: string, 
/**
 * Notes of everything since the live version, Markdown.
 */
notes: string, 
/**
 * Commits it brings ("8c1d04a feat: …").
 */
commits: Array<string>, 
/**
 * Commits that would be lost.
 */
lost: Array<string>, 
/**
 * The change of the environment's file.
 */
diff: Array<DiffLine>, };

/**
 * What failed, what was not done, and whether trying again is safe.
 */
export type WireError = { 
/**
 * A stable word (docs/errors.md); total over the engine's codes.
 */
code: string, 
/**
 * The sentence for people.
 */
message: string, 
/**
 * The chain of causes and the vendor's own words, without secrets.
 */
detail: Array<string>, 
/**
 * What trying again means.
 */
retry: Retry, 
/**
 * The operation, also in the log.
 */
op_id: string, 
/**
 * What it is about (a service, a repository, a file).
 */
subject: string | null, };
