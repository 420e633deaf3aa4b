import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./kit/tokens.css";
import "./kit/base.css";
import { mount } from "svelte";
import Window from "./App.svelte";
import type { Backend } from "./ipc/backend";
import { tauriBackend } from "./ipc/tauri";
import { App } from "./state/app.svelte";

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

/** Milliseconds that a first screen is waited for: what is drawn once is there sooner. */
const PATIENCE = 300;

async function start(): Promise<void> {
  const target = document.getElementById("app");
  const fonts = FONTS.map((font) => document.fonts.load(font));
  const app = new App(await backend());
  app.follow();
  const late = new Promise((settle) => setTimeout(settle, PATIENCE));
  await Promise.all([Promise.allSettled(fonts), Promise.race([app.begun(), late])]);
  if (target !== null) mount(Window, { target, props: { app } });
}

void start();
