import { waitFor } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { refusal } from "../ipc/mock/refusal";
import { Actions, keysOf } from "./actions.svelte";
import { hear, SILENCE } from "./events";
import { refetching, refused } from "./loaded";
import { Family, Query } from "./query.svelte";

describe("events", () => {
  const event = (seq: number) => ({ seq, topics: ["board"], run: null });

  test("the first one makes its topics stale", () => {
    expect(hear(SILENCE, event(5))).toEqual({ heard: { seq: 5 }, stale: ["board"] });
  });
  test("a gap makes everything stale", () => {
    expect(hear({ seq: 5 }, event(7)).stale).toBe("all");
  });
  test("one heard before changes nothing", () => {
    expect(hear({ seq: 5 }, event(5))).toEqual({ heard: { seq: 5 }, stale: [] });
  });
});

describe("loaded", () => {
  const ready = { status: "ready", value: 1, at: 3 } as const;

  test("a fetch keeps what was seen", () => {
    expect(refetching(ready)).toEqual({ status: "stale", value: 1, at: 3, error: null });
  });
  test("a failed fetch keeps what was seen beside its reason", () => {
    const error = refusal("no");
    expect(refused(ready, error)).toEqual({ status: "stale", value: 1, at: 3, error });
    expect(refused({ status: "loading" }, error)).toEqual({ status: "failed", error });
  });
});

/** A query that is answered when the test says so, each question by its own answer. */
function unanswered() {
  const answers: ((value: string) => void)[] = [];
  const query = new Query(() => new Promise<string>((answer) => answers.push(answer)));
  return { query, answers };
}

describe("query", () => {
  test("it fetches when somebody looks, and once", async () => {
    const fetch = vi.fn(() => Promise.resolve("board"));
    const query = new Query(fetch);
    expect(fetch).not.toHaveBeenCalled();
    query.watch();
    query.watch();
    await waitFor(() => expect(query.value).toBe("board"));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("an answer that was overtaken is dropped", async () => {
    const { query, answers } = unanswered();
    const first = query.refetch();
    const second = query.refetch();
    answers[1]?.("new");
    answers[0]?.("old");
    await Promise.all([first, second]);
    expect(query.value).toBe("new");
  });

  test("changes that come faster than the answers are asked about one at a time", async () => {
    const { query, answers } = unanswered();
    query.watch();
    query.stale();
    query.outdated();
    query.stale();
    answers[0]?.("first");
    await waitFor(() => expect(answers).toHaveLength(2));
    expect(query.loaded).toMatchObject({ status: "stale", value: "first" });
    query.outdated();
    answers[1]?.("second");
    await waitFor(() => expect(answers).toHaveLength(3));
    expect(query.loaded).toMatchObject({ status: "ready", value: "second" });
    answers[2]?.("third");
    await waitFor(() => expect(query.value).toBe("third"));
    expect(answers).toHaveLength(3);
  });

  test("a change while nobody looks is asked about when somebody does", async () => {
    const { query, answers } = unanswered();
    const stop = query.watch();
    stop();
    query.stale();
    answers[0]?.("old");
    await waitFor(() => expect(query.value).toBe("old"));
    expect(answers).toHaveLength(1);
    query.watch();
    expect(answers).toHaveLength(2);
  });

  test("what was thrown becomes a failure that can be tried again", async () => {
    const fetch = vi.fn<() => Promise<string>>();
    fetch.mockRejectedValueOnce(refusal("no")).mockResolvedValueOnce("yes");
    const query = new Query(fetch);
    await query.refetch();
    expect(query.loaded).toMatchObject({ status: "failed", error: { message: "no" } });
    await query.refetch();
    expect(query.loaded.status).toBe("ready");
  });

  test("a topic fetches what is watched now and the rest when it is", async () => {
    const fetch = vi.fn((name: string) => Promise.resolve(name));
    const family = new Family(["board"], fetch);
    const stop = family.of("seen").watch();
    await family.of("unseen").refetch();
    fetch.mockClear();
    family.stale(["runs"]);
    expect(fetch).not.toHaveBeenCalled();
    family.stale(["board"]);
    expect(fetch.mock.calls).toEqual([["seen"]]);
    family.of("unseen").watch();
    expect(fetch.mock.calls).toEqual([["seen"], ["unseen"]]);
    await waitFor(() => expect(family.of("unseen").loaded.status).toBe("ready"));
    stop();
    family.stale("all");
    expect(fetch).toHaveBeenCalledTimes(3);
  });
});

describe("actions", () => {
  const action = (run: () => void, against: string | null = null) => ({
    id: "promote",
    title: "Promote",
    group: "Board",
    shortcut: "p",
    against,
    run,
  });
  const press = (key: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent("keydown", { key, ...more });

  test("a shortcut runs its action while it is on offer", () => {
    const actions = new Actions();
    const run = vi.fn();
    const stop = actions.offer(() => [action(run)]);
    expect(actions.press(press("p"))).toBe(true);
    stop();
    expect(actions.press(press("p"))).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });
  test("what cannot be done is not run", () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.offer(() => [action(run, "Frozen.")]);
    actions.press(press("p"));
    expect(run).not.toHaveBeenCalled();
  });
  test("letters that are typed are no shortcuts", () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.offer(() => [action(run)]);
    const field = document.createElement("input");
    field.addEventListener("keydown", (event) => actions.press(event));
    field.dispatchEvent(press("p"));
    expect(run).not.toHaveBeenCalled();
  });
  test("the later of two with one id counts", () => {
    const actions = new Actions();
    actions.offer(() => [action(vi.fn(), "first")]);
    actions.offer(() => [action(vi.fn(), "second")]);
    expect(actions.all.map((one) => one.against)).toEqual(["second"]);
  });
  test("keys are written as shortcuts write them", () => {
    expect(keysOf(press("k", { metaKey: true }))).toBe("mod+k");
    expect(keysOf(press("K", { ctrlKey: true, shiftKey: true }))).toBe("mod+k");
    expect(keysOf(press("Enter", { shiftKey: true }))).toBe("shift+Enter");
  });
});
