import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { open } from "@tauri-apps/plugin-dialog";
import { openUrl } from "@tauri-apps/plugin-opener";
import type { Backend, Stop } from "./backend";
import { commandsOver, EVENTS } from "./generated/commands";
import type { EventMessage } from "./generated/types";

/** The core in the same program, over Tauri's calls and events. */
export function tauriBackend(): Backend {
  return {
    ...commandsOver((name, args) => invoke(name, args)),
    onEvent: (tell) => listening<EventMessage>(EVENTS.changed, tell),
    onLink: (tell) => listening<string>(EVENTS.openLink, tell),
    chooseFolder: (title) => open({ directory: true, multiple: false, title }),
    openAddress: (address) => openUrl(address),
  };
}

// The payload's type is the contract's word; nothing else listens.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function listening<T>(name: string, tell: (payload: T) => void): Stop {
  const registered = listen<T>(name, (event) => tell(event.payload));
  return () => void registered.then((stop) => stop());
}
