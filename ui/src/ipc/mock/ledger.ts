import type {
  ActorView,
  ApprovalView,
  Decision,
  EntryLine,
  EntryView,
  FreezeView,
  PolicyView,
  RequestView,
  RuleView,
  SealView,
  Stance,
  TrailView,
} from "../generated/types";
import { before } from "./cells";

const KEY = "SHA256:uF49mXq0QhVb7tYk2c1WZr1k3dWA9pLs8eRqf0Qa1b2";
const MIA = "SHA256:Zr1k3dWA0QhVb7tYk2c1WuF49mXq9pLs8eRqf0Q9c41";
const COMMIT = "3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e";
/** The hash of an entry. */
export const hash = (number: number): string => `${number}9f3c`.padEnd(64, "e");

/** Who acts in the mock world. */
export const DANA: ActorView = {
  handle: "dana",
  key: KEY,
  place: "ssh-agent",
  roles: ["admin", "release-manager"],
};

const rule = (role: string, count: number, people: string[], may_sign: string[]): RuleView => ({
  role,
  count,
  people,
  may_sign,
  away: [],
  short: null,
});
const yes = (number: number, by: string, why: string | null = null): ApprovalView => ({
  number,
  by,
  key: by === "mia" ? MIA : KEY,
  expires: before(-8_000),
  void: why,
});
const CLOSED: Stance = {
  needed: false,
  own: false,
  no_approve: "It is closed.",
  no_reject: "It is closed.",
  no_withdraw: "It is closed.",
  no_tick: "It is closed.",
};
const MAY: Stance = {
  needed: true,
  own: false,
  no_approve: null,
  no_reject: null,
  no_withdraw: "Only its author can take it back.",
  no_tick: null,
};
const OWN: Stance = {
  needed: false,
  own: true,
  no_approve: "Nobody decides on what they asked for themselves.",
  no_reject: "Nobody decides on what they asked for themselves.",
  no_withdraw: null,
  no_tick: null,
};

function request(
  number: number,
  [service, version, to]: readonly [string, string, string],
  by: string,
  more: Partial<RequestView> = {},
): RequestView {
  const title = `${service} ${version} → ${to}`;
  return {
    kind: "request",
    id: `5b7e41a${number}-0000-4000-8000-000000000000`,
    number,
    hash: hash(number),
    title,
    text: `${title}\n${service} ${version}, commit ${COMMIT}, tag ${service}-v${version}\nOpen until ${before(-8_000)}`,
    by,
    at: before(1_000 - number * 20),
    expires: before(-8_000),
    to,
    rollback: false,
    lane: null,
    items: [{ service, version, commit: COMMIT, tag: `${service}-v${version}`, artifact: null }],
    breakable: ["soak", "windows", "freeze", "approvals"],
    flags: [],
    checklist: to === "production" ? ["Support has been told"] : [],
    ticks: [],
    after: to === "production" ? ["Alarms have been watched"] : [],
    changes: [],
    state: "waiting",
    line: "waits: 1 of 2 release-manager",
    closed_by: null,
    rules: [rule("release-manager", 2, ["mia"], ["dana", "lee"])],
    approvals: [yes(number + 1, "mia")],
    you: MAY,
    ...more,
  };
}

/** What was asked in the demo, newest first. */
export const REQUESTS: readonly RequestView[] = [
  request(37, ["api", "1.9.0", "production"], "lee", {
    flags: ["security-high"],
    rules: [rule("release-manager", 2, ["mia"], ["dana"]), rule("security", 1, ["sam"], [])],
    line: "waits: 1 of 2 release-manager",
    approvals: [yes(38, "mia"), yes(36, "sam"), yes(33, "lee", "taken back by entry 35")],
  }),
  {
    ...request(34, ["worker", "0.14.3", "production"], "dana", { you: OWN }),
    line: "waits: 0 of 2 release-manager",
    rules: [rule("release-manager", 2, [], ["lee", "mia"])],
    approvals: [],
  },
  {
    ...request(30, ["", "", ""], "mia", {}),
    kind: "policy",
    title: "Propose rules, version 3",
    text: `Propose rules, version 3\nRules ${hash(30)}`,
    to: null,
    expires: null,
    items: [],
    changes: [
      "production would need 1 approval of release-manager instead of 2.",
      "sam would no longer be security.",
    ],
    line: "waits: 1 of 2 admin",
    rules: [rule("admin", 2, ["mia"], ["dana"])],
    approvals: [],
  },
  {
    ...request(27, ["web", "4.2.0", "dev"], "lee", {}),
    kind: "adopt",
    title: "Accept web 4.2.0 in dev: set by hand for the design review",
    expires: null,
    line: "a second person has to confirm it",
    rules: [rule("release-manager", 1, [], ["dana", "mia"])],
    approvals: [],
    you: { ...MAY, needed: false },
  },
  request(22, ["web", "4.1.9", "production"], "mia", {
    state: "done",
    line: "done with entry 26",
    closed_by: 26,
    rules: [rule("release-manager", 2, ["lee", "dana"], [])],
    approvals: [yes(23, "lee"), yes(25, "dana")],
    you: { ...CLOSED, no_tick: null },
  }),
  request(24, ["web", "4.1.6", "production"], "mia", {
    after: [],
    state: "expired",
    line: `expired at ${before(2_000)}`,
    rules: [rule("release-manager", 2, [], ["dana", "lee"])],
    approvals: [yes(25, "lee", `it ended at ${before(2_000)}`)],
    you: CLOSED,
  }),
  request(18, ["api", "1.8.3", "production"], "lee", {
    after: [],
    state: "rejected",
    line: "rejected by mia in entry 20",
    closed_by: 20,
    you: CLOSED,
  }),
  request(12, ["api", "1.8.2", "production"], "dana", {
    after: [],
    state: "done",
    line: "done with entry 17",
    closed_by: 17,
    rules: [rule("release-manager", 2, ["lee", "mia"], [])],
    approvals: [yes(13, "lee"), yes(14, "mia")],
    you: { ...CLOSED, own: true },
  }),
];

const SENTENCES: readonly (readonly [string, string, string])[] = [
  ["approval", "mia", "Approve: api 1.9.0 → production"],
  ["request", "lee", "api 1.9.0 → production"],
  ["finish", "dana", "End, succeeded: api 1.9.0 → production"],
  ["start", "dana", "Start: api 1.9.0 → production"],
  ["thaw", "lee", "Let production go on: the outage is over"],
  ["freeze", "lee", "Stop the line in production: outage of the payment provider"],
  ["rejection", "mia", "Reject: api 1.8.3 → production: the migration is not reversible"],
  ["break-glass", "dana", "Break glass for freeze: a hole is being exploited"],
];

/** The trail of the demo, newest first. */
export function trailOf(count: number): readonly EntryLine[] {
  const lines = Array.from({ length: count }, (_, at): EntryLine => {
    const number = count - 1 - at;
    const [kind, by, sentence] =
      number === 0
        ? ["genesis", "dana", "Begin the ledger of Harbour"]
        : (SENTENCES[at % SENTENCES.length] ?? ["note", "dana", "Note"]);
    return {
      number,
      hash: hash(number),
      statement_hash: hash(number + 1),
      key: by === "mia" ? MIA : KEY,
      commit: COMMIT,
      at: before(at * 95 + 3),
      by,
      kind,
      sentence,
      void: number % 13 === 6 ? "what it is about is closed" : null,
      remarks: [],
    };
  });
  return lines;
}

/** The seal of an intact ledger. */
export const INTACT: SealView = {
  verdict: "intact",
  entries: 40,
  head: hash(39),
  broken_at: null,
  rule: null,
  you: DANA,
  nobody: null,
  freezes: [],
  incidents: [],
  waits: [],
};

/** Before anybody begins it. */
export const UNBEGUN: SealView = { ...INTACT, verdict: "none", entries: 0, head: "", you: null };

/** A byte of entry 23 was changed. */
export const FORGED: SealView = {
  ...INTACT,
  verdict: "broken",
  entries: 23,
  head: hash(22),
  broken_at: 23,
  rule: "the signature does not fit the statement",
};

/** The line is stopped. */
export const FREEZE: FreezeView = {
  number: 39,
  hash: hash(39),
  by: "lee",
  at: before(25),
  environments: ["production"],
  services: [],
  until: null,
  sentence: "Stop the line in production: outage of the payment provider",
  no_thaw: null,
};

/** The trail with its verdict. */
export function trailView(seal: SealView, most: number): TrailView {
  const { verdict, entries, head, broken_at, rule: why } = seal;
  const lines = trailOf(entries).slice(0, most);
  return { verdict, entries, head, broken_at, rule: why, lines };
}

/** One entry with its proof. */
export function entryView(line: EntryLine): EntryView {
  const body = { kind: line.kind, at: line.at, by: line.by, text: line.sentence };
  return {
    line,
    statement: JSON.stringify(body),
    signature:
      "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg\n-----END SSH SIGNATURE-----",
    key: line.by === "mia" ? MIA : KEY,
    commands: [
      "export GIT_NO_REPLACE_OBJECTS=1",
      `git cat-file blob ${line.commit}:statement.json > s.json`,
      `git cat-file blob ${line.commit}:statement.sig > s.sig`,
      `echo '${line.by} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB' > allowed_signers`,
      `ssh-keygen -Y verify -f allowed_signers -I ${line.by} -n lockkeeper -s s.sig < s.json`,
    ],
  };
}

/** The rules in force beside the file's. */
export function policyOf(seal: SealView): PolicyView {
  if (seal.verdict === "none") {
    const no_propose = "There is no ledger yet: an admin begins it with `lockkeeper ledger begin`.";
    return { version: null, hash: null, changes: [], no_propose, open: [] };
  }
  return {
    version: 2,
    hash: hash(2),
    changes: [
      "production would need 1 approval of release-manager instead of 2.",
      "sam would be a new person: security.",
    ],
    no_propose: null,
    open: REQUESTS.filter((one) => one.kind === "policy"),
  };
}

/** What a decision does to the requests. */
export function decided(requests: readonly RequestView[], decision: Decision, entry: number) {
  return requests.map((one): RequestView => {
    if (decision.decision === "tick" && String(one.number) === decision.request) {
      const { line } = decision;
      return {
        ...one,
        ticks: [...one.ticks, { line, by: DANA.handle, at: before(0), number: entry }],
      };
    }
    if (!("subject" in decision) || String(one.number) !== decision.subject) return one;
    switch (decision.decision) {
      case "approve":
        return {
          ...one,
          state: "approved",
          line: "every approval is there",
          approvals: [...one.approvals, yes(entry, DANA.handle)],
          rules: one.rules.map((each) =>
            each.may_sign.includes(DANA.handle)
              ? { ...each, people: [...each.people, DANA.handle], may_sign: [] }
              : each,
          ),
          you: { ...one.you, needed: false, no_approve: "You have approved it already." },
        };
      case "reject":
        return {
          ...one,
          state: "rejected",
          line: `rejected by dana in entry ${entry}`,
          closed_by: entry,
          you: CLOSED,
        };
      case "withdraw":
        return {
          ...one,
          state: "withdrawn",
          line: `taken back by dana in entry ${entry}`,
          closed_by: entry,
          you: { ...CLOSED, own: true },
        };
    }
  });
}
