import type {
  CutIntent,
  CutKind,
  CutView,
  Level,
  NoteEntry,
  PlanKind,
  PlanOutcome,
  PlanText,
  PromotionView,
  ReasonedCommit,
  Refusal,
  StepText,
  Verdict,
} from "../generated/types";
import { before, NOW } from "./cells";

const step = (
  number: number,
  title: string,
  command: string | null,
  lines: string[] = [],
): StepText => ({
  number,
  title,
  command,
  lines,
});

/** A plan that can be confirmed. */
export function planned(
  kind: PlanKind,
  about: { service: string; environment: string | null; version: string; from: string | null },
  title: string,
  steps: readonly (readonly [string, string | null, string[]?])[],
  typed: string | null = null,
): PlanOutcome {
  const plan: PlanText = {
    id: `plan-${kind}-${about.service}-${about.version}`,
    kind,
    subject: about,
    title,
    steps: steps.map(([words, command, lines], at) => step(at, words, command, lines)),
    notes: [],
    typed,
    made_at: NOW,
    facts_at: before(0.2),
  };
  return { outcome: "planned", plan };
}

/** No plan, with its reasons. */
export function refused(...refusals: Refusal[]): PlanOutcome {
  return { outcome: "refused", refusals };
}

const commit = (
  oid: string,
  subject: string,
  level: Level,
  why: string,
  more: Partial<ReasonedCommit> = {},
): ReasonedCommit => {
  const [type = ""] = /^[a-z]+/.exec(subject) ?? [];
  return {
    oid: oid.padEnd(40, "0"),
    type,
    scope: null,
    breaking: false,
    level,
    why,
    subject,
    author: "Mia Keller",
    at: before(90),
    cancelled: false,
    offer: null,
    ...more,
  };
};

const DOUBTFUL = "c4a1f00".padEnd(40, "0");
const COMMITS: readonly ReasonedCommit[] = [
  commit("8c1d04a", "feat(refunds): split a refund over several payments", "minor", "feature", {
    scope: "refunds",
  }),
  commit(
    DOUBTFUL,
    "chore: squash of branch refunds-ui",
    "none",
    "its body says “feat: show refunds in the list”; the header decides",
    { offer: "minor" },
  ),
  commit("90ab11c", "fix: totals no longer round twice", "patch", "fix · #412"),
  commit("77e0d13", "feat: export as XML", "none", "cancelled by the revert below", {
    cancelled: true,
  }),
  commit("1aa93fe", 'Revert "feat: export as XML"', "none", "reverts 77e0d13, both unreleased", {
    type: "",
    cancelled: true,
  }),
  commit("5be0c77", "perf: one query instead of n for the ledger view", "patch", "performance"),
  commit("c0ffee1", "docs: how refunds are booked", "none", "no release by itself"),
  commit(
    "3f9c2e1",
    "Merge pull request #415 from refunds",
    "none",
    "its commits are counted above",
    { type: "" },
  ),
];

const ENTRIES: readonly NoteEntry[] = [
  {
    commit: COMMITS[0]?.oid ?? "",
    section: "Added",
    generated: "Split a refund over several payments",
    edited: null,
  },
  {
    commit: COMMITS[5]?.oid ?? "",
    section: "Changed",
    generated: "One query instead of n for the ledger view",
    edited: null,
  },
  {
    commit: COMMITS[2]?.oid ?? "",
    section: "Fixed",
    generated: "Totals no longer round twice",
    edited: null,
  },
];

function notesOf(version: string, entries: readonly NoteEntry[] = ENTRIES): string {
  const sections = entries
    .filter((entry) => entry.edited !== "")
    .map(
      (entry) =>
        `### ${entry.section}\n\n- ${entry.edited ?? entry.generated} (\`${entry.commit.slice(0, 7)}\`)\n`,
    );
  return `## [${version}] - 2026-11-21\n\n${sections.join("\n")}`;
}

function versionOf(kind: CutKind): string {
  switch (kind.kind) {
    case "final":
      return "1.10.0";
    case "pre":
      return `1.10.0-${kind.label}.2`;
    case "exact":
      return kind.version;
  }
}

/** What cutting a service shows; `worker` has nothing to release. */
export function cutView(
  intent: CutIntent,
  services: string[],
  kept: readonly NoteEntry[] = [],
): CutView {
  const entries = ENTRIES.map((entry) => kept.find((one) => one.commit === entry.commit) ?? entry);
  const nothing = intent.service === "worker" && intent.kind.kind !== "exact";
  const version = versionOf(intent.kind);
  const tag = `${intent.service}-v${version}`;
  const commits = COMMITS.map((one) => {
    const level = intent.accepted[one.oid];
    return level === undefined
      ? one
      : { ...one, level, offer: null, why: `${level}, accepted by you` };
  });
  const open = commits.some((one) => one.offer !== null);
  const base = {
    name: `${intent.service}-v1.9.0`,
    version: "1.9.0",
    commit: "1b2c3d4".padEnd(40, "0"),
  };
  const notes = intent.notes ?? notesOf(version, entries);
  return {
    intent,
    services,
    labels: ["rc", "beta"],
    pattern: `${intent.service}-v`,
    scope: `services/${intent.service}`,
    next: {
      base,
      range_count: nothing ? 0 : 23,
      level: nothing ? "none" : "minor",
      next: nothing ? null : version,
      tag: nothing ? null : tag,
      warnings: open
        ? [
            {
              code: "body-says-feat",
              text: "A squashed body names a feature, the header does not.",
              commit: DOUBTFUL,
              offer: "minor",
            },
          ]
        : [],
      blocked: [],
      commits: nothing ? [] : commits,
      because: nothing ? "no commit since 0.14.3 asks for a release" : "minor, because of 8c1d04a",
    },
    notes: {
      markdown: nothing ? "" : notes,
      entries: nothing ? [] : entries,
      edited: !nothing && entries.some((entry) => entry.edited !== null),
    },
    tag_text: `${intent.service} ${version}\n\n${notes}`,
    outcome: nothing
      ? refused({
          code: "nothing",
          text: "There is nothing to release.",
          hint: "Set a version by hand, with a reason.",
          lines: [],
        })
      : planned(
          "cut",
          { service: intent.service, environment: null, version, from: "1.9.0" },
          `Tag ${version}`,
          [
            [
              "Write CHANGELOG.md and VERSION",
              null,
              ["CHANGELOG.md +14", "VERSION 1.9.0 → " + version],
            ],
            ["Commit on main", `git commit -m "release: ${tag}"`, ["parent 3f9c2e1"]],
            [`Tag ${tag}, signed by …a1b2`, `git tag -s ${tag}`],
            ["Push both or nothing", `git push --atomic origin main ${tag}`],
            ["Record it in the journal", null],
          ],
        ),
    command: `lockkeeper release cut ${intent.service}`,
  };
}

function refusalsOf(
  gates: readonly Verdict[],
  checklist: readonly string[],
  ticked: Readonly<Record<string, string>>,
): readonly Refusal[] {
  const shut = gates.filter((gate) => gate.answer.answer !== "pass");
  const open = checklist.filter((line) => ticked[line] === undefined);
  return [
    ...shut.map((gate) => ({
      code: `gate-${gate.gate}`,
      text: gate.reason,
      hint: `${gate.title} is asked for.`,
      lines: [],
    })),
    ...open.map((line) => ({
      code: "gate-checklist",
      text: `Not ticked: ${line}`,
      hint: "Tick it once it is done.",
      lines: [],
    })),
  ];
}

/** What a promotion or a rollback shows. */
export function promotionView(
  about: { service: string; environment: string; from: string | null; to: string },
  gates: Verdict[],
  rollback: boolean,
  ticked: Readonly<Record<string, string>> = {},
): PromotionView {
  const { service, environment, from, to } = about;
  const production = environment === "production";
  const checklist = production && !rollback ? ["Support has been told"] : [];
  const refusals = refusalsOf(rollback ? [] : gates, checklist, ticked);
  const verb = rollback ? "Roll back" : "Bring";
  const file = `overlays/${environment}/${service}/kustomization.yaml`;
  return {
    service,
    environment,
    rollback,
    versions: [to, "1.8.2", "1.8.1"].filter(
      (one, at, all) => all.indexOf(one) === at && one !== from,
    ),
    already:
      !rollback && from === to
        ? { since: "2026-11-18T09:00:00Z", by: "Dana Ito", next: production ? null : "production" }
        : null,
    what: {
      from,
      to,
      tag: `${service}-v${to}`,
      commit: "3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e",
      notes: notesOf(to),
      commits: COMMITS.filter((one) => !one.cancelled).map(
        (one) => `${one.oid.slice(0, 7)} ${one.subject}`,
      ),
      lost: rollback ? ["8c1d04a feat(refunds): split a refund over several payments"] : [],
      diff: [
        { kind: "file", text: file },
        { kind: "context", text: "images:" },
        { kind: "context", text: `  - name: ghcr.io/harbour/${service}` },
        { kind: "removed", text: `    newTag: "${from ?? "none"}"` },
        { kind: "added", text: `    newTag: "${to}"` },
      ],
    },
    lane: null,
    lanes: production && !rollback ? ["hotfix"] : [],
    gates: rollback ? [] : gates,
    ask: refusals.length > 0 ? { waits_for: refusals.map(({ text }) => text) } : null,
    how:
      refusals.length > 0
        ? refused(...refusals)
        : planned(
            rollback ? "rollback" : "promote",
            { service, environment, version: to, from },
            `${verb} ${service} ${rollback ? `to ${to} in` : `${to} to`} ${environment}`,
            [
              [
                `Write ${to} into the environment repository`,
                `git commit -m "${environment}: ${service} ${from ?? "none"} → ${to}"`,
                [file],
              ],
              ["Push it", "git push origin main"],
              ["Wait until the remote has it", "git ls-remote origin main"],
              ["Record it in the journal", null],
            ],
            production && !rollback ? to : null,
          ),
    way_back: {
      to: from,
      lines:
        from === null
          ? ["Nothing ran there before, so there is nothing to go back to."]
          : [
              `A rollback reverts exactly this change and brings ${from} back.`,
              "A freeze never blocks a rollback.",
              "This desktop is watching; if it closes, the run pauses and can be continued.",
            ],
    },
    checklist,
    ticks: [],
    after: [],
    flags: [],
    command: rollback
      ? `lockkeeper rollback ${service} --in ${environment} --to ${to}`
      : `lockkeeper promote ${service}@${to} --to ${environment}`,
  };
}
