import { waitFor } from "@testing-library/svelte";
import { afterEach, expect, test, vi } from "vitest";
import { planned } from "../ipc/mock/plans";
import type { PlanOutcome } from "../ipc/generated/types";
import { mockBackend } from "../ipc/mock";
import { SCENARIOS } from "../ipc/mock/scenarios";
import { App } from "./app.svelte";
import { Asked } from "./asked.svelte";
import { Freshness, hasToBeRead, planMeaning } from "./freshness.svelte";

afterEach(() => vi.restoreAllMocks());

const AT = Date.parse("2026-03-10T09:00:00Z");

/** A plan of one step whose facts are that old, in milliseconds after `AT`. */
function plan(step: string, facts: number): PlanOutcome {
  const about = { service: "api", environment: "dev", version: "1.9.0", from: null };
  const outcome = planned("promote", about, "Bring it", [[step, null]]);
  if (outcome.outcome !== "planned") throw new Error("no plan");
  const facts_at = new Date(AT + facts).toISOString();
  return { outcome: "planned", plan: { ...outcome.plan, facts_at } };
}

async function page(answers: PlanOutcome[], held = false) {
  const app = new App(mockBackend(SCENARIOS.demo));
  const fetch = vi.fn(() => Promise.resolve(answers.shift() ?? plan("none left", 0)));
  const asked = new Asked({ of: "api" }, fetch);
  const fresh = new Freshness(app, asked, {
    limit: 45_000,
    planOf: (outcome) => outcome,
    meaning: (outcome) => ({ goes: "api", ...planMeaning(outcome) }),
    held: () => held,
  });
  await asked.query.refetch();
  fresh.look(AT);
  return { app, asked, fresh, fetch };
}

test("a plan is made again before its facts are too old, and nothing is said where it is the same", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const { asked, fresh, fetch } = await page([plan("push", 0), plan("push", 50_000)]);
  fresh.look(AT + 40_000);
  expect(fetch).toHaveBeenCalledTimes(1);
  fresh.look(AT + 50_000);
  expect(asked.settled).not.toBeNull();
  await waitFor(() => expect(fetch).toHaveBeenCalledTimes(2));
  await Promise.resolve();
  fresh.look(AT + 51_000);
  expect(fresh.changed).toBe(false);
});

test("a plan that is another one then is said", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const { app, asked, fresh } = await page([plan("push", 0), plan("write, push", 50_000)]);
  fresh.look(AT + 50_000);
  await asked.query.renew();
  fresh.look(AT + 51_000);
  expect(app.said).toBe("The plan has changed.");
});

test("a plan made again bears another name in its commits, and that is no news", async () => {
  const named = (id: string): PlanOutcome => {
    const outcome = plan(`Lockkeeper-Plan: ${id}`, 0);
    if (outcome.outcome !== "planned") throw new Error("no plan");
    return { outcome: "planned", plan: { ...outcome.plan, id } };
  };
  const { asked, fresh } = await page([named("p-1a"), named("p-2b")]);
  await asked.query.renew();
  fresh.look(AT);
  expect(fresh.changed).toBe(false);
});

test("only what is worse than it was has to be read again", () => {
  const open = { goes: "1 to 2", does: "push", against: [] };
  const shut = { goes: "1 to 2", does: null, against: ["soak wait"] };
  expect(hasToBeRead(open, { ...open })).toBe(false);
  expect(hasToBeRead(open, shut)).toBe(true);
  expect(hasToBeRead(shut, open)).toBe(false);
  expect(hasToBeRead(shut, { ...shut, against: ["approvals wait"] })).toBe(true);
  expect(hasToBeRead(open, { ...open, does: "write, push" })).toBe(true);
  expect(hasToBeRead(shut, { ...shut, goes: "1 to 3" })).toBe(true);
});

test("another question brings another plan, and that is no news", async () => {
  const { asked, fresh } = await page([plan("push", 0), plan("write", 0)]);
  asked.ask({ of: "web" });
  await waitFor(() => expect(asked.settled).not.toBeNull());
  fresh.look(AT);
  expect(fresh.changed).toBe(false);
});

test("without the focus, and while a question is open, nothing is asked", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  const away = await page([plan("push", 0)]);
  away.fresh.look(AT + 90_000);
  expect(away.fetch).toHaveBeenCalledTimes(1);
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const held = await page([plan("push", 0)], true);
  held.fresh.look(AT + 90_000);
  expect(held.fetch).toHaveBeenCalledTimes(1);
});
