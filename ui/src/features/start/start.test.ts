import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { expectAccessible, expectGone, openWindow } from "../../test/window";

test("without a workspace the window offers three ways in", async () => {
  openWindow("first");
  await screen.findByRole("heading", { name: "Lockkeeper" });
  expect(window.location.hash).toBe("#/start");
  for (const name of ["Open the demo", "Open a workspace", "Start from my repository"]) {
    expect(screen.getByRole("heading", { name })).toBeTruthy();
  }
  expect(screen.queryByRole("navigation")).toBeNull();
  await expectAccessible();
});

test("the demo opens on the board", async () => {
  openWindow("first");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Open the demo" }));
  await screen.findByRole("grid");
  expect(window.location.hash).toBe("#/board");
});

test("a repository becomes a proposal with its evidence, and that a workspace", async () => {
  const create = vi.fn<(place: string) => void>();
  openWindow("first", { screen: "start" }, (real) => ({
    ...real,
    createWorkspace: (place, proposal) => {
      create(
        `${place}: ${proposal.services
          .filter((one) => one.take)
          .map((one) => one.name)
          .join()}`,
      );
      return real.createWorkspace(place, proposal);
    },
  }));
  const user = userEvent.setup();
  await user.type(await screen.findByRole("textbox", { name: "Repository" }), "/code/shop{Enter}");
  await screen.findByRole("heading", { name: "Proposed workspace" });
  expect(screen.getByText(/41 tags match/)).toBeTruthy();
  await expectAccessible();
  await user.click(screen.getByRole("checkbox", { name: "worker" }));
  await user.click(screen.getByRole("button", { name: "Create workspace shop" }));
  await screen.findByRole("grid");
  expect(create).toHaveBeenCalledExactlyOnceWith("/code/shop-workspace: api");
});

test("a place that cannot be opened is named, and nothing else changes", async () => {
  openWindow("first");
  const user = userEvent.setup();
  const field = await screen.findByRole("textbox", { name: "Control repository" });
  expect(screen.getByRole("button", { name: "Open" }).getAttribute("aria-disabled")).toBe("true");
  await user.type(field, "fail-here{Enter}");
  const alert = await screen.findByRole("alert");
  expect(within(alert).getByText(/fail-here could not be read/)).toBeTruthy();
});

test("a ledger that was never seen here is compared before anything is opened", async () => {
  const backend = openWindow("first");
  const openIt = vi.spyOn(backend, "openWorkspace");
  const user = userEvent.setup();
  const field = await screen.findByRole("textbox", { name: "Control repository" });
  await user.type(field, "/code/joined{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "Is this the ledger you expect?" });
  expect(dialog.textContent).toContain("Begin the ledger of Harbour");
  expect(dialog.textContent).toContain("SHA256:");
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Not now" }));
  await expectGone(() => screen.queryByRole("dialog"));
  expect(openIt).not.toHaveBeenCalled();
  await user.type(field, "{Enter}");
  await user.click(await screen.findByRole("button", { name: "It is the same" }));
  await screen.findByRole("grid");
  expect(openIt.mock.lastCall).toEqual(["/code/joined"]);
});
