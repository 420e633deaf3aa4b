import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { mount } from "svelte";
import Window from "./App.svelte";
import type { Backend } from "./ipc/backend";
import { tauriBackend } from "./ipc/tauri";

/** The core; in the mode `mock` a world in memory, which no release contains. */
async function backend(): Promise<Backend> {
  if (import.meta.env.MODE !== "mock") return tauriBackend();
  const { mockBackend, scenarioNamed } = await import("./ipc/mock");
  const name = new URLSearchParams(window.location.search).get("mock") ?? "demo";
  return mockBackend(scenarioNamed(name));
}

async function start(): Promise<void> {
  const target = document.getElementById("app");
  if (target !== null) mount(Window, { target, props: { backend: await backend() } });
}

void start();
