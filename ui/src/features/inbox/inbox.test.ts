import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { REQUESTS } from "../../ipc/mock/ledger";
import { refusal } from "../../ipc/mock/refusal";
import { expectAccessible, expectGone, openWindow } from "../../test/window";
import { awaited, commandOf } from "./sorted";

const INBOX = { screen: "inbox", request: null } as const;
const API = { screen: "inbox", request: "37" } as const;

test("what waits for the user comes first, and the rail counts it", async () => {
  openWindow("demo", INBOX);
  const mine = await screen.findByRole("list", { name: "Needs you" });
  expect(within(mine).getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByRole("list", { name: "Waits for others" })).toBeTruthy();
  const over = screen.getByRole("list", { name: "Over" });
  expect(within(over).getByText("web 4.1.6 → production").className).toContain("void");
  expect(screen.getByRole("link", { name: /Inbox 2 wait for you/ })).toBeTruthy();
  await expectAccessible();
});

test("a request shows its words, its gates, who signed and whose yes no longer counts", async () => {
  openWindow("demo", API);
  const panel = await screen.findByRole("complementary", { name: "api 1.9.0 → production" });
  expect(within(panel).getByRole("list", { name: "release-manager: 1 of 2" })).toBeTruthy();
  expect(await within(panel).findByRole("list", { name: "Gates" })).toBeTruthy();
  expect(within(panel).getByText("Raised: security-high")).toBeTruthy();
  const gone = within(panel).getByRole("list", { name: "No longer counts" });
  expect(gone.textContent).toContain("taken back by entry 35");
  await expectAccessible();
});

test("a yes is signed with the words that were shown, and the request moves on", async () => {
  const backend = openWindow("demo", API);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.type(await screen.findByRole("textbox", { name: "Comment" }), "looked at it");
  await user.click(screen.getByRole("button", { name: /^Sign and approve/ }));
  const dialog = await screen.findByRole("dialog", { name: "Sign exactly these words" });
  const words = await within(dialog).findByRole("region", { name: "Words to sign" });
  expect(words.textContent).toContain("Approve: api 1.9.0 → production");
  expect(prepare.mock.lastCall?.[0]).toEqual({
    decision: "approve",
    subject: "37",
    comment: "looked at it",
  });
  await expectAccessible();
  await user.click(
    within(dialog).getByRole("button", { name: /^Sign and approve with key …a1b2/ }),
  );
  await expectGone(() => screen.queryByRole("dialog"));
  expect(document.querySelector('[aria-live="polite"]')?.textContent).toBe("Signed as entry 40.");
  const panel = screen.getByRole("complementary", { name: "api 1.9.0 → production" });
  await waitFor(() => expect(panel.textContent).toContain("every approval is there"));
});

test("a line of the checklist is ticked with a signature, and then says by whom", async () => {
  const backend = openWindow("demo", API);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const list = await screen.findByRole("region", { name: "Checklist" });
  await expectAccessible();
  await user.click(within(list).getByRole("button", { name: "Tick “Support has been told”" }));
  await user.click(await screen.findByRole("button", { name: "Sign and tick" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({
    decision: "tick",
    request: "37",
    line: "Support has been told",
  });
  const done = await within(list).findByRole("link", { name: /^Ticked by dana/ });
  expect(done.getAttribute("href")).toContain("40");
  expect(within(list).queryByRole("button")).toBeNull();
});

test("a no wants a reason, and stays visible, crossed out, with it", async () => {
  const backend = openWindow("demo", API);
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Reject…" }));
  const asked = await screen.findByRole("dialog", { name: "Reject it" });
  const next = within(asked).getByRole("button", { name: "Show the words" });
  expect(next.getAttribute("aria-disabled")).toBe("true");
  await user.type(within(asked).getByRole("textbox", { name: "Reason" }), "not tonight{Enter}");
  await user.click(await screen.findByRole("button", { name: "Sign and reject" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "reject", reason: "not tonight" });
  const over = screen.getByRole("list", { name: "Over" });
  expect((await within(over).findByText("api 1.9.0 → production")).className).toContain("void");
});

test("who asked cannot approve, is told why, and may take it back", async () => {
  const backend = openWindow("demo", { screen: "inbox", request: "34" });
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const yes = await screen.findByRole("button", { name: /^Sign and approve/ });
  expect(yes.getAttribute("aria-disabled")).toBe("true");
  expect(screen.getAllByText(/Nobody decides on what they asked for/).length).toBeGreaterThan(0);
  await user.click(screen.getByRole("button", { name: "Take it back…" }));
  await user.type(await screen.findByRole("textbox", { name: "Reason" }), "a mistake{Enter}");
  await user.click(await screen.findByRole("button", { name: "Sign and take back" }));
  expect(prepare.mock.lastCall?.[0]).toMatchObject({ decision: "withdraw", subject: "34" });
});

test("a key with a passphrase asks for it, and for it again when it was wrong", async () => {
  const backend = openWindow("locked", API);
  const sign = vi.spyOn(backend, "sign");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Sign and approve/ }));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: /^Sign and approve/ }));
  const field = await within(dialog).findByLabelText("Passphrase of the key");
  expect(field.getAttribute("type")).toBe("password");
  expect(within(dialog).queryByRole("alert")).toBeNull();
  await expectAccessible();
  await user.type(field, "wrong{Enter}");
  expect((await within(dialog).findByRole("alert")).textContent).toContain("does not open the key");
  expect(field).toHaveProperty("value", "");
  await user.type(field, "sesame{Enter}");
  await expectGone(() => screen.queryByRole("dialog"));
  expect(sign.mock.calls.map(([, passphrase]) => passphrase)).toEqual([null, "wrong", "sesame"]);
});

test("proposed rules say what would change", async () => {
  openWindow("demo", { screen: "inbox", request: "30" });
  const changes = await screen.findByRole("region", { name: "What would change" });
  expect(changes.textContent).toContain("1 approval of release-manager instead of 2");
  await expectAccessible();
});

test("an empty inbox says where requests come from", async () => {
  openWindow("bare", INBOX);
  expect(await screen.findByText("Nobody has asked for anything")).toBeTruthy();
  await expectAccessible();
});

test("an inbox that cannot be read says so", async () => {
  openWindow("demo", INBOX, (backend) => ({
    ...backend,
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the wire does
    inbox: () => Promise.reject(refusal("The ledger could not be read. Nothing was changed.")),
  }));
  expect((await screen.findByRole("alert")).textContent).toContain("Nothing was changed.");
});

test("the keyboard walks the requests and closes them", async () => {
  openWindow("demo", INBOX);
  const user = userEvent.setup();
  await screen.findByRole("list", { name: "Needs you" });
  await user.keyboard("j");
  expect(window.location.hash).toBe("#/inbox/37");
  await user.keyboard("j");
  expect(window.location.hash).toBe("#/inbox/30");
  await user.keyboard("{Escape}");
  expect(window.location.hash).toBe("#/inbox");
});

test("a warning that came with the signature is read before the dialog goes", async () => {
  openWindow("demo", API, (backend) => ({
    ...backend,
    sign: async (id, passphrase) => {
      const signed = await backend.sign(id, passphrase);
      return { ...signed, warnings: ["The mirror did not answer."] };
    },
  }));
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Sign and approve/ }));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: /^Sign and approve/ }));
  expect(await within(dialog).findByText("The mirror did not answer.")).toBeTruthy();
});

test("what was accepted as it runs waits for a second look, and for no one", async () => {
  openWindow("demo", { screen: "inbox", request: "27" });
  const later = await screen.findByRole("list", { name: "To look at when there is time" });
  expect(within(later).getAllByRole("listitem")).toHaveLength(1);
  const panel = screen.getByRole("complementary", { name: /^Accept web 4.2.0/ });
  expect(within(panel).getByRole("button", { name: /^Sign and approve/ })).toBeTruthy();
  expect(within(panel).queryByRole("button", { name: "Reject…" })).toBeNull();
});

test("what a promotion leaves to do stays in sight, and is ticked although it is over", async () => {
  const backend = openWindow("demo", { screen: "inbox", request: "22" });
  const prepare = vi.spyOn(backend, "prepare");
  const user = userEvent.setup();
  const left = await screen.findByRole("list", { name: "Still to do" });
  expect(within(left).getByText("web 4.1.9 → production")).toBeTruthy();
  const lines = screen.getByRole("region", { name: "To do afterwards" });
  await expectAccessible();
  await user.click(within(lines).getByRole("button", { name: "Tick “Alarms have been watched”" }));
  await user.click(await screen.findByRole("button", { name: "Sign and tick" }));
  expect(prepare.mock.lastCall?.[0]).toEqual({
    decision: "tick",
    request: "22",
    line: "Alarms have been watched",
  });
  expect(await within(lines).findByRole("link", { name: /^Ticked by dana/ })).toBeTruthy();
  expect(screen.queryByRole("list", { name: "Still to do" })).toBeNull();
});

test("the head of the inbox tells a signature from work that is left", () => {
  const left = REQUESTS.filter((one) => one.number === 22);
  expect(awaited(REQUESTS)).toBe("2 wait for you");
  expect(awaited(left)).toBe("Nothing waits for your signature");
  expect(awaited([])).toBe("Nothing waits for you");
});

test("the command line beside a request is one that can be given", () => {
  const is = (chosen: string | null) => commandOf(REQUESTS, chosen);
  expect(is(null)).toBe("lockkeeper requests");
  expect(is("no such request")).toBe("lockkeeper requests");
  expect(is("37")).toBe("lockkeeper approve 37");
  expect(is("22")).toBe("lockkeeper explain 22");
});
