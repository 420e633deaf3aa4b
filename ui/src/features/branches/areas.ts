/** A part of the Branches screen: the branches themselves when null. */
export type Area = "history" | "protection" | null;

/** The parts as they are chosen. */
export const AREAS = [
  { value: "branches", word: "Branches" },
  { value: "history", word: "History" },
  { value: "protection", word: "Protection" },
] as const;

/** The part that a choice means. */
export function areaOf(value: (typeof AREAS)[number]["value"]): Area {
  return value === "branches" ? null : value;
}
