import type { FlowAct, FlowIntent, PlanOutcome, PlanText } from "../generated/types";

/** The branch that an operation is about. */
function branchOf(act: FlowAct): string {
  if (act.act === "tidy") return "main";
  if (act.act === "start") return `${act.kind}/${act.name}`;
  return act.act === "undo" ? act.run : act.branch;
}

const STEPS: Readonly<Record<string, readonly string[]>> = {
  start: ["Create the branch", "Show it in the work tree"],
  finish: ["Merge it into its parent", "Push everything together, or nothing", "Delete it here"],
};

/** What an operation on a branch would do. */
export function flowPlan({ repo, act }: FlowIntent): PlanOutcome {
  const branch = branchOf(act);
  if (act.act === "start" && act.name === "taken") {
    const text = `There is a branch ${branch} already.`;
    const refusal = { code: "branch-exists", text, hint: "Choose another name.", lines: [] };
    return { outcome: "refused", refusals: [refusal] };
  }
  const word = act.act.charAt(0).toUpperCase() + act.act.slice(1);
  const steps = [...(STEPS[act.act] ?? [`${word} it`]), "Record it in the journal"];
  const plan: PlanText = {
    id: `plan-${act.act}-${branch}`,
    kind: "flow",
    subject: { repo, branch, act: act.act },
    title: `${word} ${branch}`,
    steps: steps.map((title, number) => ({ number, title, command: null, lines: [] })),
    notes: [],
    typed: null,
    made_at: new Date().toISOString(),
    facts_at: new Date().toISOString(),
  };
  return { outcome: "planned", plan };
}
