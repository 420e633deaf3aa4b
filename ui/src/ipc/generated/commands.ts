// Written by `UPDATE_BINDINGS=1 cargo test -p lockkeeper-contract`. Do not edit.

import type {
  AgreedView,
  AgreementView,
  AppState,
  Appearance,
  Board,
  BranchesView,
  CalendarView,
  CallLine,
  CommitView,
  CommitsView,
  CompareView,
  CutIntent,
  CutView,
  Decision,
  EntryView,
  FinishOptions,
  FinishView,
  FlowIntent,
  KeyHere,
  KeysView,
  NoteEntry,
  NoticeChoice,
  PlanOutcome,
  PolicyView,
  PromoteIntent,
  PromotionView,
  ProposalView,
  ProtectionView,
  ReleaseView,
  ReleasesView,
  RequestView,
  RollbackIntent,
  RunView,
  SealView,
  ServiceView,
  SettingsView,
  Signed,
  TrailView,
  UmbrellaIntent,
  UmbrellaView,
  Unsigned,
  Verdict,
} from "./types";

/** Every command of the core, one method each. */
export interface Commands {
  appState(): Promise<AppState>;
  openDemo(): Promise<AppState>;
  openWorkspace(place: string): Promise<AppState>;
  firstSight(place: string): Promise<EntryView | null>;
  proposeWorkspace(place: string): Promise<ProposalView>;
  createWorkspace(place: string, proposal: ProposalView): Promise<AppState>;
  refresh(): Promise<AppState>;
  board(from: number, most: number | null): Promise<Board>;
  service(service: string): Promise<ServiceView>;
  cutView(intent: CutIntent): Promise<CutView>;
  keepNotes(service: string, entries: NoteEntry[]): Promise<null>;
  promotion(intent: PromoteIntent): Promise<PromotionView>;
  rollback(intent: RollbackIntent): Promise<PromotionView>;
  umbrella(intent: UmbrellaIntent): Promise<UmbrellaView>;
  branches(repo: string | null): Promise<BranchesView>;
  planFlow(intent: FlowIntent): Promise<PlanOutcome>;
  finishView(repo: string, branch: string, options: FinishOptions): Promise<FinishView>;
  protection(repo: string): Promise<ProtectionView>;
  commits(repo: string, from: string | null, skip: number, most: number): Promise<CommitsView>;
  commitCount(repo: string): Promise<number>;
  commit(repo: string, commit: string): Promise<CommitView>;
  abortFlow(run: string): Promise<RunView>;
  releases(): Promise<ReleasesView>;
  release(service: string, tag: string): Promise<ReleaseView>;
  compare(service: string, from: string, to: string): Promise<CompareView>;
  planWithdraw(service: string, tag: string, reason: string): Promise<PlanOutcome>;
  planYank(service: string, tag: string, reason: string): Promise<PlanOutcome>;
  planUndo(run: string): Promise<PlanOutcome>;
  explain(service: string, version: string, environment: string, at: string, lane: string | null): Promise<Verdict[]>;
  startRun(plan: string, typed: string | null): Promise<RunView>;
  run(id: string): Promise<RunView>;
  runs(): Promise<RunView[]>;
  cancelRun(id: string): Promise<RunView>;
  continueRun(id: string): Promise<RunView>;
  seal(): Promise<SealView>;
  agreement(hash: string | null): Promise<AgreementView>;
  agree(head: string, passphrase: string | null): Promise<AgreedView>;
  planFreeze(environments: string[], from: string, until: string, zone: string): Promise<string[]>;
  inbox(): Promise<RequestView[]>;
  prepare(decision: Decision): Promise<Unsigned>;
  sign(id: string, passphrase: string | null): Promise<Signed>;
  keys(): Promise<KeysView>;
  makeKey(name: string): Promise<KeyHere>;
  removeKey(fingerprint: string): Promise<KeysView>;
  chooseKey(fingerprint: string | null): Promise<KeysView>;
  openKey(passphrase: string): Promise<null>;
  trail(most: number): Promise<TrailView>;
  entry(name: string): Promise<EntryView>;
  exportLedger(folder: string, form: string): Promise<string[]>;
  calendar(from: string, until: string): Promise<CalendarView>;
  policy(): Promise<PolicyView>;
  settings(): Promise<SettingsView>;
  setAppearance(appearance: Appearance): Promise<Appearance>;
  setNotices(notices: NoticeChoice): Promise<NoticeChoice>;
  calls(): Promise<CallLine[]>;
}

/** The names of the events that the core tells the window of. */
export const EVENTS = { changed: "changed", openLink: "open-link" } as const;

/** Calls a command by its name; the only untyped place of the wire. */
export type Invoke = <T>(name: string, args: Record<string, unknown>) => Promise<T>;

/** Every command over one way of calling. */
export function commandsOver(invoke: Invoke): Commands {
  return {
    appState: (): Promise<AppState> => invoke("app_state", {}),
    openDemo: (): Promise<AppState> => invoke("open_demo", {}),
    openWorkspace: (place: string): Promise<AppState> => invoke("open_workspace", { place }),
    firstSight: (place: string): Promise<EntryView | null> => invoke("first_sight", { place }),
    proposeWorkspace: (place: string): Promise<ProposalView> => invoke("propose_workspace", { place }),
    createWorkspace: (place: string, proposal: ProposalView): Promise<AppState> => invoke("create_workspace", { place, proposal }),
    refresh: (): Promise<AppState> => invoke("refresh", {}),
    board: (from: number, most: number | null): Promise<Board> => invoke("board", { from, most }),
    service: (service: string): Promise<ServiceView> => invoke("service", { service }),
    cutView: (intent: CutIntent): Promise<CutView> => invoke("cut_view", { intent }),
    keepNotes: (service: string, entries: NoteEntry[]): Promise<null> => invoke("keep_notes", { service, entries }),
    promotion: (intent: PromoteIntent): Promise<PromotionView> => invoke("promotion", { intent }),
    rollback: (intent: RollbackIntent): Promise<PromotionView> => invoke("rollback", { intent }),
    umbrella: (intent: UmbrellaIntent): Promise<UmbrellaView> => invoke("umbrella", { intent }),
    branches: (repo: string | null): Promise<BranchesView> => invoke("branches", { repo }),
    planFlow: (intent: FlowIntent): Promise<PlanOutcome> => invoke("plan_flow", { intent }),
    finishView: (repo: string, branch: string, options: FinishOptions): Promise<FinishView> => invoke("finish_view", { repo, branch, options }),
    protection: (repo: string): Promise<ProtectionView> => invoke("protection", { repo }),
    commits: (repo: string, from: string | null, skip: number, most: number): Promise<CommitsView> => invoke("commits", { repo, from, skip, most }),
    commitCount: (repo: string): Promise<number> => invoke("commit_count", { repo }),
    commit: (repo: string, commit: string): Promise<CommitView> => invoke("commit", { repo, commit }),
    abortFlow: (run: string): Promise<RunView> => invoke("abort_flow", { run }),
    releases: (): Promise<ReleasesView> => invoke("releases", {}),
    release: (service: string, tag: string): Promise<ReleaseView> => invoke("release", { service, tag }),
    compare: (service: string, from: string, to: string): Promise<CompareView> => invoke("compare", { service, from, to }),
    planWithdraw: (service: string, tag: string, reason: string): Promise<PlanOutcome> => invoke("plan_withdraw", { service, tag, reason }),
    planYank: (service: string, tag: string, reason: string): Promise<PlanOutcome> => invoke("plan_yank", { service, tag, reason }),
    planUndo: (run: string): Promise<PlanOutcome> => invoke("plan_undo", { run }),
    explain: (service: string, version: string, environment: string, at: string, lane: string | null): Promise<Verdict[]> => invoke("explain", { service, version, environment, at, lane }),
    startRun: (plan: string, typed: string | null): Promise<RunView> => invoke("start_run", { plan, typed }),
    run: (id: string): Promise<RunView> => invoke("run", { id }),
    runs: (): Promise<RunView[]> => invoke("runs", {}),
    cancelRun: (id: string): Promise<RunView> => invoke("cancel_run", { id }),
    continueRun: (id: string): Promise<RunView> => invoke("continue_run", { id }),
    seal: (): Promise<SealView> => invoke("seal", {}),
    agreement: (hash: string | null): Promise<AgreementView> => invoke("agreement", { hash }),
    agree: (head: string, passphrase: string | null): Promise<AgreedView> => invoke("agree", { head, passphrase }),
    planFreeze: (environments: string[], from: string, until: string, zone: string): Promise<string[]> => invoke("plan_freeze", { environments, from, until, zone }),
    inbox: (): Promise<RequestView[]> => invoke("inbox", {}),
    prepare: (decision: Decision): Promise<Unsigned> => invoke("prepare", { decision }),
    sign: (id: string, passphrase: string | null): Promise<Signed> => invoke("sign", { id, passphrase }),
    keys: (): Promise<KeysView> => invoke("keys", {}),
    makeKey: (name: string): Promise<KeyHere> => invoke("make_key", { name }),
    removeKey: (fingerprint: string): Promise<KeysView> => invoke("remove_key", { fingerprint }),
    chooseKey: (fingerprint: string | null): Promise<KeysView> => invoke("choose_key", { fingerprint }),
    openKey: (passphrase: string): Promise<null> => invoke("open_key", { passphrase }),
    trail: (most: number): Promise<TrailView> => invoke("trail", { most }),
    entry: (name: string): Promise<EntryView> => invoke("entry", { name }),
    exportLedger: (folder: string, form: string): Promise<string[]> => invoke("export_ledger", { folder, form }),
    calendar: (from: string, until: string): Promise<CalendarView> => invoke("calendar", { from, until }),
    policy: (): Promise<PolicyView> => invoke("policy", {}),
    settings: (): Promise<SettingsView> => invoke("settings", {}),
    setAppearance: (appearance: Appearance): Promise<Appearance> => invoke("set_appearance", { appearance }),
    setNotices: (notices: NoticeChoice): Promise<NoticeChoice> => invoke("set_notices", { notices }),
    calls: (): Promise<CallLine[]> => invoke("calls", {}),
  };
}
