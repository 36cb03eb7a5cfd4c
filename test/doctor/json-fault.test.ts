import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonFault, jsonFaultIn } from '../../src/doctor/json-fault.ts';
import { runs } from '../../testbed/support/generated.ts';

const SOUND = `{
    "bridge": { "pin": "123-45-678" },
    "platforms": [
        { "platform": "LinkyTIC", "meters": [1.5e3, true] },
        { "platform": "config" }
    ]
}
`;

test.each([
  ['a comma between two members', '"123-45-678" },', '"123-45-678" }', [2, 38, 'noComma']],
  ['a comma between two elements', '[1.5e3, true] },', '[1.5e3, true] }', [4, 60, 'noComma']],
  ['the quote at the end of a text', '"LinkyTIC",', '"LinkyTIC,', [4, 23, 'openText']],
  ['the quote at the end of a line', '"config" }', '"config }', [5, 23, 'openText']],
  ['the quote at the end of a name', '"pin": "', '"pin: "', [2, 17, 'openText']],
  ['the quote at the beginning of a text', ': "LinkyTIC"', ': LinkyTIC"', [4, 23, 'other']],
  ['the last brace', '    ]\n}\n', '    ]\n', [6, 6, 'ends']],
  ['the last bracket', '    ]\n}', '}', [6, 1, 'other']],
  ['a colon', '"pin": ', '"pin" ', [2, 23, 'other']],
  ['all of it', SOUND, '', [1, 1, 'ends']],
])('where %s is missing', (_, before, after, [line, column, kind]) => {
  expect(jsonFaultIn(SOUND)).toBeUndefined();
  expect(jsonFaultIn(SOUND.replace(before, after))).toEqual({ line, column, kind });
});

test.each([
  ['a comma before a brace', '"config" }', '"config", }', [5, 31, 'extraComma']],
  ['a comma before a bracket', 'true]', 'true,]', [4, 57, 'extraComma']],
  ['two commas', 'true]', 'true,,1]', [4, 58, 'other']],
  ['a comment', '"bridge"', '// mine\n    "bridge"', [2, 5, 'other']],
  ['something after the end', '    ]\n}', '    ]\n} }', [7, 3, 'other']],
  ['a single quote', '"bridge"', "'bridge'", [2, 5, 'other']],
  ['what a text may not escape', 'LinkyTIC', 'Linky\\TIC', [4, 23, 'other']],
])('where %s is too much', (_, before, after, [line, column, kind]) => {
  expect(jsonFaultIn(SOUND.replace(before, after))).toEqual({ line, column, kind });
});

/** Texts that are JSON but for a few characters. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'{}[],:"\\ \n0e.-t\0\u00e9'))),
  )
  .map(([text, edits]) =>
    edits.slice(0, 3).reduce((so, [place, drop, put]) => {
      const at = so.length === 0 ? 0 : place % so.length;
      return so.slice(0, at) + put + so.slice(at + drop);
    }, text),
  );

test('a fault is found in what JSON.parse refuses, and in nothing else', () => {
  fc.assert(
    fc.property(nearlyJson, (text) => {
      expect(jsonFaultIn(text) !== undefined).toBe(isRefused(text));
    }),
    runs(2_000),
  );
});

test('with a comma more or less where the fault is, JSON goes on', () => {
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const fault = jsonFaultIn(text);
      if (fault?.kind !== 'noComma' && fault?.kind !== 'extraComma') return;
      const at = offsetOf(fault, text);
      const isMissing = fault.kind === 'noComma';
      const cured = text.slice(0, at) + (isMissing ? ',' : '') + text.slice(isMissing ? at : at + 1);
      const left = jsonFaultIn(cured);
      expect(left ? offsetOf(left, cured) : Number.POSITIVE_INFINITY).toBeGreaterThan(isMissing ? at : at - 1);
    }),
    runs(2_000),
  );
});

function offsetOf({ line, column }: JsonFault, text: string): number {
  return (
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1
  );
}

function isRefused(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
