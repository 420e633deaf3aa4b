import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { refusal } from "../ipc/mock/refusal";
import { expectAccessible, expectGone, openWindow } from "./window";

const ROLLBACK = { screen: "rollback", service: "api", within: "production", to: "1.8.1" } as const;

test("the palette is accessible and gives the focus back", async () => {
  openWindow("demo", { screen: "settings" });
  const user = userEvent.setup();
  const before = await screen.findByRole("button", { name: "Larger" });
  before.focus();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", { name: "Search or run a command" });
  await expectAccessible();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(before));
});

test("the question of a destructive act is accessible and gives the focus back", async () => {
  openWindow("demo", { screen: "release", service: "api", tag: "api-v1.10.0-rc.1" });
  const user = userEvent.setup();
  const withdraw = await screen.findByRole("button", { name: "Withdraw" });
  await user.click(withdraw);
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("api 1.10.0-rc.1");
  await expectAccessible();
  await user.keyboard("{Escape}");
  await expectGone(() => screen.queryByRole("dialog"));
  await waitFor(() => expect(document.activeElement).toBe(withdraw));
});

test("the call log and a menu are accessible", async () => {
  openWindow("demo");
  const user = userEvent.setup();
  await screen.findByRole("grid");
  await user.keyboard("{Control>}j{/Control}");
  await screen.findByRole("region", { name: "Call log" });
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Harbour" }));
  await screen.findByRole("menu");
  // A menu floats beside the landmarks, as menus do.
  await expectAccessible("region");
});

test("a failure outside of a region is a dialog that is accessible", async () => {
  openWindow("demo", ROLLBACK, (backend) => ({
    ...backend,
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
    startRun: () => Promise.reject(refusal("The store is locked. Nothing was changed.")),
  }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Roll back api/ }));
  const dialog = await screen.findByRole("dialog", { name: "That did not work" });
  expect(dialog.textContent).toContain("Nothing was changed.");
  await expectAccessible();
});

test("a plan that the world has overtaken is made again with one press", async () => {
  let asked = 0;
  openWindow("demo", ROLLBACK, (backend) => ({
    ...backend,
    rollback: (intent) => {
      asked += 1;
      return backend.rollback(intent);
    },
    startRun: () =>
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
      Promise.reject(refusal("The plan is too old.", { code: "plan-stale", retry: "replan" })),
  }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Roll back api/ }));
  const alert = await screen.findByRole("alert");
  await expectAccessible();
  await user.click(within(alert).getByRole("button", { name: "Plan again" }));
  await waitFor(() => expect(asked).toBe(2));
  await expectGone(() => screen.queryByRole("alert"));
});
