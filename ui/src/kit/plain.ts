/** A text without the marks that turn its direction, so that it reads as it is stored. */
export function unturned(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/gu, "");
}
