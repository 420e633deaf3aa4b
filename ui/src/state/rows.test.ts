import { waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { LARGE, partOf } from "../ipc/mock/boards";
import { mockBackend } from "../ipc/mock";
import { SCENARIOS } from "../ipc/mock/scenarios";
import { queriesOver } from "./queries";
import { FIRST, rowsIn } from "./rows";

const names = (board: typeof LARGE): readonly string[] =>
  board.groups.flatMap((group) => group.rows.map((row) => `${group.name} ${row.service}`));

test("the first rows of a large board are there before the others, and then all in their order", async () => {
  const backend = { ...mockBackend(SCENARIOS.demo) };
  const asked: [number, number | null][] = [];
  const answers: (() => void)[] = [];
  backend.board = (from, most) => {
    asked.push([from, most]);
    return new Promise((tell) => answers.push(() => tell(partOf(LARGE, from, most))));
  };
  const query = queriesOver(backend).board.of();
  const fetched = query.refetch();
  answers[0]?.();
  await waitFor(() => expect(query.value).not.toBeNull());
  expect([query.value && rowsIn(query.value), query.value?.below]).toEqual([FIRST, 1000 - FIRST]);
  for (let at = 1; at < 6; at++) {
    await waitFor(() => expect(answers).toHaveLength(at + 1));
    answers[at]?.();
  }
  await fetched;
  expect(query.value?.below).toBe(0);
  expect(query.value && names(query.value)).toEqual(names(LARGE));
  expect(asked[1]).toEqual([FIRST, 200]);
});

test("a board that is there stays whole while it is fetched again", async () => {
  const backend = { ...mockBackend(SCENARIOS.demo) };
  backend.board = (from, most) => Promise.resolve(partOf(LARGE, from, most));
  const query = queriesOver(backend).board.of();
  await query.refetch();
  const seen: number[] = [];
  backend.board = (from, most) => {
    seen.push(query.value === null ? 0 : rowsIn(query.value));
    return Promise.resolve(partOf(LARGE, from, most));
  };
  await query.refetch();
  expect(new Set(seen)).toEqual(new Set([1000]));
});
