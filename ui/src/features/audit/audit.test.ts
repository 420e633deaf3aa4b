import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { refusal } from "../../ipc/mock/refusal";
import { expectAccessible, openWindow } from "../../test/window";
import { ALL, narrowed } from "./narrowed";
import { trailOf } from "../../ipc/mock/ledger";

const AUDIT = { screen: "audit", entry: null } as const;

test("the trail is found by words, person and kind", () => {
  const lines = trailOf(40);
  expect(narrowed(lines, ALL)).toHaveLength(40);
  expect(narrowed(lines, { ...ALL, text: "begin harbour" })).toHaveLength(1);
  expect(narrowed(lines, { ...ALL, by: "lee" }).every((line) => line.by === "lee")).toBe(true);
  expect(narrowed(lines, { ...ALL, kind: "genesis" })).toHaveLength(1);
});

test("the trail shows sentences under its seal and draws only what is in sight", async () => {
  openWindow("long", AUDIT);
  const list = await screen.findByRole("list", { name: "Entries" });
  expect(screen.getByText("12000 entries")).toBeTruthy();
  const rows = within(list).getAllByRole("listitem");
  expect(rows.length).toBeLessThan(60);
  expect(rows[0]?.getAttribute("aria-setsize")).toBe("2000");
  expect(screen.getByRole("button", { name: "Read 10000 older entries" })).toBeTruthy();
  await expectAccessible();
});

test("an entry opens with its proof, which needs nothing of this program", async () => {
  openWindow("demo", AUDIT);
  const user = userEvent.setup();
  const list = await screen.findByRole("list", { name: "Entries" });
  const [first] = within(list).getAllByRole("link");
  if (first === undefined) throw new Error("no entry");
  await user.click(first);
  const panel = await screen.findByRole("complementary", { name: "Entry 39" });
  const commands = await within(panel).findByRole("region", { name: "Commands" });
  expect(commands.textContent).toContain("ssh-keygen -Y verify");
  expect(within(panel).getByText("Statement, as it was signed")).toBeTruthy();
  await expectAccessible();
});

test("an entry that does not exist is said", async () => {
  openWindow("demo", { screen: "audit", entry: "4711" });
  expect((await screen.findByRole("alert")).textContent).toContain("no entry 4711");
});

test("the ledger is written into a chosen folder", async () => {
  const backend = openWindow("demo", AUDIT);
  const write = vi.spyOn(backend, "exportLedger");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: /verifier/ }));
  const dialog = await screen.findByRole("dialog", { name: "The ledger was written" });
  expect(dialog.textContent).toContain("/home/dana/code/shop/ledger/ledger.bundle");
  expect(write.mock.lastCall).toEqual(["/home/dana/code/shop", "bundle"]);
  await expectAccessible();
});

test("a forged byte turns the whole window red and names the entry", async () => {
  openWindow("forged");
  const alarm = await screen.findByRole("alert");
  expect(alarm.textContent).toContain("broken at entry 23");
  expect(alarm.textContent).toContain("nothing can be promoted");
  await expectAccessible();
});

test("before the ledger begins the trail says how to begin it", async () => {
  const backend = openWindow("bare", AUDIT);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Begin the ledger…" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({ decision: "begin" });
  await user.click(await screen.findByRole("button", { name: "Sign and begin the ledger" }));
  expect(await screen.findByRole("list", { name: "Entries" })).toBeTruthy();
});

test("a trail that cannot be read says so", async () => {
  openWindow("demo", AUDIT, (backend) => ({
    ...backend,
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
    trail: () => Promise.reject(refusal("The ledger could not be read. Nothing was changed.")),
  }));
  expect((await screen.findByRole("alert")).textContent).toContain("Nothing was changed.");
});
