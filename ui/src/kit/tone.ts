/** What a colour stands for; colour is never alone, an icon and a word stand beside it. */
export type Tone =
  "ok" | "move" | "water" | "wait" | "bad" | "warn" | "frozen" | "back" | "gone" | "sub";
