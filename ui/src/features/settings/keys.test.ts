import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { refusal } from "../../ipc/mock/refusal";
import { expectAccessible, expectGone, openWindow } from "../../test/window";

const ROLLBACK = { screen: "rollback", service: "api", within: "production", to: "1.8.1" } as const;
const region = () => screen.findByRole("region", { name: "Signing keys" });

test("the keys are listed with whose they are, and another one of mine can be chosen", async () => {
  const backend = openWindow("demo", { screen: "settings" });
  const choose = vi.spyOn(backend, "chooseKey");
  const user = userEvent.setup();
  const keys = within(await region());
  const [first, second] = await keys.findAllByRole("listitem");
  expect(first?.textContent).toContain("Signs");
  expect(second?.textContent).toContain("asks for a touch");
  await user.click(keys.getByRole("button", { name: "Sign with this one" }));
  expect(choose.mock.lastCall?.[0]).toBe("SHA256:tokenOfTheSamePerson0123456789abcdefg");
  await waitFor(() => {
    expect(keys.getAllByRole("listitem")[0]?.textContent).toContain("asks for a touch");
  });
  await expectAccessible();
});

test("a key is made, used for this device in signed words, and removed", async () => {
  const backend = openWindow("demo", { screen: "settings" });
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const keys = within(await region());
  await user.click(await keys.findByRole("button", { name: "Make a key" }));
  await user.click(await keys.findByRole("button", { name: "Use it for this device…" }));
  expect(prepare.mock.lastCall?.[0].decision).toBe("device");
  await user.click(await screen.findByRole("button", { name: "Not now" }));
  await user.click(keys.getByRole("button", { name: /^Remove/ }));
  await user.click(await screen.findByRole("button", { name: "Remove the key" }));
  await expectGone(() => keys.queryByRole("button", { name: /^Remove/ }));
});

test("a locked key is opened for a run, and what stopped for it goes on", async () => {
  let opened = false;
  let started = 0;
  openWindow("demo", ROLLBACK, (backend) => ({
    ...backend,
    openKey: async (passphrase) => {
      const answer = await backend.openKey(passphrase);
      opened = true;
      return answer;
    },
    startRun: (plan, typed) => {
      started += 1;
      if (opened) return backend.startRun(plan, typed);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
      return Promise.reject(refusal("Nothing was signed.", { code: "key-locked" }));
    },
  }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Roll back api/ }));
  const dialog = await screen.findByRole("dialog", { name: "Open the key for this run" });
  await expectAccessible();
  await user.type(within(dialog).getByLabelText("Passphrase of the key"), "close{Enter}");
  expect(await within(dialog).findByText(/does not open the key/)).toBeTruthy();
  await user.type(within(dialog).getByLabelText("Passphrase of the key"), "sesame{Enter}");
  await waitFor(() => expect(started).toBe(2));
  await expectGone(() => screen.queryByRole("dialog", { name: "Open the key for this run" }));
});
