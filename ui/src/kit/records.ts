import type { Decision, IncidentView, SealView } from "../ipc/generated/types";

/** What somebody is about to say for the record. */
export type Ask =
  | { readonly kind: "note"; readonly service: string; readonly environment: string | null }
  | { readonly kind: "incident"; readonly service: string; readonly environment: string | null }
  | { readonly kind: "over"; readonly incident: IncidentView }
  | {
      readonly kind: "adopt";
      readonly environments: readonly string[];
      readonly services: readonly string[];
      /** What runs there, in words. */
      readonly line: string;
    };

/** Something that can be said there, as menus and the palette show it. */
export interface Act {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly against: string | null;
  readonly run: () => void;
}

/** A service somewhere, or everywhere. */
export interface Spot {
  readonly service: string;
  readonly environment: string | null;
  /** What runs there when no record explains it. */
  readonly unexplained: string | null;
}

/** Why nothing can be said for the record now; null when it can. */
export function againstSaying(seal: SealView | null): string | null {
  if (seal === null || seal.verdict === "none") return "There is no ledger yet.";
  return seal.you === null ? (seal.nobody ?? "Nobody can sign here.") : null;
}

/** The open incidents of a service, in one environment or in all of them. */
export function incidentsAt(
  seal: SealView | null,
  service: string,
  environment: string | null,
): readonly IncidentView[] {
  return (seal?.incidents ?? []).filter(
    (one) =>
      one.services.includes(service) &&
      (environment === null || one.environment === null || one.environment === environment),
  );
}

/** What can be said of a service somewhere; the same for menus, keys and palette. */
export function recordActs(
  spot: Spot | null,
  seal: SealView | null,
  group: string,
  ask: (ask: Ask) => void,
): readonly Act[] {
  if (spot === null) return [];
  const { service, environment, unexplained } = spot;
  const against = againstSaying(seal);
  const where = environment === null ? service : `${service} in ${environment}`;
  const act = (id: string, title: string, asked: Ask): Act => ({
    id: `record-${id}-${service}-${environment ?? ""}`,
    title,
    group,
    against,
    run: () => ask(asked),
  });
  const adopt =
    environment === null || unexplained === null
      ? []
      : [
          act("adopt", `Accept what runs: ${where}…`, {
            kind: "adopt",
            environments: [environment],
            services: [service],
            line: `${where} runs ${unexplained}, which the ledger does not know.`,
          }),
        ];
  const over = incidentsAt(seal, service, environment).map((incident) =>
    act(`over-${incident.number}`, `Close the incident ${incident.number}…`, {
      kind: "over",
      incident,
    }),
  );
  return [
    ...adopt,
    act("note", `Record a note: ${where}…`, { kind: "note", service, environment }),
    act("incident", `Open an incident: ${where}…`, { kind: "incident", service, environment }),
    ...over,
  ];
}

/** How what is asked is said on a dialog. */
export interface Said {
  readonly title: string;
  readonly line: string;
  readonly label: string;
  readonly hint: string;
  /** The words may be left out. */
  readonly optional: boolean;
  /** What the button says that signs. */
  readonly act: string;
}

const SEEN = "Everybody who reads the ledger sees it.";

/** The words of the dialog. */
export function saidOf(ask: Ask): Said {
  const base = { hint: SEEN, optional: false };
  if (ask.kind === "over") {
    const line = `${ask.incident.severity}: ${ask.incident.summary}`;
    const label = "How it was mended";
    const hint = "May be left empty.";
    const act = "Sign and close the incident";
    return { title: "Close the incident", line, label, hint, optional: true, act };
  }
  if (ask.kind === "adopt") {
    const { line } = ask;
    return { ...base, title: "Accept what runs", line, label: "Reason", act: "Sign and accept" };
  }
  const where = ask.environment === null ? ask.service : `${ask.service} in ${ask.environment}`;
  return ask.kind === "note"
    ? {
        ...base,
        title: "Record a note",
        line: `About ${where}.`,
        label: "Note",
        act: "Sign the note",
      }
    : {
        ...base,
        title: "Open an incident",
        line: `In ${where}. It stands on the board until somebody closes it.`,
        label: "What is broken",
        act: "Sign and open the incident",
      };
}

/** The decision that the words on a dialog come to. */
export function decisionOf(
  ask: Ask,
  words: string,
  severity: string,
  until: string | null,
): Decision {
  const text = words.trim();
  switch (ask.kind) {
    case "note":
      return { decision: "note", service: ask.service, environment: ask.environment, text };
    case "incident": {
      const { service, environment } = ask;
      return { decision: "incident", service, environment, severity, summary: text };
    }
    case "over": {
      const summary = text === "" ? null : text;
      return { decision: "incident_over", incident: String(ask.incident.number), summary };
    }
    case "adopt":
      return {
        decision: "adopt",
        environments: [...ask.environments],
        services: [...ask.services],
        reason: text,
        until,
      };
  }
}
