import type { RunView, SetSubject } from "../../ipc/generated/types";
import type { Route } from "../../routes";

/** The page that makes a new plan for the same act. */
export function againOf({ kind, subject }: RunView): Route {
  if ("branch" in subject) return { screen: "branches", repo: subject.repo, area: null };
  if ("members" in subject) return setAgain(subject);
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
  if ("members" in subject) return subject.rollback ? null : setBack(subject);
  const { service, environment } = subject;
  if (environment === null) return null;
  return { screen: "rollback", service, within: environment, to: null };
}

/** The same set again. */
function setAgain({ environment, rollback, members }: SetSubject): Route {
  const items = members.map(({ about }) => `${about.service}@${about.version}`);
  return { screen: "set", environment, items, back: rollback, lane: null, after: null };
}

/** The whole set back, each to its own former version; null when one has none. */
function setBack({ environment, members }: SetSubject): Route | null {
  const items = members.flatMap(({ about }) =>
    about.from === null ? [] : [`${about.service}@${about.from}`],
  );
  if (items.length < members.length) return null;
  return {
    screen: "set",
    environment,
    items: items.reverse(),
    back: true,
    lane: null,
    after: null,
  };
}

/** Steps that need no more work. */
export function doneOf(run: RunView): number {
  return run.steps.filter(({ state }) => ["done", "already_done", "skipped"].includes(state))
    .length;
}
