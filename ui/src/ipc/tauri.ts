import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open } from "@tauri-apps/plugin-dialog";
import { openUrl } from "@tauri-apps/plugin-opener";
import type { Backend, Stop } from "./backend";
import { commandsOver, EVENTS } from "./generated/commands";
import type { EventMessage } from "./generated/types";

/** The core in the same program, over Tauri's calls and events. */
export function tauriBackend(): Backend {
  const commands = commandsOver((name, args) => invoke(name, args));
  const changes = listener<EventMessage>(EVENTS.changed);
  const links = listener<string>(EVENTS.openLink);
  return {
    ...commands,
    // The first question makes the core tell the link it was started with;
    // told before anybody listens, it would be lost.
    appState: async () => {
      await Promise.all([changes.heard, links.heard]);
      return commands.appState();
    },
    onEvent: changes.on,
    onLink: links.on,
    chooseFolder: (title) => open({ directory: true, multiple: false, title }),
    zoomTo: (percent) => getCurrentWebview().setZoom(percent / 100),
    openAddress: (address) => openUrl(address),
  };
}

interface Listener<T> {
  /** Settles once what comes is heard. */
  readonly heard: Promise<unknown>;
  readonly on: (tell: (payload: T) => void) => Stop;
}

/** Hears from the start on, so that the first question need not wait for it. */
function listener<T>(name: string): Listener<T> {
  const tells = new Set<(payload: T) => void>();
  const heard = listen<T>(name, (event) => tells.forEach((tell) => tell(event.payload)));
  const on = (tell: (payload: T) => void): Stop => {
    tells.add(tell);
    return () => tells.delete(tell);
  };
  return { heard, on };
}
