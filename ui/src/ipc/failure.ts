import type { Retry, WireError } from "./generated/types";

const RETRIES: readonly Retry[] = ["safe", "after_change", "replan", "never"];

function isRetry(value: unknown): value is Retry {
  return RETRIES.some((retry) => retry === value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

/** Whether a value is the one error of the wire. */
export function isWireError(value: unknown): value is WireError {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "message" in value &&
    typeof value.message === "string" &&
    "detail" in value &&
    Array.isArray(value.detail) &&
    "retry" in value &&
    isRetry(value.retry) &&
    "op_id" in value &&
    typeof value.op_id === "string" &&
    "subject" in value &&
    isTextOrNull(value.subject)
  );
}

/** Whatever was thrown, as an error that can be shown. */
export function failureOf(thrown: unknown): WireError {
  if (isWireError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "window",
    message: "The window could not reach the core. Nothing was changed.",
    detail: [detail],
    retry: "safe",
    op_id: "",
    subject: null,
  };
}

/** What a screen threw while it was drawn. */
export function undrawn(thrown: unknown): WireError {
  const failure = failureOf(thrown);
  return failure.code === "window"
    ? { ...failure, message: "This screen could not be drawn. Nothing was changed." }
    : failure;
}

/** The report a person can copy into a message. */
export function reportOf(error: WireError): string {
  const lines = [`${error.message} (${error.code})`];
  if (error.subject !== null) lines.push(`about: ${error.subject}`);
  if (error.op_id !== "") lines.push(`operation: ${error.op_id}`);
  return [...lines, ...error.detail.map((line) => `  ${line}`)].join("\n");
}
