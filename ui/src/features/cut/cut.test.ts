import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { expectAccessible, openWindow } from "../../test/window";

async function onCut(service = "api") {
  const backend = openWindow("demo", { screen: "cut", service });
  await screen.findByRole("region", { name: "Commits" });
  return { backend, user: userEvent.setup() };
}

test("the cut shows versions, commits, notes and plan, and is accessible", async () => {
  await onCut();
  expect(screen.getByRole("heading", { name: "Cut api" })).toBeTruthy();
  expect(screen.getByText("minor, because of 8c1d04a")).toBeTruthy();
  expect(screen.getByText("git push --atomic origin main api-v1.10.0")).toBeTruthy();
  await expectAccessible();
});

test("a doubtful commit is counted with one press, and that is taken back with one", async () => {
  const { user } = await onCut();
  await user.click(screen.getByRole("button", { name: "Count as minor" }));
  const back = await screen.findByRole("button", { name: /^Take back/ });
  expect(await screen.findByText("minor, accepted by you")).toBeTruthy();
  await user.click(back);
  expect(await screen.findByRole("button", { name: "Count as minor" })).toBeTruthy();
});

test("an edited note is marked, kept by its commit, and shown in the preview", async () => {
  const { backend, user } = await onCut();
  const keep = vi.spyOn(backend, "keepNotes");
  const note = screen.getByRole("textbox", { name: "Note of 8c1d04a" });
  await user.clear(note);
  await screen.findByText("left out");
  await user.click(screen.getByRole("button", { name: "Use the generated note of 8c1d04a" }));
  await user.type(screen.getByRole("textbox", { name: "Note of 8c1d04a" }), " now");
  expect(screen.getByText("edited")).toBeTruthy();
  expect(await screen.findByText("Edited, kept")).toBeTruthy();
  expect(keep.mock.lastCall?.[1].map((entry) => entry.edited)).toEqual([
    "Split a refund over several payments now",
    null,
    null,
  ]);
  await user.click(screen.getByRole("radio", { name: "Preview" }));
  // The preview and the text of the tag.
  expect(screen.getAllByText(/several payments now/)).toHaveLength(2);
});

test("a version by hand asks for its reason before it can be tagged", async () => {
  const { user } = await onCut();
  await user.click(screen.getByRole("radio", { name: "set by hand" }));
  const main = screen.getByRole("button", { name: "Type a version" });
  expect(main.getAttribute("aria-disabled")).toBe("true");
  await user.type(screen.getByRole("textbox", { name: "Version" }), "2.0.0");
  await user.type(screen.getByRole("textbox", { name: "Reason" }), "marketing");
  expect(await screen.findByRole("button", { name: "Tag 2.0.0" })).toBeTruthy();
});

test("Ctrl+Enter tags and leads to the run", async () => {
  const { user } = await onCut();
  await screen.findByRole("button", { name: "Tag 1.10.0" });
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByRole("heading", { name: "api 1.10.0" })).toBeTruthy();
  await waitFor(() => expect(window.location.hash).toBe("#/run/run-1"));
});

test("with nothing to release the button says so and a version by hand is offered", async () => {
  const { user } = await onCut("worker");
  const main = screen.getByRole("button", { name: "There is nothing to release." });
  expect(main.getAttribute("aria-disabled")).toBe("true");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Set a version by hand" }));
  expect(screen.getByRole("textbox", { name: "Reason" })).toBeTruthy();
});

test("what cannot be read is said with a way on", async () => {
  openWindow("demo", { screen: "cut", service: "fail-api" });
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Nothing was changed.");
  expect(within(alert).getByRole("button", { name: "Try again" })).toBeTruthy();
  await expectAccessible();
});

test("of ten thousand commits only those in sight are drawn", async () => {
  openWindow("demo", { screen: "cut", service: "api" }, (backend) => ({
    ...backend,
    cutView: async (intent) => {
      const view = await backend.cutView(intent);
      const [one] = view.next.commits;
      if (one === undefined) return view;
      const commits = Array.from({ length: 10_000 }, (_, at) => ({
        ...one,
        oid: at.toString(16).padStart(40, "0"),
      }));
      return { ...view, next: { ...view.next, commits } };
    },
  }));
  const list = await screen.findByRole("list", { name: "Commits in this release" });
  const drawn = within(list).getAllByRole("listitem");
  expect(drawn.length).toBeLessThan(60);
  expect(drawn[0]?.getAttribute("aria-setsize")).toBe("10000");
});
