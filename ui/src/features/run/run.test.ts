import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Backend } from "../../ipc/backend";
import type { RunView } from "../../ipc/generated/types";
import { expectAccessible, expectGone, openWindow } from "../../test/window";

const RUN = { screen: "run", id: "run-7" } as const;
const changed =
  (change: Partial<RunView>) =>
  (backend: Backend): Backend => ({
    ...backend,
    run: async (id) => ({ ...(await backend.run(id)), ...change }),
  });

test("a run shows every step with its state in words, and is accessible", async () => {
  openWindow("states", RUN);
  await screen.findByRole("list", { name: "Steps" });
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("2");
  expect(screen.getByText("Waiting")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Roll back" })).toBeTruthy();
  await expectAccessible();
});

test("cancelling between steps ends it with a sentence and offers a new plan", async () => {
  openWindow("states", RUN);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Cancel run" }));
  expect(await screen.findByText("Stopped by you. What was done stays.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Plan again" }));
  expect(window.location.hash).toBe("#/promote/worker/production?version=0.14.3");
});

test("an interrupted run is continued", async () => {
  openWindow(
    "states",
    RUN,
    changed({ state: "interrupted", can_cancel: false, can_continue: true }),
  );
  expect(await screen.findByRole("button", { name: "Continue run" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Cancel run" })).toBeNull();
});

test("undo shows its plan before it does anything", async () => {
  openWindow("states", RUN, changed({ state: "succeeded", can_cancel: false, can_undo: true }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  const dialog = await screen.findByRole("dialog", { name: /Take back/ });
  expect(dialog.textContent).toContain("git tag -d");
  await user.keyboard("{Escape}");
  await expectGone(() => screen.queryByRole("dialog"));
});

test("a run that is not there is said", async () => {
  openWindow("demo", { screen: "run", id: "nope" });
  expect((await screen.findByRole("alert")).textContent).toContain("There is no run nope.");
});

test("a run says what is left to do, and a line of it is ticked there", async () => {
  const after = { request: 37, lines: ["Support informed"], ticks: [] };
  const backend = openWindow("states", RUN, changed({ state: "succeeded", after }));
  const prepare = vi.spyOn(backend, "prepare");
  const left = await screen.findByRole("region", { name: "To do afterwards" });
  await expectAccessible();
  await userEvent.setup().click(within(left).getByRole("button", { name: /^Tick / }));
  const decision = { decision: "tick", request: "37", line: "Support informed" };
  await waitFor(() => expect(prepare.mock.lastCall?.[0]).toEqual(decision));
});

test("without a ledger a run names what is left to do, and says that nothing keeps it", async () => {
  const after = { request: null, lines: ["Support informed"], ticks: [] };
  openWindow("states", RUN, changed({ state: "succeeded", after }));
  const left = await screen.findByRole("region", { name: "To do afterwards" });
  expect(left.textContent).toContain("no ledger");
  expect(within(left).queryByRole("button")).toBeNull();
});
