const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in at most two units ("6 d 4 h"). */
export function span(milliseconds: number): string {
  const whole = Math.max(0, milliseconds);
  if (whole < SECOND) return `${Math.round(whole)} ms`;
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return pair(whole, HOUR, "h", MINUTE, "min");
  return pair(whole, DAY, "d", HOUR, "h");
}

function pair(whole: number, big: number, bigUnit: string, small: number, smallUnit: string) {
  const count = Math.floor(whole / big);
  const rest = Math.floor((whole % big) / small);
  const main = `${count} ${bigUnit}`;
  return rest === 0 || count > 9 ? main : `${main} ${rest} ${smallUnit}`;
}

/** How long ago a moment is ("12 s ago"). */
export function ago(at: string | number, now: number): string {
  const passed = now - (typeof at === "number" ? at : Date.parse(at));
  return passed < SECOND ? "just now" : `${span(passed)} ago`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split(" ");
/** A number of two digits. */
export const two = (number: number): string => String(number).padStart(2, "0");

/** A time of day in the user's own time zone ("14:02"). */
export function timeOfDay(at: string | number): string {
  const day = new Date(at);
  return `${two(day.getHours())}:${two(day.getMinutes())}`;
}

/**
 * A moment in the user's own time zone ("21 Nov 2026, 14:02"). The first `toLocaleString` of a
 * window takes about 8 ms, which every start would wait for.
 */
export function moment(at: string): string {
  const day = new Date(at);
  const date = `${day.getDate()} ${MONTHS[day.getMonth()] ?? ""} ${day.getFullYear()}`;
  return `${date}, ${timeOfDay(at)}`;
}

const WRITTEN = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

/** A text whose moments are told in the user's own time zone. */
export function spoken(text: string): string {
  return text.replace(WRITTEN, (at) => moment(at));
}
