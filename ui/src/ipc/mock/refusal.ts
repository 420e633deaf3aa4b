import type { WireError } from "../generated/types";

/** An error as the core throws it. */
export function refusal(message: string, more: Partial<WireError> = {}): WireError {
  return {
    code: "unavailable",
    message,
    detail: ["ssh: connect to host git.harbour.example port 22: Connection timed out"],
    retry: "safe",
    op_id: "op-4711",
    subject: null,
    ...more,
  };
}

/** Names that begin with `fail-` fail, so that failures can be walked through by hand. */
export function guard(name: string): void {
  if (name.startsWith("fail-")) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the wire throws plain values
    throw refusal(`The facts of ${name} could not be read. Nothing was changed.`, {
      subject: name,
    });
  }
}
