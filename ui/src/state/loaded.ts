import type { WireError } from "../ipc/generated/types";

/** What is known of something that is fetched; times in milliseconds since 1970. */
export type Loaded<T> =
  | { status: "loading" }
  | { status: "ready"; value: T; at: number }
  | { status: "stale"; value: T; at: number; error: WireError | null }
  | { status: "failed"; error: WireError };

/** A fetch begins: what was seen stays visible. */
export function refetching<T>(before: Loaded<T>): Loaded<T> {
  switch (before.status) {
    case "ready":
    case "stale":
      return { status: "stale", value: before.value, at: before.at, error: null };
    case "loading":
    case "failed":
      return { status: "loading" };
  }
}

/** A fetch failed: what was seen stays visible, with the reason beside it. */
export function refused<T>(before: Loaded<T>, error: WireError): Loaded<T> {
  switch (before.status) {
    case "ready":
    case "stale":
      return { status: "stale", value: before.value, at: before.at, error };
    case "loading":
    case "failed":
      return { status: "failed", error };
  }
}

/** The value, if there is one. */
export function valueOf<T>(loaded: Loaded<T>): T | null {
  return loaded.status === "ready" || loaded.status === "stale" ? loaded.value : null;
}
