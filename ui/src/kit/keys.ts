/** The end of a fingerprint, enough to tell the keys of one person apart. */
export function shortKey(fingerprint: string): string {
  return `…${fingerprint.slice(-4)}`;
}

/** An approval as its button says it: with the key that signs, where one does. */
export function approvalWith(fingerprint: string | undefined): string {
  return fingerprint === undefined ? APPROVAL : `${APPROVAL} with key ${shortKey(fingerprint)}`;
}

/** An approval without any key. */
export const APPROVAL = "Sign and approve";

/** The beginning and the end of a fingerprint or a hash. */
export function cutKey(fingerprint: string): string {
  const bare = fingerprint.replace(/^SHA256:/, "");
  const head = fingerprint.length === bare.length ? "" : "SHA256:";
  return bare.length <= 12 ? fingerprint : `${head}${bare.slice(0, 6)}…${bare.slice(-4)}`;
}
