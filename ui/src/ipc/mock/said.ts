import type { Decision, IncidentView, SealView, Signed, ToSign } from "../generated/types";
import { before } from "./cells";
import { DANA, FREEZE, hash, INTACT, REQUESTS } from "./ledger";

/** A decision in the words that would be signed. */
export function wordsOf(decision: Decision): ToSign {
  return {
    by: DANA.handle,
    key: DANA.key,
    place: DANA.place,
    text: textOf(decision),
    warnings: [],
  };
}

function about({ service, environment }: { service: string | null; environment: string | null }) {
  if (service === null) return "";
  return environment === null ? `${service}: ` : `${service} in ${environment}: `;
}

function textOf(decision: Decision): string {
  switch (decision.decision) {
    case "request":
      return `${decision.intent.service} ${decision.intent.version ?? ""} → ${decision.intent.to}`;
    case "request_set":
      return `${decision.intent.items.map((one) => one.service).join(" and ")} → ${decision.intent.environment}`;
    case "request_back":
      return `${decision.intent.service} ${decision.intent.to ?? ""} → ${decision.intent.within} (rollback)`;
    case "approve":
    case "reject": {
      const found = REQUESTS.find((one) => String(one.number) === decision.subject);
      const verb = decision.decision === "approve" ? "Approve" : "Reject";
      const why = decision.decision === "reject" ? `: ${decision.reason}` : "";
      return `${verb}: ${found?.text.replace("\n", `${why}\n`) ?? "an entry"}\nEntry ${found?.hash ?? ""}`;
    }
    case "withdraw":
      return `Take back entry ${decision.subject}: ${decision.reason}`;
    case "tick":
      return `Ticked “${decision.line}”`;
    case "break_glass":
      return `Break glass for ${decision.gates.join(", ")}: ${decision.reason}`;
    case "freeze":
      return stopped(decision);
    case "thaw":
      return `End freeze ${decision.freeze.slice(0, 8)}: ${decision.reason}`;
    case "note":
      return `Note: ${about(decision)}${decision.text}`;
    case "incident":
      return `Incident ${decision.severity}, open: ${about(decision)}${decision.summary}`;
    case "incident_over":
      return `Incident ${decision.incident}, closed`;
    case "adopt":
      return `Accept what runs in ${decision.environments.join(", ") || "every environment"}: ${decision.reason}`;
    case "policy":
      return `Propose rules, version 3\nRules ${hash(3)}`;
    case "device":
      return `Let a device key sign starts and ends of runs\n${decision.line}`;
    case "begin":
      return `Begin the ledger of Harbour\nRules ${hash(1)}`;
  }
}

function stopped(stop: Extract<Decision, { decision: "freeze" }>): string {
  const only = stop.services.length > 0 ? ` for ${stop.services.join(", ")}` : "";
  return `Stop the line in ${stop.environments.join(", ")}${only}: ${stop.reason}`;
}

function incidentOf(
  number: number,
  decision: Extract<Decision, { decision: "incident" }>,
): IncidentView {
  const { service, environment, severity, summary } = decision;
  return {
    number,
    id: `7a0d41c${number}-0000-4000-8000-000000000000`,
    by: DANA.handle,
    since: before(0),
    severity,
    summary: `${about(decision)}${summary}`,
    services: service === null ? [] : [service],
    environment,
  };
}

/** What a decision does to the stopped lines. */
export function stoppedAfter(seal: SealView, decision: Decision): SealView {
  const number = seal.entries;
  const after = { ...seal, entries: number + 1, head: hash(number) };
  if (decision.decision === "begin") return { ...INTACT, entries: 1, head: hash(0) };
  if (decision.decision === "thaw") {
    return { ...after, freezes: seal.freezes.filter((one) => one.hash !== decision.freeze) };
  }
  if (decision.decision === "incident") {
    return { ...after, incidents: [incidentOf(number, decision), ...seal.incidents] };
  }
  if (decision.decision === "incident_over") {
    const gone = decision.incident;
    return { ...after, incidents: seal.incidents.filter((one) => String(one.number) !== gone) };
  }
  if (decision.decision !== "freeze") return after;
  const { environments, services, until } = decision;
  const sentence = stopped(decision);
  const freeze = {
    ...FREEZE,
    number,
    hash: hash(number),
    by: "dana",
    environments,
    services,
    until,
  };
  return { ...after, freezes: [{ ...freeze, sentence }, ...seal.freezes] };
}

/** What was signed. */
export function signedAs(seal: SealView, decision: Decision): Signed {
  const number = seal.entries;
  const [sentence = ""] = textOf(decision).split("\n");
  return { number, hash: hash(number), sentence, effects: [], warnings: [] };
}
