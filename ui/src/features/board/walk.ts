import type { Spot } from "./grid";

/** What there is to walk over. */
export interface Field {
  readonly rows: number;
  readonly lanes: number;
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** The places of a row, left to right: the service, then cells with the gates between them. */
const placeOf = (spot: Spot): number =>
  spot.lane < 0 ? 0 : 1 + spot.lane * 2 - (spot.gate ? 1 : 0);

function spotAt(index: number, place: number): Spot {
  if (place === 0) return { index, lane: -1, gate: false };
  const lane = Math.floor(place / 2);
  return { index, lane: place % 2 === 0 ? lane : (place - 1) / 2, gate: place % 2 === 0 };
}

/** Where a key leads from a place; null when it leads nowhere. */
export function walk(spot: Spot, key: string, field: Field, page: number): Spot | null {
  const last = field.lanes * 2 - 1;
  const place = placeOf(spot);
  const row = (by: number): Spot => spotAt(clamp(spot.index + by, field.rows - 1), place);
  switch (key) {
    case "ArrowLeft":
      return spotAt(spot.index, clamp(place - 1, last));
    case "ArrowRight":
      return spotAt(spot.index, clamp(place + 1, last));
    case "ArrowUp":
      return row(-1);
    case "ArrowDown":
      return row(1);
    case "PageUp":
      return row(-page);
    case "PageDown":
      return row(page);
    case "Home":
      return spotAt(spot.index, 0);
    case "End":
      return spotAt(spot.index, last);
    case "mod+Home":
      return spotAt(0, 0);
    case "mod+End":
      return spotAt(field.rows - 1, last);
    default:
      return null;
  }
}
