import type { BaseView, BranchesView, FlowAct, TopicView } from "../../ipc/generated/types";
import type { Face } from "../../kit/states";
import { AS_THE_MODEL } from "./finishing.svelte";

/** A line of the screen: a base branch as a lane, or a topic branch on it. */
export type LaneLine =
  | { readonly kind: "base"; readonly base: BaseView; readonly boats: number }
  | { readonly kind: "topic"; readonly topic: TopicView; readonly last: boolean }
  | { readonly kind: "others"; readonly boats: number };

/** Base branches with the branches that go into each below it; the rest at the end. */
export function lanesOf({ bases, topics }: BranchesView, wanted: string): readonly LaneLine[] {
  const text = wanted.trim().toLowerCase();
  const shown = topics.filter(
    ({ name, author }) => text === "" || `${name} ${author}`.toLowerCase().includes(text),
  );
  const lane = (boats: readonly TopicView[]): readonly LaneLine[] =>
    boats.map((topic, at) => ({ kind: "topic", topic, last: at === boats.length - 1 }));
  const lines: LaneLine[] = bases.flatMap((base): LaneLine[] => {
    const boats = shown.filter(({ parent }) => parent === base.name);
    return [{ kind: "base", base, boats: boats.length }, ...lane(boats)];
  });
  const names = new Set(bases.map(({ name }) => name));
  const rest = shown.filter(({ parent }) => parent === null || !names.has(parent));
  return rest.length === 0
    ? lines
    : [...lines, { kind: "others", boats: rest.length }, ...lane(rest)];
}

/** What stands for a line in a list. */
export function keyOf(line: LaneLine): string {
  if (line.kind === "base") return `base ${line.base.name}`;
  return line.kind === "topic" ? `topic ${line.topic.name}` : "others";
}

const FACES: Record<string, Face> = {
  open: { tone: "water", icon: "dot", word: "Open" },
  merged: { tone: "ok", icon: "tick", word: "Merged" },
  stale: { tone: "gone", icon: "clock", word: "Stale" },
  diverged: { tone: "warn", icon: "warning", word: "Differs" },
};

/** The state of a branch as icon and word; a conflict ahead comes before all. */
export function faceOf({ state, conflicts }: TopicView): Face {
  if (conflicts.length > 0) return { tone: "bad", icon: "warning", word: "Will conflict" };
  return FACES[state] ?? { tone: "gone", icon: "dot", word: state };
}

/** One thing that can be done with a branch. */
export interface BranchAct {
  readonly id: string;
  readonly title: string;
  readonly against: string | null;
  readonly act: FlowAct;
}

/** Everything that can be done with a topic branch; the likeliest first. */
export function actsOf(topic: TopicView): readonly BranchAct[] {
  const { name: branch, parent } = topic;
  const remoteOnly = topic.local ? null : "It is on the remote only.";
  const finish: BranchAct = {
    id: "finish",
    title: parent === null ? "Finish" : `Finish into ${parent}`,
    against: parent === null ? "Branches of this kind are never finished." : remoteOnly,
    act: { act: "finish", branch, options: AS_THE_MODEL },
  };
  const publish = topic.remote && topic.state !== "diverged" ? "The remote has it." : null;
  return [
    finish,
    {
      id: "update",
      title: parent === null ? "Update" : `Take ${parent} in`,
      against: remoteOnly ?? (topic.behind === 0 ? "It has everything already." : null),
      act: { act: "update", branch },
    },
    {
      id: "publish",
      title: "Push",
      against: remoteOnly ?? publish,
      act: { act: "publish", branch },
    },
    {
      id: "track",
      title: "Take it here",
      against: topic.local ? "It is here already." : null,
      act: { act: "track", branch },
    },
    { id: "delete", title: "Delete", against: null, act: { act: "delete", branch, force: false } },
  ];
}

/** What can be done with a base branch. */
export function baseActs({ name, parent, behind, tip, lacks }: BaseView): readonly BranchAct[] {
  const missing = tip === null ? "There is no such branch yet." : null;
  return [
    {
      id: "promote",
      title: parent === null ? "Bring on" : `Bring into ${parent}`,
      against: missing ?? (parent === null ? "It is the last one." : null),
      act: { act: "finish", branch: name, options: AS_THE_MODEL },
    },
    {
      id: "update",
      title: lacks.length > 0 ? `Take the fixes of ${parent ?? ""}` : "Take what the remote has",
      against:
        missing ?? (behind === 0 && lacks.length === 0 ? "It has everything already." : null),
      act: { act: "update", branch: name },
    },
    {
      id: "publish",
      title: "Push",
      against: missing,
      act: { act: "publish", branch: name },
    },
  ];
}
