import type {
  AppState,
  CallLine,
  NoticeChoice,
  ProposalView,
  SettingsView,
} from "../generated/types";
import { before } from "./cells";

const FILE = `name = "harbour"

[repos.shop]
url = "ssh://git@git.harbour.example/shop.git"
branching = "trunk"

[services.api]
repo = "shop"
paths = ["services/api"]
tag = "api-v{version}"

[environments.production]
tier = "production"
gates = { previous = true, soak = "48h", signed_tag = true }
`;

/** What a new desktop tells. */
export const NOTICES: NoticeChoice = {
  needs_me: true,
  glass: true,
  decided: false,
  frozen: false,
};

/** What the settings show. */
export function settingsOf(app: AppState): SettingsView {
  return {
    appearance: app.appearance,
    notices: NOTICES,
    keys: [
      { role: "git signs tags with it", format: "ssh", key: "SHA256:uF49…qf0Q dana@harbour" },
      { role: "listed for dana", format: "ssh", key: "SHA256:uF49…qf0Q" },
    ],
    repos: [
      {
        name: "shop",
        url: "ssh://git@git.harbour.example/shop.git",
        branching: "trunk",
        problem: null,
        services: ["api", "worker"],
      },
      {
        name: "web",
        url: "/srv/git/web.git",
        branching: "github-flow",
        problem: "The remote did not answer within 20 s.",
        services: ["web"],
      },
    ],
    environments: [
      { name: "dev", tier: "development", gates: [] },
      { name: "staging", tier: "staging", gates: ["Live in dev."] },
      {
        name: "production",
        tier: "production",
        gates: [
          "Live and healthy in staging.",
          "Soaked 48 h in staging.",
          "The tag is signed by a person of the workspace.",
        ],
      },
    ],
    file: FILE,
    file_path: "/home/dana/harbour/lockkeeper.toml",
    data_path: "/home/dana/.local/share/lockkeeper",
  };
}

/** Calls the app made. */
export const CALLS: readonly CallLine[] = [
  {
    at: before(0.2),
    line: "git ls-remote origin main",
    elapsed_ms: 212,
    ok: true,
    answer: "3f9c2e1 refs/heads/main",
  },
  {
    at: before(0.3),
    line: "git fetch --prune --tags origin",
    elapsed_ms: 412,
    ok: true,
    answer: "2 refs",
  },
  {
    at: before(3),
    line: "git push --atomic origin main api-v1.9.0",
    elapsed_ms: 640,
    ok: false,
    answer: "rejected: fetch first",
  },
];

/** What a repository suggests. */
export function proposalOf(place: string): ProposalView {
  return {
    repo: place,
    name:
      place
        .split("/")
        .at(-1)
        ?.replace(/\.git$/, "") ?? "workspace",
    services: [
      {
        name: "api",
        paths: ["services/api"],
        tag: "api-v{version}",
        evidence: [
          { place: "services/api/Dockerfile", says: "builds an image" },
          { place: "tags", says: "41 tags match api-v{version}, the newest is api-v1.9.0" },
        ],
        take: true,
      },
      {
        name: "worker",
        paths: ["services/worker"],
        tag: "worker-v{version}",
        evidence: [{ place: "services/worker/Cargo.toml", says: "a binary package" }],
        take: true,
      },
      {
        name: "docs",
        paths: ["docs"],
        tag: "docs-v{version}",
        evidence: [{ place: "docs/package.json", says: "a private package without a Dockerfile" }],
        take: false,
      },
    ],
    environments: [
      {
        name: "dev",
        tier: "development",
        evidence: [{ place: "deploy/overlays/dev", says: "a kustomize overlay" }],
      },
      {
        name: "staging",
        tier: "staging",
        evidence: [{ place: "deploy/overlays/staging", says: "a kustomize overlay" }],
      },
      {
        name: "production",
        tier: "production",
        evidence: [{ place: ".github/workflows/deploy.yml", says: "environment: production" }],
      },
    ],
    branching: "GitHub Flow",
    branching_evidence: [{ place: "branches", says: "main and 6 short branches; no develop" }],
    file: FILE,
    doubts: ["docs has no tag yet. It is left out unless you take it."],
  };
}
