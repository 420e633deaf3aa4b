import type { ReleaseLine, Signature } from "../../ipc/generated/types";
import type { Face } from "../../kit/states";

const FACES: Record<Signature["state"], Face> = {
  by: { tone: "ok", icon: "seal", word: "Signed" },
  stranger: { tone: "warn", icon: "warning", word: "Unknown key" },
  unsigned: { tone: "gone", icon: "minus", word: "Unsigned" },
  unchecked: { tone: "gone", icon: "cloud-off", word: "Not checked" },
  bad: { tone: "bad", icon: "broken-seal", word: "Bad signature" },
};

/** A signature as icon and word. */
export function signatureFace(signature: Signature): Face {
  const face = FACES[signature.state];
  return signature.state === "by" ? { ...face, word: `Signed by ${signature.person}` } : face;
}

/** What more is known of a signature. */
export function signatureDetail(signature: Signature): string {
  if (signature.state === "bad") return signature.reason;
  return "key" in signature ? signature.key : "";
}

/** What the list is narrowed to. */
export interface Narrowing {
  readonly service: string;
  readonly text: string;
  readonly live: boolean;
}

/** The releases that are meant. */
export function narrowed(
  releases: readonly ReleaseLine[],
  { service, text, live }: Narrowing,
): readonly ReleaseLine[] {
  const wanted = text.trim().toLowerCase();
  return releases.filter(
    (line) =>
      (service === "" || line.service === service) &&
      (!live || line.live_in.length > 0) &&
      (wanted === "" ||
        [line.service, line.version, line.tag, line.commit, ...line.live_in].some((part) =>
          part.toLowerCase().includes(wanted),
        )),
  );
}
