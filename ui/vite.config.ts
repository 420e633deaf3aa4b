import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The window's policy, so that a preview refuses what the program would.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Fails the build of a release that contains the world in memory. */
const noMock: Plugin = {
  name: "no-mock",
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk" && file.moduleIds.some((id) => id.includes("/ipc/mock/"))) {
        this.error(`${file.fileName} contains the mock; only the mode "mock" may`);
      }
    }
  },
};

export default defineConfig(({ mode }) => ({
  plugins: mode === "mock" ? [svelte()] : [svelte(), noMock],
  base: "./",
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // Every file costs the start a way to the core and back: what the first screen needs is one.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
    },
  },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1", headers: { "Content-Security-Policy": policy } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 60_000,
    restoreMocks: true,
  },
}));
