import type { RunView } from "../../ipc/generated/types";
import type { Route } from "../../routes";

/** The page that makes a new plan for the same act. */
export function againOf({ kind, subject }: RunView): Route {
  if ("branch" in subject) return { screen: "branches", repo: subject.repo };
  const { service, environment, version } = subject;
  if (kind === "promote" && environment !== null) {
    return { screen: "promotion", service, to: environment, ...choice(version) };
  }
  if (kind === "rollback" && environment !== null) {
    return { screen: "rollback", service, within: environment, to: version };
  }
  return kind === "cut" ? { screen: "cut", service } : { screen: "releases" };
}

/** An untagged build has no version to name; the core brings the best candidate. */
function choice(version: string): { version: string | null; commit: null } {
  return { version: version.includes("+") ? null : version, commit: null };
}

/** The page that rolls back what the run brought; null when it brought nothing anywhere. */
export function backOf({ subject }: RunView): Route | null {
  if ("branch" in subject) return null;
  const { service, environment } = subject;
  if (environment === null) return null;
  return { screen: "rollback", service, within: environment, to: null };
}

/** Steps that need no more work. */
export function doneOf(run: RunView): number {
  return run.steps.filter(({ state }) => ["done", "already_done", "skipped"].includes(state))
    .length;
}
