import { render, waitFor } from "@testing-library/svelte";
import axe from "axe-core";
import { expect, onTestFinished } from "vitest";
import Window from "../App.svelte";
import type { Backend } from "../ipc/backend";
import { mockBackend } from "../ipc/mock";
import { SCENARIOS } from "../ipc/mock/scenarios";
import { format, type Route } from "../routes";
import { App } from "../state/app.svelte";

/** Opens the whole window on a scenario of the mock world. */
export function openWindow(
  name: keyof typeof SCENARIOS,
  route: Route = { screen: "board" },
  change: (backend: Backend) => Backend = (backend) => backend,
): Backend {
  window.location.hash = format(route);
  const backend = change(mockBackend({ ...SCENARIOS[name], delay: 0 }));
  const app = new App(backend);
  onTestFinished(app.follow());
  render(Window, { app });
  return backend;
}

/** An overlay leaves some frames after what closes it, however busy the machine is. */
export async function expectGone(find: () => HTMLElement | null): Promise<void> {
  await waitFor(() => expect(find()).toBeNull());
}

/** What axe finds; contrast is held by the test of the tokens, since nothing is painted here. */
export async function expectAccessible(...but: string[]): Promise<void> {
  const off = ["color-contrast", ...but].map((rule) => [rule, { enabled: false }] as const);
  const { violations } = await axe.run(document.body, { rules: Object.fromEntries(off) });
  const told = violations.map(
    (one) => `${one.id}: ${one.help}\n  ${one.nodes.map((node) => node.html).join("\n  ")}`,
  );
  expect(told).toEqual([]);
}
