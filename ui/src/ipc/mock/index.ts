export { mockBackend } from "./backend";
export { SCENARIOS, scenarioNamed, type Scenario } from "./scenarios";
