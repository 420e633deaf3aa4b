import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { openWindow } from "../../test/window";

const SET = {
  screen: "set",
  environment: "staging",
  items: ["api@1.9.0", "worker"],
  back: false,
  lane: null,
  after: null,
} as const;

test("a set shows its members in waves, its gates once, and one button", async () => {
  openWindow("demo", SET);
  const table = await screen.findByRole("table", { name: "Members of the set" });
  expect(within(table).getByText("Wave 1")).toBeTruthy();
  expect(within(table).getByText(/Wave 2/)).toBeTruthy();
  expect(within(table).getByText("requires api")).toBeTruthy();
  expect(within(table).getByRole("rowheader", { name: /worker/ })).toBeTruthy();
});

test("what is asked names the whole set", async () => {
  const backend = openWindow("demo", { ...SET, back: true, items: ["api@1.8.1", "web"] });
  const umbrella = vi.spyOn(backend, "umbrella");
  await screen.findByRole("table", { name: "Members of the set" });
  const user = userEvent.setup();
  const act = await screen.findByRole("button", { name: /Bring 2 services back in staging/ });
  await user.click(act);
  await waitFor(() => expect(window.location.hash).toBe("#/run/run-1"));
  expect(umbrella.mock.calls.every(([intent]) => intent.rollback)).toBe(true);
});

test("a set that is offered with a lane asks by it", async () => {
  const lanes: (string | null)[] = [];
  openWindow("demo", { ...SET, lane: "hotfix" }, (backend) => ({
    ...backend,
    umbrella: async (intent) => {
      lanes.push(intent.lane);
      return backend.umbrella(intent);
    },
  }));
  await screen.findByRole("table", { name: "Members of the set" });
  expect(lanes).toEqual(["hotfix"]);
});

test("after a failure the run offers the smaller set and the way back", async () => {
  const intent = {
    environment: "production",
    rollback: true,
    items: [{ service: "api", version: "1.8.1" }],
    ticked: {},
    reason: null,
    lane: "hotfix",
    after: null,
  };
  const set = {
    moved: ["api"],
    failed: "web",
    without: { intent: null, against: "worker requires web", command: "" },
    back: { intent, against: null, command: "lockkeeper rollback api@1.8.1 --in production" },
  };
  openWindow("states", { screen: "run", id: "run-7" }, (backend) => ({
    ...backend,
    run: async (id) => ({ ...(await backend.run(id)), set }),
  }));
  const part = await screen.findByRole("region", { name: "After the failure" });
  const without = within(part).getByRole("button", { name: /Go on without web/ });
  expect(without.getAttribute("aria-disabled")).toBe("true");
  await userEvent.setup().click(within(part).getByRole("button", { name: /Roll back all/ }));
  expect(location.hash).toContain("#/set/production?items=api%401.8.1&back=yes&lane=hotfix");
});
