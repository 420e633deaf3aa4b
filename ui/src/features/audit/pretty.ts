/** A statement with its members on lines of their own; as it is where it is no document. */
export function pretty(statement: string): string {
  try {
    return JSON.stringify(JSON.parse(statement), null, 2);
  } catch {
    return statement;
  }
}
