import { configure } from "@testing-library/dom";
import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";
// What opens on demand is fetched before any test waits for it.
import "../features/frame/Palette.svelte";
import "../kit/DialogBox.svelte";
import "../kit/MenuList.svelte";

// A bound, not a time, and the only one: a busy machine may take far longer than a second.
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => {
  window.location.hash = "";
});
afterEach(() => cleanup());
