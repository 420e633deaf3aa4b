import type { Action } from "./actions.svelte";
import type { App } from "./app.svelte";
import type { Theme } from "../ipc/generated/types";
import type { Route } from "../routes";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["light", "Use the light theme"],
  ["dark", "Use the dark theme"],
  ["system", "Use the system's theme"],
];

/** The themes; the one in use says so. */
function themeActions(app: App): readonly Action[] {
  const { appearance } = app.look;
  return THEMES.map(([theme, title]) => ({
    id: `theme-${theme}`,
    title,
    group: "Appearance",
    against: appearance.theme === theme ? "In use." : null,
    run: () => void app.wear({ ...appearance, theme }),
  }));
}

/** What can be done on every screen. */
export function frameActions(app: App): readonly Action[] {
  const closed = app.queries.app.of().value?.workspace === null ? "Open a workspace first." : null;
  const show = (id: string, title: string, shortcut: string, route: Route): Action => ({
    id,
    title,
    group: "Go to",
    shortcut,
    against: route.screen === "start" ? null : closed,
    run: () => app.go(route),
  });
  return [
    show("go-board", "Board", "alt+1", { screen: "board" }),
    show("go-releases", "Releases", "alt+2", { screen: "releases" }),
    show("go-inbox", "Inbox", "alt+3", { screen: "inbox", request: null }),
    show("go-branches", "Branches", "alt+4", { screen: "branches", repo: null, area: null }),
    show("go-audit", "Audit", "alt+5", { screen: "audit", entry: null }),
    show("go-settings", "Settings", "alt+6", { screen: "settings" }),
    show("go-start", "Open another workspace", "alt+0", { screen: "start" }),
    {
      id: "refresh",
      title: "Read the facts anew",
      group: "Workspace",
      shortcut: "mod+r",
      against: closed,
      run: () => void app.refresh(),
    },
    ...themeActions(app),
  ];
}
