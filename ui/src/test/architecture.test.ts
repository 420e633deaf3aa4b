import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const ENDS = ["", ".ts", ".svelte", "/index.ts"];
const FILES = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.(ts|svelte)$/.test(file) && !file.endsWith(".test.ts"),
);

/** The files that a file imports at once; what is loaded later makes no cycle. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join("src", file), "utf8");
  const paths = [...text.matchAll(/^\s*(?:import|export)\b(?! type)[^;]*?from "(\.[^"]+)"/gm)];
  return paths.flatMap(([, path = ""]) => {
    const target = normalize(join(dirname(file), path));
    return FILES.filter((known) => ENDS.some((end) => known === `${target}${end}`));
  });
}

/** The first way from a file back to one on its path; null when there is none. */
function cycleFrom(file: string, path: readonly string[], done: Set<string>): string | null {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" -> ");
  if (done.has(file)) return null;
  for (const next of importsOf(file)) {
    const cycle = cycleFrom(next, [...path, file], done);
    if (cycle !== null) return cycle;
  }
  done.add(file);
  return null;
}

test("imports make no cycle", () => {
  const done = new Set<string>();
  expect(FILES.length).toBeGreaterThan(50);
  expect(importsOf("App.svelte")).toContain("features/frame/Frame.svelte");
  expect(FILES.map((file) => cycleFrom(file, [], done)).filter((one) => one !== null)).toEqual([]);
});

test("only ipc/tauri.ts talks to the desktop", () => {
  const talking = FILES.filter((file) =>
    readFileSync(join("src", file), "utf8").includes('from "@tauri-apps/'),
  );
  expect(talking).toEqual(["ipc/tauri.ts"]);
});
