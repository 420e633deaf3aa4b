/**
 * Every screen has an address: `#/service/api` in the window is the same as the
 * link `lockkeeper://service/api`. A link shows a screen and never acts.
 *
 * To add a view: add its screen to `Route`, a line to `segmentsOf` and one to
 * `read`, a row to the test's table, and a branch to `Screen.svelte` that loads
 * `views/<Name>.svelte` lazily with its properties.
 */

import { isDay } from "./kit/days";

/** A screen with what it is about. */
export type Route =
  | { readonly screen: "start" }
  | { readonly screen: "board" }
  | { readonly screen: "service"; readonly service: string }
  | { readonly screen: "cut"; readonly service: string }
  | {
      readonly screen: "promotion";
      readonly service: string;
      readonly to: string;
      /** Best candidate when null. */
      readonly version: string | null;
      /** Only for a build without a tag. */
      readonly commit: string | null;
    }
  | {
      readonly screen: "rollback";
      readonly service: string;
      readonly within: string;
      /** Last good version when null. */
      readonly to: string | null;
    }
  | {
      /** Several services that go as one. */
      readonly screen: "set";
      readonly environment: string;
      /** `web@4.1.7`, or `web` for its best version. */
      readonly items: readonly string[];
      readonly back: boolean;
      /** The lane that all of it takes; the ordinary way in when null. */
      readonly lane: string | null;
      /** The run of a larger set that failed, when this one goes on from it. */
      readonly after: string | null;
    }
  | { readonly screen: "run"; readonly id: string }
  | {
      readonly screen: "branches";
      /** The repository of the first service when null. */
      readonly repo: string | null;
      /** The branches themselves when null. */
      readonly area: "history" | "protection" | null;
    }
  | { readonly screen: "releases" }
  | { readonly screen: "release"; readonly service: string; readonly tag: string }
  | {
      readonly screen: "inbox";
      /** The number of the entry that is open beside the list. */
      readonly request: string | null;
    }
  | {
      readonly screen: "audit";
      /** The number or the hash of the entry that is open beside the list. */
      readonly entry: string | null;
    }
  | {
      readonly screen: "calendar";
      readonly shape: "month" | "week";
      /** The chosen day ("2026-11-21"); today when null. */
      readonly day: string | null;
    }
  | { readonly screen: "settings" };

/** The name of a screen. */
export type Screen = Route["screen"];

const SCHEME = "lockkeeper://";

type Query = readonly (readonly [string, string | null])[];

function segmentsOf(route: Route): { path: readonly string[]; query: Query } {
  switch (route.screen) {
    case "start":
    case "board":
    case "releases":
    case "settings":
      return { path: [route.screen], query: [] };
    case "branches":
      return {
        path: [route.screen, ...(route.area === null ? [] : [route.area])],
        query: [["repo", route.repo]],
      };
    case "service":
    case "cut":
      return { path: [route.screen, route.service], query: [] };
    case "promotion":
      return {
        path: ["promote", route.service, route.to],
        query: [
          ["version", route.version],
          ["commit", route.commit],
        ],
      };
    case "rollback":
      return { path: ["rollback", route.service, route.within], query: [["to", route.to]] };
    case "set":
      return {
        path: ["set", route.environment],
        query: [
          ["items", route.items.join(",")],
          ["back", route.back ? "yes" : null],
          ["lane", route.lane],
          ["after", route.after],
        ],
      };
    case "run":
      return { path: ["run", route.id], query: [] };
    case "inbox":
      return { path: ["inbox", ...(route.request === null ? [] : [route.request])], query: [] };
    case "audit":
      return { path: ["audit", ...(route.entry === null ? [] : [route.entry])], query: [] };
    case "calendar":
      return {
        path: [route.screen],
        query: [
          ["view", route.shape === "month" ? null : route.shape],
          ["day", route.day],
        ],
      };
    case "release":
      return { path: ["releases", route.service, route.tag], query: [] };
  }
}

function read(path: readonly string[], query: URLSearchParams): Route | null {
  const [screen, first, second, ...rest] = path;
  if (rest.length > 0) return null;
  if (second === undefined && screen === "inbox") return { screen, request: first ?? null };
  if (second === undefined && screen === "audit") return { screen, entry: first ?? null };
  if (screen === "branches") {
    if (second !== undefined) return null;
    const repo = query.get("repo");
    if (first === undefined) return { screen, repo, area: null };
    return first === "history" || first === "protection" ? { screen, repo, area: first } : null;
  }
  if (first === undefined) {
    if (screen === "calendar") return calendar(query);
    if (screen === "start" || screen === "board" || screen === "releases") return { screen };
    return screen === "settings" ? { screen } : null;
  }
  if (second === undefined) {
    if (screen === "service" || screen === "cut") return { screen, service: first };
    if (screen === "set") return setOf(first, query);
    return screen === "run" ? { screen, id: first } : null;
  }
  const of = { service: first };
  if (screen === "releases") return { screen: "release", ...of, tag: second };
  if (screen === "rollback") return { screen, ...of, within: second, to: query.get("to") };
  if (screen !== "promote") return null;
  const build = { version: query.get("version"), commit: query.get("commit") };
  return { screen: "promotion", ...of, to: second, ...build };
}

function calendar(query: URLSearchParams): Route {
  const day = query.get("day") ?? "";
  const shape = query.get("view") === "week" ? "week" : "month";
  return { screen: "calendar", shape, day: isDay(day) ? day : null };
}

function setOf(environment: string, query: URLSearchParams): Route {
  const items = (query.get("items") ?? "").split(",").filter(Boolean);
  const back = query.get("back") === "yes";
  const [lane, after] = [query.get("lane"), query.get("after")];
  return { screen: "set", environment, items, back, lane, after };
}

function written(route: Route): string {
  const { path, query } = segmentsOf(route);
  const given = query.flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const text = path.map(encodeURIComponent).join("/");
  return given.length > 0 ? `${text}?${given.join("&")}` : text;
}

/** The address inside the window. */
export function format(route: Route): string {
  return `#/${written(route)}`;
}

/** The address from outside. */
export function link(route: Route): string {
  return `${SCHEME}${written(route)}`;
}

/** The screen that an address or a link means; null when it means none. */
export function parse(text: string): Route | null {
  const inside = text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text.replace(/^#?\/?/, "");
  const [path = "", query = ""] = inside.split("?", 2);
  try {
    const segments = path.replace(/\/$/, "").split("/").map(decodeURIComponent);
    return read(segments, new URLSearchParams(query));
  } catch {
    return null;
  }
}

/** What makes another screen of an address: neither what stands beside a list, nor a part, nor another day. */
export function placeOf(route: Route): string {
  const within = ["branches", "inbox", "audit", "calendar"].includes(route.screen);
  return within ? route.screen : format(route);
}

/** The name of a screen, for the title of the window and for being read out. */
export function titleOf(route: Route): string {
  switch (route.screen) {
    case "start":
      return "Open a workspace";
    case "board":
      return "Board";
    case "service":
      return route.service;
    case "cut":
      return `Cut ${route.service}`;
    case "promotion":
      return `${route.service} to ${route.to}`;
    case "rollback":
      return `Roll back ${route.service} in ${route.within}`;
    case "set":
      return route.back ? `A set back in ${route.environment}` : `A set to ${route.environment}`;
    case "run":
      return "Run";
    case "inbox":
      return "Inbox";
    case "audit":
      return "Audit";
    case "branches":
      return "Branches";
    case "calendar":
      return "Calendar";
    case "releases":
      return "Releases";
    case "release":
      return route.tag;
    case "settings":
      return "Settings";
  }
}
