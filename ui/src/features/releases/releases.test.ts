import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { RELEASES } from "../../ipc/mock/releases";
import { expectAccessible, openWindow } from "../../test/window";
import { narrowed } from "./marks";

test("the list is searched, narrowed and accessible", async () => {
  openWindow("demo", { screen: "releases" });
  const user = userEvent.setup();
  await screen.findByRole("list", { name: "Releases" });
  expect(screen.getByText("9 of 9")).toBeTruthy();
  expect(screen.getByText("Unknown key")).toBeTruthy();
  await expectAccessible();
  await user.selectOptions(screen.getByRole("combobox", { name: "Service" }), "api");
  expect(screen.getByText("4 of 9")).toBeTruthy();
  await user.click(screen.getByRole("checkbox", { name: "Live only" }));
  expect(screen.getByText("3 of 9")).toBeTruthy();
  await user.type(screen.getByRole("searchbox", { name: "Find a release" }), "nowhere at all");
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(screen.getByText("9 of 9")).toBeTruthy();
});

test("a workspace without releases says what comes next", async () => {
  openWindow("demo", { screen: "releases" }, (backend) => ({
    ...backend,
    releases: () => Promise.resolve({ releases: [], services: [], unknown: [] }),
  }));
  expect(await screen.findByText("No release yet")).toBeTruthy();
  await expectAccessible();
});

test("releases that nobody can tell are not said to be missing", async () => {
  const unknown = [{ service: "web", why: "a branch to release from was not found" }];
  openWindow("demo", { screen: "releases" }, (backend) => ({
    ...backend,
    releases: () => Promise.resolve({ releases: [], services: ["web"], unknown }),
  }));
  expect(
    await screen.findByText(
      "The releases of web are not known: a branch to release from was not found.",
    ),
  ).toBeTruthy();
  expect(screen.queryByText("No release yet")).toBeNull();
  expect(screen.queryByText("No release matches")).toBeNull();
  await expectAccessible();
});

test("the search looks into places and commits", () => {
  const all = { service: "", text: "", live: false };
  expect(narrowed(RELEASES, { ...all, text: "PRODUCTION" })).toHaveLength(3);
  expect(narrowed(RELEASES, { ...all, text: "3f9c2e1" })).toHaveLength(RELEASES.length);
});

test("a release is shown whole, compared with another, and accessible", async () => {
  openWindow("demo", { screen: "release", service: "api", tag: "api-v1.9.0" });
  const user = userEvent.setup();
  await user.selectOptions(await screen.findByRole("combobox", { name: "Compare with" }), "1.8.2");
  expect(await screen.findByText("90ab11c fix: totals no longer round twice")).toBeTruthy();
  await expectAccessible();
  expect(screen.getByRole("button", { name: "Yank" }).getAttribute("aria-disabled")).toBe("true");
});

test("withdrawing asks for a reason, shows the plan and names the target", async () => {
  openWindow("demo", { screen: "release", service: "api", tag: "api-v1.10.0-rc.1" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Withdraw" }));
  const dialog = await screen.findByRole("dialog", { name: "Withdraw api 1.10.0-rc.1" });
  const show = within(dialog).getByRole("button", { name: "Show the plan" });
  expect(show.getAttribute("aria-disabled")).toBe("true");
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "wrong branch");
  await user.click(show);
  const confirm = await screen.findByRole("button", { name: "Take back api-v1.10.0-rc.1" });
  await user.click(confirm);
  await waitFor(() => expect(window.location.hash).toBe("#/run/run-1"));
});
