import { expect, test } from "vitest";
import { format, link, parse, type Route, titleOf } from "./routes";

const ROUTES: readonly (readonly [string, Route])[] = [
  ["start", { screen: "start" }],
  ["board", { screen: "board" }],
  ["service/api", { screen: "service", service: "api" }],
  ["cut/api", { screen: "cut", service: "api" }],
  [
    "promote/api/production?version=1.9.0",
    { screen: "promotion", service: "api", to: "production", version: "1.9.0", commit: null },
  ],
  [
    "promote/api/dev?version=1.10.0-dev.3%2Bg8c1d04a&commit=8c1d04a",
    {
      screen: "promotion",
      service: "api",
      to: "dev",
      version: "1.10.0-dev.3+g8c1d04a",
      commit: "8c1d04a",
    },
  ],
  [
    "rollback/api/production",
    { screen: "rollback", service: "api", within: "production", to: null },
  ],
  [
    "set/production?items=api%401.9.0%2Cweb",
    {
      screen: "set",
      environment: "production",
      items: ["api@1.9.0", "web"],
      back: false,
      lane: null,
      after: null,
    },
  ],
  [
    "set/production?items=web%404.1.7&back=yes&lane=hotfix&after=r-1",
    {
      screen: "set",
      environment: "production",
      items: ["web@4.1.7"],
      back: true,
      lane: "hotfix",
      after: "r-1",
    },
  ],
  ["run/7", { screen: "run", id: "7" }],
  ["branches", { screen: "branches", repo: null, area: null }],
  ["branches?repo=shop", { screen: "branches", repo: "shop", area: null }],
  ["branches/history?repo=shop", { screen: "branches", repo: "shop", area: "history" }],
  ["branches/protection", { screen: "branches", repo: null, area: "protection" }],
  ["releases", { screen: "releases" }],
  ["releases/api/api-v1.9.0", { screen: "release", service: "api", tag: "api-v1.9.0" }],
  ["inbox", { screen: "inbox", request: null }],
  ["inbox/37", { screen: "inbox", request: "37" }],
  ["audit", { screen: "audit", entry: null }],
  ["audit/9f3c", { screen: "audit", entry: "9f3c" }],
  ["calendar", { screen: "calendar", shape: "month", day: null }],
  ["calendar?day=2026-11-21", { screen: "calendar", shape: "month", day: "2026-11-21" }],
  ["calendar?view=week&day=2026-11-21", { screen: "calendar", shape: "week", day: "2026-11-21" }],
  ["settings", { screen: "settings" }],
];

test.each(ROUTES)("%s is the address of its screen, inside and outside", (path, route) => {
  expect(format(route)).toBe(`#/${path}`);
  expect(link(route)).toBe(`lockkeeper://${path}`);
  expect(parse(format(route))).toEqual(route);
  expect(parse(link(route))).toEqual(route);
  expect(titleOf(route)).not.toBe("");
});

test("names with slashes, spaces and marks survive", () => {
  const route: Route = { screen: "release", service: "a b/ü", tag: "v1?#%" };
  expect(parse(format(route))).toEqual(route);
});

test.each(["", "#/", "nowhere", "service", "service/a/b/c", "run/%", "https://example.org/board"])(
  "%s means no screen",
  (text) => {
    expect(parse(text)).toBeNull();
  },
);

test("a day that is none of the calendar means today", () => {
  for (const day of ["2026-02-30", "tomorrow", "2026-1-1"])
    expect(parse(`calendar?day=${day}`)).toEqual({ screen: "calendar", shape: "month", day: null });
});
