/** A piece of a line. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** A block of lines. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly line: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly line: readonly Inline[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string };

const INLINE =
  /\*\*(?<strong>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<href>[^)\s]+)\)/g;
const DEFINITION = /^\[[^\]]+\]:\s*\S+$/;

/** The pieces of a line; only http and https become links. */
export function inlineOf(line: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > from) pieces.push({ kind: "text", text: line.slice(from, match.index) });
    pieces.push(piece(match));
    from = match.index + match[0].length;
  }
  if (from < line.length) pieces.push({ kind: "text", text: line.slice(from) });
  return pieces;
}

function piece(match: RegExpMatchArray): Inline {
  const { strong, code, label, href } = match.groups ?? {};
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (code !== undefined) return { kind: "code", text: code };
  if (label !== undefined && href !== undefined && /^https?:\/\//i.test(href)) {
    return { kind: "link", text: label, href };
  }
  return { kind: "text", text: label ?? match[0] };
}

/** The blocks of a text: headings, lists, code and paragraphs, which release notes have. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n");
  for (let at = 0; at < lines.length;) at = take(lines, at, blocks);
  return blocks;
}

function take(lines: readonly string[], at: number, into: Block[]): number {
  const line = lines[at] ?? "";
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) {
    const [, marks = "", text = ""] = heading;
    into.push({ kind: "heading", level: marks.length, line: inlineOf(text) });
    return at + 1;
  }
  if (line.startsWith("```")) return takeCode(lines, at + 1, into);
  if (isItem(line)) return takeList(lines, at, into);
  if (line.trim() === "" || DEFINITION.test(line)) return at + 1;
  return takeParagraph(lines, at, into);
}

const isItem = (line: string): boolean => /^\s*[-*+]\s+/.test(line);
const opensBlock = (line: string): boolean =>
  line.trim() === "" || line.startsWith("#") || line.startsWith("```") || isItem(line);

function takeCode(lines: readonly string[], from: number, into: Block[]): number {
  const end = lines.findIndex((line, at) => at >= from && line.startsWith("```"));
  const to = end === -1 ? lines.length : end;
  into.push({ kind: "code", text: lines.slice(from, to).join("\n") });
  return to + 1;
}

function takeList(lines: readonly string[], from: number, into: Block[]): number {
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (isItem(line)) items.push(line.replace(/^\s*[-*+]\s+/, ""));
    else if (/^\s+\S/.test(line)) items.push(`${items.pop() ?? ""} ${line.trim()}`);
    else break;
  }
  into.push({ kind: "list", items: items.map(inlineOf) });
  return at;
}

function takeParagraph(lines: readonly string[], from: number, into: Block[]): number {
  let to = from + 1;
  while (to < lines.length && !opensBlock(lines[to] ?? "")) to++;
  into.push({ kind: "paragraph", line: inlineOf(lines.slice(from, to).join(" ")) });
  return to;
}
