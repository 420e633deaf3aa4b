import { configure } from "@testing-library/dom";
import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";
// What opens on demand is fetched before any test waits for it.
import "../features/frame/Palette.svelte";
import "../kit/DialogBox.svelte";
import "../kit/MenuList.svelte";

// A bound, not a time: a busy machine may take longer than the usual second.
configure({ asyncUtilTimeout: 8_000 });

beforeEach(() => {
  window.location.hash = "";
});
afterEach(() => cleanup());
