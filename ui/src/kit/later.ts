/** A line that is to be stopped. */
export interface Stop {
  environments: string[];
  services: string[];
  until: string | null;
  reason: string;
}

/** What is wrong with the times of a freeze; null when nothing is. */
export function wrongTimes(from: string, until: string, now: number): string | null {
  if (until !== "" && Date.parse(until) <= now) return "That moment is over.";
  if (from === "" || Date.parse(from) <= now) return null;
  if (until === "") return "Say until when: a freeze of the rules has both ends.";
  return Date.parse(until) <= Date.parse(from) ? "It ends before it begins." : null;
}

/** A freeze of the rules that is to be proposed. */
export interface Plan {
  environments: string[];
  from: string;
  until: string;
  zone: string;
}

/** The freeze of the rules with these times. */
export function planOf(environments: readonly string[], from: string, until: string): Plan {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return { environments: [...environments], from: utc(from), until: utc(until), zone };
}

const utc = (local: string): string => new Date(local).toISOString().replace(".000Z", "Z");

/** A freeze as the workspace file writes it, once for each environment. */
export function lines(environments: readonly string[], from: string, until: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const one = (environment: string): string =>
    [
      `[[env.${environment}.gates.freezes]]`,
      `name = "Freeze"`,
      `from = ${utc(from)}`,
      `until = ${utc(until)}`,
      `zone = "${zone}"`,
    ].join("\n");
  return environments.map(one).join("\n\n");
}
