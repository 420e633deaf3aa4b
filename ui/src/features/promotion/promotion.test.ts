import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Backend } from "../../ipc/backend";
import { expectAccessible, openWindow } from "../../test/window";

/** A world whose gates are all open. */
const open = (backend: Backend): Backend => ({
  ...backend,
  promotion: async (intent) => {
    const view = await backend.promotion(intent);
    const rolled = await backend.rollback({
      service: intent.service,
      within: intent.to,
      to: view.what.to,
      reason: null,
    });
    if (rolled.how.outcome !== "planned") return view;
    return { ...view, how: { outcome: "planned", plan: { ...rolled.how.plan, typed: "1.9.0" } } };
  },
  startRun: (plan, typed) => {
    expect(typed).toBe("1.9.0");
    return backend.startRun(plan, null);
  },
});
const PRODUCTION = {
  screen: "promotion",
  service: "api",
  to: "production",
  version: "1.9.0",
  commit: null,
} as const;

test("a promotion shows its four blocks, and the button the first reason against it", async () => {
  openWindow("demo", PRODUCTION);
  for (const name of ["What", "Gates", "How", "If it goes wrong"]) {
    expect(await screen.findByRole("region", { name })).toBeTruthy();
  }
  const refusals = screen.getByRole("list", { name: "What is in the way" });
  const first = within(refusals).getAllByRole("listitem")[0]?.querySelector("div > span");
  const button = screen.getByRole("button", { name: first?.textContent ?? "?" });
  expect(button.getAttribute("aria-disabled")).toBe("true");
  await expectAccessible();
});

test("a version that is live already shows no change, and where it could go instead", async () => {
  openWindow("demo", { ...PRODUCTION, to: "staging", version: "1.9.0" });
  const live = await screen.findByRole("region", { name: "Live already" });
  expect(within(live).getByText("1.9.0 is live in staging already")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "What" })).toBeNull();
  expect(screen.queryByRole("button", { name: /^Bring api/ })).toBeNull();
  await expectAccessible();
  await userEvent.setup().click(screen.getByRole("button", { name: "Bring it to production" }));
  expect(await screen.findByRole("region", { name: "Gates" })).toBeTruthy();
});

test("explain opens the evidence of a gate", async () => {
  openWindow("demo", PRODUCTION);
  const user = userEvent.setup();
  const [explain] = await screen.findAllByRole("button", { name: /^Explain/ });
  if (explain === undefined) throw new Error("no gate");
  await user.click(explain);
  expect(screen.getByRole("button", { name: /^Hide/ })).toBeTruthy();
  await expectAccessible();
});

test("another moment is asked for and left again", async () => {
  const backend = openWindow("demo", PRODUCTION);
  const explain = vi.spyOn(backend, "explain");
  const user = userEvent.setup();
  const field = await screen.findByLabelText("Would it pass at");
  await user.type(field, "2026-12-24T10:00");
  await user.click(screen.getByRole("button", { name: "Ask" }));
  await user.click(await screen.findByRole("button", { name: "Back to now" }));
  expect(explain.mock.lastCall?.slice(0, 3)).toEqual(["api", "1.9.0", "production"]);
});

test("a lane is chosen by name and asked about", async () => {
  const backend = openWindow("demo", PRODUCTION);
  const promotion = vi.spyOn(backend, "promotion");
  const user = userEvent.setup();
  const way = await screen.findByRole("combobox", { name: "Way in" });
  await user.selectOptions(way, "hotfix lane");
  await waitFor(() => expect(promotion.mock.lastCall?.[0].lane).toBe("hotfix"));
});

test("production asks for the version to be typed, then the run is shown", async () => {
  openWindow("demo", PRODUCTION, open);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Bring api 1.9.0 to production" }));
  const dialog = await screen.findByRole("dialog");
  const start = within(dialog).getByRole("button", { name: "Start" });
  expect(start.getAttribute("aria-disabled")).toBe("true");
  await user.type(within(dialog).getByRole("textbox", { name: "Version" }), "1.9.0");
  expect(start.getAttribute("aria-disabled")).toBeNull();
  await user.click(start);
  expect(await screen.findByRole("list", { name: "Steps" })).toBeTruthy();
});

test("ticking a line of the checklist asks again", async () => {
  const backend = openWindow("demo", PRODUCTION);
  const promotion = vi.spyOn(backend, "promotion");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("checkbox", { name: /Support has been told/ }));
  expect(promotion.mock.lastCall?.[0].ticked).toEqual({ "Support has been told": "Dana Ito" });
  expect(await screen.findByText("ticked by Dana Ito")).toBeTruthy();
});

test("a line that is ticked in the ledger stays ticked and says by whom", async () => {
  const tick = { line: "Support has been told", by: "lee", at: "2026-11-18T09:00:00Z", number: 41 };
  openWindow("demo", PRODUCTION, (backend) => ({
    ...backend,
    promotion: async (intent) => ({ ...(await backend.promotion(intent)), ticks: [tick] }),
  }));
  const box = await screen.findByRole<HTMLInputElement>("checkbox", { name: /Support has been/ });
  expect([box.checked, box.disabled]).toEqual([true, true]);
  expect(screen.getByText("ticked by lee in entry 41")).toBeTruthy();
});

test("a rollback is one press, warns of lost commits, and is accessible", async () => {
  openWindow("demo", { screen: "rollback", service: "api", within: "production", to: "1.8.1" });
  const user = userEvent.setup();
  const back = await screen.findByRole("button", {
    name: "Roll back api in production to 1.8.1",
  });
  expect(screen.getByText("1 commit that is live now is not in it")).toBeTruthy();
  await expectAccessible();
  await user.click(back);
  expect(await screen.findByRole("button", { name: "Cancel run" })).toBeTruthy();
});

test("what cannot be read is said", async () => {
  openWindow("demo", { ...PRODUCTION, service: "fail-api" });
  expect((await screen.findByRole("alert")).textContent).toContain("Nothing was changed.");
});

test("the request stands on the page with who signed, and is approved there", async () => {
  const backend = openWindow("demo", PRODUCTION);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const card = await screen.findByRole("region", { name: "Approvals" });
  expect(within(card).getByRole("list", { name: "release-manager: 1 of 2" })).toBeTruthy();
  await expectAccessible();
  await user.click(within(card).getByRole("button", { name: /^Sign and approve/ }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "approve", subject: "37" });
});

test("glass is broken for chosen gates, with a reason", async () => {
  const backend = openWindow("demo", PRODUCTION);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Break glass…" }));
  const dialog = await screen.findByRole("dialog", { name: "Break glass" });
  const [gate] = within(dialog).getAllByRole("checkbox");
  if (gate === undefined) throw new Error("no gate");
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "a hole");
  const next = within(dialog).getByRole("button", { name: "Show the words" });
  expect(next.getAttribute("aria-disabled")).toBe("true");
  await user.click(gate);
  await expectAccessible();
  await user.click(next);
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "break_glass", reason: "a hole" });
});

test("what nobody asked for is requested from its page", async () => {
  const backend = openWindow("demo", PRODUCTION, (world) => ({
    ...world,
    inbox: () => Promise.resolve([]),
  }));
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Request approval…" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({
    decision: "request",
    intent: { service: "api", version: "1.9.0", to: "production" },
  });
});

test("a flag that a rule names is raised before it is requested, and goes with the request", async () => {
  const backend = openWindow("demo", PRODUCTION, (world) => ({
    ...world,
    promotion: async (intent) => {
      const raised = intent.flags?.includes("database") ?? false;
      const flags = [{ name: "database", asks: ["1 dba"], raised, signed: false }];
      return { ...(await world.promotion(intent)), flags };
    },
  }));
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const card = await screen.findByRole("region", { name: "Approvals" });
  expect(within(card).getByRole("link", { name: "entry 37" })).toBeTruthy();
  const box = await screen.findByRole("checkbox", { name: /Raise database/ });
  expect(screen.getByText("then it also asks 1 dba")).toBeTruthy();
  await user.click(box);
  await waitFor(() => expect(screen.queryByRole("link", { name: "entry 37" })).toBeNull());
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Request approval…" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({
    decision: "request",
    intent: { flags: ["database"] },
  });
});

test("nothing is promoted while the ledger cannot be trusted", async () => {
  openWindow("forged", PRODUCTION, open);
  const name = "The ledger cannot be trusted from entry 23 on";
  const button = await screen.findByRole("button", { name });
  expect(button.getAttribute("aria-disabled")).toBe("true");
});

test("a branch as the place says how it moves, and what stands in its way", async () => {
  const at = { ...PRODUCTION, service: "shop", to: "staging", version: "1.1.0" };
  openWindow("levels", at);
  expect(await screen.findByText("git push --atomic origin staging")).toBeTruthy();
  expect(screen.getByText("shop, branch staging")).toBeTruthy();
  await expectAccessible();
  window.location.hash = "#/promote/till/staging?version=1.1.0";
  const why = /staging has 1 commit that 1\.1\.0 lacks/;
  expect((await screen.findAllByText(why)).length).toBeGreaterThan(0);
  expect(screen.getAllByText("2ae0123 chore: only here, by hand").length).toBeGreaterThan(0);
  window.location.hash = "#/promote/web/staging?version=1.1.0";
  expect((await screen.findAllByText(/changed the same lines/)).length).toBeGreaterThan(0);
  expect(screen.getByText("totals.txt")).toBeTruthy();
  await expectAccessible();
  window.location.hash = "#/rollback/shop/production?to=1.0.0";
  expect(await screen.findByText("Bring the earlier files back on main")).toBeTruthy();
});
