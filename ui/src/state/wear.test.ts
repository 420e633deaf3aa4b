import { expect, test } from "vitest";
import type { AppState } from "../ipc/generated/types";
import { mockBackend } from "../ipc/mock";
import { SCENARIOS } from "../ipc/mock/scenarios";
import { App } from "./app.svelte";

test("an answer that was on its way does not undo the theme that was chosen", async () => {
  const backend = mockBackend(SCENARIOS.demo);
  const before = await backend.appState();
  const late: ((state: AppState) => void)[] = [];
  const asked = { on: false };
  const app = new App({
    ...backend,
    appState: () =>
      asked.on ? new Promise<AppState>((resolve) => late.push(resolve)) : backend.appState(),
    setAppearance: (wanted) => Promise.resolve(wanted),
  });
  const state = app.queries.app.of();
  await state.refetch();
  asked.on = true;
  const renewed = state.renew();
  await app.wear({ ...before.appearance, theme: "dark" });
  for (const answer of late) answer(before);
  await renewed;
  expect(state.value?.appearance.theme).toBe("dark");
  expect(app.look.dark).toBe(true);
});
