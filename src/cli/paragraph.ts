/** Blanks that part words; those around French punctuation and before % do not. */
const BETWEEN_WORDS = /(?<!«) (?![:;!?»%])/;

/** A text in lines of at most `width` characters, broken at blanks. A word that is longer has a line of its own. */
export function paragraph(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BETWEEN_WORDS)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
