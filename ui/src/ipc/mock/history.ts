import type {
  CommitRow,
  CommitsView,
  CommitView,
  ProtectionView,
  RuleFindingView,
} from "../generated/types";

/** How many commits the mock repository has. */
export const COMMITS = 1_000_000;

const oidOf = (row: number): string => (COMMITS - row).toString(16).padStart(40, "0");

/** Every fifth commit brings a branch that began four commits before. */
function rowOf(row: number): CommitRow {
  const step = row % 5;
  const merge = step === 0 && row + 5 < COMMITS;
  const beside = row - step + 5 < COMMITS;
  const side = step === 2 && beside;
  return {
    oid: oidOf(row),
    subject: merge ? `Merge branch 'feature/${row}'` : `fix: change number ${COMMITS - row}`,
    author: ["Dana Ito", "Lee Moreau", "Mira Sato"][row % 3] ?? "",
    at: new Date(Date.UTC(2026, 2, 9) - row * 600_000).toISOString(),
    labels:
      row === 0
        ? [
            { kind: "here", name: "hotfix/1.9.1" },
            { kind: "branch", name: "main" },
            { kind: "tag", name: "api-v1.9.0" },
            { kind: "remote", name: "origin/main" },
          ]
        : [],
    column: side ? 1 : 0,
    above: row === 0 ? [] : side ? [1] : step === 4 && beside ? [0, 1] : [0],
    below: row === COMMITS - 1 ? [] : side ? [1] : merge ? [0, 1] : [0],
    past: side ? [0] : (step === 1 || step === 3) && beside ? [1] : [],
  };
}

/** Some rows of the history; places are numbers of rows. */
export function commitsView(from: string | null, skip: number, most: number): CommitsView {
  const first = Number(from ?? 0) + skip;
  const end = Math.min(COMMITS, first + most);
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, at) => rowOf(first + at));
  return { rows, from: String(first), next: end < COMMITS ? String(end) : null, left_out: 3 };
}

/** One commit of it. */
export function commitView(oid: string): CommitView {
  const row = rowOf(COMMITS - Number.parseInt(oid, 16));
  return {
    oid,
    parents: row.below.map((_, at) => oidOf(COMMITS - Number.parseInt(oid, 16) + 1 + at)),
    message: `${row.subject}\n\nWhy this was needed, in a line or two.\n`,
    author: row.author,
    authored: row.at,
    committer: row.author,
    at: row.at,
    signed: false,
    changed: 2,
    files: ["src/checkout/totals.ts", "src/checkout/totals.test.ts"],
  };
}

const unknown = (rule: string, wanted: string): RuleFindingView => ({
  rule,
  line: `${wanted} It needs the forge: commits do not say who did it.`,
  state: "unknown",
  commits: [],
  count: 0,
});

/** What protects the branches, beside what they show. */
export function protectionView(repo: string): ProtectionView {
  return {
    repo,
    branches: [
      {
        name: "main",
        looked: 500,
        rules: [
          unknown("by pull request only", "Work comes by pull request only."),
          unknown("approvals", "2 approvals of senior."),
          {
            rule: "signed commits",
            line: "Every commit is signed. Not so in 12 commits of the last 2,000.",
            state: "broken",
            commits: [0, 1, 2].map((row) => ({ oid: oidOf(row), subject: rowOf(row).subject })),
            count: 12,
          },
          {
            rule: "way of merging",
            line: "Pull requests are merged by squash. So it is in the last 2,000 commits.",
            state: "kept",
            commits: [],
            count: 0,
          },
        ],
      },
    ],
    left_out: 0,
    unmatched: ["relase/*"],
    review: ["The first review within 1 day. Unknown: it needs the forge."],
    command: `lockkeeper flow protection --repo ${repo}`,
  };
}
