import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { expectAccessible, openWindow } from "../../test/window";

test("settings show keys, repositories, environments and the file, and are accessible", async () => {
  openWindow("demo", { screen: "settings" });
  for (const name of ["Appearance", "Keys", "Repositories", "Environments", "Workspace file"]) {
    expect(await screen.findByRole("region", { name })).toBeTruthy();
  }
  expect(screen.getByText("The remote did not answer within 20 s.")).toBeTruthy();
  expect(screen.getByText("No gate. Anything may go in.")).toBeTruthy();
  expect(screen.getByText("[repos.shop]")).toBeTruthy();
  await expectAccessible();
});

test("the theme and the zoom are kept and drawn", async () => {
  const backend = openWindow("demo", { screen: "settings" });
  const keep = vi.spyOn(backend, "setAppearance");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: "Dark" }));
  await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  await user.click(screen.getByRole("button", { name: "Larger" }));
  expect(keep.mock.lastCall?.[0]).toEqual({ theme: "dark", zoom: 110 });
  expect(await screen.findByText("110 %")).toBeTruthy();
});

test("the rules of the file are told apart from those in force, with who still has to sign", async () => {
  const backend = openWindow("demo", { screen: "settings" });
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const changes = await screen.findByRole("list", { name: "What the file would change" });
  expect(changes.textContent).toContain("1 approval of release-manager instead of 2");
  expect(screen.getByText(/dana may sign/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Propose the rules of the file…" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({ decision: "policy" });
});

test("what the desktop tells is chosen kind by kind, and only what needs me is told unasked", async () => {
  const backend = openWindow("demo", { screen: "settings" });
  const keep = vi.spyOn(backend, "setNotices");
  const user = userEvent.setup();
  const region = await screen.findByRole("region", { name: "Notifications" });
  const checked = within(region)
    .getAllByRole("checkbox", { checked: true })
    .map((one) => one.parentElement?.textContent.trim());
  expect(checked).toEqual(["Something waits for me", "Broken glass to confirm"]);
  await user.click(within(region).getByRole("checkbox", { name: "A line was stopped" }));
  const wanted = { needs_me: true, glass: true, decided: false, frozen: true };
  expect(keep.mock.lastCall?.[0]).toEqual(wanted);
});
