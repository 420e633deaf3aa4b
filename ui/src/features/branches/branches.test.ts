import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { TopicView } from "../../ipc/generated/types";
import { branchesView } from "../../ipc/mock/branches";
import { expectAccessible, expectGone, openWindow } from "../../test/window";
import { actsOf, faceOf, keyOf, lanesOf } from "./lanes";

const VIEW = branchesView(null);
function named(name: string): TopicView {
  const found = VIEW.topics.find((topic) => topic.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

test("branches lie in the lane they go into, and the rest at the end", () => {
  expect(lanesOf(VIEW, "").map(keyOf)).toEqual([
    "base main",
    "topic hotfix/1.9.1",
    "topic release/1.10.0",
    "base develop",
    "topic feature/FM-212-shorter-checkout",
    "topic feature/FM-198-invoice-export",
    "topic bugfix/FM-77-rounding",
    "others",
    "topic wip",
  ]);
  expect(lanesOf(VIEW, "mira").map(keyOf)).toEqual([
    "base main",
    "base develop",
    "topic bugfix/FM-77-rounding",
  ]);
});

test("a conflict ahead is told before everything else", () => {
  expect(faceOf(named("feature/FM-212-shorter-checkout")).word).toBe("Will conflict");
  expect(faceOf(named("feature/FM-198-invoice-export")).word).toBe("Merged");
});

test("what cannot be done says why", () => {
  const against = (name: string) => actsOf(named(name)).map((act) => act.against);
  expect(against("wip")[0]).toBe("Branches of this kind are never finished.");
  expect(against("bugfix/FM-77-rounding")[0]).toBe("It is on the remote only.");
  expect(against("hotfix/1.9.1")[0]).toBeNull();
});

test("the lanes are shown, searched and accessible", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await screen.findByRole("list", { name: "Branches" });
  expect(screen.getByText("By pull request")).toBeTruthy();
  await expectAccessible();
  await user.type(screen.getByRole("searchbox", { name: "Find a branch" }), "invoice");
  expect(screen.queryByText("hotfix/1.9.1")).toBeNull();
  expect(screen.getByText("feature/FM-198-invoice-export")).toBeTruthy();
});

test("a finish shows its plan, runs, and is waited for on the screen", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Finish branch hotfix/1.9.1" }));
  const dialog = await screen.findByRole("dialog", { name: "Finish hotfix/1.9.1" });
  expect(within(dialog).getByText("Push everything together, or nothing")).toBeTruthy();
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Finish hotfix/1.9.1" }));
  await waitFor(() => expect(window.location.hash).toBe("#/run/run-1"));
});

test("a finish goes another way when it is told to, and says so at once", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Finish branch hotfix/1.9.1" }));
  const dialog = await screen.findByRole("dialog", { name: "Finish hotfix/1.9.1" });
  const said = () => within(dialog).getByRole("status", { name: "What it comes to" }).textContent;
  expect(said()).toContain(
    "develop takes it too, all of it is pushed at once and hotfix/1.9.1 ends",
  );
  await user.selectOptions(within(dialog).getByRole("combobox", { name: /Into main/ }), "squash");
  await user.click(within(dialog).getByRole("checkbox", { name: "Keep the branch" }));
  await user.click(within(dialog).getByRole("checkbox", { name: "Also into develop" }));
  await user.click(within(dialog).getByRole("checkbox", { name: "Push everything" }));
  await waitFor(() =>
    expect(said()).toBe(
      "hotfix/1.9.1 goes into main as one commit, nothing is pushed and hotfix/1.9.1 stays.",
    ),
  );
  await expectGone(() => within(dialog).queryByText("Delete it here"));
  expect(within(dialog).getByText(/--squash --keep --no-push --nobackmerge/)).toBeTruthy();
  await user.click(within(dialog).getByRole("checkbox", { name: "Make the tag" }));
  await expectGone(() => within(dialog).queryByRole("region", { name: "Release" }));
  await expectAccessible();
});

test("a screen that cannot be drawn says so and leaves the frame alone", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null }, (backend) => ({
    ...backend,
    branches: () => Promise.resolve({ ...VIEW, bases: [...VIEW.bases, ...VIEW.bases.slice(0, 1)] }),
  }));
  expect(await screen.findByText(/This screen could not be drawn/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Board" })).toBeTruthy();
  await expectAccessible();
});

test("a branch is started by its kind and name; a taken name is refused with the reason", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Start a branch" }));
  const dialog = await screen.findByRole("dialog", { name: "Start a branch" });
  await user.selectOptions(within(dialog).getByRole("combobox", { name: "Kind" }), "hotfix");
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "taken");
  await user.click(within(dialog).getByRole("button", { name: "Show the plan" }));
  expect(await screen.findByText("There is a branch hotfix/taken already.")).toBeTruthy();
});

test("a repository that cannot be read says so and can be asked again", async () => {
  openWindow("demo", { screen: "branches", repo: "lost", area: null });
  expect(await screen.findByText(/could not be read/)).toBeTruthy();
  await expectAccessible();
});

test("a repository whose branches are not here says why", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null }, (backend) => ({
    ...backend,
    branches: () =>
      Promise.resolve({
        ...VIEW,
        model: "",
        kinds: [],
        bases: [],
        topics: [],
        blocked: ["this machine has only a mirror of the repository"],
      }),
  }));
  expect(await screen.findByText("No branch to show")).toBeTruthy();
  expect(screen.getAllByText(/only a mirror/).length).toBeGreaterThan(0);
  await expectAccessible();
});

test("what has arrived is cleaned up by a plan", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Clean up" }));
  expect(await screen.findByRole("dialog", { name: "Tidy main" })).toBeTruthy();
});
