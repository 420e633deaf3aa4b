import type { BaseView, BranchesView, TopicView } from "../generated/types";
import { refusal } from "./refusal";

const base = (name: string, parent: string | null, line: string, shut = false): BaseView => ({
  name,
  parent,
  tip: "8c1d04a0b1c2d3e4f5061728394a5b6c7d8e9f00",
  ahead: 0,
  behind: 0,
  protected: shut,
  lacks: [],
  line,
});

const topic = (name: string, parent: string | null, more: Partial<TopicView> = {}): TopicView => ({
  name,
  kind: name.split("/")[0] ?? null,
  parent,
  tip: "90ab11c0b1c2d3e4f5061728394a5b6c7d8e9f00",
  author: "Dana Ito",
  at: "2026-03-09T09:00:00Z",
  ahead: 3,
  behind: 0,
  local: true,
  remote: true,
  here: false,
  state: "open",
  line: `3 commits for ${parent ?? "nothing"}.`,
  conflicts: [],
  misnamed: null,
  ...more,
});

const TOPICS: readonly TopicView[] = [
  topic("hotfix/1.9.1", "main", { ahead: 1, here: true, line: "1 commit for main." }),
  topic("release/1.10.0", "main", { ahead: 14, behind: 2, line: "14 commits for main." }),
  topic("feature/FM-212-shorter-checkout", "develop", {
    behind: 7,
    conflicts: ["src/checkout/totals.ts", "src/checkout/totals.test.ts"],
  }),
  topic("feature/FM-198-invoice-export", "develop", {
    author: "Lee Moreau",
    state: "merged",
    ahead: 0,
    line: "Everything is in develop.",
  }),
  topic("bugfix/FM-77-rounding", "develop", {
    author: "Mira Sato",
    state: "stale",
    at: "2025-12-01T09:00:00Z",
    local: false,
    behind: 120,
    line: "3 commits for develop; the last one 3 months ago.",
  }),
  topic("wip", null, { kind: null, remote: false, line: "It goes nowhere by itself." }),
];

/** The branches of a repository. */
export function branchesView(repo: string | null): BranchesView {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
  if (repo === "lost") throw refusal("The repository lost could not be read. Nothing was changed.");
  return {
    repo: repo ?? "shop",
    repos: ["infra", "shop", "web"],
    model: "gitflow",
    source: "the workspace file",
    here: "hotfix/1.9.1",
    blocked: [],
    kinds: ["feature", "bugfix", "release", "hotfix", "support"],
    bases: [
      base("main", null, "As on the remote.", true),
      base("develop", "main", "2 commits to push."),
    ],
    topics: [...TOPICS],
    run: null,
    command: `lockkeeper flow status --repo ${repo ?? "shop"}`,
  };
}
