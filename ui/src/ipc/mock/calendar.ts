import type {
  CalendarView,
  Cause,
  FreezeView,
  MarkKind,
  MarkView,
  Admission,
  StretchView,
} from "../generated/types";
import { before } from "./cells";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** What says no or yes at an hour of a mock environment. */
interface Ruling {
  readonly admission: Admission;
  readonly cause: Cause;
  readonly reason: string;
  readonly entry: number | null;
}

const says = (admission: Admission, cause: Cause, reason: string, entry: number | null = null) => ({
  admission,
  cause,
  reason,
  entry,
});

function ruling(environment: string, at: Date, freezes: readonly FreezeView[]): Ruling {
  const stop = freezes.find(
    (one) =>
      one.environments.includes(environment) &&
      Date.parse(one.at) <= at.getTime() &&
      (one.until === null || at.getTime() < Date.parse(one.until)),
  );
  const of = `stopped by ${stop?.by ?? ""}: ${stop?.sentence.split(": ")[1] ?? ""}`;
  if (stop?.services.length === 0) return says("closed", "stop", of, stop.number);
  const weekday = at.getDay();
  if (environment === "production") {
    if (at.getMonth() === 11 && at.getDate() >= 18) return says("closed", "freeze", "Year end");
    const open = weekday > 0 && weekday < 5 && at.getHours() >= 9 && at.getHours() < 16;
    if (!open) return says("closed", "window", "outside Mon..Thu 09:00-16:00 (Europe/Berlin)");
    if (stop === undefined) return says("open", "window", "Mon..Thu 09:00-16:00 (Europe/Berlin)");
  }
  if (stop !== undefined) return says("partly", "stop", of, stop.number);
  return says("open", "always", "no window and no freeze");
}

function stretches(
  environment: string,
  from: number,
  until: number,
  freezes: readonly FreezeView[],
): StretchView[] {
  const out: StretchView[] = [];
  for (let at = from; at < until; at += HOUR) {
    const said = ruling(environment, new Date(at), freezes);
    const end = new Date(Math.min(until, at + HOUR)).toISOString();
    const last = out.at(-1);
    if (last?.reason === said.reason && last.admission === said.admission) last.until = end;
    else out.push({ from: new Date(at).toISOString(), until: end, ...said });
  }
  return out;
}

const mark = (minutes: number, kind: MarkKind, by: string, sentence: string, entry: number) => ({
  at: before(minutes),
  kind,
  environment: "production",
  by,
  sentence,
  entry,
});

const MARKS: readonly MarkView[] = [
  mark(9_000, "request", "dana", "api 1.8.2 → production", 12),
  mark(8_900, "start", "dana", "api 1.8.2 → production", 15),
  mark(8_880, "finish", "dana", "api 1.8.2 → production", 17),
  mark(4_300, "break-glass", "dana", "Break glass for freeze: a hole is being exploited", 22),
  mark(4_290, "start", "dana", "worker 0.14.2 → production", 23),
  mark(4_200, "failure", "dana", "worker 0.14.2 → production", 24),
  mark(40, "request", "lee", "api 1.9.0 → production", 37),
];

/** The calendar of the demo. */
export function calendarOf(
  from: string,
  until: string,
  freezes: readonly FreezeView[],
): CalendarView {
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  if (end - begin > 400 * DAY) throw new Error("too long");
  const lanes = ["dev", "staging", "production"].map((environment) => ({
    environment,
    stretches: stretches(environment, begin, end, freezes),
  }));
  const marks = MARKS.filter(({ at }) => begin <= Date.parse(at) && Date.parse(at) < end);
  return { from, until, lanes, marks, services: ["api", "web", "worker"] };
}
