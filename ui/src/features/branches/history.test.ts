import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { CommitsView } from "../../ipc/generated/types";
import { COMMITS, commitsView } from "../../ipc/mock/history";
import { expectAccessible, openWindow } from "../../test/window";
import { History, PAGE } from "./history.svelte";
import { strandsOf } from "./strands";

type Ask = (from: string | null, skip: number) => CommitsView;
/** A history over answers, with what was asked. */
function historyOf(answer: Ask) {
  const asked: string[] = [];
  const backend = {
    commits: (_repo: string, from: string | null, skip: number) => {
      asked.push(`${from ?? "top"}+${skip}`);
      return Promise.resolve(answer(from, skip));
    },
    commitCount: () => Promise.resolve(COMMITS),
  };
  return { history: new History(backend, "shop"), asked };
}
const mock: Ask = (from, skip) => commitsView(from, skip, PAGE);
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

const LAST = Math.floor((COMMITS - 1) / PAGE) * PAGE;

test("the far end is read while nobody waits, and a place near it is asked from there", async () => {
  const { history, asked } = historyOf(mock);
  await history.load();
  expect(history.count).toBe(COMMITS);
  history.see(COMMITS - 20, COMMITS);
  expect(history.row(COMMITS - 1)).toBeNull();
  await settle();
  expect(history.row(COMMITS - 1)?.subject).toBe("fix: change number 1");
  history.see(COMMITS - 20, COMMITS);
  history.see(COMMITS / 2, COMMITS / 2 + 20);
  await settle();
  expect(history.row(COMMITS / 2)).not.toBeNull();
  expect(asked).toEqual(["top+0", `top+${LAST}`, `top+${COMMITS / 2}`]);
});

test("what is near does not wait while all of history is walked through", async () => {
  const walk = { end: (): void => undefined };
  const backend = {
    commits: async (_repo: string, from: string | null, skip: number) => {
      if (skip === LAST) await new Promise<void>((done) => (walk.end = done));
      return mock(from, skip);
    },
    commitCount: () => Promise.resolve(COMMITS),
  };
  const history = new History(backend, "shop");
  await history.load();
  history.see(LAST, LAST + 20);
  await settle();
  expect(history.walking).toBe(true);
  history.see(3 * PAGE, 3 * PAGE + 20);
  await settle();
  expect(history.row(3 * PAGE)).not.toBeNull();
  history.see(LAST, LAST + 20);
  await settle();
  expect(history.row(LAST)).toBeNull();
  walk.end();
  await settle();
  expect(history.walking).toBe(false);
  expect(history.row(LAST)).not.toBeNull();
});

test("pages follow each other, and only some are kept", async () => {
  const { history } = historyOf(mock);
  await history.load();
  for (let page = 1; page < 60; page += 1) {
    history.see(page * PAGE, page * PAGE + 30);
    await settle();
    expect(history.row(page * PAGE)?.subject).toContain(`feature/${page * PAGE}`);
  }
  expect(history.row(0)).toBeNull();
});

test("a page that ends elsewhere than the next began takes that one away", async () => {
  let moved = false;
  const { history } = historyOf((from, skip) => {
    const view = mock(from, skip);
    return moved ? { ...view, next: `${Number(view.next) + 1}` } : view;
  });
  await history.load();
  history.see(2 * PAGE, 2 * PAGE + 10);
  await settle();
  expect(history.row(2 * PAGE)).not.toBeNull();
  moved = true;
  history.see(PAGE, PAGE + 10);
  await settle();
  expect(history.row(PAGE)).not.toBeNull();
  expect(history.row(2 * PAGE)).toBeNull();
});

test("lines bend between columns, and a merge is drawn as a ring", () => {
  const row = commitsView(null, 0, 1).rows[0];
  if (row === undefined) throw new Error("there is no row");
  const drawn = strandsOf({ ...row, column: 1, above: [1], below: [1, 0], past: [2] });
  expect(drawn.merge).toBe(true);
  expect(drawn.lines.map(({ path }) => path)).toEqual([
    "M38 0V28",
    "M24 0V14",
    "M24 14V28",
    "M24 14C24 21 10 21 10 28",
  ]);
});

test("the history is looked through by keyboard, and a commit opens", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: "History" }));
  const list = await screen.findByRole("listbox", { name: "Commits" });
  expect(await screen.findByText(/^1,000,000 commits; 3 older branches/)).toBeTruthy();
  expect(within(list).getByTitle("tag api-v1.9.0")).toBeTruthy();
  await expectAccessible();
  list.focus();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
  expect(within(list).getByRole("option", { selected: true }).getAttribute("aria-posinset")).toBe(
    "2",
  );
  await user.keyboard("{Enter}");
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("fix: change number 999999")).toBeTruthy();
  expect(within(dialog).getByText("2 files")).toBeTruthy();
});

test("what protects branches is told as kept, broken or unknown", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("radio", { name: "Protection" }));
  const main = await screen.findByRole("region", { name: "main" });
  expect(within(main).getByText("Broken")).toBeTruthy();
  expect(within(main).getByText("Kept")).toBeTruthy();
  expect(within(main).getAllByText("Unknown")).toHaveLength(2);
  expect(screen.getByText(/relase/)).toBeTruthy();
  await expectAccessible();
});

test("a finish of a release shows version, notes and tag, and keeps edits", async () => {
  openWindow("demo", { screen: "branches", repo: null, area: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Finish branch release/1.10.0" }));
  const dialog = await screen.findByRole("dialog");
  const release = within(dialog).getByRole("region", { name: "Release" });
  expect(within(release).getByText("api-v1.10.0")).toBeTruthy();
  expect(within(release).getByText(/CHANGELOG.md, VERSION/)).toBeTruthy();
  const note = within(release).getByRole("textbox", { name: "Note of 90ab11c" });
  await user.type(note, " now");
  expect(await within(release).findByText("Edited, kept")).toBeTruthy();
  expect(within(release).getByText(/- Totals no longer round twice now/)).toBeTruthy();
  await expectAccessible();
});
