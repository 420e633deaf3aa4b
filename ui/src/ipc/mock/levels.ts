import type { DiffLine, PlanOutcome, PromotionView } from "../generated/types";
import { THREE } from "./boards";
import { before, cell, NOW, passage, row, verdict } from "./cells";
import { planned, refused } from "./plans";

const BRANCHES: Readonly<Record<string, string>> = { dev: "develop", production: "main" };
const branchOf = (environment: string): string => BRANCHES[environment] ?? environment;

const back = (version: string) => ({ back_to: version, no_way_back: null });
const live = verdict("previous", { answer: "pass" }, "Live in dev", "live in dev for 8 d", "Live");

function three(service: string, there: string, into: ReturnType<typeof passage>) {
  return {
    name: service,
    line: "environment branches · develop at 669d21a, 8 d 3 h ago",
    rows: [
      row(
        service,
        0,
        [
          cell("dev", "1.1.0", "live", "8 d 3 h", back("1.0.0")),
          cell("staging", there, "live", "8 d 17 h", { behind: 1 }),
          cell("production", "1.0.0", "live", "8 d 17 h", { behind: 1 }),
        ],
        [passage("dev"), into, passage("production")],
      ),
    ],
  };
}

const lost = passage(
  "staging",
  "shut",
  "1.1.0",
  "Would lose",
  "1.1.0 lacks 1 commit that is live in staging; it would be lost.",
  [live],
);

/** Environments that run branches: the shop is ready, the other two are not. */
export const LEVELS = {
  workspace: "Slipway",
  at: NOW,
  facts_at: before(0.2),
  environments: THREE,
  groups: [
    three(
      "shop",
      "1.0.0",
      passage("staging", "open", "1.1.0", "Ready", "Every gate is open.", [live]),
    ),
    three("till", "1.0.1-dev.1+g2ae0123", lost),
    three("web", "1.0.1-dev.1+gb553bd1", lost),
  ],
  below: 0,
  notices: [],
};

const FOREIGN = "2ae0123 chore: only here, by hand";

function howOf(view: PromotionView): PlanOutcome {
  const { service, environment, what, rollback } = view;
  const branch = branchOf(environment);
  if (service === "till" && !rollback) {
    return refused({
      code: "not-fast-forward",
      text: `${branch} has 1 commit that ${what.to} lacks, and only a fast-forward is allowed.`,
      hint: `After a hotfix it is usual to bring it down: \`git merge origin/${branch}\` on the branch releases are cut from, push that, cut the next version, and promote it instead. Or allow merges there with \`merge = "no-ff"\`.`,
      lines: [FOREIGN],
    });
  }
  if (service === "web" && !rollback) {
    return refused({
      code: "conflict",
      text: `${what.to} and ${branch} changed the same lines, so they need a person.`,
      hint: `Merge ${branch} into the branch releases are cut from, decide there, and cut the version again.`,
      lines: ["totals.txt"],
    });
  }
  const subject = { service, environment, version: what.to, from: what.from };
  const joins = rollback || environment === "production";
  const join = rollback
    ? `Bring the earlier files back on ${branch}`
    : `Merge 669d21a into ${branch}`;
  const [kind, title] = rollback
    ? (["rollback", `Roll ${service} back to ${what.to} in ${environment}`] as const)
    : (["promote", `Bring ${service} ${what.to} to ${environment}`] as const);
  return planned(kind, subject, title, [
    ...(joins ? [[join, "git commit-tree e5de82e -p 313ece3"] as const] : []),
    [`Push ${branch} to origin`, `git push --atomic origin ${branch}`],
    ["Record it in the journal", null],
  ]);
}

/** The same promotion where the place is a branch. */
export function onBranches(view: PromotionView): PromotionView {
  const { service, environment, what } = view;
  const branch = branchOf(environment);
  const diff: DiffLine[] = [
    { kind: "file", text: `${service}, branch ${branch}` },
    { kind: "removed", text: `${branch}: v${what.from ?? "0.0.0"}` },
    { kind: "added", text: `${branch}: v${what.to}` },
    { kind: "context", text: "cart.txt" },
  ];
  const lost = service === "till" && !view.rollback ? [FOREIGN] : [];
  return { ...view, what: { ...what, diff, lost }, checklist: [], lanes: [], how: howOf(view) };
}
