import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectGone, openWindow } from "../../test/window";
import { found } from "./palette";

const action = (title: string, group = "Board") => ({
  id: title,
  title,
  group,
  against: null,
  run: () => undefined,
});

describe("the palette", () => {
  test("finds by every word and puts the best first", () => {
    const actions = [action("Open api"), action("api", "Services"), action("Settings", "Go to")];
    expect(found(actions, "api")[0]?.name).toBe("Services");
    expect(found(actions, "api open")).toHaveLength(1);
    expect(found(actions, "zzz")).toEqual([]);
    expect(found(actions, "").flatMap((section) => section.actions)).toHaveLength(3);
  });

  test("opens by its keys, runs what is chosen and closes", async () => {
    openWindow("demo");
    const user = userEvent.setup();
    await screen.findByRole("grid");
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox", { name: "Search or run a command" });
    await user.type(field, "worker");
    expect(screen.getByRole("option", { name: "worker" }).getAttribute("aria-selected")).toBe(
      "true",
    );
    await expectAccessible();
    await user.keyboard("{Enter}");
    expect(window.location.hash).toBe("#/service/worker");
    await expectGone(() => screen.queryByRole("combobox"));
  });
});

describe("the frame", () => {
  test("shows who acts, the age of the facts, runs and the command line", async () => {
    openWindow("states");
    await screen.findByRole("grid");
    expect(await screen.findByText("dana")).toBeTruthy();
    expect(screen.getByText(/key …a1b2/)).toBeTruthy();
    const strip = screen.getByRole("contentinfo", { name: "Activity" });
    expect(within(strip).getByText("worker 0.14.3 → production")).toBeTruthy();
    expect(within(strip).getByText("lockkeeper board")).toBeTruthy();
  });

  test("says when it is offline", async () => {
    openWindow("offline");
    expect(await screen.findByText(/Offline/)).toBeTruthy();
  });

  test("lists the calls", async () => {
    openWindow("demo");
    const user = userEvent.setup();
    await screen.findByRole("grid");
    await user.click(screen.getByRole("button", { name: "Calls" }));
    const log = await screen.findByRole("region", { name: "Call log" });
    expect(await within(log).findByText("git ls-remote origin main")).toBeTruthy();
    expect(within(log).getAllByRole("button", { name: "Copy this call" }).length).toBe(3);
    await expectAccessible();
  });

  test("announces where it went", async () => {
    openWindow("demo");
    await screen.findByRole("grid");
    window.location.hash = "#/service/api";
    await screen.findByRole("list", { name: "Environments" });
    expect(document.querySelector('[aria-live="polite"]')?.textContent).toBe("api");
    expect(document.title).toBe("api · Lockkeeper");
    expect(document.activeElement?.tagName).toBe("MAIN");
  });

  test("changes the theme from the palette", async () => {
    openWindow("demo");
    const user = userEvent.setup();
    await screen.findByRole("grid");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(
      await screen.findByRole("combobox", { name: /run a command/ }),
      "dark theme{Enter}",
    );
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  });

  test("follows the appearance", async () => {
    const backend = openWindow("demo");
    await screen.findByRole("grid");
    await backend.setAppearance({ theme: "dark", zoom: 150 });
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
    await backend.setAppearance({ theme: "light", zoom: 100 });
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("light"));
  });
});
