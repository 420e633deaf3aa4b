import type {
  MemberView,
  PlanOutcome,
  Row,
  SetMember,
  UmbrellaIntent,
  UmbrellaView,
  Verdict,
} from "../generated/types";
import { before, NOW } from "./cells";

const COMMIT = "3f9c2e1d88a0b1c2d3e4f5061728394a5b6c7d8e";

/** The worker needs what the api brings. */
const NEEDS: Readonly<Record<string, readonly string[]>> = { worker: ["api"] };

function memberOf(intent: UmbrellaIntent, row: Row, version: string | null): MemberView {
  const { environment, rollback } = intent;
  const cell = row.cells.find((one) => one.environment === environment);
  const passage = row.passages.find((one) => one.to === environment);
  const others = intent.items.map(({ service }) => service);
  const needs = (NEEDS[row.service] ?? []).filter((name) => others.includes(name));
  return {
    service: row.service,
    wave: needs.length === 0 ? 0 : 1,
    from: cell?.version ?? null,
    to: version ?? (rollback ? cell?.back_to : passage?.candidate) ?? null,
    commit: COMMIT,
    needs: [...needs],
    stays: false,
    gates: rollback ? [] : (passage?.verdicts ?? []).filter((one) => !isShared(one)),
    lost: [],
  };
}

const isShared = (verdict: Verdict): boolean =>
  ["approvals", "freeze", "windows"].includes(verdict.gate);

function planOf({ environment, rollback }: UmbrellaIntent, members: MemberView[]): PlanOutcome {
  const names = members.map(({ service, to }) => `${service} ${to ?? ""}`).join(" and ");
  const title = rollback
    ? `Bring ${names} back in ${environment}`
    : `Bring ${names} to ${environment}`;
  const words = members.map(({ service }) => `Write ${environment}/${service}.yaml in infra`);
  const steps = [...words, "Wait until infra shows it, 5 min at most", "Record it in the journal"];
  const subject = members.map(({ service, from, to, wave, needs, stays }): SetMember => ({
    about: { service, environment, version: to ?? "0.0.0", from },
    wave,
    needs,
    stays,
  }));
  return {
    outcome: "planned",
    plan: {
      id: `plan-set-${environment}`,
      kind: "umbrella",
      subject: { environment, rollback, members: subject },
      title,
      steps: steps.map((line, number) => ({ number, title: line, command: null, lines: [] })),
      notes: [
        {
          code: "waves",
          text: "In 2 waves. The first failure stops the rest.",
          lines: [],
        },
      ],
      typed: environment === "production" ? environment : null,
      made_at: NOW,
      facts_at: before(0.2),
    },
  };
}

/** What the page of a set shows. */
export function setView(intent: UmbrellaIntent, row: (service: string) => Row): UmbrellaView {
  const members = intent.items
    .map(({ service, version }) => memberOf(intent, row(service), version))
    .sort((a, b) => a.wave - b.wave);
  const shared = intent.rollback
    ? []
    : intent.items.flatMap(({ service }) =>
        (row(service).passages.find((one) => one.to === intent.environment)?.verdicts ?? []).filter(
          isShared,
        ),
      );
  const gates = shared.filter(
    ({ gate }, at) => shared.findIndex((one) => one.gate === gate) === at,
  );
  const shut = [...gates, ...members.flatMap((one) => one.gates)].filter(
    (one) => one.answer.answer !== "pass",
  );
  return {
    environment: intent.environment,
    rollback: intent.rollback,
    members,
    gates,
    how:
      shut.length === 0
        ? planOf(intent, members)
        : {
            outcome: "refused",
            refusals: shut.map(({ title, reason }) => ({
              code: "gate",
              text: `${title}: ${reason}.`,
              hint: null,
              lines: [],
            })),
          },
    ask: shut.length > 0 ? { waits_for: shut.map(({ reason }) => reason) } : null,
    checklist: [],
    ticks: [],
    after: [],
    flags: [],
    lane: intent.lane,
    lanes: [],
    intent,
    command: `lockkeeper promote ${intent.items.map(({ service }) => service).join(" ")} --to ${intent.environment}`,
  };
}
