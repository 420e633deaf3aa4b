import type {
  LaneView,
  MarkKind,
  MarkView,
  Admission,
  StretchView,
} from "../../ipc/generated/types";
import type { IconName } from "../../kit/icons";
import type { Tone } from "../../kit/tone";
import { begin, type Day, dayOf, plus } from "../../kit/days";
import { timeOfDay } from "../../kit/time";

/** How an answer is drawn: colour, icon and word. */
export interface Face {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

const FACES: Readonly<Record<Admission, Face>> = {
  open: { tone: "ok", icon: "tick", word: "Open" },
  partly: { tone: "warn", icon: "warning", word: "Partly stopped" },
  closed: { tone: "gone", icon: "lock", word: "Closed" },
  unknown: { tone: "bad", icon: "info", word: "Unknown" },
};

/** The face of an answer; a freeze and a stopped line have their own. */
export function faceOf({ admission, cause }: StretchView): Face {
  if (admission === "closed" && cause === "freeze")
    return { tone: "frozen", icon: "snowflake", word: "Frozen" };
  if (admission === "closed" && cause === "stop")
    return { tone: "bad", icon: "stop", word: "Line stopped" };
  return FACES[admission];
}

const MARKS: Readonly<Record<MarkKind, Face>> = {
  request: { tone: "wait", icon: "inbox", word: "Requested" },
  start: { tone: "move", icon: "play", word: "Started" },
  finish: { tone: "ok", icon: "tick", word: "Finished" },
  failure: { tone: "bad", icon: "cross", word: "Ended without success" },
  "break-glass": { tone: "bad", icon: "broken-seal", word: "Glass broken" },
};

/** The face of a mark. */
export const markFace = (mark: MarkView): Face => MARKS[mark.kind];

/** What a stretch takes of a time, as parts of the whole; null when it is outside. */
export function part(stretch: StretchView, from: number, until: number) {
  const left = Math.max(from, Date.parse(stretch.from));
  const right = Math.min(until, Date.parse(stretch.until));
  if (right <= left) return null;
  const whole = until - from;
  return { at: (left - from) / whole, wide: (right - left) / whole };
}

/** The pieces of a lane within some days. A day is a day wide, also where clocks change. */
export function pieces(lane: LaneView, first: Day, days: number) {
  return Array.from({ length: days }, (_, at) => plus(first, at)).flatMap((day, at) => {
    const [from, until] = [begin(day).getTime(), begin(plus(day, 1)).getTime()];
    return lane.stretches.flatMap((stretch) => {
      const found = part(stretch, from, until);
      return found === null
        ? []
        : [{ stretch, at: (at + found.at) / days, wide: found.wide / days }];
    });
  });
}

/** A shape of a lane, with every reason it has. */
export interface Piece {
  readonly stretch: StretchView;
  readonly at: number;
  wide: number;
  readonly reasons: string[];
}

/** Joins what lies side by side and looks the same, so that it is one shape. */
export function joined(all: ReturnType<typeof pieces>): readonly Piece[] {
  const out: Piece[] = [];
  for (const { stretch, at, wide } of all) {
    const last = out.at(-1);
    if (last === undefined || looks(last.stretch) !== looks(stretch)) {
      out.push({ stretch, at, wide, reasons: [stretch.reason] });
      continue;
    }
    last.wide = at + wide - last.at;
    if (!last.reasons.includes(stretch.reason)) last.reasons.push(stretch.reason);
  }
  return out;
}

const looks = ({ admission, cause, entry }: StretchView): string =>
  `${admission} ${cause} ${entry ?? ""}`;

/** The stretches of a lane on one day. */
export function onDay(lane: LaneView, day: Day): readonly StretchView[] {
  const [from, until] = [begin(day).getTime(), begin(plus(day, 1)).getTime()];
  return lane.stretches.filter((one) => part(one, from, until) !== null);
}

/** The marks of one day. */
export function marksOn(marks: readonly MarkView[], day: Day): readonly MarkView[] {
  return marks.filter((mark) => dayOf(Date.parse(mark.at)) === day);
}

/** "09:00", and "24:00" for the end of the day. */
function clock(at: number, day: Day, end: boolean): string {
  if (end && at >= begin(plus(day, 1)).getTime()) return "24:00";
  if (at <= begin(day).getTime()) return "00:00";
  return timeOfDay(at);
}

/** When on a day a stretch holds ("09:00 – 16:00", "all day"). */
export function hours(stretch: StretchView, day: Day): string {
  const from = clock(Date.parse(stretch.from), day, false);
  const until = clock(Date.parse(stretch.until), day, true);
  return from === "00:00" && until === "24:00" ? "all day" : `${from} – ${until}`;
}

/** A day of every lane in words, for whoever does not see the colours. */
export function inWords(lanes: readonly LaneView[], day: Day): string {
  const lane = (one: LaneView): string => {
    const answers = onDay(one, day).map(
      (stretch) => `${faceOf(stretch).word.toLowerCase()} ${hours(stretch, day)}`,
    );
    return `${one.environment} ${answers.join(", ")}`;
  };
  return lanes.map(lane).join("; ");
}
