import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { DEMO } from "../../ipc/mock/boards";
import { serviceView } from "../../ipc/mock/services";
import { expectAccessible, openWindow } from "../../test/window";
import { Carry } from "./carry.svelte";

async function onService(service = "api") {
  openWindow("demo", { screen: "service", service });
  await screen.findByRole("list", { name: "Environments" });
  return userEvent.setup();
}

const card = (version: string) => {
  const list = screen.getByRole("list", { name: "Versions that could go somewhere" });
  const found = within(list)
    .getAllByRole("listitem")
    .find((item) => within(item).queryByText(version) !== null);
  if (found === undefined) throw new Error(`no card ${version}`);
  return found;
};

describe("the service", () => {
  test("shows its environments, candidates and history, and is accessible", async () => {
    await onService();
    expect(screen.getByRole("heading", { name: "production" })).toBeTruthy();
    expect(screen.getByRole("table")).toBeTruthy();
    expect(screen.getAllByText("last good").length).toBeGreaterThan(0);
    await expectAccessible();
  });

  test("a button, and choosing and dropping by keyboard, end at the same page", async () => {
    const user = await onService();
    await user.click(within(card("1.10.0-rc.1")).getByRole("button", { name: "To staging" }));
    expect(window.location.hash).toBe("#/promote/api/staging?version=1.10.0-rc.1");
    window.location.hash = "#/service/api";
    await screen.findByRole("list", { name: "Environments" });
    within(card("1.10.0-rc.1"))
      .getByRole("button", { name: "Choose where 1.10.0-rc.1 goes" })
      .focus();
    await user.keyboard("{Enter}");
    expect(screen.getByText("It is not live in staging.")).toBeTruthy();
    screen.getByRole("button", { name: "Bring 1.10.0-rc.1 here" }).focus();
    await user.keyboard("{Enter}");
    expect(window.location.hash).toBe("#/promote/api/staging?version=1.10.0-rc.1");
  });

  test("Escape puts a candidate down", async () => {
    const user = await onService();
    await user.click(screen.getByRole("button", { name: "Choose where 1.10.0-rc.1 goes" }));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button", { name: /^Bring/ })).toBeNull();
  });

  test("an untagged build goes by its commit", async () => {
    const user = await onService();
    await user.click(within(card("1.10.0-dev.3+g8c1d04a")).getByRole("button", { name: "To dev" }));
    expect(window.location.hash).toBe(
      "#/promote/api/dev?commit=3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e",
    );
  });

  test("rolling back is one press away", async () => {
    const user = await onService();
    await user.click(screen.getByRole("button", { name: "Roll back api in production" }));
    expect(window.location.hash).toBe("#/rollback/api/production?to=1.8.1");
  });

  test("what cannot be read is said", async () => {
    openWindow("states", { screen: "service", service: "fail-search" });
    expect((await screen.findByRole("alert")).textContent).toContain("Nothing was changed.");
  });
});

describe("carrying", () => {
  const [, candidate] = serviceView(DEMO, "api")?.candidates ?? [];
  if (candidate === undefined) throw new Error("the demo has candidates");
  const pointer = (x: number) =>
    new PointerEvent("pointermove", { clientX: x, clientY: 0, button: 0 });

  test("only an eligible environment takes what is dropped", () => {
    const bring = vi.fn();
    const carry = new Carry(bring);
    carry.toggle(candidate);
    carry.drop("production");
    expect(bring).not.toHaveBeenCalled();
    expect(carry.picked).toBeNull();
    carry.toggle(candidate);
    carry.drop("staging");
    expect(bring).toHaveBeenCalledExactlyOnceWith(candidate, "staging");
  });

  test("a press that hardly moves is no drag", () => {
    const carry = new Carry(vi.fn());
    carry.press(pointer(0), candidate);
    carry.move(pointer(3));
    expect(carry.picked).toBeNull();
    carry.move(pointer(9));
    expect(carry.picked).toBe(candidate);
    carry.release();
    expect(carry.picked).toBeNull();
  });
});
