import type { Commands } from "./generated/commands";
import type { EventMessage } from "./generated/types";

/** Stops what was started. */
export type Stop = () => void;

/** Everything the window asks of the world outside it. */
export interface Backend extends Commands {
  /** Tells of every change, in the order of their numbers. */
  onEvent(tell: (event: EventMessage) => void): Stop;
  /** Tells of every `lockkeeper://` link that is to be shown. */
  onLink(tell: (link: string) => void): Stop;
  /** Lets the user choose a folder; null when they did not. */
  chooseFolder(title: string): Promise<string | null>;
  /** Draws everything larger, in percent; the layout follows as in a smaller window. */
  zoomTo(percent: number): Promise<void>;
  /** Opens an address in the system's browser. */
  openAddress(address: string): Promise<void>;
}
