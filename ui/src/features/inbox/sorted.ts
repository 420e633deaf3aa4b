import type {
  FlagView,
  MemberView,
  PromotionView,
  RequestView,
  UmbrellaView,
} from "../../ipc/generated/types";
import { type Face, REQUEST_FACES, UNKNOWN_FACE } from "../../kit/states";

/** One part of the inbox. */
export interface Part {
  readonly name: string;
  readonly requests: readonly RequestView[];
}

const OPEN = ["waiting", "approved", "running"];

/** Whether it can still be decided on. */
export const isOpen = (request: RequestView): boolean => OPEN.includes(request.state);

/** Whether it is through, and lines of it are still to be ticked. */
export const leavesWork = ({ state, after, ticks }: RequestView): boolean =>
  state === "done" && after.some((line) => ticks.every((tick) => tick.line !== line));

/** What waits for the user first, then what waits for others and what is left to do, then what is over. */
export function sorted(requests: readonly RequestView[]): readonly Part[] {
  const later = (one: RequestView): boolean => one.kind === "adopt" && isOpen(one);
  const parts: readonly Part[] = [
    { name: "Needs you", requests: requests.filter((one) => one.you.needed) },
    {
      name: "Waits for others",
      requests: requests.filter((one) => isOpen(one) && !one.you.needed && !later(one)),
    },
    { name: "Still to do", requests: requests.filter(leavesWork) },
    { name: "To look at when there is time", requests: requests.filter(later) },
    { name: "Over", requests: requests.filter((one) => !isOpen(one) && !leavesWork(one)) },
  ];
  return parts.filter((part) => part.requests.length > 0);
}

/** The request with this number, or whose identifier begins so. */
export function chosenOf(
  requests: readonly RequestView[],
  chosen: string | null,
): RequestView | undefined {
  if (chosen === null) return undefined;
  return requests.find((one) => String(one.number) === chosen || one.id.startsWith(chosen));
}

/** The same on the command line: to sign while that can be done, and to look at what is over. */
export function commandOf(requests: readonly RequestView[], chosen: string | null): string {
  const request = chosenOf(requests, chosen);
  if (request === undefined) return "lockkeeper requests";
  if (isOpen(request)) return `lockkeeper approve ${request.number}`;
  const looks = request.kind === "request" ? "explain" : "ledger show";
  return `lockkeeper ${looks} ${request.number}`;
}

/** What waits for the user, in words: a signature before what is only left to do. */
export function awaited(requests: readonly RequestView[]): string {
  const needed = requests.filter((one) => one.you.needed).length;
  if (needed > 0) return `${needed} wait${needed === 1 ? "s" : ""} for you`;
  return requests.some(leavesWork) ? "Nothing waits for your signature" : "Nothing waits for you";
}

/** How a request is drawn; a yes that is not complete says how far it is. */
export function faceOf(request: RequestView): Face {
  return REQUEST_FACES[request.state] ?? UNKNOWN_FACE;
}

/** A request without a flag that is raised here is another question. */
const raises = (one: RequestView, flags: readonly FlagView[]): boolean =>
  flags.every(({ name, raised }) => !raised || one.flags.includes(name));

/** The newest request for exactly what a promotion brings; open ones before all others. */
export function requestOf(
  requests: readonly RequestView[],
  { service, environment, what, rollback, flags }: PromotionView,
): RequestView | undefined {
  const same = requests.filter(
    (one) =>
      one.kind === "request" &&
      one.to === environment &&
      one.rollback === rollback &&
      raises(one, flags) &&
      one.items.length === 1 &&
      one.items.some(
        (item) =>
          item.service === service && item.version === what.to && item.commit === what.commit,
      ),
  );
  return same.find(isOpen) ?? same.find((one) => one.state !== "done");
}

/** How many said yes of how many that are needed, over all rules; null where nobody is. */
export function counted(request: RequestView): string | null {
  const needed = request.rules.reduce((sum, rule) => sum + rule.count, 0);
  const given = request.rules.reduce(
    (sum, rule) => sum + Math.min(rule.count, rule.people.length),
    0,
  );
  return needed === 0 ? null : `${given} of ${needed}`;
}

/** What kind of thing was asked, in a word. */
export function kindOf(request: RequestView): string {
  if (request.kind === "policy") return "Rules";
  if (request.kind === "glass") return "Broken glass";
  if (request.kind === "adopt") return "Accepted as it runs";
  if (request.items.length > 1) return request.rollback ? "Rollback of a set" : "Set";
  return request.rollback ? "Rollback" : "Promotion";
}

/** The newest request for exactly this set; open ones before all others. */
export function requestOfSet(
  requests: readonly RequestView[],
  view: UmbrellaView,
): RequestView | undefined {
  const has = (request: RequestView, { service, to, commit }: MemberView): boolean =>
    request.items.some(
      (item) => item.service === service && item.version === to && item.commit === commit,
    );
  const same = requests.filter(
    (one) =>
      one.kind === "request" &&
      one.to === view.environment &&
      one.rollback === view.rollback &&
      raises(one, view.flags) &&
      one.items.length === view.members.length &&
      view.members.every((member) => has(one, member)),
  );
  return same.find(isOpen) ?? same.find((one) => one.state !== "done");
}
