import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { expectAccessible, openWindow } from "../../test/window";

test("a fork names what is carried, what is signed anew and by whom before anything is done", async () => {
  openWindow("forked");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Take over this chain…" }));
  const dialog = await screen.findByRole("dialog", { name: "Take over this chain" });
  const fate = async (name: string) => await within(dialog).findByRole("region", { name });
  expect((await fate("Linked again, as they were signed")).textContent).toContain("staging");
  const anew = await fate("Its author has to sign it anew");
  expect(anew.textContent).toContain("mia");
  expect((await fate("Not taken over")).textContent).toContain("judged again");
  expect(within(dialog).getByText(/It is another ledger/)).toBeTruthy();
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Take over this chain" }));
  const done = await screen.findByRole("dialog", { name: "Agreed" });
  const waits = "Nobody starts before these are signed anew";
  expect(within(done).getByRole("region", { name: waits }).textContent).toContain("mia");
  await user.click(within(done).getByRole("button", { name: "Close" }));
  const alarm = within(screen.getByRole("alert"));
  const waiting = await alarm.findByRole("list", { name: "What waits" });
  expect(alarm.getByText(/Nobody starts anything before it stands here again/)).toBeTruthy();
  expect(waiting.textContent).toContain("by mia");
  await expectAccessible();
});
