import type { PlanText, RunStepView, RunView } from "../generated/types";

function titleOf({ subject, title }: PlanText): string {
  if ("branch" in subject || "members" in subject) return title;
  const what = `${subject.service} ${subject.version}`;
  return subject.environment === null ? what : `${what} → ${subject.environment}`;
}

/** A run that has just begun. */
export function begun(id: string, plan: PlanText, by: string): RunView {
  const { subject } = plan;
  return {
    id,
    kind: plan.kind,
    subject,
    title: titleOf(plan),
    state: "running",
    line: `step 1 of ${plan.steps.length}`,
    started_at: new Date().toISOString(),
    ended_at: null,
    by,
    steps: plan.steps.map((step) => ({
      number: step.number,
      title: step.title,
      command: step.command,
      state: step.number === 0 ? "started" : "pending",
      line: "",
      started_at: step.number === 0 ? new Date().toISOString() : null,
      elapsed_ms: null,
    })),
    can_cancel: true,
    can_continue: false,
    can_undo: false,
    can_replan: false,
    set: null,
    after: null,
  };
}

function finished(step: RunStepView): RunStepView {
  const elapsed = step.started_at === null ? 0 : Date.now() - Date.parse(step.started_at);
  return { ...step, state: "done", line: "Done.", elapsed_ms: elapsed };
}

/** The run one step further; a version 9.9.9 finds the world changed at its second step. */
export function advanced(run: RunView): RunView {
  const at = run.steps.findIndex((step) => step.state === "started");
  if (run.state !== "running" || at === -1) return run;
  if ("version" in run.subject && run.subject.version === "9.9.9" && at === 1)
    return conflicted(run, at);
  const steps = run.steps.map((step, place): RunStepView => {
    if (place === at) return finished(step);
    if (place === at + 1)
      return { ...step, state: "started", started_at: new Date().toISOString() };
    return step;
  });
  const over = at + 1 === steps.length;
  return {
    ...run,
    steps,
    state: over ? "succeeded" : "running",
    line: over ? "Everything is done." : `step ${at + 2} of ${steps.length}`,
    ended_at: over ? new Date().toISOString() : null,
    can_cancel: !over,
    can_undo: over && run.kind === "cut",
  };
}

function conflicted(run: RunView, at: number): RunView {
  const line = "main moved to 12aa9be since the plan was made. Nothing was pushed.";
  return {
    ...run,
    state: "conflict",
    line,
    ended_at: new Date().toISOString(),
    steps: run.steps.map((step, place) =>
      place === at ? { ...step, state: "conflict", line } : step,
    ),
    can_cancel: false,
    can_replan: true,
  };
}

/** The run stopped between two steps. */
export function cancelled(run: RunView): RunView {
  return {
    ...run,
    state: "cancelled",
    line: "Stopped by you. What was done stays.",
    ended_at: new Date().toISOString(),
    steps: run.steps.map((step) =>
      step.state === "started" ? { ...step, state: "pending" } : step,
    ),
    can_cancel: false,
    can_replan: true,
  };
}
