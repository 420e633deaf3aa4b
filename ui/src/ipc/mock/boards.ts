import type { Board, Column, Row, RowGroup, Tier } from "../generated/types";
import { before, cell, NOW, passage, row, verdict } from "./cells";

const PASS = { answer: "pass" } as const;
const back = (version: string) => ({ back_to: version, no_way_back: null });
const column = (name: string, tier: Tier, closed: string | null = null): Column => ({
  name,
  tier,
  closed,
});
/** Environments in the order of promotion. */
export const THREE = [
  column("dev", "development"),
  column("staging", "staging"),
  column("production", "production"),
];

function board(environments: Column[], groups: RowGroup[], notices: string[] = []): Board {
  return {
    workspace: "Harbour",
    at: NOW,
    facts_at: before(0.2),
    environments,
    groups,
    below: 0,
    notices,
  };
}

const soaked = verdict(
  "soak",
  PASS,
  "Soaked 24 h in staging",
  "since Thu 10:02, healthy",
  "Soaked",
);
const previous = verdict("previous", PASS, "Live in staging", "for 26 h", "Live");
const soaking = verdict(
  "soak",
  { answer: "wait", until: before(-1020) },
  "Soak 48 h in staging",
  "31 h of 48 h, ready Sun 05:00",
  "Soak 31 h",
);
const unknown = verdict(
  "approvals",
  { answer: "unknown" },
  "Approvals: 2 release managers",
  "No ledger yet, so nobody can have approved.",
  "No ledger",
);

const approvals = verdict(
  "approvals",
  { answer: "wait", until: null },
  "Approvals: 2 release managers, 1 security",
  "1 of 2 release-manager; dana may sign",
  "1 of 2",
);

const API = row(
  "api",
  3,
  [
    cell("dev", "1.10.0-rc.1", "live", "2 h", back("1.9.0")),
    cell("staging", "1.9.0", "soaking", "31 h of 48 h · ready Sun 05:00", {
      level: 65,
      ...back("1.8.2"),
    }),
    cell("production", "1.8.2", "live", "6 d 4 h", { behind: 1, ...back("1.8.1") }),
  ],
  [
    passage("dev", "open", "1.10.0-dev.3+g8c1d04a", "Open", "dev has no gates."),
    passage("staging", "open", "1.10.0-rc.1", "Open", "Every gate is open.", [previous]),
    passage("production", "waiting", "1.9.0", "Soak 31 h", "31 h of 48 h, ready Sun 05:00", [
      previous,
      soaking,
      approvals,
    ]),
  ],
);
const WORKER = row(
  "worker",
  0,
  [
    cell("dev", "0.14.3", "live", "1 d", back("0.14.2")),
    cell("staging", "0.14.3", "live", "1 d · soaked", back("0.14.2")),
    cell("production", "0.14.2", "live", "12 d", { behind: 1, ...back("0.14.1") }),
  ],
  [
    passage("dev"),
    passage("staging"),
    passage("production", "open", "0.14.3", "Ready", "Every gate is open.", [previous, soaked]),
  ],
);
const WEB = row(
  "web",
  12,
  [
    cell("dev", "4.2.0", "live", "40 min", back("4.1.7")),
    cell("staging", "4.1.7", "live", "5 h", back("4.1.6")),
    cell("production", "4.1.6", "frozen", "Year-end until 2 Jan 08:00", {
      behind: 2,
      ...back("4.1.5"),
    }),
  ],
  [
    passage("dev", "open", "4.3.0-dev.12+g90ab11c", "Open", "dev has no gates."),
    passage("staging", "open", "4.2.0", "Ready", "Every gate is open.", [previous]),
    passage("production", "frozen", "4.1.7", "Frozen", "Year-end freeze until 2 Jan 08:00", [
      verdict("freeze", { answer: "wait", until: null }, "No freeze", "Year-end freeze", "Frozen"),
    ]),
  ],
);

/** The demo: three services in two repositories. */
export const DEMO = board(THREE, [
  { name: "shop", line: "monorepo · main at 3f9c2e1, 4 min ago", rows: [API, WORKER] },
  { name: "web", line: "GitHub Flow · main at 90ab11c, 22 min ago", rows: [WEB] },
]);

const live = (environment: string, version: string, since = "3 d") =>
  cell(environment, version, "live", since, back("0.0.9"));

/** Every state a cell can be in. */
export const STATES = board(
  [...THREE.slice(0, 2), column("production", "production", "Year-end freeze until 2 Jan 08:00")],
  [
    {
      name: "shop",
      line: "monorepo · main at 3f9c2e1, 4 min ago",
      rows: [
        API,
        row(
          "worker",
          0,
          [
            live("dev", "0.14.3", "1 d"),
            live("staging", "0.14.3", "1 d · soaked"),
            cell("production", "0.14.2", "deploying", "step 3 of 5 · waiting for the remote", {
              moving: "→ 0.14.3",
              level: 40,
              run: "run-7",
            }),
          ],
          [
            passage("dev"),
            passage("staging"),
            passage("production", "open", "0.14.3", "Ready", "Every gate is open.", [
              previous,
              soaked,
            ]),
          ],
        ),
        row(
          "billing",
          1,
          [
            live("dev", "2.4.0", "20 min"),
            cell("staging", "2.3.0", "gate_failed", "CI: e2e failed for 2.4.0", back("2.2.9")),
            cell("production", "2.3.0", "waiting", "1 of 2 · Dana or Lee", back("2.2.9")),
          ],
          [
            passage("dev"),
            passage("staging", "shut", "2.4.0", "CI: e2e failed", "Run 8812 failed at e2e.", [
              verdict(
                "ci",
                { answer: "fail" },
                "CI: build, test, e2e",
                "Run 8812 failed at e2e.",
                "CI: e2e failed",
              ),
            ]),
            passage(
              "production",
              "unknown",
              "2.4.0",
              "No ledger",
              "No ledger yet, so nobody can have approved.",
              [unknown],
            ),
          ],
        ),
      ],
    },
    {
      name: "web",
      line: "GitHub Flow · main at 90ab11c, 22 min ago",
      rows: [
        row(
          "web",
          12,
          [
            live("dev", "4.2.0", "40 min"),
            cell("staging", "4.1.7", "degraded", "p95 2.3 × baseline, 6 of 10 min", {
              incident: "major: web in staging: no orders",
              ...back("4.1.6"),
            }),
            cell("production", "4.1.6", "frozen", "Year-end until 2 Jan 08:00", {
              behind: 2,
              ...back("4.1.5"),
            }),
          ],
          WEB.passages,
        ),
        row(
          "checkout",
          0,
          [
            live("dev", "2.0.1"),
            live("staging", "2.0.1", "2 d"),
            cell("production", "2.0.0", "rolled_back", "3 health failures · 18 min ago", {
              moving: "← 2.0.1",
              behind: 1,
            }),
          ],
          [passage("dev"), passage("staging"), passage("production")],
        ),
      ],
    },
    {
      name: "platform",
      line: "GitFlow · main at 77e0d13, 1 h ago",
      rows: [
        row(
          "auth",
          1,
          [
            live("dev", "3.3.0", "5 h"),
            live("staging", "3.2.9", "4 d"),
            cell(
              "production",
              "3.2.10",
              "drift",
              "runs 3.2.10, no promotion record",
              back("3.2.9"),
            ),
          ],
          [
            passage("dev"),
            passage("staging", "open", "3.3.0", "Ready", "Every gate is open.", [previous]),
            passage("production"),
          ],
        ),
        row(
          "notify",
          0,
          [
            live("dev", "1.1.0", "9 d"),
            cell("staging", null, "absent", "not deployed there"),
            cell("production", "1.0.8", "unknown", "last seen 40 min ago"),
          ],
          [
            passage("dev"),
            passage("staging", "none", null, "—", "Not deployed there."),
            passage("production", "none", null, "—", "No way into it."),
          ],
        ),
        row(
          "fail-search",
          4,
          [
            live("dev", "0.2.0", "1 h"),
            cell("staging", null, "empty", "never deployed"),
            cell("production", null, "empty", "never deployed"),
          ],
          [
            passage("dev"),
            passage("staging", "open", "0.2.0", "Ready", "Every gate is open.", [previous]),
            passage("production", "none", null, "—", "Nothing is in staging yet."),
          ],
        ),
      ],
    },
  ],
  ["Approvals answer “unknown”: there is no ledger yet."],
);

const PATTERN = ["live", "live", "soaking", "live", "frozen", "live", "drift"] as const;

function generated(environments: Column[], groups: number, rows: number): Board {
  const rowsOf = (group: number): Row[] =>
    Array.from({ length: rows }, (_, place) => {
      const quiet = (group * rows + place) % 5 !== 0;
      const cells = environments.map(({ name }, at) => {
        const state = quiet ? "live" : (PATTERN[(place + at) % PATTERN.length] ?? "live");
        return cell(
          name,
          `${1 + (place % 4)}.${quiet ? 4 : 9 - (at % 9)}.0`,
          state,
          quiet ? "9 d" : "31 h of 48 h",
          {
            level: state === "soaking" ? 65 : 0,
            ...back("1.0.0"),
          },
        );
      });
      const passages = environments.map(({ name }) =>
        quiet
          ? passage(name)
          : passage(name, "open", "1.9.0", "Ready", "Every gate is open.", [previous]),
      );
      return row(`service-${group + 1}-${place + 1}`, quiet ? 0 : 3, cells, passages);
    });
  const made = Array.from({ length: groups }, (_, group) => ({
    name: `repository-${group + 1}`,
    line: "main at 3f9c2e1, 4 min ago",
    rows: rowsOf(group),
  }));
  return board(environments, made);
}

/** 1,000 services in 10 environments. */
export const LARGE = generated(
  Array.from({ length: 10 }, (_, at) =>
    column(at === 9 ? "production" : `stage-${at + 1}`, at === 9 ? "production" : "testing"),
  ),
  50,
  20,
);

/** 60 services in 16 environments. */
export const WIDE = generated(
  [
    column("dev", "development"),
    ...Array.from({ length: 8 }, (_, at) => column(`qa-${at + 1}`, "testing")),
    column("staging-eu", "staging"),
    column("staging-us", "staging"),
    column("staging-asia", "staging"),
    column("canary", "production"),
    column("production-eu", "production"),
    column("production-us", "production"),
    column("production-asia-pacific-sydney", "production"),
  ],
  6,
  10,
);

/** A workspace without a service. */
export const BARE = board(THREE, []);

/** Some rows of a board, counted from its top. */
export function partOf(whole: Board, from: number, most: number | null): Board {
  const to = most === null ? Infinity : from + most;
  let above = 0;
  const groups = whole.groups.flatMap((group) => {
    const rows = group.rows.filter((_, at) => above + at >= from && above + at < to);
    above += group.rows.length;
    return rows.length === 0 ? [] : [{ ...group, rows }];
  });
  return { ...whole, groups, below: Math.max(0, above - to) };
}
