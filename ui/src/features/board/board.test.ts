import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { LARGE, partOf, STATES, WIDE } from "../../ipc/mock/boards";
import { refusal } from "../../ipc/mock/refusal";
import { boardPlace } from "../../state/place.svelte";
import { expectAccessible, expectGone, openWindow } from "../../test/window";
import {
  EVERYTHING,
  filtered,
  heightOf,
  inSight,
  lanesInSight,
  lanesOf,
  type Line,
  linesOf,
} from "./grid";
import { walk } from "./walk";

const here = () => document.activeElement?.textContent.replace(/\s+/g, " ").trim();

async function onBoard(name: Parameters<typeof openWindow>[0] = "demo") {
  boardPlace.spot = { index: 0, lane: 0, gate: false };
  boardPlace.visited = false;
  openWindow(name);
  await screen.findByText(/^\d+ services? · \d+ environments$/);
  return userEvent.setup();
}

describe("lines and lanes", () => {
  test("all ten states can be drawn", () => {
    const states = STATES.groups.flatMap((group) => group.rows.flatMap((row) => row.cells));
    expect(new Set(states.map((cell) => cell.state)).size).toBe(12);
  });
  test("a thousand services in ten environments are laid out within a frame", () => {
    const laidOut = (): readonly [number, readonly Line[], readonly Line[]] => {
      const started = performance.now();
      const all = linesOf(filtered(LARGE, EVERYTHING));
      const seen = inSight(all, 20_000, 900);
      return [performance.now() - started, all, seen];
    };
    // The quickest of some: what else the machine does says nothing about it.
    const times = Array.from({ length: 9 }, () => laidOut()[0]);
    expect(Math.min(...times)).toBeLessThan(16);
    const [, lines, sight] = laidOut();
    expect(lines.filter((line) => line.kind === "row")).toHaveLength(1000);
    expect(sight.length).toBeLessThan(90);
    expect(sight[0]?.top).toBeGreaterThan(19_000);
  });
  test("a first frame draws what is seen, and the next some beyond it", () => {
    const lines = linesOf(filtered(LARGE, EVERYTHING));
    const [first, next] = [inSight(lines, 0, 600, 0), inSight(lines, 0, 600)];
    expect(first.at(-1)?.top).toBeLessThanOrEqual(600);
    expect(next.slice(0, first.length)).toEqual(first);
    expect(next.at(-1)?.top).toBeGreaterThan(800);
  });
  test("neighbours of one tier are stacked beyond twelve columns, until unfolded", () => {
    const lanes = lanesOf(WIDE.environments, new Set());
    expect(lanes.map((lane) => (lane.kind === "stack" ? lane.columns.length : 1))).toEqual([
      1, 8, 3, 4,
    ]);
    expect(lanesOf(WIDE.environments, new Set(["testing"]))).toHaveLength(11);
    expect(lanesOf(STATES.environments, new Set())).toHaveLength(3);
  });
  test("quiet rows fold beyond forty", () => {
    const lines = linesOf(filtered(WIDE, EVERYTHING));
    expect(lines.some((line) => line.kind === "row" && line.quiet)).toBe(true);
    const few = linesOf(filtered(STATES, EVERYTHING));
    expect(few.some((line) => line.kind === "row" && line.quiet)).toBe(false);
  });
});

describe("what is not drawn", () => {
  const lanes = lanesOf(LARGE.environments, new Set());

  test("lanes beside the window are not in sight, and those at its edges are", () => {
    expect(lanesInSight(lanes, 0, 1000)).toEqual({ first: 0, last: 5 });
    expect(lanesInSight(lanes, 1752, 1000)).toEqual({ first: 5, last: 10 });
  });
  test("few lanes, and lanes that all fit, are drawn whatever is seen of them", () => {
    expect(lanesInSight(lanesOf(STATES.environments, new Set()), 0, 300).last).toBe(3);
    expect(lanesInSight(lanes, 0, 2800)).toEqual({ first: 0, last: 10 });
    expect(lanesInSight(lanes, 0, 0)).toEqual({ first: 0, last: 10 });
  });
  test("rows that are still to come keep their room, and the height of those before them", () => {
    const first = partOf(LARGE, 0, 30);
    const lines = linesOf(filtered(first, EVERYTHING), first.below);
    expect(lines.some((line) => line.kind === "row" && line.quiet)).toBe(true);
    expect(heightOf(lines, first.below)).toBe(heightOf(lines, 0) + 970 * 36);
  });
});

describe("walking", () => {
  const field = { rows: 3, lanes: 3 };
  const from = { index: 0, lane: 0, gate: false };

  test("the arrow keys stop at gates and at the edges", () => {
    expect(walk(from, "ArrowRight", field, 5)).toEqual({ index: 0, lane: 1, gate: true });
    expect(walk(from, "ArrowLeft", field, 5)).toEqual({ index: 0, lane: -1, gate: false });
    expect(walk(from, "ArrowUp", field, 5)).toEqual(from);
    expect(walk(from, "PageDown", field, 5)).toEqual({ ...from, index: 2 });
    expect(walk(from, "End", field, 5)).toEqual({ index: 0, lane: 2, gate: false });
    expect(walk(from, "x", field, 5)).toBeNull();
  });
  test("every place leads back to itself", () => {
    let spot = { index: 1, lane: -1, gate: false };
    const right = [];
    for (let step = 0; step < 5; step++) {
      spot = walk(spot, "ArrowRight", field, 5) ?? spot;
      right.push(spot);
    }
    expect(right).toHaveLength(new Set(right.map((one) => JSON.stringify(one))).size);
    for (let step = 0; step < 5; step++) spot = walk(spot, "ArrowLeft", field, 5) ?? spot;
    expect(spot).toEqual({ index: 1, lane: -1, gate: false });
  });
});

describe("the board", () => {
  test("shows every service with its state in words and is accessible", async () => {
    await onBoard("states");
    const grid = screen.getByRole("grid", { name: "Which version runs where" });
    for (const word of ["Live", "Deploying", "Soaking", "Waiting", "Gate failed", "Frozen"]) {
      expect(within(grid).getAllByText(word).length).toBeGreaterThan(0);
    }
    for (const word of ["Degraded", "Rolled back", "No valid record", "Unknown", "Empty"]) {
      expect(within(grid).getAllByText(word).length).toBeGreaterThan(0);
    }
    expect(within(grid).getByLabelText(/Gate into production: Soak 31 h/)).toBeTruthy();
    expect(within(grid).getByTitle("Incident, major: web in staging: no orders")).toBeTruthy();
    await expectAccessible();
  });

  test("one place is in the order of the Tab key, and the arrows move it", async () => {
    const user = await onBoard();
    const grid = screen.getByRole("grid");
    const stops = [...grid.querySelectorAll('[tabindex="0"]')];
    expect(stops).toHaveLength(1);
    (stops[0] instanceof HTMLElement ? stops[0] : grid).focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(here()).toContain("1.9.0 Soaking");
    await user.keyboard("{ArrowDown}");
    expect(here()).toContain("0.14.3");
    expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  });

  test("Enter opens the service, p promotes what wants to pass, r rolls back", async () => {
    const user = await onBoard();
    screen.getAllByRole("gridcell")[0]?.focus();
    await user.keyboard("p");
    expect(window.location.hash).toBe("#/promote/api/staging?version=1.10.0-rc.1");
    window.location.hash = "#/board";
    await screen.findByRole("grid");
    screen.getAllByRole("gridcell")[0]?.focus();
    await user.keyboard("r");
    expect(window.location.hash).toBe("#/rollback/api/dev?to=1.9.0");
    window.location.hash = "#/board";
    await screen.findByRole("grid");
    screen.getAllByRole("gridcell")[0]?.focus();
    await user.keyboard("{Enter}");
    expect(window.location.hash).toBe("#/service/api");
  });

  test("several are picked by keys and by mouse, and go as one", async () => {
    const user = await onBoard();
    boardPlace.picked.clear();
    const gate = (service: string) => {
      const row = document.querySelector<HTMLElement>(`[role=rowheader][title=${service}]`);
      return within(row?.parentElement ?? document.body).getByLabelText(/Gate into production/);
    };
    gate("api").focus();
    await user.keyboard("x");
    expect(gate("api").getAttribute("aria-selected")).toBe("true");
    await user.keyboard("{ArrowDown} ");
    const bar = screen.getByRole("region", { name: "Picked services" });
    expect(within(bar).getByText("2 picked")).toBeTruthy();
    expect(within(bar).getByText("api 1.9.0, worker 0.14.3 → production")).toBeTruthy();
    await expectAccessible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Picked services" })).toBeNull();
    expect(document.activeElement).toBe(gate("worker"));
    await user.click(gate("api"));
    await user.keyboard("{Shift>}");
    await user.click(gate("web"));
    await user.keyboard("{/Shift}{Control>}");
    await user.click(gate("worker"));
    await user.keyboard("{/Control}");
    await user.click(screen.getByRole("button", { name: "Promote 2 services to production…" }));
    expect(window.location.hash).toBe("#/set/production?items=api%401.9.0%2Cweb%404.1.7");
    expect(boardPlace.picked.size).toBe(0);
  });

  test("what goes to different places does not go as one, and says so", async () => {
    const user = await onBoard();
    boardPlace.picked.clear();
    screen.getAllByLabelText(/Gate into production/)[0]?.focus();
    await user.keyboard("x{ArrowLeft}{ArrowLeft}x");
    const why = "A set goes to one environment, and these go to staging and production.";
    expect(screen.getByRole("button", { name: why }).getAttribute("aria-disabled")).toBe("true");
    boardPlace.picked.clear();
  });

  test("promoting beyond the last environment is not done", async () => {
    const user = await onBoard();
    screen.getAllByRole("gridcell")[0]?.focus();
    await user.keyboard("{End}p");
    expect(window.location.hash).toBe("#/board");
  });

  test("filters leave what they name and say when nothing is left", async () => {
    const user = await onBoard("states");
    await user.click(screen.getByRole("button", { name: /Drift/ }));
    expect(screen.getAllByRole("rowheader").map((one) => one.textContent)).toHaveLength(2);
    expect(screen.getByText("auth")).toBeTruthy();
    await user.keyboard("/");
    expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Find a service" }));
    await user.keyboard("zzz");
    await screen.findByText("Nothing matches");
    await user.click(screen.getByRole("button", { name: "Show everything" }));
    expect(screen.getByRole("grid")).toBeTruthy();
  });

  test("without a service it names the next step", async () => {
    await onBoard("bare");
    expect(screen.getByRole("button", { name: "Start from a repository" })).toBeTruthy();
    await expectAccessible();
  });

  test("what failed is said, with what was not done, and can be tried again", async () => {
    openWindow("broken");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The board could not be drawn. Nothing was changed.");
    expect(within(alert).getByRole("button", { name: "Try again" })).toBeTruthy();
    expect(within(alert).getByRole("button", { name: "Copy report" })).toBeTruthy();
    await expectAccessible();
  });

  test("facts that could not be read anew stay visible, with the reason", async () => {
    let broken = false;
    const backend = openWindow("demo", { screen: "board" }, (real) => ({
      ...real,
      board: async (from, most) => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
        if (broken) throw refusal("Gone.");
        return real.board(from, most);
      },
    }));
    await screen.findByRole("grid");
    broken = true;
    await backend.setAppearance({ theme: "dark", zoom: 100 });
    expect(await screen.findByText(/may be out of date\. Gone\./)).toBeTruthy();
    expect(screen.getByRole("grid")).toBeTruthy();
  });
});

test("the line is stopped from the board, with a reason and an end", async () => {
  const backend = openWindow("demo");
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Stop the line" }));
  const dialog = await screen.findByRole("dialog", { name: "Stop the line" });
  expect(within(dialog).getByRole("checkbox", { name: "production" })).toHaveProperty(
    "checked",
    true,
  );
  await expectAccessible();
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "an outage{Enter}");
  await user.click(await screen.findByRole("button", { name: "Sign and stop the line" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({
    decision: "freeze",
    environments: ["production"],
    services: [],
    until: null,
    reason: "an outage",
  });
  expect(await screen.findByText("Stop the line in production: an outage")).toBeTruthy();
});

test("a stopped line is seen on the board and goes on from there", async () => {
  const backend = openWindow("stopped");
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Let it go on/ }));
  await expectAccessible();
  await user.type(await screen.findByRole("textbox", { name: "Reason" }), "it is over{Enter}");
  await user.click(await screen.findByRole("button", { name: "Sign and let it go on" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "thaw", reason: "it is over" });
  await expectGone(() => screen.queryByText(/^Stop the line in production/));
});

test("a dialog over a board that was left and entered again keeps the keyboard", async () => {
  openWindow("demo");
  const user = userEvent.setup();
  await screen.findByRole("grid");
  window.location.hash = "#/settings";
  await screen.findByRole("heading", { name: "Settings" });
  window.location.hash = "#/board";
  await screen.findByRole("grid");
  await user.click(screen.getByRole("button", { name: "Stop the line" }));
  const dialog = await screen.findByRole("dialog", { name: "Stop the line" });
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "an outage");
  expect(dialog.contains(document.activeElement)).toBe(true);
});
