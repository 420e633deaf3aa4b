import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectGone, openWindow } from "../../test/window";

async function signed(user: ReturnType<typeof userEvent.setup>, act: string): Promise<void> {
  const dialog = await screen.findByRole("dialog", { name: "Sign exactly these words" });
  await user.click(await within(dialog).findByRole("button", { name: act }));
  await expectGone(() => screen.queryByRole("dialog"));
}

async function chosen(user: ReturnType<typeof userEvent.setup>, entry: RegExp): Promise<void> {
  await user.click(await screen.findByRole("button", { name: /Record/ }));
  await user.click(await screen.findByRole("menuitem", { name: entry }));
}

describe("what is said for the record on a service", () => {
  test("an incident is opened, shown, and closed with a signature each", async () => {
    openWindow("demo");
    const user = userEvent.setup();
    window.location.hash = "#/service/web";
    await screen.findByRole("list", { name: "Environments" });
    await chosen(user, /Open an incident: web in production/);
    const dialog = await screen.findByRole("dialog", { name: "Open an incident" });
    const next = within(dialog).getByRole("button", { name: /Show the words/ });
    expect(next.getAttribute("aria-disabled")).toBe("true");
    await user.type(within(dialog).getByRole("textbox", { name: "What is broken" }), "no orders");
    await expectAccessible();
    await user.click(next);
    expect(await screen.findByText(/web in production: no orders/)).toBeTruthy();
    await signed(user, "Sign and open the incident");
    expect(await screen.findByText("Incident, major: web in production: no orders")).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: /Close the incident/ }));
    const closing = await screen.findByRole("dialog", { name: "Close the incident" });
    await user.click(within(closing).getByRole("button", { name: "Show the words" }));
    await signed(user, "Sign and close the incident");
    await expectGone(() => screen.queryByText(/Incident, major/));
  });

  test("a note is signed about the place it was recorded at", async () => {
    openWindow("demo");
    const user = userEvent.setup();
    window.location.hash = "#/service/web";
    await screen.findByRole("list", { name: "Environments" });
    await chosen(user, /Record a note: web…/);
    await user.type(await screen.findByRole("textbox", { name: "Note" }), "runbook read{Enter}");
    expect(await screen.findByText("Note: web: runbook read")).toBeTruthy();
    await signed(user, "Sign the note");
  });

  test("nobody says anything before the ledger begins", async () => {
    openWindow("levels");
    const user = userEvent.setup();
    window.location.hash = "#/service/shop";
    const menu = await screen.findByRole("button", { name: /Record/ });
    await user.click(menu);
    const [first] = await screen.findAllByRole("menuitem");
    expect(first?.textContent).toContain("There is no ledger yet.");
  });
});

describe("what runs without a record", () => {
  test("is accepted everywhere in one go from the board", async () => {
    openWindow("states");
    const user = userEvent.setup();
    await screen.findByRole("grid");
    await user.click(await screen.findByRole("button", { name: "Accept all…" }));
    const dialog = await screen.findByRole("dialog", { name: "Accept what runs" });
    await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "the first day");
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Show the words" }));
    expect(
      await screen.findByText("Accept what runs in every environment: the first day"),
    ).toBeTruthy();
    await signed(user, "Sign and accept");
  });
});
