import { expect, test } from 'vitest';
import type { TicMode } from '../../src/reading/reading.ts';
import { decode, framesOf, sealed } from './decode.ts';

const ADDRESS = { historique: 'ADCO 012345678901', standard: 'ADSC\t012345678901' } as const;
const SEPARATOR = { historique: ' ', standard: '\t' } as const;

/** A group of each kind of text, with a right checksum, where `char` stands in the label, the horodate or the data. */
function groupsWith(char: string, mode: TicMode): readonly string[] {
  const separator = SEPARATOR[mode];
  const [text, padded] = mode === 'standard' ? ['MSG2', 15] : ['MOTDETAT', 5];
  const dated = ['DATE', `H23030109183${char}`, ''];
  return [
    [text, 'A'.repeat(padded) + char],
    ['ZZ', `A${char}`],
    [`Z${char}`, 'A'],
    ...(mode === 'standard' ? [dated, ['ZZ', `H23030109183${char}`, 'A'], ['ZZ', 'H230301091834', char]] : []),
  ].map((parts) => sealed(parts.join(separator), mode));
}

/** All labels, horodates and data that are decoded when a frame with this group comes twice. */
function saidOf(group: string, mode: TicMode): readonly string[] {
  const frame = `\x02\n${sealed(ADDRESS[mode], mode)}\r\n${group}\r\x03`;
  return framesOf(decode(frame + frame, mode)).flatMap(({ labels, horodates }) => [
    ...Object.entries(labels).flat(),
    ...Object.entries(horodates).flat(),
  ]);
}

const CHARS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const isPrintable = (text: string) => /^[ -~]*$/.test(text);

test.each(['historique', 'standard'] as const)(
  'no label, horodate or text of a %s frame has a control character',
  (mode) => {
    const said = CHARS.flatMap((char) => groupsWith(char, mode)).flatMap((group) => saidOf(group, mode));
    expect(said.filter((text) => !isPrintable(text))).toEqual([]);
    // Some groups were accepted, or this test would prove nothing.
    expect(new Set(said)).toContain('AZ');
  },
);
