/** How the lines of a file become bytes. */
export interface FileBytes {
  /** `utf-8` unless given. */
  readonly encoding?: 'utf-8' | 'utf-8 with BOM' | 'latin-1' | 'utf-16';
  /** `\n` unless given. */
  readonly lineEnd?: '\n' | '\r\n';
  /** What stands after the last line: its end unless given, `nothing`, or `blank line` besides the end. */
  readonly lastLine?: 'end' | 'nothing' | 'blank line';
}

/** A text file as bytes. */
export function bytesOf(
  lines: readonly string[],
  { encoding = 'utf-8', lineEnd = '\n', lastLine = 'end' }: FileBytes = {},
): Uint8Array {
  const last = { end: lineEnd, nothing: '', 'blank line': lineEnd + lineEnd }[lastLine];
  const text = lines.join(lineEnd) + last;
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 with BOM':
      return Buffer.from(`\uFEFF${text}`);
    case 'utf-16':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'latin-1':
      return Buffer.from(text, 'latin1');
  }
}

/** W as kW with three decimals and a comma: `0,696`. */
export function commaKW(watts: number): string {
  const digits = String(watts).padStart(4, '0');
  return `${digits.slice(0, -3)},${digits.slice(-3)}`;
}
