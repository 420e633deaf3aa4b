import type { Backend } from "../ipc/backend";
import { FIRST, restOf } from "./rows";
import { Family } from "./query.svelte";

/** Every read of the window, with the topics that make it stale. */
export function queriesOver(backend: Backend) {
  return {
    app: new Family(["workspace", "runs", "board"], () => backend.appState()),
    board: new Family(
      ["board", "ledger", "workspace"],
      () => backend.board(0, FIRST),
      restOf(backend),
    ),
    service: new Family(["board", "ledger", "releases", "workspace"], (name: string) =>
      backend.service(name),
    ),
    branches: new Family(["runs", "board", "releases", "workspace"], (repo: string | null) =>
      backend.branches(repo),
    ),
    protection: new Family(["runs", "releases", "workspace"], (repo: string) =>
      backend.protection(repo),
    ),
    releases: new Family(["releases", "workspace"], () => backend.releases()),
    release: new Family(["releases", "board"], (service: string, tag: string) =>
      backend.release(service, tag),
    ),
    compare: new Family(["releases"], (service: string, from: string, to: string) =>
      backend.compare(service, from, to),
    ),
    runs: new Family(["runs"], () => backend.runs()),
    run: new Family(["runs", "ledger"], (id: string) => backend.run(id)),
    settings: new Family(["workspace"], () => backend.settings()),
    keys: new Family(["ledger", "workspace"], () => backend.keys()),
    seal: new Family(["ledger", "workspace"], () => backend.seal()),
    inbox: new Family(["ledger", "workspace"], () => backend.inbox()),
    trail: new Family(["ledger", "workspace"], (most: number) => backend.trail(most)),
    entry: new Family(["workspace"], (name: string) => backend.entry(name)),
    calendar: new Family(["ledger", "workspace"], (from: string, until: string) =>
      backend.calendar(from, until),
    ),
    policy: new Family(["ledger", "workspace"], () => backend.policy()),
    calls: new Family(["calls"], () => backend.calls()),
  };
}

/** The window's reads. */
export type Queries = ReturnType<typeof queriesOver>;

/** Makes everything stale that one of the topics is about. */
export function staleIn(queries: Queries, topics: readonly string[] | "all"): void {
  for (const family of Object.values(queries)) family.stale(topics);
}
