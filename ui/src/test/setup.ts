import { configure } from "@testing-library/dom";
import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";

// A bound, not a time: a busy machine may take longer than the usual second.
configure({ asyncUtilTimeout: 8_000 });

beforeEach(() => {
  window.location.hash = "";
});
afterEach(() => cleanup());
