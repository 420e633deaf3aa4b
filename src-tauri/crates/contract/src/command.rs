//! The list of commands that the window may call; nothing else is reachable.

/// A command of the window: its name and its types, as TypeScript writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The name, also the permission's.
    pub name: &'static str,
    /// Its arguments: name and TypeScript type.
    pub arguments: &'static [(&'static str, &'static str)],
    /// What it answers.
    pub answer: &'static str,
}

/// Declares every command once.
macro_rules! commands {
    ($($name:ident($($argument:ident: $kind:literal),*) -> $answer:literal;)*) => {
        /// Every command, in the order of the screens.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            arguments: &[$((stringify!($argument), $kind)),*],
            answer: $answer,
        }),*];
    };
}

commands! {
    app_state() -> "AppState";
    open_demo() -> "AppState";
    open_workspace(place: "string") -> "AppState";
    first_sight(place: "string") -> "EntryView | null";
    propose_workspace(place: "string") -> "ProposalView";
    create_workspace(place: "string", proposal: "ProposalView") -> "AppState";
    refresh() -> "AppState";
    board(from: "number", most: "number | null") -> "Board";
    service(service: "string") -> "ServiceView";
    cut_view(intent: "CutIntent") -> "CutView";
    keep_notes(service: "string", entries: "NoteEntry[]") -> "null";
    promotion(intent: "PromoteIntent") -> "PromotionView";
    rollback(intent: "RollbackIntent") -> "PromotionView";
    umbrella(intent: "UmbrellaIntent") -> "UmbrellaView";
    branches(repo: "string | null") -> "BranchesView";
    plan_flow(intent: "FlowIntent") -> "PlanOutcome";
    finish_view(repo: "string", branch: "string", options: "FinishOptions") -> "FinishView";
    protection(repo: "string") -> "ProtectionView";
    commits(repo: "string", from: "string | null", skip: "number", most: "number") -> "CommitsView";
    commit_count(repo: "string") -> "number";
    commit(repo: "string", commit: "string") -> "CommitView";
    abort_flow(run: "string") -> "RunView";
    releases() -> "ReleasesView";
    release(service: "string", tag: "string") -> "ReleaseView";
    compare(service: "string", from: "string", to: "string") -> "CompareView";
    plan_withdraw(service: "string", tag: "string", reason: "string") -> "PlanOutcome";
    plan_yank(service: "string", tag: "string", reason: "string") -> "PlanOutcome";
    plan_undo(run: "string") -> "PlanOutcome";
    explain(service: "string", version: "string", environment: "string", at: "string", lane: "string | null") -> "Verdict[]";
    start_run(plan: "string", typed: "string | null") -> "RunView";
    run(id: "string") -> "RunView";
    runs() -> "RunView[]";
    cancel_run(id: "string") -> "RunView";
    continue_run(id: "string") -> "RunView";
    seal() -> "SealView";
    agreement(hash: "string | null") -> "AgreementView";
    agree(head: "string", passphrase: "string | null") -> "AgreedView";
    plan_freeze(environments: "string[]", from: "string", until: "string", zone: "string") -> "string[]";
    inbox() -> "RequestView[]";
    prepare(decision: "Decision") -> "Unsigned";
    sign(id: "string", passphrase: "string | null") -> "Signed";
    keys() -> "KeysView";
    make_key(name: "string") -> "KeyHere";
    remove_key(fingerprint: "string") -> "KeysView";
    choose_key(fingerprint: "string | null") -> "KeysView";
    open_key(passphrase: "string") -> "null";
    trail(most: "number") -> "TrailView";
    entry(name: "string") -> "EntryView";
    export_ledger(folder: "string", form: "string") -> "string[]";
    calendar(from: "string", until: "string") -> "CalendarView";
    policy() -> "PolicyView";
    settings() -> "SettingsView";
    set_appearance(appearance: "Appearance") -> "Appearance";
    set_notices(notices: "NoticeChoice") -> "NoticeChoice";
    calls() -> "CallLine[]";
}
