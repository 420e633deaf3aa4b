import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { calendarOf } from "../../ipc/mock/calendar";
import { refusal } from "../../ipc/mock/refusal";
import {
  dayOf,
  daysOf,
  fullName,
  isDay,
  plus,
  plusMonths,
  walk,
  weekName,
  weeksOf,
} from "../../kit/days";
import { expectAccessible, openWindow } from "../../test/window";
import { lines, wrongTimes } from "../../kit/later";
import { hours, joined, onDay, pieces } from "./lanes";

const CALENDAR = { screen: "calendar", shape: "month", day: null } as const;
const WEEK = { screen: "calendar", shape: "week", day: "2026-11-26" } as const;
const at = (local: string): string => new Date(local).toISOString();

test("a month is its whole weeks, and keys walk over its ends", () => {
  expect(weeksOf("month", "2026-11-21")).toEqual([
    "2026-10-26",
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
    "2026-11-23",
    "2026-11-30",
  ]);
  expect(weeksOf("week", "2026-11-21")).toEqual(["2026-11-16"]);
  expect(daysOf("2026-11-30").at(-1)).toBe("2026-12-06");
  expect(plusMonths("2027-01-31", 1)).toBe("2027-02-28");
  expect(walk("2026-11-01", "ArrowLeft", "x")).toBe("2026-10-31");
  expect(walk("2026-11-21", "PageDown", "x")).toBe("2026-12-21");
  expect(walk("2026-11-21", "t", "2026-03-01")).toBe("2026-03-01");
  expect(walk("2026-11-21", "q", "x")).toBeNull();
  expect(isDay("2026-02-29")).toBe(false);
  expect(weekName("2026-12-01")).toBe("30 Nov – 6 Dec 2026");
  expect(plus("2026-03-28", 1)).toBe("2026-03-29");
});

test("a lane is cut into days and joined again where nothing changes", () => {
  const view = calendarOf(at("2026-11-23T00:00"), at("2026-11-30T00:00"), []);
  const [dev, , production] = view.lanes;
  if (dev === undefined || production === undefined) throw new Error("no lane");
  expect(joined(pieces(dev, "2026-11-23", 7))).toHaveLength(1);
  const shapes = joined(pieces(production, "2026-11-23", 7));
  expect(shapes).toHaveLength(9);
  expect(shapes.reduce((sum, one) => sum + one.wide, 0)).toBeCloseTo(1);
  const thursday = onDay(production, "2026-11-26");
  expect(thursday.map((one) => hours(one, "2026-11-26"))).toEqual([
    "00:00 – 09:00",
    "09:00 – 16:00",
    "16:00 – 24:00",
  ]);
});

test("a freeze that begins later is written into the file, and nonsense is said", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(wrongTimes("", "2026-11-20T12:00", now)).toBe("That moment is over.");
  expect(wrongTimes("2026-12-20T12:00", "", now)).toContain("both ends");
  expect(wrongTimes("2026-12-20T12:00", "2026-12-19T12:00", now)).toContain("before it begins");
  expect(wrongTimes("", "", now)).toBeNull();
  const text = lines(["staging", "production"], "2026-12-20T12:00", "2026-12-21T12:00");
  expect(text).toContain("[[env.production.gates.freezes]]");
  expect(text).toMatch(/from = 2026-12-\d\dT\d\d:00:00Z\n/);
});

test("the month is shown with its day in words and is accessible", async () => {
  openWindow("demo", CALENDAR);
  const grid = await screen.findByRole("grid");
  const today = dayOf(Date.now());
  const chosen = within(grid).getByRole("gridcell", { selected: true });
  expect(within(chosen).getByRole("button").getAttribute("aria-current")).toBe("date");
  expect(within(chosen).getByRole("button").getAttribute("aria-label")).toContain("production");
  expect(screen.getByRole("complementary", { name: fullName(today) })).toBeTruthy();
  await expectAccessible();
});

test("keys walk over the days and back to today", async () => {
  openWindow("demo", CALENDAR);
  const user = userEvent.setup();
  const grid = await screen.findByRole("grid");
  const today = dayOf(Date.now());
  const chosen = within(grid).getByRole("gridcell", { selected: true });
  within(chosen).getByRole("button").focus();
  await user.keyboard("{ArrowRight}");
  const next = plus(today, 1);
  await screen.findByRole("complementary", { name: fullName(next) });
  await waitFor(() => {
    expect(document.activeElement?.getAttribute("data-day")).toBe(next);
  });
  expect(window.location.hash).toBe(`#/calendar?day=${next}`);
  await user.keyboard("{PageDown}");
  await screen.findByRole("complementary", { name: fullName(plusMonths(next, 1)) });
  await user.keyboard("t");
  expect(window.location.hash).toBe("#/calendar");
});

test("the week says open and closed, and a broken glass opens its signed reason", async () => {
  openWindow("demo", WEEK);
  const panel = await screen.findByRole("complementary");
  const production = within(panel).getByRole("region", { name: "production" });
  expect(production.textContent).toContain("09:00 – 16:00");
  expect(within(production).getByText("Open")).toBeTruthy();
  expect(within(production).getAllByText("Closed")).toHaveLength(2);
  await expectAccessible();
});

test("a mark leads to its entry", async () => {
  openWindow("demo", CALENDAR, (backend) => ({
    ...backend,
    calendar: async (from, until) => {
      const view = await backend.calendar(from, until);
      const mark = {
        at: new Date().toISOString(),
        kind: "break-glass",
        environment: "production",
        by: "dana",
        sentence: "Break glass for freeze: a hole is being exploited",
        entry: 22,
      } as const;
      return { ...view, marks: [mark] };
    },
  }));
  const link = await screen.findByRole("link", { name: /^Glass broken/ });
  expect(link.getAttribute("href")).toBe("#/audit/22");
});

test("a line is stopped for a service, shown, and goes on", async () => {
  const backend = openWindow("demo", CALENDAR);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Stop the line in staging" }));
  const dialog = await screen.findByRole("dialog", { name: "Stop the line" });
  await user.click(within(dialog).getByText("For every service"));
  await user.click(within(dialog).getByRole("checkbox", { name: "web" }));
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "a bad disk");
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Show the words" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({
    decision: "freeze",
    environments: ["staging"],
    services: ["web"],
    until: null,
    reason: "a bad disk",
  });
  await user.click(await screen.findByRole("button", { name: /Sign and stop the line/ }));
  await user.click(await screen.findByRole("button", { name: /^Let it go on/ }));
  const goOn = await screen.findByRole("dialog", { name: "Let it go on" });
  await user.type(within(goOn).getByRole("textbox", { name: "Reason" }), "new disk");
  await user.click(within(goOn).getByRole("button", { name: "Show the words" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "thaw", reason: "new disk" });
});

test("without a ledger the calendar is there and says why no line can be stopped", async () => {
  openWindow("bare", CALENDAR);
  const stop = await screen.findByRole("button", { name: "Stop the line in dev" });
  await waitFor(() => {
    expect(stop.getAttribute("title")).toContain("no ledger yet");
  });
  expect(stop.getAttribute("aria-disabled")).toBe("true");
});

test("no environment says what comes next", async () => {
  openWindow("demo", CALENDAR, (backend) => ({
    ...backend,
    calendar: (from, until) => Promise.resolve({ from, until, lanes: [], marks: [], services: [] }),
  }));
  expect(await screen.findByText("No environment yet")).toBeTruthy();
  await expectAccessible();
});

test("a calendar that cannot be read says so", async () => {
  openWindow("demo", CALENDAR, (backend) => ({
    ...backend,
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
    calendar: () => Promise.reject(refusal("The calendar could not be read. Nothing was changed.")),
  }));
  expect((await screen.findByRole("alert")).textContent).toContain("Nothing was changed.");
  await expectAccessible();
});
