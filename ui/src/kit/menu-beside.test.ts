import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { expectGone, openWindow } from "../test/window";

test("a press beside a menu closes it and reaches nothing else", async () => {
  openWindow("demo", { screen: "service", service: "web" });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Record/ }));
  await screen.findByRole("menu");
  const veil = document.querySelector(".veil");
  expect(veil).not.toBeNull();
  if (veil !== null) await user.click(veil);
  await expectGone(() => screen.queryByRole("menu"));
  expect(document.querySelector(".veil")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Cut release" }));
  expect(window.location.hash).toBe("#/cut/web");
});
