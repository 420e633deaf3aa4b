import type {
  FinishOptions,
  FinishView,
  FlowAct,
  FlowIntent,
  NoteEntry,
  PlanOutcome,
  PlanText,
} from "../generated/types";

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
  const all = STEPS[act.act] ?? [`${word} it`];
  const kept = act.act === "finish" && act.options.keep;
  const steps = [...(kept ? all.slice(0, -1) : all), "Record it in the journal"];
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

const JOINED: Readonly<Record<string, string>> = {
  merge: "by a merge commit",
  "ff-only": "by a fast-forward",
  squash: "as one commit",
  rebase: "with its commits made anew on top",
};

interface End {
  branch: string;
  parent: string;
  followers: readonly string[];
  options: FinishOptions;
}

function sentenceOf({ branch, parent, followers, options }: End): string {
  const parts = [
    `${branch} goes into ${parent} ${JOINED[options.up ?? "merge"] ?? ""}`,
    ...(options.no_back_merge ? [] : followers.map((name) => `${name} takes it too`)),
    options.local ? "nothing is pushed" : "all of it is pushed at once",
  ];
  return `${parts.join(", ")} and ${branch} ${options.keep ? "stays" : "ends"}.`;
}

function commandOf(repo: string, branch: string, options: FinishOptions): string {
  const said = [
    options.up === null ? "" : `--${options.up}`,
    options.keep ? "--keep" : "",
    options.local ? "--no-push" : "",
    options.no_tag ? "--notag" : "",
    options.no_back_merge ? "--nobackmerge" : "",
  ];
  return ["lockkeeper flow finish", branch, ...said, `--repo ${repo}`]
    .filter((word) => word !== "")
    .join(" ");
}

const ENTRY: NoteEntry = {
  commit: "90ab11c0b1c2d3e4f5061728394a5b6c7d8e9f00",
  section: "Fixed",
  generated: "Totals no longer round twice",
  edited: null,
};

/** The end of a branch with the release it makes, with the notes as they were edited. */
export function finishView(
  repo: string,
  branch: string,
  options: FinishOptions,
  edited: readonly NoteEntry[] = [ENTRY],
): FinishView {
  const [kind = "", version = ""] = branch.split("/");
  const entries = edited.filter(({ commit }) => commit === ENTRY.commit);
  const texts = entries.map(({ generated, edited: text }) => `- ${text ?? generated}\n`).join("");
  const markdown = `## [${version}] - 2026-03-09\n\n### Fixed\n\n${texts}`;
  const tagged = kind === "release" || kind === "hotfix";
  const parent = tagged ? "main" : "develop";
  const followers = tagged ? ["develop"] : [];
  return {
    branch,
    parent,
    sentence: sentenceOf({ branch, parent, followers, options }),
    way: "merge",
    stays: false,
    has_remote: true,
    followers,
    releases: [],
    is_tagged: tagged,
    release:
      tagged && !options.no_tag
        ? {
            service: "api",
            version,
            tag: `api-v${version}`,
            notes: { markdown, entries, edited: entries.some((entry) => entry.edited !== null) },
            tag_text: `api ${version}\n\n### Fixed\n\n${texts}`,
            files: ["CHANGELOG.md", "VERSION"],
          }
        : null,
    outcome: flowPlan({ repo, act: { act: "finish", branch, options } }),
    command: commandOf(repo, branch, options),
  };
}
