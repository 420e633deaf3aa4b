import { two } from "./time";

/** A day as addresses and calendars write it: "2026-11-21". */
export type Day = string;

/** The day that a moment falls into, here. */
export function dayOf(at: number | Date): Day {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a day, here. */
export function begin(day: Day): Date {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}

/** That many days later, or earlier when negative. */
export function plus(day: Day, days: number): Day {
  const from = begin(day);
  return dayOf(new Date(from.getFullYear(), from.getMonth(), from.getDate() + days));
}

/** The same day of another month, or its last one. */
export function plusMonths(day: Day, months: number): Day {
  const from = begin(day);
  const first = new Date(from.getFullYear(), from.getMonth() + months, 1);
  const last = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  return dayOf(new Date(first.getFullYear(), first.getMonth(), Math.min(from.getDate(), last)));
}

/** The Monday of its week. */
export function monday(day: Day): Day {
  return plus(day, -((begin(day).getDay() + 6) % 7));
}

/** The Mondays of the weeks that a view shows. */
export function weeksOf(view: "month" | "week", day: Day): readonly Day[] {
  if (view === "week") return [monday(day)];
  const first = monday(`${day.slice(0, 7)}-01`);
  const next = plusMonths(`${day.slice(0, 7)}-01`, 1);
  const weeks: Day[] = [];
  for (let week = first; week < next; week = plus(week, 7)) weeks.push(week);
  return weeks;
}

/** The seven days of a week. */
export function daysOf(week: Day): readonly Day[] {
  return Array.from({ length: 7 }, (_, at) => plus(week, at));
}

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(begin(text)) === text;
}

/** Where a key leads from a day; null when it leads nowhere. */
export function walk(day: Day, key: string, today: Day): Day | null {
  switch (key) {
    case "ArrowLeft":
      return plus(day, -1);
    case "ArrowRight":
      return plus(day, 1);
    case "ArrowUp":
      return plus(day, -7);
    case "ArrowDown":
      return plus(day, 7);
    case "PageUp":
      return plusMonths(day, -1);
    case "PageDown":
      return plusMonths(day, 1);
    case "Home":
      return monday(day);
    case "End":
      return plus(monday(day), 6);
    case "t":
      return today;
    default:
      return null;
  }
}

const said = (day: Day, how: Intl.DateTimeFormatOptions): string =>
  begin(day).toLocaleDateString("en-GB", how);

/** "November 2026". */
export const monthName = (day: Day): string => said(day, { month: "long", year: "numeric" });

/** "Saturday 21 November 2026". */
export const fullName = (day: Day): string =>
  said(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");

/** "Sat". */
export const weekday = (day: Day): string => said(day, { weekday: "short" });

/** "21", and "1 Dec" where a month begins. */
export const shortName = (day: Day): string =>
  day.endsWith("-01")
    ? said(day, { day: "numeric", month: "short" })
    : String(Number(day.slice(8)));

/** "16 – 22 November 2026". */
export function weekName(day: Day): string {
  const [first, last] = [monday(day), plus(monday(day), 6)];
  const same = first.slice(0, 7) === last.slice(0, 7);
  const from = same
    ? String(Number(first.slice(8)))
    : said(first, { day: "numeric", month: "short" });
  return `${from} – ${said(last, { day: "numeric", month: same ? "long" : "short", year: "numeric" })}`;
}
