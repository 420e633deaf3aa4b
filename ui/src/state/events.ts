import type { EventMessage } from "../ipc/generated/types";

/** The number of the last change heard of; null before the first. */
export interface Heard {
  readonly seq: number | null;
}

/** What a change makes stale. */
export interface Consequence {
  readonly heard: Heard;
  readonly stale: readonly string[] | "all";
}

/** Nothing heard of yet. */
export const SILENCE: Heard = { seq: null };

/** Takes a change in: a gap before it means that everything may have changed. */
export function hear(heard: Heard, event: EventMessage): Consequence {
  if (heard.seq !== null && event.seq <= heard.seq) return { heard, stale: [] };
  const gap = heard.seq !== null && event.seq > heard.seq + 1;
  return { heard: { seq: event.seq }, stale: gap ? "all" : event.topics };
}
