import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { mount } from "svelte";
import Window from "./App.svelte";
import type { Backend } from "./ipc/backend";
import { tauriBackend } from "./ipc/tauri";

/**
 * The fonts of the first screen. Laid out before they are there it would look for others of the
 * system, which takes a fifth of a second.
 */
const FONTS = ['400 13px "Inter Variable"', '400 12px "JetBrains Mono Variable"'];

/** The core; in the mode `mock` a world in memory, which no release contains. */
async function backend(): Promise<Backend> {
  if (import.meta.env.MODE !== "mock") return tauriBackend();
  const { mockBackend, scenarioNamed } = await import("./ipc/mock");
  const name = new URLSearchParams(window.location.search).get("mock") ?? "demo";
  return mockBackend(scenarioNamed(name));
}

async function start(): Promise<void> {
  const target = document.getElementById("app");
  const fonts = FONTS.map((font) => document.fonts.load(font));
  const [core] = await Promise.all([backend(), Promise.allSettled(fonts)]);
  if (target !== null) mount(Window, { target, props: { backend: core } });
}

void start();
