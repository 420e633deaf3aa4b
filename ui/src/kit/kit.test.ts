import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { readFileSync } from "node:fs";
import { createRawSnippet } from "svelte";
import { describe, expect, test, vi } from "vitest";
import { refusal } from "../ipc/mock/refusal";
import Button from "./Button.svelte";
import FailedState from "./FailedState.svelte";
import LongName from "./LongName.svelte";
import Markdown from "./Markdown.svelte";
import { blocksOf } from "./markdown";
import { ago, moment, span, spoken } from "./time";

test("moments in a text are told in the user's own zone", () => {
  const at = "2026-11-20T13:39:18Z";
  expect(spoken(`it ended at ${at}, in entry 3`)).toBe(`it ended at ${moment(at)}, in entry 3`);
  expect(spoken("nothing of the kind")).toBe("nothing of the kind");
});

test.each(Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1 + month, 9, 7)))(
  "%s is told as the language tells it",
  (at) => {
    const shape = { day: "numeric", month: "short", year: "numeric" } as const;
    const told = at.toLocaleString("en-GB", { ...shape, hour: "2-digit", minute: "2-digit" });
    expect(moment(at.toISOString())).toBe(told);
  },
);

describe("spans", () => {
  test.each([
    [412, "412 ms"],
    [12_000, "12 s"],
    [240_000, "4 min"],
    [8_100_000, "2 h 15 min"],
    [532_800_000, "6 d 4 h"],
    [1_040_000_000, "12 d"],
  ])("%d milliseconds are %s", (milliseconds, text) => {
    expect(span(milliseconds)).toBe(text);
  });
  test("the future is not negative", () => {
    expect(ago(2_000, 1_000)).toBe("just now");
  });
});

describe("markdown", () => {
  test("headings, lists, code and paragraphs are blocks", () => {
    const kinds = blocksOf(
      "## 1.0\n\n- a\n  b\n- c\n\ntext\nmore\n\n```\n# no\n```\n[1.0]: https://x",
    ).map((block) => block.kind);
    expect(kinds).toEqual(["heading", "list", "paragraph", "code"]);
  });

  test("nothing in it becomes markup, and only web addresses become links", async () => {
    const open = vi.fn();
    const text =
      "<img src=x onerror=alert(1)> [bad](javascript:alert(1)) [good](https://example.org) **b** `c`";
    const { container } = render(Markdown, { text, open });
    expect(container.querySelector("img, script")).toBeNull();
    expect(container.textContent).toContain("<img src=x");
    expect(screen.getAllByRole("link")).toHaveLength(1);
    await userEvent.click(screen.getByRole("link", { name: "good" }));
    expect(open).toHaveBeenCalledExactlyOnceWith("https://example.org");
  });
});

describe("button", () => {
  const children = createRawSnippet(() => ({ render: () => "<span>Tag 1.9.0</span>" }));

  test("with a reason against it, it stays, says the reason and does nothing", async () => {
    const onclick = vi.fn();
    render(Button, { children, onclick, against: "The tag exists." });
    const button = screen.getByRole("button", {
      name: "Tag 1.9.0",
      description: "The tag exists.",
    });
    await userEvent.click(button);
    expect(onclick).not.toHaveBeenCalled();
    button.focus();
    expect(document.activeElement).toBe(button);
  });
});

test.each([
  ["production-asia-pacific-sydney-2", "-sydney-2"],
  ["quality-assurance-alpha-europe-west", "-europe-west"],
  ["x".repeat(40), "x".repeat(12)],
])("a long name keeps its end and is read whole: %s", (name, end) => {
  const { container } = render(LongName, { name });
  expect(container.textContent).toBe(name);
  expect(container.querySelector(".long > :last-child")?.textContent).toBe(end);
});

test.each(["worker", "\u05e9\u05dc\u05d5\u05dd".repeat(12)])("%s is cut nowhere", (name) => {
  const { container } = render(LongName, { name });
  expect(container.querySelector(".long")).toBeNull();
});

test("of a thousand lines twenty are shown, and all of them when somebody asks", async () => {
  const detail = Array.from({ length: 1000 }, (_, at) => `lockkeeper.toml:${at}: not a service`);
  render(FailedState, { error: { ...refusal("The file has mistakes."), detail } });
  const lines = () => screen.getByText(/lockkeeper\.toml:0/).textContent.split("\n");
  expect(lines()).toHaveLength(20);
  await userEvent.click(screen.getByRole("button", { name: "Show all 1,000 lines" }));
  expect(lines()).toHaveLength(1000);
  expect(screen.queryByRole("button", { name: /Show all/ })).toBeNull();
});

describe("tokens", () => {
  const css = readFileSync("src/kit/tokens.css", "utf8");
  const [light = "", dark = ""] = css.split('[data-theme="dark"]');
  const valuesOf = (text: string): Record<string, string> => {
    const values: Record<string, string> = {};
    for (const [, name = "", value = ""] of text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)) {
      values[name] = value;
    }
    return values;
  };
  const themes = [
    ["light", valuesOf(light)],
    ["dark", { ...valuesOf(light), ...valuesOf(dark) }],
  ] as const;

  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const TEXTS = ["ink-1", "ink-2", "ink-3", "water", "water-strong", "ok", "move", "wait", "bad"];
  const MORE = ["warn", "frozen", "back", "gone"];

  test.each(themes)("in the %s theme every text reaches 4.5 to 1", (_name, values) => {
    const low: string[] = [];
    for (const text of [...TEXTS, ...MORE]) {
      for (const ground of ["stone-0", "stone-1", `${text}-soft`]) {
        const pair = [values[text], values[ground]];
        if (pair[1] === undefined) continue;
        const found = contrast(pair[0] ?? "", pair[1]);
        if (found < 4.5) low.push(`${text} on ${ground}: ${found.toFixed(2)}`);
      }
    }
    const button = contrast(values["on-water"] ?? "", values["water"] ?? "");
    if (button < 4.5) low.push(`on-water on water: ${button.toFixed(2)}`);
    expect(low).toEqual([]);
  });
});
